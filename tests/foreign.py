"""Documents as people type them, for the tests of `import`: three of Word, one of Excel, one that is printed."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

REGISTRY = """\
title: Мурдагы план
year: 2025-2026
units:
- name: Ректорат
- name: Окуу бөлүмү
  aliases: [ОБ]
- name: Билим берүүнүн сапатын жогорулатуу, лицензиялоо жана аккредитация бөлүмү
  short: ББСЖЛжАБ
- name: Илимий-техникалык кеңеш (ИТК, ГТС)
  short: ИТК
- name: Кафедра башчылары
- name: Структуралык бөлүмдөрдүн жетекчилери
sections:
- number: 1
  items:
  - number: 1
    task: Иш
    due: [май]
    units: [Ректорат]
"""
"""The plan that is found: its units are known."""

HEADINGS = ("№", "Аткарылуучу иштин мазмуну", "Аткаруу мөөнөтү", "Жооптуу аткаруучу")


def merged_sections() -> bytes:
    """The title on lines of its own below who approved it, sections as rows merged over all columns with Roman
    numbers, the numbers of a column as a list of Word's, the headings again in the middle, one term for two rows."""
    import docx

    made = docx.Document()
    for line in (
        "«БЕКИТЕМИН»",
        "Ректор ____________ А. Асанов",
        "",
        "ТАЛАС МАМЛЕКЕТТИК УНИВЕРСИТЕТИНИН",
        "2026-2027-ОКУУ ЖЫЛЫНДАГЫ ИШТЕРИНИН",
        "П Л А Н Ы",
        "",
    ):
        made.add_paragraph(line)
    table = made.add_table(rows=0, cols=4)
    row(table, HEADINGS)
    row(table, ("1", "2", "3", "4"))
    section(table, "I. Уюштуруу иштери")
    row(table, ("1.", "Тизме түзүү", "Август\nСентябрь", "Окуу бөлүмү"))
    row(table, ("2.", "Бекитүү", "Октябрь айында", "Ректорат\nКафедра     башчылары"))
    section(table, "Окуу иштери", number="II")
    first = row(table, ("", "Сабактарды көзөмөлдөө", "Жыл бою", "ОБ"))
    row(table, HEADINGS)
    second = row(table, ("", "Отчёт", "", "Окуу бөлүмү"))
    third = row(table, ("", "Жыйынтык", "", "Ректорат"))
    second[2].merge(third[2]).text = "Май-июнь"
    for cells in (first, second, third):
        cells[0].paragraphs[0].style = made.styles["List Number"]
        if cells is not third:
            _number(cells[0].paragraphs[0])  # else the style alone says it
    return raw(made)


def russian_order() -> bytes:
    """In Russian: the columns in another order and one more, sections in the first cell alone, a table for each, the
    third with its heading above it."""
    import docx

    made = docx.Document()
    made.add_paragraph("План работы университета на 2026/2027 учебный год")
    table = made.add_table(rows=0, cols=5)
    headings = ("Мероприятия", "Ответственные\nисполнители", "Сроки\nвыполнения", "№ п/п", "Отметка об исполнении")
    row(table, headings)
    row(table, ("Раздел 1. Учебная работа", "", "", "", ""))
    row(table, ("Составить расписание", "Учебный отдел", "до начала года", "1", ""))
    row(table, ("Проверить журналы", "Учебный отдел; Деканат", "ежемесячно", "2", "выполнено"))
    row(table, ("Подвести итоги", "Деканат", "январь, июнь 2027 г.", "3", ""))
    made.add_paragraph("2. Научная работа")
    table = made.add_table(rows=0, cols=5)
    row(table, headings)
    row(table, ("Провести конференцию", "Научный отдел", "14.04.2027", "1", ""))
    row(table, ("Отчитаться", "Научный отдел", "с марта по май", "2", ""))
    made.add_paragraph("Согласовано:")
    signatures = made.add_table(rows=0, cols=2)
    row(signatures, ("Проректор", "____________"))
    return raw(made)


