"""Build the sections and items of a plan from imported tables, and collect the problems."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from talplan.documents.importers.column_headings import CANCELLED, Columns
from talplan.documents.importers.execution_cells import read_execution
from talplan.documents.importers.grid import RowLocation, one_line
from talplan.documents.importers.imported_tables import ImportedTables, ImportProblem, TableItem
from talplan.documents.importers.term_cells import find_aside, find_clock, read_cell_terms
from talplan.documents.importers.unit_cells import UnitReader, find_asides
from talplan.domain.language import Language
from talplan.domain.plan import Cancelled, Note, Record, split_evidence
from talplan.domain.plan_year import OutsideYear, PlanYear
from talplan.domain.spell_terms import spell
from talplan.domain.spelling import normalize
from talplan.domain.standing_terms import StandingTerm
from talplan.domain.suggestions import nearest_terms
from talplan.domain.terms import AmbiguousInYear, AmbiguousTerm, Kind, Term, UnknownTerm, settle, window
from talplan.messages import ENGLISH, translated

_IN_SET_TIME = Term(Kind.STANDING, standing=StandingTerm.IN_SET_TIME)
_DITTO = re.compile(
    r"(?i)[\"'“”„«»〃]{1,2}|[-–—]*\s*(?://|[\"“”„»])\s*[-–—]*|то же|тоже|там же|так же|ошол эле|same|ditto|do\."
)
_BLANKS = re.compile(r"[^\S\n]+")
_DASHES = re.compile(r"[-–—_.]+")
_ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|ССЫЛКА!|Н/Д|ЗНАЧ!|ИМЯ\?|ДЕЛ/0!|ПУСТО!|ЧИСЛО!)|TRUE|FALSE|ИСТИНА|ЛОЖЬ|True|False"
)


@dataclass(frozen=True, slots=True)
class PlanItem:
    """An item of the new plan file."""

    number: int
    task: str
    due: tuple[Term, ...]
    units: tuple[str, ...]
    cancelled: Cancelled | None = None
    done: Record | None = None
    note: Note | None = None
    comments: tuple[str, ...] = ()
    """What of the document has no other place, a line each."""


@dataclass(frozen=True, slots=True)
class PlanSection:
    """A section of the new plan file."""

    number: int
    title: str | None
    items: tuple[PlanItem, ...]


@dataclass(slots=True)
class ImportResult:
    """The sections, the problems that stop an import unless it is partial, and remarks on the rest."""

    sections: list[PlanSection] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)
    remarks: list[ImportProblem] = field(default_factory=list)
    undated: list[ImportProblem] = field(default_factory=list)
    """Items cancelled or done as of today because the file gives no date."""
    kept: dict[str, None] = field(default_factory=dict)
    """Headings of the columns that are kept as comments."""

    @property
    def items(self) -> int:
        """The number of items."""
        return sum(len(section.items) for section in self.sections)

    @property
    def rows_left(self) -> int:
        """The number of rows that were not imported, or only in part."""
        return len({problem.location for problem in self.problems})


def build_sections(
    tables: ImportedTables, year: PlanYear, language: Language, units: UnitReader, today: date
) -> ImportResult:
    """Build the sections of a plan of this year. An item with a problem is there as well, with its words as a comment.

    `today` dates cancellations and records that have no date."""
    result = ImportResult(problems=list(tables.problems), remarks=list(tables.remarks))
    builder = _ItemBuilder(year, language, units, today, result, tables.columns)
    for section in tables.sections:
        items = [item for raw in section.items if (item := builder.build(raw))]
        result.sections.append(PlanSection(section.number, section.title, tuple(items)))
    for messages in (result.problems, result.remarks, result.undated):
        messages.sort(key=lambda message: message.order)
    return result


@dataclass(slots=True)
class _ItemBuilder:
    year: PlanYear
    language: Language
    units: UnitReader
    today: date
    result: ImportResult
    columns: Columns | None
    above: dict[str, str] = field(default_factory=dict)
    """The last term and units, which ditto marks repeat."""
    explained: set[RowLocation] = field(default_factory=set)
    """Rows with a problem of a cell that says already that it states nothing."""

    def build(self, raw: TableItem) -> PlanItem | None:
        """Build an item; None if its row has nothing but a number."""
        if not (raw.task or raw.due or raw.units):
            self._report(raw, "empty-item")
            return None
        assert raw.number is not None
        comments = [f"№ {raw.written}"] if raw.renumbered else []
        texts = {
            name: self._resolve(raw, name, text, comments) for name, text in (("due", raw.due), ("units", raw.units))
        }
        due = self._terms(raw, texts["due"], comments)
        names = self.units.read(texts["units"]) or [self._unnamed(raw)]
        if aside := find_asides(texts["units"]):
            self._remark(raw, "aside", text=aside)
            comments.append(self._labelled("units", texts["units"]))
        task, cancellation, reason = _split_cancellation(raw)
        task = self._task(raw, task, comments)
        for heading, text in raw.others:
            self.result.kept[heading] = None
            comments.append(_labelled(heading, text))
        cancelled = self._cancelled(raw, task, cancellation, reason, comments)
        done, note = self._execution(raw, comments)
        lines = tuple(dict.fromkeys(comments))
        return PlanItem(raw.number, _lines(task, raw), due, tuple(dict.fromkeys(names)), cancelled, done, note, lines)

    def _resolve(self, raw: TableItem, name: str, text: str, comments: list[str]) -> str:
        """Return the text of a cell, that of the cell above for a ditto mark, and "" for a dash."""
        plain = one_line(text)
        if plain and _DITTO.fullmatch(plain):
            if name in self.above:
                return self.above[name]
            self._report(raw, "ditto", text=plain)
        elif _DASHES.fullmatch(plain):
            self._report(raw, "dash", text=plain)
        elif _ERROR.fullmatch(plain):
            self._report(raw, "not-a-text", text=plain)
        else:
            if plain:
                self.above[name] = text
            return text
        comments.append(self._labelled(name, plain))
        return ""

    def _labelled(self, name: str, text: str) -> str:
        """Return a comment: the heading of a column, and what the document has there."""
        place = getattr(self.columns, name) if self.columns else None
        return _labelled(self.columns.labels[place] if self.columns and place is not None else "", text)

    def _task(self, raw: TableItem, task: str, comments: list[str]) -> str:
        plain = one_line(task)
        if plain and not _ERROR.fullmatch(plain):
            return task
        if plain:
            self._report(raw, "not-a-text", text=plain)
            comments.append(self._labelled("task", plain))
        else:
            self._report(raw, "no-task")
        return self._word("import.no-task")

    def _unnamed(self, raw: TableItem) -> str:
        """Report that an item has no units, and return a placeholder unit."""
        if raw.location not in self.explained:
            self._report(raw, "no-unit")
        return self.units.add(self._word("import.no-unit"))

    def _word(self, key: str) -> str:
        return translated(key, ENGLISH[key], self.language)

    # --- terms ----------------------------------------------------------------------------------------------

    def _terms(self, raw: TableItem, due: str, comments: list[str]) -> tuple[Term, ...]:
        """Return the terms of an item; if one cannot be read, the set time, and the words as a comment."""
        text = one_line(due) or raw.period
        if clock := find_clock(text):
            self._remark(raw, "clock", time=clock)
            comments.append(self._labelled("due", text))
        terms = self._read_terms(raw, due, text)
        if terms:
            if due and (aside := find_aside(due)):
                self._remark(raw, "aside", text=aside)
                comments.append(self._labelled("due", text))
            return terms
        if text:
            comments.append(self._labelled("due", text))
        return (_IN_SET_TIME,)

    def _read_terms(self, raw: TableItem, due: str, text: str) -> tuple[Term, ...]:
        """Return the terms, () after a report if one of them is unknown or outside the plan's year."""
        if not text:
            if raw.location not in self.explained:
                self._report(raw, "no-term")
            return ()
        try:
            terms = read_cell_terms(due, raw.period)
        except UnknownTerm as unknown:
            key = "ambiguous-term" if isinstance(unknown, AmbiguousTerm) else "unknown-term"
            self._report(raw, key, term=text, nearest=nearest_terms(due or raw.period, self.language))
            return ()
        for term in terms:
            try:
                window(term, self.year)
            except AmbiguousInYear as ambiguous:
                readings = [spell(reading, self.language) for reading in ambiguous.readings]
                self._report(raw, "ambiguous-term", term=text, nearest=readings)
                return ()
            except OutsideYear:
                self._report(raw, "term-outside-year", term=text, year=self.year)
                return ()
        return tuple(dict.fromkeys(settle(term, self.year) for term in terms))

    # --- execution and cancellation -------------------------------------------------------------------------

    def _execution(self, raw: TableItem, comments: list[str]) -> tuple[Record | None, Note | None]:
        """Return the record or the note that the columns of execution amount to; a comment if it would be dated before
        the plan's year."""
        execution = read_execution([text for _, text in raw.done])
        day = (execution and execution.day) or self.today
        if execution and execution.done and day >= self.year.window.first:
            if execution.day is None:
                values = {"number": raw.number, "date": self.today}
                self.result.undated.append(ImportProblem(raw.location, "done-undated", values, raw.order))
            return Record(day, note=execution.note, evidence=split_evidence(_BLANKS.sub(" ", raw.evidence))), None
        if raw.evidence:
            comments.append(self._labelled("evidence", raw.evidence))
        if execution and day >= self.year.window.first:
            return None, Note(day, execution.text)
        comments += [_labelled(heading, text) for heading, text in raw.done if execution]
        return None, None

    def _cancelled(
        self, raw: TableItem, task: str, cancellation: str, reason: str | None, comments: list[str]
    ) -> Cancelled | None:
        even, dated = _is_evenly_struck(raw, task), _is_day(cancellation)
        if not even:
            self._report(raw, "struck-partly")
        if not dated:
            self._report(raw, "no-day", day=cancellation)
            comments.append(cancellation)
        if not (even and dated) or not (raw.struck or cancellation):
            return None
        day = _parse_day(cancellation)
        if day is None:
            values = {"number": raw.number, "date": self.today}
            self.result.undated.append(ImportProblem(raw.location, "undated", values, raw.order))
        return Cancelled(day or self.today, reason and _lines(reason, raw))

    def _report(self, raw: TableItem, key: str, **values: object) -> None:
        if key in _INSTEAD:
            self.explained.add(raw.location)
        self.result.problems.append(ImportProblem(raw.location, key, {"number": raw.number, **values}, raw.order))

    def _remark(self, raw: TableItem, key: str, **values: object) -> None:
        self.result.remarks.append(ImportProblem(raw.location, key, {"number": raw.number, **values}, raw.order))


