"""Workflow of mutating commands: plan, confirm, lock, recompute, validate, write, commit."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from talplan.cli.open_plan import opened, plan_path, shown_path
from talplan.messages import count, say, system_reason
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.cli.open_plan import OpenPlan
    from talplan.domain.plan import Plan
    from talplan.editing.changes import ItemEdit
    from talplan.planfile.load import Loaded
    from talplan.system.store import LockedFile

PlanEdits = Callable[["OpenPlan"], Sequence["ItemEdit"]]
"""Computes the edits of a command; called again if the file has changed since."""
Report = Callable[["Plan", Sequence["ItemEdit"]], None]
"""Prints what the edits did to the plan."""

Marks = Mapping[str, Sequence[str]]
"""IDs of marked items by the command that marks them: done, note, cancel."""

_SUBJECT = 72
"""Characters of a commit subject that every tool shows."""


def change(
    command: str,
    plan_edits: PlanEdits,
    report: Report,
    *,
    confirm: Callable[[Plan, Sequence[ItemEdit]], bool] | None = None,
    dry_run: bool = False,
    commit: bool = False,
    plan_file: str | None = None,
) -> None:
    """Apply the edits of a command to the plan file and report them: all of them or none.

    The file is locked only after `confirm`; if it has changed by then, the edits are computed again and those that
    were confirmed are applied.
    """
    from talplan.system.store import lock_file

    path = plan_path(plan_file)
    if dry_run:
        _preview(path, plan_edits, report)
        return
    first = PlannedEdit.compute(path, plan_edits) if confirm is not None or commit else None
    if confirm is not None and first is not None and not confirm(first.opened.plan, first.edits):
        return
    taken: Marks | None = {}
    if commit and first is not None and any(edit.changes for edit in first.edits):
        taken = ask_to_take_along(path, first.opened)
        if taken is None:
            return
    with lock_file(path) as file:
        planned = _recompute(file, plan_edits, first, confirmed=confirm is not None)
        agreed = bool(taken) and first is not None and first.raw == file.raw
        written = _write(file, planned, refuse_uncommitted=commit and not agreed)
        ids = [edit.name for edit in planned.edits if edit.changes]
        message = commit_message(command, ids, taken if agreed else None)
        failure = commit_file(file, message) if commit and written else None
    if written is None:
        report(planned.opened.plan, planned.edits)
        return

    def report_all() -> None:
        report(planned.opened.plan, planned.edits)
        _report_lost_comments(planned.opened.loaded, written)

    report_written(path, report_all, file.failure, failure)


def report_edits(_: Plan, edits: Sequence[ItemEdit]) -> None:
    """Print the messages of edits, and their remarks to stderr."""
    from talplan.views.terminal import answer, hint

    for edit in edits:
        for key, values in edit.messages:
            answer(say(key, **values))
        for key, values in edit.remarks:
            hint(say(key, **values))


def _report_lost_comments(before: Loaded, after: Loaded) -> None:
    lines = {line for line in before.source.text.split("\n") if "#" in line}
    if lines <= {*after.source.text.split("\n")} and before.source.text.count("#") <= after.source.text.count("#"):
        return
    from talplan.editing.comments import find_lost_comments
    from talplan.views.terminal import hint

    for comment in find_lost_comments(before, after):
        hint(say("change.comment-lost", comment=comment))


def report_written(path: Path, report: Callable[[], None], *failures: Failure | None) -> None:
    """Report a change that is in the file, and raise what failed after it was written: besides the given failures, a
    stdout that takes no answer. Of several failures, all but the last are printed."""
    from talplan.system import streams

    found = [failure for failure in failures if failure is not None]
    try:
        report()
        sys.stdout.flush()
    except OSError as error:
        streams.discard(sys.stdout)
        found.append(Failure("not-answered", path=shown_path(path), reason=system_reason(error)))
    for failure in found[:-1]:
        from talplan.views.problem_report import print_failure

        print_failure(failure)
    if found:
        raise found[-1]


class PlannedEdit:
    """The bytes of a plan file, the plan in them, and the edits that a command makes to it."""

    def __init__(self, raw: bytes, opened: OpenPlan, edits: Sequence[ItemEdit]) -> None:
        self.raw = raw
        self.opened = opened
        self.edits = edits

    @classmethod
    def compute(cls, path: Path, plan_edits: PlanEdits, raw: bytes | None = None) -> PlannedEdit:
        """Compute the edits on the file's bytes, which are read unless they are given."""
        from talplan.system.plan_finder import read

        raw = read(path) if raw is None else raw
        plan = opened(path, raw)
        return cls(raw, plan, plan_edits(plan))

    def apply(self) -> Loaded | None:
        """Return the edited file, or None without changes."""
        changes = [change for edit in self.edits for change in edit.changes]
        if not changes:
            return None
        from talplan.editing.splice import edit_and_reload

        return edit_and_reload(self.opened.loaded, changes)


def _recompute(file: LockedFile, plan_edits: PlanEdits, first: PlannedEdit | None, *, confirmed: bool) -> PlannedEdit:
    """Compute the edits on the locked file, unless it is as it was; if they were confirmed, keep only those."""
    if first is not None and first.raw == file.raw:
        return first
    planned = PlannedEdit.compute(file.path, plan_edits, file.raw)
    if first is None or not confirmed:
        return planned
    keys = {edit.key for edit in first.edits}
    return PlannedEdit(planned.raw, planned.opened, [edit for edit in planned.edits if edit.key in keys])


