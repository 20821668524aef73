"""md: a document as Markdown, for a forge's page or a mail."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from talplan.documents.document import (
    Cell,
    Column,
    Document,
    Kind,
    Line,
    Paragraph,
    ProgressCallback,
    Row,
    Run,
    Style,
    Table,
)
from talplan.views.markdown import escape_markdown

_MARKS = {Style.TITLE: "# ", Style.HEADING: "## "}


def write(document: Document, progress: ProgressCallback) -> bytes:
    """Return the text. A table is cut at its heading rows, which become headings: Markdown cannot join cells."""
    parts = [part for block in document.blocks for part in _block(block) if part]
    if document.signatures:
        parts.append("<br>".join(_line(line, " ", block=True) for line in document.signatures))
    progress(document.rows, document.rows)
    return ("\n\n".join(parts) + "\n").encode()


def _block(block: Paragraph | Table) -> Iterator[str]:
    if isinstance(block, Table):
        yield from _table(block)
        return
    mark = _MARKS.get(block.style, "")
    lines = [_line(line, block=not mark) for line in block.lines]
    # A heading is one line.
    yield mark + (" ".join(lines).replace("<br>", " ") if mark else "<br>".join(lines))


def _table(table: Table) -> Iterator[str]:
    for is_heading, rows in groupby(table.rows, lambda row: row.heading):
        if is_heading:
            for row in rows:
                yield f"## {_cell(row.cells[0]).replace('<br>', ' ')}"
        else:
            yield "\n".join((*_head(table.columns), *map(_row, rows)))


def _head(columns: tuple[Column, ...]) -> Iterator[str]:
    yield f"| {' | '.join(escape_markdown(column.heading) for column in columns)} |"
    yield f"| {' | '.join('---:' if column.kind is Kind.NUMBER else '---' for column in columns)} |"


def _row(row: Row) -> str:
    return f"| {' | '.join(map(_cell, row.cells))} |"


def _cell(cell: Cell) -> str:
    return "<br>".join(map(_line, cell.lines))


def _line(line: Line, space: str = "", *, block: bool = False) -> str:
    """Return the runs of a line with a space between; `block` if the first could begin a list or a heading."""
    return space.join(_run(run, block=block and number == 0) for number, run in enumerate(line))


def _run(run: Run, *, block: bool = False) -> str:
    text = escape_markdown(run.text, block=block)
    for mark, is_set in (("**", run.bold), ("*", run.italic), ("~~", run.strike)):
        if is_set and text:
            # Each line by itself: not every reader continues a mark after a line break.
            text = "<br>".join(f"{mark}{line}{mark}" if line.strip() else line for line in text.split("<br>"))
    return f"[{text}](<{_escape_address(run.link)}>)" if run.link else text


def _escape_address(link: str) -> str:
    return "".join(f"%{ord(letter):02X}" if letter in '<>\\ \n"' else letter for letter in link)
