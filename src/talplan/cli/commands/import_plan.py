"""import: create a plan from a document of another program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from talplan.cli.open_plan import OpenPlan, open_plan, shown_path
from talplan.cli.today import today
from talplan.messages import count, say
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.cli.options import (
        ColumnsOption,
        FuzzyOption,
        ImportFileArgument,
        ImportOutputOption,
        PartialOption,
        PlanOption,
        TitleOption,
        YearOption,
    )
    from talplan.documents.importers.build_items import ImportResult
    from talplan.documents.importers.imported_tables import ImportedTables
    from talplan.documents.importers.new_plan_file import Head
    from talplan.documents.importers.unit_cells import UnitReader


def import_plan(
    file: ImportFileArgument,
    output: ImportOutputOption = None,
    year: YearOption = None,
    title: TitleOption = None,
    columns: ColumnsOption = None,
    partial: PartialOption = False,
    fuzzy: FuzzyOption = False,
    plan_file: PlanOption = None,
) -> None:
    """A plan from the tables of a Word, Excel, csv or PDF file; the reverse of export."""
    from talplan.documents.importers.build_items import build_sections
    from talplan.documents.importers.import_messages import format_left, format_remarks
    from talplan.documents.importers.unit_cells import UnitReader
    from talplan.domain.units import Registry
    from talplan.system.store import refuse_existing
    from talplan.views.terminal import hint

    if output:
        refuse_existing(Path(output), force=False)
    tables = _read_tables(file, columns)
    if not tables.states_terms and not partial:
        raise _no_columns(file, ["due"], tables.columns.labels if tables.columns else ())
    found = _open_existing(plan_file)
    head = _head(tables, year, title, found)
    path = Path(output) if output else _default_path(str(head.year))
    refuse_existing(path, force=False)
    units = UnitReader(found.plan.registry if found else Registry(()), fuzzy=fuzzy)
    result = build_sections(tables, head.year, head.language, units, today())
    for line in format_remarks(tables, result, units):
        hint(line)
    if result.problems and not partial:
        raise Failure("import-unplaced", rows=count("import.rows", result.rows_left))
    if not result.items:
        raise Failure("import-no-items", file=file)
    _write(path, head, result, units, found)
    for line in format_left(result):
        hint(line)


def _read_tables(file: str, columns: str | None) -> ImportedTables:
    """Read the tables of the file; Failure if none has the columns."""
    from talplan.documents.importers.column_headings import find_header
    from talplan.documents.importers.named_columns import parse_columns
    from talplan.documents.importers.readers import read_grids
    from talplan.documents.importers.table_parser import parse_tables
    from talplan.views.terminal import progress

    named = parse_columns(columns) if columns is not None else None
    find = named.find if named else find_header
    with progress(say("import.progress", file=file)) as update:
        grids = read_grids(file, update, find)
    if not any(grid.rows for grid in grids):
        raise Failure("import-no-table", file=file)
    tables = parse_tables(grids, find)
    if tables.columns is None:
        if named:
            named.check(grids, tables.headings)
        missing = [kind for kind in tables.missing if not named or kind not in named.names]
        raise _no_columns(file, missing, tables.headings)
    return tables


def _no_columns(file: str, kinds: Sequence[str], headings: Sequence[str]) -> Failure:
    missing = [say(f"import.column.{kind}") for kind in kinds]
    return Failure("import-no-columns", file=file, missing=missing, headings=[text for text in headings if text])


def _open_existing(plan_file: str | None) -> OpenPlan | None:
    """Open the plan whose registry is used; None if there is none."""
    try:
        return open_plan(plan_file)
    except Failure as failure:
        if failure.key == "no-plan":
            return None
        raise


def _head(tables: ImportedTables, year: str | None, title: str | None, found: OpenPlan | None) -> Head:
    """Return title, year and language: from the options, else the document, else the existing plan."""
    from talplan.documents.importers.new_plan_file import Head
    from talplan.documents.importers.title_and_headings import read_preface
    from talplan.domain.language import Language
    from talplan.domain.plan_year import read_typed_year

    document_title, document_year = read_preface(tables.preface, tables.title)
    written = document_year if year is None else year
    named = " ".join(((document_title if title is None else title) or "").split())
    if written is None:
        raise Failure("import-no-year" if named else "import-no-head")
    try:
        stated = read_typed_year(written)
    except ValueError:
        raise Failure("bad-year", text=written, next="2026-2027") from None
    if not named:
        raise Failure("import-no-title")
    language = tables.columns and tables.columns.language
    known = found.plan if found else None
    return Head(
        named,
        stated.beginning_in(known.year.first_month if known and not known.year.calendar else None),
        language or (known.language if known else Language.KY),
    )


def _write(path: Path, head: Head, result: ImportResult, units: UnitReader, found: OpenPlan | None) -> None:
    from talplan.documents.importers.import_messages import format_summary
    from talplan.documents.importers.new_plan_file import build_registry, format_plan
    from talplan.system.store import write_new
    from talplan.views.terminal import answer

    registry = build_registry(found.loaded if found else None, units.new.values(), head.language)
    schema = path.with_name("plan.schema.json").exists()
    write_new(path, format_plan(head, registry, result.sections, schema=schema).encode())
    for line in format_summary(shown_path(path), result, units):
        answer(line)


def _default_path(year: str) -> Path:
    """Return the path of the new plan if `-o` is omitted."""
    name = f"plan-{year}.yaml"
    return Path("data") / name if Path("data").is_dir() else Path(name)
