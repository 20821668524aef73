"""`add` asks on a terminal for what its options do not give; elsewhere the first missing option is an error."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from changing import PLAN, TODAY, added, run, told, untouched
from talplan.views.terminal import ask_text

pytestmark = pytest.mark.once

Add = Callable[..., tuple[int, str]]


@pytest.fixture
def add(plan: Path) -> Add:
    """`add` on a terminal, with its options and what is typed there, line by line."""
    if sys.platform == "win32":
        pytest.skip("terminals as POSIX has them")
    from terminals import terminal

    def run_there(options: str, *typed: str | bytes, language: str = "en") -> tuple[int, str]:
        lines = [text if isinstance(text, bytes) else f"{text}\n".encode() for text in typed]
        command = ["add", *shlex.split(options), "--plan", str(plan)]
        return terminal(*command, typed=lines, after=b": ", TALPLAN_TODAY=TODAY, TALPLAN_LANG=language)

    return run_there


def test_everything(plan: Path, add: Add) -> None:
    assert add("", "1", "Жаңы иш", "май", "жыл бою", "", "окуу бөлүмү", "Деканат", "") == (
        0,
        "Section 1\n"
        "Section (number or title): 1\n"
        "Task: Жаңы иш\n"
        "Term: май\n"
        "Another term (empty line to end): жыл бою\n"
        "Another term (empty line to end): \n"
        "Unit: окуу бөлүмү\n"
        "Another unit (empty line to end): Деканат\n"
        "Another unit (empty line to end): \n"
        "New item 1.7: Жаңы иш\n"
        "  Terms: май, жыл бою\n"
        "  Units: Окуу бөлүмү, Деканат\n"
        "1.7 added\n",
    )
    assert added(plan) == [
        "- number: 7",
        "task: Жаңы иш",
        "due: [май, жыл бою]",
        "units: [Окуу бөлүмү, Деканат]",
    ]


def test_a_mistake_is_asked_again(plan: Path, add: Add) -> None:
    """With the sentence that the option has."""
    typed = ["9", "1", "", "Иш\u200b", "Иш", "", "мамы", "май", "май", "", "Деконат", "Деканат", ""]
    code, shown = add("", *typed)
    assert (code, added(plan)[1:]) == (0, ["task: Иш", "due: [май]", "units: [Деканат]"])
    assert [line for line in shown.splitlines() if line.startswith("error: ")] == [
        "error: there is no section “9”",
        "error: the task is empty; nothing was changed",
        "error: the task contains an invisible character (U+200B); nothing was changed",
        "error: “” is not a valid term",
        "error: “мамы” is not a valid term",
        "error: “май” is given twice; nothing was changed",
        "error: no unit is called “Деконат”",
    ]


def test_only_what_is_missing(plan: Path, add: Add) -> None:
    code, shown = add("--section 1 --due май --unit Деканат --number 9", "Иш")
    assert (code, shown.splitlines()[0], shown.count(": Иш")) == (0, "Task: Иш", 2)
    assert added(plan)[0] == "- number: 9"
    code, shown = add("--section 1 --due май --unit Деканат --task Эки")
    assert (code, shown) == (0, "1.10 added\n")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--section 9", "there is no section “9”"),
        ("--due мамы", "“мамы” is not a valid term"),
        ("--section 1 --number 4", "1.4"),
        ("--number 0", "not a valid item number"),
    ],
)
def test_a_wrong_option_is_said_before_the_questions(plan: Path, add: Add, options: str, said: str) -> None:
    code, shown = add(options)
    assert (code, said in shown, "Task:" in shown) == (2, True, False)
    assert untouched(plan)


@pytest.mark.parametrize(("key", "code"), [(b"\x03", 130), (b"\x04", 2)])
@pytest.mark.parametrize("before", range(4))
def test_ended(plan: Path, add: Add, key: bytes, code: int, before: int) -> None:
    found, shown = add("", *["1", "Иш", "май"][:before], key)
    assert (found, "Traceback" in shown, "nothing was changed" in shown) == (code, False, code == 2)
    assert untouched(plan)


def test_another_encoding(plan: Path, add: Add) -> None:
    code, shown = add("--section 1 --due май --unit Деканат", "Иш".encode("cp1251") + b"\n", "Иш")
    assert (code, "cannot be read" in shown) == (0, True)
    assert "task: Иш" in added(plan)


def test_dry_run(plan: Path, add: Add) -> None:
    code, shown = add("--section 1 --due май --unit Деканат --dry-run", "Иш")
    assert (code, "+    task: Иш" in shown) == (0, True)
    assert untouched(plan)


@pytest.mark.parametrize(
    ("language", "question"), [("ky", "Аткарылуучу иштин мазмуну: "), ("ru", "Содержание работы: ")]
)
def test_languages(add: Add, language: str, question: str) -> None:
    code, shown = add("--section 1 --due май --unit Деканат", "Иш", language=language)
    assert (code, shown.startswith(question)) == (0, True)


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ("", "--section"),
        ("--section 1", "--task"),
        ("--section 1 --task Иш", "--due"),
        ("--section 1 --task Иш --due май", "--unit"),
        ("--section=1 --task=Иш --unit=Деканат", "--due"),
    ],
)
def test_without_a_terminal(plan: Path, options: str, missing: str) -> None:
    assert told(run("add", *shlex.split(options), answer="1\nИш\nмай\n\nДеканат\n\n")) == (
        2,
        "",
        f"error: the option {missing} is missing\n  hint: `talplan add --help` shows how to use it\n",
    )
    assert plan.read_text(encoding="utf-8") == PLAN


def test_a_beginning_of_a_name_is_explained_once(plan: Path, add: Add) -> None:
    code, shown = add("--section 1 --task Иш --due май", "дек", "")
    assert (code, shown.count("Деканат")) == (0, 2)  # what was taken, and the summary
    assert added(plan)[-1] == "units: [Деканат]"


def test_the_shell_goes_on_below(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """After Ctrl-C at a question the prompt of the shell begins on a line of its own."""

    class Stopped:
        def readline(self) -> str:
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", Stopped())
    with pytest.raises(KeyboardInterrupt):
        ask_text("Task:")
    assert capsys.readouterr().err == "Task: \n"
