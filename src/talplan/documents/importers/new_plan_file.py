"""Format a new plan file in the canonical layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, cast

from talplan.documents.importers.build_items import PlanItem, PlanSection
from talplan.domain.language import Language
from talplan.domain.plan_year import PlanYear
from talplan.domain.spell_terms import written
from talplan.domain.units import Unit
from talplan.editing.changes import NewEntry
from talplan.editing.comments import attach_comments
from talplan.editing.emit import format_entry, format_keys
from talplan.editing.formatter import format_text
from talplan.messages import ENGLISH, translated
from talplan.planfile.load import Loaded, load
from talplan.problem import Failure

CommentedUnit = tuple[list[str], Unit]
"""A unit and the comment lines above it."""

_MODELINE = "# yaml-language-server: $schema=plan.schema.json"


class Head(NamedTuple):
    """The keys of a plan file above `units`."""

    title: str
    year: PlanYear
    language: Language


def format_plan(head: Head, units: Sequence[CommentedUnit], sections: Sequence[PlanSection], *, schema: bool) -> str:
    """Return the text of a plan file; `schema`: the schema file is in the same folder.

    Failure `import-invalid` if the text is not a valid plan.
    """
    lines = [_MODELINE] if schema else []
    lines += [*_keys(_head(head)), "units:"]
    for comments, unit in units:
        lines += [*comments, *format_entry(_unit(unit), 0, 1, "\n")]
    lines.append("sections:" if sections else "sections: []")
    for section in sections:
        lines += _section_lines(section, head.language)
    loaded = load("\n".join([*lines, ""]).encode())
    if loaded.plan is None:
        raise Failure("import-invalid", problems=[("", loaded.source, problem) for problem in loaded.errors])
    return format_text(loaded)


def build_registry(found: Loaded | None, new: Iterable[str], language: Language) -> list[CommentedUnit]:
    """Return the units of the existing plan with their comments, followed by the new ones."""
    added = [Unit(name) for name in new]
    if found is None or found.plan is None or found.root is None:
        return [([], unit) for unit in added]
    above = attach_comments(found.source.text, found.root).above
    known = [(above.get(("units", at), []), unit) for at, unit in enumerate(found.plan.registry)]
    comment = f"# {translated('import.added', ENGLISH['import.added'], language)}"
    return known + [([] if at else [comment], unit) for at, unit in enumerate(added)]


def _keys(values: dict[str, Any]) -> list[str]:
    return format_keys(values, 0, "\n")


def _head(head: Head) -> dict[str, object]:
    keys: dict[str, object] = {"title": head.title, "year": str(head.year)}
    if head.year.first_month != 8 and not head.year.calendar:
        keys["first_month"] = head.year.first_month
    if head.language is not Language.KY:
        keys["language"] = str(head.language)
    return keys


def _unit(unit: Unit) -> NewEntry:
    entry: dict[str, str | Sequence[str]] = {"name": unit.name}
    if unit.short:
        entry["short"] = unit.short
    if unit.aliases:
        entry["aliases"] = unit.aliases
    if unit.part_of:
        entry["part_of"] = unit.part_of
    return entry


def _section_lines(section: PlanSection, language: Language) -> list[str]:
    entry: dict[str, object] = {"number": section.number}
    if section.title:
        entry["title"] = section.title
    lines = format_entry(cast(NewEntry, entry), 0, 1, "\n")
    lines.append("  items:" if section.items else "  items: []")
    for item in section.items:
        lines += [f"  # {comment}" for comment in item.comments]
        lines += format_entry(cast(NewEntry, _item(item, language)), 2, 1, "\n")
    return lines


def _item(item: PlanItem, language: Language) -> dict[str, object]:
    entry: dict[str, object] = {
        "number": item.number,
        "task": item.task,
        "due": [written(term, language) for term in item.due],
        "units": list(item.units),
    }
    if item.done:
        evidence = item.done.evidence
        record = {
            "date": item.done.date,
            "note": item.done.note,
            "evidence": list(evidence) if len(evidence) > 1 else "".join(evidence),
        }
        entry["done"] = [{key: value for key, value in record.items() if value}]
    if item.note:
        entry["notes"] = [{"date": item.note.date, "text": item.note.text}]
    if item.cancelled:
        note = {"note": item.cancelled.note} if item.cancelled.note else {}
        entry["cancelled"] = {"date": str(item.cancelled.date), **note}
    return entry
