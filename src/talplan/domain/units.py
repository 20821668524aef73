"""The registry of units: find a unit by any of its spellings, and its parts and parents."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from talplan.domain.spelling import beginning_with, keys, normalize, ranked


class Unit(NamedTuple):
    """A department, a council or a person's office that can be responsible for items."""

    name: str
    short: str | None = None
    aliases: tuple[str, ...] = ()
    part_of: str | None = None

    @property
    def display(self) -> str:
        """The display name: the short form, else the name."""
        return self.short or self.name

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name, the short form if there is one, the aliases."""
        return (self.name, *([self.short] if self.short else []), *self.aliases)


class Registry:
    """The units of a plan in the file's order.

    The checks read invalid registries through it: the first of two units with one spelling has that spelling, an
    unknown `part_of` means no parent, and a circle ends.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = tuple(units)
        self._exact: dict[str, list[Unit]] = {}
        self._folded: dict[str, list[Unit]] = {}
        for unit in self._units:
            for spelling in unit.spellings:
                _add(self._exact, spelling, unit)
                _add(self._folded, normalize(spelling), unit)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units)

    def __len__(self) -> int:
        return len(self._units)

    def get(self, spelling: str) -> Unit | None:
        """Return the unit with that spelling, exact or under the first folding, as in a plan file."""
        units = self._exact.get(spelling) or self._folded.get(normalize(spelling))
        return units[0] if units else None

    def find(self, text: str) -> list[Unit]:
        """Return the units that a typed text may mean: exact, else under the first folding, else under the second."""
        units = self._exact.get(text) or self._folded.get(normalize(text))
        if units:
            return list(units)
        matches = {unit for key in keys(text) for unit in self._by_key.get(key, ())}
        return [unit for unit in self._units if unit in matches] if matches else []

    def beginning_with(self, text: str) -> dict[Unit, str]:
        """Return the units of which a spelling begins with a text, each with the first such spelling."""
        found: dict[Unit, str] = {}
        for spelling in beginning_with(text, self._exact):
            found.setdefault(self._exact[spelling][0], spelling)
        return found

    def nearest(self, text: str, most: int = 3) -> list[str]:
        """Return the display names of the units nearest to a text that is not a spelling of a unit."""
        owners = {spelling: units[0].display for spelling, units in self._exact.items()}
        names: dict[str, None] = {}
        for spelling in ranked(text, owners):
            names[owners[spelling]] = None
            if len(names) == most:
                break
        return list(names)

    def parents(self, unit: Unit) -> list[Unit]:
        """Return what the unit is part of, the nearest first, without the unit itself if it is in a circle."""
        above: dict[Unit, None] = {}
        parent = self._parent(unit)
        while parent is not None and parent != unit and parent not in above:
            above[parent] = None
            parent = self._parent(parent)
        return list(above)

    def children(self, unit: Unit) -> list[Unit]:
        """Return the direct parts of the unit."""
        return list(self._children.get(unit, ()))

    def roots(self) -> list[Unit]:
        """Return the units that are not part of another."""
        return [unit for unit in self._units if self._parent(unit) is None]

    def parts(self, unit: Unit) -> frozenset[Unit]:
        """Return the unit and everything that is part of it, at any depth."""
        parts = {unit}
        todo = [unit]
        while todo:
            new = [child for child in self._children.get(todo.pop(), ()) if child not in parts]
            parts.update(new)
            todo.extend(new)
        return frozenset(parts)

    def in_circle(self, unit: Unit) -> bool:
        """Return whether the unit is part of itself, directly or through others."""
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
    def _by_key(self) -> dict[str, list[Unit]]:
        # Built on first use: only text typed on the command line needs the second folding.
        index: dict[str, list[Unit]] = {}
        for unit in self._units:
            for spelling in unit.spellings:
                for key in keys(spelling):
                    _add(index, key, unit)
        return index


def _add(index: dict[str, list[Unit]], spelling: str, unit: Unit) -> None:
    units = index.setdefault(spelling, [])
    if not units or units[-1] != unit:  # a unit may have a spelling twice
        units.append(unit)
