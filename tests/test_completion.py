"""What TAB does: the candidates that a shell is given, and command lines typed into real ones."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from typer.main import get_command

import running
from shells import Bash, Fish, Shell, Zsh
from talplan import __main__
from talplan.cli import completion, open_plan
from talplan.cli.app import build
from talplan.cli.fast_args_table import COMMANDS
from talplan.messages import say

pytestmark = pytest.mark.once

PLAN = r"""
title: План
year: 2025-2026
units:
- name: Окуу бөлүмү
  aliases: [ОБ]
- name: Окуу бөлүмүнүн башчысы
- name: Билим берүүнүн сапаты, лицензиялоо
  short: ББСЛ
- name: Илим, техника (ИТ) бөлүмү
- name: "\"Бекем\" & $HOME `id`"
- name: Д'Артаньян; *
- name: "Көзгө\u200bкөрүнбөгөн"
- name: Кыйшык \$(id)
sections:
- number: 1
  items: []
- number: 2
  title: Окуу иштери
  items:
  - number: 3
    task: "Жадыбалды [red] түзүү жана бекитүү \e[31m \\$(id)"
    due: [сентябрь, январь]
    units: [ОБ]
  - number: 30
    task: Темаларды бекитүү жана алардын убагында жана талапка ылайык жүргүзүлүшүн көзөмөлгө алуу
    due: [жыл бою, 2025-10-01..2025-10-15]
    units: [ОБ]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with the plan in it."""
    (tmp_path / "plan-2025-2026.yaml").write_text(PLAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TALPLAN_TODAY", "2025-10-14")
    monkeypatch.delenv("TALPLAN_PLAN", raising=False)
    return tmp_path


def answer(env: dict[str, str]) -> str:
    """What the program writes for a shell's request; nothing on stderr."""
    out, err = io.StringIO(), io.StringIO()
    streams = contextlib.redirect_stdout(out), contextlib.redirect_stderr(err)
    with mock.patch.dict(os.environ, env), streams[0], streams[1], contextlib.suppress(SystemExit):
        __main__.main()
    assert err.getvalue() == ""
    return out.getvalue()


def offered(line: str, *, after: str = "") -> list[str]:
    """What bash is given for a line with the cursor at its end; `after` is behind the cursor."""
    words = re.split(r"(?<!\\) ", line)
    env = {
        "_TALPLAN_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join([*words, *after.split()]),
        "COMP_CWORD": str(len(words) - 1),
    }
    return [candidate for candidate in answer(env).split("\n") if candidate]


