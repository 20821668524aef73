"""Suggest terms and months for a text that is neither; a suggestion keeps every part of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice, product

from talplan.domain.language import Language
from talplan.domain.months import NAMES
from talplan.domain.read_terms import LONGEST, read_term, read_terms
from talplan.domain.spell_terms import spell
from talplan.domain.spelling import nearest, ranked
from talplan.domain.standing_terms import STANDING
from talplan.domain.terms import AmbiguousTerm, BackwardSpan, DisputedMonth, NoSuchDate, Term, UnknownTerm

_MOST = 3
_MOST_UNKNOWN = 3
_MOST_WORDS = 12
_ONE_WORD = re.compile(r"\s*[^\W\d_]{1,40}\.?\s*")
_WORD = re.compile(r"[^\W\d_]{3,}")

_MONTHS = {name: number for names in NAMES.values() for number, name in enumerate(names, start=1)}


def nearest_terms(text: str, language: Language) -> list[str]:
    """Return at most three canonical spellings that an unknown or ambiguous term may mean.

    Several terms in one text are one suggestion, with commas between them.
    """
    if len(text) > LONGEST:
        return []
    line = " ".join(text.split())
    try:
        return [_spelled(read_terms(line), language)]
    except AmbiguousTerm as ambiguous:
        return _first(_spelled(terms, language) for terms in ambiguous.readings)
    except DisputedMonth as disputed:
        names = [NAMES[language][month - 1] for month in disputed.readings]
        return _readable((line.replace(disputed.name, name) for name in names), language)
    except (NoSuchDate, BackwardSpan):
        return []
    except UnknownTerm:
        texts = chain(_corrected(line), _split(line))
        return _readable(texts, language) or _nearest_phrases(line, language)


def nearest_months(text: str, language: Language | None = None) -> list[str]:
    """Return the nearest names of months for one word: in a language, or each in the one in which it was found."""
    found: dict[int, str] = {}
    for name in _ranked(text.strip(), _MONTHS) if _ONE_WORD.fullmatch(text) else ():
        found.setdefault(_MONTHS[name], name)
    return _first(NAMES[language][month - 1] if language else name for month, name in found.items())


def _spelled(terms: Iterable[Term], language: Language) -> str:
    return ", ".join(spell(term, language) for term in terms)


def _readable(texts: Iterable[str], language: Language) -> list[str]:
    """Return the spellings of the first texts that can be read."""

    def spellings() -> Iterator[str]:
        for text in texts:
            try:
                yield _spelled(read_terms(text), language)
            except UnknownTerm:
                continue

    return _first(spellings())


def _corrected(text: str) -> Iterator[str]:
    """Yield the text with the nearest known words for its unknown ones."""
    from talplan.domain.term_words import known_words, tokenize

    unknown = [match for match in _WORD.finditer(text) if not any(token.meanings for token in tokenize(match[0]))]
    if not 0 < len(unknown) <= _MOST_UNKNOWN or len(unknown) == len(text.split()) > 1:
        return
    words = [*_MONTHS, *known_words()]
    choices = [list(islice(_ranked(match[0], words), 4 if len(unknown) == 1 else 2)) for match in unknown]
    months = {token.meanings["month"] for token in tokenize(text) if "month" in token.meanings}
    for replacements in product(*choices):
        replaced = [number for word in replacements if (number := _MONTHS.get(word))]
        if len(months.union(replaced)) < len(months) + len(replaced):
            continue  # a span would become one month
        corrected, end = "", 0
        for match, replacement in zip(unknown, replacements, strict=True):
            corrected += text[end : match.start()] + replacement
            end = match.end()
        yield corrected + text[end:]


def _split(text: str) -> Iterator[str]:
    """Yield the text with a semicolon between two terms: `ежемесячно; с сентября по май`."""
    words = text.split()
    for length in range(1, min(len(words), _MOST_WORDS)):
        parts = " ".join(words[:length]), " ".join(words[length:])
        try:
            yield "; ".join(part for part in parts if read_terms(part))
        except UnknownTerm:
            continue


def _nearest_phrases(text: str, language: Language) -> list[str]:
    """Return the nearest months and standing terms that have a word for each word of a text without numbers."""
    if re.search("[0-9]", text):
        return []
    words = re.findall(r"[^\W\d_]+", text)

    def covers(phrase: str) -> bool:
        return len(words) == 1 or all(_covers(phrase.split(), word) for word in words)

    phrases = [phrase for languages in STANDING.values() for several in languages.values() for phrase in several]
    near = _ranked(text, [*_MONTHS, *phrases])
    return _first(spell(read_term(phrase), language) for phrase in near if covers(phrase))


def _covers(phrase: list[str], word: str) -> bool:
    """Return whether a phrase has a word, or one of the same meaning; for an unknown word, one that is near to it."""
    if meanings := _meanings(word):
        return any(meanings & _meanings(other) for other in phrase)
    return bool(nearest(word, phrase))


def _meanings(word: str) -> set[str]:
    from talplan.domain.term_words import tokenize

    return {meaning for token in tokenize(word) for meaning in token.meanings}


def _ranked(text: str, known: Iterable[str]) -> Iterator[str]:
    # Latin letters may be a transliteration; Cyrillic ones mean no English word (жыл is near to july).
    return ranked(text.removesuffix("."), (word for word in known if text.isascii() or not word.isascii()))


def _first(suggestions: Iterable[str]) -> list[str]:
    return list(islice(dict.fromkeys(suggestions), _MOST))
