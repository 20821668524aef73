"""A page on a terminal: Rich fits its tables to the window."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from talplan.domain.standing import Tone
from talplan.domain.visible import escape_invisible, text_width
from talplan.views.columns import fit_columns, gap, heading_lines
from talplan.views.page import Cell, Column, Drawing, Line, Page, Piece, Table, Width, spaced
from talplan.views.terminal import find_width, wrap_sentence
from talplan.views.wrapping import break_words, wrap_indented

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table as RichTable
    from rich.text import Text

_AT_ONCE = 200
"""Rows of a table that are laid out together on a terminal."""
NARROW = 60
"""Columns below which a table is shown as one block per row."""

_STYLES = {
    Tone.PLAIN: "",
    Tone.HEADING: "bold",
    Tone.DONE: "green",
    Tone.LATE: "yellow",
    Tone.OVERDUE: "bold red",
    Tone.NOT_REPORTED: "magenta",
    Tone.DUE: "bold yellow",
    Tone.FAINT: "dim",
}


def open_console() -> Console:
    """Return a Rich console on stdout."""
    from rich.console import Console

    if not find_width():  # Rich would take any number
        os.environ.pop("COLUMNS", None)
    return Console(highlight=False, markup=False, emoji=False)


def rendered(page: Page, console: Console) -> Iterator[str]:
    """Yield the parts of the page as the console would print them, with its colours."""
    for part in _parts(page, console):
        with console.capture() as capture:
            console.print(part)
        yield capture.get()


def fitted(page: Page, width: int) -> str:
    """Return the page as on a terminal of that width, without colours."""
    from io import StringIO

    from rich.console import Console

    console = Console(
        file=StringIO(),
        width=width,
        height=100,
        force_terminal=False,
        color_system=None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    return "".join(f"{line.rstrip()}\n" for line in "".join(rendered(page, console)).splitlines())


def render(page: Page, console: Console) -> None:
    """Print the page on a Rich console, fitted to its width; nothing is cut off."""
    for part in _parts(page, console):
        console.print(part)


def _parts(page: Page, console: Console) -> Iterator[RenderableType]:
    for block, apart in spaced(page):
        if apart:
            yield ""
        if isinstance(block, Line):
            yield _indented(block, console.width)
        elif isinstance(block, Drawing):
            yield _drawn(block.lines(console.width))
        elif widths := _fit(block, console.width):
            yield from _rich_tables(block, widths)
        elif _is_compact(block):
            yield _text("\n".join(_cut_rows(block, console.width)), Tone.PLAIN)
        else:
            yield _text(_blocks(block), Tone.PLAIN)


def _fit(table: Table, width: int) -> list[int] | None:
    """Return the widths of the columns; None if the rows have to be shown as blocks."""
    return fit_columns(table, width) if width >= NARROW or _is_compact(table) else None


def _is_compact(table: Table) -> bool:
    return any(column.width is Width.CUT for column in table.columns)


def _cut_rows(table: Table, width: int) -> Iterator[str]:
    """Yield the first two cells of each row, its ID and its task, cut to the width."""
    for _, rows in table.groups:
        for row in rows:
            text = " ".join(cell.text for cell in row[:2]).replace("\n", " ")
            yield text if text_width(text) <= width else f"{text[: width - 1]}…"


def _indented(line: Line, width: int) -> RenderableType:
    from rich.padding import Padding

    text = _text(wrap_sentence(line.text, width - line.indent), line.tone, line.pieces)
    return Padding(text, (0, 0, 0, line.indent)) if line.indent else text


def _text(text: str, tone: Tone, pieces: Sequence[Piece] = ()) -> Text:
    from rich.text import Text

    if pieces:
        return Text.assemble(*((escape_invisible(part), _STYLES[own]) for part, own in pieces), overflow="fold")
    return Text(escape_invisible(text, keep_breaks=True), style=_STYLES[tone])


def _drawn(lines: Iterable[Line]) -> Text:
    """Return lines that fit the window as they are."""
    from rich.text import Text

    return Text("\n").join([_text(line.text, line.tone, line.pieces) for line in lines])


def _rich_tables(table: Table, widths: Sequence[int]) -> Iterator[RichTable]:
    """Yield the table in pieces, so that the first lines are shown while the rest is still laid out."""
    rows = _rich_rows(table, widths)
    headed = True
    while (piece := list(islice(rows, _AT_ONCE))) or headed:
        grid = _rich_grid(table, widths, headed=headed)
        for row in piece:
            grid.add_row(*row)
        yield grid
        headed = False


def _rich_grid(table: Table, widths: Sequence[int], *, headed: bool) -> RichTable:
    from rich import box
    from rich.table import Table as RichTable

    grid = RichTable(
        # Called ascii, since Rich draws +-| on a console that is not UTF-8; what an old one lacks is no matter here.
        box=box.Box(str(box.SIMPLE_HEAD), ascii=True),
        show_header=headed,
        show_edge=False,
        pad_edge=False,
        padding=(0, gap(table) - 1, 0, 0),
        header_style="bold",
    )
    for column, width in zip(table.columns, widths, strict=True):
        grid.add_column(
            _text("\n".join(heading_lines(column, width)), Tone.PLAIN),
            width=width,
            no_wrap=column.width in (Width.FIXED, Width.COUNT, Width.CUT),
            overflow="ellipsis" if column.width is Width.CUT else "fold",
            justify="right" if column.width is Width.COUNT else "left",
        )
    return grid


def _rich_rows(table: Table, widths: Sequence[int]) -> Iterator[Iterable[Text]]:
    """Yield the cells of each row, and of an empty one between groups."""
    for number, (heading, rows) in enumerate(table.groups):
        if number:
            yield ()
        if heading:
            yield _heading_row(table, heading)
        for row in rows:
            cells = zip(table.columns, row, widths, strict=True)
            yield (_text(_cell_text(*cell), cell[1].tone, cell[1].pieces) for cell in cells)


def _cell_text(column: Column, cell: Cell, width: int) -> str:
    if column.width is Width.CUT:
        return cell.text.replace("\n", " ")
    # A comma at the end of a line tells a new entry from one that goes on.
    text = ",\n".join(cell.lines)
    if text.startswith(" "):
        return "\n".join(wrap_indented(escape_invisible(text), width))
    return text if column.width in (Width.FIXED, Width.COUNT) else break_words(text, width)


def _heading_row(table: Table, heading: str) -> Iterable[Text]:
    """Put a group's heading in the wide column, which has room for it."""
    roomy = (Width.WIDE, Width.NARROW, Width.CUT)
    wide = next((i for i, column in enumerate(table.columns) if column.width in roomy), 0)
    return [_text(heading if i == wide else "", Tone.HEADING) for i in range(len(table.columns))]


def _blocks(table: Table) -> str:
    """Return the rows as lines of `heading: text`; the first two cells share a line unless the second is a number."""
    parts = []
    for heading, rows in table.groups:
        if heading:
            parts.append(f"{heading}\n")
        for row in rows:
            first = 1 if any(column.width is Width.COUNT for column in table.columns[1:2]) else 2
            lines = [" ".join(cell.text for cell in row[:first])]
            named = zip(table.columns[first:], row[first:], strict=True)
            lines += [f"  {' '.join(column.heading.split())}: {cell.text}" for column, cell in named if cell.text]
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)
