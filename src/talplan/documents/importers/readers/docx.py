"""Read Word documents: every table of the body with the paragraphs before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from talplan.documents.importers.column_headings import FindHeader
from talplan.documents.importers.grid import (
    Grid,
    GridRow,
    ProgressCallback,
    ReadingLimits,
    RowLocation,
    RowRemark,
    clean,
)
from talplan.documents.importers.readers.docx_styles import (
    Lists,
    Styles,
    W,
    first_child,
    is_on,
    read_sign,
    read_text,
    value,
    whole_number,
)
from talplan.documents.importers.readers.office_zip import OfficeArchive, open_archive

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_P, _R, _T, _TC, _SYM, _PPR, _RPR = (W + name for name in ("p", "r", "t", "tc", "sym", "pPr", "rPr"))
_FOOTNOTE = f"{W}footnoteReference"
_TCPR, _SDT, _P_STYLE, _NUM_PR, _VAL = (W + name for name in ("tcPr", "sdt", "pStyle", "numPr", "val"))
_MERGED = _GRID_SPAN, _H_MERGE, _V_MERGE = tuple(W + name for name in ("gridSpan", "hMerge", "vMerge"))
_MARKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}
_STRUCK = (f"{W}strike", f"{W}dstrike")
# Wrappers around paragraphs, tables, rows and cells: content controls, tracked insertions.
_AROUND = {W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
# Deleted text, and text that is not shown.
_LEFT_OUT = {W + name for name in ("pPr", "rPr", "del", "moveFrom", "instrText")} | {_FALLBACK}


def read(raw: bytes, progress: ProgressCallback, _find: FindHeader) -> list[Grid]:
    """Read the tables of a document."""
    archive = open_archive(raw, "docx")
    return list(_grids(archive, _Texts(archive), progress))


def _grids(archive: OfficeArchive, texts: _Texts, progress: ProgressCallback) -> Iterator[Grid]:
    limits = ReadingLimits()
    before: list[str] = []
    headings: set[str] = set()
    title = clean(archive.title)
    rows: list[_Row] = []
    number = 0
    for event, element in archive.events(archive.main_part, (_P, f"{W}tr"), (f"{W}tbl",)):
        if event == "start":
            number += 1
            limits.count_paragraph()
        elif event == "stop":
            yield Grid(tuple(before), tuple(_rows(rows, number)), title=title, headings=frozenset(headings))
            before, rows, headings = [], [], set()
        elif any(parent.tag in _LEFT_OUT for parent in element.iterancestors()):
            continue
        elif element.tag == _P:
            limits.count_paragraph()
            lines = clean(texts.read(element)).split("\n")
            texts.take_remarks()
            if texts.is_heading(element):
                headings.update(lines)
                lines = ["", *lines, ""]  # no part of a title above or below
            before += lines
        elif element.find(f"{W}trPr/{W}del") is None:
            rows.append(_Row(element, texts, limits))
            limits.count(rows[-1].texts)
            progress(archive.unpacked, max(archive.unpacked, archive.sizes[archive.main_part]))
    if any(before):
        yield Grid(tuple(before), title=title)


def _cells(row: Any) -> Iterator[Any]:
    """Yield the cells of a row, also inside wrappers."""
    for child in row:
        if child.tag == _TC:
            yield child
        elif child.tag in _AROUND:
            yield from _cells(child)


class _Row:
    """The content of a row, before the width of its table is known."""

    def __init__(self, row: Any, texts: _Texts, limits: ReadingLimits) -> None:
        properties = row.find(f"{W}trPr")
        self.texts: list[str] = [""] * min(whole_number(value(properties, "gridBefore")), 64)
        self.struck: dict[int, str] = {}
        self.continued: set[int] = set()
        self.spans: list[int] = []
        """The widths of its cells in columns."""
        self.hidden = properties is not None and is_on(properties.find(f"{W}hidden"))
        for cell in _cells(row):
            self._add(cell, texts, limits)
        self.remarks = texts.take_remarks()

    def _add(self, cell: Any, texts: _Texts, limits: ReadingLimits) -> None:
        column = len(self.texts)
        merged = {child.tag: child.get(_VAL, "") for child in first_child(cell, _TCPR) if child.tag in _MERGED}
        span = min(max(1, whole_number(merged.get(_GRID_SPAN))), 64)
        if self.spans and merged.get(_H_MERGE) in ("", "continue"):
            self.spans[-1] += span
            self.texts += [""] * span
            return
        text = ""
        if merged.get(_V_MERGE) in ("", "continue"):
            self.continued.add(column)
        else:
            lines = []
            for paragraph in cell.iter(_P):
                limits.count_paragraph()
                lines.append(texts.read(paragraph))
            text = clean("\n".join(lines))
            if struck := clean(_struck(cell)):
                self.struck[column] = struck
        self.spans.append(span)
        self.texts += [text, *[""] * (span - 1)]


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
        continued = frozenset(row.continued)
        yield GridRow(location, tuple(row.texts), whole, continued, row.struck, hidden=row.hidden, remarks=row.remarks)


def _struck(cell: Any) -> str:
    """Return the struck-through text of a cell."""
    if next(cell.iter(*_STRUCK), None) is None:
        return ""
    runs = (run for run in cell.iter(_R) if any(is_on(run.find(f"{_RPR}/{name}")) for name in _STRUCK))
    return "".join(text for run in runs for text, _ in _pieces(run) if isinstance(text, str))


def _pieces(element: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the texts of a paragraph or run, without those of paragraphs inside it, each with the properties of its
    run; a sign of a symbol font and the mark of a footnote as their elements."""
    stack: list[tuple[Any, Any]] = [(iter(element), ())]
    while stack:
        children, properties = stack[-1]
        for child in children:
            tag = child.tag
            if tag in (_T, _FORMULA):
                yield child.text or "", properties
            elif tag in _MARKS:
                yield _MARKS[tag], properties
            elif tag in (_SYM, _FOOTNOTE):
                yield child, properties
            elif tag not in _LEFT_OUT and tag != _P and not _is_placeholder(child):
                stack.append((iter(child), first_child(child, _RPR) if tag == _R else properties))
                break
        else:
            stack.pop()


