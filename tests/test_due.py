"""due: what a month asks for, in its groups and its order, and what is overdue."""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from running import PLAN, fields, ids, run

ITEMS = """
1: [сентябрь, октябрь] A               # its September was missed
2: [сентябрь-октябрь] A                # done
3: [2025-10-10] B
4: [октябрь-ноябрь] A
5: [2025-10-20..2025-11-05] A
6: [сентябрь-май] B
7: [жыл бою] A
8: [жыл бою, октябрь] B
9: [октябрь] A                         # cancelled
10: [сентябрь] B
11: [2025-10-20..2025-11-05, октябрь] B
12: [июль] A
13: [жыл бою] B
"""
MORE = {"2": "    done:\n    - date: 2025-10-05\n", "9": "    cancelled:\n      date: 2025-10-01\n"}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The items above in one section, as number: terms unit."""
    text = "title: T\nyear: 2025-2026\nunits:\n- name: A\n- name: B\nsections:\n- number: 1\n  items:\n"
    for line in ITEMS.strip().splitlines():
        number, rest = line.split("#")[0].strip().split(": ")
        terms, unit = rest.rsplit(" ", 1)
        text += f"  - number: {number}\n    task: Иш {number}\n    due: {terms}\n    units: [{unit}]\n"
        text += MORE.get(number, "")
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def groups(plan: Path, *arguments: str, today: str = "2025-10-14") -> str:
    """Each group with its items in their order: `number state`."""
    entries = fields("due", *arguments, plan=plan, today=today)
    parts = groupby(entries, lambda entry: entry["group"])
    return " | ".join(f"{group}: {_listed(part)}" for group, part in parts)


def _listed(part: Iterator[dict[str, Any]]) -> str:
    return ", ".join(f"{entry['number']} {entry['state']}" for entry in part)


OCTOBER = "ends: 3 overdue, 1 due, 8 due, 11 due, 2 done | begins: 5 upcoming, 4 due | continues: 6 due"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        # By deadline in each group, done ones last. Each item once, in the first group that fits; no cancelled
        # ones; a missed September does not colour October.
        ("", OCTOBER),
        ("--month|october", OCTOBER),
        ("--month|2025-10", OCTOBER),
        ("--standing", f"{OCTOBER} | standing: 7 ongoing, 13 ongoing"),
        ("--unit|A", "ends: 1 due, 2 done | begins: 5 upcoming, 4 due"),
        ("--unit|A|--unit|B", OCTOBER),
        ("--unit|A|--standing", "ends: 1 due, 2 done | begins: 5 upcoming, 4 due | standing: 7 ongoing"),
        ("--text|иш 11", "ends: 11 due"),
        ("--section|1|--status|done", "ends: 2 done"),
        # Other months, as of the same day.
        ("--month|last", "ends: 1 overdue, 10 overdue | begins: 6 due, 2 done"),
        ("--month|next", "ends: 5 upcoming, 11 upcoming, 4 due | continues: 6 due"),
        ("--month|декабрь", "continues: 6 due"),
        ("--month|май", "ends: 6 due"),
        ("--month|апрель", "continues: 6 due"),
        ("--month|июль", "ends: 12 upcoming"),
        ("--month|август", ""),
        ("--month|август|--standing", "standing: 7 ongoing, 8 ongoing, 13 ongoing"),
        ("--month|october-november|--unit|A", "ends: 1 due, 5 upcoming, 4 due, 2 done"),
        ("--month|october-november|--unit|B", "ends: 3 overdue, 8 due, 11 due | continues: 6 due"),
        # As of other days.
        ("--on|2025-10-04|--unit|A", "ends: 1 due, 2 due | begins: 5 upcoming, 4 due"),
        ("--on|2025-11-03", "ends: 5 due, 11 due, 4 due | continues: 6 due"),
        ("--on|2025-11-06", "ends: 5 overdue, 11 overdue, 4 due | continues: 6 due"),
        # What is overdue: by deadline, with a month what fell due in it.
        ("--overdue", "overdue: 1 overdue, 10 overdue, 3 overdue"),
        ("--overdue|--unit|B", "overdue: 10 overdue, 3 overdue"),
        ("--overdue|--month|september", "overdue: 1 overdue, 10 overdue"),
        ("--overdue|--month|october", "overdue: 3 overdue"),
        ("--overdue|--month|november", ""),
        ("--overdue|--on|2025-11-01", "overdue: 1 overdue, 10 overdue, 3 overdue, 8 overdue, 11 overdue"),
        ("--overdue|--on|2025-09-30", ""),
    ],
)
def test_groups(plan: Path, arguments: str, expected: str) -> None:
    assert groups(plan, *filter(None, arguments.split("|"))) == expected


def test_lines_below(plan: Path) -> None:
    """What is not listed is counted, by the same filters: standing items, and what is overdue of any month."""
    below = run("due", plan=plan).stdout.split("\n\n")[-1]
    assert below == (
        "2 of 3 standing items are not listed here; to list them, add --standing\n"
        "3 items are overdue: talplan due --overdue\n"
    )
    below = run("due", "--unit", "A", plan=plan).stdout.split("\n\n")[-1]
    assert below.startswith("1 standing item is not listed here; to list it, add --standing\n1 item is overdue")
    assert "standing item" not in run("due", "--standing", plan=plan).stdout
    assert "overdue" not in run("due", "--unit", "A", "--on", "2025-08-15", plan=plan).stdout


def test_table(plan: Path) -> None:
    shown = run("due", "--unit", "A", plan=plan).stdout
    rows = [line.split() for line in shown.splitlines() if line]
    assert rows[0] == ["Due", "in", "October", "2025"]
    assert [row[0] for row in rows[3:9]] == ["Ends", "1.1", "1.2", "Begins", "1.5", "1.4"]
    assert ["1.2", "Иш", "2", "2025-10-31", "A", "✓", "done", "1/1"] in rows
    assert ["1.1", "Иш", "1", "2025-10-31", "A", "●", "due", "0/1"] in rows
    empty = run("due", "--month", "august", plan=plan).stdout
    assert empty.startswith("No dated item is due in August 2025.\n")
    assert run("due", "--overdue", "--on", "2025-08-01", plan=plan).stdout == "Nothing is overdue.\n"


def test_csv(plan: Path) -> None:
    """`until` is the deadline that the month asks for."""
    assert run("due", "--unit", "A", "--format", "csv", plan=plan).stdout.startswith(
        "id,section,number,task,due,units,status,until,group,state\n"
        "1.1,1,1,Иш 1,сентябрь; октябрь,A,overdue,2025-10-31,ends,due\n"
    )


def test_json(plan: Path) -> None:
    """As `list`, with the group and the state by the month alone; all else is of the whole item."""
    entry = fields("due", "--unit", "A", plan=plan)[0]
    item = fields("list", "--unit", "A", plan=plan)[0]
    assert entry == {**item, "group": "ends", "state": "due"}
    assert list(entry) == [*item, "group", "state"]
    assert entry["status"] == "overdue"


@pytest.mark.parametrize("today", ["2025-07-31", "2026-08-01", "2030-01-01"])
def test_outside_the_year(plan: Path, today: str) -> None:
    """`due` alone says so and shows what is overdue; a month that is named is asked for as ever."""
    done = run("due", plan=plan, today=today)
    assert done.exit_code == 0
    over = (
        "The plan's year 2025-2026 ended on 2026-07-31; showing what is overdue. For next year's plan: talplan new-year"
    )
    ahead = f"{today} is outside the plan's year 2025-2026; showing what is overdue."
    assert done.stderr.strip() == (over if today > "2026" else ahead)
    assert groups(plan, today=today) == groups(plan, "--overdue", today=today)
    assert run("due", "--month", "october", plan=plan, today=today).stderr == ""
    done = run("due", "--month", "this", plan=plan, today=today)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "“this” is outside the plan's year 2025-2026" in done.stderr


def test_after_the_year(plan: Path) -> None:
    """Missed deadlines first; what nobody reported for the year stands apart."""
    in_order = ids("due", plan=plan, today="2026-08-01")
    assert in_order == "1.1 1.10 1.3 1.8 1.11 1.5 1.4 1.6 1.12 1.7 1.13"
    shown = run("due", plan=plan, today="2026-08-01").stdout
    missed, unreported = shown.split("Not reported for the year\n")
    assert [number for number, *_ in map(str.split, unreported.split("\n\n")[0].splitlines())] == ["1.7", "1.13"]
    assert len(re.findall("^1[.]", missed, re.MULTILINE)) == 9
    assert shown.endswith("\n9 items are overdue, 2 items are not reported for the year\n")


def test_document() -> None:
    assert ids("due", "--month", "october") == "1.7 1.11 2.4 2.35 3.20 2.30 2.6"
    assert groups(PLAN, "--unit", "Окуу бөлүмү") == "ends: 4 due, 35 due | begins: 30 due, 6 due"
