"""`--commit` on a file with earlier marks that are not committed: asked about on a terminal, refused elsewhere."""

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from changing import PLAN, TODAY, git, run, told

pytestmark = pytest.mark.once

Terminal = Callable[[str, str], tuple[int, str]]


@pytest.fixture
def marked(kept: Path) -> Path:
    """The plan with marks of three commands, none committed."""
    assert run("done", "1.1", "--by", "Деканат").exit_code == 0
    assert run("note", "1.3", "Башталды").exit_code == 0
    assert run("note", "1.3", "Уланды", "--by", "Деканат").exit_code == 0
    assert run("cancel", "1.5", "--note", "Буйрук № 7").exit_code == 0
    return kept


@pytest.fixture
def terminal(kept: Path) -> Terminal:
    """A command on a terminal, and what is answered there."""
    if sys.platform == "win32":
        pytest.skip("terminals as POSIX has them")
    from terminals import terminal as run_there

    def run_it(command: str, answer: str) -> tuple[int, str]:
        typed = answer.encode()
        return run_there(
            *shlex.split(command), typed=typed, after=b"[y/N] ", TALPLAN_PLAN=str(kept), TALPLAN_TODAY=TODAY
        )

    return run_it


QUESTION = "plan-2025-2026.yaml has marks that are not committed: 1.1, 1.3, 1.5. Include them in this commit? [y/N] "


def test_yes(marked: Path, terminal: Terminal) -> None:
    code, shown = terminal("done 1.2 --all-terms --commit", "y\n")
    assert code == 0
    assert shown.startswith(f"{QUESTION}y\n")
    assert git(marked.parent, "status", "--porcelain") == ""
    assert git(marked.parent, "log", "-1", "--format=%B") == "Mark 1.2, 1.1 done\n\nNote on 1.3\n\nCancel 1.5"


@pytest.mark.parametrize("command", ["restore 1.4", "add --section 1 --task Иш --due май --unit Деканат", "undo 1.6"])
def test_every_command(marked: Path, terminal: Terminal, command: str) -> None:
    assert terminal(f"{command} --commit", "y\n")[0] == 0
    assert git(marked.parent, "log", "-1", "--format=%B").split("\n\n")[1:] == [
        "Mark 1.1 done",
        "Note on 1.3",
        "Cancel 1.5",
    ]


@pytest.mark.parametrize(("answer", "code"), [("n\n", 0), ("\n", 0), ("\x04", 2)])
def test_no(marked: Path, terminal: Terminal, answer: str, code: int) -> None:
    before = marked.read_bytes()
    found, shown = terminal("done 1.2 --all-terms --commit", answer)
    assert (found, QUESTION in shown, "othing was changed" in shown) == (code, True, True)
    assert marked.read_bytes() == before
    assert git(marked.parent, "rev-list", "--count", "HEAD") == "1"


def test_without_a_terminal(marked: Path) -> None:
    """The hint is a command that works as it is typed."""
    before = marked.read_bytes()
    assert told(run("done", "1.2", "--all-terms", "--commit")) == (
        2,
        "",
        "error: plan-2025-2026.yaml has marks that are not committed: 1.1, 1.3, 1.5; nothing was changed\n"
        '  hint: commit them first: git commit plan-2025-2026.yaml -m "Mark 1.1 done"; or omit --commit\n',
    )
    assert marked.read_bytes() == before
    command = 'git commit plan-2025-2026.yaml -m "Mark 1.1 done"'
    subprocess.run(shlex.split(command), cwd=marked.parent, check=True, capture_output=True)
    assert run("done", "1.2", "--all-terms", "--commit").exit_code == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("task: Көзөмөл", "task: Көзөмөлү"),
        ("task: Көзөмөл", "task: Көзөмөл  # ушул"),
        ("due: [октябрь-ноябрь, жыл бою]", "due: [октябрь-ноябрь,  жыл бою]"),
        ("text: Башталды", 'text: "Башталды"'),
        ("- name: Деканат\n", "- name: Деканат\n  short: Дек\n"),
        ("    - date: 2025-09-30\n      term", "    - date: 2025-09-29\n      term"),
        ("    cancelled: {date: 2025-10-01}\n", ""),
        ("title", "# план\ntitle"),
    ],
)
def test_other_changes_are_refused(marked: Path, terminal: Terminal, old: str, new: str) -> None:
    text = marked.read_text(encoding="utf-8")
    assert text.count(old) == 1
    marked.write_text(text.replace(old, new), encoding="utf-8")
    before = marked.read_bytes()
    code, shown = terminal("done 1.2 --all-terms --commit", "y\n")
    assert (code, "has uncommitted changes" in shown, "[y/N]" in shown) == (2, True, False)
    assert marked.read_bytes() == before


def test_a_mode_is_no_mark(marked: Path, terminal: Terminal) -> None:
    marked.chmod(0o755)
    assert "has uncommitted changes" in terminal("done 1.2 --all-terms --commit", "y\n")[1]


def test_a_byte_order_mark_and_the_line_endings_of_a_checkout(kept: Path) -> None:
    (kept.parent / ".gitattributes").write_text("plan* text eol=crlf\n")
    kept.write_bytes(b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode())
    git(kept.parent, "commit", "-qam", "As Windows writes it")
    assert run("done", "1.1").exit_code == 0
    assert "marks that are not committed: 1.1;" in run("done", "1.2", "--all-terms", "--commit").stderr


@pytest.mark.usefixtures("marked")
def test_nothing_to_mark_asks_nothing() -> None:
    assert told(run("done", "1.6", "--commit")) == (0, "1.6 is already done; nothing to mark.\n", "")
