"""Next year's plan from this one, as changes of its file: comments, layout and everything else stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from talplan.domain.plan import Item, Plan
from talplan.domain.plan_year import PlanYear
from talplan.domain.spelling import DASHES
from talplan.domain.terms import Kind, Term, written
from talplan.editing.changes import Change, Remove, SetKey
from talplan.planfile.nodes import Data, NodePath

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_COMMENT = re.compile(r"(?:^|\s)#(.*)")


class OtherYears(NamedTuple):
    """Years in a text that are not the plan's own pair: whether they move on only a person knows."""

    what: str
    """Title, the name of a unit, the number of a section, the id of an item, or a line of the file."""
    years: list[str]


class NextYear(NamedTuple):
    """The changes, what a person has to look at, and which items are left out because they are cancelled."""

    changes: list[Change]
    others: list[OtherYears]
    left_out: list[Item]


def next_year(plan: Plan, data: Data, year: PlanYear) -> NextYear:
    """The plan of another year: its pair of years moved on in every text and its dates by as many years, nothing done,
    no notes, without the items that are cancelled."""
    mover = _Mover(plan, year)
    changes = list(mover.changes(data))
    left_out = [item for item in plan.items() if item.cancelled is not None]
    return NextYear(changes, mover.others, left_out)


def in_comments(text: str, name: str) -> list[OtherYears]:
    """The years in the comments of the file, which stay as they are; `name` is what the file is called."""
    found = ((number, _COMMENT.search(line)) for number, line in enumerate(text.split("\n"), start=1))
    years = ((number, _years(comment[1])) for number, comment in found if comment)
    return [OtherYears(f"{name}:{number}", some) for number, some in years if some]


def _years(text: str) -> list[str]:
    return list(dict.fromkeys(_YEAR.findall(text)))


class _Mover:
    """Moves texts and terms on by some years, and remembers which other years it has met."""

    def __init__(self, plan: Plan, year: PlanYear) -> None:
        self.plan = plan
        self.year = str(year)
        self.by = year.first - plan.year.first
        first, second = str(plan.year).split("-")
        self.pair = re.compile(rf"(?<![0-9]){first}(\s*[{DASHES}]\s*){second}(?![0-9])")
        self.others: list[OtherYears] = []

    def changes(self, data: Any) -> Iterator[Change]:
        """Everything that is another way in the new file."""
        yield SetKey((), "year", self.year)
        yield from self._text((), "title", data, "title")
        for unit in self.plan.registry:  # what it is called stands in other places too: only a person renames it
            self._remember(unit.display, "\n".join(unit.spellings))
        items = iter(self.plan.items())
        for at, section in enumerate(data["sections"]):
            yield from self._text(("sections", at), "title", section, str(section["number"]))
            for position, said in enumerate(section["items"] or []):
                yield from self._item(("sections", at, "items", position), next(items), said)

    def _item(self, path: NodePath, item: Item, said: Any) -> Iterator[Change]:
        if item.cancelled is not None:
            yield Remove(path)
            return
        yield from self._text(path, "task", said, item.id)
        for at, term in enumerate(item.due):
            if (moved := self._term(term)) != term:
                yield SetKey((*path, "due"), at, written(moved, self.plan.language))
        yield from (Remove((*path, key)) for key in ("done", "notes", "cancelled") if key in said)

    def _text(self, path: NodePath, key: str, said: Any, what: str) -> Iterator[Change]:
        text = (said.get(key) or "").strip()
        moved = self.pair.sub(lambda found: found[1].join(self.year.split("-")), text)
        if moved != text:
            yield SetKey(path, key, moved)
        self._remember(what, self.pair.sub("", text))

    def _remember(self, what: str, text: str) -> None:
        if years := _years(text):
            self.others.append(OtherYears(what, years))

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
