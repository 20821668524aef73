"""Any changes one after another on a plan in any layout: the file says what was meant, and every other item stays."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import yaml
from hypothesis import event, given, settings
from hypothesis import note as shown_on_failure
from hypothesis import strategies as st
from ruamel.yaml import YAML

from talplan import renaming, revising
from talplan.changes import Change
from talplan.edit import edit
from talplan.lines import Lines
from talplan.load import Loaded, load
from talplan.marking import Wish, mark_done, mark_undone, paths, written_units
from talplan.plan import Item, Plan
from talplan.problem import Failure
from talplan.revising import Fields
from talplan.terms import read_term, spell
from talplan.yamltext import ListNode, node_at
from written_plans import TERMS, TEXTS, UNITS, Model, plans

TODAY = date(2025, 11, 20)
DAYS = st.sampled_from([date(2025, 9, 1), date(2025, 10, 14), TODAY])
SOME = settings(deadline=None, max_examples=60)
COMMANDS = ["done", "undo", "note", "note", "add", "edit", "edit", "edit", "cancel", "restore"]


@dataclass(frozen=True)
class Facts:
    """What an item says but for its records, which have tests of their own."""

    number: int
    task: str
    due: tuple[str, ...]
    units: tuple[str, ...]
    notes: tuple[tuple[date, str, str | None], ...] = ()
    cancelled: tuple[date, str | None] | None = None


@dataclass
class Step:
    """A command on one item: its changes, the items as they are meant to be after it, and which of them it touches."""

    changes: list[Change] = field(default_factory=list)
    meant: list[Facts] = field(default_factory=list)
    number: int = 0


def read(text: str) -> tuple[Loaded, Plan]:
    loaded = load(text.encode(), TODAY)
    assert loaded.plan is not None, (loaded.problems, text)
    return loaded, loaded.plan


def facts(plan: Plan) -> list[Facts]:
    return [
        Facts(
            item.number,
            item.task.strip(),
            tuple(spell(term, plan.language) for term in item.due),
            item.units,
            tuple((entry.date, entry.text.strip(), entry.by) for entry in item.notes),
            (item.cancelled.date, item.cancelled.note and item.cancelled.note.strip()) if item.cancelled else None,
        )
        for item in plan.items()
    ]


def step(data: st.DataObject, loaded: Loaded, plan: Plan) -> Step | None:
    """A command drawn at random; None where it would be refused."""
    name = data.draw(st.sampled_from(COMMANDS))
    number = data.draw(st.integers(0, len(list(plan.items())) - 1))
    item = list(plan.items())[number]
    before = facts(plan)
    event(name)
    if name == "add":
        fields = Fields(data.draw(TEXTS), *data.draw(lists()))
        new = revising.add(plan, plan.sections[0], None, fields)
        added = Facts(max(one.number for one in before) + 1, *said(plan, fields))
        return Step(new.changes, [*before, added], len(before) - 1)
    try:
        changes, after = revised(data, name, loaded, plan, item, before[number])
    except Failure as failure:
        assert failure.key in ("item-cancelled", "not-cancelled", "record-names", "nothing-to-undo")  # noqa: PT017
        return None
    return Step(changes, [*before[:number], after, *before[number + 1 :]], number)


def revised(
    data: st.DataObject, name: str, loaded: Loaded, plan: Plan, item: Item, before: Facts
) -> tuple[list[Change], Facts]:
    """The changes of one command, and what the item says after it."""
    path = paths(plan)[item.id]
    day, text = data.draw(DAYS), data.draw(TEXTS)
    match name:
        case "done":
            return mark_done(plan, item, path, Wish(day, all_terms=True, note=text)).changes, before
        case "undo":
            by = written_units(plan, loaded.data, path)
            return mark_undone(plan, item, path, by, Wish(day), None).changes, before
        case "note":
            unit = data.draw(st.none() | st.sampled_from(UNITS))
            new = (*before.notes, (day, text, unit))
            return revising.note(item, path, day, text, unit).changes, replace(before, notes=new)
        case "cancel":
            reason = data.draw(st.none() | st.just(text))
            changes = revising.cancel(item, path, day, reason).changes
            return changes, replace(before, cancelled=(day, reason))
        case "restore":
            return revising.restore(item, path).changes, replace(before, cancelled=None)
    wanted: list[Any] = [text, *data.draw(lists())]
    fields = Fields(*[data.draw(st.none() | st.just(value)) for value in wanted])
    task, terms, names = said(plan, fields)
    after = replace(before, task=task or before.task, due=terms or before.due, units=names or before.units)
    return revising.edit(plan, loaded.data, item, path, fields).changes, after


def lists() -> st.SearchStrategy[tuple[Any, Any]]:
    terms = st.lists(st.sampled_from(TERMS).map(read_term), min_size=1, max_size=4, unique=True)
    return st.tuples(terms.map(tuple), st.lists(st.sampled_from(UNITS), min_size=1, unique=True).map(tuple))


def said(plan: Plan, fields: Fields) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return fields.task or "", tuple(spell(term, plan.language) for term in fields.due or ()), fields.units or ()


def around(loaded: Loaded, number: int) -> tuple[str, str]:
    """The text before an item and the text from the next item's dash on."""
    assert loaded.root is not None
    items = node_at(loaded.root, ("sections", 0, "items"))
    assert isinstance(items, ListNode)
    text, lines = loaded.source.text, Lines(loaded.source.text)
    first = lines.dash(items, number)
    return text[:first], text[lines.dash(items, number + 1) :] if number + 1 < len(items.entries) else ""


