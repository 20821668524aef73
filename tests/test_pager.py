"""A table that does not fit the terminal goes through the pager, nothing else does, and no pager loses anything."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from running import PLAN, PROGRAM, environment
from talplan.planfile.load import load
from talplan.queries.select import Filters, select
from talplan.views.item_pages import list_page
from talplan.views.rich_page import rendered

if sys.platform == "win32":
    pytest.skip("terminals as POSIX has them", allow_module_level=True)

from terminals import terminal

pytestmark = pytest.mark.once

Terminal = Callable[..., tuple[int, str]]


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that keeps its arguments and its text in a file, and shows one line."""
    path = tmp_path / "the pager"
    kept = tmp_path / "kept"
    path.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{kept}.arguments"\ncat > "{kept}"\necho PAGED\n')
    path.chmod(0o755)
    return path


def kept(pager: Path) -> str:
    """What the pager was given, without colours."""
    path = pager.with_name("kept")
    return re.sub(r"\x1b\[[0-9;]*m", "", path.read_text(encoding="utf-8")) if path.exists() else ""


LONG = ["list", "due --overdue", "show 1.1 1.2 1.3 2.1", "units", "stats --by unit", "timeline"]


@pytest.mark.parametrize("command", LONG)
def test_long(command: str, pager: Path) -> None:
    code, shown = terminal(*command.split(), TALPLAN_PAGER=f'"{pager}"')
    assert (code, shown) == (0, "PAGED\n")
    assert len(kept(pager).splitlines()) > 24


@pytest.mark.parametrize("command", LONG)
def test_the_same_as_without(command: str, pager: Path) -> None:
    """With its colours, in the width of the terminal."""
    terminal(*command.split(), columns=100, TALPLAN_PAGER=f'"{pager}"')
    paged = pager.with_name("kept").read_text(encoding="utf-8")
    code, shown = terminal(*command.split(), "--no-pager", columns=100)
    assert (code, shown) == (0, paged)
    assert "\x1b[" in shown


def test_pieces_of_a_long_table_are_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first rows are shown while the rest is laid out."""
    plan = load(PLAN.read_bytes()).plan
    assert plan is not None
    page = list_page(plan, select(plan, Filters(date(2025, 10, 14))))
    console = Console(width=90, file=StringIO(), force_terminal=True)
    monkeypatch.setattr("talplan.views.rich_page._AT_ONCE", 1000)
    whole = [*rendered(page, console)]
    monkeypatch.setattr("talplan.views.rich_page._AT_ONCE", 7)
    pieces = [*rendered(page, console)]
    assert "".join(pieces) == "".join(whole)
    assert len(pieces) > len(whole) + 10


def test_history(tmp_path: Path, pager: Path) -> None:
    """A history is sent on while it is read."""
    from repositories import change, commit, repository

    plan = repository(tmp_path / "plan")
    for number in range(10):
        change(plan, (f"title: План{number or ''}", f"title: План{number + 1}"))
        commit(plan.parent, f"Title {number}")
    _, shown = terminal("log", "--plan", str(plan), TALPLAN_PAGER=f'"{pager}"')
    assert shown == "PAGED\n"
    assert kept(pager).count("title:") == 10
    assert terminal("log", "--plan", str(plan), TALPLAN_PAGER="true") == (0, "")
    assert terminal("log", "--plan", str(plan), rows=60, TALPLAN_PAGER=f'"{pager}"')[1].count("title:") == 10


@pytest.mark.parametrize(
    "command",
    [
        "due --month october --unit ОБ",
        "show 2.30",
        "list --no-pager",
        "list --format json",
        "list --format csv",
        "list --format md",
        "",
        "check",
        "done --section 1 --ending-before 2025-10-01 --dry-run",
    ],
)
def test_nothing_else(command: str, pager: Path) -> None:
    """What fits the window; what is for scripts; what is no list."""
    _, shown = terminal(*command.split(), rows=40, TALPLAN_PAGER=f'"{pager}"')
    assert "PAGED" not in shown
    assert not kept(pager)


def test_in_a_pipe(pager: Path) -> None:
    done = subprocess.run([*PROGRAM, "list"], env=environment({"TALPLAN_PAGER": str(pager)}), capture_output=True)
    assert b"PAGED" not in done.stdout
    assert done.stdout.count(b"\n") > 79


def test_exactly_the_window(pager: Path) -> None:
    """The last line is the shell's prompt."""
    _, shown = terminal("due", "--no-pager")
    lines = shown.count("\n")
    assert terminal("due", rows=lines + 1, TALPLAN_PAGER=f'"{pager}"') == (0, shown)
    assert terminal("due", rows=lines, TALPLAN_PAGER=f'"{pager}"') == (0, "PAGED\n")


