"""Marking commands: done, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from talplan.cli.apply_changes import change
from talplan.cli.arguments import asked_term, find_items, find_units, parse_filters, written_day, written_text
from talplan.cli.today import today, typed_day
from talplan.messages import count, say
from talplan.problem import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talplan.cli.open_plan import OpenPlan
    from talplan.cli.options import (
        AllTermsOption,
        ByOption,
        ChangeOptions,
        ChosenArgument,
        CommitOption,
        DateOption,
        DryRunOption,
        EndingOption,
        EvidenceOption,
        FilterOptions,
        IdsArgument,
        NoteOption,
        PlanOption,
        TermOption,
        UndoByOption,
        UndoDateOption,
        UndoTermOption,
        YesOption,
    )
    from talplan.domain.plan import Plan, Record
    from talplan.editing.changes import ItemEdit


def done(
    ids: ChosenArgument = None,
    term: TermOption = None,
    all_terms: AllTermsOption = False,
    by: ByOption = None,
    on: DateOption = None,
    note: NoteOption = None,
    evidence: EvidenceOption = None,
    ending_before: EndingOption = None,
    *,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    plan_file: PlanOption = None,
    **filters: Unpack[FilterOptions],
) -> None:
    """Mark items done: all that is open of them, or the part of a term or of units."""
    filtered = _is_filtered(ids, ending_before, filters)
    if term is not None and all_terms:
        raise Failure("term-and-all")
    note = written_text(note, "note")
    pieces = tuple(dict.fromkeys(text for piece in evidence or () if (text := written_text(piece, "evidence"))))
    # An empty text is in every item: a script whose variable is empty must not mark more than it meant.
    filters["text"] = written_text(filters.get("text"), "text")

    def plan_edits(opened: OpenPlan) -> Sequence[ItemEdit]:
        from talplan.operations.mark_done import MarkRequest, find_item_paths, mark_done, mark_filtered

        plan = opened.plan
        terms = None if term is None else (asked_term(plan, term),)
        request = MarkRequest(written_day(plan, on), terms, all_terms, _units(plan, by), note, pieces)
        if ids:
            paths = find_item_paths(plan)
            return [mark_done(plan, item, paths[item.id], request) for item in find_items(plan, ids)]
        asked = parse_filters(plan, request.on, **filters)
        return mark_filtered(
            plan, asked, request, None if ending_before is None else typed_day(ending_before, plan.year)
        )

    def confirm(plan: Plan, marks: Sequence[ItemEdit]) -> bool:
        return _confirm(plan, marks, yes=yes)

    options: ChangeOptions = {"dry_run": dry_run, "commit": commit, "plan_file": plan_file}
    if filtered:
        change("done", plan_edits, _report_filtered, confirm=confirm, **options)
    else:
        change("done", plan_edits, _report_done, **options)


def _is_filtered(ids: Sequence[str] | None, ending_before: str | None, filters: FilterOptions) -> bool:
    """Return whether filters choose the items; Failure if ids and filters do, or neither. `--up` and `--standing`
    widen a choice; alone they choose nothing, and must not mark the whole plan."""
    given = {name for name, value in filters.items() if value not in (None, False, [])}
    filtered = ending_before is not None or not given <= {"up", "standing"}
    if ids and (filtered or given):
        raise Failure("ids-and-filters")
    if not ids and not filtered:
        raise Failure("nothing-named")
    return filtered


def undo(
    ids: IdsArgument,
    term: UndoTermOption = None,
    by: UndoByOption = None,
    on: UndoDateOption = None,
    **options: Unpack[ChangeOptions],
) -> None:
    """Remove the newest record of items, or the part of a term or of units of it."""

    def plan_edits(opened: OpenPlan) -> Sequence[ItemEdit]:
        from talplan.operations.mark_done import MarkRequest, find_item_paths, read_written_units, undo_mark

        plan = opened.plan
        request = MarkRequest(today(), None if term is None else (asked_term(plan, term),), units=_units(plan, by))
        exact = None if on is None else typed_day(on, plan.year)
        paths = find_item_paths(plan)
        return [
            undo_mark(plan, item, path, read_written_units(plan, opened.loaded.data, path), request, exact)
            for item in find_items(plan, ids)
            if (path := paths[item.id])
        ]

    change("undo", plan_edits, _report_undone, **options)


def _units(plan: Plan, names: Sequence[str] | None) -> frozenset[str] | None:
    from talplan.queries.select import asked_units

    return asked_units(plan.registry, find_units(plan, names, "--by", changes=True)) if names else None


def _confirm(plan: Plan, marks: Sequence[ItemEdit], *, yes: bool) -> bool:
    """Show what would be marked and ask; False if there is nothing to mark."""
    from talplan.cli.output import show
    from talplan.views.item_pages import marks_page
    from talplan.views.terminal import answer, ask

    if not marks:
        answer(say("catch-up.nothing"))
        return False
    show(marks_page(plan, marks))
    reply = yes or ask(count("catch-up.ask", len(marks), date=marks[0].records[0].date))
    if reply is None:
        raise Failure("needs-answer")
    if not reply:
        answer(say("catch-up.aborted"))
    return reply


def _report_done(plan: Plan, marks: Sequence[ItemEdit]) -> None:
    from talplan.operations.mark_done import find_covered_pairs, find_open_pairs
    from talplan.views.terminal import answer

    items = {item.id: item for item in plan.items()}
    for mark in marks:
        item = items[mark.name]
        if not mark.records:
            answer(say("done.already", id=item.id))
            continue
        for record in mark.records:
            answer(say("done.marked", id=item.id, date=record.date, what=_describe(plan, record)))
        left = find_open_pairs(item) - {pair for record in mark.records for pair in find_covered_pairs(item, record)}
        total = len(item.due) * len(item.units)
        if left:
            answer(say("done.progress", id=item.id, done=total - len(left), total=total))
    _warn_of_closed_year(plan, marks)


def _report_filtered(plan: Plan, marks: Sequence[ItemEdit]) -> None:
    """Print how many items were marked: `_confirm` has listed them."""
    from talplan.views.terminal import answer

    answer(count("done.total", len(marks)) if marks else say("catch-up.nothing"))
    _warn_of_closed_year(plan, marks)


def _warn_of_closed_year(plan: Plan, marks: Sequence[ItemEdit]) -> None:
    from talplan.operations.mark_done import find_closed_term
    from talplan.views.terminal import hint

    items = {item.id: item for item in plan.items()}
    for mark in marks:
        if closed := find_closed_term(plan, items[mark.name], mark.records):
            hint(say("done.closes-year", id=mark.name, term=closed))


def _report_undone(plan: Plan, marks: Sequence[ItemEdit]) -> None:
    from talplan.views.terminal import answer

    for mark in marks:
        for record in mark.records:
            answer(say("undo.taken", id=mark.name, date=record.date, what=_describe(plan, record)))
        for record in mark.kept:
            answer(say("undo.kept", id=mark.name, date=record.date, what=_describe(plan, record)))


def _describe(plan: Plan, record: Record) -> str:
    """Return the fields of a record besides its date, for a message."""
    from talplan.views.page import show_term

    parts = []
    if record.term is not None:
        parts.append(say("mark.term", term=show_term(record.term, plan.language)))
    if record.by:
        parts.append(say("mark.by", by=record.by))
    if record.note:
        parts.append(say("mark.note", note=record.note))
    if record.evidence:
        parts.append(say("mark.evidence", evidence="; ".join(record.evidence)))
    return "".join(parts)
