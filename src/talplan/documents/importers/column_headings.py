"""Recognise the columns of an imported table by the words of its headings, in three languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from talplan.domain.language import Language
from talplan.domain.spelling import normalize

# Headings of the number column without punctuation and spaces.
_NUMBER: dict[Language, tuple[str, ...]] = {
    Language.KY: ("кн", "рн", "рс", "тн", "тб", "катарномери", "номери", "ирети"),
    Language.RU: ("пп", "номер", "порядковыйномер"),
    Language.EN: ("no", "nos", "number", "#"),
}
_SIGNS = ("№", "№№", "n", "nn", "#")

# Words in a heading; if it contains words of several kinds, the first kind counts:
# “Сроки проведения мероприятий” are terms, “Ответственные за мероприятие” are units.
_WORDS: dict[str, dict[Language, tuple[str, ...]]] = {
    "due": {
        Language.KY: ("мөөнөт", "убакты", "убагы", "качан"),
        Language.RU: ("срок", "дата", "период", "время"),
        Language.EN: ("term", "deadline", "due", "when", "date"),
    },
    "units": {
        Language.KY: ("жооптуу", "аткаруучу", "жоопкер"),
        Language.RU: ("ответствен", "исполнител", "отв."),
        Language.EN: ("responsible", "unit", "executor", "who"),
    },
    "task": {
        Language.KY: ("мазмун", "иш-чара", "иш чара", "иш-аракет", "иш аракет", "аталышы", "иштер", "тапшырма"),
        Language.RU: ("содержание", "мероприяти", "наименование", "работ", "задач", "задани"),
        Language.EN: ("task", "activity", "activities", "content", "what"),
    },
}
# Columns beside the four: execution and remarks.
_OTHERS = re.compile(
    r"белги(?!лен)|эскертүү|абалы|отметк|примечан|состояни|статус|status|\bstate\b|remark|\bnotes?\b|done on"
)
_SECTION: dict[Language, str] = {Language.KY: "бөлүм", Language.RU: "раздел", Language.EN: "section"}
CANCELLED = ("жокко чыгарылды", "отменено", "cancelled")
"""How exports mark a cancelled item: as a heading over its date, as its status, below its task."""
KINDS = ("number", "task", "due", "units")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Columns:
    """The indexes of the columns from 0, the headings and their language."""

    number: int
    task: int
    due: int
    units: int
    headings: tuple[str, ...]
    language: Language | None
    section: int | None = None
    """The column with the section of each item."""
    cancelled: int | None = None
    """The column with the cancellation dates."""

    @property
    def first(self) -> int:
        """The leftmost of the four."""
        return min(self.number, self.task, self.due, self.units)

    def is_repeated(self, cells: Sequence[str]) -> bool:
        """Whether a row repeats the headings or numbers the columns."""
        if tuple(map(normalize_heading, cells)) == self.headings or not find_missing(cells):
            return True
        filled = [(at, cell.strip(" .")) for at, cell in enumerate(cells) if cell]
        return len(filled) > 2 and [text for _, text in filled] == [str(n + 1) for n in range(len(filled))]


def normalize_heading(cell: str) -> str:
    """Normalize a heading for comparison; hyphens at line ends go."""
    return normalize(re.sub(r"[-–]\n\s*", "", cell))


def find_columns(cells: Sequence[str]) -> Columns | None:
    """Return the columns if this row is the row of headings."""
    found, languages = _kinds(cells)
    if not found.keys() >= set(KINDS):
        return None
    common = languages.most_common(2)
    clear = common and (len(common) == 1 or common[0][1] > common[1][1])
    language = common[0][0] if clear else None
    number, task, due, units = (found[kind] for kind in KINDS)
    headings = tuple(map(normalize_heading, cells))
    return Columns(number, task, due, units, headings, language, found.get("section"), found.get("cancelled"))


def find_missing(cells: Sequence[str]) -> list[str]:
    """Return the kinds of column that no cell of the row is a heading of."""
    found, _ = _kinds(cells)
    return [kind for kind in KINDS if kind not in found]


def _kinds(cells: Sequence[str]) -> tuple[dict[str, int], Counter[Language]]:
    found: dict[str, int] = {}
    languages: Counter[Language] = Counter()
    for at, cell in enumerate(cells):
        kind, spoken = _kind(cell)
        if kind and kind not in found:
            found[kind] = at
            languages.update(spoken)
    if "number" not in found and found and min(found.values()) > 0 and not cells[min(found.values()) - 1]:
        found["number"] = min(found.values()) - 1  # many lists have no heading over the numbers
    return found, languages


@lru_cache(maxsize=4096)
def _kind(cell: str) -> tuple[str, tuple[Language, ...]]:
    """Return the kind of a heading and the languages of its words."""
    if len(cell) > 2 * _LONGEST or not (text := normalize_heading(cell)) or len(text) > _LONGEST:
        return "", ()
    if text in CANCELLED:
        return "cancelled", ()
    bare = re.sub(r"[^\w#№]|_", "", text)
    without = bare.lstrip("№#")
    if spoken := tuple(language for language, word in _SECTION.items() if word == text):
        return "section", spoken
    spoken = tuple(language for language, words in _NUMBER.items() if without in words)
    if bare in _SIGNS or spoken:
        return "number", spoken
    if _OTHERS.search(text):
        return "", ()
    for kind, languages in _WORDS.items():
        if spoken := tuple(language for language, words in languages.items() if any(word in text for word in words)):
            return kind, spoken
    return "", ()