@SOME
@given(plans(), st.data())
def test_any_changes_one_after_another(made: tuple[list[Model], str, bool], data: st.DataObject) -> None:
    _, text, _ = made
    shown_on_failure(text)
    loaded, plan = read(text)
    for _ in range(data.draw(st.integers(1, 5))):
        asked = step(data, loaded, plan)
        if asked is None:
            continue
        shown_on_failure(str(asked.changes))
        try:
            after = edit(loaded, asked.changes, TODAY)
        except Failure as failure:
            was_right(failure, text)
            continue
        above, below = around(loaded, asked.number)
        assert after.startswith(above)
        assert after.endswith(below)
        assert asked.changes or after == text
        text = after
        loaded, plan = read(text)
        assert facts(plan) == asked.meant
    others_read_it_too(loaded, text)


def was_right(failure: Failure, text: str) -> None:
    """The one thing that cannot be edited: what goes stands between a block text and a comment so deep that the
    text would take it for its own."""
    event("refused")
    assert failure.key == "edit-unsafe"
    assert re.search(r"(\||\|-|>-)\r?\n.*\n *\r?\n {6,}#", text, re.DOTALL)


def others_read_it_too(loaded: Loaded, text: str) -> None:
    """YAML 1.1 as PyYAML guesses it and YAML 1.2 as ruamel.yaml does find the same texts."""
    for other in (yaml.load(text, yaml.CSafeLoader), YAML(typ="safe", pure=True).load(io.StringIO(text))):
        assert list(texts(other)) == list(texts(loaded.data))


def texts(data: Any, key: str = "") -> Iterator[str]:
    """Every text of a file; what is a sentence must be a text to every reader."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from texts(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value, key)
    elif data is not None:
        assert isinstance(data, str) or key in ("number", "date", "due", "term"), (key, data)
        yield str(data).strip()


@SOME
@given(plans(), st.data())
def test_notes_and_cancellations_go_as_they_came(made: tuple[list[Model], str, bool], data: st.DataObject) -> None:
    _, text, _ = made
    shown_on_failure(text)
    loaded, plan = read(text)
    item = data.draw(st.sampled_from(list(plan.items())))
    path = paths(plan)[item.id]
    after = edit(loaded, revising.cancel(item, path, TODAY, data.draw(st.none() | TEXTS)).changes, TODAY)
    loaded, plan = read(after)
    cancelled = plan.find(item.id)
    assert cancelled is not None
    assert edit(loaded, revising.restore(cancelled, path).changes, TODAY) == text


@SOME
@given(plans(), st.data())
def test_a_unit_has_another_name_everywhere(made: tuple[list[Model], str, bool], data: st.DataObject) -> None:
    _, text, _ = made
    shown_on_failure(text)
    loaded, plan = read(text)
    old = data.draw(st.sampled_from(UNITS))
    new = data.draw(TEXTS.map(lambda name: " ".join(name.split())).filter(lambda name: plan.registry.get(name) is None))
    unit = plan.registry.get(old)
    assert unit is not None
    after = edit(loaded, renaming.rename(plan, loaded.data, unit, old, new).changes, TODAY)
    again, renamed = read(after)
    assert facts(renamed) == [
        replace(one, units=tuple(new if name == old else name for name in one.units)) for one in facts(plan)
    ]
    assert (found := renamed.registry.get(old)) is not None
    assert found.display == new
    others_read_it_too(again, after)
    changed = [(one, other) for one, other in zip(text.split("\n"), after.split("\n"), strict=True) if one != other]
    assert all(old in one for one, _ in changed)


@SOME
@given(
    TEXTS,
    TEXTS,
    st.sampled_from(["Иш", "'Иш'", '"Иш"', "|-\n      Иш\n\n      бир", ">\n      Иш", "Иш  # а", "'Иш'  # а"]),
)
def test_every_task_comes_back(written: str, other: str, task: str) -> None:
    text = (
        "title: П\nyear: 2025-2026\nunits: [{name: А}]\nsections:\n- number: 1\n  items:\n"
        f"  - number: 1\n    task: {task}\n    due: [октябрь]\n    units: [А]\n"
    )
    for way in (text, text.replace("\n", "\r\n"), text.removesuffix("\n"), text + "\n          # сөз\n"):
        loaded, plan = read(way)
        for wanted in (written, other):
            item = next(plan.items())
            path = paths(plan)[item.id]
            changed = edit(loaded, revising.edit(plan, loaded.data, item, path, Fields(wanted)).changes, TODAY)
            loaded, plan = read(changed)
            assert next(plan.items()).task.strip() == wanted
            assert ("# а" in changed.replace(wanted, "")) == ("# а" in task.replace(wanted, "")) or "# а" in wanted
            others_read_it_too(loaded, changed)
