"""A Word file as an office makes one: the sheet, the fonts, the language, page numbers, nothing of the template's."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from talplan.documents.exporters.document_layout import HANGING, LOCALES, MARGINS, SHEET

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph

    from talplan.domain.language import Language

FONT = "Times New Roman"

_TITLE_INDENT = 6.3
"""Centimetres: the title stands in a few lines of about one length, as on the university's own first page."""

_LONGEST = 255
"""Letters of a title that the file's properties hold."""

_LEFT_OVER = ("/thumbnail", "/extended-properties", "/customXml", "/stylesWithEffects")
"""Parts of python-docx's template that say what it once was: its picture, the program and the Mac that made it."""


def blank(title: str, language: Language, day: date) -> Document:
    """A document without any text yet, on the sheet of the official document."""
    import docx

    made = docx.Document()
    _lay_out(made.sections[0])
    _dress(made, LOCALES[language])
    _sign(made, " ".join(title.split()), LOCALES[language], day)
    return made


def raw(document: Document) -> bytes:
    """The file."""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def set_widths(table: Table, widths: tuple[float, ...]) -> None:
    """The widths of the columns in centimetres. Word reads them from the cells, LibreOffice from the columns."""
    from docx.shared import Cm

    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def set_padding(table: Table, padding: float) -> None:
    """Centimetres above and below the text of every cell."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.shared import Cm

    sides = OxmlElement("w:tblCellMar")
    for name in ("top", "bottom"):
        sides.append(OxmlElement(f"w:{name}", {qn("w:w"): str(Cm(padding).twips), qn("w:type"): "dxa"}))
    table._tbl.tblPr.find(qn("w:tblLayout")).addnext(sides)


def mark(row: Any, *names: str) -> None:
    """Marks the row of a table: `cantSplit` keeps it on one page, `tblHeader` repeats it on every page."""
    from docx.oxml.parser import OxmlElement

    properties = row.get_or_add_trPr()
    for name in names:
        properties.append(OxmlElement(f"w:{name}"))


def fill_head(row: _Row, headings: Sequence[str]) -> None:
    """Makes the row the head of its table, repeated on every page."""
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    mark(row._tr, "cantSplit", "tblHeader")
    for cell, heading in zip(row.cells, headings, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(heading).bold = True
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER


def fill(cell: Any, entries: Sequence[str]) -> None:
    """A paragraph for each entry in the cell of a copied row, whose first paragraph and its run are there."""
    paragraph = cell.p_lst[0]
    for entry in entries[1:]:
        another = deepcopy(paragraph)
        another.r_lst[0].text = entry
        cell.append(another)
    if entries:
        paragraph.r_lst[0].text = entries[0]


def hang(paragraph: Paragraph) -> None:
    """The second line stands in, so that nobody takes it for another entry."""
    from docx.shared import Cm

    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = Cm(HANGING), Cm(-HANGING)


def _lay_out(section: Section) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Cm(length) for length in SHEET)
    sides = (Cm(length) for length in MARGINS)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = sides
    section.footer_distance = Cm(1)
    _number_pages(section)


def _number_pages(section: Section) -> None:
    """A page's number at the foot of it."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple", {qn("w:instr"): "PAGE"})
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def _dress(document: Document, locale: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _set_font(defaults.find(qn("w:rFonts")))
    defaults.find(qn("w:lang")).set(qn("w:val"), locale)
    styles: Any = document.styles
    _set_style(styles["Normal"], 12)
    for name, size in (("Title", 14), ("Heading 1", 12)):
        style = styles[name]
        _set_style(style, size)
        style.font.bold = True
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title = styles["Title"]
    # Capital letters by the style: whoever copies or reads back the title has it as it is in the plan.
    title.font.all_caps = True
    title.paragraph_format.space_after = Pt(12)
    title.paragraph_format.left_indent = title.paragraph_format.right_indent = Cm(_TITLE_INDENT)


def _set_style(style: ParagraphStyle, size: int) -> None:
    """A style of the template without its colours, rules and distances."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    properties: Any = style.element.get_or_add_rPr()
    for name in ("color", "spacing", "kern"):
        for found in properties.findall(qn(f"w:{name}")):
            properties.remove(found)
    _set_font(properties.get_or_add_rFonts())
    style.font.size = Pt(size)
    for found in properties.findall(qn("w:szCs")):
        properties.remove(found)
    shape: Any = style.element.get_or_add_pPr()
    for found in shape.findall(qn("w:pBdr")):
        shape.remove(found)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1


def _set_font(fonts: Any) -> None:
    """One font for every script; Word falls back to another for ң ү ө where a slot is left empty."""
    from docx.oxml.ns import qn

    fonts.attrib.clear()
    for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{slot}"), FONT)


def _sign(document: Document, title: str, locale: str, day: date) -> None:
    """What the file says of itself, without what the template says of its maker."""
    from docx.oxml.ns import qn

    about = document.core_properties
    about.title, about.language = title[:_LONGEST], locale
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = datetime.combine(day, time())
    for links in (document.part.package.rels, document.part.rels):
        for key in [key for key, link in links.items() if link.reltype.endswith(_LEFT_OVER)]:
            del links[key]
    # The template is of 2010: Word would say "Compatibility Mode" over a new document, and set tables into the margin.
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
