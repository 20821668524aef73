"""Where lines, dashes and comments stand in a YAML text: what an edit has to know to leave the rest alone."""

from __future__ import annotations

import re

from talplan.planfile.nodes import ListNode

_BLANK_AND_COMMENTS = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*")
_COMMENT = re.compile(r" *(?=#)")
_NEXT_COMMENT = re.compile(r"(?:[ \t]*\r?\n)*( *)#")


class Lines:
    """A text, asked about its lines. Nothing here copies the text, so that many edits of a large file stay quick."""

    def __init__(self, text: str) -> None:
        self.text = text

    def start(self, offset: int) -> int:
        """Where the line begins that the offset is in."""
        return self.text.rfind("\n", 0, offset) + 1

    def end(self, offset: int) -> int:
        """Past the break of the line that the offset is in; the end of a block text is past it already."""
        if offset and self.text[offset - 1] == "\n":
            return offset
        return self.next(offset)

    def next(self, offset: int) -> int:
        """Where the next line begins, the end of the text where there is none."""
        found = self.text.find("\n", offset)
        return found + 1 if found >= 0 else len(self.text)

    def column(self, offset: int) -> int:
        """How far into its line an offset is."""
        return offset - self.start(offset)

    def is_start(self, offset: int) -> bool:
        """Whether a line begins here; the end of a text without a final line break is no line's beginning."""
        return offset == 0 or self.text[offset - 1] == "\n"

    def before_blanks(self, offset: int) -> int:
        """Where the spaces and tabs before an offset begin."""
        while offset and self.text[offset - 1] in " \t":
            offset -= 1
        return offset

    def newline(self, offset: int) -> str:
        """The line ending in use just above."""
        stop = offset if self.is_start(offset) else self.start(offset)
        return "\r\n" if stop >= 2 and self.text.startswith("\r\n", stop - 2) else "\n"

    def past_comments(self, last: int, column: int) -> int:
        """Past the line of the last content and the comment lines directly below that are indented deeper."""
        end = self.end(last)
        while (comment := _COMMENT.match(self.text, end)) and comment.end() - end > column:
            end = self.next(end)
        return end

    def comment_swallowed(self, at: int, column: int) -> bool:
        """Whether the next thing from here on is a comment so deep that a block text above it, whose key stands at
        that column, would take it for a line of its own."""
        found = _NEXT_COMMENT.match(self.text, at)
        return found is not None and len(found[1]) > column

    def insertion(self, at: int, lines: list[str]) -> str:
        """New lines for a line's beginning; a file that ends without a line break goes on without one."""
        newline = self.newline(at)
        text = newline.join(lines)
        return text + newline if self.is_start(at) else newline + text

    def removal(self, start: int, end: int) -> tuple[int, int]:
        """The range that takes whole lines away; with the last line of a file that ends without a line break
        the break before it goes."""
        if self.is_start(end):
            return start, end
        return start - (2 if self.text.startswith("\r\n", start - 2) else 1), end

    def dash(self, node: ListNode, position: int) -> int:
        """Where the dash of an entry stands."""
        if position == 0:
            return node.start
        # The marks of YAML know no dash: it is the first thing below the entry above.
        between = _BLANK_AND_COMMENTS.match(self.text, self.end(node.entries[position - 1].last))
        assert between is not None
        return between.end()

    def dash_habit(self, node: ListNode) -> tuple[int, int]:
        """The column of a list's dashes and the width of the gap behind them, as in its last entry."""
        at = self.dash(node, len(node.entries) - 1)
        first = node.entries[-1].start
        on_one_line = self.next(at) > first
        return self.column(at), first - at - 1 if on_one_line else 1
