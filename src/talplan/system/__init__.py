"""Disk, git, editor, streams."""
