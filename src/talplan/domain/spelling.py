"""Compare texts as people type them: two foldings, nearest matches, the Kyrgyz alphabetical order."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice

ALPHABET = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"

# Latin letters that look like one of ours, in the case in which they do.
LOOK_ALIKES = dict(zip("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху", strict=True))

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"


def normalize(text: str) -> str:
    """Return the first folding of a text: NFC, case, white space."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Before casefold for a decomposed й, after it because casefold takes some letters apart.
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.split())


# --- the second folding -------------------------------------------------------------------------------------
# Reduces every alphabet to a small Cyrillic one: ө is о, ү is у, ң is н, ы and й are и, э is е, я is иа.
# Reading a plan file never needs it, so its patterns are compiled on first use.

_REDUCED = str.maketrans(
    {
        **dict(zip("ңөүёэыйіїщ", "ноуееииииш", strict=True)),
        **dict(zip("юяцьъûâ", ("иу", "иа", "тс", "", "", "иу", "иа"), strict=True)),
        # Typed on other keyboards.
        **dict(zip("ѳɵɔұўʏγқғһәβ", "оооуууукгхав", strict=True)),
        # Marks for the soft and the hard sign in Latin.
        **dict.fromkeys("'`´ʹʺʻʼ‘’′", ""),
        **dict.fromkeys(DASHES, " "),
        # One Latin letter for one Cyrillic letter: Turkish, Common Turkic, ISO 9, scientific.
        **dict(zip("çčğñŋöøőüűıšşŝž", "ччгнноооууишшшж", strict=True)),
    }
)

_LATIN = {
    **dict(zip("abdefghiklmnopqrstuvwxyz", "абдефгхиклмнопкрстуввхиз", strict=True)),
    **dict(zip(("shch", "sch", "sh", "ch", "zh", "j", "kh", "gh"), "шшшчжжхг", strict=True)),
    "c": "тс",
}
_LATIN_LETTERS = "|".join(sorted(_LATIN, key=len, reverse=True))

# Applied once the text is Cyrillic: нг is a typed ң, ие is a Latin ye, дж is ж, and ий, ый, iy, y are all и.
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

# Letters with several readings, the likeliest first. A reading applies to the whole text: people who write j for й
# do so throughout. The order matters if a text has too many readings.
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
    """Return the keys of the second folding: two texts match if they share a key. Punctuation alone has none."""
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
    """Return the likeliest of the keys, for comparisons that need exactly one."""
    return _reduce(normalize(text))


def _as_cyrillic(word: re.Match[str]) -> str:
    """Read Latin look-alikes as Cyrillic in a word that has Cyrillic letters or look-alikes only."""
    letters = word[0]
    if re.search(_CYRILLIC, letters) or not re.search(_OTHER_THAN_LOOK, letters):
        return letters.translate(_LOOKS)
    return letters


def _latin(match: re.Match[str]) -> str:
    return _LATIN[match[0]]


def _reduce(folded: str) -> str:
    text = folded.translate(_REDUCED)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = re.sub(_LATIN_LETTERS, _latin, text)
    for run, letter in _RUNS:
        text = text.replace(run, letter)
    return " ".join(re.sub(_MANY_I, "и", text).replace("ие", "е").split())


def contains(text: str, wanted: str) -> bool:
    """Return whether `wanted` occurs in `text` under the first folding or the second."""
    if normalize(wanted) in normalize(text):
        return True
    text_keys = keys(text)
    return any(part in whole for part in keys(wanted) for whole in text_keys)


def beginning_with(typed: str, candidates: Iterable[str]) -> list[str]:
    """Return the candidates that begin with a text of at least two letters, under the first folding, else under the
    second."""
    wanted, parts = normalize(typed), keys(typed)
    known = list(candidates) if len(wanted) > 1 else []
    found = [candidate for candidate in known if normalize(candidate).startswith(wanted)]
    return found or [one for one in known if any(key.startswith(part) for key in keys(one) for part in parts)]


# --- did you mean -------------------------------------------------------------------------------------------


def nearest(wanted: str, candidates: Iterable[str], most: int = 3) -> list[str]:
    """Return at most `most` candidates: those that start with `wanted`, contain it, or are similar to it."""
    return list(islice(ranked(wanted, candidates), most))


def ranked(wanted: str, candidates: Iterable[str]) -> Iterator[str]:
    """Yield all candidates of `nearest`, the likeliest first, each once."""
    wanted_key = key(wanted)
    if len(wanted_key) < 2:
        return
    rest = {candidate: key(candidate) for candidate in candidates}
    tests: list[Callable[[str], bool]] = [lambda candidate_key: candidate_key.startswith(wanted_key)]
    if len(wanted_key) > 2:
        tests.append(lambda candidate_key: wanted_key in candidate_key)
    for test in tests:
        for candidate in [candidate for candidate, candidate_key in rest.items() if test(candidate_key)]:
            del rest[candidate]
            yield candidate
    yield from _similar(wanted_key, rest)


_SIMILAR = 0.6
_COMPARED = 100
"""How many letters of a text are compared: the time grows with their square."""


def _similar(wanted_key: str, candidate_keys: dict[str, str]) -> Iterator[str]:
    """Yield the candidates that are similar, the most similar first; compare only those that may be next."""
    from difflib import SequenceMatcher  # slow to import, and only mistakes need it
    from heapq import heapify, heappop, heappush

    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted_key[:_COMPARED])
    # Of each candidate the negative score, whether it is exact or only an upper bound, and its position.
    scores: list[tuple[float, bool, int]] = []
    candidates = list(candidate_keys)
    for position, candidate_key in enumerate(candidate_keys.values()):
        matcher.set_seq1(candidate_key[:_COMPARED])
        shorter, longer = sorted((len(wanted_key), len(candidate_key)))
        if 2 * shorter > _SIMILAR * (shorter + longer) and (bound := matcher.quick_ratio()) > _SIMILAR:
            scores.append((-bound, False, position))
    heapify(scores)
    while scores:
        _, is_exact, position = heappop(scores)
        candidate = candidates[position]
        if is_exact:
            yield candidate
            continue
        matcher.set_seq1(candidate_keys[candidate][:_COMPARED])
        if (ratio := matcher.ratio()) > _SIMILAR:
            heappush(scores, (-ratio, True, position))


# --- alphabetical order ----------------------------------------------------------------------------------------

_RANK = {letter: ord("а") * 64 + place for place, letter in enumerate(ALPHABET)}


def sort_key(text: str) -> tuple[tuple[int, ...], str]:
    """Return a key for `sorted`: the Kyrgyz alphabet, other characters by code point, case only between equals."""
    return tuple(_RANK.get(letter, ord(letter) * 64) for letter in normalize(text)), text
