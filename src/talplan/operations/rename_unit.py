"""`rename-unit`: another name for a unit, everywhere in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from talplan.domain.plan import Plan
from talplan.domain.spelling import normalize
from talplan.domain.units import Unit
from talplan.editing.changes import Change, InsertEntry, ItemEdit, SetKey
from talplan.planfile.nodes import Data, NodePath, entries
from talplan.problem import Failure


def rename(plan: Plan, data: Data, unit: Unit, called: str, new: str) -> ItemEdit:
    """Replace the name or the short form of a unit, whichever `called` is; for an alias, the display name. The old name
    becomes an alias, and references by that name are changed with it.

    Raises Failure name-taken if another unit has the new name.
    """
    refuse_taken(plan, [new], unit)
    key = _find_key(unit, called)
    old = (unit.short if key == "short" else unit.name) or ""
    if old == new:
        return ItemEdit(new, [], [("rename.same", {"new": new})])
    path: NodePath = ("units", list(plan.registry).index(unit))
    references = [
        SetKey(parent, step, new) for parent, step, text in find_references(data) if _is_same(text, old) and text != new
    ]
    changes: list[Change] = [SetKey(path, key, new), *_change_aliases(path, unit, old, new), *references]
    message = ("rename.done", {"old": old, "new": new, "references": len(references)})
    return ItemEdit(f"“{old}” → “{new}”", changes, [message])


def refuse_taken(plan: Plan, names: Iterable[str], unit: Unit | None) -> None:
    """Raise Failure name-taken if a unit other than `unit` has one of the names."""
    for name in names:
        owner = plan.registry.get(name)
        if owner is not None and owner != unit:
            raise Failure("name-taken", name=name, unit=owner.display)


def _find_key(unit: Unit, called: str) -> str:
    if unit.short and (_is_same(called, unit.short) or not _is_same(called, unit.name)):
        return "short"
    return "name"


def _is_same(name: str, other: str) -> bool:
    return normalize(name) == normalize(other)


def _change_aliases(path: NodePath, unit: Unit, old: str, new: str) -> Iterator[Change]:
    """Add the old name to the aliases; it takes the place of the new one if that was an alias."""
    if _is_same(old, new):
        return
    for position, alias in enumerate(unit.aliases):
        if _is_same(alias, new):
            yield SetKey((*path, "aliases"), position, old)
            return
    yield InsertEntry((*path, "aliases"), len(unit.aliases), old)


def find_references(data: Data) -> Iterator[tuple[NodePath, str | int, str]]:
    """Yield every reference to a unit as (path of its parent, key or position, text)."""
    plan: Any = data
    for position, unit in enumerate(plan["units"]):
        if unit.get("part_of"):
            yield ("units", position), "part_of", unit["part_of"]
    for index, section in enumerate(plan["sections"]):
        for number, item in enumerate(section["items"] or []):
            path: NodePath = ("sections", index, "items", number)
            yield from _find_listed((*path, "units"), item["units"])
            for position, record in enumerate(entries(item.get("done"))):
                yield from _find_listed((*path, "done", position, "by"), entries(record.get("by")))
            for position, note in enumerate(entries(item.get("notes"))):
                if note.get("by"):
                    yield (*path, "notes", position), "by", note["by"]


def _find_listed(path: NodePath, names: list[str]) -> Iterator[tuple[NodePath, str | int, str]]:
    yield from ((path, position, name) for position, name in enumerate(names))
