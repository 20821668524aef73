"""`talplan import` of small documents in `tests/cases/import`, each with what is unusual in it, the plan, the messages.

The documents of Word are reductions of published ones, with invented words.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from running import run
from talplan.domain.language import Language
from talplan.domain.spell_terms import spell
from talplan.planfile.load import load

DOCUMENTS = Path(__file__).parent / "cases" / "import"


class Case(NamedTuple):
    """What a document becomes with `--partial`; without it nothing is written if there are `problems`."""

    unusual: str
    plan: str
    problems: str = ""
    remarks: str = ""
    options: tuple[str, ...] = ("--year", "2025-2026", "--title", "План")


CASES = {
    "02-day-and-time.csv": Case(
        "the hour below the day, or behind it",
        """
        # Срок: 25.01.2026 9:00
        1.1 Открытие декады | 2026-01-25 | Деканат
        # Срок: 26.01.2026 10.00
        1.2 Семинар | 2026-01-26 | Деканат
        """,
        remarks="""
        line 2: item 1: the time “9:00” was left out
        line 4: item 2: the time “10.00” was left out
        """,
    ),
    "03a-section-rows-roman.docx": Case(
        "sections as rows that are not merged: I | Учебная работа | |",
        """
        1. Учебная работа
        1.1 А | май | Деканат
        2. Научная работа
        2.1 Б | май | Деканат
        """,
    ),
    "03b-section-rows-numbered.docx": Case(
        "1 | Учебная работа | |, then items 1.1 and 1.2",
        """
        1. Учебная работа
        1.1 А | май | Деканат
        1.2 Б | май | Деканат
        2. Научная работа
        2.1 В | май | Деканат
        """,
    ),
    "03c-section-rows-bare.docx": Case(
        "| Учебная работа | |; the items are numbered through",
        """
        1. Учебная работа
        1.1 А | май | Деканат
        2. Научная работа
        2.2 Б | май | Деканат
        """,
    ),
    "04-multilevel-numbers.docx": Case(
        "Word numbers the first column: 1., 1.1., 1.2., 2., 2.1.",
        """
        1. Учебная работа
        1.1 А | май | Деканат
        1.2 Б | май | Деканат
        2. Научная работа
        2.1 В | май | Деканат
        """,
    ),
    **dict.fromkeys(
        (
            "05a-latin-n.csv",
            "05b-topic.csv",
            "05c-theme.csv",
            "05d-month-who.csv",
            "05e-when.csv",
            "05f-kyrgyz.csv",
            "05g-timeline.csv",
            "05h-in-charge.csv",
        ),
        Case("usual headings", "1.1 Работа | сентябрь | Деканат"),
    ),
    "06a-no-number-column.csv": Case(
        "the numbers stand before the tasks: 1. Работа А",
        """
        1.1 Работа А | сентябрь | Деканат
        1.2 Работа Б | май | Деканат
        """,
    ),
    "06b-empty-numbers.csv": Case(
        "a column for numbers without numbers",
        """
        1.1 Работа А | сентябрь | Деканат
        1.2 Работа Б | май | Деканат
        """,
    ),
    "07a-months-as-sections.docx": Case(
        "merged rows with months, and no column with terms",
        """
        1. Сентябрь
        1.1 А | сентябрь | Деканат
        2. Октябрь
        2.1 Б | октябрь | Деканат
        """,
    ),
    "07b-months-and-days.docx": Case(
        "merged rows with months; the terms are empty or days of the month: до 10",
        """
        1. Сентябрь
        1.1 А | сентябрь | Деканат
        1.2 Б | 10-сентябрга чейин | Деканат
        2. Октябрь
        2.1 В | октябрь | Деканат
        """,
    ),
    "08-month-of-another-year.xlsx": Case(
        "cells 2024-09-01 and 2025-09-01, both shown as “Sep 24”",
        """
        # Срок: september 2024
        1.1 А | белгиленген мөөнөттө | Деканат
        1.2 Б | сентябрь | Деканат
        """,
        problems="sheet Sheet, row 2: item 1: “september 2024” is outside the plan's year 2025-2026",
    ),
    "09-ditto.csv": Case(
        "marks that repeat the cell above, and dashes, which may mean something else",
        """
        1.1 А | сентябрь | Деканат
        1.2 Б | октябрь | Деканат
        # Ответственный: -
        1.3 В | октябрь | Ответственный исполнитель не указан
        # Ответственный: —
        1.4 Г | октябрь | Ответственный исполнитель не указан
        1.5 Д | октябрь | Деканат
        1.6 Е | октябрь | Деканат
        """,
        problems="""
        line 4: item 3: “-” may repeat the cell above or mean nothing
        line 5: item 4: “—” may repeat the cell above or mean nothing
        """,
    ),
    "10-one-unit-many-spellings.csv": Case(
        "spellings that differ by points and blanks, numbers before units",
        """
        1.1 А | май | Деканат
        1.2 Б | май | Деканат
        1.3 В | май | Зав.кафедрой
        1.4 Г | май | Зав.кафедрой
        1.5 Д | май | Иванов И. И.
        1.6 Е | май | Иванов И. И.
        1.7 Ж | май | Деканат; Кафедра
        """,
    ),
    "11-calendar-year.docx": Case(
        "a plan of a calendar year: “План работы совета на 2025 год”",
        """
        1.1 А | январь | Деканат
        1.2 Б | июль-сентябрь | Деканат
        1.3 В | декабрь | Деканат
        """,
        options=(),
    ),
    "12-two-rows-of-headings.docx": Case("план and факт below Срок исполнения", "1.1 Работа | сентябрь | Деканат"),
    "13-signature-row.docx": Case(
        "a signature as the last row",
        "1.1 А | май | Деканат",
        remarks="table 1, row 3: a signature was left out: “Начальник учебного отдела ____________ Иванов И.И.”",
    ),
    "14-three-levels.csv": Case(
        "1.1.1, 1.1.2., 1.2.1",
        """
        1.1 А | май | Деканат
        1.2 Б | май | Деканат
        2.1 В | май | Деканат
        """,
    ),
    "15-symbol.docx": Case("≥ in the font Symbol", "1.1 Доля ≥ 50% | май | Деканат"),
    "16-list-in-a-task.docx": Case(
        "lines of a task that Word numbers",
        "1.1 Заседание совета:⏎1. Итоги года⏎2. Выборы | май | Деканат",
    ),
    "17-names-side-by-side.csv": Case(
        "two people without a comma, a person with a post, a slash",
        """
        1.1 А | май | Иванов И.И.; Петров П.П.
        1.2 Б | май | Иванов И.И., зав. кафедрой
        1.3 В | май | Деканат; кафедра
        """,
    ),
    "18-a-sheet-a-month.xlsx": Case(
        "sheets with the names of months",
        """
        1. Сентябрь
        1.1 А | сентябрь | Деканат
        2. Октябрь
        2.1 Б | октябрь | Деканат
        """,
    ),
    "19-hidden-text.docx": Case(
        "hidden text in a task",
        "1.1 Видно | май | Деканат",
        remarks="table 1, row 2: hidden text was left out: “СКРЫТО”",
    ),
    "20-wrapped-units.pdf": Case(
        "names of units on several lines, as the page broke them",
        """
        1.1 Подготовка отчёта за год | сентябрь | Начальник отдела кадров Управления делами
        1.2 Открытый урок | октябрь | Зам. директора по воспитательной работе
        1.3 Семинар | май | Зам. декана по ВР ФМиИ; кафедра Информатики
        1.4 Смотр | май | председатель комиссии Иванов Иван Иванович
        """,
    ),
    "21-quarters-as-columns.xlsx": Case(
        "a mark below each quarter: I кв., II кв., …; once a text instead of the mark",
        """
        1.1 А | 1-квартал, 3-квартал | Декан
        # IV кв.: до 15 ноября
        1.2 Б | 2-квартал, 4-квартал | Деканат
        """,
        options=(),
    ),
    "22-letters-before-months.docx": Case(
        "months as rows with a letter before them; a footnote and a total as merged rows",
        """
        1. А. Сентябрь
        1.1 А | сентябрдын 2-жумасы | Деканат
        1.2 Б* | 10-сентябрга чейин | Деканат
        2. Б. Октябрь
        2.3 В | октябрь | Деканат
        """,
        remarks="""
        table 1, row 7: the row was left out: “* повторно в феврале”
        table 1, row 8: the row was left out: “Итого: 3 мероприятия”
        """,
    ),
    "23-text-outside-the-tables.docx": Case(
        "goals as headings of Word, and texts between and below the tables; approval and signature are not named",
        """
        1. Teaching
        1.1 А | май | Dean
        2. Research
        2.1 Б¹ | май | Dean
        """,
        remarks="""
        table 1: the text above it was left out: “Составлен по итогам самооценки.”
        table 2: the text above it was left out: “Два слова об исследованиях.”
        table 2: the text below it was left out: “¹ По согласованию с профкомом.”
        """,
        options=(),
    ),
    "24-wide-cells.xlsx": Case(
        "the terms are merged over three columns of the sheet, as is the row of a section",
        """
        1. Учебная работа
        1.1 А | май | Деканат
        1.2 Б | июнь | Деканат
        """,
    ),
    "25-broken-words.pdf": Case(
        "columns narrower than their words: LibreOffice breaks these without a hyphen",
        """
        1.1 Мониторинг посещаемости студентов | май | Проректор по учебной работе Ж. Б. Токтосунов; деканаты
        1.2 Подготовка к аккредитации | ай сайын | Администрация; Кл. руководители
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    if name.endswith(".pdf"):
        pytest.importorskip("pdfplumber", reason="the extra talplan[pdf] is not installed")
    monkeypatch.chdir(tmp_path)
    case = CASES[name]
    arguments = ("import", str(DOCUMENTS / name), "-o", "plan.yaml", *case.options)
    if case.problems:
        result = run(*arguments)
        assert (result.exit_code, Path("plan.yaml").exists()) == (2, False)
        assert messages(result.stderr) == [*rows(case.remarks), *rows(case.problems)]
    result = run(*arguments, "--partial")
    assert result.exit_code == 0, result.stderr
    assert messages(result.stderr) == [*rows(case.remarks), *rows(case.problems)]
    assert written(Path("plan.yaml")) == rows(case.plan)
    assert run("check", "plan.yaml").exit_code == 0
    assert run("fmt", "--check", "plan.yaml").exit_code == 0


def test_every_document_has_its_case() -> None:
    assert {path.name for path in DOCUMENTS.iterdir()} == {*CASES}


def rows(text: str) -> list[str]:
    """The lines of a table in this file."""
    return [line.strip() for line in text.strip().splitlines()]


def messages(stderr: str) -> list[str]:
    """The messages on rows, without hints and without the last line."""
    return [line for line in stderr.splitlines() if line.startswith(("line ", "table ", "sheet ", "page "))]


def written(path: Path) -> list[str]:
    """A plan file as in the table above: titles of sections, comments, items with ids, terms and units."""
    plan = load(path.read_bytes()).plan
    assert plan is not None
    items = iter(plan.items())
    titles = iter(plan.sections)
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("- number: ") and (section := next(titles)).title:
            lines.append(f"{section.number}. {section.title}")
        elif line.startswith("  # "):
            lines.append(line.strip())
        elif line.startswith("  - number: "):
            item = next(items)
            due = ", ".join(spell(term, Language.KY) for term in item.due)
            lines.append(f"{item.id} {item.task} | {due} | {'; '.join(item.units)}".replace("\n", "⏎"))
    return lines
