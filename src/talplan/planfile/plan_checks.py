"""The rules on the plan as a whole, checked on all that could be read: CHECKS are errors, ADVICE are warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from talplan.domain.plan_year import OutsideYear, PlanYear
from talplan.domain.spell_terms import spell
from talplan.domain.spelling import normalize
from talplan.domain.terms import AmbiguousInYear, Term, window
from talplan.domain.units import Registry, Unit
from talplan.planfile.plan_reader import PartialFile, spellings

if TYPE_CHECKING:
    from talplan.planfile.format_table import (
        PartialCancelled,
        PartialItem,
        PartialList,
        PartialNote,
        PartialRecord,
        PartialSection,
        PartialUnit,
    )
    from talplan.planfile.nodes import NodePath

T = TypeVar("T", bound=Hashable)


class Finding(NamedTuple):
    """A broken rule: its code, the path of the place, and the values of its message."""

    code: str
    path: NodePath
    values: dict[str, Any]


MOST_COMPARED = 20_000_000
"""How many pairs of letters of misspelt units and of the registry are compared, with ten letters more for each name;
after that, misspelt units get no hint."""
_MOST_LISTED = 20
"""How many terms or units of an item a hint lists."""


def finding(code: str, path: NodePath, **values: Any) -> Finding:
    """Return a finding with the values of its message as keywords."""
    return Finding(code, path, values)


def shared_spellings(file: PartialFile) -> Iterator[Finding]:
    """A name, a short form or an alias belongs to one unit."""
    owners: dict[str, PartialUnit] = {}
    for unit in file.plan.units:
        for path, spelling in spellings(unit):
            owner = owners.setdefault(normalize(spelling), unit)
            if owner is not unit:
                name = owner.name or spelling
                again = path[-1] == "name" and normalize(name) == normalize(spelling)
                kind = "again" if again else ""
                yield finding("shared-spelling", path, kind=kind, spelling=spelling, owner=name)
                if again:
                    break  # the same unit twice: its other spellings are shared as well


def unknown_units(file: PartialFile) -> Iterator[Finding]:
    """A unit that the plan refers to is in its registry."""
    if not file.registry_whole:
        return
    registry = file.registry
    # A name in a broken entry of the registry is not unknown: the entry has a problem of its own.
    unknown = {n for n in file.named_units() if registry.get(n) is None and normalize(n) not in file.registry_texts}
    size = sum(len(spelling) + 10 for unit in registry for spelling in unit.spellings)
    cost = 0
    hints: dict[str, list[str]] = {}
    for path, name in _unit_references(file) if unknown else ():
        if name in unknown:
            if name not in hints:
                cost += (len(name) + 10) * size
                hints[name] = registry.nearest(name) if cost < MOST_COMPARED else []
            yield finding("unknown-unit", path, unit=name, nearest=hints[name])


def _unit_references(file: PartialFile) -> Iterator[tuple[NodePath, str]]:
    for unit in file.plan.units:
        if unit.part_of:
            yield (*unit.path, "part_of"), unit.part_of
    for item in file.items():
        yield from _entries(item.units, (*item.path, "units"))
        for record in item.done:
            yield from _entries(record.by, (*record.path, "by"))
        for note in item.notes:
            if note.by:
                yield (*note.path, "by"), note.by


def _entries(entries: PartialList[T], path: NodePath) -> Iterator[tuple[NodePath, T]]:
    """Yield the entries of a list that could be read, each with its path."""
    for position, entry in enumerate(entries):
        if entry is not None:
            yield (*path, position), entry


def part_of_circles(file: PartialFile) -> Iterator[Finding]:
    """No unit is part of itself, directly or through others."""
    paths = {file.registry.get(part.name): part.path for part in reversed(file.plan.units) if part.name}
    visited_from: dict[Unit, Unit] = {}
    for start in file.registry:
        chain: list[Unit] = []
        unit: Unit | None = start
        while unit is not None and unit not in visited_from:
            visited_from[unit] = start
            chain.append(unit)
            unit = file.registry.get(unit.part_of) if unit.part_of else None
        if unit is not None and visited_from[unit] is start:
            circle = chain[chain.index(unit) :]
            yield finding(
                "part-of-circle",
                (*paths[unit], "part_of"),
                kind="" if len(circle) > 1 else "itself",
                way=" → ".join(member.display for member in (*circle, unit)),
                unit=unit.display,
            )


def repeated_numbers(file: PartialFile) -> Iterator[Finding]:
    """Sections have different numbers, and so have the items of a section."""
    for group in _numbered(file):
        seen: set[int] = set()
        for part in group:
            if part.number in seen:
                yield finding("repeated-number", (*part.path, "number"), number=part.number)
            elif part.number is not None:
                seen.add(part.number)


def _numbered(file: PartialFile) -> list[tuple[PartialSection, ...] | tuple[PartialItem, ...]]:
    return [file.plan.sections, *(section.items for section in file.plan.sections)]


def repeated_terms(file: PartialFile) -> Iterator[Finding]:
    """An item lists each of its terms once."""
    for item in file.items():
        if len(item.due) > 1:
            for position in _repeated(item.due):
                path, term = (*item.path, "due", position), item.due[position]
                yield finding("repeated-term", path, term=_spelled(term, file))


def repeated_units(file: PartialFile) -> Iterator[Finding]:
    """An item lists each of its units once, under whatever spelling."""
    owners: dict[str | None, Hashable] = {
        name: file.registry.get(name) or normalize(name) for name in file.named_units()
    }
    owners[None] = None
    for item in file.items():
        if len(item.units) > 1:
            for position in _repeated(tuple([owners[name] for name in item.units])):
                yield finding("repeated-unit", (*item.path, "units", position), unit=item.units[position])


def _repeated(entries: PartialList[Hashable]) -> Iterator[int]:
    """Yield the positions of the entries that are in the list already."""
    if len(set(entries)) == len(entries):
        return
    seen: set[Hashable] = {None}
    for position, entry in enumerate(entries):
        if entry in seen and entry is not None:
            yield position
        seen.add(entry)


def terms_outside_year(file: PartialFile) -> Iterator[Finding]:
    """Every dated term lies inside the plan's year."""
    if file.year is None:
        return
    outside = {term: _outside(term, file.year) for term in {term for item in file.items() for term in item.due}}
    for item in file.items() if any(outside.values()) else ():
        for path, term in _entries(item.due, (*item.path, "due")):
            if error := outside[term]:
                readings = error.readings if isinstance(error, AmbiguousInYear) else ()
                yield finding(
                    "term-outside-year",
                    path,
                    kind="over" if error.runs_over else "ambiguous" if readings else "",
                    term=_spelled(term, file),
                    readings=[_spelled(reading, file) for reading in readings],
                    year=file.year,
                    first=file.year.window.first,
                    last=file.year.window.last,
                )


