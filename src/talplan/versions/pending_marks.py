"""Marks that talplan made since a version of the plan: records, notes and cancellations, and no other change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from talplan.editing.changes import Change, InsertEntry, SetKey
from talplan.editing.splice import splice_unchecked
from talplan.planfile.load import Loaded
from talplan.planfile.nodes import Data, data_at
from talplan.problem import Failure
from talplan.versions.diff import Comparison, EntryDiff, Kind, compare
from talplan.versions.snapshot import language_of, read_snapshot

_COMMANDS = {Kind.DONE: "done", Kind.NOTED: "note", Kind.CANCELLED: "cancel"}
_LISTS = ("done", "notes")


def find_pending_marks(before: Loaded, after: Loaded) -> dict[str, list[str]]:
    """Return the IDs of the items that were marked, by command: done, note, cancel.

    Empty if anything else differs, also a comment or a space: the same marks on `before` must give the text of `after`.
    """
    if before.plan is None or after.plan is None:
        return {}
    language = language_of(after.data)
    comparison = compare(read_snapshot(before.data, language), read_snapshot(after.data, language))
    if not _only_marks(comparison):
        return {}
    changes = [change for item in comparison.items for change in _repeat_marks(before.data, after.data, item)]
    try:
        if splice_unchecked(before, changes) != after.source.text:
            return {}
    except Failure:  # no edit of talplan's own
        return {}
    found: dict[str, list[str]] = {}
    for item in comparison.items:
        for command in dict.fromkeys(_COMMANDS[difference.kind] for difference in item.differences):
            found.setdefault(command, []).append(item.now.id)
    return found


def _only_marks(comparison: Comparison) -> bool:
    if comparison.head or comparison.units or comparison.sections:
        return False
    return all(difference.kind in _COMMANDS for item in comparison.items for difference in item.differences)


def _repeat_marks(before: Data, after: Data, item: EntryDiff) -> Iterator[Change]:
    """Yield the changes that put the marks of an item at the ends of its lists, as `done` and `note` do."""
    path = item.now.path
    old: Any = data_at(before, path)
    new: Any = data_at(after, path)
    for key in _LISTS:
        count = len(old.get(key) or ())
        for entry in (new.get(key) or ())[count:]:
            yield InsertEntry((*path, key), count, _with_date(entry))
    if new.get("cancelled") and not old.get("cancelled"):
        yield SetKey(path, "cancelled", _with_date(new["cancelled"]))


def _with_date(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a record, note or cancellation with its date as a date, which is written without quotes."""
    return {**entry, "date": date.fromisoformat(entry["date"])}
