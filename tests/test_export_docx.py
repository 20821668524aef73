"""The official document as a Word file: read back with python-docx, and opened in LibreOffice."""

from __future__ import annotations

import io
import re
import subprocess
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import which
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table
from pictures import as_pdf

from running import PLAN, fields, program, run
from talplan.planfile.load import load

OFFICE = pytest.mark.skipif(
    which("soffice") is None or which("pdftotext") is None, reason="LibreOffice or poppler-utils is not installed"
)
EMPTY = "year: 2025-2026\nunits: [{name: А}]\nsections: [{number: 1, items: []}]\n"
HEADINGS = ["№", "Аткарылуучу иштин мазмуну", "Аткаруу мөөнөтү", "Жооптуу аткаруучу"]

ODD = r"""
title: "Талас <b>план</b> & #let *x*"
year: 2025-2026
units:
- name: "=CMD()"
- name: "Бөлүм <script>alert(1)</script>"
sections:
- number: 2
  items:
  - {number: 1, task: "=1+1", due: [август], units: ["=CMD()"]}
  - {number: 2, task: "a | b <script> & \"q\" #panic(1) $x$ \\ *b* `c`", due: [2025-09-01], units: ["=CMD()", "Бөлүм <script>alert(1)</script>"]}
  - {number: 3, task: "биринчи\n  экинчи\n\nтөртүнчү", due: [октябрь-ноябрь, жыл бою], units: ["=CMD()"]}
  - {number: 4, task: "🎓 \a \e[31m \0 \u202eabc \u200b \N \L \uFFFF", due: [май], units: ["=CMD()"]}
  - number: 5
    task: Жокко чыккан иш
    due: [май, июнь]
    units: ["=CMD()"]
    cancelled: {date: 2025-10-01, note: "Буйрук № 7 <i>\nэкинчи"}
- number: 4
  title: "Бөлүк <x> & #let"
  items:
  - {number: 1, task: Иш, due: [жыл ичи], units: ["=CMD()"]}
- number: 7
  items: []
"""  # noqa: E501
ODD_ROWS = [
    ["2."] * 4,
    ["1.", "=1+1", "Август", "=CMD()"],
    ["2.", 'a | b <script> & "q" #panic(1) $x$ \\ *b* `c`', "01.09.2025", "=CMD()\nБөлүм <script>alert(1)</script>"],
    ["3.", "биринчи\n  экинчи\n\nтөртүнчү", "Октябрь-ноябрь\nЖыл бою", "=CMD()"],
    ["4.", r"🎓 \x07 \x1b[31m \x00 \u202eabc \u200b \x85 \u2028 \uffff", "Май", "=CMD()"],
    ["5.", "Жокко чыккан иш\nЖокко чыгарылды: 01.10.2025. Буйрук № 7 <i>\nэкинчи", "Май\nИюнь", "=CMD()"],
    ["4. Бөлүк <x> & #let"] * 4,
    ["1.", "Иш", "Жыл ичи", "=CMD()"],
]


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The university's plan."""
    file = tmp_path_factory.mktemp("word") / "plan.docx"
    assert run("export", str(file), plan=PLAN).exit_code == 0
    return file


@pytest.fixture(scope="module")
def printed(word: Path) -> list[str]:
    """The text of each page that LibreOffice prints."""
    pdf = as_pdf(word)
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True)
    return done.stdout.split("\f")[:-1]


def exported(folder: Path, text: str, *options: str, **env: str) -> Document:
    plan, file = folder / "plan.yaml", folder / "plan.docx"
    plan.write_text(text, encoding="utf-8")
    done = run("export", str(file), "--force", *options, plan=plan, **env)
    assert done.exit_code == 0, done.stderr
    return docx.Document(str(file))


def table(document: Document) -> Table:
    (one,) = document.tables
    return one


def rows(document: Document) -> list[list[str]]:
    """The cells below the header; a merged row has its text in all four."""
    texts = [[cell.text for cell in row.cells] for row in table(document).rows]
    assert texts[0][1:] == HEADINGS[1:] or texts[0][0] == "No."
    return texts[1:]


def items() -> Iterator[list[str]]:
    """What the document says of each item of the plan, by another way of talplan."""
    for item in fields("list"):
        due = [term.capitalize() for term in item["due"]]
        yield [f"{item['number']}.", item["task"], "\n".join(due), "\n".join(item["units"])]


# --- what stands in it --------------------------------------------------------------------------------------


def title_of(document: Any) -> Any:
    """The title, which is below the mark of approval."""
    (title,) = (one for one in document.paragraphs if one.style.name == "Title")
    return title


def test_every_item_is_there(word: Path) -> None:
    document = docx.Document(str(word))
    found = [row for row in rows(document) if len(set(row)) > 1]
    assert len(found) == 79
    assert found == list(items())


