"""How wide the columns of a table are in a given width: no word breaks as long as its column can be wider."""

from __future__ import annotations

from collections.abc import Sequence

from talplan.domain.visible import escape_invisible, text_width
from talplan.views.page import Cell, Column, Table, Width
from talplan.views.wrapping import MARKS, part_words

_RATIOS = {Width.WIDE: 3, Width.CUT: 3, Width.NARROW: 2, Width.SNUG: 2}
"""The columns that share the room which the others leave, and in what proportion."""
_LEAST = 8
"""If a column would be narrower than this and than its longest word, there is no room for the table."""


def fit_columns(table: Table, width: int) -> list[int] | None:
    """Return the width of each column, together with the gaps at most `width`; None if there is no room for them."""
    texts = [_lines(table, number) for number in range(len(table.columns))]
    needs = [max(map(text_width, lines)) for lines in texts]
    shared = {number: _RATIOS[column.width] for number, column in enumerate(table.columns) if column.width in _RATIOS}
    others = sum(need for number, need in enumerate(needs) if number not in shared)
    room = width - gap(table) * (len(needs) - 1) - others
    fitted = {number: _narrowest(table.columns[number], texts[number], needs[number]) for number in shared}
    parted = [[part_words(line, " ") for line in lines] for lines in texts]
    least = {number: _narrowest(table.columns[number], parted[number], needs[number]) for number in shared}
    if room < sum(min(_LEAST, least) for least in fitted.values()):
        return None
    while sum(fitted.values()) > room:  # words break after hyphens and slashes, and only then anywhere
        shrinking = [number for number in shared if fitted[number] > least[number]] or [*shared]
        fitted[max(shrinking, key=lambda number: fitted[number])] -= 1
    endless = [number for number in shared if shared[number] == _RATIOS[Width.WIDE]] or [
        number for number in shared if table.columns[number].width is Width.NARROW
    ]
    for _ in range(room - sum(fitted.values())):
        growing = [number for number in shared if fitted[number] < needs[number]] or endless
        if not growing:
            break
        fitted[min(growing, key=lambda number: fitted[number] / shared[number])] += 1
    return _widen_counts(table, [fitted.get(number, need) for number, need in enumerate(needs)], width)


def _widen_counts(table: Table, widths: list[int], width: int) -> list[int]:
    """Give the columns of numbers, in their order, the room that is left for a heading on one line."""
    left = width - sum(widths) - gap(table) * (len(widths) - 1)
    for number, column in enumerate(table.columns):
        more = text_width(column.heading) - widths[number]
        if column.width is Width.COUNT and 0 < more <= left:
            widths[number] += more
            left -= more
    return widths


def gap(table: Table) -> int:
    """Return the spaces between two columns."""
    return 1 if table.dense else 2


def heading_lines(column: Column, width: int = 1) -> list[str]:
    """Return the lines of a heading: over numbers as many words on a line as have room, because in some languages it is
    long."""
    if column.width is not Width.COUNT:
        return column.heading.split("\n")
    lines = [""]
    for word in column.heading.split():
        joined = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], joined] if text_width(joined) <= width or not lines[-1] else [*lines, word]
    return lines


def _lines(table: Table, number: int) -> list[str]:
    """Return the different lines of a column, as they are in endless room."""
    column = table.columns[number]
    cells = {row[number] for _, rows in table.groups for row in rows}
    lines = {line for cell in cells for line in _cell_lines(cell, column)}
    return [*map(escape_invisible, lines), *heading_lines(column)]


def _cell_lines(cell: Cell, column: Column) -> list[str]:
    if column.width is Width.CUT:
        return [cell.text.replace("\n", " ")]
    return ",\n".join(cell.lines).split("\n")


def _narrowest(column: Column, lines: Sequence[str], need: int) -> int:
    """Return the width that breaks no word, for what is cut a width that shows anything."""
    if column.width is Width.CUT:
        return min(need, _LEAST)
    longest = 1
    for line in lines:
        words = line.lstrip(MARKS).split()
        indent = len(line) - len(line.lstrip(MARKS))
        longest = max([longest, *(indent + text_width(word) for word in words)])
    return min(longest, need)
