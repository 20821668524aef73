"""Plans of a calendar year, `year: 2025`: what the file may say, and what each command makes of it."""

import json
from datetime import date
from pathlib import Path

import pytest

from running import run, speaking
from talplan.domain.plan_year import PlanYear, read_typed_year
from talplan.domain.read_terms import read_term
from talplan.domain.terms import AmbiguousInYear, window
from talplan.messages import say
from talplan.planfile.load import load
from talplan.problem import Failure
from talplan.system.plan_finder import find

YEAR = PlanYear(2025, 1, calendar=True)
PLAN = """\
title: Институттун 2025-жылга түзүлгөн иш планы
year: 2025
units:
- name: Окуу бөлүмү
sections:
- number: 1
  title: 2025-жылдын иштери, 2025-2026-окуу жылы да
  items:
  - number: 1
    task: 2025-жылдын отчёту, 2024-жылга салыштырып
    due: [4-квартал]
    units: [Окуу бөлүмү]
  - number: 2
    task: 12.03.2025 күнкү № 2025 буйрукту аткаруу
    due: [2025-03-31, 15-сентябрга чейин]
    units: [Окуу бөлүмү]
    done:
    - date: 2025-03-20
"""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "plan-2025.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("январь", "2025-01-01 2025-01-31"),
        ("сентябрь-декабрь", "2025-09-01 2025-12-31"),
        ("14.10", "2025-10-14 2025-10-14"),
        ("до 15 января", "2025-01-01 2025-01-15"),
        ("III квартал", "2025-07-01 2025-09-30"),
        ("1-2-квартал", "2025-01-01 2025-06-30"),
        ("I полугодие", "2025-01-01 2025-06-30"),
        ("2-жарым жылдык", "2025-07-01 2025-12-31"),
        ("I полугодие 2025 года", "2025-01-01 2025-06-30"),
        ("semester 2", "2025-07-01 2025-12-31"),
        ("весь год", "2025-01-01 2025-12-31"),
        ("2025 год", "2025-01-01 2025-12-31"),
    ],
)
def test_windows(text: str, days: str) -> None:
    found = window(read_term(text), YEAR)
    assert f"{found.first} {found.last}" == days


@pytest.mark.parametrize(
    "text", ["декабрь-январь", "2026-01-14", "октябрь-май", "I полугодие 2025-2026 уч. г.", "Q1 2026"]
)
def test_terms_of_another_year(text: str) -> None:
    with pytest.raises(ValueError, match="2025"):
        window(read_term(text), YEAR)


@pytest.mark.parametrize(
    "text",
    ["осенний семестр", "I семестр учебного года", "окуу жылынын 1-жарым жылдыгы", "first half of the academic year"],
)
def test_a_half_of_the_academic_year_may_be_half_a_year_or_its_months(text: str) -> None:
    with pytest.raises(AmbiguousInYear) as ambiguous:
        window(read_term(text), YEAR)
    assert ambiguous.value.readings == (read_term("II полугодие"), read_term("сентябрь-декабрь"))


@pytest.mark.parametrize(
    ("text", "year"),
    [("2025", "2025"), (" 2025 ", "2025"), ("2025/26", "2025-2026"), ("2025 – 2026", "2025-2026"), ("1999/00", None)],
)
def test_years_as_they_are_typed(text: str, year: str | None) -> None:
    if year:
        assert str(read_typed_year(text)) == year
    else:
        with pytest.raises(ValueError, match="1999"):
            read_typed_year(text)


def test_the_plan_is_valid_and_canonical(plan: Path) -> None:
    assert run("check", plan.name).stdout == "plan-2025.yaml: 2 items, no problems\n"
    assert run("fmt", "--check", plan.name).exit_code == 0
    loaded = load(plan.read_bytes())
    assert loaded.plan
    assert (loaded.plan.year, loaded.read_fast) == (YEAR, True)


@pytest.mark.parametrize("year", ["2025", "'2025'", '"2025"'])
@pytest.mark.parametrize("first_month", ["", "first_month: 1\n", "first_month:\n", "first_month: '1'\n"])
def test_ways_to_write_it(year: str, first_month: str) -> None:
    loaded = load(PLAN.replace("year: 2025\n", f"year: {year}\n{first_month}").encode())
    assert loaded.plan, loaded.problems
    assert loaded.plan.year == YEAR


def test_the_next_year(plan: Path) -> None:
    """The year moves on where it is alone: not in a date, in two years, or as the number of an order."""
    done = run("new-year", plan=plan, today="2025-12-20")
    assert (done.exit_code, done.stderr) == (0, "")
    assert (
        plan.with_name("plan-2026.yaml").read_text(encoding="utf-8")
        == """\
title: Институттун 2026-жылга түзүлгөн иш планы
year: 2026
units:
- name: Окуу бөлүмү
sections:
- number: 1
  title: 2026-жылдын иштери, 2025-2026-окуу жылы да
  items:
  - number: 1
    task: 2026-жылдын отчёту, 2024-жылга салыштырып
    due: [4-квартал]
    units: [Окуу бөлүмү]
  - number: 2
    task: 12.03.2025 күнкү № 2025 буйрукту аткаруу
    due: [2026-03-31, 15-сентябрга чейин]
    units: [Окуу бөлүмү]
"""
    )
    assert done.stdout.startswith("""\
plan-2026.yaml: 2 items, nothing done yet
These other years were left as they are; please check them:
  1: 2025, 2026
  1.1: 2024
  1.2: 2025

Not done in 2025 so far; status after 2025-12-31 if nothing more is done
""")


