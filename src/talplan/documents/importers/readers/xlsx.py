"""Read Excel workbooks: every visible sheet as one table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any, NamedTuple, cast

from talplan.documents.importers.column_headings import FindHeader
from talplan.documents.importers.grid import (
    MAX_ROWS,
    Grid,
    GridRow,
    ProgressCallback,
    ReadingLimits,
    RowLocation,
    clean,
)
from talplan.documents.importers.readers.office_zip import OfficeArchive, open_archive
from talplan.domain.language import Language
from talplan.domain.months import NAMES
from talplan.problem import Failure

_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MAX_COLUMNS = 64
_MAX_SHEETS = 1_000
_MAX_MERGED = 100_000
_HEAD = 1_000
"""Rows after which a sheet without headings is not read further."""
_WHOLE = 3
"""The least width of a merged cell that is a section heading."""
_REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
# What Excel shows as a date without saying so in a format of its own: 14 to 22, and those of East Asia.
_DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_DECIMALS = {1: "0", 2: "2", 9: "0%", 10: "2%"}
_TIMES = {18, 19, 20, 21, 45, 46, 47}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


class Style(NamedTuple):
    """What a cell format does to a value."""

    form: str = ""
    """`date`, `month`, `time`, a number of decimals with or without `%`, or "" for others."""
    struck: bool = False


class Shared(NamedTuple):
    """A text of the table of shared texts."""

    text: str
    struck: str = ""


def read(raw: bytes, progress: ProgressCallback, find: FindHeader) -> list[Grid]:
    """Read the visible sheets of a workbook; of one without headings only the first rows."""
    return list(_Workbook(open_archive(raw, "xlsx"), find).grids(progress))


class _Workbook:
    def __init__(self, archive: OfficeArchive, find: FindHeader) -> None:
        self.archive = archive
        self.find = find
        self.limits = ReadingLimits()
        self.related = archive.related(archive.main_part)
        parts = dict(self.related.values())
        self.styles = list(_styles(archive, parts.get("styles", "")))
        self.texts = [_shared(entry) for entry in archive.elements(parts.get("sharedStrings", ""), f"{_X}si")]
        self.first_day = date(1899, 12, 30)

    def grids(self, progress: ProgressCallback) -> Iterator[Grid]:
        """Yield the visible sheets."""
        title = clean(self.archive.title)
        tags = (f"{_X}workbookPr", f"{_X}sheet")
        sheets = []
        for entry in self.archive.elements(self.archive.main_part, *tags):
            if entry.tag == tags[0]:
                if entry.get("date1904") in ("1", "true"):
                    self.first_day = date(1904, 1, 1)
            elif entry.get("state", "visible") == "visible":
                sheets.append((clean(entry.get("name", "")), self.related.get(entry.get(_ID, ""), ("", ""))))
            if len(sheets) > _MAX_SHEETS:
                raise Failure("import-too-many-sheets", limit=_MAX_SHEETS)
        for name, (kind, part) in sheets:
            if kind == "worksheet":
                yield Grid((), _Sheet(self, name, part).rows(progress), name=name, title=title)

    def text(self, cell: Any) -> Shared:
        """Return the text of a cell, close to what Excel shows."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(f"{_X}is")
            return Shared("") if inline is None else self._struck(cell, _shared(inline))
        written = cell.findtext(f"{_X}v")
        if written is None or not written.strip():
            return Shared("")
        if kind == "s":
            place = int(written)
            return self._struck(cell, self.texts[place] if 0 <= place < len(self.texts) else Shared(""))
        if kind == "b":
            written = "TRUE" if written.strip() == "1" else "FALSE"
        elif kind == "d":
            written = written.strip().removesuffix("T00:00:00")
        elif kind == "n":
            written = self._number(written.strip(), self._style(cell).form)
        return self._struck(cell, Shared(clean(written)))

    def is_plain_number(self, cell: Any) -> bool:
        """Return whether a cell has a number that its format shows as it is."""
        return cell.get("t", "n") == "n" and not self._style(cell).form

    def _struck(self, cell: Any, shared: Shared) -> Shared:
        return Shared(shared.text, shared.text) if self._style(cell).struck else shared

    def _style(self, cell: Any) -> Style:
        number = cell.get("s")
        return self.styles[int(number)] if number and number.isdigit() and int(number) < len(self.styles) else Style()

    def _number(self, written: str, form: str) -> str:
        """Return a number as its format shows it."""
        try:
            value = float(written)
        except ValueError:
            return written
        if not abs(value) < 1e15:
            return written
        if form in ("date", "month", "time") and 0 <= value < 2_958_466:
            return _shown_date(self.first_day, value, form)
        if form[:-1].isdigit() or form.isdigit():
            return f"{value:.{form}}" if form.endswith("%") else f"{value:.{form}f}"
        return str(int(value)) if value.is_integer() else f"{value:.15g}"


