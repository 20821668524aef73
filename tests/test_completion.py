"""What TAB does in a bash: the candidates that the shell is given, and command lines typed into a real one."""

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from talplan.cli import build
from talplan.commands import opening

app = build()

BASH = shutil.which("bash") if os.name == "posix" else None

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


def offered(line: str, *, after: str = "") -> list[str]:
    """What bash is given for a line with the cursor at its end; `after` stands behind the cursor."""
    words = re.split(r"(?<!\\) ", line)
    env = {
        "_TALPLAN_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join([*words, *after.split()]),
        "COMP_CWORD": str(len(words) - 1),
    }
    done = CliRunner().invoke(app, [], env=env, prog_name="talplan")
    assert done.stderr == ""
    return [candidate for candidate in done.stdout.split("\n") if candidate]


UNITS = [r"Окуу\ бөлүмү", r"Окуу\ бөлүмүнүн\ башчысы"]
SCIENCE = r"Илим,\ техника\ \(ИТ\)\ бөлүмү"
FIRM = r"\"Бекем\"\ \&\ \$HOME\ \`id\`"
QUALITY = "ББСЛ  # Билим берүүнүн сапаты, лицензиялоо"
TIMETABLE = "2.3  # Жадыбалды (red) түзүү жана бекитүү |x1b(31m |$(id)"
SUBJECTS = "2.30  # Темаларды бекитүү жана алардын убагында жана талапка ылайык…"
MONTHS = re.findall(r"\w+", "август сентябрь октябрь ноябрь декабрь январь февраль март апрель май июнь июль")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("line", "candidates"),
    [
        # Units under every spelling and folding, by their display names; several with what is said of them.
        ("list --unit ", [*UNITS, QUALITY, SCIENCE, FIRM, r"Д\'Артаньян\;\ \*"]),
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
        ("list --unit Кыйшык", []),
        ("list --unit ёёё", []),
        ("done 2.3 --by ОБ", UNITS[:1]),
        # Bash hands `--unit=Б` over as three words.
        ("list --unit = ББ", ["ББСЛ"]),
        ("list --status =", ["overdue", "due", "ongoing", "upcoming", "done", "cancelled", "open", "late"]),
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
    done = CliRunner().invoke(app, [], env=env | wrong, prog_name="talplan")
    assert (done.stdout.strip(), done.stderr) == ("", "")


@pytest.mark.usefixtures("folder")
def test_silent_when_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(opening, "open_plan", fail)
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
    """Not driven here: what Typer's scripts for them are given, with nothing in it that they would run."""
    env = {
        "_TALPLAN_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": line.split()[-1],
    }
    done = CliRunner().invoke(app, [], env=env, prog_name="talplan")
    assert printed in done.stdout
    assert done.stderr == ""


# --- a real bash --------------------------------------------------------------------------------------------


class Bash:
    """An interactive bash at a terminal, in which `talplan` prints its arguments when Enter is pressed."""

    SETUP = (
        "stty -echo; PS1= PS2=; unset HISTFILE; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; "
        'eval "$(talplan --show-completion bash)"; '
        "talplan() { printf '<%s>' \"$@\"; echo; }; echo rea''dy\n"
    )

    def __init__(self, folder: Path) -> None:
        import pty

        program = folder / "bin" / "talplan"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m talplan "$@"\n')
        program.chmod(0o755)
        path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
        env = {**os.environ, "PATH": path, "TERM": "dumb", "LC_ALL": "C.UTF-8", "INPUTRC": "/dev/null"}
        self.terminal, inner = pty.openpty()
        command = [str(BASH), "--norc", "--noprofile", "-i"]
        self.process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=inner, stdout=inner, stderr=inner, start_new_session=True
        )
        os.close(inner)
        self.type(self.SETUP, "ready\r\n")

    def type(self, keys: str, until: str = ">\r\n") -> str:
        """Presses the keys; what is on the screen when `until` has come."""
        os.write(self.terminal, keys.encode())
        shown, end = b"", time.monotonic() + 30
        while not shown.endswith(until.encode()):
            ready, _, _ = select.select([self.terminal], [], [], end - time.monotonic())
            assert ready, f"{keys!r}: only {shown.decode()!r}"
            shown += os.read(self.terminal, 4096)
        return shown.decode().replace("\r\n", "\n")

    def close(self) -> None:
        """Ends it."""
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bash]:
    """One bash for all lines."""
    if BASH is None:
        pytest.skip("bash is missing")
    folder = tmp_path_factory.mktemp("bash")
    (folder / "plan-2025-2026.yaml").write_text(PLAN, encoding="utf-8")
    shell = Bash(folder)
    yield shell
    shell.close()


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        # What arrives when Enter is pressed: a name is one argument.
        ("talplan list --unit Илим\t\n", "<list><--unit><Илим, техника (ИТ) бөлүмү>"),
        ('talplan list --unit "Илим\t\n', "<list><--unit><Илим, техника (ИТ) бөлүмү>"),
        ("talplan list --unit okuu\\ bolumun\t\n", "<list><--unit><Окуу бөлүмүнүн башчысы>"),
        ("talplan list --unit bekem\t--up\n", '<list><--unit><"Бекем" & $HOME `id`><--up>'),
        ("talplan list --unit 'Д\t\n", "<list><--unit><Д'Артаньян; *>"),
        ("talplan list --unit=ББ\t\n", "<list><--unit=ББСЛ>"),
        ("talplan list --unit Көз\t\n", "<list><--unit><Көз>"),
        # Several: what they have in common, then a list of them.
        (
            "talplan list --unit Оку\t\t\t\n",
            "\nОкуу\\ бөлүмү  Окуу\\ бөлүмүнүн\\ башчысы\n<list><--unit><Окуу бөлүмү>",
        ),
        ("talplan done 2.\t\t\t\n", f"\n{TIMETABLE}\n{SUBJECTS}\n<done><2.3>"),
        ("talplan show бекит\t\n", "<show><бекит>"),
    ],
    ids=repr,
)
def test_typed_into_bash(bash: Bash, keys: str, shown: str) -> None:
    lines = [re.sub(" {2,}", "  ", line).rstrip() for line in bash.type(keys).rstrip("\n").split("\n")]
    assert "\n".join(lines) == shown
