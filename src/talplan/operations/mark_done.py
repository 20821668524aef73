"""What `done` and `undo` mean: which obligations a mark covers, and the changes of the file that say so."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from talplan.domain.language import Language
from talplan.domain.obligations import covers
from talplan.domain.plan import Item, Plan, Record
from talplan.domain.terms import Term, spell, window, written
from talplan.editing.changes import Change, InsertEntry, NewEntry, Remove, SetKey, Value
from talplan.planfile.nodes import Data, NodePath, entries
from talplan.problem import Failure

Pair = tuple[Term, str]
"""A term and a unit of one item: which of its obligations."""


class Mark(NamedTuple):
    """What a command does to one item: its changes, the records that come or go, and what stays of one that goes."""

    item: Item
    changes: list[Change]
    records: list[Record]
    kept: list[Record]

    @property
    def name(self) -> str:
        """The item's id."""
        return self.item.id

    @property
    def key(self) -> Hashable:
        """What a person agrees to: the item and the records that come or go."""
        return (self.item.id, *self.records)


class Wish(NamedTuple):
    """What a person asks to mark: terms None where the item's own are to be found out, units None for all."""

    on: date
    terms: tuple[Term, ...] | None = None
    all_terms: bool = False
    units: frozenset[str] | None = None
    note: str | None = None
    evidence: str | None = None


def covered(item: Item, record: Record) -> set[Pair]:
    """The obligations that a record speaks of."""
    return {(term, unit) for term in item.due for unit in item.units if covers(record, term, unit)}


def open_pairs(item: Item) -> set[Pair]:
    """The obligations that no record speaks of, whenever it was made."""
    done = {pair for record in item.done for pair in covered(item, record)}
    return {(term, unit) for term in item.due for unit in item.units} - done


def mark_done(plan: Plan, item: Item, path: NodePath, wish: Wish) -> Mark:
    """Records for what is open of the wish; none where all of it is done already.

    Raises Failure for a cancelled item, a term or a unit that the item does not have, and where it is not
    clear which term is meant.
    """
    if item.cancelled is not None:
        raise Failure("item-cancelled", id=item.id, date=item.cancelled.date)
    units = _own_units(item, wish.units)
    free = {pair for pair in open_pairs(item) if pair[1] in units}
    if wish.terms is None and not wish.all_terms:
        chosen = _clear_terms(plan, item, free, wish.on)
    else:
        chosen = item.due if wish.terms is None else _own_terms(plan, item, wish.terms)
    pairs = [pair for pair in free if pair[0] in chosen]
    records = [Record(wish.on, term, by, wish.note, wish.evidence) for term, by in records_for(item, pairs)]
    inserts: list[Change] = [
        InsertEntry((*path, "done"), len(item.done), entry_of(record, plan.language)) for record in records
    ]
    return Mark(item, inserts, records, [])


def _clear_terms(plan: Plan, item: Item, free: Collection[Pair], on: date) -> tuple[Term, ...]:
    """The item's one term; else the one open dated term whose window has begun."""
    if len(item.due) == 1 or not free:
        return item.due
    terms = [term for term in item.due if any(pair[0] == term for pair in free)]
    begun = [term for term in terms if term.dated and window(term, plan.year).first <= on]
    if len(begun) == 1:
        return (begun[0],)
    raise Failure("choose-term", id=item.id, terms=[spell(term, plan.language) for term in terms])


def _own_terms(plan: Plan, item: Item, terms: Iterable[Term]) -> tuple[Term, ...]:
    terms = tuple(terms)
    for term in terms:
        if term not in item.due:
            own = [spell(own, plan.language) for own in item.due]
            raise Failure("not-a-term-of-item", id=item.id, term=spell(term, plan.language), terms=own)
    return terms


def _own_units(item: Item, units: frozenset[str] | None) -> Collection[str]:
    if units is None:
        return item.units
    own = [unit for unit in item.units if unit in units]
    if not own:
        raise Failure("not-a-unit-of-item", id=item.id, units=list(item.units))
    return own


