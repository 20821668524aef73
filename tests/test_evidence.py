"""Several pieces of evidence for one record: a list in the file, and each of them wherever the record is shown."""

import io
import json
import subprocess
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from running import run
from talplan.documents.evidence import link_addresses

TEXT = """\
title: План
year: 2025-2026
units:
- name: Деканат
- name: Кафедра
sections:
- number: 1
  items:
  - number: 1
    task: Тизме түзүү
    due: [октябрь]
    units: [Деканат, Кафедра]
"""
MARKED = """\
    done:
    - date: 2025-10-14
      evidence:
      - Буйрук № 142
      - https://edu.gov.kg/142
"""
PIECES = ["Буйрук № 142", "https://edu.gov.kg/142"]


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("TALPLAN_TODAY", "2025-11-20")
    return path


@pytest.fixture
def marked(plan: Path) -> Path:
    plan.write_text(TEXT + MARKED, encoding="utf-8")
    return plan


def test_each_option_is_a_piece(plan: Path) -> None:
    options = [option for piece in (*PIECES, PIECES[0]) for option in ("--evidence", piece)]
    done = run("done", "1.1", "--on", "2025-10-14", *options, plan=plan)
    assert done.stdout == "1.1 done on 2025-10-14, evidence: Буйрук № 142; https://edu.gov.kg/142\n"
    assert plan.read_text(encoding="utf-8") == TEXT + MARKED
    assert [run(*command, plan=plan).exit_code for command in (["check"], ["fmt", "--check"])] == [0, 0]
    assert run("undo", "1.1", plan=plan).exit_code == 0
    assert plan.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("command", ["list", "show 1.1", "due --month october"])
def test_json_has_them_joined_and_as_a_list(marked: Path, command: str) -> None:
    [item] = json.loads(run(*command.split(), "--format", "json", plan=marked).stdout)
    [record] = item["done"]
    assert record["evidence"] == "Буйрук № 142; https://edu.gov.kg/142"
    assert record["evidence_items"] == PIECES


def test_json_without_evidence(marked: Path) -> None:
    marked.write_text(TEXT + "    done:\n    - date: 2025-10-14\n", encoding="utf-8")
    [item] = json.loads(run("list", "--format", "json", plan=marked).stdout)
    assert (item["done"][0]["evidence"], item["done"][0]["evidence_items"]) == (None, [])


def test_each_piece_is_found(marked: Path) -> None:
    for text in ("буйрук", "gov.kg"):
        assert "1.1" in run("list", "--text", text, plan=marked).stdout


def test_the_page_of_an_item(marked: Path) -> None:
    """A line for each piece on a terminal; in a pipe, where a row is one line, they are joined."""
    assert "; ".join(PIECES) in run("show", "1.1", plan=marked).stdout
    assert "Буйрук № 142;<br>" in run("show", "1.1", "--format", "md", plan=marked).stdout


ADDRESS = PIECES[1]


def written(plan: Path, *arguments: str) -> bytes:
    result = run(*arguments, plan=plan)
    assert result.exit_code == 0, result.stderr
    return result.stdout_bytes


def test_json_of_the_whole_plan(marked: Path) -> None:
    plan = json.loads(written(marked, "export", "-", "--format", "json"))["plan"]
    assert plan["sections"][0]["items"][0]["done"][0]["evidence_items"] == PIECES


@pytest.mark.parametrize("command", ["export", "report"])
def test_a_workbook_has_a_line_for_each_piece_and_links_to_the_address(marked: Path, command: str) -> None:
    book = load_workbook(io.BytesIO(written(marked, command, "-", "--format", "xlsx")))
    cells = [cell for sheet in book for row in sheet for cell in row if ADDRESS in str(cell.value)]
    assert {cell.value for cell in cells} == {"\n".join(PIECES)}
    assert {cell.hyperlink and cell.hyperlink.target for cell in cells} == {ADDRESS}


def test_a_report_links_to_the_address(marked: Path) -> None:
    word = docx.Document(io.BytesIO(written(marked, "report", "-", "--format", "docx")))
    links = [relation.target_ref for relation in word.part.rels.values() if relation.is_external]
    assert set(links) == {ADDRESS}
    page = written(marked, "report", "-", "--format", "html").decode()
    assert f'<a href="{ADDRESS}" rel="noreferrer">{ADDRESS}</a>' in page
    assert f"](<{ADDRESS}>)" in written(marked, "report", "-", "--format", "md").decode()
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(io.BytesIO(written(marked, "report", "-", "--format", "pdf"))) as file:
        assert {link["uri"] for page in file.pages for link in page.hyperlinks} == {ADDRESS}


