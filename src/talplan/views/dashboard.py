"""What `talplan` alone shows: the plan on one screen, and what to type next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from talplan.domain.obligations import State
from talplan.domain.plan import Plan
from talplan.messages import count, say
from talplan.queries.agenda import Due, Group, in_month, month_of, past
from talplan.queries.progress import most_pressing, progress, running
from talplan.queries.select import Assessment
from talplan.views.item_pages import month_name
from talplan.views.page import Line, Page, Piece, Tone, line_of
from talplan.views.progress_pages import year_sentence
from talplan.views.text_charts import share_bar, start_of

_BAR = 24
_TASK = 58
"""Letters of a task: with its id and its day it fits 80 columns."""
_OVERDUE, _ENDING, _UNITS = 3, 4, 3
_COMMAND = 40
"""Of a command that is longer nothing is said: its line is full."""

Commands = list[tuple[str, str]]
"""What to type, and the sentence that tells what it is for."""


def dashboard_page(plan: Plan, looks: Sequence[Assessment], on: date) -> Page:
    """One screen of 80 × 24: where the plan stands on that day."""
    late = past(looks, lambda one: one.term.dated)
    ending = _ending(plan, looks, on)
    page: Page = [Line(plan.title, Tone.HEADING), *_bars(plan, looks, on), Line("")]
    page += _listed(count("due.overdue", len(late)), late[:_OVERDUE]) if late else [Line(say("overdue.nothing"))]
    if ending:
        month = month_name(month_of(on))
        page += _listed(count("dashboard.ends", len(ending), month=month), ending[:_ENDING], Tone.HEADING)
    elif plan.year.window.holds(on):
        page.append(Line(say("dashboard.ends-nothing", month=month_name(month_of(on)))))
    units = most_pressing(plan, looks, _UNITS)
    if units:
        words = ", ".join(f"{unit.display} ({number})" for unit, number in units)
        page.append(line_of(Piece(say("dashboard.units"), Tone.HEADING), Piece(f" {words}")))
    pressing = next((entry.item.id for entry in (*late, *ending)), None)
    return [*page, Line(""), *_typed(_commands(plan, on, units[0][0].display if units else None, pressing))]


def _ending(plan: Plan, looks: Sequence[Assessment], on: date) -> list[Due]:
    """What ends in the month of that day and is not done."""
    entries = in_month(plan, looks, month_of(on))
    return [entry for entry in entries if entry.group is Group.ENDS and entry.state is not State.DONE]


def _bars(plan: Plan, looks: Sequence[Assessment], on: date) -> list[Line]:
    """The year, the obligations of a date, and all of them: a line each."""
    window = plan.year.window
    days = (window.end - window.first).days
    passed = min(max((on - window.first).days, 0), days)
    year = share_bar((passed, 0, days - passed), _BAR, (Tone.PLAIN, Tone.PLAIN))
    rows = [(say("dashboard.year"), year, year_sentence(plan, on))]
    counted = list(running(looks))
    for name, chosen in (("dated", [one for one in counted if one.term.dated]), ("all", counted)):
        own = progress(chosen)
        bar = share_bar((own.done, own.overdue + own.unreported, own.open), _BAR)
        missed = [("count.overdue", own.overdue)] if name == "dated" else [("count.not-reported", own.unreported)]
        parts = [say("dashboard.progress", done=own.done, total=own.total), *(count(key, n) for key, n in missed if n)]
        rows.append((say(f"dashboard.{name}"), bar, ", ".join(parts)))
    widest = max(len(name) for name, _, _ in rows)
    return [line_of(Piece(f"{name:<{widest}}  "), *bar, Piece(f"  {words}")) for name, bar, words in rows]


def _listed(heading: str, entries: Sequence[Due], tone: Tone = Tone.OVERDUE) -> list[Line]:
    rows = [f"{one.item.id:<5} {one.deadline}  {start_of(one.item.task, _TASK)}" for one in entries]
    return [Line(heading, tone), *(Line(row, indent=2) for row in rows)]


def _commands(plan: Plan, on: date, unit: str | None, item: str | None) -> Commands:
    """What most people type on such a day."""
    if on < plan.year.window.first:
        return [("talplan timeline", "timeline"), ("talplan stats --by unit,month", "load"), ("talplan --help", "help")]
    if on >= plan.year.window.end:
        over = [("talplan due --overdue", "overdue"), ("talplan report report.docx", "report")]
        return [*over, ("talplan new-year", "new-year"), ("talplan --help", "help")]
    own = [(f'talplan due --unit "{unit}"', "unit")] if unit and _SPECIAL.isdisjoint(unit) else []
    done = [(f"talplan done {item}", "done")] if item else []
    return [("talplan due", "due"), *own, *done, ("talplan --help", "help")]


_SPECIAL = frozenset('"$`\\!')
"""What a shell does not take as it is, quoted or not."""


def _typed(commands: Commands) -> list[Line]:
    return [
        Line(say("dashboard.next"), Tone.HEADING),
        *_lines([(one, f"dashboard.next.{key}") for one, key in commands]),
    ]


def _lines(commands: Commands) -> list[Line]:
    widest = max(len(line) for line, _ in commands if len(line) <= _COMMAND)
    told = [(line, say(key) if len(line) <= _COMMAND else "") for line, key in commands]
    return [
        line_of(Piece(f"{line:<{widest}}  "), Piece(what, Tone.FAINT), indent=2) if what else Line(line, indent=2)
        for line, what in told
    ]


def welcome_page(start: str) -> Page:
    """What is said where there is no plan."""
    commands = [
        (f"cd {say('metavar.FOLDER')}", "welcome.cd"),
        (f"talplan due --plan {say('metavar.FILE')}", "welcome.plan"),
        ("talplan init", "welcome.init"),
        ("talplan import plan.docx", "welcome.import"),
        ("talplan --help", "dashboard.next.help"),
    ]
    return [Line(say("welcome.what")), Line(say("welcome.none", start=start)), Line(""), *_lines(commands)]
