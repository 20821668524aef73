"""The plan as one page for a browser: it fetches nothing, and everything can be read without its script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from talplan.documents.document import visible
from talplan.documents.evidence import link_addresses
from talplan.documents.export import Export
from talplan.documents.page.page_data import LISTED, data, find_report_pattern, numbered
from talplan.documents.page.page_words import page_words_in
from talplan.documents.page.timeline import WIDTH, place_of, timeline
from talplan.documents.words import headings_in, print_headline, print_term, words_in
from talplan.documents.writers.html import digest
from talplan.domain.months import NAMES
from talplan.domain.plan import Plan
from talplan.domain.standing import Standing, Tally
from talplan.domain.units import Unit
from talplan.messages import format_day
from talplan.operations.forge import fill_in
from talplan.queries.agenda import find_due, find_overdue, month_of
from talplan.queries.headline import count_headline
from talplan.queries.progress import count_by_unit, count_obligations
from talplan.queries.select import Assessment

_HERE = Path(__file__).parent


class _Row(NamedTuple):
    look: Assessment
    standing: Standing
    terms: list[tuple[str, date | None]]
    """With the last day of those that name months."""
    parts: list[tuple[str, Standing, list[str]]]
    """The units of each term and standing, if these differ."""
    detailed: bool
    report: str | None
    edit: str | None
    """Addresses on the forge."""


def write_page(export: Export) -> bytes:
    """Return the page, from the template; hidden characters in any text are escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _read("page.css"), _read("fold.js") + _read("page.js")
    values = {**_values(export), "style": style, "script": script, "hashes": (digest(style), digest(script))}
    return environment.get_template("page.html.j2").render(values).encode()


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _values(export: Export) -> dict[str, Any]:
    plan, table = export.plan, words_in(export.plan.language)
    units, terms = _units(export), numbered(export.assessments)
    tree = list(_tree(plan, units))
    missed = find_overdue(export.assessments)
    headings = {
        one.number: f"{one.number}. {one.title}" if one.title else table.untitled.format(number=one.number)
        for one in plan.sections
    }
    return {
        "plan": plan,
        "export": export,
        "words": page_words_in(plan.language),
        "table": table,
        "headings": headings_in(plan.language),
        "standings": list(Standing),
        "headline": print_headline(count_headline(export.assessments, export.on), export.on, plan.language),
        "figures": count_obligations(export.assessments),
        "units": tree,
        "asked": ", ".join(export.asked),
        "by_unit": _by_unit(export, tree),
        "months": [_month(plan, month.first) for month in plan.year.months],
        "month": _month(plan, export.on),
        "overdue": [entry for entry in missed if entry.standing is Standing.OVERDUE],
        "not_reported": [entry for entry in missed if entry.standing is Standing.NOT_REPORTED],
        "current": find_due(plan, export.assessments, month_of(export.on)),
        "linked": link_addresses,
        "listed": LISTED,
        "printed": lambda day: format_day(day, plan.language),
        "standing": sum(any(not term.dated for term in look.item.due) for look in export.assessments),
        "timeline": timeline(plan, export.assessments, headings, terms),
        "today": place_of(plan.year, export.on) if plan.year.window.holds(export.on) else None,
        "width": WIDTH,
        "sections": _sections(export, headings),
        "data": data(export, units, terms),
    }


def _units(export: Export) -> list[Unit]:
    """The units that answer for one of the items, and what they are part of."""
    plan = export.plan
    named = {one.unit for look in export.assessments for one in look.obligations}
    named |= {
        parent.display for unit in plan.registry if unit.display in named for parent in plan.registry.parents(unit)
    }
    if export.units is not None:
        named &= export.units
    return [unit for unit in plan.registry if unit.display in named]


def _tree(plan: Plan, units: Sequence[Unit]) -> Iterator[tuple[str, str]]:
    """Each unit below what it is part of, and how a choice shows it."""
    chosen = {unit.display for unit in units}
    todo = [(unit, 0) for unit in reversed(units) if not any(p.display in chosen for p in plan.registry.parents(unit))]
    while todo:
        unit, depth = todo.pop()
        full = f"{unit.display} – {unit.name}" if unit.short else unit.name
        yield unit.display, "\u00a0\u00a0" * depth + ("└ " if depth else "") + full
        todo += [(child, depth + 1) for child in reversed(plan.registry.children(unit)) if child.display in chosen]


def _month(plan: Plan, day: date) -> tuple[str, str]:
    """The month of a day, for the script and for people."""
    name = page_words_in(plan.language).year_month.format(month=NAMES[plan.language][day.month - 1], year=day.year)
    return f"{day:%Y-%m}", name


def _by_unit(export: Export, tree: Sequence[tuple[str, str]]) -> list[tuple[str, str, Tally]]:
    """Return the counts of each unit with its parts."""
    counts = {unit.display: own for (unit, _), own in count_by_unit(export.plan, export.assessments, None)}
    return [(name, shown, counts.get(name, Tally())) for name, shown in tree]


def _sections(export: Export, headings: dict[int, str]) -> list[tuple[str, list[_Row]]]:
    found: dict[int, list[_Row]] = {}
    pattern = find_report_pattern(export)
    for done, look in enumerate(export.assessments, start=1):
        found.setdefault(look.item.section, []).append(_row(export, look, pattern))
        export.progress(done, len(export.assessments))
    return [(headings[number], rows) for number, rows in found.items()]


def _row(export: Export, look: Assessment, pattern: str | None) -> _Row:
    lasts = {one.term: one.window.last for one in look.obligations}
    terms = [
        (print_term(term, export.plan.language), lasts.get(term) if term.dated and term.dates is None else None)
        for term in look.item.due
    ]
    parts = _parts(export.plan, look)
    told = bool(parts or look.records or look.notes or look.standing is Standing.CANCELLED)
    item = look.item
    report = fill_in(pattern, item.id, item.units[0] if len(item.units) == 1 else "") if pattern else None
    edit = export.forge.edit_address(export.lines[item.id]) if export.forge else None
    return _Row(look, look.standing, terms, parts, told, report, edit)


def _parts(plan: Plan, look: Assessment) -> list[tuple[str, Standing, list[str]]]:
    found: dict[tuple[str, Standing], list[str]] = {}
    for one in look.obligations:
        found.setdefault((print_term(one.term, plan.language), one.standing), []).append(one.unit)
    return [(term, name, units) for (term, name), units in found.items()] if len(found) > 1 else []
