"""Values of options that are words of a list: read in English and as each language shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import permutations
from typing import Any

from talplan.domain.language import Language
from talplan.domain.spelling import keys, nearest, normalize
from talplan.messages import ENGLISH, has, language, translated
from talplan.problem import Failure
from talplan.views.typed_commands import command_line


def shown_choice(choice: str) -> str:
    """Return the word that the session's language shows for a choice; `unit,month` in two words."""
    code = language()
    return choice if code == Language.EN else ",".join(next(_words(part, code), part) for part in choice.split(","))


def choice_spellings(choice: str) -> Sequence[str]:
    """Return every word that may be typed for a choice of one word: its own, then those of each language."""
    words = (word for code in Language for word in _words(choice, code))
    return list(dict.fromkeys([choice, *words]))


def find_choice(text: str, choices: Collection[str]) -> str | None:
    """Return the choice that a text means under one of the foldings; None if there is none. The words of `unit,month`
    may be in either order."""
    parts = [_find_word(part, _split(choices)) for part in text.split(",")]
    known = [part for part in parts if part]
    if len(known) < len(parts):
        return None
    return next((choice for order in permutations(known) if (choice := ",".join(order)) in choices), None)


def unknown_choice(key: str, text: str, choices: Collection[str], **values: Any) -> Failure:
    """Return the Failure of that key for a text that is not a choice, with the nearest choices and all of them."""
    owners = {word: choice for choice in _split(choices) for word in choice_spellings(choice)}
    if "," in text:
        joined = ",".join(next(iter(nearest(part, owners, 1)), "") for part in text.split(","))
        close = [joined] if find_choice(joined, choices) else []
    else:
        near = {owners[word]: word for word in reversed(nearest(text, owners, 5)) if owners[word] in choices}
        close = [*reversed(near.values())]
    shown = [command_line([shown_choice(choice)]) for choice in choices]
    return Failure(key, nearest=[command_line([word]) for word in close], choices=shown, **values)


def _find_word(text: str, words: Collection[str]) -> str | None:
    """Return the choice of one word that a text means."""
    wanted = normalize(text)
    spellings = {choice: choice_spellings(choice) for choice in words}
    for choice, own in spellings.items():
        if any(normalize(word) == wanted for word in own):
            return choice
    typed = keys(text)
    return next((choice for choice, own in spellings.items() if any(typed & keys(word) for word in own)), None)


def _split(choices: Collection[str]) -> Collection[str]:
    """Return the single words of choices such as `unit,month`."""
    return dict.fromkeys(part for choice in choices for part in choice.split(","))


def _words(choice: str, code: str) -> Iterator[str]:
    """Yield the words of a language for a choice, the one that it shows first."""
    for key in (f"status.{choice.replace('-', '_')}", f"choice.{choice}"):
        if has(key):
            yield from translated(key, ENGLISH[key], code).split("|")