def test_the_page_links_to_the_address(marked: Path) -> None:
    page = written(marked, "export", "-", "--format", "html").decode()
    assert f'{PIECES[0]}; <a href="{ADDRESS}" rel="noreferrer">{ADDRESS}</a>' in page


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Буйрук № 142", []),
        ("https://edu.gov.kg/142.", ["https://edu.gov.kg/142"]),
        (
            "сайт (https://edu.gov.kg/142), https://ky.wikipedia.org/wiki/План_(көп)",
            [
                "https://edu.gov.kg/142",
                "https://ky.wikipedia.org/wiki/План_(көп)",
            ],
        ),
        ("javascript:alert(1) file:///etc/passwd", []),
        ("", []),
    ],
)
def test_what_is_an_address(text: str, links: list[str]) -> None:
    line = link_addresses(text)
    assert "".join(run.text for run in line) == text
    assert [run.link for run in line if run.link] == links


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("evidence: Буйрук № 1", "evidence: Буйрук № 2", "evidence: Буйрук № [−1−][+2+]"),
        ("evidence: Буйрук № 1", "evidence: [Буйрук № 1, Буйрук № 2]", "evidence: + Буйрук № 2"),
        ("evidence: [Буйрук № 1, Буйрук № 2]", "evidence: Буйрук № 2", "evidence: − Буйрук № 1"),
        ("evidence: [Буйрук № 1]", "evidence: Буйрук № 1", None),
        ("note: Бүттү", "note: Бүттү\n      evidence: [А, Б]", "evidence: + А, + Б"),
    ],
)
def test_differences(plan: Path, before: str, after: str, words: str | None) -> None:
    old = plan.with_name("old.yaml")
    for path, evidence in ((old, before), (plan, after)):
        path.write_text(f"{TEXT}    done:\n    - date: 2025-10-14\n      {evidence}\n", encoding="utf-8")
    table = " ".join(run("diff", str(old), str(plan)).stdout.split())
    assert (words or "1.1") in table if words else "1.1" not in table
    differences = json.loads(run("diff", str(old), str(plan), "--format", "json").stdout)
    assert bool(differences) == (words is not None)
    for difference in differences:
        assert isinstance(difference["after"]["evidence"], str)
        assert difference["after"]["evidence_items"] == difference["after"]["evidence"].split("; ")


def check(plan: Path, *files: str) -> list[str]:
    """The files that `check --evidence` misses."""
    pieces = "".join(f"      - {file}\n" for file in files)
    plan.write_text(f"{TEXT}    done:\n    - date: 2025-10-14\n      evidence:\n{pieces}", encoding="utf-8")
    result = run("check", "--evidence", "--format", "json", str(plan), today="2025-11-20")
    assert result.exit_code == 0
    problems = json.loads(result.stdout)
    assert {problem["code"] for problem in problems} <= {"missing-evidence"}
    return [problem["message"].removesuffix(" is not in the repository") for problem in problems]


def test_files_that_git_does_not_track_are_reported(plan: Path) -> None:
    folder = plan.parent
    for name in ("order.pdf", "data/протокол 1.docx", "untracked.pdf"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "order.pdf", "data"], cwd=folder, check=True)
    named = (
        "order.pdf",
        "data/протокол 1.docx",
        "untracked.pdf",
        "no.pdf",
        "../order.pdf",
        "Буйрук № 1",
        "https://a.kg/b.pdf",
    )
    assert check(plan, *named) == ["untracked.pdf", "no.pdf", "../order.pdf"]
    inside = folder / "data" / "plan.yaml"
    assert check(inside, "протокол 1.docx", "order.pdf", "../order.pdf", "data\\протокол 1.docx") == []


def test_without_git_a_file_has_to_exist(plan: Path) -> None:
    plan.with_name("order.pdf").touch()
    assert check(plan, "order.pdf", "no.pdf") == ["no.pdf"]
    assert "missing-evidence" not in run("check", str(plan)).stdout
