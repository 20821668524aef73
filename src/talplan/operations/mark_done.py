"""`done` and `undo`: which obligations a record covers, and the changes that add, remove or narrow it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.obligations import is_covered
from talplan.domain.plan import Item, Plan, Record
from talplan.domain.spell_terms import spell, written
from talplan.domain.terms import Term, window
from talplan.editing.changes import Change, InsertEntry, ItemEdit, NewEntry, Remove, SetKey, Value
from talplan.planfile.nodes import Data, NodePath, data_at, entries
from talplan.problem import Failure
from talplan.queries.select import Filters, ending_before, select, touching

Pair = tuple[Term, str]
"""A term and a unit of one item: one of its obligations."""


class MarkRequest(NamedTuple):
    """What to mark: `terms` is None to find the terms from the item and the date, `units` is None for all units."""

    on: date
    terms: tuple[Term, ...] | None = None
    all_terms: bool = False
    units: frozenset[str] | None = None
    note: str | None = None
    evidence: tuple[str, ...] = ()


def find_covered_pairs(item: Item, record: Record) -> set[Pair]:
    """Return the obligations that a record covers."""
    return {(term, unit) for term in item.due for unit in item.units if is_covered(term, unit, record)}


def find_open_pairs(item: Item) -> set[Pair]:
    """Return the obligations that no record covers, whatever its date."""
    done = {pair for record in item.done for pair in find_covered_pairs(item, record)}
    return {(term, unit) for term in item.due for unit in item.units} - done


def mark_done(plan: Plan, item: Item, path: NodePath, request: MarkRequest) -> ItemEdit:
    """Add records for the requested obligations that are open; an edit without changes if none is.

    Raises Failure item-cancelled, not-a-term-of-item, not-a-unit-of-item, choose-term.
    """
    if item.cancelled is not None:
        raise Failure("item-cancelled", id=item.id, date=item.cancelled.date)
    units = _own_units(item, request.units)
    open_pairs = {pair for pair in find_open_pairs(item) if pair[1] in units}
    if request.terms is None and not request.all_terms:
        terms = _find_terms(plan, item, open_pairs, request.on)
    else:
        terms = item.due if request.terms is None else _own_terms(plan, item, request.terms)
    pairs = [pair for pair in open_pairs if pair[0] in terms]
    records = [
        Record(request.on, term, by, request.note, request.evidence) for term, by in find_fewest_records(item, pairs)
    ]
    changes: list[Change] = [
        InsertEntry((*path, "done"), len(item.done), build_record_entry(record, plan.language)) for record in records
    ]
    return ItemEdit(item.id, changes, records=records)


def _find_terms(plan: Plan, item: Item, open_pairs: Collection[Pair], on: date) -> tuple[Term, ...]:
    """Return the only term of the item, or the only open dated term whose window has begun. Raises choose-term."""
    if len(item.due) == 1 or not open_pairs:
        return item.due
    terms = [term for term in item.due if any(pair[0] == term for pair in open_pairs)]
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


def mark_filtered(plan: Plan, filters: Filters, request: MarkRequest, before: date | None) -> list[ItemEdit]:
    """Mark the items that match the filters and have something open, except cancelled ones.

    Only units and terms of the filters are marked: catching up with one month never closes another. `before` limits
    the terms to those that end before that date.
    """
    paths = find_item_paths(plan)
    units = filters.units if request.units is None else request.units
    if filters.units is not None and request.units is not None:
        units = filters.units & request.units
    edits = []
    for item in (assessment.item for assessment in select(plan, filters)):
        terms = _filter_terms(plan, item, filters, request, before)
        shares_unit = units is None or not units.isdisjoint(item.units)
        if item.cancelled is None and shares_unit and terms != ():
            edit = mark_done(plan, item, paths[item.id], request._replace(terms=terms, units=units))
            if edit.changes:
                edits.append(edit)
    return edits


def _filter_terms(
    plan: Plan, item: Item, filters: Filters, request: MarkRequest, before: date | None
) -> tuple[Term, ...] | None:
    """Return the item's terms to mark; None if neither a term, a date nor a month selects them."""
    if request.terms is None and before is None and filters.month is None:
        return None
    terms = [term for term in item.due if request.terms is None or term in request.terms]
    if before is not None:
        ended = ending_before(plan, item, before)
        terms = [term for term in terms if term in ended]
    if filters.month is not None and request.terms is None:
        running = touching(plan, item, filters.month)
        terms = [term for term in terms if term in running or (filters.standing and not term.dated)]
    return tuple(terms)


