"""What `import` tells of a foreign file: what it could not place, what it took for something else, what it made."""

from __future__ import annotations

from collections.abc import Iterator

from talplan.documents.importers.build_items import Imported, NewSection
from talplan.documents.importers.cell_values import Units
from talplan.documents.importers.grid import Where
from talplan.documents.importers.table_rows import Gathered, Unplaced
from talplan.messages import count, has, say


def remarks(gathered: Gathered, made: Imported, units: Units) -> Iterator[str]:
    """What a person has to look at."""
    for where in gathered.left_out:
        yield say("import.left-out", where=_place(where, ".whole"))
    for one in [*made.undated, *made.unplaced]:
        yield from _remark(one)
    for written, unit in units.taken.items():
        yield say("import.taken", written=written, unit=unit)
    for name in units.new.values():
        if near := units.nearest(name):
            yield say("import.near", name=name, unit=near.display)


def _remark(one: Unplaced) -> Iterator[str]:
    yield f"{_place(one.where)}: {say(f'import.unplaced.{one.key}', **one.values)}"
    if has(f"import.unplaced-hint.{one.key}") and one.values.get("nearest", True):
        yield "  " + say("hint", hint=say(f"import.unplaced-hint.{one.key}", **one.values))


def _place(where: Where, whole: str = "") -> str:
    return say(f"import.where.{where.kind}{whole}", name=where.name, row=where.row)


def summary(path: str, made: Imported, units: Units) -> Iterator[str]:
    """What is in the new plan."""
    yield say(
        "import.done",
        path=path,
        sections=count("count.sections", len(made.sections)),
        items=count("count.items", made.items),
        units=count("count.units", len(units.known) + len(units.new)),
    )
    for section in made.sections:
        yield count("import.section", len(section.items), name=_heading(section))
    if units.new:
        yield count("import.new-units", len(units.new))
        yield from (f"  {name}" for name in units.new.values())


def _heading(section: NewSection) -> str:
    return f"{section.number}. {section.title}" if section.title else say("section.untitled", number=section.number)
