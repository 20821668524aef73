"""The official document as PDF: read with pdfplumber; and what is said where typst is missing."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from running import PLAN, fields, program, run

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

HEADINGS = ["№", "Аткарылуучу иштин мазмуну", "Аткаруу мөөнөтү", "Жооптуу аткаруучу"]


def needs_pdf() -> Any:
    """pdfplumber, where the extra is installed."""
    pytest.importorskip("typst", reason="the extra talplan[pdf] is not installed")
    return pytest.importorskip("pdfplumber", reason="the extra talplan[pdf] is not installed")


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PDF]:
    """The university's plan."""
    plumber = needs_pdf()
    file = tmp_path_factory.mktemp("pdf") / "plan.pdf"
    assert run("export", str(file), plan=PLAN).exit_code == 0
    with plumber.open(file) as opened:
        yield opened


def exported(folder: Path, text: str, *options: str) -> PDF:
    plumber = needs_pdf()
    plan, file = folder / "plan.yaml", folder / "plan.pdf"
    plan.write_text(text, encoding="utf-8")
    done = run("export", str(file), *options, plan=plan)
    assert done.exit_code == 0, done.stderr
    opened: PDF = plumber.open(BytesIO(file.read_bytes()))
    return opened


def tables(pdf: PDF) -> list[list[list[str | None]]]:
    """The rows of each page's table."""
    found = [page.extract_table() for page in pdf.pages]
    assert all(found)
    return [table for table in found if table]


def squeezed(text: str | None) -> str:
    """A text however its lines were broken."""
    return "".join((text or "").split())


def rows(pdf: PDF) -> list[list[str]]:
    """The cells of every row below the headers."""
    return [[squeezed(cell) for cell in row] for table in tables(pdf) for row in table[1:]]


# --- what stands in it --------------------------------------------------------------------------------------


def test_every_item_is_there_in_one_piece(pdf: PDF) -> None:
    found = [row for row in rows(pdf) if any(row[1:])]
    expected = [
        [f"{item['number']}.", item["task"], "".join(item["due"]).lower(), "".join(item["units"])]
        for item in fields("list")
    ]
    assert len(found) == 79
    assert [[row[0], row[1], row[2].lower(), row[3]] for row in found] == [
        [squeezed(cell) for cell in row] for row in expected
    ]


def test_every_page_has_the_header_and_its_number(pdf: PDF) -> None:
    assert 6 <= len(pdf.pages) <= 12
    for table in tables(pdf):
        assert [squeezed(cell) for cell in table[0]] == [squeezed(heading) for heading in HEADINGS]
    last = [page.extract_text().split()[-1] for page in pdf.pages]
    assert last == [str(number) for number in range(1, len(last) + 1)]


def test_sections(pdf: PDF) -> None:
    found = rows(pdf)
    assert [row[0] for row in found if not any(row[1:])] == ["2.Окууиштери", "3.Илимийиштер"]
    assert "ТАЛАС МАМЛЕКЕТТИК УНИВЕРСИТЕТИНИН" in pdf.pages[0].extract_text()
    # A heading is never left alone at the foot of a page.
    assert all(any((cell or "") for cell in table[-1][1:]) for table in tables(pdf))


def test_filters_choose_the_rows(tmp_path: Path) -> None:
    found = exported(tmp_path, PLAN.read_text(encoding="utf-8"), "--unit", "ИТК", "--section", "3")
    assert [row[0] for row in rows(found)] == ["3.Илимийиштер", "4.", "10.", "13.", "20.", "21."]


# --- what the file is ---------------------------------------------------------------------------------------


def test_what_the_file_says_of_itself(pdf: PDF) -> None:
    title = "Талас мамлекеттик университетинин 2025-2026-окуу жылындагы окуу жана илимий иштеринин планы"
    assert pdf.metadata["Title"] == title
    assert "Author" not in pdf.metadata
    assert pdf.metadata["CreationDate"].startswith("D:20251014")
    catalog = pdf.doc.catalog
    assert catalog["Lang"] == b"ky-KG"
    # Screen readers find their way by the tags.
    assert catalog["MarkInfo"]["Marked"] is True


def test_the_sheet_and_the_font(pdf: PDF) -> None:
    sizes = {(round(float(page.width)), round(float(page.height))) for page in pdf.pages}
    assert sizes == {(842, 595)}
    letters = [letter for page in pdf.pages for letter in page.chars]
    named = {letter["fontname"].partition("+")[2].removesuffix("-Identity-H") for letter in letters}
    assert named == {"LibertinusSerif-Regular", "LibertinusSerif-Bold"}
    assert {letter["text"] for letter in letters} >= set("ңүөӨ№")


def test_the_same_plan_makes_the_same_file() -> None:
    needs_pdf()
    first, second = (program("export", "-", "--format", "pdf") for _ in range(2))
    assert first.stdout.startswith(b"%PDF-")
    assert first.stdout == second.stdout


# --- odd plans ----------------------------------------------------------------------------------------------

HEAD = 'title: "<b>План</b> & #let *x*"\nyear: 2025-2026\nunits: [{name: "=CMD()"}]\nsections:\n- number: 1\n  items:\n'


