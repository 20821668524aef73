"""Read the units of a cell: names between separators, people with their posts, spellings that differ by points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from talplan.documents.importers.grid import PAGE_BREAK, one_line
from talplan.domain.spelling import key, normalize
from talplan.domain.units import Registry, Unit

# --- units --------------------------------------------------------------------------------------------------

_ALIKE = 0.85
_SEPARATED = re.compile(r"\s*([,;\n\v])\s*")
_BULLET = re.compile(r"^[ \t]*(?:[-–—•·*▪]|[0-9]{1,2}[.)])[ \t]+", re.MULTILINE)
_HYPHEN = re.compile(r"(?<=\w)[-–]\n(?=\w)")
_BREAKS = ("\n", PAGE_BREAK)
_MOST_PIECES = 12
_UPPER, _LOWER = "[A-ZА-ЯЁҢӨҮ]", "[a-zа-яёңөү]"
_SURNAME = rf"{_UPPER}{_LOWER}+(?:-{_UPPER}{_LOWER}+)?"
_INITIALS = rf"{_UPPER}\.\s?(?:{_UPPER}\.)?"
_PATRONYMIC = rf"(?:{_UPPER}{_LOWER}*(?:вич|ич|вна|чна)|уулу|кызы)"
# Иванов И.И., Иванов Иван Иванович, И. И. Иванов
_PERSON = re.compile(
    rf"(?<!\w)(?:{_SURNAME}\s+(?:{_INITIALS}|{_UPPER}{_LOWER}+\s+{_PATRONYMIC}(?!\w))|{_INITIALS}\s?{_SURNAME}(?!\w))"
)
_GIVEN_NAMES = re.compile(rf"(?:{_INITIALS}|{_UPPER}{_LOWER}+\s+{_PATRONYMIC})(?!\w)")
_ENDS_WITH_SURNAME = re.compile(rf"(?<!\w){_SURNAME}$")
# к.ф.-м.н., канд. пед. наук, доц., PhD
_DEGREE = re.compile(
    r"(?i)[кд]\.\s?(?:[а-я]{1,6}\.?[\s-]*){0,3}н\.?|(?:канд|докт)\S*\s.{2,40}\sнаук|ph\.?\s?d\.?|профессор|доцент|академик"
    r"|(?:проф|доц|акад)\."
)
# “Проректор по науке, инновациям …”: after a comma, a word in the dative is a further thing that he answers for.
_ANSWERS_FOR = re.compile(r"(?i)(?<!\w)по\s+[^,;]+$")
_DATIVE = re.compile(
    r"(?!комисси|лаборатори|организаци|секци)[а-яё-]{2,}(?:ам|ям|ой|ому|ему|у|ю|ости|ии|[бвгджзклмнпрстфхцчшщ]е)(?!\w)"
)
_PLURAL = re.compile(r"[а-яё-]{3,}[ыи](?!\w)|[а-яёңөү]+(?:[лдт][аеоө]р)(?:[ыиуү]\w*)?(?!\w)|[a-z]{3,}s(?!\w)")
# What a cell says beside the names: who of them leads, and that there are others.
_ROLES = "отв|исп|соисп|жооптуу|аткаруучу|responsible|lead|support"
_ASIDE = re.compile(
    rf"""(?ix) (?:(?<=[,;\n\v])|^) \s* (?:{_ROLES})[а-яёңөү]*\.? \s* [:–] \s+
    | \s* \((?:{_ROLES})[а-яёңөү]*\.?\)
    | \s* ,? \s+ (?:и\ др(?:угие)?|ж\.\s?б|жана\ башка(?:лар)?|etc)(?:\.|(?!\w)) \s* $"""
)
_IN_LINE = re.compile(r"(?<!\S)([0-9]{1,2})[.)]\s+(?=[^\W\d_])")
# A line that ends so goes on with the next one.
_UNFINISHED = re.compile(r"(?i)(?<!\w)(?:по|и|в|на|с|за|для|при|из|о|об|жана|менен|of|for|and|the)$|-$")
_POINTS = re.compile(r"[\s.,;:\"'«»“”„‐‑–—-]+")
_BLANKS = re.compile(r"[^\S\n\v]+")
_LONGEST = 1000


@dataclass(slots=True)
class UnitReader:
    """Reads unit cells against a registry and collects new units; `fuzzy`: read a typo as the nearest unit."""

    known: Registry
    fuzzy: bool = False
    new: dict[str, str] = field(default_factory=dict)
    """Folded name -> the name as first written."""
    taken: dict[str, str] = field(default_factory=dict)
    """Spelling in the document -> the unit it was read as."""
    folded: dict[str, Unit] | None = None
    """Every known spelling without points and blanks -> its unit."""
    longest: int = -1
    """The number of pieces in which a known name may be separated: at its commas, and where a line ends."""

    def read(self, text: str) -> list[str]:
        """Return the display names of the units of a cell: the longest names that the registry knows, otherwise the
        parts between separators. A line that begins in lower case continues the line above."""
        names: dict[str, None] = {}
        text = _BLANKS.sub(" ", _ASIDE.sub("", text))
        pieces, between = _pieces(_BULLET.sub("", _part_numbered(text)))
        at = 0
        while at < len(pieces):
            end, unit = self._known_until(pieces, between, at)
            if unit is None:
                end = self._unknown_until(pieces, between, at)
            if name := one_line(_joined(pieces, between, at, end)):
                names |= dict.fromkeys([unit.display] if unit else self._unknown(name))
            at = end
        return list(names)

    def add(self, name: str) -> str:
        """Add a unit if it is new, and return its display name."""
        return self._one(name)

    def nearest(self, name: str) -> Unit | None:
        """Return the unit of which a name may be a typo."""
        asked = key(name)
        scores = {unit: max(_likeness(asked, key(spelling)) for spelling in unit.spellings) for unit in self.known}
        best = max(scores, key=lambda unit: scores[unit], default=None)
        return best if best and scores[best] >= _ALIKE else None

    def _unknown(self, name: str) -> list[str]:
        """Return the units of a piece that the registry does not know as a whole."""
        return [self._one(part) for part in _split_people(name) for part in _split_slash(part)]

    def _one(self, name: str) -> str:
        name = _without_point(name)
        if unit := self._find(name):
            return unit.display
        if _fold(name) not in self.new and self.fuzzy and (unit := self.nearest(name)):
            self.taken[name] = unit.display
            return unit.display
        return self.new.setdefault(_fold(name), name)

    def _known_until(self, pieces: list[str], between: list[str], at: int) -> tuple[int, Unit | None]:
        if self.longest < 0:
            counts = (len(_SEPARATED.findall(spelling)) for unit in self.known for spelling in unit.spellings)
            self.longest = min(_MOST_PIECES, 2 * max(counts, default=0) + 2)
        for end in range(min(len(pieces), at + self.longest), at, -1):
            if unit := self._find(_joined(pieces, between, at, end)):
                return end, unit
        return at, None

    def _unknown_until(self, pieces: list[str], between: list[str], at: int) -> int:
        """Return the end of a name that goes on: on the next line, or with the post of a person after a comma."""
        end = at + 1
        while end < len(pieces) and _goes_on(pieces[at:end], between[end - 1], pieces[end]):
            if self._known_until(pieces, between, end)[1]:
                break
            end += 1
        return end

    def _find(self, name: str) -> Unit | None:
        """Find the unit, with and without hyphens at line ends, points and blanks."""
        if len(name) > _LONGEST:
            return None
        for way in (_HYPHEN.sub("", name), one_line(name)) if "\n" in name else (name,):
            if unit := self.known.get(way):
                return unit
        if self.folded is None:
            self.folded = {_fold(spelling): unit for unit in self.known for spelling in unit.spellings}
        return self.folded.get(_fold(name))


def _fold(name: str) -> str:
    """Fold a name so that spellings that differ by points, blanks, quotes and hyphens meet."""
    return _POINTS.sub("", normalize(name).replace("ё", "е")) or normalize(name)


def _without_point(name: str) -> str:
    """Remove the point at the end, unless it belongs to an abbreviation or to initials."""
    bare = name.rstrip(" .")
    last = bare.rpartition(" ")[2]
    return bare if len(last) > 3 and "." not in last else name


def find_asides(text: str) -> str:
    """Return the words of a cell that name no unit, such as who of several leads; "" if there are none."""
    return ", ".join(match[0].strip(" ,;:–\n") for match in _ASIDE.finditer(text))


def _part_numbered(text: str) -> str:
    """Put each unit of a numbered list into a line: `1. Деканат 2. Кафедра`."""
    numbers = [int(number) for number in _IN_LINE.findall(text)]
    return _IN_LINE.sub("\n", text) if numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 1 else text


def _goes_on(name: Sequence[str], separator: str, following: str) -> bool:
    """Whether a name, of which there are these pieces so far, goes on after a separator."""
    piece = name[-1]
    if separator == PAGE_BREAK:
        return True
    if separator == "\n":
        surname = _ENDS_WITH_SURNAME.search(piece) and _GIVEN_NAMES.match(following)
        return bool(following[:1].islower() or following[:1] == "(" or _UNFINISHED.search(piece) or surname)
    if separator != ",":
        return False
    named = any(map(_PERSON.search, name))
    if _DEGREE.fullmatch(following):
        # If degrees precede the names, this one belongs to the next name.
        return bool(_DEGREE.fullmatch(piece) or (named and not _DEGREE.fullmatch(name[0])))
    if _DEGREE.fullmatch(piece) and _PERSON.search(following):
        return not named
    if _ANSWERS_FOR.search(piece) and _DATIVE.match(following):
        return True
    # A post after a person of whom no post is named before.
    alone = _PERSON.match(piece) or (piece is not name[0] and _PERSON.search(piece))
    return bool(alone) and following[:1].islower() and not (_PERSON.search(following) or _PLURAL.match(following))


def _split_people(name: str) -> list[str]:
    """Part people who are named side by side; a post stays with the person whom it precedes."""
    people = list(_PERSON.finditer(name))
    starts = [0, *(match.end() for match in people[:-1]), len(name)]
    return [part for start, end in pairwise(starts) if (part := name[start:end].strip(" ,;"))]


def _split_slash(name: str) -> list[str]:
    """Part what a slash parts, unless it is an abbreviation such as `п/п`."""
    parts = [part.strip() for part in name.split("/")]
    whole = all(sum(map(str.isalpha, part)) > 3 for part in parts) and "://" not in name
    return parts if len(parts) > 1 and whole else [name]


def _pieces(text: str) -> tuple[list[str], list[str]]:
    """Split a cell at its separators, except inside brackets and quotes; return the pieces and the separators."""
    pieces: list[str] = []
    between: list[str] = []
    piece: list[str] = []
    depth, quoted = 0, False
    brackets = [pair for pair in ("()", "«»") if pair[1] in text]
    quotes = text.count('"')
    for at, part in enumerate(_SEPARATED.split(text)):
        if at % 2 and piece and not depth and not quoted:
            between.append(part)
            pieces.append("".join(piece))
            piece = []
        elif at % 2 and piece:
            piece.append(" " if part in _BREAKS else f"{part} ")
        elif not at % 2 and part:
            piece.append(part)
            depth = max(0, depth + sum(part.count(pair[0]) - part.count(pair[1]) for pair in brackets))
            quoted ^= quotes % 2 == 0 and part.count('"') % 2 == 1
    return [*pieces, "".join(piece)] if piece else pieces, between


def _joined(pieces: Sequence[str], between: Sequence[str], at: int, end: int) -> str:
    """Join pieces and their separators to one name."""
    name = pieces[at]
    for separator, piece in zip(between[at : end - 1], pieces[at + 1 : end], strict=True):
        name += ("\n" if separator in _BREAKS else f"{separator} ") + piece
    return name.strip(" ,;")


@lru_cache(maxsize=65536)
def _likeness(name: str, other: str) -> float:
    matcher = SequenceMatcher(None, name, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0