def _outside(term: Term | None, year: PlanYear) -> OutsideYear | None:
    try:
        if term is not None:
            window(term, year)
    except OutsideYear as outside:
        return outside
    return None


def first_months(file: PartialFile) -> Iterator[Finding]:
    """A calendar year begins in January."""
    if file.year and file.year.calendar and file.plan.first_month not in (None, 1):
        month, year = file.plan.first_month, file.year
        academic = PlanYear(year.first)
        yield finding("bad-first-month", ("first_month",), kind="calendar", text=month, year=year, academic=academic)


def record_terms(file: PartialFile) -> Iterator[Finding]:
    """A record is for a term of its item."""
    for item in file.items():
        if all(record.term is None for record in item.done):
            continue
        terms = set(item.due)
        listed = [_spelled(term, file) for term in item.due[:_MOST_LISTED] if term]
        for record in item.done:
            if record.term and record.term not in terms and None not in terms:
                yield finding("record-term", (*record.path, "term"), term=_spelled(record.term, file), terms=listed)


def _spelled(term: Term | None, file: PartialFile) -> str:
    assert term is not None
    return spell(term, file.language)


def record_units(file: PartialFile) -> Iterator[Finding]:
    """A record is by units that the item itself lists: no part and no parent of one."""
    for item in file.items():
        if item.done and any(record.by for record in item.done):
            yield from _record_units(item, file.registry)


