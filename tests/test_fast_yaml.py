"""The usual layout, read line by line: what is read so means what YAML says it means, and stands where it stands."""

import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from running import PLAN
from talplan.editing.changes import InsertEntry
from talplan.editing.formatter import format_text
from talplan.editing.splice import edit
from talplan.planfile.fast_yaml import read_usual
from talplan.planfile.load import load
from talplan.planfile.nodes import Node, build_data
from talplan.planfile.parser import parse
from talplan.planfile.source_text import Source
from talplan.problem import Problem
from test_load import mutated
from written_plans import plans

HEAD = "title: План\nyear: 2025-2026\n"


def agrees(text: str) -> bool:
    """Whether the text is in the usual layout; if so YAML reads the same of it, without any complaint."""
    usual = read_usual(text)
    if usual is None:
        return False
    root, problems = parse(Source(text))
    assert root is not None
    assert problems == []
    assert usual.data == build_data(root)
    return True


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ("note: Темалар бекитилди", "Темалар бекитилди"),
        ("note: Темалар  бекитилди, 12:30, №5#12 (а) [б]   ", "Темалар  бекитилди, 12:30, №5#12 (а) [б]"),
        ("note: https://example.org/?a=1#b  # шилтеме", "https://example.org/?a=1#b"),
        ('note: " Эскертүү: #1 "  # сөз', " Эскертүү: #1 "),
        ("note: 'no'", "no"),
        ('note: "\\"Манас\\" \\\\"', '"Манас" \\'),
        ("note: |-\n  бир: а\n\n   # эки  \n\n# сөз\nby: а\n", "бир: а\n\n # эки  "),
        ("note: |  # сөз\n   - бир\n   эки\n\nby: а\n", "- бир\nэки\n"),
        ("note: ~", None),
        ("note:", None),
        ("note: # сөз", None),
        ("note: null", None),
        ('note: "null"', "null"),
        ("note: []", []),
        ("note: [ май , октябрь-ноябрь,  жыл бою ]", ["май", "октябрь-ноябрь", "жыл бою"]),
        ("note: [\"а, б\", 'в: г', ~] # сөз", ["а, б", "в: г", None]),
        ('note:\n- май\n# сөз\n\n- "а"', ["май", "а"]),
        ("note:\n   -   date: 1\n       by: а\n   - date: б", [{"date": "1", "by": "а"}, {"date": "б"}]),
        ("note:\n  date: а\n  by:\n", {"date": "а", "by": None}),
        ("note: а\r\nby: б\r\n", "а"),
        ("note: а\u00a0б", "а\u00a0б"),
    ],
)
def test_usual(lines: str, value: object) -> None:
    usual = read_usual(HEAD + lines)
    assert usual is not None
    assert isinstance(usual.data, dict)
    assert usual.data["note"] == value
    assert agrees(HEAD + lines)


@pytest.mark.parametrize(
    "lines",
    [
        *(
            "note: |\n  а",
            "note: |+\n  а\n",
            "note: |2\n  а\n",
            "note: |\n\n  а\n",
            "note: |\n  а\n   \n",
            "note: |\nа\n",
        ),
        *("note: а\n  б", "note:\n- |\n  а\n", "note: >-\n  а", 'note: "а\n  б"', 'note: "а\\n"', "note: 'а''б'"),
        *("note: &a б", "note: *a", "note: !x а", "<<: а", "? note\n: а", "note: а: б", "note: а:", "note: а\n\t"),
        *("note:\tа", "note: {a: b}", "note: [а,]", "note: [а, , б]", "note: [а: б]", "note: [[а]]", "note: [а"),
        *("note: а]\n - б", "note: [а б #]", 'note: ["а" б]', 'note: [а", б"]', "note: [?а]", "note: [-]"),
        *("title: б", "note: а\n  by: б", " note: а", "note:\n - а\n  - б", "note:\n  by: а\n by: б", "- а"),
        *("note : а", "---", "...", "note: а\u2028б", "note: а\rб", "note: \x07", "<<<<<<< ours\nnote: а"),
        *("note:\n  а", "- note: а", "note: 'а' б", "note: 'а'#б", "note: -", "note:\n-\n  а", "note: %а", "note: @а"),
        *("note: `а", "note: - а", "", "note:\n- - а", "note:\n- [а]\n- {а: б}", "units:а"),
    ],
)
def test_left_to_yaml(lines: str) -> None:
    """Wrong or right: what is not plain is not read here."""
    assert read_usual(HEAD + lines if lines else "# сөз\n\n") is None


