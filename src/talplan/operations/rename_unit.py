"""What `rename-unit` means: a unit has another name, everywhere in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from talplan.domain.plan import Plan
from talplan.domain.spelling import normalize
from talplan.domain.units import Unit
from talplan.editing.changes import Change, InsertEntry, SetKey
from talplan.operations.item_edits import Revision
from talplan.planfile.nodes import Data, NodePath, entries
from talplan.problem import Failure


def rename(plan: Plan, data: Data, unit: Unit, called: str, new: str) -> Revision:
    """The changes that give a unit another name, or another short form, whichever it was `called` by; by an alias,
    what it is shown by. What it was called becomes an alias, what spells that is changed with it.

    Raises Failure where another unit has the new name.
    """
    owner = plan.registry.get(new)
    if owner is not None and owner != unit:
        raise Failure("name-taken", name=new, unit=owner.display)
    key = _key(unit, called)
    old = (unit.short if key == "short" else unit.name) or ""
    if old == new:
        return Revision(new, [], [("rename.same", {"new": new})])
    path: NodePath = ("units", list(plan.registry).index(unit))
    references = [SetKey(here, step, new) for here, step, text in _references(data) if _same(text, old) and text != new]
    changes: list[Change] = [SetKey(path, key, new), *_aliases(path, unit, old, new), *references]
    told = ("rename.done", {"old": old, "new": new, "references": len(references)})
    return Revision(f"“{old}” → “{new}”", changes, [told])


def _key(unit: Unit, called: str) -> str:
    if unit.short and (_same(called, unit.short) or not _same(called, unit.name)):
        return "short"
    return "name"


def _same(one: str, other: str) -> bool:
    return normalize(one) == normalize(other)


def _aliases(path: NodePath, unit: Unit, old: str, new: str) -> Iterator[Change]:
    """The old name among the aliases, in the place of the new one where that was an alias."""
    if _same(old, new):
        return
    for position, alias in enumerate(unit.aliases):
        if _same(alias, new):
            yield SetKey((*path, "aliases"), position, old)
            return
    yield InsertEntry((*path, "aliases"), len(unit.aliases), old)


def _references(data: Data) -> Iterator[tuple[NodePath, str | int, str]]:
    """Every place of the file where a unit is named: the path of what it stands in, its key or position, the text."""
    plan: Any = data
    for position, unit in enumerate(plan["units"]):
        if unit.get("part_of"):
            yield ("units", position), "part_of", unit["part_of"]
    for at, section in enumerate(plan["sections"]):
        for number, item in enumerate(section["items"] or []):
            here: NodePath = ("sections", at, "items", number)
            yield from _listed((*here, "units"), item["units"])
            for position, record in enumerate(entries(item.get("done"))):
                yield from _listed((*here, "done", position, "by"), entries(record.get("by")))
            for position, note in enumerate(entries(item.get("notes"))):
                if note.get("by"):
                    yield (*here, "notes", position), "by", note["by"]


def _listed(path: NodePath, names: list[str]) -> Iterator[tuple[NodePath, str | int, str]]:
    yield from ((path, position, name) for position, name in enumerate(names))
