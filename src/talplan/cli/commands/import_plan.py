"""import: a plan from a file of another kind."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talplan.cli.open_plan import OpenPlan, open_plan, shown_path, today
from talplan.cli.options import PlanOption
from talplan.messages import count, say
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.documents.importers.build_items import Imported
    from talplan.documents.importers.cell_values import Units
    from talplan.documents.importers.new_plan_file import Head
    from talplan.documents.importers.table_rows import Gathered

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
    from talplan.documents.importers.build_items import placed
    from talplan.documents.importers.cell_values import Units
    from talplan.documents.importers.import_messages import remarks
    from talplan.domain.units import Registry
    from talplan.system.store import refuse_existing
    from talplan.views.terminal import hint

    if output:
        refuse_existing(Path(output), force=False)
    gathered = _gathered(file)
    found = _found(plan_file)
    head = _head(gathered, year, title, found)
    path = Path(output) if output else _default(str(head.year))
    refuse_existing(path, force=False)
    units = Units(found.plan.registry if found else Registry(()), fuzzy=fuzzy)
    made = placed(gathered, head.year, head.language, units, today())
    for line in remarks(gathered, made, units):
        hint(line)
    if made.unplaced and not partial:
        raise Failure("import-unplaced", rows=count("import.rows", made.rows_left))
    if not made.items:
        raise Failure("import-no-items", file=file)
    _write(path, head, made, units, found)
    if made.unplaced:
        hint(count("import.left-rows", made.rows_left))


def _gathered(file: str) -> Gathered:
    """What the tables of the file say; Failure where none has the columns."""
    from talplan.documents.importers.readers import grids
    from talplan.documents.importers.table_rows import gather
    from talplan.views.terminal import progress

    with progress(say("import.progress", file=file)) as told:
        tables = grids(file, told)
    if not any(grid.rows for grid in tables):
        raise Failure("import-no-table", file=file)
    gathered = gather(tables)
    if gathered.columns is None:
        missing = [say(f"import.column.{kind}") for kind in gathered.missing]
        raise Failure("import-no-columns", file=file, missing=missing)
    return gathered


def _found(plan_file: str | None) -> OpenPlan | None:
    """The plan whose units are known; None where there is none to be found."""
    try:
        return open_plan(plan_file)
    except Failure as failure:
        if failure.key == "no-plan":
            return None
        raise


def _head(gathered: Gathered, year: str | None, title: str | None, found: OpenPlan | None) -> Head:
    """Title, year and language: as asked for, else as the file says, else as the plan that is found."""
    from talplan.documents.importers.new_plan_file import Head
    from talplan.documents.importers.title_and_headings import preface
    from talplan.domain.language import Language
    from talplan.domain.plan_year import PlanYear, read_year
    from talplan.domain.spelling import DASHES

    told_title, told_year = preface(gathered.preface, gathered.title)
    written = told_year if year is None else year
    named = " ".join(((told_title if title is None else title) or "").split())
    if written is None:
        raise Failure("import-no-year" if named else "import-no-head")
    try:
        first = read_year(re.sub(rf"\s*[{DASHES}]\s*", "-", written.strip()))
    except ValueError:
        raise Failure("bad-year", text=written, next="2026-2027") from None
    if not named:
        raise Failure("import-no-title")
    language = gathered.columns and gathered.columns.language
    known = found.plan if found else None
    return Head(
        named,
        PlanYear(first, known.year.first_month if known else 8),
        language or (known.language if known else Language.KY),
    )


def _write(path: Path, head: Head, made: Imported, units: Units, found: OpenPlan | None) -> None:
    from talplan.documents.importers.import_messages import summary
    from talplan.documents.importers.new_plan_file import composed, registry_with
    from talplan.system.store import write_new
    from talplan.views.terminal import answer

    registry = registry_with(found.loaded if found else None, units.new.values(), head.language)
    schema = path.with_name("plan.schema.json").exists()
    write_new(path, composed(head, registry, made.sections, schema=schema).encode())
    for line in summary(shown_path(path), made, units):
        answer(line)


def _default(year: str) -> Path:
    """Where the plan goes when nobody says."""
    name = f"plan-{year}.yaml"
    return Path("data") / name if Path("data").is_dir() else Path(name)
