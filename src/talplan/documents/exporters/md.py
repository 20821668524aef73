"""The official document as Markdown, for a forge's page or a mail."""

from __future__ import annotations

from collections.abc import Iterator

from talplan.documents.exporters import Export
from talplan.documents.official_document import Document, Part, Row
from talplan.views.markdown import escape_markdown


def write(export: Export) -> bytes:
    """The title, then a table for each section; a cancelled item is struck through."""
    return ("\n".join(_lines(export.document)) + "\n").encode()


def _lines(document: Document) -> Iterator[str]:
    yield f"# {_line(document.title)}"
    for part in document.parts:
        yield ""
        if part.heading:
            yield f"## {_line(part.heading)}"
            yield ""
        yield from _table(document, part)


def _table(document: Document, part: Part) -> Iterator[str]:
    yield f"| {' | '.join(escape_markdown(heading) for heading in document.headings)} |"
    yield "| ---: | --- | --- | --- |"
    for row in part.rows:
        yield f"| {' | '.join(_cells(row))} |"


def _cells(row: Row) -> list[str]:
    cells = [row.number, row.task, "\n".join(row.due), "\n".join(row.units)]
    return [_struck(cell) if row.cancelled else escape_markdown(cell) for cell in cells]


def _struck(text: str) -> str:
    """Every line for itself, because a mark does not reach over a line break everywhere."""
    lines = [escape_markdown(line) for line in text.splitlines()]
    return "<br>".join(f"~~{line}~~" for line in lines if line)


def _line(text: str) -> str:
    """A heading is one line."""
    return escape_markdown(" ".join(text.split()))
