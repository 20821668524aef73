"""The official document as CSV: opens in a spreadsheet as it is, and `import` reads it back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from talplan.documents.exporters import Export
from talplan.documents.exporters.labels import words_in
from talplan.documents.official_document import Document, Row
from talplan.domain.visible import escape_invisible

# With apostrophes of its own in front a text needs one more, or `unguarded` would take one of its own off.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def write(export: Export) -> bytes:
    """The four columns under their headings. A row with nothing but its first cell is a section: `2. Окуу иштери`, or
    `1.` where it has no title. Terms and units stand one on a line of their cell, because a unit may have commas of
    its own. Cancelled items, where they are asked for, are told by a fifth column."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=export.delimiter, lineterminator="\r\n")
    for row in _rows(export.document, words_in(export.document.language).cancelled if export.cancelled else None):
        writer.writerow([guarded(_clean(text)) for text in row])
    # The byte order mark tells Excel that this is UTF-8.
    return out.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would run it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _rows(document: Document, cancelled: str | None) -> Iterator[Iterable[str]]:
    more = [cancelled] if cancelled else []
    yield [*document.headings, *more]
    for part in document.parts:
        yield [part.heading or f"{part.number}.", "", "", "", *([""] if more else [])]
        for row in part.rows:
            yield [*_cells(row), *([_day(row)] if more else [])]


def _cells(row: Row) -> list[str]:
    lists = ("\n".join(" ".join(entry.splitlines()) for entry in entries) for entries in (row.due, row.units))
    return [row.number, row.task, *lists]


def _day(row: Row) -> str:
    return str(row.item.cancelled.date) if row.item.cancelled else ""


def _clean(text: str) -> str:
    """The text with what hides in it made visible; tabs and line breaks stay."""
    return "\t".join(escape_invisible(piece, keep_breaks=True) for piece in text.split("\t"))
