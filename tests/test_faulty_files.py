"""A file of many mistakes is checked in time that grows with their number, and every one of them is reported."""

import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations

import pytest

from talplan.domain.spelling import nearest
from talplan.domain.units import Registry, Unit
from talplan.planfile import plan_checks, schema_errors
from talplan.planfile.load import load

pytestmark = pytest.mark.once

TODAY = date(2025, 10, 20)
LETTERS = "абвгдежзиклмнопрстуфхцчшы"


def word(number: int, length: int = 3) -> str:
    """A word of its own for each number."""
    letters = ""
    while number or len(letters) < length:
        number, letter = divmod(number, len(LETTERS))
        letters += LETTERS[(letter * 7 + len(letters)) % len(LETTERS)]
    return letters


def plan(items: list[str], units: str = "") -> str:
    head = f"title: П\nyear: 2025-2026\nunits:\n- name: Окуу бөлүмү\n  aliases: [ОБ]\n- name: Деканат\n{units}"
    numbered = "".join(f"  - number: {number}\n{item}" for number, item in enumerate(items, start=1))
    return f"{head}sections:\n- number: 1\n  items:\n{numbered}"


def item(*, task: str = "Иш", due: str = "май", unit: str = "Окуу бөлүмү", more: str = "") -> str:
    return f"    task: {task}\n    due: [{due}]\n    units: [{unit}]\n{more}"


def records(n: int, key: str) -> str:
    return "    done:\n" + f"    - date: 2025-10-14\n      {key}\n" * n


def days(n: int) -> str:
    first = date(2025, 8, 1)
    pairs = combinations([first + timedelta(days) for days in range(60)], 2)
    return ", ".join(f"{start}..{end}" for _, (start, end) in zip(range(n), pairs, strict=False))


FAULTS: dict[str, Callable[[int], str]] = {
    "unknown units": lambda n: plan([item(unit=f"Окуу бөлм {word(i)}") for i in range(n)]),
    "unknown units of a large registry": lambda n: plan(
        [item(unit=f"Бөлм {word(i)}") for i in range(n)], "".join(f"- name: Бөлүм {word(i)}\n" for i in range(n))
    ),
    "unknown long units": lambda n: plan(
        [item(unit=word(i, 300)) for i in range(n)], "".join(f"- name: {word(i, 301)}\n" for i in range(50))
    ),
    "unknown units in a line": lambda n: plan([item(unit=", ".join(f"Окуу бөлм {word(i)}" for i in range(n)))]),
    "unknown parents": lambda n: plan([item()], "".join(f"- name: Б{i}\n  part_of: Б{word(i)}\n" for i in range(n))),
    "unknown terms": lambda n: plan([item(due=f"сентбр{word(i)}") for i in range(n)]),
    "unknown ranges": lambda n: plan([item(due=f"сентб{word(i)}-октяб{word(i)}") for i in range(n)]),
    "unknown terms in a line": lambda n: plan([item(due=", ".join(f"сентбр{word(i)}" for i in range(n)))]),
    "dates that do not exist": lambda n: plan([item(due=f"2025-13-{i:04}") for i in range(n)]),
    "unknown keys": lambda n: plan([item(more=f"    {word(i, 9)}: а\n") for i in range(n)]),
    "unknown keys of one item": lambda n: plan([item(more="".join(f"    {word(i, 9)}: а\n" for i in range(n)))]),
    "misspelt keys": lambda n: plan([item().replace("task", "tasq") for _ in range(n)]),
    "long keys": lambda n: plan([item(more=f"    {word(i, 200)}: а\n") for i in range(n)]),
    "repeated keys": lambda n: plan([item(more="    task: Иш\n" * n)]),
    "keys of the entry above": lambda n: plan([item(more=f"{records(1, 'note: а')}    evidence: а\n")] * n),
    "missing keys": lambda n: plan(["    task: Иш\n"] * n),
    "shared names": lambda n: plan([item()], "- name: Окуу бөлүмү\n" * n),
    "shared aliases": lambda n: plan([item()], "".join(f"- name: Б{i}\n  aliases: [ОБ]\n" for i in range(n))),
    "units that are parts of themselves": lambda n: plan(
        [item()], "".join(f"- name: Б{i}\n  part_of: Б{i}\n" for i in range(n))
    ),
    "repeated terms": lambda n: plan([item(due=", ".join(["май"] * (n + 1)))]),
    "repeated units": lambda n: plan([item(unit=", ".join(["ОБ"] * (n + 1)))]),
    "repeated numbers": lambda n: plan([item()]) + "  - number: 1\n".join(["", *[item()] * n]),
    "terms of other items": lambda n: plan([item(due=days(n), more=records(n, "term: июнь"))]),
    "units of other items": lambda n: plan(
        [item(unit=", ".join(f"Б{i}" for i in range(n)), more=records(n, "by: [Деканат]"))],
        "".join(f"- name: Б{i}\n" for i in range(n)),
    ),
    "words of two alphabets": lambda n: plan([item(task="Cынак " * n + "а")]),
    "words of two alphabets with escapes": lambda n: plan([item(task='"' + "C\\u044bнак " * n + 'а"')]),
    "comments in texts": lambda n: plan([item(task="Иш #1")] * n),
    "invisible characters": lambda n: plan([item(task="а\u200bб" * n)]),
    "control characters": lambda n: plan([item(task="а\x0cб" * n)]),
    "conflicts": lambda n: plan([item()]) + "<<<<<<< а\nа\n=======\nб\n>>>>>>> б\n" * n,
    "anchors": lambda n: plan([item(task="&a Иш")] * n),
}
"""A file with at least `n` mistakes of each kind."""


