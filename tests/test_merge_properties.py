"""Any two branches of any plan, made by the commands that people use: what a merge of them keeps, whatever they did."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import note as shown_on_failure
from hypothesis import strategies as st

from talplan.domain.plan import Item, Plan
from talplan.domain.read_terms import read_term
from talplan.editing.changes import Change
from talplan.editing.formatter import format_text
from talplan.editing.splice import edit
from talplan.operations import item_edits, rename_unit
from talplan.operations.item_edits import ItemFields
from talplan.operations.mark_done import MarkRequest, find_item_paths, mark_done, read_written_units, undo_mark
from talplan.planfile.load import Loaded, load
from talplan.problem import Failure
from talplan.system import git
from talplan.versions.diff import compare
from talplan.versions.merge_texts import MergedText, merge_texts
from talplan.versions.snapshot import Snapshot, read_snapshot
from written_plans import DAYS, TERMS, File, files

pytestmark = pytest.mark.once

TODAY = date(2025, 11, 20)
SOME = settings(deadline=None, max_examples=60)
NEW_NAMES = ["Директорат", "Бөлүм", "Кеңеш"]
_HUNK = re.compile(r"^<<<<<<< ours\r?\n(.*?)^=======\r?\n(.*?)^>>>>>>> theirs\r?\n", flags=re.MULTILINE | re.DOTALL)


@dataclass
class Branch:
    """What one side has made of the text. Every record and note that it has added has words of its own in it."""

    side: str
    text: str
    words: set[str] = field(default_factory=set)
    undone: bool = False
    steps: list[str] = field(default_factory=list)

    def left(self) -> set[str]:
        """The words of what it has added and not taken back."""
        return {word for word in self.words if word in self.text}


@dataclass
class Hand:
    """Makes one step on a branch, as a command does."""

    draw: st.DrawFn
    branch: Branch
    loaded: Loaded
    plan: Plan
    item: Item

    @property
    def path(self) -> Any:
        return find_item_paths(self.plan)[self.item.id]

    def word(self) -> str:
        word = f"{self.branch.side}{len(self.branch.words)}!"
        self.branch.words.add(word)
        return word

    def wish(self, note: str | None) -> MarkRequest:
        named = self.draw(st.none() | st.sets(st.sampled_from(self.item.units), min_size=1))
        terms = self.draw(st.none() | st.sampled_from(self.item.due))
        on = date.fromisoformat(self.draw(st.sampled_from(DAYS)))
        return MarkRequest(on, (terms,) if terms else None, not terms, frozenset(named) if named else None, note)

    def done(self) -> list[Change]:
        return mark_done(self.plan, self.item, self.path, self.wish(self.word())).changes

    def undo(self) -> list[Change]:
        by = read_written_units(self.plan, self.loaded.data, self.path)
        wish = self.wish(None)
        changes = undo_mark(self.plan, self.item, self.path, by, wish, None).changes
        self.branch.undone = True
        return changes

    def note(self) -> list[Change]:
        by = self.draw(st.none() | st.sampled_from([unit.display for unit in self.plan.registry]))
        return item_edits.add_note(self.item, self.path, TODAY, self.word(), by).changes

    def cancel(self) -> list[Change]:
        if self.item.cancelled:
            return item_edits.restore_item(self.item, self.path).changes
        return item_edits.cancel_item(self.item, self.path, TODAY, None).changes

    def add(self) -> list[Change]:
        section = self.draw(st.sampled_from(self.plan.sections))
        return item_edits.add_item(self.plan, section, None, self.fields(self.draw(TASKS))).changes

    def edit(self) -> list[Change]:
        fields = self.fields(self.draw(st.none() | TASKS))
        return item_edits.edit_item(self.plan, self.loaded.data, self.item, self.path, fields).changes

    def fields(self, task: str | None) -> ItemFields:
        terms = self.draw(st.lists(st.sampled_from(TERMS), min_size=1, unique=True))
        names = [unit.display for unit in self.plan.registry]
        units = self.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
        return ItemFields(task, tuple(map(read_term, terms)), tuple(units))

    def rename(self) -> list[Change]:
        unit = self.draw(st.sampled_from(list(self.plan.registry)))
        new = self.draw(st.sampled_from(NEW_NAMES))
        return rename_unit.rename(self.plan, self.loaded.data, unit, unit.display, new).changes


TASKS = st.sampled_from(["Иш", "Иш бүттү", "Жаңы иш", "Отчёт жазуу"])
STEPS: dict[str, Callable[[Hand], list[Change]]] = {
    "done": Hand.done,
    "note": Hand.note,
    "undo": Hand.undo,
    "add": Hand.add,
    "edit": Hand.edit,
    "cancel": Hand.cancel,
    "rename": Hand.rename,
}


@st.composite
def pairs(draw: st.DrawFn) -> tuple[File, Branch, Branch]:
    """A plan, and two branches that come from it."""
    file = draw(files())
    sides = []
    for side in ("ours", "theirs"):
        branch = Branch(side, file.text)
        for name in draw(st.lists(st.sampled_from([*STEPS, "edit", "format", "move"]), min_size=1, max_size=3)):
            _take(draw, branch, name)
        sides.append(branch)
    return file, sides[0], sides[1]


def _take(draw: st.DrawFn, branch: Branch, name: str) -> None:
    """One step; one that a command refuses leaves the text as it is."""
    loaded = read(branch.text)
    assert loaded.plan is not None
    item = draw(st.sampled_from(list(loaded.plan.items())))
    try:
        if name in STEPS:
            branch.text = edit(loaded, STEPS[name](Hand(draw, branch, loaded, loaded.plan, item)))
        else:
            branch.text = format_text(loaded)
    except Failure:
        return
    if name == "move":
        branch.text = move_first_item(branch.text)
    branch.steps.append(f"{name} {item.id}")


def move_first_item(text: str) -> str:
    """A formatted file whose first item is the last of its section, with the comments above it."""
    lines = text.splitlines(keepends=True)
    starts = [index for index, line in enumerate(lines) if line.startswith("  - number: ")]
    for index, start in enumerate(starts):
        while lines[start - 1].startswith("  #"):
            start -= 1
        starts[index] = start
    first = next(index for index, line in enumerate(lines) if line.startswith("  items:")) + 1
    end = next((index for index in range(first, len(lines)) if re.match("[-#\n]", lines[index])), len(lines))
    inside = [start for start in starts if first <= start < end]
    if len(inside) < 2:
        return text
    return "".join([*lines[:first], *lines[inside[1] : end], *lines[first : inside[1]], *lines[end:]])


def read(text: str) -> Loaded:
    loaded = load(text.encode())
    assert loaded.plan is not None, (loaded.problems, text)
    return loaded


def said(text: str) -> Snapshot:
    return read_snapshot(read(text).data)


def by_lines(base: str, ours: str, theirs: str) -> str:
    """What git's merge by lines says, with our word for every conflict."""
    with tempfile.TemporaryDirectory() as folder:
        names = [Path(folder) / name for name in ("ours", "base", "theirs")]
        for path, text in zip(names, (ours, base, theirs), strict=True):
            path.write_bytes(text.encode())
        return git.merge_by_lines(names[0], names[1], names[2], "--ours")[0].decode()


