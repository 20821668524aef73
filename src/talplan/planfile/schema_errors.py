"""Pydantic's errors as problems. One mistake makes one problem: a misspelt key is read as the key that was meant, and
a value that has a problem gets no second one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from talplan.planfile.format_table import Key, part_at
from talplan.planfile.nodes import (
    Data,
    ListNode,
    MapNode,
    Node,
    NodePath,
    ScalarNode,
    build_data,
    find_place,
    key_at,
    last_key,
    node_at,
    walk,
)
from talplan.planfile.rules import RULES, schema_rules
from talplan.planfile.source_text import Source
from talplan.problem import Problem

MOST_GUESSES = 200
"""With more problems than this, unknown keys get no hint; nor do wrong values, each counted once."""
_DASHES = "-–— "
_TYPES = {
    "list_type": "list",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "text-type": "text",
}
"""Pydantic's and our own codes for a value of the wrong type → the type that is expected."""


def check_schema(root: Node, source: Source) -> tuple[list[Problem], frozenset[NodePath]]:
    """Return what the schema refuses, as problems and as the paths of the values that may not be used."""
    checker = _Checker(root, source)
    checker.check()
    return checker.problems, frozenset(checker.bad)


class _Checker:
    """Collects what the schema refuses in one file."""

    def __init__(self, root: Node, source: Source) -> None:
        self.root = root
        self.source = source
        self.problems: list[Problem] = []
        self.bad: set[NodePath] = set()
        self.reported: set[NodePath] = set()
        """Values, or absent keys, that have a problem already."""
        self.misspelt: set[NodePath] = set()
        """Keys that are read as others: a wrong type of their values is no second problem."""
        self.hints: dict[tuple[str, str], list[str]] = {}
        """What was probably meant by a wrong value, by the code of the rule and the text."""

    def check(self) -> None:
        self._refused_nodes()
        errors = _schema_errors(build_data(self.root))
        while self._unknown_keys(errors):
            errors = _schema_errors(build_data(self.root))  # in which the misspelt keys are spelled right
        for error in errors:
            if error["type"] != "extra_forbidden":
                self._value(error)

    def _refused_nodes(self) -> None:
        for path, node in walk(self.root):
            if node.refused:
                self.bad.add(path)
                self.reported.add(path)
            if isinstance(node, MapNode):
                # Of a repeated key the first value is checked, but it may not be the right one.
                self.bad.update((*path, key.value) for key in node.keys if key.refused)

    # --- keys -----------------------------------------------------------------------------------------------

    def _unknown_keys(self, errors: list[Any]) -> bool:
        """Report the unknown keys; return whether one was read as another, which has to be validated again."""
        missing = {tuple(error["loc"]) for error in errors if error["type"] == "missing"}
        paths = [tuple(error["loc"]) for error in errors if error["type"] == "extra_forbidden"]
        fresh = [path for path in paths if path not in self.reported]
        self.reported.update(fresh)
        beside = Counter(path[:-1] for path in fresh)
        alone = {path for path in fresh if beside[path[:-1]] == 1}
        renamed = [self._unknown_key(path, missing if path in alone else set()) for path in fresh]
        return any(renamed)

    def _unknown_key(self, path: NodePath, missing: set[NodePath]) -> bool:
        parent, key = node_at(self.root, path[:-1]), key_at(self.root, path)
        assert isinstance(parent, MapNode)
        assert key is not None
        known = {known.name: known for known in part_at(path[:-1])}
        values: dict[str, Any] = {"key": key.value, "known": [*known]}
        place = self.source.place(key.start, max(key.end, key.start + 1))
        if kind := self._kind_of_stray(path, parent):
            self.problems.append(schema_rules.UnknownKey(place, kind=kind, **values))
            return False
        likely = []
        if len(self.problems) < MOST_GUESSES:
            value = parent.values[parent.find(key.value)]
            near = _nearest_keys(key.value, tuple(name for name in known if name not in parent.index))
            fitting = [name for name in near if isinstance(value, _node_type(known[name]))]
            likely = fitting or self._only_missing(path, missing) or near
        self.problems.append(schema_rules.UnknownKey(place, nearest=likely, **values))
        if likely:
            parent.rename(key.value, likely[0])
            self.misspelt.add((*path[:-1], likely[0]))
        return bool(likely)

    def _only_missing(self, path: NodePath, missing: set[NodePath]) -> list[str]:
        """Return the only missing key beside a key that is like none, if the value is of its type."""
        lacking = [other[-1] for other in missing if other[:-1] == path[:-1]]
        value = node_at(self.root, path)
        return [key.name for key in part_at(path[:-1]) if lacking == [key.name] and isinstance(value, _node_type(key))]

    def _kind_of_stray(self, path: NodePath, parent: MapNode) -> str:
        """Return how a key lost its place in the entry above it: "dash", "no-dash", "indent"; "" for any other key."""
        name = str(path[-1])
        bare = name.lstrip(_DASHES)
        for above, entry in self._entries_above(parent, path):
            if all(bare != key.name for key in part_at(above)):
                continue
            if bare != name or entry.find(bare) == 0:
                kind = "dash" if bare != name else "no-dash"
            elif entry.find(name) < 0:
                kind = "indent"
                self.reported.add((*above, name))
            else:
                continue
            # The list goes on elsewhere.
            self.bad.add(above[:-1])
            return kind
        return ""

    def _entries_above(self, parent: MapNode, path: NodePath) -> Iterator[tuple[NodePath, MapNode]]:
        """Yield the last entry of the list before a key, the last entry of the last list in that, and so on."""
        node: Node = parent
        stop = parent.find(str(path[-1]))
        here = path[:-1]
        while isinstance(node, MapNode):
            before = [node.find(key.name) for key in part_at(here) if key.kind == "part"]
            lists = [index for index in before if 0 <= index < stop and isinstance(node.values[index], ListNode)]
            above = node.values[index := max(lists)] if lists else None
            if not isinstance(above, ListNode) or not above.entries:
                return
            here = (*here, node.keys[index].value, len(above.entries) - 1)
            node = above.entries[-1]
            if isinstance(node, MapNode):
                stop = len(node.keys)
                yield here, node

    # --- values ---------------------------------------------------------------------------------------------

    def _value(self, error: Any) -> None:
        path: NodePath = tuple(error["loc"])
        kind = error["type"]
        self.bad.add(path)
        if path in self.reported or (path in self.misspelt and kind in _TYPES):
            return
        if kind == "missing":
            self._missing(path)
        elif error["input"] is None or kind in ("too_short", "empty-value"):
            self._empty(path)
        elif kind in _TYPES:
            self._wrong_type(path, _TYPES[kind])
        else:
            text = str(error["input"])
            place = find_place(self.root, path, self.source)
            self.problems.append(RULES[kind](place, text=text, nearest=self._nearest_values(kind, text)))

    def _missing(self, path: NodePath) -> None:
        parent = node_at(self.root, path[:-1])
        assert isinstance(parent, MapNode)
        if any(key.refused and key.value not in parent.index for key in parent.keys):
            return  # a merge key or a complex key may be in its place
        self.problems.append(schema_rules.MissingKey(find_place(self.root, path[:-1], self.source), key=path[-1]))

    def _empty(self, path: NodePath) -> None:
        node = node_at(self.root, path)
        kind = "entry" if isinstance(path[-1], int) else str(path[-1])
        if node is not None and node.start == node.end and self._commented_out(node.end):
            kind = "hash"
        self.problems.append(
            schema_rules.EmptyValue(find_place(self.root, path, self.source), key=last_key(path), kind=kind)
        )

    def _commented_out(self, offset: int) -> bool:
        rest = self.source.text[offset : offset + 200].lstrip(" \t")
        return rest[:1] == "#" and rest[1:2].isalnum()

    def _wrong_type(self, path: NodePath, expected: str) -> None:
        node = node_at(self.root, path)
        text = node.value if isinstance(node, ScalarNode) else ""
        first = ""
        if not path:
            expected = "plan"
        elif expected == "mapping":
            first = part_at(path)[0].name
        elif expected == "list" and any(key.name == path[-1] and key.kind != "part" for key in part_at(path[:-1])):
            text = text.strip("[] ") or "…"
        elif expected == "list":
            expected = "parts"
            first = part_at(path)[0].name
        if path and isinstance(path[-1], int):
            expected = f"entry-{expected}"
        place = find_place(self.root, path, self.source)
        self.problems.append(schema_rules.WrongType(place, key=last_key(path), kind=expected, text=text, first=first))

    def _nearest_values(self, kind: str, text: str) -> list[str]:
        if (kind, text) not in self.hints:
            node = node_at(self.root, ("language",))
            language = node.value if isinstance(node, ScalarNode) else ""
            found = _nearest_values(kind, text, language) if len(self.hints) < MOST_GUESSES else []
            self.hints[kind, text] = found
        return self.hints[kind, text]


