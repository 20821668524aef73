"""The report of execution as a page, in the language of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from talplan.document import HEADINGS
from talplan.months import Language
from talplan.report import Carried, Figures, Report
from talplan.table import Cell, Column, Line, Page, Row, Table, Tone, Width, cell
from talplan.terms import spell


class Words(NamedTuple):
    """What a report says in one language."""

    title: str
    period: str
    as_of: str
    of_units: str
    total: str
    done: str
    late: str
    overdue: str
    unreported: str
    open: str
    section: str
    untitled: str
    all: str
    percent: str
    done_list: str
    late_list: str
    overdue_list: str
    unreported_list: str
    evidence_list: str
    notes_list: str
    nothing: str
    date: str
    evidence: str
    note: str
    until: str


WORDS: dict[Language, Words] = {
    Language.KY: Words(
        title="Планды аткаруу жөнүндө отчёт",
        period="Мезгил: {first} – {last}",
        as_of="{on} карата",
        of_units="Жооптуу аткаруучу: {units}",
        total="Милдеттер",
        done="Аткарылды",
        late="Анын ичинде кечигип",
        overdue="Мөөнөтү өттү",
        unreported="Отчёт берилген жок",
        open="Мөөнөтү өтө элек",
        section="Пландын бөлүмү",
        untitled="{number}-бөлүм",
        all="Баары",
        percent="%",
        done_list="Аткарылды",
        late_list="Кечигип аткарылды",
        overdue_list="Мөөнөтү өттү, аткарылган жок",
        unreported_list="Жыл боюнча отчёт берилген жок",
        evidence_list="Далили көрсөтүлгөн эмес",
        notes_list="Иштин жүрүшү (эскертүүлөр)",
        nothing="Жок.",
        date="Күнү",
        evidence="Далил",
        note="Эскертүү",
        until="Мөөнөтү",
    ),
    Language.RU: Words(
        title="Отчёт о выполнении плана",
        period="Период: {first} – {last}",
        as_of="По состоянию на {on}",
        of_units="Ответственный исполнитель: {units}",
        total="Обязательства",
        done="Выполнено",
        late="Из них с опозданием",
        overdue="Просрочено",
        unreported="Нет отчёта",
        open="Срок не истёк",
        section="Раздел плана",
        untitled="Раздел {number}",
        all="Всего",
        percent="%",
        done_list="Выполнено",
        late_list="Выполнено с опозданием",
        overdue_list="Просрочено и не выполнено",
        unreported_list="Нет отчёта за год",
        evidence_list="Не указано подтверждение",
        notes_list="Ход работы (заметки)",
        nothing="Нет.",
        date="Дата",
        evidence="Подтверждение",
        note="Заметка",
        until="Срок",
    ),
    Language.EN: Words(
        title="Report on the execution of the plan",
        period="Period: {first} – {last}",
        as_of="As of {on}",
        of_units="Responsible unit: {units}",
        total="Obligations",
        done="Done",
        late="Of these late",
        overdue="Overdue",
        unreported="Not reported",
        open="Still in time",
        section="Section",
        untitled="Section {number}",
        all="All",
        percent="%",
        done_list="Done",
        late_list="Done late",
        overdue_list="Overdue and not done",
        unreported_list="Not reported for the year",
        evidence_list="Without evidence",
        notes_list="Progress (notes)",
        nothing="None.",
        date="Date",
        evidence="Evidence",
        note="Note",
        until="Until",
    ),
}


def head(report: Report, units: Sequence[str]) -> list[str]:
    """The lines under the title: of whom it is, the period, the day."""
    words = WORDS[report.plan.language]
    lines = [words.of_units.format(units=", ".join(units))] if units else []
    period = words.period.format(first=report.period.first, last=report.period.last)
    return [*lines, f"{period}. {words.as_of.format(on=report.question.on)}"]


def report_page(report: Report, units: Sequence[str]) -> Page:
    """The whole report: the figures, then a list for each question that is asked of it."""
    words = WORDS[report.plan.language]
    page: Page = [Line(f"{words.title}. {report.plan.title}", Tone.HEADING)]
    page += [Line(line) for line in head(report, units)]
    page.append(figures_table(report))
    for heading, table in lists(report):
        page += [Line(heading, Tone.HEADING), table if table is not None else Line(words.nothing)]
    return page


def by_section(report: Report) -> list[tuple[str, Figures]]:
    """The figures of each section, by its heading."""
    untitled = WORDS[report.plan.language].untitled
    return [
        (f"{one.number}. {one.title}" if one.title else untitled.format(number=one.number), figures)
        for one, figures in report.sections
    ]


def figures_table(report: Report) -> Table:
    """The figures by section, and of all."""
    words = WORDS[report.plan.language]
    headings = (words.total, words.done, words.late, words.overdue, words.unreported, words.open, words.percent)
    rows = [_figures(name, figures) for name, figures in by_section(report)]
    if len(rows) > 1:
        rows.append(_figures(words.all, report.figures))
    columns = (Column(words.section, Width.WIDE), *(Column(heading, Width.COUNT) for heading in headings))
    return Table(columns, [("", rows)])


def _figures(name: str, one: Figures) -> Row:
    numbers = (one.total, one.done, one.late, one.overdue, one.unreported, one.open, one.percent)
    return (cell(name), *(cell(str(number)) for number in numbers))


def lists(report: Report) -> list[tuple[str, Table | None]]:
    """Each list under its heading; None where it is empty. What nobody asks about before the year is over is left
    out until then."""
    words = WORDS[report.plan.language]
    found = [
        (words.done_list, _done(report, report.done)),
        (words.late_list, _done(report, report.late)),
        (words.overdue_list, _open(report, report.overdue)),
    ]
    if report.unreported:
        found.append((words.unreported_list, _open(report, report.unreported)))
    found.append((words.evidence_list, _done(report, report.without_evidence)))
    if report.notes:
        found.append((words.notes_list, _notes(report)))
    return found


def _done(report: Report, carried: Sequence[Carried]) -> Table | None:
    words, headings = WORDS[report.plan.language], HEADINGS[report.plan.language]
    rows = [
        (
            cell(one.item.id),
            cell(one.item.task),
            _terms(report, one),
            cell(*one.units),
            cell(str(one.record.date)),
            cell("\n".join(text for text in (one.record.evidence, one.record.note) if text)),
        )
        for one in carried
        if one.record is not None
    ]
    columns = (
        Column(headings[0]),
        Column(headings[1], Width.WIDE),
        Column(words.until),
        Column(headings[3], Width.NARROW),
        Column(words.date),
        Column(f"{words.evidence}, {words.note.lower()}", Width.NARROW),
    )
    return Table(columns, [("", rows)]) if rows else None


def _terms(report: Report, one: Carried) -> Cell:
    return cell(*dict.fromkeys(spell(obligation.term, report.plan.language) for obligation in one.obligations))


def _open(report: Report, carried: Sequence[Carried]) -> Table | None:
    headings = HEADINGS[report.plan.language]
    rows = [(cell(one.item.id), cell(one.item.task), _terms(report, one), cell(*one.units)) for one in carried]
    columns = (
        Column(headings[0]),
        Column(headings[1], Width.WIDE),
        Column(headings[2]),
        Column(headings[3], Width.NARROW),
    )
    return Table(columns, [("", rows)]) if rows else None


def _notes(report: Report) -> Table:
    words, headings = WORDS[report.plan.language], HEADINGS[report.plan.language]
    rows = [
        (cell(item.id), cell(item.task), cell(str(note.date)), cell(note.by or ""), cell(note.text))
        for item, note in report.notes
    ]
    columns = (
        Column(headings[0]),
        Column(headings[1], Width.WIDE),
        Column(words.date),
        Column(headings[3], Width.NARROW),
        Column(words.note, Width.WIDE),
    )
    return Table(columns, [("", rows)])