def merged(base: str, ours: str, theirs: str) -> MergedText:
    return merge_texts(read(base), read(ours), read(theirs), by_lines(base, ours, theirs))


def texts(version: Snapshot) -> Counter[tuple[str, str]]:
    """Day and words of every record and note."""
    return Counter(
        (entry.text("date"), entry.text("note") or entry.text("text"))
        for item in version.items
        for key in ("done", "notes")
        for entry in item.fields.parts(key)
    )


def comments(text: str) -> set[str]:
    """The comments of a generated file, each of which has a number of its own."""
    return {*re.findall(r"# сөз \d+", text)}


@SOME
@given(pairs())
def test_any_two_branches(made: tuple[File, Branch, Branch]) -> None:
    file, ours, theirs = made
    for title, text in (("base", file.text), ("ours", ours.text), ("theirs", theirs.text)):
        shown_on_failure(f"--- {title}\n{text}")
    shown_on_failure(f"{ours.steps} {theirs.steps}")
    one, other = merged(file.text, ours.text, theirs.text), merged(file.text, theirs.text, ours.text)
    shown_on_failure(f"--- merged\n{one.text}\n--- the other way round\n{other.text}")
    assert bool(one.conflicts) == bool(other.conflicts)
    for result in (one, other):
        named = comments(" ".join(result.comments_lost))
        assert comments(ours.text) & comments(theirs.text) <= comments(result.text) | named
    if one.conflicts:
        event(f"conflict: {one.conflicts[0].kind}")
        leaves_the_choice(one.text, ours.left() | theirs.left())
        return
    event("merged")
    versions = said(one.text), said(other.text)
    assert not compare(*versions)
    assert all(word in one.text for word in ours.left() | theirs.left())
    if not (ours.undone or theirs.undone):
        was, mine, others = texts(said(file.text)), texts(said(ours.text)), texts(said(theirs.text))
        assert texts(versions[0]) == was + (mine - was) + (others - was)


def leaves_the_choice(text: str, words: set[str]) -> None:
    """Marks in pairs; whichever side is chosen everywhere, what is left is a plan, and nothing is lost."""
    assert text.count("<<<<<<< ours") == text.count(">>>>>>> theirs") == len(_HUNK.findall(text)) > 0
    assert all(word in text for word in words)
    for side in (r"\1", r"\2"):
        chosen = _HUNK.sub(side, text)
        assert not re.search("^(<<<<<<<|=======|>>>>>>>)", chosen, flags=re.MULTILINE)
        shown_on_failure(f"--- chosen {side}\n{chosen}")
        read(chosen)


@settings(SOME, max_examples=15)
@given(pairs())
def test_a_side_that_has_done_nothing_changes_nothing(made: tuple[File, Branch, Branch]) -> None:
    file, branch, _ = made
    shown_on_failure(f"--- base\n{file.text}--- branch\n{branch.text}")
    assert merged(file.text, branch.text, file.text) == MergedText(branch.text, (), (), ())
    assert merged(file.text, file.text, branch.text) == MergedText(branch.text, (), (), ())
    assert merged(file.text, branch.text, branch.text) == MergedText(branch.text, (), (), ())
    # By meaning alone, without git: ours stays to the byte, theirs in what it says.
    read_all = read(file.text), read(branch.text)
    assert merge_texts(read_all[0], read_all[1], read_all[0], None).text == branch.text
    assert not compare(said(merge_texts(*read_all[:1], *read_all, None).text), said(branch.text))
