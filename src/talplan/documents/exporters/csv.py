"""csv: the table of the official document, for a spreadsheet; `import` reads it back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from talplan.documents.export import Export
from talplan.documents.plan_document import keep_items
from talplan.documents.words import headings_in, spell_in_table, words_in
from talplan.domain.visible import escape_invisible
from talplan.messages import format_day

# A text with its own apostrophes in front needs one more, or `remove_guard` would remove one of its own. Where the
# keyboard is Japanese or Chinese, spreadsheets take the full-width signs for the others.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


def write(export: Export) -> bytes:
    """Return the file: the four columns under their headings, and with `cancelled` a fifth.

    A row with only its first cell is a section: `2. Окуу иштери`, or `1.` if it has no title. Terms and units are on
    lines of their cell, because the name of a unit may contain commas.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=export.delimiter, lineterminator="\r\n")
    for row in _rows(export):
        writer.writerow([guard(_escape(text)) for text in row])
    # The byte order mark tells Excel that this is UTF-8.
    return out.getvalue().encode("utf-8-sig")


def guard(text: str) -> str:
    """Return the text with an apostrophe in front if a spreadsheet would run it."""
    return f"'{text}" if _FORMULA.match(text) else text


def remove_guard(text: str) -> str:
    """Return the text as before `guard`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _rows(export: Export) -> Iterator[list[str]]:
    language = export.plan.language
    yield [*headings_in(language), *([words_in(language).cancelled] if export.cancelled else [])]
    for section in keep_items(export.plan, (assessment.item for assessment in export.assessments)).sections:
        if section.items:
            heading = f"{section.number}. {section.title}" if section.title else f"{section.number}."
            yield [heading, "", "", "", *([""] if export.cancelled else [])]
        for item in section.items:
            lists = ([spell_in_table(term, language) for term in item.due], item.units)
            cells = ("\n".join(" ".join(entry.splitlines()) for entry in entries) for entries in lists)
            since = format_day(item.cancelled.date, language) if item.cancelled else ""
            yield [str(item.number), item.task, *cells, *([since] if export.cancelled else [])]


def _escape(text: str) -> str:
    """Return the text with hidden characters escaped; tabs and line breaks are kept."""
    return "\t".join(escape_invisible(piece, keep_breaks=True) for piece in text.split("\t"))
