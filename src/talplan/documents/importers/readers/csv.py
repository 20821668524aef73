"""Tables as text: whatever stands between the columns, in UTF-8 or in what an old Excel writes."""

from __future__ import annotations

import codecs
import csv
from io import StringIO
from itertools import islice

from talplan.documents.exporters.csv import unguarded
from talplan.documents.importers.grid import Grid, GridRow, Told, Where, clean

_LOOKED_AT = 200
_LONGEST_CELL = 1_000_000


def read(raw: bytes, told: Told) -> list[Grid]:
    """The rows of the file as one table."""
    text = _decoded(raw)
    # A cell that is longer than the standard limit is still text; a quote that nobody closed makes one longer still.
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        return [Grid((), tuple(_rows(text, _delimiter(text), told)))]
    finally:
        csv.field_size_limit(before)


def _decoded(raw: bytes) -> str:
    """UTF-8; with its mark UTF-16, which Excel calls Unicode text; else the Cyrillic page of Windows."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace")


def _delimiter(text: str) -> str:
    """The one that makes the most rows of four cells or more."""

    def wide(delimiter: str) -> int:
        try:
            return sum(len(row) >= 4 for row in islice(csv.reader(StringIO(text), delimiter=delimiter), _LOOKED_AT))
        except csv.Error:
            return 0

    return max(",;\t", key=wide)


def _rows(text: str, delimiter: str, told: Told) -> list[GridRow]:
    rows = []
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    total = text.count("\n") + 1
    line = 1
    for cells in lines:
        rows.append(GridRow(Where("line", "", line), tuple(clean(unguarded(cell)) for cell in cells)))
        line = lines.line_num + 1
        told(line, total)
    return rows
