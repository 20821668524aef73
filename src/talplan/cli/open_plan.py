"""Opens the plan that a command is about: which file, which day, and whether it can be used."""

from __future__ import annotations

import os
import re
from datetime import date
from typing import TYPE_CHECKING

from talplan.problem import Failure

if TYPE_CHECKING:
    from pathlib import Path

    from talplan.domain.plan import Plan
    from talplan.planfile.load import Loaded
    from talplan.system.plan_finder import Name

_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class OpenPlan:
    """A plan file without errors, ready to be asked."""

    def __init__(self, name: str, plan: Plan, loaded: Loaded) -> None:
        self.name = name
        self.plan = plan
        self.loaded = loaded

    @property
    def path(self) -> Path:
        """The file, for whoever does more than read it."""
        import pathlib

        return pathlib.Path(self.name)

    @property
    def shown(self) -> str:
        """Its name as a person would write it."""
        return shown_path(self.name)


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
    return find(here, today())


def shown_path(path: Name) -> str:
    """A path as a person would write it: relative where the file is below the working folder."""
    name = os.fspath(path)
    try:
        relative = os.path.relpath(os.path.realpath(name), os.path.realpath(os.getcwd()))
    except (OSError, ValueError):
        return name
    return name if not os.path.isabs(name) or relative.startswith(os.pardir) else relative


def open_plan(named: str | None) -> OpenPlan:
    """The plan; Failure with every problem where it has an error."""
    from talplan.system.plan_finder import read

    name = _plan_name(named)
    return opened(name, read(name))


def opened(path: Name, raw: bytes) -> OpenPlan:
    """The plan that these bytes of a file say; Failure with every problem where it has an error."""
    from talplan.messages import count
    from talplan.planfile.load import load

    name = os.fspath(path)
    loaded = load(raw)
    if loaded.slow:
        tell_slow()
    if loaded.plan is None:
        shown = shown_path(name)
        problems = [(shown, loaded.source, problem) for problem in loaded.errors]
        raise Failure("invalid-plan", path=shown, errors=count("count.errors", len(problems)), problems=problems)
    return OpenPlan(name, loaded.plan, loaded)


def tell_slow() -> None:
    """Says that plans are read slowly here, and why."""
    from talplan.messages import say
    from talplan.views.terminal import hint

    hint(f"{say('severity.warning')}: {say('slow-parser')}")
