"""The JSON of many items: the same text as that of `fields.item_fields`, in a fifth of the time.

Ten thousand items have a hundred lists of terms and units between them, and most have no mark: what such items have in
common is written once. A test holds both texts equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.obligations import Obligation, obligations
from talplan.domain.plan import Item, Plan, Record
from talplan.domain.terms import spell
from talplan.queries.select import Assessment
from talplan.views.item_fields import json_entries, json_members, notes_fields, quoted

_ENTRY = "\n  "
_KEY = "\n    "
_IN = "\n      "
_DEEP = "\n        "
_NOTHING = f'{_KEY}"notes": [],{_KEY}"cancelled": null'


class _Known(NamedTuple):
    """What was written before: the common parts of items by their terms and units, and open obligations."""

    unmarked: dict[tuple[object, object], str]
    names: dict[tuple[object, object], str]
    obligations: dict[int, tuple[Obligation, str]]
    """By identity, which is quick, each with the obligation itself, so that no other can take its identity."""


def items_json(plan: Plan, looks: Iterable[Assessment]) -> Iterator[str]:
    """The items as `list --format json` gives them, piece by piece: a long list is never in memory as a whole."""
    known = _Known({}, {}, {})
    return json_entries(_item(plan, one, known) for one in looks)


def _item(plan: Plan, one: Assessment, known: _Known) -> str:
    item = one.item
    if item.done or item.notes or item.cancelled:
        rest = _standing(plan, one, known)
    else:
        alike = (item.due, item.units)
        rest = known.unmarked.get(alike) or known.unmarked.setdefault(alike, _standing(plan, one, known))
    return (
        f'{{{_KEY}"id": "{item.section}.{item.number}",{_KEY}"section": {item.section},'
        f'{_KEY}"number": {item.number},{_KEY}"task": {quoted(item.task)},{rest}{_ENTRY}}}'
    )


def _standing(plan: Plan, one: Assessment, known: _Known) -> str:
    """What follows the task."""
    item, open_, total = one.item, one.open, one.total
    parts = ",".join([_open(obligation, plan.language, known) for obligation in open_])
    records = ",".join(_records(plan, one)) if one.records else ""
    noted = json_members(notes_fields(one), _ENTRY) if item.notes or item.cancelled else _NOTHING
    return (
        f'{_names(plan, item, known)},{_KEY}"status": "{one.status}",'
        f'{_KEY}"obligations": {{{_IN}"total": {total},{_IN}"done": {total - len(open_)}{_KEY}}},'
        f'{_KEY}"open": {_list(parts)},{_KEY}"done": {_list(records)},{noted}'
    )


def _list(entries: str) -> str:
    return f"[{entries}{_KEY}]" if entries else "[]"


def _names(plan: Plan, item: Item, known: _Known) -> str:
    alike = (item.due, item.units)
    names = known.names.get(alike)
    if names is None:
        due = ",".join([f"{_IN}{quoted(spell(term, plan.language))}" for term in item.due])
        units = ",".join([f"{_IN}{quoted(unit)}" for unit in item.units])
        names = known.names[alike] = f'{_KEY}"due": [{due}{_KEY}],{_KEY}"units": [{units}{_KEY}]'
    return names


def _open(obligation: Obligation, language: Language, known: _Known) -> str:
    found = known.obligations.get(id(obligation))
    if found is None:
        text = (
            f'{_IN}{{{_DEEP}"term": {quoted(spell(obligation.term, language))},'
            f'{_DEEP}"unit": {quoted(obligation.unit)},'
            f'{_DEEP}"state": "{obligation.state}",{_DEEP}"from": "{obligation.window.first}",'
            f'{_DEEP}"until": "{obligation.window.last}"{_IN}}}'
        )
        found = known.obligations[id(obligation)] = (obligation, text)
    return found[1]


def _records(plan: Plan, one: Assessment) -> Iterator[str]:
    item = one.item
    whole = len(one.counted) == len(item.due) * len(item.units) and len(one.records) == len(item.done)
    # A later record never takes an earlier one's place.
    judged = one.counted if whole else obligations(plan, item, date.max)
    for record in one.records:
        late = any(obligation.record is record and obligation.late for obligation in judged)
        yield _record(plan, record, late=late)


def _record(plan: Plan, record: Record, *, late: bool) -> str:
    by = f"[{','.join([f'{_DEEP}  {quoted(unit)}' for unit in record.by])}{_DEEP}]" if record.by else "null"
    return (
        f'{_IN}{{{_DEEP}"date": "{record.date}",'
        f'{_DEEP}"term": {quoted(spell(record.term, plan.language)) if record.term else "null"},{_DEEP}"by": {by},'
        f'{_DEEP}"note": {_optional(record.note)},{_DEEP}"evidence": {_optional(record.evidence)},'
        f'{_DEEP}"late": {"true" if late else "false"}{_IN}}}'
    )


def _optional(text: str | None) -> str:
    return "null" if text is None else quoted(text)
