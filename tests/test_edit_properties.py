"""Any `done` and `undo` on a plan in any layout: the file says what was meant, and every other byte stays."""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml
from hypothesis import event, given, settings
from hypothesis import note as shown_on_failure
from hypothesis import strategies as st
from ruamel.yaml import YAML

from talplan.edit import edit
from talplan.load import Loaded, load
from talplan.marking import Mark, Wish, mark_done, mark_undone, paths, written_units
from talplan.plan import Plan
from talplan.problem import Failure
from talplan.terms import read_term, spell
from written_plans import TEXTS, UNITS, Model, plans

TODAY = date(2025, 11, 20)
SOME = settings(deadline=None, max_examples=50)
FEW = settings(deadline=None, max_examples=30)


def read(text: str) -> tuple[Loaded, Plan]:
    loaded = load(text.encode(), TODAY)
    assert loaded.plan is not None, (loaded.problems, text)
    return loaded, loaded.plan


def said(plan: Plan) -> list[list[tuple[str, frozenset[tuple[str, str]], str | None]]]:
    """The records of each item as sets of obligations, worked out without the code that is tested."""
    return [
        [
            (
                str(record.date),
                frozenset(
                    (spell(term, plan.language), unit)
                    for term in item.due
                    for unit in item.units
                    if record.term in (None, term) and unit in (record.by or item.units)
                ),
                record.note,
            )
            for record in item.done
        ]
        for item in plan.items()
    ]


def joined(records: list[tuple[str, frozenset[tuple[str, str]], str | None]]) -> dict[Any, frozenset[tuple[str, str]]]:
    """What is said on each day under each note: a rest that is written as two records says the same as one."""
    together: dict[Any, frozenset[tuple[str, str]]] = {}
    for day, pairs, note in records:
        together[day, note] = together.get((day, note), frozenset()) | pairs
    return together


def done(loaded: Loaded, plan: Plan, number: int, wish: Wish) -> tuple[str, Mark]:
    item = list(plan.items())[number]
    mark = mark_done(plan, item, paths(plan)[item.id], wish)
    return edit(loaded, mark.changes, TODAY), mark


def undo(loaded: Loaded, plan: Plan, number: int, wish: Wish) -> tuple[str, Mark]:
    item = list(plan.items())[number]
    path = paths(plan)[item.id]
    mark = mark_undone(plan, item, path, written_units(plan, loaded.data, path), wish, None)
    return edit(loaded, mark.changes, TODAY), mark


def lines_of(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that go and the lines that come."""
    lines = list(difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


@SOME
@given(plans())
def test_the_generator_says_what_it_means(made: tuple[list[Model], str, bool]) -> None:
    models, text, _ = made
    _, plan = read(text)
    assert said(plan) == [model.records for model in models]


@FEW
@given(plans(), st.data())
def test_any_marks_one_after_another(made: tuple[list[Model], str, bool], data: st.DataObject) -> None:
    models, text, _ = made
    shown_on_failure(text)
    loaded, plan = read(text)
    for _ in range(data.draw(st.integers(1, 4))):
        number = data.draw(st.integers(0, len(models) - 1))
        model = models[number]
        term = data.draw(st.none() | st.sampled_from(model.terms))
        unit = data.draw(st.none() | st.sampled_from(model.units))
        named = frozenset((t, u) for t, u in model.pairs if term in (None, t) and unit in (None, u))
        wish = Wish(
            TODAY,
            (read_term(term),) if term else None,
            all_terms=True,
            units=frozenset({unit}) if unit else None,
            note=data.draw(st.none() | TEXTS),
        )
        if data.draw(st.booleans()):
            text, _ = done(loaded, plan, number, wish)
            if model.open & named:
                model.records.append((str(TODAY), model.open & named, wish.note))
        else:
            fitting = [(day, at) for at, (day, pairs, _) in enumerate(model.records) if pairs & named]
            if not fitting:
                continue
            try:
                text, _ = undo(loaded, plan, number, wish)
            except Failure as failure:
                _was_right(failure, text)
                continue
            _take(model, max(fitting)[1], named)
        loaded, plan = read(text)
        assert [joined(records) for records in said(plan)] == [joined(model.records) for model in models]
        # The model's records are those of the file from here on: a mark of two terms may be two records.
        for each, records in zip(models, said(plan), strict=True):
            each.records = records
    _others_read_it_too(loaded, text)


def _was_right(failure: Failure, text: str) -> None:
    """The one thing that cannot be edited: what goes stands between a block text and a comment so deep that the
    text would take it for its own."""
    event("refused")
    assert failure.key == "edit-unsafe"
    assert re.search(r"(\||>-)\r?\n.*\n *\r?\n {6,}#", text, re.DOTALL)


def _take(model: Model, at: int, named: frozenset[tuple[str, str]]) -> None:
    day, pairs, note = model.records[at]
    model.records[at : at + 1] = [(day, pairs - named, note)] if pairs - named else []


def _others_read_it_too(loaded: Loaded, text: str) -> None:
    """YAML 1.1 as PyYAML guesses it and YAML 1.2 as ruamel.yaml does find the same texts."""
    for data in (yaml.load(text, yaml.CSafeLoader), YAML(typ="safe", pure=True).load(io.StringIO(text))):
        assert list(_texts(data)) == list(_texts(loaded.data))


def _texts(data: Any) -> Iterator[str]:
    for item in data["sections"][0]["items"]:
        for record in item.get("done") or []:
            yield str(record["date"])
            yield from (record.get("by") or [])
            if record.get("note"):
                assert isinstance(record["note"], str)
                yield record["note"].strip()


@SOME
@given(plans(), st.data())
def test_done_only_adds_lines_and_undo_takes_them_back(
    made: tuple[list[Model], str, bool], data: st.DataObject
) -> None:
    models, text, _ = made
    shown_on_failure(text)
    loaded, plan = read(text)
    number = data.draw(st.integers(0, len(models) - 1))
    unit = data.draw(st.none() | st.sampled_from(models[number].units))
    wish = Wish(TODAY, all_terms=True, units=frozenset({unit}) if unit else None, note=data.draw(TEXTS))
    after, mark = done(loaded, plan, number, wish)
    if not mark.changes:
        assert after == text
        return
    root = loaded.data["sections"][0]["items"][number]  # type: ignore[index, call-overload]
    empty = "done" in root and not root["done"]  # type: ignore[operator, index, call-overload]
    event("an empty list" if empty else "a list" if models[number].records else "no list")
    gone, come = lines_of(text, after)
    if not empty:
        # Inside brackets the one line grows; a file that ends without a line break gets one before the new lines.
        assert len(gone) <= 1
        assert all(_is_within(line.rstrip("\r\n"), new) for line, new in zip(gone, come, strict=False))
    loaded, plan = read(after)
    for _ in mark.records:
        after, _ = undo(loaded, plan, number, Wish(TODAY))
        loaded, plan = read(after)
    assert after == text or empty


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
        after, mark = undo(loaded, plan, number, Wish(TODAY))
    except Failure as failure:
        _was_right(failure, text)
        return
    assert not mark.kept
    _, come = lines_of(text, after)
    event("a line changes" if come else "lines go")
    # Only inside brackets, beside a dash and at the end of a file does a line change instead of going.
    assert len(come) <= 1
    assert _is_within(after.replace(" []", ""), text)


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
        after, _ = done(loaded, plan, 0, Wish(TODAY, note=written, evidence=written))
        loaded, plan = read(after)
        record = next(plan.items()).done[0]
        assert (record.note, record.evidence) == (written, written)
        _others_read_it_too(loaded, after)
