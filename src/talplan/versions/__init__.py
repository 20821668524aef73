"""Comparing two versions of a plan (diff) and merging three."""
