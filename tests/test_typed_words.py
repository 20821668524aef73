"""Words as people type them: statuses and groupings in every language, sections by title, units by beginnings."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import Result

import running
from talplan.cli.choices import choice_spellings, find_choice, shown_choice
from talplan.queries.select import STATUSES

pytestmark = pytest.mark.once

DAY = "2025-11-20"
SESSIONS = ["en", "ky", "ru"]


def run(line: str, session: str = "en", today: str = DAY, plan: Path | None = None) -> Result:
    """What a command line answers in a session's language."""
    return running.run(*shlex.split(line), plan=plan, today=today, TALPLAN_LANG=session)


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


# --- sections, items, units ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "explicit"),
    [
        ('list --section "Окуу иштери"', "list --section 2"),
        ("list --section окуу", "list --section 2"),
        ("list --section okuu", "list --section 2"),
        ('list --section "2. Окуу иштери"', "list --section 2"),
        ("list --section илим --section 2.", "list --section 2 --section 3"),
        ("list 2", "list --section 2"),
        ("list 2 3 --unit ОБ", "list --section 2 --section 3 --unit ОБ"),
        ("list 3.1 2.30 3.1 --format csv", "show 2.30 3.1 --format csv"),
        ("list 2.30,2.35 --format csv", "show 2.30 2.35 --format csv"),
        ("show 2.30,2.35", "show 2.30 2.35"),
        ('show "2.30, 2.35;" 3.1', "show 2.30 2.35 3.1"),
        ("list --unit бух", "list --unit Бухгалтерия"),
        ("due --unit БУХ", "due --unit Бухгалтерия"),
        ("stats --by unit --unit kitepk", 'stats --by unit --unit "Китепкана башчысы"'),
    ],
)
def test_read_as_typed(typed: str, explicit: str) -> None:
    read, expected = run(typed), run(explicit)
    assert (read.stdout, read.stderr, read.exit_code) == (expected.stdout, expected.stderr, 0)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            'list --unit "ОБ, ИТК"',
            "error: “ОБ, ИТК” is more than one value\n  hint: repeat the option: --unit ОБ --unit ИТК\n",
        ),
        (
            'done 2.30 --by "Окуу бөлүмү;Ректорат"',
            "error: “Окуу бөлүмү;Ректорат” is more than one value\n"
            '  hint: repeat the option: --by "Окуу бөлүмү" --by Ректорат\n',
        ),
        (
            'note 2.30 эки --by "ОБ, ИТК"',
            "error: “ОБ, ИТК” is more than one value\n  hint: give one; run the command once for each\n",
        ),
        (
            "cancel 2.30,2.35",
            "error: “2.30,2.35” is more than one value\n  hint: give one; run the command once for each\n",
        ),
        (
            "list --month октябрь,ноябрь",
            "error: “октябрь,ноябрь” is more than one value\n  hint: give one; run the command once for each\n",
        ),
        (
            "list --section 1,2",
            "error: “1,2” is more than one value\n  hint: repeat the option: --section 1 --section 2\n",
        ),
        (
            "list --status overdue,due",
            "error: “overdue,due” is more than one value\n  hint: repeat the option: --status overdue --status due\n",
        ),
        ("list --section и", "error: there is no section “и”\n  hint: choose one of the sections: "),
        (
            "list --unit Окуу",
            "error: “Окуу” matches several units: ОУК, Окуу бөлүмү, Окуу бөлүмүнүн башчысы\n"
            "  hint: write more of the name\n",
        ),
        (
            "list 2,30",
            "error: “2,30” is not an item ID\n  hint: an ID is SECTION.NUMBER; did you mean 2.30?\n",
        ),
        ("list 9.99", "error: there is no item “9.99”\n"),
        (
            "list бух",
            "error: “бух” is neither an item ID nor a section number\n"
            "  hint: did you mean `talplan list --unit бух`?\n",
        ),
        (
            "list overdue",
            "error: “overdue” is neither an item ID nor a section number\n"
            "  hint: did you mean `talplan list --status overdue`?\n",
        ),
        (
            "list диплом",
            "error: “диплом” is neither an item ID nor a section number\n"
            "  hint: did you mean `talplan list --text диплом`?\n",
        ),
    ],
)
def test_refused_with_what_to_type(line: str, message: str) -> None:
    result = run(line)
    assert result.stderr.startswith(message)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_change_says_which_unit_was_taken() -> None:
    plan = 'note 1.18 "Эсеп" --by бух --dry-run'
    result = run(plan)
    assert result.stderr == "“бух” was read as the unit Бухгалтерия\n"
    assert "by: Бухгалтерия" in result.stdout
    assert run(plan.replace("бух", "Бухгалтерия")).stderr == ""


