"""What a person or a script is shown: pages, fields, the terminal."""