def _shown_date(first: date, value: float, form: str) -> str:
    minutes = round(value % 1 * 24 * 60)
    clock = f"{minutes // 60 % 24}:{minutes % 60:02}"
    if form == "time" and value < 1:
        return clock
    # Excel believes that 1900 was a leap year.
    days = int(value) + (1 if first.year == 1899 and 0 < value < 60 else 0)
    day = first + timedelta(days=days)
    if form == "month":
        return f"{NAMES[Language.EN][day.month - 1]} {day.year}"
    return f"{day.isoformat()} {clock}" if form == "time" or minutes else day.isoformat()


def _shared(entry: Any) -> Shared:
    """Return a text, and what of it is struck through; the reading aids of Japanese are left out."""
    texts, struck = [], []
    for child in entry:
        if child.tag == f"{_X}t":
            texts.append(child.text or "")
        elif child.tag == f"{_X}r":
            text = "".join(piece.text or "" for piece in child.iter(f"{_X}t"))
            texts.append(text)
            switch = child.find(f"{_X}rPr/{_X}strike")
            if _is_on(switch):
                struck.append(text)
    return Shared(clean("".join(texts)), clean("".join(struck)))


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get("val") not in ("0", "false")


def _styles(archive: OfficeArchive, part: str) -> Iterator[Style]:
    """Yield the cell formats by their number."""
    forms: dict[str, str] = {}
    struck: list[bool] = []
    tags, around = (("numFmt", "font", "xf", "dxf"), ("fonts", "cellStyleXfs", "cellXfs"))
    group = ""
    for event, entry in archive.events(part, [_X + tag for tag in tags], [_X + tag for tag in around]):
        if event == "start":
            group = entry.tag
        elif event == "end" and entry.tag == f"{_X}numFmt":
            forms[entry.get("numFmtId", "")] = entry.get("formatCode", "")
        elif event == "end" and entry.tag == f"{_X}font" and group == f"{_X}fonts":
            struck.append(_is_on(entry.find(f"{_X}strike")))
        elif event == "end" and entry.tag == f"{_X}xf" and group == f"{_X}cellXfs":
            number, font = entry.get("numFmtId", "0"), entry.get("fontId", "0")
            gone = font.isdigit() and int(font) < len(struck) and struck[int(font)]
            yield Style(_form(number, forms.get(number)), gone)


def _form(number: str, code: str | None) -> str:
    """Return what a number format shows."""
    if code is None:
        place = int(number) if number.isdigit() else 0
        if place in _DECIMALS:
            return _DECIMALS[place]
        return "month" if place == 17 else "date" if place in _DATES else "time" if place in _TIMES else ""
    bare = _LITERAL.sub("", code.partition(";")[0]).lower()
    if bare == "general" or not bare:
        return ""
    if "h" in bare or "s" in bare:
        return "time"
    if "d" in bare:
        return "date"
    if "m" in bare or "y" in bare:
        return "month"
    decimals = re.fullmatch(r"0+(?:\.(0+))?(%?)", bare)
    return f"{len(decimals[1] or '')}{decimals[2]}" if decimals else ""


@dataclass(slots=True)
class _SheetRow:
    texts: list[str]
    struck: dict[int, str]
    numbers: set[int] = field(default_factory=set)
    unevaluated: set[int] = field(default_factory=set)
    hidden: bool = False