def item(number: int, task: str, due: str = "май", rest: str = "") -> str:
    return f'  - {{number: {number}, task: "{task}", due: [{due}], units: ["=CMD()"]{rest}}}\n'


@pytest.mark.parametrize(
    ("task", "shown"),
    [
        ("=1+1", "=1+1"),
        ("a | b <script>alert('x')</script>", "a | b <script>alert('x')</script>"),
        (r"#panic(1) $x$ \\ *b* _i_ `c` // @ref <l> ] } [", "#panic(1) $x$ \\ *b* _i_ `c` // @ref <l> ] } ["),
        (r"-- ... ~ \\u{1F600} 'q' \"q\" https://x.org", "-- ... ~ \\u{1F600} 'q' \"q\" https://x.org"),
        (r"= биринчи\n- экинчи\n\n+ төртүнчү", "= биринчи - экинчи + төртүнчү"),
        (r"\a \e[31m \0 \u202eabc \u200b \N \uFFFF", r"\x07 \x1b[31m \x00 \u202eabc \u200b \x85 \uffff"),
        ("сөз" * 60, "сөз" * 60),
        ("2025..2026", "2025..2026"),
    ],
)
def test_any_text_is_only_text(tmp_path: Path, task: str, shown: str) -> None:
    found = exported(tmp_path, HEAD + item(1, task, "2025-09-01..2025-10-01"))
    assert rows(found) == [["1.", squeezed(shown), "01.09.2025–01.10.2025", "=CMD()"]]
    assert found.metadata["Title"] == "<b>План</b> & #let *x*"
    table = found.pages[0].find_table()
    assert table is not None
    inside = table.bbox
    assert all(letter["x1"] <= inside[2] for letter in found.pages[0].chars)


def test_days_come_back(tmp_path: Path) -> None:
    due = "[2025-09-01..2025-10-01, 2025-10-14]"
    exported(tmp_path, HEAD + item(1, "Иш", due.strip("[]")))
    plan, made = tmp_path / "plan.yaml", tmp_path / "made.yaml"
    done = run("import", str(tmp_path / "plan.pdf"), "-o", str(made), "--year", "2025-2026", plan=plan)
    assert done.exit_code == 0, done.stderr
    assert f"due: {due}\n" in made.read_text(encoding="utf-8")


def test_emoji_are_no_failure(tmp_path: Path) -> None:
    (row,) = rows(exported(tmp_path, HEAD + item(1, "🎓 Бүтүрүү")))
    assert "Бүтүрүү" in row[1]


def test_cancelled_items(tmp_path: Path) -> None:
    cancelled = ', cancelled: {date: 2025-10-01, note: "Буйрук № 7 #x"}'
    text = HEAD + item(1, "Бир") + item(2, "Эки", rest=cancelled)
    found = exported(tmp_path, text, "--cancelled")
    assert [row[1] for row in rows(found)] == ["Бир", squeezed("Эки Жокко чыгарылды: 01.10.2025. Буйрук № 7 #x")]
    # Four entries are struck through; the remark below the task is not.
    lines = [line for line in found.pages[0].lines if line["height"] == 0]
    middle = {letter["text"]: (letter["top"] + letter["bottom"]) / 2 for letter in found.pages[0].chars}
    assert any(abs(line["top"] - middle["Э"]) < 4 and line["width"] < 40 for line in lines)
    assert not any(abs(line["top"] - middle["Ж"]) < 4 and line["width"] < 400 for line in lines)
    assert len(rows(exported(tmp_path, text, "--force"))) == 1


def test_a_text_that_fills_pages(tmp_path: Path) -> None:
    """A row that no page holds is broken over pages; nothing of it is lost."""
    words = [f"сөз{number}" for number in range(2000)]
    found = exported(tmp_path, HEAD + item(1, " ".join(words)) + item(2, "Кийинки"))
    assert len(found.pages) > 3
    assert "".join(row[1] for row in rows(found)) == "".join(words) + "Кийинки"


def test_a_plan_without_items(tmp_path: Path) -> None:
    text = HEAD.replace("  items:\n", "  items: []\n")
    assert rows(exported(tmp_path, text)) == []


@pytest.mark.once
def test_thousands_of_items(tmp_path: Path) -> None:
    """The work grows with the plan alone."""
    seconds = []
    for items in (500, 500, 2000):  # the first one imports everything
        begin = time.process_time()
        found = exported(
            tmp_path, HEAD + "".join(item(number, f"Иш {number}") for number in range(1, items + 1)), "--force"
        )
        seconds.append(time.process_time() - begin)
    assert seconds[2] < 8 * seconds[1]
    last = found.pages[-1].extract_table()
    assert last is not None
    assert last[-1] == ["2000.", "Иш 2000", "Май", "=CMD()"]
    assert len(found.pages) > 50


# --- without the extra --------------------------------------------------------------------------------------


def test_typst_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    file = tmp_path / "plan.pdf"
    done = run("export", str(file), plan=PLAN)
    assert (done.exit_code, done.stdout) == (2, "")
    assert 'pip install "talplan[pdf]"' in done.stderr
    assert list(tmp_path.iterdir()) == []
