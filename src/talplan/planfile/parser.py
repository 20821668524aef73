"""YAML text to nodes with their places, from the parser's events: with a stack of its own, so that neither deep nesting
nor an anchor can do harm."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from talplan.planfile.nodes import ListNode, MapNode, Node, ScalarNode
from talplan.planfile.rules import yaml_rules as rules
from talplan.planfile.source_text import Source, refused_characters, without_refused
from talplan.planfile.syntax_errors import build_problem
from talplan.problem import Place, Problem

MAX_DEPTH = 50

_HALF = re.compile("[\ud800-\udfff]")
_CONFLICT = re.compile(r"^([<=>])\1{6}(?= |\r?$)[^\r\n]*", re.MULTILINE)
_PROPERTY = re.compile(r"(?:\s|#.*\n)*([&!][^\s,\[\]{}]*)")


def slow() -> bool:
    """Whether PyYAML was installed without libyaml: its parser in Python gives the same result ten times slower."""
    import yaml

    return not hasattr(yaml, "CSafeLoader")


def parse(source: Source) -> tuple[Node | None, list[Problem]]:
    """Return the document as nodes, and every problem with the text as YAML or with our limits.

    The node is None if the text is empty or cannot be read to its end.
    """
    if conflicts := list(_conflicts(source)):
        return None, conflicts
    problems = list(refused_characters(source))
    # A refused character is reported once, above; the text around it is still read.
    readable = without_refused(source.text) if problems else source.text
    builder = _Builder(source, readable)
    node = builder.build()
    if builder.parser_limit is not None:
        # libyaml's scanner reads ahead and stops at its own depth limit, far above ours, before it reports the
        # brackets that it has seen. Without the rest of the text it reports them, and our limit applies.
        builder = _Builder(source, readable[: builder.parser_limit])
        node = builder.build()
    if builder.broken is None:
        return node, problems + builder.problems
    return None, _one_of_neighbours(problems, builder.problems, builder.broken)


def _conflicts(source: Source) -> Iterator[Problem]:
    """Yield unresolved merge conflicts; in a file that has one, nothing else is worth reporting."""
    opening, halves = None, 1
    for mark in _CONFLICT.finditer(source.text):
        if mark[1] == "<":
            opening, halves = mark, 1
        elif mark[1] == "=":
            halves = 2
        elif opening and halves == 2:
            line = source.place(mark.start()).line
            yield rules.ConflictMark(source.place(opening.start(), opening.end()), line=line)
            opening = None


def _one_of_neighbours(refused: list[Problem], others: list[Problem], broken: Problem) -> list[Problem]:
    """Return the problems with only one of those on the line where the parser stopped and the line above: they are
    probably the same mistake."""
    lines = range(broken.place.line - 1, broken.place.line + 1)
    kept = [problem for problem in others if problem.place.line not in lines]
    if any(problem.place.line in lines for problem in refused):
        return [*refused, *kept]
    return [*refused, *kept, broken]


class _Stop(Exception):
    """Stops the parsing; the rest of the text is not read."""


class _Builder:
    """Builds the nodes in one pass over the parser's events."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.text = text
        self.problems: list[Problem] = []
        self.broken: Problem | None = None
        self.parser_limit: int | None = None
        self.root: Node | None = None
        self.documents = 0
        self.stack: list[ListNode | MapNode] = []
        self.last_quote = (0, 0)
        # The mapping that runs into the next entry of a list, because its dash is missing.
        self.run_on: MapNode | None = None

    def build(self) -> Node | None:
        import yaml

        loader = yaml.SafeLoader if slow() else yaml.CSafeLoader
        try:
            handlers = self._handlers()
            for event in yaml.parse(self.text, loader):
                if handle := handlers.get(type(event)):
                    handle(event)
        except _Stop:
            if self.stack:
                return None
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # The parser in Python lets through what chr() and int() raise for an invalid escape.
            if "maximum nesting depth" in str(error):
                self.parser_limit = error.problem_mark.index  # type: ignore[union-attr]
            self.broken = build_problem(error, self.source, self.text, self.last_quote)
            return None
        return self._root()

    def _root(self) -> Node | None:
        root = self.root
        absent = isinstance(root, ScalarNode) and root.absent and not root.refused
        if root is None or absent or (isinstance(root, MapNode) and not root.keys):
            if not self.problems:
                self.problems.append(rules.EmptyFile(Place(1, 1)))
            return None
        return root

    def _handlers(self) -> dict[type[Any], Callable[[Any], None]]:
        """Return the method that handles each type of event; other events are ignored."""
        import yaml

        return {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: lambda event: self._open(event, MapNode),
            yaml.SequenceStartEvent: lambda event: self._open(event, ListNode),
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents == 2:
            self._refuse(rules.SecondDocument, event)
            raise _Stop

    def _alias(self, event: Any) -> None:
        if not self._merged():
            self._refuse(rules.Anchor, event, name=f"*{event.anchor}")
        node = ScalarNode(event.start_mark.index, event.end_mark.index, self._in_flow(), "", "")
        node.refused = True
        self._add(node)

    def _merged(self) -> bool:
        """Whether this is the value of a merge key, which has been reported."""
        parent = self.stack[-1] if self.stack else None
        return isinstance(parent, MapNode) and len(parent.keys) > len(parent.values) and parent.keys[-1].value == "<<"

    def _refuse(self, rule: type[Problem], event: Any, **values: str) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self.problems.append(rule(self.source.place(start, max(end, start + 1)), **values))

    def _properties(self, event: Any) -> None:
        """Report the anchor and the tag in front of a value."""
        offset = event.start_mark.index
        while match := _PROPERTY.match(self.text, offset):
            place = self.source.place(match.start(1), match.end(1))
            if match[1].startswith("&"):
                self.problems.append(rules.Anchor(place, name=match[1]))
            else:
                self.problems.append(rules.Tag(place, tag=match[1]))
            offset = match.end()

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        start, end = event.start_mark.index, event.end_mark.index
        style = event.style or ""
        # The style of a plain scalar is None or "", depending on the version of libyaml.
        node = ScalarNode(start, end, self._in_flow(), event.value, style if style in "'\"|>" else "")
        if node.style in ("|", ">"):
            node.last = self._block_scalar_end(start, end)
        elif node.style:
            if _HALF.search(event.value):
                raise ValueError  # half of a surrogate pair, which libyaml refuses and the parser in Python accepts
            self.last_quote = (start, end)
        self._add(node)

    def _block_scalar_end(self, start: int, end: int) -> int:
        header = self.source.text[start : self.source.text.find("\n", start)]
        if "+" in header.split("#")[0]:
            return end  # trailing empty lines are part of the text
        return start + len(self.source.text[start:end].rstrip())

    def _open(self, event: Any, kind: type[MapNode] | type[ListNode]) -> None:
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        start, end = event.start_mark.index, event.end_mark.index
        if len(self.stack) >= MAX_DEPTH:
            # In {{{{ each bracket is the key of the one before, which is the same mistake.
            self.problems = [problem for problem in self.problems if not isinstance(problem, rules.ComplexKey)]
            self._refuse(rules.TooDeep, event, limit=str(MAX_DEPTH))
            raise _Stop
        node = kind(start, end, bool(event.flow_style))
        self._add(node)
        self.stack.append(node)

    def _close(self, event: Any) -> None:
        node = self.stack.pop()
        node.end = node.last = event.end_mark.index
        if not node.flow:
            children = node.values if isinstance(node, MapNode) else node.entries
            node.last = children[-1].last
            node.end = node.last

    def _in_flow(self) -> bool:
        return bool(self.stack) and self.stack[-1].flow

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent, ListNode):
            parent.entries.append(node)
        elif len(parent.keys) > len(parent.values):
            parent.values.append(node)
        else:
            self._key(parent, node)

    def _key(self, parent: MapNode, node: Node) -> None:
        name = node.value if isinstance(node, ScalarNode) else ""
        key = ScalarNode(node.start, node.end, node.flow, name, "")
        problem = None if node.refused else self._key_problem(parent, node)
        if problem is not None:
            self.problems.append(problem)
        key.refused = node.refused or problem is not None or name in parent.index
        if not key.refused:
            parent.index[name] = len(parent.keys)
        parent.keys.append(key)

    def _key_problem(self, parent: MapNode, node: Node) -> Problem | None:
        if not isinstance(node, ScalarNode) or self._explicit(node):
            return rules.ComplexKey(self._place(node))
        if node.value == "<<" and not node.style:
            return rules.MergeKey(self._place(node))
        if node.value not in parent.index:
            return None
        first = parent.index[node.value]
        if first == 0 and len(self.stack) > 1 and isinstance(self.stack[-2], ListNode):
            self.run_on = parent
        elif self.run_on is parent:
            return None  # of an entry without its dash only the first key is reported
        line = self.source.place(parent.keys[first].start).line
        kind = "entry" if self.run_on is parent else ""
        return rules.DuplicateKey(self._place(node), key=node.value, line=line, kind=kind)

    def _place(self, node: Node) -> Place:
        return self.source.place(node.start, max(node.end, node.start + 1))

    def _explicit(self, node: ScalarNode) -> bool:
        """Whether the key is written with `? `, after which no colon has to follow on the same line."""
        if node.style in ("|", ">"):
            return True
        before = self.text[max(0, node.start - 200) : node.start]
        if (before.rstrip(" \t") if node.value else before.rstrip()).endswith("?"):
            return True
        after = self.text[node.end : node.end + 200].lstrip(" \t")
        return not node.flow and not after.startswith(":")
