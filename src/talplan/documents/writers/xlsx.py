"""xlsx: the tables of a document as sheets of a workbook, each with a filter on every column and ready to print."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from talplan.documents.document import (
    COLOURS,
    Cell,
    Column,
    Document,
    Kind,
    Paragraph,
    ProgressCallback,
    Run,
    Style,
    Table,
    visible,
)
from talplan.domain.language import Language
from talplan.domain.standing import Tone

if TYPE_CHECKING:
    from openpyxl import Workbook

_FORMATS = {Kind.TEXT: "@", Kind.NAMES: "@", Kind.NUMBER: "0", Kind.PERCENT: '0"\u00a0"%'}
_LETTERS = 4.4
"""The width of a column in digits, as Excel counts it, for a centimetre."""
_FILLED = 0.92
"""The part of a line that words fill."""
_LONGEST = 32767
"""Letters of a cell."""
_TALLEST = 409
"""Points of a row."""
_LARGEST = 10**15
"""From here on a number loses its last digits."""
_OPEN = "FFFBE6"
"""The fill of cells that people write into."""
_HEADER = 120
"""Letters of a title above a printed page."""
_NAME = 31
"""Letters of a sheet's name, without the characters that Excel uses in references."""


def write(document: Document, progress: ProgressCallback) -> bytes:
    """Return the workbook: a sheet for each table, below the paragraphs that precede it."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.title = visible(document.title)
    book.properties.creator = "talplan"
    book.properties.language = str(document.language)
    dates = "yyyy-mm-dd" if document.language is Language.EN else "dd.mm.yyyy"
    before: list[Paragraph] = []
    sheet: _Sheet | None = None
    done = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            before.append(block)
            continue
        sheet = _Sheet(book, block, visible(document.title), dates)
        sheet.freeze(sum(len(paragraph.lines or ((),)) for paragraph in before) + 1)
        sheet.add_paragraphs(before)
        for number in sheet.add_table():
            progress(done + number, document.rows)
        done += block.size
        before = []
    if document.signatures:
        before += [Paragraph(()), Paragraph(document.signatures)]
    if sheet and before:
        sheet.add_paragraphs([Paragraph(()), *before])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class _Look(NamedTuple):
    """How a cell looks; cells that look alike share their style."""

    kind: Kind
    bold: bool = False
    strike: bool = False
    tone: Tone = Tone.PLAIN
    centred: bool = False
    side: bool = False
    ruled: bool = True
    linked: bool = False
    open: bool = False
    """People write into it although the sheet is locked."""
    formula: bool = False
    """Excel would run the text after an edit, were it not marked as quoted."""


class _Sheet:
    """A sheet that is written row by row. There may be a hundred thousand cells: one of each look is filled again and
    again, since a row is written before the next cell is asked for."""

    def __init__(self, book: Workbook, table: Table, title: str, dates: str) -> None:
        from openpyxl.utils import get_column_letter

        self._table = table
        self._formats = {**_FORMATS, Kind.DATE: dates}
        self._cells: dict[_Look, Any] = {}
        self._row = 0
        self._last = get_column_letter(len(table.columns))
        self._sheet: Any = book.create_sheet(_sheet_name(book, table.name))
        for number, column in enumerate(table.columns, start=1):
            self._sheet.column_dimensions[get_column_letter(number)].width = _letters(column)
        _prepare_print(self._sheet, title)

    def freeze(self, head: int) -> None:
        """Freeze the rows down to the head; openpyxl writes this in front of the first row."""
        self._sheet.freeze_panes = f"A{head + 1}"

    def add_paragraphs(self, paragraphs: Sequence[Paragraph]) -> None:
        """Add each line as a row over all columns."""
        for paragraph in paragraphs:
            bold = paragraph.style in (Style.TITLE, Style.HEADING)
            centred = bold or paragraph.style is Style.SUBTITLE
            for line in paragraph.lines or ((),):
                text = "  ".join(run.text for run in line)
                look = _Look(
                    Kind.TEXT,
                    bold or any(run.bold for run in line),
                    centred=centred,
                    side=paragraph.style is Style.SIDE,
                    ruled=False,
                )
                self._merge([self._text(text, look)], text)

    def add_table(self) -> Iterator[int]:
        """Add the head, repeated on every printed page, and the rows; yields how many are written."""
        columns = self._table.columns
        head = self._row + 1
        self._sheet.print_title_rows = f"{head}:{head}"
        heads = [Cell(((Run(column.heading),),)) for column in columns]
        self._append((self._head(column.heading) for column in columns), 1 + max(map(_count_lines, heads, columns)))
        filtered = head
        for number, row in enumerate(self._table.rows, start=1):
            if row.heading:
                text = _join(row.cells[0])
                self._merge([self._text(text, _Look(Kind.TEXT, bold=True, centred=True))], text)
            else:
                cells = (self._cell(cell, column) for cell, column in zip(row.cells, columns, strict=True))
                self._append(cells, max(map(_count_lines, row.cells, columns)))
            filtered += not row.total
            yield number
        self._sheet.auto_filter.ref = f"A{head}:{self._last}{filtered}"
        if any(column.filled_in for column in columns):
            _lock(self._sheet, columns, head + 1, self._row)

    def _append(self, cells: Any, lines: int) -> None:
        self._row += 1
        height = _row_height()(self._sheet, index=self._row, ht=min(_TALLEST, 15 * lines + 2))
        self._sheet.row_dimensions[self._row] = height
        self._sheet.append(cells)

    def _merge(self, cells: list[Any], text: str) -> None:
        width = sum(map(_letters, self._table.columns))
        self._append(cells, _wrap(text, int(width * _FILLED)))
        if len(self._table.columns) > 1:
            self._sheet.merged_cells.add(f"A{self._row}:{self._last}{self._row}")

    def _head(self, heading: str) -> Any:
        return self._text(heading, _Look(Kind.TEXT, bold=True, tone=Tone.HEADING, centred=True))

    def _cell(self, cell: Cell, column: Column) -> Any:
        value = cell.value
        run = cell.lines[0][0] if cell.lines and cell.lines[0] else None
        link = next((run.link for line in cell.lines for run in line if run.link), None)
        look = _Look(
            column.kind,
            bool(run and run.bold),
            bool(run and run.strike),
            cell.tone,
            column.kind not in (Kind.TEXT, Kind.NAMES),
            linked=link is not None,
            open=column.filled_in,
        )
        if value is None or (isinstance(value, int) and value >= _LARGEST):
            return self._linked(self._text(_join(cell), look), link)
        if isinstance(value, date):
            return self._filled(value, "d", look._replace(kind=Kind.DATE, centred=True))
        return self._filled(value, "n", look)

    def _text(self, text: str, look: _Look) -> Any:
        clean = visible(text)
        clean = clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"
        if not clean:
            return self._filled(None, "n", look)  # with the format of its column, for what is written into it
        # Whatever it looks like: openpyxl's own `value` makes formulas and errors of some texts.
        return self._filled(clean, "s", look._replace(kind=Kind.TEXT, formula=clean.startswith(("=", "+", "-", "@"))))

    def _linked(self, cell: Any, link: str | None) -> Any:
        """Link a cell to an address: the first in its text, since a cell of Excel has one link."""
        cell.row = cell.column = 1  # a link needs a reference; the right one is set when the row is written
        cell.hyperlink = visible(link) if link else None
        return cell

    def _filled(self, value: Any, data_type: str, look: _Look) -> Any:
        if look not in self._cells:
            self._cells[look] = self._new_cell(look)
        cell = self._cells[look]
        cell._value, cell.data_type = value, data_type
        return cell

    def _new_cell(self, look: _Look) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

        cell: Any = WriteOnlyCell(self._sheet)
        if look.ruled:
            thin = Side(style="thin", color="BFBFBF")
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        cell.font = Font(
            name="Calibri",
            size=11,
            bold=look.bold,
            strike=look.strike,
            underline="single" if look.linked else None,
            color=COLOURS[Tone.DUE][0] if look.linked else None,
        )
        cell.alignment = Alignment(
            vertical="center" if look.tone is Tone.HEADING else "top",
            horizontal="center" if look.centred else "right" if look.side else "left",
            wrap_text=True,
        )
        fill = "D9E2EF" if look.tone is Tone.HEADING else COLOURS.get(look.tone, ("", ""))[1]
        if look.open:
            fill = _OPEN
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)
        cell.number_format = self._formats[look.kind]
        cell.quotePrefix = look.formula
        if look.open:
            cell.protection = Protection(locked=False)
        return cell


def _sheet_name(book: Workbook, name: str) -> str:
    """Return a name that Excel accepts and that no other sheet has."""
    clean = "".join(" " if letter in "[]:*?/\\" else letter for letter in visible(name)).strip("' ") or "–"
    taken = {existing.casefold() for existing in book.sheetnames}
    for number in range(1, len(taken) + 2):
        end = "" if number == 1 else f" {number}"
        unique = clean[: _NAME - len(end)].rstrip() + end
        if unique.casefold() not in taken:
            return unique
    raise AssertionError(name)


def _prepare_print(sheet: Any, title: str) -> None:
    """Print on A4 across, as wide as the page, with the plan's title above and the page's number below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    # Excel takes 255 letters, with & as the sign of a field.
    short = title if len(title) <= _HEADER else f"{title[: _HEADER - 1]}…"
    sheet.oddHeader.center.text = short.replace("&", "&&")
    sheet.oddFooter.center.text = "&P / &N"


