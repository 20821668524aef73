"""docx: the official document as the university prints it."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from talplan.documents.exporters import docx_styles
from talplan.documents.exporters.document_layout import PADDING, WIDTHS, cells, remark, sections, shown

if TYPE_CHECKING:
    from docx.table import Table

    from talplan.documents.exporters import Export
    from talplan.documents.official_document import Row
    from talplan.domain.language import Language

_STEP = 100
"""Rows after which progress is told."""


def write(export: Export) -> bytes:
    """The file."""
    document = export.document
    title = shown(document.title)
    made = docx_styles.blank(title, document.language, export.on)
    made.add_paragraph(title, style="Title")
    table = made.add_table(rows=4, cols=len(WIDTHS), style="Table Grid")
    docx_styles.set_widths(table, WIDTHS)
    docx_styles.set_padding(table, PADDING)
    patterns = _Patterns(table)
    docx_styles.fill_head(table.rows[0], document.headings)
    total, done = sum(len(part.rows) for part in document.parts), 0
    for heading, part in sections(document):
        if heading:
            table._tbl.append(patterns.heading(heading))
        for row in part.rows:
            table._tbl.append(patterns.item(row, document.language))
            done += 1
            if done % _STEP == 0:
                export.progress(done, total)
    return docx_styles.raw(made)


class _Patterns:
    """One row of each kind, made by python-docx, to be copied: making every row anew takes it minutes."""

    def __init__(self, table: Table) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        plain, struck, heading = table.rows[1:]
        for row in (plain, struck):
            docx_styles.mark(row._tr, "cantSplit")
            row.cells[0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            docx_styles.hang(row.cells[-1].paragraphs[0])
            for cell in row.cells:
                cell.paragraphs[0].add_run().font.strike = True if row is struck else None
        merged = heading.cells[0].merge(heading.cells[-1])
        merged.paragraphs[0].style = "Heading 1"
        merged.paragraphs[0].add_run()
        docx_styles.mark(heading._tr, "cantSplit")
        self._plain, self._struck, self._heading = plain._tr, struck._tr, heading._tr
        for row in (plain, struck, heading):
            table._tbl.remove(row._tr)

    def heading(self, text: str) -> Any:
        made = deepcopy(self._heading)
        made.tc_lst[0].p_lst[0].r_lst[0].text = text
        return made

    def item(self, row: Row, language: Language) -> Any:
        made = deepcopy(self._struck if row.cancelled else self._plain)
        for cell, entries in zip(made.tc_lst, cells(row, language), strict=True):
            docx_styles.fill(cell, entries)
        if (said := remark(row, language)) is not None:
            _add_remark(made.tc_lst[1], said)
        return made


def _add_remark(cell: Any, text: str) -> None:
    """Below the task, in italics, not struck through."""
    from docx.text.run import Run

    paragraph = deepcopy(cell.p_lst[0])
    run = Run(paragraph.r_lst[0], cell)
    run.text, run.font.strike, run.font.italic = text, None, True
    cell.append(paragraph)
