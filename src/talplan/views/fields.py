"""The JSON fields and CSV columns that scripts rely on: none is ever renamed or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from talplan.domain.obligations import assess_obligations
from talplan.domain.plan import Plan
from talplan.domain.spell_terms import spell
from talplan.domain.standing import Standing, Tally
from talplan.domain.terms import window
from talplan.domain.units import Unit
from talplan.domain.visible import escape_invisible, replace_hidden
from talplan.problem import Place
from talplan.queries.select import Assessment

if TYPE_CHECKING:
    from json import JSONEncoder

    from talplan.queries.agenda import AgendaItem

Fields = dict[str, Any]

# --- items --------------------------------------------------------------------------------------------------

ITEM_COLUMNS = ("id", "section", "number", "task", "due", "units", "status", "until")


def item_fields(plan: Plan, assessment: Assessment) -> Fields:
    """Return one item as in `list --format json`."""
    item = assessment.item
    return {
        "id": item.id,
        "section": item.section,
        "number": item.number,
        "task": item.task,
        **_obligations(plan, assessment),
        **_journal(plan, assessment),
    }


def _obligations(plan: Plan, assessment: Assessment) -> Fields:
    return {
        "due": [spell(term, plan.language) for term in assessment.item.due],
        "units": assessment.item.units,
        "status": assessment.standing.state,
        "obligations": {"total": assessment.total, "done": assessment.done},
        "open": [
            {
                "term": spell(obligation.term, plan.language),
                "unit": obligation.unit,
                "state": obligation.standing.state,
                "from": str(obligation.window.first),
                "until": str(obligation.window.last),
            }
            for obligation in assessment.open
        ],
    }


def _journal(plan: Plan, assessment: Assessment) -> Fields:
    cancelled = assessment.item.cancelled if assessment.standing is Standing.CANCELLED else None
    return {
        "done": _records(plan, assessment) if assessment.records else [],
        "notes": [{"date": str(note.date), "by": note.by, "text": note.text} for note in assessment.notes],
        "cancelled": {"date": str(cancelled.date), "note": cancelled.note} if cancelled else None,
    }


def _records(plan: Plan, assessment: Assessment) -> list[Fields]:
    item, obligations = assessment.item, assessment.obligations
    if len(obligations) < len(item.due) * len(item.units):  # of some units only
        _, obligations = assess_obligations(plan, item, date.max)
    return [
        {
            "date": str(record.date),
            "term": spell(record.term, plan.language) if record.term else None,
            "by": record.by or None,
            "note": record.note,
            "evidence": "; ".join(record.evidence) or None,
            "evidence_items": list(record.evidence),
            "late": any(obligation.late and obligation.record is record for obligation in obligations),
        }
        for record in assessment.records
    ]


def due_fields(plan: Plan, entry: AgendaItem) -> Fields:
    """Return one item as in `due --format json`: with its group, and its state judged by the month's terms alone."""
    return {**item_fields(plan, entry.assessment), "group": entry.group, "state": entry.standing.state}


def show_fields(plan: Plan, assessment: Assessment, path: str, place: Place) -> Fields:
    """Return one item as in `show --format json`: with its windows and its place in the file."""
    windows = {spell(term, plan.language): window(term, plan.year) for term in assessment.item.due}
    return {
        **item_fields(plan, assessment),
        "windows": [{"term": term, "from": str(span.first), "until": str(span.last)} for term, span in windows.items()],
        "place": {"path": path, "line": place.line, "column": place.column},
    }


def item_row(plan: Plan, assessment: Assessment) -> list[str]:
    """Return one item as a row of CSV."""
    item = assessment.item
    return [
        item.id,
        str(item.section),
        str(item.number),
        item.task,
        "; ".join(spell(term, plan.language) for term in item.due),
        "; ".join(item.units),
        assessment.standing.state,
        str(assessment.until or ""),
    ]


def due_row(plan: Plan, entry: AgendaItem) -> list[str]:
    """Return one item of `due` as a row of CSV: `until` is the deadline in the month asked for."""
    return [*item_row(plan, entry.assessment)[:-1], str(entry.deadline), entry.group, entry.standing.state]


# --- units --------------------------------------------------------------------------------------------------


def unit_fields(unit: Unit, part_of: Unit | None, counts: Tally) -> Fields:
    """Return one unit as in `units --format json`."""
    return {
        "name": unit.name,
        "short": unit.short,
        "aliases": unit.aliases,
        "part_of": part_of.display if part_of else None,
        "items": counts.total,
        "done": counts.done,
        "overdue": counts.overdue,
        "not_reported": counts.not_reported,
    }


# --- JSON and CSV -------------------------------------------------------------------------------------------


def write_json(value: Any) -> str:
    """Return a value as JSON on one line: UTF-8, with hidden characters escaped.

    Indentation would take the encoder of the standard library that is written in Python: five times as long.
    """
    return replace_hidden(_encoder().encode(value), _escape)


def write_json_list(values: Iterable[Any]) -> Iterator[str]:
    """Yield a JSON list in pieces, an entry on a line: a long list is never in memory as a whole."""
    before = "[\n"
    for value in values:
        yield before + write_json(value)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def fast_items(plan: Plan, assessments: Sequence[Assessment]) -> Iterator[str]:
    """Yield what `write_json_list` makes of `item_fields`, in 40 % of the time; tests/test_json.py compares them.

    Items without records share their obligations with others that have the same terms and units, and most items have no
    journal: what is the same is encoded once.
    """
    known: dict[int, str] = {}
    empty = write_json({"done": [], "notes": [], "cancelled": None})[1:]
    before = "[\n"
    for assessment in assessments:
        item, key = assessment.item, id(assessment.obligations)
        shared = known.get(key)
        if shared is None:
            shared = known[key] = write_json(_obligations(plan, assessment))[1:-1]
        journal = write_json(_journal(plan, assessment))[1:] if item.done or item.notes or item.cancelled else empty
        task = f'"id": "{item.id}", "section": {item.section}, "number": {item.number}, "task": {write_json(item.task)}'
        yield f"{before}{{{task}, {shared}, {journal}"
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


@cache
def _encoder() -> JSONEncoder:
    from json.encoder import JSONEncoder

    return JSONEncoder(ensure_ascii=False, check_circular=False)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return CSV that no spreadsheet runs: a cell that could be a formula begins with an apostrophe."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guard_formula(escape_invisible(text, keep_breaks=True)) for text in row])
    return out.getvalue()


def guard_formula(text: str) -> str:
    """Return the text with an apostrophe in front if a spreadsheet would run it."""
    return f"'{text}" if text.startswith(tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")) else text


def flat_row(fields: Fields) -> list[str]:
    """Return JSON fields as a row of CSV: lists joined, nothing for null."""
    return [_flat(value) for value in fields.values()]


def _flat(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
