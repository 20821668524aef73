"""Words as people type them: statuses and groupings in every language, sections by title, units by beginnings."""

import os
import re
import shlex
from pathlib import Path
from unittest import mock

import pytest
from typer.testing import Result

import running
from talplan.cli.choices import choice_spellings, find_choice, shown_choice
from talplan.messages import language
from talplan.queries.select import STATUSES

pytestmark = pytest.mark.once

DAY = "2025-11-20"
SESSIONS = ["en", "ky", "ru"]


def run(line: str, session: str = "en", today: str = DAY, plan: Path | None = None) -> Result:
    """What a command line answers in a session's language."""
    language.cache_clear()
    with mock.patch.dict(os.environ, {"TALPLAN_LANG": session}):  # help is translated before the command runs
        result = running.run(*shlex.split(line), plan=plan, today=today, TALPLAN_LANG=session)
    language.cache_clear()
    return result


# --- words of lists -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("session", SESSIONS)
@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("list --status Просрочено", "list --status overdue"),
        ('list --status "мөөнөтү өттү"', "list --status overdue"),
        ('list --status "мооноту отту"', "list --status overdue"),
        ("list --status prosrocheno", "list --status overdue"),
        ('list --status "не выполнено"', "list --status open"),
        ('list --status "аткарыла элек" --section 2', "list --status open --section 2"),
        ('list --status "done late"', "list --status late"),
        ("stats --by БӨЛҮМ", "stats --by section"),
        ("stats --by болум", "stats --by section"),
        ("stats --by подразделение", "stats --by unit"),
        ("stats --by Исполнитель", "stats --by unit"),
        ('stats --by "месяц, подразделение"', "stats --by unit,month"),
        ("stats --by unit,ай", "stats --by unit,month"),
        ("timeline --by пункт", "timeline --by item"),
        ("list --format таблица", "list"),
        ("check --format текст", "check"),
        ("report - --format md --as списки", "report - --format md --as lists"),
    ],
)
def test_read_in_every_language(typed: str, english: str, session: str) -> None:
    """Whatever the session's language, the word of each language means the same."""
    read, expected = run(typed, session), run(english, session)
    assert (read.stdout, read.stderr, read.exit_code) == (expected.stdout, expected.stderr, 0)


@pytest.mark.parametrize("session", SESSIONS)
def test_status_as_shown(session: str) -> None:
    """Each status that a list shows can be typed, and finds the items that have it."""
    for day in ("2025-11-20", "2026-09-01"):
        shown = re.findall(r" [✗?●○·!✓–] ([^\d\n]+?)(?: \d+/\d+)?$", run("list", session, day).stdout, re.MULTILINE)
        assert shown
        for word in set(shown):
            assert f" {word}" in run(f'list --status "{word}"', session, day).stdout


def test_no_word_means_two_statuses() -> None:
    spellings = [word for status in STATUSES for word in choice_spellings(status)]
    assert len(spellings) == len({word.casefold() for word in spellings})
    assert {find_choice(word, STATUSES) for word in spellings} == set(STATUSES)
    assert [shown_choice(status) for status in STATUSES] == list(STATUSES)


@pytest.mark.parametrize(
    ("line", "session", "hint"),
    [
        ("list --status просроченые", "en", "did you mean просрочено? The choices are: overdue, due, ongoing"),
        ("list --status xqzw", "en", "choose one of: overdue, due, ongoing, upcoming, done, cancelled, open, late"),
        ("list --status overdeu", "ru", "возможно, вы имели в виду: overdue? Можно указать: просрочено, "),
        ("list --status overdeu", "ky", 'балким, overdue? Булардын бирин жазса болот: "мөөнөтү өттү", '),
        ("stats --by sectoin", "en", "did you mean section? The choices are: section, unit, month, unit,month"),
        ("stats --by unit,mont", "en", "did you mean unit,month? The choices are: section, unit"),
        ("timeline --by section", "en", "choose one of: item, unit"),
        ("list --format jsno", "en", "did you mean json? The choices are: table, json, csv, md"),
        ("report r.md --as спискх", "ru", "возможно, вы имели в виду: списки? Можно указать: таблица, списки"),
        ("export plan.dcx", "en", "did you mean docx? The choices are: docx, xlsx"),
        ("init --language xx", "en", "choose one of: ky, ru, en"),
    ],
)
def test_unknown_word(line: str, session: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if line.startswith("init"):
        monkeypatch.chdir(tmp_path)
    result = run(line, session)
    assert result.stderr.splitlines()[1].split(": ", 1)[1].startswith(hint)
    assert (result.exit_code, result.stdout) == (2, "")
