"""Changes → new text, every other byte as it was: the file is spliced, never written anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from talplan.changes import Change, Drop, Entry, Insert, Put, Value, applied, meaning
from talplan.load import Loaded, load
from talplan.problem import Failure
from talplan.quoting import block, scalar
from talplan.schema import ItemPart, NotePart, PlanPart, RecordPart
from talplan.yamltext import ListNode, MapNode, Node, Path, ScalarNode, node_at

Splice = tuple[int, int, str]
"""Put this text in place of [start, end)."""

_BLANK_AND_COMMENTS = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*")

_ORDERS = {frozenset(part.model_fields): list(part.model_fields) for part in (PlanPart, ItemPart, RecordPart, NotePart)}


def edit(loaded: Loaded, changes: Sequence[Change], today: date) -> str:
    """The text with the changes made, read again and compared with what was meant.

    Raises Failure where the file holds something that the splice would harm; then nothing may be written.
    """
    assert loaded.root is not None
    text = _spliced(loaded.source.text, list(_Splicer(loaded.source.text, loaded.root).splices(changes)))
    again = load(text.encode(), today)
    if again.errors or meaning(again.data) != meaning(applied(loaded.data, changes)):
        raise Failure("edit-unsafe")
    return text


def _spliced(text: str, splices: list[Splice]) -> str:
    pieces = []
    at = 0
    splices.reverse()  # of two at one place the one that was worked out last comes first
    for start, end, new in sorted(splices, key=lambda splice: splice[0]):
        pieces += [text[at:start], new]
        at = end
    return "".join([*pieces, text[at:]])


class _Splicer:
    """Works out splices on one text; nothing in it changes."""

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self.root = root

    def splices(self, changes: Sequence[Change]) -> Iterable[Splice]:
        """One splice a change, or a group of them; those that meet at one place in reverse order."""
        inserts = [change for change in changes if isinstance(change, Insert)]
        inserts.sort(key=lambda change: (str(change.path), change.position), reverse=True)
        for (path, position), group in groupby(inserts, key=lambda change: (change.path, change.position)):
            yield self._insert(path, position, [change.entry for change in group])
        for change in reversed(changes):
            if isinstance(change, Put):
                yield self._put(change)
        dropped: dict[Path, list[int]] = {}
        for change in changes:
            if isinstance(change, Drop) and isinstance(at := change.path[-1], int):
                dropped.setdefault(change.path[:-1], []).append(at)
        for path, positions in dropped.items():
            yield from self._drop(path, positions)

    # --- new entries and keys -------------------------------------------------------------------------------

    def _insert(self, path: Path, position: int, entries: list[Entry]) -> Splice:
        parent, key = self._map(path[:-1]), str(path[-1])
        node = node_at(self.root, path)
        if node is None:
            return self._new_key(parent, key, entries)
        if isinstance(node, ScalarNode) or (isinstance(node, ListNode) and not node.entries):
            return self._fill_empty(parent, node, entries)
        assert isinstance(node, ListNode)
        if node.flow:
            return self._insert_flow(node, position, entries)
        column, gap = self._dash(node)
        at = self._past_comments(node.entries[position - 1].last, self._column(parent.keys[parent.find(key)].start))
        return self._lines(at, self._block_entries(entries, column, gap, self._newline(at)))

    def _insert_flow(self, node: ListNode, position: int, entries: list[Entry]) -> Splice:
        new = ", ".join(_flow(entry) for entry in entries)
        if position < len(node.entries):
            at = node.entries[position].start
            return at, at, f"{new}, "
        at = node.entries[-1].end
        return at, at, f", {new}"

    def _fill_empty(self, parent: MapNode, node: Node, entries: list[Entry]) -> Splice:
        """`done:`, `done: ~` or `done: []`: the value goes, entries follow on lines of their own."""
        if parent.flow:
            gap = "" if self.text[node.start - 1].isspace() else " "
            return node.start, node.end, f"{gap}[{', '.join(_flow(entry) for entry in entries)}]"
        start = len(self.text[: node.start].rstrip(" \t")) if node.end > node.start else node.start
        stop = self._line_end(node.end)
        rest = self.text[node.end : stop]
        newline = self._newline(stop)
        column, gap_width = self._new_dash(self._column(parent.keys[0].start))
        lines = newline.join(self._block_entries(entries, column, gap_width, newline))
        ending = newline if rest.endswith("\n") else ""
        return start, stop, f"{rest.rstrip()}{newline}{lines}{ending}"

    def _put(self, change: Put) -> Splice:
        parent = self._map(change.path)
        index = parent.find(change.key)
        if index < 0:
            return self._new_key(parent, change.key, change.value)
        node = parent.values[index]
        gap = " " if node.start == node.end and not self.text[node.start - 1].isspace() else ""
        return node.start, node.last, gap + _one_line(change.value, flow=parent.flow)

    def _new_key(self, parent: MapNode, key: str, value: Value | list[Entry]) -> Splice:
        if parent.flow:
            at = parent.values[-1].end
            return at, at, f", {key}: {_flow(value)}"
        column = self._column(parent.keys[0].start)
        at = self._past_comments(parent.values[self._position(parent, key)].last, column)
        return self._lines(at, self._key_lines(key, value, column, self._newline(at)))

    def _key_lines(self, key: str, value: Value | list[Entry], column: int, newline: str) -> list[str]:
        if not isinstance(value, list) or all(isinstance(entry, str) for entry in value):
            return [f"{' ' * column}{key}: {_one_line(value, flow=False)}"]
        dash, gap = self._new_dash(column)
        entries = [entry for entry in value if isinstance(entry, dict)]
        return [f"{' ' * column}{key}:", *self._block_entries(entries, dash, gap, newline)]

    def _position(self, parent: MapNode, key: str) -> int:
        """After which key a new one goes: in the table's order where the others keep it, else after the last."""
        written = [node.value for node in parent.keys]
        for fields, order in _ORDERS.items():
            if key in fields and fields.issuperset(written):
                ranks = [order.index(name) for name in written]
                before = sum(rank < order.index(key) for rank in ranks)
                return before - 1 if ranks == sorted(ranks) and before else len(written) - 1
        return len(written) - 1

    def _block_entries(self, entries: list[Entry], column: int, gap: int, newline: str) -> list[str]:
        lines = []
        for entry in entries:
            lead = " " * column + "-" + " " * gap
            for key, value in entry.items():
                deeper = " " * (column + gap + 3)
                text = block(value, deeper, newline) if isinstance(value, str) else _flow(value)
                lines.append(f"{lead}{key}: {text}")
                lead = " " * (column + 1 + gap)
        return lines

    # --- what goes ------------------------------------------------------------------------------------------

    def _drop(self, path: Path, positions: list[int]) -> Iterable[Splice]:
        node = node_at(self.root, path)
        assert isinstance(node, ListNode)
        if len(positions) == len(node.entries):
            yield self._drop_key(self._map(path[:-1]), str(path[-1]))
        elif node.flow:
            yield from self._drop_flow(node, positions)
        else:
            column, _ = self._dash(node)
            for at in positions:
                start = self._line_start(self._dash_of(node, at))
                yield start, self._past_comments(node.entries[at].last, column), ""

    def _drop_flow(self, node: ListNode, positions: list[int]) -> Iterable[Splice]:
        kept = [at for at in range(len(node.entries)) if at not in positions]
        for at in positions:
            if at < kept[0]:
                yield node.entries[at].start, node.entries[at + 1].start, ""
            else:
                yield node.entries[at - 1].end, node.entries[at].end, ""

    def _drop_key(self, parent: MapNode, key: str) -> Splice:
        index = parent.find(key)
        name, value = parent.keys[index], parent.values[index]
        if parent.flow:
            if index:
                return parent.values[index - 1].end, value.end, ""
            return name.start, parent.keys[1].start, ""
        start = self._line_start(name.start)
        if self.text[start : name.start].strip():
            # The key stands beside a dash: without it there would be no place for the keys below.
            colon = self.text.index(":", name.end) + 1
            return colon, value.last, " []"
        return start, self._past_comments(value.last, self._column(name.start)), ""

    # --- places in the text ---------------------------------------------------------------------------------

    def _map(self, path: Path) -> MapNode:
        node = node_at(self.root, path)
        assert isinstance(node, MapNode)
        return node

    def _column(self, offset: int) -> int:
        return offset - self._line_start(offset)

    def _line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _line_end(self, offset: int) -> int:
        """Past the line break of the line that the offset is in; a block text's end is one already."""
        if offset and self.text[offset - 1] == "\n":
            return offset
        found = self.text.find("\n", offset)
        return found + 1 if found >= 0 else len(self.text)

    def _newline(self, line_end: int) -> str:
        """The line ending in use just above."""
        stop = line_end if self.text[:line_end].endswith("\n") else self.text.rfind("\n", 0, line_end) + 1
        return "\r\n" if self.text[:stop].endswith("\r\n") else "\n"

    def _past_comments(self, last: int, column: int) -> int:
        """Past the line of the last content and the comment lines directly below that are indented deeper."""
        end = self._line_end(last)
        while end < len(self.text):
            stop = self._line_end(end + 1) if self.text[end] != "\n" else end + 1
            line = self.text[end:stop]
            if not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) <= column:
                break
            end = stop
        return end

    def _lines(self, at: int, lines: list[str]) -> Splice:
        """New lines at a line's start; at the end of a file without a final line break it stays without."""
        newline = self._newline(at)
        text = newline.join(lines)
        return at, at, newline + text if not self.text[:at].endswith("\n") else text + newline

    def _dash_of(self, node: ListNode, position: int) -> int:
        """Where the dash of an entry stands."""
        if position == 0:
            return node.start
        between = _BLANK_AND_COMMENTS.match(self.text, self._line_end(node.entries[position - 1].last))
        assert between is not None
        return between.end()

    def _dash(self, node: ListNode) -> tuple[int, int]:
        """Column of a list's dashes and the width of the gap behind them, as in its last entry."""
        at = self._dash_of(node, len(node.entries) - 1)
        first = node.entries[-1].start
        same_line = "\n" not in self.text[at:first]
        return self._column(at), max(1, first - at - 1) if same_line else 1

    def _new_dash(self, column: int) -> tuple[int, int]:
        """Dash column and gap of a new list under a key of that column, as in the file's other lists."""
        indent, gap = self._habit()
        return column + indent, gap

    def _habit(self) -> tuple[int, int]:
        """How the file's sections or units are written: the dash's indentation under its key, and its gap."""
        top = self._map(())
        for key in ("sections", "units"):
            index = top.find(key)
            found = top.values[index]
            if isinstance(found, ListNode) and found.entries and not found.flow:
                column, gap = self._dash(found)
                return column - self._column(top.keys[index].start), gap
        return 0, 1


def _one_line(value: Value | list[Entry], *, flow: bool) -> str:
    return scalar(value, flow=flow) if isinstance(value, str) else _flow(value)


def _flow(value: Value | Entry | list[Entry]) -> str:
    """A value on one line, fit to stand inside brackets."""
    match value:
        case str():
            return scalar(value, flow=True)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(_flow(entry) for entry in value)}]"
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(entry)}" for key, entry in value.items()) + "}"