PIECES = (
    *("title", "note", "items", "due", ":", ": ", ":\n", " ", "  ", "    ", "- ", "-", "\n", "\n\n", "\r\n", "#", " #"),
    *(
        "[",
        "]",
        "[]",
        "[а, б]",
        ", ",
        ",",
        '"',
        "'",
        '"а"',
        "'б'",
        "а",
        "май",
        "null",
        "~",
        "1",
        "2025-10-14",
        "|",
        ">",
    ),
    *("&a", "# а", "*a", "!", "%", "@", "`", "?", "{", "}", "\\", "=", "<<", "---", "\t", "\u00a0", "\ufeff", "\x85"),
    *("|\n", "|-\n", "|", ">-", '\\"', "«", "(", "№", "."),
)


@settings(max_examples=600)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_text(text: str) -> None:
    agrees(text)
    agrees(f"{HEAD}note: {text}")
    agrees(f"{HEAD}items:\n- note: {text}\n  due: [{text}]\n")


@settings(max_examples=150)
@given(mutated())
def test_mutated_plan(text: str) -> None:
    agrees(text)


@settings(max_examples=100)
@given(plans())
def test_the_whole_reading(plan: tuple[object, str, bool]) -> None:
    """A file that is read line by line gives the plan that YAML gives; what `fmt` leaves is read so."""
    _, text, _ = plan
    same_reading(text.encode())
    laid_out = format_text(load(text.encode()))
    assert load(laid_out.encode()).read_fast or "\t" in laid_out  # in a comment
    same_reading(laid_out.encode())


@pytest.mark.parametrize("path", sorted(PLAN.parent.parent.glob("*/**/*.yaml")), ids=lambda path: path.name)
def test_files(path: Path) -> None:
    same_reading(path.read_bytes())


def same_reading(raw: bytes) -> None:
    """Without a day a file is read line by line where that can be done, with one always with YAML."""
    quick, full = load(raw), load(raw, date(2025, 10, 14))
    assert list(map(repr, quick.problems)) == list(map(repr, full.errors))
    assert quick.data == full.data
    assert (quick.plan is None) == (full.plan is None)
    if quick.plan and full.plan:
        assert quick.plan.sections == full.plan.sections
        assert quick.item_places == full.item_places
        assert (quick.plan.title, quick.plan.year, quick.plan.language) == (
            *(full.plan.title, full.plan.year, full.plan.language),
        )
        assert list(quick.plan.registry) == list(full.plan.registry)


def test_the_plan_of_the_project() -> None:
    assert load(PLAN.read_bytes()).read_fast


def test_one_parse_for_an_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    """To look at a file takes no parser of YAML, an edit asks it once, and none is asked to read the result again."""
    asked: list[str] = []

    def counted(source: Source) -> tuple[Node | None, list[Problem]]:
        asked.append(source.text)
        return parse(source)

    monkeypatch.setattr("talplan.planfile.parser.parse", counted)
    loaded = load(PLAN.read_bytes())
    assert asked == []
    text = edit(loaded, [InsertEntry(("sections", 0, "items", 0, "done"), 0, {"date": date(2025, 10, 14)})])
    assert asked == [loaded.source.text]
    assert load(text.encode()).read_fast
    assert len(asked) == 1


def calls(items: int) -> int:
    """How many functions are called to read a plan of that many items."""
    item = (
        "  - number: {}\n    task: Иш\n    due: [октябрь, май]\n    units: [А, Б]\n    done:\n    - date: 2025-10-14\n"
    )
    head = "title: П\nyear: 2025-2026\nunits:\n- name: А\n- name: Б\nsections:\n- number: 1\n  items:\n"
    raw = (head + "".join(item.format(number) for number in range(1, items + 1))).encode()
    counted = Counter[str]()
    sys.setprofile(lambda _frame, event, _function: counted.update([event]))
    try:
        assert load(raw).read_fast
    finally:
        sys.setprofile(None)
    return counted["call"] + counted["c_call"]


def test_work_grows_with_the_items() -> None:
    calls(1)
    assert calls(1000) < 5.5 * calls(200)
