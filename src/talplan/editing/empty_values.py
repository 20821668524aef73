"""Fill a key that has no content, and bring the old value back when the content is removed.

A value that gives way to lines below its key is remembered as blanks at the end of the key's line, as many as its
number in a list; in brackets, as blanks after the opening one. So `undo` after `done`, and `restore` after `cancel`,
give the file back byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from talplan.editing.brackets import Brackets
from talplan.editing.changes import NewEntry, Scalar, Value
from talplan.editing.emit import format_flow_value
from talplan.editing.line_index import LineIndex, Splice
from talplan.planfile.nodes import ListNode, MapNode, Node, ScalarNode

REMEMBERED = ("done", "cancelled")
"""The keys that one command fills and another one empties."""

_IN_LINE = ("", " []", " ~", " null", ' ""', " ''", " [ ]")
# After a colon with a gap, after one without, and after a key without a colon: nothing.
_GAP, _NO_GAP, _NO_COLON = "-", " ", ":"
_IN_BRACKETS = ("[]", _GAP, "~", "null", _NO_GAP, _NO_COLON)


def remember(choices: Sequence[str], choice: str, blanks: int) -> int:
    """Return the number of blanks that marks a choice in a place with `blanks` of its own."""
    return choices.index(choice) + 1 + blanks * (len(choices) + 1)


def recall(choices: Sequence[str], blanks: int) -> tuple[str | None, int]:
    """Return the choice that is marked, if one is, and the number of blanks before it was marked."""
    own, number = divmod(blanks, len(choices) + 1)
    return (choices[number - 1], own) if number else (None, blanks)


def count_blanks(text: str) -> int:
    """Return the number of blanks at the end of a text."""
    return len(text) - len(text.rstrip(" "))


# --- filling ------------------------------------------------------------------------------------------------


def needs_brackets(lines: LineIndex, key: ScalarNode, node: Node) -> bool:
    """Return whether brackets without entries have to stay, because they could not be restored."""
    is_open = "\n" in lines.text[node.start : node.last]
    is_glued = lines.text.startswith("#", node.last)  # a comment needs a space, unless brackets are before it
    restorable = not is_glued and lines.text[key.end : node.last].partition(":")[2] in _IN_LINE
    return is_open or (isinstance(node, ListNode) and key.value in REMEMBERED and not restorable)


def clear_line(lines: LineIndex, key: ScalarNode, node: Node, depth: int) -> Iterator[Splice]:
    """Remove the value of `done:`, `done: ~` or `done: []` above new lines; a comment beside it stays."""
    text = lines.text
    colon = text.index(":", key.end) + 1
    stop = lines.end(node.last)
    rest = text[node.last : stop].rstrip("\r\n")
    beside = rest.rstrip(" \t")
    if "\n" in text[colon : node.start]:  # the value has a line of its own, of which the comment stays
        if beside:
            yield Splice(node.start, node.last + len(rest) - len(rest.lstrip(" \t")), "")
        else:
            yield Splice(*lines.removal(lines.start(node.start), stop), "")
    elif node.last > colon or not beside:
        old = text[colon : node.last]
        can_recall = key.value in REMEMBERED and old in _IN_LINE
        blanks = remember(_IN_LINE, old, len(rest) - len(beside)) if can_recall else 0
        if beside.startswith("#"):  # after a bracket a comment needs no space, after a colon it does
            beside = f" {beside}"
        yield Splice(colon, node.last + len(rest), beside + " " * blanks, depth)


def fill_brackets(
    lines: LineIndex, key: ScalarNode, node: Node, value: Value | Sequence[NewEntry | Scalar]
) -> Iterator[Splice]:
    """Set an empty key inside brackets, or one whose own brackets stay."""
    is_remembered = key.value in REMEMBERED
    if isinstance(node, ListNode) and isinstance(value, Sequence) and not isinstance(value, str):
        padding = remember(_IN_BRACKETS, "[]", 0) if is_remembered and key.flow else 0
        yield from Brackets(lines, node).insert(0, [(format_flow_value(entry), "") for entry in value], padding)
        return
    old = lines.text[node.start : node.end]
    colon = "" if ":" in lines.text[key.end : node.start] else ":"
    gap = "" if lines.text[node.start - 1].isspace() else " "
    if not old:
        old = _NO_COLON if colon else _NO_GAP if gap else _GAP
    new = format_flow_value(value)
    if is_remembered and old in _IN_BRACKETS:
        new = new[0] + " " * remember(_IN_BRACKETS, old, 0) + new[1:]
    yield Splice(node.start, node.end, f"{colon}{gap}{new}")


# --- emptying -----------------------------------------------------------------------------------------------


def restore(lines: LineIndex, parent: MapNode, name: ScalarNode, value: Node) -> Iterator[Splice]:
    """Yield the splices that empty a key; none if there was no key before it was filled."""
    if not value.flow:
        yield from _restore_line(lines, name, value)
        return
    brackets = Brackets(lines, value)
    padding = brackets.padding
    if isinstance(value, ListNode) and (not parent.flow or padding in (None, 1)):
        yield from brackets.empty(padding if parent.flow and padding else 0)
    elif parent.flow and padding:
        old, _ = recall(_IN_BRACKETS, padding)
        if old is not None:
            start = {_NO_COLON: name.end, _NO_GAP: value.start - 1}.get(old, value.start)
            yield Splice(start, value.end, "" if old in (_GAP, _NO_GAP, _NO_COLON) else old)


def _restore_line(lines: LineIndex, name: ScalarNode, value: Node) -> Iterator[Splice]:
    """Remove the lines below a key whose empty value is remembered in its line, or that has comments."""
    text = lines.text
    colon = text.index(":", name.end) + 1
    below = lines.next(colon)
    body = lines.start(value.start)
    rest = text[colon:below].rstrip("\r\n")
    if not rest and not text[below:body].strip():
        return
    beside = rest.rstrip(" ")
    old, blanks = recall(_IN_LINE, len(rest) - len(beside))
    if old is not None:
        yield Splice(colon, colon + len(rest), old + beside + " " * blanks)
    column = lines.column(value.start if isinstance(value, ListNode) else name.start)
    yield Splice(*lines.removal(body, lines.past_comments(value.last, column)), "")
