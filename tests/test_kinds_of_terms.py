"""Terms of every kind from end to end: written by people, formatted, listed, exported, imported, moved to next year."""

from pathlib import Path

import pytest

from running import fields, run
from talplan.domain.plan import Plan
from talplan.planfile.load import load

TEMPLATE = """\
title: Университеттин 2025-2026-окуу жылындагы иш планы
year: 2025-2026
language: {language}
units:
- name: Окуу бөлүмү
sections:
- number: 1
  items:
  - number: 1
    task: Иш
    due: [{due}]
    units: [Окуу бөлүмү]
"""

# As people write them, and the canonical spellings in the three languages.
KINDS = [
    ("до 15.09.2025 г.", "15-сентябрга чейин", "до 15 сентября", "by 15 september"),
    ("2025-жылдын 15-октябры", "2025-10-15", "2025-10-15", "2025-10-15"),
    ("с 1 по 15 ноября", "1-15-ноябрь", "1-15 ноября", "1-15 november"),
    ("с 25 декабря по 5 января", "25-декабрь..5-январь", "25 декабря..5 января", "25 december..5 january"),
    ("апрель – май 2026 г.", "апрель-май", "апрель-май", "april-may"),
    ("к концу июня", "июндун аягына чейин", "до конца июня", "by end of june"),
    ("вторая неделя мая", "майдын 2-жумасы", "2-я неделя мая", "week 2 of may"),
    ("I декада марта", "марттын 1-декадасы", "1-я декада марта", "ten days 1 of march"),
    ("в начале февраля", "февралдын башы", "начало февраля", "beginning of february"),
    ("Q1 2026", "1-квартал", "I квартал", "Q1"),
    ("биринчи жарым жылдык", "1-жарым жылдык", "I полугодие", "half-year 1"),
    ("весенний семестр", "жазгы семестр", "весенний семестр", "spring semester"),
    ("2025-2026 уч. г.", "окуу жылы", "учебный год", "academic year"),
    ("до 5 числа каждого месяца", "ай сайын 5-числосуна чейин", "ежемесячно до 5 числа", "monthly by day 5"),
    ("жылына эки жолу", "жылына 2 жолу", "2 раза в год", "twice a year"),
    ("по понедельникам", "ар дүйшөмбү сайын", "каждый понедельник", "every monday"),
    ("согласно плану", "план боюнча", "по плану", "by plan"),
]


def written(folder: Path, language: str, terms: list[str]) -> Path:
    plan = folder / "plan-2025-2026.yaml"
    plan.write_text(TEMPLATE.format(language=language, due=", ".join(terms)), encoding="utf-8")
    return plan


def read(path: Path) -> Plan:
    plan = load(path.read_bytes()).plan
    assert plan is not None
    return plan


@pytest.mark.parametrize(("language", "column"), [("ky", 1), ("ru", 2), ("en", 3)])
def test_fmt_and_check(tmp_path: Path, language: str, column: int) -> None:
    plan = written(tmp_path, language, [row[0] for row in KINDS])
    assert run("check", "--strict", str(plan)).exit_code == 0
    before = read(plan)
    assert run("fmt", str(plan)).exit_code == 0
    assert f"    due: [{', '.join(row[column] for row in KINDS)}]\n" in plan.read_text(encoding="utf-8")
    assert read(plan).sections == before.sections
    assert fields("list", plan=plan)[0]["due"] == [row[column] for row in KINDS]


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv"])
@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_there_and_back(tmp_path: Path, ending: str, language: str) -> None:
    plan = written(tmp_path, language, [row[0] for row in KINDS])
    file, made = tmp_path / f"a.{ending}", tmp_path / "b.yaml"
    assert run("export", str(file), plan=plan).exit_code == 0
    done = run("import", str(file), "-o", str(made), "--year", "2025-2026", "--title", "План", plan=plan)
    assert done.exit_code == 0, done.stderr
    assert [item.due for item in read(made).items()] == [item.due for item in read(plan).items()]


def test_calendar(tmp_path: Path) -> None:
    plan = written(tmp_path, "ky", ["15-сентябрга чейин", "1-15-ноябрь", "2-квартал", "жылына 2 жолу"])
    days = [line[-8:] for line in calendar(plan, tmp_path) if line.startswith("DTSTART;VALUE=DATE")]
    assert days == ["20250915", "20251115", "20260630"]
    spans = [line[-8:] for line in calendar(plan, tmp_path, "--spans") if line.startswith("DTSTART;VALUE=DATE")]
    assert spans == ["20250816", "20251101", "20260401"]