def calls(text: str, n: int) -> int:
    """The calls of functions, in Python and in C, of a check that reports at least `n` problems."""
    counted = Counter[str]()
    sys.setprofile(lambda _frame, event, _function: counted.update([event]))
    try:
        loaded = load(text.encode(), TODAY)
    finally:
        sys.setprofile(None)
    assert len(loaded.problems) >= n
    return counted["call"] + counted["c_call"]


@pytest.mark.parametrize("kind", FAULTS)
def test_work_grows_with_the_mistakes(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_checks, "MOST_COMPARED", 100_000)  # so that few mistakes are many
    monkeypatch.setattr(schema_errors, "MOST_GUESSES", 20)
    build = FAULTS[kind]
    calls(build(2), 2)  # what is imported and compiled once
    few, many = calls(build(60), 60), calls(build(240), 240)
    assert many < 5 * few


def test_hints_end_and_problems_do_not() -> None:
    """Of many unknown units of a large registry only the first get a hint; with few there is one for each."""
    units = "".join(f"- name: Билим берүү бөлүмү {word(i)}\n" for i in range(1000))
    problems = load(plan([item(unit=f"Билим бөрүү бөлүмү {word(i)}") for i in range(100)], units).encode()).problems
    hinted = [bool(problem.values["nearest"]) for problem in problems]
    assert len(hinted) == 100
    assert hinted == sorted(hinted, reverse=True)
    assert 0 < sum(hinted) < 50
    problems = load(plan([item(unit=f"Окуу бөлмү{word(i, 1)}") for i in range(100)]).encode()).problems
    assert all(problem.values["nearest"] for problem in problems)


def test_registry_compares_few_spellings() -> None:
    """A spelling that a thousand units share is compared with the last unit that has it, not with all of them."""
    compared = Counter[str]()

    class Name(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            compared.update(["name"])
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    registry = Registry([Unit(Name(f"Б{i}"), aliases=("ОБ",)) for i in range(1000)])
    assert len(registry.find("ОБ")) == 1000
    assert compared["name"] < 10_000


def test_the_most_similar_first() -> None:
    """Similar candidates come in the order of their similarity, equals in that of the candidates."""
    candidates = ["кафедра башчысы", "кафедра башчылары", "кафедрасы башчы", "деканат", "кафедры башчылар"]
    assert nearest("кафедр башчылары", candidates) == ["кафедра башчылары", "кафедры башчылар", "кафедра башчысы"]
    assert nearest("абвгд", ["абвгж", "абвгз", "абвги"]) == ["абвгж", "абвгз", "абвги"]
    assert nearest("а" * 5000 + "б", ["в" * 5000, "а" * 4999 + "гб"]) == ["а" * 4999 + "гб"]
