"""The plan as one page for a browser: nothing is fetched, and everything can be read without its script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from talplan.documents.exporters import Export
from talplan.documents.exporters.html_template import digest, filled
from talplan.documents.exporters.labels import standing, state, words_in
from talplan.documents.exporters.page_data import LISTED, data, numbered
from talplan.documents.exporters.page_labels import page_words_in
from talplan.documents.exporters.page_timeline import SIGNS, WIDTH, place_of, pressing, timeline
from talplan.documents.official_document import headings_in, print_day, print_term
from talplan.domain.months import NAMES
from talplan.domain.obligations import Status
from talplan.domain.plan import Plan
from talplan.domain.units import Unit
from talplan.queries.agenda import Due, in_month, month_of, past
from talplan.queries.execution_report import Figures
from talplan.queries.select import Assessment

_HERE = Path(__file__).parent


class _Row(NamedTuple):
    look: Assessment
    state: str
    terms: list[tuple[str, date | None]]
    """With the last day of those that name months."""
    parts: list[tuple[str, str, list[str]]]
    """Of each term and state the units, where they differ."""
    detailed: bool


def write(export: Export) -> bytes:
    """The page."""
    style, script = _read("page.css"), _read("page_fold.js") + _read("page.js")
    hashes = (digest(style), digest(script))
    return filled(_HERE / "page.html.j2", **_values(export), style=style, script=script, hashes=hashes)


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _values(export: Export) -> dict[str, Any]:
    plan, table = export.plan, words_in(export.plan.language)
    units, terms = _units(export), numbered(export.looks)
    tree = list(_tree(plan, units))
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
        "signs": SIGNS,
        "figures": _figures(export.looks),
        "units": tree,
        "asked": ", ".join(export.asked),
        "by_unit": _by_unit(export, tree),
        "months": [_month(plan, month.first) for month in plan.year.months],
        "month": _month(plan, export.on),
        "overdue": past(export.looks),
        "current": in_month(plan, export.looks, month_of(export.on)),
        "state_of": _state,
        "listed": LISTED,
        "printed": print_day,
        "standing": sum(any(not term.dated for term in look.item.due) for look in export.looks),
        "timeline": timeline(plan, export.looks, headings, terms),
        "today": place_of(plan.year, export.on) if plan.year.window.holds(export.on) else None,
        "width": WIDTH,
        "sections": _sections(export, headings),
        "data": data(export, units, terms),
    }


def _state(due: Due) -> str:
    """How the obligations stand that something is listed for."""
    return pressing(state(due.look, one) for one in due.counted)


def _units(export: Export) -> list[Unit]:
    """The units that answer for one of the items, and what they are part of."""
    plan = export.plan
    named = {one.unit for look in export.looks for one in look.counted}
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
    return f"{day:%Y-%m}", f"{NAMES[plan.language][day.month - 1]} {day.year}"


def _by_unit(export: Export, tree: Sequence[tuple[str, str]]) -> list[tuple[str, str, Figures]]:
    """The figures of each unit, with those of what is part of it."""
    registry = export.plan.registry
    above = {unit.display: [unit.display, *(one.display for one in registry.parents(unit))] for unit in registry}
    many: dict[str, Counter[str]] = {name: Counter() for name, _ in tree}
    for look in export.looks:
        for one in look.counted:
            for name in above[one.unit]:
                if name in many:
                    many[name][state(look, one)] += 1
    return [(name, shown, _counted(many[name])) for name, shown in tree]


def _figures(looks: Sequence[Assessment]) -> Figures:
    return _counted(Counter(state(look, one) for look in looks for one in look.counted))


def _counted(many: Counter[str]) -> Figures:
    del many["cancelled"]
    return Figures(many.total(), many["done"] + many["late"], many["late"], many["overdue"], many["unreported"])


def _sections(export: Export, headings: dict[int, str]) -> list[tuple[str, list[_Row]]]:
    found: dict[int, list[_Row]] = {}
    for done, look in enumerate(export.looks, start=1):
        found.setdefault(look.item.section, []).append(_row(export, look))
        export.progress(done, len(export.looks))
    return [(headings[number], rows) for number, rows in found.items()]


def _row(export: Export, look: Assessment) -> _Row:
    lasts = {one.term: one.window.last for one in look.counted}
    terms = [
        (print_term(term, export.plan.language), lasts.get(term) if term.months else None) for term in look.item.due
    ]
    parts = _parts(export.plan, look)
    told = bool(parts or look.records or look.notes or look.status is Status.CANCELLED)
    return _Row(look, standing(look), terms, parts, told)


def _parts(plan: Plan, look: Assessment) -> list[tuple[str, str, list[str]]]:
    found: dict[tuple[str, str], list[str]] = {}
    for one in look.counted:
        found.setdefault((print_term(one.term, plan.language), state(look, one)), []).append(one.unit)
    return [(term, name, units) for (term, name), units in found.items()] if len(found) > 1 else []
