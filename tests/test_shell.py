"""The program in a shell: pipes that close, disks that are full, encodings, signals, and texts that are no markup."""

import contextlib
import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from running import PLAN, PROGRAM, environment, program, run

pytestmark = pytest.mark.once

posix = pytest.mark.skipif(os.name != "posix", reason="signals, /dev/full and terminals as POSIX has them")


def test_answer_and_error() -> None:
    done = program("list", "--unit", "ОБ", "--format", "csv")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"id,section,number,task,due,units,status,until\n1.2,1,2,")
    done = program("show", "9.99")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == "error: there is no item “9.99”\n  hint: `talplan list` lists them all\n"


@posix
@pytest.mark.parametrize("command", ["list", "list --format json", "show 2.30", "units", "schema", "--help"])
def test_closed_pipe(command: str) -> None:
    """`talplan list | head -1`: nobody listens any more, and nothing is said of it."""
    reading, writing = os.pipe()
    os.close(reading)
    done = program(*command.split(), stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@posix
@pytest.mark.parametrize("command", ["list", "list --format json", "show 2.30", "schema", "--help", "--version"])
def test_full_disk(command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = program(*command.split(), stdout=full)
    assert done.returncode == 2
    assert done.stderr.decode() == "error: cannot write the output: No space left on device\n"


@posix
def test_nowhere_to_complain() -> None:
    with Path("/dev/full").open("wb") as full:
        assert program("show", "9.99", stderr=full).returncode == 2


@posix
@pytest.mark.parametrize(
    ("command", "status"), [("list >&-", 0), ("--version >&-", 0), ("show 9.99 2>&-", 2), ("list --bogus 2>&-", 2)]
)
def test_closed_streams(command: str, status: int) -> None:
    """What is closed takes everything."""
    line = f'"{sys.executable}" -m talplan {command}'
    done = subprocess.run(["sh", "-c", line], env=environment(), capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (status, b"", b"")


@posix
def test_interrupted() -> None:
    """Ctrl-C while the program waits: 130, as shells have it."""
    before = PLAN.read_bytes()
    process = subprocess.Popen(
        [*PROGRAM, "done", "--month", "october"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    asked = b""
    while not asked.endswith(b"[y/N] "):
        asked += process.stderr.read(1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip()) == (130, b"")
    assert PLAN.read_bytes() == before


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "LANG": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1251:strict"},
    ],
    ids=str,
)
def test_pipes_are_utf8(env: dict[str, str]) -> None:
    done = program("show", "2.30", env=environment(env))
    assert done.stdout.decode().startswith("2.30  Бүтүрүчү квалификациалык иштердин")
    assert done.stderr == b""
    done = program("list", "--unit", "бөлүмм", env=environment({**env, "PYTHONUTF8": "1"}))
    assert "no unit is called “бөлүмм”" in done.stderr.decode()


@posix
@pytest.mark.parametrize("argument", [b"\xff\xfe", b"\xd0", "Окуу".encode("cp1251")])
def test_arguments_that_are_no_text(argument: bytes) -> None:
    done = program(b"list", b"--unit", argument)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("error: no unit is called “\\udc")


def at_a_terminal(*arguments: str, plan: Path = PLAN, **more: str) -> str:
    """What the program shows in a window of 100 columns; stderr goes there too."""
    import pty

    terminal, inner = pty.openpty()
    env = environment({"COLUMNS": "100", "TERM": "xterm", **more}, plan)
    process = subprocess.Popen([*PROGRAM, *arguments], env=env, stdout=inner, stderr=inner)
    os.close(inner)
    shown = b""
    with contextlib.suppress(OSError), os.fdopen(terminal, "rb", buffering=0) as screen:  # an error is Linux's end
        while part := screen.read(65536):
            shown += part
    process.wait()
    return shown.decode(more.get("PYTHONIOENCODING", "utf-8")).replace("\r\n", "\n")


@posix
@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "ascii"])
def test_narrow_terminal(encoding: str) -> None:
    """Kyrgyz letters that the encoding lacks are shown as those they are read as; said once."""
    shown = at_a_terminal("show", "2.30", PYTHONIOENCODING=encoding)
    assert shown.count(f"warning: this terminal's encoding ({encoding}) cannot show some letters") == 1
    assert ("Бутуручу квалификациалык" in shown) == (encoding != "ascii")
    chart = at_a_terminal("timeline", "--section", "3", PYTHONIOENCODING=encoding)
    assert "x===" in chart
    assert "*===" in chart
    assert "x overdue   * due" in chart


@posix
def test_colours() -> None:
    """A terminal has them, unless NO_COLOR is set; a pipe never."""
    assert "\x1b[" in at_a_terminal("show", "2.30")
    assert "\x1b[3" not in at_a_terminal("show", "2.30", NO_COLOR="1")
    assert "\x1b" not in program("list", env=environment({"TERM": "xterm-256color"})).stdout.decode()


# --- what a plan says is shown as it is ---------------------------------------------------------------------

MARKUP = r"""
title: T
year: 2025-2026
units:
- name: "[red]Ректорат[/red]"
sections:
- number: 1
  title: "[/]"
  items:
  - {number: 1, task: "[/] [red]кызыл[/red] :smile: {x} %s", due: [жыл бою], units: ["[red]Ректорат[/red]"]}
  - {number: 2, task: "\e[31mESC\e[0m \u202ertl\u200b", due: [октябрь], units: ["[red]Ректорат[/red]"]}
  - {number: 3, task: "=1+1", due: [октябрь], units: ["[red]Ректорат[/red]"]}
  - {number: 4, task: "@SUM(A1)", due: [октябрь], units: ["[red]Ректорат[/red]"]}
"""


@pytest.fixture
def markup(tmp_path: Path) -> Path:
    """A plan whose texts look like markup, escape sequences and formulas."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(MARKUP, encoding="utf-8")
    return plan


TASKS = ["[/] [red]кызыл[/red] :smile: {x} %s", r"\x1b[31mESC\x1b[0m \u202ertl\u200b", "=1+1", "@SUM(A1)"]


@pytest.mark.parametrize("command", ["list", "due", "show 1.1 1.2 1.3 1.4"])
def test_table_shows_texts_as_they_are(markup: Path, command: str) -> None:
    done = run(*command.split(), plan=markup)
    assert done.exit_code == 0
    assert [task for task in TASKS[command == "due" :] if task not in done.stdout] == []
    assert "[red]Ректорат[/red]" in done.stdout
    assert "\x1b" not in done.stdout


@posix
def test_terminal_shows_texts_as_they_are(markup: Path) -> None:
    shown = at_a_terminal("list", plan=markup, NO_COLOR="1")
    assert [task for task in TASKS if task not in shown] == []
    assert "\x1b[31m" not in shown


def test_json_keeps_texts(markup: Path) -> None:
    done = run("list", "--format", "json", plan=markup)
    assert r'"task": "\u001b[31mESC\u001b[0m \u202ertl\u200b"' in done.stdout
    assert '"task": "[/] [red]кызыл[/red] :smile: {x} %s"' in done.stdout
    tasks = [item["task"] for item in json.loads(done.stdout)]
    assert tasks == [TASKS[0], "\x1b[31mESC\x1b[0m \u202ertl\u200b", "=1+1", "@SUM(A1)"]


def test_csv_guards_formulas(markup: Path) -> None:
    done = run("list", "--format", "csv", plan=markup)
    tasks = [row["task"] for row in csv.DictReader(io.StringIO(done.stdout))]
    assert tasks == [TASKS[0], TASKS[1], "'=1+1", "'@SUM(A1)"]


def test_markdown_shows_texts_as_they_are(markup: Path) -> None:
    done = run("list", "--format", "md", plan=markup)
    assert r"\[/\] \[red\]кызыл\[/red\] :<!-- -->smile: {x} %<!-- -->s" in done.stdout
    assert r"x1b\[31mESC" in done.stdout
    assert "| =1+1 |" in done.stdout
    assert "\x1b" not in done.stdout
