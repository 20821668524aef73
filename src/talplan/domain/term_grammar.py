"""The grammar of terms: tokens → every list of terms that they can mean, in any of the three languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from talplan.domain.kyrgyz import fold
from talplan.domain.months import disputed
from talplan.domain.parsing import Rule, Token
from talplan.domain.spelling import DASHES
from talplan.domain.standing_terms import STANDING, StandingTerm
from talplan.domain.term_words import ImpossibleDate, is_date, tokenize
from talplan.domain.terms import (
    ANY_ACADEMIC,
    LAST_WEEK,
    PERIODS,
    PLAN_PARTS,
    DisputedMonth,
    Kind,
    NoSuchDate,
    Period,
    Term,
)


class Mistake(Enum):
    """What is wrong with a text that has the shape of a term."""

    NO_SUCH_DATE = "no-such-date"
    BACKWARD = "backward"


Reading = tuple[Term | Mistake, ...]
Years = tuple[int, int]


class End(NamedTuple):
    """One end of a dated term. `years` are a calendar year twice, or the two years of an academic year."""

    kind: Kind
    numbers: tuple[int, ...]
    years: Years | None = None


def readings(text: str) -> list[Reading]:
    """Return every different reading of a text. Raises NoSuchDate, and DisputedMonth if there is none."""
    try:
        found = _read(text) or (_read(" ".join(text.split())) if "\n" in text else [])
    except ImpossibleDate as impossible:
        raise NoSuchDate(text, impossible.text) from None
    if not found:
        _refuse_disputed(text)
    return found


def _read(text: str) -> list[Reading]:
    return list(dict.fromkeys(terms for (terms,) in _terms().readings(tokenize(text))))


def _refuse_disputed(text: str) -> None:
    # The whole first: баш-оона has a hyphen of its own.
    line = " ".join(text.split())
    for part in (line, *re.split(rf"\s*[{DASHES},;]\s*", line)):
        if months := disputed(part):
            raise DisputedMonth(text, part, months)


# --- tokens -------------------------------------------------------------------------------------------------


def _token(find: Callable[[Token], tuple[Any, ...] | None], starts: Iterable[str], *, ablative: bool = False) -> Rule:
    """Read one token; a word in the Kyrgyz ablative, “from”, is read only where one is expected."""

    def parse(tokens: Sequence[Token], index: int) -> Iterator[tuple[tuple[Any, ...], int]]:
        if index < len(tokens) and ("ablative" in tokens[index].meanings) is ablative:
            values = find(tokens[index])
            if values is not None:
                yield values, index + 1

    return Rule(parse, frozenset(starts))


def _word(*meanings: str, ablative: bool = False) -> Rule:
    """Read a word with one of these meanings."""
    names = frozenset(meanings)
    return _token(lambda token: None if names.isdisjoint(token.meanings) else (), names, ablative=ablative)


def _take(meaning: str, *, ablative: bool = False) -> Rule:
    """Read a word with this meaning, and give its value."""
    return _token(lambda token: _value(token, meaning), [meaning], ablative=ablative)


def _value(token: Token, meaning: str) -> tuple[Any] | None:
    return (token.meanings[meaning],) if meaning in token.meanings else None


def _text(*texts: str) -> Rule:
    return _token(lambda token: () if token.text in texts else None, texts)


def _date_readings(tokens: Sequence[Token], index: int) -> Iterator[tuple[tuple[Any], int]]:
    """Read each meaning of a date in digits."""
    for year, month, day in tokens[index].meanings.get("dates", ()) if index < len(tokens) else ():
        yield (End(Kind.DAYS, (month, day), (year, year)),), index + 1


def _group(*values: Any) -> tuple[Any, ...]:
    return values


def _swap(first: int, second: int) -> tuple[int, int]:
    return second, first


_DASH = _text("-")
_JOIN = _DASH | _text("..", "...", "…") | _word("join")
_COMMA = _text(",")
_OF = ~_word("of")
_AND = _word("and").many()
_ALSO = _word("also").many()  # not a semicolon or a line break, which separate whole terms
_YEAR_WORD = ~(~_DASH + _word("year"))
_CALENDAR_YEAR = (
    _take("calendar-year") + _YEAR_WORD | _take("short-year") + ~_DASH + _word("year") >> (lambda year: 2000 + year)
) >> (lambda year: (year, year))
_ACADEMIC_YEAR = _word("academic") + _word("year")
_PAIR = _take("years") >> (lambda first: (first, first + 1))
_STATED_YEARS = _PAIR + ~(~_DASH + ~_word("academic") + _word("year")) | _ACADEMIC_YEAR + _PAIR | _CALENDAR_YEAR
_YEAR_AFTER = ~(_text(",", "/") | _word("of")) + _STATED_YEARS | _text("(") + _STATED_YEARS + _text(")")
_YEAR_BEFORE = _STATED_YEARS + ~_COMMA

# --- ends ---------------------------------------------------------------------------------------------------

_MOST = {
    Kind.MONTHS: 12,
    Kind.WEEKS: 4,
    Kind.TEN_DAYS: 3,
    Kind.THIRDS: 3,
    Kind.HALVES: 2,
    Kind.QUARTERS: 4,
    Kind.HALF_YEARS: 2,
    Kind.SEMESTERS: 2,
    Kind.SEASONS: 2,
}


def _end(kind: Kind, numbers: tuple[int, ...], years: Years | None = None) -> End | None:
    """Return an end; None if there is no such week, quarter, … Days are checked with their years, in `_span`."""
    known = kind is Kind.DAYS or numbers[-1] == LAST_WEEK or 1 <= numbers[-1] <= _MOST[kind]
    return End(kind, numbers, years) if known else None


def _ends(kind: Kind, numbers: Rule, *, after: Rule = _YEAR_AFTER, before: Rule = _YEAR_BEFORE) -> Rule:
    """Read an end with its year after or before its numbers, or without one."""
    return numbers + ~after >> (lambda values, years=None: _end(kind, values, years)) | before + numbers >> (
        lambda *values: _end(kind, values[-1], values[0] if len(values) > 1 else None)
    )


@cache
def _month_name() -> Rule:
    """Read `сентябрь`, `сентябрь айы`, `месяц сентябрь`."""
    return _take("month") + ~_word("month-word") | _word("month-word") + _OF + _take("month")


@cache
def _month_name_from() -> Rule:
    """Read `сентябрдан`, `сентябрь айынан`."""
    return _take("month", ablative=True) | _take("month") + _word("month-word", ablative=True)


_CYRILLIC_MONTH = _token(lambda token: None if token.text.isascii() else _value(token, "month"), ["month"])


@cache
def _months() -> Rule:
    digits = _take("year-month") >> (lambda code: End(Kind.MONTHS, (code % 100,), (code // 100, code // 100)))
    # `дек.25` may be a day too; in English it is one.
    short = _CYRILLIC_MONTH + _take("short-year") >> _month_of_short_year
    return _ends(Kind.MONTHS, _month_name() >> _group) | digits + _YEAR_WORD | short


def _month_of_short_year(month: int, year: int) -> End | None:
    return End(Kind.MONTHS, (month,), (2000 + year, 2000 + year)) if year >= 20 else None


_DAY_WORD = ~_DASH + _word("number-word", "day-word")
_DAY = _take("day") + ~_DAY_WORD
_DAY_FROM = _take("day", ablative=True) | _take("day") + ~_DASH + _word("number-word", "day-word", ablative=True)
_TIME = ~_COMMA + ~(_text("саат") | _word("in")) + _word("time") + ~_text("ч", "час", "часов", "часа", "до")


@cache
def _days() -> Rule:
    """Read a day with its number before or after the month: `15-сентябрь 2025-жыл`, `сентябрдын 15и`; or in digits."""
    return (_days_number_first() | _ends(Kind.DAYS, _month_name() + _DAY >> _group)) + ~_TIME


@cache
def _days_number_first() -> Rule:
    """Read `15 сентября 2025 г.`, `15-сентябрь`, `15.09`, `15.09.2025`."""
    number_first = _DAY + ~_DASH + _OF + _month_name() >> _swap
    digits = _take("month-day") >> (lambda code: divmod(code, 100))
    return _ends(Kind.DAYS, number_first | digits) | Rule(_date_readings, frozenset(["dates"])) + _YEAR_WORD


@cache
def _days_from() -> Rule:
    """Read a day in the ablative: `15-сентябрдан`, `сентябрдын 15инен`."""
    return _ends(Kind.DAYS, _DAY + ~_DASH + _month_name_from() >> _swap | _month_name() + _DAY_FROM >> _group)


_ORDINAL = _take("ordinal")
_PART_WORDS = {Kind.WEEKS: "week", Kind.TEN_DAYS: "decade", Kind.HALVES: "half"}
_LAST_PARTS = {Kind.WEEKS: LAST_WEEK, Kind.TEN_DAYS: 3}


def _numbered(word: Rule) -> Rule:
    """Read the number of a week, a quarter, …: `2-я неделя`, `2-жума`, `week 2`."""
    return _ORDINAL + ~_DASH + word | word + ~_DASH + _ORDINAL


@cache
def _parts(kind: Kind, *, ablative: bool = False) -> Rule:
    """Read a part of a month: `2-я неделя октября`, `октябрдын 1-декадасы`, `mid-october`; in the ablative too."""
    of = _OF
    if kind is Kind.THIRDS:
        part = _take("edge", ablative=ablative)
        of = ~_DASH + _OF
    else:
        word = _word(_PART_WORDS[kind], ablative=ablative)
        part = ~_text("на") + _numbered(word)
        if kind in _LAST_PARTS:
            part |= _word("last") + word >> (lambda: _LAST_PARTS[kind])
    after = ~_COMMA + part | _text("(") + part + _text(")")
    return _ends(kind, part + of + _month_name() >> _swap | _month_name() + after >> _group)


@cache
def _quarters(*, ablative: bool = False) -> Rule:
    return _ends(Kind.QUARTERS, _numbered(_word("quarter", ablative=ablative)) >> _group)


_HALF_YEAR = _word("half-year") | _word("half") + ~_DASH + _word("of-year")


@cache
def _halves(kind: Kind) -> Rule:
    """Read a half of the plan's year: `I полугодие 2025-2026 уч. г.`, `күзгү семестр`, `semester 1`."""
    stated = _STATED_YEARS | _constant(_ACADEMIC_YEAR, ANY_ACADEMIC)
    after = ~_COMMA + _OF + stated
    before = stated + ~_COMMA
    if kind is Kind.SEASONS:
        half = _take("season") + _word("semester") | _word("semester") + _take("season")
    elif kind is Kind.SEMESTERS:
        half = _numbered(_word("semester"))
    else:
        half_of = _ORDINAL + ~_DASH + _word("half")
        half = _numbered(_HALF_YEAR) | half_of + _OF + _word("year") | _word("year") + half_of
        year_last = half_of + _OF + stated >> (lambda number, years: _end(kind, (number,), years))
        year_first = stated + half_of >> (lambda years, number: _end(kind, (number,), years))
        return _ends(kind, half >> _group, after=after, before=before) | year_last | year_first
    return _ends(kind, half >> _group, after=after, before=before)


