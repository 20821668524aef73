"""The changes of `note`, `cancel`, `restore`, `add` and `edit`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from talplan.domain.plan import Item, Plan, Section
from talplan.domain.spell_terms import spell, written
from talplan.domain.terms import Term
from talplan.editing.changes import Change, InsertEntry, ItemEdit, Message, Remove, Scalar, SetKey, Value
from talplan.planfile.nodes import Data, NodePath, data_at
from talplan.problem import Failure


class ItemFields(NamedTuple):
    """The fields that `add` and `edit` write; None leaves a field as it is."""

    task: str | None = None
    due: tuple[Term, ...] | None = None
    units: tuple[str, ...] | None = None


def add_note(item: Item, path: NodePath, on: date, text: str, by: str | None) -> ItemEdit:
    """Add an entry to the item's journal."""
    entry: dict[str, Value] = {"date": on}
    if by is not None:
        entry["by"] = by
    entry["text"] = text
    message: Message = ("note.added.by" if by else "note.added", {"id": item.id, "date": on, "by": by, "text": text})
    return ItemEdit(item.id, [InsertEntry((*path, "notes"), len(item.notes), entry)], [message])


def cancel_item(item: Item, path: NodePath, on: date, text: str | None) -> ItemEdit:
    """Cancel the item from a date on. Raises Failure item-cancelled."""
    if item.cancelled is not None:
        raise Failure("item-cancelled", id=item.id, date=item.cancelled.date)
    value: dict[str, Value] = {"date": on}
    if text is not None:
        value["note"] = text
    message: Message = ("cancel.done.note" if text else "cancel.done", {"id": item.id, "date": on, "note": text})
    return ItemEdit(item.id, [SetKey(path, "cancelled", value)], [message])


def restore_item(item: Item, path: NodePath) -> ItemEdit:
    """Restore a cancelled item. Raises Failure not-cancelled."""
    if item.cancelled is None:
        raise Failure("not-cancelled", id=item.id)
    values = {"id": item.id, "date": item.cancelled.date, "note": item.cancelled.note}
    message: Message = ("restore.done.note" if item.cancelled.note else "restore.done", values)
    return ItemEdit(item.id, [Remove((*path, "cancelled"))], [message])


def add_item(plan: Plan, section: Section, number: int | None, fields: ItemFields) -> ItemEdit:
    """Add an item at the end of a section, by default with the next free number. Raises Failure number-taken."""
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
    return ItemEdit(name, [InsertEntry(path, len(section.items), entry)], [("add.done", {"id": name})])


def edit_item(plan: Plan, data: Data, item: Item, path: NodePath, fields: ItemFields) -> ItemEdit:
    """Change fields of an item. Raises Failure record-names if a record refers to what would be removed."""
    _refuse_named(plan, item, fields)
    changes: list[Change] = []
    messages: list[Message] = []
    remarks: list[Message] = []
    current = data_at(data, path)
    if fields.task is not None and fields.task != item.task.strip():
        changes.append(SetKey(path, "task", fields.task))
        messages.append(("edit.task", {"id": item.id, "task": fields.task}))
    if fields.due is not None:
        values = {term: written(term, plan.language) for term in fields.due}
        changed = list(change_list((*path, "due"), current["due"], item.due, values))
        if changed:
            messages.append(("edit.due", {"id": item.id, "due": list(map(str, values.values()))}))
            remarks += _remark_covered(item, [str(values[term]) for term in fields.due if term not in item.due], "term")
        changes += changed
    if fields.units is not None:
        changed = list(change_list((*path, "units"), current["units"], item.units, dict.fromkeys(fields.units)))
        if changed:
            messages.append(("edit.units", {"id": item.id, "units": list(fields.units)}))
            remarks += _remark_covered(item, [unit for unit in fields.units if unit not in item.units], "by")
        changes += changed
    return ItemEdit(item.id, changes, messages or [("edit.same", {"id": item.id})], remarks)


def _refuse_named(plan: Plan, item: Item, fields: ItemFields) -> None:
    for record in item.done:
        if fields.due is not None and record.term is not None and record.term not in fields.due:
            raise Failure("record-names", id=item.id, date=record.date, what=spell(record.term, plan.language))
        missing = [unit for unit in record.by if fields.units is not None and unit not in fields.units]
        if missing:
            raise Failure("record-names", id=item.id, date=record.date, what=missing)


def _remark_covered(item: Item, new: Sequence[str], key: str) -> Iterator[Message]:
    """Remark on each record without a term, or without units: it covers the new ones too."""
    for record in item.done:
        if new and not getattr(record, key):
            yield "edit.covered", {"id": item.id, "date": record.date, "new": new}


def change_list(
    path: NodePath, texts: Sequence[str], values: Sequence[Hashable], wanted: Mapping[Any, Scalar | None]
) -> Iterator[Change]:
    """Yield the changes that turn a list of the file into the wanted one; a value that stays keeps its spelling, and as
    many as possible their lines. A new value takes the line of one that goes. `values` are the meanings of the texts;
    `wanted` maps values to their spelling, None for itself."""
    keys = list(wanted)
    written = {value: text.strip() for value, text in zip(values, texts, strict=True)}
    spelled = {key: written.get(key, key if spelling is None else spelling) for key, spelling in wanted.items()}
    edges = [(-1, -1), *_find_staying(values, keys), (len(values), len(keys))]
    for (before, above), (end, stop) in pairwise(edges):
        going = [position for position in range(before + 1, end) if values[position] not in wanted]
        coming = [key for key in keys[above + 1 : stop] if key not in written]
        lines = dict(zip(coming, going, strict=False))
        yield from (SetKey(path, line, spelled[key]) for key, line in lines.items())
        yield from (Remove((*path, line)) for line in range(before + 1, end) if line not in lines.values())
        line = end
        inserts = []
        for key in reversed(keys[above + 1 : stop]):
            line = lines.get(key, line)
            if key not in lines:
                inserts.append(InsertEntry(path, line, spelled[key]))
        yield from reversed(inserts)


def _find_staying(values: Sequence[Hashable], keys: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the longest common subsequence of two lists without repetitions, as positions in both."""
    chains: list[list[tuple[int, int]]] = []
    for index, value in enumerate(values):
        if value in keys:
            position = keys.index(value)
            longest = max((chain for chain in chains if chain[-1][1] < position), key=len, default=[])
            chains.append([*longest, (index, position)])
    return max(chains, key=len, default=[])
