"""The JSON Schema for editors says what `talplan check` says, as far as a schema can."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from running import PLAN, run
from talplan.domain.language import Language
from talplan.domain.read_terms import read_term
from talplan.domain.spell_terms import spell
from talplan.messages.schema_texts import KEYS, PARTS

CASES = Path(__file__).parent / "cases" / "checks"
FILE = PLAN.parent / "plan.schema.json"
SCHEMA = json.loads(FILE.read_text(encoding="utf-8"))
GOOD = [*sorted(CASES.glob("*/good.yaml")), PLAN]
SHAPES = ("unknown-key", "missing-key", "empty-value", "wrong-type", "bad-number", "bad-date", "bad-year")


def plain(value: Any) -> Any:
    """What a YAML reader that follows version 1.1 makes of it, dates as the text that they are in JSON."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return str(value) if isinstance(value, date) else value


def as_text(text: str) -> Any:
    """Every value as the text that stands there."""
    return yaml.load(text, yaml.BaseLoader)


def valid(value: Any) -> bool:
    return bool(jsonschema.Draft7Validator(SCHEMA).is_valid(value))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


def test_file_is_what_the_command_prints() -> None:
    assert FILE.read_text(encoding="utf-8") == run("schema").stdout


def test_schema_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert PLAN.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=plan.schema.json\n")


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.parent.name)
def test_good(path: Path) -> None:
    assert valid(plain(yaml.safe_load(text_of(path))))
    assert valid(as_text(text_of(path)))


@pytest.mark.parametrize("code", [*SHAPES, "bad-first-month", "bad-language"])
def test_bad(code: str) -> None:
    assert not valid(as_text(text_of(CASES / code / "bad.yaml")))


@pytest.mark.parametrize("year", ["year: 2025", "year: '2025'"])
@pytest.mark.parametrize(
    ("first_month", "right"), [("", True), ("first_month:", True), ("first_month: 1", True), ("first_month: 9", False)]
)
def test_a_calendar_year_begins_in_january(year: str, first_month: str, right: bool) -> None:
    text = text_of(CASES / "bad-year" / "good.yaml").replace("year: 2025-2026", f"{year}\n{first_month}")
    assert valid(plain(yaml.safe_load(text))) is right


@pytest.mark.parametrize("text", ["142", "no", "12:30:45", "1.10", "true", '"142"'])
def test_free_text(text: str) -> None:
    good = text_of(CASES / "hash-in-text" / "good.yaml")
    found = good.replace('"Буйрук #142"', text)
    assert found != good
    assert valid(plain(yaml.safe_load(found)))


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_optional_keys_may_be_null(text: str) -> None:
    keys = {
        "units:\n": "first_month: {0}\nlanguage: {0}\nunits:\n",
        "- name: Окуу бөлүмү\n": "- name: Окуу бөлүмү\n  short: {0}\n  aliases: {0}\n  part_of: {0}\n",
        "  items:\n": "  title: {0}\n  items:\n",
        "    due: [сентябрь]\n": "    due: [сентябрь]\n    done: {0}\n    notes: {0}\n    cancelled: {0}\n",
    }
    found = text_of(CASES / "unknown-key" / "good.yaml")
    for old, new in keys.items():
        assert found.count(old) == 1
        found = found.replace(old, new.format(text))
    assert valid(yaml.safe_load(found))


def parts() -> dict[str, dict[str, Any]]:
    """Every mapping of a plan, by the name that the schema has for it."""
    return {"Plan": SCHEMA, **SCHEMA["$defs"]}


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of every part, with what the schema says of it."""
    for name, part in parts().items():
        for key, value in part["properties"].items():
            yield f"{name}.{key}", value


def valid_as(value: dict[str, Any], found: Any) -> bool:
    return bool(jsonschema.Draft7Validator({**value, "$defs": SCHEMA["$defs"]}).is_valid(found))


@pytest.mark.parametrize("name", parts())
def test_every_part_is_described(name: str) -> None:
    part = parts()[name]
    assert not name.endswith("Part")
    assert part["title"] == PARTS[name].title
    assert part["description"] == PARTS[name].what
    assert part["description"].endswith(".")
    assert part["$comment"].endswith(".")
    assert part["additionalProperties"] is False
    assert all(key in part["errorMessage"] for key in part["properties"])
    for asked in part["allOf"]:
        assert asked["errorMessage"].startswith(f"«{asked['required'][0]}» ")


def test_every_key_has_words() -> None:
    assert {*KEYS} == {key for key, _ in entries()}


@pytest.mark.parametrize(("key", "value"), [*entries()], ids=lambda value: value if isinstance(value, str) else "")
def test_every_key_is_described(key: str, value: dict[str, Any]) -> None:
    assert value["description"] == KEYS[key].what
    assert value["description"].endswith(".")
    assert value["$comment"].endswith(".")
    assert value["examples"]
    assert "title" not in value
    for example in value["examples"]:
        assert valid_as(value, example), example


@pytest.mark.parametrize(
    ("key", "value"),
    [(key, value) for key, value in entries() if "$ref" not in value],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_message_ends_with_an_example_that_holds(key: str, value: dict[str, Any]) -> None:
    message = value["errorMessage"]
    assert message == KEYS[key].how
    example = as_text(message.partition("мисалы: ")[2])
    if isinstance(example, list):  # the first line of an entry, which has keys of its own
        part = SCHEMA["$defs"][value["items"]["$ref"].rpartition("/")[2]]
        assert [*example[0]] == [*part["properties"]][:1]
    else:
        assert [*example] == [key.partition(".")[2]]
        assert valid_as(value, *example.values())


@pytest.mark.parametrize("name", [name for name, part in parts().items() if "defaultSnippets" in part])
def test_every_snippet_is_a_whole_entry(name: str) -> None:
    part = parts()[name]
    [snippet] = part["defaultSnippets"]
    text = "\n".join(f"{key}: {value}" for key, value in snippet["body"].items())
    assert valid_as(part, as_text(re.sub(r"\$\{\w+:([^}]*)\}", r"\1", text)))


def test_offered_terms_are_terms() -> None:
    offered = SCHEMA["$defs"]["Item"]["properties"]["due"]["items"]["defaultSnippets"]
    assert [one["label"] for one in offered] == [spell(read_term(one["body"]), Language.KY) for one in offered]
