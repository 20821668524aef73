"""`new-year`: what stays of a plan, what moves on, what goes, and what is said of it."""

from pathlib import Path

import pytest

from running import PLAN, run
from talplan.planfile.load import load

BEFORE = """\
# Окуу бөлүмү жүргүзөт, 2025-2026
title: Университеттин 2025-2026-окуу жылындагы иш планы
year: 2025-2026
units:
- name: Ректорат
- name: 2020-жылкы комиссия
sections:
- number: 1
  title: 2025–2026 окуу жылы
  items:
  - number: 1
    task: 2025 - 2026-окуу жылынын графиги, 2024-жылкы үлгүдө   # үлгү КБда
    due: [2025-10-14, 2026-02-01..2026-02-28, октябрь-май]
    units: [Ректорат]
    done:
    # буйрук менен
    - date: 2025-10-14
      term: 2025-10-14
    notes:
    - date: 2025-10-14
      text: Сөз

  # жаңы пункт
  - number: 2
    task: 'Иш'
    due: [жыл бою]
    units: [2020-жылкы комиссия]
    cancelled:
  - number: 3
    task: Токтотулган
    due: [май]
    units: [Ректорат]
    cancelled: {date: 2025-12-01, note: Буйрук № 7}
- number: 2
  items:
  - number: 1
    task: Токтотулган
    due: [май]
    units: [Ректорат]
    cancelled: {date: 2025-12-01}
"""
AFTER = """\
# Окуу бөлүмү жүргүзөт, 2025-2026
title: Университеттин 2026-2027-окуу жылындагы иш планы
year: 2026-2027
units:
- name: Ректорат
- name: 2020-жылкы комиссия
sections:
- number: 1
  title: 2026–2027 окуу жылы
  items:
  - number: 1
    task: 2026 - 2027-окуу жылынын графиги, 2024-жылкы үлгүдө   # үлгү КБда
    due: [2026-10-14, 2027-02-01..2027-02-28, октябрь-май]
    units: [Ректорат]

  # жаңы пункт
  - number: 2
    task: 'Иш'
    due: [жыл бою]
    units: [2020-жылкы комиссия]
- number: 2
  items: []
"""
SAID = """\
plan-2026-2027.yaml: 2 items, nothing done yet
Left out because they are cancelled: 1.3, 2.1
These other years were left as they are; please check them:
  2020-жылкы комиссия: 2020
  1.1: 2024
  plan-2026-2027.yaml:1: 2025, 2026

Not done in 2025-2026 so far; status after 2026-07-31 if nothing more is done
"""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "plan-2025-2026.yaml"
    path.write_text(BEFORE, encoding="utf-8")
    return path


def test_the_file_that_is_made(plan: Path) -> None:
    done = run("new-year", today="2026-06-20")
    assert (done.exit_code, done.stderr) == (0, "")
    assert plan.with_name("plan-2026-2027.yaml").read_text(encoding="utf-8") == AFTER
    assert done.stdout.startswith(SAID)
    assert "1.1  2025 - 2026-окуу жылынын графиги" in done.stdout
    assert "1.2  Иш" in done.stdout
    assert "Токтотулган" not in done.stdout
    assert plan.read_text(encoding="utf-8") == BEFORE


@pytest.mark.usefixtures("plan")
def test_after_the_year_what_was_never_done_is_just_that() -> None:
    done = run("new-year", today="2026-08-20")
    assert "\n\nNot done in 2025-2026\n" in done.stdout
    assert "1.2  Иш" in done.stdout


@pytest.mark.parametrize(
    ("year", "following"), [("1998-1999", "1999-2000"), ("0998-0999", "0999-1000"), ("9997-9998", "9998-9999")]
)
def test_odd_years(plan: Path, year: str, following: str) -> None:
    first, second = year.split("-")
    plan.unlink()
    plan = plan.with_name(f"plan-{year}.yaml")
    plan.write_text(BEFORE.replace("2025", first).replace("2026", second), encoding="utf-8")
    done = run("new-year", plan=plan)
    assert done.exit_code == 0, done.stderr
    made = plan.with_name(f"plan-{following}.yaml").read_text(encoding="utf-8")
    assert f"title: Университеттин {following}-окуу жылындагы иш планы\nyear: {following}\n" in made
    assert f"due: [{following[:4]}-10-14, " in made


def test_after_the_last_year_there_is_none(plan: Path) -> None:
    plan.write_text(BEFORE.replace("2025", "9998").replace("2026", "9999"), encoding="utf-8")
    done = run("new-year", plan=plan)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "“9999-10000” is not a valid year of a plan" in done.stderr


def test_years_in_every_name_of_a_unit_are_listed(plan: Path) -> None:
    plan.write_text(BEFORE.replace("- name: Ректорат", "- name: Ректорат\n  aliases: [2019-жылкы ректорат]"))
    assert "\n  Ректорат: 2019\n" in run("new-year").stdout


def test_another_year_and_another_name(plan: Path) -> None:
    plan.rename("жыл.yaml")
    done = run("new-year", "2027–2028", "-o", "кийинки.yaml", "--plan", "жыл.yaml")
    assert done.stdout.startswith("кийинки.yaml: 2 items")
    made = Path("кийинки.yaml").read_text(encoding="utf-8")
    assert "[2027-10-14, 2028-02-01..2028-02-28, октябрь-май]" in made
    assert run("new-year", "--plan", "жыл.yaml").stdout.startswith("plan-2026-2027.yaml: 2 items")


def test_the_29th_of_february(plan: Path) -> None:
    text = BEFORE.replace("2025-2026", "2027-2028").replace("2025-10-14", "2028-02-29").replace("2026-02", "2028-02")
    plan.write_text(text, encoding="utf-8")
    done = run("new-year", "2028-2029", "-o", "n.yaml", today="2028-06-20")
    assert done.exit_code == 0, done.stderr
    assert "[2029-02-28, 2029-02-01..2029-02-28," in Path("n.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2025-2026"], "the plan is already for 2025-2026"),
        (["2026"], "“2026” is not an academic year like the plan's\n  hint: write it like this: 2026-2027"),
        (["2026-2028"], "is not a valid year of a plan"),
        (["-o", "plan-2025-2026.yaml"], "plan-2025-2026.yaml already exists; nothing was written"),
        (["-o", "."], "is a folder; nothing was written"),
        (["-o", "-"], "“-” is not a file name; a plan has to be written to a file; nothing was written\n  hint: "),
        (["-o", "жок/n.yaml"], "cannot write жок/n.yaml: No such file or directory"),
    ],
)
def test_what_is_refused(plan: Path, arguments: list[str], said: str) -> None:
    done = run("new-year", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert [path.name for path in plan.parent.iterdir()] == [plan.name]


def test_the_document_s_own_plan(tmp_path: Path) -> None:
    made = tmp_path / "plan-2026-2027.yaml"
    done = run("new-year", "-o", str(made), plan=PLAN)
    assert done.stdout.splitlines()[0] == f"{made}: 79 items, nothing done yet"
    text = made.read_text(encoding="utf-8")
    assert "2025-2026" not in text
    plan = load(text.encode()).plan
    assert plan is not None
    assert [item.id for item in plan.items()] == [item.id for item in load(PLAN.read_bytes()).plan.items()]  # type: ignore[union-attr]
    assert run("fmt", "--check", str(made)).exit_code == 0
