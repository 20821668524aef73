"""What stands on the page beside the words of tables, in the language of the plan; `{…}` is filled in."""

from __future__ import annotations

from typing import NamedTuple

from talplan.months import Language


class PageWords(NamedTuple):
    """The headings, labels and sentences of the page in one language."""

    as_of: str
    year: str
    skip: str
    summary: str
    dark: str
    everyone: str
    progress: str
    obligations: str
    counted: str
    many: str
    percent: str
    overdue: str
    this_month: str
    now: str
    ends: str
    begins: str
    continues: str
    until: str
    nothing_overdue: str
    nothing_this_month: str
    more: str
    further: str
    timeline: str
    timeline_label: str
    timeline_many: str
    standing: str
    untitled: str
    by_unit: str
    items: str
    search: str
    month: str
    whole_year: str
    status: str
    any_status: str
    with_standing: str
    open: str
    all: str
    shown: str
    none_shown: str
    filters: str
    details: str
    records: str
    notes: str
    by_all: str
    scrolls: str


PAGE_WORDS: dict[Language, PageWords] = {
    Language.KY: PageWords(
        as_of="{on} күнүнө карата",
        year="{year}-окуу жылы",
        skip="Пункттарга өтүү",
        summary="Бетте эмне бар",
        dark="Караңгы режим",
        everyone="Бүткүл университет",
        progress="Пландын аткарылышы",
        obligations="Милдеттер",
        counted="Милдет – бир пункттун бир мөөнөтү боюнча бир аткаруучунун иши.",
        many="{n} пункт",
        percent="{percent} % аткарылды: {total} милдеттин ичинен {done}",
        overdue="Мөөнөтү өттү",
        this_month="Ушул айда: {month}",
        now="Ушул айда",
        ends="аяктайт",
        begins="башталат",
        continues="уланат",
        until="мөөнөтү {day}",
        nothing_overdue="Мөөнөтү өткөн пункт жок.",
        nothing_this_month="Бул айга белгиленген пункт жок.",
        more="Дагы {n} пункт таблицада",
        further="Дагы көрсөтүү ({n})",
        timeline="Жыл ичиндеги мөөнөттөр",
        timeline_label="Пункттардын мөөнөттөрү айлар боюнча; ушул эле маалымат төмөнкү таблицада",
        timeline_many="Сандар ошол мөөнөттө канча пункт бар экенин көрсөтөт. Бүткүл план боюнча.",
        standing="Дагы {n} пункттун туруктуу мөөнөтү бар (жыл бою, график боюнча), алар бул жерде көрсөтүлгөн эмес.",
        untitled="{number}-бөлүм",
        by_unit="Жооптуу аткаруучулар боюнча",
        items="Пландын пункттары",
        search="Издөө",
        month="Ай",
        whole_year="Бүткүл жыл",
        status="Абалы",
        any_status="Баары",
        with_standing="Туруктуу мөөнөттүүлөр менен кошо",
        open="аткарыла элек",
        all="Баарын көрсөтүү",
        shown="{of} пункттун ичинен {n} көрсөтүлдү",
        none_shown="Мындай пункт табылган жок.",
        filters="Пункттарды тандоо",
        details="Толугураак",
        records="Аткарылганы жөнүндө белгилер",
        notes="Эскертүүлөр",
        by_all="бардык жооптуу аткаруучулар",
        scrolls="{name}: оңго-солго жылдырылат",
    ),
    Language.RU: PageWords(
        as_of="По состоянию на {on}",
        year="{year} учебный год",
        skip="Перейти к пунктам",
        summary="На этой странице",
        dark="Тёмная тема",
        everyone="Весь университет",
        progress="Выполнение плана",
        obligations="Обязательства",
        counted="Обязательство – один срок одного пункта для одного исполнителя.",
        many="пунктов: {n}",
        percent="Выполнено {percent} %: {done} из {total} обязательств",
        overdue="Просрочено",
        this_month="В этом месяце: {month}",
        now="В этом месяце",
        ends="завершается",
        begins="начинается",
        continues="продолжается",
        until="срок {day}",
        nothing_overdue="Просроченных пунктов нет.",
        nothing_this_month="На этот месяц пунктов нет.",
        more="Ещё пунктов в таблице: {n}",
        further="Показать ещё ({n})",
        timeline="Сроки в течение года",
        timeline_label="Сроки пунктов по месяцам; те же сведения в таблице ниже",
        timeline_many="Числа показывают, сколько пунктов имеют этот срок. По всему плану.",
        standing="Пунктов с постоянным сроком (весь год, по графику), которые здесь не показаны: {n}.",
        untitled="Раздел {number}",
        by_unit="По ответственным исполнителям",
        items="Пункты плана",
        search="Поиск",
        month="Месяц",
        whole_year="Весь год",
        status="Состояние",
        any_status="Все",
        with_standing="С постоянными сроками",
        open="не выполнено",
        all="Показать все",
        shown="Показано пунктов: {n} из {of}",
        none_shown="Таких пунктов нет.",
        filters="Отбор пунктов",
        details="Подробнее",
        records="Отметки о выполнении",
        notes="Заметки",
        by_all="все ответственные исполнители",
        scrolls="{name}: прокручивается вбок",
    ),
    Language.EN: PageWords(
        as_of="As of {on}",
        year="Academic year {year}",
        skip="Skip to the items",
        summary="On this page",
        dark="Dark colours",
        everyone="The whole university",
        progress="Progress of the plan",
        obligations="Obligations",
        counted="An obligation is one term of one item for one unit.",
        many="items: {n}",
        percent="{percent} % done: {done} of {total} obligations",
        overdue="Overdue",
        this_month="This month: {month}",
        now="This month",
        ends="ends",
        begins="begins",
        continues="continues",
        until="until {day}",
        nothing_overdue="Nothing is overdue.",
        nothing_this_month="Nothing is set for this month.",
        more="More items in the table: {n}",
        further="Show more ({n})",
        timeline="Terms over the year",
        timeline_label="Terms of the items by month; the table below says the same",
        timeline_many="The numbers show how many items have that term, in the whole plan.",
        standing="Items with a standing term (all year, by schedule) that are not in this picture: {n}.",
        untitled="Section {number}",
        by_unit="By unit",
        items="Items of the plan",
        search="Search",
        month="Month",
        whole_year="Whole year",
        status="Status",
        any_status="All",
        with_standing="With standing terms",
        open="not done",
        all="Show all",
        shown="{n} of {of} items shown",
        none_shown="No items found.",
        filters="Choose items",
        details="Details",
        records="Records",
        notes="Notes",
        by_all="all its units",
        scrolls="{name}: scrolls sideways",
    ),
}
