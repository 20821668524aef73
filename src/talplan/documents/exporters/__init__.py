"""The formats in which a plan goes out: one file for each, and the table of them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talplan.documents.official_document import Document
    from talplan.domain.plan import Plan
    from talplan.queries.select import Assessment


@dataclass(frozen=True, slots=True)
class Export:
    """What a format may need: the plan, the items that were asked for as they stand on a day, the document of these,
    and the options. `progress` is told how many of how many items are written."""

    plan: Plan
    assessments: Sequence[Assessment]
    on: date
    document: Document
    units: frozenset[str] | None
    """The display names that count for `--unit`, with what is part of them; None where it was not given."""
    asked: Sequence[str] = ()
    """The display names of the units that `--unit` names."""
    cancelled: bool = False
    delimiter: str = ","
    spans: bool = False
    progress: Callable[[int, int], None] = lambda _done, _of: None


WRITERS: tuple[str, ...] = ("docx", "xlsx", "csv", "json", "md", "ics", "html", "pdf")
"""Every format, by the ending of its files; each is a module here with `write(export: Export) -> bytes`."""


def writer(ending: str) -> Callable[[Export], bytes]:
    """What writes files of that ending; only its module, and what that needs, is imported."""
    write: Callable[[Export], bytes] = import_module(f"talplan.documents.exporters.{ending}").write
    return write
