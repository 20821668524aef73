"""Names of months in Kyrgyz, Russian and English, with their endings and abbreviations."""

import re

from talplan.domain.kyrgyz import fold, split_ending
from talplan.domain.language import Language
from talplan.domain.spelling import normalize

_CYRILLIC = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
_ENGLISH = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

# The canonical spellings: lower-case in all three languages, as the plan format wants it.
NAMES: dict[Language, tuple[str, ...]] = {
    Language.KY: _CYRILLIC,
    Language.RU: _CYRILLIC,
    Language.EN: _ENGLISH,
}

# CLDR's abbreviations, format and stand-alone, that are no full names; both styles where languages differ.
_SHORT = (
    "янв jan",
    "фев февр feb",
    "мар mar",
    "апр apr",
    "",
    "июн jun",
    "июл jul",
    "авг aug",
    "сен сент sep sept",
    "окт oct",
    "ноя нояб nov",
    "дек dec",
)

# Genitive, dative, instrumental, prepositional.
_RUSSIAN_CASES = {"ь": ("я", "ю", "ем", "е"), "й": ("я", "ю", "ем", "е"), "т": ("та", "ту", "том", "те")}


def genitive(name: str) -> str:
    """Return the genitive of a Russian name of a month."""
    return name[:-1] + _RUSSIAN_CASES[name[-1]][0]


_SPELLINGS: dict[str, int] = {
    spelling: number
    for number, short in enumerate(_SHORT, start=1)
    for spelling in (
        NAMES[Language.KY][number - 1],
        NAMES[Language.EN][number - 1],
        *short.split(),
        *(NAMES[Language.RU][number - 1][:-1] + ending for ending in _RUSSIAN_CASES[_CYRILLIC[number - 1][-1]]),
    )
}

# What Kyrgyz endings follow: the ь falls before them (июнь → июнда), but is written by some.
_STEMS = {name.removesuffix("ь"): number for number, name in enumerate(_CYRILLIC, start=1)}

_AYI = r"\s+ай(?:ы|ында|ынын|ына)$"

# In the order of the commoner reading, January first.
_TRADITIONAL = (
    ("үчтүн",),
    ("бирдин",),
    ("жалган куран",),
    ("чын куран",),
    ("бугу", "бугунун"),
    ("кулжа", "кулжанын", "гулжа", "гулжанын"),
    ("теке", "текенин"),
    ("баш оона",),
    ("аяк оона",),
    ("тогуздун", "тогузунун"),
    ("жетинин",),
    ("бештин",),
)
_PLAIN = str.maketrans("үөң-‐‑–", "уон    ")
_DISPUTED = {
    spelling.translate(_PLAIN): number
    for number, spellings in enumerate(_TRADITIONAL, start=1)
    for spelling in spellings
}


def read_month(text: str) -> int | None:
    """Return 1 to 12 for a name of a month in any of the three languages, with its endings; else None."""
    name = normalize(text).removesuffix(".")
    if number := _SPELLINGS.get(name):
        return number
    name = fold(name)
    bare = re.sub(_AYI, "", name)
    if bare != name:
        return _STEMS.get(bare.removesuffix("ь"))
    form = month_form(name)
    return form[0] if form and form[1] != "ablative" else None


def month_form(word: str) -> tuple[int, str] | None:
    """Return the month and the Kyrgyz case of a folded word, "" if it has no Kyrgyz ending."""
    if number := _SPELLINGS.get(word):
        return number, ""
    for stem, case in split_ending(word):
        if number := _STEMS.get(stem.removesuffix("ь")):
            return number, case
    return None


def disputed(text: str) -> tuple[int, int] | None:
    """The two months that a traditional Kyrgyz name is used for, the commoner reading first.

    Most lists in print have Үчтүн айы for January and so on to Бештин айы for December. Others stand one
    month earlier (Бирдин айы is January, Тогуздун айы September): K. Sarıgül, "Айлардын кыргызча аталышы"
    (kerimsarigul.com), complains of it in a calendar that UNESCO printed, and "Кыргыз окумуштуулары жылсанак
    жана айсанак эсебин коомдук талкууга салды" (ruhesh.kg, 2018-06-10) of the calendar of M. Ömürbay, where
    the month of жалган куран has become that of чын куран.
    """
    name = re.sub(_AYI, "", normalize(text).removesuffix(".").translate(_PLAIN))
    number = _DISPUTED.get(" ".join(name.split()))
    return None if number is None else (number, (number - 2) % 12 + 1)
