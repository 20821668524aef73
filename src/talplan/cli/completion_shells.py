"""Protocol of shell completion: how each shell hands over its line, and how it takes the candidates.

`complete_words` is what our scripts for zsh and fish ask for. The others are the protocols of Typer's scripts, which
bash and PowerShell still use, zsh and fish where an older talplan installed them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence

from talplan.cli.completion import Candidate, complete
from talplan.cli.error_handler import COMPLETING

Line = tuple[list[str], str]
"""The complete words after the program's name, and the word that is being typed."""


def answer() -> None:
    """Write the candidates for the line in the environment."""
    import sys

    shell = os.environ.get(COMPLETING, "").removeprefix("complete_")
    read, write = _PROTOCOLS[shell]
    words, typed = read()
    sys.stdout.write(f"{write(complete(words, typed), typed)}\n")


# --- the line ---------------------------------------------------------------------------------------------------


def _words() -> Line:
    """Read the words as our scripts give them, without quotes."""
    words, cursor = _cursor()
    return words[1:cursor], words[cursor]


def _cursor() -> tuple[list[str], int]:
    """Return the words on the line as the shell has them, and the index of the one at the cursor."""
    return os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])


def _bash() -> Line:
    """Read the words of bash, which keeps their quotes and splits `--unit=X` in three."""
    words, cursor = _cursor()
    kept = [word for i, word in enumerate(words[: cursor + 1]) if word != "=" or not words[i - 1].startswith("--")]
    if words[cursor] == "=":
        kept.append("")
    *before, typed = (" ".join(_split(word)) for word in kept)
    return before[1:], typed


def _typed_line() -> Line:
    """Read the line up to the cursor, quotes and all."""
    line = os.environ.get("_TYPER_COMPLETE_ARGS", "")
    words = _split(line)[1:]
    typed = words.pop() if words and not line.endswith(" ") else ""
    return words, typed


def _powershell() -> Line:
    typed = os.environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE", "")
    words = _split(os.environ.get("_TYPER_COMPLETE_ARGS", ""))
    return words[1:-1] if typed else words[1:], typed


def _split(line: str) -> list[str]:
    """Split a line as a shell does; a quote may still be open."""
    from shlex import shlex

    lexer = shlex(line, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    try:
        words.extend(lexer)
    except ValueError:  # an open quote or a backslash at the end
        words.append(lexer.token)
    return words


# --- the candidates ---------------------------------------------------------------------------------------------


def _write_words(found: Sequence[Candidate], _: str) -> str:
    """Write a line per candidate: the value, a tab, its description. The shells quote it."""
    lines = ((one.value, " ".join((one.about if one.is_name else _short(one.about)).split())) for one in found)
    return "\n".join(f"{value}\t{about}" for value, about in lines)


def _write_bash(found: Sequence[Candidate], typed: str) -> str:
    """Write one candidate as it goes on the line; several with their descriptions behind a `#`.

    Bash puts on the line what several have in common. They differ before the `#`; a blank among them keeps bash from
    deleting what was typed if that is not what they have in common.
    """
    words, cursor = _cursor()
    quote = words[cursor][:1]
    lines = [one.value if one.is_name else _quote(one.value, quote) for one in found]
    if len(lines) < 2 or any(one.is_name for one in found):
        return "\n".join(lines)
    from talplan.domain.spelling import contains

    common = os.path.commonprefix([one.value for one in found])  # noqa: RUF071 (of letters, not of folders)
    abouts = [_harmless(_short(one.about)) for one in found]
    lines = [f"{line}  # {about}" if about else line for line, about in zip(lines, abouts, strict=True)]
    return "\n".join([*lines, " "] if common and not contains(common, typed) else lines)


def _quote(value: str, quote: str) -> str:
    """Quote a value as the rest of a word that began with a quote, else with backslashes where bash needs them."""
    match quote:
        case "'":
            return value.replace("'", "'\\''")
        case '"':
            return re.sub(r'(["$`\\])', r"\\\1", value)
        case _:
            return re.sub(r"([\s!-$&-*:-@\[-^`{-~])", r"\\\1", value)


def _write_zsh(found: Sequence[Candidate], _: str) -> str:
    def escape(text: str) -> str:
        for sign, escaped in (('"', '""'), ("'", "''"), ("$", "\\$"), ("`", "\\`"), (":", r"\\:")):
            text = text.replace(sign, escaped)
        return f'"{text}"'

    lines = "\n".join(":".join(map(escape, filter(None, pair))) for pair in _plain(found))
    return f"_arguments '*: :(({lines}))'" if lines else "_files"


def _write_fish(found: Sequence[Candidate], _: str) -> str:
    pairs = _plain(found)
    if os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        raise SystemExit(0 if pairs else 1)  # 1: fish offers files
    return "\n".join(f"{value}\t{about}" if about else value for value, about in pairs)


def _write_powershell(found: Sequence[Candidate], _: str) -> str:
    lines = ((one, _harmless(_short(one.about)) or " ") for one in found)
    return "\n".join(f"{one.value if one.is_name else _powershell_quote(one.value)}:::{about}" for one, about in lines)


def _powershell_quote(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _plain(found: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Return values and descriptions for Typer's scripts, which would read a backslash in a value."""
    return [(one.value, _harmless(_short(one.about))) for one in found if "\\" not in one.value]


def _short(text: str) -> str:
    """Return the beginning of a description."""
    from talplan.domain.visible import escape_invisible

    text = escape_invisible(text)
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def _harmless(text: str) -> str:
    """Replace the characters of a description that Typer's scripts would take for more than a letter."""
    return text.translate(_HARMLESS)


_HARMLESS = str.maketrans("[]{}*?\\", "()()..|")
_PROTOCOLS: dict[str, tuple[Callable[[], Line], Callable[[Sequence[Candidate], str], str]]] = {
    "words": (_words, _write_words),
    "bash": (_bash, _write_bash),
    "zsh": (_typed_line, _write_zsh),
    "fish": (_typed_line, _write_fish),
    "powershell": (_powershell, _write_powershell),
    "pwsh": (_powershell, _write_powershell),
}
