"""Merge the fields of one unit, section or item: single values, lists, and records that both sides narrowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, Protocol, TypeVar

from talplan.planfile.format_table import Key
from talplan.versions.matching import SIMILAR
from talplan.versions.ordering import merge_order
from talplan.versions.snapshot import Fields, Value, own_keys

V = TypeVar("V")


class ResolveConflict(Protocol):
    """Report a conflict on a key, or with kind `removed` on an entry of its list; return the value that is taken."""

    def __call__(self, kind: Literal["changed", "removed"], key: str, ours: V, theirs: V) -> V: ...


def merge_fields(part: str, base: Fields, ours: Fields, theirs: Fields, resolve: ResolveConflict) -> Fields:
    """Merge the fields of an entry that both sides have; `base` is empty if both added it."""
    keys = own_keys(part)
    if part == "item":
        keys = (Key("section", "number"), *keys)
        ours, theirs = _join_evidence(base, ours, theirs)
        ours, theirs = _resolve_removed(base, ours, theirs, resolve)
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
    return theirs if ours == base else resolve("changed", key.name, ours, theirs)


def _merge_list(
    key: Key, base: Value | None, ours: Value | None, theirs: Value | None, resolve: ResolveConflict
) -> Value | None:
    """Keep what either side added, drop what either side removed; both replacing one text differently is a conflict."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    if key.part not in ("record", "note") and _replaced_differently(base, ours, theirs):
        return resolve("changed", key.name, ours, theirs)
    return _join_lists(base, ours, theirs)


def _replaced_differently(base: Value | None, ours: Value | None, theirs: Value | None) -> bool:
    olds, our_entries, their_entries = ({*_identify(value)} for value in (base, ours, theirs))
    our_added, their_added = our_entries - olds, their_entries - olds
    return bool(olds - our_entries - their_entries and our_added and their_added) and our_added != their_added


def _join_lists(base: Value | None, ours: Value | None, theirs: Value | None) -> Value:
    olds, our_entries, their_entries = (_identify(value) for value in (base, ours, theirs))
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


# --- records and notes ------------------------------------------------------------------------------------------


def match_parts(key: str, base: Fields, side: Fields) -> list[tuple[int, ...]]:
    """Match the records or notes of an item with those of a side: for each of the base its positions there.

    Equal ones are matched first; then a record with those of the same date, note and evidence, of which each may have
    a part of its obligations; then one that was changed, if it is similar.
    """
    olds = base.parts(key)
    free = dict(enumerate(side.parts(key)))
    matches: list[tuple[int, ...]] = [()] * len(olds)
    counts = Counter(_details(old) for old in olds)

    def find_equal(old: Fields) -> list[int]:
        return [position for position, new in free.items() if new == old][:1]

    def find_parts(old: Fields) -> list[int]:
        unique = key == "done" and counts[_details(old)] == 1
        return [position for position, new in free.items() if unique and _details(new) == _details(old)]

    def find_similar(old: Fields) -> list[int]:
        scores = {position: _similarity(key, old, new) for position, new in free.items()}
        best = max(scores, key=lambda position: scores[position], default=-1)
        return [best] if scores.get(best) else []

    for find in (find_equal, find_parts, find_similar):
        for index, old in enumerate(olds):
            if not matches[index]:
                matches[index] = tuple(find(old))
                for position in matches[index]:
                    del free[position]
    return matches


def _similarity(key: str, old: Fields, new: Fields) -> int:
    """Return how similar two records or notes are, 0 if one is not the other after a change."""
    equal = sum(old.get(name) == new.get(name) for name in {*old, *new})
    if key == "done":
        same_term = not (old.get("term") and new.get("term")) or old.get("term") == new.get("term")
        same_unit = not (old.get("by") and new.get("by")) or {*old.texts("by")} & {*new.texts("by")}
        return 1 + equal if same_term and same_unit else 0
    same_author = old.get("date") == new.get("date") and old.get("by") == new.get("by")
    similar = SequenceMatcher(None, old.text("text"), new.text("text"), autojunk=False).ratio() >= SIMILAR
    return 1 + equal if similar and (same_author or old.text("text") == new.text("text")) else 0


def _join_evidence(base: Fields, ours: Fields, theirs: Fields) -> tuple[Fields, Fields]:
    """Join the evidence of a record in which both sides changed nothing else."""
    sides = [*ours.parts("done")], [*theirs.parts("done")]
    matches = match_parts("done", base, ours), match_parts("done", base, theirs)
    for old, *positions in zip(base.parts("done"), *matches, strict=True):
        if [len(found) for found in positions] != [1, 1]:
            continue
        records = [side[position] for side, (position,) in zip(sides, positions, strict=True)]
        evidence = [record.get("evidence") for record in (old, *records)]
        if {record.replace(evidence="") for record in records} == {old.replace(evidence="")} and not (
            _replaced_differently(*evidence)
        ):
            for side, (position,) in zip(sides, positions, strict=True):
                side[position] = old.replace(evidence=_join_lists(*evidence))
    return ours.replace(done=tuple(sides[0])), theirs.replace(done=tuple(sides[1]))


def _resolve_removed(base: Fields, ours: Fields, theirs: Fields, resolve: ResolveConflict) -> tuple[Fields, Fields]:
    """Report records and notes that one side removed and the other changed; drop them if the removal is taken."""
    for key in ("done", "notes"):
        sides = ours.parts(key), theirs.parts(key)
        our_matches, their_matches = match_parts(key, base, ours), match_parts(key, base, theirs)
        dropped: tuple[set[int], set[int]] = set(), set()
        for old, *matches in zip(base.parts(key), our_matches, their_matches, strict=True):
            if bool(matches[0]) == bool(matches[1]):
                continue
            side = 0 if matches[0] else 1
            entries = [sides[side][position] for position in matches[side]]
            if all(_is_part(key, entry, old, base) for entry in entries):
                continue
            present = [bool(match) for match in matches]
            if not resolve("removed", key, *present):
                dropped[side].update(matches[side])
        ours, theirs = (
            version.replace(**{key: tuple(entry for i, entry in enumerate(entries) if i not in positions)})
            for version, entries, positions in zip((ours, theirs), sides, dropped, strict=True)
        )
    return ours, theirs


def _is_part(key: str, entry: Fields, old: Fields, base: Fields) -> bool:
    """Return whether an entry is the old one unchanged, or a record with a part of the obligations of the old one."""
    same = _details(entry) == _details(old)
    return entry == old or (key == "done" and same and _obligations(entry, base) <= _obligations(old, base))


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
        before = _obligations(record, base)
        our_rest, their_rest = ({pair for other in rest for pair in _obligations(other, base)} for rest in rests)
        if not any(rests) or (not all(rests) and (our_rest | their_rest) - before):
            continue
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