UNITS = [r"Окуу\ бөлүмү", r"Окуу\ бөлүмүнүн\ башчысы"]
SCIENCE = r"Илим,\ техника\ \(ИТ\)\ бөлүмү"
FIRM = r"\"Бекем\"\ \&\ \$HOME\ \`id\`"
QUALITY = "ББСЛ  # Билим берүүнүн сапаты, лицензиялоо"
TIMETABLE = "2.3  # Жадыбалды (red) түзүү жана бекитүү |x1b(31m |$(id)"
VISIBLE = r"Жадыбалды [red] түзүү жана бекитүү \x1b[31m \$(id)"
SUBJECTS = "2.30  # Темаларды бекитүү жана алардын убагында жана талапка ылайык…"
MONTHS = re.findall(r"\w+", "август сентябрь октябрь ноябрь декабрь январь февраль март апрель май июнь июль")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("line", "candidates"),
    [
        # Units under every spelling and folding, by their display names; several with what is said of them.
        ("list --unit ", [*UNITS, QUALITY, SCIENCE, FIRM, r"Д\'Артаньян\;\ \*", r"Кыйшык\ \\\$\(id\)"]),
        ("list --unit Оку", UNITS),
        (r"list --unit окуу\ бөлүмүн", UNITS[1:]),
        ("list --unit okuu", UNITS),
        ("list --unit ОБ", UNITS[:1]),
        ("list --unit ББ", ["ББСЛ"]),
        ("list --unit bb", ["ББСЛ"]),
        ("list --unit Билим", ["ББСЛ"]),
        ("list --unit лиценз", ["ББСЛ"]),
        ("list --unit бөлүм", [*UNITS, SCIENCE]),
        ("list --unit Илим", [SCIENCE]),
        ('list --unit "Илим', ["Илим, техника (ИТ) бөлүмү"]),
        ("list --unit бекем", [FIRM]),
        ('list --unit "бекем', [r"\"Бекем\" & \$HOME \`id\`"]),
        ("list --unit 'Д", [r"Д'\''Артаньян; *"]),
        ("list --unit Көз", []),
        ("list --unit Кыйшык", [r"Кыйшык\ \\\$\(id\)"]),
        ('list --unit "Кыйшык', [r"Кыйшык \\\$(id)"]),
        ("list --unit ёёё", []),
        ("done 2.3 --by ОБ", UNITS[:1]),
        # Bash hands `--unit=Б` over as three words.
        ("list --unit = ББ", ["ББСЛ"]),
        (
            "list --status =",
            ["overdue", "due", "ongoing", "upcoming", "done", "cancelled", "open", "late", "not-reported"],
        ),
        ("list --plan = plan-2025-2026.yaml --unit ББ", ["ББСЛ"]),
        # Another plan.
        ("list --plan plan-2025-2026.yaml --unit ББ", ["ББСЛ"]),
        ("list --plan nowhere.yaml --unit ББ", []),
        ("list --plan . --section ", []),
        # Items by their ids, or by words of their task. A blank keeps bash from putting 2.3 in a word's place.
        ("done 2.3", [TIMETABLE, SUBJECTS]),
        ("done 2.30", ["2.30"]),
        ("done 2.3 2.3", ["2.30"]),
        ("show 1.", []),
        ("show темалар", ["2.30"]),
        ("show бекит", [TIMETABLE, SUBJECTS, " "]),
        # The rest.
        ("due --month ", [*MONTHS, "this", "next", "last"]),
        ("due --month окт", ["октябрь"]),
        ("due --month okt", ["октябрь"]),
        ("due --month oct", ["october"]),
        ("due --month n", ["november", "next"]),
        ("due --month xyz", []),
        ("list --section ", ["1", "2  # Окуу иштери"]),
        ("list --status o", ["overdue", "ongoing", "open"]),
        ("list --format ", ["table", "json", "csv", "md"]),
        ("check --format ", ["text", "json", "github"]),
        ("check --explain unused", ["unused-unit"]),
        ("done 2.3 --term ", ["сентябрь", "январь"]),
        ("done 2.30 --term ", [r"жыл\ бою", "2025-10-01..2025-10-15"]),
        ("undo 2.3 2.30 --term ж", [r"жыл\ бою"]),
        ("done --term с", ["сентябрь"]),
        ("li", ["list"]),
        ("--version li", ["list"]),
    ],
)
def test_candidates(line: str, candidates: list[str]) -> None:
    assert offered(f"talplan {line}") == candidates


@pytest.mark.usefixtures("folder")
def test_rest_of_the_line() -> None:
    """What stands behind the cursor is not what is being typed."""
    assert offered("talplan list --unit ", after="--up --month october") == offered("talplan list --unit ")
    assert offered("talplan list --unit ББ", after="--plan nowhere") == ["ББСЛ"]


def test_plan_of_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALPLAN_PLAN", str(folder / "plan-2025-2026.yaml"))
    monkeypatch.chdir("/")
    assert offered("talplan list --unit ББ") == ["ББСЛ"]
    monkeypatch.setenv("HOME", str(folder))
    assert offered("talplan list --plan ~/plan-2025-2026.yaml --unit ББ") == ["ББСЛ"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "wrong",
    [
        {"TALPLAN_TODAY": "nonsense"},
        {"TALPLAN_PLAN": "/nowhere"},
        {"COMP_CWORD": "x"},
        {"COMP_WORDS": "talplan\nlist\n--unit\n\udcff"},
    ],
    ids=str,
)
def test_silent(wrong: dict[str, str]) -> None:
    """Whatever is wrong, nothing is printed into the line that a person is typing."""
    env = {"_TALPLAN_COMPLETE": "complete_bash", "COMP_WORDS": "talplan\nlist\n--unit\n", "COMP_CWORD": "3"}
    assert answer(env | wrong).strip() == ""