def test_title_and_sections(word: Path) -> None:
    document = docx.Document(str(word))
    title = title_of(document)
    assert title.text == "Талас мамлекеттик университетинин 2025-2026-окуу жылындагы окуу жана илимий иштеринин планы"
    assert title.style is not None
    assert title.style.name == "Title"
    headings = {at: row[0] for at, row in enumerate(rows(document)) if len(set(row)) == 1}
    assert headings == {19: "2. Окуу иштери", 19 + 1 + 36: "3. Илимий иштер"}
    for at in headings:
        cells = table(document).rows[1 + at].cells
        assert cells[0]._tc is cells[-1]._tc


def test_filters_choose_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "part.docx"
    assert run("export", str(file), "--unit", "ИТК", "--section", "3", plan=PLAN).exit_code == 0
    found = rows(docx.Document(str(file)))
    assert [row[0] for row in found] == ["3. Илимий иштер", "4.", "10.", "13.", "20.", "21."]


def test_cancelled_items(tmp_path: Path) -> None:
    assert "5." not in {row[0] for row in rows(exported(tmp_path, ODD))}
    document = exported(tmp_path, ODD, "--cancelled")
    row = next(row for row in table(document).rows if row.cells[0].text == "5.")
    struck = {run.text: run.font.strike for cell in row.cells for one in cell.paragraphs for run in one.runs}
    said = "Жокко чыгарылды: 01.10.2025. Буйрук № 7 <i>\nэкинчи"
    assert struck.pop(said) is None
    assert set(struck) == {"5.", "Жокко чыккан иш", "Май", "Июнь", "=CMD()"}
    assert set(struck.values()) == {True}


def test_any_text_is_only_text(tmp_path: Path) -> None:
    document = exported(tmp_path, ODD, "--cancelled")
    assert title_of(document).text == "Талас <b>план</b> & #let *x*"
    assert rows(document) == ODD_ROWS


def test_a_plan_without_items(tmp_path: Path) -> None:
    document = exported(tmp_path, f"title: Бош\n{EMPTY}")
    assert title_of(document).text == "Бош"
    assert rows(document) == []


def test_days_as_the_office_writes_them(tmp_path: Path) -> None:
    """A span of days breaks after its dash alone; `import` reads both, which its own tests hold."""
    document = exported(tmp_path, ODD.replace("due: [август]", "due: [2025-09-01..2025-10-01, 2025-10-14]"))
    assert rows(document)[1][2] == "01.09.2025\u00a0– 01.10.2025\n14.10.2025"


def test_in_the_language_of_the_plan(tmp_path: Path) -> None:
    text = ODD.replace("year:", "language: en\nyear:").replace("2. Окуу", "2. Work")
    document = exported(tmp_path, text.replace("[август]", "[august]"), "--cancelled", TALPLAN_LANG="ky")
    assert [cell.text for cell in table(document).rows[0].cells] == ["No.", "Task", "Term", "Responsible unit"]
    assert [row[2] for row in rows(document)][1:4] == ["August", "2025-09-01", "October-November\nAll year"]
    assert "Cancelled: 2025-10-01. Буйрук № 7 <i>" in rows(document)[5][1]
    assert document.core_properties.language == "en-GB"


# --- how it looks -------------------------------------------------------------------------------------------


def marks(document: Document) -> list[set[str]]:
    """What each row of the table is marked with."""
    found = (row._tr.find(qn("w:trPr")) for row in table(document).rows)
    return [{child.tag.partition("}")[2] for child in one} if one is not None else set() for one in found]


def test_rows_stay_whole_below_a_repeated_header(word: Path) -> None:
    first, *rest = marks(docx.Document(str(word)))
    assert first == {"cantSplit", "tblHeader"}
    assert rest == [{"cantSplit"}] * (79 + 2)


def test_the_columns_fill_the_sheet(word: Path) -> None:
    document = docx.Document(str(word))
    (section,) = document.sections
    assert section.page_width == pytest.approx(Cm(29.7), abs=Cm(0.01))
    assert section.page_height == pytest.approx(Cm(21), abs=Cm(0.01))
    grid = table(document)
    # LibreOffice reads the widths of the columns, Word those of the cells.
    widths = [column.width or 0 for column in grid.columns]
    assert [cell.width for cell in grid.rows[1].cells] == widths
    assert [cell.width for cell in grid.rows[-1].cells] == widths
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    assert sum(widths) == pytest.approx(room, abs=Cm(0.01))


