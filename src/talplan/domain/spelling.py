"""Make texts that a person would call the same meet, however they were typed, and show what hides in them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice

ALPHABET = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"

# Latin letters that look like one of ours, in the case in which they do.
LOOK_ALIKES = dict(zip("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху", strict=True))

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"

# Control characters but tab and line feed; line and paragraph separators and halves of surrogate pairs too.
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"

# Bidirectional and zero-width characters: what changes a text without being seen. Variation selectors are
# part of ordinary emoji and not among them.
_INVISIBLE = (
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)

_PATTERNS = {"CONTROL": _CONTROL, "INVISIBLE": _INVISIBLE, "HIDDEN": f"{_CONTROL}|{_INVISIBLE}"}
CONTROL: re.Pattern[str]
INVISIBLE: re.Pattern[str]


def __getattr__(name: str) -> re.Pattern[str]:
    """The patterns of what hides, compiled for whoever asks first: hardly a plan needs them, and they take long."""
    if name not in _PATTERNS:
        raise AttributeError(name)
    return re.compile(_PATTERNS[name])


def unhidden(text: str, written: Callable[[str], str]) -> str:
    """The text with its control, bidirectional and zero-width characters written in another way."""
    if text.isprintable() and "\u034f" not in text:  # the one of them that Python calls printable
        return text
    return re.sub(_PATTERNS["HIDDEN"], lambda found: written(found[0]), text)


def normalize(text: str) -> str:
    """The first folding: NFC, case, white space."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Before casefold for a decomposed й, after it because casefold takes some letters apart.
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.split())


# --- the second folding -------------------------------------------------------------------------------------
# Its patterns are compiled by whoever needs them first, which no file does.
# Everything ends in a small Cyrillic alphabet: ө is о, ү is у, ң is н, ы and й are и, э is е, я is иа.

_REDUCED = str.maketrans(
    {
        **dict(zip("ңөүёэыйіїщ", "ноуееииииш", strict=True)),
        **dict(zip("юяцьъûâ", ("иу", "иа", "тс", "", "", "иу", "иа"), strict=True)),
        # Typed for ours by whoever has another keyboard.
        **dict(zip("ѳɵɔұўʏγқғһәβ", "оооуууукгхав", strict=True)),
        # Marks that stand for the soft or the hard sign in Latin, or are typed for it.
        **dict.fromkeys("'`´ʹʺʻʼ‘’′", ""),
        **dict.fromkeys(DASHES, " "),
        # One letter of a Latin alphabet for one of ours: Turkish, Common Turkic, ISO 9, scientific.
        **dict(zip("çčğñŋöøőüűıšşŝž", "ччгнноооууишшшж", strict=True)),
    }
)

_LATIN = {
    **dict(zip("abdefghiklmnopqrstuvwxyz", "абдефгхиклмнопкрстуввхиз", strict=True)),
    **dict(zip(("shch", "sch", "sh", "ch", "zh", "j", "kh", "gh"), "шшшчжжхг", strict=True)),
    "c": "тс",
}
_LATIN_LETTERS = "|".join(sorted(_LATIN, key=len, reverse=True))

# Said after both alphabets are one: нг is a typed ң, ие is a Latin ye, дж is ж, and ий, ый, iy, y are all и.
_RUNS = (("нг", "н"), ("дж", "ж"), ("шч", "ш"))
_MANY_I = "и+"

_LOOKS = str.maketrans(
    {latin.casefold(): cyrillic.casefold() for latin, cyrillic in LOOK_ALIKES.items()}
    | dict(zip("iαοκρ", "иаокр", strict=True))
)
_WORD = r"[^\W\d_]+"
_CYRILLIC = "[\u0400-\u052f]"
_OTHER_THAN_LOOK = "[^" + "".join(map(chr, _LOOKS)) + "]"
_CH = "shch|sch|ch"
_AMBIGUOUS = "[a-zα-ωё]"

# Letters that people use for more than one of ours. Each reading is of the whole text, since whoever writes
# j for й does so throughout. The likeliest first; the order matters where a text has too many readings.
_READINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("j", ("ж", "й")),
    ("c", ("ц", "ж", "ч")),
    ("ё", ("е", "йо")),
    ("y", ("ы", "у")),
    ("w", ("в", "ш")),
    ("x", ("х", "кс")),
    ("oe", ("ө", "ое")),
    ("ue", ("ү", "уе")),
)
_MOST_READINGS = 16


