"""Editing in the user's own editor: a copy is edited, checked, and put in place of the file.

The file itself is never half-edited: an error, a crash or another command in the meantime leaves it as it is, and
the copy keeps what the user wrote.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from talplan.cli.apply_changes import ask_to_take_along, commit_file, commit_message, report_written, show_diff
from talplan.cli.arguments import find_items
from talplan.cli.open_plan import opened, plan_path, shown_path
from talplan.messages import say, system_reason
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.cli.apply_changes import Marks
    from talplan.planfile.load import Loaded


def edit_by_hand(item_id: str, *, dry_run: bool = False, commit: bool = False, plan_file: str | None = None) -> None:
    """Open the editor at an item and write the edited file once it has no errors."""
    from talplan.system.store import lock_file
    from talplan.views.terminal import answer

    path = plan_path(plan_file)
    begun = _begin(path, item_id, dry_run=dry_run, commit=commit)
    if begun is None:
        return
    raw, line, taken = begun
    with _copy(path, raw) as copy:
        edited = _edited(path, copy, raw, line)
        if edited is None:
            answer(say("edit.unchanged"))
            return
        text = edited.source.text
        if dry_run:
            show_diff(path, raw, text)
            return
        with lock_file(path) as file:
            if file.raw != raw:
                raise Failure("changed-meanwhile", path=path)
            if commit and not taken:
                _refuse_uncommitted(file.target)
            file.replace(text)
            refused = commit_file(file, commit_message("edit", [item_id.strip()], taken)) if commit else None
    report_written(path, lambda: answer(say("edit.by-hand", path=shown_path(path))), file.failure, refused)


def _begin(path: Path, item_id: str, *, dry_run: bool, commit: bool) -> tuple[bytes, int, Marks] | None:
    """Return the file's bytes, the item's line and the marks that go along into the commit; None if they must not.

    Fails before the editor opens if the result could not be written.
    """
    from talplan.system.plan_finder import read
    from talplan.system.store import lock_file

    if dry_run:
        raw = read(path)
    else:
        with lock_file(path) as file:
            raw = file.raw
    plan = opened(path, raw)
    [item] = find_items(plan.plan, [item_id])
    taken = ask_to_take_along(path, plan) if commit and not dry_run else {}
    return None if taken is None else (raw, plan.loaded.find_place(item).line, taken)


def _refuse_uncommitted(path: Path) -> None:
    from talplan.system import git

    git.refuse_uncommitted(path)


@contextlib.contextmanager
def _copy(path: Path, raw: bytes) -> Iterator[Path]:
    """Copy the file to a temporary folder, which is removed afterwards; if the command fails, an edited copy is kept
    and its path is printed."""
    import shutil
    import tempfile

    from talplan.views.terminal import hint

    try:
        folder = Path(tempfile.mkdtemp(prefix="talplan-"))
        copy = folder / path.name
        copy.write_bytes(raw)
    except OSError as error:
        raise Failure("cannot-write", path=tempfile.gettempdir(), reason=system_reason(error)) from None
    for schema in path.parent.glob("*.schema.json"):  # named for editors in the plan's first line
        with contextlib.suppress(OSError):
            shutil.copyfile(schema, folder / schema.name)
    try:
        yield copy
    except BaseException:
        if _bytes(copy) not in (None, raw):
            hint(say("edit.kept", path=copy))
        else:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _edited(path: Path, copy: Path, raw: bytes, line: int) -> Loaded | None:
    """Return the edited copy, None if it is unchanged; ask to edit again while it has errors."""
    from talplan.planfile.load import load
    from talplan.system import editor
    from talplan.system.plan_finder import read
    from talplan.views.problem_report import format_problem
    from talplan.views.terminal import ask, hint

    while True:
        editor.open_editor(copy, line)
        now = read(copy)
        if now == raw:
            return None
        loaded = load(now)
        if loaded.plan is not None:
            return loaded
        for problem in loaded.errors:
            hint(format_problem(problem, shown_path(path), loaded.source))
        if not ask(say("edit.again")):
            raise Failure("edited-badly", path=shown_path(path))
        line = loaded.errors[0].place.line
