"""YAML text → nodes that know where they stand. Events with a stack, so that no depth and no anchor can hurt."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from talplan.problem import Place, Problem
from talplan.rules import text as rules

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 50

Path = tuple[int | str, ...]
"""The way from the top to a value: keys and positions."""

Data = dict[str, "Data"] | list["Data"] | str | None
"""What a file says, every scalar as text: YAML's own guesses (no → false, 2.30 → 2.3) never happen."""


class Node:
    """A piece of the text: [start, end) in characters, `last` the end of its last content."""

    __slots__ = ("end", "flow", "last", "start")

    def __init__(self, start: int, end: int, flow: bool) -> None:
        self.start = start
        self.end = self.last = end
        self.flow = flow


class ScalarNode(Node):
    """One value. `style` is "" for a plain one, else its first character: ' " | >."""

    __slots__ = ("style", "value")

    def __init__(self, start: int, end: int, flow: bool, value: str, style: str) -> None:
        super().__init__(start, end, flow)
        self.value = value
        self.style = style

    @property
    def absent(self) -> bool:
        """Whether nothing stands here: a plain empty, ~ or null."""
        return not self.style and self.value in ("", "~", "null")


class ListNode(Node):
    """A list: [flow, style] or entries with a dash each."""

    __slots__ = ("entries",)

    def __init__(self, start: int, end: int, flow: bool) -> None:
        super().__init__(start, end, flow)
        self.entries: list[Node] = []


class MapNode(Node):
    """Keys with their values; of a key written twice the first counts."""

    __slots__ = ("keys", "values")

    def __init__(self, start: int, end: int, flow: bool) -> None:
        super().__init__(start, end, flow)
        self.keys: list[ScalarNode] = []
        self.values: list[Node] = []

    def find(self, key: str) -> int:
        """The position of a key, -1 where it is absent."""
        for index, node in enumerate(self.keys):
            if node.value == key:
                return index
        return -1


@dataclass(slots=True)
class Source:
    """The text of a file with a table of its lines. Only LF and CRLF break lines, as in an editor."""

    text: str
    starts: list[int]

    @classmethod
    def of(cls, text: str) -> Source:
        return cls(text, [0, *(match.end() for match in re.finditer("\n", text))])

    def place(self, start: int, end: int | None = None) -> Place:
        """Line, column and width of [start, end); what runs over lines is as wide as its first."""
        line = bisect_right(self.starts, start)
        stop = min(end if end is not None else start + 1, self.starts[line - 1] + len(self.line(line)))
        return Place(line, start - self.starts[line - 1] + 1, max(1, stop - start))

    def line(self, number: int) -> str:
        """The line of that number, counted from 1, without its break."""
        stop = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : stop].rstrip("\r\n")


