"""The JSON fields and CSV columns that scripts rely on: none is ever renamed or dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from talplan.agenda import Due
from talplan.folding import CONTROL, INVISIBLE, visible
from talplan.obligations import Status, obligations
from talplan.plan import Plan, Record
from talplan.query import Counts, Look
from talplan.terms import spell, window
from talplan.units import Unit

CSV_COLUMNS = ("id", "section", "number", "task", "due", "units", "status", "until")
_HIDDEN = re.compile(f"{CONTROL.pattern}|{INVISIBLE.pattern}")


def item_fields(plan: Plan, one: Look) -> dict[str, Any]:
    """One item as `list --format json` gives it."""
    item = one.item
    gone = item.cancelled if one.status is Status.CANCELLED else None
    return {
        "id": item.id,
        "section": item.section,
        "number": item.number,
        "task": item.task,
        "due": [spell(term, plan.language) for term in item.due],
        "units": list(item.units),
        "status": one.status,
        "obligations": {"total": one.total, "done": one.done},
        "open": [
            {
                "term": spell(obligation.term, plan.language),
                "unit": obligation.unit,
                "state": obligation.state,
                "from": str(obligation.window.first),
                "until": str(obligation.window.last),
            }
            for obligation in one.open
        ],
        "done": [_record_fields(plan, one, record) for record in one.records],
        "notes": [{"date": str(note.date), "by": note.by, "text": note.text} for note in one.notes],
        "cancelled": {"date": str(gone.date), "note": gone.note} if gone else None,
    }


def _record_fields(plan: Plan, one: Look, record: Record) -> dict[str, Any]:
    judged = obligations(plan, one.item, date.max)  # a later record never takes an earlier one's place
    return {
        "date": str(record.date),
        "term": spell(record.term, plan.language) if record.term else None,
        "by": list(record.by) or None,
        "note": record.note,
        "evidence": record.evidence,
        "late": any(o.late and o.record is record for o in judged),
    }


def due_fields(plan: Plan, entry: Due) -> dict[str, Any]:
    """One item as `due --format json` gives it: with its group, and its state by the month's terms alone."""
    return {**item_fields(plan, entry.look), "group": entry.group, "state": entry.state}


def show_fields(plan: Plan, one: Look, path: str) -> dict[str, Any]:
    """One item as `show --format json` gives it: with its windows and its place in the file."""
    windows = {spell(term, plan.language): window(term, plan.year) for term in one.item.due}
    return {
        **item_fields(plan, one),
        "windows": [{"term": term, "from": str(span.first), "until": str(span.last)} for term, span in windows.items()],
        "place": {"path": path, "line": one.item.place.line, "column": one.item.place.column},
    }


def unit_fields(unit: Unit, part_of: Unit | None, counts: Counts) -> dict[str, Any]:
    """One unit as `units --format json` gives it."""
    return {
        "name": unit.name,
        "short": unit.short,
        "aliases": list(unit.aliases),
        "part_of": part_of.display if part_of else None,
        "items": counts.items,
        "done": counts.done,
        "overdue": counts.overdue,
        "not_reported": counts.unreported,
    }


def json_text(value: Any) -> str:
    """JSON in UTF-8, unescaped but for what a terminal must not get to see."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _HIDDEN.sub(lambda match: _escape(match.group()), text)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def item_row(plan: Plan, one: Look) -> list[str]:
    """One item as a row of CSV."""
    item = one.item
    terms = "; ".join(spell(term, plan.language) for term in item.due)
    until = str(one.until) if one.until else ""
    return [
        item.id,
        str(item.section),
        str(item.number),
        item.task,
        terms,
        "; ".join(item.units),
        one.status,
        until,
    ]


def due_row(plan: Plan, entry: Due) -> list[str]:
    """One item of `due` as a row of CSV: `until` is the deadline that the month asks for."""
    return [*item_row(plan, entry.look)[:-1], str(entry.deadline), entry.group, entry.state]


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV that no spreadsheet runs: a cell that could be a formula begins with an apostrophe."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_tame(visible(text, keep_breaks=True)) for text in row])
    return out.getvalue()


def _tame(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def flat_row(entry: dict[str, Any]) -> list[str]:
    """JSON fields as a row of CSV: lists joined, nothing for what is absent."""
    return [_flat(value) for value in entry.values()]


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
