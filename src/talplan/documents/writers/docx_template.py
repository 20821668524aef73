"""An empty Word document as an office makes one: the sheet, the fonts, the language, page numbers."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from talplan.documents.document import LOCALES, MARGINS, SHEET

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.styles.style import ParagraphStyle

    from talplan.domain.language import Language

FONT = "Times New Roman"

_TITLE_INDENT = 6.3
"""Centimetres on both sides: the title takes a few lines of about one length, as in the university's document."""

_LONGEST = 255
"""Letters of a title in the properties of the file."""

_LEFT_OVER = ("/thumbnail", "/extended-properties", "/customXml", "/stylesWithEffects")
"""Parts of python-docx's template about the program that made it."""


def new_document(title: str, language: Language, day: date) -> Document:
    """Return a document without text, on the sheet of the official document."""
    import docx

    document = docx.Document()
    _lay_out(document.sections[0])
    _set_styles(document, LOCALES[language])
    _set_properties(document, " ".join(title.split()), LOCALES[language], day)
    return document


def save(document: Document) -> bytes:
    """Return the file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


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
    """Put the number of a page at its foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple", {qn("w:instr"): "PAGE"})
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def _set_styles(document: Document, locale: str) -> None:
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
    # Capital letters by the style: the text of the title is as in the plan.
    title.font.all_caps = True
    title.paragraph_format.space_after = Pt(12)
    title.paragraph_format.left_indent = title.paragraph_format.right_indent = Cm(_TITLE_INDENT)


def _set_style(style: ParagraphStyle, size: int) -> None:
    """Remove the colours, rules and distances of the template from a style."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    properties: Any = style.element.get_or_add_rPr()
    for name in ("color", "spacing", "kern"):
        for element in properties.findall(qn(f"w:{name}")):
            properties.remove(element)
    _set_font(properties.get_or_add_rFonts())
    style.font.size = Pt(size)
    for element in properties.findall(qn("w:szCs")):
        properties.remove(element)
    shape: Any = style.element.get_or_add_pPr()
    for element in shape.findall(qn("w:pBdr")):
        shape.remove(element)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1


def _set_font(fonts: Any) -> None:
    """Set one font for every script: Word uses another for ң ү ө if a slot is empty."""
    from docx.oxml.ns import qn

    fonts.attrib.clear()
    for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{slot}"), FONT)


def _set_properties(document: Document, title: str, locale: str, day: date) -> None:
    """Set the properties of the file, and remove those of the template."""
    from docx.oxml.ns import qn

    about = document.core_properties
    about.title, about.language = title[:_LONGEST], locale
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = datetime.combine(day, time())
    for links in (document.part.package.rels, document.part.rels):
        for key in [key for key, link in links.items() if link.reltype.endswith(_LEFT_OVER)]:
            del links[key]
    # The template is of 2010: Word would open the document in compatibility mode and move tables into the margin.
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