def decode(raw: bytes) -> tuple[str, list[Problem]]:
    """Bytes → text without a byte order mark; text is empty where there is nothing that could be read."""
    if len(raw) > MAX_BYTES:
        return "", [rules.TooLarge(Place(1, 1), limit=MAX_BYTES // (1024 * 1024))]
    body = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return body.decode("utf-8"), []
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8")
        place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
        return "", [rules.NotUtf8(place, byte=f"0x{body[error.start]:02x}")]


_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff"
_BREAKS = "\x85\u2028\u2029"
_REFUSED = re.compile(f"[{_CONTROL}{_BREAKS}\ufeff]|\r(?!\n)")


def refused_characters(source: Source) -> Iterator[Problem]:
    """Characters that no editor shows and that change what YAML reads, each with its place."""
    for match in _REFUSED.finditer(source.text):
        character = match.group()
        kind: type[Problem] = rules.ControlCharacter
        if character == "\ufeff":
            kind = rules.ByteOrderMark
        elif character in _BREAKS or character == "\r":
            kind = rules.LineBreak
        yield kind(source.place(match.start()), character=f"U+{ord(character):04X}")


def parse(source: Source) -> tuple[Node | None, list[Problem]]:
    """The text's one document as nodes, and everything that YAML or our limits refuse.

    The node is None where the text cannot be read to its end, or holds nothing.
    """
    problems = list(refused_characters(source))
    # A refused character is reported once, above; what stands around it is still read.
    readable = _REFUSED.sub(" ", source.text) if problems else source.text
    builder = _Builder(source)
    node = builder.build(readable)
    return node, problems + builder.problems


class _TooDeep(Exception):
    """Ends the parsing: what is nested deeper would cost quadratic time."""


class _Builder:
    """Turns events into nodes; holds what one pass over the events needs."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.documents = 0
        # Each open collection with the keys seen in it, None for a list.
        self.stack: list[tuple[ListNode | MapNode, dict[str, int] | None]] = []

    def build(self, text: str) -> Node | None:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            for event in yaml.parse(text, loader):
                self._take(event)
        except _TooDeep:
            return None
        except yaml.YAMLError as error:
            self.problems.append(_syntax(error, self.source))
            return None
        if self.root is None:
            self.problems.append(rules.EmptyFile(Place(1, 1)))
        return self.root

    def _take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self._scalar(event)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._open(event, MapNode if kind[0] == "M" else ListNode)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._close(event)
        elif kind == "AliasEvent":
            self._refuse(rules.Anchor, event, name=f"*{event.anchor}")
            self._add(ScalarNode(event.start_mark.index, event.end_mark.index, bool(self.stack), "", ""))
        elif kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents == 2:
                self._refuse(rules.SecondDocument, event)

    def _refuse(self, rule: type[Problem], event: Any, **values: str) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self.problems.append(rule(self.source.place(start, max(end, start + 1)), **values))

    def _properties(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(rules.Anchor, event, name=f"&{event.anchor}")
        if event.tag is not None:
            self._refuse(rules.Tag, event, tag=event.tag)

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        start, end = event.start_mark.index, event.end_mark.index
        style = event.style or ""
        # libyaml reports a plain scalar's style as None or as "'"-less empty text, by version.
        node = ScalarNode(start, end, self._in_flow(), event.value, style if style in "'\"|>" else "")
        if node.style in ("|", ">"):
            node.last = self._block_scalar_end(start, end)
        self._add(node)

    def _block_scalar_end(self, start: int, end: int) -> int:
        header = self.source.text[start : self.source.text.find("\n", start)]
        if "+" in header.split("#")[0]:
            return end  # trailing empty lines are part of the text
        return start + len(self.source.text[start:end].rstrip())

    def _open(self, event: Any, kind: type[MapNode] | type[ListNode]) -> None:
        self._properties(event)
        start, end = event.start_mark.index, event.end_mark.index
        if len(self.stack) >= MAX_DEPTH:
            self._refuse(rules.TooDeep, event, limit=str(MAX_DEPTH))
            raise _TooDeep
        node = kind(start, end, bool(event.flow_style))
        self._add(node)
        self.stack.append((node, {} if kind is MapNode else None))

    def _close(self, event: Any) -> None:
        node, _ = self.stack.pop()
        node.end = node.last = event.end_mark.index
        if not node.flow:
            children = node.values if isinstance(node, MapNode) else node.entries
            node.last = children[-1].last
            node.end = node.last

    def _in_flow(self) -> bool:
        return bool(self.stack) and self.stack[-1][0].flow

    def _add(self, node: Node) -> None:
        if not self.stack:
            if self.root is None:
                self.root = node
            return
        parent, seen = self.stack[-1]
        if isinstance(parent, ListNode):
            parent.entries.append(node)
        elif len(parent.keys) > len(parent.values):
            parent.values.append(node)
        else:
            assert seen is not None
            self._key(parent, node, seen)

    def _key(self, parent: MapNode, node: Node, seen: dict[str, int]) -> None:
        place = self.source.place(node.start, max(node.end, node.start + 1))
        before = self.source.text[max(0, node.start - 200) : node.start].rstrip(" \t")
        if not isinstance(node, ScalarNode) or before.endswith("?"):
            self.problems.append(rules.ComplexKey(place))
        elif node.value == "<<" and not node.style:
            self.problems.append(rules.MergeKey(place))
        elif node.value in seen:
            self.problems.append(rules.DuplicateKey(place, key=node.value, line=seen[node.value]))
        else:
            seen[node.value] = place.line
        name = node.value if isinstance(node, ScalarNode) else ""
        parent.keys.append(ScalarNode(node.start, node.end, node.flow, name, ""))


def _syntax(error: Any, source: Source) -> Problem:
    """libyaml's complaint with the place where a person has to look: an open quote or bracket where it opens."""
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    reason = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    where = str(getattr(error, "context", None) or "")
    if context is not None and re.search("quoted scalar|flow (sequence|mapping)", where):
        mark = context
    offset = min(mark.index, len(source.text)) if mark is not None else 0
    if offset and offset == len(source.text):
        offset = len(source.text.rstrip()) or 1
        offset -= 1
    return rules.Syntax(source.place(offset), reason=reason, context=where)


def data_of(node: Node) -> Data:
    """What a node says as plain data: text, None, lists, dicts."""
    if isinstance(node, ScalarNode):
        return None if node.absent else node.value
    if isinstance(node, ListNode):
        return [data_of(entry) for entry in node.entries]
    assert isinstance(node, MapNode)
    data: dict[str, Data] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        data.setdefault(key.value, data_of(value))
    return data


def node_at(node: Node, path: Path) -> Node | None:
    """The node at a path, None where there is none."""
    for step in path:
        if isinstance(node, MapNode) and isinstance(step, str):
            index = node.find(step)
            if index < 0:
                return None
            node = node.values[index]
        elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.entries):
            node = node.entries[step]
        else:
            return None
    return node


def key_at(node: Node, path: Path) -> ScalarNode | None:
    """The key that a path ends in, None where it is absent."""
    parent = node_at(node, path[:-1])
    if isinstance(parent, MapNode) and isinstance(path[-1], str):
        index = parent.find(path[-1])
        return parent.keys[index] if index >= 0 else None
    return None


def scalars(node: Node, path: Path = ()) -> Iterator[tuple[Path, ScalarNode]]:
    """Every value of the text with its path, in the order of the text."""
    if isinstance(node, ScalarNode):
        yield path, node
    elif isinstance(node, ListNode):
        for position, entry in enumerate(node.entries):
            yield from scalars(entry, (*path, position))
    elif isinstance(node, MapNode):
        for key, value in zip(node.keys, node.values, strict=True):
            yield from scalars(value, (*path, key.value))
