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

from typing import Literal, NamedTuple

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


PARTS: dict[str, tuple[Key, ...]] = {
'''
_FOOT = '''}
"""The keys of each part, in the order in which they are written. The whole file is the part `plan`."""


def part_at(path: tuple[int | str, ...]) -> tuple[Key, ...]:
    """Return the keys of the mapping at a path, which exists in the format."""
    keys = PARTS["plan"]
    for step in path:
        if isinstance(step, str):
            keys = PARTS[next(key.part for key in keys if key.name == step)]
    return keys
'''


def module_text() -> str:
    """Return the module's text."""
    from talplan.planfile.schema import PlanPart

    text = _HEAD
    for name, model in _parts(PlanPart).items():
        text += f'    "{name}": (\n'
        text += "".join(f"        {_key(key, field)},\n" for key, field in model.model_fields.items())
        text += "    ),\n"
    return text + _FOOT


def _parts(model: Any) -> dict[str, Any]:
    """The models of a plan by the names of their parts, each above the parts that are under its keys."""
    parts = {_part_name(model): model}
    for field in model.model_fields.values():
        for annotation in _annotations(field.annotation):
            if hasattr(annotation, "model_fields"):
                parts |= _parts(annotation)
    return parts


def _key(name: str, field: Any) -> str:
    """The key as the call that makes it."""
    annotations = list(_annotations(field.annotation))
    metadata = [
        *field.metadata,
        *(note for annotation in annotations for note in getattr(annotation, "__metadata__", ())),
    ]
    model = next((annotation for annotation in annotations if hasattr(annotation, "model_fields")), None)
    kind = "part" if model else next(note for note in metadata if isinstance(note, str))
    arguments = [f'"{name}"', f'"{kind}"']
    if model:
        arguments.append(f'part="{_part_name(model)}"')
    facts = {
        "is_list": any(get_origin(annotation) is list for annotation in annotations),
        "required": field.is_required(),
        "filled": any(getattr(note, "min_length", 0) for note in metadata),
    }
    arguments += [f"{fact}=True" for fact, holds in facts.items() if holds]
    return f"Key({', '.join(arguments)})"


def _annotations(annotation: Any) -> Iterator[Any]:
    """An annotation and everything inside it."""
    yield annotation
    for inner in get_args(annotation):
        yield from _annotations(inner)


def _part_name(model: Any) -> str:
    return str(model.__name__).removesuffix("Part").lower()


if __name__ == "__main__":
    FILE.write_text(module_text(), encoding="utf-8")
