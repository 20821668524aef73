"""What must hold of any file, whatever is in it, and of any change of a file without errors.

`python benchmarks/fuzz.py` looks for inputs that break this; those that did are in `cases/fuzz/`.
"""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import yaml
from ruamel.yaml import YAML

from talplan.cli.arguments import written_text
from talplan.domain.plan import Cancelled, Item, Note, Plan, Record
from talplan.domain.plan_year import OutsideYear
from talplan.domain.read_terms import read_term
from talplan.domain.terms import Term, window
from talplan.domain.units import Unit
from talplan.domain.visible import escape_invisible
from talplan.editing.changes import Change, InsertEntry, ItemEdit, Remove, SetKey, apply_to_data, strip_empty_values
from talplan.editing.comments import find_comments
from talplan.editing.formatter import format_text
from talplan.editing.line_index import LineIndex
from talplan.editing.splice import edit
from talplan.operations import item_edits, mark_done, rename_unit
from talplan.operations.item_edits import ItemFields
from talplan.planfile.load import Loaded, load
from talplan.planfile.nodes import Data, ListNode, MapNode, Node, NodePath, ScalarNode, key_at, node_at
from talplan.planfile.source_text import Source
from talplan.problem import Failure, Place
from talplan.views.problem_report import format_problem, problem_hint, sentence

T = TypeVar("T")

TODAY = date(2025, 11, 20)
SEPARATOR = b"~~~\n"
"""Parts the file from what decides which change is made."""

TERMS = ("октябрь", "октябрь-ноябрь", "жыл бою", "2026-03-10", "2025-11-20", "май", "сентябрь-июнь")
DAYS = (TODAY, date(2025, 10, 14), date(2025, 9, 1))
# What YAML reads as something else where it stands bare, and what does not fit on a line.
TEXTS = (
    *("Бүттү", "а: б", "no", "2.30", "030", "1:30", "~", "null", "2025-10-14", "=", "<<", "x:", "Буйрук №5 #12", "#1"),
    *(
        "- x",
        "-",
        "[а",
        "а, б",
        "{а}",
        "]",
        "'а' б",
        '"а" б',
        "а'",
        "\\",
        "|",
        ">",
        "%а",
        "@а",
        "`а",
        "?",
        "? а",
        "& *",
    ),
    *("---", "...", "--- а", "бир\nэки", "бир\n\nэки", "а\n# б", "а\n  б", "# а\nб", "- а\n- б", "а: б\nв", "а \nб"),
    *("а\t", "а\tб", "а\n\tб", "😀", "---\n...", "а\n---\nб", "!а", "0x1F", "1e3", ".5", "а:б", "а::", "12_000"),
)
COMMANDS = ("done", "undo", "note", "cancel", "restore", "add", "edit", "rename")

OTHERS: dict[str, Callable[[str], Any]] = {
    "YAML 1.1": lambda text: yaml.load(text, yaml.SafeLoader),
    "YAML 1.2": lambda text: YAML(typ="safe", pure=True).load(io.StringIO(text)),
}


class Choices:
    """Decisions that bytes make, one byte each; past the last one it is always the first of what there is."""

    def __init__(self, raw: bytes) -> None:
        self._raw = iter(raw)

    def pick(self, options: Sequence[T]) -> T:
        """One of several."""
        return options[next(self._raw, 0) % len(options)]

    def some(self, options: Sequence[T]) -> tuple[T, ...]:
        """One to three of several, none twice."""
        return tuple(dict.fromkeys(self.pick(options) for _ in range(self.pick((1, 2, 3)))))

    def text(self) -> str:
        """A text that a person might write: two of the odd ones put together, as the command line takes them."""
        joint = self.pick(("", " ", "\n", "\n\n"))
        words = [self.pick(TEXTS), self.pick(("", *TEXTS))]
        return written_text(joint.join(words), "text") or ""


# --- reading ------------------------------------------------------------------------------------------------


