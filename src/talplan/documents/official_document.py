"""The official document: the plan as the university prints it, in the language of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.plan import Item, Plan
from talplan.domain.spell_terms import ENGLISH_NAMES, spell
from talplan.domain.terms import Term
from talplan.messages import in_language


class Headings(NamedTuple):
    """The four columns of the document, in English."""

    number: str = "No."
    task: str = "Task"
    term: str = "Term"
    unit: str = "Responsible unit"


def headings_in(language: Language) -> Headings:
    """The same in a language; the Kyrgyz ones are those of the university's document."""
    return in_language(Headings, "heading", language)


@dataclass(frozen=True, slots=True)
class Row:
    """One item: its number in its section, and what stands in the other three columns, an entry a line."""

    item: Item
    number: str
    task: str
    due: tuple[str, ...]
    units: tuple[str, ...]

    @property
    def cancelled(self) -> bool:
        """Whether it is struck through."""
        return self.item.cancelled is not None


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading where it has one (`2. Окуу иштери`), and its rows."""

    number: int
    heading: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The whole document."""

    title: str
    year: str
    language: Language
    headings: Headings
    parts: tuple[Part, ...]


def document(plan: Plan, items: Iterable[Item], *, cancelled: bool) -> Document:
    """The document of these items of a plan; cancelled ones are left out unless they are asked for. A section without
    any is left out where not all of its items were asked for."""
    kept = {item.id for item in items if cancelled or item.cancelled is None}
    parts = [
        Part(
            section.number,
            f"{section.number}. {section.title}" if section.title else None,
            tuple(_row(plan, item) for item in section.items if item.id in kept),
        )
        for section in plan.sections
    ]
    shown = tuple(part for part in parts if part.rows)
    return Document(plan.title, str(plan.year), plan.language, headings_in(plan.language), shown)


def print_day(day: date) -> str:
    """A day as the office writes it: `01.09.2025`. No line breaks inside it, as it would after a hyphen."""
    return f"{day:%d.%m.%Y}"


def print_term(term: Term, language: Language) -> str:
    """A term as a document begins it, days as the office writes them. English months have a capital letter wherever
    they stand."""
    if term.dates and not term.deadline:
        return "\u00a0– ".join(print_day(day) for day in dict.fromkeys(term.dates))
    text = spell(term, language)
    if language is Language.EN:
        text = re.sub(rf"\b(?:{'|'.join(ENGLISH_NAMES)})\b", lambda match: match[0].capitalize(), text)
    return text[:1].upper() + text[1:]


def _row(plan: Plan, item: Item) -> Row:
    return Row(item, str(item.number), item.task, tuple(spell(term, plan.language) for term in item.due), item.units)
