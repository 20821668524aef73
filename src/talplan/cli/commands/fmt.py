"""fmt: the canonical layout of whole files, written only where it says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from talplan.cli.open_plan import opened
from talplan.cli.options import PlanOption
from talplan.cli.plan_paths import plan_files, refuse_folder
from talplan.messages import say
from talplan.problem import ExitStatus, Failure

PathsArgument = Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help=say("help.paths"))]
CheckOption = Annotated[bool, typer.Option("--check", help=say("help.fmt-check"))]
DiffOption = Annotated[bool, typer.Option("--diff", help=say("help.fmt-diff"))]


def fmt(
    paths: PathsArgument = None,
    check: CheckOption = False,
    diff: DiffOption = False,
    plan_file: PlanOption = None,
) -> None:
    """Writes files in the canonical layout and spelling, each by itself: one that cannot be used stops no other."""
    from talplan.views.problem_report import tell_failure

    status = ExitStatus.OK
    for path in plan_files(paths or [], plan_file):
        try:
            found = _one(path, check=check, diff=diff)
        except Failure as failure:
            tell_failure(failure)
            found = ExitStatus.FOUND if check and failure.key == "invalid-plan" else failure.status
        status = max(status, found)
    if status:
        raise typer.Exit(status)


def _one(path: Path, *, check: bool, diff: bool) -> ExitStatus:
    """Formats a file, or tells what would change in it. Nobody waits for the lock of a file that is in order."""
    from talplan.cli.apply_changes import show_diff
    from talplan.system.plan_finder import read
    from talplan.system.store import locked_file

    refuse_folder(path)
    raw = read(path)
    text = _formatted(path, raw)
    changes = text.encode() != raw
    if diff and changes:
        show_diff(path, raw, text, mark=False)
    if check or diff:
        _tell("fmt.would-change" if changes else "fmt.in-order", path, aside=diff)
        return ExitStatus.FOUND if check and changes else ExitStatus.OK
    if changes:
        with locked_file(path) as file:
            file.replace(text if file.raw == raw else _formatted(path, file.raw), mark=False)
    _tell("fmt.changed" if changes else "fmt.in-order", path)
    return ExitStatus.OK


def _formatted(path: Path, raw: bytes) -> str:
    from talplan.editing.formatter import formatted

    return formatted(opened(path, raw).loaded)


def _tell(key: str, path: Path, *, aside: bool = False) -> None:
    """What became of a file; beside the answer where that is a diff, which other programs read."""
    from talplan.cli.open_plan import shown_path
    from talplan.views.terminal import answer, hint

    (hint if aside else answer)(say(key, path=shown_path(path)))
