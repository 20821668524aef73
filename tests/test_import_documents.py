"""`talplan import` of Word, Excel and PDF: documents as people type them, exports that come back, what is no plan."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from typer.testing import Result

import foreign
from running import PLAN, run
from talplan.domain.plan import Plan
from talplan.planfile.load import load
from test_import import ASKED, lines


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a plan whose units are known."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan-2025-2026.yaml").write_text(foreign.REGISTRY, encoding="utf-8")
    return tmp_path


def imported(raw: bytes, ending: str, *options: str) -> Result:
    file = Path(f"a.{ending}")
    file.write_bytes(raw)
    return run("import", str(file), *options)


def needs_pdf() -> None:
    for name in ("pdfplumber", "typst"):
        pytest.importorskip(name, reason="the extra talplan[pdf] is not installed")


# --- as people type them ------------------------------------------------------------------------------------


def test_merged_sections() -> None:
    done = imported(foreign.merged_sections(), "docx")
    assert (done.exit_code, done.stderr) == (0, "")
    text = Path("plan-2026-2027.yaml").read_text(encoding="utf-8")
    assert "title: ТАЛАС МАМЛЕКЕТТИК УНИВЕРСИТЕТИНИН 2026-2027-ОКУУ ЖЫЛЫНДАГЫ ИШТЕРИНИН ПЛАНЫ\n" in text
    assert "  title: Уюштуруу иштери\n" in text
    assert "- number: 2\n  title: Окуу иштери\n" in text
    assert lines() == [
        "1.1 Тизме түзүү | август, сентябрь | Окуу бөлүмү",
        "1.2 Бекитүү | октябрь | Ректорат, Кафедра башчылары",
        "2.1 Сабактарды көзөмөлдөө | жыл бою | Окуу бөлүмү",
        "2.2 Отчёт | май-июнь | Окуу бөлүмү",
        "2.3 Жыйынтык | май-июнь | Ректорат",
    ]


def test_in_russian_and_in_another_order() -> None:
    done = imported(foreign.russian_order(), "docx")
    assert done.exit_code == 2
    assert "table 1, row 3: item 1: “до начала года” is not a valid term" in done.stderr
    done = imported(foreign.russian_order(), "docx", "--partial")
    assert done.exit_code == 0
    assert "table 3: left out" in done.stderr
    text = Path("plan-2026-2027.yaml").read_text(encoding="utf-8")
    assert text.startswith("title: План работы университета на 2026/2027 учебный год\nyear: 2026-2027\nlanguage: ru\n")
    assert "    due: [ежемесячно]\n" in text
    assert "  # Сроки выполнения: до начала года\n  - number: 1\n" in text
    assert "  # Отметка об исполнении: выполнено\n  - number: 2\n" in text  # today is before the plan's year
    assert lines() == [
        "1.1 Составить расписание | белгиленген мөөнөттө | Учебный отдел",
        "1.2 Проверить журналы | ай сайын | Учебный отдел, Деканат",
        "1.3 Подвести итоги | январь, июнь | Деканат",
        "2.1 Провести конференцию | 2027-04-14 | Научный отдел",
        "2.2 Отчитаться | март-май | Научный отдел",
    ]


def test_units_on_many_lines() -> None:
    done = imported(foreign.many_lines(), "docx")
    assert done.exit_code == 2
    assert not Path("plan-2026-2027.yaml").exists()
    assert [line for line in done.stderr.splitlines() if line.startswith("table")] == [
        "table 1, row 10: the row has no number; it is item 1.9: Номери жок",
        "table 1, row 7: item 5: “октяабр” is not a valid term",
        "table 1, row 8: item 6: no responsible unit",
        "table 1, row 9: item 7: “2028-01-01” is outside the plan's year 2026-2027",
        "table 1, row 11: section 1 already has an item 4; this one is item 10: Дагы төртүнчү",
        "table 1, row 12: item 8 has nothing but its number",
    ]
    assert "5 rows could not be imported; nothing was written" in done.stderr
    assert imported(foreign.many_lines(), "docx", "--partial", "--fuzzy").exit_code == 0
    assert lines() == [
        "1.1 Аккредитация | жыл бою | ББСЖЛжАБ, Окуу бөлүмү",
        "1.2 Кеңеш | декабрь-апрель | ИТК, Структуралык бөлүмдөрдүн жетекчилери",
        "1.3 Жыйын | март, апрель | Окуу бөлүмү, Кафедра башчылары, Ректорат, Жаш окумуштуулар кеңеши",
        "1.4 Текшерүү | май | Ректорат",
        "1.5 Билинбейт | белгиленген мөөнөттө | Ректорат",
        "1.6 Эч ким | июнь | Жооптуу аткаруучу көрсөтүлгөн эмес",
        "1.7 Кеч | белгиленген мөөнөттө | Ректорат",
        "1.9 Номери жок | июнь | Ректорат",
        "1.10 Дагы төртүнчү | июнь | Ректорат",
    ]
    text = Path("plan-2026-2027.yaml").read_text(encoding="utf-8")
    for comment in ("Аткаруу мөөнөтү: октяабр", "Аткаруу мөөнөтү: 2028-01-01", "№ 4"):
        assert f"  # {comment}\n  - number: " in text
    assert run("check", "plan-2026-2027.yaml").exit_code == 0


def test_merged_workbook() -> None:
    done = imported(foreign.merged_workbook(), "xlsx")
    assert done.exit_code == 0, done.stderr
    assert done.stderr == "sheet Башка: left out, because it does not have the plan's columns\n"
    text = Path("plan-2026-2027.yaml").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("  title")] == ["  title: Уюштуруу", "  title: Окуу"]
    assert lines() == [
        "1.1 Тизме | сентябрь | Ректорат",
        "1.2 Бекитүү | 2026-10-14 | Ректорат",
        "2.1 =1+1 эмне? | ноябрь | Окуу бөлүмү, Кафедра башчылары",
    ]


def test_printed_over_several_pages() -> None:
    needs_pdf()
    done = imported(foreign.printed(), "pdf")
    assert (done.exit_code, done.stderr) == (0, "")
    words = " ".join(["сөз"] * 60)
    assert lines() == [
        "1.1 Бир | жыл бою | Ректорат",
        f"1.2 Узун иш: {words} аягы | сентябрь-октябрь | "
        "Окуу бөлүмү, Кафедра башчылары, Ректорат, Структуралык бөлүмдөрдүн жетекчилери",
        "2.1 Эки | май | Структуралык бөлүмдөрдүн жетекчилери",
    ]


def test_headings_of_sections_above_their_tables() -> None:
    import docx

    made = docx.Document()
    made.add_paragraph("2026-2027-окуу жылынын планы")
    made.add_paragraph("I. Уюштуруу")
    first = made.add_table(rows=0, cols=4)
    foreign.row(first, foreign.HEADINGS)
    foreign.row(first, ("1", "А", "май", "Ректорат"))
    made.add_paragraph("Таблицанын уландысы")
    second = made.add_table(rows=0, cols=4)
    foreign.row(second, ("2", "Б", "май", "Ректорат"))
    made.add_paragraph("Окуу иштери")
    third = made.add_table(rows=0, cols=4)
    foreign.row(third, foreign.HEADINGS)
    foreign.row(third, ("1", "В", "май", "Ректорат"))
    done = imported(foreign.raw(made), "docx")
    assert done.exit_code == 0, done.stderr
    assert [line.strip() for line in done.stdout.splitlines()[1:]] == ["1. Уюштуруу: 2 items", "2. Окуу иштери: 1 item"]


def test_the_title_is_without_what_stands_around_it() -> None:
    """The date below a mark of approval, a sentence below the title, and the heading of the first section."""
    import docx

    made = docx.Document()
    for line in ("БЕКИТЕМИН", "2026-ж. «28» август", "2026-2027-окуу жылынын", "ИШ ПЛАНЫ", "Кеңеште талкууланган."):
        made.add_paragraph(line)
    made.add_heading("Окуу иштери")
    table = made.add_table(rows=0, cols=4)
    foreign.row(table, foreign.HEADINGS)
    foreign.row(table, ("1", "А", "май", "Ректорат"))
    result = imported(foreign.raw(made), "docx")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == "table 1: the text above it was left out: “Кеңеште талкууланган.”\n"
    assert "title: 2026-2027-окуу жылынын ИШ ПЛАНЫ\n" in Path("plan-2026-2027.yaml").read_text(encoding="utf-8")
    assert "  1. Окуу иштери: 1 item\n" in result.stdout


def test_what_word_keeps_round_a_text() -> None:
    """Tracked changes, content controls, a soft hyphen, a hyphen that does not break."""
    raw = repacked(
        foreign.merged_sections(),
        "word/document.xml",
        "<w:t>Тизме түзүү</w:t></w:r>".encode(),
        (
            "<w:t>Тиз\u00adме</w:t><w:noBreakHyphen/><w:t xml:space='preserve'>1 </w:t></w:r>"
            "<w:del><w:r><w:delText>жок </w:delText></w:r></w:del><w:ins><w:r><w:t>түзүү</w:t></w:r></w:ins>"
            "<w:sdt><w:sdtContent><w:r><w:t>!</w:t></w:r></w:sdtContent></w:sdt>"
        ).encode(),
    )
    assert imported(raw, "docx").exit_code == 0
    assert lines()[0] == "1.1 Тизме-1 түзүү! | август, сентябрь | Окуу бөлүмү"


FOOTNOTES = """\
<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t xml:space="preserve"> Буйрук № 5</w:t></w:r></w:p></w:footnote>
</w:footnotes>
"""
FOOTNOTE_PART = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"'
    ' Target="footnotes.xml"/></Relationships>'
)


def test_a_footnote_becomes_a_comment() -> None:
    raw = repacked(
        foreign.merged_sections(),
        "word/document.xml",
        "Тизме түзүү</w:t></w:r>".encode(),
        'Тизме түзүү</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'.encode(),
    )
    raw = repacked(raw, "word/_rels/document.xml.rels", b"</Relationships>", FOOTNOTE_PART.encode())
    result = imported(with_part(raw, "word/footnotes.xml", FOOTNOTES.encode()), "docx")
    assert result.stderr == "table 1, row 4: a footnote was kept as a comment: “Буйрук № 5”\n"
    text = Path("plan-2026-2027.yaml").read_text(encoding="utf-8")
    assert "  # Буйрук № 5\n  - number: 1\n    task: Тизме түзүү\n" in text


def test_hidden_rows() -> None:
    """Word prints no hidden row; in Excel it may be filtered out only for the moment."""
    import docx
    from docx.oxml import OxmlElement
    from openpyxl import Workbook

    document = docx.Document()
    table = document.add_table(rows=0, cols=4)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (foreign.HEADINGS, ("1", "А", "май", "Ректорат"), ("2", "Б", "май", "Ректорат")):
        row = foreign.row(table, cells)
        sheet.append(cells)
    row[0]._tc.getparent().get_or_add_trPr().append(OxmlElement("w:hidden"))
    sheet.row_dimensions[3].hidden = True
    kept = BytesIO()
    book.save(kept)
    result = imported(foreign.raw(document), "docx", "-o", "word.yaml", *ASKED)
    assert result.stderr == "table 1, row 3: the row is hidden; it was left out\n"
    assert lines("word.yaml") == ["1.1 А | май | Ректорат"]
    result = imported(kept.getvalue(), "xlsx", "-o", "excel.yaml", *ASKED)
    assert result.stderr == "sheet Sheet, row 3: the row is hidden; it was imported\n"
    assert lines("excel.yaml") == ["1.1 А | май | Ректорат", "1.2 Б | май | Ректорат"]


def test_many_lines_outside_the_tables_are_counted() -> None:
    import docx

    made = docx.Document()
    table = made.add_table(rows=0, cols=4)
    foreign.row(table, foreign.HEADINGS)
    foreign.row(table, ("1", "А", "май", "Ректорат"))
    for number in range(23):
        made.add_paragraph(f"{number}-эскертүүнүн тексти")
    result = imported(foreign.raw(made), "docx", *ASKED)
    *shown, last = result.stderr.splitlines()
    assert [line.rpartition(": ")[2] for line in shown] == [f"“{number}-эскертүүнүн тексти”" for number in range(20)]
    assert last == "3 more lines outside the tables were left out"


def test_a_formula_without_a_result_is_named() -> None:
    """As programs write workbooks that do not calculate."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append((*foreign.HEADINGS, "Эскертүү"))
    sheet.append(("1", "А", "май", "Ректорат", "=1+1"))
    kept = BytesIO()
    book.save(kept)
    result = imported(kept.getvalue(), "xlsx", *ASKED)
    message = "sheet Sheet, row 2: the result of a formula is not in the file; the cell was left out: Эскертүү\n"
    assert (result.exit_code, result.stderr) == (0, message)


