"""Whatever a file holds: `load` never fails, its places are in the file, and a plan comes of it or an error."""

from datetime import date

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from running import PLAN
from talplan.planfile.load import Loaded, load
from talplan.planfile.source_text import Source
from talplan.problem import Severity
from talplan.views.problem_report import format_problem

TODAY = date(2025, 10, 20)
REAL = PLAN.read_text(encoding="utf-8")
SHORT = REAL[: REAL.index("  - number: 4\n")]

BITS = (
    *("\t", " ", "  ", "\n", "\n\n", "- ", "-", ":", ": ", "[", "]", "{", "}", ",", '"', "'", "#", " #1", "? ", "| "),
    *(">", "%", "@", "`", "\\", "&a ", "*a", "!x ", "<<: ", "---\n", "...\n", "%YAML 1.2\n", "null", "~", "no", "="),
    *("\ufeff", "\u2028", "\x85", "\u200b", "\u00a0", "\r", "\x00", "\x1b", "😀", "é", "A", "1" * 5000, "ж" * 500),
    *('"\\ud800"', '"\\0"', '"\\U00110000"', '"\\x"', '"\\\n"', "units:", "items: []", "number: 1\n", "part_of: КБ\n"),
    *("2025-13-45", "жыл бою", "[]", "{}", "!!str ", "date: ", "due: [май]\n"),
)


def checked(raw: bytes) -> Loaded:
    """What became of it, with everything that must hold."""
    loaded = load(raw, TODAY)
    for problem in loaded.problems:
        line = loaded.source.line(problem.place.line)
        assert 1 <= problem.place.column <= len(line) + 1
        assert problem.place.width >= 1
        assert format_problem(problem, "bad.yaml", loaded.source)
    assert (loaded.plan is None) == any(problem.severity is Severity.ERROR for problem in loaded.problems)
    assert loaded.problems == sorted(loaded.problems, key=lambda problem: problem.place)
    return loaded


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The document's plan with a few pieces put in, taken out, doubled and moved."""
    text = SHORT
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["insert", "delete", "cut", "repeat", "indent"]))
        if kind == "insert":
            text = text[:at] + draw(st.sampled_from(BITS)) + text[at:]
        elif kind == "delete":
            text = text[:at] + text[at + draw(st.integers(1, 40)) :]
        elif kind == "cut":
            text = text[: max(at, 1)]
        else:
            lines = text.split("\n")
            number = text[:at].count("\n")
            line = lines[number] if kind == "repeat" else " " * draw(st.integers(0, 8)) + lines.pop(number).lstrip()
            lines.insert(number, line)
            text = "\n".join(lines)
    return text


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutated())
def test_mutated_plan(text: str) -> None:
    checked(text.encode())


WORDS = (
    "title year units sections name aliases part_of number items task due done notes date by term text cancelled "
    "language first_month no null 1 titel"
)
keys = st.sampled_from(["", *WORDS.split()])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.dates() | st.text(max_size=12) | st.sampled_from(BITS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=15,
)
plans = st.fixed_dictionaries(
    {"title": values, "year": st.just("2025-2026") | values, "units": values, "sections": values}
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(values, plans), st.booleans())
def test_any_document(value: object, flow: bool) -> None:
    checked(yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow).encode("utf-8", "replace"))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:- \n\t#[]{},'\"&*!|>%@`?\\\r\ufeff\u2028\x00жү01~<")))
@example("a: *b\n*b : c")
@example("language: [{}]\nnaem: a")
@example("? a")
@example("\n\r\r")
@example("!<a> b")
@example("? |\n a\n: b")
@example("%TAG ! x\n---\n!y z")
def test_any_text(text: str) -> None:
    checked(text.encode())


@given(st.binary(max_size=60))
@example(b"\xff\xfea\x00")
@example(b"title: \xc3")
def test_any_bytes(raw: bytes) -> None:
    checked(raw)


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=mutated())
def test_both_parsers(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Equal but for what hardly anybody writes: tabs, `?` inside brackets, `>#`. So always the same examples."""
    text = text.replace("\t", " ").replace("?", "").replace("%YAML", "")
    first = checked(text.encode())
    with monkeypatch.context() as without:
        without.delattr(yaml, "CSafeLoader", raising=False)
        second = checked(text.encode())
    assert first.data == second.data
    assert [one.code() for one in first.problems] == [one.code() for one in second.problems]


@pytest.mark.parametrize(
    "text",
    [
        "task: " + "ж" * 1_000_000,
        "task: " + "a" * 500_000 + "ж",
        "task: " + "1:59" * 100_000,
        "task: '" + "ж\n\n" * 100_000,
        "due: [" + "-" * 200_000 + "]",
        "a\n" * 200_000,
        ": " * 100_000,
        "title: a\n" * 50_000,
        "".join(f"k{n}: 1\n" for n in range(20_000)),
        "units:\n" + "".join(f"- name: Кафедра {n}\n  part_of: Кафедра {n + 1}\n" for n in range(2_000)),
        "\x07" * 20_000,
        "\u200b" * 20_000,
    ],
    ids=lambda text: text[:12],
)
def test_large_and_strange(text: str) -> None:
    loaded = load(text.encode(), TODAY)
    assert loaded.plan is None


def test_places() -> None:
    source = Source("ab\r\nүң\n\nc")
    assert [source.line(number) for number in range(1, 5)] == ["ab", "үң", "", "c"]
    for offset, place in {0: (1, 1, 1), 4: (2, 1, 1), 5: (2, 2, 1), 8: (4, 1, 1), 9: (4, 2, 1)}.items():
        found = source.place(offset)
        assert (found.line, found.column, found.width) == place
    assert source.place(0, 9).width == 2