@cache
def _wholes() -> Rule:
    """Read an end that has an end of its own to be done by: a month, a week, a quarter, …"""
    rule = _months() | _quarters()
    for kind in _PART_WORDS:
        rule |= _parts(kind)
    for kind in (Kind.HALF_YEARS, Kind.SEMESTERS, Kind.SEASONS):
        rule |= _halves(kind)
    return rule


# --- spans --------------------------------------------------------------------------------------------------


def _span(first: End, last: End) -> Term | Mistake | None:
    """Return the term from one end to the other; a year that only one of them states holds for both."""
    if first.kind is not last.kind:
        return None
    if any(years and years[0] != years[1] for years in (first.years, last.years)):
        return _academic_span(first, last)
    years = _years(first, last)
    for end, year in ((first, years and years[0]), (last, years and years[1])):
        if end.kind is Kind.DAYS and not is_date(year or 2000, *end.numbers):
            return Mistake.NO_SUCH_DATE
    if years and (years[0], first.numbers) > (years[1], last.numbers):
        return Mistake.BACKWARD
    return Term(first.kind, first.numbers, last.numbers, years)


def _academic_span(first: End, last: End) -> Term | Mistake | None:
    """Return the term from one end to the other in the academic year that one of them states, or both."""
    stated = {end.years for end in (first, last) if end.years}
    if len(stated) > 1:
        return None
    plain = _span(first._replace(years=None), last._replace(years=None))
    if not isinstance(plain, Term):
        return plain
    return plain._replace(years=stated.pop(), academic=plain.kind not in PLAN_PARTS)


