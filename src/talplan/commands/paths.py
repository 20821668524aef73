"""The plan files that a command on any number of them is about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from talplan.commands.opening import plan_path
from talplan.problem import Failure


def plan_files(paths: Sequence[str], plan_file: str | None) -> list[Path]:
    """The named files, every plan of the named folders, each once; where nothing is named, every plan of the
    folder where one is found. Failure for a folder without plans."""
    from talplan.store import plans_in

    if not paths and plan_file:
        paths = [plan_file]
    if not paths:
        return plans_in(plan_path(None).parent)
    files: list[Path] = []
    for path in map(Path, paths):
        if not path.is_dir():
            files.append(path)
            continue
        found = [*plans_in(path), *plans_in(path / "data")]
        if not found:
            raise Failure("no-plans-in-folder", path=path)
        files += found
    return list(dict.fromkeys(files))