def check_reading(raw: bytes) -> Loaded:
    """Any bytes are read, or refused with problems that have a place and words."""
    loaded = load(raw, TODAY)
    hasty = load(raw)
    assert list(map(repr, hasty.problems)) == list(map(repr, loaded.errors)), "other errors without a day"
    assert (hasty.plan is None) == (loaded.plan is None), "another plan without a day"
    assert (loaded.plan is None) == bool(loaded.errors), "a plan with errors, or none without"
    for problem in loaded.problems:
        _check_place(problem.place, loaded.source)
        said = [
            sentence(problem),
            problem_hint(problem),
            *format_problem(problem, "plan.yaml", loaded.source).split("\n"),
        ]
        assert said[0], f"no words for {problem}"
        for line in said:
            assert line == escape_invisible(line), f"{problem} shows what cannot be seen"
            line.encode()
    return loaded


def _check_place(place: Place, source: Source) -> None:
    assert 1 <= place.line <= len(source.starts), f"{place} is below the text"
    width = len(source.line(place.line))
    # One past the end of a line is where something is missing.
    assert place.column >= 1, f"{place} is left of its line"
    assert place.width >= 1, f"{place} has no width"
    assert place.column - 1 + place.width <= width + 1, f"{place} is right of its line"


# --- changing -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A change that somebody asks for, and the items as they are meant to be after it."""

    changes: list[Change]
    meant: list[Item]
    item: NodePath | None = None
    """The one item that may be touched, None where it may be several."""


def check_changes(loaded: Loaded, raw: bytes, seen: Counter[str] | None = None) -> None:
    """A change leaves the file as it was but for what it is about. `seen` counts what came of it."""
    seen = Counter() if seen is None else seen
    choices = Choices(raw)
    command = choices.pick(COMMANDS)
    try:
        step = _step(command, loaded, choices)
    except Failure as failure:
        seen[f"{command}: {failure.key}"] += 1
        return
    try:
        after = edit(loaded, step.changes)
    except Failure as failure:
        if failure.key != "edit-unsafe":
            raise
        seen[f"{command}: {failure.key}"] += 1
        return
    seen[command] += 1
    again = _check_result(loaded, after, step)
    if command == "done":
        _check_way_back(loaded, again, step)


def _check_result(loaded: Loaded, after: str, step: Step) -> Loaded:
    again = check_reading(after.encode())
    assert again.plan is not None, "the result has errors"
    assert [plain(item) for item in again.plan.items()] == [plain(item) for item in step.meant], "something else"
    if not step.changes:
        assert after == loaded.source.text, "nothing to do, but something is done"
    _check_lines(loaded, after, step.changes)
    _check_comments(loaded, again, step.changes)
    _check_habits(loaded, again)
    if step.item is not None:
        above, below = _around(loaded, step.item)
        assert after.startswith(above), "text above the item changes"
        assert after.endswith(below), "text below the item changes"
    _check_others(loaded, after, step.changes)
    return again


def plain(item: Item) -> Item:
    """An item without the white space around its texts, which block texts have and others have not; the units of a
    record in one order."""

    def bare(text: str | None) -> str | None:
        return (text or "").strip() or None

    return item._replace(
        task=item.task.strip(),
        done=tuple(
            one._replace(by=tuple(sorted(one.by)), note=bare(one.note), evidence=tuple(map(str.strip, one.evidence)))
            for one in item.done
        ),
        notes=tuple(one._replace(text=one.text.strip()) for one in item.notes),
        cancelled=item.cancelled and item.cancelled._replace(note=bare(item.cancelled.note)),
    )


def _step(command: str, loaded: Loaded, choices: Choices) -> Step:
    plan = loaded.plan
    assert plan is not None
    if command == "add":
        return _addition(plan, choices)
    if command == "rename":
        return _renaming(plan, loaded, choices)
    items = list(plan.items())
    if not items:
        raise Failure("no-item")
    fitting = {"undo": [one for one in items if one.done], "restore": [one for one in items if one.cancelled]}
    item = choices.pick(fitting.get(command) or items)
    path = mark_done.find_item_paths(plan)[item.id]
    made, after = _on_item(command, loaded, plan, item, path, choices)
    return Step(made, [after if one is item else one for one in items], path)


