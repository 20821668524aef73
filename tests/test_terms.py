"""Terms: text → canonical spelling → first and last day; years, hints, the months of the command line."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talplan.domain.language import Language
from talplan.domain.months import NAMES
from talplan.domain.plan_year import OutsideYear, PlanYear, Window, read_year
from talplan.domain.read_days import read_day
from talplan.domain.read_terms import read_term, read_terms
from talplan.domain.spell_terms import spell
from talplan.domain.standing_terms import STANDING, StandingTerm
from talplan.domain.suggestions import nearest_months, nearest_terms
from talplan.domain.terms import (
    AmbiguousInYear,
    AmbiguousTerm,
    BackwardSpan,
    DisputedMonth,
    Kind,
    NoSuchDate,
    SeveralTerms,
    Term,
    UnknownTerm,
    settle,
    window,
)
from talplan.queries.month_filter import asked_months
from term_wordings import Meaning, soups, stated, wordings
from written_terms import terms

pytestmark = pytest.mark.once

KY, RU, EN = Language
YEAR = PlanYear(2025)
CASES = [*csv.DictReader((Path(__file__).parent / "cases" / "terms.csv").read_text(encoding="utf-8").splitlines())]
TODAY = date(2025, 10, 14)


def days(of: Window) -> str:
    return f"{of.first} {of.last}"


@pytest.mark.parametrize(
    ("text", "canonical", "expected"),
    [
        ("Сентябрь", "сентябрь", "2025-09-01 2025-09-30"),
        ("август", "август", "2025-08-01 2025-08-31"),
        ("июль", "июль", "2026-07-01 2026-07-31"),
        ("Декабрь", "декабрь", "2025-12-01 2025-12-31"),
        ("февраль", "февраль", "2026-02-01 2026-02-28"),
        ("October", "октябрь", "2025-10-01 2025-10-31"),
        ("октябрь айында", "октябрь", "2025-10-01 2025-10-31"),
        ("октябрь-май", "октябрь-май", "2025-10-01 2026-05-31"),
        ("Декабрь – Апрель", "декабрь-апрель", "2025-12-01 2026-04-30"),
        ("сент.—окт.", "сентябрь-октябрь", "2025-09-01 2025-10-31"),
        ("мая\u2011июня", "май-июнь", "2026-05-01 2026-06-30"),
        ("Oct \u2212 Nov", "октябрь-ноябрь", "2025-10-01 2025-11-30"),
        ("август-июль", "август-июль", "2025-08-01 2026-07-31"),
        ("май-май", "май", "2026-05-01 2026-05-31"),
        ("2025-10-14", "2025-10-14", "2025-10-14 2025-10-14"),
        (" 2026-07-31. ", "2026-07-31", "2026-07-31 2026-07-31"),
        ("2025-10-01..2025-10-15", "2025-10-01..2025-10-15", "2025-10-01 2025-10-15"),
        ("2025-08-01 .. 2026-07-31", "2025-08-01..2026-07-31", "2025-08-01 2026-07-31"),
        ("2025-10-01..2025-10-01", "2025-10-01", "2025-10-01 2025-10-01"),
        ("Жыл бою.", "жыл бою", "2025-08-01 2026-07-31"),
        ("в течение  года", "жыл ичи", "2025-08-01 2026-07-31"),
        ("в своём роде", None, ""),
        ("октябрь..май", "октябрь-май", "2025-10-01 2026-05-31"),
        ("2025-10-01-2025-10-15", "2025-10-01..2025-10-15", "2025-10-01 2025-10-15"),
        ("2025-9-1", "2025-09-01", "2025-09-01 2025-09-01"),
        ("Жыл боюу", None, ""),
        ("٢٠٢٥-١٠-١٤", None, ""),
        ("октябрь-", None, ""),
        ("октябрь-ноябрь-декабрь", None, ""),
        ("10", None, ""),
        ("10-12", None, ""),
        ("this", None, ""),
        ("месяц.", None, ""),
        ("", None, ""),
        ("-", None, ""),
        ("..", None, ""),
        ("-" * 100_000, None, ""),
        (" " * 100_000 + "-", None, ""),
    ],
)
def test_read(text: str, canonical: str | None, expected: str) -> None:
    if canonical is None:
        with pytest.raises(UnknownTerm) as raised:
            read_term(text)
        assert type(raised.value) is UnknownTerm
        assert raised.value.text == text
    else:
        term = read_term(text)
        assert (spell(term, KY), days(window(term, YEAR))) == (canonical, expected)


@pytest.mark.parametrize(
    ("text", "ky", "ru", "en"),
    [
        ("октября-мая", "октябрь-май", "октябрь-май", "october-may"),
        ("Sept", "сентябрь", "сентябрь", "september"),
        ("2025-10-01..2025-10-15", *["2025-10-01..2025-10-15"] * 3),
        ("весь год", "жыл бою", "весь год", "all year"),
        ("Academic year", "окуу жылы", "учебный год", "academic year"),
        ("в течении года", "жыл ичи", "в течение года", "within the year"),
        ("Дайыма", "дайыма", "постоянно", "always"),
        ("еженедельно", "ар жума сайын", "еженедельно", "weekly"),
        ("раз в неделю", "жумасына 1 жолу", "1 раз в неделю", "once a week"),
        ("ежемесячно", "ай сайын", "ежемесячно", "monthly"),
        ("чейрек сайын", "чейрек сайын", "ежеквартально", "quarterly"),
        ("every semester", "семестр сайын", "каждый семестр", "every semester"),
        ("Жылына бир жолу", "жылына 1 жолу", "1 раз в год", "once a year"),
        ("по графику", "график боюнча", "по графику", "by schedule"),
        ("в свое время", "учурунда", "по мере поступления", "as it comes up"),
        ("Учурунда", "учурунда", "по мере поступления", "as it comes up"),
        ("при необходимости", "зарылчылыкка жараша", "по мере необходимости", "as needed"),
        ("до 15 сентября", "15-сентябрга чейин", "до 15 сентября", "by 15 september"),
        ("до конца июня", "июндун аягына чейин", "до конца июня", "by end of june"),
        ("с 25 сентября по 5 октября", "25-сентябрь..5-октябрь", "25 сентября..5 октября", "25 september..5 october"),
        ("II неделя мая", "майдын 2-жумасы", "2-я неделя мая", "week 2 of may"),
        ("последняя неделя мая", "майдын акыркы жумасы", "последняя неделя мая", "last week of may"),
        ("1-я декада марта", "марттын 1-декадасы", "1-я декада марта", "ten days 1 of march"),
        ("в начале апреля", "апрелдин башы", "начало апреля", "beginning of april"),
        ("I-II квартал", "1-2-квартал", "I-II квартал", "Q1-Q2"),
        ("первое полугодие", "1-жарым жылдык", "I полугодие", "half-year 1"),
        ("второй семестр", "2-семестр", "II семестр", "semester 2"),
        ("осенний семестр", "күзгү семестр", "осенний семестр", "autumn semester"),
        ("каждую среду", "ар шаршемби сайын", "каждую среду", "every wednesday"),
        ("два раза в месяц", "айына 2 жолу", "2 раза в месяц", "twice a month"),
        (
            "не реже одного раза в квартал",
            "чейрегине кеминде 1 жолу",
            "не реже 1 раза в квартал",
            "at least once a quarter",
        ),
        ("ежемесячно, до 5-го числа", "ай сайын 5-числосуна чейин", "ежемесячно до 5 числа", "monthly by day 5"),
    ],
)
def test_spell(text: str, ky: str, ru: str, en: str) -> None:
    term = read_term(text)
    assert [spell(term, language) for language in (KY, RU, EN)] == [ky, ru, en]


def test_a_range_of_one_is_no_range() -> None:
    assert read_term("май-май") == read_term("май")
    assert read_term("2025-10-14..2025-10-14") == read_term("2025-10-14")


def test_no_spelling_belongs_to_two_standing_terms() -> None:
    owners: dict[str, StandingTerm] = {}
    for standing, languages in STANDING.items():
        assert set(languages) == set(Language)
        for spelling in [spelling for spellings in languages.values() for spelling in spellings]:
            assert read_term(spelling.upper().removesuffix(".") + ".") == Term(Kind.STANDING, standing=standing)
            assert owners.setdefault(spelling, standing) is standing
    assert set(STANDING) == set(StandingTerm)


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["wording"])
def test_cases(row: dict[str, str]) -> None:
    """The sample of wordings: W and its window, D and its last day, S for a standing term, X for a refusal."""
    assert outcome(row["wording"]) == row["expected"]


def test_wordings_of_offices() -> None:
    """As people of an office of three languages write: other orders, abbreviations, signs, and what is no term."""
    text = (Path(__file__).parent / "cases" / "office-terms.csv").read_text(encoding="utf-8")
    rows = [*csv.DictReader(text.splitlines())]
    assert {row["wording"]: outcome(row["wording"]) for row in rows} == {
        row["wording"]: row["expected"] for row in rows
    }


def outcome(wording: str) -> str:
    try:
        term = read_term(wording)
        found = window(term, YEAR)
    except (UnknownTerm, OutsideYear):
        return "X"
    if not term.dated:
        return "S"
    return f"D{found.last}" if term.deadline else f"W{found.first}..{found.last}"


@settings(max_examples=500)
@given(wordings())
def test_wordings(wording: tuple[PlanYear, str, Meaning]) -> None:
    """Every usual wording has the window that a rule of its own gives it, in every year of a plan."""
    year, text, meaning = wording
    term = read_term(text)
    found = window(term, year)
    assert (meaning is None) is not term.dated
    assert meaning in (None, (found.first, found.last, term.deadline))


@settings(max_examples=1000)
@given(soups())
def test_nothing_of_a_wording_vanishes(text: str) -> None:
    """What is read of words put together at random has every number and month of them, and every limit."""
    try:
        terms = read_terms(text)
    except UnknownTerm:
        return
    spelled = ", ".join(spell(term, Language.EN) for term in terms)
    assert stated(text) <= stated(spelled)
    assert not {"после", "перед", "или"} & set(text.split())
    if "чейин" in text:
        assert any(term.deadline or term.first != term.last for term in terms)


@given(terms(), st.sampled_from(Language))
def test_what_is_spelled_is_read_back(term: Term, language: Language) -> None:
    spelled = spell(term, language)
    assert read_term(spelled) == term
    assert read_terms(spelled) == (term,)  # what the quick reading of canonical spellings knows, the grammar reads too


@given(
    terms(),
    st.sampled_from(Language),
    st.sampled_from([(2025, True), (2025, False), (1999, False)]),
    st.integers(1, 12),
)
def test_what_a_plan_says_is_read_back(term: Term, language: Language, stated: tuple[int, bool], month: int) -> None:
    """`fmt` changes nothing in a plan that it wrote, whatever its year."""
    first, calendar = stated
    year = PlanYear(first, 1 if calendar else month, calendar)
    settled = settle(term, year)
    again = settle(read_term(spell(settled, language)), year)
    assert again == settled
    assert spell(again, language) == spell(settled, language)


@given(terms(), st.integers(1, 9998), st.integers(1, 12))
def test_a_window_is_inside_the_year_or_refused(term: Term, first: int, first_month: int) -> None:
    year = PlanYear(first, first_month)
    try:
        found = window(term, year)
    except OutsideYear:
        assert term.dated or term.years
    else:
        assert year.window.first <= found.first < found.end <= year.window.end


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2025-13-45", NoSuchDate),
        ("2025-02-30", NoSuchDate),
        ("0000-01-01", NoSuchDate),
        ("2025-02-01..2025-02-30", NoSuchDate),
        ("2025-10-15..2025-10-01", BackwardSpan),
        ("с 15 по 1 сентября 2025", BackwardSpan),
        ("31.02", NoSuchDate),
        ("31 февраля", NoSuchDate),
        ("32 сентября", NoSuchDate),
        ("до 31 июня", NoSuchDate),
        ("29.02.2025", NoSuchDate),
        ("до октября", AmbiguousTerm),
        ("октябрга чейин", AmbiguousTerm),
        ("с сентября до мая", AmbiguousTerm),
        ("before 15 september", AmbiguousTerm),
        ("before 31 september", NoSuchDate),
        ("05/09/2025", AmbiguousTerm),
        ("до 15 сентября и 15 мая", AmbiguousTerm),
        ("в течение семестра", AmbiguousTerm),
        ("жарым жылдык ичинде", AmbiguousTerm),
        ("сентябрь и май", SeveralTerms),
        ("сентябрь, октябрь", SeveralTerms),
        ("I, II кварталы", SeveralTerms),
        ("semesters 1 and 2", SeveralTerms),
        ("кварталы I, II и IV", SeveralTerms),
        ("1, 2-семестрлер", SeveralTerms),
        ("Тогуздун айы", DisputedMonth),
        ("октябрь - Бештин айы", DisputedMonth),
        ("баш-оона", DisputedMonth),
    ],
)
def test_refused_for_a_reason(text: str, kind: type[UnknownTerm]) -> None:
    with pytest.raises(UnknownTerm) as raised:
        read_term(text)
    assert type(raised.value) is kind
    assert raised.value.text == text


def test_what_a_refusal_carries() -> None:
    with pytest.raises(NoSuchDate) as dated:
        read_term("2025-02-01..2025-02-30")
    assert dated.value.date == "2025-02-30"
    with pytest.raises(DisputedMonth) as named:
        read_term("октябрь - Бештин айы")
    assert (named.value.name, named.value.readings) == ("Бештин айы", (12, 11))


@pytest.mark.parametrize(
    ("text", "first_month", "runs_over"),
    [
        ("май-сентябрь", 8, True),
        ("июль-август", 8, True),
        ("декабрь-январь", 1, True),
        ("август-сентябрь", 9, True),
        ("2025-07-31", 8, False),
        ("2026-08-01", 8, False),
        ("2025-07-31..2025-08-02", 8, False),
        ("2026-07-31..2026-08-01", 8, False),
        ("9999-12-31", 8, False),
    ],
)
def test_outside_the_year(text: str, first_month: int, runs_over: bool) -> None:
    with pytest.raises(OutsideYear) as raised:
        window(read_term(text), PlanYear(2025, first_month))
    assert (str(raised.value.year), raised.value.runs_over) == ("2025-2026", runs_over)


@pytest.mark.parametrize(
    ("first", "first_month", "expected"),
    [
        (2025, 8, "2025-08-01 2026-07-31"),
        (2025, 9, "2025-09-01 2026-08-31"),
        (2025, 1, "2025-01-01 2025-12-31"),
        (1, 8, "0001-08-01 0002-07-31"),
        (9998, 12, "9998-12-01 9999-11-30"),
    ],
)
def test_the_plans_year(first: int, first_month: int, expected: str) -> None:
    year = PlanYear(first, first_month)
    assert days(year.window) == expected
    in_order = [year.month((first_month + count - 1) % 12 + 1) for count in range(12)]
    assert [month.first for month in in_order] == [year.window.first, *(month.end for month in in_order[:-1])]
    assert in_order[-1].end == year.window.end


@pytest.mark.parametrize(("first", "first_month"), [(0, 8), (9999, 8), (-1, 8), (2025, 0), (2025, 13)])
def test_years_that_no_date_can_have(first: int, first_month: int) -> None:
    with pytest.raises(ValueError, match=str(first)):
        PlanYear(first, first_month)


def test_read_year() -> None:
    assert read_year("2025-2026") == PlanYear(2025)
    assert read_year("2025") == PlanYear(2025, 1, calendar=True)
    assert read_year("2025-2026") != read_year("2025")


@pytest.mark.parametrize("text", ["0009-0010", "9998-9999", "1000", "2025", "9998"])
def test_years_are_written_as_they_are_read(text: str) -> None:
    assert str(read_year(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "25",
            "0999",
            "9999",
            "2025-2027",
            "2026-2025",
            "2025–2026",
            "2025-26",
            " 2025-2026",
            "2025-2026\n",
            "",
            "٢٠٢٥-٢٠٢٦",
        ),
        *("0000-0001", "9999-10000"),
    ],
)
def test_no_year(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_year(text)


def test_windows() -> None:
    october = YEAR.month(10)
    assert [october.holds(day) for day in (date(2025, 9, 30), date(2025, 10, 1))] == [False, True]
    assert [october.holds(day) for day in (date(2025, 10, 31), date(2025, 11, 1))] == [True, False]
    assert not october.touches(YEAR.month(11))
    assert not YEAR.month(11).touches(october)
    assert october.touches(YEAR.window)
    last = Window(october.last, october.last + timedelta(days=1))
    assert last.touches(october)
    assert october.touches(last)


@pytest.mark.parametrize(
    ("text", "language", "hints"),
    [
        ("Жыл боюу", KY, ["жыл бою", "окуу жылы"]),
        ("Octember", EN, ["october", "september", "december"]),
        ("Octember", KY, ["октябрь", "сентябрь", "декабрь"]),
        ("oktyabr", KY, ["октябрь", "ноябрь", "сентябрь"]),
        ("jyl boyu", RU, ["весь год", "учебный год"]),
        ("октембрь-ноябрь", KY, ["октябрь-ноябрь"]),
        ("до 15 сентебря", RU, ["до 15 сентября"]),
        ("15-сентябрга чейн", KY, ["15-сентябрга чейин"]),
        ("второй квратал", RU, ["II квартал"]),
        ("2 раза в неделлю", EN, ["twice a week"]),
        ("до октября", RU, ["до конца октября", "до конца сентября"]),
        ("сентябрь и май", KY, ["сентябрь, май"]),
        ("05/09/2025", EN, ["2025-09-05", "2025-05-09"]),
        ("сентябрь или позже", RU, []),
        ("TBD", RU, []),
        ("перед сессией", RU, []),
        ("до начала учебного года", RU, []),
        ("октябрь – мйа", RU, ["октябрь-май"]),
        ("Тогуздун айы", KY, ["октябрь", "сентябрь"]),
        ("Тогуздун айы-декабрь", EN, ["october-december", "september-december"]),
        ("14.10.2025", KY, ["2025-10-14"]),
        ("2025/9/1", KY, ["2025-09-01"]),
        ("2025–10–14", KY, ["2025-10-14"]),
        ("2025-10-01 – 15.10.2025", KY, ["2025-10-01..2025-10-15"]),
        ("2025-13-45", KY, []),
        ("2025-10-15..2025-10-01", KY, []),
        ("10", KY, []),
        ("ы", KY, []),
        ("", KY, []),
        ("-", KY, []),
    ],
)
def test_nearest_terms(text: str, language: Language, hints: list[str]) -> None:
    assert nearest_terms(text, language) == hints


def test_nearest_months() -> None:
    assert nearest_months("Octember") == ["october", "september", "december"]
    assert nearest_months("Octember", KY) == ["октябрь", "сентябрь", "декабрь"]
    assert nearest_months("сентбарь") == ["сентябрь"]
    assert nearest_months("график") == []


@given(st.text(max_size=30), st.sampled_from(Language))
def test_hints_are_terms(text: str, language: Language) -> None:
    hints = nearest_terms(text, language)
    assert hints == [", ".join(spell(term, language) for term in read_terms(hint)) for hint in hints]
    assert len(hints) == len(set(hints)) <= 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("october", "2025-10-01 2025-10-31"),
        ("июнда", "2026-06-01 2026-06-30"),
        ("10", "2025-10-01 2025-10-31"),
        ("7", "2026-07-01 2026-07-31"),
        ("07", "2026-07-01 2026-07-31"),
        ("2025-10", "2025-10-01 2025-10-31"),
        ("2026-07", "2026-07-01 2026-07-31"),
        ("10.2025", "2025-10-01 2025-10-31"),
        ("октябрь 2025 г.", "2025-10-01 2025-10-31"),
        ("I квартал", "2026-01-01 2026-03-31"),
        ("Q1", "2026-01-01 2026-03-31"),
        ("2-чейрек", "2026-04-01 2026-06-30"),
        ("Q1-Q2", "2026-01-01 2026-06-30"),
        ("1-жарым жылдык", "2025-08-01 2026-01-31"),
        ("второе полугодие", "2026-02-01 2026-07-31"),
        ("semester 1", "2025-08-01 2026-01-31"),
        ("this", "2025-10-01 2025-10-31"),
        ("Next", "2025-11-01 2025-11-30"),
        ("last month", "2025-09-01 2025-09-30"),
        ("бул ай", "2025-10-01 2025-10-31"),
        ("кийинки ай", "2025-11-01 2025-11-30"),
        ("өткөн", "2025-09-01 2025-09-30"),
        ("текущий месяц", "2025-10-01 2025-10-31"),
        ("следующий", "2025-11-01 2025-11-30"),
        ("прошлый", "2025-09-01 2025-09-30"),
        ("october-december", "2025-10-01 2025-12-31"),
        ("окт. – дек.", "2025-10-01 2025-12-31"),
        ("10-12", "2025-10-01 2025-12-31"),
        ("12-2", "2025-12-01 2026-02-28"),
        ("2025-10..2025-12", "2025-10-01 2025-12-31"),
        ("2025-10-2025-12", "2025-10-01 2025-12-31"),
        ("october..2025-12", "2025-10-01 2025-12-31"),
        ("this-next", "2025-10-01 2025-11-30"),
    ],
)
def test_asked_months(text: str, expected: str) -> None:
    assert days(asked_months(text, YEAR, TODAY)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Octember",
        "13",
        "0",
        "00",
        "2025-13",
        "2025-10-12",
        "2025",
        "жыл бою",
        "",
        "-",
        "..",
        "10-",
        "-1",
        "до 15 мая",
        "15.09",
    ],
)
def test_no_month_asked(text: str) -> None:
    with pytest.raises(UnknownTerm) as raised:
        asked_months(text, YEAR, TODAY)
    assert raised.value.text == text


def test_disputed_month_asked() -> None:
    with pytest.raises(DisputedMonth):
        asked_months("Тогуздун айы", YEAR, TODAY)


@pytest.mark.parametrize(
    ("text", "today", "runs_over"),
    [
        ("2026-08", TODAY, False),
        ("2025-07", TODAY, False),
        ("9999-12", TODAY, False),
        ("0000-01", TODAY, False),
        ("2026-06..2026-09", TODAY, False),
        ("may-september", TODAY, True),
        ("next", date(2026, 7, 1), False),
        ("last", date(2025, 8, 31), False),
        ("this", date(2024, 10, 1), False),
        ("next", date.max, False),
        ("last", date.min, False),
    ],
)
def test_months_outside_the_year(text: str, today: date, runs_over: bool) -> None:
    with pytest.raises(OutsideYear) as raised:
        asked_months(text, YEAR, today)
    assert raised.value.runs_over is runs_over


def test_next_and_last_cross_the_calendar_year() -> None:
    assert days(asked_months("next", YEAR, date(2025, 12, 31))) == "2026-01-01 2026-01-31"
    assert days(asked_months("last", YEAR, date(2026, 1, 1))) == "2025-12-01 2025-12-31"


def test_every_month_is_asked_for_by_every_name() -> None:
    for names in NAMES.values():
        assert [asked_months(name, YEAR, TODAY) for name in names] == [YEAR.month(n) for n in range(1, 13)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-10-14", "2025-10-14"),
        ("14.10.2025", "2025-10-14"),
        ("14.10.25", "2025-10-14"),
        ("14.10", "2025-10-14"),
        ("5 мая", "2026-05-05"),
        ("14-октябрь", "2025-10-14"),
        ("14 October 2025", "2025-10-14"),
        ("today", "2025-10-14"),
        ("Вчера", "2025-10-13"),
        ("кечээ", "2025-10-13"),
        ("бүгүн", "2025-10-14"),
        ("31.02", "None"),
        ("октябрь", "None"),
        ("до 14.10", "None"),
        ("05/09/2025", "None"),
    ],
)
def test_typed_days(text: str, day: str) -> None:
    assert str(read_day(text, TODAY, YEAR)) == day


@settings(max_examples=300)
@given(wordings(), st.randoms(use_true_random=False))
def test_a_hint_has_every_number_of_a_misspelt_term(wording: tuple[PlanYear, str, Meaning], random: Random) -> None:
    """A day or a year never vanishes from what `check` suggests."""
    _, text, _ = wording
    letters = [index for index, letter in enumerate(text) if letter.isalpha()]
    misspelt = random.choice(letters) if letters else 0
    text = text[:misspelt] + random.choice(["", "о", "e"]) + text[misspelt + 1 :]
    try:
        assert read_terms(text)
    except UnknownTerm:
        for hint in nearest_terms(text, EN):
            assert {int(digits) % 100 for digits in re.findall("[0-9]+", text)} <= stated(hint)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("III квартал", ["август-сентябрь", "июль"]),
        ("до конца III квартала", ["до конца сентября", "до конца июля"]),
        ("II-III квартал", ["апрель-июль"]),
        ("III-IV квартал", ["август-декабрь"]),
        ("I полугодие 2025", ["I полугодие", "январь-июнь 2025"]),
        ("I полугодие 2026", ["I полугодие", "январь-июнь"]),
        ("до конца II полугодия 2025 г.", ["до конца II полугодия", "до конца декабря"]),
        ("II полугодие 2026 года", ["II полугодие", "июль-декабрь 2026"]),
    ],
)
def test_readings_in_an_academic_year(text: str, readings: list[str]) -> None:
    """What an error names to be written instead."""
    with pytest.raises(AmbiguousInYear) as ambiguous:
        window(read_term(text), YEAR)
    assert [spell(term, RU) for term in ambiguous.value.readings] == readings


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("сентябрь 2025-2026 уч. г.", "сентябрь"),
        ("2025-2026-окуу жылынын май айы", "май"),
        ("до 15 января 2025/26 уч. года", "до 15 января"),
        ("сентябрь-ноябрь 2025-2026 уч. г.", "сентябрь-ноябрь"),
        ("25 декабря - 5 января 2025-2026 учебного года", "25 декабря..5 января"),
        ("week 2 of October 2025-2026", "2-я неделя октября"),
        ("II квартал 2025-2026 уч. г.", "II квартал"),
        ("ежемесячно в течение учебного года", "ежемесячно"),
        ("жыл бою ар жума сайын", "еженедельно"),
        ("monthly throughout the academic year", "ежемесячно"),
    ],
)
def test_years_that_say_no_more_than_the_plan(text: str, spelling: str) -> None:
    assert spell(settle(read_term(text), YEAR), RU) == spelling


@pytest.mark.parametrize("text", ["сентябрь 2024-2025 уч. г.", "2026-2027-окуу жылынын майы", "15 мая 2024/25"])
def test_a_month_of_another_academic_year_is_outside(text: str) -> None:
    with pytest.raises(OutsideYear):
        window(read_term(text), YEAR)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("ежемесячно с сентября по май", "ежемесячно, сентябрь-май"),
        ("еженедельно в сентябре", "еженедельно, сентябрь"),
        ("ай сайын сентябрдан майга чейин", "ежемесячно, сентябрь-май"),
        ("twice a month from October to May", "2 раза в месяц, октябрь-май"),
        ("до 15 сентября до 1 октября", "до 15 сентября, до 1 октября"),
    ],
)
def test_how_often_and_when_are_two_terms(text: str, hint: str) -> None:
    """A range with a frequency is not read as either of them; the hint says both."""
    with pytest.raises(UnknownTerm):
        read_terms(text)
    assert nearest_terms(text, RU) == [hint]


@pytest.mark.parametrize("text", ["жыл аягында", "в конце учебного года", "перед сессией", "по графику работ", "TBD"])
def test_no_hint_is_better_than_one_that_says_less(text: str) -> None:
    assert nearest_terms(text, RU) == []


@pytest.mark.parametrize("text", ["15 сентября", "сентябрь и май", "сентебрь-май", "октябрь 5", "32 сентября"])
def test_a_month_is_no_hint_for_more_than_a_month(text: str) -> None:
    assert nearest_months(text) == []
