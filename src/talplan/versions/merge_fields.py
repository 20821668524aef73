"""Merge the fields of one unit, section or item: single values, lists, and records that both sides narrowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from talplan.planfile.format_table import Key
from talplan.versions.ordering import merge_order
from talplan.versions.snapshot import Fields, Value, own_keys

ResolveConflict = Callable[[str, Value | None, Value | None], Value | None]
"""Called with a key and the values of both sides where they conflict; returns the value that is taken."""


def merge_fields(part: str, base: Fields, ours: Fields, theirs: Fields, resolve: ResolveConflict) -> Fields:
    """Merge the fields of an entry that both sides have; `base` is empty if both added it."""
    keys = own_keys(part)
    if part == "item":
        keys = (Key("section", "number"), *keys)
        ours, theirs = _merge_narrowed_records(base, ours, theirs)
    merged: dict[str, Value] = {}
    for key in keys:
        values = base.get(key.name), ours.get(key.name), theirs.get(key.name)
        value = (_merge_list if key.is_list else _merge_value)(key, *values, resolve)
        if value is not None:
            merged[key.name] = value
    return Fields(merged)


def _merge_value(
    key: Key, base: Value | None, ours: Value | None, theirs: Value | None, resolve: ResolveConflict
) -> Value | None:
    if ours == theirs or theirs == base:
        return ours
    return theirs if ours == base else resolve(key.name, ours, theirs)


def _merge_list(
    key: Key, base: Value | None, ours: Value | None, theirs: Value | None, resolve: ResolveConflict
) -> Value | None:
    """Keep what either side added, drop what either side removed; both replacing one text differently is a conflict."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    olds, our_entries, their_entries = (_identify(value) for value in (base, ours, theirs))
    replaced = any(entry not in our_entries and entry not in their_entries for entry in olds)
    our_added, their_added = ({*side} - {*olds} for side in (our_entries, their_entries))
    if key.kind != "part" and replaced and our_added and their_added and our_added != their_added:
        return resolve(key.name, ours, theirs)
    entries = {**olds, **our_entries, **their_entries}
    kept = {entry for entry in entries if (entry in our_entries and entry in their_entries) or entry not in olds}
    order = merge_order([*olds], [*our_entries], [*their_entries], kept, tie=lambda entry: entry)
    return _build_list([entries[entry] for entry in order])


def _identify(value: Value | None) -> dict[tuple[str, int], str | Fields]:
    """Return the entries of a list by a text that identifies and sorts them, and a count of equal ones before."""
    counts: Counter[str] = Counter()
    result: dict[tuple[str, int], str | Fields] = {}
    for entry in value if isinstance(value, tuple) else ():
        text = entry if isinstance(entry, str) else f"{entry.text('date')} {sorted(entry.items())}"
        result[text, counts[text]] = entry
        counts[text] += 1
    return result


def _build_list(entries: Sequence[str | Fields]) -> Value:
    texts = tuple(entry for entry in entries if isinstance(entry, str))
    return texts or tuple(entry for entry in entries if isinstance(entry, Fields))


# --- records ----------------------------------------------------------------------------------------------------


def _merge_narrowed_records(base: Fields, ours: Fields, theirs: Fields) -> tuple[Fields, Fields]:
    """Merge records that both sides narrowed: keep the (term, unit) pairs that neither removed and those added.

    The records of a side that come from a record of the base are those with the same date, note and evidence.
    """
    sides = [*ours.parts("done")], [*theirs.parts("done")]
    records = base.parts("done")
    for record in records:
        unique = sum(_details(other) == _details(record) for other in records) == 1
        if not unique or record in sides[0] or record in sides[1]:
            continue
        rests = [[other for other in side if _details(other) == _details(record)] for side in sides]
        if not any(rests):
            continue
        before = _obligations(record, base)
        our_rest, their_rest = ({pair for other in rest for pair in _obligations(other, base)} for rest in rests)
        left = (before & our_rest & their_rest) | (our_rest - before) | (their_rest - before)
        kept = list(_build_records(record, left, base))
        for side, rest in zip(sides, rests, strict=True):
            position = side.index(rest[0]) if rest else len(side)
            side[position:] = [*kept, *(other for other in side[position:] if other not in rest)]
    return ours.replace(done=tuple(sides[0])), theirs.replace(done=tuple(sides[1]))


def _details(record: Fields) -> Fields:
    """Return all that a record states besides whose and which obligations it covers."""
    return record.replace(term="", by="")


def _obligations(record: Fields, item: Fields) -> set[tuple[str, str]]:
    """Return the obligations that a record covers, as (term, unit)."""
    terms = [record.text("term")] if "term" in record else item.texts("due")
    return {(term, unit) for term in terms for unit in record.texts("by") or item.texts("units")}


def _build_records(record: Fields, obligations: set[tuple[str, str]], item: Fields) -> Iterator[Fields]:
    """Build what is left of a record: one record if all terms have the same units, else one per term."""
    terms = [*dict.fromkeys([*item.texts("due"), *sorted(term for term, _ in obligations)])]
    by = record.texts("by")
    units = [*dict.fromkeys([*(by or item.texts("units")), *sorted(unit for _, unit in obligations)])]
    units_by_term = {term: tuple(unit for unit in units if (term, unit) in obligations) for term in terms}

    def build(term: str, units: tuple[str, ...]) -> Fields:
        all_units = not by and units == item.texts("units")
        return record.replace(term=term, by=() if all_units else units)

    if "term" not in record and len({*units_by_term.values()}) == 1:
        yield from [build("", units_by_term[terms[0]])] if units_by_term[terms[0]] else []
    else:
        yield from (build(term, units) for term, units in units_by_term.items() if units)
