"""Every command that a page suggests can be typed, and shows what it promised."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from running import PLAN, run

pytestmark = pytest.mark.once


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The university's plan in a folder of its own, which is the working folder."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "plan-2025-2026.yaml"
    shutil.copy(PLAN, file)
    return file


def answer(words: list[str], day: str, language: str = "en") -> tuple[int, str]:
    result = run(*words, today=day, TALPLAN_LANG=language)
    return result.exit_code, result.stdout


@pytest.mark.parametrize("language", ["en", "ky", "ru"])
@pytest.mark.parametrize("day", ["2025-08-10", "2025-10-15", "2026-01-31", "2026-05-20", "2026-08-05"])
@pytest.mark.usefixtures("plan")
def test_the_commands_of_the_dashboard(day: str, language: str) -> None:
    _, page = answer([], day, language)
    commands = re.findall(r"^  (talplan .+?)(?:  .*)?$", page, re.MULTILINE)
    assert len(commands) >= 3
    for command in commands:
        status, _ = answer(shlex.split(command)[1:], day, language)
        assert status == 0, command


@pytest.mark.parametrize(
    "words",
    [
        ["--unit", "ОБ"],
        ["--unit", "Кафедра башчылары", "--section", "2"],
        ["--text", "\"$HOME\" `ls` 'а'"],
        ["--unit", "Окуу бөлүмүнүн башчысы", "--up", "--month", "November"],
        ["--unit", "ОБ", "--on", "2026-02-01"],
        ["--section", "1", "--section", "3", "--plan", "plan-2025-2026.yaml"],
    ],
    ids=" ".join,
)
def test_what_is_overdue_by_the_same_filters(words: list[str], plan: Path) -> None:
    marked = "жүктөмдөрүн \"$HOME\" `ls` 'а' эсептелишин"
    text = plan.read_text(encoding="utf-8").replace("жүктөмдөрүн эсептелишин", marked)
    plan.write_text(text, encoding="utf-8")
    status, page = answer(["due", *words], "2025-11-20")
    assert status == 0
    number, command = re.findall(r"^(\d+) items? (?:is|are) overdue: (talplan .+)$", page, re.MULTILINE)[0]
    status, page = answer(shlex.split(command)[1:], "2025-11-20")
    assert (status, page.splitlines()[-1].split()[0]) == (0, number)
