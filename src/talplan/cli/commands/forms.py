"""Execution forms: form, collect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from talplan.cli.apply_changes import change
from talplan.cli.arguments import find_units, parse_filters, written_day, written_text
from talplan.cli.open_plan import open_plan
from talplan.cli.today import asked_day, today
from talplan.messages import count, say
from talplan.problem import ExitStatus, Failure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from talplan.cli.open_plan import OpenPlan
    from talplan.cli.options import (
        ChangeOptions,
        CollectFilesArgument,
        CollectPartialOption,
        DateOption,
        EachUnitOption,
        FilterOptions,
        ForceOption,
        FormFileArgument,
        FormFormatOption,
        FormNoteOption,
        OnOption,
        PlanOption,
        YesOption,
    )
    from talplan.domain.plan import Plan
    from talplan.editing.changes import ItemEdit
    from talplan.operations.collect_form import Collection


def form(
    file: FormFileArgument,
    each_unit: EachUnitOption = False,
    format_: FormFormatOption = None,
    note: FormNoteOption = None,
    force: ForceOption = False,
    *,
    on: OnOption = None,
    plan_file: PlanOption = None,
    **filters: Unpack[FilterOptions],
) -> None:
    """Write an execution form: a row for each obligation, to be filled in with Word or Excel."""
    from talplan.documents.document import write_document
    from talplan.documents.forms.form_document import Form, build_form
    from talplan.queries.form_rows import find_form_rows
    from talplan.system.store import refuse_existing, write_new
    from talplan.views.terminal import answer

    note = written_text(note, "note")
    plan = open_plan(plan_file).plan
    now = asked_day(on, plan.year)
    rows = find_form_rows(plan, parse_filters(plan, now, **filters))
    if not rows:
        raise Failure("form-nothing")
    if each_unit:
        ending = _format(format_ or "xlsx", file)
        names = _file_names([unit.display for unit in plan.registry])
        forms = {
            Path(file) / f"{names[unit]}.{ending}": Form(plan, own, now, [unit], note)
            for unit in names
            if (own := [row for row in rows if row.obligation.unit == unit])
        }
        for path in forms:
            refuse_existing(path, force=force)
        _make_folder(Path(file))
    else:
        ending = _format(format_ or Path(file).suffix.removeprefix("."), file)
        refuse_existing(Path(file), force=force)
        units = [unit.display for unit in find_units(plan, filters.get("unit") or ())]
        forms = {Path(file): Form(plan, rows, now, units, note)}
    for path, content in forms.items():
        write_new(path, write_document(ending, build_form(content)), force=force)
        answer(count("form.done", len(content.rows), file=path))


def _format(text: str, file: str) -> str:
    """Return the format of a form; Failure unknown-format or no-format."""
    from talplan.documents.forms.form_document import FORM_FORMATS

    if text.casefold() not in FORM_FORMATS:
        raise Failure("unknown-format" if text else "no-format", format=text, file=file, known=list(FORM_FORMATS))
    return text.casefold()


def _file_names(units: Sequence[str]) -> dict[str, str]:
    """Return a name of a file for each unit, which every system accepts and which no other unit has."""
    from talplan.documents.forms.file_names import name_files

    return name_files(units)


def _make_folder(path: Path) -> None:
    """Make a folder; Failure cannot-write."""
    from talplan.messages import system_reason

    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise Failure("cannot-write", path=path, reason=system_reason(error)) from None


def collect(
    files: CollectFilesArgument,
    partial: CollectPartialOption = False,
    on: DateOption = None,
    *,
    yes: YesOption = False,
    **options: Unpack[ChangeOptions],
) -> None:
    """Read filled-in forms back: show what they say, ask, and mark it in the plan."""
    from talplan.documents.forms.read_forms import read_form
    from talplan.operations.collect_form import build_edits, collect_rows
    from talplan.views.terminal import answer, ask, hint, progress, show

    rows = []
    for file in _expand(files):
        with progress(say("import.progress", file=file)) as update:
            rows += read_form(file, update)
    collected: list[Collection] = []
    reported: set[str] = set()

    def plan_edits(opened: OpenPlan) -> Sequence[ItemEdit]:
        day = written_day(opened.plan, on)
        result = collect_rows(opened.plan, rows, day, today())
        collected.append(result)
        _report_unplaced(opened.plan, result, day, partial=partial, reported=reported)
        return build_edits(opened.plan, result.new, day)

    def confirm(plan: Plan, edits: Sequence[ItemEdit]) -> bool:
        from talplan.views.collect_page import collect_page

        if not edits:
            _report_known(collected[-1])
            return False
        entries = collected[-1].new
        show(collect_page(plan, entries, written_day(plan, on)))
        reply = yes or ask(count("collect.ask", len(entries)))
        if reply is None:
            raise Failure("needs-answer")
        if not reply:
            answer(say("catch-up.aborted"))
        return reply

    def report(plan: Plan, edits: Sequence[ItemEdit]) -> None:
        from talplan.operations.mark_done import find_closed_term

        if not edits:
            _report_known(collected[-1])
            return
        records = sum(len(edit.records) for edit in edits)
        notes = sum(len(edit.changes) for edit in edits) - records
        answer(count("collect.done", len(edits), records=records, notes=notes))
        items = {item.id: item for item in plan.items()}
        closed = [edit.name for edit in edits if find_closed_term(plan, items[edit.name], edit.records)]
        if closed:
            hint(say("collect.closes-year", ids=closed))

    change("collect", plan_edits, report, confirm=confirm, **options)


def _expand(files: Sequence[str]) -> list[str]:
    """Return the files, each once: the shell of Windows leaves `*.xlsx` to the program, and Word and Excel keep a file
    `~$name` beside one that is open."""
    from glob import glob

    found = []
    for file in files:
        found += [file] if Path(file).exists() else sorted(glob(file)) or [file]  # noqa: PTH207
    return [file for file in dict.fromkeys(found) if not Path(file).name.startswith("~$")]


def _report_known(result: Collection) -> None:
    from talplan.views.terminal import answer

    answer(count("collect.nothing", len(result.known)) if result.known else say("collect.empty"))


def _report_unplaced(plan: Plan, result: Collection, on: date, *, partial: bool, reported: set[str]) -> None:
    """List the rows that cannot be placed, each once. Failure collect-unplaced unless `partial`."""
    from talplan.views.collect_page import collect_page, format_unplaced
    from talplan.views.terminal import hint, show

    if not result.unplaced:
        return
    if not partial and result.new:
        show(collect_page(plan, result.new, on))
    for line in map(format_unplaced, result.unplaced):
        if line not in reported:
            hint(line)
            reported.add(line)
    if not partial:
        rows = count("import.rows", len(result.unplaced))
        raise Failure("collect-unplaced", status=ExitStatus.FOUND, rows=rows)
