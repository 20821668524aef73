"""Changes -> new text, every other byte kept."""
