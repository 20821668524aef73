"""Editing commands: note, cancel, restore, add, edit, rename-unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Unpack

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
from talplan.cli.open_plan import open_plan
from talplan.messages import say
from talplan.problem import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from talplan.cli.open_plan import OpenPlan
    from talplan.cli.options import (
        AuthorOption,
        ChangeOptions,
        DayOption,
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
    section: IntoOption = None,
    task: NewTaskOption = None,
    due: NewDueOption = None,
    unit: NewResponsibleOption = None,
    number: NumberOption = None,
    **options: Unpack[ChangeOptions],
) -> None:
    """Add an item at the end of a section."""
    new = _NewItem(section, written_text(task, "task"), due, unit, number)
    if missing := new.find_missing():
        from talplan.views.terminal import can_ask

        if not can_ask():
            raise Failure("missing-option", option=missing[0], command="talplan add")
        new = _ask_missing(open_plan(options.get("plan_file")).plan, new)
    change("add", lambda opened: [new.add(opened.plan)], report_edits, **options)


class _NewItem(NamedTuple):
    """The options of `add`, as they are typed."""

    section: str | None
    task: str | None
    due: Sequence[str] | None
    unit: Sequence[str] | None
    number: str | None

    def find_missing(self) -> list[str]:
        """Return the options that an item needs and that are not given."""
        needed = {"--section": self.section, "--task": self.task, "--due": self.due, "--unit": self.unit}
        return [option for option, value in needed.items() if value is None or value == []]

    def add(self, plan: Plan) -> ItemEdit:
        """Return the edit that adds the item, with the fields that are given."""
        from talplan.operations import item_edits

        asked = asked_section(plan, self.section or "")
        into = next(candidate for candidate in plan.sections if candidate.number == asked)
        return item_edits.add_item(plan, into, _number(self.number), self.fields(plan))

    def fields(self, plan: Plan) -> ItemFields:
        """Read the fields that are given. Raises the Failure of each."""
        return _fields(plan, self.task, self.due, self.unit)


def _ask_missing(plan: Plan, new: _NewItem) -> _NewItem:
    """Ask for what is missing, after reading what is given; show the item. Raises Failure `input-ended`."""
    from talplan.cli.ask_item import ask_field, ask_list
    from talplan.domain.spell_terms import written
    from talplan.views.item_pages import section_heading
    from talplan.views.terminal import hint

    new.fields(plan)
    if new.section is None:
        _number(new.number)
        for section in plan.sections:
            hint(section_heading(section))
        new = new._replace(section=ask_field("section", lambda text: new._replace(section=text).add(plan)))
    edit = new.add(plan)
    if new.task is None:
        new = new._replace(task=ask_field("task", lambda text: written_text(text, "task")))
    if not new.due:
        new = new._replace(due=ask_list("term", lambda texts: texts if _due(plan, texts) else []))
    if not new.unit:
        new = new._replace(unit=ask_list("unit", lambda texts: _units(plan, texts)))
    fields = new.fields(plan)
    due = [str(written(term, plan.language)) for term in fields.due or ()]
    hint(say("add.summary", id=edit.name, task=fields.task, due=due, units=list(fields.units or ())))
    return new


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
