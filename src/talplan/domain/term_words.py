"""The words of terms in Kyrgyz, Russian and English: a text becomes tokens, each with all its meanings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from talplan.domain.kyrgyz import fold, number_cases, split_ending
from talplan.domain.months import month_form
from talplan.domain.parsing import Token
from talplan.domain.spelling import DASHES, LOOK_ALIKES, normalize

Date = tuple[int, int, int]


class ImpossibleDate(ValueError):
    """A date that no calendar has; `text` is how it is written."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


# --- vocabulary ---------------------------------------------------------------------------------------------
# A line: meaning, value, words. `stem|a|b` is stem, stema, stemb; `stem-|a|b` only the last two; `stem~` is a noun
# with the Kyrgyz endings. All of it is folded: у о н for ү ө ң, е for ё.

_WORDS = """
year 0 г гг год|а|у|ом|е|ы|ов лет ж жж жыл~ year years
academic 0 уч учеб учебн-|ый|ого|ому|ом|ым|ые|ых окуу academic school study
month-word 0 мес месяц|а|у|ем|е|ы|ев|ах|ам ай~ айлар~ month months
day-word 0 день дня дню дней дни кун~ day days
days-word 0 кундор~
number-word 0 числ-|о|а|у|е|ом|ах чисел число~
week 0 нед недел-|я|и|ю|е|ей|ь|ям|ях жума~ апта~ week weeks
decade 0 дек декад|а|ы|у|е|ой|ах|ам декада~ decade decades dekad
half 0 половин-|а|ы|у|е|ой жарым~ half halves
half-year 0 полугоди-|е|я|ю|и|ем|й|ях полуг полгода жарымжылдык~ жарымжылдыг~ жарымжылдыктар~ halfyear halfyears h
of-year 0 жылдык~ жылдыг~ жылдыктар~ жыл~
quarter 0 кв квартал|а|у|ом|е|ы|ов|ах|ам квартал~ кварталдар~ чейрек~ чейрег~ чейректер~ q qtr quarter quarters
semester 0 сем семестр|а|у|ом|е|ы|ов|ах|ам семестр~ семестрлер~ semester semesters
season 1 осенн-|ий|его|ему|ем|им кузгу autumn fall
season 2 весенн-|ий|его|ему|ем|им жазгы spring
edge 1 начал-|о|а|у|е|ом баш~ башталыш~ beginning start early
edge 2 середин-|а|ы|у|е|ой орто~ middle mid
edge 3 кон-|ец|ца|це|цом аяк~ аяг~ сон~ end late
end 0 конца конец концу аяк~ аяг~ сон~ end
last 0 последн-|яя|ей|юю|ий|его|ем|ему акыркы last

in 0 в во in during within on at throughout весь целый whole entire бут буткул
inside 0 ичи ичинде бою аралыгы аралыгында мезгилинде
of 0 of in
included 0 включительно вкл inclusive

from 0 с со c от from
to 0 по to through thru
join 0 to through thru
up-to 0 до until till
between 0 between между
by 0 до к ко by until till
before 0 before
since 0 баштап тартып
until 0 чейин дейре дейин карата
not-later 0 кечиктирбей кечиктирбестен кечикпей кечикпестен калтырбай калтырбастан

and 0 и жана and & , ;
also 0 и жана and & ,

every 0 кажд-|ый|ая|ое|ую|ого|ой|ые|ом|ых|ому ар every each
each 0 сайын
on-days 0 по on
periodic 0 ежедневно ежедн каждодневно кунуго daily
periodic 1 еженедельно еженед понедельно weekly
periodic 2 ежемесячно ежемес помесячно monthly
periodic 3 ежеквартально ежекварт поквартально quarterly
periodic 5 посеместрово ежесеместрово
periodic 6 ежегодно yearly annually
times 0 раз|а р жолу ирет мертебе time times жолудан иреттен
once 1 once
once 2 дважды twice
once 3 трижды thrice
per 0 в во за на a an per in
at-least 0 минимум кеминде

weekday 0 понедельник|а|у дуйшомбу~ monday
weekday 1 вторник|а|у шейшемби~ tuesday
weekday 2 сред-|а|ы|у|е шаршемби~ wednesday
weekday 3 четверг|а|у бейшемби~ thursday
weekday 4 пятниц-|а|ы|у|е жума~ friday
weekday 5 суббот-|а|ы|у|е ишемби~ saturday
weekday 6 воскресень-|е|я|ю жекшемби~ sunday
weekdays 0 понедельникам mondays
weekdays 1 вторникам tuesdays
weekdays 2 средам wednesdays
weekdays 3 четвергам thursdays
weekdays 4 пятницам fridays
weekdays 5 субботам saturdays
weekdays 6 воскресеньям sundays

count 1 один одна одно одного одной одну бир one
count 2 два две двух эки two
count 3 три трех уч three
count 4 четыре четырех торт four
count 5 пять пяти беш five
count 6 шесть шести алты six

ordinal 1 i і перв-|ый|ая|ое|ого|ой|ому|ом|ую|ые|ых биринчи first
ordinal 2 ii іі п втор-|ой|ая|ое|ого|ому|ом|ую|ые|ых экинчи second
ordinal 3 iii ііі ш трет-|ий|ья|ье|ьего|ьей|ьему|ьем|ью|ьи учунчу third
ordinal 4 iv іv iy четверт-|ый|ая|ое|ого|ой|ому|ом|ую|ые|ых тортунчу fourth
"""

