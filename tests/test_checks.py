"""Each rule of the plan file by its folder of cases, and what `talplan check` makes of files and paths."""

import json
import os
import re
from pathlib import Path

import pytest
import yaml
from typer.testing import Result

from running import PLAN, run
from talplan.messages.problems import HINTS, PROBLEMS
from talplan.planfile.rules import RULES
from talplan.planfile.source_text import MAX_BYTES
from talplan.problem import Problem, Severity

CASES = Path(__file__).parent / "cases" / "checks"
TODAY = "2025-10-20"
GOOD = (CASES / "unknown-key" / "good.yaml").read_text(encoding="utf-8")
TOO_LARGE = "bad.yaml:1:1: error: the file is larger than 16 MiB [too-large]\n"
OPTIONS = {"missing-evidence": ("--evidence",)}
"""What a rule is asked for by."""
BAD = sorted(path.relative_to(CASES) for path in CASES.glob("*/bad*.yaml"))


def check(*arguments: str) -> Result:
    return run("check", *arguments, today=TODAY)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- the cases ----------------------------------------------------------------------------------------------


def test_every_rule_has_its_cases() -> None:
    assert sorted(RULES) == sorted(folder.name for folder in CASES.iterdir())
    assert {path.parts[0] for path in BAD if path.name == "bad.yaml"} == RULES.keys() - {"too-large"}


@pytest.mark.parametrize("code", RULES)
def test_good(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / code)
    done = check("--strict", *OPTIONS.get(code, ()), "good.yaml")
    assert done.stdout == "good.yaml: 2 items, no problems\n"
    assert (done.exit_code, done.stderr) == (0, "")


