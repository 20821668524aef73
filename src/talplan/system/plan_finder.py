"""Which plan file a person means, and its bytes. Names are texts: `pathlib` costs half of what Python's start costs."""

from __future__ import annotations

import os
import re
from datetime import date

from talplan.messages import say, system_reason
from talplan.planfile.source_text import BOM, MAX_BYTES
from talplan.problem import Failure

Name = str | os.PathLike[str]

_BEGIN, _END = "plan-", ".yaml"
_HEAD_BYTES = 65536


def find(start: str, today: date) -> str:
    """The plan for a person who works in `start`: upwards from there, `data/` first in each folder.

    Raises Failure where there is none, or where two are of one year.
    """
    folder, above = start, ""
    while folder != above:
        for place in (os.path.join(folder, "data"), folder):
            if found := plans_in(place):
                return _of_year(found, today)
        folder, above = os.path.dirname(folder), folder
    raise Failure("no-plan", start=start)


def plans_in(folder: Name) -> list[str]:
    """The plan files of a folder, in the order of their names."""
    try:
        names = sorted(name for name in os.listdir(folder) if name.startswith(_BEGIN) and name.endswith(_END))
    except (FileNotFoundError, NotADirectoryError, PermissionError):  # a folder further up may not be open to everyone
        return []
    except OSError as error:  # it may contain the plan that is meant: another one must not take its place
        raise Failure("cannot-read", path=folder, reason=system_reason(error)) from None
    return [path for name in names if os.path.isfile(path := os.path.join(folder, name))]


def _of_year(found: list[str], today: date) -> str:
    """The plan whose year holds today, else the newest."""
    if len(found) == 1:
        return found[0]
    years = {path: _year(path, today) for path in found}
    newest = max(year for year, _ in years.values())
    current = [path for path, (_, holds_today) in years.items() if holds_today]
    chosen = current or [path for path, (year, _) in years.items() if year == newest]
    if len(chosen) == 1:
        return chosen[0]
    year, _ = years[chosen[0]]
    if not year:
        raise Failure("plans-without-year", paths=chosen)
    raise Failure("plans-of-one-year", year=f"{year}-{year + 1}", paths=chosen)


def _year(path: str, today: date) -> tuple[int, bool]:
    """The first year of a plan, told by the file's name, else by the file, else 0; and whether it holds today."""
    head = b""
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD_BYTES).removeprefix(BOM)
    except OSError:
        pass
    written = re.search(rb"^year:[ \t]*[\"']?([0-9]{4})-[0-9]{4}", head, re.MULTILINE)
    year = int(_first(re.search("([0-9]{4})-[0-9]{4}", os.path.basename(path))) or _first(written) or 0)
    month = int(_first(re.search(rb"^first_month:[ \t]*[\"']?([0-9]{1,2})\b", head, re.MULTILINE)) or 8)
    return year, (year, month) <= (today.year, today.month) < (year + 1, month)


def _first(match: re.Match[str] | re.Match[bytes] | None) -> str | bytes | None:
    return match[1] if match else None


def read(path: Name) -> bytes:
    """The bytes of a file, one more than a plan may have; Failure with the reason where it cannot be read."""
    try:
        if os.path.isdir(path):
            raise Failure("plan-is-folder", path=path)
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Failure("cannot-read", path=path, reason=system_reason(error)) from None
    except ValueError:
        raise Failure("cannot-read", path=str(path), reason=say("reason.not-a-path")) from None