def _is_placeholder(element: Any) -> bool:
    """Whether it is a content control that nothing was written into: it contains what it asks for."""
    return element.tag == _SDT and is_on(element.find(f"{W}sdtPr/{W}showingPlcHdr"))


def _read_footnotes(archive: OfficeArchive, part: str) -> Iterator[tuple[str, str]]:
    """Yield the id and the text of each footnote."""
    for note in archive.elements(part, f"{W}footnote"):
        texts = (text for paragraph in note.iter(_P) for text, _ in _pieces(paragraph) if isinstance(text, str))
        yield note.get(f"{W}id", ""), clean(" ".join("".join(texts).split()))


class _Texts:
    """Reads paragraphs as Word shows them: with the numbers of lists, without hidden text, signs as Unicode."""

    def __init__(self, archive: OfficeArchive) -> None:
        parts = dict(archive.related(archive.main_part).values())
        self._styles = Styles(archive, parts.get("styles", ""))
        self._lists = Lists(archive, parts.get("numbering", ""))
        self._hidden: list[str] = []
        self._footnotes = dict(_read_footnotes(archive, parts.get("footnotes", "")))
        self._noted: list[str] = []

    def read(self, paragraph: Any) -> str:
        """Return the text of a paragraph; its hidden text is kept for `take_remarks`."""
        style = listed = None
        for child in first_child(paragraph, _PPR):
            if child.tag == _P_STYLE:
                style = child.get(_VAL, "")
            elif child.tag == _NUM_PR:
                listed = child
        text = "".join([self._shown(piece, run, style) for piece, run in _pieces(paragraph)]).strip()
        list_id, level = self._styles.list_place(style, listed)
        number = self._lists.number(list_id, level) if list_id else ""
        if number == "-" and not text:
            return ""
        return f"{number} {text}".strip() if number else text

    def is_heading(self, paragraph: Any) -> bool:
        """Return whether a paragraph has the style of a heading."""
        return self._styles.is_heading(value(paragraph, "pPr", "pStyle"))

    def take_remarks(self) -> tuple[RowRemark, ...]:
        """Return the remarks on what was read since the last call."""
        hidden = " ".join("".join(self._hidden).split())
        remarks = [("hidden-text", {"text": hidden})] if hidden else []
        remarks += [("footnote", {"text": text}) for text in self._noted]
        self._hidden.clear()
        self._noted.clear()
        return tuple(remarks)

    def _shown(self, piece: Any, run: Any, style: str | None) -> str:
        if not isinstance(piece, str) and piece.tag == _FOOTNOTE:
            self._noted += filter(None, [self._footnotes.get(piece.get(f"{W}id", ""))])
            return ""
        hidden, font = self._styles.look(run, style)
        text = read_text(piece, font) if isinstance(piece, str) else read_sign(piece)
        if hidden:
            self._hidden.append(text)
        return "" if hidden else text
