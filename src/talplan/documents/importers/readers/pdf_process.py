"""The process that reads a PDF: ruled tables, page by page, with the lines of text before each."""

from __future__ import annotations

import json
import logging
import sys
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from talplan.documents.importers.grid import ReadingLimits, clean
from talplan.documents.importers.readers.pdf_cells import Cell, Thing, keeps_blanks, middle, read_cells, resolve_breaks
from talplan.problem import Failure

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.pdf import PDF

Row = tuple[int, int, list[str], bool, dict[int, str], list[int]]
"""Page, number on the page, cells, whether it is one merged cell, column -> struck-through text, columns merged with
the cell above."""
_STROKE = 2
"""The greatest height of a strikethrough line."""

MAX_PAGES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_STREAM = 64 * 1024 * 1024
MAX_LETTERS = 60_000
"""On a page: 2 kB and 20 µs each; A3 in small print has 20,000."""
MAX_STROKES = 200_000
"""On a page, the segments of curves included."""
MAX_CROSSINGS = 4_000
"""Of ruled lines on a page: looking for cells takes quadratic time. 60 rows of 10 columns have 671."""
_MAX_PAIRS = 400_000
"""Of horizontal and vertical lines."""


def main() -> None:
    """Read a PDF from stdin with the limits in argv (bytes, seconds of computing time); write a JSON line for the
    progress of each page, and one for the result or the failure."""
    _limit(*map(int, sys.argv[1:3]))
    answer: dict[str, Any]
    try:
        title, grids = _read(sys.stdin.buffer.read())
        answer = {"title": title, "grids": grids}
    except Failure as failure:
        answer = {"failure": failure.key, "values": failure.values}
    except MemoryError:
        answer = {}
    except Exception as error:  # the library raises anything on a broken file
        answer = {"failure": "import-not-a", "values": {"ending": "pdf", "reason": f"{type(error).__name__}: {error}"}}
    _write(answer)


def _write(answer: object) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


