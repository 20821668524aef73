"""The way of every change: read, ask, then under the lock read again, work out, check, replace, commit."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from talplan.cli.open_plan import opened, plan_path, shown_path
from talplan.messages import count, say
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.cli.open_plan import OpenPlan
    from talplan.domain.plan import Plan
    from talplan.editing.changes import Change, Meant
    from talplan.planfile.load import Loaded
    from talplan.system.store import LockedFile

M = TypeVar("M", bound="Meant")
Marks = Callable[["OpenPlan"], Sequence[M]]
"""Works out what a command does to a plan; run again where the file has changed in between."""

_SUBJECT = 72
"""Characters of a commit's first line that every tool shows."""


def change(
    command: str,
    plan_file: str | None,
    marks: Marks[M],
    tell: Callable[[Plan, Sequence[M]], None],
    *,
    agree: Callable[[Plan, Sequence[M]], bool] | None = None,
    dry_run: bool,
    commit: bool,
) -> None:
    """Makes the changes and tells of them; all of them or none.

    Nobody waits for the lock while a person thinks: the file is locked after the answer, and what was agreed on
    is worked out again on what stands there then.
    """
    from talplan.system.store import locked_file

    path = plan_path(plan_file)
    if dry_run:
        _preview(path, marks, tell)
        return
    agreed = None
    if agree is not None:
        agreed = _look(path, marks)
        if not agree(agreed.now.plan, agreed.made):
            return
    with locked_file(path) as file:
        seen = _seen_again(file, marks, agreed)
        written = _write(file, seen, commit=commit)
        names = [mark.name for mark in seen.made if mark.changes]
        refused = commit_file(file, commit_message(command, names)) if commit and written else None
    tell(seen.now.plan, seen.made)
    if refused is not None:
        raise refused


class _Seen(Generic[M]):
    """A plan file as it was read, and what the command does to it."""

    def __init__(self, raw: bytes, now: OpenPlan, made: Sequence[M]) -> None:
        self.raw = raw
        self.now = now
        self.made = made

    @property
    def changes(self) -> list[Change]:
        return [change for mark in self.made for change in mark.changes]

    def edited(self) -> Loaded:
        from talplan.editing.splice import edited

        return edited(self.now.loaded, self.changes)


def _look(path: Path, marks: Marks[M], raw: bytes | None = None) -> _Seen[M]:
    from talplan.system.plan_finder import read

    raw = read(path) if raw is None else raw
    now = opened(path, raw)
    return _Seen(raw, now, marks(now))


def _seen_again(file: LockedFile, marks: Marks[M], agreed: _Seen[M] | None) -> _Seen[M]:
    """What the command does to the file as it stands now; of that what was agreed on."""
    if agreed is not None and agreed.raw == file.raw:
        return agreed
    seen = _look(file.path, marks, file.raw)
    if agreed is None:
        return seen
    wanted = {mark.key for mark in agreed.made}
    return _Seen(seen.raw, seen.now, [mark for mark in seen.made if mark.key in wanted])


def _write(file: LockedFile, seen: _Seen[M], *, commit: bool) -> bool:
    """Whether there was anything to write."""
    if seen.changes:
        edited = seen.edited()
        if commit:
            from talplan.system import git

            git.refuse_uncommitted(file.target)
        file.replace(edited.source.text)
    return bool(seen.changes)


def commit_file(file: LockedFile, message: str) -> Failure | None:
    """Commits the changed file; gives what kept it from being committed, to be told after what was changed."""
    from talplan.system import git
    from talplan.views.terminal import hint

    try:
        hint(say("commit.made", commit=git.commit(file.target, message)))
    except Failure as failure:
        return Failure("not-committed", path=shown_path(file.path), reason=failure.values.get("reason", ""))
    return None


def commit_message(command: str, ids: Sequence[str]) -> str:
    """What a commit says: the items in its first line where they find room there, else below it."""
    import textwrap

    subject = say(f"commit.{command}", ids=list(ids))
    if len(subject) <= _SUBJECT:
        return subject
    return f"{count(f'commit.{command}', len(ids))}\n\n{textwrap.fill(', '.join(ids), _SUBJECT)}\n"


def _preview(path: Path, marks: Marks[M], tell: Callable[[Plan, Sequence[M]], None]) -> None:
    """The change as a unified diff; nothing is written. Where there is nothing to change, that is said."""
    seen = _look(path, marks)
    if not seen.changes:
        tell(seen.now.plan, seen.made)
        return
    show_diff(path, seen.raw, seen.edited().source.text)


def show_diff(path: Path, raw: bytes, text: str, *, mark: bool = True) -> None:
    """The difference between a file's bytes and the text to come. A byte order mark stays, unless no `mark` is
    wanted."""
    from talplan.planfile.limits import BOM
    from talplan.versions.unified_diff import unified_diff
    from talplan.views.terminal import answer, write

    after = BOM.decode() + text if mark and raw.startswith(BOM) else text
    diff = unified_diff(raw.decode(), after, name_in_diff(path))
    # A pipe gets what `git apply` and `patch` can use, byte for byte; a terminal nothing that would move its cursor.
    if sys.stdout.isatty():
        answer(diff.replace("\r\n", "\n"))
    else:
        write(diff)


def name_in_diff(path: Path) -> str:
    """The file as seen from the working folder; one outside it as seen from the top of the disk."""
    full = Path(os.path.normpath(path.absolute()))
    try:
        name = full.relative_to(Path.cwd())
    except ValueError:
        name = full.relative_to(full.anchor)
    # Behind a name with a space a tab tells git and patch where it ends.
    return name.as_posix() + ("\t" if " " in name.as_posix() else "")
