"""What the strict reader takes the schema takes too, and then the lenient reader reads the same."""

import copy
from collections.abc import Iterator
from typing import Any

import format_table
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from running import PLAN
from talplan.planfile.format_table import part_at
from talplan.planfile.load import load
from talplan.planfile.nodes import Data, data_at
from talplan.planfile.plan_reader import read_plan
from talplan.planfile.schema import PlanPart
from test_load import keys

FULL: dict[str, Any] = {
    "title": "План",
    "year": "2025-2026",
    "first_month": "9",
    "language": "ky",
    "approved": {"by": "Ректор", "date": "2025-08-28", "order": "Буйрук № 142"},
    "signatures": [{"post": "Юрист", "name": "А. Б. Асанова"}],
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
    ("approved",),
    ("signatures", 0),
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
    """Whether the strict reader takes the data; if so the schema does too, and the lenient reader reads the same."""
    strict = read_plan(data, strict=True)
    if strict is None:
        return False
    assert schema_takes(data)
    lenient = read_plan(data, frozenset())
    assert list(strict.registry) == list(lenient.registry)
    assert values(strict.plan) == values(lenient.plan)
    assert strict._replace(plan=lenient.plan, registry=lenient.registry) == lenient
    return True


def values(part: Any) -> Any:
    """The values of a part and of the parts in it, as they compare."""
    if isinstance(part, tuple):
        return [values(entry) for entry in part]
    slots = getattr(type(part), "__slots__", None)
    return {name: values(getattr(part, name)) for name in slots} if slots else part


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


def test_the_full_plan_has_every_key() -> None:
    for path in PLACES:
        assert [*data_at(FULL, path)] == [key.name for key in part_at(path)]


@pytest.mark.parametrize("path", PLACES, ids=steps)
def test_keys(path: tuple[Any, ...]) -> None:
    assert not agrees(changed(path, "more", "а"))
    for key in part_at(path):
        assert agrees(changed(path, key.name)) == (not key.required), key
        assert agrees(changed(path, key.name)) == schema_takes(changed(path, key.name)), key


@pytest.mark.parametrize("path", PLACES, ids=steps)
def test_lists(path: tuple[Any, ...]) -> None:
    for key in part_at(path):
        assert not agrees(changed(path, key.name, "" if key.is_list else ["а"])), key
        assert not agrees(changed(path, key.name, {"а": "б"})), key
        if key.is_list:
            assert agrees(changed(path, key.name, [])) == schema_takes(changed(path, key.name, [])), key
            assert not agrees(changed(path, key.name, [None])), key
            assert key.kind != "part" or not agrees(changed(path, key.name, ["а"])), key


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


@pytest.mark.parametrize("path", PLACES, ids=steps)
def test_blank_optional_values_are_absent(path: tuple[Any, ...]) -> None:
    """`by: ""` is the same as no `by`: the lenient reader reads it, because the strict one takes no blank value."""
    for key in part_at(path):
        if not key.required:
            blank, absent = changed(path, key.name, " "), changed(path, key.name)
            assert not agrees(blank)
            assert schema_takes(blank)
            assert values(read_plan(blank, frozenset()).plan) == values(read_plan(absent, frozenset()).plan)


def test_blank_list_of_names() -> None:
    text = "title: П\nyear: 2025-2026\nunits:\n- name: А\nsections:\n- number: 1\n  items:\n  - number: 1\n"
    text += '    task: Иш\n    due: [май]\n    units: [А]\n    done:\n    - date: 2025-10-01\n      by: ""\n'
    plan = load(text.encode()).plan
    assert plan is not None
    assert [record.by for item in plan.items() for record in item.done] == [()]


def test_comma_in_a_name() -> None:
    """A unit that is called "Деканат, кафедра" is not two."""
    text = "title: П\nyear: 2025-2026\nunits:\n- name: Деканат, кафедра\nsections:\n- number: 1\n  items:\n"
    item = "  - number: 1\n    task: Иш\n    due: [май]\n    units: [Кафедра]\n"
    assert [problem.code() for problem in load((text + item).encode()).problems] == ["unknown-unit"]