def test_a_list_without_a_table() -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("2026-2027-окуу жылынын планы")
    document.add_paragraph("Тизме түзүү – сентябрь, Окуу бөлүмү", style="List Number")
    result = imported(foreign.raw(document), "docx")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "a.docx contains no table\n  hint: in a Word file, turn the list into a table with columns" in result.stderr


# --- there and back -----------------------------------------------------------------------------------------


def said(path: Path) -> Plan:
    plan = load(path.read_bytes()).plan
    assert plan is not None
    return plan


def content(plan: Plan) -> list[object]:
    """What an export holds of a plan: sections, numbers, tasks, terms, units."""
    return [
        (one.number, one.title, [(item.number, item.task, item.due, item.units) for item in one.items])
        for one in plan.sections
    ]


def back(file: Path, plan: Path = PLAN) -> Path:
    """The plan that is made of an export."""
    made = file.with_suffix(f".{file.suffix[1:]}.yaml")
    options = ["--year", str(said(plan).year), "--title", "План"] if file.suffix == ".csv" else []
    done = run("import", str(file), "-o", str(made), *options, plan=plan)
    assert done.exit_code == 0, done.stderr
    return made


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv", "pdf"])
def test_round_trip(tmp_path: Path, ending: str) -> None:
    if ending == "pdf":
        needs_pdf()
    file = tmp_path / f"a.{ending}"
    assert run("export", str(file), plan=PLAN).exit_code == 0
    made = back(file)
    assert content(said(made)) == content(said(PLAN))
    assert list(said(made).registry) == list(said(PLAN).registry)
    assert ending == "csv" or (said(made).title, said(made).year) == (said(PLAN).title, said(PLAN).year)
    assert run("check", str(made)).exit_code == 0
    assert run("fmt", "--check", str(made)).exit_code == 0


