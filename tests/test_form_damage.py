"""What people do to a form, and what is wrong with one: moved rows and columns are read, everything else is named."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font
from typer.testing import Result

from form_filling import (
    OCTOBER,
    SMALL,
    SOFFICE,
    TODAY,
    YEAR,
    Filled,
    fill_docx,
    fill_xlsx,
    read_plan,
    said,
    save_with_libreoffice,
)
from hostile import FILES
from running import run

DAY = date(2025, 10, 14)
ROW = 6
"""The row of OCTOBER; the headings are above it."""
MEANT = {OCTOBER: (DAY, ("№ 1",), ""), YEAR: (DAY, ("№ 3",), "Бүттү")}

Edit = Callable[[Any], None]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def form(plan: Path) -> Path:
    """A form in which two obligations are done."""
    return make(plan, "form.xlsx")


def make(plan: Path, name: str) -> Path:
    path = plan.with_name(name)
    result = run("form", str(path), plan=plan, today=TODAY)
    assert result.exit_code == 0, result.stderr
    filled = {OCTOBER: Filled("аткарылды", DAY, "№ 1"), YEAR: Filled("аткарылды", DAY, "№ 3", "Бүттү")}
    return (fill_xlsx if path.suffix == ".xlsx" else fill_docx)(path, filled)


def collect(plan: Path, *files: str | Path, today: str = TODAY) -> Result:
    return run("collect", *map(str, files), "--yes", plan=plan, today=today)


def edit(form: Path, change: Edit) -> Path:
    book = load_workbook(form)
    change(book.active)
    book.save(form)
    return form


def write(cell: str, value: object) -> Edit:
    return lambda sheet: sheet.__setitem__(cell, value)


def move_columns(sheet: Any) -> None:
    """Put the states in front of everything, and a column of one's own between the others."""
    for row in sheet.iter_rows(min_row=ROW - 1):
        values = [cell.value for cell in row[:8]]
        values = [values[4], values[0], values[7], "өзүм үчүн", *values[1:4], values[6], values[5]]
        for column, value in enumerate(values, start=1):
            sheet.cell(row[0].row, column).value = value


def reverse_rows(sheet: Any) -> None:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=ROW)]
    for number, row in enumerate(reversed(rows), start=ROW):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value


def hide(sheet: Any) -> None:
    sheet.row_dimensions[ROW].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.auto_filter.add_filter_column(4, ["аткарылды"])


def insert_rows(sheet: Any) -> None:
    sheet.insert_rows(ROW)
    sheet.insert_rows(1, 3)
    sheet.title = "Барак 1"


def as_typed(sheet: Any) -> None:
    """A state in another language and case, a date as a text with two digits of the year."""
    sheet.cell(ROW, 5).value, sheet.cell(ROW, 6).value = " Выполнено ", "14.10.25"
    sheet.cell(ROW + 4, 5).value, sheet.cell(ROW + 4, 6).value = "DONE", "14.10 "


def as_serials(sheet: Any) -> None:
    for row in (ROW, ROW + 4):
        sheet.cell(row, 6).value = (DAY - date(1899, 12, 30)).days
        sheet.cell(row, 6).number_format = "General"


def formula_with_result(sheet: Any) -> None:
    sheet["F6"] = "=DATE(2025,10,14)"


def in_another_case(sheet: Any) -> None:
    sheet["C6"], sheet["D6"] = " ОКТЯБРЬ ", "деканат"


def repeat_headings(sheet: Any) -> None:
    sheet.append([cell.value for cell in sheet[5]])


MOVED: dict[str, Edit] = {
    "columns moved, and one added": move_columns,
    "rows in another order": reverse_rows,
    "hidden and filtered": hide,
    "rows inserted, sheet renamed": insert_rows,
    "typed in other ways": as_typed,
    "serial numbers": as_serials,
    "terms and units in another case": in_another_case,
    "merged tasks": lambda sheet: sheet.merge_cells("B6:B9"),
    "the headings repeated": repeat_headings,
    "the title deleted": lambda sheet: sheet.delete_rows(1, 4),
}


@pytest.mark.parametrize("name", MOVED)
def test_a_row_is_known_wherever_it_is(plan: Path, form: Path, name: str) -> None:
    result = collect(plan, edit(form, MOVED[name]))
    assert result.exit_code == 0, result.stderr
    assert said(read_plan(plan)) == MEANT


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["columns moved, and one added", "hidden and filtered", "serial numbers"])
def test_a_row_is_known_after_libreoffice(plan: Path, form: Path, name: str) -> None:
    assert collect(plan, save_with_libreoffice(edit(form, MOVED[name]))).exit_code == 0
    assert said(read_plan(plan)) == MEANT


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
def test_the_result_of_a_formula_is_taken(plan: Path, form: Path) -> None:
    assert collect(plan, save_with_libreoffice(edit(form, formula_with_result))).exit_code == 0
    assert said(read_plan(plan)) == MEANT


def as_number(sheet: Any) -> None:
    sheet["F6"], sheet["F6"].number_format = 14.1, "General"


def shift(sheet: Any) -> None:
    sheet["F6"], sheet["G6"] = None, DAY