def _on_item(
    command: str, loaded: Loaded, plan: Plan, item: Item, path: NodePath, choices: Choices
) -> tuple[list[Change], Item]:
    """The changes of one command on one item, and the item after them."""
    match command:
        case "done":
            wish = _wish(plan, item, choices)
            mark = mark_done.mark_done(plan, item, path, wish)
            written = {(record.date, record.note, record.evidence) for record in mark.records}
            assert written <= {(wish.on, wish.note, wish.evidence)}, "the record says something else"
            return mark.changes, item._replace(done=(*item.done, *mark.records))
        case "undo":
            wish = _wish(plan, item, choices)
            units = mark_done.read_written_units(plan, loaded.data, path)
            mark = mark_done.undo_mark(plan, item, path, units, wish, None)
            return mark.changes, item._replace(done=tuple(_without(item.done, mark)))
        case "note":
            day, text = _day(plan, choices), choices.text()
            by = choices.pick((None, *(unit.display for unit in plan.registry)))
            changes = item_edits.add_note(item, path, day, text, by).changes
            return changes, item._replace(notes=(*item.notes, Note(day, text, by)))
        case "cancel":
            day, reason = _day(plan, choices), choices.pick((choices.text(), None))
            changes = item_edits.cancel_item(item, path, day, reason).changes
            return changes, item._replace(cancelled=Cancelled(day, reason))
        case "restore":
            return item_edits.restore_item(item, path).changes, item._replace(cancelled=None)
        case _:
            fields = _fields(plan, choices)
            revision = item_edits.edit_item(plan, loaded.data, item, path, fields)
            return revision.changes, _edited(item, fields)


def _wish(plan: Plan, item: Item, choices: Choices) -> mark_done.MarkRequest:
    return mark_done.MarkRequest(
        _day(plan, choices),
        choices.pick((None, *((term,) for term in item.due))),
        all_terms=choices.pick((True, False)),
        units=choices.pick((None, *(frozenset({unit}) for unit in item.units))),
        note=choices.pick((None, choices.text())),
        evidence=choices.pick(((), (), (choices.text(),), (choices.text(), choices.text()))),
    )


def _day(plan: Plan, choices: Choices) -> date:
    day = choices.pick(DAYS)
    if day < plan.year.window.first:
        raise Failure("date-too-early")
    return day


def _without(done: Sequence[Record], mark: ItemEdit) -> Iterator[Record]:
    gone = mark.records[0]
    at = max(at for at, record in enumerate(done) if record is gone)
    return iter((*done[:at], *mark.kept, *done[at + 1 :]))


def _fields(plan: Plan, choices: Choices) -> ItemFields:
    return ItemFields(
        choices.pick((choices.text(), None)),
        choices.pick((None, choices.some(_terms(plan)))),
        choices.pick((None, choices.some([unit.display for unit in plan.registry]))),
    )


def _edited(item: Item, fields: ItemFields) -> Item:
    return item._replace(
        task=item.task if fields.task is None else fields.task,
        due=fields.due or item.due,
        units=fields.units or item.units,
    )


def _terms(plan: Plan) -> list[Term]:
    """The terms that the plan's year has."""

    def fits(term: Term) -> bool:
        try:
            window(term, plan.year)
        except OutsideYear:
            return False
        return True

    return [term for term in map(read_term, TERMS) if fits(term)]


def _addition(plan: Plan, choices: Choices) -> Step:
    if not len(plan.registry):
        raise Failure("no-unit")
    section = choices.pick(plan.sections)
    due, units = choices.some(_terms(plan)), choices.some([unit.display for unit in plan.registry])
    fields = ItemFields(choices.text(), due, units)
    number = choices.pick((None, 99, 1))
    made = item_edits.add_item(plan, section, number, fields)
    new = Item(section.number, int(made.name.split(".")[1]), fields.task or "", due, units)
    sections = [one._replace(items=(*one.items, new)) if one is section else one for one in plan.sections]
    return Step(made.changes, [item for one in sections for item in one.items])


