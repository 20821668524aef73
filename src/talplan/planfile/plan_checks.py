"""CHECKS: the rules that a plan must keep as a whole, on everything that could be read of it; ADVICE: those that it
had better keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from talplan.domain.plan_year import OutsideYear, PlanYear
from talplan.domain.spelling import normalize
from talplan.domain.terms import Term, spell, window
from talplan.domain.units import Registry, Unit
from talplan.planfile.partial_plan import (
    PartialItem,
    PartialList,
    PartialNote,
    PartialPlan,
    PartialRecord,
    PartialSection,
    PartialUnit,
)

if TYPE_CHECKING:
    from talplan.planfile.nodes import NodePath

T = TypeVar("T", bound=Hashable)


class Finding(NamedTuple):
    """A rule that is broken at a path; `load` knows where in the text that is, and which class has the code."""

    code: str
    path: NodePath
    values: dict[str, Any]


def found(code: str, path: NodePath, **values: Any) -> Finding:
    """A finding, with its values by name."""
    return Finding(code, path, values)


def shared_spellings(draft: PartialPlan) -> Iterator[Finding]:
    """Every name, short form and alias belongs to one unit."""
    owners: dict[str, PartialUnit] = {}
    for unit in draft.units:
        for path, spelling in unit.spellings():
            owner = owners.setdefault(normalize(spelling), unit)
            if owner is not unit:
                name = owner.name or spelling
                again = path[-1] == "name" and normalize(name) == normalize(spelling)
                kind = "again" if again else ""
                yield found("shared-spelling", path, kind=kind, spelling=spelling, owner=name)
                if again:
                    break  # one unit entered twice: its other spellings are shared as well


def unknown_units(draft: PartialPlan) -> Iterator[Finding]:
    """Every unit that the plan names is in its registry."""
    if not draft.registry_whole:
        return
    registry = draft.registry
    # A name in a broken entry of the registry is not unknown: the entry has its problem.
    unknown = {n for n in draft.named() if registry.get(n) is None and normalize(n) not in draft.registry_texts}
    nearest = lru_cache(maxsize=1024)(registry.nearest)
    for path, name in _unit_references(draft) if unknown else ():
        if name in unknown:
            yield found("unknown-unit", path, unit=name, nearest=nearest(name))


def _unit_references(draft: PartialPlan) -> Iterator[tuple[NodePath, str]]:
    for unit in draft.units:
        if unit.part_of:
            yield (*unit.path, "part_of"), unit.part_of
    for item in draft.items():
        yield from _entries(item.units, (*item.path, "units"))
        for record in item.done:
            yield from _entries(record.by, (*record.path, "by"))
        for note in item.notes:
            if note.by:
                yield (*note.path, "by"), note.by


def _entries(entries: PartialList[T], path: NodePath) -> Iterator[tuple[NodePath, T]]:
    """The entries of a list that could be read, each with its path."""
    for position, entry in enumerate(entries):
        if entry is not None:
            yield (*path, position), entry


def part_of_circles(draft: PartialPlan) -> Iterator[Finding]:
    """Following `part_of` upwards comes to an end."""
    drafts = {draft.registry.get(part.name): part for part in reversed(draft.units) if part.name}
    met: dict[Unit, Unit] = {}
    for start in draft.registry:
        way: list[Unit] = []
        unit: Unit | None = start
        while unit is not None and unit not in met:
            met[unit] = start
            way.append(unit)
            unit = draft.registry.get(unit.part_of) if unit.part_of else None
        if unit is not None and met[unit] is start:
            circle = way[way.index(unit) :]
            yield found(
                "part-of-circle",
                (*drafts[unit].path, "part_of"),
                kind="" if len(circle) > 1 else "itself",
                way=" → ".join(one.display for one in (*circle, unit)),
                unit=unit.display,
            )


def repeated_numbers(draft: PartialPlan) -> Iterator[Finding]:
    """No two sections, and no two items of a section, have one number."""
    for group in _numbered(draft):
        seen: set[int] = set()
        for part in group:
            if part.number in seen:
                yield found("repeated-number", (*part.path, "number"), number=part.number)
            elif part.number is not None:
                seen.add(part.number)


def _numbered(draft: PartialPlan) -> list[tuple[PartialSection, ...] | tuple[PartialItem, ...]]:
    return [draft.sections, *(section.items for section in draft.sections)]


def repeated_terms(draft: PartialPlan) -> Iterator[Finding]:
    """An item names each of its terms once."""
    for item in draft.items():
        if len(item.due) > 1:
            for position in _repeated(item.due):
                path, term = (*item.path, "due", position), item.due[position]
                yield found("repeated-term", path, term=_spelled(term, draft))


def repeated_units(draft: PartialPlan) -> Iterator[Finding]:
    """An item names each of its units once, under whatever spelling."""
    owners: dict[str | None, Hashable] = {name: draft.registry.get(name) or normalize(name) for name in draft.named()}
    owners[None] = None
    for item in draft.items():
        if len(item.units) > 1:
            for position in _repeated(tuple([owners[name] for name in item.units])):
                yield found("repeated-unit", (*item.path, "units", position), unit=item.units[position])


def _repeated(entries: PartialList[Hashable]) -> Iterator[int]:
    """The positions of what stands in the list a second time."""
    if len(set(entries)) == len(entries):
        return
    seen: set[Hashable] = {None}
    for position, entry in enumerate(entries):
        if entry in seen and entry is not None:
            yield position
        seen.add(entry)


def terms_outside_year(draft: PartialPlan) -> Iterator[Finding]:
    """Every dated term lies inside the plan's year."""
    if draft.year is None:
        return
    outside = {term: _outside(term, draft.year) for term in {term for item in draft.items() for term in item.due}}
    for item in draft.items() if any(outside.values()) else ():
        for path, term in _entries(item.due, (*item.path, "due")):
            if broken := outside[term]:
                yield found(
                    "term-outside-year",
                    path,
                    kind="over" if broken.runs_over else "",
                    term=_spelled(term, draft),
                    year=draft.year,
                    first=draft.year.window.first,
                    last=draft.year.window.last,
                )


