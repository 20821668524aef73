"""Read CSV with any usual delimiter, in UTF-8, UTF-16 or Windows-1251."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import islice

from talplan.documents.exporters.csv import remove_guard
from talplan.documents.importers.column_headings import FindHeader
from talplan.documents.importers.grid import (
    MAX_CELL,
    Grid,
    GridRow,
    ProgressCallback,
    ReadingLimits,
    RowLocation,
    clean,
)
from talplan.problem import Failure

_LOOKED_AT = 200
_MAX_COLUMNS = 16_384
_MAX_LINES = 1_100_000


def read(raw: bytes, progress: ProgressCallback, _find: FindHeader) -> list[Grid]:
    """Read the file as one table."""
    text = _decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
    # The standard limit is too low for a long text; an unclosed quote still exceeds this one.
    before = csv.field_size_limit(MAX_CELL)
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


def _lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends; Failure if one is far longer than a row can be."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        if end - start > 2 * MAX_CELL:
            raise Failure("import-too-much-text")
        yield text[start:end]
        start = end


def _delimiter(text: str) -> str:
    """Return the delimiter that gives the most rows of four or more cells, or of three."""

    def wide(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in islice(csv.reader(_lines(text), delimiter=delimiter), _LOOKED_AT)]
        except csv.Error:
            return 0, 0
        return sum(width >= 4 for width in widths), sum(width >= 3 for width in widths)

    return max(",;\t", key=wide)


def _rows(text: str, delimiter: str, progress: ProgressCallback) -> Iterator[GridRow]:
    limits = ReadingLimits()
    lines = csv.reader(_lines(text), delimiter=delimiter)
    total = text.count("\n") + 1
    if total > _MAX_LINES:
        raise Failure("import-too-many-rows", limit=_MAX_LINES)
    line = 1
    blank = False
    for cells in lines:
        if len(cells) > _MAX_COLUMNS:
            raise Failure("import-too-many-columns", limit=_MAX_COLUMNS)
        texts = tuple(clean(remove_guard(cell)) if cell else "" for cell in cells)
        if any(texts) or not blank:
            limits.count(texts)
            yield GridRow(RowLocation("line", "", line), texts)
        blank = not any(texts)
        line = lines.line_num + 1
        progress(line, total)
