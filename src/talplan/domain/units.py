"""The registry: who can be responsible, under every spelling, and who belongs to whom."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from talplan.domain.spelling import keys, normalize, ranked


class Unit(NamedTuple):
    """A department, a council, a person's office: anyone who can be responsible."""

    name: str
    short: str | None = None
    aliases: tuple[str, ...] = ()
    part_of: str | None = None

    @property
    def display(self) -> str:
        """What lists and the canonical file call it."""
        return self.short or self.name

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name, the short form where there is one, the aliases."""
        return (self.name, *([self.short] if self.short else []), *self.aliases)


class Registry:
    """The units of a plan in the file's order.

    It serves a broken registry too, because the checks that report it look through this: of two units that
    share a spelling the first has it, an unknown `part_of` is none, and no circle keeps it turning.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = tuple(units)
        self._exact: dict[str, list[Unit]] = {}
        self._folded: dict[str, list[Unit]] = {}
        for unit in self._units:
            for spelling in unit.spellings:
                _enter(self._exact, spelling, unit)
                _enter(self._folded, normalize(spelling), unit)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units)

    def __len__(self) -> int:
        return len(self._units)

    def get(self, spelling: str) -> Unit | None:
        """The unit of that spelling, read as in a plan file: exactly or under the first folding."""
        found = self._exact.get(spelling) or self._folded.get(normalize(spelling))
        return found[0] if found else None

    def find(self, text: str) -> list[Unit]:
        """The units that a person may mean: exactly, else by the first folding, else by the second."""
        found = self._exact.get(text) or self._folded.get(normalize(text))
        if found:
            return list(found)
        meeting = {unit for key in keys(text) for unit in self._second.get(key, ())}
        return [unit for unit in self._units if unit in meeting] if meeting else []

    def nearest(self, text: str, most: int = 3) -> list[str]:
        """Display names of the units that come nearest to a text that is no unit's."""
        owners = {spelling: units[0].display for spelling, units in self._exact.items()}
        names: dict[str, None] = {}
        for spelling in ranked(text, owners):
            names[owners[spelling]] = None
            if len(names) == most:
                break
        return list(names)

    def parents(self, unit: Unit) -> list[Unit]:
        """What the unit is part of, the nearest first; in a circle the unit itself is not named."""
        above: dict[Unit, None] = {}
        parent = self._parent(unit)
        while parent is not None and parent != unit and parent not in above:
            above[parent] = None
            parent = self._parent(parent)
        return list(above)

    def children(self, unit: Unit) -> list[Unit]:
        """What is part of the unit directly."""
        return list(self._children.get(unit, ()))

    def roots(self) -> list[Unit]:
        """The units that are part of no other."""
        return [unit for unit in self._units if self._parent(unit) is None]

    def parts(self, unit: Unit) -> frozenset[Unit]:
        """The unit and everything that is part of it, at any depth."""
        found = {unit}
        todo = [unit]
        while todo:
            new = [child for child in self._children.get(todo.pop(), ()) if child not in found]
            found.update(new)
            todo.extend(new)
        return frozenset(found)

    def in_circle(self, unit: Unit) -> bool:
        """Whether the unit is, over however many others, part of itself."""
        return any(unit in self._children.get(part, ()) for part in self.parts(unit))

    def _parent(self, unit: Unit) -> Unit | None:
        return None if unit.part_of is None else self.get(unit.part_of)

    @cached_property
    def _children(self) -> dict[Unit, list[Unit]]:
        children: dict[Unit, list[Unit]] = {}
        for unit in self._units:
            parent = self._parent(unit)
            if parent is not None:
                children.setdefault(parent, []).append(unit)
        return children

    @cached_property
    def _second(self) -> dict[str, list[Unit]]:
        # Built when somebody types what the first folding does not know: files never need it.
        index: dict[str, list[Unit]] = {}
        for unit in self._units:
            for spelling in unit.spellings:
                for key in keys(spelling):
                    _enter(index, key, unit)
        return index


def _enter(index: dict[str, list[Unit]], spelling: str, unit: Unit) -> None:
    units = index.setdefault(spelling, [])
    if unit not in units:
        units.append(unit)
