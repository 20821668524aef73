"""Apply changes to a YAML text by splicing it: every other byte stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeGuard

from talplan.editing.changes import (
    Change,
    InsertEntry,
    NewEntry,
    Remove,
    Scalar,
    SetKey,
    Value,
    apply_to_data,
    strip_empty_values,
)
from talplan.editing.emit import format_block_value, format_entry, format_flow_entries, format_flow_value, format_keys
from talplan.editing.line_index import LineIndex
from talplan.planfile.format_table import part_at
from talplan.planfile.load import Loaded, load
from talplan.planfile.nodes import Data, ListNode, MapNode, Node, NodePath, ScalarNode, node_at
from talplan.planfile.yaml_quoting import block, restyled
from talplan.problem import Failure

_COMMA = re.compile(r"(?:\s|#[^\n]*\n)*,")
_COMMA_BEHIND = re.compile(r"[ \t]*,")
_HEAD_COMMENT = re.compile(r"[|>][-+0-9]*([ \t]*)(#[^\r\n]*)")

_Entries = Sequence[NewEntry | Scalar]


class Splice(NamedTuple):
    """Replace [start, end) by a text. At equal offsets the deeper splice comes first: what belongs to a record is
    written before what follows the record."""

    start: int
    end: int
    text: str
    depth: int = 0


def edit(loaded: Loaded, changes: Sequence[Change]) -> str:
    """Return the text with the changes made, after reading it again and comparing it with what was meant.

    Raises Failure edit-unsafe if the splice would change anything else; then nothing may be written.
    """
    return edit_and_reload(loaded, changes).source.text


def edit_and_reload(loaded: Loaded, changes: Sequence[Change]) -> Loaded:
    """Return the edited file as it was read again. Raises as `edit`."""
    again = load(splice_unchecked(loaded, changes).encode())
    if again.plan is None or not _equal_data(again.data, apply_to_data(loaded.data, changes)):
        raise Failure("edit-unsafe")
    return again


def splice_unchecked(loaded: Loaded, changes: Sequence[Change]) -> str:
    """Return the text with the changes made, not read again: fit for showing, not for writing."""
    assert loaded.root is not None
    return _join(loaded.source.text, _Splicer(loaded.source.text, loaded.root).splices(changes))


def _equal_data(data: Data, meant: Data) -> bool:
    # Most often both are equal to the letter, which is quick to compare.
    return data == meant or strip_empty_values(data) == strip_empty_values(meant)


def _join(text: str, splices: Iterable[Splice]) -> str:
    pieces = []
    done = 0
    for start, end, new, _ in sorted(splices, key=lambda splice: (splice.start, splice.end, -splice.depth)):
        if start < done:
            raise Failure("edit-unsafe")
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])


def _find_predecessor(parent: MapNode, key: str, path: NodePath) -> int:
    """Return the index of the key after which a new one goes: in the order of the format if the others keep it, else
    at the end."""
    names = [node.value for node in parent.keys]
    order = [known.name for known in part_at(path)]
    ranks = [order.index(name) for name in names]
    before = sum(rank < order.index(key) for rank in ranks)
    in_order = all(rank < following for rank, following in pairwise(ranks))
    return before - 1 if in_order and before else len(names) - 1


class _Splicer:
    """Compute the splices for one text, which itself does not change."""

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self.lines = LineIndex(text)
        self.root = root
        self.dash_styles: dict[str, tuple[int, int] | None] = {}

    def splices(self, changes: Sequence[Change]) -> Iterator[Splice]:
        """Yield the splices of all changes; entries inserted at one place share a splice."""
        inserted: dict[tuple[NodePath, int], list[NewEntry | Scalar]] = {}
        removed: dict[NodePath, list[int]] = {}
        for change in changes:
            match change:
                case SetKey(path, key, value):
                    yield self._set(path, key, value)
                case InsertEntry(path, position, entry):
                    inserted.setdefault((path, position), []).append(entry)
                case Remove((*path, int(position))):
                    removed.setdefault(tuple(path), []).append(position)
                case Remove((*path, key)):
                    yield from self._remove_key(self._map(tuple(path)), str(key))
        refilled = {path for path, _ in inserted}
        for path, positions in removed.items():
            node = node_at(self.root, path)
            if isinstance(node, ListNode) and node.flow and len(positions) == len(node.entries) and path in refilled:
                places = sorted(place for place in inserted if place[0] == path)
                entries = [entry for place in places for entry in inserted.pop(place)]
                yield Splice(node.entries[0].start, node.entries[-1].end, format_flow_entries(entries))
            else:
                yield from self._remove_entries(path, sorted(positions), refilled=path in refilled)
        for (path, position), entries in inserted.items():
            yield self._insert(path, position, entries)

    # --- new keys and entries -------------------------------------------------------------------------------

    def _set(self, path: NodePath, key: str | int, value: Value) -> Splice:
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
        """Return the end of a value; that of a block text before its last line break, which the line needs."""
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            return node.start + len(self.text[node.start : node.last].rstrip("\r\n"))
        return node.last

    def _replacement(self, node: Node, value: Value, column: int) -> str:
        """Return the text of a new value for a key at that column. Quotes stay if they are safe, and so does a comment
        in the first line of a block text."""
        if not isinstance(value, str) or not isinstance(node, ScalarNode):
            return format_flow_value(value) if node.flow else format_block_value(value)
        head = _HEAD_COMMENT.match(self.text, node.start) if node.style in ("|", ">") else None
        end = self._stop(node)
        is_alone = not self.text[end : self.lines.next(end)].strip()
        new = restyled(value, node.style, flow=node.flow)
        if (
            "\n" in value
            and not node.flow
            and is_alone
            and not self.lines.comment_swallowed(self.lines.end(end), column)
        ):
            new = block(value, " " * (column + 2), self.lines.newline(node.start))
        first, line_break, others = new.partition("\n")
        if head is None:
            return new
        comment = (head[1] or " ") + head[2]
        return (first[:-1] + comment + "\r" if first.endswith("\r") else first + comment) + line_break + others

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
        column, gap = self.lines.dash_style(node)
        offset = self._place(node, position, column, self.lines.column(parent.keys[index].start))
        if node.entries[max(0, position - 1)].flow:
            new = [f"{' ' * column}-{' ' * gap}{format_flow_value(entry)}" for entry in entries]
        else:
            new = self._block_entries(entries, offset, column, gap)
        return Splice(offset, offset, self.lines.insertion(offset, new), len(path) + 1)

    def _place(self, node: ListNode, position: int, dash: int, key: int) -> int:
        """Return where an entry goes: after the comments of the one before. At the end these are the lines indented
        deeper than the list's key; further up a comment at the dashes' column belongs to the next entry."""
        if position == 0:
            return self.lines.start(node.start)
        last = position == len(node.entries)
        return self.lines.past_comments(node.entries[position - 1].last, key if last else dash)

    def _insert_flow(self, node: ListNode, position: int, entries: _Entries) -> Splice:
        if position < len(node.entries):
            offset = node.entries[position].start
            return Splice(offset, offset, f"{format_flow_entries(entries)}, ")
        offset = node.entries[-1].end
        return Splice(offset, offset, f", {format_flow_entries(entries)}")

    def _fill(self, path: NodePath, parent: MapNode, key: ScalarNode, node: Node, value: NewEntry | _Entries) -> Splice:
        """Set a key that is present and empty: names go into brackets, everything else into lines below it."""
        if parent.flow or "\n" in self.text[node.start : node.last] or not _is_written_below(value):
            return self._fill_brackets(key, node, value)
        return self._fill_empty(path, key, node, value)

    def _fill_empty(self, path: NodePath, key: ScalarNode, node: Node, value: NewEntry | _Entries) -> Splice:
        """Replace the value of `done:`, `done: ~` or `done: []` by entries on lines of their own."""
        stop = self.lines.end(node.last)
        newline = self.lines.newline(stop)
        lines = newline.join(self._lines_below(path, value, stop, self.lines.column(key.start)))
        ending = newline if self.lines.is_start(stop) else ""
        beside = self.text[node.last : stop].rstrip()
        if beside.startswith("#"):  # after a bracket a comment needs no space, after a colon it does
            beside = f" {beside}"
        if "\n" not in self.text[key.end : node.start]:
            start = self.lines.before_blanks(node.start) if node.last > node.start else node.start
            return Splice(start, stop, f"{beside}{newline}{lines}{ending}")
        # The value has a line of its own, of which the comment stays.
        start = self.lines.start(node.start)
        above = self.text[start : node.start] + beside.lstrip() + newline if beside else ""
        return Splice(start, stop, f"{above}{lines}{ending}")

    def _fill_brackets(self, key: ScalarNode, node: Node, value: Value | _Entries) -> Splice:
        """The same inside brackets."""
        if isinstance(node, ListNode) and isinstance(value, Sequence) and not isinstance(value, str):
            return Splice(node.start + 1, node.start + 1, format_flow_entries(value))
        colon = "" if ":" in self.text[key.end : node.start] else ":"
        gap = "" if self.text[node.start - 1].isspace() else " "
        return Splice(node.start, node.end, f"{colon}{gap}{format_flow_value(value)}")

    def _new_key(self, path: NodePath, parent: MapNode, key: str, value: Value | _Entries) -> Splice:
        above = parent.values[_find_predecessor(parent, key, path)]
        if parent.flow:
            return Splice(above.end, above.end, f", {key}: {format_flow_value(value)}", len(path))
        column = self.lines.column(parent.keys[0].start)
        offset = self.lines.past_comments(above.last, column)
        lead = f"{' ' * column}{key}:"
        if _is_written_below(value):
            lines = [lead, *self._lines_below((*path, key), value, offset, column)]
        else:
            lines = [f"{lead} {format_block_value(value)}"]
        return Splice(offset, offset, self.lines.insertion(offset, lines), len(path) + 1)

    def _lines_below(self, path: NodePath, value: NewEntry | _Entries, offset: int, column: int) -> list[str]:
        """Return the lines below a key at that column: the keys of a mapping, or entries with their dashes."""
        if not isinstance(value, Mapping):
            return self._block_entries(value, offset, *self._new_dash(path, column))
        literal = not self.lines.comment_swallowed(offset, column + 2)
        return format_keys(value, column + 2, self.lines.newline(offset), literal=literal)

    def _block_entries(self, entries: _Entries, offset: int, column: int, gap: int) -> list[str]:
        newline = self.lines.newline(offset)
        literal = not self.lines.comment_swallowed(offset, column)
        return [line for entry in entries for line in format_entry(entry, column, gap, newline, literal=literal)]

    # --- removal ---------------------------------------------------------------------------------------------

    def _remove_entries(self, path: NodePath, positions: list[int], *, refilled: bool) -> Iterator[Splice]:
        """Remove entries; with all of them the list's key, unless it is required or the list is `refilled`."""
        node = node_at(self.root, path)
        if not isinstance(node, ListNode):
            raise Failure("edit-unsafe")
        removes_all = len(positions) == len(node.entries) and not refilled
        if removes_all and path[-1] == "items":
            yield from self._emptied(self._map(path[:-1]), "items")
        elif removes_all:
            yield from self._remove_key(self._map(path[:-1]), str(path[-1]))
        elif node.flow:
            yield from self._cut([(entry.start, entry.end) for entry in node.entries], positions)
        else:
            column, _ = self.lines.dash_style(node)
            ranges: list[tuple[int, int]] = []
            for position in positions:
                start = self.lines.start(self.lines.dash(node, position))
                end = self.lines.past_comments(node.entries[position].last, column)
                if ranges and ranges[-1][1] == start:
                    start, _ = ranges.pop()
                ranges.append((start, end))
            yield from (Splice(*self.lines.removal(*lines), "") for lines in ranges)

    def _remove_key(self, parent: MapNode, key: str) -> Iterator[Splice]:
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
            # The key is in the line of a dash, which the keys below need.
            yield from self._emptied(parent, key)

    def _emptied(self, parent: MapNode, key: str) -> Iterator[Splice]:
        """Keep the key and empty its value."""
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
        """Remove entries from brackets, each with the comma before it, or at the beginning with the one after it."""
        kept = next(index for index in range(len(spans)) if index not in positions)
        taken = 0  # the end of the last comma that was removed
        for index in positions:
            start, end = spans[index]
            before, after = (end, spans[index + 1][0]) if index < kept else (spans[index - 1][1], start)
            if "#" not in self.text[before:after] and before >= taken:
                yield Splice(min(start, before), max(end, after), "")
            elif comma := _COMMA_BEHIND.match(self.text, end):  # a comment in between stays
                taken = comma.end()
                yield Splice(start, taken, "")
            elif before < taken:  # a comma after the last entry is allowed
                yield Splice(start, end, "")
            else:
                comma = _COMMA.match(self.text, before)
                assert comma is not None
                yield Splice(comma.end() - 1, comma.end(), "")
                yield Splice(start, end, "")

    # --- the file's own style -------------------------------------------------------------------------------

    def _map(self, path: NodePath) -> MapNode:
        node = node_at(self.root, path)
        if not isinstance(node, MapNode):
            raise Failure("edit-unsafe")
        return node

    def _new_dash(self, path: NodePath, column: int) -> tuple[int, int]:
        """Return dash column and gap of a new list under a key at that column: as in the file's other lists of that
        key, else as in the list that contains the key's mapping."""
        key = str(path[-1])
        if key not in self.dash_styles:
            self.dash_styles[key] = next(self.lines.find_dash_styles(self.root, key), None)
        outer = str(path[-3]) if len(path) > 2 else ""
        indent, gap = self.dash_styles[key] or next(self.lines.find_dash_styles(self._map(path[:-3]), outer), (0, 1))
        return column + indent, gap


def _is_written_below(value: object) -> TypeGuard[NewEntry | _Entries]:
    """Return whether a value is written in lines below its key: keys, or entries with keys."""
    return isinstance(value, Mapping) or (isinstance(value, Sequence) and isinstance(value[0], Mapping))
