"""Which plan file a person means, and its bytes. Names are texts: `pathlib` costs half of what Python's start costs."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING, NamedTuple

from talplan.domain.plan_year import PlanYear, read_year
from talplan.messages import say, system_reason
from talplan.planfile.source_text import BOM, MAX_BYTES
from talplan.problem import Failure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

Name = str | os.PathLike[str]

_BEGIN, _END = "plan-", ".yaml"
_NAMED_YEAR = "(?<![0-9])(?<![0-9]-)[0-9]{4}(?!-?[0-9])"
_HEAD_BYTES = 65536


class FoundPlan(NamedTuple):
    """A plan file, and the files beside it that are of the same year, such as copies."""

    path: str
    copies: tuple[str, ...] = ()


def find(start: str, today: date, list_plans: Callable[[str], list[str]] | None = None) -> FoundPlan:
    """The plan for a person who works in `start`: upwards from there, `data/` first in each folder.

    `list_plans` lists the plans of a folder where they are not on disk.
    Raises Failure where there is none, or where two are of one year and neither or both are named `plan-YEAR.yaml`.
    """
    folder, above = start, ""
    while folder != above:
        for place in (os.path.join(folder, "data"), folder):
            if found := (list_plans or plans_in)(place):
                return _of_year(found, today)
        folder, above = os.path.dirname(folder), folder
    raise Failure("no-plan", start=start)


def plans_in(folder: Name) -> list[str]:
    """The plan files of a folder, in the order of their names."""
    try:
        names = sorted(filter(is_plan_name, os.listdir(folder)))
    except (FileNotFoundError, NotADirectoryError, PermissionError):  # a folder further up may not be open to everyone
        return []
    except OSError as error:  # it may contain the plan that is meant: another one must not take its place
        raise Failure("cannot-read", path=folder, reason=system_reason(error)) from None
    return [path for name in names if os.path.isfile(path := os.path.join(folder, name))]


def is_plan_name(name: str) -> bool:
    """Return whether a file of that name is a plan."""
    return name.startswith(_BEGIN) and name.endswith(_END)


def _of_year(found: list[str], today: date) -> FoundPlan:
    """The plan whose year holds today, else the newest."""
    if len(found) == 1:
        return FoundPlan(found[0])
    years = {path: stated_year(path) for path in found}
    known = {path: year for path, year in years.items() if year}
    if not known:
        raise Failure("plans-without-year", paths=found)
    newest = max(known.values(), key=lambda year: year.window)
    current = [path for path, year in known.items() if year.window.holds(today)]
    chosen = current or [path for path, year in known.items() if year == newest]
    if len({known[path] for path in chosen}) > 1:
        raise Failure("plans-of-today", today=today, paths=chosen)
    year = known[chosen[0]]
    best = [path for path in chosen if os.path.basename(path) == f"{_BEGIN}{year}{_END}"] or chosen
    if len(best) > 1:
        raise Failure("plans-of-one-year", year=year, paths=chosen)
    return FoundPlan(best[0], tuple(path for path in chosen if path != best[0]))


def stated_year(path: str) -> PlanYear | None:
    """Return the year of a plan: the two years in the name of the file, else the year in the file, else in the name."""
    head = b""
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD_BYTES).removeprefix(BOM)
    except OSError:
        pass
    written = re.search(rb"^year:[ \t]*[\"']?([0-9]{4}(?:-[0-9]{4})?)\b", head, re.MULTILINE)
    month = re.search(rb"^first_month:[ \t]*[\"']?(1[0-2]|[1-9])\b", head, re.MULTILINE)
    name = os.path.basename(path)
    texts = (
        *re.findall("[0-9]{4}-[0-9]{4}", name),
        written[1].decode() if written else "",
        *re.findall(_NAMED_YEAR, name),
    )
    for text in texts:
        try:
            return read_year(text).beginning_in(int(month[1]) if month else None)
        except ValueError:  # not a year
            continue
    return None


def read(path: Name) -> bytes:
    """The bytes of a file, one more than a plan may have; Failure with the reason where it cannot be read."""
    try:
        if stat.S_ISDIR(mode := os.stat(path).st_mode):
            raise Failure("plan-is-folder", path=path)
        refuse_special_file(path, mode)
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Failure("cannot-read", path=path, reason=system_reason(error)) from None
    except ValueError:
        raise Failure("cannot-read", path=str(path), reason=say("reason.not-a-path")) from None


def refuse_special_file(path: Name, mode: int) -> None:
    """Refuse a device, a socket or a pipe, which could be read forever; a pipe that is open already may be read.

    Raises Failure cannot-read.
    """
    is_open_pipe = stat.S_ISFIFO(mode) and os.fspath(path).startswith(("/dev/", "/proc/"))  # as in talplan diff <(...)
    if not (stat.S_ISREG(mode) or is_open_pipe):
        raise Failure("cannot-read", path=path, reason=say("reason.not-a-file"))
