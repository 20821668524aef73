"""A report as a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from talplan.folding import visible
from talplan.formats.word import FONT, mark, number_pages, raw, set_widths
from talplan.report import Figures, Report
from talplan.report_page import WORDS, by_section, figures_table, head, lists
from talplan.table import Table, Width

_COLOURS = {"done": "2DA44E", "late": "D4A72C", "overdue": "CF222E", "unreported": "8250DF", "open": "D0D7DE"}
_SHARES = {Width.FIXED: 2.4, Width.COUNT: 2.3, Width.WIDE: 8.0, Width.NARROW: 4.5}
_ROOM = 25.7
"""Centimetres between the margins of A4 across."""


def write(report: Report, units: Sequence[str]) -> bytes:
    """The report on A4 across, with its figures as bars."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    words = WORDS[report.plan.language]
    made = Document()
    page = made.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    for name in ("Normal", "Heading 1"):
        style: Any = made.styles[name]
        style.font.name = FONT
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{slot}"), FONT)
            fonts.attrib.pop(qn(f"w:{slot}Theme"), None)
    normal: Any = made.styles["Normal"]
    normal.font.size = Pt(11)
    made.core_properties.title = visible(f"{words.title}. {report.plan.title}")
    made.core_properties.author = made.core_properties.comments = ""  # the template names a library there
    made.core_properties.language = str(report.plan.language)
    title = made.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading_run = title.add_run(words.title)
    heading_run.bold, heading_run.font.size = True, Pt(16)
    number_pages(page)
    for line in (report.plan.title, *head(report, units)):
        made.add_paragraph(visible(line)).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add(made, figures_table(report))
    made.add_paragraph()
    for name, figures in by_section(report):
        made.add_paragraph(f"{visible(name)}: {figures.percent} %").paragraph_format.keep_with_next = True
        _bar(made, figures)
    for heading, table in lists(report):
        made.add_heading(heading, 1)
        if table is None:
            made.add_paragraph(words.nothing)
        else:
            _add(made, table)
    return raw(made)


def _add(made: Any, table: Table) -> None:
    """A table with a repeated heading and rows that stay whole."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    rows = [row for _, some in table.groups for row in some]
    grid = made.add_table(rows=1 + len(rows), cols=len(table.columns))
    grid.style = "Table Grid"
    # A number in front is short; the other columns of that kind hold terms and dates.
    shares = [1.5 if column.heading in ("№", "No.", "%") else _SHARES[column.width] for column in table.columns]
    set_widths(grid, tuple(_ROOM * share / sum(shares) for share in shares))
    texts = [[column.heading for column in table.columns], *(["\n".join(one.lines) for one in row] for row in rows)]
    for at, (row, line) in enumerate(zip(grid.rows, texts, strict=True)):
        mark(row._tr, "cantSplit", *([] if at else ["tblHeader"]))
        for place, text, column in zip(row.cells, line, table.columns, strict=True):
            paragraph = place.paragraphs[0]
            paragraph.add_run(visible(text, keep_breaks=True)).bold = not at
            if column.width is Width.COUNT:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _bar(made: Any, figures: Figures) -> None:
    """A row of shaded cells, as wide as each part is of the whole."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    shown = {kind: number for kind, number in figures.parts.items() if number}
    if not shown:
        return
    grid = made.add_table(rows=1, cols=len(shown))
    least = _ROOM / 40  # room for a number
    widths = [max(least, _ROOM * number / figures.total) for number in shown.values()]
    set_widths(grid, tuple(_ROOM * width / sum(widths) for width in widths))
    for place, (kind, number) in zip(grid.rows[0].cells, shown.items(), strict=True):
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _COLOURS[kind])):
            shade.set(qn(f"w:{name}"), value)
        place._tc.get_or_add_tcPr().append(shade)
        run = place.paragraphs[0].add_run(str(number))
        run.font.color.rgb = RGBColor(0, 0, 0) if kind in ("open", "late") else RGBColor(255, 255, 255)
