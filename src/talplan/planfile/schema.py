"""What each part of a plan file may say: pydantic models, which are the editors' JSON Schema too.

The descriptions here are for programmers. What an editor shows is in Kyrgyz, in `messages/keys.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import PydanticCustomError

from talplan.domain.language import Language
from talplan.domain.months import NAMES
from talplan.domain.standing_terms import STANDING
from talplan.messages.schema_texts import KEYS, MISSING, OTHER_KEYS, PARTS, TODAY, Key
from talplan.planfile import scalars

FREE = ["string", "number", "boolean"]
"""What a text may look like to other YAML readers, who take `142` for a number and `no` for a boolean."""


def _judged(read: Callable[[object], object]) -> PlainValidator:
    """A reader of values as pydantic's validator: what it refuses keeps its code."""

    def judge(value: object) -> object:
        try:
            return read(value)
        except scalars.Refused as refused:
            raise PydanticCustomError(refused.code, "") from None

    return PlainValidator(judge)


def _empty_is_absent(value: object) -> object:
    """An optional text or list that is empty is the same as absent."""
    if isinstance(value, str) and not value.strip():
        return None
    return None if value == [] else value


_TODAY = "${CURRENT_YEAR:2025}-${CURRENT_MONTH:10}-${CURRENT_DATE:14}"
"""What an editor that knows these variables replaces by the date; another one leaves the date that stands here."""

_NUMBER = {"type": ["integer", "string"], "minimum": 1, "pattern": "^[1-9][0-9]*$"}
_DAY = {
    "type": "string",
    "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "defaultSnippets": [{"label": TODAY, "body": _TODAY}],
}
_YEAR = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{4}$"}
_MONTH = {"type": ["integer", "string"], "minimum": 1, "maximum": 12, "pattern": "^([1-9]|1[0-2])$"}
_TERM = {"type": "string", "pattern": r"\S"}
_TERMS = [*NAMES[Language.KY], *(spellings[Language.KY][0] for spellings in STANDING.values())]
_DUE = {**_TERM, "defaultSnippets": [{"label": spelling, "body": spelling} for spelling in _TERMS]}

_FREE_TEXT = {"type": FREE, "pattern": r"\S"}
_LANGUAGE = {"enum": [str(code) for code in Language]}

# The text at the end names the kind of the value in format_table.py; pydantic ignores it.
Text = Annotated[str, _judged(scalars.text), WithJsonSchema(_FREE_TEXT), "text"]
UnitName = Annotated[str, _judged(scalars.text), WithJsonSchema(_FREE_TEXT), "unit"]
Number = Annotated[int, _judged(scalars.whole_number), WithJsonSchema(_NUMBER), "number"]
Day = Annotated[date, _judged(scalars.calendar_day), WithJsonSchema(_DAY), "date"]
Year = Annotated[int, _judged(scalars.academic_year), WithJsonSchema(_YEAR), "year"]
Month = Annotated[int, _judged(scalars.month_number), WithJsonSchema(_MONTH), "month"]
LanguageCode = Annotated[str, _judged(scalars.language), WithJsonSchema(_LANGUAGE), "language"]
TermText = Annotated[object, _judged(scalars.term), WithJsonSchema(_TERM), "term"]
DueText = Annotated[object, _judged(scalars.term), WithJsonSchema(_DUE), "term"]

Optional = BeforeValidator(_empty_is_absent)


def _title(name: str) -> str:
    return name.removesuffix("Part")


class Part(BaseModel):
    """A mapping of the file: a key that is not in its table is an error."""

    model_config = ConfigDict(extra="forbid", strict=True, model_title_generator=lambda part: _title(part.__name__))


class UnitPart(Part):
    """Someone who can be responsible: a department, a council, a person's office."""

    name: Text = Field(description="Full name.", examples=["Окуу бөлүмү"])
    short: Annotated[Text | None, Optional] = Field(
        None, description="Short form: shown instead of the name.", examples=["ББСЖЛжАБ"]
    )
    aliases: Annotated[list[Text] | None, Optional] = Field(
        None, description="Other spellings of the same unit.", examples=[["ОБ"]]
    )
    part_of: Annotated[UnitName | None, Optional] = Field(
        None, description="The unit that it belongs to, under any of its spellings.", examples=["Окуу бөлүмү"]
    )


