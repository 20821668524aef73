"""Control, bidirectional and zero-width characters: patterns that find them, and escapes that show them."""

import re
import unicodedata
from collections.abc import Callable

# Control characters except tab and line feed, line and paragraph separators, lone surrogates.
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"

# Bidirectional and zero-width characters. Variation selectors are part of ordinary emoji and not among them.
_INVISIBLE = (
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)

_PATTERNS = {"CONTROL": _CONTROL, "INVISIBLE": _INVISIBLE, "HIDDEN": f"{_CONTROL}|{_INVISIBLE}"}
CONTROL: re.Pattern[str]
INVISIBLE: re.Pattern[str]


def __getattr__(name: str) -> re.Pattern[str]:
    """Compile a pattern on first use: few plans need them, and compiling is slow."""
    if name not in _PATTERNS:
        raise AttributeError(name)
    return re.compile(_PATTERNS[name])


def replace_hidden(text: str, replace: Callable[[str], str]) -> str:
    """Return the text with `replace(character)` for each control, bidirectional and zero-width character."""
    if text.isprintable() and "\u034f" not in text:  # the only one of them that Python calls printable
        return text
    return re.sub(_PATTERNS["HIDDEN"], lambda match: replace(match[0]), text)


def escape_invisible(text: str, *, keep_breaks: bool = False) -> str:
    """Return the text safe for a terminal: hidden characters escaped, tabs and line feeds as spaces."""
    text = replace_hidden(text, escape).replace("\t", " ")
    return text if keep_breaks else text.replace("\n", " ")


def escape(letter: str) -> str:
    r"""Return one character as a Python escape: `\x1b`, `\u202e`, `\U000e0001`."""
    code = ord(letter)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


class _Columns(dict[str, int]):
    """How many columns each character takes: wide ones take two, combining ones none."""

    def __missing__(self, letter: str) -> int:
        wide = unicodedata.east_asian_width(letter) in "WF"
        columns = self[letter] = 0 if unicodedata.combining(letter) else 1 + wide
        return columns


_COLUMNS = _Columns()


def text_width(text: str) -> int:
    """Return how many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_COLUMNS.__getitem__, text))
