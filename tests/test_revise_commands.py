"""note, cancel, restore, add, edit and rename-unit as people run them: what they print, return, write and refuse."""

import subprocess
from pathlib import Path

import pytest

from changing import PLAN, TODAY, added, git, run, told, untouched
from running import environment, program
from talplan.cli.app import build

app = build()

ADD = ["add", "--section", "1", "--task", "Б"]
GOOD = [
    (["note", "1.1", "Бир"], "1.1: added a note dated 2025-11-20: Бир\n", "Note on 1.1"),
    (["note", "1.1", "- бир"], "1.1: added a note dated 2025-11-20: - бир\n", "Note on 1.1"),
    (
        ["note", "1.1", "-5 киши", "--by=Окуу бөлүмү"],
        "1.1: added a note dated 2025-11-20 by Окуу бөлүмү: -5 киши\n",
        "Note on 1.1",
    ),
    (
        ["note", "1.4", "Бир", "--by", "okuu bolumu", "--on", "2025-09-01"],
        "1.4: added a note dated 2025-09-01 by Окуу бөлүмү: Бир\n",
        "Note on 1.4",
    ),
    (["cancel", "1.1"], "1.1 cancelled from 2025-11-20\n", "Cancel 1.1"),
    (
        ["cancel", "1.6", "--note", "Буйрук", "--on", "2025-10-01"],
        "1.6 cancelled from 2025-10-01, reason: Буйрук\n",
        "Cancel 1.6",
    ),
    (["restore", "1.4"], "1.4 restored; it was cancelled from 2025-10-01\n", "Restore 1.4"),
    (["add", "--section", "1", "--task", "Бир", "--due", "май", "--unit", "Деканат"], "1.7 added\n", "Add 1.7"),
    (
        ["add", "--section", "1", "--task", "Бир", "--due", "май", "--unit", "dekanat", "--number", "20"],
        "1.20 added\n",
        "Add 1.20",
    ),
    (["edit", "1.2", "--task", "Бир"], "1.2: new task: Бир\n", "Edit 1.2"),
    (["edit", "1.2", "--due", "жыл бою"], "1.2: new terms: жыл бою\n", "Edit 1.2"),
    (["edit", "1.1", "--unit", "Деканат"], "1.1: new units: Деканат\n", "Edit 1.1"),
    (
        ["edit", "1.6", "--due", "сентябрь", "--due", "май"],
        "1.6: new terms: сентябрь, май\n",
        "Edit 1.6",
    ),
    (
        ["rename-unit", "Деканат", "Факультет"],
        "“Деканат” is now called “Факультет”; references changed: 5\n",
        "Rename “Деканат” → “Факультет”",
    ),
]


@pytest.mark.parametrize(("command", "output", "subject"), GOOD, ids=lambda value: " ".join(value)[:30])
def test_what_is_said_and_committed(kept: Path, command: list[str], output: str, subject: str) -> None:
    result = run(*command, "--commit")
    assert (result.exit_code, result.stdout) == (0, output)
    assert "Committed as " in result.stderr
    assert git(kept.parent, "log", "-1", "--format=%s") == subject
    assert not git(kept.parent, "status", "--porcelain")
    assert run("check", str(kept)).exit_code == 0


@pytest.mark.parametrize("command", [command for command, _, _ in GOOD], ids=lambda value: " ".join(value)[:30])
def test_the_diff_of_a_dry_run_is_the_change(plan: Path, command: list[str]) -> None:
    diff = run(*command, "--dry-run").stdout_bytes
    assert untouched(plan)
    subprocess.run(["git", "apply", "-"], input=diff, check=True, cwd=plan.parent)
    applied = plan.read_bytes()
    plan.write_text(PLAN, encoding="utf-8")
    assert run(*command).exit_code == 0
    assert plan.read_bytes() == applied != PLAN.encode()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["note", "1.1"], "the argument TEXT is missing"),
        (["note", "1.1", ""], "the note is empty"),
        (["note", "1.1", "Бир\u202eэки"], "U+202E"),
        (["note", "1.1", "Бир\x1b[31m"], "U+001B"),
        (["note", "1.1", "Бир\u200bэки"], "U+200B"),
        (["note", "1.10", "Бир"], "no item “1.10”"),
        (["note", "1.1", "Бир", "--by", "Деконат"], "did you mean Деканат"),
        (["note", "1.1", "Бир", "--by", "Окуу бл"], "no unit is called “Окуу бл”"),
        (["note", "1.1", "Бир", "--on", "2025-11-21"], "is in the future"),
        (["note", "1.1", "Бир", "--on", "2025-07-31"], "before the plan's year"),
        (["note", "1.1", "Бир", "--on", "32.10.2025"], "is not a valid date"),
        (["cancel", "1.4"], "1.4 has been cancelled since 2025-10-01"),
        (["cancel", "1.1", "--note", " "], "the note is empty"),
        (["cancel", "1.1", "--on", "2025-11-21"], "is in the future"),
        (["restore", "1.1"], "1.1 is not cancelled"),
        (["restore", "9.9"], "no item “9.9”"),
        (["add", "--section", "1", "--task", "Бир", "--due", "май"], "the option --unit is missing"),
        (
            ["add", "--section", "9", "--task", "Б", "--due", "май", "--unit", "Деканат"],
            "choose one of the sections: 1",
        ),
        (["add", "--section", "1", "--task", "", "--due", "май", "--unit", "Деканат"], "the task is empty"),
        ([*ADD, "--due", "мая-июль", "--unit", "Деконат"], "did you mean Деканат"),
        ([*ADD, "--due", "июль-август", "--unit", "Деканат"], "outside the plan's"),
        ([*ADD, "--due", "май", "--unit", "Деканат", "--number", "4"], "free number is 7"),
        ([*ADD, "--due", "май", "--unit", "Деканат", "--number", "0"], "not a valid item number"),
        ([*ADD, "--due", "май", "--unit", "Деканат", "--number", "1.7"], "not a valid item number"),
        ([*ADD, "--due", "май", "--unit", "Деканат", "--number", "1" * 5000], "number"),
        (["edit", "1.3", "--due", "октябрь"], "the mark on 1.3 dated 2025-09-30 refers to сентябрь"),
        (["edit", "1.1", "--task", "\u2066Бир"], "U+2066"),
        (["edit", "1.1", "--due", "октябрь", "--unit", "Деконат"], "did you mean Деканат"),
        (["edit", "1.1", "--due", ""], "“” is not a valid term"),
        (["rename-unit", "Деканат", "Окуу  БӨЛҮМҮ"], "is already a name of Окуу бөлүмү"),
        (["rename-unit", "Деканат", " "], "the name is empty"),
        (["rename-unit", "Деконат", "Бир"], "did you mean Деканат"),
    ],
)
def test_refused(plan: Path, command: list[str], said: str) -> None:
    result = run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert untouched(plan)


