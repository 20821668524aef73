"""Recognise the columns of an imported table by the words of its headings, in three languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from talplan.documents.importers.grid import GridRow, one_line
from talplan.domain.language import Language
from talplan.domain.spelling import normalize

KY, RU, EN = Language.KY, Language.RU, Language.EN

# Headings of the number column without punctuation and spaces.
_NUMBER: dict[Language, tuple[str, ...]] = {
    KY: ("кн", "рн", "рс", "тн", "тб", "катарномери", "катарыномери", "номери", "ирети", "катары"),
    RU: ("пп", "пн", "номер", "порядковыйномер", "номерпункта", "пункт", "нпп", "ном"),
    EN: ("no", "nos", "number", "sn", "sno", "srno", "slno", "sr", "nr", "num", "item", "itemno", "ref", "id"),
}
_SIGNS = ("№", "№№", "n", "nn", "#", "nпп", "npp")

# The beginnings of words by which a column is known; "=" before a whole word. Of a heading with words of several
# kinds the first one counts: “Сроки проведения мероприятий” are terms, “Ответственные за мероприятие” units.
_STRONG: dict[str, dict[Language, str]] = {
    "due": {
        KY: "мөөнөт качан",
        RU: "срок когда",
        EN: "=term =terms deadline =due timeline time_frame timeframe =when timing target_date completion_date schedul",
    },
    "units": {
        KY: "жооптуу жоопкер аткаруучу",
        RU: "ответствен отв. исполнител отвечает",
        EN: "responsib in_charge in-charge owner executor assign accountable",
    },
    "task": {
        KY: "мазмун күн_тартиб иш-чара иш_чара ишчара иш-аракет иш_аракет тапшырма",
        RU: "содержани мероприяти вид_работ виды_работ повестк",
        EN: "task activit =action =actions measure =event =events content",
    },
    "done": {
        KY: "белги аткарылышы аткарылган абалы",
        RU: "отметк выполнени статус состояни исполнени результат_выполн",
        EN: "status =state =done progress complet execution fulfil achieved",
    },
    "evidence": {KY: "далил", RU: "подтвержд", EN: "evidence"},
    "other": {
        KY: "эскертүү орду =жери катышуучу жыйынтык натыйжа булак каражат көрсөткүч форма негиз",
        RU: "примечан место участник результат ожидаем индикатор показател бюджет финанс сумм источник основани "
        "форма аудитори количеств охват контроль комментар объем ресурс",
        EN: "remark =note =notes comment place venue location participant result outcome output budget cost =kpi "
        "indicator format audience resource",
    },
}
_WEAK: dict[str, dict[Language, str]] = {
    "due": {
        KY: "убакты убагы күнү датасы дата =ай =айы чейрек",
        RU: "дата даты период время месяц =число =числа =день =дни квартал календарн",
        EN: "date month period =time =day =days quarter =week =weeks",
    },
    "units": {
        KY: "=ким кимдер даярдай уюштуруучу баяндамачы =бөлүм =бөлүмдөр",
        RU: "=кто докладчик выступающ организатор подразделени =фио =ф.и.о должностн =кафедра",
        EN: "=who =whom unit department =lead leader person organiser organizer presenter speaker",
    },
    "task": {
        KY: "аталышы иштер =иш иштин маселе тема каралуучу",
        RU: "наименовани название работ задач задани тема темы вопрос дело дела деятельност направлени",
        EN: "=what topic theme subject description =work works =agenda milestone objective",
    },
}
_WHOLE_SECTION = {
    KY: ("бөлүм", "бөлүк", "пландын бөлүгү", "пландын бөлүмү", "багыт", "багыты", "иштин багыты"),
    RU: ("раздел", "раздел плана", "часть", "блок", "направление", "направление работы", "направление деятельности"),
    EN: ("section", "part", "chapter", "area", "direction"),
}
# What exports print beside the four columns, and what follows from these.
_DERIVED = ("акыркы күнү", "последний день", "last day")
_FACT = re.compile(r"(?<!\w)(?:факт|иш жүзүндө|actual)")
_PLANNED = re.compile(rf"(?<!\w)(?:план|пландуу|planned?(?!\w))|{_FACT.pattern}")
_MONTH = re.compile(r"(?<!\w)(?:месяц|айы?(?!\w)|month)")
_END = re.compile(r"(?<!\w)(?:оконч|конец|конца|заверш|аякт|аягы|бүтүш|end(?!\w)|finish|until)")
_START = re.compile(r"(?<!\w)(?:начал|башта|башы|start|from(?!\w)|begin)")
CANCELLED = ("жокко чыгарылды", "отменено", "cancelled")
"""How exports mark a cancelled item: as a heading over its date, as its status, below its task."""
KINDS = ("number", "task", "due", "units")
_LONGEST = 80
_HEAD_ROWS = 60
_LEAST_MONTHS, _LEAST_PARTS = 4, 2
_LONGEST_PERIOD = 24
_PART_OF_YEAR = re.compile(r"(?i)кв|чейрек|полугод|жарым|семестр|(?<!\w)q\s?[1-4]|quarter|half|semester")


@dataclass(frozen=True, slots=True)
class Columns:
    """The indexes of the columns from 0, the headings and their language."""

    task: int
    units: int
    due: int | None
    number: int | None
    headings: tuple[str, ...]
    """The headings, normalized."""
    labels: tuple[str, ...] = ()
    """The headings as in the document."""
    language: Language | None = None
    section: int | None = None
    """The column with the section of each item."""
    cancelled: int | None = None
    """The column with the cancellation dates."""
    month: int | None = None
    """A column with months, in which empty cells repeat the one above."""
    due_end: int | None = None
    """The column with the end of a term whose beginning is in `due`."""
    periods: Mapping[int, str] = field(default_factory=dict)
    """Columns that are headed by a month, a quarter or a half-year and filled with marks."""
    done: tuple[int, ...] = ()
    """Columns that state the execution, the date of it first."""
    evidence: int | None = None
    derived: frozenset[int] = frozenset()

    @property
    def first(self) -> int:
        """The leftmost column of an item."""
        places = (self.task, self.units, self.due, self.number, self.month)
        return min(place for place in places if place is not None)

    @property
    def others(self) -> frozenset[int]:
        """The columns that none of the attributes name."""
        single = (self.task, self.units, self.due, self.number, self.section, self.cancelled, self.month, self.due_end)
        known = {*single, *self.periods, *self.done, self.evidence, *self.derived}
        return frozenset(range(len(self.labels))) - known

    def is_repeated(self, cells: Sequence[str]) -> bool:
        """Whether a row repeats the headings or numbers the columns."""
        places = [place for place in (self.task, self.units, self.due) if place is not None and self.headings[place]]
        if places and all(normalize_heading(cells[place]) == self.headings[place] for place in places):
            return True
        filled = [cell.strip(" .") for cell in cells if cell]
        return len(filled) > 2 and filled == [str(n + 1) for n in range(len(filled))]


class Header(NamedTuple):
    """The rows of headings: the index of the first one and of the first row below them, and the columns."""

    first: int
    start: int
    columns: Columns


FindHeader = Callable[[Sequence[GridRow]], Header | None]
"""Finds the headings of a table."""


def normalize_heading(cell: str) -> str:
    """Normalize a heading for comparison; hyphens at line ends go."""
    return normalize(re.sub(r"[-–][\n\v]\s*", "", cell))


# --- finding the headings -------------------------------------------------------------------------------------


def find_header(rows: Sequence[GridRow]) -> Header | None:
    """Return the headings of a table, which may take two or three rows; None if there are none, and for the list of
    obligations in our own workbooks, which repeats the items."""
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        if row.whole or sum(map(bool, row.cells)) < 2:
            continue
        start, cells = continue_headings(rows, at)
        if start > at + 1 and (columns := find_columns(cells)):
            return Header(at, start, columns)
        if columns := find_columns(row.cells):
            return None if _is_obligations(columns.headings) else Header(at, at + 1, columns)
    return None


def continue_headings(rows: Sequence[GridRow], at: int) -> tuple[int, tuple[str, ...]]:
    """Return the index of the first row below the headings that begin in this row, and the headings."""
    cells, start = rows[at].cells, at + 1
    while start < min(len(rows), at + 3) and _goes_on(cells, rows[start]):
        cells = _joined(cells, rows[start].cells)
        start += 1
    return start, cells


def _goes_on(upper: Sequence[str], row: GridRow) -> bool:
    """Whether a row goes on with the headings above it: `план` and `факт` below `Срок исполнения`."""
    if row.whole or row.continued:
        return not row.whole  # a row below the headings that is merged with them is one of them
    own = {
        place: cell
        for place, cell in enumerate(row.cells)
        if cell and place not in row.continued and (place >= len(upper) or normalize(cell) != normalize(upper[place]))
    }
    below = [place for place in own if place >= len(upper) or not upper[place]]
    if below and own.keys() <= _period_columns([own.get(at, "") for at in range(len(row.cells))]).keys():
        return True
    if not own or any(len(cell) > _LONGEST // 2 or cell[0].isdigit() for cell in own.values()):
        return False
    headed = all(_kind(cell)[0] or _PLANNED.search(normalize(cell)) for place, cell in own.items())
    return headed and (bool(below) or len(own) > 1) and _is_subheading(own, row)


def _is_subheading(own: Mapping[int, str], row: GridRow) -> bool:
    """Whether cells that are not merged with those above are headings: an item has a text in its first columns."""
    return len(own) < 4 and not any(row.cells[: max(1, min(own))]) and min(own) > 0


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Join two rows of headings; one that has several below it counts for each of them."""
    joined = []
    last = ""
    for above, below in zip_longest(upper, lower, fillvalue=""):
        last = above or (last if below else "")
        if below and (_is_month(below) or _is_part_of_year(below)):
            joined.append(below)
        else:
            joined.append(last if not below or normalize(below) == normalize(last) else f"{last} {below}".strip())
    return tuple(joined)


