"""CHECKS: the rules that a plan must keep as a whole, on everything that could be read of it; ADVICE: those that it
had better keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from talplan.draft import Draft, NoteDraft, RecordDraft, Spot, UnitDraft
from talplan.folding import fold
from talplan.problem import Problem
from talplan.rules import advice, whole
from talplan.terms import Term, spell, window
from talplan.units import Unit
from talplan.yamltext import Path
from talplan.years import OutsideYear


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken at a path; `load` knows where in the text that is."""

    rule: type[Problem]
    path: Path
    values: dict[str, Any]


def found(rule: type[Problem], path: Path, **values: Any) -> Finding:
    """A finding, with its values by name."""
    return Finding(rule, path, values)


def shared_spellings(draft: Draft) -> Iterator[Finding]:
    """Every name, short form and alias belongs to one unit."""
    owners: dict[str, UnitDraft] = {}
    for unit in draft.units:
        for spot in unit.spellings:
            owner = owners.setdefault(fold(spot.value), unit)
            if owner is not unit:
                name = owner.name.value if owner.name else spot.value
                again = spot is unit.name and fold(name) == fold(spot.value)
                kind = "again" if again else ""
                yield found(whole.SharedSpelling, spot.path, kind=kind, spelling=spot.value, owner=name)
                if again:
                    break  # one unit entered twice: its other spellings are shared as well


def unknown_units(draft: Draft) -> Iterator[Finding]:
    """Every unit that the plan names is in its registry."""
    if not draft.registry_whole:
        return
    nearest = lru_cache(maxsize=1024)(draft.registry.nearest)
    for spot in _unit_references(draft):
        # A name in a broken entry of the registry is not unknown: the entry has its problem.
        if draft.registry.get(spot.value) is None and fold(spot.value) not in draft.registry_texts:
            yield found(whole.UnknownUnit, spot.path, unit=spot.value, nearest=nearest(spot.value))


def _unit_references(draft: Draft) -> Iterator[Spot[str]]:
    for unit in draft.units:
        if unit.part_of:
            yield unit.part_of
    for item in draft.items():
        yield from item.units
        yield from (spot for record in item.done for spot in record.by)
        yield from (note.by for note in item.notes if note.by)


def part_of_circles(draft: Draft) -> Iterator[Finding]:
    """Following `part_of` upwards comes to an end."""
    drafts = {draft.registry.get(part.name.value): part for part in reversed(draft.units) if part.name}
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
            spot = drafts[unit].part_of
            assert spot is not None
            yield found(
                whole.PartOfCircle,
                spot.path,
                kind="" if len(circle) > 1 else "itself",
                way=" → ".join(one.display for one in (*circle, unit)),
                unit=unit.display,
            )


def repeated_numbers(draft: Draft) -> Iterator[Finding]:
    """No two sections, and no two items of a section, have one number."""
    groups = [[section.number for section in draft.sections]]
    groups += [[item.number for item in section.items] for section in draft.sections]
    for group in groups:
        seen: set[int] = set()
        for spot in group:
            if spot and spot.value in seen:
                yield found(whole.RepeatedNumber, spot.path, number=spot.value)
            elif spot:
                seen.add(spot.value)


def repeated_terms(draft: Draft) -> Iterator[Finding]:
    """An item names each of its terms once."""
    for item in draft.items():
        for spot in _repeated(list(item.due), key=lambda term: term):
            yield found(whole.RepeatedTerm, spot.path, term=spell(spot.value, draft.language))


def repeated_units(draft: Draft) -> Iterator[Finding]:
    """An item names each of its units once, under whatever spelling."""
    for item in draft.items():
        for spot in _repeated(list(item.units), key=lambda name: draft.registry.get(name) or fold(name)):
            yield found(whole.RepeatedUnit, spot.path, unit=spot.value)


def _repeated(spots: list[Spot[Any]], key: Callable[[Any], object]) -> Iterator[Spot[Any]]:
    counted: Counter[object] = Counter()
    for spot in spots:
        counted[key(spot.value)] += 1
        if counted[key(spot.value)] > 1:
            yield spot


def terms_outside_year(draft: Draft) -> Iterator[Finding]:
    """Every dated term lies inside the plan's year."""
    if draft.year is None:
        return
    for item in draft.items():
        for spot in item.due:
            try:
                window(spot.value, draft.year)
            except OutsideYear as outside:
                yield found(
                    whole.TermOutsideYear,
                    spot.path,
                    kind="over" if outside.runs_over else "",
                    term=spell(spot.value, draft.language),
                    year=draft.year,
                    first=draft.year.window.first,
                    last=draft.year.window.last,
                )