def strike(sheet: Any) -> None:
    sheet["E6"].font = Font(strike=True)


WRONG: dict[str, tuple[Edit, str]] = {
    "no number": (write("A6", None), "the number of the item is missing"),
    "a number that Excel changed": (
        write("A10", 1.3),
        "the number is 1.3, but the task is that of item 1.30; correct the number",
    ),
    "not a number": (write("A6", "1-1"), "“1-1” is not the number of an item"),
    "another task": (write("B6", "Тизме"), "item 1.1 has another task now: Тизме түзүү"),
    "no task": (write("B6", None), "the task is missing; item 1.1 has: Тизме түзүү"),
    "renumbered": (write("A6", "1.30"), "the number is 1.30, but the task is that of item 1.1; correct the number"),
    "no term": (write("C6", None), "the term is missing; item 1.1 has: октябрь, май"),
    "another term": (write("C6", "Ноябрь"), "item 1.1 does not have the term “Ноябрь”; its terms: октябрь, май"),
    "no unit": (write("D6", None), "the unit is missing; item 1.1 has: Деканат, Кафедра"),
    "an unknown unit": (write("D6", "Ректорат"), "“Ректорат” is not a unit of item 1.1; its units: Деканат, Кафедра"),
    "an invented state": (
        write("E6", "бүттү"),
        "“бүттү” is not one of the states of a form; choose from: аткарылды, жарым-жартылай, аткарылган жок",
    ),
    "a state of reports": (write("E6", "мөөнөтү өттү"), "“мөөнөтү өттү” is not one of the states of a form"),
    "no state": (write("E6", None), "there is a date or evidence, but no state"),
    "not a date": (write("F6", "октябрда"), "“октябрда” is not a date; write it as 14.10.2025"),
    "yesterday": (write("F6", "кечээ"), "“кечээ” is not a date; write it as 14.10.2025"),
    "a date with two meanings": (write("F6", "10/11/2025"), "“10/11/2025” is not a date; write it as 14.10.2025"),
    "two dates": (write("F6", "14-15.10.2025"), "“14-15.10.2025” is not a date; write it as 14.10.2025"),
    "what Excel makes of 14.10": (write("F6", 14.1), "1900-01-14 is before the plan's year"),
    "the same without a format": (as_number, "“14.1” is not a date; write it as 14.10.2025"),
    "in the future": (write("F6", date(2025, 11, 21)), "2025-11-21 is in the future (today is 2025-11-20)"),
    "before the year": (write("F6", date(2024, 10, 14)), "2024-10-14 is before the plan's year"),
    "a date in another column": (shift, "“2025-10-14” is a date, but not in the column of dates"),
    "a formula without a result": (write("F6", "=TODAY()"), "the cell in “Датасы” has a formula without a result"),
    "struck through": (strike, "the text in “Абалы” is struck through"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_row_that_cannot_be_placed_is_named(plan: Path, form: Path, name: str) -> None:
    change, reason = WRONG[name]
    result = collect(plan, edit(form, change))
    assert result.exit_code == 1
    row = 10 if name == "a number that Excel changed" else 6
    assert f"{form}:Аткаруу бланкы:{row}: {reason}" in result.stderr
    assert "1 row could not be placed; nothing was written" in result.stderr
    assert plan.read_text(encoding="utf-8") == SMALL


def test_partial_marks_the_others(plan: Path, form: Path) -> None:
    edit(form, write("E6", "бүттү"))
    result = run("collect", str(form), "--partial", "--yes", plan=plan, today=TODAY)
    assert (result.exit_code, result.stderr.count("бүттү")) == (0, 1)
    assert said(read_plan(plan)) == {YEAR: MEANT[YEAR]}


def test_merged_states_are_named(plan: Path, form: Path) -> None:
    result = collect(plan, edit(form, lambda sheet: sheet.merge_cells("E6:E7")))
    assert result.exit_code == 1
    assert f"{form}:Аткаруу бланкы:7: the cell in “Абалы” is merged with the one above" in result.stderr


def test_a_missing_column_is_named(plan: Path, form: Path) -> None:
    """Without its heading the dates would be lost, and the marks would have the date of today."""
    result = collect(plan, edit(form, write("F5", "Дата аткаруу")))
    assert result.exit_code == 1
    assert f"{form}:Аткаруу бланкы:5: the columns Датасы are missing" in result.stderr
    assert plan.read_text(encoding="utf-8") == SMALL


def test_a_form_of_another_year(plan: Path, form: Path) -> None:
    plan.write_text(SMALL.replace("2025-2026", "2026-2027"), encoding="utf-8")
    result = collect(plan, form, today="2026-11-20")
    assert result.exit_code == 1
    assert result.stderr.count("the form is for the plan of 2025-2026, not of 2026-2027") == 2


def test_a_workbook_of_another_year(plan: Path) -> None:
    book = plan.with_name("book.xlsx")
    mark = ("done", "1.1", "--term", "октябрь", "--on", "2025-10-14")
    assert run(*mark, plan=plan, today=TODAY).exit_code == 0
    assert run("export", str(book), plan=plan, today=TODAY).exit_code == 0
    plan.write_text(SMALL.replace("2025-2026", "2026-2027"), encoding="utf-8")
    result = collect(plan, book, today="2026-11-20")
    assert result.exit_code == 1
    assert result.stderr.count("the term “октябрь” has other days in this plan; the file is from another year") == 2


def test_two_files_that_contradict_each_other(plan: Path, form: Path) -> None:
    other = plan.with_name("copy.xlsx")
    shutil.copy(form, other)
    edit(other, write("F6", date(2025, 10, 15)))
    result = collect(plan, form, other)
    assert result.exit_code == 1
    assert f"{form}:Аткаруу бланкы:6: {other}:Аткаруу бланкы:6 says something else" in result.stderr
    assert f"{other}:Аткаруу бланкы:6: {form}:Аткаруу бланкы:6 says something else" in result.stderr
    assert plan.read_text(encoding="utf-8") == SMALL


def test_two_copies_that_agree(plan: Path, form: Path) -> None:
    other = plan.with_name("copy.docx")
    result = collect(plan, form, make(plan, other.name), form)
    assert result.exit_code == 0
    assert said(read_plan(plan)) == MEANT


def test_a_mark_with_other_words_stays(plan: Path, form: Path) -> None:
    assert collect(plan, form).exit_code == 0
    before = plan.read_bytes()
    result = collect(plan, edit(form, write("G6", "№ 2")))
    assert result.exit_code == 1
    assert "item 1.1 is marked done on 2025-10-14 already, with other words: № 1" in result.stderr
    assert plan.read_bytes() == before


def test_nobody_answers(plan: Path, form: Path) -> None:
    result = run("collect", str(form), plan=plan, today=TODAY)
    assert (result.exit_code, plan.read_text(encoding="utf-8")) == (2, SMALL)
    assert "in a script, use --yes" in result.stderr


def test_a_dry_run_shows_the_change(plan: Path, form: Path) -> None:
    result = run("collect", str(form), "--dry-run", plan=plan, today=TODAY)
    assert (result.exit_code, plan.read_text(encoding="utf-8")) == (0, SMALL)
    assert "+      evidence: № 1\n" in result.stdout


@pytest.mark.parametrize("word", ["Аткарылды", "атқарылды.", "atkaryldy", "жарым жартылай", "Не  выполнено"])
def test_a_state_typed_by_hand(plan: Path, form: Path, word: str) -> None:
    """The words are found however their letters and hyphens are typed, as names of units are."""
    assert collect(plan, edit(form, write("E6", word))).exit_code == 0


def test_a_folder(plan: Path) -> None:
    result = collect(plan, plan.parent)
    assert (result.exit_code, "is a folder, not a file\n  hint: name the files in it" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("form.xlsm", "may contain macros and is not read"),
        ("form.pdf", "“pdf” is not a format of forms"),
        ("form", "“” is not a format of forms"),
    ],
)
def test_other_formats(plan: Path, form: Path, name: str, reason: str) -> None:
    other = plan.with_name("other").with_name(name)
    shutil.copy(form, other)
    result = collect(plan, other)
    assert result.exit_code == 2
    assert reason in result.stderr


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
FILES_THAT_CANNOT_BE_READ = {
    "a password": (LOCKED, "the file is protected by a password"),
    "not a workbook": (b"form", "cannot read this file as xlsx"),
    "nothing": (b"", "is empty"),
}


@pytest.mark.parametrize("name", FILES_THAT_CANNOT_BE_READ)
def test_files_that_cannot_be_read(plan: Path, form: Path, name: str) -> None:
    raw, reason = FILES_THAT_CANNOT_BE_READ[name]
    broken = plan.with_name("broken.xlsx")
    broken.write_bytes(raw)
    result = collect(plan, form, broken)
    assert result.exit_code == 2
    assert "broken.xlsx" in result.stderr
    assert reason in result.stderr
    assert plan.read_text(encoding="utf-8") == SMALL


@pytest.mark.parametrize("name", ["entries.docx", "lies.docx"])
def test_hostile_files(plan: Path, name: str) -> None:
    path = plan.with_name(name)
    path.write_bytes(FILES[name]())
    result = collect(plan, path)
    assert result.exit_code == 2
    assert name in result.stderr


@pytest.mark.usefixtures("form")
def test_a_file_that_excel_keeps_beside_an_open_one_is_left_out(plan: Path) -> None:
    plan.with_name("~$form.xlsx").write_bytes(b"\x05admin")
    assert collect(plan, plan.with_name("*.xlsx")).exit_code == 0
    assert said(read_plan(plan)) == MEANT


@pytest.mark.once
def test_ten_thousand_rows(plan: Path, form: Path) -> None:
    def grow(sheet: Any) -> None:
        texts = [cell.value for cell in sheet[7]][:4]
        for number in range(10_000):
            sheet.append([*texts, "бүттү", DAY + timedelta(days=number % 9), f"№ {number}", ""])

    edit(form, grow)
    start = time.process_time()
    result = collect(plan, form)
    assert time.process_time() - start < 15
    assert "10000 rows could not be placed" in result.stderr
