"""What the Word and the PDF file of the official document have in common: the sheet, the cells, the words.

The sheet is the university's own: the lines of its plan are broken where 12 points of Times on a landscape A4, in a
column of 14.5 centimetres, break them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from talplan.documents.exporters.labels import words_in
from talplan.documents.official_document import Document, Part, Row, print_day, print_term
from talplan.domain.language import Language
from talplan.domain.visible import escape, escape_invisible

LOCALES: dict[Language, str] = {Language.KY: "ky-KG", Language.RU: "ru-RU", Language.EN: "en-GB"}

SHEET = (29.7, 21.0)
"""A4, landscape, in centimetres; so are the others."""

MARGINS = (2.0, 1.5, 2.0, 3.0)
"""Top, right, bottom, left, where the sheet is bound."""

WIDTHS = (1.1, 14.5, 3.7, 5.9)
"""The columns: a range of months and a unit's longest word stay on one line."""
HANGING = 0.3
"""How far the second line of a unit's name stands in, so that nobody takes it for another unit."""

PADDING = 0.03
"""Between the lines of a cell and its rules, above and below."""

# Characters that XML forbids and that are no control characters.
_NOT_IN_XML = re.compile("[\ufffe\uffff]")

Cells: TypeAlias = tuple[tuple[str, ...], ...]
"""The four cells of an item, an entry a line."""


def shown(text: str) -> str:
    """A text of the plan as it can stand in a document: what hides in it is visible, its line breaks are kept."""
    return _NOT_IN_XML.sub(lambda found: escape(found[0]), escape_invisible(text, keep_breaks=True))


def sections(document: Document) -> Iterator[tuple[str | None, Part]]:
    """The sections, each with the heading of its own row. The first of a plan needs none; a later one without a
    title has its number, so that nobody takes its items for those of the section before."""
    for part in document.parts:
        heading = part.heading or (None if part.number == 1 else f"{part.number}.")
        yield heading and shown(heading), part


def cells(row: Row, language: Language) -> Cells:
    """What stands in the four columns."""
    due = tuple(print_term(term, language) for term in row.item.due)
    return (f"{row.number}.",), (shown(row.task),), due, tuple(shown(unit) for unit in row.units)


def remark(row: Row, language: Language) -> str | None:
    """What stands below the task of a cancelled item: since when, and why."""
    dropped = row.item.cancelled
    if dropped is None:
        return None
    said = f"{words_in(language).cancelled}: {print_day(dropped.date)}"
    return f"{said}. {shown(dropped.note)}" if dropped.note else said
