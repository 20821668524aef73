"""The academic year and its terms: what is written in `due`, and which days it means."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import product

from talplan.folding import DASHES, fold, ranked
from talplan.months import NAMES, Language, disputed, read_month


class Kind(StrEnum):
    """What a term is; all but the standing ones are dated."""

    MONTH = "month"
    RANGE = "range"
    DATE = "date"
    DATES = "dates"
    STANDING = "standing"


class Standing(StrEnum):
    """The terms that last the whole year of the plan."""

    ALL_YEAR = "all-year"
    ACADEMIC_YEAR = "academic-year"
    WITHIN_YEAR = "within-year"
    ALWAYS = "always"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    EACH_SEMESTER = "each-semester"
    ONCE_A_YEAR = "once-a-year"
    BY_SCHEDULE = "by-schedule"
    AS_IT_COMES_UP = "as-it-comes-up"


# Kyrgyz, Russian, English: in each the canonical spelling first, then what else is read.
_STANDING: dict[Standing, tuple[str, str, str]] = {
    Standing.ALL_YEAR: (
        "жыл бою; бүт жыл; бүткүл жыл; бир жыл бою; жыл бойлой",
        "весь год; круглый год; круглогодично; в течение всего года; на протяжении года",
        "all year; all the year; whole year; the whole year; throughout the year; year-round; all year round",
    ),
    Standing.ACADEMIC_YEAR: (
        "окуу жылы; окуу жылы бою; окуу жылында; окуу жылы ичинде; бүт окуу жылы",
        "учебный год; весь учебный год; в течение учебного года; в течении учебного года",
        "academic year; the academic year; school year; during the academic year",
    ),
    Standing.WITHIN_YEAR: (
        "жыл ичи; жыл ичинде; бир жыл ичинде",
        "в течение года; в течении года; за год",
        "within the year; within a year; during the year; in the course of the year",
    ),
    Standing.ALWAYS: (
        "дайыма; ар дайым; ар убак; туруктуу; такай; үзгүлтүксүз",
        "постоянно; всегда; непрерывно; на постоянной основе",
        "always; constantly; continuously; permanently; at all times",
    ),
    Standing.WEEKLY: (
        "ар жума сайын; жума сайын; ар жума; ар апта сайын; апта сайын; ар апта; жумасына 1 жолу",
        "еженедельно; каждую неделю; каждая неделя; раз в неделю; 1 раз в неделю",
        "weekly; every week; each week; once a week",
    ),
    Standing.MONTHLY: (
        "ай сайын; ар ай сайын; ар ай; ар айда; айына 1 жолу",
        "ежемесячно; каждый месяц; раз в месяц; 1 раз в месяц",
        "monthly; every month; each month; once a month",
    ),
    Standing.QUARTERLY: (
        "чейрек сайын; ар чейрек сайын; ар чейрек; ар чейректе; квартал сайын; ар квартал сайын",
        "ежеквартально; каждый квартал; поквартально; раз в квартал; 1 раз в квартал",
        "quarterly; every quarter; each quarter; once a quarter",
    ),
    Standing.EACH_SEMESTER: (
        "семестр сайын; ар семестр сайын; ар семестр; ар семестрде; семестрине 1 жолу",
        "каждый семестр; посеместрово; раз в семестр; 1 раз в семестр",
        "every semester; each semester; once a semester",
    ),
    Standing.ONCE_A_YEAR: (
        "жылына 1 жолу; жылына бир жолу; жылына 1 ирет; жылына бир ирет; жылда 1 жолу; жылда бир жолу",
        "1 раз в год; один раз в год; раз в год; ежегодно",
        "once a year; once per year; yearly; annually",
    ),
    Standing.BY_SCHEDULE: (
        "график боюнча; графикке ылайык; графиги боюнча; өз графиги боюнча",
        "по графику; согласно графику; согласно графика; в соответствии с графиком; по своему графику",
        "by schedule; on schedule; as scheduled; according to schedule; by a schedule of its own",
    ),
    Standing.AS_IT_COMES_UP: (
        "учурунда; өз учурунда; керек учурда; зарыл учурда; зарылчылыгына жараша; зарылчылыкка жараша",
        "по мере необходимости; по необходимости; по мере поступления; при необходимости; в своё время",
        "as it comes up; as they come up; as needed; as necessary; as required; when needed; in due time",
    ),
}

# For whoever lists them: by term and language every spelling that is read, the canonical one first.
STANDING: dict[Standing, dict[Language, tuple[str, ...]]] = {
    standing: {lang: tuple(cell.split("; ")) for lang, cell in zip(Language, cells, strict=True)}
    for standing, cells in _STANDING.items()
}


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `first` up to, and without, `end`."""

    first: date
    end: date

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.end - timedelta(days=1)

    def touches(self, other: "Window") -> bool:
        """Whether the two have a day in common."""
        return self.first < other.end and other.first < self.end

    def holds(self, day: date) -> bool:
        """Whether the day is inside."""
        return self.first <= day < self.end


