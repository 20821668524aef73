"""Names of months in Kyrgyz, Russian and English, with their endings and abbreviations."""

import re

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

_RUSSIAN_GENITIVE = {"ь": "я", "й": "я", "т": "та"}


def _russian_genitive(name: str) -> str:
    return name[:-1] + _RUSSIAN_GENITIVE[name[-1]]


_SPELLINGS: dict[str, int] = {
    spelling: number
    for number, short in enumerate(_SHORT, start=1)
    for spelling in (
        NAMES[Language.KY][number - 1],
        NAMES[Language.EN][number - 1],
        _russian_genitive(NAMES[Language.RU][number - 1]),
        *short.split(),
    )
}

# What Kyrgyz endings are put to: the ь falls before a suffix (июнь → июнда).
_STEMS = {name.removesuffix("ь"): number for number, name in enumerate(_CYRILLIC, start=1)}

# Locative, genitive, dative (октябрда, октябрдын, октябрга), the same with the possessive (октябрында,
# октябрынын, октябрына). The vowel harmony is not checked: июлда and июлде are both written. A ь that was
# left standing (октябрьда) is read as well.
_ENDING = (
    r"(?P<stem>\w+?)ь?"
    r"(?:[дт][аеоө]|[дтн][ыиуү]н|[гк][аеоө]|[ыиуү]н(?:[дт][аеоө]|[ыиуү]н|[аеоө]))"
)
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
    """1 to 12 for a name of a month, in any of the three languages and the endings of the plan format."""
    name = normalize(text).removesuffix(".")
    number = _SPELLINGS.get(name)
    if number is None and (bare := re.sub(_AYI, "", name)) != name:
        number = _STEMS.get(bare.removesuffix("ь"))
    if number is None and (found := re.fullmatch(_ENDING, name)):
        number = _STEMS.get(found["stem"])
    return number


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
