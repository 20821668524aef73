"""A plan as plain tuples and back, for the cache: nothing but numbers, texts and tuples, which `marshal` knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import repeat
from typing import Any, TypeVar

from talplan.months import Language
from talplan.plan import Cancelled, Item, Note, Plan, Record, Section
from talplan.problem import Place
from talplan.standing import Standing
from talplan.terms import Kind, Term
from talplan.units import Registry, Unit
from talplan.years import AcademicYear

Packed = tuple[Any, ...]
Named = TypeVar("Named", bound=tuple[Any, ...])


def packed(plan: Plan) -> Packed:
    """The plan's values. Terms and lists of units, of which ten thousand items have a hundred, are there once each."""
    dues: dict[tuple[Term, ...], int] = {}
    units: dict[tuple[str, ...], tuple[str, ...]] = {}

    def columns(items: Sequence[Item]) -> Packed:
        """A column for each field, since Items are made of columns in half the time."""
        return (
            tuple(item.number for item in items),
            tuple(item.task for item in items),
            tuple(dues.setdefault(item.due, len(dues)) for item in items),
            tuple(units.setdefault(item.units, item.units) for item in items),
            {at: tuple(map(_record, item.done)) for at, item in enumerate(items) if item.done},
            {at: tuple(map(_note, item.notes)) for at, item in enumerate(items) if item.notes},
            {at: _cancelled(item.cancelled) for at, item in enumerate(items) if item.cancelled},
            tuple(zip(*(item.place for item in items), strict=True)),
        )

    sections = tuple((section.number, section.title, columns(section.items)) for section in plan.sections)
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


def _note(note: Note) -> Packed:
    return (note.date.toordinal(), note.text, note.by)


def _cancelled(cancelled: Cancelled) -> Packed:
    return (cancelled.date.toordinal(), cancelled.note)


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
        tuple(Section(number, heading, _items(number, columns, spans)) for number, heading, columns in sections),
    )


def _items(section: int, columns: Packed, spans: Sequence[tuple[Term, ...]]) -> tuple[Item, ...]:
    numbers, tasks, dues, units, done, notes, cancelled, places = columns
    made = {at: tuple(map(_read_record, records)) for at, records in done.items()}
    journal = {at: tuple(map(_read_note, entries)) for at, entries in notes.items()}
    gone = {at: _read_cancelled(entry) for at, entry in cancelled.items()}
    every = range(len(numbers))
    return _each(
        Item,
        [section] * len(numbers),
        numbers,
        tasks,
        map(spans.__getitem__, dues),
        units,
        map(made.get, every, repeat(())),
        map(journal.get, every, repeat(())),
        map(gone.get, every),
        _each(Place, *places),
    )


def _each(kind: type[Named], *columns: Iterable[Any]) -> tuple[Named, ...]:
    """Named tuples of their columns, all of them made within C."""
    return tuple(map(partial(tuple.__new__, kind), zip(*columns, strict=True)))


def _read_record(values: Packed) -> Record:
    day, term, by, note, evidence = values
    return Record(date.fromordinal(day), _read_term(term) if term else None, by, note, evidence)


def _read_note(values: Packed) -> Note:
    day, text, by = values
    return Note(date.fromordinal(day), text, by)


def _read_cancelled(values: Packed) -> Cancelled:
    day, note = values
    return Cancelled(date.fromordinal(day), note)


@lru_cache(maxsize=1024)
def _read_term(values: Packed) -> Term:
    kind, months, days, standing = values
    first_and_last = (date.fromordinal(days[0]), date.fromordinal(days[1])) if days else None
    return Term(Kind(kind), months, first_and_last, Standing(standing) if standing else None)
