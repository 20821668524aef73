"""The format of a plan file: a pydantic model for each part, from which the JSON Schema for editors is made as well.

This is the only declaration of the keys: docs/format_table.py generates `format_table.py` from it, which all that
must not import pydantic reads. The descriptions are for programmers; editors show the Kyrgyz ones of
`messages/schema_texts.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import PydanticCustomError

from talplan.domain.language import Language
from talplan.domain.plan_year import PlanYear
from talplan.domain.spell_terms import offered_terms
from talplan.messages.schema_texts import CALENDAR_YEAR, KEYS, MISSING, OTHER_KEYS, PARTS, TODAY, Key
from talplan.planfile import scalars

FREE = ["string", "number", "boolean"]
"""The types that other YAML readers may give to a text: they read `142` as a number and `no` as a boolean."""


def _validator(read: Callable[[object], object]) -> PlainValidator:
    """Return pydantic's validator for a function of `scalars`; an error has the code of the refusal as its type."""

    def validate(value: object) -> object:
        try:
            return read(value)
        except scalars.Refused as refused:
            raise PydanticCustomError(refused.code, "") from None

    return PlainValidator(validate)


def _empty_is_absent(value: object) -> object:
    """Return None for an empty text or list, which is the same as an absent one."""
    if isinstance(value, str) and not value.strip():
        return None
    return None if value == [] else value


_TODAY = "${CURRENT_YEAR:2025}-${CURRENT_MONTH:10}-${CURRENT_DATE:14}"
"""Today's date, as a snippet: editors without these variables insert the default date."""

_NUMBER = {"type": ["integer", "string"], "minimum": 1, "pattern": "^[1-9][0-9]*$"}
_DAY = {
    "type": "string",
    "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "defaultSnippets": [{"label": TODAY, "body": _TODAY}],
}
_YEAR = {"type": ["integer", "string"], "minimum": 1000, "maximum": 9998, "pattern": "^[0-9]{4}(-[0-9]{4})?$"}
_MONTH = {"type": ["integer", "string"], "minimum": 1, "maximum": 12, "pattern": "^([1-9]|1[0-2])$"}
_TERM = {"type": "string", "pattern": r"\S"}
_DUE = {
    **_TERM,
    "defaultSnippets": [{"label": spelling, "body": spelling} for spelling in offered_terms(Language.KY)],
}


def _one_as_list(value: object) -> object:
    """Return a text as a list of one; a mapping is reported as a text of the wrong type."""
    if isinstance(value, dict):
        raise PydanticCustomError("text-type", "")
    return [value] if isinstance(value, str) else value


_FREE_TEXT = {"type": FREE, "pattern": r"\S"}
_TEXT_OR_LIST = {"type": [*FREE, "array"], "pattern": r"\S", "items": _FREE_TEXT}
_LANGUAGE = {"enum": [str(code) for code in Language]}

# The text at the end is for format_table.py, which names the kind of the value; pydantic ignores it.
Text = Annotated[str, _validator(scalars.text), WithJsonSchema(_FREE_TEXT), "text"]
TextOrList = Annotated[list[Text], BeforeValidator(_one_as_list), WithJsonSchema(_TEXT_OR_LIST), "bare"]
UnitName = Annotated[str, _validator(scalars.text), WithJsonSchema(_FREE_TEXT), "unit"]
Number = Annotated[int, _validator(scalars.whole_number), WithJsonSchema(_NUMBER), "number"]
Day = Annotated[date, _validator(scalars.calendar_day), WithJsonSchema(_DAY), "date"]
Year = Annotated[PlanYear, _validator(scalars.plan_year), WithJsonSchema(_YEAR), "year"]
Month = Annotated[int, _validator(scalars.month_number), WithJsonSchema(_MONTH), "month"]
LanguageCode = Annotated[str, _validator(scalars.language), WithJsonSchema(_LANGUAGE), "language"]
TermText = Annotated[object, _validator(scalars.term), WithJsonSchema(_TERM), "term"]
DueText = Annotated[object, _validator(scalars.term), WithJsonSchema(_DUE), "term"]

Optional = BeforeValidator(_empty_is_absent)


def _title(name: str) -> str:
    return name.removesuffix("Part")


class Part(BaseModel):
    """A mapping of the file; a key without a field is an error."""

    model_config = ConfigDict(extra="forbid", strict=True, model_title_generator=lambda part: _title(part.__name__))


class ApprovedPart(Part):
    """Who approved the document, when, by which order: printed as the mark of approval."""

    model_config = ConfigDict(json_schema_extra={"type": ["object", "null"]})

    by: Text = Field(description="Post and name of who approved it.", examples=["Ректор А. Б. Асанов"])
    date: Day = Field(description="The day of the approval: YYYY-MM-DD.", examples=["2025-08-28"])
    order: Annotated[Text | None, Optional] = Field(None, description="The order.", examples=["Буйрук № 142"])


