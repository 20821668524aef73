"""Reading commands: list, due, show, units."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Unpack

from talplan.cli.arguments import find_items, find_listed, find_units, parse_filters, read_format, repeat_filters
from talplan.cli.open_plan import open_plan
from talplan.cli.output import answer, hint_ended_year
from talplan.cli.today import asked_day
from talplan.messages import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talplan.cli.options import (
        CompactOption,
        FilterOptions,
        FormatOption,
        IdsArgument,
        ListedArgument,
        NoPagerOption,
        OnOption,
        OverdueOption,
        PlanOption,
        UnitAndPartsOption,
    )
    from talplan.domain.plan import Plan
    from talplan.domain.units import Unit
    from talplan.views.page import Page


def list_items(
    ids: ListedArgument = None,
    *,
    on: OnOption = None,
    format_: FormatOption = "table",
    compact: CompactOption = False,
    plan_file: PlanOption = None,
    no_pager: NoPagerOption = False,
    **filters: Unpack[FilterOptions],
) -> None:
    """List the items that meet every filter, in the document's order."""
    from talplan.queries.select import select
    from talplan.views import fields
    from talplan.views.item_pages import list_page

    format_ = read_format(format_)
    plan = open_plan(plan_file).plan
    now = asked_day(on, plan.year)
    asked = parse_filters(plan, now, **filters)
    if ids:
        asked = asked._replace(ids=find_listed(plan, ids))
    hint_ended_year(plan, now, asked.month)
    assessments = select(plan, asked)
    answer(
        format_,
        no_pager=no_pager,
        compact=compact,
        page=lambda: list_page(plan, assessments),
        json=lambda: fields.fast_items(plan, assessments),
        rows=lambda: (fields.ITEM_COLUMNS, (fields.item_row(plan, assessment) for assessment in assessments)),
    )


def due(
    overdue: OverdueOption = False,
    *,
    on: OnOption = None,
    format_: FormatOption = "table",
    compact: CompactOption = False,
    plan_file: PlanOption = None,
    no_pager: NoPagerOption = False,
    **filters: Unpack[FilterOptions],
) -> None:
    """Show what is due in a month, or what is overdue."""
    from talplan.queries import agenda
    from talplan.views import fields, item_pages
    from talplan.views.terminal import hint
    from talplan.views.typed_commands import command_line

    format_ = read_format(format_)
    plan = open_plan(plan_file).plan
    now = asked_day(on, plan.year)
    asked = parse_filters(plan, now, **filters)
    outside = asked.month is None and not overdue and not plan.year.window.holds(now)
    if outside:
        span = plan.year.window
        key = "due.year-ended" if now >= span.end else "due.year-over"
        hint(say(key, today=now, year=plan.year, last=span.last))
    if overdue or outside:
        entries = agenda.select_overdue(plan, asked, asked.month)
        page = partial(item_pages.overdue_page, plan, entries)
    else:
        span = asked.month or agenda.month_of(now)
        month_agenda = agenda.build_agenda(plan, asked, span)
        command = command_line(["talplan", "due", "--overdue", *repeat_filters(filters, on, plan_file)])
        entries, page = month_agenda.items, partial(item_pages.due_page, plan, month_agenda, span, command)
    answer(
        format_,
        no_pager=no_pager,
        compact=compact,
        page=page,
        json=lambda: fields.write_json_list(fields.due_fields(plan, entry) for entry in entries),
        rows=lambda: (
            (*fields.ITEM_COLUMNS, "group", "state"),
            (fields.due_row(plan, entry) for entry in entries),
        ),
    )


def show(
    ids: IdsArgument,
    on: OnOption = None,
    format_: FormatOption = "table",
    plan_file: PlanOption = None,
    no_pager: NoPagerOption = False,
) -> None:
    """Show items in full: terms with their windows, obligations by unit, records, notes, the place in the file."""
    from talplan.queries.select import assess
    from talplan.views import fields
    from talplan.views.item_pages import show_page
    from talplan.views.page import Line

    format_ = read_format(format_)
    opened = open_plan(plan_file)
    now = asked_day(on, opened.plan.year)
    plan, path = opened.plan, opened.shown
    shown = [(assess(plan, item, now), opened.loaded.find_place(item)) for item in find_items(plan, ids)]

    def page() -> Page:
        blocks: Page = []
        for number, (assessment, place) in enumerate(shown):
            blocks += [*([Line("")] if number else []), *show_page(plan, assessment, path, place.line)]
        return blocks

    answer(
        format_,
        no_pager=no_pager,
        page=page,
        json=lambda: fields.write_json_list(
            fields.show_fields(plan, assessment, path, place) for assessment, place in shown
        ),
        rows=lambda: (fields.ITEM_COLUMNS, [fields.item_row(plan, assessment) for assessment, _ in shown]),
    )


def units(
    unit: UnitAndPartsOption = None,
    on: OnOption = None,
    format_: FormatOption = "table",
    plan_file: PlanOption = None,
    no_pager: NoPagerOption = False,
) -> None:
    """Show the registry of units as a tree, with counts of items."""
    from talplan.queries.progress import count_items_by_unit
    from talplan.views import fields
    from talplan.views.item_pages import units_page

    format_ = read_format(format_)
    plan = open_plan(plan_file).plan
    now = asked_day(on, plan.year)
    tops = find_units(plan, unit, "--unit") if unit else plan.registry.roots()
    hint_ended_year(plan, now)
    counts = count_items_by_unit(plan, now)
    rows = [(node, depth, counts[node.display]) for node, depth in _tree(plan, tops)]
    flat = [fields.unit_fields(node, plan.registry.get(node.part_of or ""), own) for node, _, own in rows]
    answer(
        format_,
        no_pager=no_pager,
        page=lambda: units_page(rows),
        json=lambda: fields.write_json_list(flat),
        rows=lambda: (list(flat[0]) if flat else [], [fields.flat_row(entry) for entry in flat]),
    )


def _tree(plan: Plan, tops: Sequence[Unit]) -> list[tuple[Unit, int]]:
    """Return the units below `tops` with their depths, each before its parts."""
    nodes = []
    todo = [(unit, 0) for unit in reversed(tops)]
    while todo:
        unit, depth = todo.pop()
        nodes.append((unit, depth))
        todo += [(child, depth + 1) for child in reversed(plan.registry.children(unit))]
    return nodes
