"""`fmt` as people run it: what it writes, prints, returns and refuses."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from running import PLAN
from talplan.cli.app import Group, build, function

talplan = build()

CANONICAL = """\
title: План
year: 2025-2026
units:
- name: Ректорат
- name: Деканат
sections:
- number: 1
  items:
  - number: 1
    task: Иш
    due: [октябрь, жыл бою]
    units: [Ректорат, Деканат]  # экөө тең
"""
LOOSE = CANONICAL.replace("[октябрь, жыл бою]", "[Oct, 'all year']").replace("- name", "-   name")
WRONG = CANONICAL.replace("октябрь", "октобер")

app = typer.Typer(cls=Group, rich_markup_mode=None)
app.callback()(lambda: None)
app.command("fmt")(function("fmt"))


def run(*arguments: str | Path, **env: str) -> Result:
    fixed: dict[str, Any] = {"TALPLAN_TODAY": "2025-11-20", "TALPLAN_LANG": "en", "TALPLAN_PLAN": None}
    return CliRunner().invoke(app, ["fmt", *map(str, arguments)], env={**fixed, **env})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a plan in order and one that is not."""
    monkeypatch.chdir(tmp_path)
    Path("plan-2024-2025.yaml").write_text(CANONICAL.replace("2025-2026", "2024-2025"), encoding="utf-8")
    Path("plan-2025-2026.yaml").write_text(LOOSE, encoding="utf-8")
    return tmp_path


def put(name: str, text: str, bom: bool = False) -> Path:
    path = Path(name)
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + text.encode())
    return path


def test_a_file(folder: Path) -> None:
    result = run("plan-2025-2026.yaml")
    assert (result.exit_code, result.output) == (0, "plan-2025-2026.yaml: formatted\n")
    assert (folder / "plan-2025-2026.yaml").read_bytes() == CANONICAL.encode()
    result = run("plan-2025-2026.yaml")
    assert (result.exit_code, result.output) == (0, "plan-2025-2026.yaml: already formatted\n")


