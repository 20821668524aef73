"""PDF with ruled tables: every table of every page, with the lines of text before it."""

from __future__ import annotations

import logging
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any

from talplan.documents.importers.grid import Grid, GridRow, Told, Where, clean, one_line
from talplan.problem import Failure

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

Thing = dict[str, Any]
"""A letter, a word or a stroke, with its `x0`, `x1`, `top` and `bottom`, in points."""
Box = tuple[float, float, float, float]
Cell = tuple[str, str]
"""What stands there, and what of it is struck through."""
_INDENT = 3
_STROKE = 2
"""The greatest height of a line that goes through a text."""

MAX_PAGES = 2_000
MAX_UNPACKED = 400 * 1024 * 1024
_STREAM = re.compile(rb"stream\r?\n")


def read(raw: bytes, told: Told) -> list[Grid]:
    """The tables of a document; Failure where it is locked, or nothing but pictures."""
    try:
        import pdfplumber
        from pdfplumber.utils.exceptions import PdfminerException
    except ImportError:
        raise Failure("needs-extra", format="pdf", extra="pdf") from None
    if b"%PDF-" not in raw[:1024]:
        raise Failure("import-not-a", ending="pdf", reason="%PDF ?")
    _measure(raw)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # its remarks on fonts are nobody's business here
    try:
        with pdfplumber.open(BytesIO(raw)) as document:
            return list(_grids(document, told))
    except PdfminerException as error:
        if "Password" in repr(error):
            raise Failure("import-locked", ending="pdf") from None
        raise


def _measure(raw: bytes) -> None:
    """Failure where the streams unpack to more than anybody has memory for."""
    left = MAX_UNPACKED
    view = memoryview(raw)
    for found in _STREAM.finditer(raw):
        try:
            left -= len(zlib.decompressobj().decompress(view[found.end() :], left))
        except zlib.error:
            continue
        if left <= 0:
            raise Failure("import-unpacks-too-large", ending="pdf", limit=MAX_UNPACKED // (1024 * 1024))


def _grids(document: Any, told: Told) -> Iterator[Grid]:
    if len(document.pages) > MAX_PAGES:
        raise Failure("import-too-many-pages", pages=len(document.pages), limit=MAX_PAGES)
    letters = 0
    title = document.metadata.get("Title")
    title = clean(title) if isinstance(title, str) else ""
    for number, page in enumerate(document.pages, start=1):
        letters += len(page.chars)
        yield from _of_page(page, number, title)
        page.close()  # what it remembers of every letter
        told(number, len(document.pages))
    if not letters:
        raise Failure("import-no-text")


def _of_page(page: Page, number: int, title: str) -> Iterator[Grid]:
    tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
    lines = _lines_outside(page, tables)
    strokes = [one for one in (*page.lines, *page.rects) if one["height"] <= _STROKE < one["width"]]
    row = count(1)
    top = 0.0
    for table in tables:
        before = tuple(text for at, text in lines if top <= at < table.bbox[1])
        top = table.bbox[3]
        rows = tuple(_row(cells, Where("page", str(number), next(row))) for cells in _cells(table, strokes))
        yield Grid(before, rows, wrapped=True, title=title)


def _row(cells: Sequence[Cell | None], where: Where) -> GridRow:
    apart = [at for at, cell in enumerate(cells) if cell]
    whole = len(cells) > 1 and (apart == [0] or (apart == [0, 1] and len(cells) > 3))
    struck = {at: cell[1] for at, cell in enumerate(cells) if cell and cell[1]}
    return GridRow(where, tuple(cell[0] if cell else "" for cell in cells), whole, struck=struck)


def _cells(table: Table, strokes: list[Thing]) -> Iterator[list[Cell | None]]:
    """The cells of each row; None where there is none, because another one reaches over its place."""
    letters = sorted(table.page.chars, key=_middle)
    for row in table.rows:
        first, last = (bisect_left(letters, row.bbox[at], key=_middle) for at in (1, 3))
        yield [_cell(box, letters[first:last], strokes) if box else None for box in row.cells]


def _middle(one: Thing) -> float:
    """How far below the top of the page it stands."""
    return float(one["top"] + one["bottom"]) / 2


def _cell(box: Box, letters: list[Thing], strokes: list[Thing]) -> Cell:
    from pdfplumber.utils.clustering import cluster_objects
    from pdfplumber.utils.geometry import merge_bboxes, obj_to_bbox
    from pdfplumber.utils.text import extract_words

    left, top, right, bottom = box
    own = [one for one in letters if left <= (one["x0"] + one["x1"]) / 2 < right and top <= _middle(one) < bottom]
    through = [one for one in strokes if left <= one["x0"] and one["x1"] <= right and top < one["top"] < bottom]
    entries: list[str] = []
    struck = ""
    first = None
    for words in cluster_objects(extract_words(own), "top", 3):
        line = merge_bboxes([obj_to_bbox(word) for word in words])
        first = first or line
        said = " ".join(word["text"] for word in words)
        if _hangs(line, first):
            entries[-1] = one_line(f"{entries[-1]}\n{said}")
        else:
            entries.append(said)
        struck += " ".join(word["text"] for word in words if any(_crosses(one, word) for one in through)) + "\n"
    return clean("\n".join(entries)), clean(struck)


def _hangs(line: Box, first: Box) -> bool:
    """Whether the line goes on with the entry before it: it stands in, and is neither centred nor set to the right."""
    moved, back = line[0] - first[0], first[2] - line[2]
    return moved > _INDENT and abs(moved - back) > _INDENT and abs(back) > 1


def _crosses(stroke: Thing, word: Thing) -> bool:
    """Whether the stroke goes through most of the word, and not below it."""
    height = (_middle(stroke) - word["top"]) / (word["bottom"] - word["top"])
    covered = min(stroke["x1"], word["x1"]) - max(stroke["x0"], word["x0"])
    return bool(0.25 < height < 0.8 and covered > 0.6 * (word["x1"] - word["x0"]))


def _lines_outside(page: Page, tables: list[Table]) -> list[tuple[float, str]]:
    """The lines of text that are in no table, each with its height on the page."""
    boxes = [table.bbox for table in tables]

    def outside(thing: Thing) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)

    found = page.filter(outside).extract_text_lines(return_chars=False)
    return [(line["top"], clean(line["text"])) for line in found]
