"""A plan without an item, and one with ten thousand."""

from pathlib import Path

from running import fields, ids, run


def test_empty_plan(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    empty = "title: T\nyear: 2025-2026\nunits:\n- name: A\nsections:\n- number: 1\n  items: []\n"
    plan.write_text(empty, encoding="utf-8")
    assert run("list", plan=plan).stdout == "No item meets these filters.\n"
    assert run("list", "--format", "json", plan=plan).stdout == "[]\n"
    assert run("list", "--format", "csv", plan=plan).stdout == "id,section,number,task,due,units,status,until\n"
    assert run("due", plan=plan).stdout == "Nothing with a date of its own is due in October 2025.\n"
    assert run("due", "--overdue", plan=plan).stdout == "Nothing is overdue.\n"
    assert run("check", str(plan), plan=plan).exit_code == 0


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
