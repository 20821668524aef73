"""How shells ask what TAB offers, and how each is told: the words on its line, candidates quoted as it wants them."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from typer._click.shell_completion import CompletionItem, ShellComplete, add_completion_class

from talplan.cli.error_handler import COMPLETING


class Offer(str):
    """A candidate that was chosen already: `okuu` offers `Окуу\\ бөлүмү`.

    Typer drops what does not start with what was typed, and asks the candidate itself whether it does.
    """

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        """Always."""
        return True


class Candidate(NamedTuple):
    """What may be put on the command line, what is said of it, and what else it is found by."""

    value: str
    about: str = ""
    spellings: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that one may begin to type."""
        return (self.value, *self.spellings)


def _shell() -> str:
    """Which one asks, by the protocol that its script speaks."""
    return os.environ.get(COMPLETING, "").removeprefix("complete_")


def safe(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Without the names that Typer's scripts, which an older talplan installed, would read a backslash in."""
    return [one for one in candidates if "\\" not in one.value] if _shell() in ("zsh", "fish") else candidates


def offers(chosen: Sequence[Candidate], typed: str) -> list[tuple[str, str]]:
    """The candidates as the shell that asks puts them on its line, each with what is said of it."""
    shell = _shell()
    chosen = [Candidate(one.value, _start(one.about, shell)) for one in chosen]
    if shell == "bash":
        return [(Offer(line), "") for line in _bash_lines(chosen, typed)]
    if shell in ("powershell", "pwsh"):
        chosen = [one._replace(value="'" + one.value.replace("'", "''") + "'") for one in chosen]
    return [(Offer(one.value), one.about) for one in chosen]


def _start(text: str, shell: str) -> str:
    """The start of a text, without what a script of Typer's would take for more than a letter."""
    from talplan.domain.visible import escape_invisible

    text = escape_invisible(text) if shell == WORDS else escape_invisible(text).translate(_HARMLESS)
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


_HARMLESS = str.maketrans("[]{}*?\\", "()()..|")


# --- zsh and fish, whose scripts are ours ----------------------------------------------------------------------

OPTIONS = frozenset(("--show-completion", "--install-completion"))
SCRIPTS = Path(__file__).parent / "completion_scripts"


def own_scripts() -> None:
    """Typer installs and shows ours: its script for zsh evaluates names, that for fish asks everything twice."""
    from typer import _completion_shared as typers

    for shell in ("zsh", "fish"):
        script = (SCRIPTS / f"talplan.{shell}").read_text(encoding="utf-8")
        typers._completion_scripts[shell] = script.replace("%", "%%")


def prepare() -> None:
    """Makes our scripts understood, and mends the words that bash hands over."""
    add_completion_class(Words, WORDS)
    if _shell() == "bash":
        _mend()


WORDS = "words"
"""What our scripts ask for: they give plain words, and take a line for each candidate."""


class Words(ShellComplete):
    """A candidate's line is its value, a tab, and what is said of it. Nothing in it is quoted: the shells do that."""

    name = WORDS
    source_template = ""

    def source_vars(self) -> dict[str, Any]:
        """None."""
        return {}

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the cursor's, and the one that is being typed."""
        words, at = _words()
        return words[1:at], words[at]

    def format_completion(self, item: CompletionItem) -> str:
        """One line, whatever is said of it."""
        return f"{item.value}\t{' '.join((item.help or '').split())}"


# --- bash ---------------------------------------------------------------------------------------------------


def _mend() -> None:
    """Bash splits `--unit=X` in three, and gives what stands after the cursor."""
    words, at = _words()
    if not words:
        return
    kept = [word for i, word in enumerate(words[: at + 1]) if word != "=" or not words[i - 1].startswith("--")]
    if words[at : at + 1] == ["="]:
        kept.append("")
    os.environ.update(COMP_WORDS="\n".join(kept), COMP_CWORD=str(len(kept) - 1))


def _words() -> tuple[list[str], int]:
    """The words on the line, and which of them the cursor is at."""
    words = os.environ.get("COMP_WORDS", "").split("\n")
    at = os.environ.get("COMP_CWORD", "")
    return (words, int(at)) if at.isdecimal() and int(at) < len(words) else ([], 0)


def _bash_lines(chosen: Sequence[Candidate], typed: str) -> list[str]:
    """One candidate goes on the line; several are shown, with what is said of them behind a `#`.

    Bash puts on the line what several have in common. They part before the `#`; and a blank among them keeps it
    from taking away what was typed where that is not in what they have in common.
    """
    words, at = _words()
    quote = words[at][:1] if words else ""
    lines = [_quoted(one.value, quote) for one in chosen]
    if len(lines) < 2:
        return lines
    from talplan.domain.spelling import contains

    common = os.path.commonprefix([one.value for one in chosen])  # noqa: RUF071 (of letters, not of folders)
    lines = [f"{line}  # {one.about}" if one.about else line for line, one in zip(lines, chosen, strict=True)]
    return [*lines, " "] if common and not contains(common, typed) else lines


def _quoted(value: str, quote: str) -> str:
    """The value as the rest of a word that was begun with a quote, else with a backslash where bash needs one."""
    match quote:
        case "'":
            return value.replace("'", "'\\''")
        case '"':
            return re.sub(r'(["$`\\])', r"\\\1", value)
        case _:
            return re.sub(r"([\s!-$&-*:-@\[-^`{-~])", r"\\\1", value)
