"""The whole plan as JSON, for other programs."""

from __future__ import annotations

from typing import Any

from talplan.documents.export import Export
from talplan.domain.plan import Plan, Section
from talplan.domain.units import Unit
from talplan.views.fields import item_fields, write_json

VERSION = 1
"""Raised where a field is renamed, dropped or means something else; fields may be added at any time."""


def write(export: Export) -> bytes:
    """`{"version": 1, "on": DATE, "plan": …}`, the state of the plan on that day.

    The plan is `{"title", "year", "first_month", "language", "approved", "signatures", "units", "sections"}`:

    - `approved` is `{"by", "date", "order"}`, a signature `{"post", "name"}`;
    - a unit is `{"name", "short", "aliases", "part_of"}`; items and `part_of` name it by its `short` where it has one;
    - a section is `{"number", "title", "items"}`, and is there without any of its items too;
    - an item has the fields of `talplan list --format json`.

    `null` stands for what is absent, dates are `YYYY-MM-DD`. Filters choose items; the registry is whole always.
    """
    plan = export.plan
    value = {
        "version": VERSION,
        "on": str(export.on),
        "plan": {
            "title": plan.title,
            "year": str(plan.year),
            "first_month": plan.year.first_month,
            "language": plan.language,
            "approved": plan.approved and {**plan.approved._asdict(), "date": str(plan.approved.date)},
            "signatures": [signature._asdict() for signature in plan.signatures],
            "units": [_unit(plan, unit) for unit in plan.registry],
            "sections": _sections(export),
        },
    }
    return f"{write_json(value)}\n".encode()


def _unit(plan: Plan, unit: Unit) -> dict[str, Any]:
    whole = plan.registry.get(unit.part_of) if unit.part_of else None
    return {
        "name": unit.name,
        "short": unit.short,
        "aliases": list(unit.aliases),
        "part_of": whole.display if whole else None,
    }


def _sections(export: Export) -> list[dict[str, Any]]:
    items: dict[int, list[dict[str, Any]]] = {section.number: [] for section in export.plan.sections}
    for done, assessment in enumerate(export.assessments, start=1):
        items[assessment.item.section].append(item_fields(export.plan, assessment))
        export.progress(done, len(export.assessments))
    return [_section(section, items[section.number]) for section in export.plan.sections]


def _section(section: Section, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"number": section.number, "title": section.title, "items": items}
