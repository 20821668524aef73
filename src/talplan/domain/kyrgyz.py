"""Endings of Kyrgyz nouns: the cases of a written word, and the forms of the names of months."""

from collections.abc import Iterator
from functools import lru_cache

_FOLDED = str.maketrans("үөңё", "уоне")

_POSSESSIVE = ("ы", "и", "у", "сы", "си", "су")
_NOUN = {
    "genitive": "нын нин нун дын дин дун тын тин тун",
    "dative": "га ге го ка ке ко",
    "locative": "да де до та те то",
    "ablative": "дан ден дон тан тен тон",
    "accusative": "ны ни ну ды ди ду ты ти ту",
}
_AFTER_POSSESSIVE = {
    "genitive": "нын нин нун",
    "dative": "на не но",
    "locative": "нда нде ндо",
    "ablative": "нан нен нон",
    "accusative": "н",
}


def fold(text: str) -> str:
    """Return a lower-case text with у о н for ү ө ң, as many keyboards type them, and е for ё."""
    return text.translate(_FOLDED)


def split_ending(word: str) -> Iterator[tuple[str, str]]:
    """Yield each stem and case that a folded word may consist of. Vowel harmony is not checked."""
    endings = _endings()
    for length in range(1, min(len(word), 6)):
        if case := endings.get(word[-length:]):
            yield word[:-length], case


def number_cases(ending: str) -> set[str]:
    """Return the cases of an ending after digits, whose possessive vowel is not always written: `15-не`, `20-нан`."""
    return {case for case, endings in _AFTER_POSSESSIVE.items() if ending in endings.split()}


@lru_cache
def _endings() -> dict[str, str]:
    endings = {ending: case for case, several in _NOUN.items() for ending in several.split()}
    for possessive in _POSSESSIVE:
        endings.setdefault(possessive, "possessive")
        endings.update({possessive + end: case for case, ends in _AFTER_POSSESSIVE.items() for end in ends.split()})
    return endings