@lru_cache(maxsize=8192)
def keys(text: str) -> frozenset[str]:
    """The second folding: two texts meet where their keys do. A text of nothing but signs has none."""
    folded = normalize(text)
    if not re.search(_AMBIGUOUS, folded):
        return frozenset(filter(None, (_reduce(folded),)))
    # The c of ch is not ambiguous.
    readings = {re.sub(_CH, _latin, reading) for reading in (folded, re.sub(_WORD, _as_cyrillic, folded))}
    for letters, choices in _READINGS:
        if len(readings) * len(choices) > _MOST_READINGS:
            break
        readings = {r.replace(letters, choice) for r in readings for choice in choices}
    return frozenset(filter(None, map(_reduce, readings)))


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """The likeliest of the keys: what texts are compared by where one has to do."""
    return _reduce(normalize(text))


def _as_cyrillic(word: re.Match[str]) -> str:
    """A word with Cyrillic letters in it, or of nothing but look-alikes, read as it looks."""
    letters = word[0]
    if re.search(_CYRILLIC, letters) or not re.search(_OTHER_THAN_LOOK, letters):
        return letters.translate(_LOOKS)
    return letters


def _latin(found: re.Match[str]) -> str:
    return _LATIN[found[0]]


def _reduce(folded: str) -> str:
    text = folded.translate(_REDUCED)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = re.sub(_LATIN_LETTERS, _latin, text)
    for run, letter in _RUNS:
        text = text.replace(run, letter)
    return " ".join(re.sub(_MANY_I, "и", text).replace("ие", "е").split())


def contains(text: str, wanted: str) -> bool:
    """Whether `wanted` occurs in `text` under the first folding or the second."""
    if normalize(wanted) in normalize(text):
        return True
    inside = keys(text)
    return any(one in whole for one in keys(wanted) for whole in inside)


# --- did you mean -------------------------------------------------------------------------------------------


def nearest(wanted: str, candidates: Iterable[str], most: int = 3) -> list[str]:
    """The candidates that may have been meant: those that start with it, contain it, are nearly it."""
    return list(islice(ranked(wanted, candidates), most))


def ranked(wanted: str, candidates: Iterable[str]) -> Iterator[str]:
    """All that `nearest` would name, the likeliest first, none twice."""
    asked = key(wanted)
    if len(asked) < 2:
        return
    rest = {candidate: key(candidate) for candidate in candidates}
    tests: list[Callable[[str], bool]] = [lambda one: one.startswith(asked)]
    if len(asked) > 2:
        tests.append(lambda one: asked in one)
    for fits in tests:
        for candidate in [candidate for candidate, one in rest.items() if fits(one)]:
            del rest[candidate]
            yield candidate
    yield from _alike(asked, rest)


_ALIKE = 0.6


def _alike(asked: str, rest: dict[str, str]) -> list[str]:
    from difflib import SequenceMatcher  # 2 ms that only a mistake has to pay

    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(asked)
    scores: list[tuple[float, str]] = []
    for candidate, one in rest.items():
        matcher.set_seq1(one)
        # The quick ones are upper bounds of the slow one, and quicker still in this order.
        bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
        if all(ratio() > _ALIKE for ratio in bounds):
            scores.append((matcher.ratio(), candidate))
    return [candidate for _, candidate in sorted(scores, key=lambda scored: -scored[0])]


# --- order and sight ----------------------------------------------------------------------------------------

_RANK = {letter: ord("а") * 64 + place for place, letter in enumerate(ALPHABET)}


def sort_key(text: str) -> tuple[tuple[int, ...], str]:
    """For `sorted`: the Kyrgyz alphabet, other characters by code point, case only between equals."""
    return tuple(_RANK.get(letter, ord(letter) * 64) for letter in normalize(text)), text


def escape_invisible(text: str, *, keep_breaks: bool = False) -> str:
    """The text for a terminal: nothing in it moves the cursor, turns the line round or hides."""
    text = unhidden(text, escape).replace("\t", " ")
    return text if keep_breaks else text.replace("\n", " ")


def escape(letter: str) -> str:
    r"""One character as Python would write it: `\x1b`, `\u202e`, `\U000e0001`."""
    code = ord(letter)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
