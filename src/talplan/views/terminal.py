"""What users see: Rich on a terminal, plain aligned text in a pipe, Markdown, questions, progress."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from talplan.domain.standing import Tone
from talplan.domain.visible import escape_invisible
from talplan.messages import say
from talplan.views.page import Drawing, Line, Page, Piece, Table, Width

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

_PLAIN_WIDTH = 80
"""Columns of a drawing in a pipe."""
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


def write(text: str) -> None:
    """Write an answer to stdout as it is."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def write_pieces(pieces: Iterable[str]) -> None:
    """Write an answer to stdout piece by piece."""
    sys.stdout.writelines(pieces)


def answer(text: str) -> None:
    """Write an answer of one sentence to stdout, with hidden characters escaped."""
    write(escape_invisible(text, keep_breaks=True))


def hint(text: str) -> None:
    """Write a sentence to stderr, with hidden characters escaped."""
    sys.stderr.write(f"{escape_invisible(text, keep_breaks=True)}\n")


def show(page: Page) -> None:
    """Show a page: with Rich on a terminal, else as plain text as wide as its content."""
    if sys.stdout.isatty():
        render(page, open_console())
    else:
        write(plain(page))


# --- a terminal ---------------------------------------------------------------------------------------------


def open_console() -> Console:
    """Return a Rich console on stdout."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def rendered(page: Page, console: Console) -> str:
    """Return the page as the console would print it, with its colours."""
    with console.capture() as capture:
        render(page, console)
    return capture.get()


def render(page: Page, console: Console) -> None:
    """Print the page on a Rich console, fitted to its width; nothing is cut off."""
    for block, apart in _spaced(page):
        if apart:
            console.print()
        if isinstance(block, Line):
            console.print(_indented(block))
        elif isinstance(block, Drawing):
            console.print(_drawn(block.lines(console.width)))
        elif console.width < NARROW:
            console.print(_text(_blocks(block), Tone.PLAIN))
        else:
            console.print(_rich_table(block))


def _spaced(page: Page) -> Iterator[tuple[Line | Table | Drawing, bool]]:
    """Yield the blocks, and whether an empty line goes before each: none between lines."""
    before: Line | Table | Drawing | None = None
    for block in page:
        yield block, before is not None and not (isinstance(block, Line) and isinstance(before, Line))
        before = block


def _indented(line: Line) -> RenderableType:
    from rich.padding import Padding

    text = _text(line.text, line.tone, line.pieces)
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


def _rich_table(table: Table) -> RenderableType:
    from rich import box
    from rich.table import Table as RichTable

    ratios = {Width.FIXED: None, Width.COUNT: None, Width.SNUG: None, Width.WIDE: 3, Width.NARROW: 2}
    grid = RichTable(
        # Called ascii, since Rich draws +-| on a console that is not UTF-8; what an old one lacks is no matter here.
        box=box.Box(str(box.SIMPLE_HEAD), ascii=True),
        show_edge=False,
        pad_edge=False,
        padding=(0, 0, 0, 0) if table.dense else (0, 1, 0, 0),
        expand=any(ratios[column.width] for column in table.columns),
        header_style="bold",
    )
    for column in table.columns:
        grid.add_column(
            _text(_stacked(column.heading) if column.width is Width.COUNT else column.heading, Tone.PLAIN),
            ratio=ratios[column.width],
            no_wrap=column.width in (Width.FIXED, Width.COUNT),
            overflow="fold",
            justify="right" if column.width is Width.COUNT else "left",
        )
    for number, (heading, rows) in enumerate(table.groups):
        if number:
            grid.add_row()
        if heading:
            grid.add_row(*_heading_row(table, heading))
        for row in rows:
            # A comma at the end of a line tells a new entry from one that goes on.
            grid.add_row(*(_text(",\n".join(cell.lines), cell.tone, cell.pieces) for cell in row))
    return grid


def _stacked(heading: str) -> str:
    """Return one word per line: in some languages the heading of a count is long."""
    return heading.replace(" ", "\n")


def _heading_row(table: Table, heading: str) -> Iterable[Text]:
    """Put a group's heading in the wide column, which has room for it."""
    wide = next((i for i, column in enumerate(table.columns) if column.width in (Width.WIDE, Width.NARROW)), 0)
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


# --- a pipe -------------------------------------------------------------------------------------------------


def plain(page: Page) -> str:
    """Return the page as aligned text without colours, every row on one line."""
    lines = []
    for block, apart in _spaced(page):
        lines += [*([""] if apart else []), *plain_lines(block)]
    return "\n".join(lines) + "\n"


def plain_lines(block: Line | Table | Drawing) -> list[str]:
    """Return a block of a page as lines of plain text."""
    if isinstance(block, Line):
        return [" " * block.indent + escape_invisible(block.text)]
    if isinstance(block, Drawing):
        return [escape_invisible(line.text).rstrip() for line in block.lines(_PLAIN_WIDTH)]
    headings = tuple(column.heading.replace("\n", " ") for column in block.columns)
    rows = [_plain_row([cell.text for cell in row]) for _, rows in block.groups for row in rows]
    rows.insert(0, _plain_row(headings))
    widths = [max(column) for column in zip(*(own for _, own in rows), strict=True)]
    right = [column.width is Width.COUNT for column in block.columns]
    aligned = (_align(texts, own, widths, right) for texts, own in rows)
    lines = [next(aligned), "  ".join("-" * width for width in widths)]
    for number, (heading, group) in enumerate(block.groups):
        if heading:
            lines += [*([""] if number else []), escape_invisible(heading)]
        lines += islice(aligned, len(group))
    return lines


def _plain_row(texts: Sequence[str]) -> tuple[Sequence[str], Sequence[int]]:
    """Return the texts as they are shown and how many columns each takes; ordinary letters take one."""
    if not _UNUSUAL.search("".join(texts)):
        return texts, list(map(len, texts))
    texts = list(map(escape_invisible, texts))
    return texts, list(map(text_width, texts))


def _align(texts: Sequence[str], own: Sequence[int], widths: Sequence[int], right: Sequence[bool]) -> str:
    return "  ".join(
        [
            " " * (width - taken) + text if to_right else text + " " * (width - taken)
            for text, taken, width, to_right in zip(texts, own, widths, right, strict=True)
        ]
    ).rstrip()


_LETTERS = "-~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0530"
_UNUSUAL = re.compile(f"[^ {_LETTERS}\u2010-\u2027\u2030-\u205e\u2116○●✓✗]")
"""What may be hidden, or takes more or less than one column: not Latin, Greek, Cyrillic, punctuation and our signs."""


class _Columns(dict[str, int]):
    """How many columns each character takes: wide ones take two, combining ones none."""

    def __missing__(self, letter: str) -> int:
        wide = unicodedata.east_asian_width(letter) in "WF"
        columns = self[letter] = 0 if unicodedata.combining(letter) else 1 + wide
        return columns


_COLUMNS = _Columns()


def text_width(text: str) -> int:
    """Return how many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_COLUMNS.__getitem__, text))


# --- a person at the terminal ---------------------------------------------------------------------------------


def ask(question: str) -> bool | None:
    """Ask a yes-or-no question on stderr; return None if stdin is at its end."""
    sys.stderr.write(f"{escape_invisible(question)} {say('ask')} ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write("\n")
        return None
    return line.strip().casefold() in ("y", "yes", "о", "ооба", "д", "да")


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr for long work if that is a terminal; yields the callback `(done, total)`."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(console=Console(stderr=True, markup=False), transient=True) as bar:
        task = bar.add_task(escape(escape_invisible(what)), total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
