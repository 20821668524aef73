"""A yearly plan of work as YAML under version control: look at it, filter it, mark what is done."""

__version__ = "0.1.0"