@pytest.mark.usefixtures("folder")
def test_silent_when_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(open_plan, "open_plan", fail)
    assert offered("talplan list --unit ") == []


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("shell", "line", "printed"),
    [
        ("zsh", "talplan show 2.30", '_arguments \'*: :(("2.30":"Темаларды бекитүү жана алардын'),
        ("zsh", "talplan show 2.", "(red) түзүү жана бекитүү |x1b(31m |\\$(id)"),
        ("fish", "talplan show 2.3", "2.3\tЖадыбалды (red) түзүү жана бекитүү |x1b(31m |$(id)\n2.30\tТемаларды"),
        ("fish", "talplan list --unit Илим", "Илим, техника (ИТ) бөлүмү"),
        ("powershell", "talplan list --unit Илим", "'Илим, техника (ИТ) бөлүмү'::: "),
        ("pwsh", "talplan list --unit Д", "'Д''Артаньян; *'::: "),
    ],
)
def test_other_shells(shell: str, line: str, printed: str) -> None:
    """What Typer's scripts are given, with nothing in it that they would run; an older talplan installed those."""
    env = {
        "_TALPLAN_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": line.split()[-1],
    }
    assert printed in answer(env)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["list", "--unit", "кый"], ["Кыйшык \\$(id)\t"]),
        (["list", "--unit=ББ"], ["ББСЛ\tБилим берүүнүн сапаты, лицензиялоо"]),
        (["show", "2.3"], [f"2.3\t{VISIBLE}", "2.30\t" + SUBJECTS.removeprefix("2.30  # ")]),
        (
            ["list", "--stat"],
            [f"--status\t{say('help.status')}"],
        ),
        (["--vers"], [f"--version\t{say('help.version')}"]),
        (["list", "--unit", "Көз"], []),
        (["list", "--plan", "nowhere.yaml", "--unit", ""], []),
    ],
    ids=repr,
)
def test_own_scripts(words: list[str], lines: list[str]) -> None:
    """What zsh and fish are given: the candidate as it is, and what is said of it."""
    env = {
        "_TALPLAN_COMPLETE": "complete_words",
        "COMP_WORDS": "\n".join(["talplan", *words]),
        "COMP_CWORD": str(len(words)),
    }
    assert [line for line in answer(env).split("\n") if line] == lines


def test_options_of_the_program() -> None:
    """The candidates before a command are the options that Typer's app has, with the same help."""
    group: Any = get_command(build())
    context = group.make_context("talplan", [], resilient_parsing=True)
    options = {name: option.help for option in group.get_params(context) for name in option.opts}
    offered = completion.ROOT_OPTIONS | completion.HELP_OPTIONS
    assert {name: say(key) for name, (*_, key) in offered.items()} == options


def test_formats() -> None:
    """The metavar of `--format`, which is also what TAB offers, names every format that there is."""
    from talplan.documents.formats import EXPORT_FORMATS, REPORT_FORMATS

    for command, formats in (("export", EXPORT_FORMATS), ("report", REPORT_FORMATS)):
        _, _, options = COMMANDS[command]
        assert set(options["--format"][4].split("|")) == set(formats)


def test_fast() -> None:
    """TAB waits for nothing that is slow to import."""
    asked = {"TALPLAN_PLAN": str(running.PLAN)} | {
        "_TALPLAN_COMPLETE": "complete_words",
        "COMP_WORDS": "talplan\nlist\n--unit\n",
        "COMP_CWORD": "3",
    }
    command = [sys.executable, "-X", "importtime", "-m", "talplan"]
    done = subprocess.run(command, env=os.environ | asked, capture_output=True, check=True)
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.decode().split("\n")}
    assert "talplan.cli.completion" in imported
    assert imported.isdisjoint({"rich", "yaml", "pydantic", "typer"})


# --- real shells ----------------------------------------------------------------------------------------------


NAME = attrgetter("name")


@pytest.fixture(scope="module", params=[Bash, Zsh, Fish], ids=NAME)
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """One of each for all lines; completion is installed in it as a person does it."""
    kind: type[Shell] = request.param
    if os.name != "posix" or shutil.which(kind.name) is None:
        pytest.skip(f"{kind.name} is not installed")
    folder = tmp_path_factory.mktemp(kind.name)
    (folder / "plan-2025-2026.yaml").write_text(PLAN, encoding="utf-8")
    (folder / "broken.yaml").write_text("units: [", encoding="utf-8")
    started = kind(folder)
    yield started
    started.close()


