"""The terminal, the page and the report give the same numbers for the same question, on any plan and any day."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from running import PLAN, fields, run
from talplan.domain.standing import Standing, tally, worst
from talplan.planfile.load import load
from talplan.queries.execution_report import build_report
from talplan.queries.select import Filters
from written_plans import plans

pytestmark = pytest.mark.once

COUNTED = ("done", "late", "overdue", "not_reported", "due", "ongoing", "upcoming")
ANY_DAY = st.dates(date(2025, 7, 1), date(2026, 9, 30))


def answer(*arguments: str, plan: Path, today: str) -> str:
    done = run(*arguments, plan=plan, today=today)
    assert done.exit_code == 0, done.output
    return done.stdout


class Page:
    """The numbers of the page: those that are written in it, and those that its script counts."""

    def __init__(self, text: str) -> None:
        self.lists = {name: int(n) for name, n in re.findall(r'data-count="(\w+)">\D*(\d+)\D*</span>', text)}
        self.figures = {
            name: int(n) for name, n in re.findall(r'<div class="s-(\w+)"(?: hidden)?><dt>[^<]*</dt><dd>(\d+)', text)
        }
        raw = text.partition('<script type="application/json" id="data">')[2].partition("<")[0]
        data: dict[str, Any] = json.loads(raw)
        standings = list(Standing)
        assert data["states"] == standings
        items = [[standings[state] for state in flat[2::3]] for _, _, flat in data["items"]]
        said = re.search(r'<p id="headline">([^<]*)</p>', text)
        assert said is not None
        _, _, _, *numbers = map(int, re.findall("[0-9]+", said[1]))
        total, done, percent, partly, not_done = numbers or [0] * 5
        self.headline = (total, done, percent, partly, not_done)
        self.obligations = tally(standing for item in items for standing in item)
        self.items = tally(worst(item) for item in items)


def compare(plan: Path, today: str) -> None:
    page = Page(answer("export", "-", "--format", "html", "--forge", "none", plan=plan, today=today))
    stats: Counter[str] = Counter()
    for section in fields("stats", plan=plan, today=today):
        stats.update({name: section[name] for name in COUNTED})
    assert page.obligations._asdict() == {name: stats[name] for name in COUNTED}
    for name, number in (("done", page.obligations.done), ("overdue", page.obligations.overdue)):
        assert page.figures[name] == number
    assert page.figures["not_reported"] == page.obligations.not_reported
    assert page.figures["upcoming"] == page.obligations.open
    assert page.figures["all"] == page.obligations.total

    overdue, not_reported = page.items.overdue, page.items.not_reported
    assert (page.lists["overdue"], page.lists["not_reported"]) == (overdue, not_reported)
    listed = answer("list", plan=plan, today=today).splitlines()[-1]
    assert re.findall(r"(\d+) overdue", listed) in ([str(overdue)], [])
    assert re.findall(r"(\d+) not reported", listed) == ([str(not_reported)] if not_reported else [])
    due = answer("due", "--overdue", plan=plan, today=today).splitlines()[-1]
    assert re.findall(r"(\d+) items? (?:is|are) overdue", due) == ([str(overdue)] if overdue else [])
    assert re.findall(r"(\d+) items? (?:is|are) not reported", due) == ([str(not_reported)] if not_reported else [])
    dashboard = answer(plan=plan, today=today)
    assert re.findall(r"^(\d+) items? (?:is|are) overdue", dashboard, re.M) == ([str(overdue)] if overdue else [])
    assert f"{page.obligations.done} of {page.obligations.total} obligations done" in dashboard

    items = headline(dashboard)
    assert headline(answer("stats", plan=plan, today=today)) in (items, None)  # None: no items at all
    assert headline(answer("stats", "--by", "unit", plan=plan, today=today)) in (items, None)
    assert page.headline == items
    report(plan, today, page, items)


def headline(text: str) -> tuple[int, ...] | None:
    """Items that had to be done by the day, done, in per cent, partly, not done; None if the text has no headline."""
    if "No item had to be done" in text:
        return (0, 0, 0, 0, 0)
    pattern = r"^Of the (\d+) items? due by \S+: (\d+) done \((\d+) %\), (\d+) partly, (\d+) not done$"
    found = re.search(pattern, text, re.M)
    return tuple(map(int, found.groups())) if found else None


def report(plan: Path, today: str, page: Page, items: tuple[int, ...] | None) -> None:
    loaded = load(plan.read_bytes()).plan
    assert loaded is not None
    made = build_report(loaded, Filters(date.fromisoformat(today)))
    assert made.tally == page.obligations
    asked = made.headline
    assert (asked.total, asked.done, asked.percent, asked.partly, asked.not_done) == items
    assert asked.partly + asked.not_done >= page.items.overdue + page.items.not_reported
    lists = {"done": made.done, "late": made.late, "overdue": made.overdue, "not_reported": made.not_reported}
    listed = [
        (entry.item.id, obligation.term, obligation.unit)
        for entries in (*lists.values(), made.under_way)
        for entry in entries
        for obligation in entry.obligations
    ]
    assert len(listed) == len(set(listed)), "nothing is listed twice"
    for name, entries in lists.items():
        number = sum(len(entry.obligations) for entry in entries)
        assert number == getattr(made.tally, name) - (made.tally.late if name == "done" else 0)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(plans(), ANY_DAY)
def test_any_plan_on_any_day(tmp_path: Path, plan: tuple[object, str, bool], day: date) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(plan[1].encode())
    compare(path, str(day))


@pytest.mark.parametrize("day", ["2025-10-14", "2025-11-28", "2026-08-02", "2026-11-28"])
def test_the_university_s_plan(day: str) -> None:
    compare(PLAN, day)


def test_after_the_year() -> None:
    """Missed deadlines and standing terms that were not reported are counted apart, everywhere."""
    page = Page(answer("export", "-", "--format", "html", plan=PLAN, today="2026-11-28"))
    assert page.lists == {"overdue": 27, "not_reported": 52, "current": 0}
    due = answer("due", "--overdue", plan=PLAN, today="2026-11-28")
    assert due.endswith("27 items are overdue, 52 items are not reported for the year\n")
    listed = answer("list", plan=PLAN, today="2026-11-28")
    assert listed.endswith("79 items: 0 done, 27 overdue, 52 not reported\n")
