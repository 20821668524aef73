"""Next year's plan from this one, as changes of its file: comments, layout and everything else stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from talplan.changes import Change, Drop, Put
from talplan.folding import DASHES
from talplan.plan import Item, Plan
from talplan.terms import Kind, Term, written
from talplan.yamltext import Data, Path

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@dataclass(frozen=True, slots=True)
class OtherYear:
    """A year in a text that is not the plan's own pair: whether it moves on only a person knows."""

    what: str
    """Title, the name of a unit, the number of a section, or the id of an item."""
    year: str


@dataclass(frozen=True, slots=True)
class NextYear:
    """The changes, what a person has to look at, and which items are left out because they are cancelled."""

    changes: list[Change]
    others: list[OtherYear]
    left_out: list[Item]


def next_year(plan: Plan, data: Data, first: int) -> NextYear:
    """The plan of the year that begins in `first`: its pair of years moved on in every text and its dates by as many
    years, nothing done, no notes, without the items that are cancelled."""
    mover = _Mover(plan, first)
    changes = list(mover.changes(data))
    left_out = [item for item in plan.items() if item.cancelled is not None]
    return NextYear(changes, mover.others, left_out)


class _Mover:
    """Moves texts and terms on by some years, and remembers which other years it has met."""

    def __init__(self, plan: Plan, first: int) -> None:
        self.plan = plan
        self.first = first
        self.by = first - plan.year.first
        old = plan.year.first
        self.pair = re.compile(rf"(?<![0-9]){old}(\s*[{DASHES}]\s*){old + 1}(?![0-9])")
        self.others: list[OtherYear] = []

    def changes(self, data: Any) -> Iterator[Change]:
        """Everything that is another way in the new file."""
        yield Put((), "year", f"{self.first}-{self.first + 1}")
        yield from self._text((), "title", data, "title")
        for unit in data["units"]:  # what a unit is called stands in other places too: only a person renames it
            self._remember(unit["name"], unit["name"])
        for at, section in enumerate(data["sections"]):
            yield from self._text(("sections", at), "title", section, section["number"])
        items = iter(self.plan.items())
        for at, section in enumerate(data["sections"]):
            for position, said in enumerate(section["items"] or []):
                yield from self._item(("sections", at, "items", position), next(items), said)

    def _item(self, path: Path, item: Item, said: Any) -> Iterator[Change]:
        if item.cancelled is not None:
            yield Drop(path)
            return
        yield from self._text(path, "task", said, item.id)
        for at, term in enumerate(item.due):
            if (moved := self._term(term)) != term:
                yield Put((*path, "due"), at, written(moved, self.plan.language))
        yield from (Drop((*path, key)) for key in ("done", "notes", "cancelled") if key in said)

    def _text(self, path: Path, key: str, said: Any, what: str) -> Iterator[Change]:
        text = said.get(key)
        if not text:
            return
        moved = self.pair.sub(lambda found: f"{self.first}{found[1]}{self.first + 1}", text.strip())
        if moved != text.strip():
            yield Put(path, key, moved)
        self._remember(what, self.pair.sub("", text))

    def _remember(self, what: str, text: str) -> None:
        self.others += [OtherYear(what, year) for year in dict.fromkeys(_YEAR.findall(text))]

    def _term(self, term: Term) -> Term:
        if term.kind not in (Kind.DATE, Kind.DATES) or term.days is None:
            return term
        first, last = term.days
        return Term(term.kind, days=(self._day(first), self._day(last)))

    def _day(self, day: date) -> date:
        try:
            return day.replace(year=day.year + self.by)
        except ValueError:  # 29 February
            return day.replace(year=day.year + self.by, day=28)
