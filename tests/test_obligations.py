"""States of obligations, and the status of an item, on each side of every border."""

from datetime import date

import pytest

from talplan.domain.obligations import assess_obligations
from talplan.domain.plan import Item, Plan
from talplan.domain.standing import Standing
from talplan.planfile.load import load
from talplan.queries.select import assess

pytestmark = pytest.mark.once

HEAD = """\
title: T
year: 2025-2026
units:
- name: A
- name: B
sections:
- number: 1
  items:
  - number: 1
    task: t
"""


def plan_with(item: str) -> tuple[Plan, Item]:
    """The plan with this one item, written without its indentation."""
    lines = "".join(f"    {line}\n" for line in item.strip().splitlines())
    loaded = load(f"{HEAD}{lines}".encode(), date(2025, 10, 14))
    assert loaded.plan, loaded.problems
    return loaded.plan, next(loaded.plan.items())


@pytest.mark.parametrize(
    ("term", "states"),
    [
        ("октябрь", "2025-09-30 upcoming, 2025-10-01 due, 2025-10-31 due, 2025-11-01 overdue"),
        ("октябрь-ноябрь", "2025-09-30 upcoming, 2025-10-01 due, 2025-11-30 due, 2025-12-01 overdue"),
        ("декабрь-апрель", "2025-11-30 upcoming, 2025-12-01 due, 2026-04-30 due, 2026-05-01 overdue"),
        ("февраль", "2025-02-10 upcoming, 2026-01-31 upcoming, 2026-02-28 due, 2026-03-01 overdue"),
        ("август", "2025-07-31 upcoming, 2025-08-01 due, 2025-08-31 due, 2025-09-01 overdue, 2026-08-01 overdue"),
        ("2025-10-14", "2025-10-13 upcoming, 2025-10-14 due, 2025-10-15 overdue"),
        ("2025-10-01..2025-10-15", "2025-09-30 upcoming, 2025-10-01 due, 2025-10-15 due, 2025-10-16 overdue"),
        # A standing term is overdue once the plan's year is over: not reported.
        (
            "жыл бою",
            "2025-07-31 upcoming, 2025-08-01 ongoing, 2026-07-31 ongoing, 2026-08-01 overdue",
        ),
        ("ай сайын", "2025-07-31 upcoming, 2025-08-01 ongoing, 2026-07-31 ongoing, 2030-01-01 overdue"),
    ],
)
def test_open(term: str, states: str) -> None:
    plan, item = plan_with(f"due: [{term}]\nunits: [A]")
    for expected in states.split(", "):
        on, state = expected.split()
        _, [one] = assess_obligations(plan, item, date.fromisoformat(on))
        assert f"{on} {one.standing.state}" == expected
        assert (one.standing is Standing.NOT_REPORTED) == (state == "overdue" and not one.term.dated)
        assert (one.open, one.late) == (True, False)


@pytest.mark.parametrize(
    ("term", "done", "states"),
    [
        ("октябрь", "2025-10-14", "2025-10-13 due, 2025-10-14 done, 2026-01-01 done"),
        ("октябрь", "2025-10-31", "2025-11-01 done"),
        ("октябрь", "2025-11-01", "2025-10-31 due, 2025-11-01 done late, 2026-01-01 done late"),
        ("октябрь", "2025-12-01", "2025-11-30 overdue, 2025-12-01 done late"),
        ("октябрь", "2025-08-05", "2025-08-04 upcoming, 2025-08-05 done"),
        ("2025-10-14", "2025-10-15", "2025-10-14 due, 2025-10-15 done late"),
        ("жыл бою", "2026-07-31", "2026-07-30 ongoing, 2026-07-31 done"),
        ("жыл бою", "2026-08-01", "2026-07-31 ongoing, 2026-08-01 done late"),
        # Two records: the earliest counts, wherever it stands.
        ("октябрь", "2025-11-05 2025-10-20", "2025-10-19 due, 2025-10-20 done, 2025-11-05 done"),
    ],
)
def test_done(term: str, done: str, states: str) -> None:
    records = "".join(f"- date: {day}\n" for day in done.split())
    plan, item = plan_with(f"due: [{term}]\nunits: [A]\ndone:\n{records}")
    for expected in states.split(", "):
        _, [one] = assess_obligations(plan, item, date.fromisoformat(expected.split()[0]))
        assert (
            f"{expected.split()[0]} {one.standing.state}{' late' if one.standing is Standing.LATE else ''}" == expected
        )


