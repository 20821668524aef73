"""A reminder as plain text for a messenger or a letter, in the language of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from talplan.documents.document import visible
from talplan.documents.forms.form_words import reminder_words_in
from talplan.domain.language import Language
from talplan.domain.plan import Plan
from talplan.domain.plan_year import Window
from talplan.messages import format_day
from talplan.queries.reminders import Reminder, ReminderItem


def format_reminder(plan: Plan, reminder: Reminder, month: Window, on: date) -> str:
    """Return the text: who, what is overdue, what ends by the last day of the month, how to answer."""
    words, language = reminder_words_in(plan.language), plan.language
    lines = [
        words.title.format(unit=reminder.unit),
        f"{plan.title}. {words.as_of.format(on=format_day(on, language))}",
    ]
    if reminder.overdue:
        lines += ["", words.overdue, *_items(reminder.overdue, language)]
    if reminder.ending:
        lines += ["", words.ending.format(last=format_day(month.last, language)), *_items(reminder.ending, language)]
    return visible("\n".join([*lines, "", words.answer]))


def _items(items: tuple[ReminderItem, ...], language: Language) -> Iterator[str]:
    for item, obligations in items:
        days = dict.fromkeys(format_day(obligation.window.last, language) for obligation in obligations)
        yield f"• {item.id} {item.task} ({', '.join(days)})"