@dataclass(frozen=True, slots=True)
class AcademicYear:
    """The plan's year: twelve months from the first day of `first_month` of the year `first`."""

    first: int
    first_month: int = 8

    def __post_init__(self) -> None:
        # The year after the last must still be a date, because windows are half-open.
        if not (1 <= self.first <= 9998 and 1 <= self.first_month <= 12):
            raise ValueError(self.first, self.first_month)

    def __str__(self) -> str:
        return f"{self.first:04}-{self.first + 1:04}"

    @property
    def window(self) -> Window:
        """The whole year of the plan."""
        return Window(date(self.first, self.first_month, 1), date(self.first + 1, self.first_month, 1))

    def month(self, number: int) -> Window:
        """The month 1 to 12, in the calendar year in which the plan's year meets it."""
        return _month_window(self.first + (number < self.first_month), number)


def _month_window(year: int, month: int) -> Window:
    return Window(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))


def read_year(text: str) -> int:
    """The first year of `2025-2026`; ValueError where it is not two years in a row."""
    found = re.fullmatch("([0-9]{4})-([0-9]{4})", text)
    if not found or int(found[2]) != int(found[1]) + 1 or found[1] == "0000":
        raise ValueError(text)
    return int(found[1])


@dataclass(frozen=True, slots=True)
class Term:
    """One deadline of an item; two terms are equal where their canonical spellings are.

    A month and a range have `months`, a date and a span of dates have `days`, both as first and last.
    """

    kind: Kind
    months: tuple[int, int] | None = None
    days: tuple[date, date] | None = None
    standing: Standing | None = None

    @property
    def dated(self) -> bool:
        """Whether it has a deadline of its own."""
        return self.kind is not Kind.STANDING


class UnknownTerm(ValueError):
    """A text that is no term, or no month where a month was asked for."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class DisputedMonth(UnknownTerm):
    """A traditional name of a month; `readings` are the two months that it is used for."""

    def __init__(self, text: str, name: str, readings: tuple[int, int]) -> None:
        super().__init__(text)
        self.name = name
        self.readings = readings


class NoSuchDate(UnknownTerm):
    """A date as it should be written, of a day that no calendar has; `date` is the part that says so."""

    def __init__(self, text: str, date: str) -> None:
        super().__init__(text)
        self.date = date


class BackwardSpan(UnknownTerm):
    """Two dates, the second before the first."""


class OutsideYear(ValueError):
    """A window that is not inside the plan's year; `runs_over` where a range of months goes over its end."""

    def __init__(self, year: AcademicYear, *, runs_over: bool = False) -> None:
        super().__init__(str(year))
        self.year = year
        self.runs_over = runs_over


_DASH = re.compile(rf"\s*[{DASHES}]\s*")
_DOTS = re.compile(r"\s*\.\.\s*")
_ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LOOSE = re.compile(rf"([0-9]{{4}})[{DASHES}./]([0-9]{{1,2}})[{DASHES}./]([0-9]{{1,2}})")
_DATE_LIKE = re.compile(
    rf"(?<![0-9]){_LOOSE.pattern}(?![0-9])|(?<![0-9])([0-9]{{1,2}})[./]([0-9]{{1,2}})[./]([0-9]{{4}})(?![0-9])"
)
_MOST_HINTS = 3


_LONGEST = 100