@pytest.mark.parametrize("command", [command for command, _, _ in GOOD], ids=lambda value: " ".join(value)[:30])
def test_commit_is_refused_before_anything_is_written(kept: Path, command: list[str]) -> None:
    kept.write_text(PLAN + "# уже\n", encoding="utf-8")
    result = run(*command, "--commit")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "uncommitted changes; nothing was changed" in result.stderr
    assert kept.read_text(encoding="utf-8") == PLAN + "# уже\n"


@pytest.mark.parametrize("command", [command for command, _, _ in GOOD], ids=lambda value: " ".join(value)[:30])
def test_a_plan_with_errors_is_never_written(plan: Path, command: list[str]) -> None:
    plan.write_text(PLAN + "oops: 1\n", encoding="utf-8")
    assert run(*command).exit_code == 2
    assert plan.read_text(encoding="utf-8") == PLAN + "oops: 1\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["edit", "1.1", "--task", "Тизме түзүү"], "1.1 already has these values; nothing to change.\n"),
        (
            ["edit", "1.1", "--due", "Sept", "--unit", "Окуу бөлүмү", "--unit", "деканат"],
            "1.1 already has these values",
        ),
        (["rename-unit", "dekanat", "Деканат"], "“Деканат” already has this name; nothing to change.\n"),
    ],
)
def test_nothing_to_change(kept: Path, command: list[str], said: str) -> None:
    result = run(*command, "--commit")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(said)
    assert untouched(kept)
    assert git(kept.parent, "rev-list", "--count", "HEAD") == "1"


def test_a_mark_of_everything_is_pointed_out_where_there_is_more(plan: Path) -> None:
    assert untouched(plan)
    covers = "1.6: the mark dated 2025-09-30 covers the whole item, so it also covers the addition: {}\n"
    result = run("edit", "1.6", "--due", "сентябрь", "--due", "май", "--unit", "Окуу бөлүмү")
    assert (result.exit_code, result.stderr) == (0, covers.format("май") + covers.format("Окуу бөлүмү"))
    assert run("edit", "1.6", "--due", "май").stderr == ""
    assert run("edit", "1.3", "--due", "сентябрь", "--due", "май").stderr == ""


def test_what_was_cancelled_comes_back_as_it_was(plan: Path) -> None:
    assert run("cancel", "1.1", "--note", "Бир\nэки").exit_code == 0
    assert added(plan) == ["cancelled:", "date: 2025-11-20", "note: |-", "Бир", "эки"]
    assert told(run("done", "1.1"))[0] == 2
    assert run("restore", "1.1").exit_code == 0
    assert untouched(plan)


def test_a_unit_renamed_twice_is_found_under_every_name(plan: Path) -> None:
    run("rename-unit", "Деканат", "Факультет")
    run("rename-unit", "Факультет", "Институт")
    assert "aliases: [Деканат, Факультет]" in plan.read_text(encoding="utf-8")
    for name in ("Деканат", "факультет", "institut"):
        assert run("list", "--unit", name).stdout == run("list", "--unit", "Институт").stdout
    assert run("rename-unit", "деканат", "Деканат").exit_code == 0
    assert "name: Деканат\n  aliases: [Институт, Факультет]" in plan.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("note 1.1", ["1.1"]),
        ("cancel Жыйын", ["1.5"]),
        ("restore 1.4", ["1.4"]),
        ("edit 1.6", ["1.6"]),
        ("note 1.1 Бир --by декан", ["Деканат"]),
        ("add --section ", ["1"]),
        ("add --unit dekan", ["Деканат"]),
        ("add --due дека", ["декабрь"]),
        ("add --due октябрь-", ["октябрь-ноябрь"]),
        ("edit 1.1 --due чейрек", [r"чейрек\ сайын"]),
        ("edit 1.1 --unit dekan", ["Деканат"]),
        ("rename-unit dekan", ["Деканат"]),
    ],
)
def test_what_tab_offers(plan: Path, line: str, offered: list[str]) -> None:
    words = ["talplan", *line.split(" ")]
    env = {
        "_TALPLAN_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    done = program(env=environment({**env, "TALPLAN_TODAY": TODAY}, plan=plan))
    assert (done.stdout.decode().splitlines(), done.stderr) == (offered, b"")
    assert untouched(plan)
