"""Changes that meet in one place: each ends where it belongs, or nothing is written."""

from datetime import date

import pytest

from talplan.editing.changes import Change, InsertEntry, Remove, SetKey, apply_to_data
from talplan.editing.splice import edit
from talplan.planfile.load import load
from talplan.planfile.nodes import NodePath
from talplan.problem import Failure

HEAD = "title: а\nyear: 2025-2026\nunits: [{name: А}, {name: Б}]\nsections:\n- number: 1\n  items:\n"
TODAY = date(2025, 11, 20)
ITEMS: NodePath = ("sections", 0, "items")
ITEM: NodePath = (*ITEMS, 0)
DONE: NodePath = (*ITEM, "done")
TWO = """\
  - number: 1
    task: а
    due: [октябрь, май]
    units: [А, Б]
    done:
    - date: 2025-10-13
    - date: 2025-10-14
"""


def edited(text: str, *changes: Change) -> str:
    loaded = load((HEAD + text).encode(), TODAY)
    assert loaded.plan is not None
    return edit(loaded, changes).removeprefix(HEAD)


def new(day: int) -> dict[str, str | date | list[str]]:
    return {"date": date(2025, 11, day)}


def test_what_belongs_to_a_record_stands_before_what_follows_it() -> None:
    changes: list[Change] = [
        InsertEntry(DONE, 2, new(1)),
        SetKey((*DONE, 1), "by", ["А"]),
        SetKey((*DONE, 1), "term", "май"),
    ]
    last = "    - date: 2025-10-14\n"
    expected = TWO.replace(last, last + "      term: май\n      by: [А]\n    - date: 2025-11-01\n")
    assert edited(TWO, *changes) == expected
    assert edited(TWO[:-1], *changes) == expected[:-1]


def test_an_item_and_what_belongs_to_the_one_before_it() -> None:
    item = "  - number: 1\n    task: а\n    due: [май]\n    units: [А]\n"
    other: Change = InsertEntry(ITEMS, 1, {"number": "2", "task": "б", "due": ["май"], "units": ["Б"]})
    assert edited(item, other, InsertEntry(DONE, 0, new(1))) == (
        item + "    done:\n    - date: 2025-11-01\n" + '  - number: "2"\n    task: б\n    due: [май]\n    units: [Б]\n'
    )


def test_entries_in_one_place_keep_their_order() -> None:
    lines = TWO.splitlines(keepends=True)
    for at, line in [(0, 5), (1, 6), (2, 7)]:
        made = edited(TWO, InsertEntry(DONE, at, new(2)), InsertEntry(DONE, at, new(1)))
        assert made == "".join([*lines[:line], "    - date: 2025-11-02\n    - date: 2025-11-01\n", *lines[line:]])


def test_one_goes_and_another_comes_in_its_place() -> None:
    assert edited(TWO, Remove((*DONE, 0)), InsertEntry(DONE, 1, new(1))) == TWO.replace(
        "- date: 2025-10-13\n", "- date: 2025-11-01\n"
    )
    assert edited(TWO, InsertEntry(DONE, 0, new(1)), Remove((*DONE, 0))) == TWO.replace(
        "- date: 2025-10-13\n", "- date: 2025-11-01\n"
    )


def test_notes_and_records_that_are_both_new() -> None:
    item = "  - number: 1\n    task: а\n    due: [май]\n    units: [А]\n"
    note: Change = InsertEntry((*ITEM, "notes"), 0, {"date": TODAY, "text": "Бир: эки"})
    assert edited(item, InsertEntry(DONE, 0, new(1)), note) == (
        item + '    done:\n    - date: 2025-11-01\n    notes:\n    - date: 2025-11-20\n      text: "Бир: эки"\n'
    )


@pytest.mark.parametrize(
    "changes",
    [
        [SetKey((*DONE, 0), "date", "never")],  # what is meant is no plan
        [SetKey((*DONE, 0), "term", "июнь")],
        [Remove((*DONE, 1)), SetKey((*DONE, 1), "note", "а")],  # of an entry that goes
        [Remove((*DONE, 1)), InsertEntry(DONE, 1, new(1))],  # in the last line, which has no break that could stay
        [SetKey((*ITEM, "task"), "date", "а")],  # into what is no mapping
    ],
)
def test_what_cannot_be_is_refused(changes: list[Change]) -> None:
    with pytest.raises(Failure) as failure:
        edited(TWO[:-1], *changes)
    assert failure.value.key == "edit-unsafe"


def test_the_measure_works_on_data_alone() -> None:
    data = {"done": [{"date": "1"}, {"date": "2"}], "empty": " "}
    changes: list[Change] = [
        Remove(("done", 0)),
        InsertEntry(("done",), 1, {"date": "new"}),
        SetKey(("done", 1), "note", "а"),
        InsertEntry(("empty",), 0, {"date": "new"}),
    ]
    assert apply_to_data(data, changes) == {  # type: ignore[arg-type]
        "done": [{"date": "new"}, {"date": "2", "note": "а"}],
        "empty": [{"date": "new"}],
    }


FEW = "  - number: 1\n    due: [май]\n    units: [А]\n"


def test_the_line_break_of_a_text_stays_when_the_lines_below_it_go() -> None:
    """At the end of a file without a final line break: the text keeps its own, another value does not get one."""
    record = "    done:\n    - date: 2025-10-14"
    assert edited(FEW + "    task: |\n      Бир\n" + record, Remove((*DONE, 0))) == FEW + "    task: |\n      Бир\n"
    assert edited(FEW + "    task: Бир\n" + record, Remove((*DONE, 0))) == FEW + "    task: Бир"


def test_two_keys_go_at_the_end_of_a_file_without_a_line_break() -> None:
    keys = "    done:\n    - date: 2025-10-14\n    notes:\n    - date: 2025-10-14\n      text: Бир"
    changes = Remove((*ITEM, "done")), Remove((*ITEM, "notes"))
    assert edited(FEW + "    task: Бир\n" + keys, *changes) == FEW + "    task: Бир"
