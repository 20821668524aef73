"""new-year: next year's plan, made from this one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talplan.commands.opening import open_plan, shown_path, today
from talplan.commands.options import PlanOption
from talplan.messages import count, say
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.next_year import NextYear
    from talplan.plan import Plan

YearArgument = Annotated[str | None, typer.Argument(metavar="[YEAR]", help=say("help.new-year"))]
OutOption = Annotated[str | None, typer.Option("-o", "--output", metavar="PLAN", help=say("help.new-year-output"))]


def new_year(year: YearArgument = None, output: OutOption = None, plan_file: PlanOption = None) -> None:
    """Next year's plan: years moved on, nothing done, cancelled items left out; and what was never done in this one."""
    from talplan.edit import edit
    from talplan.next_year import next_year
    from talplan.store import write_new
    from talplan.terminal import answer

    opened = open_plan(plan_file)
    plan = opened.plan
    first = _asked(plan, year)
    path = Path(output) if output else opened.path.with_name(_name(opened.path.name, plan, first))
    made = next_year(plan, opened.loaded.data, first)
    text = edit(opened.loaded, made.changes)
    write_new(path, text.encode())
    kept = sum(1 for _ in plan.items()) - len(made.left_out)
    answer(count("new-year.made", kept, path=shown_path(path)))
    _tell(plan, made)


def _asked(plan: Plan, year: str | None) -> int:
    """The first year of the plan to make."""
    from talplan.years import read_year

    if year is None:
        return plan.year.first + 1
    try:
        first = read_year(re.sub(r"\s*[-–—]\s*", "-", year.strip()))
    except ValueError:
        raise Failure("bad-year", text=year, next=f"{plan.year.first + 1}-{plan.year.first + 2}") from None
    if first == plan.year.first:
        raise Failure("same-year", year=plan.year)
    return first


def _name(name: str, plan: Plan, first: int) -> str:
    """The plan's file name with the other year in it."""
    moved = name.replace(str(plan.year), f"{first}-{first + 1}")
    return moved if moved != name else f"plan-{first}-{first + 1}.yaml"


def _tell(plan: Plan, made: NextYear) -> None:
    """What a person has to look at, and what was never done in the year that ends."""
    from talplan.agenda import overdue
    from talplan.pages import overdue_page
    from talplan.query import Question
    from talplan.table import Line, Tone
    from talplan.terminal import answer, show

    if made.left_out:
        answer(say("new-year.left-out", ids=[item.id for item in made.left_out]))
    if made.others:
        answer(say("new-year.others"))
        for other in made.others:
            answer(say("new-year.other", what=other.what, year=other.year))
    end = max(today(), plan.year.window.end)
    never = overdue(plan, Question(end))
    if never:
        show([Line(""), Line(say("new-year.never-done", year=plan.year), Tone.HEADING), *overdue_page(plan, never)])
