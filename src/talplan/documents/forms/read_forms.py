"""Read execution forms: the filled-in rows of every table in a file that has the columns of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from talplan.documents.forms.form_columns import FormColumns, find_form_columns
from talplan.documents.forms.form_words import form_words_in
from talplan.documents.forms.read_issue import read_issue
from talplan.documents.importers.grid import Grid, GridRow, ProgressCallback
from talplan.documents.importers.readers import read_grids
from talplan.documents.words import words_in
from talplan.domain.language import Language
from talplan.domain.spelling import normalize
from talplan.domain.standing import Standing
from talplan.editing.changes import Message
from talplan.messages import has, say
from talplan.operations.form_row import FILLED_IN, STATE, FormRow
from talplan.operations.form_states import FormState, name_state
from talplan.problem import Failure

READ_FORMATS = ("xlsx", "docx", "md")
"""The formats that can be collected, by file extension."""


def read_form(file: str, progress: ProgressCallback) -> list[FormRow]:
    """Return the filled-in rows of a file; Failure collect-unreadable or collect-no-form, which name the file."""
    ending = Path(file).suffix.removeprefix(".").casefold()
    if Path(file).is_dir():
        raise Failure("import-folder", path=file)
    if ending not in READ_FORMATS:
        key = "collect-macros" if ending in ("xlsm", "docm") else "collect-format"
        raise Failure(key, file=file, format=ending, known=list(READ_FORMATS))
    if ending == "md":
        return read_issue(file)
    try:
        grids = read_grids(file, progress)
    except Failure as failure:
        raise _name_file(file, failure) from None
    tables = [table for number, grid in enumerate(grids, start=1) for table in _tables(file, number, grid)]
    if not tables:
        raise Failure("collect-no-form", file=file)
    complete = [table for table in tables if not table.columns.missing]
    rows = [row for table in complete for row in _rows(table)]
    broken = [table for table in tables if table.columns.missing]
    return rows + [_report_missing(table) for table in broken if table.rows]


def _name_file(file: str, failure: Failure) -> Failure:
    """Return a failure that also names the file: several are read."""
    if failure.key in ("cannot-read", "import-folder", "import-empty", "import-too-large"):
        return failure
    reason = say(f"failure.{failure.key}", **failure.values)
    if has(f"failure-hint.{failure.key}"):
        reason += f"; {say(f'failure-hint.{failure.key}', **failure.values)}"
    return Failure("collect-unreadable", file=file, reason=reason)


class _Table(NamedTuple):
    """Rows under the headings of a form."""

    where: str
    columns: FormColumns
    headings: tuple[str, ...]
    heading_row: int
    rows: list[GridRow]
    year: str | None


def _tables(file: str, number: int, grid: Grid) -> Iterator[_Table]:
    """Yield the tables of a sheet; each row of headings begins another one."""
    where = f"{file}:{grid.name or number}"
    before = [*grid.before]
    table: _Table | None = None
    year = None
    for row in grid.rows:
        columns = find_form_columns(row.cells)
        if columns:
            if table:
                yield table
            year = _find_year(before) or year
            before = []
            table = _Table(where, columns, row.cells, row.location.row, [], year)
        elif table and not _is_blank(row):
            table.rows.append(row)
        elif not table:
            before += [line for text in row.cells for line in text.split("\n")]
    if table:
        yield table


def _is_blank(row: GridRow) -> bool:
    return not any(row.cells) and not row.unevaluated


def _find_year(lines: Sequence[str]) -> str | None:
    """Return the year of the plan that a form names above its table."""
    texts = [normalize(line) for line in lines]
    found = {match[1] for text in texts for pattern in _year_patterns() for match in pattern.finditer(text)}
    return ", ".join(sorted(year.replace("–", "-") for year in found)) or None


@cache
def _year_patterns() -> list[re.Pattern[str]]:
    labels = [normalize(form_words_in(language).plan_year.format(year="0000")) for language in Language]
    return [re.compile(re.escape(label).replace("0000", "([0-9–-]+)")) for label in labels]


def _rows(table: _Table) -> Iterator[FormRow]:
    positions = table.columns.positions
    kinds = {position: kind for kind, position in positions.items()}
    for row in table.rows:
        texts = {kind: _text(row.cells, position) for kind, position in positions.items()}
        if table.columns.workbook:
            texts[STATE] = _exported_states().get(normalize(texts[STATE]), texts[STATE])
        inputs = [position for kind, position in positions.items() if kind in FILLED_IN]
        if not any(texts[kind] for kind in FILLED_IN) and row.unevaluated.isdisjoint(inputs):
            continue
        yield FormRow(
            f"{table.where}:{row.location.row}",
            texts,
            frozenset(kinds[position] for position in row.numbers if position in kinds),
            table.year,
            problem=_find_problem(table, row, kinds),
        )


@cache
def _exported_states() -> dict[str, str]:
    """Return what the words for states in an exported workbook mean in a form: done, or nothing."""
    meanings = {}
    for language in Language:
        done = name_state(FormState.DONE, language)
        for standing in Standing:
            meanings[normalize(words_in(language).state(standing))] = done if standing.done else ""
    return meanings


def _text(cells: Sequence[str], position: int) -> str:
    return cells[position].strip() if position < len(cells) else ""


def _find_problem(table: _Table, row: GridRow, kinds: Mapping[int, str]) -> Message | None:
    """Return why a row cannot be read as it is."""
    if table.columns.repeated:
        return "repeated-column", {"column": table.columns.repeated[0]}

    merged = [position for position in row.continued if kinds.get(position) in FILLED_IN]
    for key, positions in (("formula", row.unevaluated), ("merged", merged), ("struck", row.struck)):
        found = min((position for position in positions if position in kinds), default=None)
        if found is not None:
            return key, {"column": table.headings[found]}
    return None


def _report_missing(table: _Table) -> FormRow:
    """Return a row that reports headings that are missing above the rows of a table."""
    problem: Message = ("missing-columns", {"columns": list(table.columns.missing)})
    return FormRow(f"{table.where}:{table.heading_row}", {}, problem=problem)
