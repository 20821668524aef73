"""Opens the plan that a command is about: which file, which day, and whether it can be used."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.load import Loaded
    from talplan.plan import Plan

_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
    return day(written, "bad-today") if written else date.today()


def asked_day(text: str | None) -> date:
    """The day that `--on` names, else today."""
    return today() if text is None else day(text)


def day(text: str, wrong: str = "bad-date") -> date:
    """A date as people write it for us: YYYY-MM-DD. `wrong` names what is said of any other text."""
    try:
        if _DATE.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise Failure(wrong, text=text)


def plan_path(named: str | None) -> Path:
    """The file that `--plan` names, else the one that is found from the working folder upwards."""
    from talplan.store import find

    if named:
        return Path(named)
    try:
        here = Path.cwd()
    except OSError as error:  # the folder is gone
        raise Failure("cannot-read", path=".", reason=error.strerror) from None
    return find(here, today())


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

    loaded = load(raw)
    if loaded.slow:
        tell_slow()
    shown = shown_path(path)
    if loaded.plan is None:
        problems = [(shown, loaded.source, problem) for problem in loaded.errors]
        raise Failure("invalid-plan", path=shown, errors=count("count.errors", len(problems)), problems=problems)
    return Opened(path, shown, loaded, loaded.plan)


def tell_slow() -> None:
    """Says that plans are read slowly here, and why."""
    from talplan.messages import say
    from talplan.terminal import hint

    hint(f"{say('severity.warning')}: {say('slow-parser')}")