def mark_undone(
    plan: Plan, item: Item, path: NodePath, written_by: Sequence[Sequence[str]], wish: Wish, day: date | None
) -> Mark:
    """Takes the newest record that fits back: the latest date, within a day the last in the file.

    `written_by` are the units of each record's `by` as they stand in the file. A record wider than the wish
    keeps the rest. Raises Failure where nothing fits.
    """
    units = _own_units(item, wish.units)
    terms = item.due if wish.terms is None else _own_terms(plan, item, wish.terms)
    wanted = {(term, unit) for term in terms for unit in units}
    fitting = [
        (record.date, at)
        for at, record in enumerate(item.done)
        if covered(item, record) & wanted and day in (None, record.date)
    ]
    if not fitting:
        raise Failure("nothing-to-undo", id=item.id)
    _, at = max(fitting)
    record = item.done[at]
    kept = [record._replace(term=term, by=by) for term, by in records_for(item, covered(item, record) - wanted)]
    return Mark(item, _narrowed((*path, "done"), at, record, kept, written_by[at], plan.language), [record], kept)


def _narrowed(
    path: NodePath, at: int, record: Record, kept: Sequence[Record], written_by: Sequence[str], language: Language
) -> list[Change]:
    """Puts what is kept in the place of the record at a position of `done`: the first is the record itself, its
    line of units shortened as it is written, the others follow it."""
    here = (*path, at)
    if not kept:
        return [Remove(here)]
    first, *others = kept
    made: list[Change] = []
    if first.term is not None and record.term is None:
        made.append(SetKey(here, "term", written(first.term, language)))
    if first.by and not written_by:
        made.append(SetKey(here, "by", list(first.by)))
    elif first.by:
        made += [Remove((*here, "by", position)) for position, unit in enumerate(written_by) if unit not in first.by]
    return made + [InsertEntry(path, at + 1, entry_of(rest, language)) for rest in others]


def written_units(plan: Plan, data: Data, path: NodePath) -> list[list[str]]:
    """The units of each record's `by` as they stand in the file, by their display names."""
    value: Any = data
    for step in path:
        value = value[step]
    named = [entries(record.get("by")) for record in entries(value.get("done"))]
    return [[unit.display for name in by if (unit := plan.registry.get(name))] for by in named]


def entry_of(record: Record, language: Language) -> NewEntry:
    """The record as it is written in the file, its keys in the format's order."""
    entry: dict[str, Value] = {"date": record.date}
    if record.term is not None:
        entry["term"] = written(record.term, language)
    if record.by:
        entry["by"] = list(record.by)
    if record.note:
        entry["note"] = record.note
    if record.evidence:
        entry["evidence"] = record.evidence
    return entry


def records_for(item: Item, pairs: Iterable[Pair]) -> list[tuple[Term | None, tuple[str, ...]]]:
    """The fewest (term, by) of records that cover exactly these obligations, in the item's order.

    A record is for one term or for all; so either each term has its record, or the units that all terms share
    have one and what is left of each term another.
    """
    wanted = set(pairs)
    by_term = {term: [unit for unit in item.units if (term, unit) in wanted] for term in item.due}
    shared = [unit for unit in item.units if all(unit in units for units in by_term.values())]
    each: list[tuple[Term | None, list[str]]] = [(term, units) for term, units in by_term.items() if units]
    joined: list[tuple[Term | None, list[str]]] = [(None, shared)] if shared else []
    joined += [(term, rest) for term, units in by_term.items() if (rest := [u for u in units if u not in shared])]
    return [_slim(item, term, units) for term, units in (joined if len(joined) < len(each) else each)]


def _slim(item: Item, term: Term | None, units: Sequence[str]) -> tuple[Term | None, tuple[str, ...]]:
    """Leaves out what names everything there is."""
    return (
        None if len(item.due) == 1 else term,
        () if len(units) == len(item.units) else tuple(units),
    )


def closes_year(plan: Plan, mark: Mark) -> str | None:
    """The standing term that the mark ends before its year is over, spelled; None where it ends none."""
    for record in mark.records:
        if record.date < plan.year.window.end:
            standing = next((term for term in mark.item.terms_of(record) if not term.dated), None)
            if standing is not None:
                return spell(standing, plan.language)
    return None


def paths(plan: Plan) -> dict[str, NodePath]:
    """Where each item stands in the file's data."""
    return {
        item.id: ("sections", at, "items", position)
        for at, section in enumerate(plan.sections)
        for position, item in enumerate(section.items)
    }
