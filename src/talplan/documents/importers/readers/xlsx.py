"""Read Excel workbooks: every visible sheet as one table."""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from typing import Any
from zipfile import ZipFile

from talplan.documents.importers.column_headings import find_columns
from talplan.documents.importers.grid import Grid, GridRow, ProgressCallback, RowLocation, clean
from talplan.documents.importers.readers.office_zip import open_archive
from talplan.domain.language import Language
from talplan.domain.months import NAMES
from talplan.problem import Failure

_MAX_ROWS = 200_000
_MAX_COLUMNS = 64
_MAX_MERGED = 100_000
_HEAD = 1_000
"""Rows in which the headings have to be; other sheets are not read further."""
_WHOLE = 3
"""The least width of a merged cell that is a section heading."""
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})\"")


def read(raw: bytes, progress: ProgressCallback) -> list[Grid]:
    """Read the visible sheets of a workbook."""
    archive = open_archive(raw, "xlsx", "xl/workbook.xml")
    # openpyxl warns about parts it would not keep and prints remarks on styles.
    with warnings.catch_warnings(), contextlib.redirect_stdout(StringIO()):
        warnings.simplefilter("ignore")
        from openpyxl import load_workbook

        book = load_workbook(BytesIO(raw), read_only=True, data_only=True, rich_text=True)
        title = clean(book.properties.title or "")
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return [_grid(sheet, title, archive, progress) for sheet in sheets]


def _grid(sheet: Any, title: str, archive: ZipFile, progress: ProgressCallback) -> Grid:
    # openpyxl would build a cell for each of a million empty places of a merged range.
    merged = _Merged.of(archive.read(sheet._worksheet_path))
    rows = _rows(sheet, merged, progress)
    first = list(islice(rows, _HEAD))
    if any(find_columns(row.cells) for row in first):
        first += rows
    return Grid((), first, name=sheet.title, title=title)


def _rows(sheet: Any, merged: _Merged, progress: ProgressCallback) -> Iterator[GridRow]:
    above: dict[int, str] = {}
    total = min(sheet.max_row or 0, _MAX_ROWS)
    for at, cells in enumerate(sheet.iter_rows(max_row=_MAX_ROWS, max_col=_MAX_COLUMNS), start=1):
        progress(min(at, total), total)
        continued = frozenset(merged.below.get(at, ()))
        if not continued and not any(cell.value is not None for cell in cells):
            continue
        texts = [above.get(i, "") if i in continued else _text(cell) for i, cell in enumerate(cells)]
        above = dict(enumerate(texts))
        while texts and not texts[-1]:
            texts.pop()
        struck = {i: gone for i, cell in enumerate(cells) if i not in continued and (gone := _struck(cell))}
        yield GridRow(RowLocation("sheet", sheet.title, at), tuple(texts), at in merged.whole, continued, struck)


def _text(cell: Any) -> str:
    """Return the text of a cell, close to what Excel shows."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        # “окт 25” becomes the first of October in Excel, shown as month and year.
        return day.isoformat() if "d" in str(cell.number_format).lower() else NAMES[Language.EN][day.month - 1]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))


def _struck(cell: Any) -> str:
    """Return the struck-through text of a cell."""
    if cell.value is None:
        return ""
    whole = bool(cell.has_style and cell.font.strike)
    if not isinstance(cell.value, list):
        return _text(cell) if whole else ""
    parts = ((part, whole) if isinstance(part, str) else (part.text, part.font.strike) for part in cell.value)
    return clean("".join(text for text, struck in parts if struck))


@dataclass(slots=True)
class _Merged:
    """Rows that are one merged cell, and per row the columns (from 0) merged with the cell above."""

    whole: set[int] = field(default_factory=set)
    below: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: bytes) -> _Merged:
        merged = cls()
        places = 0
        for match in _MERGED.finditer(sheet):
            left, right = _column(match[1]), min(_column(match[3]), _MAX_COLUMNS)
            first, last = int(match[2]), min(int(match[4]), _MAX_ROWS)
            places += (last - first + 1) * (right - left + 1)
            if places > _MAX_MERGED:
                raise Failure("import-too-merged")
            if first == last and right - left + 1 >= _WHOLE:
                merged.whole.add(first)
            for row in range(first + 1, last + 1):
                merged.below.setdefault(row, set()).update(range(left - 1, right))
        return merged


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
