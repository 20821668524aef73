"""pdf: a document for a site or a signature; set by typst, which comes with the extra `talplan[pdf]`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from talplan.documents.document import (
    COLOURS,
    HAND,
    HANGING,
    LOCALES,
    MARGINS,
    PADDING,
    SHEET,
    SIDE,
    Column,
    Document,
    Line,
    Paragraph,
    ProgressCallback,
    Row,
    Table,
    kept_with_next,
    signature_height,
    visible,
)
from talplan.problem import Failure

_FITS = 20
"""Lines of a row that surely fit on one page; a longer row may break."""
_PAGE = 13.0
"""Height of a page below the headings of a table, with some to spare."""
_LINE = 0.5
"""Height of a line."""
_LETTERS = 3.6
"""Letters that surely fit on a centimetre."""


def write(document: Document, progress: ProgressCallback) -> bytes:
    """Return the file. Raises Failure("needs-extra") if typst is not installed."""
    try:
        import typst
    except ImportError:
        raise Failure("needs-extra", format="pdf", extra="pdf") from None
    progress(0, document.rows)
    template = files("talplan.documents.writers").joinpath("document.typ").read_bytes()
    data = json.dumps(_data(document), ensure_ascii=False)
    # typst's own font comes first, so that the file looks the same wherever it is made; the machine's fonts are for
    # what that one lacks.
    pdf = typst.compile(template, format="pdf", sys_inputs={"document": data})
    progress(document.rows, document.rows)
    assert isinstance(pdf, bytes)
    return pdf


def _data(document: Document) -> dict[str, Any]:
    return {
        "title": visible(document.title),
        "language": LOCALES[document.language],
        "date": {"year": document.day.year, "month": document.day.month, "day": document.day.day},
        "sheet": SHEET,
        "margins": MARGINS,
        "side": SIDE,
        "hand": HAND,
        "hanging": HANGING,
        "padding": PADDING,
        "colours": {tone: text for tone, (text, _) in COLOURS.items()},
        "blocks": _blocks(document),
    }


def _blocks(document: Document) -> list[dict[str, Any]]:
    """Return the blocks; the first signatures go on the page of what is above them, a last row or a paragraph."""
    blocks = list(map(_block, document.blocks))
    groups = _signature_groups(document.signatures)
    if groups and _fits_below(document.blocks[-1], groups[0]):
        blocks[-1]["signed"] = list(map(_line, groups.pop(0)))
    elif groups:
        blocks[-1]["kept"] = True
    return blocks + list(map(_signatures, groups))


def _signature_groups(signatures: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = [[]]
    for line, kept in zip(signatures, kept_with_next(signatures), strict=True):
        groups[-1].append(line)
        if not kept:
            groups.append([])
    return groups[:-1]


def _signatures(lines: Sequence[Line]) -> dict[str, Any]:
    whole = sum(map(signature_height, lines)) <= _PAGE
    return {"style": "signatures", "lines": list(map(_line, lines)), "whole": whole}


def _fits_below(block: Paragraph | Table, lines: Sequence[Line]) -> bool:
    """Return whether the last row of a table and these signatures surely fit on one page."""
    last = next(reversed(list(block.rows)), None) if isinstance(block, Table) else None
    if not isinstance(block, Table) or last is None or last.heading:
        return False
    return _LINE * _count_lines(last, block.columns) + sum(map(signature_height, lines)) <= _PAGE


def _block(block: Paragraph | Table) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"style": block.style, "lines": list(map(_line, block.lines))}
    columns = [
        {"heading": visible(column.heading), "width": column.width, "kind": column.kind} for column in block.columns
    ]
    rows = [_row(row, block.columns) for row in block.rows]
    return {"style": "table", "columns": columns, "rows": rows, "head_size": block.head_size, "signed": None}


def _row(row: Row, columns: tuple[Column, ...]) -> dict[str, Any]:
    cells = [list(map(_line, cell.lines)) for cell in row.cells]
    return {"cells": cells, "heading": row.heading, "long": not row.heading and _is_long(row, columns)}


def _line(line: Line) -> list[dict[str, Any]]:
    return [{**run._asdict(), "text": visible(run.text)} for run in line]


def _is_long(row: Row, columns: tuple[Column, ...]) -> bool:
    """Return whether the row might be higher than a page: kept together it would run off the sheet."""
    return _count_lines(row, columns) > _FITS


def _count_lines(row: Row, columns: tuple[Column, ...]) -> int:
    """Return how many lines the row has at most."""
    heights = (
        sum(
            1 + len(text) // max(1, int(column.width * _LETTERS))
            for line in cell.lines
            for text in "".join(run.text for run in line).split("\n")
        )
        for cell, column in zip(row.cells, columns, strict=True)
    )
    return max(heights)
