"""Read the cells of a ruled table of a PDF: their lines, what is struck through, which cells span several rows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from talplan.documents.importers.grid import PAGE_BREAK, clean, one_line

if TYPE_CHECKING:
    from pdfplumber.table import Table

Thing = dict[str, Any]
"""A letter, word or stroke with `x0`, `x1`, `top` and `bottom` in points."""
Box = tuple[float, float, float, float]
_INDENT = 3
_PADDING = 6
"""The greatest distance of a text from the border of its cell that is taken for padding."""
_SHORT_REST = 3
_SHORT_WORDS = "а в до за и из к на о об от по с со у ага бир же of on by for and the in to at a an"
_LIST = re.compile(r"[-–—•·*▪]|[0-9]{1,2}[.)]")


class Cell(NamedTuple):
    """The text of a cell; where it does not begin in this row and column, that of the cell above or ""."""

    text: str = ""
    struck: str = ""
    starts: bool = False
    """Whether a cell begins at the place."""
    continued: bool = False
    """Whether the place belongs to a cell of a row above."""


def middle(thing: Thing) -> float:
    """Return the vertical centre, from the top of the page."""
    return float(thing["top"] + thing["bottom"]) / 2


def keeps_blanks(letters: Sequence[Thing]) -> bool:
    """Whether the blank after a word is in the file also where the line ends, as Word and LibreOffice write it;
    `letters` in the order of the file."""
    return any(
        letter["text"] == " " and following["top"] > letter["bottom"] - 1 and following["x0"] < letter["x0"]
        for letter, following in pairwise(letters)
    )


def read_cells(
    table: Table, letters: Sequence[Thing], strokes: Sequence[Thing], *, blanks_kept: bool
) -> Iterator[list[Cell]]:
    """Yield the cells of each row; `letters` are sorted by their vertical centre. `blanks_kept`: where a line ends
    without a blank, the page may have broken a word."""
    above: dict[int, tuple[float, Cell]] = {}
    for row in table.rows:
        boxes = [box for box in row.cells if box]
        first, last = (bisect_left(letters, edge, key=middle) for edge in (row.bbox[1], row.bbox[3]))
        center = (row.bbox[1] + min(box[3] for box in boxes)) / 2
        cells = []
        for column, box in enumerate(row.cells):
            if box:
                cell = _read_cell(box, letters[first:last], strokes, blanks_kept)
                above[column] = (box[3], cell)
            elif column in above and above[column][0] > center:
                cell = Cell(above[column][1].text, continued=True)
            else:
                above.pop(column, None)
                cell = Cell()
            cells.append(cell)
        yield cells


def resolve_breaks(rows: Sequence[list[str]]) -> None:
    """Turn the page's own line breaks into line feeds where they may part entries as well: in columns with other line
    breaks, except in cells whose entries are parted by commas."""
    listed = {column for cells in rows[1:] for column, text in enumerate(cells) if "\n" in text}
    for cells in rows:
        for column, text in enumerate(cells):
            if PAGE_BREAK in text and column in listed and not re.search("[,;]", text):
                cells[column] = text.replace(PAGE_BREAK, "\n")


def _read_cell(box: Box, letters: Sequence[Thing], strokes: Sequence[Thing], blanks_kept: bool) -> Cell:
    from pdfplumber.utils.clustering import cluster_objects
    from pdfplumber.utils.text import extract_words

    left, top, right, bottom = box
    own = [char for char in letters if left <= (char["x0"] + char["x1"]) / 2 < right and top <= middle(char) < bottom]
    through = [line for line in strokes if left <= line["x0"] and line["x1"] <= right and top < line["top"] < bottom]
    lines = cluster_objects(extract_words(own, return_chars=True), "top", 3)
    hangs = [_hangs(words, lines[0]) for words in lines]
    entries: list[str] = []
    struck = ""
    for at, words in enumerate(lines):
        line = clean(" ".join(word["text"] for word in words))
        if at and blanks_kept and _is_within_word(box, own, lines, at):
            entries[-1] += line
        elif hangs[at]:
            entries[-1] = one_line(f"{entries[-1]}\n{line}")
        elif at and not any(hangs) and _is_wrapped(box, lines, at):
            entries[-1] += f"{PAGE_BREAK}{line}"
        else:
            entries.append(line)
        struck += " ".join(word["text"] for word in words if any(_crosses(stroke, word) for stroke in through)) + "\n"
    return Cell("\n".join(entries).strip(), clean(struck), starts=True)


def _ends(words: Sequence[Thing]) -> tuple[float, float]:
    """Return the left and the right end of a line."""
    return min(word["x0"] for word in words), max(word["x1"] for word in words)


def _hangs(words: Sequence[Thing], first: Sequence[Thing]) -> bool:
    """Whether the line continues the entry above: it is indented, and neither centred nor right-aligned."""
    (left, right), (first_left, first_right) = _ends(words), _ends(first)
    moved, back = left - first_left, first_right - right
    return moved > _INDENT and abs(moved - back) > _INDENT and abs(back) > 1


def _is_within_word(box: Box, letters: Sequence[Thing], lines: Sequence[Sequence[Thing]], at: int) -> bool:
    """Whether a line continues a word that is longer than the cell: the word fills the line above, and no blank ends
    it."""
    [*before, word], following = lines[at - 1], lines[at][0]
    if before or not word["text"][-1].isalpha() or not following["text"][0].islower():
        return False
    if any(letter["text"] == " " and abs(letter["top"] - word["top"]) < 1 for letter in letters):
        return False
    padding = min(_PADDING, *(_ends(words)[0] - box[0] for words in lines))
    space = box[2] - padding - word["x1"]
    letter = following["chars"][0]
    if space > letter["x1"] - letter["x0"]:
        return False
    # A blank that had no place is not in the file either: then only the rest of a word is that short.
    blank = (word["bottom"] - word["top"]) / 4
    return bool(
        space > blank or (len(following["text"]) <= _SHORT_REST and following["text"] not in _SHORT_WORDS.split())
    )


def _is_wrapped(box: Box, lines: Sequence[Sequence[Thing]], at: int) -> bool:
    """Whether a line begins where it does since its first word had no place at the end of the line above."""
    left, right = _ends(lines[at - 1])
    word = lines[at][0]
    if _LIST.match(word["text"]):
        return False
    ends = [_ends(words) for words in lines]
    padding = min(_PADDING, *(start - box[0] for start, _ in ends), *(box[2] - end for _, end in ends))
    blank = (word["bottom"] - word["top"]) / 5
    return bool(right - left + blank + word["x1"] - word["x0"] > box[2] - box[0] - 2 * padding)


def _crosses(stroke: Thing, word: Thing) -> bool:
    """Whether the stroke crosses most of the word, above its base line."""
    height = (middle(stroke) - word["top"]) / (word["bottom"] - word["top"])
    covered = min(stroke["x1"], word["x1"]) - max(stroke["x0"], word["x0"])
    return bool(0.25 < height < 0.8 and covered > 0.6 * (word["x1"] - word["x0"]))
