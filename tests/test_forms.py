"""Execution forms: what goes out, and what comes back as records and notes."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook
from typer.testing import Result

from form_filling import (
    CHAIR,
    MAY,
    OCTOBER,
    SMALL,
    SOFFICE,
    TODAY,
    YEAR,
    Filled,
    fill_docx,
    fill_xlsx,
    find_keys,
    read_plan,
    said,
    save_with_libreoffice,
)
from running import PLAN, environment, program, run


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def make(plan: Path, name: str = "form.xlsx", *options: str) -> Path:
    """A form of all obligations."""
    path = plan.with_name(name)
    result = run("form", str(path), *options, plan=plan, today=TODAY)
    assert result.exit_code == 0, result.stderr
    return path


def collect(plan: Path, *arguments: str | Path) -> Result:
    return run("collect", *map(str, arguments), "--yes", plan=plan, today=TODAY)


def records(plan: Path) -> str:
    """What was added to the plan file."""
    text = plan.read_text(encoding="utf-8")
    return "".join(f"{line}\n" for line in text.splitlines() if line not in SMALL.splitlines())


# --- the form ---------------------------------------------------------------------------------------------------


def sheet_of(path: Path) -> Any:
    return load_workbook(path).active


def test_a_form_has_a_row_for_every_obligation(plan: Path) -> None:
    sheet = sheet_of(make(plan, "form.xlsx", "--note", "5-ноябрга чейин okuu@tgu.kg дарегине"))
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [row[0] for row in rows[:3]] == [
        "Аткаруу бланкы",
        "Кичинекей план",
        "Пландын жылы: 2025-2026. 20.11.2025 күнүнө карата",
    ]
    assert rows[3][0].endswith("эскертүүнү жазыңыз. 5-ноябрга чейин okuu@tgu.kg дарегине")
    head = ["№", "Аткарылуучу иштин мазмуну", "Аткаруу мөөнөтү", "Жооптуу аткаруучу"]
    assert rows[4] == [*head, "Абалы", "Датасы", "Далил", "Эскертүү"]
    assert [row[:1] + row[2:5] for row in rows[5:]] == [
        ["1.1", "Октябрь", "Деканат", ""],
        ["1.1", "Октябрь", "Кафедра", ""],
        ["1.1", "Май", "Деканат", ""],
        ["1.1", "Май", "Кафедра", ""],
        ["1.30", "Жыл бою", "Деканат", ""],
    ]


def test_only_the_four_columns_can_be_written_into(plan: Path) -> None:
    sheet = sheet_of(make(plan))
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert [cell.protection.locked for cell in sheet[6]] == [True] * 4 + [False] * 4
    [menu] = sheet.data_validations.dataValidation
    assert menu.formula1 == '"аткарылды,жарым-жартылай,аткарылган жок"'
    assert (menu.type, str(menu.sqref)) == ("list", "E6:E10")
    assert sheet["F6"].number_format == "dd.mm.yyyy"


def test_the_sheet_can_be_printed(plan: Path) -> None:
    sheet = sheet_of(make(plan))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.freeze_panes == "A6"
    assert sheet.print_title_rows == "$5:$5"


def test_in_word_the_states_are_a_menu_and_the_rest_is_locked(plan: Path) -> None:
    xml = docx.Document(str(make(plan, "form.docx"))).element.xml
    assert xml.count("<w:group/>") == 1
    assert xml.count("<w:dropDownList>") == 5
    assert xml.count('<w:listItem w:displayText="жарым-жартылай" w:value="жарым-жартылай"/>') == 5


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
def test_libreoffice_shows_the_menu_and_the_dates(plan: Path) -> None:
    with zipfile.ZipFile(save_with_libreoffice(make(plan, "form.docx"), "odt")) as odt:
        content = odt.read("content.xml").decode()
    if "content-control" not in content:
        pytest.skip("this version of LibreOffice has no content controls")
    assert content.count('loext:display-text="жарым-жартылай"') == 5
    assert content.count('loext:date-format="dd.MM.yyyy"') == 5


@pytest.mark.parametrize(
    ("language", "state", "headings"),
    [
        ("ru", "частично", ("Содержание работы", "Состояние", "Дата", "Подтверждение", "Примечание")),
        ("en", "partly", ("Task", "State", "Date", "Evidence", "Note")),
    ],
)
@pytest.mark.parametrize("name", ["form.xlsx", "form.docx"])
def test_the_language_of_the_plan(plan: Path, name: str, language: str, state: str, headings: tuple[str, ...]) -> None:
    plan.write_text(SMALL.replace("year:", f"language: {language}\nyear:", 1), encoding="utf-8")
    form = make(plan, name)
    if name == "form.xlsx":
        cells = [cell.value for cell in sheet_of(form)[5]]
        assert [cells[1], *cells[4:]] == list(headings)
    [key, *_] = find_keys(read_plan(plan))
    result = collect(plan, fill(form, {key: Filled(state, date(2025, 10, 14), note="Отчёт")}))
    assert result.exit_code == 0, result.stderr
    [note] = next(read_plan(plan).items()).notes
    assert (note.date, note.by) == (date(2025, 10, 14), "Деканат")
    assert note.text.startswith(f"{state} (")


def test_what_is_marked_already_is_filled_in(plan: Path) -> None:
    mark = ("--by", "Деканат", "--term", "октябрь", "--on", "2025-10-14", "--note", "Бүттү", "--evidence")
    assert run("done", "1.1", *mark, "№ 1", "--evidence", "№ 2", plan=plan, today=TODAY).exit_code == 0
    text = "жарым-жартылай (октябрь): Тизме даяр"
    assert run("note", "1.1", text, "--by", "Кафедра", "--on", "2025-10-20", plan=plan, today=TODAY).exit_code == 0
    rows = [[cell.value for cell in row[4:8]] for row in sheet_of(make(plan)).iter_rows(min_row=6)]
    assert [rows[0][0], rows[0][1].date(), *rows[0][2:]] == ["аткарылды", date(2025, 10, 14), "№ 1\n№ 2", "Бүттү"]
    assert [rows[1][0], rows[1][1].date(), *rows[1][2:]] == ["жарым-жартылай", date(2025, 10, 20), None, "Тизме даяр"]
    before = plan.read_bytes()
    for name in ("form.xlsx", "form.docx"):
        result = collect(plan, make(plan, name, "--force"))
        assert result.stdout == "Nothing to mark: the plan already says what these 2 rows say.\n"
        assert plan.read_bytes() == before


def test_filters_choose_obligations(plan: Path) -> None:
    def keys(*options: str) -> list[tuple[str, ...]]:
        sheet = sheet_of(make(plan, "form.xlsx", "--force", *options))
        return [tuple(str(row[index]) for index in (0, 2, 3)) for row in sheet.iter_rows(min_row=6, values_only=True)]

    assert keys("--month", "october") == [OCTOBER, CHAIR]
    assert keys("--month", "october", "--standing", "--unit", "Деканат") == [OCTOBER, YEAR]
    assert keys("--status", "overdue") == [OCTOBER, CHAIR]
    result = run("form", str(plan.with_name("no.xlsx")), "--month", "january", plan=plan, today=TODAY)
    assert result.exit_code == 2
    assert not plan.with_name("no.xlsx").exists()


def test_each_unit_gets_a_file_of_its_own(plan: Path) -> None:
    folder = plan.with_name("forms")
    result = run("form", str(folder), "--each-unit", "--format", "docx", plan=plan, today=TODAY)
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["Деканат.docx", "Кафедра.docx"]
    again = run("form", str(folder), "--each-unit", "--format", "docx", plan=plan, today=TODAY)
    assert again.exit_code == 2
    assert "already exists" in again.stderr


# --- coming back ------------------------------------------------------------------------------------------------


def fill(path: Path, filled: dict[tuple[str, str, str], Filled]) -> Path:
    return (fill_xlsx if path.suffix == ".xlsx" else fill_docx)(path, filled)


@pytest.mark.parametrize("name", ["form.xlsx", "form.docx"])
def test_states_become_records_and_notes(plan: Path, name: str) -> None:
    form = fill(
        make(plan, name),
        {
            OCTOBER: Filled("аткарылды", date(2025, 10, 14), "Буйрук № 142; https://edu.gov.kg/1", "Бүттү"),
            CHAIR: Filled("жарым-жартылай", date(2025, 10, 20), note="Тизме даяр"),
            MAY: Filled("аткарылган жок"),
            YEAR: Filled(note="Жарымы даяр"),
        },
    )
    result = collect(plan, form)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith("2 items changed: records 1, notes 3\n")
    assert (
        records(plan)
        == """\
    done:
    - date: 2025-10-14
      term: октябрь
      by: [Деканат]
      note: Бүттү
      evidence:
      - Буйрук № 142
      - https://edu.gov.kg/1
    notes:
    - date: 2025-10-20
      by: Кафедра
      text: "жарым-жартылай (октябрь): Тизме даяр"
    - date: 2025-11-20
      by: Деканат
      text: аткарылган жок (май)
    notes:
    - date: 2025-11-20
      by: Деканат
      text: Жарымы даяр
