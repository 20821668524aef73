"""An oracle for merges: plans as plain values, changes to them, and what a merge of two changed plans must contain.

Nothing here uses the merge. The oracle knows which item, record or note is which, because each has an identity of its
own; the merge has to find that out from the texts. A comment belongs to an item, a unit or a section.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

TERMS = ["октябрь", "май", "жыл бою"]
TASKS = {
    "i1": "Кабыл алуу планын бекитүү жана жарыялоо",
    "i2": "Отчётту даярдоо, деканатка тапшыруу",
    "ours1": "Жатаканадагы санитардык абалды текшерүү",
    "ours2": "Китепкананын фондусун толуктоо боюнча иштер",
    "ours3": "Спорттук мелдештерди уюштуруу",
    "theirs1": "Эл аралык долбоорлорго катышуу",
    "theirs2": "Маданий иш-чараларды өткөрүү тартиби",
    "theirs3": "Лабораторияларды жабдуу, оңдоо",
}
UNITS = {"u1": "Деканат", "u2": "Кафедра"}
NEW_NAMES = {"ours": "Директорат", "theirs": "Факультет"}


@dataclass
class Entry:
    """A record or a note: `words` is the note of a record or the text of a note."""

    id: str
    day: str
    words: str
    by: str | None = None
    evidence: list[str] = field(default_factory=list)


@dataclass
class Item:
    """An item. `above`, `beside` and `below` are its comments."""

    id: str
    section: int
    number: int
    task: str
    due: list[str]
    units: list[str]
    done: list[Entry] = field(default_factory=list)
    notes: list[Entry] = field(default_factory=list)
    cancelled: str | None = None
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    @property
    def comments(self) -> list[str]:
        return [*self.above, *self.beside, *self.below]


@dataclass
class Unit:
    """A unit with the comments above it."""

    id: str
    name: str
    aliases: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """A plan with two sections; the items are in the order of the document."""

    units: list[Unit]
    items: list[Item]
    title: str = "План"

    def item(self, index: int) -> Item | None:
        return self.items[index % len(self.items)] if self.items else None

    def entries(self) -> Iterator[tuple[str, list[Entry]]]:
        for item in self.items:
            yield item.id, item.done
            yield item.id, item.notes


def begin() -> Plan:
    """Two items, two units; each item has a comment above it and one beside it, a record and a note."""
    items = [
        Item("i1", 1, 1, TASKS["i1"], ["октябрь"], ["u1", "u2"], above=["# c-i1-a"], beside=["# c-i1-b"]),
        Item("i2", 1, 2, TASKS["i2"], ["май", "жыл бою"], ["u2"], above=["# c-i2-a"], below=["# c-i2-d"]),
    ]
    items[0].done.append(Entry("r1", "2025-10-10", "r1 бүттү", "u1", ["Буйрук № 1"]))
    items[1].notes.append(Entry("n1", "2025-10-11", "n1 тизме суралды жана алынды"))
    return Plan([Unit("u1", UNITS["u1"], comments=["# c-u1"]), Unit("u2", UNITS["u2"])], items)


# --- the text ---------------------------------------------------------------------------------------------------


def write(plan: Plan) -> str:
    """The plan as a person writes it."""
    names = {unit.id: unit.name for unit in plan.units}
    lines = [f"title: {plan.title}", "year: 2025-2026", "units:"]
    for unit in plan.units:
        lines += [*unit.comments, f"- name: {unit.name}"]
        lines += [f"  aliases: [{', '.join(unit.aliases)}]"] if unit.aliases else []
    lines.append("sections:")
    for section in (1, 2):
        items = [item for item in plan.items if item.section == section]
        lines += [f"- number: {section}", "  items:" if items else "  items: []"]
        for item in items:
            lines += [f"  {line}" for line in _item_lines(item, names)]
    return "".join(f"{line}\n" for line in lines)


def _item_lines(item: Item, names: dict[str, str]) -> list[str]:
    beside = f" {item.beside[0]}" if item.beside else ""
    lines = [
        *item.above,
        f"- number: {item.number}{beside}",
        f"  task: {item.task}",
        f"  due: [{', '.join(item.due)}]",
        f"  units: [{', '.join(names[unit] for unit in item.units)}]",
    ]
    for key, words, entries in (("done", "note", item.done), ("notes", "text", item.notes)):
        lines += [f"  {key}:"] if entries else []
        for entry in entries:
            by = names[entry.by] if entry.by else None
            lines.append(f"  - date: {entry.day}")
            lines += [f"    by: [{by}]" if key == "done" else f"    by: {by}"] if by else []
            lines += [f"    {words}: {entry.words}"]
            lines += [f"    evidence: [{', '.join(entry.evidence)}]"] if entry.evidence else []
    lines += ["  cancelled:", f"    date: {item.cancelled}"] if item.cancelled else []
    return [*lines, *(f"  {comment}" for comment in item.below)]


# --- changes ----------------------------------------------------------------------------------------------------

Step = tuple[str, int, int]
"""A kind of change, and two numbers that say to what."""


@dataclass
class Hand:
    """A person who changes a plan; what they add is named after their side."""

    plan: Plan
    side: str
    count: int = 0

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}-{self.side}{self.count}"

    def take(self, step: Step) -> None:
        kind, first, second = step
        item = self.plan.item(first)
        if item is not None:
            STEPS[kind](self, item, second)

    def task(self, item: Item, _: int) -> None:
        item.task += f", {self.side}"

    def due(self, item: Item, which: int) -> None:
        _toggle(item.due, TERMS[which % len(TERMS)])

    def units(self, item: Item, which: int) -> None:
        unit = self.plan.units[which % len(self.plan.units)].id
        if not any(entry.by == unit for entry in item.done):
            _toggle(item.units, unit)

    def done(self, item: Item, which: int) -> None:
        name = self.name("r")
        item.done.append(Entry(name, f"2025-11-1{which % 9}", f"{name} бүттү", item.units[which % len(item.units)]))

    def undo(self, item: Item, which: int) -> None:
        if item.done:
            del item.done[which % len(item.done)]

    def evidence(self, item: Item, which: int) -> None:
        """One more piece, or one in the place of all others."""
        if item.done:
            record = item.done[which % len(item.done)]
            record.evidence = [*(record.evidence if which < 2 else []), f"Буйрук № {self.name('e')}"]

    def note(self, item: Item, which: int) -> None:
        name = self.name("n")
        item.notes.append(Entry(name, f"2025-11-2{which % 9}", f"{name} {'абвгдежзий'[self.count] * 20}"))

    def unnote(self, item: Item, which: int) -> None:
        if item.notes:
            del item.notes[which % len(item.notes)]

    def renote(self, item: Item, which: int) -> None:
        if item.notes:
            item.notes[which % len(item.notes)].words += f", {self.side}"

    def cancel(self, item: Item, which: int) -> None:
        item.cancelled = None if item.cancelled else f"2025-12-0{1 + which % 9}"

    def add(self, item: Item, which: int) -> None:
        names = [
            name for name in TASKS if name.startswith(self.side) and not any(i.id == name for i in self.plan.items)
        ]
        if names:
            number = 10 + sum(i.number >= 10 for i in self.plan.items)
            new = Item(names[0], item.section, number, TASKS[names[0]], [TERMS[which % 3]], [item.units[0]])
            new.above.append(f"# {self.name('c')}")
            self.plan.items.insert(self.plan.items.index(item) + 1, new)

    def remove(self, item: Item, _: int) -> None:
        self.plan.items.remove(item)

    def move(self, item: Item, _: int) -> None:
        """To the other end of its section; its number stays."""
        self.plan.items.remove(item)
        same = [index for index, other in enumerate(self.plan.items) if other.section == item.section]
        self.plan.items.insert(0 if not same or same[0] == 0 else len(self.plan.items), item)

    def transfer(self, item: Item, _: int) -> None:
        """To the end of the other section, under the number that it had."""
        self.plan.items.remove(item)
        item.section = 3 - item.section
        self.plan.items.append(item)

    def rename(self, _: Item, which: int) -> None:
        """By hand, everywhere, without an alias."""
        if NEW_NAMES[self.side] not in [unit.name for unit in self.plan.units]:
            self.plan.units[which % len(self.plan.units)].name = NEW_NAMES[self.side]

    def alias(self, _: Item, which: int) -> None:
        self.plan.units[which % len(self.plan.units)].aliases.append(self.name("Башка"))

    def title(self, _: Item, __: int) -> None:
        self.plan.title += f", {self.side}"

    def comment(self, item: Item, which: int) -> None:
        place = (item.above, item.beside, item.below)[which % 3]
        if which % 3 != 1 or not place:
            place.append(f"# {self.name('c')}")

    def uncomment(self, item: Item, which: int) -> None:
        for place in (item.above, item.beside, item.below)[which % 3 :]:
            if place:
                del place[0]
                return

    def unit_comment(self, _: Item, which: int) -> None:
        self.plan.units[which % len(self.plan.units)].comments.append(f"# {self.name('c')}")


STEPS: dict[str, Callable[[Hand, Item, int], None]] = {
    step.__name__: step
    for step in (
        *(Hand.task, Hand.due, Hand.units, Hand.cancel, Hand.add, Hand.remove, Hand.move, Hand.transfer),
        *(Hand.done, Hand.undo, Hand.evidence, Hand.note, Hand.unnote, Hand.renote),
        *(Hand.rename, Hand.alias, Hand.title, Hand.comment, Hand.uncomment, Hand.unit_comment),
    )
}


def _toggle(values: list[str], value: str) -> None:
    """Adds a value, or removes it if another one is left."""
    if value not in values:
        values.append(value)
    elif len(values) > 1:
        values.remove(value)


def change(base: Plan, side: str, steps: Sequence[Step]) -> Plan:
    """The plan after a person's steps."""
    hand = Hand(deepcopy(base), side)
    for step in steps:
        hand.take(step)
    return hand.plan


