"""Who approved a plan and who signs it: in the file, in its versions, in every document."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from running import run
from talplan.domain.plan import Approval, Signature
from talplan.planfile.load import load

TEXT = """\
title: Институттун иш планы
year: 2025-2026
approved:
  by: Ректор А. Б. Асанов
  date: 2025-08-28
  order: Буйрук № 142
signatures:
- post: Окуу бөлүмүнүн башчысы
  name: С. Д. Усонова
- post: Юрист
units:
- name: Деканат
sections:
- number: 1
  title: Окуу
  items:
  - number: 1
    task: Тизме түзүү
    due: [октябрь]
    units: [Деканат]
"""
ORDER = "  order: Буйрук № 142\n"
LAWYER = "- post: Юрист\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan-2025-2026.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def words(path: Path) -> str:
    return " ".join(path.read_text(encoding="utf-8").replace("\\_", "_").replace("<br>", " ").split())


def test_it_is_read(plan: Path) -> None:
    read = load(plan.read_bytes()).plan
    assert read is not None
    assert str(read.approved and read.approved.date) == "2025-08-28"
    assert isinstance(read.approved, Approval)
    assert (read.approved.by, read.approved.order) == ("Ректор А. Б. Асанов", "Буйрук № 142")
    assert read.signatures == (Signature("Окуу бөлүмүнүн башчысы", "С. Д. Усонова"), Signature("Юрист"))
    assert run("check", str(plan)).exit_code == 0
    assert run("fmt", "--check", str(plan)).exit_code == 0


def test_the_layout(plan: Path) -> None:
    text = TEXT.replace(TEXT[TEXT.index("approved") : TEXT.index("units")], "")
    approved = '{order: "Буйрук № 142", date: "2025-08-28", by: Ректор А. Б. Асанов}'
    signatures = '[{name: "С. Д. Усонова", post: Окуу бөлүмүнүн башчысы}, {post: Юрист, name: ""}]'
    plan.write_text(f"{text}signatures: {signatures}\napproved: {approved}\n", encoding="utf-8")
    assert run("fmt", str(plan)).exit_code == 0
    assert plan.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  by: Ректор А. Б. Асанов\n", "", "“by” is missing"),
        ("2025-08-28", "28.08.2025", "“28.08.2025” is not a valid date"),
        ("order:", "ordr:", "there is no key “ordr” here"),
        ("- post: Юрист", "- name: Юрист", "“post” is missing"),
        ("2025-08-28", "2026-08-28", "2026-08-28 is in the future"),
        (TEXT[TEXT.index("approved") : TEXT.index("signatures")], "approved: Ректор\n", "“approved”"),
    ],
)
def test_what_is_wrong_in_it(plan: Path, old: str, new: str, said: str) -> None:
    plan.write_text(TEXT.replace(old, new), encoding="utf-8")
    done = run("check", "--strict", str(plan), today="2025-10-14")
    assert done.exit_code == 1
    assert said in done.stdout, done.stdout


def test_empty_is_absent(plan: Path) -> None:
    rest = TEXT.replace(TEXT[TEXT.index("approved") : TEXT.index("units")], "approved:\nsignatures: []\n")
    plan.write_text(rest, encoding="utf-8")
    read = load(plan.read_bytes()).plan
    assert read is not None
    assert (read.approved, read.signatures) == (None, ())


def test_diff(plan: Path, tmp_path: Path) -> None:
    after = tmp_path / "after.yaml"
    after.write_text(TEXT.replace("№ 142", "№ 143").replace(LAWYER, "- post: Проректор\n"), encoding="utf-8")
    shown = run("diff", str(plan), str(after)).stdout
    assert "approved: …-28, Буйрук № [−142−][+143+]" in shown
    assert "signatures: + Проректор, − Юрист" in shown
    entries = json.loads(run("diff", str(plan), str(after), "--format", "json").stdout)
    assert [entry["field"] for entry in entries] == ["approved", "signatures"]
    assert entries[0]["after"] == {"by": "Ректор А. Б. Асанов", "date": "2025-08-28", "order": "Буйрук № 143"}
    assert entries[1]["after"] == [
        {"post": "Окуу бөлүмүнүн башчысы", "name": "С. Д. Усонова"},
        {"post": "Проректор"},
    ]


def merged(tmp_path: Path, base: str, ours: str, theirs: str) -> tuple[int, str, str]:
    paths = [tmp_path / name for name in ("base.yaml", "ours.yaml", "theirs.yaml")]
    for path, text in zip(paths, (base, ours, theirs), strict=True):
        path.write_text(text, encoding="utf-8")
    done = run("merge", *map(str, paths))
    return done.exit_code, paths[1].read_text(encoding="utf-8"), done.stderr


def test_signatures_of_both_sides_combine(tmp_path: Path) -> None:
    ours = TEXT.replace(LAWYER, f"{LAWYER}- post: Ректор\n").replace(ORDER, "")
    theirs = TEXT.replace(LAWYER, "- post: Проректор\n")
    both = TEXT.replace(LAWYER, "- post: Проректор\n- post: Ректор\n").replace(ORDER, "")
    for sides in ((ours, theirs), (theirs, ours)):
        assert merged(tmp_path, TEXT, *sides)[:2] == (0, both)


@pytest.mark.parametrize(
    ("old", "ours", "theirs", "field"),
    [("№ 142", "№ 143", "№ 144", "the approval"), ("Юрист", "Юрист Асанов", "Юрист Усонов", "the signatures")],
)
def test_the_same_changed_in_two_ways(tmp_path: Path, old: str, ours: str, theirs: str, field: str) -> None:
    code, text, said = merged(tmp_path, TEXT, TEXT.replace(old, ours), TEXT.replace(old, theirs))
    assert (code, text.count("<<<<<<<"), text.count(ours), text.count(theirs)) == (1, 1, 1, 1)
    assert f"both sides changed {field} in different ways" in said


def test_both_added_one(tmp_path: Path) -> None:
    bare = TEXT.replace(TEXT[TEXT.index("approved") : TEXT.index("units")], "")
    assert merged(tmp_path, bare, TEXT, bare)[:2] == (0, TEXT)
    assert merged(tmp_path, bare, bare, TEXT)[:2] == (0, TEXT)
    assert merged(tmp_path, TEXT, bare, TEXT)[:2] == (0, bare)


def test_new_year_is_not_approved_yet(plan: Path) -> None:
    done = run("new-year", plan=plan, today="2026-06-01")
    assert "the approval and the signatures" in done.stdout
    made = load(plan.with_name("plan-2026-2027.yaml").read_bytes()).plan
    assert made is not None
    assert (made.approved, made.signatures) == (None, ())


def test_json(plan: Path) -> None:
    made = json.loads(run("export", "-", "--format", "json", plan=plan).stdout)["plan"]
    assert made["approved"] == {"by": "Ректор А. Б. Асанов", "date": "2025-08-28", "order": "Буйрук № 142"}
    assert made["signatures"][1] == {"post": "Юрист", "name": None}


# --- documents ----------------------------------------------------------------------------------------------


def test_the_mark_of_approval(plan: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.md"
    assert run("export", str(made), plan=plan).exit_code == 0
    line = "_" * 24
    assert words(made).startswith(
        f"**БЕКИТЕМИН** Ректор А. Б. Асанов {line} 28.08.2025, Буйрук № 142 # Институттун иш планы"
    )
    assert words(made).endswith(f"Окуу бөлүмүнүн башчысы {line} С. Д. Усонова Юрист {line} (аты-жөнү)")
    assert run("export", str(made), "--draft", "--force", plan=plan).exit_code == 0
    assert words(made).startswith("**ДОЛБООР** # Институттун иш планы")


@pytest.mark.parametrize(
    ("language", "mark", "draft"),
    [("ky", "БЕКИТЕМИН", "ДОЛБООР"), ("ru", "УТВЕРЖДАЮ", "ПРОЕКТ"), ("en", "APPROVED", "DRAFT")],
)
def test_a_place_for_it(plan: Path, language: str, mark: str, draft: str) -> None:
    bare = TEXT.replace(TEXT[TEXT.index("approved") : TEXT.index("units")], f"language: {language}\n")
    plan.write_text(bare, encoding="utf-8")
    lines = [
        one.text for one in Document(BytesIO(run("export", "-", "--format", "docx", plan=plan).stdout_bytes)).paragraphs
    ]
    assert lines[0] == mark
    assert sum("____" in line for line in lines) == 3
    assert lines[-1] == "Институттун иш планы", "nobody signs a plan that says nothing of signatures"
    drafted = run("export", "-", "--format", "docx", "--draft", plan=plan).stdout_bytes
    assert [one.text for one in Document(BytesIO(drafted)).paragraphs][:3] == [draft, "", "Институттун иш планы"]


def test_a_report_is_not_approved_yet(plan: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.md"
    assert run("report", str(made), plan=plan).exit_code == 0
    assert "28.08.2025" not in words(made)
    assert words(made).startswith("**БЕКИТЕМИН** Ректор А. Б. Асанов ____")
    assert words(made).endswith("(аты-жөнү)")
    assert "Юрист ____" in words(made)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_an_exported_document_is_imported_as_it_was(tmp_path: Path, form: str) -> None:
    """Neither the mark nor the signatures become part of the title or items."""
    pytest.importorskip("typst")
    pytest.importorskip("pdfplumber")
    approved = TEXT[TEXT.index("approved") : TEXT.index("units")]
    for text in ("", approved, approved.replace("Ректор А. Б. Асанов", "А. Б. АСАНОВ, Планы бар адам")):
        plan, made, again = tmp_path / "plan.yaml", tmp_path / f"made.{form}", tmp_path / "again.yaml"
        plan.write_text(TEXT.replace(approved, text).replace("иш планы", "2025-2026-окуу жылына иш планы"), "utf-8")
        assert run("export", str(made), "--force", plan=plan).exit_code == 0
        again.unlink(missing_ok=True)
        done = run("import", str(made), "-o", str(again), plan=plan)
        assert done.exit_code == 0, done.stderr
        before, after = (load(path.read_bytes()).plan for path in (plan, again))
        assert before is not None
        assert after is not None
        assert (after.title, after.year) == (before.title, before.year)
        assert [(item.id, item.task, item.due, item.units) for item in after.items()] == [
            (item.id, item.task, item.due, item.units) for item in before.items()
        ]


HOSTILE = "<script>alert(1)</script> =cmd|'/C calc'!A0 **x** [a](javascript:alert(1)) #let x = 1 & {{ 7*7 }}"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Names of 300 letters, twenty signatures, texts that would run somewhere."""
    path = tmp_path / "plan.yaml"
    names = [json.dumps(name) for name in (HOSTILE, "Ж" * 300, "узун аты-жөнү " * 22, "@sum", "=1+1")]
    signatures = "".join(f"- post: {names[n % 5]}\n  name: {names[(n + 1) % 5]}\n" for n in range(20))
    text = TEXT.replace("Ректор А. Б. Асанов", names[1]).replace("Буйрук № 142", names[0])
    start, end = text.index("- post"), text.index("units:")
    path.write_text(text[:start] + signatures + text[end:], encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["export", "report"])
