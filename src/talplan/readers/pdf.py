"""PDF with ruled tables: every table of every page, with the lines of text before it."""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from talplan.grids import Grid, GridRow, Told, Where, clean
from talplan.problem import Failure

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

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
    row = 0
    top = 0.0
    for table in tables:
        before = tuple(text for at, text in lines if top <= at < table.bbox[1])
        top = table.bbox[3]
        rows = []
        for cells in table.extract():
            row += 1
            texts = tuple(clean(cell or "") for cell in cells)
            apart = sum(cell is not None for cell in cells)
            whole = (
                len(cells) > 1
                and cells[0] is not None
                and (apart == 1 or (apart == 2 < len(cells) - 1 and bool(cells[1])))
            )
            rows.append(GridRow(Where("page", str(number), row), texts, whole))
        yield Grid(before, tuple(rows), wrapped=True, title=title)


def _lines_outside(page: Page, tables: list[Table]) -> list[tuple[float, str]]:
    """The lines of text that are in no table, each with its height on the page."""
    boxes = [table.bbox for table in tables]

    def outside(thing: dict[str, Any]) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)

    found = page.filter(outside).extract_text_lines(return_chars=False)
    return [(line["top"], clean(line["text"])) for line in found]
