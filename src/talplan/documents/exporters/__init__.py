"""Formats that only a plan has: CSV, a calendar, JSON."""
