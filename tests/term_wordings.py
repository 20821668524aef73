"""Wordings of terms with what they mean, made from templates by rules of their own: an oracle for the reader of terms.

The plan's year is 2025-2026 from any month, or 2025. A meaning is (first day, last day, deadline), or None for a
standing term.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from talplan.domain.plan_year import PlanYear

Meaning = tuple[date, date, bool] | None


class _Month(NamedTuple):
    """The forms of a name: Kyrgyz, with the endings of the cases, after a possessive too; Russian; English."""

    ky: str
    gen: str
    dat: str
    loc: str
    abl: str
    poss: str
    possgen: str
    possdat: str
    possabl: str
    rgen: str
    rpre: str
    en: str
    short: str


_MONTHS = [
    _Month(*line.split())
    for line in """
январь январдын январга январда январдан январы январынын январына январынан января январе january jan
февраль февралдын февралга февралда февралдан февралы февралынын февралына февралынан февраля феврале february feb
март марттын мартка мартта марттан марты мартынын мартына мартынан марта марте march mar
апрель апрелдин апрелге апрелде апрелден апрели апрелинин апрелине апрелинен апреля апреле april apr
май майдын майга майда майдан майы майынын майына майынан мая мае may may
июнь июндун июнга июнда июндан июну июнунун июнуна июнунан июня июне june jun
июль июлдун июлга июлда июлдан июлу июлунун июлуна июлунан июля июле july jul
август августтун августка августта августтан августу августунун августуна августунан августа августе august aug
сентябрь сентябрдын сентябрга сентябрда сентябрдан сентябры сентябрынын сентябрына сентябрынан сентября сентябре september sept
октябрь октябрдын октябрга октябрда октябрдан октябры октябрынын октябрына октябрынан октября октябре october oct
ноябрь ноябрдын ноябрга ноябрда ноябрдан ноябры ноябрынын ноябрына ноябрынан ноября ноябре november nov
декабрь декабрдын декабрга декабрда декабрдан декабры декабрынын декабрына декабрынан декабря декабре december dec
""".strip().split("\n")  # noqa: E501
]
_ORDINALS = (
    ("1", "1-я", "I", "первая", "биринчи", "first", "1st", "первой"),
    ("2", "2-я", "II", "вторая", "экинчи", "second", "2nd", "второй"),
    ("3", "3-я", "III", "третья", "үчүнчү", "third", "3rd", "третьей"),
    ("4", "4-я", "IV", "четвёртая", "төртүнчү", "fourth", "4th", "четвёртой"),
)


class _Plan(NamedTuple):
    """The plan's year: its first month, and whether it is the calendar year 2025 or the academic year 2025-2026."""

    begin: int
    calendar: bool

    def year(self, month: int) -> int:
        return 2025 + (month < self.begin)

    def day(self, month: int, day: int) -> date:
        return date(self.year(month), month, day)

    def month(self, place: int) -> int:
        """Return the month of a place from 0 to 11 in the year."""
        return (self.begin - 1 + place) % 12 + 1

    def cuts(self, quarter: int) -> bool:
        """Return whether the year begins inside a quarter."""
        return quarter * 3 - 2 < self.begin <= quarter * 3

    def templates(self, text: str) -> st.SearchStrategy[str]:
        """Return the wordings of a text; those with an academic year are not for a calendar year."""
        found = [template.strip() for template in re.split(r"[|\n]", text) if template.strip()]
        return st.sampled_from([one for one in found if not (self.calendar and re.search("2025.(20)?26", one))])


