"""YAML text → a plan, or every problem that keeps it from being one, each with its place."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from talplan.problem import Place, Problem, Severity
from talplan.rules import RULES, shape
from talplan.yamltext import (
    Data,
    MapNode,
    Node,
    Path,
    ScalarNode,
    Source,
    data_of,
    decode,
    key_at,
    node_at,
    parse,
)

if TYPE_CHECKING:
    from pydantic import BaseModel

    from talplan.plan import Plan


@dataclass(slots=True)
class Loaded:
    """What became of a file. `plan` is None where there is an error; then nothing of it may be used."""

    source: Source
    problems: list[Problem] = field(default_factory=list)
    root: Node | None = None
    data: Data = None
    plan: Plan | None = None

    @property
    def errors(self) -> list[Problem]:
        """The problems that make the file unusable."""
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]


def load(raw: bytes, today: date) -> Loaded:
    """Reads a plan from a file's bytes. `today` decides warnings alone, never whether the file is valid."""
    text, problems = decode(raw)
    loaded = Loaded(Source.of(text), problems)
    if not problems:
        enabled = gc.isenabled()
        gc.disable()  # nothing made while loading is garbage: 1.7 times as fast
        try:
            _fill(loaded, today)
        finally:
            if enabled:
                gc.enable()
    loaded.problems.sort(key=lambda problem: (problem.place, problem.code()))
    return loaded


def _fill(loaded: Loaded, today: date) -> None:
    from talplan.checks import check_plan
    from talplan.draft import plan_of, read_draft
    from talplan.texts import check_texts

    source = loaded.source
    root, problems = parse(source)
    loaded.root = root
    loaded.problems += problems
    if root is None:
        return
    shape_problems, bad = _check_shape(root, source)
    loaded.problems += shape_problems
    loaded.data = data_of(root)
    draft = read_draft(loaded.data, bad)
    for finding in check_plan(draft, today):
        loaded.problems.append(finding.rule(place_of(root, finding.path, source), **finding.values))
    loaded.problems += check_texts(root, source)
    if not loaded.errors:
        loaded.plan = plan_of(draft, lambda path: place_of(root, path, source))


def place_of(root: Node, path: Path, source: Source) -> Place:
    """Where a path stands in the text; where it does not, the nearest thing above it."""
    node = node_at(root, path)
    if node is None:
        return place_of(root, path[:-1], source) if path else Place(1, 1)
    if isinstance(node, ScalarNode) and node.start == node.end and path and isinstance(path[-1], str):
        node = key_at(root, path) or node  # nothing is written: point at its key
    if isinstance(node, MapNode) and not node.flow and node.keys:
        return source.place(node.start, node.keys[0].end)
    return source.place(node.start, node.end)


def _check_shape(root: Node, source: Source) -> tuple[list[Problem], frozenset[Path]]:
    """What the schema refuses, as problems and as paths. A misspelt key is read as the key that it is meant to
    be, so that one mistake makes one problem and what stands under the key is checked too."""
    problems: list[Problem] = []
    errors = _schema_errors(data_of(root))
    misspelt = [error for error in errors if error["type"] == "extra_forbidden"]
    for error in misspelt:
        problems.append(_unknown_key(root, error["loc"], source))
    if misspelt:
        errors = [error for error in _schema_errors(data_of(root)) if error["type"] != "extra_forbidden"]
    problems += [_shape_problem(root, error, source) for error in errors]
    return problems, frozenset(tuple(error["loc"]) for error in errors)


def _schema_errors(data: Data) -> list[Any]:
    from pydantic import ValidationError

    from talplan.schema import PlanPart

    try:
        PlanPart.model_validate(data)
    except ValidationError as error:
        return list(error.errors(include_url=False))
    return []


def _unknown_key(root: Node, path: Path, source: Source) -> Problem:
    from talplan.folding import nearest

    key = key_at(root, path)
    parent = node_at(root, path[:-1])
    assert key is not None
    assert isinstance(parent, MapNode)
    known = list(_model_at(path[:-1]).model_fields)
    written = {node.value for node in parent.keys}
    likely = [name for name in nearest(key.value, known) if name not in written]
    problem = shape.UnknownKey(source.place(key.start, key.end), key=key.value, nearest=likely, known=known)
    if likely:
        key.value = likely[0]
    return problem


def _model_at(path: Path) -> type[BaseModel]:
    """The model of the mapping at a path."""
    from talplan.schema import Part, PlanPart

    model: type[BaseModel] = PlanPart
    for step in path:
        if isinstance(step, str):
            model = next(_models_in(model.model_fields[step].annotation, Part))
    return model


def _models_in(annotation: Any, base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, base):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner, base)


def _shape_problem(root: Node, error: Any, source: Source) -> Problem:
    path: Path = tuple(error["loc"])
    kind = error["type"]
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    place = place_of(root, path, source)
    if kind == "missing":
        return shape.MissingKey(place_of(root, path[:-1], source), key=key)
    if (error["input"] is None and kind != "missing") or kind in ("too_short", "empty-value"):
        return shape.EmptyValue(place, key=key)
    expected = {
        "list_type": "list",
        "model_type": "mapping",
        "model_attributes_type": "mapping",
        "text-type": "text",
    }
    if kind in expected:
        return shape.WrongType(place, key=key, expected=expected[kind], top=not path)
    return RULES[kind](place, text=str(error["input"]), **_hint(kind, str(error["input"]), root))


def _hint(kind: str, text: str, root: Node) -> dict[str, Any]:
    from talplan.hints import nearest_terms
    from talplan.months import Language

    if kind not in ("unknown-term", "disputed-month"):
        return {}
    named = node_at(root, ("language",))
    written = named.value if isinstance(named, ScalarNode) else ""
    return {"nearest": nearest_terms(text, Language(written) if written in list(Language) else Language.KY)}