@pytest.mark.parametrize("arguments", [[], ["."], ["plan-2024-2025.yaml", "plan-2025-2026.yaml", "."]])
def test_every_plan_of_a_folder(folder: Path, arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "plan-2024-2025.yaml: already formatted\nplan-2025-2026.yaml: formatted\n"
    assert (folder / "plan-2025-2026.yaml").read_text(encoding="utf-8") == CANONICAL


def test_the_plan_that_an_option_names(folder: Path) -> None:
    assert run("--plan", "plan-2025-2026.yaml").output == "plan-2025-2026.yaml: formatted\n"
    assert run(TALPLAN_PLAN="plan-2025-2026.yaml").output == "plan-2025-2026.yaml: already formatted\n"
    assert sorted(path.name for path in folder.iterdir()) == ["plan-2024-2025.yaml", "plan-2025-2026.yaml"]


def test_the_plan_of_the_university_is_in_order() -> None:
    before = PLAN.read_bytes()
    result = run("--check", "--diff", PLAN)
    assert (result.exit_code, result.stdout) == (0, "")
    assert (run(PLAN).exit_code, PLAN.read_bytes()) == (0, before)


def test_check_names_what_would_change(folder: Path) -> None:
    result = run("--check")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout == "plan-2024-2025.yaml: already formatted\nplan-2025-2026.yaml: would be formatted\n"
    assert (folder / "plan-2025-2026.yaml").read_text(encoding="utf-8") == LOOSE
    assert run("--check", "plan-2024-2025.yaml").exit_code == 0


@pytest.mark.parametrize(("options", "status"), [(["--diff"], 0), (["--check", "--diff"], 1)])
def test_diff_can_be_applied(folder: Path, options: list[str], status: int) -> None:
    result = run(*options)
    assert result.exit_code == status
    assert result.stderr == "plan-2024-2025.yaml: already formatted\nplan-2025-2026.yaml: would be formatted\n"
    assert "-    due: [Oct, 'all year']\n" in result.stdout
    assert (folder / "plan-2025-2026.yaml").read_text(encoding="utf-8") == LOOSE
    subprocess.run(["git", "apply", "-"], input=result.stdout_bytes, cwd=folder, check=True)
    assert (folder / "plan-2025-2026.yaml").read_text(encoding="utf-8") == CANONICAL


def test_diff_of_line_endings_and_mark(folder: Path) -> None:
    path = put("crlf.yaml", CANONICAL.replace("\n", "\r\n").removesuffix("\r\n"), bom=True)
    result = run("--diff", path)
    assert result.exit_code == 0
    subprocess.run(["git", "apply", "-"], input=result.stdout_bytes, cwd=folder, check=True)
    assert path.read_bytes() == CANONICAL.encode()


def test_line_endings_are_written(folder: Path) -> None:
    path = put("crlf.yaml", CANONICAL.replace("\n", "\r\n"))
    assert run(path).output == "crlf.yaml: formatted\n"
    assert (path.read_bytes(), folder.joinpath("crlf.yaml").exists()) == (CANONICAL.encode(), True)


def test_a_byte_order_mark_goes(folder: Path) -> None:
    path = put("bom.yaml", CANONICAL, bom=True)
    assert run("--check", path).exit_code == 1
    assert run(path).output == "bom.yaml: formatted\n"
    assert (path.read_bytes(), folder.joinpath("bom.yaml").exists()) == (CANONICAL.encode(), True)


def test_a_file_with_errors_is_left_alone_and_stops_no_other(folder: Path) -> None:
    put("plan-2023-2024.yaml", WRONG)
    result = run()
    assert result.exit_code == 2
    assert result.stdout == "plan-2024-2025.yaml: already formatted\nplan-2025-2026.yaml: formatted\n"
    assert "plan-2023-2024.yaml:11:11: error:" in result.stderr
    assert "plan-2023-2024.yaml: 1 error; a plan with errors is not used" in result.stderr
    assert (folder / "plan-2023-2024.yaml").read_text(encoding="utf-8") == WRONG


@pytest.mark.parametrize(("options", "status"), [(["--check"], 1), (["--check", "--diff"], 1), (["--diff"], 2)])
def test_errors_under_check_are_a_finding(folder: Path, options: list[str], status: int) -> None:
    put("wrong.yaml", WRONG)
    result = run(*options, "wrong.yaml")
    assert (result.exit_code, result.stdout) == (status, "")
    assert "unknown-term" in result.stderr
    assert (folder / "wrong.yaml").read_text(encoding="utf-8") == WRONG


@pytest.mark.parametrize("options", [[], ["--check"], ["--diff"]])
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_read(options: list[str]) -> None:
    Path("empty").mkdir()
    result = run(*options, "empty", "nowhere.yaml", "plan-2024-2025.yaml")
    assert result.exit_code == 2
    assert "no plan (plan-*.yaml) in empty" in result.stderr
    assert "cannot read nowhere.yaml" in result.stderr
    assert "plan-2024-2025.yaml: already formatted" in result.output


def test_no_plan_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run()
    assert (result.exit_code, "no plan found" in result.stderr) == (2, True)


def test_a_read_only_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in folder.iterdir():
        path.chmod(0o444)
    if os.access(folder / "plan-2025-2026.yaml", os.W_OK):  # root may write everything
        monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    assert run("--check").exit_code == 1
    result = run()
    assert (result.exit_code, result.stdout) == (2, "plan-2024-2025.yaml: already formatted\n")
    assert "plan-2025-2026.yaml is read-only; nothing was changed" in result.stderr
    assert (folder / "plan-2025-2026.yaml").read_text(encoding="utf-8") == LOOSE


def test_a_symlink_and_the_mode_stay(folder: Path) -> None:
    plan, link = folder / "plan-2025-2026.yaml", Path("link.yaml")
    plan.chmod(0o640)
    link.symlink_to(plan.name)
    assert run(link).output == "link.yaml: formatted\n"
    assert (link.is_symlink(), plan.read_text(encoding="utf-8")) == (True, CANONICAL)
    assert plan.stat().st_mode & 0o777 == 0o640


def test_what_would_not_say_the_same_is_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in (CANONICAL.replace("Иш", "Башка иш"), CANONICAL.replace("  # экөө тең", ""), "title: ["):
        monkeypatch.setattr("talplan.editing.formatter.build_canonical_text", lambda _loaded, text=other: text)
        result = run("plan-2025-2026.yaml")
        assert (result.exit_code, "nothing was changed" in result.stderr) == (2, True)
        assert (folder / "plan-2025-2026.yaml").read_text(encoding="utf-8") == LOOSE


MARKS = [
    ["done", "1.1", "--term", "Oct"],
    ["done", "1.1", "--term", "октябрь", "--by", "Деканат", "--note", "Бир: эки", "--evidence", "№ 142"],
    ["done", "1.1", "--all-terms", "--note", "Бир\nэки"],
    ["done", "1.1", "--all-terms", "--note", "142"],
]


@pytest.mark.parametrize("mark", MARKS)
def test_what_done_and_undo_write_is_in_order(folder: Path, mark: list[str]) -> None:
    plan = folder / "plan-2025-2026.yaml"
    run(plan)
    env = {"TALPLAN_TODAY": "2025-11-20", "TALPLAN_PLAN": str(plan)}
    for command in (mark, ["undo", "1.1", "--by", "Деканат"], ["undo", "1.1"]):
        CliRunner().invoke(talplan, command, env=env)
        assert run("--check", plan).exit_code == 0, plan.read_text(encoding="utf-8")
    assert plan.read_text(encoding="utf-8") == CANONICAL


def test_a_date_as_the_term_of_a_record(folder: Path) -> None:
    plan = folder / "plan.yaml"
    plan.write_text(CANONICAL.replace("октябрь", "2025-11-10"), encoding="utf-8")
    env = {"TALPLAN_TODAY": "2025-11-20", "TALPLAN_PLAN": str(plan)}
    assert CliRunner().invoke(talplan, ["done", "1.1"], env=env).exit_code == 0
    assert run("--check", plan).exit_code == 0
