"""The draft that is read without the schema: where there is one the schema agrees, and gives the same."""

import copy
from collections.abc import Iterator
from typing import Any

import format_table
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from running import PLAN
from talplan.planfile.fast_values import read_strict
from talplan.planfile.format_table import part_at
from talplan.planfile.load import load
from talplan.planfile.nodes import Data, ListNode
from talplan.planfile.partial_reader import read_partial
from talplan.planfile.schema import PlanPart
from talplan.planfile.schema_lookup import model_at, node_type, of_texts
from test_load import keys

FULL: dict[str, Any] = {
    "title": "План",
    "year": "2025-2026",
    "first_month": "9",
    "language": "ky",
    "units": [
        {"name": "Окуу бөлүмү", "short": "ОБ", "aliases": ["Бөлүм"], "part_of": "Ректорат"},
        {"name": "Ректорат"},
    ],
    "sections": [
        {
            "number": "1",
            "title": "Окуу иштери",
            "items": [
                {
                    "number": "1",
                    "task": "Сынактар\n",
                    "due": ["октябрь-ноябрь", "жыл бою", "2025-10-14"],
                    "units": ["ОБ", "Ректорат"],
                    "done": [
                        {"date": "2025-10-14", "term": "жыл бою", "by": ["ОБ"], "note": "Бүттү", "evidence": "№ 142"}
                    ],
                    "notes": [{"date": "2025-10-02", "by": "ОБ", "text": "Тизме суралды"}],
                    "cancelled": {"date": "2026-01-15", "note": "Буйрук № 7"},
                }
            ],
        }
    ],
}
"""A plan with every key that there is."""

PLACES = [
    (),
    ("units", 0),
    ("sections", 0),
    ("sections", 0, "items", 0),
    ("sections", 0, "items", 0, "done", 0),
    ("sections", 0, "items", 0, "notes", 0),
    ("sections", 0, "items", 0, "cancelled"),
]


def schema_takes(data: Data) -> bool:
    try:
        PlanPart.model_validate(data)
    except ValidationError:
        return False
    return True


def agrees(data: Data) -> bool:
    """Whether the draft can be read without the schema; if so the schema takes it and gives the same."""
    sound = read_strict(data)
    if sound is None:
        return False
    assert schema_takes(data)
    drafted = read_partial(data, frozenset())
    assert list(sound.registry) == list(drafted.registry)
    assert sound._replace(registry=drafted.registry) == drafted
    return True


def changed(path: tuple[Any, ...], key: str, value: Any = None) -> Data:
    """The full plan with another value for a key of the part at a path; without the key for None."""
    data = copy.deepcopy(FULL)
    part: Any = data
    for step in path:
        part = part[step]
    part[key] = value
    if value is None:
        del part[key]
    return data


def steps(path: tuple[Any, ...]) -> str:
    return ".".join(map(str, path)) or "plan"


def test_table_is_what_the_models_say() -> None:
    assert format_table.module_text() == format_table.FILE.read_text(encoding="utf-8"), (
        "run `python docs/format_table.py`"
    )


def test_full_plan() -> None:
    assert agrees(FULL)


@pytest.mark.parametrize("path", PLACES, ids=steps)
def test_keys_are_the_schemas(path: tuple[Any, ...]) -> None:
    """A key of the schema cannot be forgotten here, and none is needed or left out other than there."""
    fields = model_at(path).model_fields
    assert [key.name for key in part_at(path)] == [*fields]
    assert not agrees(changed(path, "more", "а"))
    for key, field in fields.items():
        assert agrees(changed(path, key)) == (not field.is_required()), key


@pytest.mark.parametrize("path", PLACES, ids=steps)
def test_lists_are_the_schemas(path: tuple[Any, ...]) -> None:
    model = model_at(path)
    for key in model.model_fields:
        is_list = node_type(model, key) is ListNode
        assert not agrees(changed(path, key, "" if is_list else ["а"])), key
        assert not agrees(changed(path, key, {"а": "б"})), key
        if is_list:
            assert agrees(changed(path, key, [])) == schema_takes(changed(path, key, [])), key
            assert not agrees(changed(path, key, [None])), key
            assert of_texts(model, key) or not agrees(changed(path, key, ["а"])), key


ODD = (
    *(None, "", " ", "0", "01", "13", "9", "1", "1" * 5000, "١", "2025-02-30", "2025-W42-2", "20251014", "2025-10-14"),
    *("2025-2027", "0000-0001", "9999-10000", "2025-2026", "ru", "KY", "октябрь", "Октябрь айы", "тогуздун айы"),
    *("2025-10-14..2025-10-01", "а", "ОБ", "а\n"),
)
VALUES = st.recursive(
    st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=4,
)


def spots(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with each of its keys or positions."""
    for step in list(data) if isinstance(data, dict) else range(len(data)):
        yield data, step
        if isinstance(data[step], dict | list):
            yield from spots(data[step])


@settings(max_examples=600)
@given(st.data())
def test_mutated_data(draw: st.DataObject) -> None:
    data = copy.deepcopy(FULL)
    for _ in range(draw.draw(st.integers(1, 2))):
        part, step = draw.draw(st.sampled_from(list(spots(data))))
        part[step] = draw.draw(VALUES)
    agrees(data)


@settings(max_examples=200)
@given(VALUES)
def test_any_data(data: Data) -> None:
    assert not agrees(data)


def test_the_plan_of_the_project() -> None:
    assert agrees(load(PLAN.read_bytes()).data)


def test_comma_in_a_name() -> None:
    """A unit that is called "Деканат, кафедра" is not two."""
    text = "title: П\nyear: 2025-2026\nunits:\n- name: Деканат, кафедра\nsections:\n- number: 1\n  items:\n"
    item = "  - number: 1\n    task: Иш\n    due: [май]\n    units: [Кафедра]\n"
    assert [problem.code() for problem in load((text + item).encode()).problems] == ["unknown-unit"]
