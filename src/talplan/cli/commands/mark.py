"""done, undo: they change the plan file, the needed lines and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talplan.cli.apply_changes import change
from talplan.cli.arguments import asked_term, find_items, find_units, parse_filters, written_day, written_text
from talplan.cli.open_plan import day, today
from talplan.messages import count, say
from talplan.problem import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talplan.cli.open_plan import OpenPlan
    from talplan.cli.options import (
        AllTermsOption,
        ByOption,
        ChosenArgument,
        CommitOption,
        DateOption,
        DryRunOption,
        EndingOption,
        EvidenceOption,
        IdsArgument,
        MonthOption,
        NoteOption,
        PlanOption,
        SectionOption,
        StandingOption,
        StatusOption,
        TermOption,
        TextOption,
        UnitOption,
        UpOption,
        YesOption,
    )
    from talplan.domain.plan import Plan, Record
    from talplan.operations.mark_done import Mark


def done(
    ids: ChosenArgument = None,
    term: TermOption = None,
    all_terms: AllTermsOption = False,
    by: ByOption = None,
    on: DateOption = None,
    note: NoteOption = None,
    evidence: EvidenceOption = None,
    ending_before: EndingOption = None,
    unit: UnitOption = None,
    up: UpOption = False,
    month: MonthOption = None,
    standing: StandingOption = False,
    section: SectionOption = None,
    status: StatusOption = None,
    text: TextOption = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    plan_file: PlanOption = None,
) -> None:
    """Marks items done: all that is open of them, or of a term or a unit of theirs."""
    filtered = bool(unit or section or status) or any(one is not None for one in (ending_before, month, text))
    if ids and (filtered or up or standing):
        raise Failure("ids-and-filters")
    # --up and --standing widen a choice; alone they choose nothing, and must not mark the whole plan.
    if not ids and not filtered:
        raise Failure("nothing-named")
    if term is not None and all_terms:
        raise Failure("term-and-all")
    note, evidence = written_text(note, "note"), written_text(evidence, "evidence")
    # An empty text is in every item: a script whose variable is empty must not mark more than it meant.
    text = written_text(text, "text")

    def marks(now: OpenPlan) -> Sequence[Mark]:
        from talplan.operations.mark_by_filter import catch_up
        from talplan.operations.mark_done import Wish, mark_done, paths

        plan = now.plan
        wish = Wish(
            written_day(plan, on),
            None if term is None else (asked_term(plan, term),),
            all_terms,
            _units(plan, by),
            note,
            evidence,
        )
        if ids:
            where = paths(plan)
            return [mark_done(plan, item, where[item.id], wish) for item in find_items(plan, ids)]
        asked = parse_filters(
            plan,
            wish.on,
            unit=unit,
            up=up,
            month=month,
            standing=standing,
            section=section,
            status=status,
            text=text,
        )
        return catch_up(plan, asked, wish, None if ending_before is None else day(ending_before))

    def agree(plan: Plan, made: Sequence[Mark]) -> bool:
        return _agreed(made, plan, yes=yes)

    change(
        "done",
        plan_file,
        marks,
        _tell_caught_up if filtered else _tell_done,
        agree=agree if filtered else None,
        dry_run=dry_run,
        commit=commit,
    )


def undo(
    ids: IdsArgument,
    term: TermOption = None,
    by: ByOption = None,
    on: DateOption = None,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    plan_file: PlanOption = None,
) -> None:
    """Takes the newest mark of items back, or the part of a term or a unit of it."""

    def marks(now: OpenPlan) -> Sequence[Mark]:
        from talplan.operations.mark_done import Wish, mark_undone, paths, written_units

        plan = now.plan
        wish = Wish(today(), None if term is None else (asked_term(plan, term),), units=_units(plan, by))
        exact = None if on is None else day(on)
        where = paths(plan)
        return [
            mark_undone(plan, item, here, written_units(plan, now.loaded.data, here), wish, exact)
            for item in find_items(plan, ids)
            if (here := where[item.id])
        ]

    change("undo", plan_file, marks, _tell_undone, dry_run=dry_run, commit=commit)


def _units(plan: Plan, names: Sequence[str] | None) -> frozenset[str] | None:
    from talplan.queries.select import asked_units

    return asked_units(plan.registry, find_units(plan, names)) if names else None


def _agreed(marks: Sequence[Mark], plan: Plan, *, yes: bool) -> bool:
    """Shows what would be marked and asks; says so where there is nothing."""
    from talplan.views.item_pages import marks_page
    from talplan.views.terminal import answer, ask, show

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


def _tell_done(plan: Plan, marks: Sequence[Mark]) -> None:
    from talplan.operations.mark_done import covered, open_pairs
    from talplan.views.terminal import answer

    for mark in marks:
        item = mark.item
        if not mark.records:
            answer(say("done.already", id=item.id))
            continue
        for record in mark.records:
            answer(say("done.marked", id=item.id, date=record.date, what=_what(plan, record)))
        left = open_pairs(item) - {pair for record in mark.records for pair in covered(item, record)}
        total = len(item.due) * len(item.units)
        if left:
            answer(say("done.progress", id=item.id, done=total - len(left), total=total))
    _warn_of_closed_years(plan, marks)


def _tell_caught_up(plan: Plan, marks: Sequence[Mark]) -> None:
    """The items were listed when the person was asked: what is left to say is how many were marked."""
    from talplan.views.terminal import answer

    answer(count("done.total", len(marks)) if marks else say("catch-up.nothing"))
    _warn_of_closed_years(plan, marks)


def _warn_of_closed_years(plan: Plan, marks: Sequence[Mark]) -> None:
    from talplan.operations.mark_done import closes_year
    from talplan.views.terminal import hint

    for mark in marks:
        if closed := closes_year(plan, mark):
            hint(say("done.closes-year", id=mark.item.id, term=closed))


def _tell_undone(plan: Plan, marks: Sequence[Mark]) -> None:
    from talplan.views.terminal import answer

    for mark in marks:
        for record in mark.records:
            answer(say("undo.taken", id=mark.item.id, date=record.date, what=_what(plan, record)))
        for record in mark.kept:
            answer(say("undo.kept", id=mark.item.id, date=record.date, what=_what(plan, record)))


def _what(plan: Plan, record: Record) -> str:
    """Everything that a record says besides its date."""
    from talplan.domain.terms import spell

    parts = []
    if record.term is not None:
        parts.append(say("mark.term", term=spell(record.term, plan.language)))
    if record.by:
        parts.append(say("mark.by", by=record.by))
    if record.note:
        parts.append(say("mark.note", note=record.note))
    if record.evidence:
        parts.append(say("mark.evidence", evidence=record.evidence))
    return "".join(parts)
