"""What each mutating command means, as changes."""
