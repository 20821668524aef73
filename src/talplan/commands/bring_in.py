"""import: a plan from a file of another kind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talplan.commands.opening import Opened, open_plan, shown_path, today
from talplan.commands.options import PlanOption
from talplan.messages import count, has, say
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.cells import Units
    from talplan.gathering import Gathered
    from talplan.grids import Grid, Where
    from talplan.importing import Imported, NewSection
    from talplan.months import Language
    from talplan.years import AcademicYear

MAX_BYTES = 48 * 1024 * 1024

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help=say("help.import-file"))]
OutOption = Annotated[str | None, typer.Option("-o", "--output", metavar="PLAN", help=say("help.import-output"))]
YearOption = Annotated[str | None, typer.Option("--year", metavar="YEAR", help=say("help.import-year"))]
TitleOption = Annotated[str | None, typer.Option("--title", metavar="TITLE", help=say("help.import-title"))]
PartialOption = Annotated[bool, typer.Option("--partial", help=say("help.partial"))]
FuzzyOption = Annotated[bool, typer.Option("--fuzzy", help=say("help.fuzzy"))]


def import_plan(
    file: FileArgument,
    output: OutOption = None,
    year: YearOption = None,
    title: TitleOption = None,
    partial: PartialOption = False,
    fuzzy: FuzzyOption = False,
    plan_file: PlanOption = None,
) -> None:
    """A plan from a Word, Excel, csv or PDF file with the four columns; the reverse of export."""
    from talplan.cells import Units
    from talplan.gathering import gather
    from talplan.importing import placed
    from talplan.store import refuse_existing, write_new
    from talplan.terminal import hint
    from talplan.units import Registry

    if output:
        refuse_existing(Path(output), force=False)
    grids = _grids(file)
    found = _found(plan_file)
    gathered = gather(grids)
    _refuse_without_columns(file, grids, gathered)
    named, of_year = _named(gathered, year, title, found)
    path = Path(output) if output else _default(of_year)
    refuse_existing(path, force=False)
    assert gathered.columns is not None
    language = gathered.columns.language or _language(found)
    units = Units(found.plan.registry if found else Registry(()), fuzzy=fuzzy)
    made = placed(gathered, of_year, language, units, today())
    _tell(gathered, made, units)
    if made.unplaced and not partial:
        raise Failure("import-unplaced", rows=count("import.rows", _rows(made)))
    if not made.items:
        raise Failure("import-no-items", file=file)
    write_new(path, _text(named, of_year, language, units, made, found, path).encode())
    _summary(path, made, units)
    if made.unplaced:
        hint(count("import.left-rows", _rows(made)))


# --- what is read -------------------------------------------------------------------------------------------


def _grids(file: str) -> list[Grid]:
    """The tables of the file."""
    from talplan.readers import READERS, reader
    from talplan.terminal import progress

    ending = Path(file).suffix.removeprefix(".").casefold()
    raw = _raw(Path(file))
    if ending not in READERS:
        raise Failure("unknown-format" if ending else "import-no-ending", format=ending, file=file, known=list(READERS))
    told: AbstractContextManager[Callable[[int, int], None]] = progress(say("import.progress", file=file))
    with told as tell:
        return reader(ending)(raw, tell)


def _raw(path: Path) -> bytes:
    """The bytes of the file; Failure where it is none, is empty or too large."""
    try:
        if path.is_dir():
            raise Failure("import-folder", path=path)
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Failure("cannot-read", path=path, reason=error.strerror or type(error).__name__) from None
    except ValueError:
        raise Failure("cannot-read", path=str(path), reason=say("reason.not-a-path")) from None
    if len(raw) > MAX_BYTES:
        raise Failure("import-too-large", path=path, limit=MAX_BYTES // (1024 * 1024))
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Failure("import-empty", path=path)
    return raw


def _found(plan_file: str | None) -> Opened | None:
    """The plan whose units are known; None where there is none to be found."""
    try:
        return open_plan(plan_file)
    except Failure as failure:
        if failure.key == "no-plan":
            return None
        raise


def _language(found: Opened | None) -> Language:
    from talplan.months import Language

    return found.plan.language if found else Language.KY


def _refuse_without_columns(file: str, grids: list[Grid], gathered: Gathered) -> None:
    if not any(grid.rows for grid in grids):
        raise Failure("import-no-table", file=file)
    if gathered.columns is None:
        raise Failure(
            "import-no-columns", file=file, missing=[say(f"import.column.{kind}") for kind in gathered.missing]
        )


def _named(gathered: Gathered, year: str | None, title: str | None, found: Opened | None) -> tuple[str, AcademicYear]:
    """Title and year: as asked for, else as the file says."""
    import re

    from talplan.preface import preface
    from talplan.years import AcademicYear, read_year

    told_title, told_year = preface(gathered.preface, gathered.title)
    written = year if year is not None else told_year
    if written is None:
        raise Failure("import-no-year")
    try:
        first = read_year(re.sub(r"\s*[-–—]\s*", "-", written.strip()))
    except ValueError:
        raise Failure("bad-year", text=written, next="2026-2027") from None
    named = " ".join((title if title is not None else told_title or "").split())
    if not named:
        raise Failure("import-no-title")
    first_month = found.plan.year.first_month if found else 8
    return named, AcademicYear(first, first_month)


def _default(year: AcademicYear) -> Path:
    """Where the plan goes when nobody says."""
    name = f"plan-{year}.yaml"
    return Path("data") / name if Path("data").is_dir() else Path(name)


def _text(
    named: str,
    year: AcademicYear,
    language: Language,
    units: Units,
    made: Imported,
    found: Opened | None,
    path: Path,
) -> str:
    from talplan.composing import composed, registry_with

    registry = registry_with(found.loaded if found else None, units.new.values(), language)
    schema = path.with_name("plan.schema.json").exists()
    return composed(named, year, language, registry, made.sections, schema=schema)


# --- what is told -------------------------------------------------------------------------------------------


def _tell(gathered: Gathered, made: Imported, units: Units) -> None:
    """On stderr: what could not be placed, and what was taken for something else."""
    from talplan.terminal import hint

    for where in gathered.left_out:
        hint(say("import.left-out", where=_place(where, table=True)))
    for one in [*made.undated, *made.unplaced]:
        hint(f"{_place(one.where)}: {say(f'import.unplaced.{one.key}', **one.values)}")
        if has(f"import.unplaced-hint.{one.key}") and one.values.get("nearest", True):
            hint("  " + say("hint", hint=say(f"import.unplaced-hint.{one.key}", **one.values)))
    for written, unit in units.taken.items():
        hint(say("import.taken", written=written, unit=unit))
    for name in units.new.values():
        if near := units.nearest(name):
            hint(say("import.near", name=name, unit=near.display))


def _rows(made: Imported) -> int:
    return len({one.where for one in made.unplaced})


def _place(where: Where, *, table: bool = False) -> str:
    return say(f"import.where.{where.kind}" + (".whole" if table else ""), name=where.name, row=where.row)


def _summary(path: Path, made: Imported, units: Units) -> None:
    """What was read."""
    from talplan.terminal import answer

    answer(
        say(
            "import.done",
            path=shown_path(path),
            sections=count("count.sections", len(made.sections)),
            items=count("count.items", made.items),
            units=count("count.units", len(units.known) + len(units.new)),
        )
    )
    for section in made.sections:
        answer(count("import.section", len(section.items), name=_heading(section)))
    if units.new:
        answer(count("import.new-units", len(units.new)))
        for name in units.new.values():
            answer(f"  {name}")


def _heading(section: NewSection) -> str:
    return f"{section.number}. {section.title}" if section.title else str(section.number)
