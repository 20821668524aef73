"""Argv -> values, the app, the workflow of a change."""
