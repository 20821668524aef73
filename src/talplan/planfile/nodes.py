"""The nodes of a YAML text: what stands there, and where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

NodePath = tuple[int | str, ...]
"""The way from the top to a value: keys and positions."""

Data = dict[str, "Data"] | list["Data"] | str | None
"""What a file says, every scalar as text: YAML's own guesses (no → false, 2.30 → 2.3) never happen."""


class Node:
    """A piece of the text: [start, end) in characters, `last` the end of its last content.

    What is `refused` has its problem already: it counts for nothing, and nothing more is said of it.
    """

    __slots__ = ("end", "flow", "last", "refused", "start")

    def __init__(self, start: int, end: int, flow: bool) -> None:
        self.start = start
        self.end = self.last = end
        self.flow = flow
        self.refused = False


class ScalarNode(Node):
    """One value. `style` is "" for a plain one, else its first character: ' " | >."""

    __slots__ = ("style", "value")

    def __init__(self, start: int, end: int, flow: bool, value: str, style: str) -> None:
        # As in Node, whose own call would cost a tenth of the time that reading takes.
        self.start = start
        self.end = self.last = end
        self.flow = flow
        self.refused = False
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
    """Keys with their values; a key that is refused, as one written twice, is in `keys` but not found."""

    __slots__ = ("index", "keys", "values")

    def __init__(self, start: int, end: int, flow: bool) -> None:
        super().__init__(start, end, flow)
        self.keys: list[ScalarNode] = []
        self.values: list[Node] = []
        self.index: dict[str, int] = {}

    def find(self, key: str) -> int:
        """The position of a key, -1 where it is absent."""
        return self.index.get(key, -1)

    def rename(self, key: str, new: str) -> None:
        """Reads a key as another one that is absent."""
        self.index[new] = self.index.pop(key)
        self.keys[self.index[new]].value = new


def data_of(node: Node) -> Data:
    """What a node says as plain data: text, None, lists, dicts."""
    if isinstance(node, ScalarNode):
        return None if node.absent else node.value
    if isinstance(node, ListNode):
        return [data_of(entry) for entry in node.entries]
    assert isinstance(node, MapNode)
    return {key: data_of(node.values[position]) for key, position in node.index.items()}


def entries(data: Data) -> list[Any]:
    """The entries of an optional list; none of one that is absent, or a blank text, which is the same."""
    return data if isinstance(data, list) else []


def node_at(node: Node, path: NodePath) -> Node | None:
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


def key_at(node: Node, path: NodePath) -> ScalarNode | None:
    """The key that a path ends in, None where it is absent."""
    parent = node_at(node, path[:-1])
    if isinstance(parent, MapNode) and isinstance(path[-1], str):
        index = parent.find(path[-1])
        return parent.keys[index] if index >= 0 else None
    return None


def walk(root: Node) -> Iterator[tuple[NodePath, Node]]:
    """Every node of the text with its path, in the order of the text."""
    todo: list[tuple[NodePath, Node]] = [((), root)]
    while todo:
        path, node = todo.pop()
        yield path, node
        if isinstance(node, ListNode):
            todo += [((*path, position), entry) for position, entry in enumerate(node.entries)][::-1]
        elif isinstance(node, MapNode):
            todo += [((*path, key.value), value) for key, value in zip(node.keys, node.values, strict=True)][::-1]
