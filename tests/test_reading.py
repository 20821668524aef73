"""list, show, units: which items they choose, and the JSON and CSV that scripts rely on."""

import json
from pathlib import Path

import pytest

from running import fields, ids, run

SMALL = """\
title: T
year: 2025-2026
units:
- name: Окуу бөлүмү
  aliases: [ОБ]
- name: Окуу бөлүмүнүн башчысы
  part_of: ОБ
- name: Башчынын жардамчысы
  part_of: Окуу бөлүмүнүн башчысы
- name: Илимий-техникалык кеңеш
  short: ИТК
- name: Директорат
sections:
- number: 1
  items:
  - number: 1
    task: Күздөгү сабактарды уюштуруу
    due: [сентябрь]
    units: [ОБ]
    done:
    - date: 2025-09-20
  - number: 2
    task: Илимий конференция
    due: [сентябрь]
    units: [Окуу бөлүмү, Илимий-техникалык кеңеш]
    done:
    - date: 2025-10-05
      by: [итк]
      note: Тезистер жыйналды
      evidence: Буйрук № 142
  - number: 3
    task: Темаларды бекитүү
    due: [Октябрь – ноябрь]
    units: [Окуу бөлүмүнүн башчысы]
  - number: 4
    task: Мониторинг жүргүзүү
    due: [жыл бою]
    units: [Директорат]
    notes:
    - date: 2025-10-02
      by: ОБ
      text: Анкеталар таратылды
- number: 2
  title: Окуу иштери
  items:
  - number: 1
    task: Графикти түзүү
    due: [сентябрь, жыл бою]
    units: [Башчынын жардамчысы]
  - number: 2
    task: Көргөзмө
    due: [ноябрь]
    units: [Директорат]
    cancelled:
      date: 2025-10-10
      note: Буйрук № 150
  - number: 10
    task: Жарыш
    due: [2026-05-01..2026-05-10]
    units: [ИТК]
"""
EVERYTHING = "1.1 1.2 1.3 1.4 2.1 2.2 2.10"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A plan of seven items with every status among them, as of 14 October 2025."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(SMALL, encoding="utf-8")
    return plan


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("", EVERYTHING),
        # Units with everything that is part of them, at any depth; several: either; `--up`: their parents too.
        ("--unit|ОБ", "1.1 1.2 1.3 2.1"),
        ("--unit|okuu bolumu", "1.1 1.2 1.3 2.1"),
        ("--unit|Окуу бөлүмүнүн башчысы", "1.3 2.1"),
        ("--unit|Башчынын жардамчысы", "2.1"),
        ("--unit|Башчынын жардамчысы|--up", "1.1 1.2 1.3 2.1"),
        ("--unit|Окуу бөлүмүнүн башчысы|--up", "1.1 1.2 1.3 2.1"),
        ("--unit|ИТК|--up", "1.2 2.10"),
        ("--unit|itk|--unit|ДИРЕКТОРАТ", "1.2 1.4 2.2 2.10"),
        ("--up", EVERYTHING),
        # Months: items with a dated term that touches them.
        ("--month|октябрь", "1.3"),
        ("--month|Октябрда", "1.3"),
        ("--month|октября", "1.3"),
        ("--month|october", "1.3"),
        ("--month|OCT", "1.3"),
        ("--month|10", "1.3"),
        ("--month|2025-10", "1.3"),
        ("--month|this", "1.3"),
        ("--month|next", "1.3 2.2"),
        ("--month|last", "1.1 1.2 2.1"),
        ("--month|september-october", "1.1 1.2 1.3 2.1"),
        ("--month|сентябрь – октябрь", "1.1 1.2 1.3 2.1"),
        ("--month|9-11", "1.1 1.2 1.3 2.1 2.2"),
        ("--month|2025-11..2026-05", "1.3 2.2 2.10"),
        ("--month|август-июль", "1.1 1.2 1.3 2.1 2.2 2.10"),
        ("--month|май", "2.10"),
        ("--month|август", ""),
        ("--month|август|--standing", "1.4 2.1"),
        ("--month|май|--standing", "1.4 2.1 2.10"),
        ("--standing", EVERYTHING),
        # Sections.
        ("--section|2", "2.1 2.2 2.10"),
        ("--section|1|--section|2", EVERYTHING),
        # Statuses: an open obligation in that state, or the item's own status.
        ("--status|overdue", "1.2 2.1"),
        ("--status|due", "1.3"),
        ("--status|ongoing", "1.4 2.1"),
        ("--status|upcoming", "2.10"),
        ("--status|done", "1.1"),
        ("--status|cancelled", "2.2"),
        ("--status|open", "1.2 1.3 1.4 2.1 2.10"),
        ("--status|late", "1.2"),
        ("--status|Done|--status|UPCOMING", "1.1 2.10"),
        # Texts, in the task, notes and records, under every folding.
        ("--text|күздөгү", "1.1"),
        ("--text|КҮЗДӨГҮ САБАК", "1.1"),
        ("--text|куздогу", "1.1"),
        ("--text|kuzdogu sabaktar", "1.1"),
        ("--text|тезистер", "1.2"),
        ("--text|№ 142", "1.2"),
        ("--text|анкета", "1.4"),
        ("--text|анкета сабак", ""),
        # All of them at once.
        ("--unit|ОБ|--month|сентябрь", "1.1 1.2 2.1"),
        ("--unit|ОБ|--month|сентябрь|--status|overdue", "1.2 2.1"),
        ("--unit|ОБ|--month|сентябрь|--status|overdue|--section|1", "1.2"),
        ("--unit|ОБ|--month|сентябрь|--status|overdue|--section|1|--text|конференция", "1.2"),
        ("--unit|ИТК|--month|сентябрь|--status|overdue", ""),
        ("--unit|ИТК|--month|сентябрь|--status|done", "1.2"),
        # As of another day: later records, notes and cancellations are not seen.
        ("--on|2025-09-19|--status|done", ""),
        ("--on|2025-09-20|--status|done", "1.1"),
        ("--on|2025-10-04|--status|late", ""),
        ("--on|2025-10-09|--status|cancelled", ""),
        ("--on|2025-10-09|--status|upcoming", "2.2 2.10"),
        ("--on|2025-10-04|--text|тезистер", ""),
        ("--on|2025-10-01|--text|анкета", ""),
        ("--on|2025-11-02|--month|this", "1.3 2.2"),
        ("--on|2026-08-01|--status|overdue", "1.2 1.3 1.4 2.1 2.10"),
    ],
)
def test_filters(small: Path, filters: str, expected: str) -> None:
    assert ids("list", *filter(None, filters.split("|")), plan=small) == expected


