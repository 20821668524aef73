"""Changes → new text, every other byte as it was: the file is spliced, never written anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from talplan.changes import Change, Drop, Entry, Insert, Put, Value, applied, meaning
from talplan.lines import Lines
from talplan.load import Loaded, load
from talplan.problem import Failure
from talplan.schema import CancelledPart, ItemPart, NotePart, Part, PlanPart, RecordPart, SectionPart, UnitPart
from talplan.written import entry_lines, in_block, in_flow, joined
from talplan.yamltext import ListNode, MapNode, Node, Path, ScalarNode, node_at

_PARTS: dict[str, type[Part]] = {
    "": PlanPart,
    "units": UnitPart,
    "sections": SectionPart,
    "items": ItemPart,
    "done": RecordPart,
    "notes": NotePart,
    "cancelled": CancelledPart,
}
_COMMA = re.compile(r"(?:\s|#[^\n]*\n)*,")
_COMMA_BEHIND = re.compile(r"[ \t]*,")


class Splice(NamedTuple):
    """Puts a text in place of [start, end). Of two at one place the deeper goes first: what belongs to a record
    stands before what follows the record."""

    start: int
    end: int
    text: str
    depth: int = 0


def edit(loaded: Loaded, changes: Sequence[Change], today: date) -> str:
    """The text with the changes made, read again and compared with what was meant.

    Raises Failure where the file is written in a way that the splice would harm; then nothing may be written.
    """
    assert loaded.root is not None
    text = _spliced(loaded.source.text, _Splicer(loaded.source.text, loaded.root).splices(changes))
    again = load(text.encode(), today)
    if again.errors or meaning(again.data) != meaning(applied(loaded.data, changes)):
        raise Failure("edit-unsafe")
    return text


def _spliced(text: str, splices: Iterable[Splice]) -> str:
    pieces = []
    at = 0
    for start, end, new, _ in sorted(splices, key=lambda splice: (splice.start, splice.end, -splice.depth)):
        if start < at:
            raise Failure("edit-unsafe")
        pieces += [text[at:start], new]
        at = end
    return "".join([*pieces, text[at:]])


class _Splicer:
    """Works out splices on one text; the text and its nodes stay what they are."""

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self.lines = Lines(text)
        self.root = root
        self.habits: dict[str, tuple[int, int] | None] = {}

    def splices(self, changes: Sequence[Change]) -> Iterator[Splice]:
        """What to do to the text for all the changes; entries that meet in one place are one splice."""
        inserted: dict[tuple[Path, int], list[Entry]] = {}
        dropped: dict[Path, list[int]] = {}
        for change in changes:
            match change:
                case Put(path, key, value):
                    yield self._put(path, key, value)
                case Insert(path, position, entry):
                    inserted.setdefault((path, position), []).append(entry)
                case Drop(path):
                    dropped.setdefault(path[:-1], []).append(int(path[-1]))
        for (path, position), entries in inserted.items():
            yield self._insert(path, position, entries)
        for path, positions in dropped.items():
            yield from self._drop(path, sorted(positions))

    # --- new keys and entries -------------------------------------------------------------------------------

    def _put(self, path: Path, key: str, value: Value) -> Splice:
        parent = self._map(path)
        index = parent.find(key)
        if index < 0:
            return self._new_key(path, parent, key, value)
        node = parent.values[index]
        gap = " " if node.start == node.end and not self.text[node.start - 1].isspace() else ""
        return Splice(node.start, node.last, gap + (in_flow(value) if parent.flow else in_block(value)))

    def _insert(self, path: Path, position: int, entries: list[Entry]) -> Splice:
        parent, key = self._map(path[:-1]), str(path[-1])
        index = parent.find(key)
        if index < 0:
            return self._new_key(path[:-1], parent, key, entries)
        node = parent.values[index]
        if not isinstance(node, ListNode) or not node.entries:
            if parent.flow or "\n" in self.text[node.start : node.last]:
                return self._fill_brackets(parent.keys[index], node, entries)
            return self._fill_empty(path, parent.keys[index], node, entries)
        if node.flow:
            return self._insert_flow(node, position, entries)
        column, gap = self.lines.dash_habit(node)
        at = self._place(node, position, column, self.lines.column(parent.keys[index].start))
        if node.entries[max(0, position - 1)].flow:
            new = [f"{' ' * column}-{' ' * gap}{in_flow(entry)}" for entry in entries]
        else:
            new = self._block_entries(entries, at, column, gap)
        return Splice(at, at, self.lines.insertion(at, new), len(path))

    def _place(self, node: ListNode, position: int, dash: int, key: int) -> int:
        """Where an entry goes: past the comments below the one before. At the end those count that are indented
        deeper than the list's key; further up one at the dashes' column stands over the next entry."""
        if position == 0:
            return self.lines.start(node.start)
        last = position == len(node.entries)
        return self.lines.past_comments(node.entries[position - 1].last, key if last else dash)

    def _insert_flow(self, node: ListNode, position: int, entries: list[Entry]) -> Splice:
        if position < len(node.entries):
            at = node.entries[position].start
            return Splice(at, at, f"{joined(entries)}, ")
        at = node.entries[-1].end
        return Splice(at, at, f", {joined(entries)}")

    def _fill_empty(self, path: Path, key: ScalarNode, node: Node, entries: list[Entry]) -> Splice:
        """`done:`, `done: ~` or `done: []`: the value goes, entries follow on lines of their own."""
        stop = self.lines.end(node.last)
        newline = self.lines.newline(stop)
        column, gap = self._new_dash(path, self.lines.column(key.start))
        lines = newline.join(self._block_entries(entries, stop, column, gap))
        ending = newline if self.lines.is_start(stop) else ""
        beside = self.text[node.last : stop].rstrip()
        if "\n" not in self.text[key.end : node.start]:
            start = self.lines.before_blanks(node.start) if node.last > node.start else node.start
            return Splice(start, stop, f"{beside}{newline}{lines}{ending}")
        # The value has a line of its own; what stays of that line is a comment.
        start = self.lines.start(node.start)
        above = self.text[start : node.start] + beside.lstrip() + newline if beside else ""
        return Splice(start, stop, f"{above}{lines}{ending}")

    def _fill_brackets(self, key: ScalarNode, node: Node, entries: list[Entry]) -> Splice:
        """The same inside brackets, or between two that stand on lines of their own."""
        if isinstance(node, ListNode):
            return Splice(node.start + 1, node.start + 1, joined(entries))
        colon = "" if ":" in self.text[key.end : node.start] else ":"
        gap = "" if self.text[node.start - 1].isspace() else " "
        return Splice(node.start, node.end, f"{colon}{gap}[{joined(entries)}]")

    def _new_key(self, path: Path, parent: MapNode, key: str, value: Value | list[Entry]) -> Splice:
        above = parent.values[_after(parent, key, path)]
        if parent.flow:
            return Splice(above.end, above.end, f", {key}: {in_flow(value)}", len(path))
        column = self.lines.column(parent.keys[0].start)
        at = self.lines.past_comments(above.last, column)
        lead = f"{' ' * column}{key}:"
        if isinstance(value, list) and isinstance(value[0], dict):
            entries = [entry for entry in value if isinstance(entry, dict)]
            dash, gap = self._new_dash((*path, key), column)
            lines = [lead, *self._block_entries(entries, at, dash, gap)]
        else:
            lines = [f"{lead} {in_flow(value) if isinstance(value, list) else in_block(value)}"]
        return Splice(at, at, self.lines.insertion(at, lines), len(path) + 1)

    def _block_entries(self, entries: list[Entry], at: int, column: int, gap: int) -> list[str]:
        newline = self.lines.newline(at)
        literal = not self.lines.comment_swallowed(at, column)
        return [line for entry in entries for line in entry_lines(entry, column, gap, newline, literal=literal)]

    # --- what goes ------------------------------------------------------------------------------------------

    def _drop(self, path: Path, positions: list[int]) -> Iterator[Splice]:
        node = node_at(self.root, path)
        if not isinstance(node, ListNode):
            raise Failure("edit-unsafe")
        if len(positions) == len(node.entries):
            yield from self._drop_key(self._map(path[:-1]), str(path[-1]))
        elif node.flow:
            yield from self._cut([(entry.start, entry.end) for entry in node.entries], positions)
        else:
            column, _ = self.lines.dash_habit(node)
            ranges: list[tuple[int, int]] = []
            for at in positions:
                start = self.lines.start(self.lines.dash(node, at))
                end = self.lines.past_comments(node.entries[at].last, column)
                if ranges and ranges[-1][1] == start:
                    start, _ = ranges.pop()
                ranges.append((start, end))
            yield from (Splice(*self.lines.removal(*lines), "") for lines in ranges)

    def _drop_key(self, parent: MapNode, key: str) -> Iterator[Splice]:
        index = parent.find(key)
        name, value = parent.keys[index], parent.values[index]
        if parent.flow:
            pairs = zip(parent.keys, parent.values, strict=True)
            yield from self._cut([(name.start, value.end) for name, value in pairs], [index])
            return
        start = self.lines.start(name.start)
        end = self.lines.past_comments(value.last, self.lines.column(name.start))
        if not self.text[start : name.start].strip():
            yield Splice(*self.lines.removal(start, end), "")
        elif value.flow:
            # The key stands beside a dash: without it there would be no place for the keys below.
            yield Splice(value.start, value.end, "[]")
        else:
            colon = self.text.index(":", name.end) + 1
            yield Splice(colon, colon, " []")
            yield Splice(*self.lines.removal(self.lines.next(colon), end), "")

    def _cut(self, spans: list[tuple[int, int]], positions: list[int]) -> Iterator[Splice]:
        """Takes entries out of brackets, each with the comma before it; at the beginning, with the one after."""
        kept = next(at for at in range(len(spans)) if at not in positions)
        for at in positions:
            start, end = spans[at]
            before, after = (end, spans[at + 1][0]) if at < kept else (spans[at - 1][1], start)
            if "#" not in self.text[before:after]:
                yield Splice(min(start, before), max(end, after), "")
            elif comma := _COMMA_BEHIND.match(self.text, end):  # a comment stands between: it stays
                yield Splice(start, comma.end(), "")
            else:
                comma = _COMMA.match(self.text, before)
                assert comma is not None
                yield Splice(comma.end() - 1, comma.end(), "")
                yield Splice(start, end, "")

    # --- the file's own habits ------------------------------------------------------------------------------

    def _map(self, path: Path) -> MapNode:
        node = node_at(self.root, path)
        if not isinstance(node, MapNode):
            raise Failure("edit-unsafe")
        return node

    def _new_dash(self, path: Path, column: int) -> tuple[int, int]:
        """Dash column and gap of a new list under a key at that column: as in the file's other lists of that
        key, else as in the list that the key's own mapping stands in."""
        key = str(path[-1])
        if key not in self.habits:
            self.habits[key] = next(_habits(self.lines, self.root, key), None)
        outer = str(path[-3]) if len(path) > 2 else ""
        indent, gap = self.habits[key] or next(_habits(self.lines, self._map(path[:-3]), outer), (0, 1))
        return column + indent, gap


def _after(parent: MapNode, key: str, path: Path) -> int:
    """After which key a new one goes: in the table's order where the others keep it, else after the last."""
    written = [node.value for node in parent.keys]
    order = list(_PARTS[next((step for step in reversed(path) if isinstance(step, str)), "")].model_fields)
    ranks = [order.index(name) for name in written]
    before = sum(rank < order.index(key) for rank in ranks)
    in_order = all(one < other for one, other in pairwise(ranks))
    return before - 1 if in_order and before else len(written) - 1


def _habits(lines: Lines, node: Node, key: str) -> Iterator[tuple[int, int]]:
    """How the block lists of a key are written below a node: the dash's indentation under its key, and its gap."""
    if isinstance(node, ListNode):
        for entry in node.entries:
            yield from _habits(lines, entry, key)
    elif isinstance(node, MapNode) and not node.flow:
        for name, value in zip(node.keys, node.values, strict=True):
            if name.value == key and isinstance(value, ListNode) and value.entries and not value.flow:
                column, gap = lines.dash_habit(value)
                yield column - lines.column(name.start), gap
            yield from _habits(lines, value, key)
