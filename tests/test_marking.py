"""What `done` covers and what `undo` takes: an item and its records in, records out. No file anywhere."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations, product

import pytest

from talplan.domain.language import Language
from talplan.domain.plan import Cancelled, Item, Plan, Record, Section
from talplan.domain.plan_year import PlanYear
from talplan.domain.read_terms import read_term
from talplan.domain.terms import Term
from talplan.domain.units import Registry, Unit
from talplan.editing.changes import ItemEdit, apply_to_data
from talplan.operations.mark_done import (
    MarkRequest,
    find_closed_term,
    find_covered_pairs,
    find_fewest_records,
    mark_done,
    undo_mark,
)
from talplan.problem import Failure

PLAN = Plan("План", PlanYear(2025), Language.KY, Registry([Unit(name) for name in "АБВ"]), ())
TODAY = date(2025, 11, 20)
PATH = ("sections", 0, "items", 0)


def item(due: str, units: str = "А", *records: str) -> Item:
    """`item("октябрь, ноябрь", "А Б", "14 октябрь А")`: a record is a day of October, a term, units; - is none."""
    terms = tuple(read_term(term.strip()) for term in due.split(","))
    return Item(1, 1, "Иш", terms, tuple(units.split()), tuple(record(text) for text in records))


def record(text: str) -> Record:
    day, term, *by = text.split()
    return Record(date(2025, 10, int(day)), None if term == "-" else read_term(term), tuple(by))


def shown(records: Sequence[Record]) -> str:
    """Records as `due term by…`, the date where it is not today's."""
    return "; ".join(_shown(one) for one in records)


def _shown(one: Record) -> str:
    day = [] if one.date == TODAY else [str(one.date.day)]
    return " ".join([*day, _spelled(one.term), *one.by])


def _spelled(term: Term | None) -> str:
    if term is None:
        return "-"
    return "жыл" if not term.dated else "-".join(str(month) for month in dict.fromkeys(term.first + term.last))


def wish(term: str = "", by: str = "", on: date = TODAY, *, all_terms: bool = False) -> MarkRequest:
    terms = (read_term(term),) if term else None
    return MarkRequest(on, terms, all_terms, frozenset(by.split()) if by else None)


def done(of: Item, asked: MarkRequest) -> str:
    return shown(mark_done(PLAN, of, PATH, asked).records)


@pytest.mark.parametrize(
    ("what", "of", "asked", "expected"),
    [
        ("one term", item("октябрь"), wish(), "-"),
        ("one term, before its window", item("май"), wish(), "-"),
        ("one standing term", item("жыл бою"), wish(), "-"),
        ("the only term by name", item("октябрь"), wish("октябрь"), "-"),
        ("a term of several", item("октябрь, май"), wish("май"), "5"),
        ("the only one begun", item("октябрь, май"), wish(), "10"),
        ("the only dated one begun", item("октябрь, жыл бою"), wish(), "10"),
        ("the only one begun that is open", item("октябрь, ноябрь", "А", "14 октябрь"), wish(), "11"),
        (
            "begun on the very day",
            item("октябрь, ноябрь, декабрь", "А", "14 октябрь"),
            wish(on=date(2025, 11, 1)),
            "1 11",
        ),
        ("begun on the date of the record", item("октябрь, ноябрь"), wish(on=date(2025, 10, 14)), "14 10"),
        ("the only one open for the unit", item("октябрь, ноябрь", "А Б", "14 октябрь А"), wish(by="А"), "11 А"),
        ("all terms", item("октябрь, жыл бою"), wish(all_terms=True), "-"),
        ("all terms that are open", item("октябрь, май", "А", "14 октябрь"), wish(all_terms=True), "5"),
        ("a unit", item("октябрь", "А Б В"), wish(by="Б"), "- Б"),
        ("units in the item's order", item("октябрь", "А Б В"), wish(by="В А"), "- А В"),
        ("all the units by name", item("октябрь", "А Б"), wish(by="Б А"), "-"),
        ("a unit that is the item's, and others", item("октябрь", "А Б"), wish(by="Б В"), "- Б"),
        ("what is open of the units", item("октябрь", "А Б В", "14 - Б"), wish(), "- А В"),
        ("partly open in two terms", item("октябрь, май", "А Б", "14 октябрь А"), wish(all_terms=True), "10 Б; 5"),
        ("a unit in all terms", item("октябрь, май", "А Б"), wish(by="А", all_terms=True), "- А"),
        (
            "shared and not shared",
            item("октябрь, май, июнь", "А Б", "14 май А"),
            wish(all_terms=True),
            "10; 5 Б; 6",
        ),
        (
            "shared and a little more",
            item("октябрь, май, июнь", "А Б", "13 октябрь Б", "14 июнь Б"),
            wish(all_terms=True),
            "- А; 5 Б",
        ),
        ("all done", item("октябрь", "А Б", "14 -"), wish(), ""),
        ("all done by two records", item("октябрь", "А Б", "14 - А", "15 - Б"), wish(), ""),
        ("done later", item("октябрь", "А", "14 -"), wish(on=date(2025, 10, 1)), ""),
        ("the term done, others open", item("октябрь, май", "А", "14 октябрь"), wish("октябрь"), ""),
        ("the unit done, others open", item("октябрь", "А Б", "14 - А"), wish(by="А"), ""),
        ("the unit done in several terms", item("октябрь, май", "А Б", "14 - А"), wish(by="А"), ""),
    ],
)
def test_done(what: str, of: Item, asked: MarkRequest, expected: str) -> None:
    assert done(of, asked) == expected, what


