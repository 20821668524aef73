"""What comes back: a cancelled item restored, an item edited there and back, every text that a task can be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import note as shown_on_failure
from hypothesis import strategies as st

from talplan.domain.plan import Item, Plan
from talplan.domain.read_terms import read_term
from talplan.editing.splice import edit
from talplan.operations import item_edits
from talplan.operations.item_edits import ItemFields
from talplan.operations.mark_done import find_item_paths
from talplan.planfile.load import Loaded, load
from talplan.planfile.nodes import Node, ScalarNode, node_at
from written_plans import TERMS, TEXTS, Model, others_read_it_too, plans

pytestmark = pytest.mark.once

TODAY = date(2025, 11, 20)
SOME = settings(deadline=None, max_examples=60)


def read(text: str) -> tuple[Loaded, Plan]:
    loaded = load(text.encode(), TODAY)
    assert loaded.plan is not None, (loaded.problems, text)
    return loaded, loaded.plan


@SOME
@given(plans(), st.data())
def test_a_cancellation_goes_as_it_came(made: tuple[list[Model], str, bool], data: st.DataObject) -> None:
    _, text, _ = made
    shown_on_failure(text)
    loaded, plan = read(text)
    live = [item for item in plan.items() if item.cancelled is None]
    assume(live)
    item = data.draw(st.sampled_from(live))
    path = find_item_paths(plan)[item.id]
    after = edit(loaded, item_edits.cancel_item(item, path, TODAY, data.draw(st.none() | TEXTS)).changes)
    loaded, plan = read(after)
    cancelled = plan.find(item.id)
    assert cancelled is not None
    assert edit(loaded, item_edits.restore_item(cancelled, path).changes) == text


@SOME
@given(plans(), st.data())
def test_an_item_edited_there_and_back(made: tuple[list[Model], str, bool], data: st.DataObject) -> None:
    _, text, _ = made
    shown_on_failure(text)
    _, plan = read(text)
    item = data.draw(st.sampled_from(list(plan.items())))
    style, one_line = task(text, item.id)
    other = data.draw(TEXTS) if one_line else None
    wider = ItemFields(other, data.draw(more_terms(item)), data.draw(more_units(plan, item)))
    after = edited(text, item.id, wider)
    shown_on_failure(after)
    there = read(after)[1].find(item.id)
    assert there is not None
    assert (there.due, there.units) == (wider.due, wider.units)
    assert there.task.strip() == (other or item.task.strip())
    # A text that cannot stand in the quotes that were there gets others, and keeps those.
    assume(task(after, item.id)[0] == style)
    again = edited(after, item.id, ItemFields(item.task.strip(), item.due, item.units))
    # Where a list in brackets has several lines an entry may come back in the line of another.
    broken = any("\n" in each for each in in_brackets(text, item.id))
    event("brackets over several lines" if broken else "byte for byte")
    assert again == text or (broken and again.split() == text.split())


def more_terms(item: Item) -> st.SearchStrategy[Any]:
    """The item's own terms, and others among them."""
    return woven(item.due, [term for term in map(read_term, TERMS) if term not in item.due])


def more_units(plan: Plan, item: Item) -> st.SearchStrategy[Any]:
    return woven(item.units, [unit.display for unit in plan.registry if unit.display not in item.units])


@st.composite
def woven(draw: st.DrawFn, own: tuple[Any, ...], others: list[Any]) -> tuple[Any, ...]:
    made = list(own)
    for one in others:
        if draw(st.booleans()):
            made.insert(draw(st.integers(0, len(made))), one)
    return tuple(made)


def edited(text: str, name: str, fields: ItemFields) -> str:
    loaded, plan = read(text)
    item = plan.find(name)
    assert item is not None
    return edit(loaded, item_edits.edit_item(plan, loaded.data, item, find_item_paths(plan)[name], fields).changes)


def root(loaded: Loaded) -> Node:
    assert loaded.root is not None
    return loaded.root


def task(text: str, name: str) -> tuple[str, bool]:
    """The quotes of an item's task, and whether it stands on one line."""
    node = written(text, name, "task")
    assert isinstance(node, ScalarNode)
    return node.style, "\n" not in text[node.start : node.last]


def in_brackets(text: str, name: str) -> list[str]:
    nodes = [written(text, name, key) for key in ("due", "units")]
    return [text[node.start : node.last] for node in nodes if node.flow]


def written(text: str, name: str, key: str) -> Node:
    loaded, plan = read(text)
    node = node_at(root(loaded), (*find_item_paths(plan)[name], key))
    assert node is not None
    return node


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
            path = find_item_paths(plan)[item.id]
            changed = edit(loaded, item_edits.edit_item(plan, loaded.data, item, path, ItemFields(wanted)).changes)
            loaded, plan = read(changed)
            assert next(plan.items()).task.strip() == wanted
            assert ("# а" in changed.replace(wanted, "")) == ("# а" in task.replace(wanted, "")) or "# а" in wanted
            others_read_it_too(loaded.data, changed)
