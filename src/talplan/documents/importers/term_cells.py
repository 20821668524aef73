"""Read the term of a cell: on several lines, with the hour, as a day of the month in a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from talplan.domain.language import Language
from talplan.domain.months import NAMES, genitive
from talplan.domain.read_terms import read_terms
from talplan.domain.terms import Kind, Term, UnknownTerm

_HOUR = r"(?:[01]?[0-9]|2[0-3])"
# 9:00, в 10:30, 10:00-12:00; with a point only after a date with its year: 26.01.2026 10.00
_CLOCK = re.compile(
    rf"""(?ix) (?: (?<!\w) (?:в|с|до|саат|at) \s+ )? (?<![0-9.:])
    {_HOUR}:[0-5][0-9] (?: \s*[-–—]\s* {_HOUR}:[0-5][0-9] )? (?![0-9:])
    (?: \s* (?:ч\.?|час(?:ов|а)?|a\.?m\.?|p\.?m\.?|дө|до|де|да) (?!\w) )?
    | (?<=[0-9]{{4}}) (?: \s*г\.? )? ,? \s+ (?: (?:в|саат|at)\s+ )? {_HOUR}[.][0-5][0-9] (?![0-9.])"""
)
_YEARLY = re.compile(r"(?i)(?<!\w)(?:ежегодно|жыл сайын|annually|yearly|every year)(?!\w)")
_BRACKET = re.compile(r"\s*\([^()]*\)$")
_MOST_LINES = 12
_LINES_A_TERM = 6
_BULLET = re.compile(r"^[ \t]*[-–—•·*▪][ \t]+", re.MULTILINE)
_OF_MONTH = re.compile(r"(?i)\s*(?<!\w)(?:числа|число|числу)(?!\w)|(?<=[0-9])-?(?:го|ого|е|ое|му)(?!\w)")
_UNTIL = re.compile(r"(?i)([0-9]{1,2})\s*-?\s*[а-яёңөү]{0,5}\s+чейин")
_THE_MONTH = re.compile(r"(?i)(?<!\w)(?:месяца|айдын|the month)(?!\w)")
_ALL_MONTH = re.compile(
    r"(?i)(?:в (?:течение|теч\.?) (?:месяца|мес\.?)|весь месяц|ай (?:ичинде|бою)|(?:within|during) the month)"
)


@lru_cache(maxsize=4096)
def read_cell_terms(text: str, period: str) -> tuple[Term, ...]:
    """Return the terms of a cell. `period`: the month of its heading, which holds if the cell is empty, and of which
    the cell may state a day. Raises UnknownTerm."""
    text = _BULLET.sub("", text).strip()
    if not text or (period and _ALL_MONTH.fullmatch(" ".join(text.split()))):
        return read_terms(period)
    try:
        return _without_yearly(text, _read_lines(text))
    except UnknownTerm:
        if (shorter := _CLOCK.sub(" ", text).strip()) != text:
            return read_cell_terms(shorter, period)
        if (shorter := _BRACKET.sub("", text).strip()) != text:
            return _standing(shorter, text)
        for reading in _in_month(" ".join(text.split()), period):
            with suppress(UnknownTerm):
                return read_terms(reading)
        raise


@lru_cache(maxsize=4096)
def find_aside(text: str) -> str:
    """Return the words of a term that say nothing of its window and are left out: those in brackets behind a standing
    term, “every year” beside a date; "" if there are none."""
    with suppress(UnknownTerm):
        terms = _read_lines(text)
        match = _YEARLY.search(text)
        return match[0] if match and _without_yearly(text, terms) != terms else ""
    match = _BRACKET.search(text)
    return match[0].strip() if match else ""


def _standing(shorter: str, text: str) -> tuple[Term, ...]:
    """Read a text without its brackets; UnknownTerm if it has a window that the words in them may change."""
    terms = _read_lines(shorter)
    if any(term.dated for term in terms):
        raise UnknownTerm(text)
    return terms


@lru_cache(maxsize=4096)
def find_clock(text: str) -> str:
    """Return the hour that a term states beside a date, "" if there is none: no term keeps it."""
    match = _CLOCK.search(text)
    return match[0].strip(" ,") if match else ""


def _read_lines(text: str) -> tuple[Term, ...]:
    """Read the text; if that fails, each line, or several together if the page broke a term."""
    try:
        return read_terms(text)
    except UnknownTerm:
        lines = re.split("[\n\v]", text)
        if not 1 < len(lines) <= _MOST_LINES:
            raise
        terms: list[Term] = []
        start = 0
        while start < len(lines):
            for end in range(min(len(lines), start + _LINES_A_TERM), start, -1):
                with suppress(UnknownTerm):
                    terms += read_terms(" ".join(lines[start:end]))
                    start = end
                    break
            else:
                raise
        return tuple(dict.fromkeys(terms))


def _without_yearly(text: str, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Leave out “every year” beside a date: `сентябрь, ежегодно` is one obligation."""
    dated = tuple(term for term in terms if term.dated)
    return dated if dated and _YEARLY.search(text) else terms


def _in_month(text: str, period: str) -> Iterator[str]:
    """Yield what a day, a week or a part of the month means in the month of the heading."""
    try:
        [term] = read_terms(period)
    except (UnknownTerm, ValueError):
        return
    if term.kind is not Kind.MONTHS or term.first != term.last:
        return
    month = genitive(NAMES[Language.RU][term.first[0] - 1])
    if until := _UNTIL.fullmatch(text):
        yield f"до {until[1]} {month}"
    yield _THE_MONTH.sub(month, text)
    yield f"{_OF_MONTH.sub('', text)} {month}"
    yield f"{text} {NAMES[Language.EN][term.first[0] - 1]}"
