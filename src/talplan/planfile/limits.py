"""How large a plan file may be, and the mark that it may begin with."""

MAX_BYTES = 16 * 1024 * 1024
BOM = b"\xef\xbb\xbf"