def _renaming(plan: Plan, loaded: Loaded, choices: Choices) -> Step:
    unit = choices.pick(list(plan.registry))
    called = choices.pick(unit.spellings)
    new = choices.pick((choices.text(), *unit.spellings, unit.name.upper()))
    new = " ".join(new.split())
    made = rename_unit.rename(plan, loaded.data, unit, called, new)
    renamed = _renamed(unit, made.changes)

    def said(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(renamed if name == unit.display else name for name in names)

    meant = [
        item._replace(
            units=said(item.units),
            done=tuple(one._replace(by=said(one.by)) for one in item.done),
            notes=tuple(one._replace(by=said([one.by])[0] if one.by else None) for one in item.notes),
        )
        for item in plan.items()
    ]
    return Step(made.changes, meant)


def _renamed(unit: Unit, changes: Sequence[Change]) -> str:
    """What a unit is shown by after its renaming."""
    put = {str(one.key): str(one.value) for one in changes if isinstance(one, SetKey) and len(one.path) == 2}
    return put.get("short", unit.short or put.get("name", unit.name))


def _check_way_back(loaded: Loaded, again: Loaded, step: Step) -> None:
    """`undo` after `done` gives the file back, byte for byte; but for an empty value that is written as nobody does."""
    assert step.item is not None
    path = (*step.item, "done")
    old = _item(loaded, step.item)
    is_rare = not old.done and node_at(_root(loaded), path) is not None and not _is_usual(loaded, path)
    if is_rare or any(record.date > TODAY for record in old.done):
        return
    for record in _item(again, step.item).done[len(old.done) :]:
        plan, item = again.plan, _item(again, step.item)
        assert plan is not None
        by = mark_done.read_written_units(plan, again.data, step.item)
        mark = mark_done.undo_mark(plan, item, step.item, by, mark_done.MarkRequest(TODAY), record.date)
        if mark.records[0] not in item.done[len(old.done) :]:
            return
        again = load(edit(again, mark.changes).encode())
    assert again.source.text == loaded.source.text, "undo leaves something behind"


def _is_usual(loaded: Loaded, path: NodePath) -> bool:
    """Whether an empty value has brackets, or is in the line of its key with one space between them."""
    key, value = key_at(_root(loaded), path), node_at(_root(loaded), path)
    assert key is not None
    assert value is not None
    written = loaded.source.text[key.end : value.last].partition(":")[2]
    return isinstance(value, ListNode) or written in ("", " ", " ~", " null", ' ""', " ''")


def _item(loaded: Loaded, path: NodePath) -> Item:
    assert loaded.plan is not None
    _, section, _, position = path
    return loaded.plan.sections[int(section)].items[int(position)]


# --- what stays ---------------------------------------------------------------------------------------------


def _root(loaded: Loaded) -> MapNode:
    assert isinstance(loaded.root, MapNode)
    return loaded.root


def _scalars(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, ListNode | MapNode):
        for child in node.entries if isinstance(node, ListNode) else node.values:
            yield from _scalars(child)


def _around(loaded: Loaded, item: NodePath) -> tuple[str, str]:
    """The text before an item and the text from the next one on."""
    text, lines = loaded.source.text, LineIndex(loaded.source.text)
    items, at = node_at(_root(loaded), item[:-1]), int(item[-1])
    assert isinstance(items, ListNode)
    if items.flow:
        return text[: items.entries[at].start], text[items.entries[at].end :]
    below = text[lines.dash(items, at + 1) :] if at + 1 < len(items.entries) else ""
    return text[: lines.dash(items, at)], below


def _check_lines(loaded: Loaded, after: str, changes: Sequence[Change]) -> None:
    """Every line that no change is about stands in the result, in its order."""
    text = loaded.source.text
    touched = {line for change in changes for line in _Touched(loaded).by(change, changes)}
    if not text.endswith("\n"):  # the text that ends the file may have to say that it ends without a line break
        signs = [re.search(r"[|>][-+0-9]*\s*(#.*)?$", line) for line in text.splitlines()]
        touched |= {number for number, sign in enumerate(signs) if sign}
    lines, new = text.splitlines(keepends=True), after.splitlines(keepends=True)
    if not text.endswith("\n"):  # the last line gets a break, or the one above loses its own
        lines, new = [line.rstrip("\r\n") for line in lines], [line.rstrip("\r\n") for line in new]
    left = iter(new)
    for number, line in enumerate(lines):
        assert number in touched or line in left, f"line {number + 1} is gone: {line!r}"


class _Touched:
    """Which lines a change may take away or write anew."""

    def __init__(self, loaded: Loaded) -> None:
        self.root = _root(loaded)
        self.source = loaded.source
        self.lines = LineIndex(loaded.source.text)

    def by(self, change: Change, all_of_them: Sequence[Change]) -> range:
        """The numbers of the lines, from 0."""
        match change:
            case SetKey(path, int(position)):
                node = node_at(self.root, (*path, position))
                assert node is not None
                return self._range(node.start, node.last)
            case SetKey(path, key):
                return self._of_key(path, str(key))
            case InsertEntry(path):
                node = node_at(self.root, path)
                if isinstance(node, ListNode) and node.entries and not node.flow:
                    return range(0)
                return self._of_key(path[:-1], str(path[-1]))
            case Remove(path):
                at = path[-1]
                if isinstance(at, int):
                    return self._of_entry(path[:-1], at, all_of_them)
                return self._of_key(path[:-1], at, drop=True)

    def _of_key(self, path: NodePath, key: str, *, drop: bool = False) -> range:
        """A key with its value; for a key that is new in brackets, the brackets."""
        parent = node_at(self.root, path)
        assert isinstance(parent, MapNode)
        index = parent.find(key)
        if index < 0:
            return self._range(parent.start, parent.last) if parent.flow else range(0)
        name, value = parent.keys[index], parent.values[index]
        lines = self._range(name.start, max(name.end, value.last))
        if not drop:
            return lines
        if parent.flow:  # with a comma beside it
            before, after = parent.values[max(0, index - 1)], parent.keys[min(index + 1, len(parent.keys) - 1)]
            return range(self._line(min(name.start, before.start)), max(lines.stop, self._line(after.start) + 1))
        return self._swallowed(self._and_comments(lines, self.lines.column(name.start)))

    def _of_entry(self, path: NodePath, at: int, all_of_them: Sequence[Change]) -> range:
        node = node_at(self.root, path)
        assert isinstance(node, ListNode)
        dropped = {one.path for one in all_of_them if isinstance(one, Remove) and one.path[:-1] == path}
        if node.flow or len(dropped) == len(node.entries):
            return self._of_key(path[:-1], str(path[-1]), drop=True)
        dash = self.lines.dash(node, at)
        lines = self._and_comments(self._range(dash, node.entries[at].last), self.lines.column(dash))
        start = lines.start
        while start and self.source.line(start).startswith(" " * self.lines.column(dash) + "#"):  # they move along
            start -= 1
        return self._swallowed(range(start, lines.stop))

    def _swallowed(self, lines: range) -> range:
        """With the empty lines and comments below that a block text above the lines would take for its own."""
        start = self.source.starts[lines.start]
        texts = [node for node in _scalars(self.root) if node.style in ("|", ">")]
        if not any(self.lines.end(node.last) == start for node in texts):
            return lines
        stop = lines.stop
        while stop < len(self.source.starts) and self.source.line(stop + 1).lstrip()[:1] in ("", "#"):
            stop += 1
        return range(lines.start, stop)

    def _range(self, start: int, last: int) -> range:
        return range(self._line(start), self._line(max(start, last - 1)) + 1)

    def _line(self, offset: int) -> int:
        return bisect_right(self.source.starts, offset) - 1

    def _and_comments(self, lines: range, column: int) -> range:
        """With the comments directly below that are indented deeper."""
        stop = lines.stop
        while stop < len(self.source.starts):
            line = self.source.line(stop + 1)
            if not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) <= column:
                break
            stop += 1
        return range(lines.start, stop)