# --- what a merge must be ---------------------------------------------------------------------------------------


class Conflicted(Exception):
    """Only a person can decide."""


def is_knowable(base: Plan, side: Plan) -> bool:
    """Whether what a side did can be known from the texts.

    A unit that was renamed by hand is known by the items that it is still responsible for. A record that was undone,
    with another one for the same unit in its place, looks like one that was changed.
    """
    for old in base.items:
        for new in (item for item in side.items if item.id == old.id):
            names = {entry.id: entry.by for entry in old.done}, {entry.id: entry.by for entry in new.done}
            gone, added = ({names[i][name] for name in names[i].keys() - names[1 - i].keys()} for i in (0, 1))
            if gone & added:
                return False
    for unit in base.units:
        if next(other.name for other in side.units if other.id == unit.id) != unit.name:
            pairs = [(old, new) for old in base.items for new in side.items if old.id == new.id]
            uses = [(unit.id in old.units, unit.id in new.units) for old, new in pairs]
            if not 2 * sum(both == (True, True) for both in uses) >= sum(any(both) for both in uses) > 0:
                return False
    return True


@dataclass(frozen=True)
class Expected:
    """The contents of a merge, by the words that identify them. `lost` are comments whose owner is gone."""

    contents: dict[str, Any]
    comments: Counter[tuple[str, str]]
    lost: frozenset[str]


