"""Apply changes to a YAML text by splicing it: every other byte stays as it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from talplan.editing.brackets import Brackets
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
from talplan.editing.emit import (
    format_block_value,
    format_entry,
    format_flow_value,
    format_keys,
    is_written_below,
)
from talplan.editing.empty_values import REMEMBERED, clear_line, fill_brackets, needs_brackets, restore
from talplan.editing.last_text import keep_last_text, past_swallowed
from talplan.editing.line_index import LineIndex, Splice
from talplan.planfile.format_table import part_at
from talplan.planfile.load import Loaded, load
from talplan.planfile.nodes import Data, ListNode, MapNode, Node, NodePath, ScalarNode, node_at
from talplan.planfile.yaml_quoting import block, restyled
from talplan.problem import Failure

_HEAD_COMMENT = re.compile(r"[|>][-+0-9]*([ \t]*)(#[^\r\n]*)")


class _Moved(NamedTuple):
    """An entry of a list that is removed at a position and inserted at another one, with its comments."""

    position: int


_Entries = Sequence[NewEntry | Scalar]


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
    ordered = sorted(splices, key=lambda splice: (splice.start, splice.end, -splice.depth, splice.rank))
    for start, end, new, *_ in ordered:
        if start < done:
            raise Failure("edit-unsafe")
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])


def _find_predecessor(parent: MapNode, key: str, order: Sequence[str]) -> int:
    """Return the index of the key after which a new one goes: in the order of the format if the others keep it, else
    at the end."""
    names = [node.value for node in parent.keys]
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

    def splices(self, changes: Sequence[Change]) -> list[Splice]:
        """Return the splices of all changes."""
        splices = list(self._splices(changes))
        return splices if self.text.endswith("\n") else keep_last_text(self.lines, self.root, splices)

    def _splices(self, changes: Sequence[Change]) -> Iterator[Splice]:
        inserted: dict[tuple[NodePath, int], list[NewEntry | Scalar]] = {}
        removed: dict[NodePath, list[int]] = {}
        for change in changes:
            match change:
                case SetKey(path, key, value):
                    yield from self._set(path, key, value)
                case InsertEntry(path, position, entry):
                    inserted.setdefault((path, position), []).append(entry)
                case Remove((*path, int(position))):
                    removed.setdefault(tuple(path), []).append(position)
                case Remove((*path, key)):
                    yield from self._remove_key(self._map(tuple(path)), str(key), is_undone=key == "cancelled")
        refilled = {path for path, _ in inserted}
        for path in refilled & removed.keys():
            node = node_at(self.root, path)
            if isinstance(node, ListNode) and node.flow and len(removed[path]) == len(node.entries):
                places = sorted(place for place in inserted if place[0] == path)
                new = [entry for place in places for entry in inserted.pop(place)]
                del removed[path]
                yield Splice(node.entries[0].start, node.entries[-1].end, ", ".join(map(format_flow_value, new)))
        moved: dict[NodePath, set[int]] = {}
        for (path, position), entries in inserted.items():
            mixed = self._find_moved(path, entries, removed.get(path, []))
            moved.setdefault(path, set()).update(entry.position for entry in mixed if isinstance(entry, _Moved))
            yield from self._insert(path, position, mixed, removed.get(path, []))
        for path, positions in removed.items():
            yield from self._remove_entries(path, sorted(positions), moved.get(path, set()), refilled=path in refilled)

    def _find_moved(
        self, path: NodePath, entries: _Entries, removed: Sequence[int]
    ) -> Sequence[NewEntry | Scalar | _Moved]:
        """Replace the texts that are removed elsewhere in the same list by their old positions."""
        node = node_at(self.root, path)
        if not removed or not isinstance(node, ListNode):
            return entries
        old = {position: node.entries[position] for position in removed}
        texts = {entry.value.strip(): position for position, entry in old.items() if isinstance(entry, ScalarNode)}
        return [_Moved(texts[entry]) if isinstance(entry, str) and entry in texts else entry for entry in entries]

    # --- values ---------------------------------------------------------------------------------------------

    def _set(self, path: NodePath, key: str | int, value: Value) -> Iterator[Splice]:
        node = node_at(self.root, (*path, key))
        if isinstance(key, int):
            if not isinstance(node, ScalarNode):
                raise Failure("edit-unsafe")
            yield Splice(node.start, self._stop(node), self._replacement(node, value, self.lines.column(node.start)))
            return
        parent = self._map(path)
        index = parent.find(key)
        if index < 0:
            yield from self._new_key(path, parent, key, value)
            return
        name, node = parent.keys[index], parent.values[index]
        if isinstance(value, Mapping):
            yield from self._fill((*path, key), parent, name, node, value)
        elif isinstance(node, ListNode) and not node.entries:
            yield from fill_brackets(self.lines, name, node, value)
        elif isinstance(node, ListNode) and isinstance(value, str) and len(node.entries) == 1:
            yield from self._set((*path, key), 0, value)  # a list of one that is not written bare
        elif not node.flow and is_written_below(value, key):
            yield self._set_list((*path, key), name, node, value)
        else:
            gap = " " if node.start == node.end and not self.text[node.start - 1].isspace() else ""
            new = self._replacement(node, value, self.lines.column(name.start))
            yield Splice(node.start, self._stop(node), gap + new)

    def _set_list(self, path: NodePath, key: ScalarNode, node: Node, value: NewEntry | _Entries) -> Splice:
        """Replace a text, or the entries of a list, by entries with a dash each."""
        start = self.lines.before_blanks(node.start)
        if isinstance(node, ListNode):
            start = self.lines.before_blanks(self.lines.start(node.start) - 1)
        stop = self._stop(node)
        lines = self._lines_below(path, value, stop, self.lines.column(key.start))
        newline = self.lines.newline(stop)
        return Splice(start, stop, newline + newline.join(lines))

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
        new = restyled(value, node.style, flow=node.flow)
        is_alone = not self.text[end : self.lines.next(end)].strip()
        as_block = "\n" in value and not node.flow and is_alone
        if as_block and not self.lines.comment_swallowed(self.lines.end(end), column):
            new = block(value, " " * (column + 2), self.lines.newline(node.start))
        first, line_break, others = new.partition("\n")
        if head is None:
            return new
        comment = (head[1] or " ") + head[2]
        return (first[:-1] + comment + "\r" if first.endswith("\r") else first + comment) + line_break + others

    # --- new entries ----------------------------------------------------------------------------------------

    def _insert(
        self, path: NodePath, position: int, entries: Sequence[NewEntry | Scalar | _Moved], removed: Sequence[int]
    ) -> Iterator[Splice]:
        parent, key = self._map(path[:-1]), str(path[-1])
        index = parent.find(key)
        new = [entry for entry in entries if not isinstance(entry, _Moved)]
        if index < 0:
            yield from self._new_key(path[:-1], parent, key, new)
            return
        node = parent.values[index]
        if not isinstance(node, ListNode) or not node.entries:
            yield from self._fill(path, parent, parent.keys[index], node, new)
        elif node.flow:
            brackets = Brackets(self.lines, node)
            with_comments = brackets.have_lines(removed)
            texts = [self._flow_entry(brackets, node, entry, with_comments=with_comments) for entry in entries]
            yield from brackets.insert(position, texts)
        else:
            column, gap = self.lines.dash_style(node)
            offset = self._place(node, position, column, self.lines.column(parent.keys[index].start))
            in_braces = node.entries[max(0, position - 1)].flow
            lines: list[str] = []
            for entry in entries:
                if isinstance(entry, _Moved):
                    start, end = self._entry_lines(node, entry.position, column, moved=True)
                    lines += self.text[start:end].rstrip("\r\n").replace("\r\n", "\n").split("\n")
                elif in_braces:
                    lines.append(f"{' ' * column}-{' ' * gap}{format_flow_value(entry)}")
                else:
                    lines += self._block_entries([entry], offset, column, gap)
            yield Splice(offset, offset, self.lines.insertion(offset, lines), len(path) + 1)

    def _flow_entry(
        self, brackets: Brackets, node: ListNode, entry: NewEntry | Scalar | _Moved, *, with_comments: bool
    ) -> tuple[str, str]:
        """Return the text of an entry for brackets and its comment; a moved one as it is written."""
        if not isinstance(entry, _Moved):
            return format_flow_value(entry), ""
        old = node.entries[entry.position]
        line = brackets.read_line(entry.position) if with_comments else None
        return self.text[old.start : old.end], line[1] if line else ""

    def _place(self, node: ListNode, position: int, dash: int, key: int) -> int:
        """Return where an entry goes: after the comments of the one before. At the end these are the lines indented
        deeper than the list's key; further up a comment at the dashes' column belongs to the next entry."""
        if position == 0:
            return self.lines.start(node.start)
        last = position == len(node.entries)
        return self.lines.past_comments(node.entries[position - 1].last, key if last else dash)

    def _entry_lines(self, node: ListNode, position: int, column: int, *, moved: bool = False) -> tuple[int, int]:
        """Return the lines of an entry of a block list with the deeper comments below it; of a moved one, with the
        comments directly above it as well."""
        start = self.lines.start(self.lines.dash(node, position))
        if moved and position:
            first = self.lines.past_comments(node.entries[position - 1].last, column)
            while start > first and self.text[self.lines.start(start - 1) : start].startswith(" " * column + "#"):
                start = self.lines.start(start - 1)
        return start, self.lines.past_comments(node.entries[position].last, column)

    def _fill(
        self, path: NodePath, parent: MapNode, key: ScalarNode, node: Node, value: NewEntry | _Entries
    ) -> Iterator[Splice]:
        """Set a key that is present and empty: names go into brackets, everything else into lines below the key and its
        comments."""
        if parent.flow or not is_written_below(value, key.value) or needs_brackets(self.lines, key, node):
            yield from fill_brackets(self.lines, key, node, value)
            return
        column = self.lines.column(key.start)
        offset = self.lines.past_comments(node.last, column)
        lines = self._lines_below(path, value, offset, column)
        yield Splice(offset, offset, self.lines.insertion(offset, lines), len(path) + 1)
        yield from clear_line(self.lines, key, node, len(path) + 2)

    def _new_key(self, path: NodePath, parent: MapNode, key: str, value: Value | _Entries) -> Iterator[Splice]:
        order = [known.name for known in part_at(path)]
        index = _find_predecessor(parent, key, order)
        if parent.flow:
            text = f"{key}: {format_flow_value(value)}"
            yield from Brackets(self.lines, parent).insert(index + 1, [(text, "")])
            return
        column = self.lines.column(parent.keys[0].start)
        offset = self.lines.past_comments(parent.values[index].last, column)
        lead = f"{' ' * column}{key}:"
        if is_written_below(value, key):
            lines = [lead, *self._lines_below((*path, key), value, offset, column)]
        else:
            lines = [f"{lead} {format_block_value(value)}"]
        yield Splice(offset, offset, self.lines.insertion(offset, lines), len(path) + 1, order.index(key))

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

    def _remove_entries(
        self, path: NodePath, positions: list[int], moved: Collection[int], *, refilled: bool
    ) -> Iterator[Splice]:
        """Remove entries; with all of them the list's key, unless it is required or the list is `refilled`."""
        node = node_at(self.root, path)
        if not isinstance(node, ListNode):
            raise Failure("edit-unsafe")
        removes_all = len(positions) == len(node.entries) and not refilled
        if removes_all and path[-1] == "items":
            yield from self._empty_key(self._map(path[:-1]), "items")
        elif removes_all:
            yield from self._remove_key(self._map(path[:-1]), str(path[-1]), is_undone=path[-1] in REMEMBERED)
        elif node.flow:
            yield from Brackets(self.lines, node).remove(positions, moved)
        else:
            column, _ = self.lines.dash_style(node)
            ranges: list[tuple[int, int]] = []
            for position in positions:
                # A comment above a unit is about that unit, and would be above the next one.
                whole = position in moved or path == ("units",)
                start, end = self._entry_lines(node, position, column, moved=whole)
                if ranges and ranges[-1][1] == start:
                    start, _ = ranges.pop()
                ranges.append((start, end))
            yield from (self._remove_lines(*lines) for lines in ranges)

    def _remove_key(self, parent: MapNode, key: str, *, is_undone: bool) -> Iterator[Splice]:
        """Remove a key with its value; where a command is undone, bring back the empty value that the key had, and keep
        a key that has comments."""
        index = parent.find(key)
        name, value = parent.keys[index], parent.values[index]
        splices = list(restore(self.lines, parent, name, value)) if is_undone else []
        if splices:
            yield from splices
        elif parent.flow:
            yield from Brackets(self.lines, parent).remove([index])
        elif self.text[self.lines.start(name.start) : name.start].strip():
            # The key is in the line of a dash, which the keys below need.
            yield from self._empty_key(parent, key)
        else:
            end = self.lines.past_comments(value.last, self.lines.column(name.start))
            yield self._remove_lines(self.lines.start(name.start), end)

    def _remove_lines(self, start: int, end: int) -> Splice:
        """Remove whole lines, with those below that would become a part of a block text above."""
        return Splice(*self.lines.removal(start, past_swallowed(self.lines, self.root, start, end)), "")

    def _empty_key(self, parent: MapNode, key: str) -> Iterator[Splice]:
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
