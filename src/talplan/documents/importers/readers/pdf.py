"""Read ruled tables of a PDF, page by page, with the lines of text before each."""

from __future__ import annotations

import logging
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any

from talplan.documents.importers.grid import Grid, GridRow, ProgressCallback, RowLocation, clean, one_line
from talplan.problem import Failure

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

Thing = dict[str, Any]
"""A letter, word or stroke with `x0`, `x1`, `top` and `bottom` in points."""
Box = tuple[float, float, float, float]
Cell = tuple[str, str]
"""The text of a cell and its struck-through part."""
_INDENT = 3
_STROKE = 2
"""The greatest height of a strikethrough line."""

MAX_PAGES = 2_000
MAX_UNPACKED = 400 * 1024 * 1024
_STREAM = re.compile(rb"stream\r?\n")


def read(raw: bytes, progress: ProgressCallback) -> list[Grid]:
    """Read the tables of a document; Failure if it is encrypted or has no text."""
    try:
        import pdfplumber
        from pdfplumber.utils.exceptions import PdfminerException
    except ImportError:
        raise Failure("needs-extra", format="pdf", extra="pdf") from None
    if b"%PDF-" not in raw[:1024]:
        raise Failure("import-not-a", ending="pdf", reason="%PDF ?")
    _measure(raw)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # remarks on fonts
    try:
        with pdfplumber.open(BytesIO(raw)) as document:
            return list(_grids(document, progress))
    except PdfminerException as error:
        if "Password" in repr(error):
            raise Failure("import-locked", ending="pdf") from None
        raise


def _measure(raw: bytes) -> None:
    """Check the unpacked size of the streams; Failure if it is too large."""
    left = MAX_UNPACKED
    view = memoryview(raw)
    for found in _STREAM.finditer(raw):
        try:
            left -= len(zlib.decompressobj().decompress(view[found.end() :], left))
        except zlib.error:
            continue
        if left <= 0:
            raise Failure("import-unpacks-too-large", ending="pdf", limit=MAX_UNPACKED // (1024 * 1024))


def _grids(document: Any, progress: ProgressCallback) -> Iterator[Grid]:
    if len(document.pages) > MAX_PAGES:
        raise Failure("import-too-many-pages", pages=len(document.pages), limit=MAX_PAGES)
    letters = 0
    title = document.metadata.get("Title")
    title = clean(title) if isinstance(title, str) else ""
    for number, page in enumerate(document.pages, start=1):
        letters += len(page.chars)
        yield from _of_page(page, number, title)
        page.close()  # frees its letters
        progress(number, len(document.pages))
    if not letters:
        raise Failure("import-no-text")


def _of_page(page: Page, number: int, title: str) -> Iterator[Grid]:
    tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
    lines = _lines_outside(page, tables)
    strokes = [line for line in (*page.lines, *page.rects) if line["height"] <= _STROKE < line["width"]]
    row = count(1)
    top = 0.0
    for table in tables:
        before = tuple(text for at, text in lines if top <= at < table.bbox[1])
        top = table.bbox[3]
        rows = tuple(_row(cells, RowLocation("page", str(number), next(row))) for cells in _cells(table, strokes))
        yield Grid(before, rows, wrapped=True, title=title)


def _row(cells: Sequence[Cell | None], where: RowLocation) -> GridRow:
    apart = [at for at, cell in enumerate(cells) if cell]
    whole = len(cells) > 1 and (apart == [0] or (apart == [0, 1] and len(cells) > 3))
    struck = {at: cell[1] for at, cell in enumerate(cells) if cell and cell[1]}
    return GridRow(where, tuple(cell[0] if cell else "" for cell in cells), whole, struck=struck)


def _cells(table: Table, strokes: list[Thing]) -> Iterator[list[Cell | None]]:
    """Yield the cells of each row; None where another cell spans the place."""
    letters = sorted(table.page.chars, key=_middle)
    for row in table.rows:
        first, last = (bisect_left(letters, row.bbox[at], key=_middle) for at in (1, 3))
        yield [_cell(box, letters[first:last], strokes) if box else None for box in row.cells]


def _middle(thing: Thing) -> float:
    """Return the vertical centre, from the top of the page."""
    return float(thing["top"] + thing["bottom"]) / 2


def _cell(box: Box, letters: list[Thing], strokes: list[Thing]) -> Cell:
    from pdfplumber.utils.clustering import cluster_objects
    from pdfplumber.utils.geometry import merge_bboxes, obj_to_bbox
    from pdfplumber.utils.text import extract_words

    left, top, right, bottom = box
    own = [char for char in letters if left <= (char["x0"] + char["x1"]) / 2 < right and top <= _middle(char) < bottom]
    through = [line for line in strokes if left <= line["x0"] and line["x1"] <= right and top < line["top"] < bottom]
    entries: list[str] = []
    struck = ""
    first = None
    for words in cluster_objects(extract_words(own), "top", 3):
        line = merge_bboxes([obj_to_bbox(word) for word in words])
        first = first or line
        text = " ".join(word["text"] for word in words)
        if _hangs(line, first):
            entries[-1] = one_line(f"{entries[-1]}\n{text}")
        else:
            entries.append(text)
        struck += " ".join(word["text"] for word in words if any(_crosses(stroke, word) for stroke in through)) + "\n"
    return clean("\n".join(entries)), clean(struck)


def _hangs(line: Box, first: Box) -> bool:
    """Whether the line continues the entry above: it is indented, and neither centred nor right-aligned."""
    moved, back = line[0] - first[0], first[2] - line[2]
    return moved > _INDENT and abs(moved - back) > _INDENT and abs(back) > 1


def _crosses(stroke: Thing, word: Thing) -> bool:
    """Whether the stroke crosses most of the word, above its base line."""
    height = (_middle(stroke) - word["top"]) / (word["bottom"] - word["top"])
    covered = min(stroke["x1"], word["x1"]) - max(stroke["x0"], word["x0"])
    return bool(0.25 < height < 0.8 and covered > 0.6 * (word["x1"] - word["x0"]))


def _lines_outside(page: Page, tables: list[Table]) -> list[tuple[float, str]]:
    """Return the lines of text outside tables, each with its distance from the top."""
    boxes = [table.bbox for table in tables]

    def outside(thing: Thing) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)

    found = page.filter(outside).extract_text_lines(return_chars=False)
    return [(line["top"], clean(line["text"])) for line in found]