"""
    )
    before = plan.read_bytes()
    again = run("collect", str(form), "--yes", plan=plan, today="2025-11-21")
    assert (again.exit_code, again.stdout) == (0, "Nothing to mark: the plan already says what these 4 rows say.\n")
    assert plan.read_bytes() == before


with_libreoffice = pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")


HOSTILE = "=1+1 \u200bБүттү; <w:t>&amp;</w:t> {x} \u202e"


@pytest.mark.parametrize("name", ["form.xlsx", "form.docx"])
def test_hostile_texts_come_back_as_they_are(plan: Path, name: str) -> None:
    """What a form shows with escapes, as a formula or as XML is what the plan has."""
    record = f"    done:\n    - date: 2025-10-14\n      note: {HOSTILE!a}\n      evidence: {HOSTILE!a}\n".replace(
        "'", '"'
    )
    plan.write_text(SMALL.replace("Отчёт", '"Отчёт\\u200b =1"') + record, encoding="utf-8")
    before = plan.read_bytes()
    result = collect(plan, make(plan, name))
    assert result.exit_code == 0, result.stderr
    assert plan.read_bytes() == before


def test_commit(plan: Path) -> None:
    for words in ("init -q", "add plan.yaml", "-c user.name=o -c user.email=o@example.org commit -q -m Plan"):
        subprocess.run(["git", *words.split()], cwd=plan.parent, check=True)
    form = fill(make(plan), {OCTOBER: Filled("аткарылды"), YEAR: Filled(note="Жарымы даяр")})
    environment = {f"GIT_{who}_{what}": "o" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    result = run("collect", str(form), "--yes", "--commit", plan=plan, today=TODAY, **environment)
    assert result.exit_code == 0, result.stderr
    log = subprocess.run(
        ["git", "log", "-1", "--format=%s"], cwd=plan.parent, check=True, capture_output=True, text=True
    )
    assert log.stdout == "Collect forms: 1.1, 1.30\n"


def everything(plan: Path) -> dict[tuple[str, str, str], Filled]:
    """Every obligation done, each with a text of its own."""
    return {
        key: Filled("аткарылды", date(2025, 10, 1 + number % 30), f"Буйрук № {number}", f"Эскертүү {number}")
        for number, key in enumerate(find_keys(read_plan(plan)))
    }


@pytest.mark.parametrize("saved", [False, pytest.param(True, marks=with_libreoffice)])
@pytest.mark.parametrize("name", ["form.xlsx", "form.docx"])
def test_every_obligation_of_the_plan_comes_back(tmp_path: Path, name: str, saved: bool) -> None:
    plan = tmp_path / "plan.yaml"
    shutil.copy(PLAN, plan)
    filled = everything(plan)
    form = make(plan, name)
    if saved:
        form = save_with_libreoffice(form)
    form = fill(form, filled)
    if saved:
        form = save_with_libreoffice(form)
    result = collect(plan, form)
    assert result.exit_code == 0, result.stderr
    assert said(read_plan(plan)) == {key: (row.day, (row.evidence,), row.note) for key, row in filled.items()}
    before = plan.read_bytes()
    assert collect(plan, form).exit_code == 0
    assert plan.read_bytes() == before
    assert run("check", "--strict", plan=plan, today=TODAY).exit_code in (0, 1)


def test_the_exported_workbook_comes_back(plan: Path) -> None:
    book = plan.with_name("book.xlsx")
    assert run("export", str(book), plan=plan, today=TODAY).exit_code == 0
    opened = load_workbook(book)
    sheet = opened["Милдеттер"]
    assert [sheet.cell(1, column).value for column in (7, 8, 11)] == ["Абалы", "Аткарылган күнү", "Далил"]
    sheet.cell(2, 7).value, sheet.cell(2, 8).value, sheet.cell(2, 11).value = "аткарылды", "14.10.2025", "№ 1"
    opened.save(book)
    assert collect(plan, book).exit_code == 0
    assert said(read_plan(plan)) == {OCTOBER: (date(2025, 10, 14), ("№ 1",), "")}
    assert "already says" in collect(plan, book).stdout


ISSUE = """\
### №

