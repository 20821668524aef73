"""Documents drawn as text, made in Word, Excel, csv or PDF.

A line is a paragraph, `| a | b` a row of a table; an empty line ends a table. In a row `^` is merged with the cell
above, `<` with the cell to the left, `/` between blanks is a line break. `# a` is a row that is one merged cell, `== a`
a sheet.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

Row = list[str]
Block = tuple[str, str, list[Row]]
"""Kind (line, table or sheet), text, rows."""


def draw(text: str, format: str) -> bytes:  # noqa: A002  (as the program calls it)
    """Return a document of this format."""
    return {"docx": _docx, "xlsx": _xlsx, "csv": _csv, "pdf": _pdf}[format](list(_blocks(text)))


def _blocks(text: str) -> Iterator[Block]:
    rows: list[Row] = []
    for line in [*map(str.strip, text.strip().splitlines()), ""]:
        if line.startswith("|"):
            rows.append([cell.strip().replace(" / ", "\n") for cell in line[1:].split("|")])
        elif line.startswith("# ") and rows:
            rows.append([line[2:], *["<"] * (len(rows[0]) - 1)])
        else:
            if rows:
                yield "table", "", rows
                rows = []
            yield ("sheet", line[3:], []) if line.startswith("== ") else ("line", line, [])


def _spans(rows: list[Row]) -> Iterator[tuple[int, int, int, int, str]]:
    """Yield row, column, height, width and text of each cell."""
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text in ("<", "^"):
                continue
            width = next((n for n in range(1, len(row) - column) if row[column + n] != "<"), len(row) - column)
            below = range(1, len(rows) - at)
            height = next((n for n in below if rows[at + n][column] != "^"), len(rows) - at)
            yield at, column, height, width, text


def _docx(blocks: list[Block]) -> bytes:
    import docx

    document = docx.Document()
    for kind, text, rows in blocks:
        if kind == "line":
            document.add_paragraph(text)
            continue
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for at, column, height, width, cell in _spans(rows):
            place: Any = table.cell(at, column)
            if height > 1 or width > 1:
                place = place.merge(table.cell(at + height - 1, column + width - 1))
            first, *others = cell.split("\n")
            place.text = first
            for line in others:
                place.add_paragraph(line)
    return _saved(document)


def _xlsx(blocks: list[Block]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    number = 0
    for kind, text, rows in blocks:
        if kind == "sheet":
            sheet = book.create_sheet(text) if number else sheet
            sheet.title = text
            number = 0
        elif kind == "line":
            number += 1
            sheet.cell(number, 1, text)
        for at, column, height, width, cell in _spans(rows):
            top, left = number + at + 1, column + 1
            sheet.cell(top, left, int(cell) if cell.isdecimal() else cell or None)
            if height > 1 or width > 1:
                sheet.merge_cells(None, top, left, top + height - 1, left + width - 1)
        number += len(rows)
    return _saved(book)


def _csv(blocks: list[Block]) -> bytes:
    lines = StringIO()
    writer = csv.writer(lines, delimiter=";")
    for kind, text, rows in blocks:
        writer.writerows([[text]] if kind == "line" else rows)
    return lines.getvalue().encode("cp1251")


def _pdf(blocks: list[Block]) -> bytes:
    import typst

    lines = ['#set page(paper: "a4", flipped: true, margin: 1.5cm)', '#set text(size: 11pt, font: "Libertinus Serif")']
    for kind, text, rows in blocks:
        if kind == "line":
            lines.append(f"#{_quoted(text)} \\\n")
            continue
        cells = [
            f"table.cell(x: {column}, y: {at}, rowspan: {height}, colspan: {width})[{_joined(cell)}]"
            for at, column, height, width, cell in _spans(rows)
        ]
        columns = ", ".join(["1.2cm", "8cm", "3cm", "4.5cm", *["4cm"] * 9][: len(rows[0])])
        lines.append(f"#table(columns: ({columns}), {', '.join(cells)})")
    made = typst.compile("\n".join(lines).encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _joined(cell: str) -> str:
    return " \\ ".join(f"#{_quoted(line)}" for line in cell.split("\n"))


def _saved(document: Any) -> bytes:
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()
