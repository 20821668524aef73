"""What TAB offers: units, items with the start of their task, months, statuses, codes. Silent where it cannot."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer
from typer._click.shell_completion import CompletionItem, ShellComplete, add_completion_class

from talplan.commands.asked import FORMATS
from talplan.ending import COMPLETING

if TYPE_CHECKING:
    from talplan.plan import Plan

CHECK_FORMATS = ("text", "json", "github")
DIFF_FORMATS = ("table", "json", "md")


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


def units(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Display names, found under every spelling."""
    plan = _plan(ctx)
    registry = plan.registry if plan else ()
    return _offered((Candidate(u.display, u.name if u.short else "", u.spellings) for u in registry), incomplete)


def items(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Ids with the start of their task, found by the words of it too; those on the line already are left out."""
    plan = _plan(ctx)
    taken = set(ctx.params.get("ids") or ())
    found = plan.items() if plan else ()
    return _offered((Candidate(item.id, item.task) for item in found if item.id not in taken), incomplete)


def months(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The months of the plan's year in its language, in English for who types that; this, next, last."""
    from talplan.months import NAMES, Language

    plan = _plan(ctx)
    first = plan.year.first_month if plan else 8
    languages = [plan.language if plan else Language.KY]
    if incomplete and incomplete.isascii():
        languages.append(Language.EN)
    named = [NAMES[language][(first - 1 + step) % 12] for language in languages for step in range(12)]
    return _offered(map(Candidate, (*dict.fromkeys(named), "this", "next", "last")), incomplete)


def sections(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The numbers of the sections with their titles."""
    plan = _plan(ctx)
    found = plan.sections if plan else ()
    return _offered((Candidate(str(section.number), section.title or "") for section in found), incomplete)


def terms(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The terms of the items that are named, else of all."""
    from talplan.terms import spell

    plan = _plan(ctx)
    if plan is None:
        return []
    # Where an option still lacks its value, Typer has read no arguments yet.
    ids = {*(ctx.params.get("ids") or ()), *ctx.args}
    chosen = [item for item in plan.items() if not ids or item.id in ids]
    spelled = dict.fromkeys(spell(term, plan.language) for item in chosen for term in item.due)
    return _offered(map(Candidate, spelled), incomplete)


def all_terms(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Every term that an item may get: those of the plan, the months, the standing terms."""
    from talplan.months import NAMES
    from talplan.standing import STANDING
    from talplan.terms import spell

    plan = _plan(ctx)
    if plan is None:
        return []
    used = [spell(term, plan.language) for item in plan.items() for term in item.due]
    standing = [spellings[plan.language][0] for spellings in STANDING.values()]
    return _offered(map(Candidate, dict.fromkeys([*used, *NAMES[plan.language], *standing])), incomplete)


def statuses(incomplete: str) -> list[str]:
    """What `--status` takes."""
    from talplan.query import Wanted

    return [status.value for status in Wanted if status.startswith(incomplete)]


def formats(incomplete: str) -> list[str]:
    """What `--format` takes."""
    return [name for name in FORMATS if name.startswith(incomplete)]


def groupings(incomplete: str) -> list[str]:
    """What `stats --by` takes."""
    return [name for name in ("section", "unit", "month", "unit,month") if name.startswith(incomplete)]


def chart_rows(incomplete: str) -> list[str]:
    """What `timeline --by` takes."""
    return [name for name in ("item", "unit") if name.startswith(incomplete)]


def check_formats(incomplete: str) -> list[str]:
    """What `check --format` takes."""
    return [name for name in CHECK_FORMATS if name.startswith(incomplete)]


def diff_formats(incomplete: str) -> list[str]:
    """The formats of `diff`."""
    return [name for name in DIFF_FORMATS if name.startswith(incomplete)]


def export_formats(incomplete: str) -> list[str]:
    """The formats of `export`."""
    from talplan.formats import WRITERS

    return [name for name in WRITERS if name.startswith(incomplete)]


def report_formats(incomplete: str) -> list[str]:
    """The formats of `report`."""
    from talplan.reports import REPORTS

    return [name for name in REPORTS if name.startswith(incomplete)]


def codes(incomplete: str) -> list[str]:
    """The codes of the checks."""
    from talplan.rules import RULES

    return [code for code in RULES if code.startswith(incomplete)]


def _plan(ctx: typer.Context) -> Plan | None:
    from talplan.commands.opening import open_plan
    from talplan.problem import Failure

    named = ctx.params.get("plan_file")
    try:
        return open_plan(os.path.expanduser(named) if named else None).plan  # noqa: PTH111
    except Failure:
        return None


# --- which candidates fit what was typed --------------------------------------------------------------------


def _offered(candidates: Iterable[Candidate], typed: str) -> list[tuple[str, str]]:
    from talplan.folding import visible

    shell = os.environ.get(COMPLETING, "").removeprefix("complete_")
    # No shell shows what cannot be seen; Typer's scripts, which an older talplan installed, would read a backslash.
    clear = [one for one in candidates if visible(one.value) == one.value]
    safe = [one for one in clear if "\\" not in one.value] if shell in ("zsh", "fish") else clear
    chosen = [Candidate(one.value, _start(one.about, shell)) for one in _fitting(safe, typed)]
    if shell == "bash":
        return [(Offer(line), "") for line in _bash_lines(chosen, typed)]
    if shell in ("powershell", "pwsh"):
        chosen = [one._replace(value="'" + one.value.replace("'", "''") + "'") for one in chosen]
    return [(Offer(one.value), one.about) for one in chosen]


def _fitting(candidates: Sequence[Candidate], typed: str) -> Sequence[Candidate]:
    """Those that begin with it; else those that begin with it as a person would type it; else those that hold it."""
    from talplan.folding import contains, fold, keys

    wanted, parts = fold(typed), keys(typed)
    tests: list[Callable[[str], bool]] = [
        lambda name: fold(name).startswith(wanted),
        lambda name: any(key.startswith(part) for key in keys(name) for part in parts),
    ]
    for fits in tests:
        if found := [one for one in candidates if any(map(fits, one.names))]:
            return found
    return [one for one in candidates if contains(" ".join((*one.names, one.about)), typed)]


def _start(text: str, shell: str) -> str:
    """The start of a text, without what a script of Typer's would take for more than a letter."""
    from talplan.folding import visible

    text = visible(text) if shell == WORDS else visible(text).translate(_HARMLESS)
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


_HARMLESS = str.maketrans("[]{}*?\\", "()()..|")


# --- zsh and fish, whose scripts are ours ----------------------------------------------------------------------

OPTIONS = frozenset(("--show-completion", "--install-completion"))
SCRIPTS = Path(__file__).parents[1] / "shells"


def own_scripts() -> None:
    """Typer installs and shows ours: its script for zsh evaluates names, that for fish asks everything twice."""
    from typer import _completion_shared as typers

    for shell in ("zsh", "fish"):
        script = (SCRIPTS / f"talplan.{shell}").read_text(encoding="utf-8")
        typers._completion_scripts[shell] = script.replace("%", "%%")


def prepare() -> None:
    """Makes our scripts understood, and mends the words that bash hands over."""
    add_completion_class(Words, WORDS)
    if os.environ[COMPLETING] == "complete_bash":
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
    from talplan.folding import contains

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
