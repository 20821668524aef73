"""Read CSV with any usual delimiter, in UTF-8, UTF-16 or Windows-1251."""

from __future__ import annotations

import codecs
import csv
from io import StringIO
from itertools import islice

from talplan.documents.exporters.csv import unguarded
from talplan.documents.importers.grid import Grid, GridRow, ProgressCallback, RowLocation, clean

_LOOKED_AT = 200
_LONGEST_CELL = 1_000_000


def read(raw: bytes, progress: ProgressCallback) -> list[Grid]:
    """Read the file as one table."""
    text = _decoded(raw)
    # The standard limit is too low for a long text; an unclosed quote still exceeds this one.
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        return [Grid((), tuple(_rows(text, _delimiter(text), progress)))]
    finally:
        csv.field_size_limit(before)


def _decoded(raw: bytes) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark (“Unicode text” of Excel), otherwise Windows-1251."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace")


def _delimiter(text: str) -> str:
    """Return the delimiter that gives the most rows of four or more cells."""

    def wide(delimiter: str) -> int:
        try:
            return sum(len(row) >= 4 for row in islice(csv.reader(StringIO(text), delimiter=delimiter), _LOOKED_AT))
        except csv.Error:
            return 0

    return max(",;\t", key=wide)


def _rows(text: str, delimiter: str, progress: ProgressCallback) -> list[GridRow]:
    rows = []
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    total = text.count("\n") + 1
    line = 1
    for cells in lines:
        rows.append(GridRow(RowLocation("line", "", line), tuple(clean(unguarded(cell)) for cell in cells)))
        line = lines.line_num + 1
        progress(line, total)
    return rows