@pytest.mark.parametrize(
    ("record", "covered"),
    [
        ("", "октябрь A, октябрь B, май A, май B"),
        ("term: Октябрда", "октябрь A, октябрь B"),
        ("by: [b]", "октябрь B, май B"),
        ("term: май\n  by: [A]", "май A"),
        ("term: ~\n  by: []", "октябрь A, октябрь B, май A, май B"),
    ],
)
def test_what_a_record_covers(record: str, covered: str) -> None:
    plan, item = plan_with(f"due: [октябрь, май]\nunits: [A, B]\ndone:\n- date: 2025-10-14\n  {record}")
    names = {10: "октябрь", 5: "май"}
    done = [one for one in assess_obligations(plan, item, date(2025, 10, 14))[1] if not one.open]
    assert ", ".join(f"{names[one.window.first.month]} {one.unit}" for one in done) == covered


SEVERAL = "due: [сентябрь, октябрь, жыл бою]\nunits: [A]\n"


@pytest.mark.parametrize(
    ("item", "on", "status", "progress"),
    [
        # The most pressing state of what is open.
        (SEVERAL, "2025-07-31", "upcoming", "0/3"),
        (SEVERAL, "2025-08-01", "ongoing", "0/3"),
        (SEVERAL, "2025-09-01", "due", "0/3"),
        (SEVERAL, "2025-10-01", "overdue", "0/3"),
        (f"{SEVERAL}done:\n- {{date: 2025-09-20, term: сентябрь}}", "2025-10-01", "due", "1/3"),
        (f"{SEVERAL}done:\n- {{date: 2025-09-20, term: жыл бою}}", "2025-09-20", "due", "1/3"),
        (f"{SEVERAL}done:\n- date: 2025-10-14", "2025-10-13", "overdue", "0/3"),
        (f"{SEVERAL}done:\n- date: 2025-10-14", "2025-10-14", "done", "3/3"),
        # Cancelled, from that date on, whatever was done.
        (f"{SEVERAL}cancelled: {{date: 2025-10-10}}", "2025-10-09", "overdue", "0/3"),
        (f"{SEVERAL}cancelled: {{date: 2025-10-10}}", "2025-10-10", "cancelled", "0/0"),
        (f"{SEVERAL}done:\n- date: 2025-09-01\ncancelled: {{date: 2025-10-10}}", "2025-10-10", "cancelled", "0/0"),
    ],
)
def test_status_of_an_item(item: str, on: str, status: str, progress: str) -> None:
    seen = assess(*plan_with(item), date.fromisoformat(on))
    assert (seen.standing.state, f"{seen.done}/{seen.total}") == (status, progress)


@pytest.mark.parametrize(
    ("units", "status", "progress"),
    [(None, "due", "1/2"), ({"A"}, "done", "1/1"), ({"B"}, "due", "0/1"), ({"A", "B"}, "due", "1/2")],
)
def test_status_for_units(units: set[str] | None, status: str, progress: str) -> None:
    plan, item = plan_with("due: [октябрь]\nunits: [A, B]\ndone:\n- {date: 2025-10-14, by: [A]}")
    seen = assess(plan, item, date(2025, 10, 14), frozenset(units) if units else None)
    assert (seen.standing.state, f"{seen.done}/{seen.total}") == (status, progress)
