"""`new-year`: next year's plan as changes of this one, so that comments and layout stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain, zip_longest
from typing import Any, NamedTuple

from talplan.domain.plan import Item, Plan
from talplan.domain.plan_year import PlanYear
from talplan.domain.read_terms import read_term
from talplan.domain.spell_terms import written
from talplan.domain.spelling import DASHES
from talplan.domain.terms import move_term, settle
from talplan.editing.changes import Change, Remove, SetKey
from talplan.planfile.nodes import Data, NodePath

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_NUMBERS = re.compile(rf"№?\s*[0-9]+(?:(?:\s*[{DASHES}/]\s*|\.)[0-9]+)*")
"""A number, or several with dashes, slashes or points between them: a year, years, a date, the number of an order."""
_COMMENT = re.compile(r"(?:^|\s)#(.*)")


class OtherYears(NamedTuple):
    """Years in a text that are not the plan's own pair; only a person knows whether they change too."""

    what: str
    """The title, the name of a unit, the number of a section, the ID of an item, or a line of the file."""
    years: list[str]


class NextYear(NamedTuple):
    """The changes, the years that a person has to check, and the cancelled items that are left out."""

    changes: list[Change]
    others: list[OtherYears]
    left_out: list[Item]


def build_next_year(plan: Plan, data: Data, year: PlanYear) -> NextYear:
    """Move a plan to another year: its pair of years in every text and its dates move on; records, notes,
    cancelled items, the approval and the signatures are removed."""
    mover = _Mover(plan, year)
    changes = list(mover.changes(data))
    left_out = [item for item in plan.items() if item.cancelled is not None]
    return NextYear(changes, mover.others, left_out)


def find_years_in_comments(text: str, name: str) -> list[OtherYears]:
    """Return the years in the comments of the file, which stay as they are; `name` is the name of the file."""
    matches = ((number, _COMMENT.search(line)) for number, line in enumerate(text.split("\n"), start=1))
    found = ((number, _find_years(comment[1])) for number, comment in matches if comment)
    return [OtherYears(f"{name}:{number}", years) for number, years in found if years]


def _find_years(text: str) -> list[str]:
    return list(dict.fromkeys(_YEAR.findall(text)))


class OwnYear:
    """The plan's own year in texts: `2025-2026` with any dash, or `2025` alone, not in a date or between others."""

    def __init__(self, old: PlanYear, new: PlanYear) -> None:
        self._new = [f"{year:04}" for year in new.years]
        own = rf"(\s*[{DASHES}]\s*)".join(f"{year:04}" for year in old.years)
        self._own = re.compile(own if old.calendar else f"(?<![0-9]){own}(?![0-9])")
        self._alone = old.calendar

    def move(self, text: str) -> str:
        """Return the text with the new year in the place of the old one."""
        return self._replace(text, lambda match: "".join(chain(*zip_longest(self._new, match.groups(), fillvalue=""))))

    def remove(self, text: str) -> str:
        """Return the text without the year."""
        return self._replace(text, lambda _: "")

    def _replace(self, text: str, new: Callable[[re.Match[str]], str]) -> str:
        if not self._alone:
            return self._own.sub(new, text)

        def replace_number(numbers: re.Match[str]) -> str:
            own = self._own.fullmatch(numbers[0].lstrip())
            return numbers[0].replace(own[0], new(own)) if own else numbers[0]

        return _NUMBERS.sub(replace_number, text)


class _Mover:
    """Move texts and terms to another year, and collect the other years that they contain."""

    def __init__(self, plan: Plan, year: PlanYear) -> None:
        self.plan = plan
        self.to = year
        self.own = OwnYear(plan.year, year)
        self.others: list[OtherYears] = []

    def changes(self, data: Any) -> Iterator[Change]:
        """Yield the changes of the whole file."""
        yield SetKey((), "year", self.to.first if self.to.calendar else str(self.to))
        yield from self._move_text((), "title", data, "title")
        yield from (Remove((key,)) for key in ("approved", "signatures") if key in data)
        for unit in self.plan.registry:  # its name is used in other places too: only a person renames it
            self._collect(unit.display, "\n".join(unit.spellings))
        items = iter(self.plan.items())
        for index, section in enumerate(data["sections"]):
            yield from self._move_text(("sections", index), "title", section, str(section["number"]))
            for position, fields in enumerate(section["items"] or []):
                yield from self._move_item(("sections", index, "items", position), next(items), fields)

    def _move_item(self, path: NodePath, item: Item, fields: Any) -> Iterator[Change]:
        if item.cancelled is not None:
            yield Remove(path)
            return
        yield from self._move_text(path, "task", fields, item.id)
        for position, term in enumerate(item.due):
            moved = settle(move_term(term, self.plan.year, self.to), self.to)
            if moved != read_term(fields["due"][position]):  # the file may state a year that the plan's term does not
                yield SetKey((*path, "due"), position, written(moved, self.plan.language))
        yield from (Remove((*path, key)) for key in ("done", "notes", "cancelled") if key in fields)

    def _move_text(self, path: NodePath, key: str, fields: Any, what: str) -> Iterator[Change]:
        text = (fields.get(key) or "").strip()
        moved = self.own.move(text)
        if moved != text:
            yield SetKey(path, key, moved)
        self._collect(what, self.own.remove(text))

    def _collect(self, what: str, text: str) -> None:
        if years := _find_years(text):
            self.others.append(OtherYears(what, years))
