"""The messages of `import`: rows that were not imported, units that look alike, and the summary."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from talplan.documents.importers.build_items import ImportResult, PlanSection
from talplan.documents.importers.grid import RowLocation
from talplan.documents.importers.imported_tables import ImportedTables, ImportProblem
from talplan.documents.importers.unit_cells import UnitReader
from talplan.messages import count, has, say

_MOST_LINES = 20
"""Lines outside the tables that are shown."""
_COMPARED = 1_000
"""New units that are compared with the registry: each takes a millisecond."""


def format_remarks(tables: ImportedTables, result: ImportResult, units: UnitReader) -> Iterator[str]:
    """Yield a line for everything that needs a look."""
    for location in tables.left_out:
        yield say("import.left-out", where=_format_location(location, ".whole"))
    for location, side, text in islice(tables.outside, _MOST_LINES):
        yield say(f"import.outside.{side}", where=_format_location(location, ".whole"), text=text)
    if (more := len(tables.outside) - _MOST_LINES) > 0:
        yield count("import.outside-more", more)
    for remark in result.remarks:
        yield f"{_format_location(remark.location)}: {say(f'import.remark.{remark.key}', **remark.values)}"
    for problem in [*result.undated, *result.problems]:
        yield from _format_problem(problem)
    for written, unit in units.taken.items():
        yield say("import.taken", written=written, unit=unit)
    for name in islice(units.new.values(), _COMPARED):
        if near := units.nearest(name):
            yield say("import.near", name=name, unit=near.display)


def format_left(result: ImportResult) -> Iterator[str]:
    """Yield what of the document is in the new plan as comments alone."""
    if kept := [heading for heading in result.kept if heading]:
        yield say("import.kept", columns=kept)
    if result.problems:
        yield count("import.left-rows", result.rows_left)


def _format_problem(problem: ImportProblem) -> Iterator[str]:
    yield f"{_format_location(problem.location)}: {say(f'import.unplaced.{problem.key}', **problem.values)}"
    key = f"import.unplaced-hint.{problem.key}"
    if not problem.values.get("nearest", True):
        key += "-none"
    if has(key):
        yield "  " + say("hint", hint=say(key, **problem.values))


def _format_location(location: RowLocation, whole: str = "") -> str:
    return say(f"import.where.{location.kind}{whole}", name=location.name, row=location.row)


def format_summary(path: str, result: ImportResult, units: UnitReader) -> Iterator[str]:
    """Yield the summary of the new plan."""
    yield say(
        "import.done",
        path=path,
        sections=count("count.sections", len(result.sections)),
        items=count("count.items", result.items),
        units=count("count.units", len(units.known) + len(units.new)),
    )
    for section in result.sections:
        yield count("import.section", len(section.items), name=_heading(section))
    if units.new:
        yield count("import.new-units", len(units.new))
        yield from (f"  {name}" for name in units.new.values())


def _heading(section: PlanSection) -> str:
    return (
        f"{section.number}. {section.title.rstrip(': ')}"
        if section.title
        else say("section.untitled", number=section.number)
    )