@pytest.mark.parametrize(
    ("keys", "arguments"),
    [
        ("sho\t 2.30", "<show><2.30>"),
        ("--ver\t", "<--version>"),
        ("show 2.30\t", "<show><2.30>"),
        ("list --stan\t", "<list><--standing>"),
        # A name is one argument, as it stands in the plan, and no part of it is run.
        ("list --unit Илим\t", "<list><--unit><Илим, техника (ИТ) бөлүмү>"),
        ("list --unit илим,\t--up", "<list><--unit><Илим, техника (ИТ) бөлүмү><--up>"),
        ('list --unit "Илим\t', "<list><--unit><Илим, техника (ИТ) бөлүмү>"),
        ('list --unit \\"Бек\t', '<list><--unit><"Бекем" & $HOME `id`>'),
        ("list --unit '\"Бек\t", '<list><--unit><"Бекем" & $HOME `id`>'),
        ("list --unit Д\t", "<list><--unit><Д'Артаньян; *>"),
        ("list --unit 'Д\t", "<list><--unit><Д'Артаньян; *>"),
        ("list --unit Кый\t", "<list><--unit><Кыйшык \\$(id)>"),
        ("list --unit 'Кый\t", "<list><--unit><Кыйшык \\$(id)>"),
        ('list --unit "Кый\t', "<list><--unit><Кыйшык \\$(id)>"),
        ("list --unit=ББ\t", "<list><--unit=ББСЛ>"),
        ("list --unit=Илим\t", "<list><--unit=Илим, техника (ИТ) бөлүмү>"),
        # Several: what they have in common.
        ("list --unit Оку\t", "<list><--unit><Окуу бөлүмү>"),
        ('list --unit "Окуу \t"', "<list><--unit><Окуу бөлүмү>"),
        ("done 2.\t", "<done><2.3>"),
        # With the cursor before the end of the line.
        ("list --unit ББ --up" + "\x02" * 5 + "\t", "<list><--unit><ББСЛ><--up>"),
        ("due --month окт\t", "<due><--month><октябрь>"),
        ("check --explain unused\t", "<check><--explain><unused-unit>"),
        ("done 2.30 --term ж\t", "<done><2.30><--term><жыл бою>"),
        # Files, where talplan knows nothing better.
        ("list --plan pl\t", "<list><--plan><plan-2025-2026.yaml>"),
        ("list --plan=pl\t", "<list><--plan=plan-2025-2026.yaml>"),
        ("list --plan ~/pl\t--unit ББ\t", "<list><--plan><{folder}/plan-2025-2026.yaml><--unit><ББСЛ>"),
        # Nothing comes on the line where nothing is found, or no plan is there to look in.
        ("list --unit Көз\t", "<list><--unit><Көз>"),
        ("list --plan broken.yaml --unit Оку\t", "<list><--plan><broken.yaml><--unit><Оку>"),
        ("list --plan nowhere.yaml --unit Оку\t", "<list><--plan><nowhere.yaml><--unit><Оку>"),
    ],
    ids=repr,
)
def test_typed(shell: Shell, keys: str, arguments: str) -> None:
    assert shell.arguments(f"talplan {keys}") == arguments.format(folder=shell.folder)


# Fish takes only what holds the letters that were typed.
@pytest.mark.parametrize("shell", [Bash, Zsh], indirect=True, ids=NAME)
@pytest.mark.parametrize(
    ("keys", "arguments"),
    [
        ("list --unit okuu\\ bolumun\t", "<list><--unit><Окуу бөлүмүнүн башчысы>"),
        ("list --unit okuu\t", "<list><--unit><Окуу бөлүмү>"),
        ('list --unit "бекем\t', '<list><--unit><"Бекем" & $HOME `id`>'),
        ("list --unit bekem\t--up", '<list><--unit><"Бекем" & $HOME `id`><--up>'),
        ("show темалар\t", "<show><2.30>"),
    ],
    ids=repr,
)
def test_found_by_other_names(shell: Shell, keys: str, arguments: str) -> None:
    assert shell.arguments(f"talplan {keys}") == arguments


def test_script(shell: Shell) -> None:
    """What is shown is what was installed; in zsh and fish it is talplan's own."""
    shown = shell.type("command talplan --show-completion; echo fini''shed\n", "finished")
    assert shell.installed.read_text().strip() in shown
    assert ("complete_words" in shown) != isinstance(shell, Bash)


def test_list(shell: Shell) -> None:
    """Several are shown with what is said of them, which is run by no shell."""
    shown = shell.type("talplan show 2.3" + shell.list_key, "$(id)", "талапка ылайык")
    assert "Жадыбалды" in shown
    assert shell.arguments("") == "<show><2.3>"


def test_no_word_fits_all(shell: Shell) -> None:
    """Bash leaves the word as it was typed, zsh begins with the first that fits, fish knows none."""
    arguments = "<show><2.3>" if isinstance(shell, Zsh) else "<show><бекит>"
    assert shell.arguments("talplan show бекит\t") == arguments
