"""A calendar of deadlines, to import or to subscribe to."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from talplan.documents.export import Export
from talplan.documents.words import headings_in, words_in
from talplan.domain.obligations import is_cancelled
from talplan.domain.plan import Plan
from talplan.domain.spell_terms import spell
from talplan.domain.spelling import normalize
from talplan.domain.standing import Standing, worst
from talplan.domain.terms import Term, window
from talplan.domain.visible import escape_invisible
from talplan.queries.select import Assessment

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event

_FAMILY = uuid.UUID("6f0a5b0e-3d0c-5d0e-9c3b-6f2f6b1f5d51")
"""What tells our events from everybody else's; never changed."""
_ALARMS = (timedelta(days=7), timedelta(days=1))
_MORNING = timedelta(hours=9)


def write(export: Export) -> bytes:
    """An event of a whole day for each dated term: on its last day, with `spans` over its window."""
    made = _calendar(export)
    for done, look in enumerate(export.assessments, start=1):
        for number, term in _dated(look):
            made.add_component(_event(export, look, number, term))
        export.progress(done, len(export.assessments))
    raw: bytes = made.to_ical()
    return raw


def _calendar(export: Export) -> Calendar:
    from icalendar import Calendar, vDuration, vText

    made = Calendar()
    name = _line(" – ".join(filter(None, [export.plan.title, ", ".join(export.asked)])))
    made.add("prodid", f"-//talplan//talplan//{export.plan.language.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("name", vText(name))
    made.add("x-wr-calname", vText(name))
    made.add("refresh-interval", vDuration(timedelta(days=1)), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(timedelta(days=1)))
    return made


def _dated(look: Assessment) -> Iterator[tuple[int, Term]]:
    """The item's dated terms, with their places among them."""
    return enumerate((term for term in look.item.due if term.dated), start=1)


def _event(export: Export, look: Assessment, number: int, term: Term) -> Event:
    from icalendar import Event

    plan, item, span = export.plan, look.item, window(term, export.plan.year)
    days = _days(export, look)
    own = _of_term(look, term)
    over = own.standing.done or own.standing is Standing.CANCELLED
    made = Event()
    made.add("uid", _uid(plan, item.id, number))
    made.add("dtstamp", datetime.combine(days[-1], time(), UTC))
    made.add("sequence", len(days) - 1)
    made.add("dtstart", span.first if export.spans else span.last)
    made.add("dtend", span.end)
    made.add("summary", f"{'✓ ' if own.standing.done else ''}{item.id} {_line(item.task)}")
    made.add("description", _description(plan, own, term))
    made.add("categories", [_line(unit) for unit in item.units])
    made.add("status", "CANCELLED" if look.standing is Standing.CANCELLED else "CONFIRMED")
    # Nobody is busy all day because of a deadline.
    made.add("transp", "TRANSPARENT")
    if not over:
        for before in _ALARMS:
            made.add_component(_alarm(f"{item.id} {_line(item.task)}", before, spans=export.spans))
    return made


def _uid(plan: Plan, item_id: str, number: int) -> str:
    """One name for the item's first, second, … deadline in this plan, so that a second import moves a deadline that
    was changed, and corrects a task; an item that got another number is another."""
    return f"{uuid.uuid5(_FAMILY, f'{normalize(plan.title)}|{plan.year}|{item_id}|{number}')}@talplan"


def _days(export: Export, look: Assessment) -> list[date]:
    """The days on which something came to the item, or its status may have changed: what a calendar shall take for
    news. It depends on the plan alone, so that one that did not change is written as it was."""
    begin = export.plan.year.window.first
    spans = [window(term, export.plan.year) for term in look.item.due]
    days = [*(span.first for span in spans), *(span.end for span in spans)]
    days += [record.date for record in look.records]
    days += [note.date for note in look.notes]
    if look.item.cancelled and is_cancelled(look.item, export.on):
        days.append(look.item.cancelled.date)
    return sorted({begin, *(day for day in days if begin < day <= export.on)})


def _of_term(look: Assessment, term: Term) -> Assessment:
    """The item as if it had this term alone."""
    own = tuple(obligation for obligation in look.obligations if obligation.term == term)
    return look._replace(obligations=own, standing=worst(obligation.standing for obligation in own))


def _description(plan: Plan, look: Assessment, term: Term) -> str:
    words, (_, _, due, units) = words_in(plan.language), headings_in(plan.language)
    lines = [
        look.item.task,
        "",
        f"{due}: {spell(term, plan.language)}",
        f"{units}: {', '.join(look.item.units)}",
        f"{words.status}: {words.state(look.standing)}",
    ]
    if look.total:
        lines.append(f"{words.progress}: {look.done}/{look.total}")
    return "\n".join(escape_invisible(line, keep_breaks=True) for line in lines)


def _alarm(text: str, before: timedelta, *, spans: bool) -> Alarm:
    """At nine in the morning of the day that is so long before the last one."""
    from icalendar import Alarm

    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", text)
    if spans:
        made.add("trigger", _MORNING - before - timedelta(days=1), parameters={"RELATED": "END"})
    else:
        made.add("trigger", _MORNING - before)
    return made


def _line(text: str) -> str:
    """The text on one line, with what hides in it made visible."""
    return " ".join(escape_invisible(text).split())