def _write(file: LockedFile, planned: PlannedEdit, *, refuse_uncommitted: bool) -> Loaded | None:
    """Write the edited file and return it, None without changes."""
    edited = planned.apply()
    if edited is None:
        return None
    if refuse_uncommitted:
        from talplan.system import git

        git.refuse_uncommitted(file.target)
    file.replace(edited.source.text)
    return edited


def commit_file(file: LockedFile, message: str) -> Failure | None:
    """Commit the changed file; return the failure, which is raised after the change has been reported."""
    from talplan.system import git
    from talplan.views.terminal import hint

    try:
        hint(say("commit.made", commit=git.commit(file.target, message)))
    except Failure as failure:
        return Failure("not-committed", path=shown_path(file.path), reason=failure.values.get("reason", ""))
    return None


def ask_to_take_along(path: Path, before: OpenPlan) -> Marks | None:
    """Refuse uncommitted changes, but ask whether marks go along into the commit; return those that do, None for "no".

    Raises Failure `uncommitted-marks` without a terminal or an answer, and as `git.refuse_uncommitted`.
    """
    from talplan.system import git
    from talplan.views.terminal import answer, ask, can_ask

    target = Path(os.path.realpath(path))
    try:
        git.refuse_uncommitted(target)
    except Failure as failure:
        marks = _find_pending_marks(target, before) if failure.key == "uncommitted-changes" else {}
        if not marks:
            raise
    else:
        return {}
    ids = list(dict.fromkeys(name for names in marks.values() for name in names))
    shown = shown_path(path)
    reply = ask(say("commit.take-along", path=shown, ids=ids)) if can_ask() else None
    if reply is None:
        raise Failure("uncommitted-marks", path=shown, ids=ids, command=_git_commit(target, marks))
    if not reply:
        answer(say("catch-up.aborted"))
        return None
    return marks


def _find_pending_marks(target: Path, before: OpenPlan) -> Marks:
    """Return the marks in the file that are not in the last commit; empty if it has other changes, also of its mode."""
    from talplan.planfile.load import load
    from talplan.planfile.source_text import BOM
    from talplan.system import git
    from talplan.versions.pending_marks import find_pending_marks

    committed = git.read_last_commit(target)
    if committed is None or committed.startswith(BOM) != target.read_bytes().startswith(BOM):
        return {}
    return find_pending_marks(load(committed), before.loaded)


def _git_commit(target: Path, marks: Marks) -> str:
    """Return the command that commits the marks alone, as it is typed in the working folder."""
    from talplan.views.typed_commands import command_line

    command, *_ = marks
    message = commit_message(command, marks[command], marks).split("\n", 1)[0]
    folder = [] if Path.cwd() == target.parent else ["-C", str(target.parent)]
    return command_line(["git", *folder, "commit", target.name, "-m", message])


def commit_message(command: str, ids: Sequence[str], taken: Marks | None = None) -> str:
    """Return the commit message: a paragraph for the command, and for each other one whose marks are taken along."""
    names = {command: list(ids)}
    for other, marked in (taken or {}).items():
        names[other] = list(dict.fromkeys([*names.get(other, ()), *marked]))
    return "\n\n".join(_describe_commit(other, marked) for other, marked in names.items())


def _describe_commit(command: str, ids: Sequence[str]) -> str:
    """Return what a command did: the ids in the subject if they fit, else their number there and the ids below."""
    import textwrap

    subject = say(f"commit.{command}", ids=list(ids))
    if len(subject) <= _SUBJECT:
        return subject
    return f"{count(f'commit.{command}', len(ids))}\n\n{textwrap.fill(', '.join(ids), _SUBJECT)}\n"


def _preview(path: Path, plan_edits: PlanEdits, report: Report) -> None:
    """Show the change as a unified diff without writing it; without changes, report that."""
    planned = PlannedEdit.compute(path, plan_edits)
    edited = planned.apply()
    if edited is None:
        report(planned.opened.plan, planned.edits)
    else:
        show_diff(path, planned.raw, edited.source.text)


def show_diff(path: Path, raw: bytes, text: str, *, mark: bool = True) -> None:
    """Show the difference between the file's bytes and the new text; a byte order mark is kept if `mark`."""
    from talplan.planfile.source_text import BOM
    from talplan.versions.unified_diff import unified_diff
    from talplan.views.terminal import answer, write

    after = BOM.decode() + text if mark and raw.startswith(BOM) else text
    diff = unified_diff(raw.decode(), after, name_in_diff(path))
    # A pipe gets what `git apply` and `patch` can use, byte for byte; a terminal nothing that would move its cursor.
    if sys.stdout.isatty():
        answer(diff.replace("\r\n", "\n"), wraps=False)
    else:
        write(diff)


def name_in_diff(path: Path) -> str:
    """Return the path relative to the working folder, or to the root of the disk for a file outside it."""
    full = Path(os.path.normpath(path.absolute()))
    try:
        name = full.relative_to(Path.cwd())
    except ValueError:
        name = full.relative_to(full.anchor)
    return name.as_posix()