class _Sheet:
    """One sheet: its rows first, then its merged cells, as they are in the file."""

    def __init__(self, book: _Workbook, name: str, part: str) -> None:
        from lxml.etree import XPath

        self.book = book
        self.name = name
        self.part = part
        self.found: dict[int, _SheetRow] = {}
        self.merged = _Merged()
        self._filled = XPath("x:c[*]", namespaces={"x": _X.strip("{}")})

    def rows(self, progress: ProgressCallback) -> list[GridRow]:
        """Read the rows that contain something."""
        self._read(progress)
        rows: list[GridRow] = []
        above: tuple[int, list[str]] = (0, [])
        for number in sorted({*self.found, *self.merged.below}):
            row = self.found.get(number) or _SheetRow([], {})
            continued = frozenset(self.merged.below.get(number, ()))
            for column in continued:
                last = above[1] if above[0] == number - 1 else []
                row.texts += [""] * (column + 1 - len(row.texts))
                row.texts[column] = last[column] if column < len(last) else ""
            above = (number, row.texts)
            if any(row.texts) or row.unevaluated:
                location = RowLocation("sheet", self.name, number)
                whole = self.merged.is_whole(number, row.texts)
                numbers, unevaluated = frozenset(row.numbers), frozenset(row.unevaluated)
                reading = (row.struck, numbers, unevaluated, row.hidden)
                rows.append(GridRow(location, tuple(row.texts), whole, continued, *reading))
        return rows

    def _read(self, progress: ProgressCallback) -> None:
        archive = self.book.archive
        number = 0
        for element in archive.elements(self.part, f"{_X}row", f"{_X}mergeCell"):
            if element.tag != f"{_X}row":
                self.merged.add(element.get("ref", ""))
                continue
            written = element.get("r", "")
            number = int(written) if written.isdigit() and len(written) < 8 else number + 1
            row = self._row(element)
            if row.texts or row.unevaluated:
                self.book.limits.count(row.texts)
                self.found[number] = row
                progress(archive.unpacked, max(archive.unpacked, archive.sizes[self.part]))
                if len(self.found) == _HEAD and not self._is_headed():
                    return

    def _is_headed(self) -> bool:
        """Whether the rows that are read have headings among them."""
        rows = [GridRow(RowLocation("sheet", self.name, at), tuple(row.texts)) for at, row in self.found.items()]
        return self.book.find(rows) is not None

    def _cells(self, row: Any) -> Iterable[Any]:
        """Return the cells with a content, or all if they do not name their place; a row may have 16,384 cells."""
        if len(row) and not row[0].get("r"):
            return islice(row.iterchildren(f"{_X}c"), _MAX_COLUMNS)
        return cast(Iterable[Any], self._filled(row))

    def _row(self, element: Any) -> _SheetRow:
        row = _SheetRow([], {}, hidden=element.get("hidden") in ("1", "true"))
        column = -1
        for cell in self._cells(element):
            place = _REFERENCE.fullmatch(cell.get("r", ""))
            column = _column(place[1]) - 1 if place else column + 1
            if column < _MAX_COLUMNS:
                text, struck = self.book.text(cell)
                if text:
                    row.texts += [""] * (column + 1 - len(row.texts))
                    row.texts[column] = text
                if struck:
                    row.struck[column] = struck
                if text and self.book.is_plain_number(cell):
                    row.numbers.add(column)
                if not text and cell.find(f"{_X}f") is not None:
                    row.unevaluated.add(column)
        return row


@dataclass(slots=True)
class _Merged:
    """Cells merged across several columns, and per row the columns (from 0) merged with the cell above."""

    wide: dict[int, int] = field(default_factory=dict)
    """Row -> the first column (from 0) of a cell that is merged across many columns."""
    below: dict[int, set[int]] = field(default_factory=dict)
    places: int = 0

    def add(self, reference: str) -> None:
        """Add a merged range such as `A1:D1`; Failure if they cover too much."""
        start, _, end = reference.partition(":")
        corners = (_REFERENCE.fullmatch(start), _REFERENCE.fullmatch(end))
        if not corners[0] or not corners[1]:
            return
        left, right = _column(corners[0][1]), min(_column(corners[1][1]), _MAX_COLUMNS)
        first, last = int(corners[0][2]), min(int(corners[1][2]), MAX_ROWS)
        self.places += max(0, last - first + 1) * max(0, right - left + 1)
        if self.places > _MAX_MERGED:
            raise Failure("import-too-merged")
        if first == last and right - left + 1 >= _WHOLE:
            self.wide[first] = left - 1
        for row in range(first + 1, last + 1):
            self.below.setdefault(row, set()).update(range(left - 1, right))

    def is_whole(self, row: int, texts: Sequence[str]) -> bool:
        """Whether a wide cell is all that a row contains, apart from a number before it."""
        filled = [at for at, text in enumerate(texts) if text]
        return row in self.wide and len(filled) <= 2 and filled[-1:] <= [self.wide[row]]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
