"""Generate `src/talplan/planfile/format_table.py` from the models in `schema.py`: `python docs/format_table.py`.

A test compares the file with the models.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

FILE = Path(__file__).resolve().parent.parent / "src" / "talplan" / "planfile" / "format_table.py"

_HEAD = '''"""The keys of each part of a plan file: generated from the models in `schema.py` by docs/format_table.py.

What must not import pydantic reads this table: the reader, the formatter, the edits, diff and merge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from datetime import date

    from talplan.domain.language import Language
    from talplan.domain.plan_year import PlanYear
    from talplan.domain.terms import Term
    from talplan.planfile.nodes import NodePath

Kind = Literal["text", "number", "date", "year", "month", "language", "term", "unit", "part"]
"""What a value is; a unit is named under any of its spellings, a part is a mapping with keys of its own."""


class Key(NamedTuple):
    """A key of a part. `kind` is that of its value, or of each entry where the value is a list."""

    name: str
    kind: Kind
    part: str = ""
    """The name in PARTS of the part below the key."""
    is_list: bool = False
    required: bool = False
    filled: bool = False
    """Whether the list must have an entry."""
    bare: bool = False
    """Whether a list of one is written as its only entry; several go on lines of their own."""


PARTS: dict[str, tuple[Key, ...]] = {
'''
_PARTIAL = '''}
"""The keys of each part, in the order in which they are written. The whole file is the part `plan`."""


def part_at(path: NodePath) -> tuple[Key, ...]:
    """Return the keys of the part at a path of the format."""
    keys = PARTS["plan"]
    for step in path:
        if isinstance(step, str):
            keys = PARTS[next(key.part for key in keys if key.name == step)]
    return keys


T = TypeVar("T")

PartialList = tuple[T | None, ...]
"""The entries of a list: None in the place of one that could not be read, and a None at the end if the list itself may
lack some."""

# The values of each part that could be read, None for the others. The place of a value is the path of its part with
# the key behind it, so that no object has to be made for it: this saves a fifth of the time of reading. Nine named
# tuples in their place would take a twentieth of the time of `list`.
'''

_TYPES = {
    "text": "str",
    "unit": "str",
    "number": "int",
    "year": "PlanYear",
    "month": "int",
    "date": "date",
    "language": "Language",
    "term": "Term",
}


def module_text() -> str:
    """Return the module's text."""
    from talplan.planfile.schema import PlanPart

    models = _models(PlanPart)
    table = classes = ""
    for model in models:
        fields = model.model_fields.items()
        table += (
            f'    "{_part_name(model)}": (\n' + "".join(f"        {_key(*field)},\n" for field in fields) + "    ),\n"
        )
        classes += _class(model)
    return _HEAD + table + _PARTIAL + classes


def _class(model: Any) -> str:
    """The class of the values of a part."""
    types = {"path": "NodePath"} | {name: _type(field) for name, field in model.model_fields.items()}
    slots = ", ".join(f'"{name}"' for name in sorted(types))
    arguments = "".join(f"        {name}: {type_},\n" for name, type_ in types.items())
    body = "".join(f"        self.{name} = {name}\n" for name in types)
    return (
        f"\n\nclass {_class_name(model)}:\n    __slots__ = ({slots})\n\n"
        f"    def __init__(\n        self,\n{arguments}    ) -> None:\n{body}"
    )


def _models(model: Any) -> list[Any]:
    """The models of a plan, each above the parts that are under its keys."""
    below = [inner for field in model.model_fields.values() if (inner := _model_in(field)) is not None]
    return list(dict.fromkeys([model, *(other for inner in below for other in _models(inner))]))


def _key(name: str, field: Any) -> str:
    """The key as the call that makes it."""
    arguments = [f'"{name}"', f'"{_kind(field)}"']
    if model := _model_in(field):
        arguments.append(f'part="{_part_name(model)}"')
    facts = {
        "is_list": _is_list(field),
        "required": field.is_required(),
        "filled": any(getattr(note, "min_length", 0) for note in field.metadata),
        "bare": "bare" in _notes(field),
    }
    arguments += [f"{fact}=True" for fact, holds in facts.items() if holds]
    return f"Key({', '.join(arguments)})"


def _type(field: Any) -> str:
    """The type of a value of which some may not have been read."""
    model = _model_in(field)
    if model and _is_list(field):
        return f"tuple[{_class_name(model)}, ...]"
    name = _class_name(model) if model else _TYPES[_kind(field)]
    return f"PartialList[{name}]" if _is_list(field) else f"{name} | None"


def _kind(field: Any) -> str:
    if _model_in(field):
        return "part"
    return next(note for note in _notes(field) if note in _TYPES)


def _notes(field: Any) -> list[str]:
    """The texts in the annotations of a field."""
    inside = [note for inner in _annotations(field.annotation) for note in getattr(inner, "__metadata__", ())]
    return [note for note in (*field.metadata, *inside) if isinstance(note, str)]


def _model_in(field: Any) -> Any:
    """The model of the part, or of each part, under a key; None if its values are no mappings."""
    return next((inner for inner in _annotations(field.annotation) if hasattr(inner, "model_fields")), None)


def _is_list(field: Any) -> bool:
    return any(get_origin(inner) is list for inner in _annotations(field.annotation))


def _annotations(annotation: Any) -> Iterator[Any]:
    """An annotation and everything inside it."""
    yield annotation
    for inner in get_args(annotation):
        yield from _annotations(inner)


def _class_name(model: Any) -> str:
    return "Partial" + str(model.__name__).removesuffix("Part")


def _part_name(model: Any) -> str:
    return str(model.__name__).removesuffix("Part").lower()


if __name__ == "__main__":
    FILE.write_text(module_text(), encoding="utf-8")