def _record_units(item: PartialItem, registry: Registry) -> Iterator[Finding]:
    units = {registry.get(name) if name is not None else None for name in item.units}
    if None in units:
        return  # the unit that could not be read may be that of the record
    listed = [unit.display for name in item.units[:_MOST_LISTED] if name and (unit := registry.get(name))]
    for record in item.done:
        for path, name in _entries(record.by, (*record.path, "by")):
            unit = registry.get(name)
            if unit is not None and unit not in units:
                yield finding("record-unit", path, unit=name, units=listed)


def early_dates(file: PartialFile) -> Iterator[Finding]:
    """No record and no note is dated before the plan's year."""
    if file.year is None:
        return
    first = file.year.window.first
    for path, day in _dates(file, with_cancelled=False):
        if day < first:
            yield finding("early-date", path, date=day, first=first)


def future_dates(file: PartialFile, today: date) -> Iterator[Finding]:
    """No approval, record, note or cancellation is dated after today."""
    approved = file.plan.approved
    approvals = [((*approved.path, "date"), approved.date)] if approved and approved.date else []
    for path, day in (*approvals, *_dates(file, with_cancelled=True)):
        if day > today:
            yield finding("future-date", path, date=day, today=today)


def _dates(file: PartialFile, with_cancelled: bool) -> Iterator[tuple[NodePath, date]]:
    for item in file.items():
        entries: tuple[PartialRecord | PartialNote | PartialCancelled, ...] = (*item.done, *item.notes)
        if with_cancelled and item.cancelled:
            entries = (*entries, item.cancelled)
        for entry in entries:
            if entry.date:
                yield (*entry.path, "date"), entry.date


def numbering_gaps(file: PartialFile) -> Iterator[Finding]:
    """Numbers have no gaps."""
    for group in _numbered(file):
        paths = {part.number: part.path for part in group}
        if None in paths or len(paths) < len(group):
            continue  # a number that is wrong or repeated is most likely the one that is missing
        if group and group[0].path[:-1] in file.incomplete:
            continue
        for before, number in pairwise(sorted(number for number in paths if number is not None)):
            if number - before > 1:
                yield finding("numbering-gap", (*paths[number], "number"), before=before, number=number)


def unused_units(file: PartialFile) -> Iterator[Finding]:
    """Every unit of the registry is used somewhere."""
    named = {file.registry.get(name) for name in file.named_units()}
    if None in named or not file.references_whole:
        return  # a name that is misspelt or could not be read may be the missing use
    owners = Counter(text for part in file.plan.units for text in _normalized(part))
    for part in file.plan.units:
        if any(owners[text] > 1 for text in _normalized(part)):
            continue  # a use of this spelling may have been taken for one of the other unit
        if part.name and file.registry.get(part.name) not in named:
            yield finding("unused-unit", (*part.path, "name"), unit=part.name)


def _normalized(unit: PartialUnit) -> set[str]:
    return {normalize(spelling) for _, spelling in spellings(unit)}


def aliases_used(file: PartialFile) -> Iterator[Finding]:
    """Items, records and notes call a unit by its display name, not by an alias."""
    for path, name in _unit_references(file):
        unit = file.registry.get(name)
        if unit and normalize(name) not in {normalize(unit.name), normalize(unit.display)}:
            yield finding("alias-used", path, alias=name, unit=unit.display)


CHECKS: tuple[Callable[[PartialFile], Iterator[Finding]], ...] = (
    shared_spellings,
    unknown_units,
    part_of_circles,
    repeated_numbers,
    repeated_terms,
    repeated_units,
    first_months,
    terms_outside_year,
    record_terms,
    record_units,
    early_dates,
)

ADVICE: tuple[Callable[[PartialFile], Iterator[Finding]], ...] = (numbering_gaps, unused_units, aliases_used)


def check_plan(file: PartialFile) -> Iterator[Finding]:
    """Yield the errors of all checks."""
    for check in CHECKS:
        yield from check(file)


def advise(file: PartialFile, today: date) -> Iterator[Finding]:
    """Yield the warnings on the plan as a whole."""
    yield from future_dates(file, today)
    for check in ADVICE:
        yield from check(file)
