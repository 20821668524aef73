"""Where in the text what is said at a path stands."""

from __future__ import annotations

from talplan.planfile.nodes import MapNode, Node, NodePath, ScalarNode, key_at, node_at
from talplan.planfile.source_text import Source
from talplan.problem import Place


def place_of(root: Node, path: NodePath, source: Source) -> Place:
    """Where a path stands in the text; where it does not, the nearest thing above it."""
    node = node_at(root, path)
    if node is None:
        return place_of(root, path[:-1], source) if path else Place(1, 1)
    if isinstance(node, ScalarNode) and node.start == node.end and path and isinstance(path[-1], str):
        node = key_at(root, path) or node  # nothing is written: point at its key
    if isinstance(node, MapNode) and not node.flow and node.keys:
        return source.place(node.start, node.keys[0].end)
    return source.place(node.start, node.end)
