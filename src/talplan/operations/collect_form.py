"""Collect execution forms: the records and notes that their rows add to a plan, and the rows that cannot be placed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from talplan.domain.obligations import is_covered
from talplan.domain.plan import Item, Plan, Record
from talplan.domain.spelling import normalize
from talplan.domain.terms import Term
from talplan.editing.changes import Change, InsertEntry, ItemEdit, Message, Value
from talplan.operations.form_row import FormRow
from talplan.operations.form_states import FormState
from talplan.operations.mark_done import build_record_entry, find_fewest_records, find_item_paths
from talplan.operations.read_form_row import FormEntry, NotPlaced, Reader, as_shown
from talplan.operations.report_notes import format_report_note

_Key = tuple[str, Term, str]


class Unplaced(NamedTuple):
    """A row that was not placed, and why."""

    place: str
    reason: Message


class Collection(NamedTuple):
    """What the rows of forms say: `new` entries in the plan's order, `known` ones that the plan has already."""

    new: tuple[FormEntry, ...]
    known: tuple[FormEntry, ...]
    unplaced: tuple[Unplaced, ...]


def collect_rows(plan: Plan, rows: Iterable[FormRow], on: date, today: date) -> Collection:
    """Place the rows of forms in the plan; `on` is the date of a row without one. Nothing is guessed."""
    reader = Reader(plan, today)
    unplaced: list[Unplaced] = []
    found: dict[_Key, list[FormEntry]] = {}
    for row in rows:
        try:
            entry = reader.read(row)
        except NotPlaced as reason:
            unplaced.append(Unplaced(row.place, (reason.key, reason.values)))
        else:
            found.setdefault((entry.item.id, entry.term, entry.unit), []).append(entry)
    new: list[FormEntry] = []
    known: list[FormEntry] = []
    for entries in found.values():
        others = [entry for entry in entries if _meaning(entry, on) != _meaning(entries[0], on)]
        if others:
            places = {id(entry): others[0].place if entry is not others[0] else entries[0].place for entry in entries}
            unplaced += [Unplaced(entry.place, ("contradiction", {"place": places[id(entry)]})) for entry in entries]
            continue
        entry = entries[0]
        try:
            (known if _is_known(plan, entry) else new).append(entry)
        except NotPlaced as reason:
            unplaced += [Unplaced(one.place, (reason.key, reason.values)) for one in entries]
    order = {item.id: number for number, item in enumerate(plan.items())}
    new.sort(key=lambda entry: order[entry.item.id])
    return Collection(tuple(new), tuple(known), tuple(unplaced))


def _meaning(entry: FormEntry, on: date) -> tuple[object, ...]:
    return entry.state, entry.day or on, frozenset(entry.evidence), normalize(entry.note or "")


def _is_known(plan: Plan, entry: FormEntry) -> bool:
    """Return whether the plan says already what an entry says. Raises NotPlaced if it says something else."""
    if entry.state is not FormState.DONE:
        text = normalize(_note_text(plan, entry))
        for note in entry.item.notes:
            if note.by == entry.unit and text in as_shown(note.text) and entry.day in (None, note.date):
                return True
    records = [record for record in entry.item.done if is_covered(entry.term, entry.unit, record)]
    if not records or entry.state is None:
        return False
    if entry.state is FormState.DONE and any(_says(record, entry) for record in records):
        return True
    first = min(records, key=lambda record: record.date)
    raise NotPlaced("marked-already", id=entry.item.id, date=first.date, what=_describe(first))


def _says(record: Record, entry: FormEntry) -> bool:
    """Return whether a record says all that is filled in."""
    pieces = [part for piece in record.evidence for part in piece.replace("\n", ";").split(";")]
    evidence = {text for piece in pieces for text in as_shown(piece)}
    return (
        entry.day in (None, record.date)
        and {normalize(piece) for piece in entry.evidence} <= evidence
        and (entry.note is None or normalize(entry.note) in as_shown(record.note or ""))
    )


def _describe(record: Record) -> str:
    return "; ".join((*record.evidence, *([record.note] if record.note else [])))


def _note_text(plan: Plan, entry: FormEntry) -> str:
    if entry.state is None:
        return entry.note or ""
    texts = [*([entry.note] if entry.note else []), *entry.evidence]
    return format_report_note(entry.item, entry.term, entry.state, texts, plan.language)


def build_edits(plan: Plan, entries: Sequence[FormEntry], on: date) -> list[ItemEdit]:
    """Return the edits that add the records and notes of the entries, one for each item."""
    paths = find_item_paths(plan)
    by_item: dict[str, list[FormEntry]] = {}
    for entry in entries:
        by_item.setdefault(entry.item.id, []).append(entry)
    edits = []
    for own in by_item.values():
        item = own[0].item
        records = _build_records(item, own, on)
        changes: list[Change] = [
            InsertEntry((*paths[item.id], "done"), len(item.done), build_record_entry(record, plan.language))
            for record in records
        ]
        notes = dict.fromkeys(
            (entry.day or on, entry.unit, _note_text(plan, entry)) for entry in own if entry.state is not FormState.DONE
        )
        for day, unit, text in notes:
            note: dict[str, Value] = {"date": day, "by": unit, "text": text}
            changes.append(InsertEntry((*paths[item.id], "notes"), len(item.notes), note))
        edits.append(ItemEdit(item.id, changes, records=records))
    return edits


def _build_records(item: Item, entries: Sequence[FormEntry], on: date) -> list[Record]:
    """Return the records of the entries that are done: as few as say the same, by date."""
    groups: dict[tuple[date, str | None, tuple[str, ...]], list[tuple[Term, str]]] = {}
    for entry in entries:
        if entry.state is FormState.DONE:
            groups.setdefault((entry.day or on, entry.note, entry.evidence), []).append((entry.term, entry.unit))
    return [
        Record(day, term, by, note, evidence)
        for (day, note, evidence), pairs in sorted(groups.items(), key=lambda group: group[0][0])
        for term, by in find_fewest_records(item, pairs)
    ]
