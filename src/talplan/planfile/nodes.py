"""The nodes of a YAML text, plain data made of them, and paths from the top to either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from talplan.problem import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talplan.planfile.source_text import Source

NodePath = tuple[int | str, ...]
"""The keys and positions from the top of a file to a value."""

Data = dict[str, "Data"] | list["Data"] | str | None
"""The content of a file with every scalar as text: YAML's own guesses (no → false, 2.30 → 2.3) never happen."""


class Node:
    """A piece of the text: [start, end) in characters, `last` the end of its last content.

    A `refused` node has been reported: it is read as if it were absent, and nothing more is reported of it.
    """

    __slots__ = ("end", "flow", "last", "refused", "start")

    def __init__(self, start: int, end: int, flow: bool) -> None:
        self.start = start
        self.end = self.last = end
        self.flow = flow
        self.refused = False


class ScalarNode(Node):
    """A single value. `style` is "" for a plain one, else its first character: ' " | >."""

    __slots__ = ("style", "value")

    def __init__(self, start: int, end: int, flow: bool, value: str, style: str) -> None:
        # Repeats Node.__init__, because a call of it would cost a tenth of the time of reading.
        self.start = start
        self.end = self.last = end
        self.flow = flow
        self.refused = False
        self.value = value
        self.style = style

    @property
    def absent(self) -> bool:
        """Whether there is no value: a plain empty scalar, ~ or null."""
        return not self.style and self.value in ("", "~", "null")


class ListNode(Node):
    """A list: in brackets (`flow`), or entries with a dash each."""

    __slots__ = ("entries",)

    def __init__(self, start: int, end: int, flow: bool) -> None:
        super().__init__(start, end, flow)
        self.entries: list[Node] = []


class MapNode(Node):
    """Keys with their values; a refused key, such as a repeated one, is in `keys` but not in `index`."""

    __slots__ = ("index", "keys", "values")

    def __init__(self, start: int, end: int, flow: bool) -> None:
        super().__init__(start, end, flow)
        self.keys: list[ScalarNode] = []
        self.values: list[Node] = []
        self.index: dict[str, int] = {}

    def find(self, key: str) -> int:
        """Return the position of a key, -1 if it is absent."""
        return self.index.get(key, -1)

    def rename(self, key: str, new: str) -> None:
        """Treat a key as if it were spelled like another one, which is absent."""
        self.index[new] = self.index.pop(key)
        self.keys[self.index[new]].value = new


def build_data(node: Node) -> Data:
    """Return the content of a node as plain data: text, None, lists, dicts."""
    if isinstance(node, ScalarNode):
        return None if node.absent else node.value
    if isinstance(node, ListNode):
        return [build_data(entry) for entry in node.entries]
    assert isinstance(node, MapNode)
    return {key: build_data(node.values[position]) for key, position in node.index.items()}


def entries(data: Data) -> list[Any]:
    """Return the entries of an optional list; none if it is absent, or a blank text, which is the same."""
    return data if isinstance(data, list) else []


def data_at(data: Data, path: NodePath) -> Any:
    """Return the data at a path, which exists."""
    value: Any = data
    for step in path:
        value = value[step]
    return value


def node_at(node: Node, path: NodePath) -> Node | None:
    """Return the node at a path, None if there is none."""
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
    """Return the key in which a path ends, None if it is absent."""
    parent = node_at(node, path[:-1])
    if isinstance(parent, MapNode) and isinstance(path[-1], str):
        index = parent.find(path[-1])
        return parent.keys[index] if index >= 0 else None
    return None


def find_place(root: Node, path: NodePath, source: Source) -> Place:
    """Return the place of a path in the text, or of the nearest node above it."""
    node = node_at(root, path)
    if node is None:
        return find_place(root, path[:-1], source) if path else Place(1, 1)
    if isinstance(node, ScalarNode) and node.start == node.end and path and isinstance(path[-1], str):
        node = key_at(root, path) or node  # an empty value has no width: point at its key
    if isinstance(node, MapNode) and not node.flow and node.keys:
        return source.place(node.start, node.keys[0].end)
    return source.place(node.start, node.end)


def last_key(path: NodePath) -> str:
    """Return the last key of a path: that of a value, or of the list around it; "" for the whole file."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def walk(root: Node) -> Iterator[tuple[NodePath, Node]]:
    """Yield every node of the text with its path, in the order of the text."""
    todo: list[tuple[NodePath, Node]] = [((), root)]
    while todo:
        path, node = todo.pop()
        yield path, node
        if isinstance(node, ListNode):
            todo += [((*path, position), entry) for position, entry in enumerate(node.entries)][::-1]
        elif isinstance(node, MapNode):
            todo += [((*path, key.value), value) for key, value in zip(node.keys, node.values, strict=True)][::-1]
