"""The plan as one interactive web page."""
