"""Compute the column widths of a table as wide as the sheet, so that no word breaks, also in a wider font."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from talplan.documents.document import HEAD_SIZES, ROOM, Column, Row, Run, Table

_WIDTHS = {
    **dict.fromkeys("\u00a0.,:;!|'ijl", 0.16),
    **dict.fromkeys("()[]/-–ftr", 0.21),
    **dict.fromkeys("абвгдеёзостуүхэьөaceosvxyz0123456789", 0.28),
    **dict.fromkeys("жмфшщыюmw%№", 0.44),
    **dict.fromkeys("ЖМШЩЮMW", 0.55),
}
"""Letters of DejaVu Serif in 12 points, bold, in centimetres. Where Times New Roman is missing another font takes its
place, and this one is the widest of them."""
_SMALL, _CAPITAL = 0.31, 0.4
_REGULAR = 0.92
"""The width of a letter that is not bold."""
_SIDES = 0.42
"""The padding at both sides of a cell, and the rule."""
_FILLED = 0.9
"""The part of a sheet that the longest words may take, so that names have room for more than a word."""
_WORD = re.compile(r"(?:[^ \t\n-]|(?<=\d)-(?=\d))+-?")
"""What a line may end after: a blank or a hyphen, but no hyphen of a date; Word would end one there."""
_UNBROKEN = 20
"""Letters of a word that gets the width it needs; a longer one may break, as an address does."""


def fit_table(name: str, columns: Sequence[Column], rows: Sequence[Row]) -> Table:
    """Return a table with the widths scaled to fill the sheet: columns that are too narrow for one of their words get
    what they need from the others, with smaller headings if there is not enough."""
    cells = [max(map(_width, _cell_words(rows, number)), default=0) for number, _ in enumerate(columns)]
    for size in HEAD_SIZES:
        heads = [_width(Run(_longest(column.heading), bold=True)) * size / 12 for column in columns]
        least = [_SIDES + max(pair) for pair in zip(heads, cells, strict=True)]
        if sum(least) <= _FILLED * ROOM:
            break
    least = [width * min(1, ROOM / sum(least)) for width in least]
    narrow: set[int] = set()
    while True:
        room = ROOM - sum(least[number] for number in narrow)
        free = sum(column.width for number, column in enumerate(columns) if number not in narrow)
        widths = [
            least[number] if number in narrow else column.width * room / free for number, column in enumerate(columns)
        ]
        too_narrow = {number for number, width in enumerate(widths) if width < least[number]}
        if not too_narrow:
            fitted = tuple(column._replace(width=width) for column, width in zip(columns, widths, strict=True))
            return Table(name, fitted, rows, len(rows), size)
        narrow |= too_narrow


def _cell_words(rows: Sequence[Row], number: int) -> Iterator[Run]:
    """Yield the longest word of each run in a column."""
    for row in rows:
        if not row.heading:
            yield from (run._replace(text=_longest(run.text)) for line in row.cells[number].lines for run in line)


def _longest(text: str) -> str:
    return max((word for word in _WORD.findall(text) if len(word) <= _UNBROKEN), key=len, default="")


def _width(word: Run) -> float:
    letters = (_WIDTHS.get(letter, _CAPITAL if letter.isupper() else _SMALL) for letter in word.text)
    return sum(letters) * (1 if word.bold else _REGULAR)
