"""Read Word documents: every table of the body with the paragraphs before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from talplan.documents.importers.grid import Grid, GridRow, ProgressCallback, ReadingLimits, RowLocation, clean
from talplan.documents.importers.readers.office_zip import OfficeArchive, open_archive

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
    archive = open_archive(raw, "docx")
    parts = dict(archive.related(archive.main_part).values())
    return list(_grids(archive, _Numbering(archive, parts), progress))


def _grids(archive: OfficeArchive, numbering: _Numbering, progress: ProgressCallback) -> Iterator[Grid]:
    limits = ReadingLimits()
    before: list[str] = []
    title = clean(archive.title)
    rows: list[_Row] = []
    number = 0
    for event, element in archive.events(archive.main_part, (f"{_W}p", f"{_W}tr"), (f"{_W}tbl",)):
        if event == "start":
            number += 1
        elif event == "stop":
            yield Grid(tuple(before), tuple(_rows(rows, number)), title=title)
            before, rows = [], []
        elif any(parent.tag in _LEFT_OUT for parent in element.iterancestors()):
            continue
        elif element.tag == f"{_W}p":
            limits.count_paragraph()
            before += clean(_text(element)).split("\n")
        else:
            rows.append(_Row(element, numbering, limits))
            limits.count(rows[-1].texts)
            progress(archive.unpacked, max(archive.unpacked, archive.sizes[archive.main_part]))


def _inside(element: Any, name: str) -> Iterator[Any]:
    """Yield the children of this name, also inside wrappers."""
    for child in element:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in _AROUND:
            yield from _inside(child, name)


class _Row:
    """The content of a row, before the width of its table is known."""

    def __init__(self, row: Any, numbering: _Numbering, limits: ReadingLimits) -> None:
        self.texts: list[str] = [""] * _skipped(row)
        self.struck: dict[int, str] = {}
        self.continued: set[int] = set()
        self.spans: list[int] = []
        """The widths of its cells in columns."""
        for cell in _inside(row, "tc"):
            column = len(self.texts)
            text = ""
            if _is_continued(cell):
                self.continued.add(column)
            else:
                text = clean(_cell_text(cell, numbering, limits))
                if struck := clean(_struck(cell)):
                    self.struck[column] = struck
            self.spans.append(_span(cell))
            self.texts += [text, *[""] * (self.spans[-1] - 1)]


def _rows(rows: list[_Row], number: int) -> Iterator[GridRow]:
    """Yield the rows of a table; a cell merged with the one above repeats its text."""
    above: dict[int, str] = {}
    width = max((sum(row.spans) for row in rows), default=0)
    for at, row in enumerate(rows, start=1):
        for column in row.continued:
            row.texts[column] = above.get(column, "")
        above.update(enumerate(row.texts))
        cells = len(row.spans)
        whole = len(row.texts) >= width and (cells == 1 < width or cells == 2 < width - 1 == row.spans[1])
        location = RowLocation("table", str(number), at)
        yield GridRow(location, tuple(row.texts), whole, frozenset(row.continued), row.struck)


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


def _cell_text(cell: Any, numbering: _Numbering, limits: ReadingLimits) -> str:
    """Return the paragraphs of a cell, one per line; an empty one in a numbered list gives its number."""
    lines = []
    for paragraph in cell.iter(f"{_W}p"):
        limits.count_paragraph()
        lines.append(_text(paragraph).strip() or numbering.number(paragraph))
    return "\n".join(lines)


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
    """Yield the pieces of text of a paragraph or run, without those of paragraphs inside it."""
    stack = [iter(element)]
    while stack:
        for child in stack[-1]:
            if child.tag == f"{_W}t":
                yield child.text or ""
            elif child.tag in _MARKS:
                yield _MARKS[child.tag]
            elif child.tag not in _LEFT_OUT and child.tag != f"{_W}p" and not _is_placeholder(child):
                stack.append(iter(child))
                break
        else:
            stack.pop()


def _is_placeholder(element: Any) -> bool:
    """Whether it is a content control that nothing was written into: it contains what it asks for."""
    return element.tag == f"{_W}sdt" and _is_on(element.find(f"{_W}sdtPr/{_W}showingPlcHdr"))


class _Numbering:
    """Counts the list numbers of paragraphs: many № columns have no other numbers."""

    def __init__(self, archive: OfficeArchive, parts: dict[str, str]) -> None:
        self.counted: Counter[str] = Counter()
        self.first: dict[str, int] = {}
        self.styles: dict[str, str] = {}
        for style in archive.elements(parts.get("styles", ""), f"{_W}style"):
            if number := _value(style, "pPr", "numPr", "numId"):
                self.styles[style.get(f"{_W}styleId", "")] = number
        starts: dict[str, str] = {}
        for entry in archive.elements(parts.get("numbering", ""), f"{_W}abstractNum", f"{_W}num"):
            if entry.tag == f"{_W}abstractNum":
                level = entry.find(f"{_W}lvl")
                if _value(level, "numFmt") == "decimal":
                    starts[entry.get(f"{_W}abstractNumId", "")] = _value(level, "start")
            elif (definition := _value(entry, "abstractNumId")) in starts:
                start = _value(entry, "lvlOverride", "startOverride") or starts[definition]
                self.first[entry.get(f"{_W}numId", "")] = _whole_number(start) or 1

    def number(self, paragraph: Any) -> str:
        """Return the number of a paragraph in its list, "" if it has none."""
        name = _value(paragraph, "pPr", "numPr", "numId") or self.styles.get(_value(paragraph, "pPr", "pStyle"))
        if name not in self.first:
            return ""
        self.counted[name] += 1
        return str(self.first[name] + self.counted[name] - 1)
