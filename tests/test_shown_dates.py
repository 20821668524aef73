"""Dates as they are shown: 14.10.2025 in Kyrgyz and Russian, 2025-10-14 in English and to scripts."""

import re
from datetime import date
from pathlib import Path

import pytest

from repositories import commit, repository
from running import run
from talplan import messages
from talplan.domain.plan_year import PlanYear
from talplan.domain.read_days import read_day
from talplan.domain.read_terms import read_term
from talplan.messages import say, show_days

pytestmark = pytest.mark.once

PLAN = """\
title: План
year: 2025-2026
units:
- name: Деканат
sections:
- number: 1
  items:
  - number: 1
    task: Иш
    due: [2025-09-10, 2025-10-20..2025-11-05]
    units: [Деканат]
    done:
    - date: 2025-09-12
      term: 2025-09-10
    notes:
    - date: 2025-10-01
      text: Башталды
  - number: 2
    task: Жарыш
    due: [октябрь]
    units: [Деканат]
    cancelled:
      date: 2025-10-02
"""
ISO = re.compile(r"20\d\d-\d\d-\d\d")
DOTTED = re.compile(r"\d\d\.\d\d\.20\d\d")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A repository of the plan above whose newest commit takes a term of 1.1 back."""
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.replace("2025-10-20..2025-11-05", "2025-10-21"), encoding="utf-8")
    repository(tmp_path)
    path.write_text(PLAN, encoding="utf-8")
    commit(tmp_path, "Terms")
    return path


def said(command: str, language: str, plan: Path) -> str:
    result = run(*command.split(), plan=plan, TALPLAN_LANG=language)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


COMMANDS = [
    "",
    "list",
    "list --format md",
    "due",
    "due --overdue --on 2026-01-10",
    "due --on 2027-01-10",
    "due --month 2030-10",
    "show 1.1 1.2",
    "stats",
    "timeline --on 2025-10-31",
    "log",
    "log 1.1",
    "diff HEAD~1",
    "diff HEAD~1 --format md",
    "done 1.2",
    "done 1.1 --on 2025-12-31",
    "note 1.1 Жарымы",
    "undo 1.1",
]


@pytest.mark.parametrize("language", ["ky", "ru"])
@pytest.mark.parametrize("command", COMMANDS)
def test_dotted(command: str, language: str, plan: Path) -> None:
    answer = said(command, language, plan)
    assert not ISO.search(answer)
    if command not in ("list --format md", "diff HEAD~1 --format md"):
        assert DOTTED.search(answer)


@pytest.mark.parametrize("command", COMMANDS)
def test_english(command: str, plan: Path) -> None:
    answer = said(command, "en", plan)
    assert ISO.search(answer)
    assert not DOTTED.search(answer)


@pytest.mark.parametrize("format_", ["json", "csv"])
@pytest.mark.parametrize("command", ["list", "due", "show 1.1", "timeline"])
def test_scripts(command: str, format_: str, plan: Path) -> None:
    """The same in every language."""
    in_english, in_russian = (said(f"{command} --format {format_}", language, plan) for language in ("en", "ru"))
    assert in_russian == in_english
    assert ISO.search(in_english)


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_file_and_reading_back(language: str, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file keeps its canonical spelling, and dates and terms are read as they are shown."""
    said("done 1.1 --all-terms", language, plan)
    assert "    - date: 2025-10-14\n" in plan.read_text(encoding="utf-8")
    monkeypatch.setattr(messages, "language", lambda: language)
    assert read_day(messages.show_day(date(2025, 10, 4)), date(2025, 10, 14), PlanYear(2025)) == date(2025, 10, 4)
    for term in ("2025-10-04", "2025-10-20..2025-11-05"):
        assert read_term(show_days(term)) == read_term(term)


@pytest.mark.parametrize(
    "text",
    ["", "октябрь", "2025-2026", "2025", "2025-10", "2025-13-01", "2025-10-01..", "2025-10-14 жана 15", "10..12"],
)
def test_other_texts_stay(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "language", lambda: "ky")
    assert show_days(text) == text


def test_in_lists_of_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "language", lambda: "ru")
    assert say("failure.extra-arguments", arguments=[date(2025, 1, 2), "x"], command="").count("02.01.2025, x") == 1


@pytest.mark.parametrize(("language", "first"), [("ky", "10.09.2025"), ("ru", "10.09.2025"), ("en", "2025-09-10")])
def test_a_term_that_is_offered_can_be_typed(language: str, first: str, plan: Path) -> None:
    """`done` asks which term is meant, and takes the ones that it lists as they are shown."""
    said("undo 1.1", language, plan)
    answer = said("done 1.1 --on 2025-09-01", language, plan)
    terms = answer.splitlines()[0].rpartition(": ")[2].split(", ")
    assert terms[0] == first
    assert len(terms) == 2
    for term in terms:
        assert run("done", "1.1", "--term", term, plan=plan, TALPLAN_LANG=language).exit_code == 0
    assert run("check", plan=plan).exit_code == 0
