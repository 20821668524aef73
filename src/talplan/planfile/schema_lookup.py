"""What the schema knows of a place in the file: which keys may stand there, and what under them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from talplan.planfile.nodes import ListNode, MapNode, Node, NodePath, ScalarNode
from talplan.planfile.schema import Part, PlanPart


def model_at(path: NodePath) -> type[BaseModel]:
    """The model of the mapping at a path."""
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


def node_type(model: type[BaseModel], key: str) -> type[Node]:
    """The kind of node that a key's value is."""
    annotation = model.model_fields[key].annotation
    if _is_list(annotation):
        return ListNode
    return MapNode if any(_models_in(annotation, Part)) else ScalarNode


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(map(_is_list, get_args(annotation)))


def of_texts(model: type[BaseModel], key: str) -> bool:
    """Whether a key's value is a text or a list of texts, which may stand in brackets, and has no keys of its own."""
    return not any(_models_in(model.model_fields[key].annotation, Part))