def test_json_of_list(small: Path) -> None:
    """Names, order and nulls of the fields are a contract."""
    [item] = fields("list", "--text", "тезистер", plan=small)
    assert json.dumps(item, ensure_ascii=False) == (
        '{"id": "1.2", "section": 1, "number": 2, "task": "Илимий конференция", "due": ["сентябрь"], '
        '"units": ["Окуу бөлүмү", "ИТК"], "status": "overdue", "obligations": {"total": 2, "done": 1}, '
        '"open": [{"term": "сентябрь", "unit": "Окуу бөлүмү", "state": "overdue", '
        '"from": "2025-09-01", "until": "2025-09-30"}], '
        '"done": [{"date": "2025-10-05", "term": null, "by": ["ИТК"], "note": "Тезистер жыйналды", '
        '"evidence": "Буйрук № 142", "evidence_items": ["Буйрук № 142"], '
        '"late": true}], "notes": [], "cancelled": null}'
    )
    [item] = fields("list", "--text", "анкета", plan=small)
    assert item["notes"] == [{"date": "2025-10-02", "by": "Окуу бөлүмү", "text": "Анкеталар таратылды"}]
    [item] = fields("list", "--status", "cancelled", plan=small)
    assert item["cancelled"] == {"date": "2025-10-10", "note": "Буйрук № 150"}
    assert (item["obligations"], item["open"]) == ({"total": 0, "done": 0}, [])
    [item] = fields("list", "--text", "Темалар", plan=small)
    assert item["due"] == ["октябрь-ноябрь"]


def test_json_of_list_for_a_unit(small: Path) -> None:
    """The status, the count and what is open follow `--unit`; records stay whole."""
    [item] = fields("list", "--unit", "ИТК", "--text", "конференция", plan=small)
    assert (item["status"], item["obligations"], item["open"]) == ("done", {"total": 1, "done": 1}, [])
    assert item["units"] == ["Окуу бөлүмү", "ИТК"]
    assert len(item["done"]) == 1


def test_json_as_of_a_day(small: Path) -> None:
    [item] = fields("list", "--text", "конференция", "--on", "2025-10-04", plan=small)
    assert (item["status"], item["obligations"], item["done"]) == ("overdue", {"total": 2, "done": 0}, [])
    assert fields("list", "--on", "2025-10-04", plan=small) == fields("list", plan=small, today="2025-10-04")


