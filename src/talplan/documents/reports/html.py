"""A report as a page of its own: no script, no network, made to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from talplan.documents.exporters.html_template import digest, filled
from talplan.documents.reports.report_tables import by_section, figures_table, head, legend, lists, said_in
from talplan.domain.standing import Tally
from talplan.queries.execution_report import Report
from talplan.views.page import Table

_HERE = Path(__file__).parent
_BAR = 600
"""Units of the chart that stand for everything that there is to do."""


def write(report: Report, units: Sequence[str]) -> bytes:
    """The report with its figures as a chart."""
    said = said_in(report.plan.language)
    style = (_HERE / "report.css").read_text(encoding="utf-8")
    return filled(
        _HERE / "report.html.j2",
        language=str(report.plan.language),
        said=said,
        plan=report.plan.title,
        head=head(report, units),
        figures=report.tally,
        bars=[_bar(name, figures) for name, figures in by_section(report)],
        legend=legend(report),
        tiles={"total": said.total, **legend(report), "late": said.late},
        summary=_table(figures_table(report)),
        lists=[(heading, _table(table) if table else None) for heading, table in lists(report)],
        style=style,
        digest=digest(style),
        bar=_BAR,
    )


def _bar(name: str, figures: Tally) -> dict[str, Any]:
    """A row of the chart: each part with its class, its place and its width."""
    parts = []
    at = 0.0
    for kind, number in figures.parts.items():
        width = _BAR * number / figures.total if figures.total else 0
        if number:
            parts.append({"kind": kind, "x": round(at, 1), "width": round(width, 1), "number": number})
        at += width
    return {"name": name, "parts": parts, "percent": figures.percent}


def _table(table: Table) -> dict[str, Any]:
    return {
        "columns": [(column.heading, column.width.value) for column in table.columns],
        "rows": [[one.lines for one in row] for _, rows in table.groups for row in rows],
    }