class RecordPart(Part):
    """What is done of an item."""

    date: Day = Field(description="When it was done: YYYY-MM-DD.", examples=["2025-10-14"])
    term: Annotated[TermText | None, Optional] = Field(
        None, description="Which of the item's terms; all of them where absent.", examples=["октябрь"]
    )
    by: Annotated[list[UnitName] | None, Optional] = Field(
        None,
        description="Whose part: the item's own units; all of them where absent.",
        examples=[["Окуу бөлүмү"]],
    )
    note: Annotated[Text | None, Optional] = Field(
        None, description="What there is to say about it.", examples=["Темалар бекитилди"]
    )
    evidence: Annotated[Text | None, Optional] = Field(
        None, description="An order's number, a path or an address.", examples=["Буйрук № 142"]
    )


class NotePart(Part):
    """An entry of the journal: progress that finishes nothing."""

    date: Day = Field(description="The day of the note: YYYY-MM-DD.", examples=["2025-10-02"])
    by: Annotated[UnitName | None, Optional] = Field(
        None, description="One of the plan's units.", examples=["Окуу бөлүмү"]
    )
    text: Text = Field(description="What happened.", examples=["Кафедралардан тизме суралды"])


class CancelledPart(Part):
    """The item is dropped from that date on."""

    model_config = ConfigDict(json_schema_extra={"type": ["object", "null"]})

    date: Day = Field(description="From when on: YYYY-MM-DD.", examples=["2026-01-15"])
    note: Annotated[Text | None, Optional] = Field(None, description="Why.", examples=["Буйрук № 7"])


class ItemPart(Part):
    """One numbered line of the plan."""

    number: Number = Field(description="The number printed in the document, unique in its section.", examples=[30])
    task: Text = Field(description="What is to be done.", examples=["Сынактарды өткөрүү"])
    due: list[DueText] = Field(
        min_length=1,
        description="When: months, ranges of months, dates, or standing terms.",
        examples=[["октябрь-ноябрь"], ["сентябрь", "жыл бою"], ["2025-10-14"]],
    )
    units: list[UnitName] = Field(min_length=1, description="Who: the responsible units.", examples=[["Окуу бөлүмү"]])
    done: Annotated[list[RecordPart] | None, Optional] = Field(
        None, description="What is done: a record for each time.", examples=[[{"date": "2025-10-14"}]]
    )
    notes: Annotated[list[NotePart] | None, Optional] = Field(
        None,
        description="The journal: progress that finishes nothing.",
        examples=[[{"date": "2025-10-02", "text": "Кафедралардан тизме суралды"}]],
    )
    cancelled: Annotated[CancelledPart | None, Optional] = Field(
        None,
        description="Dropped from that date on: listed as cancelled, counted nowhere.",
        examples=[{"date": "2026-01-15", "note": "Буйрук № 7"}],
    )


_ITEM = {"number": 30, "task": "Сынактарды өткөрүү", "due": ["январь"], "units": ["Окуу бөлүмү"]}


class SectionPart(Part):
    """A part of the plan, with the document's heading where it has one."""

    number: Number = Field(description="The section's number, unique in the plan.", examples=[2])
    title: Annotated[Text | None, Optional] = Field(
        None, description="The heading, where the document has one.", examples=["Окуу иштери"]
    )
    items: list[ItemPart] = Field(
        description="The items in the document's order; [] where there are none.", examples=[[_ITEM], []]
    )


