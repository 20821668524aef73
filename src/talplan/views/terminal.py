"""What users see: Rich on a terminal, plain aligned text in a pipe, Markdown, questions, progress."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from talplan.domain.standing import Tone
from talplan.domain.visible import escape_invisible, text_width
from talplan.messages import say
from talplan.views.columns import break_words, fit_columns, gap, heading_lines, wrap_indented, wrap_sentence
from talplan.views.page import Cell, Column, Drawing, Line, Page, Piece, Table, Width

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table as RichTable
    from rich.text import Text

_PLAIN_WIDTH = 80
"""Columns of a drawing in a pipe."""
_LEAST_WIDTH = 10
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


def write(text: str) -> None:
    """Write an answer to stdout as it is."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def write_pieces(pieces: Iterable[str]) -> None:
    """Write an answer to stdout piece by piece."""
    sys.stdout.writelines(pieces)


def answer(text: str, *, wraps: bool = True) -> None:
    """Write an answer of one sentence to stdout, with hidden characters escaped; on a terminal no word breaks."""
    write(_wrapped(text, sys.stdout) if wraps else escape_invisible(text, keep_breaks=True))


def hint(text: str) -> None:
    """Write a sentence to stderr, with hidden characters escaped; on a terminal no word breaks."""
    sys.stderr.write(f"{_wrapped(text, sys.stderr)}\n")


def _wrapped(text: str, stream: TextIO) -> str:
    """Return the text with hidden characters escaped; on a terminal the sentences fit its width.

    Indented lines are commands to copy or lines of a file, so they stay as they are; only a hint is a sentence.
    """
    text = escape_invisible(text, keep_breaks=True)
    if not stream.isatty():
        return text
    try:
        width = _find_width() or os.get_terminal_size(stream.fileno()).columns
    except OSError:
        return text
    if width < _LEAST_WIDTH:
        return text
    advice = "  " + say("hint", hint="")
    lines = text.split("\n")
    return "\n".join(
        line if line.startswith(" ") and not line.startswith(advice) else wrap_sentence(line, width) for line in lines
    )


def show(page: Page) -> None:
    """Show a page: with Rich on a terminal, else as plain text as wide as its content or as COLUMNS."""
    if sys.stdout.isatty():
        render(page, open_console())
    elif width := _find_width():
        write(fitted(page, width))
    else:
        write(plain(page))


def _find_width() -> int | None:
    """Return the width that COLUMNS sets, None if it is not set or no terminal has that width."""
    text = os.environ.get("COLUMNS", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) >= _LEAST_WIDTH else None


# --- a terminal ---------------------------------------------------------------------------------------------


def open_console() -> Console:
    """Return a Rich console on stdout."""
    from rich.console import Console

    if not _find_width():  # Rich would take any number
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
    for block, apart in _spaced(page):
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


def _spaced(page: Page) -> Iterator[tuple[Line | Table | Drawing, bool]]:
    """Yield the blocks, and whether an empty line goes before each: none between lines."""
    before: Line | Table | Drawing | None = None
    for block in page:
        yield block, before is not None and not (isinstance(block, Line) and isinstance(before, Line))
        before = block


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


# --- a person at the terminal ---------------------------------------------------------------------------------


def can_ask() -> bool:
    """Return whether a person sees the questions on stderr and can type the answers."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> bool | None:
    """Ask a yes-or-no question on stderr; return None if stdin is at its end."""
    line = ask_text(f"{question} {say('ask')}")
    return None if line is None else line.casefold() in ("y", "yes", "о", "ооба", "д", "да")


def ask_text(question: str) -> str | None:
    """Ask for a line of text on stderr; return None if stdin is at its end."""
    sys.stderr.write(f"{escape_invisible(question)} ")
    sys.stderr.flush()
    try:
        line = sys.stdin.readline()
    except KeyboardInterrupt:  # the shell's prompt begins on a line of its own
        sys.stderr.write("\n")
        raise
    if not line:
        sys.stderr.write("\n")
        return None
    return line.strip()


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