def find_columns(cells: Sequence[str]) -> Columns | None:
    """Return the columns if this row is the row of headings: the task, the units, and the term or the number."""
    periods = _period_columns(cells)
    found, languages = _kinds(["" if at in periods else cell for at, cell in enumerate(cells)])
    if not found.keys() >= {"task", "units"} or not (periods or found.keys() & {"due", "number", "month"}):
        return None
    return _build_columns(cells, found, _most_common(languages), periods if "due" not in found else {})


def guess_language(cells: Sequence[str]) -> Language | None:
    """Return the language of most of the headings that are known; None if it is open."""
    return _most_common(Counter(language for cell in cells for language in _kind(cell)[2]))


def _most_common(languages: Counter[Language]) -> Language | None:
    common = languages.most_common(2)
    return common[0][0] if common and (len(common) == 1 or common[0][1] > common[1][1]) else None


def _build_columns(
    cells: Sequence[str], found: Mapping[str, int], language: Language | None, periods: Mapping[int, str]
) -> Columns:
    headings = tuple(map(normalize_heading, cells))
    taken = set(found.values())
    done = [at for at, cell in enumerate(cells) if at not in taken and _kind(cell)[0] == "done"]
    done.sort(key=lambda at: not ({"due"} & _all_kinds(cells[at])))
    derived = [at for at, heading in enumerate(headings) if at not in taken and heading in _DERIVED]
    return Columns(
        found["task"],
        found["units"],
        found.get("due"),
        found.get("number"),
        headings,
        tuple(map(one_line, cells)),
        language,
        found.get("section"),
        found.get("cancelled"),
        found.get("month"),
        found.get("due_end"),
        periods,
        tuple(done),
        found.get("evidence"),
        frozenset(derived),
    )