def _outside(term: Term | None, year: PlanYear) -> OutsideYear | None:
    try:
        if term is not None:
            window(term, year)
    except OutsideYear as outside:
        return outside
    return None


def record_terms(draft: PartialPlan) -> Iterator[Finding]:
    """A record is for a term that the item has."""
    for item in draft.items():
        for record in item.done:
            if record.term and record.term not in item.due and None not in item.due:
                yield found(
                    "record-term",
                    (*record.path, "term"),
                    term=_spelled(record.term, draft),
                    terms=[_spelled(term, draft) for term in item.due],
                )


def _spelled(term: Term | None, draft: PartialPlan) -> str:
    assert term is not None
    return spell(term, draft.language)


def record_units(draft: PartialPlan) -> Iterator[Finding]:
    """A record is by units that the item itself names: no part and no parent of one."""
    for item in draft.items():
        if item.done and any(record.by for record in item.done):
            yield from _record_units(item, draft.registry)


def _record_units(item: PartialItem, registry: Registry) -> Iterator[Finding]:
    units = [registry.get(name) if name is not None else None for name in item.units]
    if None in units:
        return  # the unit that could not be read may be the one that is meant
    for record in item.done:
        for path, name in _entries(record.by, (*record.path, "by")):
            unit = registry.get(name)
            if unit is not None and unit not in units:
                yield found("record-unit", path, unit=name, units=[own.display for own in units if own])


def early_dates(draft: PartialPlan) -> Iterator[Finding]:
    """Nothing is recorded or noted before the plan's year begins."""
    if draft.year is None:
        return
    first = draft.year.window.first
    for path, day in _dates(draft, with_cancelled=False):
        if day < first:
            yield found("early-date", path, date=day, first=first)


def future_dates(draft: PartialPlan, today: date) -> Iterator[Finding]:
    """Nothing is recorded, noted or cancelled after today."""
    for path, day in _dates(draft, with_cancelled=True):
        if day > today:
            yield found("future-date", path, date=day, today=today)


def _dates(draft: PartialPlan, with_cancelled: bool) -> Iterator[tuple[NodePath, date]]:
    for item in draft.items():
        entries: tuple[PartialRecord | PartialNote, ...] = (*item.done, *item.notes)
        if with_cancelled and item.cancelled:
            entries = (*entries, item.cancelled)
        for entry in entries:
            if entry.date:
                yield (*entry.path, "date"), entry.date


def numbering_gaps(draft: PartialPlan) -> Iterator[Finding]:
    """Numbers follow one another."""
    groups: list[tuple[PartialSection, ...] | tuple[PartialItem, ...]] = (
        [draft.sections] if draft.sections_whole else []
    )
    groups += [section.items for section in draft.sections if section.whole]
    for group in groups:
        paths = {part.number: part.path for part in group if part.number is not None}
        if len(paths) < sum(part.number is not None for part in group):
            continue  # a number given twice is most likely the one that is missing
        for before, number in pairwise(sorted(paths)):
            if number - before > 1:
                yield found("numbering-gap", (*paths[number], "number"), before=before, number=number)


def unused_units(draft: PartialPlan) -> Iterator[Finding]:
    """Every unit of the registry is named somewhere."""
    named = {draft.registry.get(name) for name in draft.named()}
    if None in named or not draft.references_whole:
        return  # what is misspelt or could not be read may be the use that is missing
    owners = Counter(text for part in draft.units for text in _folded(part))
    for part in draft.units:
        if any(owners[text] > 1 for text in _folded(part)):
            continue  # the other unit of that spelling may have got what is this one's
        if part.name and draft.registry.get(part.name) not in named:
            yield found("unused-unit", (*part.path, "name"), unit=part.name)


def _folded(unit: PartialUnit) -> set[str]:
    return {normalize(spelling) for _, spelling in unit.spellings()}


def aliases_used(draft: PartialPlan) -> Iterator[Finding]:
    """Items, records and notes name a unit by its display name, not by an alias."""
    for path, name in _unit_references(draft):
        unit = draft.registry.get(name)
        if unit and normalize(name) not in {normalize(unit.name), normalize(unit.display)}:
            yield found("alias-used", path, alias=name, unit=unit.display)


CHECKS: tuple[Callable[[PartialPlan], Iterator[Finding]], ...] = (
    shared_spellings,
    unknown_units,
    part_of_circles,
    repeated_numbers,
    repeated_terms,
    repeated_units,
    terms_outside_year,
    record_terms,
    record_units,
    early_dates,
)

ADVICE: tuple[Callable[[PartialPlan], Iterator[Finding]], ...] = (numbering_gaps, unused_units, aliases_used)


def check_plan(draft: PartialPlan) -> Iterator[Finding]:
    """Every error of every check."""
    for check in CHECKS:
        yield from check(draft)


def advise(draft: PartialPlan, today: date) -> Iterator[Finding]:
    """Every warning on the plan as a whole."""
    yield from future_dates(draft, today)
    for check in ADVICE:
        yield from check(draft)
