"""Write terms: their canonical spellings in the three languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache

from talplan.domain.language import Language
from talplan.domain.months import NAMES, genitive
from talplan.domain.standing_terms import STANDING, StandingTerm
from talplan.domain.terms import ANY_ACADEMIC, LAST_WEEK, PERIODS, PLAN_PARTS, Kind, Period, Term


@lru_cache(maxsize=4096)
def spell(term: Term, language: Language) -> str:
    """Return the canonical spelling of a term in a language."""
    if term.kind is Kind.STANDING and term.standing and term.years is None:
        return STANDING[term.standing][language][0]
    if term.dates and not term.deadline:
        return "..".join(dict.fromkeys(map(str, term.dates)))
    if not term.dated:
        return _STANDING_WRITERS[language](term)
    write = _WRITERS[language]
    if _shares_words(term):
        return write(term, term.first, term.last, term.years)
    assert term.years is None or not term.deadline
    first, last = ((year, year) for year in term.years) if term.years and not term.academic else (term.years,) * 2
    return f"{write(term, term.first, term.first, first)}..{write(term, term.last, term.last, last)}"


def written(term: Term, language: Language) -> str | date:
    """Return a term for the file: a single date as a date, everything else spelled."""
    if term.dates and term.dates[0] == term.dates[1] and not term.deadline:
        return term.dates[0]
    return spell(term, language)


def spell_months(months: Iterable[int], language: Language) -> str:
    """Return one month, or the first and the last month of a range."""
    return "-".join(dict.fromkeys(NAMES[language][month - 1] for month in months))


def offered_terms(language: Language) -> list[str]:
    """Return spellings for completion: every month, the common terms, and examples of the other kinds."""
    examples = [
        *(_single(Kind.MONTHS, number) for number in range(1, 13)),
        *common_terms(),
        _single(Kind.DAYS, 9, 15),
        _single(Kind.DAYS, 9, 15)._replace(deadline=True),
        _single(Kind.MONTHS, 9)._replace(deadline=True),
        _single(Kind.WEEKS, 9, 2),
        _single(Kind.TEN_DAYS, 9, 1),
    ]
    return [spell(term, language) for term in examples]


def common_terms() -> list[Term]:
    """Return the terms without a month or a date that most plans use."""
    periods = range(len(PERIODS))
    year = PERIODS.index(Period.YEAR)
    return [
        *(Term(Kind.STANDING, standing=standing) for standing in STANDING),
        *(Term(Kind.EVERY, (period,)) for period in periods if period != year),
        *(Term(Kind.TIMES, (times, times, 1, period)) for period in periods[2:] for times in (1, 2)),
        *(_single(Kind.QUARTERS, number) for number in range(1, 5)),
        *(_single(kind, number) for kind in (Kind.HALF_YEARS, Kind.SEMESTERS) for number in (1, 2)),
    ]


def _single(kind: Kind, *numbers: int) -> Term:
    return Term(kind, numbers, numbers)


def _shares_words(term: Term) -> bool:
    """Return whether both ends are spelled in one month and year: `1-2-квартал`, `1-15 сентября`, `15 сентября`."""
    one_year = term.years is None or term.years[0] == term.years[1] or term.academic or term.kind in PLAN_PARTS
    numbered = term.kind not in (Kind.THIRDS, Kind.HALVES) and term.last[-1] != LAST_WEEK
    return one_year and (term.first == term.last or (numbered and term.first[:-1] == term.last[:-1]))


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


Ends = tuple[int, ...]
Years = tuple[int, int] | None

# --- Kyrgyz -------------------------------------------------------------------------------------------------

# By month, with the vowel harmony: the stem, and the endings of сентябр-ы, сентябр-га, сентябр-дын.
_STEMS = tuple(name.removesuffix("ь") for name in NAMES[Language.KY])
_POSSESSIVE = ["ы", "ы", "ы", "и", "ы", "у", "у", "у", "ы", "ы", "ы", "ы"]
_DATIVE = ["га", "га", "ка", "ге", "га", "га", "га", "ка", "га", "га", "га", "га"]
_GENITIVE = ["дын", "дын", "тын", "дин", "дын", "дун", "дун", "тун", "дын", "дын", "дын", "дын"]

# Alone, and after a genitive; the genitives of both.
_KY_NOUNS = {
    Kind.QUARTERS: ("квартал", "кварталдын", "кварталы", "кварталынын"),
    Kind.HALF_YEARS: ("жарым жылдык", "жарым жылдыктын", "жарым жылдыгы", "жарым жылдыгынын"),
    Kind.SEMESTERS: ("семестр", "семестрдин", "семестри", "семестринин"),
    Kind.SEASONS: ("семестр", "семестрдин", "семестри", "семестринин"),
}
_KY_PARTS = {Kind.WEEKS: "жумасы", Kind.TEN_DAYS: "декадасы", Kind.HALVES: "жарымы"}
_KY_EDGES = ("башы", "ортосу", "аягы")
_KY_SEASONS = ("күзгү", "жазгы")


def _write_ky(term: Term, first: Ends, last: Ends, years: Years) -> str:
    """Return `[2025-жылдын ]15-сентябрь`; a deadline ends with `чейин`."""
    before = "" if years is None else f"{years[0]}-жылдын "
    if years and years[0] != years[1]:
        before = "окуу жылынын " if years == ANY_ACADEMIC else f"{years[0]}-{years[1]}-окуу жылынын "
    number = _range(first[-1], last[-1])
    deadline = term.deadline
    match term.kind:
        case Kind.MONTHS:
            text = _ky_months(first[0], last[0], possessive=bool(before), deadline=deadline)
        case Kind.DAYS:
            text = f"{number}-{_ky_day_month(last[0], possessive=bool(before), deadline=deadline)}"
            deadline = False
        case Kind.QUARTERS | Kind.HALF_YEARS | Kind.SEMESTERS | Kind.SEASONS:
            noun = _KY_NOUNS[term.kind][2 * bool(before) + deadline]
            text = f"{_KY_SEASONS[last[0] - 1]} {noun}" if term.kind is Kind.SEASONS else f"{number}-{noun}"
        case Kind.THIRDS:
            text = f"{_ky_genitive(last[0], possessive=bool(before))} {_KY_EDGES[last[1] - 1]}"
        case _:
            part = _KY_PARTS[term.kind] + ("нын" if deadline else "")
            which = f"акыркы {part}" if last[1] == LAST_WEEK else f"{number}-{part}"
            text = f"{_ky_genitive(last[0], possessive=bool(before))} {which}"
    return f"{before}{text}{' аягына' if deadline else ''}{' чейин' if term.deadline else ''}"


def _ky_months(first: int, last: int, *, possessive: bool, deadline: bool) -> str:
    name = NAMES[Language.KY][last - 1]
    if deadline:
        name = _ky_genitive(last, possessive=possessive)
    elif possessive:
        name = _STEMS[last - 1] + _POSSESSIVE[last - 1]
    return name if first == last else f"{NAMES[Language.KY][first - 1]}-{name}"


def _ky_genitive(month: int, *, possessive: bool) -> str:
    """Return `сентябрдын`, with the possessive `сентябрынын`."""
    vowel = _POSSESSIVE[month - 1]
    return _STEMS[month - 1] + (f"{vowel}н{vowel}н" if possessive else _GENITIVE[month - 1])


def _ky_day_month(month: int, *, possessive: bool, deadline: bool) -> str:
    """Return the month after a day: `сентябрь`, `сентябрга`; after a year `сентябры`, `сентябрына`."""
    vowel = _POSSESSIVE[month - 1]
    if possessive:
        return _STEMS[month - 1] + vowel + (("не" if vowel == "и" else "на") if deadline else "")
    return _STEMS[month - 1] + _DATIVE[month - 1] if deadline else NAMES[Language.KY][month - 1]


_KY_PERIODS = ("күн", "ар жума", "ай", "чейрек", "жарым жыл", "семестр")
_KY_IN_EACH = ("күнүнө", "жумасына", "айына", "чейрегине", "жарым жылына", "семестрине", "жылына")
_KY_IN_SEVERAL = ("күндө", "жумада", "айда", "чейректе", "жарым жылда", "семестрде", "жылда")
_KY_WEEKDAYS = ("дүйшөмбү", "шейшемби", "шаршемби", "бейшемби", "", "ишемби", "жекшемби")
_KY_OF_YEAR = {StandingTerm.ALL_YEAR: "{}-жыл бою", StandingTerm.WITHIN_YEAR: "{}-жыл ичи"}


def _write_standing_ky(term: Term) -> str:
    match term.kind:
        case Kind.STANDING:
            return _of_year(term, "{}-окуу жылы", _KY_OF_YEAR)
        case Kind.EVERY:
            day = f" {term.last[0]}-{'числосуна чейин' if term.deadline else 'числосунда'}" if term.last else ""
            return f"{_KY_PERIODS[term.first[0]]} сайын{day}"
        case Kind.WEEKDAYS:
            name = _KY_WEEKDAYS[term.first[0]]
            return f"ар {name} сайын" if name else "ар жума күнү"
    least, most, per, period = term.first
    periods = _KY_IN_EACH[period] if per == 1 else f"{per} {_KY_IN_SEVERAL[period]}"
    return f"{periods}{' кеминде' if term.kind is Kind.AT_LEAST else ''} {_range(least, most)} жолу"


def _of_year(term: Term, academic: str, others: dict[StandingTerm, str]) -> str:
    """Return a standing term with the year that it states."""
    assert term.standing
    assert term.years
    return others.get(term.standing, academic).format("-".join(map(str, dict.fromkeys(term.years))))


# --- Russian ------------------------------------------------------------------------------------------------

_ROMAN = ("I", "II", "III", "IV")

# Nominative, genitive.
_RU_NOUNS = {
    Kind.WEEKS: ("{}-я неделя", "{}-й недели"),
    Kind.TEN_DAYS: ("{}-я декада", "{}-й декады"),
    Kind.HALVES: ("{}-я половина", "{}-й половины"),
    Kind.QUARTERS: ("{} квартал", "{} квартала"),
    Kind.HALF_YEARS: ("{} полугодие", "{} полугодия"),
    Kind.SEMESTERS: ("{} семестр", "{} семестра"),
    Kind.SEASONS: ("{} семестр", "{} семестра"),
}
_RU_LAST = ("последняя неделя", "последней недели")
_RU_EDGES = ("начало", "середина", "конец")
_RU_SEASONS = (("осенний", "осеннего"), ("весенний", "весеннего"))


def _write_ru(term: Term, first: Ends, last: Ends, years: Years) -> str:
    """Return `15 сентября[ 2025]`; a deadline begins with `до`, `до конца`."""
    genitives = [genitive(name) for name in NAMES[Language.RU]]
    case = int(term.deadline)
    match term.kind:
        case Kind.MONTHS:
            text = spell_months((first[0], last[0]), Language.RU) if not term.deadline else genitives[last[0] - 1]
        case Kind.DAYS:
            text = f"{_range(first[1], last[1])} {genitives[last[0] - 1]}"
        case Kind.THIRDS:
            text = f"{_RU_EDGES[last[1] - 1]} {genitives[last[0] - 1]}"
        case Kind.WEEKS | Kind.TEN_DAYS | Kind.HALVES:
            part = _RU_LAST[case] if last[1] == LAST_WEEK else _RU_NOUNS[term.kind][case]
            text = f"{part.format(_range(first[1], last[1]))} {genitives[last[0] - 1]}"
        case Kind.SEASONS:
            text = _RU_NOUNS[term.kind][case].format(_RU_SEASONS[last[0] - 1][case])
        case _:
            roman = "-".join(dict.fromkeys((_ROMAN[first[0] - 1], _ROMAN[last[0] - 1])))
            text = _RU_NOUNS[term.kind][case].format(roman)
    before = "" if not term.deadline else "до " if term.kind is Kind.DAYS else "до конца "
    return f"{before}{text}{_ru_year(term, years)}"


def _ru_year(term: Term, years: Years) -> str:
    if years is None:
        return ""
    if years == ANY_ACADEMIC:
        return " учебного года"
    if years[0] != years[1]:
        return f" {years[0]}-{years[1]} учебного года"
    return f" {years[0]}{' года' if term.kind in PLAN_PARTS else ''}"


_RU_EVERY = ("ежедневно", "еженедельно", "ежемесячно", "ежеквартально", "каждое полугодие", "каждый семестр")
_RU_PERIODS = (
    *(("день", "дня", "дней"), ("неделю", "недели", "недель"), ("месяц", "месяца", "месяцев")),
    *(("квартал", "квартала", "кварталов"), ("полугодие", "полугодия", "полугодий")),
    *(("семестр", "семестра", "семестров"), ("год", "года", "лет")),
)
_RU_WEEKDAYS = (
    *("каждый понедельник", "каждый вторник", "каждую среду", "каждый четверг", "каждую пятницу"),
    *("каждую субботу", "каждое воскресенье"),
)
_RU_OF_YEAR = {StandingTerm.ALL_YEAR: "весь {} год", StandingTerm.WITHIN_YEAR: "в течение {} года"}


def _write_standing_ru(term: Term) -> str:
    match term.kind:
        case Kind.STANDING:
            return _of_year(term, "{} учебный год", _RU_OF_YEAR)
        case Kind.EVERY:
            day = f"{' до' if term.deadline else ''} {term.last[0]} числа" if term.last else ""
            return f"{_RU_EVERY[term.first[0]]}{day}"
        case Kind.WEEKDAYS:
            return _RU_WEEKDAYS[term.first[0]]
    least, most, per, period = term.first
    times = ("раз", "раза", "раз")[_ru_plural(most)]
    if term.kind is Kind.AT_LEAST:
        times = "раза" if _ru_plural(most) == 0 else "раз"
    number = f"{'не реже ' if term.kind is Kind.AT_LEAST else ''}{_range(least, most)} {times}"
    periods = _RU_PERIODS[period][_ru_plural(per)]
    return f"{number} в {periods}" if per == 1 else f"{number} в {per} {periods}"


def _ru_plural(number: int) -> int:
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else 2


# --- English ------------------------------------------------------------------------------------------------

_EN_NOUNS = {Kind.WEEKS: "week", Kind.TEN_DAYS: "ten days", Kind.HALVES: "half"}
_EN_EDGES = ("beginning", "middle", "end")
_EN_SEASONS = ("autumn", "spring")
_EN_PERIODS = ("day", "week", "month", "quarter", "half-year", "semester", "year")
_EN_EVERY = ("daily", "weekly", "monthly", "quarterly", "every half-year", "every semester")
_EN_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ENGLISH_NAMES = (*NAMES[Language.EN], *_EN_WEEKDAYS)
"""Names that English writes with a capital letter; canonical spellings do not."""
_EN_OF_YEAR = {StandingTerm.ALL_YEAR: "all year {}", StandingTerm.WITHIN_YEAR: "within the year {}"}


def _write_en(term: Term, first: Ends, last: Ends, years: Years) -> str:
    """Return `15 september[ 2025]`; a deadline begins with `by`, `by end of`."""
    month = NAMES[Language.EN][last[0] - 1]
    number = _range(first[-1], last[-1])
    match term.kind:
        case Kind.MONTHS:
            text = spell_months((first[0], last[0]), Language.EN)
        case Kind.DAYS:
            text = f"{number} {month}"
        case Kind.THIRDS:
            text = f"{_EN_EDGES[last[1] - 1]} of {month}"
        case Kind.WEEKS | Kind.TEN_DAYS | Kind.HALVES:
            noun = _EN_NOUNS[term.kind]
            text = f"last {noun} of {month}" if last[1] == LAST_WEEK else f"{noun} {number} of {month}"
        case Kind.QUARTERS:
            text = "-".join(dict.fromkeys((f"Q{first[0]}", f"Q{last[0]}")))
        case Kind.HALF_YEARS:
            text = f"half-year {number}"
        case Kind.SEMESTERS:
            text = f"semester {number}"
        case _:
            text = f"{_EN_SEASONS[last[0] - 1]} semester"
    before = "" if not term.deadline else "by " if term.kind is Kind.DAYS else "by end of "
    year = "" if years is None else "-".join(map(str, dict.fromkeys(years)))
    year = "the academic year" if years == ANY_ACADEMIC else year
    return f"{before}{text}{(' of ' if term.kind in PLAN_PARTS else ' ') + year if year else ''}"


def _write_standing_en(term: Term) -> str:
    match term.kind:
        case Kind.STANDING:
            return _of_year(term, "academic year {}", _EN_OF_YEAR)
        case Kind.EVERY:
            day = f" {'by' if term.deadline else 'on'} day {term.last[0]}" if term.last else ""
            return f"{_EN_EVERY[term.first[0]]}{day}"
        case Kind.WEEKDAYS:
            return f"every {_EN_WEEKDAYS[term.first[0]]}"
    least, most, per, period = term.first
    times = f"{_range(least, most)} times" if (least, most) not in ((1, 1), (2, 2)) else ("once", "twice")[least - 1]
    name = _EN_PERIODS[period]
    periods = f"a {name}" if per == 1 else f"in {per} {name}s"
    return f"{'at least ' if term.kind is Kind.AT_LEAST else ''}{times} {periods}"


_WRITERS: dict[Language, Callable[[Term, Ends, Ends, Years], str]] = {
    Language.KY: _write_ky,
    Language.RU: _write_ru,
    Language.EN: _write_en,
}
_STANDING_WRITERS: dict[Language, Callable[[Term], str]] = {
    Language.KY: _write_standing_ky,
    Language.RU: _write_standing_ru,
    Language.EN: _write_standing_en,
}
