"""A report as a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from talplan.documents.exporters import docx_styles
from talplan.documents.exporters.document_layout import MARGINS, PADDING, SHEET, shown
from talplan.documents.reports.report_tables import by_section, figures_table, head, legend, lists, said_in
from talplan.domain.standing import Tally
from talplan.queries.execution_report import Report
from talplan.views.page import Table, Width

if TYPE_CHECKING:
    from docx.document import Document

_COLOURS = {"done": "2DA44E", "late": "D4A72C", "overdue": "CF222E", "not_reported": "8250DF", "open": "D0D7DE"}
_SHARES = {Width.FIXED: 3.0, Width.COUNT: 3.7, Width.WIDE: 7.5, Width.NARROW: 4.6}
_ROOM = SHEET[0] - MARGINS[1] - MARGINS[3]
"""Centimetres between the margins."""


def write(report: Report, units: Sequence[str]) -> bytes:
    """The report on the sheet of the official document, with its figures as bars."""
    said = said_in(report.plan.language)
    made = _blank(report)
    made.add_paragraph(said.title, style="Title")
    for line in (report.plan.title, *head(report, units)):
        _add_centred(made, shown(line))
    made.add_paragraph()
    _add_table(made, figures_table(report))
    for name, figures in by_section(report):
        _add_bar(made, f"{shown(name)}: {figures.percent} %", figures)
    _add_legend(made, report)
    for heading, table in lists(report):
        made.add_heading(heading, 1)
        if table is None:
            _add_centred(made, said.nothing)
        else:
            _add_table(made, table)
    return docx_styles.raw(made)


def _blank(report: Report) -> Document:
    from docx.shared import Pt

    title = shown(f"{said_in(report.plan.language).title}. {report.plan.title}")
    made = docx_styles.blank(title, report.plan.language, report.filters.on)
    styles: Any = made.styles
    styles["Normal"].font.size = Pt(11)
    shape = styles["Heading 1"].paragraph_format
    shape.space_before, shape.space_after = Pt(14), Pt(4)
    return made


def _add_centred(made: Document, text: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    made.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_table(made: Document, table: Table) -> None:
    """A table with a repeated heading and rows that stay whole."""
    grid = made.add_table(rows=2, cols=len(table.columns), style="Table Grid")
    # A number in front is short; the other columns of that kind hold terms and dates.
    shares = [1.2 if column.heading in ("№", "No.", "%") else _SHARES[column.width] for column in table.columns]
    docx_styles.set_widths(grid, tuple(_ROOM * share / sum(shares) for share in shares))
    docx_styles.set_padding(grid, PADDING)
    first, pattern = grid.rows
    docx_styles.fill_head(first, [column.heading for column in table.columns])
    _shape(pattern, table)
    grid._tbl.remove(pattern._tr)
    for _, rows in table.groups:
        for row in rows:
            copied = deepcopy(pattern._tr)
            for place, one in zip(copied.tc_lst, row, strict=True):
                docx_styles.fill(place, [shown(line) for line in one.lines])
            grid._tbl.append(copied)


def _shape(row: Any, table: Table) -> None:
    """Makes the row one that others are copied from: making every row anew takes python-docx four times as long."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    docx_styles.mark(row._tr, "cantSplit")
    for place, column in zip(row.cells, table.columns, strict=True):
        paragraph = place.paragraphs[0]
        paragraph.add_run()
        if column.width is Width.COUNT:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif column.width is Width.NARROW:
            docx_styles.hang(paragraph)


def _add_bar(made: Document, label: str, figures: Tally) -> None:
    """A row of shaded cells below its label, as wide as each part is of the whole."""
    from docx.shared import Pt

    above = made.add_paragraph(label).paragraph_format
    above.keep_with_next, above.space_before = True, Pt(6)
    parts = {kind: number for kind, number in figures.parts.items() if number}
    if not parts:
        return
    grid = made.add_table(rows=1, cols=len(parts))
    least = _ROOM / 40  # room for a number
    widths = [max(least, _ROOM * number / figures.total) for number in parts.values()]
    docx_styles.set_widths(grid, tuple(_ROOM * width / sum(widths) for width in widths))
    for place, (kind, number) in zip(grid.rows[0].cells, parts.items(), strict=True):
        _shade(place, _COLOURS[kind], str(number), dark=kind not in ("open", "late"))


def _shade(place: Any, colour: str, text: str, *, dark: bool) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.shared import RGBColor

    shade = OxmlElement("w:shd", {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): colour})
    place._tc.get_or_add_tcPr().append(shade)
    place.paragraphs[0].add_run(text).font.color.rgb = RGBColor(*[255 if dark else 0] * 3)


def _add_legend(made: Document, report: Report) -> None:
    """What the colours of the bars mean."""
    from docx.shared import Pt, RGBColor

    paragraph = made.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    for kind, said in legend(report).items():
        paragraph.add_run("■ ").font.color.rgb = RGBColor.from_string(_COLOURS[kind])
        paragraph.add_run(f"{said}    ")
