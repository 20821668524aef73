"""list, due, show, units: they look at the plan and change nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from talplan.cli.arguments import check_format, find_items, find_units, parse_filters
from talplan.cli.open_plan import asked_day, open_plan
from talplan.cli.output import answer
from talplan.messages import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talplan.cli.options import (
        FormatOption,
        IdsArgument,
        MonthOption,
        OnOption,
        OverdueOption,
        PlanOption,
        SectionOption,
        StandingOption,
        StatusOption,
        TextOption,
        UnitOption,
        UpOption,
    )
    from talplan.domain.plan import Plan
    from talplan.domain.units import Unit
    from talplan.views.page import Page


def list_items(
    unit: UnitOption = None,
    up: UpOption = False,
    month: MonthOption = None,
    standing: StandingOption = False,
    section: SectionOption = None,
    status: StatusOption = None,
    text: TextOption = None,
    on: OnOption = None,
    format_: FormatOption = "table",
    plan_file: PlanOption = None,
) -> None:
    """The items that meet every filter, in the document's order."""
    from talplan.queries.select import select
    from talplan.views import item_fields
    from talplan.views.item_json import items_json
    from talplan.views.item_pages import list_page

    check_format(format_)
    now = asked_day(on)
    plan = open_plan(plan_file).plan
    asked = parse_filters(
        plan,
        now,
        unit=unit,
        up=up,
        month=month,
        standing=standing,
        section=section,
        status=status,
        text=text,
    )
    looks = select(plan, asked)
    answer(
        format_,
        page=lambda: list_page(plan, looks),
        json=lambda: items_json(plan, looks),
        rows=lambda: (item_fields.CSV_COLUMNS, (item_fields.item_row(plan, one) for one in looks)),
    )


def due(
    month: MonthOption = None,
    unit: UnitOption = None,
    up: UpOption = False,
    standing: StandingOption = False,
    overdue: OverdueOption = False,
    section: SectionOption = None,
    status: StatusOption = None,
    text: TextOption = None,
    on: OnOption = None,
    format_: FormatOption = "table",
    plan_file: PlanOption = None,
) -> None:
    """What has to be done in a month, or what is overdue."""
    from talplan.queries import agenda
    from talplan.views import item_fields, item_pages
    from talplan.views.terminal import hint

    check_format(format_)
    now = asked_day(on)
    plan = open_plan(plan_file).plan
    asked = parse_filters(
        plan,
        now,
        unit=unit,
        up=up,
        month=month,
        standing=standing,
        section=section,
        status=status,
        text=text,
    )
    outside = not month and not overdue and not plan.year.window.holds(now)
    if outside:
        hint(say("due.year-over", today=now, year=plan.year))
    if overdue or outside:
        entries = agenda.overdue(plan, asked, asked.month)
        page = partial(item_pages.overdue_page, plan, entries)
    else:
        span = asked.month or agenda.month_of(now)
        month_agenda = agenda.due_in(plan, asked, span)
        entries, page = month_agenda.entries, partial(item_pages.due_page, plan, month_agenda, span)
    answer(
        format_,
        page=page,
        json=lambda: item_fields.json_list(item_fields.due_fields(plan, entry) for entry in entries),
        rows=lambda: (
            (*item_fields.CSV_COLUMNS, "group", "state"),
            (item_fields.due_row(plan, entry) for entry in entries),
        ),
    )


def show(
    ids: IdsArgument,
    on: OnOption = None,
    format_: FormatOption = "table",
    plan_file: PlanOption = None,
) -> None:
    """Items whole: terms with their windows, who has done what, records, notes, the place in the file."""
    from talplan.queries.select import assess
    from talplan.views import item_fields
    from talplan.views.item_pages import show_page
    from talplan.views.page import Line

    check_format(format_)
    now = asked_day(on)
    opened = open_plan(plan_file)
    plan, path = opened.plan, opened.shown
    looks = [(assess(plan, item, now), opened.loaded.find_place(item)) for item in find_items(plan, ids)]

    def page() -> Page:
        made: Page = []
        for number, (one, place) in enumerate(looks):
            made += [*([Line("")] if number else []), *show_page(plan, one, path, place.line)]
        return made

    answer(
        format_,
        page=page,
        json=lambda: item_fields.json_list(item_fields.show_fields(plan, one, path, place) for one, place in looks),
        rows=lambda: (item_fields.CSV_COLUMNS, [item_fields.item_row(plan, one) for one, _ in looks]),
    )


def units(
    unit: UnitOption = None,
    on: OnOption = None,
    format_: FormatOption = "table",
    plan_file: PlanOption = None,
) -> None:
    """The registry of units as a tree, with the counts of their items."""
    from talplan.queries.select import unit_counts
    from talplan.views import item_fields
    from talplan.views.item_pages import units_page

    check_format(format_)
    now = asked_day(on)
    plan = open_plan(plan_file).plan
    tops = find_units(plan, unit) if unit else plan.registry.roots()
    counts = unit_counts(plan, now)
    rows = [(one, depth, counts[one.display]) for one, depth in _tree(plan, tops)]
    flat = [item_fields.unit_fields(one, plan.registry.get(one.part_of or ""), own) for one, _, own in rows]
    answer(
        format_,
        page=lambda: units_page(rows),
        json=lambda: item_fields.json_list(flat),
        rows=lambda: (list(flat[0]) if flat else [], [item_fields.flat_row(entry) for entry in flat]),
    )


def _tree(plan: Plan, tops: Sequence[Unit], depth: int = 0) -> list[tuple[Unit, int]]:
    found = []
    for unit in tops:
        found.append((unit, depth))
        found += _tree(plan, plan.registry.children(unit), depth + 1)
    return found
