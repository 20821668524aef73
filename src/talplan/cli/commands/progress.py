"""Overviews: stats, timeline, and the dashboard of `talplan` without a command."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Unpack

from talplan.cli.arguments import parse_filters, read_choice, read_format
from talplan.cli.open_plan import open_plan
from talplan.cli.output import answer, hint_ended_year
from talplan.cli.today import asked_day, today
from talplan.problem import ExitStatus, Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from talplan.cli.options import (
        ChartByOption,
        FilterOptions,
        FormatOption,
        NoPagerOption,
        OnOption,
        PlanOption,
        StatsByOption,
        StatsSortOption,
    )
    from talplan.domain.plan import Plan
    from talplan.queries.select import Assessment, Filters
    from talplan.views.fields import Fields
    from talplan.views.page import Page

    Views = tuple[Callable[[], Page], Callable[[], list[Fields]], Sequence[str]]
    """The page, the fields of JSON and CSV, and the columns of CSV."""
    View = Callable[[Plan, list[Assessment], Filters], Views]
    StatsView = Callable[[Plan, list[Assessment], Filters, str | None], Views]
    """The last one is the key to sort by; None leaves the order of the plan."""


def stats(
    by: StatsByOption = "section",
    *,
    sort: StatsSortOption = None,
    on: OnOption = None,
    format_: FormatOption = "table",
    plan_file: PlanOption = None,
    no_pager: NoPagerOption = False,
    **filters: Unpack[FilterOptions],
) -> None:
    """Show progress by section, unit or month, or as a matrix of units × months."""
    from talplan.queries.progress import LOAD_SORTS, SORTS
    from talplan.queries.select import select

    format_ = read_format(format_)
    views: dict[str, StatsView] = {"section": _sections, "unit": _units, "month": _months, "unit,month": _load}
    by = read_choice(by, views, "unknown-grouping", by=by)
    keys = LOAD_SORTS if by == "unit,month" else SORTS
    key = None if sort is None else read_choice(sort, keys, "unknown-sort", sort=sort)
    plan = open_plan(plan_file).plan
    now = asked_day(on, plan.year)
    asked = parse_filters(plan, now, **filters)
    hint_ended_year(plan, now, asked.month)
    _answer(format_, no_pager, *views[by](plan, select(plan, asked), asked, key))


def timeline(
    by: ChartByOption = "item",
    *,
    on: OnOption = None,
    format_: FormatOption = "table",
    plan_file: PlanOption = None,
    no_pager: NoPagerOption = False,
    **filters: Unpack[FilterOptions],
) -> None:
    """Draw the months of the year across, with a row per item or unit."""
    from talplan.queries.select import select

    format_ = read_format(format_)
    views: dict[str, View] = {"item": _item_chart, "unit": _unit_chart}
    view = views[read_choice(by, views, "unknown-rows", by=by)]
    plan = open_plan(plan_file).plan
    now = asked_day(on, plan.year)
    asked = parse_filters(plan, now, **filters)
    _answer(format_, no_pager, *view(plan, select(plan, asked), asked))


def dashboard() -> None:
    """Show the plan on one screen and what to type next, or how to begin if there is no plan."""
    from talplan.cli.output import show
    from talplan.queries.select import Filters, select
    from talplan.views.dashboard import dashboard_page, welcome_page
    from talplan.views.plain_page import plain
    from talplan.views.terminal import hint

    now = today()
    try:
        plan = open_plan(os.environ.get("TALPLAN_PLAN")).plan
    except Failure as failure:
        if failure.key != "no-plan":
            raise
        hint(plain(welcome_page(failure.values["start"])).rstrip("\n"))
        raise SystemExit(ExitStatus.UNUSABLE) from None
    show(dashboard_page(plan, select(plan, Filters(now)), now))


def _sections(plan: Plan, assessments: list[Assessment], asked: Filters, sort: str | None) -> Views:
    from talplan.queries import headline, progress
    from talplan.views import progress_fields, progress_pages

    counts = progress.sort_sections(progress.count_by_section(plan, assessments), sort)
    whole = progress.count_obligations(assessments)
    items = headline.count_headline(assessments, asked.on, asked.month)
    return (
        lambda: progress_pages.stats_page("section", progress_pages.section_rows(counts), whole, items, asked.on),
        lambda: progress_fields.section_counts(
            counts, headline.headline_by_section(plan, assessments, asked.on, asked.month)
        ),
        progress_fields.SECTION_COLUMNS,
    )


def _units(plan: Plan, assessments: list[Assessment], asked: Filters, sort: str | None) -> Views:
    from talplan.queries import headline, progress
    from talplan.views import progress_fields, progress_pages

    counts = progress.sort_units(progress.count_by_unit(plan, assessments, asked.units), sort)
    whole = progress.count_obligations(assessments)
    items = headline.count_headline(assessments, asked.on, asked.month)
    return (
        lambda: progress_pages.stats_page("unit", progress_pages.unit_rows(counts), whole, items, asked.on),
        lambda: progress_fields.unit_counts(
            plan, counts, headline.headline_by_unit(plan, assessments, asked.units, asked.on, asked.month)
        ),
        progress_fields.UNIT_COLUMNS,
    )


def _months(plan: Plan, assessments: list[Assessment], asked: Filters, sort: str | None) -> Views:
    from talplan.queries import headline, progress
    from talplan.views import progress_fields, progress_pages

    rows = progress.sort_months(*progress.count_by_month(plan, assessments), sort)
    whole = progress.count_obligations(assessments)
    items = headline.count_headline(assessments, asked.on, asked.month)
    return (
        lambda: progress_pages.stats_page("month", progress_pages.month_rows(rows), whole, items, asked.on),
        lambda: progress_fields.month_counts(rows, headline.headline_by_month(plan, assessments, asked.on)),
        progress_fields.MONTH_COLUMNS,
    )


def _load(plan: Plan, assessments: list[Assessment], asked: Filters, sort: str | None) -> Views:
    from talplan.queries import progress
    from talplan.views import progress_fields, progress_pages

    loads, whole = progress.count_load(plan, assessments, asked.units)
    loads = progress.sort_loads(loads, sort)
    return (
        lambda: progress_pages.load_page(plan, loads, whole),
        lambda: progress_fields.unit_loads(plan, loads),
        progress_fields.load_columns(plan),
    )


def _item_chart(plan: Plan, assessments: list[Assessment], asked: Filters) -> Views:
    from talplan.queries import timeline
    from talplan.views import progress_fields, progress_pages

    rows, left = timeline.chart_items(assessments, asked.standing)
    return (
        lambda: progress_pages.item_chart(plan, rows, left, asked.on),
        lambda: progress_fields.item_windows(plan, rows),
        progress_fields.ITEM_WINDOW_COLUMNS,
    )


def _unit_chart(plan: Plan, assessments: list[Assessment], asked: Filters) -> Views:
    from talplan.queries import progress, timeline
    from talplan.views import progress_fields, progress_pages

    owners = progress.find_owners(plan, asked.units)
    names = {name for obligation in progress.running(assessments) for name in owners[obligation.unit]}
    rows, left = timeline.chart_units(assessments, progress.place_units(plan, names), owners, asked.standing)
    return (
        lambda: progress_pages.unit_chart(plan, rows, left, asked.on),
        lambda: progress_fields.unit_windows(plan, rows),
        progress_fields.UNIT_WINDOW_COLUMNS,
    )


def _answer(
    format_: str, no_pager: bool, page: Callable[[], Page], fields: Callable[[], list[Fields]], columns: Sequence[str]
) -> None:
    from talplan.views.fields import flat_row, write_json_list
    from talplan.views.progress_fields import flatten_windows

    def rows() -> list[Fields]:
        return flatten_windows(fields()) if "term" in columns else fields()

    answer(
        format_,
        no_pager=no_pager,
        page=page,
        json=lambda: write_json_list(fields()),
        rows=lambda: (columns, [flat_row(row) for row in rows()]),
    )