# Several words that are one: their meaning, and the texts of their tokens.
_JOINED = {
    "in": "в течение; в течении; в теч; на протяжении; в период; in course of; in period of; over course of",
    "by": "в срок до; срок до; сроком до; в срок не позднее; не позднее; не позже;"
    " no later than; not later than; up to; due by",
    "decade": "ten days; ten day period; 10 days; 10 дней; он кун; он кундук; он кундугу; 10 кун",
    "half-year": "half year; half - year; half years; half - years; half of year",
    "at-least": "не реже; не менее; не меньше; как минимум; хотя бы; at least; no less than; not less than;"
    " жок дегенде; аз дегенде",
    "no-less": "кем эмес",
}

_ENDINGS = """
й ый ой ий я ая ья е ое ье ые го ого его му ому ему ю ую ей м ом ем х ых
чи чы чу инчи ынчы унчу нчи нчы нчу st nd rd th
"""
_ORDINAL_ENDINGS = frozenset(_ENDINGS.split())


@lru_cache
def _vocabulary() -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]], dict[str, str]]:
    """Return the meanings of words, of Kyrgyz stems, and of joined words."""
    words: dict[str, dict[str, int]] = {"\n": {"and": 0}}
    stems: dict[str, dict[str, int]] = {}
    for line in _WORDS.split("\n"):
        meaning, value, *entries = line.split(" ") if line else ("", "0")
        for entry in entries:
            stem, *endings = entry.split("|")
            if stem.endswith("~"):
                stems.setdefault(stem[:-1], {})[meaning] = int(value)
            for word in (
                *([] if stem.endswith("-") and endings else [stem.rstrip("~")]),
                *(stem.rstrip("-") + ending for ending in endings),
            ):
                words.setdefault(word, {})[meaning] = int(value)
    joined = {text: meaning for meaning, texts in _JOINED.items() for text in texts.split("; ")}
    return words, stems, joined


@lru_cache(maxsize=4096)
def _word(text: str) -> Token:
    """Return a word with its meanings; a word in the Kyrgyz ablative has the meaning `ablative` too."""
    words, stems, _ = _vocabulary()
    meanings = dict(words.get(text, {}))
    if form := month_form(text):
        meanings["month"] = form[0]
        if form[1] == "ablative":
            meanings["ablative"] = 0
    for stem, case in split_ending(text):
        if stem in stems:
            meanings.update(stems[stem])
            if case == "ablative":
                meanings["ablative"] = 0
    return Token(text, meanings)


