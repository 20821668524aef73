"""`--dry-run`: the change as a unified diff that other tools can apply, and nothing written."""

import subprocess
from pathlib import Path

import pytest

from changing import PLAN, git, run, told, untouched

pytestmark = pytest.mark.once

SMALL = """\
sections: [{number: 1, items: [{number: 1, task: а, due: [май], units: [А]}]}]
title: а
year: 2025-2026
units: [{name: А}]
"""


def test_dry_run_shows_the_change_and_writes_nothing(plan: Path) -> None:
    assert told(run("done", "1.1", "--dry-run")) == (
        0,
        "--- a/plan-2025-2026.yaml\n"
        "+++ b/plan-2025-2026.yaml\n"
        "@@ -13,6 +13,8 @@\n"
        "     task: Тизме түзүү\n"
        "     due: [сентябрь]\n"
        "     units: [Окуу бөлүмү, Деканат]\n"
        "+    done:\n"
        "+    - date: 2025-11-20\n"
        "   - number: 2\n"
        "     task: Көзөмөл\n"
        "     due: [октябрь-ноябрь, жыл бою]\n",
        "",
    )
    assert untouched(plan)


def test_dry_run_where_there_is_nothing_to_do_or_to_ask(plan: Path) -> None:
    assert told(run("done", "1.6", "--dry-run")) == (0, "1.6 is already done; nothing to mark.\n", "")
    assert told(run("done", "--text", "жок", "--dry-run")) == (0, "Nothing to mark: no open item matches.\n", "")
    assert run("done", "--unit", "Деканат", "--month", "october", "--dry-run").stdout.count("+    - date:") == 2
    assert run("undo", "1.1", "--dry-run").exit_code == 2
    assert untouched(plan)


@pytest.mark.parametrize(
    ("way", "command"),
    [
        (PLAN, ["done", "1.1", "1.3", "1.5"]),
        (PLAN, ["undo", "1.6"]),
        (PLAN.rstrip("\n"), ["undo", "1.6"]),
        (PLAN.rstrip("\n"), ["undo", "1.3", "--by", "Деканат"]),
        (PLAN.replace("\n", "\r\n"), ["done", "1.1"]),
        ("\ufeff" + SMALL, ["done", "1.1"]),
        ("\ufeff" + SMALL.rstrip("\n").replace("\n", "\r\n"), ["done", "1.1"]),
    ],
)
@pytest.mark.parametrize("tool", [["git", "apply", "-"], ["patch", "--binary", "-sp1"]])
@pytest.mark.parametrize("name", ["plan-2025-2026.yaml", "data/план жаңы.yaml"])
def test_the_diff_can_be_applied(plan: Path, way: str, command: list[str], tool: list[str], name: str) -> None:
    path = plan.parent / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(way.encode())
    diff = run(*command, "--dry-run", "--plan", name).stdout_bytes
    assert run(*command, "--plan", name).exit_code == 0
    meant = path.read_bytes()
    path.write_bytes(way.encode())
    subprocess.run(tool, input=diff, check=True, cwd=plan.parent)
    assert path.read_bytes() == meant


def test_the_diff_names_a_file_elsewhere_from_the_top(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    for named in (str(plan), "../plan-2025-2026.yaml"):
        first = run("done", "1.1", "--dry-run", "--plan", named).stdout.splitlines()[0]
        assert first == f"--- a{plan.as_posix()}"
    (tmp_path / "below" / "plan-a.yaml").write_text(PLAN, encoding="utf-8")
    for named in ("plan-a.yaml", str(tmp_path / "below" / "plan-a.yaml"), "./../below/plan-a.yaml"):
        first = run("done", "1.1", "--dry-run", "--plan", named).stdout.splitlines()[0]
        assert first == "--- a/plan-a.yaml"


STRANGE = ["plan-\n::error::x.yaml", 'plan-"2025" it\'s.yaml', "plan-\\n.yaml", "plan- a .yaml", "plan-\t.yaml"]


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize("command", ["done 1.1 --dry-run --plan", "fmt --diff"])
def test_git_applies_the_diff_of_a_file_with_a_strange_name(plan: Path, name: str, command: str) -> None:
    """As git writes it: a line break in a name begins no line of a workflow's log."""
    git(plan.parent, "init", "-q")
    path = plan.rename(plan.parent / name)
    path.write_text(PLAN.replace("due: [сентябрь]", "due: [Сентябрь]", 1), encoding="utf-8")
    result = run(*command.split(), name)
    assert not any(line.startswith("::") for line in result.output.splitlines())
    subprocess.run(["git", "apply"], cwd=plan.parent, input=result.stdout.encode(), check=True)
    assert path.read_text(encoding="utf-8") != PLAN.replace("due: [сентябрь]", "due: [Сентябрь]", 1)


@pytest.mark.parametrize(
    "command", ["check", "check --format github", "fmt", "fmt --check", "list --plan", "show 1.1 --plan"]
)
@pytest.mark.parametrize("text", [PLAN, PLAN.replace("due: [сентябрь]", "due: [качан]")])
def test_a_line_break_in_a_name_begins_no_line(plan: Path, command: str, text: str) -> None:
    name = "plan-2025-2026\n::error::x.yaml"
    plan.rename(plan.parent / name).write_text(text, encoding="utf-8")
    result = run(*command.split(), name)
    commands = [line for line in result.output.splitlines() if line.startswith("::") and "file=" not in line]
    assert commands == []
    assert text == PLAN or "x.yaml" in result.output
