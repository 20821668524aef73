"""Reminders: a text for each unit about what is overdue and what ends this month."""

from pathlib import Path

import pytest
from typer.testing import Result

from running import run

TEXT = """\
title: План 2025-2026
year: 2025-2026
units:
- name: Деканат
- name: Кафедра
  part_of: Деканат
- name: Ректорат
sections:
- number: 1
  items:
  - number: 1
    task: Тизме түзүү
    due: [сентябрь, октябрь]
    units: [Деканат, Кафедра]
    done:
    - date: 2025-09-10
      term: сентябрь
      by: [Кафедра]
  - number: 2
    task: Отчёт
    due: [ноябрь, жыл бою]
    units: [Деканат, Ректорат]
"""
DEAN = """\
Эске салуу: Деканат
План 2025-2026. 20.10.2025 күнүнө карата

Мөөнөтү өттү:
• 1.1 Тизме түзүү (30.09.2025)

31.10.2025 күнүнө чейин аткарылышы керек:
• 1.1 Тизме түзүү (31.10.2025)

Жооп берүү үчүн аткаруу бланкын толтуруп кайра жөнөтүңүз же бул билдирүүгө жооп жазыңыз: \
пункттун номери, аткарылганы же аткарылбаганы, датасы, буйруктун номери же документ.
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def remind(plan: Path, *arguments: str) -> Result:
    return run("remind", *arguments, plan=plan, today="2025-10-20")


def test_a_text_for_each_unit_with_something_due(plan: Path) -> None:
    texts = remind(plan).stdout.split("\n\n\n")
    assert texts[0] + "\n" == DEAN
    assert [text.splitlines()[0] for text in texts] == ["Эске салуу: Деканат", "Эске салуу: Кафедра"]
    assert "Мөөнөтү өттү" not in texts[1]


def test_another_month(plan: Path) -> None:
    assert remind(plan, "--unit", "Ректорат").stdout.startswith("Nothing to remind of")
    assert (
        "30.11.2025 күнүнө чейин аткарылышы керек:\n• 1.2 Отчёт (30.11.2025)"
        in remind(plan, "--unit", "Ректорат", "--month", "november").stdout
    )


def test_standing_terms_are_overdue_once_the_year_is_over(plan: Path) -> None:
    text = run("remind", "--unit", "Ректорат", plan=plan, today="2026-08-10").stdout
    assert "Мөөнөтү өттү:\n• 1.2 Отчёт (30.11.2025, 31.07.2026)" in text


def test_a_file_for_each_unit(plan: Path) -> None:
    folder = plan.with_name("texts")
    assert remind(plan, str(folder), "--each-unit").stdout == f"2 reminders written to {folder}\n"
    assert sorted(path.name for path in folder.iterdir()) == ["Деканат.txt", "Кафедра.txt"]
    assert (folder / "Деканат.txt").read_text(encoding="utf-8") == DEAN
    assert remind(plan, str(folder), "--each-unit").exit_code == 2
    assert remind(plan, str(folder), "--each-unit", "--force").exit_code == 0


@pytest.mark.parametrize("arguments", [["texts"], ["--each-unit"]])
def test_folder_and_option_belong_together(plan: Path, arguments: list[str]) -> None:
    result = remind(plan, *arguments)
    assert result.exit_code == 2
    assert "give a folder together with --each-unit" in result.stderr
