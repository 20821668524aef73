"""What an export may need: the plan, the items asked for as of a day, and the options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from talplan.documents.document import ProgressCallback, no_progress
from talplan.domain.language import Language
from talplan.domain.plan import Plan
from talplan.operations.forge import Forge
from talplan.queries.select import Assessment

OFFICE_DELIMITERS = {Language.KY: ";", Language.RU: ";", Language.EN: ","}
"""What separates the columns of a CSV file that Excel opens by a double click."""


@dataclass(frozen=True, slots=True)
class Export:
    """The items to export, in the document's order, with the options of the command."""

    plan: Plan
    assessments: Sequence[Assessment]
    on: date
    units: frozenset[str] | None = None
    """The display names that count for `--unit`, with their parts; None if it was not given."""
    asked: Sequence[str] = ()
    """The display names of the units in `--unit`."""
    cancelled: bool = False
    delimiter: str = ","
    spans: bool = False
    draft: bool = False
    path: Path | None = None
    """Where the file will be; None for standard output."""
    forge: Forge | None = None
    """Where people report on the plan and correct it; None if that is unknown or not wanted."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each item in the plan file, by its id."""
    progress: ProgressCallback = no_progress