# --- tokens -------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""(?P<ymd>[0-9]{4}([-./])[0-9]{1,2}\2[0-9]{1,2}(?![0-9]))
    |(?P<dmy>[0-9]{1,2}([./])\ ?[0-9]{1,2}\4\ ?(?:[0-9]{4}|[0-9]{2})(?![0-9])|[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}(?![0-9]))
    |(?P<time>[0-9]{1,2}:[0-9]{2}(?![0-9]))
    |(?P<years>[0-9]{4}\ ?[-/]\ ?[0-9]{4}(?![0-9])|[0-9]{4}[-/][0-9]{2}(?![0-9]))
    |(?P<ym>[0-9]{4}[./][0-9]{1,2}(?![0-9]))
    |(?P<my>(?<![^\W\d_])[0-9]{1,2}[./][0-9]{4}(?![0-9]))
    |(?P<dm>[0-9]{1,2}\.[0-9]{1,2}(?!\.?[0-9]))
    |(?P<yy>['’][0-9]{2}(?![0-9'’]))
    |(?P<number>[0-9]+)
    |(?P<word>[^\W\d_]+)
    |(?P<dots>\.\.+|…)
    |(?P<sign>[^ ])""",
    re.VERBOSE,
)
_ENDING = re.compile(r"(-?)([^\W\d_]+)")
_MIXED = re.compile(r"[a-z]*[\u0400-\u052f][a-z\u0400-\u052f]*")
_LOOKS = str.maketrans({latin.lower(): cyrillic.lower() for latin, cyrillic in LOOK_ALIKES.items()})
_SIGNS = str.maketrans({**dict.fromkeys(DASHES, "-"), "ⅰ": "i", "ⅱ": "ii", "ⅲ": "iii", "ⅳ": "iv"})
_DROPPED = frozenset(("the", ".", *"'\"«»“”„‘’"))


def fold_text(text: str) -> str:
    """Return the text as the words of this module are written; line breaks stay."""
    lines = (fold(normalize(line)).translate(_SIGNS) for line in text.splitlines())
    return _MIXED.sub(lambda match: match[0].translate(_LOOKS), "\n".join(filter(None, lines)))


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text. Raises ImpossibleDate for a date that no calendar has."""
    tokens = list(_tokens(fold_text(text)))
    while tokens and tokens[-1].text in (",", ";"):
        tokens.pop()
    return _join(tokens)


def _tokens(text: str) -> Iterator[Token]:
    end = 0
    kind = ""
    for match in _TOKEN.finditer(text):
        if match.start() < end:
            continue  # an ending that its number has taken
        before = kind
        kind, written, end = match.lastgroup or "", match[0], match.end()
        if kind == "word":
            token = _word(written)
        elif kind == "sign":
            # A point after a number is not dropped: `1. сентябрь` may be the first entry of a list.
            after_number = written == "." and before == "number" and text[match.start() - 1].isdigit()
            token = Token("1.", {}) if after_number and text[end:].strip() else _word(written)
        else:
            token, end = _with_ending(_number(written) if kind == "number" else _numeric(kind, written), text, end)
        if token.text not in _DROPPED:
            yield token


def _number(digits: str) -> Token:
    """Return a number with what it can count: a day, an ordinal, a year, …"""
    value = int(digits)
    if len(digits) == 4:
        return Token(digits, {"calendar-year": value} if is_year(value) else {})
    if len(digits) > 2:
        return Token(digits, {})
    short_year = {"short-year": value} if len(digits) == 2 else {}
    return Token(digits, {"day": value, "ordinal": value, "count": value, **short_year})