ODD = """\
title: "План: 2025-2026 # (сынак)"
year: 2025-2026
language: ru
units:
- name: "Отдел (А, Б); и: В"
- name: 1С
- name: "=СУММА"
sections:
- number: 2
  items:
  - number: 7
    task: |-
      Первая строка

      "третья" <b>|</b> & \\n
    due: [2025-10-14]
    units: ["=СУММА", "Отдел (А, Б); и: В"]
  - number: 9
    task: =1+1
    due: [2025-10-01..2025-10-15, 1 раз в год, октябрь-май]
    units: [1С]

- number: 5
  title: 2025-2026 и - дальше
  items:
  - number: 1
    task: "- @ +"
    due: [постоянно]
    units: [1С]
"""


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv"])
def test_round_trip_of_odd_texts(tmp_path: Path, ending: str) -> None:
    plan = tmp_path / "plan-2025-2026.yaml"
    plan.write_text(ODD, encoding="utf-8")
    file = tmp_path / f"a.{ending}"
    assert run("export", str(file), plan=plan).exit_code == 0
    made = said(back(file, plan))
    assert content(made) == content(said(plan))
    assert made.language == "ru"


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_round_trip_through_another_program(tmp_path: Path, ending: str) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    file = tmp_path / f"a.{ending}"
    assert run("export", str(file), plan=PLAN).exit_code == 0
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    (tmp_path / "other").mkdir()
    command = [program, profile, "--headless", "--convert-to", ending, "--outdir", str(tmp_path / "other"), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert content(said(back(tmp_path / "other" / f"a.{ending}"))) == content(said(PLAN))


def test_a_workbook_keeps_its_title_in_its_properties() -> None:
    assert run("export", "a.xlsx").exit_code == 0
    done = run("import", "a.xlsx", "--year", "2026-2027")
    assert done.exit_code == 0, done.stderr
    assert said(Path("plan-2026-2027.yaml")).title == "Мурдагы план"


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv", "pdf"])
def test_cancelled_items_stay_cancelled(tmp_path: Path, ending: str) -> None:
    if ending == "pdf":
        needs_pdf()
    plan = tmp_path / "plan-2025-2026.yaml"
    gone = "    cancelled:\n      date: 2025-10-01\n      note: Кайталанат\n"
    plan.write_text(foreign.REGISTRY + gone, encoding="utf-8")
    file = tmp_path / f"a.{ending}"
    assert run("export", str(file), "--cancelled", plan=plan).exit_code == 0
    done = run("import", str(file), *ASKED, "-o", "b.yaml", plan=plan)
    assert done.exit_code == 0, done.stderr
    [item] = said(Path("b.yaml")).items()
    assert item.task == "Иш"
    assert item.cancelled is not None
    assert str(item.cancelled.date) == "2025-10-01"
    assert item.cancelled.note == ("Кайталанат" if ending in ("docx", "pdf") else None)


def struck(*pieces: tuple[str, bool]) -> bytes:
    """A Word document with a task of these pieces, each struck through or not."""
    import docx

    made = docx.Document()
    table = made.add_table(rows=0, cols=4)
    foreign.row(table, foreign.HEADINGS)
    cells = foreign.row(table, ("1", "", "май", "Ректорат"))
    for text, gone in pieces:
        cells[1].paragraphs[0].add_run(text).font.strike = gone
    return foreign.raw(made)


def test_struck_through_by_a_person() -> None:
    done = imported(struck(("Эски", True), (" ", False), ("иш", True)), "docx", "-o", "b.yaml", *ASKED)
    assert "table 1, row 2: item 1 is cancelled; the file gives no date, so 2025-10-14 was used" in done.stderr
    assert "    cancelled:\n      date: 2025-10-14\n" in Path("b.yaml").read_text(encoding="utf-8")


def test_struck_through_in_part() -> None:
    done = imported(struck(("Эски", True), (" жаңы", False)), "docx", *ASKED)
    assert done.exit_code == 2
    assert "table 1, row 2: item 1: only part of it is struck through: is it cancelled?" in done.stderr


def test_a_unit_struck_through_in_a_further_row() -> None:
    import docx

    made = docx.Document()
    table = made.add_table(rows=0, cols=4)
    foreign.row(table, foreign.HEADINGS)
    foreign.row(table, ("1", "Иш", "май", "Ректорат"))
    cells = foreign.row(table, ("", "", "", "Окуу бөлүмү"))
    cells[3].paragraphs[0].runs[0].font.strike = True
    assert "item 1: only part of it is struck through" in imported(foreign.raw(made), "docx", *ASKED).stderr


def test_centred_names_in_a_pdf_are_one_a_line() -> None:
    needs_pdf()
    import typst

    text = foreign.PRINTED.replace("[Бир], [Жыл бою], [Ректорат]", "[Бир], [Жыл бою], align(center)[Кеңештер \\ Топ]")
    raw = typst.compile(text.encode(), format="pdf")
    assert isinstance(raw, bytes)
    assert imported(raw, "pdf").exit_code == 0
    assert lines()[0] == "1.1 Бир | жыл бою | Кеңештер, Топ"


def test_names_on_several_lines_of_a_pdf_without_a_registry(tmp_path: Path, folder: Path) -> None:
    """The exported PDF sets the second line of a name in: it is known without its small letter."""
    needs_pdf()
    file = tmp_path / "a.pdf"
    assert run("export", str(file), plan=PLAN).exit_code == 0
    (folder / "plan-2025-2026.yaml").unlink()
    assert imported(file.read_bytes(), "pdf", "-o", "b.yaml").exit_code == 0
    assert content(said(Path("b.yaml"))) == content(said(PLAN))


# --- what is no plan ----------------------------------------------------------------------------------------


def packed(parts: dict[str, bytes]) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return kept.getvalue()


def with_part(raw: bytes, part: str, content: bytes) -> bytes:
    archive = zipfile.ZipFile(BytesIO(raw))
    return packed({**{name: archive.read(name) for name in archive.namelist()}, part: content})


def repacked(raw: bytes, part: str, before: bytes, after: bytes) -> bytes:
    archive = zipfile.ZipFile(BytesIO(raw))
    parts = {name: archive.read(name) for name in archive.namelist()}
    assert before in parts[part]
    return packed({**parts, part: parts[part].replace(before, after, 1)})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("ending", "raw", "said"),
    [
        ("docx", b"", "is empty"),
        ("csv", b"\xef\xbb\xbf\n", "is empty"),
        ("docx", b"PK\3\4 no", "cannot read this file as docx"),
        ("xlsx", b"plain text", "cannot read this file as xlsx"),
        ("pdf", b"plain text", "cannot read this file as pdf"),
        ("docx", packed({"mimetype": b"application/zip"}), "cannot read this file as docx"),
        ("docx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("xlsx", OLE, "save it as xlsx without a password"),
        ("csv", b"a,b\n1,2\n", "no table has the columns of a plan"),
        ("txt", b"text", "choose one of: docx, xlsx, csv, pdf"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_plan(folder: Path, ending: str, raw: bytes, said: str) -> None:
    refused(folder, ending, raw, said)


def test_what_is_too_large(folder: Path) -> None:
    refused(folder, "xlsx", bytes(range(256)) * (50 * 4096), "larger than 48 MiB")


def test_what_unpacks_to_too_much(folder: Path) -> None:
    refused(folder, "docx", packed({"word/document.xml": bytes(220 * 1024 * 1024)}), "unpacks to more than 200 MiB")


def refused(folder: Path, ending: str, raw: bytes, said: str) -> None:
    done = imported(raw, ending)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert sorted(path.name for path in folder.iterdir()) == [f"a.{ending}", "plan-2025-2026.yaml"]


def test_a_document_without_a_table() -> None:
    import docx

    done = imported(foreign.raw(docx.Document()), "docx")
    assert (done.exit_code, "contains no table" in done.stderr) == (2, True)


def test_entities() -> None:
    trap = b'<!DOCTYPE a [<!ENTITY b "b">]><w:document'
    done = imported(repacked(foreign.merged_sections(), "word/document.xml", b"<w:document", trap), "docx")
    assert (done.exit_code, "defines XML entities" in done.stderr) == (2, True)


def test_a_merge_over_everything() -> None:
    far = repacked(foreign.merged_workbook(), "xl/worksheets/sheet1.xml", b'ref="B4:E4"', b'ref="A1:XFD1048576"')
    done = imported(far, "xlsx")
    assert (done.exit_code, "far more merged cells" in done.stderr) == (2, True)


def test_pictures_of_pages() -> None:
    needs_pdf()
    import typst

    raw = typst.compile(b"#rect(width: 3cm)", format="pdf")
    assert isinstance(raw, bytes)
    assert "this PDF contains no text" in imported(raw, "pdf").stderr


def test_a_folder_and_a_file_that_is_not_there(folder: Path) -> None:
    (folder / "a.docx").mkdir()
    assert "a.docx is a folder" in run("import", "a.docx").stderr
    assert "cannot read b.docx" in run("import", "b.docx").stderr


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    done = imported(b"%PDF-1.7", "pdf")
    assert done.exit_code == 2
    assert 'pip install "talplan[pdf]"' in done.stderr


@pytest.mark.parametrize("ending", ["docx", "xlsx", "pdf"])
def test_broken_files(ending: str) -> None:
    """Whatever is broken in a file, it is told in a sentence."""
    if ending == "pdf":
        needs_pdf()
    whole = {"docx": foreign.many_lines, "xlsx": foreign.merged_workbook, "pdf": foreign.printed}[ending]()
    chance = random.Random(5)
    for _ in range(25):
        raw = bytearray(whole)
        if chance.random() < 0.3:
            del raw[chance.randrange(len(raw)) :]
        for _ in range(chance.choice((1, 10, 100))):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        done = imported(bytes(raw), ending, "-o", "b.yaml")
        Path("b.yaml").unlink(missing_ok=True)
        assert done.exit_code in (0, 2)
        assert "should not have happened" not in done.stderr, done.stderr
