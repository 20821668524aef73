"""Tables of documents fill the sheet, and no word of a heading or a name breaks in the widest usual font."""

from datetime import date

import pytest

from running import PLAN
from talplan.documents.document import ROOM, Column, Row, Table, cell, count_row
from talplan.documents.fit_table import fit_table
from talplan.documents.plan_document import build_plan_document
from talplan.documents.report_document import build_report_document
from talplan.planfile.load import load
from talplan.queries.execution_report import build_report
from talplan.queries.select import Filters

PADDING = 0.38
"""Both sides of a cell in Word."""
DEJAVU_SERIF_BOLD = {
    "Аткарылууга": 3.28,
    "Аткарылды": 2.91,
    "жартылай": 2.57,
    "Аткарылган": 3.05,
    "Милдеттер": 2.72,
    "исполнению": 3.1,
    "Выполнено": 2.92,
    "Частично": 2.4,
    "выполнено": 2.78,
    "Обязательства": 3.71,
    "Подтверждение,": 4.11,
    "Obligations": 2.74,
}
"""Centimetres of a word in 12 points, from the font itself."""
DEJAVU_SERIF = {"Структуралык": 3.22, "2025-10-14\u00a0–": 2.78}


def tables(language: str, form: str = "table") -> list[Table]:
    text = PLAN.read_text(encoding="utf-8").replace("\nunits:", f"\nlanguage: {language}\nunits:", 1)
    plan = load(text.encode()).plan
    assert plan is not None
    report = build_report_document(build_report(plan, Filters(date(2026, 8, 1))), (), form)
    plan_document = build_plan_document(plan, plan.items(), date(2026, 8, 1))
    return [block for one in (report, plan_document) for block in one.blocks if isinstance(block, Table)]


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
@pytest.mark.parametrize("form", ["table", "lists"])
def test_no_word_breaks(language: str, form: str) -> None:
    seen = set()
    for table in tables(language, form):
        assert sum(column.width for column in table.columns) == pytest.approx(ROOM)
        for column in table.columns:
            for word in column.heading.replace("-", " ").split():
                if width := DEJAVU_SERIF_BOLD.get(word):
                    seen.add(word)
                    assert width * table.head_size / 12 + PADDING < column.width, (word, column)
        names = [row.cells[0].lines[0][0].text for row in table.rows]
        if any(name.startswith("Структуралык") for name in names):
            assert table.columns[0].width > DEJAVU_SERIF["Структуралык"] + PADDING
    assert seen


def test_the_university_s_plan_keeps_its_widths() -> None:
    assert [column.width for column in tables("ky")[-1].columns] == pytest.approx([1.1, 14.5, 3.7, 5.9])


def test_who_needs_more_takes_it_from_the_others() -> None:
    columns = (Column("№", 1), Column("А", 10), Column("Б", 10))
    plain = fit_table("Т", columns, [count_row("100.", 1, 1)])
    assert plain.columns[1].width == plain.columns[2].width > plain.columns[0].width > 1.2
    wide = fit_table("Т", [Column("Ж" * 20, 1)] * 10, [])
    assert [column.width for column in wide.columns] == pytest.approx([ROOM / 10] * 10)
    long = fit_table("Т", columns, [count_row("1", cell("Ж" * 300), 1)])
    assert long.columns[1].width == pytest.approx(long.columns[2].width), "what breaks anyway needs no room"


def test_a_date_fits_its_column() -> None:
    """Each hyphen of it would end a line in Word, so the whole date counts as a word."""
    wide, narrow = Column("Task", 20.0), Column("Term", 1.0)
    table = fit_table("", (wide, narrow), [Row((cell("Task"), cell("2025-10-14\u00a0– 2025-11-05")))])
    assert table.columns[1].width > DEJAVU_SERIF["2025-10-14\u00a0–"] + PADDING
