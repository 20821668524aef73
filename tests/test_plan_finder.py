"""Which plan is meant where none is named: the nearest folder, and of several the year that holds today."""

import re
from datetime import date
from pathlib import Path

import pytest

from changing import run
from talplan.problem import Failure
from talplan.system import plan_finder
from talplan.system.plan_finder import find

pytestmark = pytest.mark.once

TODAY = date(2025, 11, 20)


@pytest.mark.parametrize(
    ("what", "files", "start", "expected"),
    [
        ("here", "plan-a.yaml", ".", "plan-a.yaml"),
        ("in data", "data/plan-a.yaml", ".", "data/plan-a.yaml"),
        ("data first", "plan-25.yaml data/plan-24.yaml", ".", "data/plan-24.yaml"),
        ("above", "data/plan-a.yaml x/y/z.txt", "x/y", "data/plan-a.yaml"),
        ("from data itself", "data/plan-a.yaml", "data", "data/plan-a.yaml"),
        ("the nearer one", "plan-a.yaml x/plan-b.yaml x/y/z.txt", "x/y", "x/plan-b.yaml"),
        ("other names are none", "data/plan.yaml data/plan-a.yml plan-b.yaml", ".", "plan-b.yaml"),
        ("this year's", "plan-24.yaml plan-25.yaml plan-26.yaml", ".", "plan-25.yaml"),
        ("the newest", "plan-22.yaml plan-23.yaml", ".", "plan-23.yaml"),
        ("told by the file", "plan-a.yaml=25 plan-b.yaml=26", ".", "plan-a.yaml"),
        ("told by the file, in quotes", "plan-a.yaml='25' plan-b.yaml=24", ".", "plan-a.yaml"),
        ("the name before the file", "plan-25.yaml=20 plan-b.yaml=24", ".", "plan-25.yaml"),
        ("one tells nothing", "plan-a.yaml plan-b.yaml=20", ".", "plan-b.yaml"),
        ("two of a year that is over", "plan-a.yaml=20 plan-b.yaml=20 plan-25.yaml", ".", "plan-25.yaml"),
    ],
)
def test_finding(what: str, files: str, start: str, expected: str, tmp_path: Path) -> None:
    write(tmp_path, files)
    assert find(str(tmp_path / start), TODAY).path == str(tmp_path / years(expected)), what


def years(name: str) -> str:
    """`plan-25` for `plan-2025-2026`."""
    return re.sub(r"\b([0-9]{2})\b", lambda found: f"20{found[1]}-20{int(found[1]) + 1}", name)


def write(folder: Path, files: str, more: str = "") -> None:
    """`NAME` or `NAME=25`, a file that says that its year is 2025-2026."""
    for file in files.split():
        name, _, year = file.partition("=")
        path = folder / years(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"title: План\n{f'year: {years(year)}' if year else ''}\n{more}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 7, 31), "2025-2026"), (date(2026, 8, 1), "2026-2027"), (date(2020, 1, 1), "2026-2027")],
)
def test_the_year_turns_with_its_first_month(today: date, expected: str, tmp_path: Path) -> None:
    write(tmp_path, "plan-25.yaml plan-26.yaml")
    assert Path(find(str(tmp_path), today).path).name == f"plan-{expected}.yaml"


def test_a_year_that_begins_in_september(tmp_path: Path) -> None:
    write(tmp_path, "plan-25.yaml plan-26.yaml", "first_month: 9")
    assert Path(find(str(tmp_path), date(2026, 8, 31)).path).name == "plan-2025-2026.yaml"
    assert Path(find(str(tmp_path), date(2026, 9, 1)).path).name == "plan-2026-2027.yaml"


def test_folders_and_dangling_links_are_no_plans(tmp_path: Path) -> None:
    (tmp_path / "plan-a.yaml").mkdir()
    (tmp_path / "plan-b.yaml").symlink_to("nowhere")
    write(tmp_path, "plan-c.yaml")
    assert Path(find(str(tmp_path), TODAY).path).name == "plan-c.yaml"


def test_two_of_one_year_are_named(tmp_path: Path) -> None:
    write(tmp_path, "plan-a.yaml=25 plan-b.yaml=25 plan-24.yaml")
    with pytest.raises(Failure) as failure:
        find(str(tmp_path), TODAY)
    assert (failure.value.key, failure.value.status) == ("plans-of-one-year", 2)
    assert [Path(path).name for path in failure.value.values["paths"]] == ["plan-a.yaml", "plan-b.yaml"]


@pytest.mark.parametrize("copy", ["plan-2025-2026 - копия.yaml", "plan-2025-2026 (1).yaml", "plan-b.yaml"])
def test_a_copy_beside_the_plan_is_named_and_not_used(copy: str, tmp_path: Path) -> None:
    write(tmp_path, "plan-25.yaml plan-24.yaml")
    (tmp_path / copy).write_text("year: 2025-2026\n")
    plan = str(tmp_path / "plan-2025-2026.yaml")
    assert find(str(tmp_path), TODAY) == (plan, (str(tmp_path / copy),))


def test_the_user_is_told_of_the_copy_once(plan: Path) -> None:
    (plan.parent / "plan-2025-2026 - копия.yaml").write_text(plan.read_text())
    result = run("list", "--format", "json")
    assert (result.exit_code, result.stderr) == (
        0,
        "warning: using plan-2025-2026.yaml; plan-2025-2026 - копия.yaml has the same year: "
        "delete it, or move it to another folder\n",
    )


def test_several_that_tell_no_year_are_named(tmp_path: Path) -> None:
    write(tmp_path, "plan-a.yaml plan-b.yaml")
    with pytest.raises(Failure) as failure:
        find(str(tmp_path), TODAY)
    assert failure.value.key == "plans-without-year"


def test_none_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_finder, "_BEGIN", "no-such-plan-")
    with pytest.raises(Failure) as failure:
        find(str(tmp_path), TODAY)
    assert (failure.value.key, failure.value.values["start"], failure.value.status) == ("no-plan", str(tmp_path), 2)
