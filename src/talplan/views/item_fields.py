"""The JSON fields and CSV columns that scripts rely on: none is ever renamed or dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from talplan.domain.obligations import Status, obligations
from talplan.domain.plan import Plan
from talplan.domain.terms import spell, window
from talplan.domain.units import Unit
from talplan.domain.visible import escape_invisible, replace_hidden
from talplan.problem import Place
from talplan.queries.agenda import Due
from talplan.queries.select import Assessment, Counts

CSV_COLUMNS = ("id", "section", "number", "task", "due", "units", "status", "until")
_STEP = "  "
_ENTRY = f"\n{_STEP}"
_CONSTANTS = {None: "null", True: "true", False: "false"}


def item_fields(plan: Plan, one: Assessment) -> dict[str, Any]:
    """One item as `list --format json` gives it."""
    item = one.item
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
        "done": _records(plan, one) if one.records else [],
        **notes_fields(one),
    }


def notes_fields(one: Assessment) -> dict[str, Any]:
    """What is said of an item besides its records."""
    gone = one.item.cancelled if one.status is Status.CANCELLED else None
    return {
        "notes": [{"date": str(note.date), "by": note.by, "text": note.text} for note in one.notes],
        "cancelled": {"date": str(gone.date), "note": gone.note} if gone else None,
    }


def _records(plan: Plan, one: Assessment) -> list[dict[str, Any]]:
    judged = obligations(plan, one.item, date.max)  # a later record never takes an earlier one's place
    return [
        {
            "date": str(record.date),
            "term": spell(record.term, plan.language) if record.term else None,
            "by": list(record.by) or None,
            "note": record.note,
            "evidence": record.evidence,
            "late": any(o.late and o.record is record for o in judged),
        }
        for record in one.records
    ]


def due_fields(plan: Plan, entry: Due) -> dict[str, Any]:
    """One item as `due --format json` gives it: with its group, and its state by the month's terms alone."""
    return {**item_fields(plan, entry.look), "group": entry.group, "state": entry.state}


def show_fields(plan: Plan, one: Assessment, path: str, place: Place) -> dict[str, Any]:
    """One item as `show --format json` gives it: with its windows and its place in the file."""
    windows = {spell(term, plan.language): window(term, plan.year) for term in one.item.due}
    return {
        **item_fields(plan, one),
        "windows": [{"term": term, "from": str(span.first), "until": str(span.last)} for term, span in windows.items()],
        "place": {"path": path, "line": place.line, "column": place.column},
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


def json_list(values: Iterable[Any]) -> Iterator[str]:
    """A list as JSON, piece by piece: a long one is never in memory as a whole."""
    return json_entries(json_text(value, _ENTRY) for value in values)


def json_entries(entries: Iterable[str]) -> Iterator[str]:
    """The same of entries that are JSON already."""
    before = "["
    for entry in entries:
        yield f"{before}{_ENTRY}{entry}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


# `json.dumps` writes the same, but with indentation it takes five times as long.
def json_text(value: Any, line: str = "\n") -> str:
    """JSON in UTF-8, unescaped but for what a terminal must not get to see; `line` is what begins a line of it."""
    kind = type(value)  # the commonest first
    if kind is int:
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if value is None or kind is bool:
        return _CONSTANTS[value]
    if isinstance(value, dict):
        return f"{{{json_members(value, line)}{line}}}" if value else "{}"
    if isinstance(value, list | tuple):
        inner = line + _STEP
        return f"[{inner}{f',{inner}'.join([json_text(entry, inner) for entry in value])}{line}]" if value else "[]"
    return str(value)


def json_members(fields: dict[str, Any], line: str) -> str:
    """What stands within the braces of an object."""
    inner = line + _STEP
    return _layout(tuple(fields), inner) % tuple([json_text(value, inner) for value in fields.values()])


@lru_cache(maxsize=1024)
def _layout(keys: tuple[str, ...], line: str) -> str:
    """Members with these keys, and a `%s` for each of their values."""
    return ",".join([f"{line}{quoted(key).replace('%', '%%')}: %s" for key in keys])


def quoted(text: str) -> str:
    """A text in JSON."""
    return replace_hidden(_encoder()(text), _escaped)


@cache
def _encoder() -> Callable[[str], str]:
    from json.encoder import encode_basestring

    return encode_basestring


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def item_row(plan: Plan, one: Assessment) -> list[str]:
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
        writer.writerow([_tame(escape_invisible(text, keep_breaks=True)) for text in row])
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
