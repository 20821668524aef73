"""Sheets of a workbook as values, and how they become Excel's: fonts, widths, filters, print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from talplan.documents.exporters.document_layout import shown

if TYPE_CHECKING:
    from openpyxl import Workbook

Value = str | int | float | date | tuple[str | date, str] | None
"""What a cell holds; a pair is a text or a day and how it looks, whatever its row looks like."""


class Kind(StrEnum):
    """What a column holds; texts of any length are wrapped."""

    TEXT = "@"
    NUMBER = "0"
    PERCENT = "0%"
    DATE = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, the width in letters, what stands below."""

    heading: str
    width: int
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a filter; `count` says how many rows there are, `total` is a last row that no filter touches."""

    name: str
    columns: tuple[Column, ...]
    count: int
    rows: Iterator[Sequence[Value]]
    total: Sequence[Value] | None = None


_FILLS = {
    "done": "DDF4E0",
    "late": "FFF3C4",
    "overdue": "FFD9D6",
    "not_reported": "EBDDFB",
    "due": "FFE8CC",
}
_FILLED = 0.92
"""The part of a line that words fill, of the width that Excel counts in digits."""
_LONGEST = 32767
"""Letters that a cell of Excel can hold."""
_TALLEST = 409
"""Points that a row of Excel can have."""
_LARGEST = 10**15
"""From here on a number of Excel loses its last digits."""


def add_sheet(book: Workbook, sheet: Sheet, title: str, told: Callable[[int], None]) -> None:
    """The sheet, its heading frozen and repeated on every page in print; `told` hears of each row."""
    from openpyxl.utils import get_column_letter

    made: Any = book.create_sheet(sheet.name)
    pen = _Pen(made)
    for at, column in enumerate(sheet.columns, start=1):
        made.column_dimensions[get_column_letter(at)].width = column.width
    made.freeze_panes = "A2"
    made.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{1 + sheet.count}"
    _prepare_print(made, title)
    for at, (look, row) in enumerate(_dressed(sheet), start=1):
        tall = max(1 + (look == "heading"), *map(_lines, row, sheet.columns))
        made.row_dimensions[at] = _height()(made, index=at, ht=min(_TALLEST, 15 * tall + 2))
        made.append(pen.row(sheet, row, look))
        told(at)


def _dressed(sheet: Sheet) -> Iterator[tuple[str, Sequence[Value]]]:
    """Every row, with how it looks."""
    yield "heading", [column.heading for column in sheet.columns]
    for row in sheet.rows:
        dropped = any(isinstance(value, tuple) and value[1] == "cancelled" for value in row)
        yield "cancelled" if dropped else "body", row
    if sheet.total:
        yield "total", sheet.total


def _lines(value: Value, column: Column) -> int:
    """About how many lines a text takes in its column."""
    if isinstance(value, tuple):
        value = value[0]
    if not isinstance(value, str) or (len(value) <= column.width * _FILLED and "\n" not in value):
        return 1
    return _wrapped(value, max(1, int(column.width * _FILLED)))


@lru_cache(maxsize=256)  # a task stands in every row of its obligations
def _wrapped(text: str, width: int) -> int:
    import textwrap

    return sum(len(textwrap.wrap(line, width)) or 1 for line in text.split("\n"))


@cache
def _height() -> Any:
    """The height of a row. Excel would find it itself, LibreOffice does not; `customHeight` stays off, so that both
    fit it anew when somebody edits a cell."""
    from openpyxl.worksheet.dimensions import RowDimension

    class Height(RowDimension):
        customHeight = False  # noqa: N815

    return Height


def _prepare_print(made: Any, title: str) -> None:
    """A4 across, as wide as the page, with the plan's title above and the page's number below."""
    made.print_title_rows = "1:1"
    made.page_setup.orientation = "landscape"
    made.page_setup.paperSize = 9  # A4
    made.page_setup.fitToWidth, made.page_setup.fitToHeight = 1, 0
    made.sheet_properties.pageSetUpPr.fitToPage = True
    made.page_margins.left = made.page_margins.right = 0.4
    made.page_margins.top = made.page_margins.bottom = 0.7
    # Excel takes 255 letters, with & as the sign of a field.
    made.oddHeader.center.text = title[:110].replace("&", "&&")
    made.oddFooter.center.text = "&P / &N"


class _Pen:
    """Makes cells. There are a hundred thousand: one cell of each look is filled again and again, since a row is
    written before the next cell is asked for."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._cells: dict[tuple[str, Kind, bool], Any] = {}

    def row(self, sheet: Sheet, values: Sequence[Value], look: str) -> Iterator[Any]:
        for column, value in zip(sheet.columns, values, strict=True):
            yield self.cell(value, look, column.kind)

    def cell(self, value: Value, look: str, kind: Kind) -> Any:
        if isinstance(value, tuple):
            value, look = value
            look = "body" if look == "cancelled" else look  # that it is cancelled is not struck through
        if isinstance(value, int) and value >= _LARGEST:
            value = str(value)
        if isinstance(value, str):
            # Whatever it looks like: openpyxl's own `value` makes formulas and errors of some texts.
            text = _text(value)
            return self._filled(text, "s", (look, Kind.TEXT, text.startswith(("=", "+", "-", "@"))))
        if isinstance(value, date):
            return self._filled(value, "d", (look, Kind.DATE, False))
        return self._filled(value, "n", (look, kind, False))

    def _filled(self, value: Value, data_type: str, key: tuple[str, Kind, bool]) -> Any:
        if key not in self._cells:
            self._cells[key] = self._made(*key)
        made = self._cells[key]
        made._value, made.data_type = value, data_type
        return made

    def _made(self, look: str, kind: Kind, formula: bool) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        made: Any = WriteOnlyCell(self._sheet)
        heading = look == "heading"
        thin = Side(style="thin", color="BFBFBF")
        made.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        made.font = Font(name="Calibri", size=11, bold=heading or look == "total", strike=look == "cancelled")
        made.alignment = Alignment(
            vertical="center" if heading else "top",
            horizontal="center" if heading or kind is not Kind.TEXT else "left",
            wrap_text=True,
        )
        fill = "D9E2EF" if heading else _FILLS.get(look)
        if fill:
            made.fill = PatternFill("solid", start_color=fill)
        made.number_format = kind.value
        # Excel would run the text once somebody has edited it.
        made.quotePrefix = formula
        return made


def _text(text: str) -> str:
    """The text as far as a cell holds it."""
    clean = shown(text)
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"
