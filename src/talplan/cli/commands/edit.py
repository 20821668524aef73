"""Editing commands: note, cancel, restore, add, edit, rename-unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from talplan.cli.apply_changes import change, report_edits
from talplan.cli.arguments import (
    asked_section,
    asked_terms,
    find_item,
    find_spelled_units,
    find_units,
    written_day,
    written_name,
    written_text,
)
from talplan.cli.edit_in_editor import edit_by_hand
from talplan.problem import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from talplan.cli.open_plan import OpenPlan
    from talplan.cli.options import (
        AuthorOption,
        ChangeOptions,
        DayOption,
        DueOption,
        IdArgument,
        IntoOption,
        NewArgument,
        NewDueOption,
        NewResponsibleOption,
        NewTaskOption,
        NoteTextArgument,
        NumberOption,
        OldArgument,
        ReasonOption,
        ResponsibleOption,
        TaskOption,
    )
    from talplan.domain.plan import Item, Plan
    from talplan.domain.terms import Term
    from talplan.editing.changes import ItemEdit
    from talplan.operations.item_edits import ItemFields
    from talplan.planfile.nodes import NodePath


def note(
    item_id: IdArgument,
    text: NoteTextArgument,
    by: AuthorOption = None,
    on: DayOption = None,
    **options: Unpack[ChangeOptions],
) -> None:
    """Add a note to the journal of an item."""
    clean = written_text(text, "note")

    def revise(opened: OpenPlan, item: Item, path: NodePath) -> ItemEdit:
        from talplan.operations import item_edits

        unit = None if by is None else find_units(opened.plan, [by], changes=True)[0].display
        return item_edits.add_note(item, path, written_day(opened.plan, on), clean or "", unit)

    change("note", _for_item(item_id, revise), report_edits, **options)


def cancel(
    item_id: IdArgument,
    note: ReasonOption = None,
    on: DayOption = None,
    **options: Unpack[ChangeOptions],
) -> None:
    """Cancel an item."""
    clean = written_text(note, "note")

    def revise(opened: OpenPlan, item: Item, path: NodePath) -> ItemEdit:
        from talplan.operations import item_edits

        return item_edits.cancel_item(item, path, written_day(opened.plan, on), clean)

    change("cancel", _for_item(item_id, revise), report_edits, **options)


def restore(item_id: IdArgument, **options: Unpack[ChangeOptions]) -> None:
    """Restore a cancelled item."""

    def revise(_: OpenPlan, item: Item, path: NodePath) -> ItemEdit:
        from talplan.operations import item_edits

        return item_edits.restore_item(item, path)

    change("restore", _for_item(item_id, revise), report_edits, **options)


def add(
    section: IntoOption,
    task: TaskOption,
    due: DueOption,
    unit: ResponsibleOption,
    number: NumberOption = None,
    **options: Unpack[ChangeOptions],
) -> None:
    """Add an item at the end of a section."""
    clean = written_text(task, "task")

    def plan_edits(opened: OpenPlan) -> Sequence[ItemEdit]:
        from talplan.operations import item_edits

        plan = opened.plan
        asked = asked_section(plan, section)
        into = next(candidate for candidate in plan.sections if candidate.number == asked)
        return [item_edits.add_item(plan, into, _number(number), _fields(plan, clean, due, unit))]

    change("add", plan_edits, report_edits, **options)


def edit(
    item_id: IdArgument,
    task: NewTaskOption = None,
    due: NewDueOption = None,
    unit: NewResponsibleOption = None,
    **options: Unpack[ChangeOptions],
) -> None:
    """Change fields of an item; without any, open the editor at it."""
    clean = written_text(task, "task")
    if clean is None and not due and not unit:
        edit_by_hand(item_id, **options)
        return

    def revise(opened: OpenPlan, item: Item, path: NodePath) -> ItemEdit:
        from talplan.operations import item_edits

        return item_edits.edit_item(opened.plan, opened.loaded.data, item, path, _fields(opened.plan, clean, due, unit))

    change("edit", _for_item(item_id, revise), report_edits, **options)


def rename_unit(
    old: OldArgument,
    new: NewArgument,
    **options: Unpack[ChangeOptions],
) -> None:
    """Rename a unit everywhere in the file."""
    name = written_name(new)

    def plan_edits(opened: OpenPlan) -> Sequence[ItemEdit]:
        from talplan.operations import rename_unit

        ((unit, spelling),) = find_spelled_units(opened.plan, [old], changes=True)
        return [rename_unit.rename(opened.plan, opened.loaded.data, unit, spelling, name)]

    change("rename-unit", plan_edits, report_edits, **options)


def _for_item(
    item_id: str, revise: Callable[[OpenPlan, Item, NodePath], ItemEdit]
) -> Callable[[OpenPlan], Sequence[ItemEdit]]:
    """Return the `plan_edits` of a command that revises one item."""

    def plan_edits(opened: OpenPlan) -> Sequence[ItemEdit]:
        from talplan.operations.mark_done import find_item_paths

        paths = find_item_paths(opened.plan)
        return [revise(opened, item, paths[item.id]) for item in [find_item(opened.plan, item_id)]]

    return plan_edits


def _fields(plan: Plan, task: str | None, due: Sequence[str] | None, units: Sequence[str] | None) -> ItemFields:
    from talplan.operations.item_edits import ItemFields

    return ItemFields(task, _due(plan, due) if due else None, _units(plan, units) if units else None)


def _due(plan: Plan, texts: Sequence[str]) -> tuple[Term, ...]:
    """Read the terms of an item; Failure `unknown-term`, `term-outside-year` or `named-twice`."""
    from talplan.domain.spell_terms import spell

    terms: list[Term] = []
    for text in texts:
        for term in asked_terms(plan, text):
            if term in terms:
                raise Failure("named-twice", what=spell(term, plan.language))
            terms.append(term)
    return tuple(terms)


def _units(plan: Plan, names: Sequence[str]) -> tuple[str, ...]:
    """Return the display names of an item's units; Failure `named-twice`."""
    units: list[str] = []
    for unit in find_units(plan, names, "--unit", changes=True):
        if unit.display in units:
            raise Failure("named-twice", what=unit.display)
        units.append(unit.display)
    return tuple(units)


def _number(text: str | None) -> int | None:
    """Read the number of a new item; Failure `not-a-number`."""
    if text is None:
        return None
    digits = text.strip()
    # No document has an item of ten digits, and Python turns down those of thousands.
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10 and not digits.startswith("0")):
        raise Failure("not-a-number", text=text)
    return int(digits)
