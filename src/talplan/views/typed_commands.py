"""Commands that a page suggests, as they are typed in a shell."""

from __future__ import annotations

from collections.abc import Iterable

_PLAIN = frozenset("._-/:,=+@")
_SPECIAL = frozenset('"$`\\!')
"""What a shell interprets inside double quotes."""


def command_line(words: Iterable[str]) -> str:
    """Return the line that a shell splits into these words."""
    return " ".join(map(_quote, words))


def _quote(word: str) -> str:
    if word and all(character.isalnum() or character in _PLAIN for character in word):
        return word
    if _SPECIAL.isdisjoint(word):  # double quotes, which every shell knows
        return f'"{word}"'
    return "'" + word.replace("'", "'\\''") + "'"
