"""What an unknown term or month may have been meant for."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product

from talplan.domain.language import Language
from talplan.domain.months import NAMES, disputed, read_month
from talplan.domain.spelling import DASHES, ranked
from talplan.domain.standing_terms import BY_SPELLING
from talplan.domain.terms import DASH, read_term, spell, spell_months, tidy

LOOSE_DATE = re.compile(rf"([0-9]{{4}})[{DASHES}./]([0-9]{{1,2}})[{DASHES}./]([0-9]{{1,2}})")
_DATE_LIKE = re.compile(
    rf"(?<![0-9]){LOOSE_DATE.pattern}(?![0-9])|(?<![0-9])([0-9]{{1,2}})[./]([0-9]{{1,2}})[./]([0-9]{{4}})(?![0-9])"
)
_MOST_HINTS = 3

_MONTHS = {name: number for names in NAMES.values() for number, name in enumerate(names, start=1)}
_KNOWN = [*_MONTHS, *BY_SPELLING]


def _ranked(text: str, known: Iterable[str]) -> Iterator[str]:
    # Latin letters may be a transliteration; Cyrillic ones mean no English word (жыл is near to july).
    return ranked(text.removesuffix("."), (one for one in known if text.isascii() or not one.isascii()))


def nearest_terms(text: str, language: Language) -> list[str]:
    """Canonical spellings of the terms that an unknown one may have been meant for, three at most."""
    text = tidy(text)
    if mended := _mended_dates(text):
        return [mended]
    if readings := disputed(text):
        return [NAMES[language][month - 1] for month in readings]
    parts = DASH.split(text)
    if len(parts) == 2 and all(ends := [_month_numbers(part) for part in parts]):
        return _few(spell_months(pair, language) for pair in product(*ends) if pair[0] != pair[1])
    return _few(spell(read_term(known), language) for known in _ranked(text, _KNOWN))


def nearest_months(text: str, language: Language | None = None) -> list[str]:
    """Names of the months that come nearest: in a language, or each in the one in which it was found."""
    found: dict[int, str] = {}
    for name in _ranked(tidy(text), _MONTHS):
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
