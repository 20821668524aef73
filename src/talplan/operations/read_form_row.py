"""What a row of an execution form reports about an obligation of the plan, or why it cannot be placed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.plan import Item, Plan, split_evidence
from talplan.domain.plan_year import OutsideYear
from talplan.domain.read_terms import read_term
from talplan.domain.spell_terms import spell
from talplan.domain.spelling import normalize
from talplan.domain.terms import Kind, Term, UnknownTerm, settle, window
from talplan.domain.visible import escape_invisible
from talplan.operations.form_row import (
    DATE,
    EVIDENCE,
    FIRST,
    LAST,
    NOTE,
    NUMBER,
    STATE,
    TASK,
    TERM,
    UNIT,
    FormRow,
)
from talplan.operations.form_states import FormState, find_state, state_words_in

_ID = re.compile(r"([0-9]+\.[0-9]+)\.?")
_FIRST_SERIAL = date(1899, 12, 30)
"""Day 0 of the dates of spreadsheets, for all dates after February 1900."""
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
_REAL_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?: [0-9]{1,2}:[0-9]{2})?")


class NotPlaced(Exception):
    """A row cannot be placed. `key` names the reason in the catalog, `values` fill it."""

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class FormEntry(NamedTuple):
    """What a row reports: a state, or only a note."""

    place: str
    item: Item
    term: Term
    unit: str
    state: FormState | None
    day: date | None
    evidence: tuple[str, ...]
    note: str | None


class Reader:
    """Reads rows against a plan; `today` is the last day that a row may name."""

    def __init__(self, plan: Plan, today: date) -> None:
        self._plan = plan
        self._today = today
        self._items = {item.id: item for item in plan.items()}

    def read(self, row: FormRow) -> FormEntry:
        """Return what the row reports. Raises NotPlaced."""
        if row.problem:
            key, values = row.problem
            raise NotPlaced(key, **values)
        if row.year not in (None, str(self._plan.year)):
            raise NotPlaced("other-year", year=row.year, own=str(self._plan.year))
        item = self._find_item(row)
        term = self._find_term(row, item)
        self._check_window(row, term)
        unit = self._find_unit(row, item)
        state = self._read_state(row.texts.get(STATE, ""))
        evidence, note = split_evidence(row.texts.get(EVIDENCE, "")), row.texts.get(NOTE) or None
        day = self._read_day(row)
        if state is None and (day or evidence):
            raise NotPlaced("no-state")
        if day is None:
            self._refuse_shifted((*evidence, note or ""))
        return FormEntry(row.place, item, term, unit, state, day, evidence, note)

    def _find_item(self, row: FormRow) -> Item:
        text = row.texts.get(NUMBER, "")
        match = _ID.fullmatch(text)
        if match is None:
            raise NotPlaced("no-number" if not text else "not-a-number", text=text)
        item = self._items.get(match[1])
        task = row.texts.get(TASK, "")
        if item is None or (not (row.is_issue and not task) and normalize(task) not in as_shown(item.task)):
            raise self._other_task(match[1], item, task)
        if item.cancelled is not None:
            raise NotPlaced("cancelled", id=item.id)
        return item

    def _other_task(self, number: str, item: Item | None, task: str) -> NotPlaced:
        """Return the reason why a row's number and task are not those of one item."""
        if task and (own := self._ids_by_task.get(normalize(task))):
            return NotPlaced("other-number", id=number, own=own)
        if item is None:
            return NotPlaced("unknown-item", id=number)
        return NotPlaced("other-task" if task else "no-task", id=number, task=item.task)

    @cached_property
    def _ids_by_task(self) -> dict[str, list[str]]:
        ids: dict[str, list[str]] = {}
        for item in self._items.values():
            for text in {*as_shown(item.task)}:
                ids.setdefault(text, []).append(item.id)
        return ids

    def _find_term(self, row: FormRow, item: Item) -> Term:
        text = row.texts.get(TERM, "")
        if not text and row.is_issue and len(item.due) == 1:
            return item.due[0]
        wanted = normalize(text)
        found = [term for term in item.due if wanted in _spellings(term)] or self._read_term(text, item)
        if len(found) != 1:
            raise NotPlaced("other-term" if text else "no-term", id=item.id, term=text, terms=self._spell(item.due))
        return found[0]

    def _read_term(self, text: str, item: Item) -> list[Term]:
        try:
            term = settle(read_term(text), self._plan.year)
        except UnknownTerm:
            return []
        return [own for own in item.due if own == term]

    def _spell(self, terms: Iterable[Term]) -> list[str]:
        return [spell(term, self._plan.language) for term in terms]

    def _check_window(self, row: FormRow, term: Term) -> None:
        """Refuse a row of an exported workbook whose term has other days in this plan."""
        days = window(term, self._plan.year)
        for kind, day in ((FIRST, days.first), (LAST, days.last)):
            if kind in row.texts and self._read_written_day(row.texts[kind]) != day:
                raise NotPlaced("other-window", term=spell(term, self._plan.language))

    def _find_unit(self, row: FormRow, item: Item) -> str:
        text = row.texts.get(UNIT, "")
        if not text and row.is_issue and len(item.units) == 1:
            return item.units[0]
        unit = self._plan.registry.get(text) if text else None
        if unit is None or unit.display not in item.units:
            raise NotPlaced("other-unit" if text else "no-unit", id=item.id, unit=text, units=list(item.units))
        return unit.display

    def _read_state(self, text: str) -> FormState | None:
        if not text:
            return None
        state = find_state(text)
        if state is None:
            raise NotPlaced("unknown-state", text=text, states=list(state_words_in(self._plan.language)))
        return state

    # --- days -------------------------------------------------------------------------------------------------

    def _read_day(self, row: FormRow) -> date | None:
        text = row.texts.get(DATE, "")
        if not text:
            return None
        day = _read_serial(text) if DATE in row.numbers else self._read_written_day(text)
        if day is None:
            raise NotPlaced("bad-date", text=text)
        if day > self._today:
            raise NotPlaced("future-date", date=day, today=self._today)
        if day < self._plan.year.window.first:
            raise NotPlaced("early-date", date=day, first=self._plan.year.window.first)
        return day

    def _read_written_day(self, text: str) -> date | None:
        """Return the day of a text; words such as “yesterday” name none, since nobody knows when they were written."""
        if match := _REAL_DATE.fullmatch(text):
            text = match[1]
        try:
            term = read_term(text)
            if term.kind is not Kind.DAYS or term.first != term.last or term.deadline:
                return None
            days = term.dates or (window(term, self._plan.year).first,) * 2
        except (UnknownTerm, OutsideYear):
            return None
        return days[0] if days[0] == days[1] else None

    def _refuse_shifted(self, texts: Iterable[str]) -> None:
        """Refuse a date in the column of evidence or of the note if the date's own column is empty."""
        for text in texts:
            if text and (_SERIAL.fullmatch(text) or self._read_written_day(text)):
                raise NotPlaced("shifted-date", text=text)


@lru_cache(maxsize=8192)
def as_shown(text: str) -> tuple[str, str]:
    """Return a text of the plan as it is, and with the escapes that documents show; both normalized."""
    return normalize(text), normalize(escape_invisible(text, keep_breaks=True))


def _spellings(term: Term) -> set[str]:
    return {normalize(spell(term, language)) for language in Language}


def _read_serial(text: str) -> date | None:
    """Return the day of a spreadsheet's number; None for `14.1`, which it made of a typed `14.10`."""
    match = _SERIAL.fullmatch(text)
    return _FIRST_SERIAL + timedelta(days=int(match[1])) if match else None
