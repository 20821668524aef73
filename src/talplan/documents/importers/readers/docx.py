"""Read Word documents: every table of the body with the paragraphs before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from talplan.documents.importers.grid import Grid, GridRow, ProgressCallback, RowLocation, clean
from talplan.documents.importers.readers.office_zip import open_archive

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
_STRUCK = (f"{_W}strike", f"{_W}dstrike")
# Wrappers around paragraphs, tables, rows and cells: content controls, tracked insertions.
_AROUND = {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
# Deleted text, and text that is not shown.
_LEFT_OUT = {f"{_W}{name}" for name in ("pPr", "rPr", "del", "moveFrom", "instrText")} | {_FALLBACK}


def read(raw: bytes, progress: ProgressCallback) -> list[Grid]:
    """Read the tables of a document."""
    open_archive(raw, "docx", "word/document.xml")
    import docx

    return list(_grids(docx.Document(BytesIO(raw)), progress))


def _grids(document: Any, progress: ProgressCallback) -> Iterator[Grid]:
    numbering = _Numbering(document)
    before: list[str] = []
    title = clean(document.core_properties.title or "")
    number = 0
    for block in _inside(document.element.body, ("p", "tbl")):
        if block.tag == f"{_W}p":
            before += clean(_text(block)).split("\n")
        else:
            number += 1
            yield Grid(tuple(before), tuple(_rows(block, number, numbering, progress)), title=title)
            before = []


def _inside(element: Any, names: tuple[str, ...]) -> Iterator[Any]:
    """Yield the children of these names, also inside wrappers."""
    tags = {f"{_W}{name}" for name in names}
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _AROUND:
            yield from _inside(child, names)


def _rows(table: Any, number: int, numbering: _Numbering, progress: ProgressCallback) -> Iterator[GridRow]:
    above: dict[int, str] = {}
    rows = list(_inside(table, ("tr",)))
    width = max((sum(_span(cell) for cell in _inside(row, ("tc",))) for row in rows), default=0)
    for at, row in enumerate(rows, start=1):
        yield _row(row, RowLocation("table", str(number), at), width, above, numbering)
        progress(at, len(rows))


def _row(row: Any, where: RowLocation, width: int, above: dict[int, str], numbering: _Numbering) -> GridRow:
    """Read one row; `above` maps a column to its last text, which merged cells repeat, and is updated."""
    texts: list[str] = [""] * _skipped(row)
    struck = {}
    continued = set()
    cells = list(_inside(row, ("tc",)))
    for cell in cells:
        column = len(texts)
        if _is_continued(cell):
            continued.add(column)
        else:
            above[column] = clean(_cell_text(cell, numbering))
            struck[column] = clean(_struck(cell))
        texts += [above.get(column, ""), *[""] * (_span(cell) - 1)]
    whole = len(texts) >= width and (len(cells) == 1 < width or len(cells) == 2 < width - 1 == _span(cells[1]))
    gone = {column: text for column, text in struck.items() if text}
    return GridRow(where, tuple(texts), whole, frozenset(continued), gone)


def _value(element: Any, *way: str) -> Any:
    """Return the `w:val` at a path of child elements, or None."""
    for name in way:
        element = element.find(f"{_W}{name}") if element is not None else None
    return None if element is None else element.get(f"{_W}val", "")


def _whole_number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 5 else 0


def _span(cell: Any) -> int:
    return min(max(1, _whole_number(_value(cell, "tcPr", "gridSpan"))), 64)


def _skipped(row: Any) -> int:
    return min(_whole_number(_value(row, "trPr", "gridBefore")), 64)


def _is_continued(cell: Any) -> bool:
    """Whether the cell is merged with the one above."""
    return _value(cell, "tcPr", "vMerge") in ("", "continue")


def _cell_text(cell: Any, numbering: _Numbering) -> str:
    """Return the paragraphs of a cell, one per line; an empty one in a numbered list gives its number."""
    return "\n".join(_text(paragraph).strip() or numbering.number(paragraph) for paragraph in cell.iter(f"{_W}p"))


def _struck(cell: Any) -> str:
    """Return the struck-through text of a cell."""
    if next(cell.iter(*_STRUCK), None) is None:
        return ""
    runs = (run for run in cell.iter(f"{_W}r") if any(_is_on(run.find(f"{_W}rPr/{name}")) for name in _STRUCK))
    return "".join(map(_text, runs))


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(f"{_W}val") not in ("0", "false", "off")


def _text(paragraph: Any) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        elif child.tag not in _LEFT_OUT and child.tag != f"{_W}p":
            yield from _pieces(child)


class _Numbering:
    """Counts the list numbers of paragraphs: many № columns have no other numbers."""

    def __init__(self, document: Any) -> None:
        self.counted: Counter[str] = Counter()
        self.first: dict[str, int] = {}
        styles = {
            style.get(f"{_W}styleId"): _value(style, "pPr", "numPr", "numId") for style in document.styles.element
        }
        self.styles = {style: number for style, number in styles.items() if style and number}
        try:
            part = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        lists = {definition.get(f"{_W}abstractNumId"): definition for definition in part.iter(f"{_W}abstractNum")}
        for number in part.iter(f"{_W}num"):
            level = next(lists[_value(number, "abstractNumId")].iter(f"{_W}lvl"), None)
            if _value(level, "numFmt") == "decimal":
                start = _value(number, "lvlOverride", "startOverride") or _value(level, "start")
                self.first[number.get(f"{_W}numId")] = _whole_number(start) or 1

    def number(self, paragraph: Any) -> str:
        """Return the number of a paragraph in its list, "" if it has none."""
        name = _value(paragraph, "pPr", "numPr", "numId") or self.styles.get(_value(paragraph, "pPr", "pStyle"))
        if name not in self.first:
            return ""
        self.counted[name] += 1
        return str(self.first[name] + self.counted[name] - 1)