def _limit(memory: int, seconds: int) -> None:
    """Limit the memory and the computing time of this process, if the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, amount in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        if hard == resource.RLIM_INFINITY or hard > amount:
            resource.setrlimit(kind, (amount, hard))


def _read(raw: bytes) -> tuple[str, list[tuple[list[str], list[Row]]]]:
    """Return the title in the document properties and the tables, each with the lines before it."""
    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    logging.disable()  # remarks on fonts
    _limit_library()
    try:
        document = pdfplumber.open(BytesIO(raw))  # to close it would read all its pages
        title = document.metadata.get("Title")
        grids = list(_grids(document))
        resolve_breaks([row[2] for _, rows in grids for row in rows])
        return clean(title) if isinstance(title, str) else "", grids
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, Failure | MemoryError):
            raise cause from None
        if "Password" in repr(error):
            raise Failure("import-locked", ending="pdf") from None
        raise


# --- limits ---------------------------------------------------------------------------------------------------


def _limit_library() -> None:
    """Make the library measure each stream before it decodes it, and count what it draws on a page."""
    import pdfplumber.page
    from pdfminer.pdftypes import PDFStream

    decode = PDFStream.decode
    unpacked = 0

    def measure_and_decode(stream: PDFStream) -> None:
        nonlocal unpacked
        unpacked += _measure(stream)
        if unpacked > MAX_UNPACKED:
            raise _too_large()
        decode(stream)

    PDFStream.decode = measure_and_decode  # type: ignore[method-assign, assignment]

    class CountingDevice(pdfplumber.page.PDFPageAggregatorWithMarkedContent):
        """Counts letters and strokes of a page."""

        letters = 0
        strokes = 0

        def render_char(self, *args: Any, **options: Any) -> float:
            self.letters += 1
            self.check()
            return super().render_char(*args, **options)

        def paint_path(self, *args: Any, **options: Any) -> None:
            self.strokes += 1 + len(options.get("path") or args[-1])
            self.check()
            super().paint_path(*args, **options)

        def render_image(self, *args: Any, **options: Any) -> None:
            self.strokes += 1
            self.check()
            super().render_image(*args, **options)

        def check(self) -> None:
            if self.letters > MAX_LETTERS or self.strokes > MAX_STROKES:
                raise Failure("import-page-too-full", page=self.pageno)

    pdfplumber.page.PDFPageAggregatorWithMarkedContent = CountingDevice  # type: ignore[misc]


def _measure(stream: Any) -> int:
    """Return the greatest size of a stream on the way through its filters; Failure if it is too large."""
    data = stream.rawdata
    if stream.decipher and stream.get_filters():
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    largest = len(data)
    for name, parameters in stream.get_filters():
        data = _pass_filter(str(getattr(name, "name", name)), data, parameters or {})
        largest = max(largest, len(data))
    return largest


def _pass_filter(name: str, data: bytes, parameters: Any) -> bytes:
    """Decode one filter of a stream; what is only a picture stays as it is."""
    from pdfminer.ascii85 import ascii85decode, asciihexdecode
    from pdfminer.lzw import LZWDecoder
    from pdfminer.pdftypes import int_value

    if "Predictor" in parameters:
        for key in ("Columns", "Colors", "BitsPerComponent"):
            _check(int_value(parameters.get(key, 1)) * 1024)
    match name:
        case "FlateDecode" | "Fl":
            return _inflate(data)
        case "LZWDecode" | "LZW":
            return _join(LZWDecoder(BytesIO(data)).run())
        case "RunLengthDecode" | "RL":
            return _join(_runs(data))
        case "ASCII85Decode" | "A85":
            return ascii85decode(data)
        case "ASCIIHexDecode" | "AHx":
            return asciihexdecode(data)
        case "CCITTFaxDecode" | "CCF":
            _check(len(data) * int_value(parameters.get("Columns", 1728)))  # a bit makes a row at best
    return data


def _check(size: int) -> None:
    if size > MAX_STREAM:
        raise _too_large()


def _too_large() -> Failure:
    return Failure("import-unpacks-too-large", ending="pdf", limit=MAX_UNPACKED // (1024 * 1024))


def _inflate(data: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(data, MAX_STREAM + 1)
    except zlib.error:
        # The library takes what is whole, byte by byte in quadratic time: it gets as little of that as can be.
        return _join(_whole_part(data))
    _check(len(unpacked))
    return unpacked


def _whole_part(data: bytes) -> Iterator[bytes]:
    unpacking = zlib.decompressobj()
    try:
        for at in range(0, len(data), 64):
            yield unpacking.decompress(data[at : at + 64], MAX_STREAM)
    except zlib.error:
        return


def _runs(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data) and data[at] != 128:
        length = data[at]
        yield data[at + 1 : at + 2 + length] if length < 128 else data[at + 1 : at + 2] * (257 - length)
        at += length + 2 if length < 128 else 2


def _join(pieces: Iterator[bytes]) -> bytes:
    joined = bytearray()
    for piece in pieces:
        joined += piece
        _check(len(joined))
    return bytes(joined)


def _check_lines(page: Page, number: int) -> None:
    """Failure if the ruled lines of a page have too many crossings to look for cells among them."""
    from pdfplumber.table import edges_to_intersections, merge_edges

    edges = merge_edges(page.edges, 3, 3, 3, 3)
    across = sum(edge["orientation"] == "h" for edge in edges)
    many = across * (len(edges) - across) > _MAX_PAIRS
    if many or len(edges_to_intersections(edges, 3, 3)) > MAX_CROSSINGS:
        raise Failure("import-page-too-full", page=number)


# --- pages ----------------------------------------------------------------------------------------------------


def _grids(document: PDF) -> Iterator[tuple[list[str], list[Row]]]:
    from pdfminer.pdfpage import PDFPage

    pages = sum(1 for _ in islice(PDFPage.create_pages(document.doc), MAX_PAGES + 1))
    if pages > MAX_PAGES:
        raise Failure("import-too-many-pages", limit=MAX_PAGES)
    limits = ReadingLimits()
    letters = 0
    for number, page in enumerate(document.pages, start=1):
        letters += len(page.chars)
        for before, rows in _tables(page, number):
            for row in rows:
                limits.count(row[2])
            yield before, rows
        page.close()  # frees its letters
        _write([number, pages])
    if not letters:
        raise Failure("import-no-text")


def _tables(page: Page, number: int) -> Iterator[tuple[list[str], list[Row]]]:
    _check_lines(page, number)
    tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
    letters = sorted(page.chars, key=middle)
    lines = _lines_outside(page, tables)
    strokes = [line for line in (*page.lines, *page.rects) if line["height"] <= _STROKE < line["width"]]
    blanks_kept = keeps_blanks(page.chars)
    row = count(1)
    top = 0.0
    for table in tables:
        before = [text for at, text in lines if top <= at < table.bbox[1]]
        top = table.bbox[3]
        rows = read_cells(table, letters, strokes, blanks_kept=blanks_kept)
        yield before, [_row(cells, number, next(row)) for cells in rows]
    if below := [text for at, text in lines if at >= top]:
        yield below, []


def _row(cells: Sequence[Cell], page: int, number: int) -> Row:
    apart = [at for at, cell in enumerate(cells) if cell.starts]
    continued = [at for at, cell in enumerate(cells) if cell.continued]
    whole = len(cells) > 1 and not continued and (apart == [0] or (apart == [0, 1] and len(cells) > 3))
    struck = {at: cell.struck for at, cell in enumerate(cells) if cell.struck}
    return page, number, [cell.text for cell in cells], whole, struck, continued


def _lines_outside(page: Page, tables: Sequence[Any]) -> list[tuple[float, str]]:
    """Return the lines of text outside tables, each with its distance from the top."""
    boxes = [table.bbox for table in tables]

    def outside(thing: Thing) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)

    found = page.filter(outside).extract_text_lines(return_chars=False)
    return [(line["top"], clean(line["text"])) for line in found]
