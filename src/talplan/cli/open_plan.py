"""Find and open the plan files of a command."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from talplan.cli.today import today
from talplan.problem import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from talplan.domain.plan import Plan
    from talplan.planfile.load import Loaded
    from talplan.system.plan_finder import FoundPlan, Name


class OpenPlan:
    """A valid plan: the file's name, the plan, and what it was loaded from."""

    def __init__(self, name: str, plan: Plan, loaded: Loaded) -> None:
        self.name = name
        self.plan = plan
        self.loaded = loaded

    @property
    def path(self) -> Path:
        """Return the file as a `Path`, whose import everyday commands avoid."""
        import pathlib

        return pathlib.Path(self.name)

    @property
    def shown(self) -> str:
        """Return the name for messages, see `shown_path`."""
        return relative_path(self.name)


def plan_path(named: str | None) -> Path:
    """Return the path of `--plan`, or of the plan found from the working folder upwards."""
    import pathlib

    return pathlib.Path(_plan_name(named))


def _plan_name(named: str | None) -> str:
    from talplan.messages import system_reason
    from talplan.system.plan_finder import find

    if named:
        return named
    try:
        here = os.getcwd()
    except OSError as error:  # the folder is gone
        raise Failure("cannot-read", path=".", reason=system_reason(error)) from None
    found = find(here, today())
    if found.copies:
        _warn_of_copies(found)
    return found.path


def _warn_of_copies(found: FoundPlan) -> None:
    """Name the files of the same year that are not used, and say what to do."""
    from talplan.messages import say
    from talplan.views.terminal import hint

    copies = ", ".join(map(shown_path, found.copies))
    hint(f"{say('severity.warning')}: {say('plan-copies', path=shown_path(found.path), copies=copies)}")


def shown_path(path: Name) -> str:
    """Return a path for messages: relative for a file below the working folder, on one line."""
    return relative_path(path).replace("\n", "\\n")


def relative_path(path: Name) -> str:
    """Return the path of a file below the working folder relative to that, any other as it is."""
    name = os.fspath(path)
    try:
        relative = os.path.relpath(os.path.realpath(name), os.path.realpath(os.getcwd()))
    except (OSError, ValueError):
        return name
    return name if not os.path.isabs(name) or relative.startswith(os.pardir) else relative


def open_plan(named: str | None) -> OpenPlan:
    """Find, read and open the plan; Failure `invalid-plan` with every problem if it has an error."""
    from talplan.system.plan_finder import read

    name = _plan_name(named)
    return opened(name, read(name))


def opened(path: Name, raw: bytes) -> OpenPlan:
    """Open the plan in the bytes of a file; Failure `invalid-plan` with every problem if it has an error."""
    from talplan.messages import count
    from talplan.planfile.load import load

    name = os.fspath(path)
    loaded = load(raw)
    if loaded.slow:
        warn_slow()
    if loaded.plan is None:
        shown = shown_path(name)
        problems = [(shown, loaded.source, problem) for problem in loaded.errors]
        raise Failure("invalid-plan", path=shown, errors=count("count.errors", len(problems)), problems=problems)
    return OpenPlan(name, loaded.plan, loaded)


def warn_slow() -> None:
    """Warn that plans are read by the slow parser, and why."""
    from talplan.messages import say
    from talplan.views.terminal import hint

    hint(f"{say('severity.warning')}: {say('slow-parser')}")


def plan_files(paths: Sequence[str], plan_file: str | None) -> list[Path]:
    """Return the plan files of a command that takes several: the given paths, a folder as the plans in it; without
    paths `--plan`, or all plans in the folder of the plan that is found. Failure `no-plans-in-folder` is left to
    `refuse_folder`, so that the other paths are still processed."""
    from pathlib import Path

    from talplan.system.plan_finder import plans_in

    if not paths and not plan_file:
        return [Path(name) for name in plans_in(plan_path(None).parent)]
    files: list[Path] = []
    for path in map(Path, paths or [plan_file or ""]):
        found = [*plans_in(path), *plans_in(path / "data")] if path.is_dir() else []
        files += [Path(name) for name in found] or [path]
    return list(dict.fromkeys(files))


def refuse_folder(path: Path) -> None:
    """Raise Failure `no-plans-in-folder` for a folder."""
    if path.is_dir():
        raise Failure("no-plans-in-folder", path=path)
