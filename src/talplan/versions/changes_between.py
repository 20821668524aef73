"""The changes to a file that make it contain another snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher

from talplan.editing.changes import Change, InsertEntry, NewEntry, Remove, Scalar, SetKey
from talplan.editing.changes import Value as NewValue
from talplan.planfile.format_table import Key
from talplan.planfile.nodes import NodePath
from talplan.versions.matching import Pair, pair_items, pair_sections, pair_units
from talplan.versions.ordering import longest_increasing
from talplan.versions.snapshot import Fields, Snapshot, SnapshotEntry, Value, own_keys


def changes_between(current: Snapshot, wanted: Snapshot) -> list[Change]:
    """Return the changes that turn the file of `current` into one that contains `wanted`.

    What does not differ stays as it is written. Both snapshots are of valid plans, with terms in one language.
    """
    return [
        *_change_fields("plan", (), current.head, wanted.head),
        *_change_list("unit", ("units",), pair_units(current, wanted), lambda unit: _build_part("unit", unit.fields)),
        *_change_sections(current, wanted),
    ]


def _change_sections(current: Snapshot, wanted: Snapshot) -> Iterator[Change]:
    pairs = pair_sections(current, wanted)
    items = pair_items(current, wanted)

    def build(section: SnapshotEntry) -> NewEntry:
        inside = [new for _, new in items if new and new.fields["section"] == section.fields["number"]]
        return {**_build_part("section", section.fields), "items": [_build_part("item", new.fields) for new in inside]}

    yield from _change_list("section", ("sections",), pairs, build)
    by_sections: dict[tuple[Value | None, Value | None], list[tuple[int, Pair]]] = {}
    for position, (before, after) in enumerate(items):
        sections = before.fields["section"] if before else None, after.fields["section"] if after else None
        by_sections.setdefault(sections, []).append((position, (before, after)))
    for old, new in pairs:
        if old is not None and new is not None:
            here = _select_items(by_sections, old.fields["number"], new.fields["number"])
            yield from _change_list("item", (*old.path, "items"), here, lambda item: _build_part("item", item.fields))


def _select_items(
    by_sections: Mapping[tuple[Value | None, Value | None], Sequence[tuple[int, Pair]]], old: Value, new: Value
) -> list[Pair]:
    """Return the items of a section in order; None for the version in which an item is in another section."""
    here: list[tuple[int, Pair]] = []
    for (before, after), items in by_sections.items():
        if before == old or after == new:
            here += [
                (position, (item if before == old else None, other if after == new else None))
                for position, (item, other) in items
            ]
    return [pair for _, pair in sorted(here, key=lambda entry: entry[0])]


def _change_list(
    part: str, path: NodePath, pairs: Sequence[Pair], build: Callable[[SnapshotEntry], NewEntry]
) -> Iterator[Change]:
    """Change a list of units, sections or items; an entry that is out of order is removed and inserted again."""
    both = [(old, new) for old, new in pairs if old is not None and new is not None]
    in_order = longest_increasing([int(old.path[-1]) for old, _ in both])
    staying = {id(both[position][1]) for position in in_order}
    yield from (Remove(old.path) for old, new in pairs if old is not None and id(new) not in staying)
    position = 0
    for old, new in pairs:
        if new is None:
            continue
        if old is None or id(new) not in staying:
            yield InsertEntry(path, position, build(new))
        else:
            position = int(old.path[-1]) + 1
            yield from _change_fields(part, old.path, old.fields, new.fields)


def _change_fields(part: str, path: NodePath, current: Fields, wanted: Fields) -> Iterator[Change]:
    for key in own_keys(part):
        old, new = current.get(key.name), wanted.get(key.name)
        if old == new:
            continue
        if new is None:
            yield Remove((*path, key.name))
        elif key.kind == "part" and key.is_list:
            yield from _change_parts(key.part, (*path, key.name), current.parts(key.name), wanted.parts(key.name))
        elif old is None:
            yield SetKey(path, key.name, _build_value(key, new))
        elif isinstance(old, Fields) and isinstance(new, Fields):
            yield from _change_fields(key.part, (*path, key.name), old, new)
        elif key.is_list and not (key.bare and len(current.texts(key.name)) == 1):
            yield from _change_texts(key, (*path, key.name), current.texts(key.name), wanted.texts(key.name))
        else:
            yield SetKey(path, key.name, _build_value(key, new))


def _change_texts(key: Key, path: NodePath, current: Sequence[str], wanted: Sequence[str]) -> Iterator[Change]:
    for start, end, new_start, new_end in _find_changed(current, wanted):
        shared = min(end - start, new_end - new_start)
        for step in range(shared):
            yield SetKey(path, start + step, _build_scalar(key, wanted[new_start + step]))
        yield from (Remove((*path, index)) for index in range(start + shared, end))
        for text in wanted[new_start + shared : new_end]:
            yield InsertEntry(path, end, _build_scalar(key, text))


def _change_parts(part: str, path: NodePath, current: Sequence[Fields], wanted: Sequence[Fields]) -> Iterator[Change]:
    """Change a list of records or notes; entries are changed where they are as far as there are some on both sides."""
    for start, end, new_start, new_end in _find_changed(current, wanted):
        shared = min(end - start, new_end - new_start)
        for step in range(shared):
            yield from _change_fields(part, (*path, start + step), current[start + step], wanted[new_start + step])
        yield from (Remove((*path, index)) for index in range(start + shared, end))
        for fields in wanted[new_start + shared : new_end]:
            yield InsertEntry(path, end, _build_part(part, fields))


def _find_changed(
    current: Sequence[str] | Sequence[Fields], wanted: Sequence[str] | Sequence[Fields]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the ranges that differ: start and end in the current list, start and end in the wanted one."""
    for kind, *ranges in SequenceMatcher(None, current, wanted, autojunk=False).get_opcodes():
        if kind != "equal":
            start, end, new_start, new_end = ranges
            yield start, end, new_start, new_end


# --- values as they are written ---------------------------------------------------------------------------------


def _build_part(part: str, fields: Fields) -> Mapping[str, NewValue]:
    return {key.name: _build_value(key, fields[key.name]) for key in own_keys(part) if key.name in fields}


def _build_value(key: Key, value: Value) -> NewValue:
    match value:
        case Fields():
            return _build_part(key.part, value)
        case str():
            return _build_scalar(key, value)
        case (str(only),) if key.bare:
            return _build_scalar(key, only)
    return [_build_part(key.part, entry) if isinstance(entry, Fields) else _build_scalar(key, entry) for entry in value]


def _build_scalar(key: Key, text: str) -> Scalar:
    """Return a number or date as such, which is written without quotes."""
    if key.kind in ("number", "month") or (key.kind == "year" and text.isdecimal()):
        return int(text)
    if key.kind in ("date", "term") and len(text) == 10:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