class SignaturePart(Part):
    """Someone who signs at the end of the document."""

    post: Text = Field(description="The post.", examples=["Окуу бөлүмүнүн башчысы"])
    name: Annotated[Text | None, Optional] = Field(
        None, description="The name; a place for one where absent.", examples=["А. Б. Асанова"]
    )


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
    """A mark of what is done."""

    date: Day = Field(description="When it was done: YYYY-MM-DD.", examples=["2025-10-14"])
    term: Annotated[TermText | None, Optional] = Field(
        None, description="Which of the item's terms; all of them where absent.", examples=["октябрь"]
    )
    by: Annotated[list[UnitName] | None, Optional] = Field(
        None,
        description="Whose part: the item's own units; all of them where absent.",
        examples=[["Окуу бөлүмү"]],
    )
    note: Annotated[Text | None, Optional] = Field(None, description="A remark.", examples=["Темалар бекитилди"])
    evidence: Annotated[TextOrList | None, Optional] = Field(
        None,
        description="An order's number, a path or an address; a list if there are several.",
        examples=["Буйрук № 142", ["Буйрук № 142", "https://example.org/protocol.pdf"]],
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
        description="When: months, days, deadlines, quarters, half-years, semesters or standing terms.",
        examples=[["октябрь-ноябрь"], ["15-сентябрга чейин", "жыл бою"], ["2025-10-14"]],
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
    year: Year = Field(
        description="The academic year: two years in a row; or a calendar year.", examples=["2025-2026", "2025"]
    )
    first_month: Annotated[Month | None, Optional] = Field(
        None,
        description="The month in which the academic year begins; 8 where absent. A calendar year begins in 1.",
        examples=[8],
    )
    language: Annotated[LanguageCode | None, Optional] = Field(
        None, description="The language of the file's terms: ky, ru or en; ky where absent.", examples=["ky"]
    )
    approved: Annotated[ApprovedPart | None, Optional] = Field(
        None,
        description="Who approved the document: printed as the mark of approval.",
        examples=[{"by": "Ректор А. Б. Асанов", "date": "2025-08-28", "order": "Буйрук № 142"}],
    )
    signatures: Annotated[list[SignaturePart] | None, Optional] = Field(
        None,
        description="Who signs at the end of the document.",
        examples=[[{"post": "Окуу бөлүмүнүн башчысы", "name": "А. Б. Асанова"}]],
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
    """Pydantic's schema without generated titles and defaults of null, which tell the user of an editor nothing."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        """Allow null in the value's own schema: with `anyOf`, language servers do not show the `errorMessage`."""
        inner = self.generate_inner(schema["schema"])
        if "$ref" in inner:  # a part, whose own schema allows null
            return {"allOf": [inner]}  # as older versions of pydantic write a $ref with a description
        if "enum" in inner:
            return {**inner, "enum": [*inner["enum"], None]}
        types = inner["type"] if isinstance(inner["type"], list) else [inner["type"]]
        return {**inner, "type": [*types, "null"]}

    def normalize_name(self, name: str) -> str:
        return _title(name)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan file for editors, with the descriptions and the snippets that they show."""
    schema = PlanPart.model_json_schema(schema_generator=_Generator)
    for name, part in {"Plan": schema, **schema["$defs"]}.items():
        _add_snippet(name, part)
        _add_words(name, part)
    schema["if"] = {"properties": {"year": {"pattern": "^[0-9]{4}$"}}}  # or a number, which has no pattern
    schema["then"] = {"properties": {"first_month": {"enum": [1, "1", None, ""], "errorMessage": CALENDAR_YEAR}}}
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema}


def _add_snippet(name: str, part: dict[str, Any]) -> None:
    """Let completion insert a new part with its required keys."""
    if label := PARTS[name].new:
        keys = [(key, part["properties"][key]) for key in part["required"]]
        body = {key: _placeholder(stop, value) for stop, (key, value) in enumerate(keys, start=1)}
        part["defaultSnippets"] = [{"label": label, "description": PARTS[name].what, "body": body}]


def _placeholder(stop: int, value: dict[str, Any]) -> str:
    """Return an example as a tab stop of a snippet, over which the user types; for a date, today's."""
    example = value["examples"][0]
    if value.get("pattern") == _DAY["pattern"]:
        return _TODAY
    if isinstance(example, list):
        return f"[${{{stop}:{', '.join(example)}}}]"
    return f"${{{stop}:{example}}}"


def _add_words(name: str, part: dict[str, Any]) -> None:
    """Add the Kyrgyz texts; each required key has a schema of its own, so that its absence has a message of its own."""
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
    part["properties"] = {key: _describe(KEYS[f"{name}.{key}"], value) for key, value in keys.items()}


def _describe(words: Key, value: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a key with the Kyrgyz texts."""
    schema = {**value, "$comment": value["description"], "description": words.what}
    if "allOf" in schema:  # a part, which has texts of its own; completion follows only a bare $ref
        return {**schema.pop("allOf")[0], **schema}
    schema["errorMessage"] = words.how
    if schema.pop("minItems", None):
        schema["contains"] = {}  # the same condition, for which language servers show the `errorMessage`
    if "$ref" not in schema.get("items", {"$ref": ""}):
        schema["items"] = {**schema["items"], "errorMessage": words.how}
    return schema