@pytest.mark.parametrize(
    ("year", "message"),
    [
        ("2026-2027", "“2026-2027” is not a calendar year like the plan's\n  hint: write it like this: 2026\n"),
        ("2025", "the plan is already for 2025\n"),
        ("26", "“26” is not a valid year of a plan\n  hint: write it like this: 2026\n"),
    ],
)
def test_no_next_year(plan: Path, year: str, message: str) -> None:
    done = run("new-year", year, plan=plan)
    assert (done.exit_code, done.stderr) == (2, f"error: {message}")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2025, 3, 1), "plan-2025.yaml"),
        (date(2026, 3, 1), "plan-2025-2026.yaml"),
        (date(2026, 9, 1), "plan-2025-2026.yaml"),
        (date(2024, 9, 1), "plan-2025-2026.yaml"),
    ],
)
def test_finding_it_beside_an_academic_year(tmp_path: Path, today: date, expected: str) -> None:
    for name in ("plan-2025.yaml", "plan-2025-2026.yaml"):
        (tmp_path / name).touch()
    assert find(str(tmp_path), today).path == str(tmp_path / expected)


def test_a_day_in_two_years(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("plan-2025-2026.yaml", "plan-2025.yaml")]
    for path in paths:
        Path(path).touch()
    with pytest.raises(Failure) as failure:
        find(str(tmp_path), date(2025, 10, 1))
    assert (failure.value.key, failure.value.values["paths"]) == ("plans-of-today", paths)


def test_the_file_says_what_one_year_in_its_name_means(tmp_path: Path) -> None:
    (tmp_path / "plan-2025.yaml").write_text("year: 2025-2026\n")
    (tmp_path / "plan-2026.yaml").write_text("year: 2026-2027\n")
    assert Path(find(str(tmp_path), date(2026, 3, 1)).path).name == "plan-2025.yaml"


def test_two_of_one_year(tmp_path: Path) -> None:
    (tmp_path / "plan-a 2025.yaml").touch()
    (tmp_path / "plan-b.yaml").write_text("year: 2025\n")
    with pytest.raises(Failure) as failure:
        find(str(tmp_path), date(2025, 3, 1))
    assert (failure.value.key, str(failure.value.values["year"])) == ("plans-of-one-year", "2025")


@pytest.mark.parametrize(
    ("typed", "year"),
    [("2025", "2025"), ("2025-2026", "2025-2026"), ("2025/26", "2025-2026"), ("2025 – 26", "2025-2026")],
)
def test_import_takes_both_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, year: str) -> None:
    monkeypatch.chdir(tmp_path)
    row = "№,Содержание работы,Срок,Исполнитель\n1,Отчёт,15 сентября,Учебный отдел\n"
    Path("plan.csv").write_text(row, encoding="utf-8")
    done = run("import", "plan.csv", "--title", "План", "--year", typed)
    assert (done.exit_code, done.stderr.count("error")) == (0, 0), done.stderr
    assert f"\nyear: {year}\n" in Path(f"plan-{year}.yaml").read_text(encoding="utf-8")
    assert "first_month" not in Path(f"plan-{year}.yaml").read_text(encoding="utf-8")


@pytest.mark.usefixtures("plan")
def test_days_without_a_year_are_in_the_year_of_the_plan() -> None:
    for day, count in (("19.03", 0), ("21 марта", 2), ("20-март", 2), ("March 19", 0)):
        (item,) = json.loads(run("show", "1.2", "--format", "json", "--on", day, today="2026-02-01").stdout)
        assert item["obligations"] == {"total": 2, "done": count}
    assert run("list", "--on", "31.02").stderr.startswith("error: “31.02” is not a valid date\n")
    done = run("due", "--month", "январь 2026")
    assert "“январь 2026” is outside the plan's year 2025\n  hint: the plan's year runs from 2025-01-01" in done.stderr


def test_messages_name_the_kind_of_the_year() -> None:
    titles = {
        "en": ("Obligations in each month of 2025", "Obligations in each month of 2025-2026"),
        "ky": ("2025-жылдын ар бир айындагы милдеттер", "2025-2026-окуу жылынын ар бир айындагы милдеттер"),
        "ru": ("Обязательства по месяцам 2025 года", "Обязательства по месяцам 2025-2026 учебного года"),
    }
    for code, expected in titles.items():
        with speaking(code):
            assert (say("load.title", year=YEAR), say("load.title", year=PlanYear(2025))) == expected
