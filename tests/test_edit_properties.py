"""`done` and `undo` on a plan in any layout: they add lines and take lines, and the one takes back the other."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import note as shown_on_failure
from hypothesis import strategies as st

from talplan.domain.plan import Plan
from talplan.editing.changes import ItemEdit
from talplan.editing.comments import find_comments
from talplan.editing.splice import edit
from talplan.operations.mark_done import (
    MarkRequest,
    find_item_paths,
    mark_done,
    read_written_units,
    undo_mark,
)
from talplan.planfile.load import Loaded, load
from talplan.problem import Failure
from written_plans import TEXTS, UNITS, Model, others_read_it_too, plans

pytestmark = pytest.mark.once

TODAY = date(2025, 11, 20)
SOME = settings(deadline=None, max_examples=50)


def read(text: str) -> tuple[Loaded, Plan]:
    loaded = load(text.encode(), TODAY)
    assert loaded.plan is not None, (loaded.problems, text)
    return loaded, loaded.plan


def done(loaded: Loaded, plan: Plan, number: int, wish: MarkRequest) -> tuple[str, ItemEdit]:
    item = list(plan.items())[number]
    mark = mark_done(plan, item, find_item_paths(plan)[item.id], wish)
    return edit(loaded, mark.changes), mark


def undo(loaded: Loaded, plan: Plan, number: int, wish: MarkRequest) -> tuple[str, ItemEdit]:
    item = list(plan.items())[number]
    path = find_item_paths(plan)[item.id]
    mark = undo_mark(plan, item, path, read_written_units(plan, loaded.data, path), wish, None)
    return edit(loaded, mark.changes), mark


def lines_of(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that go and the lines that come."""
    lines = list(difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


def marked(loaded: Loaded, plan: Plan, numbers: list[int], wish: MarkRequest) -> tuple[str, dict[int, int]]:
    """The text with several items marked in one command, and how many records each of them got."""
    items = list(plan.items())
    marks = {
        number: mark_done(plan, items[number], find_item_paths(plan)[items[number].id], wish) for number in numbers
    }
    changes = [change for mark in marks.values() for change in mark.changes]
    return edit(loaded, changes), {number: len(mark.records) for number, mark in marks.items() if mark.records}


def unmarked(loaded: Loaded, plan: Plan, numbers: Iterable[int]) -> str:
    """The text with the newest record of several items taken back in one command."""
    changes = []
    for number in numbers:
        item = list(plan.items())[number]
        path = find_item_paths(plan)[item.id]
        changes += undo_mark(
            plan, item, path, read_written_units(plan, loaded.data, path), MarkRequest(TODAY), None
        ).changes
    return edit(loaded, changes)


@SOME
@given(plans(), st.data())
def test_done_only_adds_lines_and_undo_takes_them_back(
    made: tuple[list[Model], str, bool], data: st.DataObject
) -> None:
    models, text, _ = made
    shown_on_failure(text)
    loaded, plan = read(text)
    live = [number for number, model in enumerate(models) if not model.cancelled and model.open]
    if not live:
        return
    numbers = data.draw(st.lists(st.sampled_from(live), min_size=1, unique=True))
    event(f"{len(numbers)} at once")
    after, counts = marked(loaded, plan, numbers, MarkRequest(TODAY, all_terms=True, note=data.draw(TEXTS)))
    shown_on_failure(after)
    empty = sum(is_empty(loaded, plan, number) for number in counts)
    event(f"{empty} empty lists filled")
    gone, come = lines_of(text, after)
    # Inside brackets the one line grows, an empty value goes; a file that ends without a line break gets one, and a
    # block text that ends it has to say that it has none.
    assert len(gone) <= len(numbers) + empty + 2
    assert empty or all(_is_within(line.rstrip("\r\n"), "".join(come)) for line in gone)
    assert comments(after) == comments(text)
    while counts:
        loaded, plan = read(after)
        after = unmarked(loaded, plan, counts)
        counts = {number: count - 1 for number, count in counts.items() if count > 1}
    assert after == text


def comments(text: str) -> Counter[str]:
    root = load(text.encode()).root
    assert root is not None
    return Counter(comment.text for comment in find_comments(text, root))


def is_empty(loaded: Loaded, plan: Plan, number: int) -> bool:
    """Whether the item has a list of records with nothing in it, which goes with the first record."""
    found: Any = loaded.data
    for step in list(find_item_paths(plan).values())[number]:
        found = found[step]
    return "done" in found and not found["done"]


def _is_within(short: str, long: str) -> bool:
    """Whether the letters of one stand in the other, in their order."""
    letters = iter(long)
    return all(letter in letters for letter in short)


@SOME
@given(plans(), st.data())
def test_undo_only_takes_what_it_says(made: tuple[list[Model], str, bool], data: st.DataObject) -> None:
    models, text, _ = made
    shown_on_failure(text)
    loaded, plan = read(text)
    numbers = [number for number, model in enumerate(models) if model.records]
    if not numbers:
        return
    number = data.draw(st.sampled_from(numbers))
    try:
        after, mark = undo(loaded, plan, number, MarkRequest(TODAY))
    except Failure as failure:
        # tests/test_sequence_properties.py looks at when this is right.
        event(f"refused: {failure.key}")
        assert failure.key == "edit-unsafe"  # noqa: PT017
        return
    assert not mark.kept
    _, come = lines_of(text, after)
    event("a line changes" if come else "lines go")
    # Only inside brackets, beside a dash and at the end of a file does a line change instead of going.
    assert len(come) <= 1
    assert _is_within(after if "[]" in text else after.replace(" []", ""), text)


@SOME
@given(TEXTS)
def test_every_text_comes_back(written: str) -> None:
    text = (
        f"title: П\nyear: 2025-2026\nunits: [{{name: {UNITS[0]}}}]\nsections:\n- number: 1\n  items:\n"
        f"  - number: 1\n    task: Иш\n    due: [октябрь]\n    units: [{UNITS[0]}]\n"
    )
    deep_comment = text + "\n           # сөз\n"
    brackets = text + "    done: [\n    ]\n"
    for way in (text, text.replace("\n", "\r\n"), deep_comment, brackets):
        loaded, plan = read(way)
        evidence = (written,) if way == text else (written, "№ 1")
        after, _ = done(loaded, plan, 0, MarkRequest(TODAY, note=written, evidence=evidence))
        loaded, plan = read(after)
        record = next(plan.items()).done[0]
        assert (record.note, record.evidence) == (written, evidence)
        others_read_it_too(loaded.data, after)