def _years(first: End, last: End) -> Years | None:
    """Return the calendar years of both ends; one that does not state its year has the nearest that fits."""
    if first.years is None and last.years is None:
        return None
    if first == last:
        return first.years
    later_year = int(first.numbers > last.numbers)
    if first.years is None:
        assert last.years
        return last.years[0] - later_year, last.years[0]
    return first.years[0], first.years[0] + later_year if last.years is None else last.years[1]


def _single(end: End) -> Term | Mistake | None:
    return _span(end, end)


def _spans(end: Rule, start: Rule | None = None, *to: str) -> Rule:
    """Read an end to another. `start` is an end in the ablative, `to` are words between the two besides `по`."""
    from_to = _word("from") + end + (_word("to", *to) | _JOIN) + end | _word("between") + end + _word("and") + end
    if start is not None:
        from_to |= start + ~_word("since") + ~_DASH + end + _word("until")
    # From September to September may be a whole year.
    return end + _JOIN + end >> _span | from_to >> (lambda first, last: None if first == last else _span(first, last))


@cache
def _day_spans() -> Rule:
    """Read days of one month, `1-15 сентября`, `с 1 по 15.09.2025`, `сентябрдын 1инен 15ине чейин`; or of two."""
    last = _days_number_first()
    number_first = _take("day") + _JOIN + last | _word("from") + _DAY + (_word("to", "up-to") | _JOIN) + last
    number_first |= _word("between") + _DAY + _word("and") + last | _DAY_FROM + ~_word("since") + last + _word("until")
    days = _take("day") + _JOIN + _DAY | _word("from") + _DAY + _word("to", "up-to") + _DAY
    days |= _DAY_FROM + ~_word("since") + _DAY + _word("until")
    name_first = _month_name() + days
    return (
        number_first >> (lambda day, end: _span(end._replace(numbers=(end.numbers[0], day)), end))
        | name_first + ~_YEAR_AFTER >> _days_of_month
        | _YEAR_BEFORE + name_first >> (lambda years, month, first, last: _days_of_month(month, first, last, years))
        | _spans(_days(), _days_from(), "up-to")
    )