def calendar(plan: Path, folder: Path, *options: str) -> list[str]:
    file = folder / "a.ics"
    assert run("export", str(file), "--force", *options, plan=plan).exit_code == 0
    return file.read_text(encoding="utf-8").splitlines()


def test_next_year(tmp_path: Path) -> None:
    terms = ["до 15.09.2025 г.", "2025-10-15", "IV квартал 2025 г."]
    plan = written(tmp_path, "ru", terms)
    done = run("new-year", plan=plan)
    assert done.exit_code == 0, done.stderr
    made = tmp_path / "plan-2026-2027.yaml"
    assert "    due: [до 15 сентября, 2026-10-15, IV квартал]\n" in made.read_text(encoding="utf-8")
    assert run("check", str(made)).exit_code == 0


def test_a_leap_day_in_next_year(tmp_path: Path) -> None:
    plan = tmp_path / "plan-2027-2028.yaml"
    text = TEMPLATE.format(language="ky", due="29-февраль").replace("2025-2026", "2027-2028")
    plan.write_text(text, encoding="utf-8")
    assert run("new-year", plan=plan).exit_code == 0
    assert "    due: [28-февраль]\n" in (tmp_path / "plan-2028-2029.yaml").read_text(encoding="utf-8")


def test_add_and_done(tmp_path: Path) -> None:
    plan = written(tmp_path, "ky", ["сентябрь"])
    options = ["--section", "1", "--task", "Дагы", "--unit", "Окуу бөлүмү"]
    done = run("add", *options, "--due", "до 15 октября и 2 раза в год", "--due", "I, II кварталы", plan=plan)
    assert done.exit_code == 0, done.stderr
    due = "    due: [15-октябрга чейин, жылына 2 жолу, 1-квартал, 2-квартал]\n"
    assert due in plan.read_text(encoding="utf-8")
    assert run("done", "1.2", "--term", "by 15.10.2025", plan=plan).exit_code == 0
    assert "      term: 15-октябрга чейин\n" in plan.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("term", "message", "hint"),
    [
        ("до октября", "“до октября” has more than one meaning", "октябрдын аягына чейин, сентябрдын аягына чейин"),
        (
            "III квартал",
            "“III квартал” has more than one meaning in the plan's year",
            "август-сентябрь, июль",
        ),
        (
            "I полугодие 2026 г.",
            "has more than one meaning in the plan's year",
            "1-жарым жылдык, январь-июнь",
        ),
        ("05/09/2025", "“05/09/2025” has more than one meaning", "2025-09-05, 2025-05-09"),
        ("31.02", "“31.02” is not a date of the calendar", "write a day that the calendar has"),
        ("32 сентября", "“32 сентября” is not a date of the calendar", "write a day that the calendar has"),
        ("15 сентября 2024 г.", "“15 сентября 2024 г.” is outside the plan's year", "the plan's year runs from"),
        ("с 15 по 1 сентября 2025", "ends before it begins", "write the earlier date first"),
        ("TBD", "“TBD” is not a valid term", "write a month (сентябрь), a range"),
        ("перед сессией", "“перед сессией” is not a valid term", "write a month (сентябрь), a range"),
        ("до 15 сентебря", "“до 15 сентебря” is not a valid term", "did you mean 15-сентябрга чейин?"),
    ],
)
def test_refusals(tmp_path: Path, term: str, message: str, hint: str) -> None:
    """Each refusal tells what to write, and nothing is written."""
    plan = written(tmp_path, "ky", ["сентябрь"])
    before = plan.read_bytes()
    done = run("add", "--section", "1", "--task", "Дагы", "--unit", "Окуу бөлүмү", "--due", term, plan=plan)
    assert done.exit_code == 2
    assert message in done.stderr
    assert hint in done.stderr.partition("\n")[2]
    assert plan.read_bytes() == before


def test_periods_of_filters(tmp_path: Path) -> None:
    plan = written(tmp_path, "ky", ["сентябрь", "март"])
    for asked in ("I квартал", "Q1", "2-жарым жылдык", "II полугодие", "semester 2", "весенний семестр"):
        assert [entry["id"] for entry in fields("list", "--month", asked, plan=plan)] == ["1.1"], asked
    for asked in ("2-чейрек", "IV квартал", "апрель-июль"):
        assert fields("list", "--month", asked, plan=plan) == [], asked
    done = run("list", "--month", "3-квартал", plan=plan)
    assert done.exit_code == 2
    assert "“3-квартал” has more than one meaning in the plan's year" in done.stderr
