"""Positions of lines, dashes and comments in a YAML text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from talplan.planfile.nodes import ListNode, MapNode, Node

_BLANK_AND_COMMENTS = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*")
_COMMENT = re.compile(r" *(?=#)")
_NEXT_COMMENT = re.compile(r"(?:[ \t]*\r?\n)*( *)#")


class Splice(NamedTuple):
    """Replace [start, end) by a text. At equal offsets the deeper splice comes first: what belongs to a record is
    written before what follows the record; at equal depths, new keys are in the order of their ranks."""

    start: int
    end: int
    text: str
    depth: int = 0
    rank: int = 0


class LineIndex:
    """The lines of a text. No method copies the text, so many edits of a large file stay fast."""

    def __init__(self, text: str) -> None:
        self.text = text

    def start(self, offset: int) -> int:
        """Return the beginning of the line that contains the offset."""
        return self.text.rfind("\n", 0, offset) + 1

    def end(self, offset: int) -> int:
        """Return the end of the line that contains the offset, after its line break; a line's beginning is its own
        end, because a block text ends there."""
        if offset and self.text[offset - 1] == "\n":
            return offset
        return self.next(offset)

    def next(self, offset: int) -> int:
        """Return the beginning of the next line, or the end of the text."""
        found = self.text.find("\n", offset)
        return found + 1 if found >= 0 else len(self.text)

    def column(self, offset: int) -> int:
        """Return the distance of an offset from the beginning of its line."""
        return offset - self.start(offset)

    def is_start(self, offset: int) -> bool:
        """Return whether a line begins here; the end of a text without a final line break is not a beginning."""
        return offset == 0 or self.text[offset - 1] == "\n"

    def before_blanks(self, offset: int) -> int:
        """Return where the spaces and tabs before an offset begin."""
        while offset and self.text[offset - 1] in " \t":
            offset -= 1
        return offset

    def newline(self, offset: int) -> str:
        """Return the line break of the line above."""
        stop = offset if self.is_start(offset) else self.start(offset)
        return "\r\n" if stop >= 2 and self.text.startswith("\r\n", stop - 2) else "\n"

    def past_comments(self, last: int, column: int) -> int:
        """Return the end of the line of the last content and of the comment lines directly below it that are
        indented deeper than `column`."""
        end = self.end(last)
        while (comment := _COMMENT.match(self.text, end)) and comment.end() - end > column:
            end = self.next(end)
        return end

    def comment_swallowed(self, offset: int, column: int) -> bool:
        """Return whether a comment follows that is indented so deep that it would become a line of a block text
        above it, whose key is at `column`."""
        found = _NEXT_COMMENT.match(self.text, offset)
        return found is not None and len(found[1]) > column

    def insertion(self, offset: int, lines: list[str]) -> str:
        """Return the text that adds lines at the beginning of a line; a file that ends without a line break keeps
        ending without one."""
        newline = self.newline(offset)
        text = newline.join(lines)
        return text + newline if self.is_start(offset) else newline + text

    def removal(self, start: int, end: int) -> tuple[int, int]:
        """Return the range that removes whole lines: with the last line of a file that ends without a line break,
        the break before it as well."""
        if self.is_start(end):
            return start, end
        return start - (2 if self.text.startswith("\r\n", start - 2) else 1), end

    def dash(self, node: ListNode, position: int) -> int:
        """Return the offset of an entry's dash."""
        if position == 0:
            return node.start
        # YAML parsers report no dashes: it is the first thing below the entry above.
        between = _BLANK_AND_COMMENTS.match(self.text, self.end(node.entries[position - 1].last))
        assert between is not None
        return between.end()

    def dash_style(self, node: ListNode) -> tuple[int, int]:
        """Return the column of a list's dashes and the width of the gap after them, as in its last entry."""
        dash = self.dash(node, len(node.entries) - 1)
        first = node.entries[-1].start
        on_one_line = self.next(dash) > first
        return self.column(dash), first - dash - 1 if on_one_line else 1

    def find_dash_styles(self, node: Node, key: str) -> Iterator[tuple[int, int]]:
        """Yield the style of each block list of that key below a node: indentation of the dash under the key, gap."""
        if isinstance(node, ListNode):
            for entry in node.entries:
                yield from self.find_dash_styles(entry, key)
        elif isinstance(node, MapNode) and not node.flow:
            for name, value in zip(node.keys, node.values, strict=True):
                if name.value == key and isinstance(value, ListNode) and value.entries and not value.flow:
                    column, gap = self.dash_style(value)
                    yield column - self.column(name.start), gap
                yield from self.find_dash_styles(value, key)
