"""Keep the value of a block text whose lines below change.

At the end of a file without a line break it would gain a line break with lines below it, and lose one without those
that are removed. Its sign changes to `|-` or `>-`, and the old one is remembered as blanks at the end of that line.
Comments that are indented like the text would become lines of it without the lines between.
"""

from __future__ import annotations

import re

from talplan.editing.empty_values import count_blanks, recall, remember
from talplan.editing.line_index import LineIndex, Splice
from talplan.planfile.nodes import ListNode, MapNode, Node, ScalarNode

_HEAD = re.compile(r"(?P<style>[|>])(?P<before>[0-9]*)(?P<chomp>[-+]?)(?P<after>[0-9]*)(?P<comment>[^\r\n]*)")
_CHOMP = ("", "+")
_CONTENT = re.compile(r"^( *)[^ \r\n]", re.MULTILINE)
_EMPTY_OR_COMMENT = re.compile(r"(?P<indentation> *)\t*(?P<comment>#[^\n]*)?(?:\r?\n|\Z)")


def keep_last_text(lines: LineIndex, root: Node, splices: list[Splice]) -> list[Splice]:
    """Return the splices of a text without a final line break with those that keep the value of its last text."""
    end = len(lines.text)
    result: list[Splice] = []
    for splice in sorted(splices):
        if splice.start < splice.end == end and not splice.text and lines.text[splice.start] in "\r\n":
            _remove_last_lines(lines, root, splice, result)
        else:
            result.append(splice)
    leaf = find_leaf(root, end)
    head = _read_head(lines, leaf, end)
    is_replaced = any(splice.start <= leaf.start < splice.end for splice in result)
    if head and head["chomp"] != "-" and not is_replaced and any(splice.start == end for splice in result):
        blanks = remember(_CHOMP, head["chomp"], count_blanks(head["comment"]))
        result.append(_replace_head(head, "-", blanks))
    return result


def _remove_last_lines(lines: LineIndex, root: Node, splice: Splice, result: list[Splice]) -> None:
    """Add the removal of the last lines, which takes the line break above them, to the splices before it."""
    line_break = lines.next(splice.start)
    if result and splice.start < result[-1].end == line_break and not result[-1].text:  # lines above them go as well
        start, _ = lines.removal(result.pop().start, len(lines.text))
        splice, line_break = splice._replace(start=start), lines.next(start)
    head = _read_head(lines, find_leaf(root, splice.start), splice.start)
    if head and head["chomp"] != "-":
        splice = splice._replace(start=line_break)
    result.append(splice)
    if head and head["chomp"] == "-":
        chomp, blanks = recall(_CHOMP, count_blanks(head["comment"]))
        if chomp is not None:
            result.append(_replace_head(head, chomp, blanks))


def find_leaf(node: Node, offset: int) -> Node:
    """Return the last value that begins before an offset."""
    while isinstance(node, ListNode | MapNode):
        children = node.entries if isinstance(node, ListNode) else node.values
        before = [child for child in children if child.start < offset]
        if not before:
            break
        node = before[-1]
    return node


def past_swallowed(lines: LineIndex, root: Node, start: int, end: int) -> int:
    """Return where the removal of lines ends so that a block text above them gains no line: after the comments that
    are indented like the text, and after the empty lines if it keeps these."""
    leaf = find_leaf(root, start)
    if not isinstance(leaf, ScalarNode) or leaf.style not in ("|", ">") or leaf.last > start:
        return end
    head = _HEAD.match(lines.text, leaf.start)
    content = _CONTENT.search(lines.text, lines.next(leaf.start), leaf.last)
    indentation = len(content[1]) if content else _find_indentation(lines, leaf.start) + 1
    offset = end
    while offset < len(lines.text) and (line := _EMPTY_OR_COMMENT.match(lines.text, offset)):
        if line["comment"] and len(line["indentation"]) < indentation:
            break
        offset = line.end()
        if line["comment"] or (head and head["chomp"] == "+"):
            end = offset
    return end


def _find_indentation(lines: LineIndex, offset: int) -> int:
    """Return the column of the first key in the line of an offset."""
    start = lines.start(offset)
    return len(lines.text[start:offset]) - len(lines.text[start:offset].lstrip(" -"))


def _read_head(lines: LineIndex, node: Node, end: int) -> re.Match[str] | None:
    """Match the first line of a block text whose content ends at an offset; None for any other value."""
    if not isinstance(node, ScalarNode) or node.style not in ("|", ">"):
        return None
    content = lines.text[node.start : node.last].rstrip("\r\n")
    return _HEAD.match(lines.text, node.start) if node.start + len(content) == end else None


def _replace_head(head: re.Match[str], chomp: str, blanks: int) -> Splice:
    comment = head["comment"].rstrip(" ") + " " * blanks
    return Splice(head.start(), head.end(), head["style"] + head["before"] + chomp + head["after"] + comment)