def _with_ending(token: Token, text: str, end: int) -> tuple[Token, int]:
    """Return a number with the ending that is written at it, as in `1-й`, `15инен`, `15.09га`, and where it ends."""
    match = _ENDING.match(text, end)
    if not match:
        return token, end
    dash, ending = match.groups()
    if ending in _ORDINAL_ENDINGS and "ordinal" in token.meanings:
        cases = {"ordinal"}
    elif not dash or not _word(ending).meanings or ending == "и":
        cases = {case for stem, case in split_ending(f"-{ending}") if stem == "-"} | number_cases(ending)
    else:
        cases = set()
    if not cases:
        return token, end
    # `2025-да` is a year still; a number with an ending counts nothing, except `2-х раз`.
    counts = {"short-year", *(() if cases == {"ordinal"} else ("count",))}
    meanings = {name: value for name, value in token.meanings.items() if name not in counts}
    if "ablative" in cases:
        meanings["ablative"] = 0
    if "locative" in cases and "day" in meanings:
        meanings["on-day"] = meanings["day"]
    return Token(token.text, meanings), match.end()


def _numeric(kind: str, text: str) -> Token:
    """Return what is written in digits only: a date, a day, a month of a year, two years, a time."""
    numbers = [int(digits) for digits in re.findall("[0-9]+", text)]
    match kind:
        case "ymd":
            return _dates(text, [(numbers[0], numbers[1], numbers[2])])
        case "dmy":
            day, month, year = numbers[0], numbers[1], numbers[2] + (2000 if numbers[2] < 100 else 0)
            readings = [(year, month, day)]
            if "/" in text and day <= 12 and day != month:
                readings.append((year, day, month))
            return _dates(text, readings)
        case "dm":
            return _day_and_month(text, *numbers)
        case "ym" | "my":
            year, month = numbers if kind == "ym" else reversed(numbers)
            known = 1 <= month <= 12 and is_year(year)
            return Token(text, {"year-month": year * 100 + month} if known else {})
        case "years":
            return _years(text, *numbers)
        case "yy":
            return Token(text, {"calendar-year": 2000 + numbers[0]})
        case _:
            return Token(text, {kind: 0})


def _dates(text: str, readings: Sequence[Date]) -> Token:
    real = tuple(reading for reading in readings if is_date(*reading))
    if not real:
        raise ImpossibleDate(text)
    return Token(text, {"dates": real})


def _day_and_month(text: str, day: int, month: int) -> Token:
    if not 1 <= month <= 12 or not day:
        return Token(text, {})
    if not is_date(2000, month, day):
        raise ImpossibleDate(text)
    return Token(text, {"month-day": month * 100 + day})


def _years(text: str, first: int, second: int) -> Token:
    meanings = {}
    if not is_year(first):
        return Token(text, {})
    if second == first + 1 or (second < 100 and second == (first + 1) % 100):
        meanings["years"] = first
    if 1 <= second <= 12 and "/" not in text:
        meanings["year-month"] = first * 100 + second
    return Token(text, meanings)


def is_year(number: int) -> bool:
    """Return whether four digits are a year that a plan can have."""
    return 1000 <= number <= 9998


def is_date(year: int, month: int, day: int) -> bool:
    """Return whether there is such a date."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


_RUSSIAN_YEARS = ("г", "год", "года", "году")


def _join(tokens: list[Token]) -> list[Token]:
    """Return the tokens with several words that are one joined."""
    joined = _vocabulary()[2]
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        if tokens[index].text == "уч" and index + 1 < len(tokens) and tokens[index + 1].text in _RUSSIAN_YEARS:
            tokens[index] = Token("уч", {"academic": 0})  # not үч, three
        for length in (4, 3, 2):
            text = " ".join(token.text for token in tokens[index : index + length])
            if text in joined:
                result.append(Token(text, {joined[text]: 0}))
                index += length
                break
        else:
            result.append(tokens[index])
            index += 1
    return result


def known_words() -> list[str]:
    """Return the words of the vocabulary that are long enough to be recognised when they are misspelled."""
    words, stems, _ = _vocabulary()
    return [word for word in (*words, *stems) if len(word) > 3]
