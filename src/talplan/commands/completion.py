"""What TAB offers: units, items with the start of their task, months, statuses, codes. Silent where it cannot."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from talplan.plan import Plan

FORMATS = ("table", "json", "csv", "md")
CHECK_FORMATS = ("text", "json", "github")


class Offer(str):
    """A candidate that was found by folding: `okuu` offers `Окуу бөлүмү`.

    Typer drops what does not start with what was typed; these fit though they do not.
    """

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        """Always: it was chosen already."""
        return True


def _plan(ctx: typer.Context) -> Plan | None:
    from talplan.commands.opening import open_plan
    from talplan.problem import Failure

    try:
        return open_plan(ctx.params.get("plan") or os.environ.get("TALPLAN_PLAN")).plan
    except Failure:
        return None


def _offered(candidates: Iterable[tuple[str, str]], typed: str) -> list[tuple[str, str]]:
    """Those that begin with what was typed, under any folding; else those that hold it."""
    from talplan.folding import contains, fold, keys

    candidates = list(candidates)
    wanted = fold(typed)
    begin = [pair for pair in candidates if fold(pair[0]).startswith(wanted)]
    if not begin and wanted:
        begin = [
            pair for pair in candidates if any(key.startswith(part) for key in keys(pair[0]) for part in keys(typed))
        ]
    if not begin and wanted:
        begin = [pair for pair in candidates if contains(" ".join(pair), typed)]
    return [(Offer(_for_shell(value)), text) for value, text in begin]


def _for_shell(value: str) -> str:
    """Bash splits at spaces what is not in quotes: escaped, unless the word was begun with a quote."""
    if "complete_bash" not in os.environ.get("_TALPLAN_COMPLETE", ""):
        return value
    words = os.environ.get("COMP_WORDS", "").split("\n")
    at = int(os.environ.get("COMP_CWORD", "0"))
    word = words[at] if at < len(words) else ""
    if word.startswith(("'", '"')):
        return value
    return re.sub(r"([\s()'\"&;<>|*?\[\]{}$`\\!#~])", r"\\\1", value)


def units(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Display names, found under every spelling."""
    plan = _plan(ctx)
    if plan is None:
        return []
    return _offered(((unit.display, unit.name if unit.short else "") for unit in plan.registry), incomplete)


def items(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Ids with the start of their task."""
    plan = _plan(ctx)
    if plan is None:
        return []
    taken = set(ctx.params.get("ids") or ())
    found = ((item.id, _start(item.task)) for item in plan.items() if item.id not in taken)
    return [pair for pair in found if pair[0].startswith(incomplete)]


def _start(task: str) -> str:
    from talplan.folding import visible

    text = visible(task)
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def months(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The months of the plan's year in its language, and in English; this, next, last."""
    from talplan.months import NAMES, Language

    plan = _plan(ctx)
    language = plan.language if plan else Language.KY
    first = plan.year.first_month if plan else 8
    order = [(first - 1 + step) % 12 for step in range(12)]
    named = [NAMES[language][month] for month in order]
    if incomplete and incomplete.isascii():
        named = [NAMES[Language.EN][month] for month in order]
    return _offered(((name, "") for name in [*named, "this", "next", "last"]), incomplete)


def sections(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The numbers of the sections with their titles."""
    plan = _plan(ctx)
    found = [(str(section.number), section.title or "") for section in plan.sections] if plan else []
    return [pair for pair in found if pair[0].startswith(incomplete)]


def terms(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The terms of the items that are named, else of all."""
    from talplan.terms import spell

    plan = _plan(ctx)
    if plan is None:
        return []
    ids = set(ctx.params.get("ids") or ())
    chosen = [item for item in plan.items() if not ids or item.id in ids]
    spelled = dict.fromkeys(spell(term, plan.language) for item in chosen for term in item.due)
    return _offered(((text, "") for text in spelled), incomplete)


def statuses(incomplete: str) -> list[str]:
    """What `--status` takes."""
    from talplan.query import Wanted

    return [status for status in Wanted if status.startswith(incomplete)]


def formats(incomplete: str) -> list[str]:
    """What `--format` takes."""
    return [name for name in FORMATS if name.startswith(incomplete)]


def check_formats(incomplete: str) -> list[str]:
    """What `check --format` takes."""
    return [name for name in CHECK_FORMATS if name.startswith(incomplete)]


def codes(incomplete: str) -> list[str]:
    """The codes of the checks."""
    from talplan.rules import RULES

    return [code for code in RULES if code.startswith(incomplete)]
