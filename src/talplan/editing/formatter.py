"""The canonical layout and spelling of a plan file, as `fmt` writes it, with all comments."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from talplan.domain.read_terms import read_term
from talplan.domain.spell_terms import spell
from talplan.domain.terms import settle
from talplan.domain.visible import INVISIBLE, escape
from talplan.editing.comments import Comments, attach_comments, find_comments, has_mappings
from talplan.planfile.format_table import PARTS, Key
from talplan.planfile.load import Loaded, load
from talplan.planfile.nodes import ListNode, MapNode, Node, NodePath, ScalarNode
from talplan.planfile.yaml_quoting import block, quoted, scalar
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.domain.plan import Plan


def format_text(loaded: Loaded) -> str:
    """Return the canonical text of a file without errors, after reading it again: it has the same plan and comments.

    Raises Failure edit-unsafe if it does not; then nothing may be written.
    """
    text = build_canonical_text(loaded)
    again = load(text.encode())
    if (
        again.plan is None
        or _meaning(again.plan) != _meaning(loaded.plan)
        or _count_comments(again) != _count_comments(loaded)
    ):
        raise Failure("edit-unsafe")
    return text


def build_canonical_text(loaded: Loaded) -> str:
    """Return a file without errors in canonical layout and spelling, not read again."""
    assert loaded.plan is not None
    assert isinstance(loaded.root, MapNode)
    writer = _Writer(loaded.plan, attach_comments(loaded.source.text, loaded.root))
    return "".join(f"{line}\n" for line in writer.format_file(loaded.root))


def _meaning(plan: Plan | None) -> Any:
    """Return the plan without its spelling."""
    assert plan is not None
    units = [
        (unit.name, unit.short, unit.aliases, above.display if above else None)
        for unit in plan.registry
        for above in [plan.registry.get(unit.part_of or "")]
    ]
    return plan.title, plan.year, plan.language, units, plan.sections


def _count_comments(loaded: Loaded) -> Counter[str]:
    assert loaded.root is not None
    return Counter(comment.text for comment in find_comments(loaded.source.text, loaded.root))


class _Writer:
    """Format one file. Lines are indented relative to their mapping; the caller indents them further."""

    def __init__(self, plan: Plan, comments: Comments) -> None:
        self.plan = plan
        self.comments = comments

    def format_file(self, root: MapNode) -> list[str]:
        """Return the lines of the file."""
        return [*self.comments.header, *self.comments.above.get((), []), *self._mapping(root, (), "plan")]

    def _mapping(self, node: MapNode, path: NodePath, part: str) -> list[str]:
        """Format the keys in the order of the format; an omitted empty key leaves its comments in its place."""
        lines: list[str] = []
        written = [key for key in PARTS[part] if key.name in node.index]
        kept = [key for key in written if key.required or not _is_empty(node.values[node.index[key.name]])]
        for key in written:
            here = (*path, key.name)
            lines += self.comments.above.get(here, [])
            beside = self.comments.beside.get(here, [])
            if key in kept:
                lines += self._key(key, node.values[node.index[key.name]], here, beside, is_last=key == kept[-1])
            else:
                lines += beside
        return lines + self.comments.below.get(path, [])

    def _key(self, key: Key, node: Node, here: NodePath, beside: list[str], *, is_last: bool) -> list[str]:
        """Format a key with its value. One comment goes beside it; several go above, and so does a comment of a text
        of several lines, where it would look like a part of the text."""
        head, body = self._value(key, node, here, is_last=is_last)
        line = f"{key.name}: {head}" if head else f"{key.name}:"
        if len(beside) == 1 and not (head and body):
            return [f"{line}  {beside[0]}", *body]
        return [*beside, line, *body]

    def _value(self, key: Key, node: Node, here: NodePath, *, is_last: bool) -> tuple[str, list[str]]:
        """Return the value in the line of its key, and the lines below it."""
        if isinstance(node, MapNode):
            return "", _indented(self._mapping(node, here, key.part))
        if isinstance(node, ListNode) and has_mappings(node):
            return "", self._entries(key, node, here, is_last)
        if isinstance(node, ListNode) and key.bare and len(node.entries) > 1:
            texts = [self._scalar(key, entry.value) for entry in node.entries if isinstance(entry, ScalarNode)]
            return "", [line for text in texts for line in f"- {text}".split("\n")]
        if isinstance(node, ListNode) and not key.bare:
            return self._flow(key, node), []
        only = node.entries[0] if isinstance(node, ListNode) else node
        assert isinstance(only, ScalarNode)
        head, *body = self._scalar(key, only.value).split("\n")
        return head, body

    def _entries(self, key: Key, node: ListNode, here: NodePath, is_last: bool) -> list[str]:
        """Format the entries with a dash each. Before a following key, comments at the end of the list are indented
        into its last entry, because they would belong to that key."""
        lines: list[str] = []
        for position, entry in enumerate(node.entries):
            assert isinstance(entry, MapNode)
            path = (*here, position)
            if key.name == "sections" and position:
                lines.append("")
            lines += self.comments.above.get(path, [])
            lines += _dashed(self._mapping(entry, path, key.part))
        below = self.comments.below.get(here, [])
        return lines + (below if is_last else _indented(below))

    def _flow(self, key: Key, node: ListNode) -> str:
        texts = [entry.value for entry in node.entries if isinstance(entry, ScalarNode)]
        spelled = [self._scalar(key, text, flow=True) for text in texts]
        # A unit that is listed in two spellings is written once. Aliases are spellings themselves.
        return f"[{', '.join(dict.fromkeys(spelled) if key.kind == 'unit' else spelled)}]"

    def _scalar(self, key: Key, text: str, *, flow: bool = False) -> str:
        if key.kind == "term":
            return spell(settle(read_term(text), self.plan.year), self.plan.language)
        if key.kind == "unit":
            unit = self.plan.registry.get(text)
            assert unit is not None
            return _one_line(unit.display, flow=flow)
        if key.kind != "text":  # a number or a date, which is written plain
            return text
        return _one_line(text.strip(), flow=True) if flow else _text(text)


def _is_empty(node: Node) -> bool:
    """Return whether an optional value counts as absent."""
    if isinstance(node, ScalarNode):
        return not node.value.strip() or node.absent
    return isinstance(node, ListNode) and not node.entries


def _text(text: str) -> str:
    """Format a text as the value of a key: several lines under `|`, or `|-` without a line break at the end."""
    stripped = text.strip()
    if INVISIBLE.search(stripped):
        return _one_line(stripped)
    written = block(stripped, "  ", "\n")
    return "|" + written.removeprefix("|-") if written.startswith("|-\n") and text.endswith("\n") else written


def _one_line(text: str, *, flow: bool = False) -> str:
    """Format a text in one line, with invisible characters as escapes."""
    if not INVISIBLE.search(text):
        return scalar(text, flow=flow)
    return INVISIBLE.sub(lambda match: escape(match[0]), quoted(text))


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


def _dashed(lines: list[str]) -> list[str]:
    """Format an entry of a list: comments above its first key go above its dash."""
    first = next(index for index, line in enumerate(lines) if not line.startswith("#"))
    return [*lines[:first], f"- {lines[first]}", *_indented(lines[first + 1 :])]