def undo_mark(
    plan: Plan, item: Item, path: NodePath, written_by: Sequence[Sequence[str]], request: MarkRequest, day: date | None
) -> ItemEdit:
    """Remove the newest record that fits: the latest date, within a day the last in the file.

    `written_by` are the units of each record's `by` as in the file. A record wider than the request keeps the rest.
    Raises Failure nothing-to-undo, and as `mark_done` for terms and units.
    """
    units = _own_units(item, request.units)
    terms = item.due if request.terms is None else _own_terms(plan, item, request.terms)
    wanted = {(term, unit) for term in terms for unit in units}
    fitting = [
        (record.date, position)
        for position, record in enumerate(item.done)
        if find_covered_pairs(item, record) & wanted and day in (None, record.date)
    ]
    if not fitting:
        raise Failure("nothing-to-undo", id=item.id)
    _, position = max(fitting)
    record = item.done[position]
    rest = find_fewest_records(item, find_covered_pairs(item, record) - wanted)
    kept = [record._replace(term=term, by=by) for term, by in rest]
    changes = _narrow_record((*path, "done"), position, record, kept, written_by[position], plan.language)
    return ItemEdit(item.id, changes, records=[record], kept=kept)


def _narrow_record(
    path: NodePath, position: int, record: Record, kept: Sequence[Record], written_by: Sequence[str], language: Language
) -> list[Change]:
    """Replace a record of `done` by what is kept of it: the first kept record is the old entry with fewer units, the
    others are inserted after it."""
    here = (*path, position)
    if not kept:
        return [Remove(here)]
    first, *others = kept
    changes: list[Change] = []
    if first.term is not None and record.term is None:
        changes.append(SetKey(here, "term", written(first.term, language)))
    if first.by and not written_by:
        changes.append(SetKey(here, "by", list(first.by)))
    elif first.by:
        changes += [Remove((*here, "by", index)) for index, unit in enumerate(written_by) if unit not in first.by]
    return changes + [InsertEntry(path, position + 1, build_record_entry(other, language)) for other in others]


def read_written_units(plan: Plan, data: Data, path: NodePath) -> list[list[str]]:
    """Return the units of each record's `by` as in the file, by their display names."""
    named = [entries(record.get("by")) for record in entries(data_at(data, path).get("done"))]
    return [[unit.display for name in by if (unit := plan.registry.get(name))] for by in named]


def build_record_entry(record: Record, language: Language) -> NewEntry:
    """Return the record as an entry of the file, its keys in the format's order."""
    entry: dict[str, Value] = {"date": record.date}
    if record.term is not None:
        entry["term"] = written(record.term, language)
    if record.by:
        entry["by"] = list(record.by)
    if record.note:
        entry["note"] = record.note
    if record.evidence:
        entry["evidence"] = record.evidence[0] if len(record.evidence) == 1 else list(record.evidence)
    return entry


def find_fewest_records(item: Item, pairs: Iterable[Pair]) -> list[tuple[Term | None, tuple[str, ...]]]:
    """Return the fewest (term, by) of records that cover exactly these obligations, in the item's order.

    A record is for one term or for all of them. So either each term has a record, or the units that all terms share
    have one and the other units of each term another.
    """
    wanted = set(pairs)
    by_term = {term: [unit for unit in item.units if (term, unit) in wanted] for term in item.due}
    shared = [unit for unit in item.units if all(unit in units for units in by_term.values())]
    separate: list[tuple[Term | None, list[str]]] = [(term, units) for term, units in by_term.items() if units]
    joined: list[tuple[Term | None, list[str]]] = [(None, shared)] if shared else []
    joined += [(term, rest) for term, units in by_term.items() if (rest := [u for u in units if u not in shared])]
    return [_omit_all(item, term, units) for term, units in (joined if len(joined) < len(separate) else separate)]


def _omit_all(item: Item, term: Term | None, units: Sequence[str]) -> tuple[Term | None, tuple[str, ...]]:
    """Leave out a term or units that name all the item has."""
    return (
        None if len(item.due) == 1 else term,
        () if len(units) == len(item.units) else tuple(units),
    )


def find_closed_term(plan: Plan, item: Item, records: Iterable[Record]) -> str | None:
    """Return the spelling of a standing term that the records close before the year is over, if there is one."""
    for record in records:
        if record.date < plan.year.window.end:
            standing = next((term for term in item.terms_of(record) if not term.dated), None)
            if standing is not None:
                return spell(standing, plan.language)
    return None


def find_item_paths(plan: Plan) -> dict[str, NodePath]:
    """Return the path of each item in the file's data, by item ID."""
    return {
        item.id: ("sections", index, "items", position)
        for index, section in enumerate(plan.sections)
        for position, item in enumerate(section.items)
    }
