"""Read a plan from a document of another program."""