def _check_comments(loaded: Loaded, again: Loaded, changes: Sequence[Change]) -> None:
    """No comment comes, and where nothing is dropped none goes."""
    before, after = (
        Counter(one.text for one in find_comments(each.source.text, _root(each))) for each in (loaded, again)
    )
    assert not after - before, f"new comments: {after - before}"
    if not any(isinstance(change, Remove) for change in changes):
        assert after == before, f"comments are gone: {before - after}"


def _check_habits(loaded: Loaded, again: Loaded) -> None:
    """New lines end as all others do, and units are called by their display names."""
    before, after = loaded.source.text, again.source.text
    if "\n" in before:
        assert "\r" in before or "\r" not in after, "CRLF where the others are LF"
        assert before.count("\n") != before.count("\r\n") or after.count("\n") == after.count("\r\n"), "LF, not CRLF"
    assert _aliases_used(again) <= _aliases_used(loaded), "a unit is called by an alias"


def _aliases_used(loaded: Loaded) -> int:
    return sum(problem.code() == "alias-used" for problem in loaded.problems)


def _comments(loaded: Loaded) -> Counter[str]:
    return Counter(comment.text for comment in find_comments(loaded.source.text, _root(loaded)))


# --- other readers ------------------------------------------------------------------------------------------


def _check_others(loaded: Loaded, after: str, changes: Sequence[Change]) -> None:
    """Who could read the file before reads in the result what was there, and the new texts as texts."""
    read = {name: _read(reader, loaded.source.text) for name, reader in OTHERS.items()}
    if any(data is None for data in read.values()):
        return
    for name, data in read.items():
        found = OTHERS[name](after)
        assert _said(found) == _said(apply_to_data(data, changes)), f"{name} reads something else"


