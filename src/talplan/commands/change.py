"""done, undo: they change the plan file, the needed lines and no others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from talplan.commands import completion
from talplan.commands.opening import day, open_plan, opened, plan_path, today
from talplan.commands.options import (
    MonthOption,
    PlanOption,
    SectionOption,
    StandingOption,
    StatusOption,
    TextOption,
    UnitOption,
    UpOption,
    asked_term,
    find_items,
    find_units,
    question,
    written_day,
    written_text,
)
from talplan.messages import count, say
from talplan.problem import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from talplan.commands.opening import Opened
    from talplan.marking import Mark, Wish
    from talplan.plan import Plan, Record
    from talplan.query import Question
    from talplan.store import Held

IdsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID]...", help=say("help.ids"), autocompletion=completion.items),
]
TermOption = Annotated[
    str | None,
    typer.Option("--term", metavar="TERM", help=say("help.term"), autocompletion=completion.terms),
]
AllTermsOption = Annotated[bool, typer.Option("--all-terms", help=say("help.all-terms"))]
ByOption = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="UNIT", help=say("help.by"), autocompletion=completion.units),
]
DateOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help=say("help.on-record"))]
NoteOption = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=say("help.note"))]
EvidenceOption = Annotated[str | None, typer.Option("--evidence", metavar="TEXT", help=say("help.evidence"))]
EndingOption = Annotated[str | None, typer.Option("--ending-before", metavar="DATE", help=say("help.ending-before"))]
YesOption = Annotated[bool, typer.Option("--yes", help=say("help.yes"))]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help=say("help.dry-run"))]
CommitOption = Annotated[bool, typer.Option("--commit", help=say("help.commit"))]


def done(
    ids: IdsArgument = None,
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
    filtered = bool(ending_before or unit or up or month or standing or section or status or text)
    if bool(ids) == filtered:
        raise Failure("ids-and-filters" if ids else "nothing-named")
    if term and all_terms:
        raise Failure("term-and-all")
    note, evidence = written_text(note, "note"), written_text(evidence, "evidence")

    def marks(now: Opened) -> Sequence[Mark]:
        from talplan.marking import Wish, mark_done, paths

        plan = now.plan
        wish = Wish(
            written_day(plan, on),
            (asked_term(plan, term),) if term else None,
            all_terms,
            _units(plan, by),
            note,
            evidence,
        )
        if ids:
            where = paths(plan)
            return [mark_done(plan, item, where[item.id], wish) for item in find_items(plan, ids)]
        asked = question(
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
        return _chosen(plan, asked, wish, day(ending_before) if ending_before else None)

    def agree(plan: Plan, made: Sequence[Mark]) -> bool:
        return _agreed(made, plan, yes=yes)

    _change(
        plan_file,
        "done",
        marks,
        _tell_done,
        agree=agree if filtered else None,
        dry_run=dry_run,
        commit=commit,
    )


def undo(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help=say("help.ids"), autocompletion=completion.items)],
    term: TermOption = None,
    by: ByOption = None,
    on: DateOption = None,
    dry_run: DryRunOption = False,
    commit: CommitOption = False,
    plan_file: PlanOption = None,
) -> None:
    """Takes the newest mark of items back, or the part of a term or a unit of it."""

    def marks(now: Opened) -> Sequence[Mark]:
        from talplan.marking import Wish, mark_undone, paths, written_units

        plan = now.plan
        wish = Wish(today(), (asked_term(plan, term),) if term else None, units=_units(plan, by))
        exact = day(on) if on else None
        where = paths(plan)
        return [
            mark_undone(plan, item, here, written_units(plan, now.loaded.data, here), wish, exact)
            for item in find_items(plan, ids)
            if (here := where[item.id])
        ]

    _change(plan_file, "undo", marks, _tell_undone, dry_run=dry_run, commit=commit)


def _units(plan: Plan, names: Sequence[str] | None) -> frozenset[str] | None:
    from talplan.query import asked_units

    return asked_units(plan.registry, find_units(plan, names)) if names else None


def _chosen(plan: Plan, asked: Question, wish: Wish, before: date | None) -> list[Mark]:
    """A mark for each item that the filters choose and that has something open; the filters' units and terms
    alone are marked, so that catching up with one month never closes another."""
    from talplan.marking import mark_done, paths
    from talplan.obligations import Status
    from talplan.query import ending_before, select, touching

    where = paths(plan)
    marks = []
    for one in select(plan, asked):
        item = one.item
        terms = wish.terms
        if terms is not None:
            terms = tuple(term for term in terms if term in item.due)
        elif not wish.all_terms and (before is not None or asked.month is not None):
            terms = item.due
        if terms is not None and before is not None:
            ending = ending_before(plan, item, before)
            terms = tuple(term for term in terms if term in ending)
        if terms is not None and asked.month is not None and wish.terms is None:
            running = touching(plan, item, asked.month)
            terms = tuple(t for t in terms if t in running or (asked.standing and not t.dated))
        units = _both(asked.units, wish.units)
        if one.status is Status.CANCELLED or terms == () or (units and units.isdisjoint(item.units)):
            continue
        mark = mark_done(plan, item, where[item.id], replace(wish, terms=terms, units=units))
        if mark.changes:
            marks.append(mark)
    return marks


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _agreed(marks: Sequence[Mark], plan: Plan, *, yes: bool) -> bool:
    """Shows what would be marked and asks; says so where there is nothing."""
    from talplan.pages import marks_page
    from talplan.terminal import answer, ask, show

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


def _change(
    plan_file: str | None,
    command: str,
    marks: Callable[[Opened], Sequence[Mark]],
    tell: Callable[[Plan, Mark], None],
    *,
    agree: Callable[[Plan, Sequence[Mark]], bool] | None = None,
    dry_run: bool,
    commit: bool,
) -> None:
    """The way of every change: read, ask, then under the lock read again, work out, check and replace.

    Nobody waits for the lock while a person thinks: the file is locked after the answer, and what was agreed on
    is worked out again on what stands there then.
    """
    from talplan.store import held

    path = plan_path(plan_file)
    if dry_run:
        _preview(path, marks)
        return
    agreed = None
    if agree is not None:
        before = open_plan(str(path))
        wanted = marks(before)
        if not agree(before.plan, wanted):
            return
        agreed = {(mark.item.id, *mark.records) for mark in wanted}
    with held(path) as file:
        now = opened(path, file.raw)
        made = [m for m in marks(now) if agreed is None or (m.item.id, *m.records) in agreed]
        _write(file, now, made, command=command, commit=commit)
    for mark in made:
        tell(now.plan, mark)


def _write(file: Held, now: Opened, marks: Sequence[Mark], *, command: str, commit: bool) -> None:
    from talplan import git
    from talplan.edit import edit
    from talplan.terminal import hint

    changes = [change for mark in marks for change in mark.changes]
    if not changes:
        return
    text = edit(now.loaded, changes, today())
    if commit:
        git.refuse_uncommitted(file.path)
    file.replace(text)
    if commit:
        ids = ", ".join(mark.item.id for mark in marks if mark.changes)
        hint(say("commit.made", commit=git.commit(file.path, say(f"commit.{command}", ids=ids))))


def _preview(path: Path, marks: Callable[[Opened], Sequence[Mark]]) -> None:
    """The change as a unified diff; nothing is written."""
    import difflib

    from talplan.edit import edit
    from talplan.terminal import answer

    now = open_plan(str(path))
    changes = [change for mark in marks(now) for change in mark.changes]
    before = now.loaded.source.text
    after = edit(now.loaded, changes, today()) if changes else before
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), f"a/{now.shown}", f"b/{now.shown}", lineterm="")
    for line in lines:
        answer(line)


def _tell_done(plan: Plan, mark: Mark) -> None:
    from talplan.marking import closes_year, covered, open_pairs
    from talplan.terminal import answer, hint

    item = mark.item
    if not mark.records:
        answer(say("done.already", id=item.id))
        return
    for record in mark.records:
        answer(say("done.marked", id=item.id, date=record.date, what=_what(plan, record)))
    left = open_pairs(item) - {pair for record in mark.records for pair in covered(item, record)}
    total = len(item.due) * len(item.units)
    if left:
        answer(say("done.progress", id=item.id, done=total - len(left), total=total))
    closed = closes_year(plan, mark)
    if closed:
        hint(say("done.closes-year", id=item.id, term=closed))


def _tell_undone(plan: Plan, mark: Mark) -> None:
    from talplan.terminal import answer

    for record in mark.records:
        answer(say("undo.taken", id=mark.item.id, date=record.date, what=_what(plan, record)))


def _what(plan: Plan, record: Record) -> str:
    """Everything that a record says besides its date."""
    from talplan.terms import spell

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