def test_csv_of_list(small: Path) -> None:
    done = run("list", "--format", "csv", plan=small)
    assert done.stdout == (
        "id,section,number,task,due,units,status,until\n"
        "1.1,1,1,Күздөгү сабактарды уюштуруу,сентябрь,Окуу бөлүмү,done,2025-09-30\n"
        "1.2,1,2,Илимий конференция,сентябрь,Окуу бөлүмү; ИТК,overdue,2025-09-30\n"
        "1.3,1,3,Темаларды бекитүү,октябрь-ноябрь,Окуу бөлүмүнүн башчысы,due,2025-11-30\n"
        "1.4,1,4,Мониторинг жүргүзүү,жыл бою,Директорат,ongoing,2026-07-31\n"
        "2.1,2,1,Графикти түзүү,сентябрь; жыл бою,Башчынын жардамчысы,overdue,2025-09-30\n"
        "2.2,2,2,Көргөзмө,ноябрь,Директорат,cancelled,2025-11-30\n"
        "2.10,2,10,Жарыш,2026-05-01..2026-05-10,ИТК,upcoming,2026-05-10\n"
    )


def test_show(small: Path) -> None:
    """As `list`, with the windows of the terms and the place in the file; in the order asked, each once."""
    assert ids("show", "2.10", "1.1", "2.10", plan=small) == "2.10 1.1"
    [item] = fields("show", "2.1", plan=small)
    [listed] = fields("list", "--text", "Графикти", plan=small)
    assert list(item) == [*listed, "windows", "place"]
    assert item["windows"] == [
        {"term": "сентябрь", "from": "2025-09-01", "until": "2025-09-30"},
        {"term": "жыл бою", "from": "2025-08-01", "until": "2026-07-31"},
    ]
    line = SMALL.splitlines().index("    task: Графикти түзүү")
    assert item["place"] == {"path": str(small), "line": line, "column": 5}
    shown = run("show", "1.2", plan=small).stdout
    for text in ("Илимий конференция", "✗ overdue 1/2", "done late", "Тезистер жыйналды", "Буйрук № 142", "plan.yaml:"):
        assert text in shown


def test_show_as_of_a_day(small: Path) -> None:
    assert "✗ overdue 0/2" in run("show", "1.2", "--on", "2025-10-04", plan=small).stdout
    assert "Тезистер" not in run("show", "1.2", "--on", "2025-10-04", plan=small).stdout
    assert "Анкеталар" not in run("show", "1.4", "--on", "2025-10-01", plan=small).stdout
    assert "cancelled" in run("show", "2.2", plan=small).stdout
    assert "cancelled" not in run("show", "2.2", "--on", "2025-10-09", plan=small).stdout


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        ("", "ОБ 4 1 2, Окуу бөлүмүнүн башчысы 2 0 1, Башчынын жардамчысы 1 0 1, ИТК 2 1 0, Директорат 1 0 0"),
        ("--unit|Окуу бөлүмүнүн башчысы", "Окуу бөлүмүнүн башчысы 2 0 1, Башчынын жардамчысы 1 0 1"),
        ("--unit|ИТК|--on|2025-10-04", "ИТК 2 0 1"),
        ("--unit|Директорат|--on|2025-10-09", "Директорат 2 0 0"),
    ],
)
def test_units(small: Path, arguments: str, rows: str) -> None:
    """A tree, each unit with its items, how many are done, how many overdue; the cancelled ones count nowhere."""
    found = fields("units", *filter(None, arguments.split("|")), plan=small)
    named = [(unit["short"] or (unit["aliases"] or [unit["name"]])[0], unit) for unit in found]
    assert ", ".join(f"{name} {unit['items']} {unit['done']} {unit['overdue']}" for name, unit in named) == rows


def test_json_of_units(small: Path) -> None:
    found = fields("units", plan=small)
    assert list(found[0])[:7] == ["name", "short", "aliases", "part_of", "items", "done", "overdue"]
    assert (found[0]["aliases"], found[0]["part_of"], found[2]["part_of"]) == (["ОБ"], None, "Окуу бөлүмүнүн башчысы")


def test_document() -> None:
    assert len(fields("list")) == 79
    assert len(fields("list", "--unit", "Окуу бөлүмү")) == 30
    assert ids("list", "--month", "october") == "1.7 1.11 2.4 2.6 2.30 2.35 3.20"
    assert ids("show", "2.3", "2.30") == "2.3 2.30"