def test_one_font_for_all_letters(word: Path) -> None:
    """Where a slot is empty, Word takes ң ү ө from another font."""
    styles: Any = docx.Document(str(word)).styles
    fonts = [styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")]
    fonts += [styles[name].element.rPr.rFonts for name in ("Normal", "Title", "Heading 1")]
    slots = {qn(f"w:{slot}"): "Times New Roman" for slot in ("ascii", "hAnsi", "cs", "eastAsia")}
    assert [dict(one.attrib) for one in fonts] == [slots] * 4
    assert styles["Normal"].font.size.pt == 12


def test_pages_are_numbered(word: Path) -> None:
    footer = docx.Document(str(word)).sections[0].footer._element
    assert [one.get(qn("w:instr")) for one in footer.iter(qn("w:fldSimple"))] == ["PAGE"]


def test_what_the_file_says_of_itself(word: Path) -> None:
    document = docx.Document(str(word))
    about = document.core_properties
    assert about.title == title_of(document).text
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.created is not None
    assert about.created.date() == date(2025, 10, 14)
    (language,) = document.styles.element.iter(qn("w:lang"))
    assert (about.language, language.get(qn("w:val"))) == ("ky-KG", "ky-KG")
    with zipfile.ZipFile(word) as parts:
        assert [name for name in parts.namelist() if "docProps" in name] == ["docProps/core.xml"]
        assert not [name for name in parts.namelist() if b"python-docx" in parts.read(name)]


def test_a_title_that_is_longer_than_properties_hold(tmp_path: Path) -> None:
    document = exported(tmp_path, f"title: {'узун ' * 100}\n{EMPTY}")
    assert title_of(document).text == ("узун " * 100).strip()
    assert document.core_properties.title == ("узун " * 100)[:255]


# --- in another program -------------------------------------------------------------------------------------


@OFFICE
def test_it_prints(printed: list[str]) -> None:
    """Word by word: how many lines and pages there are is the fonts' affair."""
    assert len(printed) > 1
    headings = set(re.findall(r"\w+", " ".join(HEADINGS[1:])))
    assert all(headings <= set(re.findall(r"\w+", page)) for page in printed)
    assert {"ТАЛАС", "МАМЛЕКЕТТИК", "УНИВЕРСИТЕТИНИН"} <= set(printed[0].split())
    assert [page.split()[-1] for page in printed] == [str(number) for number in range(1, len(printed) + 1)]
    text = "".join(printed)
    assert re.search(r"2\.\s+Окуу\s+иштери", text)
    words = set(re.findall(r"\w+", text))
    for _, task, _, _ in items():
        # A line may break after a hyphen.
        assert set(re.findall(r"\w+", task)) <= words


@OFFICE
def test_it_outlives_another_program(word: Path) -> None:
    """Somebody opens the document in LibreOffice and saves it."""
    folder = word.parent / "saved"
    profile = f"-env:UserInstallation={(word.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(folder), str(word)]
    subprocess.run(command, check=True, capture_output=True)
    before, after = docx.Document(str(word)), docx.Document(str(folder / word.name))
    assert rows(after) == rows(before)
    assert "tblHeader" in marks(after)[0]
    assert all("cantSplit" in one for one in marks(after))


# --- ten thousand items -------------------------------------------------------------------------------------


def many(number: int) -> str:
    head = "title: Чоң\nyear: 2025-2026\nunits: [{name: А}, {name: Б}]\nsections:\n- number: 1\n  items:\n"
    lines = (f"  - {{number: {n}, task: Иш {n}, due: [август, май], units: [А, Б]}}\n" for n in range(1, number + 1))
    return head + "".join(lines)


@pytest.mark.once
def test_ten_thousand_items(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(many(10_000), encoding="utf-8")
    done = program("export", "-", "--format", "docx", "--plan", str(plan))
    assert done.stderr == b""
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as parts:
        document = parts.read("word/document.xml")
    assert document.count(b"<w:tr>") == 10_001
    assert document.count(b"<w:cantSplit/>") == 10_001
    assert "<w:t>Иш 10000</w:t>".encode() in document


def test_more_items_take_no_longer_each() -> None:
    from talplan.documents.document import write_document
    from talplan.documents.plan_document import build_plan_document
    from talplan.planfile.load import load

    plan = load(many(4_000).encode()).plan
    assert plan is not None
    everything = list(plan.items())
    told: list[tuple[int, int]] = []

    def seconds(number: int) -> float:
        part = build_plan_document(plan, everything[:number], date(2025, 10, 1))
        begun = time.process_time()
        write_document("docx", part, lambda *way: told.append(way))
        return time.process_time() - begun

    seconds(100)  # imports
    assert seconds(4_000) < 3 * 8 * seconds(500)
    assert (4_000, 4_000) in told


def test_no_line_ends_within_a_date(tmp_path: Path) -> None:
    """Word would end one after a hyphen. A date alone in its cell fits there; the text reads as before."""
    text = """\
title: Plan 2025-2026
year: 2025-2026
language: en
units:
- name: Office
sections:
- number: 1
  items:
  - number: 1
    task: Report <1> by 2025-10-14 (not  2025-10-20)
    due: [2025-10-14, 2025-10-20..2025-11-05]
    units: [Office]
"""
    cells = table(exported(tmp_path, text)).rows[-1].cells
    assert [cell.text for cell in cells[1:3]] == [
        "Report <1> by 2025-10-14 (not  2025-10-20)",
        "2025-10-14\n2025-10-20\u00a0– 2025-11-05",
    ]
    assert [len(cell._tc.xpath(".//w:noBreakHyphen")) for cell in cells] == [0, 4, 2, 0]
    again = tmp_path / "again.yaml"
    assert run("import", str(next(tmp_path.glob("*.docx"))), "-o", str(again)).exit_code == 0
    before, after = (load(raw).plan for raw in (text.encode(), again.read_bytes()))
    assert before is not None
    assert after is not None
    assert [(item.task, item.due) for item in after.items()] == [(item.task, item.due) for item in before.items()]
