"""A report as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from talplan.documents.reports.report_tables import by_section, figures_table, head, lists, said_in
from talplan.domain.standing import Tally
from talplan.queries.execution_report import Report
from talplan.views.markdown import escape_markdown
from talplan.views.page import Table


def write(report: Report, units: Sequence[str]) -> bytes:
    """The report with a bar of signs for the progress of each section."""
    return ("\n\n".join(_blocks(report, units)) + "\n").encode()


def _blocks(report: Report, units: Sequence[str]) -> Iterator[str]:
    said = said_in(report.plan.language)
    yield f"# {said.title}"
    for line in (report.plan.title, *head(report, units)):
        yield escape_markdown(line, block=True)
    for name, figures in by_section(report):
        yield f"{_bar(figures)} {figures.percent} % {escape_markdown(name)}"
    yield _grid(figures_table(report))
    for heading, table in lists(report):
        yield f"## {heading}"
        yield _grid(table) if table else said.nothing


def _grid(table: Table) -> str:
    head = [column.heading for column in table.columns]
    rows = [["\n".join(one.lines) for one in row] for _, rows in table.groups for row in rows]
    lines = [f"| {' | '.join(map(escape_markdown, row))} |" for row in (head, *rows)]
    return "\n".join([lines[0], f"|{' --- |' * len(head)}", *lines[1:]])


def _bar(figures: Tally) -> str:
    """Twenty signs: done, overdue or not reported, still in time."""
    done, gone = (
        round(20 * number / figures.total) if figures.total else 0
        for number in (figures.done, figures.done + figures.missed)
    )
    return "█" * done + "▒" * (gone - done) + "░" * (20 - gone)
