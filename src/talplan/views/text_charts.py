"""Drawings made of characters: progress bars and the chart of the year, the same on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from talplan.domain.plan_year import PlanYear, Window
from talplan.domain.standing import Standing, Tone
from talplan.domain.visible import escape_invisible
from talplan.messages import show_day
from talplan.queries.timeline import Bar
from talplan.views.page import Line, Piece, join_line
from talplan.views.wrapping import wrap_indented

TODAY = "│"
_LINES = {Standing.UPCOMING: "─", Standing.CANCELLED: "-"}

DONE, MISSED, LEFT = "█", "▒", "·"


def share_bar(parts: Sequence[int], width: int, tones: Sequence[Tone] = (Tone.DONE, Tone.OVERDUE)) -> list[Piece]:
    """Return a bar of three parts: done, missed and the rest; `tones` of the first two."""
    cells = shares(parts, width)
    shown = zip(cells, (DONE, MISSED, LEFT), (*tones, Tone.FAINT), strict=True)
    return [Piece(sign * cell, tone) for cell, sign, tone in shown if cell]


def shares(parts: Sequence[int], width: int) -> list[int]:
    """Divide the width in the proportion of the parts; each part that is not zero gets at least one."""
    total = sum(parts)
    if not total:
        return [0] * (len(parts) - 1) + [width]
    ends = [width * sum(parts[:end]) // total for end in range(len(parts) + 1)]
    cells = [end - begin for begin, end in pairwise(ends)]
    for index, part in enumerate(parts):
        if part and not cells[index]:
            cells[cells.index(max(cells))] -= 1
            cells[index] = 1
    return cells


# --- the chart ----------------------------------------------------------------------------------------------


class ChartRow(NamedTuple):
    """A row of the chart: its label, which is wrapped if `whole` and cut otherwise, and its bars."""

    label: str
    bars: tuple[Bar, ...]
    faint: bool = False
    whole: bool = False


class Chart(NamedTuple):
    """The months of the year across, and rows in groups that may have a heading."""

    year: PlanYear
    months: Sequence[str]
    today: date | None
    groups: Sequence[tuple[str, Sequence[ChartRow]]]


def chart_lines(chart: Chart, width: int) -> list[Line]:
    """Draw the chart in that many columns."""
    cells = _cells_of_a_month(width)
    room = max(width - 12 * cells - 1, 1)
    today = _cell(chart.year, chart.today, cells) if chart.today else None
    lines = _head(chart, room, cells, today)
    for number, (heading, rows) in enumerate(chart.groups):
        if heading:
            lines += [*([Line("")] if number else []), Line(heading, Tone.HEADING)]
        for row in rows:
            lines += _row(chart.year, row, room, cells, today)
    return lines


def _cells_of_a_month(width: int) -> int:
    """Return as many as leave room for the labels."""
    for least, cells in ((72, 4 + max(0, width - 80) // 18), (60, 3), (36, 2)):
        if width >= least:
            return cells
    return 1


def _cell(year: PlanYear, day: date, cells: int) -> int:
    """Return the cell of a day of the year; every month has the same number of cells."""
    month = (day.month - year.first_month) % 12
    length = year.month(day.month)
    return month * cells + (day - length.first).days * cells // (length.end - length.first).days


def _head(chart: Chart, room: int, cells: int, today: int | None) -> list[Line]:
    """Return the marker of today, the names of the months, and a rule."""
    step = -(-4 // cells)
    names = "".join(f"{name[:3]:<{cells * step}}" for name in chart.months[::step])
    lines = [Line(f"{'':{room}} {names}".rstrip(), Tone.HEADING), Line("─" * (room + 1 + 12 * cells), Tone.FAINT)]
    if chart.today is None or today is None:
        return lines
    before, after = f"{'':{room + 1 + today}}▼", f" {show_day(chart.today)}"
    marker = before + after if today + 1 + len(after) <= 12 * cells else f"{after} ▼".rjust(len(before))
    return [Line(marker), *lines]


def _row(year: PlanYear, row: ChartRow, room: int, cells: int, today: int | None) -> list[Line]:
    tone = Tone.FAINT if row.faint else Tone.PLAIN
    label = escape_invisible(row.label)
    names = wrap_indented(label, room) if row.whole else [start_of(label, room)]
    spans = tuple((bar.window, bar.standing, bar.term.dated) for bar in row.bars)
    strips = [_strip(year, spans, cells, today), *(_strip(year, (), cells, today) for _ in names[1:])]
    return [join_line(Piece(f"{name:<{room}} ", tone), *strip) for name, strip in zip(names, strips, strict=True)]


@lru_cache(maxsize=4096)
def _strip(
    year: PlanYear, spans: tuple[tuple[Window, Standing, bool], ...], cells: int, today: int | None
) -> tuple[Piece, ...]:
    """Draw the bars of a row: a sign at the beginning of each, then a line; the most pressing over the others."""
    drawn: list[tuple[str, Tone]] = [(" ", Tone.PLAIN)] * (12 * cells)
    if today is not None:
        drawn[today] = TODAY, Tone.PLAIN
    for window, standing, dated in sorted(spans, key=lambda span: (span[2], -span[1].rank, span[0])):
        first, last = _cell(year, window.first, cells), _cell(year, window.last, cells)
        line = _LINES.get(standing, "━") if dated else "."
        drawn[first : last + 1] = [(letter, standing.tone) for letter in standing.sign + line * (last - first)]
        if today is not None and not dated:
            drawn[today] = TODAY, Tone.PLAIN
    runs = groupby(drawn, key=lambda cell: cell[1])
    return tuple(Piece("".join(letter for letter, _ in run), tone) for tone, run in runs)


def start_of(text: str, most: int) -> str:
    """Return the start of a text, with an ellipsis if it is longer than `most`."""
    line = text.replace("\n", " ")
    return line if len(line) <= most else f"{line[: most - 1].rstrip(' ,;')}…"