def many_lines() -> bytes:
    """Units on several lines, with commas of their own and parted by commas, misprinted; a row that goes on below; and
    what nobody can place."""
    import docx

    made = docx.Document()
    made.add_paragraph("Университеттин 2026-2027-окуу жылындагы планы")
    table = made.add_table(rows=0, cols=4)
    row(table, HEADINGS)
    row(
        table,
        (
            "1",
            "Аккредитация",
            "Жыл бою",
            "Билим берүүнүн сапатын жогорулатуу, лицензиялоо жана аккредитация бөлүмү, ОБ",
        ),
    )
    row(
        table,
        ("2", "Кеңеш", "Декабрь-\nапрель", "Илимий-техникалык кеңеш (ИТК, ГТС)\nСтруктуралык бөлүмдөрдүн\nжетекчилери"),
    )
    row(table, ("3", "Жыйын", "Март", "Окуу болуму, Кафедра башчылары"))
    row(table, ("", "", "апрель", "Ректорат; Жаш окумуштуулар\nкеңеши"))
    row(table, ("4", "Текшерүү", "Май", "иректорат"))
    row(table, ("5", "Билинбейт", "октяабр", "Ректорат"))
    row(table, ("6", "Эч ким", "июнь", ""))
    row(table, ("7", "Кеч", "2028-01-01", "Ректорат"))
    row(table, ("", "Номери жок", "июнь", "Ректорат"))
    row(table, ("4", "Дагы төртүнчү", "июнь", "Ректорат"))
    row(table, ("8", "", "", ""))
    return raw(made)


def merged_workbook() -> bytes:
    """A title merged above the table, which begins in the second column; sections merged over it, one unit for two
    rows, a term that Excel took for a date, a formula's look; a sheet that nobody sees, and one of something else."""
    from datetime import date

    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "План"
    sheet["A1"] = "Университеттин 2026-2027-окуу жылындагы планы"
    sheet.merge_cells("A1:E1")
    _fill(sheet, 3, ("№", "Иш-чара", "Мөөнөтү", "Жооптуулар"))
    sheet["B4"] = "1. Уюштуруу"
    sheet.merge_cells("B4:E4")
    _fill(sheet, 5, (1, "Тизме", "сентябрь", "Ректорат"))
    _fill(sheet, 6, (2, "Бекитүү", date(2026, 10, 14), None))
    sheet.merge_cells("E5:E6")
    sheet["D6"].number_format = "DD.MM.YYYY"
    sheet["B7"], sheet["C7"] = "2", "Окуу"
    sheet.merge_cells("C7:E7")
    _fill(sheet, 8, (1.0, "=1+1 эмне?", date(2026, 11, 1), "Окуу бөлүмү\nКафедра башчылары"))
    sheet["C8"].data_type = "s"
    sheet["D8"].number_format = "mmm-yy"
    other: Any = book.create_sheet("Башка")
    _fill(other, 1, ("Аты", "Телефон"))
    hidden: Any = book.create_sheet("Эски")
    hidden.sheet_state = "hidden"
    _fill(hidden, 1, ("№", "Иш-чара", "Мөөнөтү", "Жооптуулар"))
    _fill(hidden, 2, (1, "Эски", "май", "Ректорат"))
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


PRINTED = """\
#set page(width: 16cm, height: 7cm, margin: 1cm, numbering: "1")
#set text(size: 10pt, font: "Libertinus Serif")
#align(center)[Талас мамлекеттик университетинин \\ 2026-2027-окуу жылындагы планы]
#table(
  columns: (1cm, 6cm, 2.5cm, 4cm),
  table.header([№], [Аткарылуучу иштин мазмуну], [Аткаруу мөөнөтү], [Жооптуу аткаруучу]),
  [1.], [Бир], [Жыл бою], [Ректорат],
  [2.], [Узун иш: #("сөз " * 60) аягы], [Сентябрь- октябрь], [Окуу бөлүмү \\ Кафедра башчылары \\ Ректорат
    \\ Структуралык бөлүмдөрдүн жетекчилери],
  table.cell(colspan: 4, align: center)[#"2. Окуу иштери"],
  [1.], [Эки], [май], [Структуралык бөлүмдөрдүн жетекчилери],
)
"""


def printed() -> bytes:
    """A PDF with ruled cells that go on over several pages, a name of a unit among them."""
    import typst

    made = typst.compile(PRINTED.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


# --- by what they are made ----------------------------------------------------------------------------------


def row(table: Any, texts: Sequence[str]) -> Any:
    """A row of a Word table, each line a paragraph."""
    cells = table.add_row().cells
    for cell, text in zip(cells, texts, strict=True):
        first, *others = text.split("\n")
        cell.text = first
        for line in others:
            cell.add_paragraph(line)
    return cells


def section(table: Any, text: str, number: str = "") -> None:
    """A row that is one merged cell; its number in a cell of its own."""
    cells = table.add_row().cells
    if number:
        cells[0].text = number
    cells[1 if number else 0].merge(cells[-1]).text = text


def raw(document: Any) -> bytes:
    """The bytes of a Word document."""
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _number(paragraph: Any) -> None:
    """Puts the paragraph into the list of its style, as Word does when somebody presses the button."""
    own = paragraph.style.element.pPr.numPr.numId.val
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = own


def _fill(sheet: Any, at: int, values: Sequence[object]) -> None:
    start = 2 if sheet.title == "План" else 1
    for column, value in enumerate(values, start=start):
        sheet.cell(at, column, value)