def find_missing(cells: Sequence[str]) -> list[str]:
    """Return the kinds of column that no cell of the row is a heading of."""
    found, _ = _kinds(cells)
    return [kind for kind in ("task", "due", "units") if kind not in found]


def _kinds(cells: Sequence[str]) -> tuple[dict[str, int], Counter[Language]]:
    """Return the columns of each kind: a clear heading comes before a vague one, the left one before the right one."""
    ranked: dict[str, list[tuple[int, int]]] = {}
    for at, cell in enumerate(cells):
        kind, rank, _ = _kind(cell)
        if kind:
            ranked.setdefault(kind, []).append((rank, at))
    found = {kind: min(places)[1] for kind, places in ranked.items() if kind not in ("other", "done")}
    for kind in ("task", "due", "units"):  # a heading that says two things
        if kind not in found:
            places = [at for at, cell in enumerate(cells) if kind in _all_kinds(cell) and at not in found.values()]
            if places:
                found[kind] = places[0]
    if "task" not in found and "task" in _all_kinds(cells[found["section"]] if "section" in found else ""):
        found["task"] = found.pop("section")
    _split_due(cells, found, [at for _, at in ranked.get("due", [])])
    languages: Counter[Language] = Counter()
    for at in found.values():
        languages.update(_kind(cells[at])[2])
    places = [at for kind, at in found.items() if kind in KINDS]
    if "number" not in found and places and min(places) > 0 and not cells[min(places) - 1]:
        found["number"] = min(places) - 1  # many lists have no heading over the numbers
    return found, languages