def _lock(sheet: Any, columns: Sequence[Column], first: int, last: int) -> None:
    """Lock a sheet, without a password, but for the columns that are filled in, and give these their menus."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)
    for number, column in enumerate(columns, start=1):
        if column.choices and first <= last:
            quoted = ",".join(column.choices)
            menu = DataValidation(type="list", formula1=f'"{quoted}"', allow_blank=True, showErrorMessage=True)
            menu.errorTitle, menu.error = column.heading, "\n".join(column.choices)
            menu.add(f"{get_column_letter(number)}{first}:{get_column_letter(number)}{last}")
            sheet.data_validations.append(menu)


def _letters(column: Column) -> int:
    return round(column.width * _LETTERS) + 1


def _join(cell: Cell) -> str:
    return "\n".join("".join(run.text for run in line) for line in cell.lines)


def _count_lines(cell: Cell, column: Column) -> int:
    """Return about how many lines a text takes in its column."""
    if cell.value is not None:
        return 1
    text = _join(cell)
    room = _letters(column) * _FILLED
    return 1 if len(text) <= room and "\n" not in text else _wrap(text, max(1, int(room)))


@lru_cache(maxsize=256)  # the same task is in the row of each of its obligations
def _wrap(text: str, width: int) -> int:
    import textwrap

    return sum(len(textwrap.wrap(line, width)) or 1 for line in text.split("\n"))


@cache
def _row_height() -> Any:
    """Return a class for the height of a row, which Excel would find itself but LibreOffice would not.

    `customHeight` stays off, so that both fit it again after an edit.
    """
    from openpyxl.worksheet.dimensions import RowDimension

    class Height(RowDimension):
        customHeight = False  # noqa: N815

    return Height