@pytest.mark.parametrize(
    ("what", "of", "asked", "code", "named"),
    [
        ("two begun", item("октябрь, ноябрь"), wish(), "choose-term", ["октябрь", "ноябрь"]),
        ("none begun", item("май, июнь"), wish(), "choose-term", ["май", "июнь"]),
        ("only standing ones", item("жыл бою, дайыма"), wish(), "choose-term", ["жыл бою", "дайыма"]),
        (
            "done ones are not named",
            item("октябрь, май, июнь", "А", "14 октябрь"),
            wish(),
            "choose-term",
            ["май", "июнь"],
        ),
        ("one open that is not begun", item("октябрь, май", "А", "14 октябрь"), wish(), "choose-term", ["май"]),
        ("not a term of the item", item("октябрь, май"), wish("июнь"), "not-a-term-of-item", ["октябрь", "май"]),
    ],
)
def test_done_asks_for_a_term(what: str, of: Item, asked: MarkRequest, code: str, named: list[str]) -> None:
    with pytest.raises(Failure) as failure:
        done(of, asked)
    assert (failure.value.key, failure.value.values["terms"]) == (code, named), what


def test_done_of_a_unit_that_is_not_the_items() -> None:
    with pytest.raises(Failure) as failure:
        done(item("октябрь", "А Б"), wish(by="В"))
    assert (failure.value.key, failure.value.values["units"]) == ("not-a-unit-of-item", ["А", "Б"])


@pytest.mark.parametrize("day", [date(2025, 11, 1), date(2026, 5, 1)])
def test_done_of_a_cancelled_item_whenever_that_was(day: date) -> None:
    with pytest.raises(Failure) as failure:
        done(item("октябрь")._replace(cancelled=Cancelled(day)), wish())
    assert failure.value.key == "item-cancelled"


def test_note_and_evidence_stand_in_every_record() -> None:
    of = item("октябрь, май", "А Б", "14 октябрь А")
    mark = mark_done(PLAN, of, PATH, MarkRequest(TODAY, all_terms=True, note="Бүттү", evidence=("№ 1", "№ 2")))
    assert [(one.note, one.evidence) for one in mark.records] == [("Бүттү", ("№ 1", "№ 2"))] * 2


@pytest.mark.parametrize(
    ("of", "on", "expected"),
    [
        (item("жыл бою"), TODAY, "жыл бою"),
        (item("октябрь"), TODAY, None),
        (item("жыл бою"), date(2026, 7, 31), "жыл бою"),
        (item("жыл бою"), date(2026, 8, 1), None),
        (item("октябрь, дайыма"), TODAY, "дайыма"),
    ],
)
def test_a_standing_term_that_is_closed_early(of: Item, on: date, expected: str | None) -> None:
    assert find_closed_term(PLAN, of, mark_done(PLAN, of, PATH, wish(on=on, all_terms=True)).records) == expected


def undone(of: Item, asked: MarkRequest, day: int | None = None) -> ItemEdit:
    by = [list(one.by) for one in of.done]
    return undo_mark(PLAN, of, PATH, by, asked, date(2025, 10, day) if day else None)


@pytest.mark.parametrize(
    ("what", "of", "asked", "day", "taken", "kept"),
    [
        ("the only one", item("октябрь", "А", "14 -"), wish(), None, "14 -", ""),
        ("the latest", item("октябрь", "А Б", "15 - А", "14 - Б"), wish(), None, "15 - А", ""),
        ("the last of a day", item("октябрь", "А Б", "14 - А", "14 - Б"), wish(), None, "14 - Б", ""),
        ("of a day", item("октябрь", "А Б", "15 - А", "14 - Б"), wish(), 14, "14 - Б", ""),
        ("of a term", item("октябрь, май", "А", "15 октябрь", "14 май"), wish("май"), None, "14 5", ""),
        ("of a unit", item("октябрь", "А Б", "15 - А", "14 - Б"), wish(by="Б"), None, "14 - Б", ""),
        ("of a unit, named for all", item("октябрь", "А Б", "15 - А", "14 -"), wish(by="Б"), None, "14 -", "14 - А"),
        ("two units of three", item("октябрь", "А Б В", "14 -"), wish(by="А В"), None, "14 -", "14 - Б"),
        ("a unit of two", item("октябрь", "А Б В", "14 - А В"), wish(by="А Б"), None, "14 - А В", "14 - В"),
        ("a term of all", item("октябрь, май", "А Б", "14 -"), wish("май"), None, "14 -", "14 10"),
        ("a term of three", item("октябрь, май, июнь", "А", "14 -"), wish("май"), None, "14 -", "14 10; 14 6"),
        ("a term of a unit's", item("октябрь, май", "А Б", "14 - А"), wish("май"), None, "14 - А", "14 10 А"),
        ("term and unit", item("октябрь, май", "А Б", "14 -"), wish("май", "А"), None, "14 -", "14 10; 14 5 Б"),
        (
            "term and unit of the term's",
            item("октябрь, май", "А Б", "14 май"),
            wish("май", "А"),
            None,
            "14 5",
            "14 5 Б",
        ),
        (
            "term and unit of the unit's",
            item("октябрь, май", "А Б", "14 - А"),
            wish("май", "А"),
            None,
            "14 - А",
            "14 10 А",
        ),
        ("term and unit, just these", item("октябрь, май", "А Б", "14 май А"), wish("май", "А"), None, "14 5 А", ""),
        (
            "term and unit of many: one record for the other units of all terms, one for the unit's other term each",
            item("октябрь, май, июнь", "А Б", "14 -"),
            wish("май", "А"),
            None,
            "14 -",
            "14 10; 14 5 Б; 14 6",
        ),
    ],
)
def test_undo(what: str, of: Item, asked: MarkRequest, day: int | None, taken: str, kept: str) -> None:
    mark = undone(of, asked, day)
    assert (shown(mark.records), shown(mark.kept)) == (taken, kept), what


