"""`stats --sort`: what needs attention first, in every grouping and language, the same rows in every format."""

import json
from itertools import pairwise
from typing import Any

import pytest

from running import fields, run
from talplan.domain.spelling import sort_key

pytestmark = pytest.mark.once

GROUPINGS = ["section", "unit", "month"]


def percent(row: dict[str, Any]) -> int:
    return 100 * row["done"] // row["total"] if row["total"] else 0


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("sort", ["overdue", "done", "total", "progress"])
def test_numbers(by: str, sort: str) -> None:
    """The largest first, of the progress the least; rows that are equal keep the order of the plan."""
    arguments = ["stats", "--by", by, "--on", "2026-03-01"]
    rows, unsorted = fields(*arguments, "--sort", sort), fields(*arguments)
    assert len(rows) == len(unsorted)
    places = [unsorted.index(row) for row in rows]
    ranks = [percent(row) if sort == "progress" else -row[sort] for row in rows]
    assert all(before < after for before, after in pairwise(zip(ranks, places, strict=True)))
    assert len(set(ranks)) > 1 or sort in ("done", "progress")


def test_names() -> None:
    names = [row["unit"] for row in fields("stats", "--by", "unit", "--sort", "name")]
    assert names == sorted(names, key=sort_key)
    loads = [row["unit"] for row in fields("stats", "--by", "unit,month", "--sort", "name")]
    assert loads == names
    for by in ("section", "month"):
        assert fields("stats", "--by", by, "--sort", "name") == fields("stats", "--by", by)


def test_loads() -> None:
    rows = fields("stats", "--by", "unit,month", "--sort", "total")
    sums = [sum(value for value in row.values() if isinstance(value, int)) for row in rows]
    assert sums == sorted(sums, reverse=True)


def test_table_and_csv() -> None:
    """The same order; a unit is not indented where its tree is gone."""
    names = [row["unit"] for row in fields("stats", "--by", "unit", "--sort", "overdue")]
    table = run("stats", "--by", "unit", "--sort", "overdue").stdout
    assert "└" not in table
    assert [line.split("  ")[0] for line in table.splitlines()[6 : 6 + len(names)]] == names
    csv = run("stats", "--by", "unit", "--sort", "overdue", "--format", "csv").stdout.splitlines()[1:]
    assert [line.split(",")[0].strip('"') for line in csv] == names


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("просрочено", "overdue"),
        ("мөөнөтү өттү", "overdue"),
        ("выполнение", "progress"),
        ("аткарылышы", "progress"),
        ("всего", "total"),
        ("бардыгы", "total"),
        ("название", "name"),
        ("Name", "name"),
    ],
)
def test_words_of_three_languages(written: str, key: str) -> None:
    arguments = ["stats", "--by", "unit", "--format", "json", "--sort"]
    assert json.loads(run(*arguments, written).stdout) == json.loads(run(*arguments, key).stdout)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--sort oversue", 'error: cannot sort by "oversue"\n  hint: did you mean overdue?'),
        ("--sort size", "choose one of: overdue, done, progress, total, name"),
        ("--by unit,month --sort overdue", "choose one of: total, name"),
    ],
)
def test_unknown(arguments: str, message: str) -> None:
    done = run("stats", *arguments.split())
    assert done.exit_code == 2
    assert message in done.stderr.replace("“", '"').replace("”", '"')