@pytest.mark.parametrize("path", BAD, ids=str)
@pytest.mark.parametrize("parser", ["libyaml", pytest.param("python", marks=pytest.mark.once)])
def test_bad(path: Path, parser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if parser == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    monkeypatch.chdir(CASES / path.parent)
    options = OPTIONS.get(path.parts[0], ())
    done = check(*options, path.name)
    expected = Path(path.name.replace("bad", "expected")).with_suffix(".txt")
    assert done.stdout == expected.read_text(encoding="utf-8")
    assert re.findall(r"^bad.*\[([a-z0-9-]+)\]$", done.stdout, re.MULTILINE) == [path.parts[0]]
    is_error = RULES[path.parts[0]].severity is Severity.ERROR
    assert done.exit_code == is_error
    assert is_error or check("--strict", *options, path.name).exit_code == 1
    assert ("slower" in done.stderr) == (parser == "python")


def test_too_large(folder: Path) -> None:
    (folder / "bad.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    done = check("bad.yaml")
    assert done.exit_code == 1
    assert done.stdout.startswith(TOO_LARGE)
    (folder / "bad.yaml").write_bytes(GOOD.encode() + b"#" * (MAX_BYTES - len(GOOD.encode())))
    assert check("--strict", "bad.yaml").exit_code == 0


# --- the manual ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "rule"), RULES.items())
def test_manual_page(code: str, rule: type[Problem]) -> None:
    page = rule.page()
    summary, *_ = page.split("\n\n")
    fails, passes = re.search(r"^Fails.*?:\n\n(.*)^Passes:\n\n(.*)", page, re.DOTALL | re.MULTILINE).groups()  # type: ignore[union-attr]
    assert summary.endswith(".")
    assert "TODO" not in page
    assert 8 <= page.count("\n") + 1 <= 30
    assert fails.strip() != passes.strip()
    assert all(line.startswith("    ") or not line for line in f"{fails}{passes}".splitlines())
    assert code in {key.partition(".")[0] for key in PROBLEMS}
    assert code in {key.partition(".")[0] for key in HINTS}
    done = check("--explain", code)
    assert done.stdout == f"{code} ({rule.severity})\n\n{page}\n"
    assert done.exit_code == 0


def test_explain_unknown_code() -> None:
    done = check("--explain", "unknown-unti")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "unknown-unit" in done.stderr
    assert "zzz" in check("--explain", "zzz").stderr


def test_explain_takes_any_case() -> None:
    assert check("--explain", " Unknown-Unit ").stdout == check("--explain", "unknown-unit").stdout


# --- places -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "excerpt"),
    [
        (GOOD.replace("number: 2", "number: 02"), "13:13", "  - number: 02\n     |             ^^"),
        (
            GOOD.replace("number: 2", "number: 02").replace("\n", "\r\n"),
            "13:13",
            "  - number: 02\n     |             ^^",
        ),
        ("\ufeff" + GOOD.replace("title:", "titel:"), "1:1", "| titel:"),
        (GOOD.replace("number: 2", "number:\t02"), "13:13", "  - number: 02\n     |             ^^"),
        (GOOD.replace("[сентябрь]", "[май, 学期, x]"), "11:16", " 学期, x]\n     |                ^^^^"),
        (GOOD.replace("[сентябрь]", "[май, 😀]"), "11:16", " 😀]\n     |                ^^"),
        (GOOD.replace("[сентябрь]", "[май, e\u0301te]"), "11:16", "te]\n     |                ^^^\n"),
        (GOOD.replace("[сентябрь]", '["\\e", x]'), "11:11", '["\\e", x]\n     |           ^^^^'),
    ],
    ids=["lf", "crlf", "bom", "tab", "wide", "astral", "combining", "escape"],
)
def test_columns(folder: Path, text: str, place: str, excerpt: str) -> None:
    """Columns count characters, carets stand where a terminal shows them."""
    (folder / "bad.yaml").write_bytes(text.encode())
    found = check("bad.yaml").stdout
    assert found.startswith(f"bad.yaml:{place}: error: ")
    assert excerpt in found


def test_ten_mistakes_are_ten_problems(folder: Path) -> None:
    (folder / "bad.yaml").write_text(
        """\
title: Институттун иш планы
year: 2025-2026
units:
- name: Окуу бөлүмү
  aliases: ОБ  # wrong-type
- name: Директорат
  part_of: Ректорат  # unknown-unit
sections:
- number: 1
  itmes:  # unknown-key
  - number: 01  # bad-number
    task:  # empty-value
    due: [сентбрь]  # unknown-term
    units: [ОБ]
  - number: 2  # missing-key
    task: Cынактарды өткөрүү  # lookalike-letters
    due: [декабрь-январь]
    done:
    - date: 2025-09-31  # bad-date
      term: май  # record-term
      note: 142  # ambiguous-text
""",
        encoding="utf-8",
    )
    lines = (folder / "bad.yaml").read_text(encoding="utf-8").splitlines()
    expected = [(str(n), line.split("  # ")[1]) for n, line in enumerate(lines, 1) if "  # " in line]
    done = check("bad.yaml")
    assert re.findall(r"^bad.yaml:(\d+):.*\[([a-z-]+)\]$", done.stdout, re.MULTILINE) == expected
    assert done.stdout.endswith("bad.yaml: 9 errors, 2 warnings\n")


# --- formats ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BAD, ids=str)
def test_json(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / path.parent)
    (found,) = json.loads(check("--format", "json", *OPTIONS.get(path.parts[0], ()), path.name).stdout)
    text = check(*OPTIONS.get(path.parts[0], ()), path.name).stdout
    assert list(found) == ["path", "line", "column", "severity", "code", "message", "hint"]
    assert (found["path"], found["code"]) == (path.name, path.parts[0])
    head = f"{path.name}:{found['line']}:{found['column']}: {found['severity']}: {found['message']} [{found['code']}]"
    assert text.startswith(head)
    assert f"  hint: {found['hint']}\n" in text


def test_github(folder: Path) -> None:
    name = "100%,a:b.yaml"
    (folder / name).write_text(GOOD.replace("task: Сынактарды", "task: 50%: @"), encoding="utf-8")
    done = check("--format", "github", name)
    assert done.exit_code == 1
    (annotation,) = done.stdout.splitlines()
    assert annotation.startswith("::error file=100%25%2Ca%3Ab.yaml,line=14,col=14,endColumn=15,title=syntax::")
    assert "%0A" in annotation
    assert f"{name}:14:14: error: " in done.stderr


@pytest.mark.parametrize("code", sorted(RULES.keys() - {"too-large"}))
def test_github_of_every_code(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / code)
    (annotation,) = check("--format", "github", *OPTIONS.get(code, ()), "bad.yaml").stdout.splitlines()
    assert annotation.startswith(f"::{RULES[code].severity} file=bad.yaml,line=")
    assert f",title={code}::" in annotation


@pytest.mark.skipif(os.name == "nt", reason="Windows takes no line break in the name of a file")
def test_no_text_of_a_plan_is_a_command_of_the_runner(folder: Path) -> None:
    """Neither a unit's name nor the name of a file begins a line that GitHub's runner obeys."""
    name = "plan-a\n::error::b.yaml"
    unit = "##[error]x ::warning::y"
    (folder / name).write_text(GOOD.replace("units:\n", f'units:\n- name: "{unit}"\n', 1), encoding="utf-8")
    github = check("--format", "github", name)
    lines = [*github.stderr.splitlines(), *run("fmt", "--check", name).stdout.splitlines()]
    assert [line for line in lines if line.lstrip().startswith("::") or "##[" in line] == []
    assert all(
        line.startswith(
            "::warning file=plan-a%0A::error::b.yaml".replace(":", "%3A").replace("%3A%3Awarning", "::warning")
        )
        for line in github.stdout.splitlines()
    )
    assert "## [error]x" in github.stderr


# --- paths --------------------------------------------------------------------------------------------------


def test_paths(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "plan-2025-2026.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "plan-2024-2025.yaml").write_text(GOOD.replace("number: 2", "number: 02"), encoding="utf-8")
    (folder / "other.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "empty").mkdir()
    both = check(".", "other.yaml", "plan-2024-2025.yaml")
    assert both.exit_code == 1
    assert both.stdout.splitlines()[-3:] == [
        "plan-2024-2025.yaml: 1 error, 0 warnings",
        "data/plan-2025-2026.yaml: 2 items, no problems",
        "other.yaml: 2 items, no problems",
    ]
    for wrong in ("nowhere.yaml", "empty"):
        done = check(wrong, "other.yaml")
        assert done.exit_code == 2
        assert done.stdout == "other.yaml: 2 items, no problems\n"
        assert wrong in done.stderr
    assert check().stdout == "data/plan-2025-2026.yaml: 2 items, no problems\n"
    assert check("--plan", "other.yaml").stdout == "other.yaml: 2 items, no problems\n"


def test_real_plan() -> None:
    done = run("check", "--strict", str(PLAN), today="2025-08-01")
    assert done.exit_code == 0, done.stdout


@pytest.mark.parametrize("begin", [b"PK\3\4\x14\0\xbf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7\n%\xbf"])
def test_a_document_in_place_of_a_plan(folder: Path, begin: bytes) -> None:
    """It is named as what it is, without its bytes, and the hint says how it becomes a plan."""
    (folder / "plan.docx").write_bytes(begin + b"\xff" * 9)
    assert check("plan.docx").stdout == (
        "plan.docx:1:1: error: this is a document of Word, Excel or PDF, not a plan [not-utf8]\n"
        "  hint: `talplan import` makes a plan from a document\n"
        "plan.docx: 1 error, 0 warnings\n"
    )
