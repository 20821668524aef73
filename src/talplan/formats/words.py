"""What stands in tables and calendars beside the four columns of the document, in the language of the plan."""

from __future__ import annotations

from typing import NamedTuple

from talplan.months import Language
from talplan.obligations import Obligation, State, Status
from talplan.query import Look, missed


class Words(NamedTuple):
    """The headings and labels of one language; `states` has a word for every status and state."""

    sheets: tuple[str, str, str]
    section: str
    deadline: str
    status: str
    progress: str
    item: str
    first: str
    last: str
    done_on: str
    late: str
    note: str
    evidence: str
    items: str
    done: str
    overdue: str
    unreported: str
    open: str
    all: str
    yes: str
    cancelled: str
    states: dict[str, str]


WORDS: dict[Language, Words] = {
    Language.KY: Words(
        sheets=("План", "Милдеттер", "Жыйынтык"),
        section="Бөлүм",
        deadline="Акыркы күнү",
        status="Абалы",
        progress="Аткарылышы",
        item="Пункт",
        first="Мөөнөттүн башы",
        last="Мөөнөттүн аягы",
        done_on="Аткарылган күнү",
        late="Кечигип",
        note="Эскертүү",
        evidence="Далил",
        items="Пункттар",
        done="Аткарылды",
        overdue="Мөөнөтү өттү",
        unreported="Отчёт берилген жок",
        open="Мөөнөтү өтө элек",
        all="Баары",
        yes="ооба",
        cancelled="Жокко чыгарылды",
        states={
            "done": "аткарылды",
            "late": "кечигип аткарылды",
            "overdue": "мөөнөтү өттү",
            "unreported": "жыл боюнча отчёт берилген жок",
            "due": "мөөнөтү келди",
            "ongoing": "аткарылууда",
            "upcoming": "алдыда",
            "cancelled": "жокко чыгарылды",
        },
    ),
    Language.RU: Words(
        sheets=("План", "Обязательства", "Сводка"),
        section="Раздел",
        deadline="Последний день",
        status="Состояние",
        progress="Выполнение",
        item="Пункт",
        first="Начало срока",
        last="Конец срока",
        done_on="Дата выполнения",
        late="С опозданием",
        note="Заметка",
        evidence="Подтверждение",
        items="Пункты",
        done="Выполнено",
        overdue="Просрочено",
        unreported="Нет отчёта",
        open="Срок не истёк",
        all="Всего",
        yes="да",
        cancelled="Отменено",
        states={
            "done": "выполнено",
            "late": "выполнено с опозданием",
            "overdue": "просрочено",
            "unreported": "нет отчёта за год",
            "due": "срок наступил",
            "ongoing": "выполняется",
            "upcoming": "предстоит",
            "cancelled": "отменено",
        },
    ),
    Language.EN: Words(
        sheets=("Plan", "Obligations", "Summary"),
        section="Section",
        deadline="Last day",
        status="Status",
        progress="Progress",
        item="Item",
        first="From",
        last="Until",
        done_on="Done on",
        late="Late",
        note="Note",
        evidence="Evidence",
        items="Items",
        done="Done",
        overdue="Overdue",
        unreported="Not reported",
        open="Still in time",
        all="All",
        yes="yes",
        cancelled="Cancelled",
        states={
            "done": "done",
            "late": "done late",
            "overdue": "overdue",
            "unreported": "not reported for the year",
            "due": "due",
            "ongoing": "ongoing",
            "upcoming": "upcoming",
            "cancelled": "cancelled",
        },
    ),
}


def standing(look: Look) -> str:
    """The name in `states` of how an item stands: late and not reported told apart."""
    if look.status is Status.DONE and look.late:
        return "late"
    if look.status is Status.OVERDUE and not missed(look.open):
        return "unreported"
    return look.status.value


def state(look: Look, one: Obligation) -> str:
    """The name in `states` of how one obligation of an item stands."""
    if look.status is Status.CANCELLED:
        return Status.CANCELLED.value
    if one.late:
        return "late"
    return "unreported" if one.unreported else State(one.state).value