@pytest.mark.parametrize(
    ("of", "asked", "day"),
    [
        (item("октябрь"), wish(), None),
        (item("октябрь", "А", "14 -"), wish(), 15),
        (item("октябрь, май", "А", "14 октябрь"), wish("май"), None),
        (item("октябрь", "А Б", "14 - А"), wish(by="Б"), None),
    ],
)
def test_nothing_to_undo(of: Item, asked: MarkRequest, day: int | None) -> None:
    with pytest.raises(Failure) as failure:
        undone(of, asked, day)
    assert failure.value.key == "nothing-to-undo"


SMALL = [
    item("октябрь", "А Б В"),
    item("октябрь, май", "А Б"),
    item("октябрь, май", "А Б В"),
    item("октябрь, май, июнь", "А Б"),
]


@pytest.mark.parametrize("of", SMALL)
def test_records_are_the_fewest_that_say_exactly_that(of: Item) -> None:
    pairs = list(product(of.due, of.units))
    single = [
        frozenset(find_covered_pairs(of, Record(TODAY, term, by)))
        for term in (None, *of.due)
        for size in range(1, len(of.units) + 1)
        for by in combinations(of.units, size)
    ]
    reachable = {frozenset[tuple[Term, str]](): 0}
    for size in range(1, len(of.due) + 1):
        for together in combinations(set(single), size):
            reachable.setdefault(frozenset().union(*together), size)
    for chosen in range(2 ** len(pairs)):
        wanted = frozenset(pair for at, pair in enumerate(pairs) if chosen >> at & 1)
        made = find_fewest_records(of, wanted)
        said = [find_covered_pairs(of, Record(TODAY, term, by)) for term, by in made]
        assert frozenset().union(*said) == wanted
        assert len(made) == reachable[wanted], wanted


@pytest.mark.parametrize("of", SMALL[:3])
def test_what_is_undone_is_gone_and_nothing_else(of: Item) -> None:
    # Every record, narrowed by every term and every unit: the obligations that stay, as the changed data says them.
    for term, by in product((None, *of.due), ((), *((unit,) for unit in of.units))):
        first = of._replace(done=(Record(date(2025, 10, 14), term, by),))
        for asked_term, asked_by in product((None, *of.due), (None, *of.units)):
            asked = MarkRequest(
                TODAY, (asked_term,) if asked_term else None, units=frozenset({asked_by}) if asked_by else None
            )
            named = {(t, u) for t in of.due for u in of.units if asked_term in (None, t) and asked_by in (None, u)}
            before = find_covered_pairs(first, first.done[0])
            if not before & named:
                continue
            mark = undone(first, asked)
            left = {pair for one in mark.kept for pair in find_covered_pairs(of, one)}
            assert left == before - named


def test_the_changes_say_what_the_mark_says() -> None:
    of = item("октябрь, май", "А Б", "14 -")
    data = {"sections": [{"items": [{"done": [{"date": "2025-10-14"}]}]}]}
    after = apply_to_data(data, undone(of, wish("май", "А")).changes)  # type: ignore[arg-type]
    assert after == {
        "sections": [
            {
                "items": [
                    {
                        "done": [
                            {"date": "2025-10-14", "term": "октябрь"},
                            {"date": "2025-10-14", "term": "май", "by": ["Б"]},
                        ]
                    }
                ]
            }
        ]
    }


def test_section_of_the_plan_is_where_the_changes_point() -> None:
    from talplan.operations.mark_done import find_item_paths

    sections = (Section(3, None, (item("октябрь"), item("октябрь")._replace(section=3, number=7))),)
    assert find_item_paths(PLAN._replace(sections=sections))["3.7"] == ("sections", 0, "items", 1)
