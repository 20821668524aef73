"""Find the columns that `--columns` names by number, letter or heading: `number=1,task=C,term=Срок`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from talplan.documents.importers.column_headings import (
    Columns,
    Header,
    continue_headings,
    find_header,
    guess_language,
    normalize_heading,
)
from talplan.documents.importers.grid import Grid, GridRow, one_line
from talplan.domain.spelling import normalize
from talplan.problem import Failure

_KINDS = {
    "number": "number",
    "task": "task",
    "term": "due",
    "due": "due",
    "unit": "units",
    "units": "units",
    "section": "section",
}
_ENTRY = re.compile(rf"\s*({'|'.join(_KINDS)})\s*=\s*", re.IGNORECASE)
_MOST = 1000


@dataclass(frozen=True, slots=True)
class NamedColumns:
    """The columns that the user names, by kind; a column that is not named is found by its heading."""

    names: Mapping[str, str]

    def find(self, rows: Sequence[GridRow]) -> Header | None:
        """Return the header of a table with the named columns; None if it has not all of them."""
        usual = find_header(rows)
        top = self._heading_row(rows) if usual is None else usual.first
        if usual is None and top is not None:
            start, cells = continue_headings(rows, top)
        elif usual is not None:
            start, cells = usual.start, usual.columns.labels
        else:
            start, cells = 0, ("",) * max((len(row.cells) for row in rows), default=0)
        places = {kind: self._place(name, cells, rows) for kind, name in self.names.items()}
        columns = _build(cells, places, usual.columns if usual else None)
        return Header(top or 0, start, columns) if columns else None

    def check(self, grids: Sequence[Grid], headings: Sequence[str]) -> None:
        """Raise Failure `import-no-such-column` for a column that no table has."""
        rows = [row for grid in grids for row in grid.rows]
        for name in self.names.values():
            heading = any(_is_heading(name, cell) for row in rows for cell in row.cells)
            if not heading and self._place(name, (), rows) is None:
                raise Failure("import-no-such-column", name=name, known=list(headings))

    def _heading_row(self, rows: Sequence[GridRow]) -> int | None:
        """Return the index of the row of headings: the one with the named headings, or the first one with a text in
        each named column that is no item."""
        headings = [name for name in self.names.values() if not _is_place(name)]
        for index, row in enumerate(rows[:_MOST]):
            if headings and all(any(_is_heading(name, cell) for cell in row.cells) for name in headings):
                return index
        if headings:
            return None
        for index, row in enumerate(rows[:_MOST]):
            places = {kind: self._place(name, row.cells, rows) for kind, name in self.names.items()}
            texts = {kind: row.cells[at] for kind, at in places.items() if at is not None and at < len(row.cells)}
            if not row.whole and all(texts.get(kind) for kind in ("task", "units") if kind in places):
                return None if _is_item(texts) else index
        return None

    def _place(self, name: str, cells: Sequence[str], rows: Sequence[GridRow]) -> int | None:
        place = next((at for at, cell in enumerate(cells) if _is_heading(name, cell)), None)
        if place is None and name.isdecimal():
            place = int(name) - 1
        elif place is None and _is_place(name):
            place = 0
            for letter in name.upper():
                place = place * 26 + ord(letter) - 64
            place -= 1
        width = max((len(row.cells) for row in rows), default=0)
        return place if place is not None and 0 <= place < width else None


def parse_columns(text: str) -> NamedColumns:
    """Read the option `--columns`; Failure `bad-columns` if it is not understood."""
    entries = list(_ENTRY.finditer(text))
    starts = [match for match in entries if not match.start() or text[match.start() - 1] in ",;"]
    ends = [match.start() for match in starts[1:]] + [len(text)]
    if not starts or starts[0].start():
        raise Failure("bad-columns", text=text)
    names = {
        _KINDS[match[1].casefold()]: text[match.end() : end].strip(" ,;\"'")
        for match, end in zip(starts, ends, strict=True)
    }
    if not all(names.values()) or len(names) < len(starts):
        raise Failure("bad-columns", text=text)
    return NamedColumns(names)


def _is_place(name: str) -> bool:
    """Whether a name is the number or the letters of a column."""
    return (name.isdecimal() and len(name) < 4) or bool(re.fullmatch("[A-Za-z]{1,2}", name))


def _is_heading(name: str, cell: str) -> bool:
    return bool(cell) and normalize_heading(cell) == normalize(name)


def _is_item(texts: Mapping[str, str]) -> bool:
    """Whether the cells are those of an item: it begins with a number, or its term can be read."""
    from talplan.domain.read_terms import read_terms
    from talplan.domain.terms import UnknownTerm

    if texts.get("number", "")[:1].isdigit():
        return True
    try:
        return bool(texts.get("due") and read_terms(texts["due"]))
    except UnknownTerm:
        return False


def _build(cells: Sequence[str], places: Mapping[str, int | None], usual: Columns | None) -> Columns | None:
    """Return the columns with the named ones in place of the usual ones; None if a named one or the task or the units
    is missing."""
    named = {kind: place for kind, place in places.items() if place is not None}
    if len(named) < len(places) or (usual is None and not named.keys() >= {"task", "units"}):
        return None
    if usual is None:
        usual = Columns(
            task=named["task"],
            units=named["units"],
            due=None,
            number=None,
            headings=tuple(map(normalize_heading, cells)),
            labels=tuple(map(one_line, cells)),
            language=guess_language(cells),
        )
    taken = set(named.values())
    freed = {
        kind: None
        for kind in ("due", "number", "section", "cancelled", "month", "due_end", "evidence")
        if getattr(usual, kind) in taken
    }
    done = tuple(at for at in usual.done if at not in taken)
    return replace(usual, **{**freed, **named}, done=done, derived=usual.derived - taken)  # type: ignore[arg-type]