def _days_of_month(month: int, first: int, last: int, years: Years | None = None, /) -> Term | Mistake | None:
    return _span(End(Kind.DAYS, (month, first), years), End(Kind.DAYS, (month, last), years))


@cache
def _month_spans() -> Rule:
    """Read months. `с сентября до мая` may or may not include May."""
    up_to = _word("from") + _months() + _word("up-to") + _months()
    since = _months() + _word("since") + _months() + _word("until")
    start = _ends(Kind.MONTHS, _month_name_from() >> _group)
    return (
        _spans(_months(), start)
        | (up_to | since) >> _span
        | up_to >> (lambda first, last: _span(first, _month_before(last)))
    )


def _month_before(end: End) -> End:
    month = end.numbers[0] - 1 or 12
    calendar_year = end.years is not None and end.years[0] == end.years[1]
    return End(Kind.MONTHS, (month,), (end.years[0] - month // 12,) * 2 if calendar_year and end.years else end.years)


@cache
def _shared_spans() -> Rule:
    """Read a span whose ends share a word: `1-2-квартал`, `с I по II квартал`, `октябрдын 1-2-жумасы`."""
    ends = _quarters() | _halves(Kind.HALF_YEARS) | _halves(Kind.SEMESTERS) | _parts(Kind.WEEKS) | _parts(Kind.TEN_DAYS)
    first = ~_word("from") + _ORDINAL + (_JOIN | _word("to"))
    span = first + ends >> _from_number
    span |= _STATED_YEARS + first + ends >> (lambda years, number, end: _from_number(number, end._replace(years=years)))
    for kind, word in _numbered_words().items():
        span |= word + ~_DASH + _ORDINAL + _JOIN + _ORDINAL + ~(_OF + _STATED_YEARS) >> _number_span(kind)
    for kind in (Kind.WEEKS, Kind.TEN_DAYS):
        word = _word(_PART_WORDS[kind])
        part = _numbered(word)
        plural = word + _ORDINAL + _JOIN + _ORDINAL + _OF + _month_name()
        span |= _month_name() + ~_COMMA + first + part >> _part_span(kind, 0, 1, 2)
        span |= _YEAR_BEFORE + _month_name() + ~_COMMA + first + part >> _part_span(kind, 1, 2, 3)
        span |= plural + ~_YEAR_AFTER >> _part_span(kind, 2, 0, 1)
    first_weeks = ~_text("на") + _ORDINAL + _take("count") + _word("week") + _OF + _month_name() + ~_YEAR_AFTER
    span |= first_weeks >> (lambda first, *values: _first_weeks(*values) if first == 1 else None)
    return span


def _numbered_words() -> dict[Kind, Rule]:
    """Return the words for the parts of a year that are numbered."""
    return {Kind.QUARTERS: _word("quarter"), Kind.HALF_YEARS: _HALF_YEAR, Kind.SEMESTERS: _word("semester")}


def _first_weeks(count: int, month: int, years: Years | None = None) -> Term | Mistake | None:
    end = _end(Kind.WEEKS, (month, count), years)
    return end and _from_number(1, end)


def _number_span(kind: Kind) -> Callable[..., Term | Mistake | None]:
    def make(first: int, last: int, years: Years | None = None) -> Term | Mistake | None:
        end = _end(kind, (last,), years)
        return end and _from_number(first, end)

    return make


def _part_span(kind: Kind, month: int, first: int, last: int) -> Callable[..., Term | Mistake | None]:
    """Return a function of values at these positions that makes a span of parts of a month."""

    def make(*values: Any) -> Term | Mistake | None:
        years = next((value for value in values if isinstance(value, tuple)), None)
        end = _end(kind, (values[month], values[last]), years)
        return end and _from_number(values[first], end)

    return make


def _from_number(number: int, end: End) -> Term | Mistake | None:
    first = end._replace(numbers=(*end.numbers[:-1], number))
    in_order = 0 < number < end.numbers[-1] or (end.kind is Kind.QUARTERS and number in range(1, 5))
    return _span(first, end) if in_order and number != end.numbers[-1] else None


@cache
def _dated_terms() -> Rule:
    term = (_days() | _wholes() | _parts(Kind.THIRDS)) >> _single
    term |= _day_spans() | _month_spans() | _shared_spans()
    for kind in _PART_WORDS:
        term |= _spans(_parts(kind), _parts(kind, ablative=True))
    term |= _spans(_parts(Kind.THIRDS), _parts(Kind.THIRDS, ablative=True), "up-to")
    term |= _spans(_quarters(), _quarters(ablative=True))
    term |= _spans(_halves(Kind.HALF_YEARS)) | _spans(_halves(Kind.SEMESTERS))
    return ~_word("in") + term + ~_word("inside") + ~_word("included")


@cache
def _unnumbered_halves() -> Rule:
    """Read `в течение семестра`, `жарым жылдык ичинде`: of two halves of the plan's year, either."""
    readings = []
    for kind, word in ((Kind.SEMESTERS, _word("semester")), (Kind.HALF_YEARS, _HALF_YEAR)):
        half = _word("in") + word | word + _word("inside")
        readings += [_constant(half, Term(kind, (number,), (number,))) for number in (1, 2)]
    return readings[0] | readings[1] | readings[2] | readings[3]


# --- deadlines ----------------------------------------------------------------------------------------------


def _deadline(end: End) -> Term | Mistake | None:
    term = _single(end)
    return term._replace(deadline=True) if isinstance(term, Term) else term


def _before_month(end: End) -> Term | Mistake | None:
    return _deadline(_month_before(end))


def _before_day(end: End) -> Term | Mistake | None:
    """Return the deadline on the day before; that of the first day of a month is the end of the month before."""
    if isinstance(day := _single(end), Mistake):
        return day
    if end.numbers[1] == 1:
        return _before_month(end)
    return _deadline(end._replace(numbers=(end.numbers[0], end.numbers[1] - 1)))


@cache
def _deadlines() -> Rule:
    """Read `до 15 сентября`, `15-сентябрга чейин`, `by end of september`. `до октября` may or may not include it."""
    by, until, not_later = _word("by"), _word("until"), _word("not-later")
    whole = _wholes() | _CALENDAR_YEAR >> (lambda years: End(Kind.MONTHS, (12,), years))
    sure = by + _days() | _days() + until | _days_from() + not_later
    sure |= by + ~_word("in") + _word("end") + ~_DASH + _OF + whole | whole + _word("end") + until
    sure |= whole + _word("end", ablative=True) + not_later
    month = by + _months() | _months() + until
    year = by + ~_word("in") + _word("end") + _OF + _word("year") | _word("year") + _word("end") + until
    before = _word("before") + _days()
    unsure = month >> _deadline | month >> _before_month | before >> _deadline | before >> _before_day
    december = End(Kind.MONTHS, (12,))
    unsure |= year >> (lambda: _deadline(december)) | year >> (
        lambda: Term(Kind.STANDING, standing=StandingTerm.WITHIN_YEAR)
    )
    return (sure >> _deadline | unsure) + ~_word("included")


# --- how often ----------------------------------------------------------------------------------------------


@cache
def _periods() -> Rule:
    words = {
        Period.DAY: _word("day-word"),
        Period.WEEK: _word("week"),
        Period.MONTH: _word("month-word"),
        Period.QUARTER: _word("quarter"),
        Period.HALF_YEAR: _HALF_YEAR,
        Period.SEMESTER: _word("semester"),
        Period.YEAR: ~_word("academic") + _word("year"),
    }
    first, *others = (_constant(word, PERIODS.index(period)) for period, word in words.items())
    for rule in others:
        first |= rule
    return first


def _constant(rule: Rule, value: Any) -> Rule:
    return rule >> (lambda: value)


_EVERY = _word("every") + ~_text("бир")


@cache
def _recurring_terms() -> Rule:
    """Read `ежемесячно`, `ар ай сайын`, `ежемесячно до 5 числа`, `ар айдын 5ине чейин`, `on day 5 of each month`."""
    every = _EVERY + _periods() + ~_word("each") | _periods() + _word("each") | _take("periodic")
    number = _DAY | _word("day-word") + _take("day")
    by = _word("by") + number | number + _word("until")
    on = _word("on-days", "in") + number | _take("day") + _DAY_WORD | _take("on-day")
    of_each = _OF + _EVERY + _periods()
    month = PERIODS.index(Period.MONTH)
    return (
        every >> _recurring
        | every + ~_COMMA + by >> _recurring_by
        | every + ~_COMMA + on >> _recurring
        | by + (of_each | ~_COMMA + every) >> (lambda day, period: _recurring_by(period, day))
        | on + ~_COMMA + every >> (lambda day, period: _recurring(period, day))
        | ~_word("on-days") + number + of_each >> (lambda day, period: _recurring(period, day))
        | _EVERY + number + _OF + _word("month-word") >> (lambda day: _recurring(month, day))
    )


def _recurring(period: int, day: int = 0) -> Term | None:
    """Return the term that recurs in each period, or on a day of it."""
    if period == PERIODS.index(Period.YEAR):
        return None if day else Term(Kind.TIMES, (1, 1, 1, period))
    if not day:
        return Term(Kind.EVERY, (period,))
    return (
        Term(Kind.EVERY, (period,), (day,)) if PERIODS[period] in (Period.MONTH, Period.QUARTER) and day < 32 else None
    )


def _recurring_by(period: int, day: int) -> Term | None:
    term = _recurring(period, day)
    return term and term._replace(deadline=True)


@cache
def _weekdays() -> Rule:
    """Read `каждый понедельник`, `дүйшөмбү сайын`, `on mondays`. The Kyrgyz жума is Friday only with `күнү`."""
    friday = _token(lambda token: None if "week" not in token.meanings else _value(token, "weekday"), ["weekday"])
    other = _token(lambda token: None if "week" in token.meanings else _value(token, "weekday"), ["weekday"])
    day = other + ~_word("day-word") | friday + _word("day-word")
    every = _EVERY + day + ~_word("each") | day + _word("each") | ~_word("on-days") + _take("weekdays")
    every |= (other | friday) + _word("days-word")
    weekly = _take("periodic") >> (lambda period: period if PERIODS[period] is Period.WEEK else None)
    weekly |= _constant((_EVERY + _word("week")) | _word("week") + _word("each"), PERIODS.index(Period.WEEK))
    every |= weekly + ~_COMMA + ~_word("on-days", "in") + (day | _take("weekdays")) >> (lambda _, weekday: weekday)
    return every >> (lambda weekday: Term(Kind.WEEKDAYS, (weekday,)))


@cache
def _times() -> Rule:
    """Read `2 раза в год`, `1 раз в 2 месяца`, `жылына бир жолу`, `at least once a month`, `every 2 weeks`."""
    count, times, least = _take("count"), _word("times"), _word("at-least")
    single = count + times | _take("once") | _constant(times, 1)
    number = single >> (lambda number: (number, number)) | count + _DASH + count + times >> _group
    several = count + _periods() >> _group
    more = several >> (lambda periods: periods if periods[0] > 1 else None)
    periods = _periods() >> (lambda period: (1, period)) | several
    number_first = number + (_word("per") + ~_EVERY | _EVERY) + periods >> _group
    period_first = ~_EVERY + periods + number >> _swap
    at_least = least + (number_first | period_first) | periods + least + number >> _swap
    at_least |= period_first + _word("no-less")
    every = _EVERY + more + ~_word("each") | more + _word("each")
    return (
        (number_first | period_first) >> (lambda values: _times_term(Kind.TIMES, *values))
        | at_least >> (lambda values: _times_term(Kind.AT_LEAST, *values))
        | every >> (lambda periods: _times_term(Kind.TIMES, (1, 1), periods))
    )


def _times_term(kind: Kind, times: tuple[int, int], periods: tuple[int, int]) -> Term | None:
    return Term(kind, (*times, *periods)) if 0 < times[0] <= times[1] and periods[0] else None


# --- standing phrases ---------------------------------------------------------------------------------------

_WITH_YEAR = {
    **dict.fromkeys(("год", "года", "г", "жыл", "жылы", "ж", "year"), StandingTerm.ALL_YEAR),
    **dict.fromkeys(("вгоду", "жылда", "жылында", "жылыичинде", "within", "in", "during"), StandingTerm.WITHIN_YEAR),
}


@cache
def _phrases() -> dict[str, StandingTerm]:
    """Return the standing terms by their spellings without spaces and signs."""
    return {
        "".join(word for word in fold(spelling.lower()).translate(_NO_SIGNS).split() if word != "the"): standing
        for standing, languages in STANDING.items()
        for several in languages.values()
        for spelling in several
    }


_NO_SIGNS = str.maketrans({".": " ", "-": " "})
_MOST_TOKENS = 10
_SAME = {"в течении": "в течение", "в теч": "в течение"}


def _standing(tokens: Sequence[Token], index: int) -> Iterator[tuple[tuple[Term], int]]:
    """Read a phrase of `standing_terms`, some of them with a year: `2025-2026-окуу жылы`, `в течение 2025 года`."""
    phrases = _phrases()
    key = ""
    years: Years | None = None
    for end in range(index, min(len(tokens), index + _MOST_TOKENS)):
        token = tokens[end]
        alone = index == 0 and end == len(tokens) - 1
        if years is None and ("calendar-year" in token.meanings or "years" in token.meanings):
            first = token.meanings.get("calendar-year") or token.meanings["years"]
            years = (first, first if "calendar-year" in token.meanings else first + 1)
        else:
            key += _SAME.get(token.text, token.text).replace(" ", "").replace("-", "")
        standing = phrases.get(key) or (_WITH_YEAR.get(key) if years and alone else None)
        if standing and token.text != "-" and (years is None or _may_state(standing, years)):
            yield (Term(Kind.STANDING, years=years, standing=standing),), end + 1


_FOR_A_YEAR = (StandingTerm.ALL_YEAR, StandingTerm.ACADEMIC_YEAR, StandingTerm.WITHIN_YEAR)


def _throughout(recurring: Term, standing: Term | None = None) -> Term | None:
    """Return the term that recurs: the whole year adds nothing to how often, as in `ежемесячно в течение года`."""
    return recurring if standing is None or (standing.standing in _FOR_A_YEAR and not standing.years) else None


def _standing_or(standing: Term, recurring: Term | None = None) -> Term | None:
    return standing if recurring is None else _throughout(recurring, standing)


def _may_state(standing: StandingTerm, years: Years) -> bool:
    """Return whether the phrase can have that year: an academic year is two years, a calendar year one."""
    if standing is StandingTerm.ACADEMIC_YEAR:
        return years[0] != years[1]
    return standing in (StandingTerm.ALL_YEAR, StandingTerm.WITHIN_YEAR) and years[0] == years[1]


# --- several terms ------------------------------------------------------------------------------------------


@cache
def _shared_lists() -> Rule:
    """Read terms that share a word: `15 и 20 сентября`, `1-5 и 10-15 сентября`, `I, II кварталы`, `до 1 и 15 мая`."""
    day_list = (_take("day") + _ALSO).many() + _days_number_first() >> _with_numbers
    pair = _take("day") + _JOIN + _take("day") >> _group
    spans = (pair + _ALSO).many() + (_take("day") + _JOIN + _days_number_first()) >> _with_pairs
    name_first = _month_name() + _take("day") + (_ALSO + _take("day")).many() >> (
        lambda month, *days: tuple(End(Kind.DAYS, (month, day)) for day in days)
    )
    wholes = (
        _quarters() | _halves(Kind.HALF_YEARS) | _halves(Kind.SEMESTERS) | _parts(Kind.WEEKS) | _parts(Kind.TEN_DAYS)
    )
    ordinals = (_ORDINAL + ~_DASH + _ALSO).many() + wholes >> _with_numbers
    for kind, word in _numbered_words().items():
        several = word + ~_DASH + (_ORDINAL + (_ALSO + _ORDINAL).many() >> _group) + ~(_OF + _STATED_YEARS)
        ordinals |= several >> _numbered_ends(kind)
    deadlines = _word("by") + (day_list | _days() + (_ALSO + _days()).many() >> _group)
    deadlines |= (day_list | _days() + (_ALSO + _days()).many() >> _group) + _word("until")
    dated = (day_list | name_first | ordinals) >> (lambda ends: tuple(map(_single, ends))) | spans
    return ~_word("in") + dated + ~_word("inside") | deadlines >> (lambda ends: tuple(map(_deadline, ends)))


def _numbered_ends(kind: Kind) -> Callable[..., tuple[End, ...] | None]:
    """Return a function of some numbers and the years that makes the ends of this kind."""

    def make(numbers: tuple[int, ...], years: Years | None = None) -> tuple[End, ...] | None:
        ends = [_end(kind, (number,), years) for number in numbers]
        return tuple(end for end in ends if end) if all(ends) else None

    return make


def _with_numbers(*values: Any) -> tuple[End, ...] | None:
    """Return the ends of some numbers and an end: they share all but the last number of it."""
    *numbers, last = values
    ends = [_end(last.kind, (*last.numbers[:-1], number), last.years) for number in numbers]
    return (*(end for end in ends if end), last) if all(ends) else None


def _with_pairs(*values: Any) -> tuple[Term | Mistake | None, ...]:
    """Return the terms of some pairs of days, and of a day and an end that has the month of all."""
    *pairs, day, last = values
    month, last_day = last.numbers
    return tuple(_days_of_month(month, first, end, last.years) for first, end in (*pairs, (day, last_day)))


@cache
def _terms() -> Rule:
    """Read one or more terms; months may follow each other with nothing between them."""
    recurring = _recurring_terms() | _weekdays() | _times()
    standing = Rule(_standing, frozenset(), empty=True)
    one = (
        _dated_terms()
        | _unnumbered_halves()
        | _deadlines()
        | (recurring + ~standing >> _throughout)
        | (standing + ~recurring >> _standing_or)
    )
    months = (_months() >> _single).many() >> (lambda *terms: terms if len(terms) > 1 else None)
    some = one >> _group | _shared_lists() | months
    return some + ~(_AND + some).many() >> _list


def _list(*groups: Reading) -> Reading | None:
    """Return the terms of some groups; `еженедельно, по пятницам` is one term, and not two."""
    terms = tuple(term for group in groups for term in group)
    weekly = Term(Kind.EVERY, (PERIODS.index(Period.WEEK),))
    pairs = pairwise(terms)
    return None if any(a == weekly and isinstance(b, Term) and b.kind is Kind.WEEKDAYS for a, b in pairs) else terms
