"""Every output gives the same numbers for the same question, on any plan and any day: the terminal and its JSON, the
reminders, the page, the workbook, the report in each format."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from running import PLAN, fields, run
from talplan.documents.words import words_in
from talplan.domain.language import Language
from talplan.domain.standing import Standing, tally, worst
from talplan.planfile.load import load
from talplan.queries.execution_report import build_report
from talplan.queries.select import Filters
from written_plans import plans

pytestmark = pytest.mark.once

COUNTED = ("done", "late", "overdue", "not_reported", "due", "ongoing", "upcoming")
ITEMS = ("items_due_by_date", "items_done", "items_partly", "items_not_done")
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
    as_json(plan, today, page)
    report(plan, today, page, items)


def as_json(plan: Path, today: str, page: Page) -> None:
    """JSON of `list` and `stats`, and the reminders, which name for each unit the items that it has missed."""
    listed = fields("list", plan=plan, today=today)
    statuses = Counter(item["status"] for item in listed)
    assert (statuses["overdue"], statuses["done"]) == (page.items.missed, page.items.done)
    sections = fields("stats", plan=plan, today=today)
    asked = [sum(section[name] for section in sections) for name in ITEMS]
    total, done, _, partly, not_done = page.headline
    assert asked == [total, done, partly, not_done]
    missed = Counter(
        id_
        for _, id_ in {
            (one["unit"], item["id"]) for item in listed for one in item["open"] if one["state"] == "overdue"
        }
    )
    reminded = re.split("^Мөөнөтү өттү:$", answer("remind", plan=plan, today=today), flags=re.M)[1:]
    texts = [text.partition("\n\n")[0] for text in reminded]
    assert Counter(id_ for text in texts for id_ in re.findall(r"^• (\d+\.\d+) ", text, re.M)) == missed


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


def workbook(plan: Path, today: str, page: Page) -> None:
    """The sheets of items, of obligations, and of items by unit with a total."""
    raw = run("export", "-", "--format", "xlsx", plan=plan, today=today).stdout_bytes
    items, obligations, summary, _ = load_workbook(BytesIO(raw)).worksheets
    words = words_in(Language.KY)
    for sheet, counts in ((items, page.items), (obligations, page.obligations)):
        [column] = [cell.column_letter for cell in sheet[1] if cell.value == words.status]
        standings = {words.state(standing): standing for standing in Standing}
        assert tally(standings[str(cell.value)] for cell in sheet[column][1:]) == counts
    *_, last = summary.values
    own = page.items
    assert last == (words.all, own.total, own.done, own.overdue, own.not_reported, own.open)


def report_files(plan: Path, today: str, page: Page) -> None:
    """The first figures and the tables of figures of a report, in every format."""
    sections = [row for row in fields("stats", plan=plan, today=today) if row["total"]]
    rows = [[*(row[name] for name in ITEMS), row["total"], row["done"]] for row in sections]
    if len(rows) > 1:
        rows.append([sum(column) for column in zip(*rows, strict=True)])
    first: list[list[int]] = []
    for extension in ("md", "html", "docx", "xlsx"):
        raw = run("report", "-", "--format", extension, plan=plan, today=today).stdout_bytes
        said, figures = {"md": from_md, "html": from_html, "docx": from_docx, "xlsx": from_xlsx}[extension](raw)
        _, _, _, *numbers = map(int, re.findall("[0-9]+", said))
        total, done, percent, partly, not_done = numbers or [0] * 5
        assert (total, done, percent, partly, not_done) == page.headline
        found = [[int(text) for text in (*row[1:5], *row[6:])] for row in figures if row[1].isdigit()]
        assert found[: len(rows)] == rows
        assert found == (first or found), "the units, too"
        first = found


Read = tuple[str, list[tuple[str, ...]]]
"""The first figures of a report, and the rows of the tables of figures: a name and seven numbers."""
FIRST = re.compile("аткарылууга тийиш")


def from_md(raw: bytes) -> Read:
    lines = raw.decode().split("\n")
    rows = [tuple(map(str.strip, re.split(r"(?<!\\)\|", line)[1:-1])) for line in lines if line.startswith("| ")]
    return next(filter(FIRST.search, lines)), [row for row in rows if len(row) == 8]


def from_html(raw: bytes) -> Read:
    text = raw.decode()
    rows = [re.findall("<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in re.findall("<tr>(.*?)</tr>", text, re.S)]
    return next(filter(FIRST.search, unescape(text).split("\n"))), [tuple(row) for row in rows if len(row) == 8]


def from_docx(raw: bytes) -> Read:
    made = Document(BytesIO(raw))
    rows = [
        tuple(cell.text for cell in row.cells) for table in made.tables if len(table.columns) == 8 for row in table.rows
    ]
    return next(one.text for one in made.paragraphs if FIRST.search(one.text)), rows


def from_xlsx(raw: bytes) -> Read:
    rows = [
        ["" if value is None else str(value) for value in row]
        for sheet in load_workbook(BytesIO(raw))
        for row in sheet.values
    ]
    return next(row[0] for row in rows if FIRST.search(row[0])), [
        tuple(row) for row in rows if len(row) == 8 and row[7]
    ]


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(plans(), ANY_DAY)
def test_any_plan_on_any_day(tmp_path: Path, plan: tuple[object, str, bool], day: date) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(plan[1].encode())
    compare(path, str(day))


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(plans(), ANY_DAY)
def test_any_plan_in_files(tmp_path: Path, plan: tuple[object, str, bool], day: date) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(plan[1].encode())
    page = Page(answer("export", "-", "--format", "html", plan=path, today=str(day)))
    workbook(path, str(day), page)
    report_files(path, str(day), page)


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
