"""Execution forms: what a unit fills in and sends back, and how it is read."""
