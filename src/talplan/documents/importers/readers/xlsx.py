"""Excel workbooks: every sheet that can be seen, as one table each."""

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
from talplan.documents.importers.grid import Grid, GridRow, Told, Where, clean
from talplan.documents.importers.readers.office_zip import unpacked
from talplan.domain.language import Language
from talplan.domain.months import NAMES
from talplan.problem import Failure

_MAX_ROWS = 200_000
_MAX_COLUMNS = 64
_MAX_MERGED = 100_000
_HEAD = 1_000
"""Rows in which the headings have to be: a sheet without them is left out, and not read to its end."""
_WHOLE = 3
"""Columns from which on a merged cell is the heading of a section: all four of a plan, or all but the numbers."""
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})\"")


def read(raw: bytes, told: Told) -> list[Grid]:
    """The sheets of a workbook that can be seen."""
    archive = unpacked(raw, "xlsx", "xl/workbook.xml")
    # openpyxl warns of parts that it would not keep, and prints what is odd about styles: here it only reads texts.
    with warnings.catch_warnings(), contextlib.redirect_stdout(StringIO()):
        warnings.simplefilter("ignore")
        from openpyxl import load_workbook

        book = load_workbook(BytesIO(raw), read_only=True, data_only=True, rich_text=True)
        title = clean(book.properties.title or "")
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return [_grid(sheet, title, archive, told) for sheet in sheets]


def _grid(sheet: Any, title: str, archive: ZipFile, told: Told) -> Grid:
    # The only way to a sheet's merged cells that does not build a cell for each of a million empty places.
    merged = _Merged.of(archive.read(sheet._worksheet_path))
    rows = _rows(sheet, merged, told)
    first = list(islice(rows, _HEAD))
    if any(find_columns(row.cells) for row in first):
        first += rows
    return Grid((), first, name=sheet.title, title=title)


def _rows(sheet: Any, merged: _Merged, told: Told) -> Iterator[GridRow]:
    above: dict[int, str] = {}
    total = min(sheet.max_row or 0, _MAX_ROWS)
    for at, cells in enumerate(sheet.iter_rows(max_row=_MAX_ROWS, max_col=_MAX_COLUMNS), start=1):
        told(min(at, total), total)
        continued = frozenset(merged.below.get(at, ()))
        if not continued and not any(cell.value is not None for cell in cells):
            continue
        texts = [above.get(i, "") if i in continued else _text(cell) for i, cell in enumerate(cells)]
        above = dict(enumerate(texts))
        while texts and not texts[-1]:
            texts.pop()
        struck = {i: gone for i, cell in enumerate(cells) if i not in continued and (gone := _struck(cell))}
        yield GridRow(Where("sheet", sheet.title, at), tuple(texts), at in merged.whole, continued, struck)


def _text(cell: Any) -> str:
    """What a person sees in the cell, near enough."""
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
    """What of the text is struck through: with the whole cell, or by itself."""
    if cell.value is None:
        return ""
    whole = bool(cell.has_style and cell.font.strike)
    if not isinstance(cell.value, list):
        return _text(cell) if whole else ""
    parts = ((part, whole) if isinstance(part, str) else (part.text, part.font.strike) for part in cell.value)
    return clean("".join(text for text, struck in parts if struck))


@dataclass(slots=True)
class _Merged:
    """Which rows are one cell, and which cells of a row, counted from 0, are one with those above."""

    whole: set[int] = field(default_factory=set)
    below: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: bytes) -> _Merged:
        made = cls()
        places = 0
        for found in _MERGED.finditer(sheet):
            left, right = _column(found[1]), min(_column(found[3]), _MAX_COLUMNS)
            first, last = int(found[2]), min(int(found[4]), _MAX_ROWS)
            places += (last - first + 1) * (right - left + 1)
            if places > _MAX_MERGED:
                raise Failure("import-too-merged")
            if first == last and right - left + 1 >= _WHOLE:
                made.whole.add(first)
            for row in range(first + 1, last + 1):
                made.below.setdefault(row, set()).update(range(left - 1, right))
        return made


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