def _tidy(text: str) -> str:
    # No term is that long: nobody waits while a page of hyphens is split and compared.
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else ""


def _plain(text: str) -> str:
    return fold(text).removesuffix(".").replace("ё", "е")


_STANDING_BY_SPELLING: dict[str, Standing] = {
    _plain(spelling): standing
    for standing, languages in STANDING.items()
    for spellings in languages.values()
    for spelling in spellings
}


@lru_cache(maxsize=1024)
def read_term(text: str) -> Term:
    """The term that a text of a plan file says; UnknownTerm or one of its kinds where it says none."""
    tidy = _tidy(text)
    plain = _plain(tidy)
    if standing := _STANDING_BY_SPELLING.get(plain):
        return Term(Kind.STANDING, standing=standing)
    ends = [read_month(part) for part in _DASH.split(tidy)]
    match ends:
        case [int(month)]:
            return Term(Kind.MONTH, months=(month, month))
        case [int(first), int(last)]:
            return Term(Kind.MONTH if first == last else Kind.RANGE, months=(first, last))
    days = [_read_date(part, text) for part in _DOTS.split(plain)]
    match days:
        case [date() as day]:
            return Term(Kind.DATE, days=(day, day))
        case [date() as begin, date() as last_day]:
            if last_day < begin:
                raise BackwardSpan(text)
            return Term(Kind.DATE if begin == last_day else Kind.DATES, days=(begin, last_day))
    _refuse_disputed(text)
    raise UnknownTerm(text)


def _read_date(part: str, text: str) -> date | None:
    found = _ISO.fullmatch(part)
    if not found:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise NoSuchDate(text, part) from None


def _refuse_disputed(text: str) -> None:
    # The whole first: баш-оона has a hyphen of its own.
    tidy = _tidy(text)
    for part in (tidy, *_DASH.split(tidy)):
        if readings := disputed(part):
            raise DisputedMonth(text, part, readings)


def spell(term: Term, language: Language) -> str:
    """The canonical spelling in a language."""
    if term.standing:
        return STANDING[term.standing][language][0]
    if term.days:
        first, last = term.days
        return str(first) if first == last else f"{first}..{last}"
    return _spell_months(term.months or (), language)


def _spell_months(months: Iterable[int], language: Language) -> str:
    return "-".join(dict.fromkeys(NAMES[language][month - 1] for month in months))


def window(term: Term, year: AcademicYear) -> Window:
    """The days that a term means in a plan's year; OutsideYear where they are not all in it."""
    if term.months:
        return _between(*(year.month(month) for month in term.months), year=year)
    if term.days:
        first, last = term.days
        whole = year.window
        if not (whole.holds(first) and whole.holds(last)):
            raise OutsideYear(year)
        return Window(first, last + timedelta(days=1))
    return year.window


def _between(first: Window, last: Window, *, year: AcademicYear) -> Window:
    whole = year.window
    if not (whole.touches(first) and whole.touches(last)):
        raise OutsideYear(year)
    if last.first < first.first:
        raise OutsideYear(year, runs_over=True)
    return Window(first.first, last.end)


# --- hints --------------------------------------------------------------------------------------------------

_MONTHS = {name: number for names in NAMES.values() for number, name in enumerate(names, start=1)}
_KNOWN = [*_MONTHS, *_STANDING_BY_SPELLING]


def _ranked(text: str, known: Iterable[str]) -> Iterator[str]:
    # Latin letters may be a transliteration; Cyrillic ones mean no English word (жыл is near to july).
    return ranked(text.removesuffix("."), (one for one in known if text.isascii() or not one.isascii()))


def nearest_terms(text: str, language: Language) -> list[str]:
    """Canonical spellings of the terms that an unknown one may have been meant for, three at most."""
    text = _tidy(text)
    if mended := _mended_dates(text):
        return [mended]
    if readings := disputed(text):
        return [NAMES[language][month - 1] for month in readings]
    parts = _DASH.split(text)
    if len(parts) == 2 and all(ends := [_month_numbers(part) for part in parts]):
        return _few(_spell_months(pair, language) for pair in product(*ends) if pair[0] != pair[1])
    return _few(spell(read_term(known), language) for known in _ranked(text, _KNOWN))


