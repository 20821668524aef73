"""Damages forms at random, and says of the result, cell by cell, which marks it can mean: `check(seed, folder)`.

The oracle knows nothing of the program: a mark is meant if all eight headings are there once, a row below them has
number, task, term and unit of an obligation to the letter, and the four other cells say it in a way that this module
wrote itself. Every mark that is made must be one of these.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import docx
from openpyxl import Workbook
from openpyxl.styles import Font

from talplan.documents.forms.read_forms import read_form
from talplan.documents.words import print_term
from talplan.domain.obligations import is_covered
from talplan.domain.plan import Plan
from talplan.editing.splice import edit_and_reload
from talplan.operations.collect_form import build_edits, collect_rows
from talplan.planfile.load import load
from talplan.problem import Failure

TODAY = date(2025, 11, 20)
PLAN = """\
title: Кичинекей план
year: 2025-2026
units:
- name: Деканат
- name: Кафедра
- name: Окуу бөлүмү
sections:
- number: 1
  items:
  - number: 1
    task: Тизме түзүү
    due: [октябрь, май]
    units: [Деканат, Кафедра]
  - number: 2
    task: Тизме түзүү жана бекитүү
    due: [октябрь-ноябрь]
    units: [Деканат, Окуу бөлүмү]
- number: 2
  items:
  - number: 3
    task: Отчёт
    due: [жыл бою, 2025-10-14]
    units: [Деканат]
  - number: 30
    task: Отчёт тапшыруу
    due: [1-15-сентябрь, январь]
    units: [Деканат, Кафедра, Окуу бөлүмү]
