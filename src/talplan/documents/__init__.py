"""Foreign files out and in."""