@pytest.mark.parametrize("form", ["docx", "xlsx", "html", "md"])
def test_any_text_is_only_text(hostile: Path, command: str, form: str) -> None:
    raw = run(command, "-", "--format", form, plan=hostile).stdout_bytes
    if form == "xlsx":
        sheets = load_workbook(BytesIO(raw)).worksheets
        assert not [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    elif form == "docx":
        document = Document(BytesIO(raw))
        shown = [cell.text for row in document.tables[-1].rows for cell in row.cells]
        assert sum(HOSTILE in line for line in shown) >= 8
    else:
        assert b"<script>alert" not in raw
        assert b'href="javascript' not in raw


@pytest.mark.parametrize("command", ["export", "report"])
def test_twenty_signatures_have_a_place_each(hostile: Path, command: str) -> None:
    pytest.importorskip("typst")
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(BytesIO(run(command, "-", "--format", "pdf", plan=hostile).stdout_bytes)) as pdf:
        lines = [
            (number, round(word["top"]))
            for number, page in enumerate(pdf.pages)
            for word in page.extract_words()
            if word["text"].startswith("_" * 24) and word["x0"] < page.width * 0.6
        ]
    assert len(set(lines)) == len(lines) >= 20


def with_items(number: int, signatures: int) -> str:
    """A plan with this many items of a line each."""
    items = "".join(
        f"  - {{number: {n}, task: Иш {n}, due: [октябрь], units: [Деканат]}}\n" for n in range(1, number + 1)
    )
    signed = "".join(f"- {{post: Кол {n}}}\n" for n in range(1, signatures + 1))
    start, end = TEXT.index("- post"), TEXT.index("units:")
    return TEXT[:start] + signed + TEXT[end : TEXT.index("  - number: 1")] + items


@pytest.mark.parametrize("command", ["export", "report"])
def test_signatures_are_never_alone_on_a_page_of_pdf(tmp_path: Path, command: str) -> None:
    """As the table grows over the end of a page, its last row moves along with the signatures."""
    pytest.importorskip("typst")
    pdfplumber = pytest.importorskip("pdfplumber")
    pages_seen = set()
    for number in range(4, 44, 3):
        plan = tmp_path / "plan.yaml"
        plan.write_text(with_items(number, 3), encoding="utf-8")
        with pdfplumber.open(BytesIO(run(command, "-", "--format", "pdf", plan=plan).stdout_bytes)) as pdf:
            texts = [page.extract_text() for page in pdf.pages]
        pages_seen.add(len(texts))
        assert all(f"Кол {n}" in texts[-1] for n in (1, 2, 3))
        assert f"Иш {number}" in texts[-1]
    assert len(pages_seen) > 1


def test_signatures_of_docx_are_kept_with_the_last_row(tmp_path: Path) -> None:
    """Word and LibreOffice keep a row with what follows if its paragraphs say so."""

    def kept(row: Any) -> set[bool]:
        return {bool(line.paragraph_format.keep_with_next) for cell in row.cells for line in cell.paragraphs}

    plan = tmp_path / "plan.yaml"
    for signatures, expected in ((1, [False]), (3, [True, True, False]), (30, [True, *[False] * 27, True, False])):
        plan.write_text(with_items(5, signatures), encoding="utf-8")
        document = Document(BytesIO(run("export", "-", "--format", "docx", plan=plan).stdout_bytes))
        table, signed = document.tables
        assert [kept(row) for row in table.rows[-2:]] == [{False}, {True}]
        assert [kept(row) for row in signed.rows] == [{keep} for keep in expected]
        blank = document.paragraphs[-2]
        assert (blank.text, blank.paragraph_format.keep_with_next) == ("", True)
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in signed.rows)


def test_a_long_post_leaves_the_place_for_the_hand(hostile: Path) -> None:
    """Posts and names wrap in two columns: all lines for a hand begin at the same place."""
    pytest.importorskip("typst")
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(BytesIO(run("export", "-", "--format", "pdf", plan=hostile).stdout_bytes)) as pdf:
        words = [word for page in pdf.pages for word in page.extract_words()]
        assert max(word["x1"] for word in words) < pdf.pages[0].width
    starts = {round(word["x0"]) for word in words if word["text"].startswith("_" * 24)}
    assert len(starts) == 2, "of the approval and of the signatures"


def test_signatures_of_a_report_in_html_are_a_row_of_its_table(plan: Path) -> None:
    """A browser that prints keeps rows of one table together, but not a table and what follows it."""
    page = run("report", "-", "--format", "html", plan=plan).stdout
    assert page.count('class="signatures"') == 1
    last = page[page.rindex("<tr") :]
    assert last.startswith('<tr class="signed"><td colspan="6">')
    assert "Юрист" in last
    assert ".signed, .signed .signatures { break-before: avoid; }" in page