"""
HEADINGS = (
    "№",
    "Аткарылуучу иштин мазмуну",
    "Аткаруу мөөнөтү",
    "Жооптуу аткаруучу",
    "Абалы",
    "Датасы",
    "Далил",
    "Эскертүү",
)
DONE = ("аткарылды", "Аткарылды ", "выполнено", "DONE")
OPEN = ("жарым-жартылай", "частично", "аткарылган жок", "not done")
DAY = date(2025, 10, 14)
DAYS: dict[object, date] = {
    datetime(2025, 10, 14): DAY,
    datetime(2025, 9, 1): date(2025, 9, 1),
    "14.10.2025": DAY,
    "14.10.25": DAY,
    " 14.10 ": DAY,
    "2025-10-14": DAY,
    "01.11.2025": date(2025, 11, 1),
}
NO_DAYS = (
    "октябрь",
    "10/11/2025",
    "14.10-15.10",
    "31.02.2025",
    "кечээ",
    "14.10.2024",
    "14.10.2027",
    "сентябрдын аягы",
    14.1,
)
SERIAL = 45944
JUNK = (
    "?",
    "ооба",
    "+",
    "аткарыл",
    "аткарылдыы",
    "2.3",
    "1.1",
    "Деканат",
    "Октябрь",
    *DONE,
    "14.10.2025",
    SERIAL,
    None,
)

Cell = object
Grid = list[list[Cell]]
Key = tuple[str, str, str]
Mark = tuple[Key, date, frozenset[str], str]


class Damage(NamedTuple):
    """A grid of cells, and cells with a look of their own: merged with the one below, or struck through."""

    grid: Grid
    merged: set[tuple[int, int]]
    struck: set[tuple[int, int]]


def read_plan() -> Plan:
    plan = load(PLAN.encode()).plan
    assert plan is not None
    return plan


def fill(plan: Plan, chance: random.Random) -> Grid:
    """Return a form that somebody has filled in, more or less carefully."""
    grid: Grid = [["Аткаруу бланкы"], ["Пландын жылы: 2025-2026"], list(HEADINGS)]
    for item in plan.items():
        for term in item.due:
            for unit in item.units:
                grid.append([item.id, item.task, print_term(term, plan.language), unit, *_report(chance, len(grid))])
    return grid


def _report(chance: random.Random, number: int) -> list[Cell]:
    state = chance.choice([None, None, *DONE, *OPEN])
    day = chance.choice([*DAYS, None]) if state else None
    evidence = chance.choice([None, f"№ {number}", f"№ {number}; Протокол {number}"]) if state in DONE else None
    note = chance.choice([None, f"Эскертүү {number}"])
    return [state, day, evidence, note]


def damage(grid: Grid, chance: random.Random) -> Damage:
    """Do to a form what people do, one to four times."""
    damaged = Damage([list(row) for row in grid], set(), set())
    for _ in range(chance.randint(1, 4)):
        chance.choice(DAMAGES)(damaged, chance)
    return damaged


def _row(damaged: Damage, chance: random.Random) -> list[Cell]:
    row = chance.choice(damaged.grid[3:] or damaged.grid)
    row += [None] * (8 - len(row))
    return row


def _blank(damaged: Damage, chance: random.Random) -> None:
    _row(damaged, chance)[chance.randrange(8)] = None


def _junk(damaged: Damage, chance: random.Random) -> None:
    _row(damaged, chance)[chance.randrange(8)] = chance.choice([*JUNK, *NO_DAYS])


def _bad_day(damaged: Damage, chance: random.Random) -> None:
    _row(damaged, chance)[5] = chance.choice(NO_DAYS)


def _copy_cell(damaged: Damage, chance: random.Random) -> None:
    column = chance.randrange(8)
    _row(damaged, chance)[column] = _row(damaged, chance)[column]


def _copy_row(damaged: Damage, chance: random.Random) -> None:
    damaged.grid.append(list(_row(damaged, chance)))


def _shift(damaged: Damage, chance: random.Random) -> None:
    row = _row(damaged, chance)
    place = chance.randrange(8)
    if chance.random() < 0.5:
        row.insert(place, None)
    else:
        del row[place]


def _shift_column(damaged: Damage, chance: random.Random) -> None:
    """Insert a cell into one column alone: everything in it moves down by a row."""
    column = chance.randrange(8)
    above: Cell = None
    for row in damaged.grid[chance.randint(3, len(damaged.grid)) :]:
        row += [None] * (8 - len(row))
        above, row[column] = row[column], above


def _sort_column(damaged: Damage, chance: random.Random) -> None:
    """Sort one column without the others, as a spreadsheet offers it."""
    column = chance.randrange(8)
    rows = damaged.grid[3:]
    cells = sorted((row[column] if column < len(row) else None for row in rows), key=str)
    for row, cell in zip(rows, cells, strict=True):
        row += [None] * (8 - len(row))
        row[column] = cell


def _shuffle_rows(damaged: Damage, chance: random.Random) -> None:
    rows = damaged.grid[3:]
    chance.shuffle(rows)
    damaged.grid[3:] = rows


def _move_column(damaged: Damage, chance: random.Random) -> None:
    old, new = chance.randrange(8), chance.randrange(8)
    for row in damaged.grid[2:]:
        row += [None] * (8 - len(row))
        row.insert(new, row.pop(old))


def _add_column(damaged: Damage, chance: random.Random) -> None:
    place, heading = chance.randrange(9), chance.choice([None, "өзүм үчүн", *HEADINGS])
    for row in damaged.grid[2:]:
        row += [None] * (8 - len(row))
        row.insert(place, chance.choice(["аткарылды", "14.10.2025", "№ 99", None]))
    damaged.grid[2][place] = heading


def _change_heading(damaged: Damage, chance: random.Random) -> None:
    head = damaged.grid[2]
    head[chance.randrange(len(head))] = chance.choice([None, "Качан", "Аткаруу", *HEADINGS])


def _delete_rows(damaged: Damage, chance: random.Random) -> None:
    place = chance.randrange(len(damaged.grid))
    del damaged.grid[place : place + chance.randint(1, 3)]


def _other_year(damaged: Damage, chance: random.Random) -> None:
    damaged.grid.insert(0, [chance.choice(["Пландын жылы: 2024-2025", "Год плана: 2026-2027", "Plan year: 2024-2025"])])


def _merge(damaged: Damage, chance: random.Random) -> None:
    damaged.merged.add((chance.randrange(len(damaged.grid)), chance.randrange(8)))


def _strike(damaged: Damage, chance: random.Random) -> None:
    damaged.struck.add((chance.randrange(len(damaged.grid)), chance.randrange(8)))


DAMAGES: list[Callable[[Damage, random.Random], None]] = [
    _blank,
    _junk,
    _bad_day,
    _copy_cell,
    _copy_row,
    _shift,
    _shift_column,
    _sort_column,
    _shuffle_rows,
    _move_column,
    _add_column,
    _change_heading,
    _delete_rows,
    _other_year,
    _merge,
    _strike,
]


# --- the oracle -------------------------------------------------------------------------------------------------


def find_meant(plan: Plan, damaged: Damage, *, in_word: bool = False) -> set[Mark]:
    """Return the records that the cells can mean. A cell merged with the one above has its number, task, term or unit;
    a merged state, date, evidence or note means nothing, nor does what is struck through."""
    keys = {
        (item.id, item.task, print_term(term, plan.language).casefold(), unit)
        for item in plan.items()
        for term in item.due
        for unit in item.units
    }
    places: dict[str, int] | None = None
    meant: set[Mark] = set()
    for number, row in enumerate(damaged.grid):
        texts = [_text(cell) for cell in row]
        if sum(text in HEADINGS for text in texts) >= 5:
            once = all(texts.count(heading) == 1 for heading in HEADINGS)
            places = {heading: texts.index(heading) for heading in HEADINGS} if once else None
        elif places:
            merged = {column for above, column in damaged.merged if above == number - 1}
            above = damaged.grid[number - 1]
            found = [_cell(above if places[name] in merged else row, places[name]) for name in HEADINGS]
            struck = {column for line, column in damaged.struck if line == number and _text(_cell(row, column))}
            spoiled = not struck.isdisjoint(places.values()) or any(places[name] in merged for name in HEADINGS[4:])
            id_, task, term, unit = map(_text, found[:4])
            if (id_, task, term.casefold(), unit) in keys and not spoiled:
                report = _read_report(*found[4:], in_word=in_word)
                meant |= {((id_, term.casefold(), unit), *report)} if report else set()
    years = {_text(cell) for row in damaged.grid for cell in row if "20" in _text(cell) and ": 20" in _text(cell)}
    return meant if years <= {"Пландын жылы: 2025-2026"} else set()


def _cell(row: list[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else None


def _text(cell: Cell) -> str:
    return f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else str(cell).strip() if cell is not None else ""


def _read_report(
    state: Cell, day: Cell, evidence: Cell, note: Cell, *, in_word: bool
) -> tuple[date, frozenset[str], str] | None:
    """Return date, evidence and note of a row that is done."""
    if _text(state).casefold() not in {word.strip().casefold() for word in DONE}:
        return None
    read = TODAY if day is None else DAYS.get(day)
    if day == SERIAL and not in_word:
        read = date(1899, 12, 30) + timedelta(days=SERIAL)
    pieces = frozenset(piece.strip() for piece in _text(evidence).split(";") if piece.strip())
    return (read, pieces, _text(note)) if read else None


# --- writing and collecting -------------------------------------------------------------------------------------


def write_xlsx(path: Path, damaged: Damage) -> None:
    book = Workbook()
    sheet: Any = book.active
    for row, cells in enumerate(damaged.grid, start=1):
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column).value = value
    for row, column in damaged.struck:
        sheet.cell(row + 1, column + 1).font = Font(strike=True)
    for row, column in damaged.merged:
        sheet.merge_cells(start_row=row + 1, end_row=row + 2, start_column=column + 1, end_column=column + 1)
    book.save(path)


def write_docx(path: Path, damaged: Damage) -> None:
    word = docx.Document()
    width = max(map(len, damaged.grid), default=1)
    table = word.add_table(rows=len(damaged.grid), cols=width)
    for cells, row in zip(damaged.grid, table.rows, strict=True):
        for cell, own in zip(cells, row.cells, strict=False):
            own.text = f"{cell:%d.%m.%Y}" if isinstance(cell, datetime) else "" if cell is None else str(cell)
    for number, column in damaged.struck:
        if number < len(table.rows) and column < width:
            for run in table.cell(number, column).paragraphs[0].runs:
                run.font.strike = True
    for number, column in damaged.merged:
        if number + 1 < len(table.rows) and column < width:
            below = table.cell(number + 1, column)
            below.text = ""
            table.cell(number, column).merge(below)
    word.save(str(path))


def check(seed: int, folder: Path) -> tuple[int, list[str]]:
    """Return how many marks a damaged form made, and those that nobody meant."""
    chance = random.Random(seed)
    plan = read_plan()
    damaged = damage(fill(plan, chance), chance)
    in_word = seed % 4 == 3
    path = folder / f"form-{seed}.{'docx' if in_word else 'xlsx'}"
    (write_docx if in_word else write_xlsx)(path, damaged)
    made = collect(plan, path)
    meant = find_meant(plan, damaged, in_word=in_word)
    return len(made), [f"{seed}: {mark}" for mark in sorted(made - meant, key=str)]


def collect(plan: Plan, path: Path) -> set[Mark]:
    """Return the records that the rows of a file add to the plan, one for each obligation."""
    try:
        rows = read_form(str(path), lambda _done, _of: None)
    except Failure:
        return set()
    result = collect_rows(plan, rows, TODAY, TODAY)
    changes = [change for edit in build_edits(plan, result.new, TODAY) for change in edit.changes]
    after = edit_and_reload(load(PLAN.encode()), changes).plan if changes else plan
    assert after is not None
    return {
        (
            (item.id, print_term(term, after.language).casefold(), unit),
            record.date,
            frozenset(record.evidence),
            record.note or "",
        )
        for item in after.items()
        for record in item.done
        for term in item.due
        for unit in item.units
        if is_covered(term, unit, record)
    }
