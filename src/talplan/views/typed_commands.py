"""Commands that a page suggests, as they are typed in a shell."""

from __future__ import annotations

import os
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
    if not word.isprintable():  # as bash and zsh read it
        escaped = word.replace("\\", r"\\").replace("'", r"\'")
        return f"$'{''.join(letter if letter.isprintable() else _escape_bytes(letter) for letter in escaped)}'"
    if os.name == "nt" or _SPECIAL.isdisjoint(word):  # double quotes, which every shell knows, cmd no others
        return f'"{word}"'
    return "'" + word.replace("'", "'\\''") + "'"


def _escape_bytes(letter: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(letter))
