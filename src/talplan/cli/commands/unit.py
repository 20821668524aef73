"""Commands for the registry of units: unit add, unit edit, unit merge, unit remove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from talplan.cli.apply_changes import change, report_edits
from talplan.cli.arguments import find_units, written_name
from talplan.problem import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talplan.cli.open_plan import OpenPlan
    from talplan.cli.options import (
        AliasesOption,
        ChangeOptions,
        FromArgument,
        IntoArgument,
        NewNameOption,
        PartOfOption,
        ShortOption,
        UnitArgument,
        UnitNameArgument,
    )
    from talplan.domain.plan import Plan
    from talplan.editing.changes import ItemEdit
    from talplan.operations.unit_edits import UnitFields


def unit_add(
    name: UnitNameArgument,
    short: ShortOption = None,
    alias: AliasesOption = None,
    part_of: PartOfOption = None,
    **options: Unpack[ChangeOptions],
) -> None:
    """Add a unit to the registry."""

    def plan_edits(opened: OpenPlan) -> Sequence[ItemEdit]:
        from talplan.operations.unit_edits import add_unit

        return [add_unit(opened.plan, _fields(opened.plan, written_name(name), short, alias, part_of))]

    change("unit-add", plan_edits, report_edits, **options)


def unit_edit(
    unit: UnitArgument,
    name: NewNameOption = None,
    short: ShortOption = None,
    alias: AliasesOption = None,
    part_of: PartOfOption = None,
    **options: Unpack[ChangeOptions],
) -> None:
    """Change the name, the short form, the aliases or the parent of a unit."""
    if name is None and short is None and alias is None and part_of is None:
        raise Failure("nothing-to-edit")
    new_name = None if name is None else written_name(name)

    def plan_edits(opened: OpenPlan) -> Sequence[ItemEdit]:
        from talplan.operations.unit_edits import edit_unit

        plan = opened.plan
        fields = _fields(plan, new_name, short, alias, part_of)
        return [edit_unit(plan, opened.loaded.data, find_units(plan, [unit], changes=True)[0], fields)]

    change("unit-edit", plan_edits, report_edits, **options)


def unit_merge(source: FromArgument, target: IntoArgument, **options: Unpack[ChangeOptions]) -> None:
    """Put a unit in the place of another everywhere in the file."""

    def plan_edits(opened: OpenPlan) -> Sequence[ItemEdit]:
        from talplan.operations.unit_edits import merge_units

        plan = opened.plan
        return [merge_units(plan, opened.loaded.data, *find_units(plan, [source, target], changes=True))]

    change("unit-merge", plan_edits, report_edits, **options)


def unit_remove(unit: UnitArgument, **options: Unpack[ChangeOptions]) -> None:
    """Remove a unit that no item uses."""

    def plan_edits(opened: OpenPlan) -> Sequence[ItemEdit]:
        from talplan.operations.unit_edits import remove_unit

        return [remove_unit(opened.plan, find_units(opened.plan, [unit], changes=True)[0])]

    change("unit-remove", plan_edits, report_edits, **options)


def _fields(
    plan: Plan, name: str | None, short: str | None, aliases: Sequence[str] | None, part_of: str | None
) -> UnitFields:
    """Return the fields as they are typed; an empty text removes a short form, the aliases or the parent."""
    from talplan.operations.unit_edits import UnitFields

    return UnitFields(
        name,
        written_name(short) if short and short.strip() else short and "",
        None if aliases is None else tuple(written_name(alias) for alias in aliases if alias.strip()),
        find_units(plan, [part_of], changes=True)[0] if part_of and part_of.strip() else part_of and "",
    )
