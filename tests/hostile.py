"""Small files that make a careless reader take gigabytes or minutes, for the tests of `import`: each is made here."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

MILLION = 1_000_000
FAST = 1
"""The level of compression: twice as fast as the usual one, and the files stay small."""
FILES: dict[str, Callable[[], bytes]] = {}
"""Name with the ending -> what makes the file."""


def hostile(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register a file under a name with its ending."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        FILES[name] = make
        return make

    return register


# --- Word and Excel -------------------------------------------------------------------------------------------

_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>%s</Types>'
)
_OVERRIDE = b'<Override PartName="/%s.xml" ContentType="application/vnd.openxmlformats-officedocument.%sml.%s+xml"/>'
_DOCX_TYPES = _TYPES % b"".join(
    _OVERRIDE % (b"word/" + name, b"wordprocessing", name + more)
    for name, more in ((b"document", b".main"), (b"styles", b""), (b"numbering", b""))
)
_XLSX_TYPES = _TYPES % b"".join(
    _OVERRIDE % (b"xl/" + name, b"spreadsheet", kind)
    for name, kind in (
        (b"workbook", b"sheet.main"),
        (b"worksheets/sheet1", b"worksheet"),
        (b"styles", b"styles"),
        (b"sharedStrings", b"sharedStrings"),
    )
)
_RELATED = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>'
    b'<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>'
    b"</Relationships>"
)
_W = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_X = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_HEADINGS = ("№", "Содержание", "Срок", "Ответственный")
Piece = bytes | tuple[bytes, int]
"""Bytes, or bytes so many times."""


def packed(parts: dict[str, list[Piece]]) -> bytes:
    """Pack the parts of an office file."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as archive:
        for name, pieces in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in pieces:
                    text, times = piece if isinstance(piece, tuple) else (piece, 1)
                    block = max(1, min(times, MILLION // len(text)))
                    for _ in range(times // block):
                        part.write(text * block)
                    part.write(text * (times % block))
    return kept.getvalue()


def docx(*body: Piece, **others: list[Piece]) -> bytes:
    """Pack a Word document with this body; other parts by name."""
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in _HEADINGS).encode()
    parts: dict[str, list[Piece]] = {
        "[Content_Types].xml": [_DOCX_TYPES],
        "_rels/.rels": [_RELATED % (b"officeDocument", b"word/document.xml", b"x", b"x")],
        "word/_rels/document.xml.rels": [_RELATED % (b"styles", b"styles.xml", b"numbering", b"numbering.xml")],
        "word/document.xml": [
            _XML,
            b'<w:document xmlns:w="%s"><w:body><w:tbl><w:tr>%s</w:tr>' % (_W, cells),
            *body,
            b"</w:body></w:document>",
        ],
    }
    return packed(parts | {f"word/{name}.xml": [_XML, *pieces] for name, pieces in others.items()})


def xlsx(*sheet: Piece, sheets: int = 1, **others: list[Piece]) -> bytes:
    """Pack a workbook with these elements in its sheet after the headings; other parts by name."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in _HEADINGS).encode()
    parts: dict[str, list[Piece]] = {
        "[Content_Types].xml": [_XLSX_TYPES],
        "_rels/.rels": [_RELATED % (b"officeDocument", b"xl/workbook.xml", b"x", b"x")],
        "xl/_rels/workbook.xml.rels": [
            _RELATED.replace(b"</Relationships>", b"")
            % (b"worksheet", b"worksheets/sheet1.xml", b"styles", b"styles.xml"),
            b'<Relationship Id="r3" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/officeDocument'
            b'/2006/relationships/sharedStrings"/></Relationships>',
        ],
        "xl/workbook.xml": [
            b'<workbook xmlns="%s" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            b"<sheets>" % _X,
            (b'<sheet name="A" sheetId="1" r:id="r1"/>', sheets),
            b"</sheets></workbook>",
        ],
        "xl/worksheets/sheet1.xml": [
            _XML,
            b'<worksheet xmlns="%s"><sheetData><row>%s</row>' % (_X, cells),
            *sheet,
            b"</worksheet>",
        ],
    }
    return packed(parts | {f"xl/{name}.xml": [_XML, *pieces] for name, pieces in others.items()})


_STYLES = b'<w:styles xmlns:w="%s">' % _W
_LISTS = b'<w:numbering xmlns:w="%s">' % _W
_FORMATS = b'<styleSheet xmlns="%s">' % _X
_SHARED = b'<sst xmlns="%s">' % _X
ROW = b"<w:tr>" + b"<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 4 + b"</w:tr>"

DOCX: dict[str, Callable[[], bytes]] = {
    "paragraphs": lambda: docx(b"</w:tbl>", (b"<w:p/>", 33 * MILLION)),
    "paragraphs in a cell": lambda: docx(b"<w:tr><w:tc>", (b"<w:p/>", 30 * MILLION), b"</w:tc></w:tr></w:tbl>"),
    "paragraphs in cells": lambda: docx((b"<w:tr><w:tc>" + b"<w:p/>" * 9000 + b"</w:tc></w:tr>", 3000), b"</w:tbl>"),
    "runs": lambda: docx(b"<w:tr><w:tc><w:p>", (b"<w:r/>", 30 * MILLION), b"</w:p></w:tc></w:tr></w:tbl>"),
    "rows": lambda: docx((b"<w:tr/>", 25 * MILLION), b"</w:tbl>"),
    "rows with text": lambda: docx((ROW, MILLION), b"</w:tbl>"),
    "tables": lambda: docx(b"</w:tbl>", (b"<w:tbl/>", 20 * MILLION)),
    "unknown elements": lambda: docx(b"</w:tbl>", (b"<w:x/>", 30 * MILLION)),
    "attributes": lambda: docx(b"</w:tbl>", (b"<w:p " + b" ".join(b'a%d=""' % n for n in range(500)) + b"/>", 40_000)),
    "names": lambda: docx(b"</w:tbl>", b"".join(b"<w:x%d/>" % n for n in range(3 * MILLION))),
    "text": lambda: docx(
        b"<w:tr><w:tc><w:p><w:r>", (b"<w:t>" + b"a" * 1000 + b"</w:t>", 150_000), b"</w:r></w:p></w:tc></w:tr></w:tbl>"
    ),
    "one text": lambda: docx(
        b"<w:tr><w:tc><w:p><w:r><w:t>", (b"a", 180 * MILLION), b"</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    ),
    "depth": lambda: docx(b"</w:tbl>", (b"<w:sdt>", 5 * MILLION), (b"</w:sdt>", 5 * MILLION)),
    "depth of a run": lambda: docx(
        b"<w:tr><w:tc><w:p>",
        (b"<w:r>" * 200 + b"<w:t/>" * 100 + b"</w:r>" * 200, 40_000),
        b"</w:p></w:tc></w:tr></w:tbl>",
    ),
    "comments": lambda: docx(b"</w:tbl>", (b"<!---->", 25 * MILLION)),
    "in a wide encoding": lambda: packed(
        {"word/document.xml": ["<w:document>".encode("utf-16"), ("<w:p/>".encode("utf-16-le"), 15 * MILLION)]}
    ),
    "in a strange encoding": lambda: packed(
        {"word/document.xml": [b"<?xml version='1.0' encoding='IBM037'?>", ("<a/>".encode("cp037"), 40 * MILLION)]}
    ),
    "styles": lambda: docx(b"</w:tbl>", styles=[_STYLES, (b"<w:p/>", 33 * MILLION), b"</w:styles>"]),
    "styles by name": lambda: docx(b"</w:tbl>", styles=[_STYLES, (b"<w:style/>", 18 * MILLION), b"</w:styles>"]),
    "lists": lambda: docx(b"</w:tbl>", numbering=[_LISTS, (b"<w:num/>", 20 * MILLION), b"</w:numbering>"]),
    "relations": lambda: packed({"_rels/.rels": [b"<a>", (b"<b/>", 40 * MILLION)], "word/document.xml": [b"<a/>"]}),
    "marks": lambda: docx(
        b"<w:tr><w:tc><w:p><w:r><w:t>", ("\u0300\u0323".encode(), 200_000), b"</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    ),
    "blanks": lambda: docx(
        b"<w:tr>" + b"<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>a",
        (b" ", 900_000),
        b"a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    ),
}
XLSX: dict[str, Callable[[], bytes]] = {
    "cells": lambda: xlsx(b"<row>", (b"<c/>", 50 * MILLION), b"</row></sheetData>"),
    "cells in rows": lambda: xlsx((b"<row>" + b"<c/>" * 20_000 + b"</row>", 2400), b"</sheetData>"),
    "cells with values": lambda: xlsx((b"<row>" + b"<c><v>1</v></c>" * 64 + b"</row>", 150_000), b"</sheetData>"),
    "rows": lambda: xlsx((b"<row/>", 28 * MILLION), b"</sheetData>"),
    "columns": lambda: xlsx(b"</sheetData><cols>", (b"<col/>", 28 * MILLION), b"</cols>"),
    "merged cells": lambda: xlsx(
        b"</sheetData><mergeCells>", (b'<mergeCell ref="A1:B2"/>', 7 * MILLION), b"</mergeCells>"
    ),
    "one merged cell": lambda: xlsx(b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "formats": lambda: xlsx(
        b"</sheetData>", styles=[_FORMATS, b"<cellXfs>", (b"<xf/>", 38 * MILLION), b"</cellXfs></styleSheet>"]
    ),
    "fonts": lambda: xlsx(b"</sheetData>", styles=[_FORMATS, (b"<font/>", 28 * MILLION), b"</styleSheet>"]),
    "texts": lambda: xlsx(b"</sheetData>", sharedStrings=[_SHARED, (b"<si/>", 38 * MILLION), b"</sst>"]),
    "runs of a text": lambda: xlsx(
        b"</sheetData>", sharedStrings=[_SHARED, b"<si>", (b"<r/>", 45 * MILLION), b"</si></sst>"]
    ),
    "a text in every cell": lambda: xlsx(
        (b"<row>" + b'<c t="s"><v>0</v></c>' * 60 + b"</row>", 50_000),
        b"</sheetData>",
        sharedStrings=[_SHARED, b"<si><t>", (b"a", 900_000), b"</t></si></sst>"],
    ),
    "sheets": lambda: xlsx(b"<row><c><v>1</v></c></row></sheetData>", sheets=3 * MILLION),
    "sheets again and again": lambda: xlsx((b"<row><c><v>1</v></c></row>", 900), b"</sheetData>", sheets=20_000),
}
FILES |= {f"{name}.docx": make for name, make in DOCX.items()} | {f"{name}.xlsx": make for name, make in XLSX.items()}


@hostile("entries.docx")
def _entries() -> bytes:
    """A directory of a million entries in a zip of a few bytes each."""
    raw = packed({"word/document.xml": [b"<a/>"]})
    start = raw.index(b"PK\x01\x02")
    end = raw.index(b"PK\x05\x06")
    return raw[:start] + raw[start:end] * (40_000_000 // (end - start)) + raw[end:]


@hostile("lies.docx")
def _lies() -> bytes:
    """A part that is larger than the directory says."""
    raw = docx(b"</w:tbl>", (b"<w:p/>", 30 * MILLION))
    size = zipfile.ZipFile(BytesIO(raw)).getinfo("word/document.xml").file_size
    return raw.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


# --- csv ------------------------------------------------------------------------------------------------------

_HEAD = (",".join(_HEADINGS) + "\n").encode()
CSV: dict[str, Callable[[], bytes]] = {
    "columns": lambda: _HEAD + b"," * (40 * MILLION),
    "rows": lambda: _HEAD + b"1\n" * (20 * MILLION),
    "empty rows": lambda: _HEAD + b"\n" * (40 * MILLION),
    "empty cells": lambda: _HEAD + (b"," * 16_000 + b"\n") * 2_500,
    "a quote": lambda: _HEAD + b'"' + b"a,\n" * (13 * MILLION),
    "a text": lambda: _HEAD + b"a" * (40 * MILLION),
    "marks": lambda: _HEAD + ('1,"' + "\u0323\u0300" * 200_000 + '",май,А\n').encode(),
    "blanks": lambda: _HEAD + b'1,"a' + b" " * 900_000 + b'a",,\n',
    "brackets": lambda: _HEAD + "1,Иш,май,".encode() + b"(" * 900_000 + b"\n",
    "many units": lambda: _HEAD + b'1,a,,"' + b",".join(b"u%d" % n for n in range(120_000)) + b'"\n',
    "many words": lambda: _HEAD + b"1,a," + b"may june " * 100_000 + b",a\n",
}
FILES |= {f"{name}.csv": make for name, make in CSV.items()}


# --- PDF ------------------------------------------------------------------------------------------------------


def stream(data: bytes, entries: bytes = b"", after: bytes = b"\n") -> bytes:
    """Write a stream object."""
    return b"<<%s /Length %d>>stream%s%s\nendstream" % (entries, len(data), after, data)


def pdf(content: bytes, *others: bytes, pages: int = 1, resources: bytes = b"", font: bytes = b"") -> bytes:
    """Write a PDF of pages with the same content (a stream object); the others are objects 5 and on."""
    font = font or b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 20000 20000]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>%s>>>>"
        % resources
    )
    kids = range(5 + len(others), 5 + len(others) + pages)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % kid for kid in kids), pages),
        content,
        font,
        *others,
        *[page] * pages,
    ]
    raw = bytearray(b"%PDF-1.7\n")
    places = []
    for number, entry in enumerate(objects, start=1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, entry)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(raw)
    raw += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return bytes(raw) + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def flat(data: bytes, filters: bytes = b"", after: bytes = b"\n") -> bytes:
    """Write a stream with a Flate filter, after others."""
    return stream(zlib.compress(data, 9), b"/Filter[%s/FlateDecode]" % filters, after)


def twice(size: int) -> bytes:
    """Compress blanks twice."""
    return zlib.compress(zlib.compress(b" " * size, FAST), FAST)


LETTERS = b"BT /F 1 Tf 100 100 Td (%s) Tj ET\n"
NESTED = 1000 * b"/X Do "


def _form(content: bytes, inner: bytes) -> bytes:
    return stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<<%s/Font<</F 4 0 R>>>>" % inner)


def _lines(number: int) -> bytes:
    """Draw so many lines across and as many down."""
    across = b"".join(b"0 %d m %d %d l S\n" % (n * 10, number * 10, n * 10) for n in range(number))
    down = b"".join(b"%d 0 m %d %d l S\n" % (n * 10, n * 10, number * 10) for n in range(number))
    return across + down


_WIDE_CMAP = (
    b"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange 1 begin%s <00000000> <7fffffff> %s end%s endcmap"
)

PDF: dict[str, Callable[[], bytes]] = {
    "two filters": lambda: pdf(stream(twice(900 * MILLION), b"/Filter[/FlateDecode/FlateDecode]")),
    "a text filter": lambda: pdf(
        stream(zlib.compress(b" " * 300 * MILLION, FAST).hex().encode() + b">", b"/Filter[/ASCIIHexDecode/FlateDecode]")
    ),
    "a lone return": lambda: pdf(flat(b" " * 300 * MILLION, after=b"\r")),
    "no end of line": lambda: pdf(flat(b" " * 300 * MILLION, after=b" ")),
    "runs": lambda: pdf(stream(zlib.compress(b"\x81 " * 20 * MILLION, 9), b"/Filter[/FlateDecode/RunLengthDecode]")),
    "a predictor": lambda: pdf(
        stream(zlib.compress(b"\2 " * 100, 9), b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 2000000000>>")
    ),
    "a picture": lambda: pdf(stream(b"\xff" * 4000, b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 2000000000>>")),
    "letters": lambda: pdf(flat(LETTERS % (b"a" * 2 * MILLION))),
    "letters in pieces": lambda: pdf(flat(LETTERS % b"a" * 500_000)),
    "letters on many pages": lambda: pdf(flat(LETTERS % (b"a" * 50_000)), pages=1_500),
    "letters in forms": lambda: pdf(
        stream(NESTED),
        _form(NESTED, b"/XObject<</X 6 0 R>>"),
        _form(NESTED, b"/XObject<</X 7 0 R>>"),
        _form(LETTERS % b"a", b""),
        resources=b"/XObject<</X 5 0 R>>",
    ),
    "a form in itself": lambda: pdf(
        stream(NESTED), _form(NESTED, b"/XObject<</X 5 0 R>>"), resources=b"/XObject<</X 5 0 R>>"
    ),
    "strokes": lambda: pdf(flat(_lines(1500))),
    "strokes on many pages": lambda: pdf(flat(_lines(60)), pages=1_500),
    "a path": lambda: pdf(flat(b"0 0 m " + b"1 1 l 2 2 l " * 3 * MILLION + b"S")),
    "rectangles": lambda: pdf(flat(b"0 0 9 9 re f " * MILLION)),
    "numbers": lambda: pdf(flat(b"1 " * 30 * MILLION)),
    "brackets": lambda: pdf(flat(b"[" * 30 * MILLION)),
    "a string": lambda: pdf(flat(b"(" * 30 * MILLION)),
    "pages": lambda: pdf(stream(b""), pages=100_000),
    "a map of letters": lambda: pdf(
        stream(LETTERS % b"a"),
        flat(_WIDE_CMAP % (b"bfrange", b"<0041>", b"bfrange")),
        font=b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>",
    ),
    "widths": lambda: pdf(
        stream(LETTERS % b"a"),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)>>"
        b"/W[0 2000000000 500]/FontDescriptor<</FontName/A>>>>",
        font=b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[5 0 R]>>",
    ),
}
FILES |= {f"{name}.pdf": make for name, make in PDF.items()}
