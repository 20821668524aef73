"""A plan without an item, one with ten thousand, and how the work grows."""

import cProfile
from pathlib import Path

import pytest

from running import fields, ids, run


def test_empty_plan(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    empty = "title: T\nyear: 2025-2026\nunits:\n- name: A\nsections:\n- number: 1\n  items: []\n"
    plan.write_text(empty, encoding="utf-8")
    assert run("list", plan=plan).stdout == "No item matches these filters.\n"
    assert run("list", "--format", "json", plan=plan).stdout == "[]\n"
    assert run("list", "--format", "csv", plan=plan).stdout == "id,section,number,task,due,units,status,until\n"
    assert run("due", plan=plan).stdout == "No dated item is due in October 2025.\n"
    assert run("due", "--overdue", plan=plan).stdout == "Nothing is overdue.\n"
    assert run("check", str(plan), plan=plan).exit_code == 0


@pytest.mark.once
def test_ten_thousand_items(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    item = "  - number: {}\n    task: Иш {}.{}\n    due: [октябрь, жыл бою]\n    units: [A, B]\n"
    sections = (
        f"- number: {s}\n  items:\n" + "".join(item.format(n, s, n) for n in range(1, 1001)) for s in range(1, 11)
    )
    head = "title: T\nyear: 2025-2026\nunits:\n- name: A\n- name: B\nsections:\n"
    plan.write_text(head + "".join(sections), encoding="utf-8")
    found = fields("due", plan=plan)
    assert len(found) == 10_000
    assert [found[0]["id"], found[-1]["id"]] == ["1.1", "10.1000"]
    assert ids("list", "--section", "7", "--text", "ish 7.77", plan=plan) == " ".join(
        ["7.77", *(f"7.{n}" for n in range(770, 780))]
    )


@pytest.mark.parametrize("command", ["units", "list --unit A0", "stats --by unit", "timeline --by unit"])
def test_units_inside_each_other_a_thousand_times(tmp_path: Path, command: str) -> None:
    plan = tmp_path / "plan.yaml"
    units = "".join(f"- name: A{n}\n  part_of: A{n + 1}\n" for n in range(1200))
    item = "  - number: 1\n    task: T\n    due: [october]\n    units: [A0]\n"
    head = f"title: T\nyear: 2025-2026\nunits:\n{units}- name: A1200\n"
    plan.write_text(f"{head}sections:\n- number: 1\n  items:\n{item}", encoding="utf-8")
    assert len(fields(*command.split(), plan=plan)) == (1 if command.startswith("list") else 1201)


COMMANDS = {
    "list": ("list",),
    "list to a program": ("list", "--format", "json"),
    "list of a unit": ("list", "--unit", "B"),
    "due": ("due",),
    "overdue": ("due", "--overdue"),
    "show": ("show", "1.1"),
    "units": ("units",),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_work_grows_with_the_plan_alone(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Five times the sections, items and units: no more than six times the calls."""
    small, large = (calls(tmp_path / f"{size}.yaml", size, command) for size in (20, 100))
    assert large < 6 * small


def calls(plan: Path, sections: int, command: tuple[str, ...]) -> int:
    """How many functions a command calls in its second run on a plan of so many sections of ten items."""
    item = "  - number: {}\n    task: Иш {}.{}\n    due: [октябрь, жыл бою]\n    units: [A, U{}]\n"
    units = "".join(f"- name: U{number}\n" for number in range(1, sections + 1))
    body = (
        f"- number: {s}\n  items:\n" + "".join(item.format(n, s, n, s) for n in range(1, 11))
        for s in range(1, sections + 1)
    )
    head = f"title: T\nyear: 2025-2026\nunits:\n- name: A\n- name: B\n  part_of: A\n{units}sections:\n"
    plan.write_text(head + "".join(body), encoding="utf-8")
    run(*command, plan=plan)
    profile = cProfile.Profile()
    profile.runcall(run, *command, plan=plan)
    return sum(entry.callcount for entry in profile.getstats())
