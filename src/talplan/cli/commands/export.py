"""export, report: the plan for people who hold other files in their hands."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talplan.cli import completion
from talplan.cli.arguments import find_units, parse_filters
from talplan.cli.open_plan import asked_day, open_plan
from talplan.cli.options import (
    MonthOption,
    OnOption,
    PlanOption,
    SectionOption,
    StandingOption,
    StatusOption,
    TextOption,
    UnitOption,
    UpOption,
)
from talplan.messages import count, say
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.domain.plan import Plan

_BINARY = ("docx", "xlsx", "pdf")
_DELIMITERS = {",": ",", ";": ";", "\t": "\t", "\\t": "\t"}
"""What may be typed for what stands between columns: the signs that `import` knows."""

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help=say("help.export-file"))]
ExportFormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="docx|xlsx|csv|json|md|ics|html|pdf",
        help=say("help.export-format"),
        autocompletion=completion.export_formats,
    ),
]
ReportFormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="docx|html|md",
        help=say("help.export-format"),
        autocompletion=completion.report_formats,
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", help=say("help.force"))]
CancelledOption = Annotated[bool, typer.Option("--cancelled", help=say("help.cancelled"))]
DelimiterOption = Annotated[str, typer.Option("--delimiter", metavar="CHARACTER", help=say("help.delimiter"))]
SpansOption = Annotated[bool, typer.Option("--spans", help=say("help.spans"))]


def export(
    file: FileArgument,
    format_: ExportFormatOption = None,
    force: ForceOption = False,
    cancelled: CancelledOption = False,
    delimiter: DelimiterOption = ",",
    spans: SpansOption = False,
    unit: UnitOption = None,
    up: UpOption = False,
    month: MonthOption = None,
    standing: StandingOption = False,
    section: SectionOption = None,
    status: StatusOption = None,
    text: TextOption = None,
    on: OnOption = None,
    plan_file: PlanOption = None,
) -> None:
    """The plan as a file of another kind."""
    from talplan.documents.exporters import WRITERS, Export, writer
    from talplan.documents.official_document import document
    from talplan.queries.select import Wanted, select
    from talplan.system.store import refuse_existing
    from talplan.views.terminal import progress

    ending = _ending(file, format_, WRITERS)
    if delimiter not in _DELIMITERS:
        raise Failure("bad-delimiter", delimiter=delimiter)
    if file != "-":
        refuse_existing(Path(file), force=force)
    now = asked_day(on)
    opened = open_plan(plan_file)
    if file != "-" and Path(file).exists() and opened.path.samefile(file):
        raise Failure("output-is-plan", path=file)
    plan = _as_of(opened.plan, now)
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
    cancelled = cancelled or Wanted.CANCELLED in asked.statuses
    looks = [look for look in select(plan, asked) if cancelled or look.item.cancelled is None]
    printed = document(plan, [look.item for look in looks], cancelled=cancelled)
    with progress(say("export.progress", file=file)) as told:
        raw = writer(ending)(
            Export(
                plan,
                looks,
                now,
                printed,
                asked.units,
                [one.display for one in find_units(plan, unit or ())],
                cancelled=cancelled,
                delimiter=_DELIMITERS[delimiter],
                spans=spans,
                progress=told,
            )
        )
    put(file, raw, force=force, told=count("export.done", len(looks), file=file))


def _ending(file: str, format_: str | None, known: tuple[str, ...]) -> str:
    """The format: what `--format` says, else the file's ending."""
    ending = (format_ or Path(file).suffix.removeprefix(".")).casefold()
    if ending not in known:
        key = "unknown-format" if ending else "no-format"
        raise Failure(key, format=ending, file=file, known=list(known))
    if file == "-" and ending in _BINARY and sys.stdout.isatty():
        raise Failure("binary-to-terminal", format=ending)
    return ending


def _as_of(plan: Plan, on: date) -> Plan:
    """The plan as it was on a day: cancellations after it are not seen, and an item is in."""
    from talplan.domain.obligations import cancelled_on

    if all(item.cancelled is None or cancelled_on(item, on) for item in plan.items()):
        return plan
    sections = (
        section._replace(
            items=tuple(item if cancelled_on(item, on) else item._replace(cancelled=None) for item in section.items),
        )
        for section in plan.sections
    )
    return plan._replace(sections=tuple(sections))


def put(file: str, raw: bytes, *, force: bool, told: str) -> None:
    """Writes the result where it was asked for: into a new file in one step, or to stdout."""
    from talplan.system.store import write_new
    from talplan.views.terminal import answer

    if file == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
        return
    write_new(Path(file), raw, force=force)
    answer(told)


def report(
    file: FileArgument,
    format_: ReportFormatOption = None,
    force: ForceOption = False,
    unit: UnitOption = None,
    up: UpOption = False,
    month: MonthOption = None,
    section: SectionOption = None,
    on: OnOption = None,
    plan_file: PlanOption = None,
) -> None:
    """The report of execution: what is done, by whom, with what evidence; what is late, overdue, not reported."""
    from talplan.documents.reports import REPORTS, reporter
    from talplan.queries.execution_report import report as made
    from talplan.system.store import refuse_existing

    ending = _ending(file, format_, REPORTS)
    if file != "-":
        refuse_existing(Path(file), force=force)
    now = asked_day(on)
    plan = open_plan(plan_file).plan
    asked = parse_filters(
        plan, now, unit=unit, up=up, month=month, standing=True, section=section, status=None, text=None
    )
    told = made(plan, asked)
    raw = reporter(ending)(told, [one.display for one in find_units(plan, unit or ())])
    put(file, raw, force=force, told=count("report.done", told.figures.total, file=file))