def test_the_exact_name_wins() -> None:
    """The name of one unit is the beginning of another's."""
    assert run('list --unit "Окуу бөлүмү"').stdout != run('list --unit "Окуу бөлүмүнүн башчысы"').stdout
    assert run("list --unit б").exit_code == 2


# --- one number of standing items ---------------------------------------------------------------------------


@pytest.mark.parametrize("filters", ["", "--section 2", "--unit ОБ"])
@pytest.mark.parametrize("month", ["september", "october", "may"])
def test_standing_items_are_one_number(month: str, filters: str) -> None:
    """`timeline` counts all of them; `due` those that it does not list, and of how many if it lists some."""
    whole = int(re.findall(r"The standing terms of (\d+) items are", run(f"timeline {filters}").stdout)[0])
    page = run(f"due --month {month} {filters}").stdout
    left, total = re.findall(r"^(\d+)(?: of (\d+))? standing items are not listed", page, re.MULTILINE)[0]
    shown = run(f"due --month {month} {filters} --standing --format json").stdout
    added = shown.count('"group": "standing"')
    assert (int(left), int(total or left)) == (added, whole)


# --- a year that is over, and the next ----------------------------------------------------------------------


def test_due_in_a_year_that_is_over(tmp_path: Path) -> None:
    """It says when the year ended, shows what is overdue, and names the command, which works."""
    plan = tmp_path / "plan-2025-2026.yaml"
    plan.write_bytes(running.PLAN.read_bytes())
    result = run("due", today="2026-09-01", plan=plan)
    assert result.stderr == (
        "The plan's year 2025-2026 ended on 2026-07-31; showing what is overdue. "
        "For next year's plan: talplan new-year\n"
    )
    assert result.stdout == run("due --overdue", today="2026-09-01", plan=plan).stdout
    assert "is outside the plan's year" in run("due", today="2025-07-01", plan=plan).stderr
    preview = run("new-year --dry-run", today="2026-09-01", plan=plan)
    assert "\n-year: 2025-2026\n" in preview.stdout
    assert "\n+year: 2026-2027\n" in preview.stdout
    assert list(tmp_path.iterdir()) == [plan]
    assert run("new-year", today="2026-09-01", plan=plan).exit_code == 0
    again = run("new-year --dry-run", today="2026-09-01", plan=plan)
    assert again.stderr.startswith(f"error: {tmp_path / 'plan-2026-2027.yaml'} already exists; nothing was written")


@pytest.mark.parametrize("language_", SESSIONS)
@pytest.mark.parametrize(("typed", "year"), [("2027", "2027"), ("2026/27", "2026-2027"), ("2026-2027", "2026-2027")])
def test_init_of_a_year(typed: str, year: str, language_: str, tmp_path: Path) -> None:
    result = run(f"init {shlex.quote(str(tmp_path / 'new'))} --year {typed} --language {language_}")
    assert result.exit_code == 0
    plan = tmp_path / "new" / "data" / f"plan-{year}.yaml"
    checked = run(f"check {shlex.quote(str(plan))} --strict")
    assert (checked.exit_code, f"year: {year}\n" in plan.read_text(encoding="utf-8")) == (0, True)
    refused = run(f"init {shlex.quote(str(tmp_path / 'other'))} --year 27")
    assert (refused.exit_code, (tmp_path / "other").exists()) == (2, False)
