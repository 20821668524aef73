"""Execution forms and reminders: form, collect, remind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from talplan.cli.apply_changes import change
from talplan.cli.arguments import asked_month, find_units, parse_filters, read_format, written_day, written_text
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
        RemindFolderArgument,
        RemindMonthOption,
        RemindUnitOption,
        YesOption,
    )
    from talplan.domain.plan import Plan
    from talplan.editing.changes import ItemEdit
    from talplan.operations.collect_form import Collection
    from talplan.operations.form_row import FormRow


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
    from talplan.system.store import prepare_folder, refuse_existing, write_new
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
        prepare_folder(Path(file), forms, force=force)
    else:
        ending = _format(format_ or Path(file).suffix.removeprefix("."), file)
        refuse_existing(Path(file), force=force)
        units = [unit.display for unit in find_units(plan, filters.get("unit") or ())]
        forms = {Path(file): Form(plan, rows, now, units, note)}
    for path, content in forms.items():
        write_new(path, write_document(ending, build_form(content)), force=force)
    if each_unit:
        answer(count("form.total", len(forms), file=file))
    else:
        answer(count("form.done", len(rows), file=file))


def _format(text: str, file: str) -> str:
    """Return the format of a form; Failure unknown-format or no-format."""
    from talplan.documents.forms.form_document import FORM_FORMATS

    if not text:
        raise Failure("no-format", format=text, file=file, known=list(FORM_FORMATS))
    return read_format(text.casefold(), FORM_FORMATS)


def _file_names(units: Sequence[str]) -> dict[str, str]:
    """Return a name of a file for each unit, which every system accepts and which no other unit has."""
    from talplan.documents.forms.file_names import name_files

    return name_files(units)


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
    from talplan.views.terminal import progress

    rows: list[FormRow] = []
    for file in _expand(files):
        with progress(say("import.progress", file=file)) as update:
            rows += read_form(file, update)
    steps = _Collecting(rows, on, partial=partial, yes=yes)
    change("collect", steps.plan_edits, steps.report, confirm=steps.confirm, **options)


class _Collecting:
    """The steps of `collect`; `result` is what the forms say of the plan that was read last."""

    result: Collection
    day: date

    def __init__(self, rows: Sequence[FormRow], on: str | None, *, partial: bool, yes: bool) -> None:
        self._rows = rows
        self._on = on
        self._partial = partial
        self._yes = yes
        self._listed: set[str] = set()

    def plan_edits(self, opened: OpenPlan) -> Sequence[ItemEdit]:
        """Return the edits. Failure collect-unplaced if a row cannot be placed, unless they are partial."""
        from talplan.operations.collect_form import build_edits, collect_rows

        plan = opened.plan
        self.day = written_day(plan, self._on)
        self.result = collect_rows(plan, self._rows, self.day, today())
        if self.result.unplaced:
            self._list_unplaced(plan)
        return build_edits(plan, self.result.new, self.day)

    def _list_unplaced(self, plan: Plan) -> None:
        """List the rows that cannot be placed, each once."""
        from talplan.views.collect_page import format_unplaced
        from talplan.views.terminal import hint

        if not self._partial and self.result.new:
            self._show(plan)
        for line in map(format_unplaced, self.result.unplaced):
            if line not in self._listed:
                hint(line)
                self._listed.add(line)
        if not self._partial:
            rows = count("import.rows", len(self.result.unplaced))
            raise Failure("collect-unplaced", status=ExitStatus.FOUND, rows=rows)

    def _show(self, plan: Plan) -> None:
        from talplan.cli.output import show
        from talplan.views.collect_page import collect_page

        show(collect_page(plan, self.result.new, self.day))

    def confirm(self, plan: Plan, edits: Sequence[ItemEdit]) -> bool:
        """Show what would be marked and ask; False if there is nothing to mark."""
        from talplan.views.terminal import answer, ask

        if not edits:
            self._report_known()
            return False
        self._show(plan)
        reply = self._yes or ask(count("collect.ask", len(self.result.new)))
        if reply is None:
            raise Failure("needs-answer")
        if not reply:
            answer(say("catch-up.aborted"))
        return reply

    def report(self, plan: Plan, edits: Sequence[ItemEdit]) -> None:
        """Print how much was marked."""
        from talplan.operations.mark_done import find_closed_term
        from talplan.views.terminal import answer, hint

        if not edits:
            self._report_known()
            return
        records = sum(len(edit.records) for edit in edits)
        notes = sum(len(edit.changes) for edit in edits) - records
        answer(count("collect.done", len(edits), records=records, notes=notes))
        items = {item.id: item for item in plan.items()}
        closed = [edit.name for edit in edits if find_closed_term(plan, items[edit.name], edit.records)]
        if closed:
            hint(say("collect.closes-year", ids=closed))

    def _report_known(self) -> None:
        from talplan.views.terminal import answer

        known = len(self.result.known)
        answer(count("collect.nothing", known) if known else say("collect.empty"))


def _expand(files: Sequence[str]) -> list[str]:
    """Return the files, each once: the shell of Windows leaves `*.xlsx` to the program, and Word and Excel keep a file
    `~$name` beside one that is open."""
    from glob import glob

    found = []
    for file in files:
        found += [file] if Path(file).exists() else sorted(glob(file)) or [file]  # noqa: PTH207
    return [file for file in dict.fromkeys(found) if not Path(file).name.startswith("~$")]


def remind(
    folder: RemindFolderArgument = None,
    each_unit: EachUnitOption = False,
    unit: RemindUnitOption = None,
    month: RemindMonthOption = None,
    force: ForceOption = False,
    on: OnOption = None,
    plan_file: PlanOption = None,
) -> None:
    """Write for each unit a text about what is overdue and what ends this month; none if nothing is due."""
    from talplan.documents.forms.reminder_text import format_reminder
    from talplan.queries.agenda import month_of
    from talplan.queries.reminders import find_reminders
    from talplan.views.terminal import answer

    if each_unit != (folder is not None):
        raise Failure("remind-folder")
    plan = open_plan(plan_file).plan
    now = asked_day(on, plan.year)
    asked = month_of(now) if month is None else asked_month(plan, month, now)
    reminders = find_reminders(plan, parse_filters(plan, now, unit=unit), asked)
    texts = {reminder.unit: format_reminder(plan, reminder, asked, now) for reminder in reminders}
    if not texts:
        answer(say("remind.nothing"))
    elif folder is None:
        answer("\n\n\n".join(texts.values()))
    else:
        _write_texts(plan, Path(folder), texts, force=force)


def _write_texts(plan: Plan, folder: Path, texts: dict[str, str], *, force: bool) -> None:
    """Write each unit's text to a file of the folder."""
    from talplan.system.store import prepare_folder, write_new
    from talplan.views.terminal import answer

    names = _file_names([unit.display for unit in plan.registry])
    paths = {unit: folder / f"{names[unit]}.txt" for unit in texts}
    prepare_folder(folder, paths.values(), force=force)
    for unit, text in texts.items():
        write_new(paths[unit], f"{text}\n".encode(), force=force)
    answer(count("remind.done", len(texts), file=folder))