_INSTEAD = ("ditto", "dash", "not-a-text")
"""Problems of a cell that say already that it states nothing."""


def _labelled(heading: str, text: str) -> str:
    return f"{heading}: {one_line(text)}" if heading else one_line(text)


def _lines(text: str, raw: TableItem) -> str:
    """Strip line ends; join lines that the page layout broke."""
    return one_line(text) if raw.wrapped else "\n".join(line.rstrip(" \t") for line in text.split("\n"))


# What a document says below the task of a cancelled item: `Жокко чыгарылды: 14.10.2025. Кайталанат`.
_REMARK = re.compile(rf"(?is)(?<=\s)(?:{'|'.join(CANCELLED)}):\s+([0-9][0-9.-]{{8}}[0-9])(?:\.\s+(.*))?$")


def _split_cancellation(raw: TableItem) -> tuple[str, str, str | None]:
    """Split a task into its text, the date or word of its cancellation, and the reason."""
    match = _REMARK.search(raw.task)
    return (raw.task[: match.start()].rstrip(), match[1], match[2]) if match else (raw.task, raw.cancelled, None)


def _is_evenly_struck(raw: TableItem, task: str) -> bool:
    """Whether the whole task is struck through, or nothing of the item."""
    if not raw.struck:
        return not raw.struck_beside
    return "".join(raw.struck.split()) == "".join(task.split())


def _is_day(text: str) -> bool:
    return not text or normalize(text) in CANCELLED or _parse_day(text) is not None


def _parse_day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()
    return None
