"""A plan that is known gives the answers of one that is read: every reading command, every format; and how often a
command reads the file."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import changing
from running import PLAN, environment, run

EVERYTHING = """\
title: "План: бардыгы"
year: 2025-2026
first_month: 9
language: ru
units:
- name: Окуу бөлүмү
  short: ОБ
  aliases: [Окуу, "УО"]
- name: Окуу бөлүмүнүн башчысы
  part_of: ОБ
- name: Деканат
sections:
- number: 3
  title: Илим
  items:
  - number: 7
    task: "Иш: [bold]бир[/bold] # эки"
    due: [сентябрь, октябрь-ноябрь, 2025-12-05, 2026-01-10..2026-01-20, весь год, по графику]
    units: [Деканат, ОБ, Окуу бөлүмүнүн башчысы]
    done:
    - date: 2025-09-30
      term: сентябрь
      by: [Окуу]
      note: |-
        бир
        эки
      evidence: Буйрук № 142
    - date: 2025-10-01
      by: [Деканат]
    notes:
    - date: 2025-10-02
      by: УО
      text: Тизме суралды
    - date: 2025-10-03
      text: Келди
  - number: 2
    task: Эски
    due: [август]
    units: [Деканат]
    cancelled:
      date: 2025-10-01
      note: Керек эмес
- number: 1
  items: []
"""
EMPTY = "title: План\nyear: 2025-2026\nunits:\n- name: Деканат\nsections:\n- number: 1\n  items: []\n"

PLANS = {
    "the plan": PLAN.read_text(encoding="utf-8"),
    "everything": EVERYTHING,
    "everything, marked": "\ufeff" + EVERYTHING.replace("\n", "\r\n"),
    "empty": EMPTY,
}
LOOKS = ["list", "list --unit деканат --up", "due", "due --overdue", "due --standing --month october", "units"]
LOOKS += [f"show {ids}" for ids in ("1.1", "2.30 1.1", "3.7", "3.2 3.7", "9.9")]
OTHERS = ["check", "check --format json", "check --format github", "fmt --check", "diff was.yaml --format table"]
OTHERS += [
    "diff was.yaml --format json",
    "diff was.yaml --format md",
    "done 1.1 --dry-run",
    "done 3.7 --by ОБ --dry-run",
]
OTHERS += [
    "undo 3.7 --dry-run",
    "undo 1.1 --dry-run",
    "done --ending-before 2025-10-10 --dry-run",
    "export - --format json",
]
COMMANDS = [f"{look} --format {form}" for look in LOOKS for form in ("table", "json", "csv", "md")] + OTHERS


@pytest.fixture(params=PLANS)
def path(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan in the working folder, and what it was before beside it; the cache is there as well."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    text = PLANS[request.param]
    (tmp_path / "was.yaml").write_bytes(text.replace("Деканат", "Декан").encode())
    path = tmp_path / "plan-2025-2026.yaml"
    path.write_bytes(text.encode())
    return path


def ends(command: str, *, cached: bool = True) -> tuple[int, str, str]:
    """Exit code, stdout and stderr; `cached` or of the file alone."""
    done = run(*command.split(), TALPLAN_NO_CACHE="" if cached else "1")
    return done.exit_code, done.stdout, done.stderr


def test_answers(path: Path) -> None:
    right = {command: ends(command, cached=False) for command in COMMANDS}
    assert sum(status == 0 for status, _, _ in right.values()) > 20
    for command, expected in right.items():
        shutil.rmtree(path.parent / "talplan", ignore_errors=True)
        assert [ends(command), ends(command)] == [expected, expected], command


CHANGES = {"done 3.7 --by ОБ --note бир": "3.7", "done 2.30": "2.30", "undo 3.7": "3.7", "undo 3.7 --by ОБ": "3.7"}


@pytest.mark.parametrize("command", CHANGES)
def test_changes(command: str, path: Path) -> None:
    """The file is the same afterwards, and so is what is said of it."""
    before = path.read_bytes()
    right = ends(command, cached=False), path.read_bytes(), ends(f"show {CHANGES[command]}", cached=False)
    for warm in (False, True):
        path.write_bytes(before)
        shutil.rmtree(path.parent / "talplan", ignore_errors=True)
        if warm:
            ends("list")
        found = ends(command), path.read_bytes(), ends(f"show {CHANGES[command]}")
        assert found == right


# --- how often the file is read -----------------------------------------------------------------------------

COUNTED = """
import os, sys
from talplan.__main__ import main
path = os.path.realpath(sys.argv.pop(1))
opened = 0
def hook(event, args):
    global opened
    if event == "open" and not isinstance(args[0], int) and os.path.realpath(args[0]) == path:
        opened += 1
sys.addaudithook(hook)
try:
    main()
finally:
    sys.stderr.write(f"\\n{opened}")
"""

TWICE = "under the lock, and before it is replaced"


@pytest.mark.parametrize(
    ("command", "times", "when"),
    [
        ("list", 1, ""),
        ("list --plan plan-2025-2026.yaml --format json", 1, ""),
        ("due", 1, ""),
        ("due --month october --format csv", 1, ""),
        ("show 1.1", 1, ""),
        ("units", 1, ""),
        ("check", 1, ""),
        ("done 1.1 --dry-run", 1, ""),
        ("done 1.6", 1, "under the lock: there is nothing to change"),
        ("done 1.1", 2, TWICE),
        ("undo 1.3", 2, TWICE),
        ("note 1.1 бир", 2, TWICE),
        ("done --unit деканат --yes", 3, f"to ask, {TWICE}"),
    ],
)
@pytest.mark.parametrize("known", [False, True])
def test_reads(command: str, times: int, when: str, known: bool, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(plan.parent))
    if known:
        assert ends("list")[0] == 0
    done = subprocess.run(
        [sys.executable, "-c", COUNTED, str(plan), *command.split()],
        env=environment({"TALPLAN_TODAY": changing.TODAY}, None),
        capture_output=True,
        check=True,
    )
    assert int(done.stderr.split()[-1]) == times, when
