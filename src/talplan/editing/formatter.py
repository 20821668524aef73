"""The canonical layout and spelling of a plan file: what `fmt` writes, with every comment where it belongs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from talplan.domain.terms import read_term, spell
from talplan.domain.visible import INVISIBLE, escape
from talplan.editing.comments import Comments, attach, comments_of, of_mappings
from talplan.planfile.load import Loaded, load
from talplan.planfile.nodes import ListNode, MapNode, Node, NodePath, ScalarNode
from talplan.planfile.schema import CancelledPart, ItemPart, NotePart, Part, PlanPart, RecordPart, SectionPart, UnitPart
from talplan.planfile.yaml_quoting import block, quoted, scalar
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.domain.plan import Plan

_PARTS: dict[str, type[Part]] = {
    "units": UnitPart,
    "sections": SectionPart,
    "items": ItemPart,
    "done": RecordPart,
    "notes": NotePart,
    "cancelled": CancelledPart,
}
"""What the mappings below a key are."""

# Keys whose values are terms, units, or numbers and dates; those of all others are texts.
_TERMS = ("due", "term")
_UNITS = ("units", "by", "part_of")
_PLAIN = ("number", "date", "year", "first_month", "language")


def formatted(loaded: Loaded) -> str:
    """The canonical text of a file without errors, read again: it says the same and has the same comments.

    Raises Failure where it would not; then nothing may be written.
    """
    text = canonical(loaded)
    again = load(text.encode())
    if again.plan is None or _meaning(again.plan) != _meaning(loaded.plan) or _remarks(again) != _remarks(loaded):
        raise Failure("edit-unsafe")
    return text


def canonical(loaded: Loaded) -> str:
    """The canonical layout and spelling of a file without errors."""
    assert loaded.plan is not None
    assert isinstance(loaded.root, MapNode)
    writer = _Writer(loaded.plan, attach(loaded.source.text, loaded.root))
    return "".join(f"{line}\n" for line in writer.file(loaded.root))


def _meaning(plan: Plan | None) -> Any:
    """What a plan says, however it is spelled."""
    assert plan is not None
    units = [
        (unit.name, unit.short, unit.aliases, above.display if above else None)
        for unit in plan.registry
        for above in [plan.registry.get(unit.part_of or "")]
    ]
    return plan.title, plan.year, plan.language, units, plan.sections


def _remarks(loaded: Loaded) -> Counter[str]:
    assert loaded.root is not None
    return Counter(comment.text for comment in comments_of(loaded.source.text, loaded.root))


class _Writer:
    """Writes one file. Lines are indented as seen from their mapping; whatever is around it moves them."""

    def __init__(self, plan: Plan, comments: Comments) -> None:
        self.plan = plan
        self.comments = comments

    def file(self, root: MapNode) -> list[str]:
        """All lines of the file."""
        return [*self.comments.header, *self.comments.above.get((), []), *self._mapping(root, (), PlanPart)]

    def _mapping(self, node: MapNode, path: NodePath, part: type[Part]) -> list[str]:
        """Its keys in the table's order; the comments of a key that goes stay where it would stand."""
        lines: list[str] = []
        written = [key for key in part.model_fields if key in node.index]
        kept = [key for key in written if key == "items" or not _is_empty(node.values[node.index[key]])]
        for key in written:
            here = (*path, key)
            lines += self.comments.above.get(here, [])
            beside = self.comments.beside.get(here, [])
            if key in kept:
                lines += self._key(key, node.values[node.index[key]], here, beside, is_last=key == kept[-1])
            else:
                lines += beside
        return lines + self.comments.below.get(path, [])

    def _key(self, key: str, node: Node, here: NodePath, beside: list[str], *, is_last: bool) -> list[str]:
        """A key with its value. One comment stands beside it, several stand above, and so does any of a text of
        several lines, where it would look like a part of the text."""
        head, body = self._value(key, node, here, is_last=is_last)
        line = f"{key}: {head}" if head else f"{key}:"
        if len(beside) == 1 and not (head and body):
            return [f"{line}  {beside[0]}", *body]
        return [*beside, line, *body]

    def _value(self, key: str, node: Node, here: NodePath, *, is_last: bool) -> tuple[str, list[str]]:
        """What stands in the line of the key, and the lines below it."""
        if isinstance(node, MapNode):
            return "", _indented(self._mapping(node, here, _PARTS[key]))
        if isinstance(node, ListNode):
            return ("", self._entries(key, node, here, is_last)) if of_mappings(node) else (self._flow(key, node), [])
        assert isinstance(node, ScalarNode)
        head, *body = self._scalar(key, node.value).split("\n")
        return head, body

    def _entries(self, key: str, node: ListNode, here: NodePath, is_last: bool) -> list[str]:
        """A dash for each entry. What stands at the end of the list would stand over a key that follows it, so it
        goes into the last entry there."""
        lines: list[str] = []
        for position, entry in enumerate(node.entries):
            assert isinstance(entry, MapNode)
            path = (*here, position)
            if key == "sections" and position:
                lines.append("")
            lines += self.comments.above.get(path, [])
            lines += _dashed(self._mapping(entry, path, _PARTS[key]))
        below = self.comments.below.get(here, [])
        return lines + (below if is_last else _indented(below))

    def _flow(self, key: str, node: ListNode) -> str:
        texts = [entry.value for entry in node.entries if isinstance(entry, ScalarNode)]
        spelled = [self._scalar(key, text, flow=True) for text in texts]
        # Spelled in two ways, a unit is written twice; the file says it once. Aliases are what is written.
        return f"[{', '.join(spelled if key == 'aliases' else dict.fromkeys(spelled))}]"

    def _scalar(self, key: str, text: str, *, flow: bool = False) -> str:
        if key in _PLAIN:
            return text
        if key in _TERMS:
            return spell(read_term(text), self.plan.language)
        if key in _UNITS:
            unit = self.plan.registry.get(text)
            assert unit is not None
            return _one_line(unit.display, flow=flow)
        return _one_line(text.strip(), flow=True) if flow else _text(text)


def _is_empty(node: Node) -> bool:
    """Whether an optional value is the same as absent."""
    if isinstance(node, ScalarNode):
        return not node.value.strip() or node.absent
    return isinstance(node, ListNode) and not node.entries


def _text(text: str) -> str:
    """A text as the value of a key: several lines under `|`, or `|-` where no line break ends the last."""
    stripped = text.strip()
    if INVISIBLE.search(stripped):
        return _one_line(stripped)
    written = block(stripped, "  ", "\n")
    return "|" + written.removeprefix("|-") if written.startswith("|-\n") and text.endswith("\n") else written


def _one_line(text: str, *, flow: bool = False) -> str:
    """A text in one line; what cannot be seen is written as an escape, so that it can."""
    if not INVISIBLE.search(text):
        return scalar(text, flow=flow)
    return INVISIBLE.sub(lambda found: escape(found[0]), quoted(text))


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


def _dashed(lines: list[str]) -> list[str]:
    """An entry of a list: comments over its first key stand over its dash."""
    first = next(at for at, line in enumerate(lines) if not line.startswith("#"))
    return [*lines[:first], f"- {lines[first]}", *_indented(lines[first + 1 :])]
