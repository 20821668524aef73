"""new-year: next year's plan, made from this one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from talplan.cli.apply_changes import show_diff
from talplan.cli.open_plan import open_plan, shown_path
from talplan.cli.today import today
from talplan.messages import count, say
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.cli.options import DryRunOption, NewYearOutputOption, PlanOption, YearArgument
    from talplan.domain.plan import Plan
    from talplan.domain.plan_year import PlanYear
    from talplan.operations.next_year import OtherYears


def new_year(
    year: YearArgument = None,
    output: NewYearOutputOption = None,
    dry_run: DryRunOption = False,
    plan_file: PlanOption = None,
) -> None:
    """Next year's plan: years moved on, nothing done, cancelled items left out; and what was never done in this one."""
    from talplan.editing.splice import edit
    from talplan.operations.next_year import build_next_year, find_years_in_comments
    from talplan.system.store import refuse_existing, write_new
    from talplan.views.terminal import answer

    opened = open_plan(plan_file)
    plan = opened.plan
    asked = _asked(plan, year)
    path = Path(output) if output else opened.path.with_name(_name(opened.path.name, plan, asked))
    made = build_next_year(plan, opened.loaded.data, asked)
    text = edit(opened.loaded, made.changes)
    if dry_run:
        refuse_existing(path, force=False)
        show_diff(opened.path, opened.loaded.source.text.encode(), text)
        return
    write_new(path, text.encode())
    kept = sum(1 for _ in plan.items()) - len(made.left_out)
    answer(count("new-year.made", kept, path=shown_path(path)))
    if made.left_out:
        answer(say("new-year.left-out", ids=[item.id for item in made.left_out]))
    if plan.approved or plan.signatures:
        answer(say("new-year.unsigned"))
    _tell_years([*made.others, *find_years_in_comments(text, shown_path(path))])
    _tell_never_done(plan)


def _asked(plan: Plan, text: str | None) -> PlanYear:
    """The year of the plan to make."""
    from talplan.domain.plan_year import read_typed_year

    try:
        following = plan.year.following()
    except ValueError:  # dates end with the year 9999
        years = [str(year + 1) for year in plan.year.years]
        raise Failure("bad-year", text=text or "-".join(years), next=plan.year) from None
    try:
        year = following if text is None else read_typed_year(text).beginning_in(plan.year.first_month)
    except ValueError:
        raise Failure("bad-year", text=text, next=following) from None
    if year.calendar is not plan.year.calendar:
        raise Failure("other-kind-of-year", text=text, year=plan.year, next=following)
    if year == plan.year:
        raise Failure("same-year", year=year)
    return year


def _name(name: str, plan: Plan, year: PlanYear) -> str:
    """The plan's file name with the other year in it."""
    from talplan.operations.next_year import OwnYear

    moved = OwnYear(plan.year, year).move(name)
    return moved if moved != name else f"plan-{year}.yaml"


def _tell_years(others: Sequence[OtherYears]) -> None:
    """What a person has to look at."""
    from talplan.views.terminal import answer

    if others:
        answer(say("new-year.others"))
    for other in others:
        answer(say("new-year.other", what=other.what, year=other.years))


def _tell_never_done(plan: Plan) -> None:
    """What was never done in the year that ends; where it still runs, what will be if nothing more is done."""
    from talplan.cli.output import show
    from talplan.domain.standing import Tone
    from talplan.queries.agenda import select_overdue
    from talplan.queries.select import Filters
    from talplan.views.item_pages import overdue_page
    from talplan.views.page import Line

    now, whole = today(), plan.year.window
    never = select_overdue(plan, Filters(max(now, whole.end)))
    if never:
        key = "new-year.not-yet-done" if now < whole.end else "new-year.never-done"
        heading = Line(say(key, year=plan.year, last=whole.last), Tone.HEADING)
        show([Line(""), heading, *overdue_page(plan, never)])
