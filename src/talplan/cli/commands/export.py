"""Commands that write other formats: export, report."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from talplan.cli.arguments import find_units, parse_filters, read_choice, read_format
from talplan.cli.open_plan import open_plan
from talplan.cli.today import asked_day
from talplan.messages import count, say
from talplan.problem import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talplan.cli.open_plan import OpenPlan
    from talplan.cli.options import (
        CancelledOption,
        DelimiterOption,
        DraftOption,
        EachUnitOption,
        ExportFileArgument,
        ExportFileOrFolderArgument,
        ExportFormatOption,
        FilterOptions,
        ForceOption,
        ForgeOption,
        MonthOption,
        OnOption,
        PlanOption,
        ReportFormatOption,
        ReportFormOption,
        ReportUnitOption,
        SectionOption,
        SpansOption,
        UpOption,
    )
    from talplan.documents.export import Export
    from talplan.domain.plan import Plan
    from talplan.operations.forge import Forge

_BINARY = ("docx", "xlsx", "pdf")
_DELIMITERS = {",": ",", ";": ";", "\t": "\t", "\\t": "\t"}
"""What may be typed for the delimiter of a CSV file: the characters that `import` detects."""


def export(
    file: ExportFileOrFolderArgument,
    each_unit: EachUnitOption = False,
    format_: ExportFormatOption = None,
    force: ForceOption = False,
    cancelled: CancelledOption = False,
    delimiter: DelimiterOption = None,
    spans: SpansOption = False,
    draft: DraftOption = False,
    forge: ForgeOption = None,
    *,
    on: OnOption = None,
    plan_file: PlanOption = None,
    **filters: Unpack[FilterOptions],
) -> None:
    """Export the plan to a file of another format."""
    from talplan.documents.export import OFFICE_DELIMITERS, Export
    from talplan.documents.formats import EXPORT_FORMATS, export_plan
    from talplan.views.terminal import progress

    ending = _ending(file, format_, EXPORT_FORMATS)
    if delimiter is not None and delimiter not in _DELIMITERS:
        raise Failure("bad-delimiter", delimiter=delimiter)
    if not each_unit:
        _refuse_existing(file, force=force)
    opened = open_plan(plan_file)
    now = asked_day(on, opened.plan.year)
    if file != "-" and Path(file).exists() and opened.path.samefile(file):
        raise Failure("output-is-plan", path=file)
    plan = _as_of(opened.plan, now)
    link_to = _find_forge(opened, forge) if ending == "html" else None
    whole = Export(
        plan,
        (),
        now,
        cancelled=cancelled,
        delimiter=_DELIMITERS[delimiter or OFFICE_DELIMITERS[plan.language]],
        spans=spans,
        draft=draft,
        forge=link_to,
        lines=_find_lines(opened) if link_to else {},
    )
    if each_unit:
        _export_each_unit(whole, Path(file), ending, filters, force=force)
        return
    chosen = _choose(whole, filters)
    with progress(say("export.progress", file=file)) as callback:
        raw = export_plan(ending, replace(chosen, path=None if file == "-" else Path(file), progress=callback))
    _put_counted(file, raw, chosen, ending, force=force)


def _put_counted(file: str, raw: bytes, export: Export, ending: str, *, force: bool) -> None:
    """Write the file and count its items; a calendar has none for items without a date."""
    from talplan.views.terminal import hint

    items = [assessment.item for assessment in export.assessments]
    left = sum(not any(term.dated for term in item.due) for item in items) if ending == "ics" else 0
    put(file, raw, force=force, message=count("export.done", len(items) - left, file=file))
    if ending == "ics":
        hint(count("export.calendar", len(items) - left, left=left))


def _choose(export: Export, filters: FilterOptions) -> Export:
    """Return an export with the items that the filters choose."""
    from talplan.queries.select import select

    asked = parse_filters(export.plan, export.on, **filters)
    cancelled = export.cancelled or "cancelled" in asked.statuses
    assessments = [one for one in select(export.plan, asked) if cancelled or one.item.cancelled is None]
    names = _unit_names(export.plan, filters.get("unit"))
    return replace(export, assessments=assessments, units=asked.units, asked=names, cancelled=cancelled)


def _export_each_unit(whole: Export, folder: Path, ending: str, filters: FilterOptions, *, force: bool) -> None:
    """Write a file with the items of each unit, or of each in `--unit`, into the folder; none if a unit has no item."""
    from talplan.documents.formats import export_plan
    from talplan.documents.forms.file_names import name_files
    from talplan.system.store import prepare_folder, write_new
    from talplan.views.terminal import answer, progress

    every = [unit.display for unit in whole.plan.registry]
    names = name_files(every)
    exports = {
        folder / f"{names[unit]}.{ending}": chosen
        for unit in _unit_names(whole.plan, filters.get("unit")) or every
        if (chosen := _choose(whole, {**filters, "unit": [unit]})).assessments
    }
    prepare_folder(folder, exports, force=force)
    with progress(say("export.progress", file=folder)) as callback:
        for done, (path, chosen) in enumerate(exports.items(), start=1):
            write_new(path, export_plan(ending, replace(chosen, path=path)), force=force)
            callback(done, len(exports))
    answer(count("export.total", len(exports), file=folder))


def _find_forge(opened: OpenPlan, address: str | None) -> Forge | None:
    """Return the forge that the page links to; `none` or an empty address is no forge."""
    from talplan.system.forge_links import find_forge

    if address is not None and address.strip().casefold() in ("", "none"):
        return None
    return find_forge(opened.path, address)


def _find_lines(opened: OpenPlan) -> dict[str, int]:
    """Return the line of each item in the plan file, by its id."""
    return {item.id: place.line for item, place in zip(opened.plan.items(), opened.loaded.item_places, strict=True)}


def _ending(file: str, format_: str | None, known: tuple[str, ...]) -> str:
    """Return the format: `--format`, or the extension of the file. Failure if it is unknown or missing."""
    ending = (format_ or Path(file).suffix.removeprefix(".")).casefold()
    if not ending:
        raise Failure("no-format", format=ending, file=file, known=list(known))
    ending = read_format(ending, known)
    if file == "-" and ending in _BINARY and sys.stdout.isatty():
        raise Failure("binary-to-terminal", format=ending)
    return ending


def _as_of(plan: Plan, on: date) -> Plan:
    """Return the plan as of a day: later cancellations do not count."""
    from talplan.domain.obligations import is_cancelled

    if all(item.cancelled is None or is_cancelled(item, on) for item in plan.items()):
        return plan
    sections = (
        section._replace(
            items=tuple(item if is_cancelled(item, on) else item._replace(cancelled=None) for item in section.items),
        )
        for section in plan.sections
    )
    return plan._replace(sections=tuple(sections))


def _refuse_existing(file: str, *, force: bool) -> None:
    from talplan.system.store import refuse_existing

    if file != "-":
        refuse_existing(Path(file), force=force)


def _unit_names(plan: Plan, names: Sequence[str] | None) -> list[str]:
    """Return the display names of the units in `--unit`."""
    return [unit.display for unit in find_units(plan, names or ())]


def put(file: str, raw: bytes, *, force: bool, message: str) -> None:
    """Write the result to stdout for `-`, else to a new file in one step, and print the message."""
    from talplan.system.store import write_new
    from talplan.views.terminal import answer

    if file == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
        return
    write_new(Path(file), raw, force=force)
    answer(message)


def report(
    file: ExportFileArgument,
    format_: ReportFormatOption = None,
    force: ForceOption = False,
    unit: ReportUnitOption = None,
    up: UpOption = False,
    month: MonthOption = None,
    section: SectionOption = None,
    as_: ReportFormOption = "table",
    on: OnOption = None,
    plan_file: PlanOption = None,
) -> None:
    """Write the report of execution: the figures, and the plan's own table or lists with what is done and missing."""
    from talplan.documents.formats import REPORT_FORMATS, REPORT_FORMS, write_report
    from talplan.queries import execution_report

    ending = _ending(file, format_, REPORT_FORMATS)
    as_ = read_choice(as_, REPORT_FORMS, "unknown-form", form=as_)
    _refuse_existing(file, force=force)
    plan = open_plan(plan_file).plan
    now = asked_day(on, plan.year)
    plan = _as_of(plan, now)
    asked = parse_filters(plan, now, unit=unit, up=up, month=month, standing=True, section=section)
    content = execution_report.build_report(plan, asked)
    raw = write_report(ending, content, _unit_names(plan, unit), as_)
    put(file, raw, force=force, message=count("report.done", content.tally.total, file=file))
