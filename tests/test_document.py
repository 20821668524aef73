"""The plan file still says what the university's document says.

Independent of talplan's own code. What people add (`done`, `notes`, `cancelled`) is not looked at. A change
that the university decides on, such as an answer to a question, is made here too: in the tables below.
"""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

PLAN = Path(__file__).parents[1] / "data" / "plan-2025-2026.yaml"
TRANSCRIPTION = json.loads((Path(__file__).parent / "document" / "transcription.json").read_text("utf-8"))

SECTIONS = [("1", None, 19), ("2", "Окуу иштери", 36), ("3", "Илимий иштер", 24)]

# name, short, aliases, part_of. Every other unit has nothing but the name that is printed.
REGISTRY = [
    ("Окуу бөлүмү", None, ["ОБ"], None),
    ("Окуу бөлүмүнүн башчысы", None, [], "Окуу бөлүмү"),
    ("Билим берүүнүн сапатын жогорулатуу, лицензиялоо жана аккредитация бөлүмү", "ББСЖЛжАБ", [], None),
    ("Эл аралык байланыштар жана илим бөлүмү", "ЭАБжИБ", [], None),
    (
        "Аралыктан билим берүү технологиялары, мамлекеттик жана муниципалдык кызматкерлердин "
        "квалификацияларын жогорулатуу борбору",
        "АББТМжМККЖБ",
        [],
        None,
    ),
    ("Маалыматтык технологиялар, техника жана экономика институту", "МТТжЭИ", [], None),
    ("Илимий-техникалык кеңеш", "ИТК", ["Илимий-техникалык кеңеш (ИТК)"], None),
    ("Окуу-усулдук кеңеш", "ОУК", [], None),
    (
        "ОИ боюнча проректор",
        None,
        ["ОИП", "ОИ проректору", "ОИ иштер боюнча проректор", "ОИ боюнча проректору"],
        None,
    ),
    ("Мамлекеттик тил жана социалдык иштер боюнча проректор", None, ["МТС проректору"], None),
    ("Структуралык бөлүмдөрдүн жетекчилери", None, ["Структуралык бөлүмдөрдүн башчылары"], None),
]

# Printed once with a slip, or as one where two are meant: mended in the plan, and no aliases.
MENDED_TERMS = {"Жыл боюу": "жыл бою"}
MENDED_UNITS = {
    "БСЖЛжАБ": ["ББСЖЛжАБ"],
    "иректорат": ["Директорат"],
    "аспирантар": ["Аспиранттар"],
    "ФМжКИ жана АжБ кафедралары": ["ФМжКИ кафедрасы", "АжБ кафедрасы"],
}

DISPLAY_NAMES = {
    spelling: short or name for name, short, aliases, _ in REGISTRY for spelling in (name, short or name, *aliases)
}

# What a comment asks the university, by the item or the unit that it stands directly over; and words of it.
QUESTION = "# Университетке суроо"
QUESTIONS = {
    "1.1": "август-сентябрь аралыгыбы",
    "1.2": "август-сентябрь аралыгыбы",
    "1.7": "сентябрь-октябрь аралыгыбы",
    "1.11": "сентябрь-октябрь аралыгыбы",
    "1.16": "март-апрель аралыгыбы",
    "КБ": "Кадрлар бөлүмүбү",
    "СИТТБ": "Санарип инфраструктураны тейлөө бөлүмүбү",
    "Төрага": "кайсы органдын",
    "Бектур Исаков атындагы ОТК": "«ОТК» кандайча чечмеленет",
    "Китепкана башчысы": "Илимий китепканага караштуубу",
}


def expected_due(printed: list[str]) -> list[str]:
    return [MENDED_TERMS.get(term, term.lower()) for term in printed]


def expected_units(printed: list[str]) -> list[str]:
    """The display names: mended, a capital first, and no alias."""
    mended = [name for unit in printed for name in MENDED_UNITS.get(unit, [unit])]
    capital = [name[0].upper() + name[1:] for name in mended]
    return [DISPLAY_NAMES.get(name, name) for name in capital]


def questions(text: str) -> dict[str, str]:
    """The question directly over each item's `due` and each unit."""
    found = {}
    section = number = ""
    for above, line in pairwise(text.splitlines()):
        key, _, value = line.partition(": ")
        if key == "- number":
            section = value
        elif key == "  - number":
            number = value
        elif above.lstrip().startswith(QUESTION):
            assert key in ("    due", "- name"), f"a question stands over: {line}"
            found[f"{section}.{number}" if key == "    due" else value] = above
    return found


@pytest.fixture(scope="module")
def text() -> str:
    return PLAN.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def plan(text: str) -> Any:
    # BaseLoader makes every scalar text, as the format does. SafeLoader guesses as YAML 1.1 does, and would
    # stop at a person's `evidence: 2025-13-45`.
    return yaml.load(text, yaml.BaseLoader)


@pytest.fixture(scope="module")
def items(plan: Any) -> dict[str, Any]:
    return {f"{section['number']}.{item['number']}": item for section in plan["sections"] for item in section["items"]}


def test_heading(plan: Any) -> None:
    title = "Талас мамлекеттик университетинин 2025-2026-окуу жылындагы окуу жана илимий иштеринин планы"
    assert (plan["title"], plan["year"]) == (title, "2025-2026")


def test_sections(plan: Any) -> None:
    assert [(s["number"], s.get("title"), len(s["items"])) for s in plan["sections"]] == SECTIONS


def test_all_items_in_the_documents_order(items: dict[str, Any]) -> None:
    assert len(TRANSCRIPTION) == 79
    assert list(items) == [printed["id"] for printed in TRANSCRIPTION]


@pytest.mark.parametrize("printed", TRANSCRIPTION, ids=lambda printed: printed["id"])
def test_item(printed: dict[str, Any], items: dict[str, Any]) -> None:
    name = f"item {printed['id']}"
    assert printed["id"] in items, f"{name} is missing"
    item = items[printed["id"]]
    assert item["task"] == printed["text"], f"{name}: task"
    assert item["due"] == expected_due(printed["terms"]), f"{name}: due"
    assert item["units"] == expected_units(printed["units"]), f"{name}: units"


def test_registry(plan: Any) -> None:
    every = {name for printed in TRANSCRIPTION for name in expected_units(printed["units"])}
    described = {short or name for name, short, _, _ in REGISTRY}
    expected = [*REGISTRY, *((name, None, [], None) for name in every - described)]
    found = [(u["name"], u.get("short"), u.get("aliases", []), u.get("part_of")) for u in plan["units"]]
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert len(found) == 45


def test_every_unit_is_used_and_registered(plan: Any, items: dict[str, Any]) -> None:
    used = {name for item in items.values() for name in item["units"]}
    assert used == {unit.get("short", unit["name"]) for unit in plan["units"]}


def test_questions_to_the_university(text: str) -> None:
    found = questions(text)
    assert found.keys() == QUESTIONS.keys()
    for over, words in QUESTIONS.items():
        assert words in found[over], f"the question over {over}"


def test_layout(text: str) -> None:
    assert text.startswith("# yaml-language-server: $schema=plan.schema.json\ntitle: "), "modeline first, no BOM"
    assert "\r" not in text, "LF only"
    assert text.endswith("\n"), "a newline at the end"
    assert not text.endswith("\n\n"), "no empty line at the end"
    assert text.count("\n\n- number: ") == len(SECTIONS) - 1, "an empty line between sections"
    assert "\n\n\n- number: " not in text, "no more than one"
    assert "\n\n  - number: " not in text, "no empty line between items"
