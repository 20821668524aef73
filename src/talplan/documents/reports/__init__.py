"""The formats of a report of execution: one file for each, and the table of them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talplan.queries.execution_report import Report

REPORTS: tuple[str, ...] = ("docx", "html", "md")
"""Every format, by the ending of its files; each is a module here with `write(report, units) -> bytes`."""


def reporter(ending: str) -> Callable[[Report, Sequence[str]], bytes]:
    """What writes reports of that ending."""
    write: Callable[[Report, Sequence[str]], bytes] = import_module(f"talplan.documents.reports.{ending}").write
    return write
