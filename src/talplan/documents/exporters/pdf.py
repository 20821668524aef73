"""pdf: the official document, for the university's site; set by typst, which comes with the extra `talplan[pdf]`."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from talplan.documents.exporters.document_layout import (
    HANGING,
    LOCALES,
    MARGINS,
    PADDING,
    SHEET,
    WIDTHS,
    Cells,
    cells,
    remark,
    sections,
    shown,
)
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.documents.exporters import Export
    from talplan.documents.official_document import Row
    from talplan.domain.language import Language

_FITS = 20
"""Lines of a row that surely fit on one page; a longer one may break."""

_LETTERS = (4, 60, 14, 22)
"""How many letters surely fit on a line of each column."""


def write(export: Export) -> bytes:
    """The file."""
    try:
        import typst
    except ImportError:
        raise Failure("needs-extra", format="pdf", extra="pdf") from None
    total = sum(len(part.rows) for part in export.document.parts)
    export.progress(0, total)
    template = files("talplan.documents.exporters").joinpath("document.typ").read_bytes()
    data = json.dumps(_data(export), ensure_ascii=False)
    # typst's own font comes first, so that the file looks the same wherever it is made; the machine's fonts are for
    # what that one lacks.
    made = typst.compile(template, format="pdf", sys_inputs={"document": data})
    export.progress(total, total)
    assert isinstance(made, bytes)
    return made


def _data(export: Export) -> dict[str, Any]:
    document = export.document
    return {
        "title": shown(document.title),
        "language": LOCALES[document.language],
        "date": {"year": export.on.year, "month": export.on.month, "day": export.on.day},
        "sheet": SHEET,
        "margins": MARGINS,
        "widths": WIDTHS,
        "hanging": HANGING,
        "padding": PADDING,
        "headings": document.headings,
        "parts": [
            {"heading": heading, "rows": [_row(row, document.language) for row in part.rows]}
            for heading, part in sections(document)
        ],
    }


def _row(row: Row, language: Language) -> dict[str, Any]:
    written, said = cells(row, language), remark(row, language)
    return {"cells": written, "struck": row.cancelled, "remark": said, "long": _is_long(written, said or "")}


def _is_long(written: Cells, said: str) -> bool:
    """Whether the row might be higher than a page: kept together it would run off the sheet."""
    lines = [
        sum(1 + len(line) // letters for entry in entries for line in entry.split("\n"))
        for entries, letters in zip(written, _LETTERS, strict=True)
    ]
    lines[1] += 1 + len(said) // _LETTERS[1] + said.count("\n")
    return max(lines) > _FITS
