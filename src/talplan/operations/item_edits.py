"""What `note`, `cancel`, `restore`, `add` and `edit` mean, as changes of the file."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from talplan.domain.plan import Item, Plan, Section
from talplan.domain.terms import Term, spell, written
from talplan.editing.changes import Change, InsertEntry, Remove, Scalar, SetKey, Value
from talplan.planfile.nodes import Data, NodePath
from talplan.problem import Failure

Told = tuple[str, dict[str, Any]]
"""The key of a sentence and the values that fill it."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What a command does to one item or unit: its name, the changes, what to say of them and what to remark."""

    name: str
    changes: list[Change]
    told: list[Told]
    remarks: list[Told] = field(default_factory=list)

    @property
    def key(self) -> Hashable:
        """What a person agrees to."""
        return self.name


@dataclass(frozen=True, slots=True)
class Fields:
    """What `add` and `edit` write: None for what stays as it is."""

    task: str | None = None
    due: tuple[Term, ...] | None = None
    units: tuple[str, ...] | None = None


def note(item: Item, path: NodePath, on: date, text: str, by: str | None) -> Revision:
    """One more entry of the item's journal."""
    entry: dict[str, Value] = {"date": on}
    if by is not None:
        entry["by"] = by
    entry["text"] = text
    told: Told = ("note.added.by" if by else "note.added", {"id": item.id, "date": on, "by": by, "text": text})
    return Revision(item.id, [InsertEntry((*path, "notes"), len(item.notes), entry)], [told])


def cancel(item: Item, path: NodePath, on: date, text: str | None) -> Revision:
    """Drops the item from a date on. Raises Failure where it is dropped already."""
    if item.cancelled is not None:
        raise Failure("item-cancelled", id=item.id, date=item.cancelled.date)
    value: dict[str, Value] = {"date": on}
    if text is not None:
        value["note"] = text
    told: Told = ("cancel.done.note" if text else "cancel.done", {"id": item.id, "date": on, "note": text})
    return Revision(item.id, [SetKey(path, "cancelled", value)], [told])


def restore(item: Item, path: NodePath) -> Revision:
    """Takes a cancelled item back in. Raises Failure where it is not cancelled."""
    if item.cancelled is None:
        raise Failure("not-cancelled", id=item.id)
    values = {"id": item.id, "date": item.cancelled.date, "note": item.cancelled.note}
    told: Told = ("restore.done.note" if item.cancelled.note else "restore.done", values)
    return Revision(item.id, [Remove((*path, "cancelled"))], [told])


def add(plan: Plan, section: Section, number: int | None, fields: Fields) -> Revision:
    """A new item at a section's end, with the next free number where none is given. Raises Failure for one that
    is taken."""
    taken = [item.number for item in section.items]
    if number in taken:
        raise Failure("number-taken", id=f"{section.number}.{number}", free=max(taken) + 1)
    number = number or max(taken, default=0) + 1
    entry: dict[str, Value] = {
        "number": number,
        "task": fields.task or "",
        "due": [written(term, plan.language) for term in fields.due or ()],
        "units": list(fields.units or ()),
    }
    path = ("sections", plan.sections.index(section), "items")
    name = f"{section.number}.{number}"
    return Revision(name, [InsertEntry(path, len(section.items), entry)], [("add.done", {"id": name})])


def edit(plan: Plan, data: Data, item: Item, path: NodePath, fields: Fields) -> Revision:
    """Other fields for an item. Raises Failure where a record names what would go."""
    _refuse_named(plan, item, fields)
    changes: list[Change] = []
    told: list[Told] = []
    remarks: list[Told] = []
    there = _at(data, path)
    if fields.task is not None and fields.task != item.task.strip():
        changes.append(SetKey(path, "task", fields.task))
        told.append(("edit.task", {"id": item.id, "task": fields.task}))
    if fields.due is not None:
        values = {term: written(term, plan.language) for term in fields.due}
        changed = list(_elementwise((*path, "due"), there["due"], item.due, values))
        if changed:
            told.append(("edit.due", {"id": item.id, "due": list(map(str, values.values()))}))
            remarks += _now_covered(item, [str(values[term]) for term in fields.due if term not in item.due], "term")
        changes += changed
    if fields.units is not None:
        changed = list(_elementwise((*path, "units"), there["units"], item.units, dict.fromkeys(fields.units)))
        if changed:
            told.append(("edit.units", {"id": item.id, "units": list(fields.units)}))
            remarks += _now_covered(item, [unit for unit in fields.units if unit not in item.units], "by")
        changes += changed
    return Revision(item.id, changes, told or [("edit.same", {"id": item.id})], remarks)


def _at(data: Data, path: NodePath) -> Any:
    value: Any = data
    for step in path:
        value = value[step]
    return value


def _refuse_named(plan: Plan, item: Item, fields: Fields) -> None:
    for record in item.done:
        if fields.due is not None and record.term is not None and record.term not in fields.due:
            raise Failure("record-names", id=item.id, date=record.date, what=spell(record.term, plan.language))
        gone = [unit for unit in record.by if fields.units is not None and unit not in fields.units]
        if gone:
            raise Failure("record-names", id=item.id, date=record.date, what=gone)


def _now_covered(item: Item, new: Sequence[str], key: str) -> Iterator[Told]:
    """A record that names no term, or no unit, speaks of all there are: of the new ones too."""
    for record in item.done:
        if new and not getattr(record, key):
            yield "edit.covered", {"id": item.id, "date": record.date, "new": new}


def _elementwise(
    path: NodePath, texts: Sequence[str], there: Sequence[Hashable], wanted: Mapping[Any, Scalar | None]
) -> Iterator[Change]:
    """The changes that make a list of the file say what is wanted, in that order; what stays keeps its spelling and
    its line. `there` is what its texts mean; `wanted` maps what is wanted to how it is written, None for itself."""
    keys = list(wanted)
    spelled = {meant: text.strip() for meant, text in zip(there, texts, strict=True) if text != str(wanted.get(meant))}

    def new(at: int) -> Scalar:
        value = wanted[keys[at]]
        return spelled.get(keys[at], keys[at] if value is None else value)

    edges = [(-1, -1), *_staying(there, keys), (len(there), len(keys))]
    for (before, above), (end, stop) in pairwise(edges):
        first, begin = before + 1, above + 1
        shared = min(end - first, stop - begin)
        yield from (SetKey(path, first + step, new(begin + step)) for step in range(shared))
        yield from (Remove((*path, at)) for at in range(first + shared, end))
        yield from (InsertEntry(path, end, new(at)) for at in range(begin + shared, stop))


def _staying(there: Sequence[Hashable], keys: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The most of a list that can stay in its order in another, as positions in both; nothing stands twice in one."""
    found: list[list[tuple[int, int]]] = []
    for at, meant in enumerate(there):
        if meant in keys:
            position = keys.index(meant)
            found.append([*max((way for way in found if way[-1][1] < position), key=len, default=[]), (at, position)])
    return max(found, key=len, default=[])
