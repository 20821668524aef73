"""A report as a page of its own: no script, no network, made to be printed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from talplan.folding import visible
from talplan.report import Figures, Report
from talplan.report_page import WORDS, by_section, figures_table, head, lists
from talplan.table import Table

_HERE = Path(__file__).parent
_BAR = 600
"""Units of the chart that stand for everything that there is to do."""


def write(report: Report, units: Sequence[str]) -> bytes:
    """The report with its figures as a chart."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    words = WORDS[report.plan.language]
    style = (_HERE / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.get_template("report.html.j2").render(
        language=str(report.plan.language),
        words=words,
        plan=_clean(report.plan.title),
        head=[_clean(line) for line in head(report, units)],
        figures=report.figures,
        bars=[_bar(name, figures) for name, figures in by_section(report)],
        summary=_table(figures_table(report)),
        lists=[(heading, _table(table) if table else None) for heading, table in lists(report)],
        style=style,
        digest=digest,
        bar=_BAR,
    )
    return page.encode()


def _clean(text: str) -> str:
    return visible(text, keep_breaks=True)


def _bar(name: str, figures: Figures) -> dict[str, Any]:
    """A row of the chart: each part with its class, its place and its width."""
    parts = []
    at = 0.0
    for kind, number in figures.parts.items():
        width = _BAR * number / figures.total if figures.total else 0
        if number:
            parts.append({"kind": kind, "x": round(at, 1), "width": round(width, 1), "number": number})
        at += width
    return {"name": _clean(name), "parts": parts, "percent": figures.percent}


def _table(table: Table) -> dict[str, Any]:
    return {
        "columns": [(column.heading, column.width.value) for column in table.columns],
        "rows": [[[_clean(line) for line in one.lines] for one in row] for _, rows in table.groups for row in rows],
    }
