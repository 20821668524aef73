"""What TAB offers: units, items with the start of their task, months, statuses, codes. Silent where it cannot."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from talplan.cli.arguments import FORMATS
from talplan.cli.completion_shells import Candidate, offers, safe

if TYPE_CHECKING:
    from talplan.domain.plan import Plan

CHECK_FORMATS = ("text", "json", "github")
DIFF_FORMATS = ("table", "json", "md")


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
    from talplan.domain.language import Language
    from talplan.domain.months import NAMES

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
    from talplan.domain.terms import spell

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
    from talplan.domain.months import NAMES
    from talplan.domain.standing_terms import STANDING
    from talplan.domain.terms import spell

    plan = _plan(ctx)
    if plan is None:
        return []
    used = [spell(term, plan.language) for item in plan.items() for term in item.due]
    standing = [spellings[plan.language][0] for spellings in STANDING.values()]
    return _offered(map(Candidate, dict.fromkeys([*used, *NAMES[plan.language], *standing])), incomplete)


def statuses(incomplete: str) -> list[str]:
    """What `--status` takes."""
    from talplan.queries.select import STATUSES

    return [status for status in STATUSES if status.startswith(incomplete)]


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
    from talplan.documents.exporters import WRITERS

    return [name for name in WRITERS if name.startswith(incomplete)]


def report_formats(incomplete: str) -> list[str]:
    """The formats of `report`."""
    from talplan.documents.reports import REPORTS

    return [name for name in REPORTS if name.startswith(incomplete)]


def codes(incomplete: str) -> list[str]:
    """The codes of the checks."""
    from talplan.planfile.rules import RULES

    return [code for code in RULES if code.startswith(incomplete)]


def _plan(ctx: typer.Context) -> Plan | None:
    from talplan.cli.open_plan import open_plan
    from talplan.problem import Failure

    named = ctx.params.get("plan_file")
    try:
        return open_plan(os.path.expanduser(named) if named else None).plan  # noqa: PTH111
    except Failure:
        return None


# --- which candidates fit what was typed --------------------------------------------------------------------


def _offered(candidates: Iterable[Candidate], typed: str) -> list[tuple[str, str]]:
    from talplan.domain.visible import escape_invisible

    clear = [
        one for one in candidates if escape_invisible(one.value) == one.value
    ]  # no shell shows what cannot be seen
    return offers(_fitting(safe(clear), typed), typed)


def _fitting(candidates: Sequence[Candidate], typed: str) -> Sequence[Candidate]:
    """Those that begin with it; else those that begin with it as a person would type it; else those that hold it."""
    from talplan.domain.spelling import contains, keys, normalize

    wanted, parts = normalize(typed), keys(typed)
    tests: list[Callable[[str], bool]] = [
        lambda name: normalize(name).startswith(wanted),
        lambda name: any(key.startswith(part) for key in keys(name) for part in parts),
    ]
    for fits in tests:
        if found := [one for one in candidates if any(map(fits, one.names))]:
            return found
    return [one for one in candidates if contains(" ".join((*one.names, one.about)), typed)]