1.1

### Аткаруу мөөнөтү

октябрь

### Жооптуу аткаруучу

Кафедра

### Абалы

аткарылды

### Датасы

14.10.2025

### Далил

Буйрук № 142
https://edu.gov.kg/1

### Эскертүү

_No response_
"""


@pytest.mark.skipif(os.name != "posix", reason="pipes as POSIX has them")
def test_a_pipe_is_never_waited_for(plan: Path) -> None:
    os.mkfifo(plan.with_name("issue.md"))
    done = program("collect", "issue.md", env=environment(plan=plan), cwd=plan.parent)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: cannot read issue.md: it is not a regular file")


def test_the_body_of_an_issue(plan: Path) -> None:
    issue = plan.with_name("issue.md")
    issue.write_text(ISSUE, encoding="utf-8")
    assert collect(plan, issue).exit_code == 0
    assert said(read_plan(plan)) == {CHAIR: (date(2025, 10, 14), ("Буйрук № 142", "https://edu.gov.kg/1"), "")}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("октябрь", "_No response_", "the term is missing; item 1.1 has: октябрь, май"),
        ("1.1", "1.2", "the plan has no item 1.2"),
        (
            "аткарылды",
            "бүттү",
            "“бүттү” is not one of the states of a form; choose from: аткарылды, жарым-жартылай, аткарылган жок",
        ),
        ("_No response_", "Жазуу\n\n### Абалы\n\nаткарылган жок", "there are two columns “Абалы”"),
        ("### Абалы\n\nаткарылды\n", "", "the columns Абалы are missing; no row of this table was read"),
    ],
)
def test_an_issue_that_cannot_be_placed(plan: Path, old: str, new: str, reason: str) -> None:
    issue = plan.with_name("issue.md")
    assert old in ISSUE
    issue.write_text(ISSUE.replace(old, new), encoding="utf-8")
    result = collect(plan, issue)
    assert result.exit_code == 1
    assert f"issue.md:1: {reason}\n" in result.stderr
    assert plan.read_text(encoding="utf-8") == SMALL