class PlanPart(Part):
    """A yearly plan of work."""

    title: Text = Field(
        description="The document's title.", examples=["Университеттин 2025-2026-окуу жылындагы иш планы"]
    )
    year: Year = Field(description="The academic year: two years in a row.", examples=["2025-2026"])
    first_month: Annotated[Month | None, Optional] = Field(
        None, description="The month in which the plan's year begins; 8 where absent.", examples=[8]
    )
    language: Annotated[LanguageCode | None, Optional] = Field(
        None, description="The language of the file's terms: ky, ru or en; ky where absent.", examples=["ky"]
    )
    units: list[UnitPart] = Field(
        min_length=1,
        description="The registry: everyone who can be responsible.",
        examples=[[{"name": "Окуу бөлүмү", "aliases": ["ОБ"]}]],
    )
    sections: list[SectionPart] = Field(
        min_length=1,
        description="The sections in the document's order.",
        examples=[[{"number": 1, "title": "Окуу иштери", "items": [_ITEM]}]],
    )


class _Generator(GenerateJsonSchema):
    """Pydantic's schema without what tells an editor's user nothing: made-up titles, defaults of null."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        """One schema for the value and for null: of two under `anyOf` a language server shows no `errorMessage`."""
        inner = self.generate_inner(schema["schema"])
        if "$ref" in inner:  # a part, which says itself that it may be null
            return {"allOf": [inner]}  # as old pydantic has it where words stand beside a $ref
        if "enum" in inner:
            return {**inner, "enum": [*inner["enum"], None]}
        types = inner["type"] if isinstance(inner["type"], list) else [inner["type"]]
        return {**inner, "type": [*types, "null"]}

    def normalize_name(self, name: str) -> str:
        return _title(name)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a plan file, for editors: with the words and the snippets that they show."""
    schema = PlanPart.model_json_schema(schema_generator=_Generator)
    for name, part in {"Plan": schema, **schema["$defs"]}.items():
        _offer(name, part)
        _explain(name, part)
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema}


def _offer(name: str, part: dict[str, Any]) -> None:
    """Completion makes a whole new part, with the keys that it must have."""
    if label := PARTS[name].new:
        keys = [(key, part["properties"][key]) for key in part["required"]]
        body = {key: _to_type_over(stop, value) for stop, (key, value) in enumerate(keys, start=1)}
        part["defaultSnippets"] = [{"label": label, "description": PARTS[name].what, "body": body}]


def _to_type_over(stop: int, value: dict[str, Any]) -> str:
    """An example as a snippet has it: the editor stops there and the person types over it. A date is today's."""
    example = value["examples"][0]
    if value.get("pattern") == _DAY["pattern"]:
        return _TODAY
    if isinstance(example, list):
        return f"[${{{stop}:{', '.join(example)}}}]"
    return f"${{{stop}:{example}}}"


def _explain(name: str, part: dict[str, Any]) -> None:
    """The part in Kyrgyz. Each key that must be there is asked for by itself, so that its absence has its own words."""
    words, keys = PARTS[name], part["properties"]
    first = next(iter(keys))
    example = f"{first}: {keys[first]['examples'][0]}"
    part["title"] = words.title
    part["$comment"], part["description"] = part["description"], words.what
    part["errorMessage"] = OTHER_KEYS.format(keys=words.keys, names=", ".join(keys), example=example)
    part["allOf"] = [
        {"required": [key], "errorMessage": MISSING.format(key=key, how=KEYS[f"{name}.{key}"].how)}
        for key in part.pop("required")
    ]
    part["properties"] = {key: _explained(KEYS[f"{name}.{key}"], value) for key, value in keys.items()}


def _explained(words: Key, value: dict[str, Any]) -> dict[str, Any]:
    """The key in Kyrgyz."""
    found = {**value, "$comment": value["description"], "description": words.what}
    if "allOf" in found:  # a part, which has words of its own; for a bare $ref completion knows what to offer
        return {**found.pop("allOf")[0], **found}
    found["errorMessage"] = words.how
    if found.pop("minItems", None):
        found["contains"] = {}  # the same, but of this one a language server shows the `errorMessage`
    if "$ref" not in found.get("items", {"$ref": ""}):
        found["items"] = {**found["items"], "errorMessage": words.how}
    return found
