"""Any plan in any layout with comments anywhere: formatted it says the same, each comment stands at its own."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from hypothesis import given, note, reject, settings
from hypothesis import strategies as st

from talplan.domain.plan import Plan
from talplan.editing.formatter import build_canonical_text, format_text
from talplan.editing.splice import edit
from talplan.operations.mark_done import MarkRequest, find_item_paths, mark_done, read_written_units, undo_mark
from talplan.planfile.load import Loaded, load
from talplan.planfile.nodes import MapNode, Node, NodePath, walk
from talplan.problem import Failure
from written_plans import TEXTS, UNITS, plans

pytestmark = pytest.mark.once

TODAY = date(2025, 11, 20)
EMPTIED = re.compile(r"^( +)done:(?:  (#.*))?\n(?!(?: *#.*\n)*\1- )", re.MULTILINE)
"""A key that undo has emptied and left for the comments beside and below it, which fmt keeps without the key."""
ALL_TIME = settings(deadline=None, max_examples=80)


def read(text: str) -> tuple[Loaded, Plan]:
    loaded = load(text.encode(), TODAY)
    assert loaded.plan is not None, (loaded.errors, text)
    return loaded, loaded.plan


# --- a plan with comments that say whose they are -----------------------------------------------------------


@dataclass
class Hand:
    """Writes with the habits that it draws, and numbers its comments."""

    draw: st.DrawFn
    indent: int
    count: int = 0
    comments: list[tuple[str, str, NodePath]] = field(default_factory=list)

    def chance(self, of: int = 4) -> bool:
        return self.draw(st.integers(1, of)) == 1

    def comment(self, place: str, path: NodePath) -> str:
        self.count += 1
        text = f"# {self.count} {place} {'/'.join(map(str, path))}: [x"
        self.comments.append((text, place, path))
        return text

    def some(self, place: str, path: NodePath) -> list[str]:
        return [self.comment(place, path) for _ in range(self.draw(st.sampled_from([0, 0, 0, 1, 2])))]

    def apart(self) -> list[str]:
        return [""] if self.chance() else []

    def mapping(self, path: NodePath, keys: dict[str, Any]) -> list[str]:
        lines: list[str] = []
        order = self.draw(st.permutations(list(keys)))
        for key in order:
            here = (*path, key)
            above = self.some("above", here)
            lines += [*(self.apart() if lines else []), *above, *self.key(key, keys[key], here)]
        return lines + self.some("end", path)

    def key(self, key: str, value: Any, path: NodePath) -> list[str]:
        match value:
            case dict():
                return [self.beside(f"{key}:", path), *shifted(self.mapping(path, value), self.draw(WIDTHS))]
            case [dict(), *_]:
                lines = [line for at, entry in enumerate(value) for line in self.entry((*path, at), entry)]
                return [self.beside(f"{key}:", path), *shifted(lines, self.indent)]
            case list():
                return self.texts(key, value, path)
        return self.text(key, value, path)

    def entry(self, path: NodePath, keys: dict[str, Any]) -> list[str]:
        above = self.some("above", path)
        lines = self.mapping((*path,), keys)
        gap = self.draw(st.sampled_from([1, 1, 3]))
        if lines[0].startswith("#") or self.chance(6):
            dash = self.beside("-", path, place="above")
            return [*self.apart(), *above, dash, *shifted(lines, gap + 1)]
        first, *rest = lines
        return [*self.apart(), *above, f"-{' ' * gap}{first}", *shifted(rest, gap + 1)]

    def texts(self, key: str, texts: list[str], path: NodePath) -> list[str]:
        written = [json.dumps(text, ensure_ascii=False) for text in texts]
        style = self.draw(st.integers(0, 3)) if texts else self.draw(st.integers(0, 1))
        if style == 0:
            return [self.beside(f"{key}: [{', '.join(written)}]", path)]
        lead, form = (" [", "{},") if style == 1 else ("", "-  {}")
        lines = [self.beside(f"{key}:{lead}", path)]
        inside = [line for text in written for line in (*self.some("at", path), self.beside(form.format(text), path))]
        if style == 2:
            return [*lines, *inside]
        lines += shifted([*inside, *self.some("at", path)], self.draw(WIDTHS))
        return [*lines, self.beside("  ]", path)] if style == 1 else lines

    def text(self, key: str, text: str, path: NodePath) -> list[str]:
        if "\n" in text and text[0] not in " \t#" and self.chance(2):
            return [self.beside(f"{key}: |-", path), *shifted(text.split("\n"), 2)]
        plain = re.fullmatch(r"[\w][\w .-]*(?<! )", text) is not None and text != "null" and self.chance(2)
        written = text if plain else json.dumps(text, ensure_ascii=False)
        if self.chance(6):
            return [self.beside(f"{key}:", path), *shifted([*self.some("at", path), self.beside(written, path)], 2)]
        return [self.beside(f"{key}: {written}", path)]

    def beside(self, line: str, path: NodePath, place: str = "at") -> str:
        return f"{line} {self.comment(place, path)}" if self.chance() else line


WIDTHS = st.sampled_from([1, 2, 4])


def shifted(lines: list[str], by: int) -> list[str]:
    return [" " * by + line if line else "" for line in lines]


DAYS = st.sampled_from(["2025-09-01", "2025-10-14", "2025-10-15"])


@st.composite
def items_of(draw: st.DrawFn, number: int) -> dict[str, Any]:
    due = draw(st.lists(st.sampled_from(["Oct", "жыл бою", "2026-03-10", "Март - Май"]), min_size=1, unique=True))
    units = draw(st.lists(st.sampled_from(["ректорат", "Декан", "Топ, сынак"]), min_size=1, unique=True))
    record = st.fixed_dictionaries({"date": DAYS}, optional={"note": TEXTS, "by": st.just(units[:1])})
    remark = st.fixed_dictionaries({"date": DAYS, "text": TEXTS}, optional={"by": st.just("ДЕКАН")})
    rest = st.fixed_dictionaries(
        {},
        optional={
            "done": st.lists(record, min_size=1, max_size=2),
            "notes": st.lists(remark, min_size=1, max_size=2),
            "cancelled": st.fixed_dictionaries({"date": DAYS}, optional={"note": TEXTS}),
        },
    )
    return {"number": str(number), "task": draw(TEXTS), "due": due, "units": units, **draw(rest)}


@st.composite
def commented(draw: st.DrawFn) -> tuple[str, list[tuple[str, str, NodePath]]]:
    """A plan's text, and its comments: the text of each, where it stands, and whose it is."""
    hand = Hand(draw, draw(st.sampled_from([0, 0, 2, 3])))
    sections = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        items = [draw(items_of(each)) for each in range(1, draw(st.integers(0, 2)) + 1)]
        title = {"title": draw(TEXTS)} if draw(st.booleans()) else {}
        sections.append({"number": str(number), **title, "items": items})
    units = [{"name": UNITS[0]}, {"name": UNITS[1], "aliases": ["Декан"], "part_of": "РЕКТОРАТ"}, {"name": UNITS[2]}]
    lines = hand.mapping((), {"title": draw(TEXTS), "year": "2025-2026", "units": units, "sections": sections})
    header = [hand.comment("header", ()), ""] if draw(st.booleans()) else []
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return newline.join([*header, *lines, ""]), hand.comments