def record_terms(draft: Draft) -> Iterator[Finding]:
    """A record is for a term that the item has."""
    for item in draft.items():
        terms = [spot.value for spot in item.due]
        for record in item.done:
            if record.term and record.term.value not in terms and item.due.whole:
                yield found(
                    whole.RecordTerm,
                    record.term.path,
                    term=spell(record.term.value, draft.language),
                    terms=_spelled(terms, draft),
                )


def _spelled(terms: list[Term], draft: Draft) -> list[str]:
    return [spell(term, draft.language) for term in terms]


def record_units(draft: Draft) -> Iterator[Finding]:
    """A record is by units that the item itself names: no part and no parent of one."""
    for item in draft.items():
        units = [draft.registry.get(spot.value) for spot in item.units]
        if None in units or not item.units.whole:
            continue  # the unit that could not be read may be the one that is meant
        for spot in (spot for record in item.done for spot in record.by):
            unit = draft.registry.get(spot.value)
            if unit is not None and unit not in units:
                yield found(
                    whole.RecordUnit,
                    spot.path,
                    unit=spot.value,
                    units=[own.display for own in units if own],
                )


def early_dates(draft: Draft) -> Iterator[Finding]:
    """Nothing is recorded or noted before the plan's year begins."""
    if draft.year is None:
        return
    for spot in _dates(draft, with_cancelled=False):
        if spot.value < draft.year.window.first:
            yield found(whole.EarlyDate, spot.path, date=spot.value, first=draft.year.window.first)


def future_dates(draft: Draft, today: date) -> Iterator[Finding]:
    """Nothing is recorded, noted or cancelled after today."""
    for spot in _dates(draft, with_cancelled=True):
        if spot.value > today:
            yield found(advice.FutureDate, spot.path, date=spot.value, today=today)


def _dates(draft: Draft, with_cancelled: bool) -> Iterator[Spot[date]]:
    for item in draft.items():
        entries: list[RecordDraft | NoteDraft] = [*item.done, *item.notes]
        if with_cancelled and item.cancelled:
            entries.append(item.cancelled)
        for entry in entries:
            if entry.date:
                yield entry.date


def numbering_gaps(draft: Draft) -> Iterator[Finding]:
    """Numbers follow one another."""
    groups = [[section.number for section in draft.sections]] if draft.sections_whole else []
    groups += [[item.number for item in section.items] for section in draft.sections if section.whole]
    for group in groups:
        spots = sorted((spot for spot in group if spot), key=lambda spot: spot.value)
        if len({spot.value for spot in spots}) < len(spots):
            continue  # a number given twice is most likely the one that is missing
        for before, after in pairwise(spots):
            if after.value - before.value > 1:
                yield found(advice.NumberingGap, after.path, before=before.value, number=after.value)


def unused_units(draft: Draft) -> Iterator[Finding]:
    """Every unit of the registry is named somewhere."""
    named = {draft.registry.get(spot.value) for spot in _unit_references(draft)}
    if None in named or not draft.references_whole:
        return  # what is misspelt or could not be read may be the use that is missing
    owners = Counter(spelling for part in draft.units for spelling in {fold(spot.value) for spot in part.spellings})
    for part in draft.units:
        if any(owners[fold(spot.value)] > 1 for spot in part.spellings):
            continue  # the other unit of that spelling may have got what is this one's
        if part.name and draft.registry.get(part.name.value) not in named:
            yield found(advice.UnusedUnit, part.name.path, unit=part.name.value)


def aliases_used(draft: Draft) -> Iterator[Finding]:
    """Items, records and notes name a unit by its display name, not by an alias."""
    for spot in _unit_references(draft):
        unit = draft.registry.get(spot.value)
        if unit and fold(spot.value) not in {fold(unit.name), fold(unit.display)}:
            yield found(advice.AliasUsed, spot.path, alias=spot.value, unit=unit.display)


CHECKS: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
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

ADVICE: tuple[Callable[[Draft], Iterator[Finding]], ...] = (numbering_gaps, unused_units, aliases_used)


def check_plan(draft: Draft) -> Iterator[Finding]:
    """Every error of every check."""
    for check in CHECKS:
        yield from check(draft)


def advise(draft: Draft, today: date) -> Iterator[Finding]:
    """Every warning on the plan as a whole."""
    yield from future_dates(draft, today)
    for check in ADVICE:
        yield from check(draft)