def _split_due(cells: Sequence[str], found: dict[str, int], places: Sequence[int]) -> None:
    """Tell the month from the day, and the beginning from the end, if each has a column of its own."""
    ends = [at for at in places if _END.search(normalize_heading(cells[at]))]
    starts = [at for at in places if _START.search(normalize_heading(cells[at]))]
    months = [at for at in places if _MONTH.search(normalize_heading(cells[at]))]
    days = [at for at in places if at not in months]
    if starts and ends and starts[0] != ends[0]:
        found["due"], found["due_end"] = starts[0], ends[0]
    elif months and days:
        found["month"], found["due"] = months[0], days[0]
    elif months and found.get("due") == months[0]:
        found["month"] = months[0]
        del found["due"]


@lru_cache(maxsize=4096)
def _kind(cell: str) -> tuple[str, int, tuple[Language, ...]]:
    """Return the kind of a heading, its rank (0 if it is clear) and the languages of its words; "" if it is none."""
    if len(cell) > 2 * _LONGEST or not (text := normalize_heading(cell)) or len(text) > _LONGEST:
        return "", 0, ()
    if text in CANCELLED:
        return "cancelled", 0, ()
    if spoken := tuple(language for language, words in _WHOLE_SECTION.items() if text in words):
        return "section", 0, spoken
    bare = re.sub(r"[^\w#№]|_", "", text)
    spoken = tuple(language for language, words in _NUMBER.items() if bare.lstrip("№#") in words)
    if bare in _SIGNS or spoken:
        return "number", 0 if bare not in ("item", "пункт", "id", "ref") else 1, spoken
    matches = _matches(text)
    if not matches:
        return "", 0, ()
    _, rank, kind = min(matches)[:3]
    if _FACT.search(text):
        kind = "done"
    return kind, rank, tuple(language for place, _, own, language in matches if own == kind)


@lru_cache(maxsize=4096)
def _all_kinds(cell: str) -> frozenset[str]:
    """Return every kind of which a heading has a word."""
    text = normalize_heading(cell) if len(cell) <= 2 * _LONGEST else ""
    return frozenset(kind for _, _, kind, _ in _matches(text)) if len(text) <= _LONGEST else frozenset()


def _matches(text: str) -> list[tuple[int, int, str, Language]]:
    """Return place, rank, kind and language of every word of a heading that is known."""
    return [
        (match.start(), rank, kind, language)
        for rank, words in enumerate((_STRONG, _WEAK))
        for kind, by_language in words.items()
        for language in by_language
        if (match := _pattern(rank, kind, language).search(text))
    ]


@lru_cache(maxsize=64)
def _pattern(rank: int, kind: str, language: Language) -> re.Pattern[str]:
    words = (_STRONG, _WEAK)[rank][kind][language].split()
    forms = (re.escape(word.lstrip("=").replace("_", " ")) + (r"(?!\w)" if word[0] == "=" else "") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})")


def _period_columns(cells: Sequence[str]) -> dict[int, str]:
    """Return the columns of a chart with a mark for each month, quarter or half-year, if there are several."""
    for is_headed, least in ((_is_month, _LEAST_MONTHS), (_is_part_of_year, _LEAST_PARTS)):
        columns = {at: one_line(cell) for at, cell in enumerate(cells) if cell and is_headed(cell)}
        if len(columns) >= least:
            return columns
    return {}


def _is_month(cell: str) -> bool:
    from talplan.domain.months import read_month

    return len(cell) < _LONGEST_PERIOD and read_month(normalize(cell)) is not None


@lru_cache(maxsize=256)
def _is_part_of_year(cell: str) -> bool:
    """Whether a heading is a quarter or a half-year: `I кв.`, `1-жарым жылдык`."""
    from talplan.domain.read_terms import read_terms
    from talplan.domain.terms import UnknownTerm

    if len(cell) >= _LONGEST_PERIOD or not _PART_OF_YEAR.search(cell):
        return False
    try:
        return len(read_terms(one_line(cell))) == 1
    except UnknownTerm:
        return False


@lru_cache(maxsize=256)
def _is_obligations(headings: tuple[str, ...]) -> bool:
    """Whether these are the headings of the list of obligations in our own workbooks: a row for each term and unit."""
    from talplan.documents.words import words_in

    return any(
        {normalize(words.item), normalize(words.first), normalize(words.last)} <= set(headings)
        for words in map(words_in, Language)
    )