def merge(base: Plan, ours: Plan, theirs: Plan) -> Expected | None:
    """What a merge must contain; None if it must be a conflict."""
    try:
        return _Merge(base, ours, theirs).expected()
    except Conflicted:
        return None


class _Merge:
    def __init__(self, base: Plan, ours: Plan, theirs: Plan) -> None:
        self.plans = base, ours, theirs

    def expected(self) -> Expected:
        base, ours, theirs = self.plans
        units = [self._unit(unit.id) for unit in base.units]
        names = {unit.id: unit.name for unit in units}
        if len({*names.values()}) < len(names):
            raise Conflicted
        items = [item for name in self._item_ids() if (item := self._item(name)) is not None]
        contents: dict[str, Any] = {"title": scalar(base.title, ours.title, theirs.title)}
        contents["units"] = {unit.name: sorted(unit.aliases) for unit in units}
        numbers: set[tuple[int, int]] = set()
        for item in items:
            if item.id in TASKS and item.id[0] == "i":
                numbers.add((item.section, item.number))
        if len(numbers) < sum(item.id[0] == "i" for item in items):
            raise Conflicted
        for item in items:
            contents[TASKS[item.id]] = _contents(item, names)
        owners = {unit.id for unit in units} | {item.id for item in items}
        comments, lost = self._comments(owners)
        named = {unit.id: unit.name for unit in units} | {item.id: TASKS[item.id] for item in items}
        return Expected(
            contents, Counter((named[owner], text) for owner, text in comments), frozenset(text for _, text in lost)
        )

    def _unit(self, name: str) -> Unit:
        base, ours, theirs = (next(unit for unit in plan.units if unit.id == name) for plan in self.plans)
        return Unit(
            name, scalar(base.name, ours.name, theirs.name), several(base.aliases, ours.aliases, theirs.aliases)
        )

    def _item_ids(self) -> list[str]:
        return [*dict.fromkeys(item.id for plan in self.plans for item in plan.items)]

    def _item(self, name: str) -> Item | None:
        base, ours, theirs = (next((item for item in plan.items if item.id == name), None) for plan in self.plans)
        if base is None:
            return ours or theirs
        if ours is None or theirs is None:
            left = ours or theirs
            if left is not None and _without_comments(left) != _without_comments(base):
                raise Conflicted
            return None
        merged = Item(
            name,
            scalar(base.section, ours.section, theirs.section),
            scalar(base.number, ours.number, theirs.number),
            scalar(base.task, ours.task, theirs.task),
            several(base.due, ours.due, theirs.due),
            several(base.units, ours.units, theirs.units),
            entries(base.done, ours.done, theirs.done),
            entries(base.notes, ours.notes, theirs.notes),
            scalar(base.cancelled, ours.cancelled, theirs.cancelled),
        )
        if not merged.due or not merged.units or any(entry.by not in merged.units for entry in merged.done):
            raise Conflicted  # together they are not a valid plan
        return merged

    def _comments(self, owners: set[str]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """The comments that stay, each with its owner, and those that go because only one side removed their owner."""
        base, ours, theirs = (
            {(item.id, text) for item in plan.items for text in item.comments}
            | {(unit.id, text) for unit in plan.units for text in unit.comments}
            for plan in self.plans
        )
        sides = [({item.id for item in plan.items} | {u.id for u in plan.units}) for plan in self.plans[1:]]
        kept = [
            (owner, text)
            for owner, text in base
            if all(
                (owner, text) in side or owner not in alive for side, alive in zip((ours, theirs), sides, strict=True)
            )
        ]
        added = (ours | theirs) - base
        return [c for c in [*kept, *added] if c[0] in owners], [c for c in added if c[0] not in owners]


def scalar(base: Any, ours: Any, theirs: Any) -> Any:
    """The value of the side that changed it."""
    if ours == theirs or theirs == base:
        return ours
    if ours != base:
        raise Conflicted
    return theirs


def several(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    """What one side adds stays, what one side removes goes; both putting different ones in one's place conflict."""
    old, our, their = {*base}, {*ours}, {*theirs}
    replaced = (old - our) & (old - their) and our - old and their - old
    if our != their and replaced and our - old != their - old:
        raise Conflicted
    return sorted((our & their) | ((our | their) - old))


def entries(base: list[Entry], ours: list[Entry], theirs: list[Entry]) -> list[Entry]:
    """Records or notes: those of both sides; one that a side removed goes, unless the other changed it."""
    old, our, their = ({entry.id: entry for entry in side} for side in (base, ours, theirs))
    result = []
    for name in {**old, **our, **their}:
        if name not in old:
            result += [side[name] for side in (our, their) if name in side]
        elif name in our and name in their:
            result += _changed(old[name], our[name], their[name])
        elif any(name in side and side[name] != old[name] for side in (our, their)):
            raise Conflicted
    return result


def _changed(old: Entry, our: Entry, their: Entry) -> list[Entry]:
    """What becomes of one that both sides have: two where both changed it, but for pieces of evidence that combine."""
    if our == their or their == old:
        return [our]
    if our == old:
        return [their]
    if replace(our, evidence=[]) == replace(their, evidence=[]) == replace(old, evidence=[]):
        with suppress(Conflicted):
            return [replace(old, evidence=several(old.evidence, our.evidence, their.evidence))]
    return [our, their]


def _without_comments(item: Item) -> Item:
    """The item as it is compared with a removed one: its number and its comments are not a change."""
    other = deepcopy(item)
    other.above, other.beside, other.below, other.number = [], [], [], 0
    return other


def _contents(item: Item, names: dict[str, str]) -> Any:
    return {
        "section": item.section,
        "task": item.task,
        "due": sorted(item.due),
        "units": sorted(names[unit] for unit in item.units),
        "done": sorted((e.day, e.words, names.get(e.by or "", ""), sorted(e.evidence)) for e in item.done),
        "notes": sorted((e.day, e.words) for e in item.notes),
        "cancelled": item.cancelled,
    }


# --- what a text contains ---------------------------------------------------------------------------------------


def read(text: str) -> tuple[dict[str, Any], Counter[tuple[str, str]], list[str]]:
    """The contents of a merged text and its comments with their owners, as in Expected; and the items' numbers."""
    data = yaml.load(text, yaml.CBaseLoader)
    contents: dict[str, Any] = {"title": data["title"]}
    contents["units"] = {unit["name"]: sorted(unit.get("aliases", [])) for unit in data["units"]}
    for section in data["sections"]:
        for item in section["items"]:
            contents[_identify(item["task"])] = {
                "section": int(section["number"]),
                "task": item["task"],
                "due": sorted(item["due"]),
                "units": sorted(item["units"]),
                "done": sorted(
                    (e["date"], e["note"], "".join(e.get("by", [])), _texts(e.get("evidence", [])))
                    for e in item.get("done", [])
                ),
                "notes": sorted((e["date"], e["text"]) for e in item.get("notes", [])),
                "cancelled": item["cancelled"]["date"] if "cancelled" in item else None,
            }
    numbers = [f"{section['number']}.{item['number']}" for section in data["sections"] for item in section["items"]]
    return contents, Counter(_comments(text)), numbers


def _texts(evidence: str | list[str]) -> list[str]:
    return [evidence] if isinstance(evidence, str) else sorted(evidence)


def _identify(task: str) -> str:
    return next(known for known in TASKS.values() if task.startswith(known))


def _comments(text: str) -> Iterator[tuple[str, str]]:
    """Each comment with its owner: of a line of its own at a dash's column the entry below, else the one around."""
    owner = ""
    above: list[str] = []
    lines = text.splitlines()
    for index, line in enumerate(lines):
        code, _, comment = line.partition("#")
        if code.startswith(("- name: ", "  - number: ")):
            following = next((other for other in lines[index:] if other.startswith("    task: ")), "")
            owner = (
                code.removeprefix("- name: ").strip() if code[0] == "-" else _identify(following[10:].split(" #")[0])
            )
            yield from ((owner, waiting) for waiting in above)
            above = []
        if not comment:
            continue
        if not code.strip() and re.fullmatch("(  )?", code):
            above.append(f"#{comment}")
        else:
            yield owner, f"#{comment}"
    yield from (("nobody", waiting) for waiting in above)