def _node_type(key: Key) -> type[Node]:
    """Return the type of node that the value of a key has."""
    if key.is_list:
        return ListNode
    return MapNode if key.kind == "part" else ScalarNode


def _schema_errors(data: Data) -> list[Any]:
    from pydantic import ValidationError

    from talplan.planfile.schema import PlanPart

    try:
        PlanPart.model_validate(data)
    except ValidationError as error:
        return list(error.errors(include_url=False))
    return []


@lru_cache(maxsize=256)
def _nearest_keys(key: str, known: tuple[str, ...]) -> list[str]:
    from difflib import get_close_matches

    from talplan.domain.spelling import nearest

    # `nearest` reads Latin as Kyrgyz, which turns `тask` into `task`, but does not see that yaer is near year.
    return nearest(key, known) or get_close_matches(key.casefold(), known)


def _nearest_values(kind: str, text: str, language: str) -> list[str]:
    """Return what may have been meant by a wrong year, date or term."""
    from talplan.domain.language import Language
    from talplan.domain.suggestions import nearest_terms

    if kind == "bad-year":
        match = re.fullmatch(r"([0-9]{4})\W+(?:[0-9]{2})?([0-9]{2})", text.strip())
        first = int(match[1]) if match else 0
        return [f"{first}-{first + 1}"] if match and (first + 1) % 100 == int(match[2]) else []
    if kind not in ("unknown-term", "ambiguous-term", "disputed-month", "bad-date"):
        return []
    near = nearest_terms(text, Language(language) if language in list(Language) else Language.KY)
    return near if kind != "bad-date" else [hint for hint in near if hint[:1].isdecimal()]