def nearest_months(text: str, language: Language | None = None) -> list[str]:
    """Names of the months that come nearest: in a language, or each in the one in which it was found."""
    found: dict[int, str] = {}
    for name in _ranked(_tidy(text), _MONTHS):
        found.setdefault(_MONTHS[name], name)
    return _few(NAMES[language][month - 1] if language else name for month, name in found.items())


def _month_numbers(part: str) -> list[int]:
    """The month that a part of a range says, else those that it may have been meant for."""
    if known := read_month(part):
        return [known]
    if readings := disputed(part):
        return [*readings]
    return [_MONTHS[name] for name in nearest_months(part)]


def _mended_dates(text: str) -> str | None:
    """The text as a date or a span, where it only writes them in another way: 14.10.2025, 2025/10/14."""
    found = [*_DATE_LIKE.finditer(text)]
    days = [day for match in found if (day := _loose_date(match))]
    between = _DATE_LIKE.sub("", text).strip(f" .{DASHES}")
    if between or len(days) != len(found) or len(days) not in (1, 2) or days != sorted(days):
        return None
    return "..".join(dict.fromkeys(map(str, days)))


def _loose_date(found: re.Match[str]) -> date | None:
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _few(hints: Iterable[str]) -> list[str]:
    few: dict[str, None] = {}
    for hint in hints:
        few[hint] = None
        if len(few) == _MOST_HINTS:
            break
    return list(few)


# --- the command line's months ------------------------------------------------------------------------------

# As a person at a prompt says them, how many months from now.
_RELATIVE = {
    **dict.fromkeys(("this", "this month", "current", "бул", "бул ай", "ушул", "ушул ай"), 0),
    **dict.fromkeys(("этот", "этот месяц", "текущий", "текущий месяц"), 0),
    **dict.fromkeys(("next", "next month", "кийинки", "кийинки ай", "келерки", "келерки ай", "эмки ай"), 1),
    **dict.fromkeys(("следующий", "следующий месяц", "будущий месяц"), 1),
    **dict.fromkeys(("last", "last month", "previous", "өткөн", "өткөн ай", "мурунку", "мурунку ай"), -1),
    **dict.fromkeys(("прошлый", "прошлый месяц", "предыдущий", "предыдущий месяц"), -1),
}
_SEPARATOR = re.compile(rf"\s*(?:\.\.|[{DASHES}])\s*")
_YEAR_MONTH = re.compile("([0-9]{4})-(0[1-9]|1[0-2])")
_NUMBER = re.compile("0?[1-9]|1[0-2]")


def asked_months(text: str, year: AcademicYear, today: date) -> Window:
    """The months that a person asks for: as in a plan file, `10`, `2025-10`, `this`, `next`, `last`, a range.

    UnknownTerm where the text is none of these, OutsideYear where it is not in the plan's year.
    """
    asked = fold(_tidy(text))
    if _LOOSE.fullmatch(asked):
        raise UnknownTerm(text)  # a day; 2025-10-12 is not October to December either
    if month := _asked_month(asked, year, today):
        return _between(month, month, year=year)
    for gap in _SEPARATOR.finditer(asked):
        first = _asked_month(asked[: gap.start()], year, today)
        last = _asked_month(asked[gap.end() :], year, today)
        if first and last:
            return _between(first, last, year=year)
    _refuse_disputed(text)
    raise UnknownTerm(text)


def _asked_month(text: str, year: AcademicYear, today: date) -> Window | None:
    if number := read_month(text):
        return year.month(number)
    if _NUMBER.fullmatch(text):
        return year.month(int(text))
    if found := _YEAR_MONTH.fullmatch(text):
        return _calendar_month(int(found[1]) * 12 + int(found[2]) - 1, year)
    if text in _RELATIVE:
        return _calendar_month(today.year * 12 + today.month - 1 + _RELATIVE[text], year)
    return None


def _calendar_month(count: int, year: AcademicYear) -> Window:
    """A month by its count since the year 0; OutsideYear already here where it has no window."""
    if not 12 <= count < 9999 * 12 + 11:
        raise OutsideYear(year)
    return _month_window(count // 12, count % 12 + 1)
