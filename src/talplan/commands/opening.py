"""Opens the plan that a command is about: which file, which day, and whether it can be used."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.load import Loaded
    from talplan.plan import Plan


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan file without errors, ready to be asked."""

    path: Path
    shown: str
    loaded: Loaded
    plan: Plan


def today() -> date:
    """The system's date, or the one that TALPLAN_TODAY sets."""
    written = os.environ.get("TALPLAN_TODAY", "")
    return day(written) if written else date.today()


def day(text: str) -> date:
    """A date as people write it for us: YYYY-MM-DD."""
    try:
        if len(text.strip()) == 10:
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise Failure("bad-date", text=text)


def plan_path(named: str | None) -> Path:
    """The file that `--plan` names, else the one that is found from the working folder upwards."""
    from talplan.store import find

    return Path(named) if named else find(Path.cwd(), today())


def shown_path(path: Path) -> str:
    """A path as a person would write it: relative where the file is below the working folder."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve())) if path.is_absolute() else str(path)
    except (OSError, ValueError):
        return str(path)


def open_plan(named: str | None) -> Opened:
    """The plan; Failure with every problem where it has an error."""
    from talplan.store import read

    path = plan_path(named)
    return opened(path, read(path))


def opened(path: Path, raw: bytes) -> Opened:
    """The plan that these bytes of a file say; Failure with every problem where it has an error."""
    from talplan.load import load
    from talplan.messages import count

    loaded = load(raw, today())
    shown = shown_path(path)
    if loaded.plan is None:
        problems = [(shown, loaded.source, problem) for problem in loaded.errors]
        raise Failure("invalid-plan", path=shown, errors=count("count.errors", len(problems)), problems=problems)
    return Opened(path, shown, loaded, loaded.plan)