def _read(reader: Callable[[str], Any], text: str) -> Data:
    """What another reader finds; None where it gives up, as on `2025-13-45`."""
    try:
        data: Data = reader(text)
    except Exception:
        return None
    return data


def _said(data: Any) -> Data:
    """The data with numbers and dates as texts, but true and false as what they are."""

    def texts(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: texts(one) for key, one in value.items()}
        if isinstance(value, list):
            return [texts(one) for one in value]
        is_text = isinstance(value, int | date) and not isinstance(value, bool)
        return str(value) if is_text else value

    return strip_empty_values(texts(data))


# --- fmt ----------------------------------------------------------------------------------------------------


def check_layout(loaded: Loaded, seen: Counter[str] | None = None) -> None:
    """The canonical text says the same, stays what it is, and every reader takes its texts for texts."""
    seen = Counter() if seen is None else seen
    try:
        text = format_text(loaded)
    except Failure as failure:
        seen[f"fmt: {failure.key}"] += 1
        return
    seen["fmt"] += 1
    again = check_reading(text.encode())
    assert loaded.plan is not None
    assert again.plan is not None, "the canonical text has errors"
    assert list(map(plain, again.plan.items())) == list(map(plain, loaded.plan.items())), "it says something else"
    assert format_text(again) == text, "the canonical text has another one"
    for name, reader in OTHERS.items():
        assert _said(reader(text)) == strip_empty_values(again.data), f"{name} reads something else"


# --- all of it ----------------------------------------------------------------------------------------------


def check(raw: bytes, seen: Counter[str] | None = None) -> None:
    """Everything: a file, then SEPARATOR and what decides on a change; without those the simplest change."""
    content, _, decisions = raw.rpartition(SEPARATOR) if SEPARATOR in raw else (raw, b"", b"")
    loaded = check_reading(content)
    if loaded.plan is not None:
        check_layout(loaded, seen)
        check_changes(loaded, decisions, seen)