# --- which pager ----------------------------------------------------------------------------------------------


def test_order_of_the_settings(pager: Path) -> None:
    assert terminal("list", PAGER=f'"{pager}"') == (0, "PAGED\n")
    assert terminal("list", PAGER="false", TALPLAN_PAGER=f'"{pager}"') == (0, "PAGED\n")
    assert "79 items" in terminal("list", PAGER="")[1]
    assert "79 items" in terminal("list", PAGER=f'"{pager}"', TALPLAN_PAGER="")[1]
    _, shown = terminal("list", PAGER=f'"{pager}"', TERM="dumb")
    assert "79 items" in shown


def test_arguments(pager: Path) -> None:
    """Split as a shell splits them, and never given to one."""
    terminal("list", TALPLAN_PAGER=f"'{pager}' -a 'b c' \"d'e\" '$HOME' ';'")
    assert pager.with_name("kept.arguments").read_text().splitlines() == ["-a", "b c", "d'e", "$HOME", ";"]


def test_cat() -> None:
    assert terminal("list", PAGER="cat") == terminal("list", "--no-pager")


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("/no/such/pager", "No such file or directory"),
        ("less 'unclosed", "No closing quotation"),
        ("false", "exit code 1"),
        ("sh -c 'exit 3'", "exit code 3"),
        ("/", "ermission denied"),
    ],
)
@pytest.mark.parametrize("command", ["list", "timeline"])
def test_failing(command: str, setting: str, reason: str) -> None:
    """One warning, and then everything once."""
    code, shown = terminal(command, TALPLAN_PAGER=setting)
    plain = terminal(command, "--no-pager")[1]
    warning, _, rest = shown.partition("\n")
    assert (code, rest) == (0, plain)
    assert re.search(f"warning: the pager .*{reason}.*; everything is printed at once", warning, re.IGNORECASE)


def test_leaving_early() -> None:
    """A pager that reads a little and ends is no error; nothing is printed after it."""
    code, shown = terminal("list", TALPLAN_PAGER="head -n 3")
    assert (code, shown.count("\n")) == (0, 3)


def test_less() -> None:
    """Until `q`; the text stays on the screen."""
    code, shown = terminal("list", typed=b"q")
    assert code == 0
    assert "Студенттерди" in shown
    assert "79 items" not in shown
    _, shown = terminal("list", rows=2000)
    assert "79 items" in shown


def test_ctrl_c() -> None:
    """It belongs to the pager: one that goes on keeps its answer, one that ends by it ends the command."""
    stays = "trap 'echo ASKED' INT; cat > /dev/null; echo READY:; read answer < /dev/tty; echo STAYED"
    code, shown = terminal("list", typed=b"\x03\n", TALPLAN_PAGER=f'sh -c "{stays}"')
    assert code == 0
    assert "STAYED" in shown
    assert "Traceback" not in shown
    # Typed again and again: a busy machine may lose one while the shell starts its command.
    ends = "cat > /dev/null; for i in $(seq 99); do echo READY:; sleep 1; done"
    code, shown = terminal("list", typed=[b"\x03"] * 9, TALPLAN_PAGER=f"sh -c '{ends}'")
    assert code == 128 + signal.SIGINT
    assert "Traceback" not in shown
    assert "Студенттерди" not in shown
