"""docx: a document for Word, as an office makes one."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from talplan.documents.document import (
    COLOURS,
    HAND,
    HANGING,
    HEAD_SIZES,
    LOCALES,
    PADDING,
    ROOM,
    SIDE,
    Cell,
    Column,
    Document,
    Kind,
    Line,
    Paragraph,
    ProgressCallback,
    Row,
    Run,
    Style,
    Table,
    kept_with_next,
    visible,
)
from talplan.domain.language import Language
from talplan.domain.standing import Tone

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

EMPTY = "\u00a0" * 8
"""What an empty content control shows: it needs a width to be clicked on."""
_LONGEST = 255
"""Letters of a title in the properties of the file."""
_STEP = 100
"""Rows between two calls of the progress callback."""


def _twips(centimetres: float) -> int:
    return round(centimetres * 1440 / 2.54)


_PARAGRAPHS = {
    Style.SIDE: f'<w:ind w:left="{_twips(SIDE)}"/>',
    Style.TITLE: '<w:pStyle w:val="Title"/>',
    Style.SUBTITLE: '<w:jc w:val="center"/>',
    Style.HEADING: '<w:pStyle w:val="Heading1"/><w:keepNext/><w:spacing w:before="280" w:after="80"/>',
    Style.TEXT: '<w:spacing w:before="60" w:after="60"/>',
}
_KEEP_NEXT = "<w:keepNext/>"
_SIGNATURE = '<w:spacing w:before="200"/>'
_SIGNATURE_SIDES = f'<w:left w:w="0" w:type="dxa"/><w:right w:w="{_twips(0.3)}" w:type="dxa"/>'
_LAST = '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
"""The paragraph that Word wants below a last table, too low to begin a page."""
_SECTION_HEADING = '<w:pStyle w:val="Heading1"/><w:keepNext/>'
_CENTRED = '<w:jc w:val="center"/>'
_HANGING = f'<w:ind w:left="{_twips(HANGING)}" w:hanging="{_twips(HANGING)}"/>'
_KEPT = "<w:trPr><w:cantSplit/></w:trPr>"
_HEAD = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"


def write(document: Document, progress: ProgressCallback) -> bytes:
    """Return the file. The body is written as XML: python-docx would take minutes for ten thousand rows."""
    import docx

    # The sheet, the fonts, the styles and the number of the page are in this file: it may be changed in Word.
    with files("talplan.documents.writers").joinpath("document.docx").open("rb") as template:
        word = docx.Document(template)
    _set_properties(word, document)
    _Body(word, document, progress).fill()
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _set_properties(word: WordDocument, document: Document) -> None:
    from docx.oxml.ns import qn

    about, locale = word.core_properties, LOCALES[document.language]
    about.title = " ".join(visible(document.title).split())[:_LONGEST]
    about.language = locale
    about.created = about.modified = datetime.combine(document.day, time())
    (language,) = word.styles.element.iter(qn("w:lang"))
    language.set(qn("w:val"), locale)


class _Body:
    """Writes the blocks of a document; the callback counts the rows of all its tables."""

    def __init__(self, word: WordDocument, document: Document, progress: ProgressCallback) -> None:
        self._word = word
        self._document = document
        self._rows = document.rows
        self._progress = progress
        self._done = 0
        self._controls = 0
        """The number of the last content control."""

    def fill(self) -> None:
        from docx.oxml.ns import nsdecls
        from docx.oxml.parser import parse_xml

        content = "".join(self._contents())
        part: Any = self._word.part
        section = part._element.body[-1].xml
        # Parsed as a whole: lxml would visit every node again to move a table into another tree.
        body = f"<w:body>{content}{section}</w:body>"
        part._element = parse_xml(f"<w:document {nsdecls('w', 'r')}>{body}</w:document>")

    def _contents(self) -> Iterator[str]:
        signatures = self._document.signatures
        for block, following in pairwise(self._document.blocks):
            yield from self._block(block)
            if isinstance(block, Table) and isinstance(following, Table):
                yield "<w:p/>"  # Word joins tables without a paragraph between them
        yield from self._block(self._document.blocks[-1], kept=bool(signatures))
        if signatures:
            yield self._paragraph((), _KEEP_NEXT + _PARAGRAPHS[Style.TEXT])
            yield from self._signatures(signatures)

    def _block(self, block: Paragraph | Table, *, kept: bool = False) -> Iterator[str]:
        """Yield the XML of a block; the end of a kept one is on a page with what follows it."""
        if isinstance(block, Table) and any(column.filled_in for column in block.columns):
            # A group is locked but for the content controls in it.
            group = f'{self._control_id()}<w:lock w:val="contentLocked"/><w:group/>'
            yield f"<w:sdt><w:sdtPr>{group}</w:sdtPr><w:sdtContent>"
            yield from self._table(block, kept=kept)
            yield "</w:sdtContent></w:sdt>"
        elif isinstance(block, Table):
            yield from self._table(block, kept=kept)
        else:
            shape = (_KEEP_NEXT if kept else "") + _PARAGRAPHS[block.style]
            yield from (self._paragraph(line, shape) for line in block.lines)

    def _signatures(self, signatures: Sequence[Line]) -> Iterator[str]:
        """Yield a table without rules: a long post wraps beside the place for the hand."""
        widths = (_twips(HAND), _twips(ROOM - HAND))
        yield '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblLayout w:type="fixed"/>'
        yield f"<w:tblCellMar>{_SIGNATURE_SIDES}</w:tblCellMar></w:tblPr>{_grid(widths)}"
        for line, kept in zip(signatures, kept_with_next(signatures), strict=True):
            shape = (_KEEP_NEXT if kept else "") + _SIGNATURE
            cells = (_cell(width, self._paragraph((run,), shape)) for run, width in zip(line, widths, strict=True))
            yield f"<w:tr>{_KEPT}{''.join(cells)}</w:tr>"
        yield f"</w:tbl>{_LAST}"

    def _table(self, table: Table, *, kept: bool) -> Iterator[str]:
        widths = [_twips(column.width) for column in table.columns]
        padding = "".join(f'<w:{side} w:w="{_twips(PADDING)}" w:type="dxa"/>' for side in ("top", "bottom"))
        yield '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/>'
        yield f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{padding}</w:tblCellMar></w:tblPr>'
        yield _grid(widths)
        size = "" if table.head_size == HEAD_SIZES[0] else f'<w:sz w:val="{2 * table.head_size}"/>'
        heads = (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"<w:p><w:pPr>{_CENTRED}</w:pPr>{self._run(Run(column.heading, bold=True), size)}</w:p></w:tc>"
            for column, width in zip(table.columns, widths, strict=True)
        )
        yield f"<w:tr>{_HEAD}{''.join(heads)}</w:tr>"
        for number, row in enumerate(table.rows, 1):
            keep = _KEEP_NEXT if kept and number == table.size else ""
            yield f"<w:tr>{_KEPT}{''.join(self._cells(row, table.columns, widths, keep))}</w:tr>"
            self._done += 1
            if self._done % _STEP == 0:
                self._progress(self._done, self._rows)
        yield "</w:tbl>"

    def _cells(self, row: Row, columns: Sequence[Column], widths: Sequence[int], keep: str) -> Iterator[str]:
        if row.heading:
            span = f'<w:tcW w:w="{sum(widths)}" w:type="dxa"/><w:gridSpan w:val="{len(columns)}"/>'
            yield f"<w:tc><w:tcPr>{span}</w:tcPr>{self._lines(row.cells[0], _SECTION_HEADING)}</w:tc>"
            return
        for cell, column, width in zip(row.cells, columns, widths, strict=True):
            shape = keep + ("" if column.kind is Kind.TEXT else _HANGING if column.kind is Kind.NAMES else _CENTRED)
            content = self._control(cell, column, shape) if column.filled_in else self._lines(cell, shape)
            yield _cell(width, content)

    def _control(self, cell: Cell, column: Column, shape: str) -> str:
        """Return a paragraph with a content control: a menu, a date or a text; blanks if it is empty."""
        text = "\n".join("".join(run.text for run in line) for line in cell.lines)
        name = f"<w:alias w:val={quoteattr(visible(column.heading))}/>"
        if column.choices:
            items = (f"<w:listItem w:displayText={word} w:value={word}/>" for word in map(quoteattr, column.choices))
            kind = f"<w:dropDownList>{''.join(items)}</w:dropDownList>"
        elif column.kind is Kind.DATE:
            kind = self._date_control(cell)
        else:
            kind = '<w:text w:multiLine="1"/>'
        state = "" if text else "<w:showingPlcHdr/>"
        properties = f'{name}{self._control_id()}<w:lock w:val="sdtLocked"/>{state}{kind}'
        content = self._run(Run(text or EMPTY))
        control = f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
        return f"<w:p><w:pPr>{shape}</w:pPr>{control}</w:p>"

    def _date_control(self, cell: Cell) -> str:
        day = f' w:fullDate="{cell.value}T00:00:00Z"' if cell.value else ""
        form = "yyyy-MM-dd" if self._document.language is Language.EN else "dd.MM.yyyy"
        parts = f'<w:dateFormat w:val="{form}"/><w:lid w:val="{LOCALES[self._document.language]}"/>'
        return f'<w:date{day}>{parts}<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'

    def _control_id(self) -> str:
        self._controls += 1
        return f'<w:id w:val="{self._controls}"/>'

    def _lines(self, cell: Cell, shape: str) -> str:
        return "".join(self._paragraph(line, shape) for line in cell.lines or ((),))

    def _paragraph(self, line: Line, shape: str) -> str:
        return f"<w:p><w:pPr>{shape}</w:pPr>{''.join(map(self._run, line))}</w:p>"

    def _run(self, run: Run, size: str = "") -> str:
        colour = COLOURS.get(run.tone if not run.link else Tone.DUE, ("", ""))[0]
        marks = "".join(f"<w:{name}/>" for name in ("b", "i", "strike") if getattr(run, _RUN_FIELDS[name]))
        marks += f'<w:color w:val="{colour}"/>' if colour else ""
        marks += size + ('<w:u w:val="single"/>' if run.link else "")
        properties = f"<w:rPr>{marks}</w:rPr>" if marks else ""
        pieces = "<w:br/>".join(map(_text, visible(run.text).split("\n")))
        xml = f"<w:r>{properties}{pieces}</w:r>"
        return f'<w:hyperlink r:id="{self._relate(run.link)}">{xml}</w:hyperlink>' if run.link else xml

    def _relate(self, link: str) -> str:
        from docx.opc.constants import RELATIONSHIP_TYPE

        identity: str = self._word.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return identity


_RUN_FIELDS = {"b": "bold", "i": "italic", "strike": "strike"}


def _grid(widths: Iterable[int]) -> str:
    # LibreOffice reads the widths of the columns, Word those of the cells.
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def _cell(width: int, content: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


_LATER_DATE = re.compile(r"(?<=[ (])\d{4}-\d\d-\d\d\b")
"""A date that a line might end in. One at the beginning fits its column and keeps its hyphens, so that it is found."""


def _text(piece: str) -> str:
    if not piece:
        return ""
    kept = ' xml:space="preserve"' if piece != piece.strip() or "  " in piece else ""
    unbroken = f"</w:t><w:noBreakHyphen/><w:t{kept}>"
    return f"<w:t{kept}>{_LATER_DATE.sub(lambda date: date[0].replace('-', unbroken), escape(piece))}</w:t>"
