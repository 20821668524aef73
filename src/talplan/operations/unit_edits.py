"""The changes of `unit add`, `unit edit`, `unit merge` and `unit remove` to the registry and to what refers to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from talplan.domain.plan import Plan
from talplan.domain.spelling import normalize
from talplan.domain.units import Unit
from talplan.editing.changes import Change, InsertEntry, ItemEdit, Remove, SetKey, Value
from talplan.operations.item_edits import change_list
from talplan.operations.rename_unit import find_references, refuse_taken
from talplan.planfile.nodes import Data, NodePath, entries
from talplan.problem import Failure


class UnitFields(NamedTuple):
    """The fields of a unit that `unit add` and `unit edit` write; None leaves a field as it is, an empty one goes."""

    name: str | None = None
    short: str | None = None
    aliases: tuple[str, ...] | None = None
    part_of: Unit | str | None = None


def add_unit(plan: Plan, fields: UnitFields) -> ItemEdit:
    """Add a unit at the end of the registry. Raises Failure name-taken."""
    unit = _changed(Unit(fields.name or ""), fields)
    refuse_taken(plan, unit.spellings, None)
    entry = {key: value for key, value in _written(unit).items() if value}
    change = InsertEntry(("units",), len(plan.registry), entry)
    return ItemEdit(f"“{unit.display}”", [change], [("unit.added", {"unit": unit.display})])


def edit_unit(plan: Plan, data: Data, unit: Unit, fields: UnitFields) -> ItemEdit:
    """Change fields of a unit. Unless the aliases are given, an old name becomes one; what refers to the unit by its
    old display name, or by a spelling that it no longer has, gets its display name.

    Raises Failure name-taken or part-of-own-part.
    """
    if isinstance(fields.part_of, Unit) and fields.part_of in plan.registry.parts(unit):
        raise Failure("part-of-own-part", unit=unit.display, part=fields.part_of.display)
    new = _changed(unit, fields)
    if fields.aliases is None:
        kept = {normalize(spelling) for spelling in new.spellings}
        old = [name for name in (unit.name, unit.short) if name and normalize(name) not in kept]
        names = {normalize(name) for name in (new.name, new.short) if name}
        aliases = [alias for alias in unit.aliases if normalize(alias) not in names]
        new = new._replace(aliases=(*aliases, *old))
    refuse_taken(plan, new.spellings, unit)
    path: NodePath = ("units", list(plan.registry).index(unit))
    before, after = _written(unit), _written(new)
    changes = [
        change
        for key, value in after.items()
        if value != before[key]
        for change in _change_key(path, key, before[key], value)
    ]
    if not changes:
        return ItemEdit(f"“{unit.display}”", [], [("unit.same", {"unit": unit.display})])
    own = {normalize(spelling) for spelling in new.spellings}
    renamed = new.display != unit.display
    references = [
        SetKey(parent, step, new.display)
        for parent, step, text in find_references(data)
        if plan.registry.get(text) == unit
        and (normalize(text) not in own or (renamed and normalize(text) == normalize(unit.display)))
    ]
    message = ("unit.edited", {"unit": new.display, "references": len(references)})
    return ItemEdit(f"“{new.display}”", [*changes, *references], [message])


def merge_units(plan: Plan, data: Data, source: Unit, target: Unit) -> ItemEdit:
    """Put a unit in the place of another everywhere, once in a list, and give it the other's spellings as aliases. Of
    records that then say the same the first stays.

    Raises Failure merge-with-itself.
    """
    if source == target:
        raise Failure("merge-with-itself", unit=source.display)
    registry = list(plan.registry)
    path: NodePath = ("units", registry.index(target))
    own = {normalize(spelling) for spelling in target.spellings}
    aliases = dict.fromkeys(spelling for spelling in source.spellings if normalize(spelling) not in own)
    changes: list[Change] = [Remove(("units", registry.index(source)))]
    if aliases:
        changes += _change_key(path, "aliases", list(target.aliases), [*target.aliases, *aliases])
    if target in plan.registry.parts(source):  # it takes the merged unit's place, or it would be part of itself
        changes += _change_key(path, "part_of", "", source.part_of or "")
    references = [*_merged_references(plan, data, source, target)]
    values = {"old": source.display, "new": target.display, "references": len(references)}
    repeated = _find_repeated(plan, data, source, target)
    changes += [change for change in references if not any(change.path[: len(gone)] == gone for gone in repeated)]
    changes += [Remove(gone) for gone in repeated]
    return ItemEdit(f"“{source.display}” → “{target.display}”", changes, [("unit.merged", values)])


def remove_unit(plan: Plan, unit: Unit) -> ItemEdit:
    """Remove a unit that nothing refers to. Raises Failure unit-used, naming the items, or unit-has-parts."""
    items = [
        item.id
        for item in plan.items()
        if unit.display in item.units or any(note.by == unit.display for note in item.notes)
    ]
    if items:
        raise Failure("unit-used", unit=unit.display, items=items)
    if parts := plan.registry.children(unit):
        raise Failure("unit-has-parts", unit=unit.display, parts=[part.display for part in parts])
    change = Remove(("units", list(plan.registry).index(unit)))
    return ItemEdit(f"“{unit.display}”", [change], [("unit.removed", {"unit": unit.display})])


def _changed(unit: Unit, fields: UnitFields) -> Unit:
    """Return the unit with the given fields in place of its own."""
    part_of = fields.part_of.display if isinstance(fields.part_of, Unit) else fields.part_of
    return Unit(
        unit.name if fields.name is None else fields.name,
        unit.short if fields.short is None else fields.short or None,
        unit.aliases if fields.aliases is None else fields.aliases,
        unit.part_of if part_of is None else part_of or None,
    )


def _change_key(path: NodePath, key: str, before: Value, value: Value) -> Sequence[Change]:
    """Return the changes of one key of a unit; entries of a list that stay keep their lines and comments."""
    if not value:
        return [Remove((*path, key))]
    if isinstance(before, list) and isinstance(value, list) and before:
        olds = [str(entry) for entry in before]
        if len({*olds}) == len(olds):
            return [*change_list((*path, key), olds, olds, dict.fromkeys(value))]
    return [SetKey(path, key, value)]


def _written(unit: Unit) -> dict[str, Value]:
    """Return the keys of a unit in the order of the file."""
    return {
        "name": unit.name,
        "short": unit.short or "",
        "aliases": list(unit.aliases),
        "part_of": unit.part_of or "",
    }


def _merged_references(plan: Plan, data: Data, source: Unit, target: Unit) -> Iterator[Change]:
    """Yield the changes of everything that refers to the merged unit, but for the registry's own entries of the two."""
    registry = list(plan.registry)
    skipped = {("units", registry.index(source)), ("units", registry.index(target))}
    listed: dict[NodePath, set[Unit | None]] = {}
    references = list(find_references(data))
    for parent, step, text in references:
        if isinstance(step, int):
            listed.setdefault(parent, set()).add(plan.registry.get(text))
    for parent, step, text in references:
        if plan.registry.get(text) != source or parent in skipped:
            continue
        if isinstance(step, int) and target in listed[parent]:
            yield Remove((*parent, step))
        else:
            yield SetKey(parent, step, target.display)


def _find_repeated(plan: Plan, data: Data, source: Unit, target: Unit) -> list[NodePath]:
    """Return the paths of the records that say the same as an earlier one once the units are merged."""
    plan_data: Any = data
    repeated: list[NodePath] = []
    for index, section in enumerate(plan_data["sections"]):
        for number, item in enumerate(section["items"] or []):
            seen: list[Mapping[str, Any]] = []
            for position, record in enumerate(entries(item.get("done"))):
                names = entries(record.get("by")) or item["units"]
                merged = {**record, "by": _merged_names(plan, names, source, target)}
                if merged in seen:
                    repeated.append(("sections", index, "items", number, "done", position))
                seen.append(merged)
    return repeated


def _merged_names(plan: Plan, names: Sequence[str], source: Unit, target: Unit) -> frozenset[str]:
    units = (plan.registry.get(name) for name in names)
    return frozenset(target.display if unit == source else unit.display for unit in units if unit)
