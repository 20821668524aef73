"""A file's own habits: in which order its keys stand, and how its lists are indented."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from talplan.editing.line_index import Lines
from talplan.planfile.format_table import part_at
from talplan.planfile.nodes import ListNode, MapNode, Node, NodePath


def after(parent: MapNode, key: str, path: NodePath) -> int:
    """After which key a new one goes: in the table's order where the others keep it, else after the last."""
    written = [node.value for node in parent.keys]
    order = [known.name for known in part_at(path)]
    ranks = [order.index(name) for name in written]
    before = sum(rank < order.index(key) for rank in ranks)
    in_order = all(one < other for one, other in pairwise(ranks))
    return before - 1 if in_order and before else len(written) - 1


def dash_habits(lines: Lines, node: Node, key: str) -> Iterator[tuple[int, int]]:
    """How the block lists of a key are written below a node: the dash's indentation under its key, and its gap."""
    if isinstance(node, ListNode):
        for entry in node.entries:
            yield from dash_habits(lines, entry, key)
    elif isinstance(node, MapNode) and not node.flow:
        for name, value in zip(node.keys, node.values, strict=True):
            if name.value == key and isinstance(value, ListNode) and value.entries and not value.flow:
                column, gap = lines.dash_habit(value)
                yield column - lines.column(name.start), gap
            yield from dash_habits(lines, value, key)
