"""A report as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from talplan.report import Figures, Report
from talplan.report_page import by_section, head, report_page
from talplan.table import Line
from talplan.terminal import markdown


def write(report: Report, units: Sequence[str]) -> bytes:
    """The report's page, with a bar of signs for the progress of each section."""
    first, *rest = report_page(report, units)
    under = len(head(report, units))
    bars = [Line(f"{_bar(figures)} {figures.percent} % {name}") for name, figures in by_section(report)]
    return markdown([first, *rest[:under], *bars, *rest[under:]]).encode()


def _bar(figures: Figures) -> str:
    """Twenty signs: done, overdue or not reported, still in time."""
    done, gone = (
        round(20 * number / figures.total) if figures.total else 0
        for number in (figures.done, figures.done + figures.overdue + figures.unreported)
    )
    return "█" * done + "▒" * (gone - done) + "░" * (20 - gone)