def _length(month: int) -> int:
    return (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


_DAYS = """
{d} {rgen}|{d} {rgen} {y}|{d} {rgen} {y} г.|{d} {rgen} {y} года|{d}-го {rgen}|«{d}» {rgen} {y} г.|{d} {short}.
{dd}.{mm}|{dd}.{mm}.{y}|{d}.{mm}.{yy}|{dd}.{mm}.{y} г.|{dd}.{mm}.{y}-ж.|{y}-{mm}-{dd}|{y}/{mm}/{dd}|{dd}-{mm}-{y}
{d}-{ky}|{d} {ky}|{d}-{loc}|{y}-жылдын {d}-{poss}|{y}-ж. {d}-{ky}|{gen} {d}и|{ky} айынын {d}-күнү|{d}-{ky}, {y}-жыл
{en} {d}|{d} {en}|{d} {en} {y}|{en} {d}, {y}|the {d}th of {en}|on {d} {en}|{short} {d}|{dd}.{mm}.{y} 9:00
{d}-{poss}|{ky} {d}
"""
_DEADLINES = """
до {d} {rgen}|до {d} {rgen} {y} г.|в срок до {d} {rgen}|до {dd}.{mm}|до {dd}.{mm}.{y}|до {dd}.{mm}.{yy} г.|к {d} {rgen}
не позднее {d} {rgen}|не позже {dd}.{mm}.{y}|до {d}-го {rgen}|до {d} {rgen} включительно|{d}-{dat} чейин
{d} {dat} чейин|{y}-жылдын {d}-{possdat} чейин|{dd}.{mm}.{y} чейин|{gen} {d}ине чейин|{dd}.{mm}.{y}га чейин
{d}-{abl} кечиктирбестен|{d}-{dat} дейре|by {d} {en}|by {en} {d}|by {en} {d}, {y}|no later than {d} {en}
until {d} {en}|not later than {en} {d}|by the {d}th of {en} {y}|до {d} {rgen} 2025/26 уч. г.
"""
_WHOLE_MONTHS = """
{ky}|{ky}|{en}|{short}.|в {rpre}|в течение {rgen}|{ky} айы|{ky} айында|{loc}|{ky} айынын ичинде|{gen} ичинде
{ky} {y}|{ky} {y} г.|{ky} {y}-ж.|{y}-жылдын {poss}|{y}-жылдын {ky} айы|in {en}|during {en} {y}|{mm}.{y}|{y}-{mm}
{ky} месяц|в {rpre} месяце|the month of {en}|{ky} 2025-2026 уч. г.|в {rpre} 2025-2026 учебного года|{en} 2025-2026
2025-2026-окуу жылынын {poss}
"""
_MONTH_ENDS = """
до конца {rgen}|к концу {rgen}|до конца {rgen} {y} г.|не позднее конца {rgen}|{gen} аягына чейин
{ky} айынын аягына чейин|by the end of {en}|{y}-жылдын {possgen} аягына чейин|by end of {en} {y}
"""
_DAY_SPANS = """
{d}-{e} {rgen}|{d} – {e} {rgen} {y} г.|с {d} по {e} {rgen}|с {d} по {e} {rgen} {y} года|с {d}-го по {e}-е {rgen}
{dd}-{ee}.{mm}.{y}|{dd}.{mm}-{ee}.{mm}|{dd}.{mm}-{ee}.{mm}.{y}|{dd}.{mm}.{y} – {ee}.{mm}.{y}
с {dd}.{mm} по {ee}.{mm}|{d}-{e}-{ky}|{d}-{abl} {e}-{dat} чейин|{d}-{abl} баштап {e}-{dat} чейин
{gen} {d}инен {e}ине чейин|{d}-{e}-{ky} аралыгында|{y}-жылдын {d}-{possabl} {e}-{possdat} чейин
from {d} to {e} {en}|{en} {d}-{e}|{en} {d}-{e}, {y}|between {d} and {e} {en}|{y}-{mm}-{dd}..{y}-{mm}-{ee}
{d}..{e} {rgen}|c {d} по {e} {rgen}
"""
_WIDE_SPANS = """
{d} {rgen} – {e} {2rgen}|с {d} {rgen} по {e} {2rgen}|с {dd}.{mm}.{y} по {ee}.{2mm}.{2y}|{dd}.{mm}-{ee}.{2mm}
{d}-{ky} – {e}-{2ky}|{d}-{ky}..{e}-{2ky}|{d}-{abl} {e}-{2dat} чейин|from {d} {en} to {e} {2en}|{en} {d} - {2en} {e}
с {d} {rgen} {y} г. по {e} {2rgen} {2y} г.
"""
_MONTH_SPANS = """
{ky}-{2ky}|{ky} – {2ky}|{short}.-{2short}.|с {rgen} по {2ky}|{ky} {y} – {2ky} {2y}|с {rgen} {y} г. по {2ky} {2y} г.
{abl} {2dat} чейин|{abl} баштап {2dat} чейин|{ky} айынан {2ky} айына чейин|{ky}-{2ky} айлары
{y}-жылдын {possabl} {2y}-жылдын {2possdat} чейин|from {en} to {2en}|{en} through {2en}|в течение {rgen}-{2rgen}
{en} {y} - {2en} {2y}|{mm}.{y}-{2mm}.{2y}
"""
_PARTS = {
    "week": """
        {o} неделя {rgen}|в {o8} неделе {rgen}|{gen} {o}-жумасы|{gen} {o5} жумасында|{ky} айынын {o}-жумасы
        {o6} week of {en}|week {o} of {en}|{o}-я неделя {rgen} {y} г.|{y}-жылдын {possgen} {o}-жумасы""",
    "decade": """
        {o3} декада {rgen}|{o4} декада {rgen}|в {o8} декаде {rgen}|{gen} {o}-декадасы|{gen} {o5} декадасы
        {o6} ten days of {en}|{o}-я дек. {rgen}""",
    "half": """
        {o4} половина {rgen}|в {o8} половине {rgen}|{gen} {o5} жарымы|{o6} half of {en}""",
    "last": """
        последняя неделя {rgen}|{gen} акыркы жумасы|{ky} айынын акыркы жумасында|last week of {en}""",
    "edge1": """
        начало {rgen}|в начале {rgen}|{gen} башы|{ky} айынын башында|beginning of {en}|early {en}""",
    "edge2": """
        середина {rgen}|в середине {rgen}|{gen} ортосу|{gen} ортосунда|middle of {en}|mid-{en}""",
    "edge3": """
        конец {rgen}|в конце {rgen}|{gen} аягы|{ky} айынын аягында|at the end of {en}|late {en}""",
}
_QUARTERS = """
{o3} квартал|{o} квартал|{o}-й квартал|в {o3} квартале|{o}-квартал|{o}-чейрек|{o5} чейрек|{o}-кварталда
{y}-жылдын {o}-кварталы|Q{o}|Q{o} {y}|{o6} quarter|{o7} quarter of {y}|{o3} кв. {y} г.|{o3} квартал {y} года
{y}-жылдын {o5} чейреги|{o}-кв.
"""
_HALF_YEARS = """
{o3} полугодие|{o}-е полугодие|в {o3} полугодии|{o3} полугодие 2025-2026 уч. г.|{o}-жарым жылдык|{o5} жарым жылдык
{o5} жарым жылдыкта|2025-2026-окуу жылынын {o}-жарым жылдыгы|half-year {o}|{o6} half of the year|{o6} half-year
"""
_SEMESTERS = """
{o3} семестр|{o}-семестр|в {o3} семестре|{o5} семестр|{o}-семестрде|semester {o}|{o6} semester
{o3} семестр 2025/26 уч. года|{o3} семестр 2025-2026 учебного года
"""
_STANDING = """
ежедневно|күн сайын|каждую неделю|ар жума сайын|ар жумада|monthly|ай сайын|ар айда|каждый квартал|чейрек сайын
ар кварталда|раз в полугодие|семестр сайын|{n} раза в год|не реже {n} раз в год|жылына {n} жолу|айына {n} ирет
{n} айда бир жолу|раз в {n} недели|{n} times a year|every {n} weeks|каждый понедельник|по средам|ар бейшемби сайын
ежемесячно до {n} числа|до {n}-го числа каждого месяца|ар айдын {n}ине чейин|monthly by day {n}|жыл бою
в течение года|2025-2026 уч. г.|2025-2026-окуу жылы ичинде|по графику|график боюнча|по отдельному плану
өзүнчө план боюнча|в установленные сроки|белгиленген мөөнөттө|по мере необходимости|зарылчылыкка жараша|учурунда
дайыма
"""


def _fields(plan: _Plan, month: int, day: int = 1, last: int = 1) -> dict[str, object]:
    year = plan.year(month)
    numbers = {"d": day, "dd": f"{day:02}", "e": last, "ee": f"{last:02}", "m": month, "mm": f"{month:02}"}
    return {**_MONTHS[month - 1]._asdict(), **numbers, "y": year, "yy": f"{year % 100:02}"}


def _ordinals(number: int) -> dict[str, object]:
    forms = _ORDINALS[number - 1]
    return {"o": number, "o3": forms[2], "o4": forms[3], "o5": forms[4], "o6": forms[5], "o7": forms[6], "o8": forms[7]}


def _month_until(plan: _Plan, last: date) -> date:
    """Return the first day of the month that ends with a day, in the plan's year."""
    if (last + timedelta(days=1)).day == 1:
        return last.replace(day=1)
    previous = last.replace(day=1) - timedelta(days=1)
    same = previous if last.day > previous.day else previous.replace(day=last.day)
    return max(same + timedelta(days=1), date(2025, plan.begin, 1))


@st.composite
def wordings(draw: st.DrawFn) -> tuple[PlanYear, str, Meaning]:
    """A plan's year, a usual wording in one of the languages, and what it means."""
    academic = st.integers(1, 12).map(lambda month: _Plan(month, calendar=False))
    plan = draw(st.just(_Plan(1, calendar=True)) | academic)
    kind = draw(st.sampled_from([*_KINDS]))
    text, meaning = draw(_KINDS[kind](plan))
    return PlanYear(2025, *plan), draw(_typed(text)), meaning


@st.composite
def _one_day(draw: st.DrawFn, plan: _Plan) -> tuple[str, Meaning]:
    month = draw(st.integers(1, 12))
    day = draw(st.integers(1, _length(month)))
    # 25 after a Cyrillic month may be the year 2025.
    texts = plan.templates(_DAYS).filter(lambda text: day < 20 or text != "{ky} {d}")
    text = draw(texts).format(**_fields(plan, month, day))
    return text, (plan.day(month, day), plan.day(month, day), False)


@st.composite
def _one_deadline(draw: st.DrawFn, plan: _Plan) -> tuple[str, Meaning]:
    month = draw(st.integers(1, 12))
    if draw(st.booleans()):
        day, text = _length(month), draw(plan.templates(_MONTH_ENDS)).format(**_fields(plan, month))
    else:
        day = draw(st.integers(1, _length(month)))
        text = draw(plan.templates(_DEADLINES)).format(**_fields(plan, month, day))
    last = plan.day(month, day)
    return text, (_month_until(plan, last), last, True)


@st.composite
def _one_month(draw: st.DrawFn, plan: _Plan) -> tuple[str, Meaning]:
    month = draw(st.integers(1, 12))
    text = draw(plan.templates(_WHOLE_MONTHS)).format(**_fields(plan, month))
    return text, (plan.day(month, 1), plan.day(month, _length(month)), False)


@st.composite
def _days_of_a_month(draw: st.DrawFn, plan: _Plan) -> tuple[str, Meaning]:
    month = draw(st.integers(1, 12))
    first, last = sorted(draw(st.lists(st.integers(1, _length(month)), min_size=2, max_size=2, unique=True)))
    text = draw(plan.templates(_DAY_SPANS)).format(**_fields(plan, month, first, last))
    return text, (plan.day(month, first), plan.day(month, last), False)


@st.composite
def _two_months(draw: st.DrawFn, plan: _Plan) -> tuple[str, Meaning]:
    places = sorted(draw(st.lists(st.integers(0, 11), min_size=2, max_size=2, unique=True)))
    first, last = map(plan.month, places)
    if draw(st.booleans()):
        fields = {**_fields(plan, first), **{f"2{name}": value for name, value in _fields(plan, last).items()}}
        text = draw(plan.templates(_MONTH_SPANS)).format(**fields)
        return text, (plan.day(first, 1), plan.day(last, _length(last)), False)
    begin, end = draw(st.integers(1, _length(first))), draw(st.integers(1, _length(last)))
    fields = {**_fields(plan, first, begin, end), **{f"2{name}": value for name, value in _fields(plan, last).items()}}
    return draw(plan.templates(_WIDE_SPANS)).format(**fields), (plan.day(first, begin), plan.day(last, end), False)


@st.composite
def _part_of_a_month(draw: st.DrawFn, plan: _Plan) -> tuple[str, Meaning]:
    month, part = draw(st.integers(1, 12)), draw(st.sampled_from([*_PARTS]))
    length = _length(month)
    number = draw(st.integers(1, {"week": 4, "decade": 3, "half": 2}.get(part, 1)))
    days = {
        "week": (number * 7 - 6, number * 7),
        "decade": (number * 10 - 9, length if number == 3 else number * 10),
        "half": ((1, 15), (16, length))[min(number, 2) - 1],
        "last": (length - 6, length),
        "edge1": (1, 10),
        "edge2": (11, 20),
        "edge3": (21, length),
    }[part]
    text = draw(plan.templates(_PARTS[part])).format(**_fields(plan, month), **_ordinals(number))
    return text, (plan.day(month, days[0]), plan.day(month, days[1]), False)


@st.composite
def _part_of_the_year(draw: st.DrawFn, plan: _Plan) -> tuple[str, Meaning]:
    if draw(st.booleans()):
        number = draw(st.sampled_from([quarter for quarter in (1, 2, 3, 4) if not plan.cuts(quarter)]))
        months = (number * 3 - 2, number * 3)
        fields = {**_ordinals(number), "y": plan.year(months[0])}
        text = draw(plan.templates(_QUARTERS)).format(**fields)
        return text, (plan.day(months[0], 1), plan.day(months[1], _length(months[1])), False)
    number = draw(st.integers(1, 2))
    text = draw(plan.templates(_HALF_YEARS) | plan.templates(_SEMESTERS)).format(**_ordinals(number))
    first, last = plan.month(number * 6 - 6), plan.month(number * 6 - 1)
    return text, (plan.day(first, 1), plan.day(last, _length(last)), False)


@st.composite
def _standing(draw: st.DrawFn, plan: _Plan) -> tuple[str, Meaning]:
    return draw(plan.templates(_STANDING)).format(n=draw(st.integers(2, 4))), None


_KINDS: dict[str, Callable[[_Plan], st.SearchStrategy[tuple[str, Meaning]]]] = {
    "day": _one_day,
    "deadline": _one_deadline,
    "month": _one_month,
    "days": _days_of_a_month,
    "months": _two_months,
    "part": _part_of_a_month,
    "year": _part_of_the_year,
    "standing": _standing,
}


@st.composite
def _typed(draw: st.DrawFn, text: str) -> str:
    """The wording as people type it: case, spaces, dashes, letters that a keyboard lacks."""
    changes: list[Callable[[str], str]] = [
        str.upper,
        str.capitalize,
        lambda text: text.replace(" ", "  "),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: re.sub(r"(?<=[^\W\d]|[0-9])-(?=[^\W\d])", "\u2013", text),
        lambda text: text.replace(" – ", " - ").replace(" - ", " \u2014 "),
        lambda text: text.replace("ө", "о").replace("ү", "у").replace("ң", "н"),
        lambda text: text.replace("ё", "е"),
        lambda text: f" {text} ",
        lambda text: text.rstrip(" .") + ".",
    ]
    for change in draw(st.lists(st.sampled_from(changes), max_size=3)):
        text = change(text)
    return text


# --- nonsense ---------------------------------------------------------------------------------------------------

_STEMS = (
    *("янв|jan", "фев|feb", "мар|mar", "апр|apr", "ма[йяюе]|may", "июн|jun", "июл|jul", "авг|aug"),
    *("сен|sep", "окт|oct", "ноя|nov", "дек|dec"),
)
_NUMBERS = {"i": 1, "ii": 2, "первая": 1, "once": 1, "twice": 2}


def stated(text: str) -> set[int]:
    """Return the numbers of a text, with those of its months; of a year the last two digits."""
    words = re.findall(r"[0-9]+|[^\W\d_]+", text.casefold())
    numbers = {int(word) % 100 for word in words if word.isdigit()}
    numbers |= {_NUMBERS[word] for word in words if word in _NUMBERS}
    return numbers | {n for word in words for n, stems in enumerate(_STEMS, start=1) if re.match(f"(?:{stems})", word)}


SOUP = [
    *("1", "5", "15", "31", "32", "2025", "2026", "15.09", "I", "II", "первая", "-", "–", ",", "и", "жана", "..", "."),
    *("до", "с", "по", "к", "не позднее", "чейин", "баштап", "by", "from", "to", "before", "после", "перед", "или"),
    *("сентябрь", "сентября", "сентябрдын", "сентябрга", "сентябрдан", "may", "october", "марта", "г.", "года", "жыл"),
    *("неделя", "жумасы", "квартал", "чейрек", "полугодие", "семестр", "конца", "аягына", "начало", "последняя"),
    *(
        "каждый",
        "раз в",
        "ай сайын",
        "месяц",
        "числа",
        "в течение",
        "ичинде",
        "году",
        "уч.",
        "2025-2026",
        "понедельник",
    ),
    *("25", "'25", "(", ")", "2025/26", "окуу жылы", "весь год", "ежемесячно", "карата", "в срок", "дек.", "Q1"),
]
"""Words of terms to be put together at random: most of what they make is nonsense."""


def soups() -> st.SearchStrategy[str]:
    """Random sequences of these words."""
    return st.lists(st.sampled_from(SOUP), min_size=1, max_size=7).map(" ".join)
