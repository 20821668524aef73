"""Insert and remove the entries of bracketed lists and mappings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from talplan.editing.line_index import LineIndex, Splice
from talplan.planfile.nodes import ListNode, MapNode, Node

_COMMA = re.compile(r"(?:\s|#[^\n]*\n)*,")
_COMMA_BEHIND = re.compile(r"[ \t]*,")
_REST_OF_LINE = re.compile(r"(?:[ \t]*(,))?([ \t]*#[^\r\n]*)?[ \t]*\r?\n")

Span = tuple[int, int]


class Brackets:
    """A list or mapping in brackets: its entries as (start, end) offsets of the text."""

    def __init__(self, lines: LineIndex, node: Node) -> None:
        self.text = lines.text
        self.lines = lines
        self.node = node
        self.close = node.end - 1
        self.spans: list[Span] = []
        if isinstance(node, ListNode):
            self.spans = [(entry.start, entry.end) for entry in node.entries]
        elif isinstance(node, MapNode):
            pairs = zip(node.keys, node.values, strict=True)
            self.spans = [(key.start, max(key.end, value.end)) for key, value in pairs]

    @property
    def padding(self) -> int | None:
        """The number of blanks after the opening bracket; None if a line break follows."""
        after = self.text[self.node.start + 1 : self.close]
        blanks = len(after) - len(after.lstrip(" "))
        return None if after[blanks : blanks + 1] in ("\r", "\n", "#") else blanks

    def read_line(self, index: int) -> tuple[str, str] | None:
        """Return the comma after an entry that is alone in its line, and the comment with the blanks before it; None if
        it shares the line."""
        start, end = self.spans[index]
        match = _REST_OF_LINE.match(self.text, end)
        if match is None or self.text[self.lines.start(start) : start].strip():
            return None
        return match[1] or "", match[2] or ""

    # --- insertion ------------------------------------------------------------------------------------------

    def insert(self, position: int, entries: Sequence[tuple[str, str]], padding: int = 0) -> Iterator[Splice]:
        """Insert entries, given as text and comment, before a position: on lines of their own if the neighbour is alone
        in its line. `padding` blanks go before the first entry of an empty list in one line."""
        if not self.spans:
            yield from self._fill(entries, padding)
            return
        neighbour = max(0, position - 1)
        line = self.read_line(neighbour)
        start, end = self.spans[neighbour]
        at_end = position == len(self.spans)
        if line is None or not (line[0] or at_end):
            yield self._insert_in_line(position, ", ".join(text for text, _ in entries))
            return
        indent = self.lines.column(start)
        offset = self.lines.next(end if position else self.node.start)
        if at_end and not line[0] and _COMMA.match(self.text, end):  # a comma in one of the lines below
            yield self._insert_in_line(position, ", ".join(text for text, _ in entries))
            return
        if not line[0]:
            yield Splice(end, end, ",")
        new = self._format_lines(entries, indent, ends_with_comma=bool(line[0]) or not at_end)
        yield Splice(offset, offset, self.lines.insertion(offset, new))

    def _fill(self, entries: Sequence[tuple[str, str]], padding: int) -> Iterator[Splice]:
        start = self.node.start + 1
        if "\n" not in self.text[start : self.close]:
            yield Splice(start, start, " " * padding + ", ".join(text for text, _ in entries))
            return
        # Below the comments inside, indented as they are.
        offset = self.lines.start(self.close)
        inside = [line for line in self.text[self.lines.next(start) : offset].split("\n") if line.strip()]
        indent = len(inside[-1]) - len(inside[-1].lstrip(" ")) if inside else self.lines.column(self.close) + 2
        new = self._format_lines(entries, indent, ends_with_comma=False)
        yield Splice(offset, offset, self.lines.insertion(offset, new))

    def _insert_in_line(self, position: int, text: str) -> Splice:
        if position < len(self.spans):
            offset = self.spans[position][0]
            return Splice(offset, offset, f"{text}, ")
        offset = self.spans[-1][1]
        return Splice(offset, offset, f", {text}")

    def _format_lines(self, entries: Sequence[tuple[str, str]], indent: int, *, ends_with_comma: bool) -> list[str]:
        lines = []
        for index, (text, comment) in enumerate(entries):
            comma = "," if ends_with_comma or index < len(entries) - 1 else ""
            lines.append(f"{' ' * indent}{text}{comma}{comment}")
        return lines

    # --- removal --------------------------------------------------------------------------------------------

    def have_lines(self, positions: Iterable[int]) -> bool:
        """Return whether each of the entries is alone in its line, with its comma."""
        lines = {index: self.read_line(index) for index in positions}
        last = len(self.spans) - 1
        return all(line is not None and (line[0] or index == last) for index, line in lines.items())

    def remove(self, positions: Sequence[int], moved: Collection[int] = ()) -> Iterator[Splice]:
        """Remove some of the entries with their commas, and whole lines where nothing else is in them. Comments stay,
        except those in the lines of entries that are `moved`."""
        if not self.have_lines(positions):
            yield from self._cut(positions)
            return
        yield from self._remove_lines(positions, moved)
        kept = max(index for index in range(len(self.spans)) if index not in positions)
        comma_after_last, _ = self.read_line(len(self.spans) - 1) or (",", "")
        if (
            kept < len(self.spans) - 1
            and not comma_after_last
            and (comma := _COMMA.match(self.text, self.spans[kept][1]))
        ):
            yield Splice(comma.end() - 1, comma.end(), "")

    def empty(self, padding: int = 0) -> Iterator[Splice]:
        """Remove all entries, with so many blanks before the first, and leave the brackets with their comments."""
        start, end = self.spans[0][0] - padding, self.spans[-1][1]
        if self.have_lines(range(len(self.spans))):
            yield from self._remove_lines(range(len(self.spans)))
        elif comma := _COMMA_BEHIND.match(self.text, end):
            yield Splice(start, comma.end(), "")
        else:
            yield Splice(start, end, "")

    def _remove_lines(self, positions: Iterable[int], moved: Collection[int] = ()) -> Iterator[Splice]:
        for index in positions:
            start, end = self.spans[index]
            comma, comment = self.read_line(index) or ("", "")
            if comment and index not in moved:
                yield Splice(start, self.text.index(",", end) + 1 if comma else end, "")
            else:
                yield Splice(self.lines.start(start), self.lines.next(end), "")

    def _cut(self, positions: Sequence[int]) -> Iterator[Splice]:
        """Remove entries, each with the comma before it, or at the beginning with the one after it."""
        kept = next(index for index in range(len(self.spans)) if index not in positions)
        taken = 0  # the end of the last comma that was removed
        for index in positions:
            start, end = self.spans[index]
            before, after = (end, self.spans[index + 1][0]) if index < kept else (self.spans[index - 1][1], start)
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
