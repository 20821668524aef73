"""The pages of stats and timeline: counts with bars, units × months, the chart of the year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from talplan.domain.plan import Plan, Section
from talplan.domain.plan_year import Window
from talplan.domain.standing import Standing, Tally, Tone
from talplan.domain.units import Unit
from talplan.messages import count, has, say
from talplan.queries.headline import Headline
from talplan.queries.progress import Load, PlacedUnit
from talplan.queries.timeline import ItemRow, UnitRow
from talplan.views.item_pages import month_name, section_heading, short_month
from talplan.views.page import (
    Cell,
    Column,
    Drawing,
    Line,
    Page,
    Piece,
    Row,
    Table,
    Width,
    cell,
    join_cell,
    name_standing,
)
from talplan.views.text_charts import TODAY, Chart, ChartRow, chart_lines, share_bar

_BAR = 20


# --- stats --------------------------------------------------------------------------------------------------


def headline_sentence(items: Headline, on: date) -> str:
    """Return how many of the items that had to be done by that day are."""
    if not items.total:
        return say("headline.none", on=on)
    return count("headline", items.total, on=on, percent=items.percent, **items._asdict())


def stats_page(by: str, rows: Sequence[tuple[str, Tally]], whole: Tally, items: Headline, on: date) -> Page:
    """Return the progress by section, unit or month, and a row for everything together."""
    if not whole.total:
        return [Line(say("list.nothing"))]
    apart = whole.not_reported > 0  # only once the year is over
    counts = ["done", "overdue", *(["not-reported"] if apart else []), "open", "total"]
    columns = (
        Column(say(f"column.{by}"), Width.SNUG),
        Column(say("column.progress")),
        *(Column(say(f"column.{name}"), Width.COUNT) for name in counts),
    )
    lines = [_progress_row(name, own, apart) for name, own in rows]
    everything = _progress_row(say("stats.everything"), whole, apart)
    legend = say("stats.legend.unreported" if apart else "stats.legend")
    return [
        Line(headline_sentence(items, on), Tone.HEADING),
        Line(""),
        Line(say("stats.title", date=on), Tone.HEADING),
        Table(columns, [("", lines), ("", [everything])]),
        Line(legend, Tone.FAINT),
        *([Line(say(f"stats.by-{by}"), Tone.FAINT)] if has(f"stats.by-{by}") else []),
    ]


def _progress_row(name: str, own: Tally, apart: bool) -> Row:
    bar = share_bar((own.done, own.missed, own.open), _BAR) if own.total else [Piece(" " * _BAR)]
    return (
        cell(name),
        join_cell(*bar, Piece(f" {own.percent:>3}%" if own.total else "")),
        _count_cell(own.done, Tone.DONE),
        _count_cell(own.overdue, Tone.OVERDUE),
        *([_count_cell(own.not_reported, Tone.PLAIN)] if apart else []),
        _count_cell(own.open, Tone.PLAIN),
        _count_cell(own.total, Tone.PLAIN),
    )


def _count_cell(number: int, tone: Tone) -> Cell:
    return cell(str(number), tone=tone if number else Tone.FAINT)


def section_rows(counts: Iterable[tuple[Section, Tally]]) -> list[tuple[str, Tally]]:
    """Name the sections by their headings."""
    return [(section_heading(section), own) for section, own in counts]


def unit_rows(counts: Iterable[tuple[PlacedUnit, Tally]]) -> list[tuple[str, Tally]]:
    """Name the units by their display names, indented by depth."""
    return [(_in_tree(*placed), own) for placed, own in counts]


def month_rows(counts: Iterable[tuple[Window | None, Tally]]) -> list[tuple[str, Tally]]:
    """Name the months; None are the standing terms."""
    return [(month_name(month) if month else say("group.standing"), own) for month, own in counts]


def _in_tree(unit: Unit, depth: int) -> str:
    return "  " * depth + ("└ " if depth else "") + unit.display


def load_page(plan: Plan, rows: Sequence[tuple[PlacedUnit, Load]], whole: Load) -> Page:
    """Return units × months: how many obligations each unit has when."""
    if not rows:
        return [Line(say("list.nothing"))]
    columns = (
        Column(say("column.unit"), Width.SNUG),
        *(Column(name, Width.COUNT) for name in short_months(plan)),
        Column(say("column.all-year"), Width.COUNT),
    )
    lines = [_load_row(_in_tree(*placed), load) for placed, load in rows]
    table = Table(columns, [("", lines), ("", [_load_row(say("stats.everything"), whole)])], dense=True)
    return [Line(say("load.title", year=plan.year), Tone.HEADING), table, Line(say("load.note"), Tone.FAINT)]


def _load_row(name: str, load: Load) -> Row:
    return cell(name), *(cell(str(number) if number else "") for number in (*load.months, load.standing))


def short_months(plan: Plan) -> list[str]:
    """Return the first three letters of each month of the year."""
    return [short_month(month) for month in plan.year.months]


# --- timeline -----------------------------------------------------------------------------------------------


def item_chart(plan: Plan, rows: Sequence[ItemRow], left: int, on: date) -> Page:
    """Return the timeline with a row for each item, by section."""
    sections: dict[int, list[ChartRow]] = {}
    widest = max((len(row.item.id) for row in rows), default=0)
    for row in rows:
        label = f"{row.item.id:<{widest}}  {row.item.task}"
        faint = row.assessment.standing in (Standing.DONE, Standing.LATE, Standing.CANCELLED)
        sections.setdefault(row.item.section, []).append(ChartRow(label, row.bars, faint))
    headings = {section.number: section_heading(section) for section in plan.sections}
    groups = [(headings[number], own) for number, own in sections.items()]
    return _chart_page(plan, groups, count("timeline.items-left", left) if left else "", on)


def unit_chart(plan: Plan, rows: Sequence[UnitRow], left: int, on: date) -> Page:
    """Return the timeline with a row for each unit."""
    own = [ChartRow(_in_tree(row.unit, row.depth), row.bars, whole=True) for row in rows]
    return _chart_page(plan, [("", own)] if own else [], count("timeline.left", left) if left else "", on)


def _chart_page(plan: Plan, groups: Sequence[tuple[str, Sequence[ChartRow]]], left: str, on: date) -> Page:
    notes = [Line(left, Tone.FAINT)] if left else []
    if not groups:
        return [Line(say("timeline.nothing")), *notes]
    inside = plan.year.window.holds(on)
    chart = Chart(plan.year, short_months(plan), on if inside else None, groups)
    drawn = {bar.standing for _, rows in groups for row in rows for bar in row.bars}
    shown = [f"{standing.sign} {name_standing(standing)}" for standing in Standing if standing in drawn]
    legend = "   ".join([*shown, *([f"{TODAY} {say('timeline.today')}"] if inside else [])])
    outside = [] if inside else [Line(year_sentence(plan, on))]
    return [*outside, Drawing(partial(chart_lines, chart)), Line(legend), *notes]


def year_sentence(plan: Plan, on: date) -> str:
    """Return how far the year has gone on that day."""
    window = plan.year.window
    if on < window.first:
        return say("dashboard.ahead", today=on, first=window.first)
    if on >= window.end:
        return say("dashboard.over", today=on, last=window.last)
    month = next(number for number, span in enumerate(plan.year.months, start=1) if span.holds(on))
    return say("dashboard.month", today=on, month=month)
