"""The page of `talplan` without a command: the plan on one screen, and what to type next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from talplan.domain.plan import Plan
from talplan.domain.spell_terms import spell
from talplan.domain.standing import Standing, Tone
from talplan.messages import count, say, show_day
from talplan.queries.agenda import AgendaItem, Group, find_due, find_overdue, month_of
from talplan.queries.headline import count_headline
from talplan.queries.progress import count_obligations, find_busiest
from talplan.queries.select import Assessment
from talplan.views.item_pages import month_name
from talplan.views.page import Line, Page, Piece, join_line
from talplan.views.progress_pages import headline_sentence, year_sentence
from talplan.views.text_charts import share_bar, start_of
from talplan.views.typed_commands import command_line

_WIDTH = 80
_BAR, _LEAST_BAR = 24, 8
"""The longest bar, and the shortest where the words beside it are long."""
_TASK = 58
"""Letters of a task: with its ID and its day it fits 80 columns."""
_OVERDUE, _ENDING, _UNITS = 3, 3, 3
_COMMAND = 40
"""A longer command fills its line and gets no explanation."""

Commands = list[tuple[str, str]]
"""What to type, and the key of the sentence that explains it."""


def dashboard_page(plan: Plan, assessments: Sequence[Assessment], on: date) -> Page:
    """Return one screen of 80 × 24: how far the plan is on that day."""
    overdue = [entry for entry in find_overdue(assessments) if entry.standing is Standing.OVERDUE]
    ending = _find_ending(plan, assessments, on)
    headline = headline_sentence(count_headline(assessments, on), on)
    page: Page = [Line(plan.title, Tone.HEADING), Line(headline), *_bars(plan, assessments, on), Line("")]
    if overdue:
        page += _list(
            count("due.overdue", len(overdue), command="talplan due --overdue"), overdue[:_OVERDUE], Tone.OVERDUE
        )
    else:
        page.append(Line(say("overdue.nothing")))
    if ending:
        month = month_name(month_of(on))
        page += _list(count("dashboard.ends", len(ending), month=month), ending[:_ENDING], Tone.HEADING)
    elif plan.year.window.holds(on):
        page.append(Line(say("dashboard.ends-nothing", month=month_name(month_of(on)))))
    units = find_busiest(plan, assessments, _UNITS)
    if units:
        words = ", ".join(f"{unit.display} ({number})" for unit, number in units)
        page.append(join_line(Piece(say("dashboard.units"), Tone.HEADING), Piece(f" {words}")))
    pressing = next((_done_command(plan, entry) for entry in (*overdue, *ending)), None)
    commands = _choose_commands(plan, on, units[0][0].display if units else None, pressing)
    explained = [(command, f"dashboard.next.{key}") for command, key in commands]
    return [*page, Line(""), Line(say("dashboard.next"), Tone.HEADING), *_command_lines(explained)]


def _find_ending(plan: Plan, assessments: Sequence[Assessment], on: date) -> list[AgendaItem]:
    """Return what ends in the month of that day and is not done."""
    entries = find_due(plan, assessments, month_of(on))
    return [entry for entry in entries if entry.group is Group.ENDS and not entry.standing.done]


def _bars(plan: Plan, assessments: Sequence[Assessment], on: date) -> list[Line]:
    """Return a line with a bar for the year, for the dated obligations, and for all of them."""
    window = plan.year.window
    days = (window.end - window.first).days
    passed = min(max((on - window.first).days, 0), days)
    shares = (passed, 0, days - passed)
    rows = [(say("dashboard.year"), shares, (Tone.PLAIN, Tone.PLAIN), year_sentence(plan, on))]
    dated = [
        assessment._replace(obligations=tuple(one for one in assessment.obligations if one.term.dated))
        for assessment in assessments
    ]
    for name, chosen in (("dated", dated), ("all", assessments)):
        own = count_obligations(chosen)
        missed = [("count.overdue", own.overdue)] if name == "dated" else [("count.not-reported", own.not_reported)]
        parts = [say("dashboard.progress", done=own.done, total=own.total), *(count(key, n) for key, n in missed if n)]
        shares = (own.done, own.missed, own.open)
        rows.append((say(f"dashboard.{name}"), shares, (Tone.DONE, Tone.OVERDUE), ", ".join(parts)))
    widest = max(len(name) for name, *_ in rows)
    room = _WIDTH - widest - 4 - max(len(words) for *_, words in rows)
    length = min(max(room, _LEAST_BAR), _BAR)
    return [
        join_line(Piece(f"{name:<{widest}}  "), *share_bar(parts, length, tones), Piece(f"  {words}"))
        for name, parts, tones, words in rows
    ]


def _list(heading: str, entries: Sequence[AgendaItem], tone: Tone) -> list[Line]:
    rows = [f"{entry.item.id:<5} {show_day(entry.deadline)}  {start_of(entry.item.task, _TASK)}" for entry in entries]
    return [Line(heading, tone), *(Line(row, indent=2) for row in rows)]


def _choose_commands(plan: Plan, on: date, unit: str | None, done: str | None) -> Commands:
    """Return the commands most useful on that day."""
    if on < plan.year.window.first:
        return [("talplan timeline", "timeline"), ("talplan stats --by unit,month", "load"), ("talplan --help", "help")]
    if on >= plan.year.window.end:
        over = [("talplan due --overdue", "overdue"), ("talplan report report.docx", "report")]
        return [*over, ("talplan new-year", "new-year"), ("talplan --help", "help")]
    own = [(command_line(["talplan", "due", "--unit", unit]), "unit")] if unit else []
    marks = [(done, "done")] if done else []
    return [("talplan due", "due"), *own, *marks, ("talplan --help", "help")]


def _done_command(plan: Plan, entry: AgendaItem) -> str:
    """Return the command that marks what is pressing; of several terms it names the one."""
    words = ["talplan", "done", entry.item.id]
    if len(entry.item.due) > 1:
        pressing = min((one for one in entry.obligations if one.open), key=lambda one: one.window.last)
        words += ["--term", spell(pressing.term, plan.language)]
    return command_line(words)


def _command_lines(commands: Commands) -> list[Line]:
    widest = max(len(command) for command, _ in commands if len(command) <= _COMMAND)
    return [
        join_line(Piece(f"{command:<{widest}}  "), Piece(say(key), Tone.FAINT), indent=2)
        if len(command) <= _COMMAND
        else Line(command, indent=2)
        for command, key in commands
    ]


def welcome_page(start: str) -> Page:
    """Return what is shown if there is no plan: how to get one."""
    commands = [
        (f"cd {say('metavar.FOLDER')}", "welcome.cd"),
        (f"talplan due --plan {say('metavar.FILE')}", "welcome.plan"),
        ("talplan init", "welcome.init"),
        ("talplan import plan.docx", "welcome.import"),
        ("talplan --help", "dashboard.next.help"),
    ]
    return [Line(say("welcome.what")), Line(say("welcome.none", start=start)), Line(""), *_command_lines(commands)]
