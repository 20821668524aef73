"""Changes → new text, every other byte as it was: the file is spliced, never written anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeGuard

from talplan.editing.changes import Change, InsertEntry, NewEntry, Remove, Scalar, SetKey, Value, applied, meaning
from talplan.editing.emit import entry_lines, in_block, in_flow, joined, key_lines
from talplan.editing.file_style import after, dash_habits
from talplan.editing.line_index import Lines
from talplan.planfile.load import Loaded, load
from talplan.planfile.nodes import Data, ListNode, MapNode, Node, NodePath, ScalarNode, node_at
from talplan.planfile.yaml_quoting import block, restyled
from talplan.problem import Failure

_COMMA = re.compile(r"(?:\s|#[^\n]*\n)*,")
_COMMA_BEHIND = re.compile(r"[ \t]*,")
_HEAD_COMMENT = re.compile(r"[|>][-+0-9]*([ \t]*)(#[^\r\n]*)")

_Entries = Sequence[NewEntry | Scalar]


class Splice(NamedTuple):
    """Puts a text in place of [start, end). Of two at one place the deeper goes first: what belongs to a record
    stands before what follows the record."""

    start: int
    end: int
    text: str
    depth: int = 0


def edit(loaded: Loaded, changes: Sequence[Change]) -> str:
    """The text with the changes made, read again and compared with what was meant.

    Raises Failure where the file is written in a way that the splice would harm; then nothing may be written.
    """
    return edited(loaded, changes).source.text


def edited(loaded: Loaded, changes: Sequence[Change]) -> Loaded:
    """The same as it was read again, with its plan."""
    again = load(spliced(loaded, changes).encode())
    if again.plan is None or not _same(again.data, applied(loaded.data, changes)):
        raise Failure("edit-unsafe")
    return again


def spliced(loaded: Loaded, changes: Sequence[Change]) -> str:
    """The text with the changes made, which nobody has read again: fit to be looked at, not to be written."""
    assert loaded.root is not None
    return _spliced(loaded.source.text, _Splicer(loaded.source.text, loaded.root).splices(changes))


def _same(data: Data, meant: Data) -> bool:
    """Whether both mean the same; most often they are alike to the letter, which is quickly seen."""
    return data == meant or meaning(data) == meaning(meant)


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
        inserted: dict[tuple[NodePath, int], list[NewEntry | Scalar]] = {}
        dropped: dict[NodePath, list[int]] = {}
        for change in changes:
            match change:
                case SetKey(path, key, value):
                    yield self._put(path, key, value)
                case InsertEntry(path, position, entry):
                    inserted.setdefault((path, position), []).append(entry)
                case Remove((*path, int(at))):
                    dropped.setdefault(tuple(path), []).append(at)
                case Remove((*path, key)):
                    yield from self._drop_key(self._map(tuple(path)), str(key))
        for (path, position), entries in inserted.items():
            yield self._insert(path, position, entries)
        for path, positions in dropped.items():
            yield from self._drop(path, sorted(positions))

    # --- new keys and entries -------------------------------------------------------------------------------

    def _put(self, path: NodePath, key: str | int, value: Value) -> Splice:
        node = node_at(self.root, (*path, key))
        if isinstance(key, int):
            if not isinstance(node, ScalarNode):
                raise Failure("edit-unsafe")
            return Splice(node.start, self._stop(node), self._replacement(node, value, self.lines.column(node.start)))
        parent = self._map(path)
        index = parent.find(key)
        if index < 0:
            return self._new_key(path, parent, key, value)
        name, node = parent.keys[index], parent.values[index]
        if isinstance(value, Mapping):
            return self._fill((*path, key), parent, name, node, value)
        if isinstance(node, ListNode) and not node.entries:
            return self._fill_brackets(name, node, value)
        gap = " " if node.start == node.end and not self.text[node.start - 1].isspace() else ""
        new = self._replacement(node, value, self.lines.column(name.start))
        return Splice(node.start, self._stop(node), gap + new)

    def _stop(self, node: Node) -> int:
        """Where a value ends; a block text without its last line break, which the line needs."""
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            return node.start + len(self.text[node.start : node.last].rstrip("\r\n"))
        return node.last

    def _replacement(self, node: Node, value: Value, column: int) -> str:
        """A value in the place of another one whose key stands at that column: its quotes stay where they are safe,
        and so does a comment behind the mark of a block text."""
        if not isinstance(value, str) or not isinstance(node, ScalarNode):
            return in_flow(value) if node.flow else in_block(value)
        head = _HEAD_COMMENT.match(self.text, node.start) if node.style in ("|", ">") else None
        end = self._stop(node)
        alone = not self.text[end : self.lines.next(end)].strip()
        new = restyled(value, node.style, flow=node.flow)
        if "\n" in value and not node.flow and alone and not self.lines.comment_swallowed(self.lines.end(end), column):
            new = block(value, " " * (column + 2), self.lines.newline(node.start))
        first, broken, others = new.partition("\n")
        if head is None:
            return new
        comment = (head[1] or " ") + head[2]
        return (first[:-1] + comment + "\r" if first.endswith("\r") else first + comment) + broken + others

    def _insert(self, path: NodePath, position: int, entries: _Entries) -> Splice:
        parent, key = self._map(path[:-1]), str(path[-1])
        index = parent.find(key)
        if index < 0:
            return self._new_key(path[:-1], parent, key, entries)
        node = parent.values[index]
        if not isinstance(node, ListNode) or not node.entries:
            return self._fill(path, parent, parent.keys[index], node, entries)
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

    def _insert_flow(self, node: ListNode, position: int, entries: _Entries) -> Splice:
        if position < len(node.entries):
            at = node.entries[position].start
            return Splice(at, at, f"{joined(entries)}, ")
        at = node.entries[-1].end
        return Splice(at, at, f", {joined(entries)}")

    def _fill(self, path: NodePath, parent: MapNode, key: ScalarNode, node: Node, value: NewEntry | _Entries) -> Splice:
        """Gives an empty key, which is there, its first value: names in brackets, everything else below it."""
        if parent.flow or "\n" in self.text[node.start : node.last] or not _is_below(value):
            return self._fill_brackets(key, node, value)
        return self._fill_empty(path, key, node, value)

    def _fill_empty(self, path: NodePath, key: ScalarNode, node: Node, value: NewEntry | _Entries) -> Splice:
        """`done:`, `done: ~` or `done: []`: the value goes, entries follow on lines of their own."""
        stop = self.lines.end(node.last)
        newline = self.lines.newline(stop)
        lines = newline.join(self._lines_below(path, value, stop, self.lines.column(key.start)))
        ending = newline if self.lines.is_start(stop) else ""
        beside = self.text[node.last : stop].rstrip()
        if beside.startswith("#"):  # beside a bracket a comment needs no space, beside a colon it does
            beside = f" {beside}"
        if "\n" not in self.text[key.end : node.start]:
            start = self.lines.before_blanks(node.start) if node.last > node.start else node.start
            return Splice(start, stop, f"{beside}{newline}{lines}{ending}")
        # The value has a line of its own; what stays of that line is a comment.
        start = self.lines.start(node.start)
        above = self.text[start : node.start] + beside.lstrip() + newline if beside else ""
        return Splice(start, stop, f"{above}{lines}{ending}")

    def _fill_brackets(self, key: ScalarNode, node: Node, value: Value | _Entries) -> Splice:
        """The same inside brackets, or between two that stand on lines of their own."""
        if isinstance(node, ListNode) and isinstance(value, Sequence) and not isinstance(value, str):
            return Splice(node.start + 1, node.start + 1, joined(value))
        colon = "" if ":" in self.text[key.end : node.start] else ":"
        gap = "" if self.text[node.start - 1].isspace() else " "
        return Splice(node.start, node.end, f"{colon}{gap}{in_flow(value)}")

    def _new_key(self, path: NodePath, parent: MapNode, key: str, value: Value | _Entries) -> Splice:
        above = parent.values[after(parent, key, path)]
        if parent.flow:
            return Splice(above.end, above.end, f", {key}: {in_flow(value)}", len(path))
        column = self.lines.column(parent.keys[0].start)
        at = self.lines.past_comments(above.last, column)
        lead = f"{' ' * column}{key}:"
        if _is_below(value):
            lines = [lead, *self._lines_below((*path, key), value, at, column)]
        else:
            lines = [f"{lead} {in_block(value)}"]
        return Splice(at, at, self.lines.insertion(at, lines), len(path) + 1)

    def _lines_below(self, path: NodePath, value: NewEntry | _Entries, at: int, column: int) -> list[str]:
        """What stands below a key at that column: the keys of a mapping, or entries with their dashes."""
        if not isinstance(value, Mapping):
            return self._block_entries(value, at, *self._new_dash(path, column))
        literal = not self.lines.comment_swallowed(at, column + 2)
        return key_lines(value, column + 2, self.lines.newline(at), literal=literal)

    def _block_entries(self, entries: _Entries, at: int, column: int, gap: int) -> list[str]:
        newline = self.lines.newline(at)
        literal = not self.lines.comment_swallowed(at, column)
        return [line for entry in entries for line in entry_lines(entry, column, gap, newline, literal=literal)]

    # --- what goes ------------------------------------------------------------------------------------------

    def _drop(self, path: NodePath, positions: list[int]) -> Iterator[Splice]:
        node = node_at(self.root, path)
        if not isinstance(node, ListNode):
            raise Failure("edit-unsafe")
        if len(positions) == len(node.entries) and path[-1] == "items":
            yield from self._emptied(self._map(path[:-1]), "items")
        elif len(positions) == len(node.entries):
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
        else:
            # The key stands beside a dash: without it there would be no place for the keys below.
            yield from self._emptied(parent, key)

    def _emptied(self, parent: MapNode, key: str) -> Iterator[Splice]:
        """Leaves the key, with nothing."""
        index = parent.find(key)
        name, value = parent.keys[index], parent.values[index]
        if value.flow:
            yield Splice(value.start, value.end, "[]" if isinstance(value, ListNode) else "~")
        else:
            colon = self.text.index(":", name.end) + 1
            end = self.lines.past_comments(value.last, self.lines.column(name.start))
            yield Splice(colon, colon, " []" if isinstance(value, ListNode) else " ~")
            yield Splice(*self.lines.removal(self.lines.next(colon), end), "")

    def _cut(self, spans: list[tuple[int, int]], positions: list[int]) -> Iterator[Splice]:
        """Takes entries out of brackets, each with the comma before it; at the beginning, with the one after."""
        kept = next(at for at in range(len(spans)) if at not in positions)
        taken = 0  # past the last comma that went with the entry before it
        for at in positions:
            start, end = spans[at]
            before, after = (end, spans[at + 1][0]) if at < kept else (spans[at - 1][1], start)
            if "#" not in self.text[before:after] and before >= taken:
                yield Splice(min(start, before), max(end, after), "")
            elif comma := _COMMA_BEHIND.match(self.text, end):  # a comment stands between: it stays
                taken = comma.end()
                yield Splice(start, taken, "")
            elif before < taken:  # the comma of the last entry that stays is the list's last now: YAML allows it
                yield Splice(start, end, "")
            else:
                comma = _COMMA.match(self.text, before)
                assert comma is not None
                yield Splice(comma.end() - 1, comma.end(), "")
                yield Splice(start, end, "")

    # --- the file's own habits ------------------------------------------------------------------------------

    def _map(self, path: NodePath) -> MapNode:
        node = node_at(self.root, path)
        if not isinstance(node, MapNode):
            raise Failure("edit-unsafe")
        return node

    def _new_dash(self, path: NodePath, column: int) -> tuple[int, int]:
        """Dash column and gap of a new list under a key at that column: as in the file's other lists of that
        key, else as in the list that the key's own mapping stands in."""
        key = str(path[-1])
        if key not in self.habits:
            self.habits[key] = next(dash_habits(self.lines, self.root, key), None)
        outer = str(path[-3]) if len(path) > 2 else ""
        indent, gap = self.habits[key] or next(dash_habits(self.lines, self._map(path[:-3]), outer), (0, 1))
        return column + indent, gap


def _is_below(value: object) -> TypeGuard[NewEntry | _Entries]:
    """Whether a value stands below its key: keys, or entries with keys; names stand in brackets beside it."""
    return isinstance(value, Mapping) or (isinstance(value, Sequence) and isinstance(value[0], Mapping))
