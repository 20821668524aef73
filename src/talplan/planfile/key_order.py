"""The keys of each part of a file, in the order of the format's table: by the key that the part stands under.

The schema has them too, and a test holds the two equal: most files are read, and edited, without it.
"""

KEYS: dict[str, tuple[str, ...]] = {
    "": ("title", "year", "first_month", "language", "units", "sections"),
    "units": ("name", "short", "aliases", "part_of"),
    "sections": ("number", "title", "items"),
    "items": ("number", "task", "due", "units", "done", "notes", "cancelled"),
    "done": ("date", "term", "by", "note", "evidence"),
    "notes": ("date", "by", "text"),
    "cancelled": ("date", "note"),
}