@ALL_TIME
@given(commented())
def test_every_comment_stays_at_its_own(drawn: tuple[str, list[tuple[str, str, NodePath]]]) -> None:
    text, comments = drawn
    note(text)
    loaded, plan = read(text)
    after = format_text(loaded)
    note(after)
    again, same = read(after)
    assert same.sections == plan.sections
    assert build_canonical_text(again) == after
    assert again.root is not None
    keys = keys_by_line(after, again.root)
    lines = after.split("\n")
    last: dict[tuple[str, NodePath], int] = {}
    for comment, place, path in comments:
        at = next(at for at, line in enumerate(lines) if line.endswith(comment))
        assert sum(line.endswith(comment) for line in lines) == 1
        assert stands(keys, lines, at, place, path), comment
        assert last.get((place, path), -1) < at, "comments on one thing keep their order"
        last[place, path] = at


def keys_by_line(text: str, root: Node) -> dict[int, NodePath]:
    """What begins in each line: a key, or an entry with its first key."""
    found: dict[int, NodePath] = {}
    for path, node in walk(root):
        if isinstance(node, MapNode):
            for key in node.keys:
                found[text.count("\n", 0, key.start)] = (*path, key.value)
    return found


def stands(keys: dict[int, NodePath], lines: list[str], at: int, place: str, path: NodePath) -> bool:
    """Whether the comment in a line is where one that stands `above` something, `at` it or at its `end` should be."""
    over = next((keys[line] for line in range(at, len(lines)) if line in keys), None)
    if place == "header":
        return at == 0
    if place == "end":
        under = next(keys[line] for line in range(at, -1, -1) if line in keys)
        return under[: len(path)] == path and (over is None or over[: len(path)] != path)
    assert over is not None
    return (
        over == path
        or (isinstance(path[-1], int) and over[:-1] == path)
        or (
            # A comment over the key that comes first stands over its dash.
            over[:-1] == path[:-1] and place == "above" and at not in keys and False
        )
    )


@ALL_TIME
@given(plans())
def test_any_layout(drawn: tuple[Any, str, bool]) -> None:
    _, text, _ = drawn
    loaded, plan = read(text)
    after = format_text(loaded)
    note(after)
    again, same = read(after)
    assert same.sections == plan.sections
    assert build_canonical_text(again) == after
    assert not [line for line in after.split("\n") if line != line.rstrip()]
    assert sorted(re.findall(r"# сөз.*|# а\tб", after)) == sorted(re.findall(r"# сөз.*|# а\tб", text.replace("\r", "")))


@ALL_TIME
@given(plans(), st.data())
def test_what_done_and_undo_write_is_canonical(drawn: tuple[Any, str, bool], data: st.DataObject) -> None:
    text = build_canonical_text(read(drawn[1])[0])
    for _ in range(data.draw(st.integers(1, 3))):
        text = changed(text, data)
        note(text)
        expected = EMPTIED.sub(lambda key: f"{key[1]}{key[2]}\n" if key[2] else "", text)
        assert build_canonical_text(read(text)[0]) == expected


def changed(text: str, data: st.DataObject) -> str:
    loaded, plan = read(text)
    item = data.draw(st.sampled_from(list(plan.items())))
    path = find_item_paths(plan)[item.id]
    units = data.draw(st.none() | st.frozensets(st.sampled_from(item.units), min_size=1))
    terms = data.draw(st.none() | st.lists(st.sampled_from(item.due), min_size=1, unique=True).map(tuple))
    remark = data.draw(st.none() | TEXTS)
    wish = MarkRequest(TODAY, terms, terms is None, units, remark)
    try:
        if data.draw(st.booleans()):
            mark = mark_done(plan, item, path, wish)
        else:
            mark = undo_mark(plan, item, path, read_written_units(plan, loaded.data, path), wish, None)
    except Failure:
        reject()
    return edit(loaded, mark.changes)
