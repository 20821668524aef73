"""A plan as plain tuples and back, for the cache: nothing but numbers, texts and tuples, which `marshal` knows."""

from __future__ import annotations

from datetime import date
from typing import Any

from talplan.months import Language
from talplan.plan import Cancelled, Item, Note, Plan, Record, Section
from talplan.problem import Place
from talplan.standing import Standing
from talplan.terms import Kind, Term
from talplan.units import Registry, Unit
from talplan.years import AcademicYear

Packed = tuple[Any, ...]


def packed(plan: Plan) -> Packed:
    """The plan's values. Terms and lists of units, of which ten thousand items have a hundred, are there once each."""
    dues: dict[tuple[Term, ...], int] = {}
    units: dict[tuple[str, ...], tuple[str, ...]] = {}

    def row(item: Item) -> Packed:
        return (
            item.number,
            item.task,
            dues.setdefault(item.due, len(dues)),
            units.setdefault(item.units, item.units),
            tuple(map(_record, item.done)),
            tuple((note.date.toordinal(), note.text, note.by) for note in item.notes),
            (item.cancelled.date.toordinal(), item.cancelled.note) if item.cancelled else None,
            tuple(item.place),
        )

    sections = tuple((section.number, section.title, tuple(map(row, section.items))) for section in plan.sections)
    return (
        plan.title,
        tuple(plan.year),
        str(plan.language),
        tuple(tuple(unit) for unit in plan.registry),
        tuple(tuple(map(_term, due)) for due in dues),
        sections,
    )


def _record(record: Record) -> Packed:
    term = _term(record.term) if record.term else None
    return (record.date.toordinal(), term, record.by, record.note, record.evidence)


def _term(term: Term) -> Packed:
    days = tuple(day.toordinal() for day in term.days) if term.days else None
    return (str(term.kind), term.months, days, str(term.standing) if term.standing else None)


def unpacked(values: Packed) -> Plan:
    """The plan that was packed."""
    title, year, language, units, dues, sections = values
    spans = [tuple(map(_read_term, due)) for due in dues]
    return Plan(
        title,
        AcademicYear(*year),
        Language(language),
        Registry([Unit(*unit) for unit in units]),
        tuple(_section(number, heading, rows, spans) for number, heading, rows in sections),
    )


def _section(number: int, title: str | None, rows: tuple[Packed, ...], spans: list[tuple[Term, ...]]) -> Section:
    items = [
        Item(
            number,
            at,
            task,
            spans[due],
            units,
            tuple(map(_read_record, done)) if done else (),
            tuple(Note(date.fromordinal(day), text, by) for day, text, by in notes) if notes else (),
            Cancelled(date.fromordinal(gone[0]), gone[1]) if gone else None,
            Place(*place),
        )
        for at, task, due, units, done, notes, gone, place in rows
    ]
    return Section(number, title, tuple(items))


def _read_record(values: Packed) -> Record:
    day, term, by, note, evidence = values
    return Record(date.fromordinal(day), _read_term(term) if term else None, by, note, evidence)


def _read_term(values: Packed) -> Term:
    kind, months, days, standing = values
    first_and_last = (date.fromordinal(days[0]), date.fromordinal(days[1])) if days else None
    return Term(Kind(kind), months, first_and_last, Standing(standing) if standing else None)
