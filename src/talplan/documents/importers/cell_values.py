"""Read the units of a cell, however they are separated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from talplan.documents.importers.grid import one_line
from talplan.domain.spelling import key, normalize
from talplan.domain.units import Registry, Unit

# --- units --------------------------------------------------------------------------------------------------

_ALIKE = 0.85
_SEPARATED = re.compile(r"\s*([,;\n])\s*")
_BULLET = re.compile(r"^[ \t]*(?:[-–—•·*▪]|[0-9]{1,2}\))[ \t]+", re.MULTILINE)
_HYPHEN = re.compile(r"(?<=\w)[-–]\n(?=\w)")
_MOST_PIECES = 12
_LONGEST = 1000


@dataclass(slots=True)
class UnitReader:
    """Reads unit cells against a registry and collects new units; `fuzzy`: read a typo as the nearest unit."""

    known: Registry
    fuzzy: bool = False
    new: dict[str, str] = field(default_factory=dict)
    """Normalized name -> the name as first written."""
    taken: dict[str, str] = field(default_factory=dict)
    """Spelling in the document -> the unit it was read as."""
    longest: int = -1
    """The number of pieces in which a known name may be separated: at its commas, and where a line ends."""

    def read(self, text: str) -> list[str]:
        """Return the display names of the units of a cell: the longest names that the registry knows, otherwise the
        parts between separators. A line that begins in lower case continues the line above."""
        names: dict[str, None] = {}
        text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
        pieces, between = _pieces(_BULLET.sub("", text))
        at = 0
        while at < len(pieces):
            end, unit = self._known_until(pieces, between, at)
            if unit is None:
                end = self._unknown_until(pieces, between, at)
            if name := one_line(_joined(pieces, between, at, end)):
                names[unit.display if unit else self._unknown(name)] = None
            at = end
        return list(names)

    def nearest(self, name: str) -> Unit | None:
        """Return the unit of which a name may be a typo."""
        asked = key(name)
        scores = {unit: max(_likeness(asked, key(spelling)) for spelling in unit.spellings) for unit in self.known}
        best = max(scores, key=lambda unit: scores[unit], default=None)
        return best if best and scores[best] >= _ALIKE else None

    def _unknown(self, name: str) -> str:
        if normalize(name) not in self.new and self.fuzzy and (unit := self.nearest(name)):
            self.taken[name] = unit.display
            return unit.display
        return self.new.setdefault(normalize(name), name)

    def _known_until(self, pieces: list[str], between: list[str], at: int) -> tuple[int, Unit | None]:
        if self.longest < 0:
            counts = (len(_SEPARATED.findall(spelling)) for unit in self.known for spelling in unit.spellings)
            self.longest = min(_MOST_PIECES, 2 * max(counts, default=0) + 2)
        for end in range(min(len(pieces), at + self.longest), at, -1):
            if unit := self._find(_joined(pieces, between, at, end)):
                return end, unit
        return at, None

    def _unknown_until(self, pieces: list[str], between: list[str], at: int) -> int:
        end = at + 1
        while end < len(pieces) and between[end - 1] == "\n" and pieces[end][:1].islower():
            if self._known_until(pieces, between, end)[1]:
                break
            end += 1
        return end

    def _find(self, name: str) -> Unit | None:
        """Find the unit, with and without hyphens at line ends and a final point."""
        if len(name) > _LONGEST:
            return None
        for way in (_HYPHEN.sub("", name), one_line(name)) if "\n" in name else (name,):
            if unit := self.known.get(way) or self.known.get(way.rstrip(" .")):
                return unit
        return None


def _pieces(text: str) -> tuple[list[str], list[str]]:
    """Split a cell at its separators, except inside brackets; return the pieces and the separators."""
    pieces: list[str] = []
    between: list[str] = []
    piece: list[str] = []
    depth = 0
    for at, part in enumerate(_SEPARATED.split(text)):
        if at % 2 and piece and not depth:
            between.append(part)
            pieces.append("".join(piece))
            piece = []
        elif at % 2 and piece:
            piece.append(" " if part == "\n" else f"{part} ")
        elif not at % 2 and part:
            piece.append(part)
            depth = max(0, depth + part.count("(") - part.count(")")) if ")" in text else 0
    return [*pieces, "".join(piece)] if piece else pieces, between


def _joined(pieces: Sequence[str], between: Sequence[str], at: int, end: int) -> str:
    """Join pieces and their separators to one name."""
    name = pieces[at]
    for separator, piece in zip(between[at : end - 1], pieces[at + 1 : end], strict=True):
        name += ("\n" if separator == "\n" else f"{separator} ") + piece
    return name.strip(" ,;")


@lru_cache(maxsize=65536)
def _likeness(name: str, other: str) -> float:
    matcher = SequenceMatcher(None, name, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0
