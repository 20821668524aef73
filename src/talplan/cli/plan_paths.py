"""The plan files that a command on any number of them is about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from talplan.cli.open_plan import plan_path
from talplan.problem import Failure


def plan_files(paths: Sequence[str], plan_file: str | None) -> list[Path]:
    """The paths given, each folder as its plans, else the plan that is named, else every plan beside the one that is
    found. A folder without a plan stays a folder: `refuse_folder` says what is wrong with it."""
    from talplan.system.plan_finder import plans_in

    if not paths and not plan_file:
        return [Path(name) for name in plans_in(plan_path(None).parent)]
    files: list[Path] = []
    for path in map(Path, paths or [plan_file or ""]):
        found = [*plans_in(path), *plans_in(path / "data")] if path.is_dir() else []
        files += [Path(name) for name in found] or [path]
    return list(dict.fromkeys(files))


def refuse_folder(path: Path) -> None:
    """Failure for a folder that stands for no plan."""
    if path.is_dir():
        raise Failure("no-plans-in-folder", path=path)
