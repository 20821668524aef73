"""No input whatever shows a traceback: what is wrong is said on stderr, nothing on stdout, and no file was changed."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import Result

from running import PLAN, environment, program, run
from talplan.planfile.source_text import Source

LONG = "ж" * 100_000


def refused(done: Result, *said: str, status: int = 2) -> None:
    """The command said this, and nothing but this, and did nothing."""
    assert done.exit_code == status, done.stderr
    assert done.stdout == ""
    for text in said:
        assert text in done.stderr
    assert "Traceback" not in done.stderr
    assert "should not have happened" not in done.stderr
    assert len(done.stderr) < 2000
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u200b\u202e\ud800-\udfff]", done.stderr)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        # Units: the nearest is named, or all that fit.
        ("list --unit|Окуу бөлуму.", "no unit is called “Окуу бөлуму.”|did you mean Окуу бөлүмү"),
        ("list --unit|директорот", "did you mean Директорат"),
        ("list --unit|zzz", "no unit is called “zzz”|hint: `talplan units` lists them all"),
        ("list --unit|", "no unit is called “”"),
        ("list --unit|Окуу бөлүмү|--unit|zzz", "“zzz”"),
        ("done 2.30 --by|Окуу болумуу", "did you mean Окуу бөлүмү"),
        # Months.
        ("list --month|Octember", "“Octember” is not a valid month|did you mean october"),
        ("list --month|октябр", "“октябр” is not a valid month|did you mean октябрь"),
        ("due --month|13", "“13” is not a valid month|write october, октябрь, 10, 2025-10"),
        ("due --month|0", "“0” is not a valid month"),
        ("due --month|", "“” is not a valid month"),
        ("due --month|2025-10-14", "“2025-10-14” is not a valid month"),
        ("list --month|2027-01", "“2027-01” is outside the plan's year 2025-2026|from 2025-08-01 to 2026-07-31"),
        ("due --month|2025-07", "“2025-07” is outside the plan's year 2025-2026"),
        ("due --month|май-октябрь", "“май-октябрь” is outside the plan's year 2025-2026"),
        ("due --overdue --month|2027-01", "outside the plan's year 2025-2026"),
        # Ids: 2.3 is not 2.30, and both are there.
        ("show 9.99", "there is no item “9.99”|hint: `talplan list` lists them all"),
        ("show 2.300", "there is no item “2.300”|did you mean 2.30, 2.3, 2.36?"),
        ("show 2.99", "there is no item “2.99”|did you mean 2.9, 2.36?"),
        ("show 2.03", "there is no item “2.03”|did you mean 2.3?"),
        ("show 230", "“230” is not an item ID|did you mean 2.30?"),
        ("show 2,30", "“2,30” is not an item ID|did you mean 2.30?"),
        ("show №2.30", "“№2.30” is not an item ID|did you mean 2.30?"),
        ("show x", "“x” is not an item ID|an ID is SECTION.NUMBER, for example 2.30"),
        ("show|", "“” is not an item ID"),
        ("show 2.30 9.99", "“9.99”"),
        ("done 2.30 9.99", "“9.99”"),
        ("undo 9.99", "“9.99”"),
        # Dates.
        ("list --on|2025-13-45", "“2025-13-45” is not a valid date|write a date such as 2025-10-14 or 14.10.2025"),
        ("due --on|2025-02-29", "“2025-02-29” is not a valid date"),
        ("show 2.30 --on|31.02.2025", "“31.02.2025” is not a valid date"),
        ("units --on|октябрь", "“октябрь” is not a valid date"),
        ("units --on|2025-W42-2", "“2025-W42-2” is not a valid date"),
        ("list --on|20251014", "“20251014” is not a valid date"),
        ("list --on|", "“” is not a valid date"),
        ("done 2.30 --on|2025-10-99", "“2025-10-99” is not a valid date"),
        ("done 2.30 --on|2025-10-15", "2025-10-15 is in the future (today is 2025-10-14)"),
        ("done 2.30 --on|2025-07-31", "2025-07-31 is before the plan's year"),
        # Other choices.
        ("list --format xml", "this command does not support the format “xml”|table, json, csv, md"),
        ("check --format csv", "this command does not support the format “csv”|text, json, github"),
        (
            "list --status foo",
            "“foo” is not a valid status|overdue, due, ongoing, upcoming, done, cancelled, open, late",
        ),
        ("list --section 9", "there is no section “9”|choose one of the sections: 1, 2, 3"),
        ("list --section|", "there is no section “”"),
        ("list --section -1", "there is no section “-1”"),
        ("check --explain unknown-untit", "no check is called “unknown-untit”|did you mean unknown-unit"),
        ("done 2.30 --term октябр", "“октябр” is not a valid term|did you mean октябрь"),
        ("done", "give the IDs of the items to mark"),
        ("done 2.30 --month october", "not both"),
        # What is typed is shown, whatever it is, but does nothing to the terminal and does not fill it.
        ("list --unit|\x1b[31mred\x1b[0m", r"“\x1b[31mred\x1b[0m”"),
        ("show|2.30\u202e\u200b", r"“2.30\u202e\u200b” is not an item ID|did you mean 2.30"),
        ("list --month|\udcff", r"“\udcff” is not a valid month"),
        ("list --plan|\x1b[2J", r"cannot read \x1b[2J"),
        ("list --plan|a\0b", "cannot read"),
        ("check|a\0b", "cannot read"),
        ("done 2.30 --plan|a\0b", "cannot read"),
        (f"list --unit|{LONG}", "no unit is called “жжж"),
        (f"list --month|{LONG}", "is not a valid month"),
        (f"list --on|{LONG}", "is not a valid date"),
        (f"list --status|{LONG}", "is not a valid status"),
        (f"list --plan|{LONG}", "cannot read"),
        (f"show|{LONG}", "is not an item ID"),
        (f"show|2.{'9' * 100_000}", "there is no item"),
        (f"list --section|{'9' * 100_000}", "there is no section"),
    ],
    ids=lambda value: value[:40].replace("\0", "NUL"),
)
def test_arguments(tmp_path: Path, command: str, said: str) -> None:
    """A `|` parts what is not parted by blanks."""
    plan = tmp_path / PLAN.name
    plan.write_bytes(PLAN.read_bytes())
    first, *rest = command.split("|")
    refused(run(*first.split(), *rest, plan=plan), *said.split("|"))
    assert plan.read_bytes() == PLAN.read_bytes()


@pytest.mark.parametrize("command", ["lst", "list --bogus", "--bogus", "show", "list --unit", "undo", "due 2.30 2.31"])
def test_wrong_use(command: str) -> None:
    """Typer's own sentences, which are its own affair."""
    refused(run(*command.split(), plan=PLAN))


def test_without_a_command() -> None:
    done = run()
    assert done.exit_code == 0
    assert "talplan --help" in done.stdout


@pytest.mark.parametrize("today", ["tomorrow", "2025-13-45", "2025", "14.10.2025"])
def test_today(today: str) -> None:
    done = run("list", plan=PLAN, today=today)
    refused(done, f"TALPLAN_TODAY is “{today}”, which is not a valid date", "TALPLAN_TODAY=2025-10-14")


def test_unit_that_fits_several(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    two = "title: T\nyear: 2025-2026\nunits:\n- name: Окуу бөлүмү\n- name: Окуу болуму\n"
    plan.write_text(f"{two}sections:\n- number: 1\n  items: []\n", encoding="utf-8")
    refused(
        run("list", "--unit", "okuu bolumu", plan=plan), "“okuu bolumu” matches several units: Окуу бөлүмү, Окуу болуму"
    )
    assert run("list", "--unit", "окуу болуму", plan=plan).exit_code == 0


# --- files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "plan.yaml:1:1: error: the file is empty and contains no plan [empty-file]"),
        (b"\n# only a comment\n", "[empty-file]"),
        (b"\x7fELF\x02\x01\x01\0\0\0\xff\xfe", "[not-utf8]"),
        ("title: план\n".encode("utf-16"), "[not-utf8]"),
        (b"title: a\0b\n", r"(U+0000) [control-character]"),
        (b"[1, 2, 3]\n", "[wrong-type]"),
        (b"text\n", "[wrong-type]"),
        (b"title: [\n", "[syntax]"),
        (b"a: &x 1\nb: *x\n", "[anchor]"),
        (b"title: T\n---\ntitle: T\n", "[second-document]"),
        (b"- " * 200 + b"x\n", "[too-deep]"),
        (b"[" * 5000, "[too-deep]"),
        (b'title: "\\e[31m\\u202e"\nyear: x\n', "“x” is not a valid year of a plan [bad-year]"),
        (f"title: T\nyear: '{LONG}'\n".encode(), "is not a valid year of a plan"),
        (b"#" * (16 * 2**20 + 1), "[too-large]"),
    ],
    ids=lambda value: repr(value[:30]),
)
def test_file(tmp_path: Path, content: bytes, said: str) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_bytes(content)
    for command in ("list", "due", "show 1.1", "units", "done 1.1", "undo 1.1"):
        refused(run(*command.split(), plan=plan), said, "a plan with errors is not used")
    found = run("check", str(plan))
    assert (found.exit_code, found.stderr) == (1, "")
    assert said in found.stdout
    assert plan.read_bytes() == content


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    """Each in its line, and none that follows from another."""
    plan = tmp_path / "plan.yaml"
    mistakes = """\
title: T
year: 2025-26  # bad-year
units:
- name: Ректорат
  shrt: Р  # unknown-key
- name: ректорат  # shared-spelling
sections:
- number: 1
  items:
  - number: 01  # bad-number
    task: a
    due: [октобер]  # unknown-term
    units: [Ректорат]
  - number: 2  # missing-key
    due: []  # empty-value
    units: [Деканат]  # unknown-unit
    done:
    - date: 2025-13-45  # bad-date
  - number: 2  # repeated-number
    task: [b]  # wrong-type
    due: [жыл бою, жыл бою]  # repeated-term
    units: Ректорат  # wrong-type
"""
    plan.write_text(mistakes, encoding="utf-8")
    done = run("list", plan=plan)
    assert (done.exit_code, done.stdout) == (2, "")
    found = re.findall(r":(\d+):\d+: error: .*\[([a-z-]+)\]$", done.stderr, re.MULTILINE)
    expected = [(str(n), line.split("# ")[1]) for n, line in enumerate(mistakes.splitlines(), 1) if "#" in line]
    assert found == expected
    assert "plan.yaml: 13 errors; a plan with errors is not used" in done.stderr


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("list", "no plan found: there is no data/plan-*.yaml or plan-*.yaml in"),
        ("done 1.1", "no plan found"),
        ("check", "no plan found"),
        ("list --plan .", ". is a folder, not a plan file"),
        ("done 1.1 --plan .", ". is a folder, not a plan file"),
        ("check .", "no plan (plan-*.yaml) in ."),
        ("list --plan nowhere.yaml", "cannot read nowhere.yaml: No such file"),
        ("done 1.1 --plan nowhere.yaml", "cannot read"),
        ("check nowhere.yaml", "cannot read nowhere.yaml: No such file"),
        ("list --plan circle", "cannot read circle: Too many levels of symbolic links"),
        ("done 1.1 --plan circle", "cannot read"),
        ("check circle", "cannot read circle"),
    ],
)
def test_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "circle").symlink_to("circle")
    refused(run(*command.split()), said)


@pytest.mark.skipif(os.name != "posix", reason="pipes, sockets and devices as POSIX has them")
@pytest.mark.parametrize("name", ["pipe.csv", "socket.csv", "/dev/zero"])
@pytest.mark.parametrize(
    "command",
    ["list --plan", "check", "fmt", "fmt --check", "done 1.1 --plan", f"diff {PLAN}", "import", "edit 1.1 --plan"],
)
def test_what_is_no_file_is_never_waited_for(tmp_path: Path, command: str, name: str) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.csv"))
    done = program(*command.split(), name, env=environment(plan=None), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert (
        f"{name}: it is not a regular file" in done.stderr.decode()
        or f"{name} is not a regular" in done.stderr.decode()
    )


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash opens the pipe")
@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("check <(cat PLAN)", "79 items, no problems"),
        ("list --plan /dev/stdin < <(cat PLAN)", "79 items"),
        ("diff PLAN <(sed s/уюштуруу/жүргүзүү/ PLAN)", "жүргүзүү"),
    ],
)
def test_a_pipe_that_is_open_is_read(command: str, answer: str) -> None:
    line = f"{shlex.quote(sys.executable)} -m talplan {command.replace('PLAN', shlex.quote(str(PLAN)))}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, env=environment(), timeout=60, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert answer in done.stdout.decode()


def test_plan_of_the_environment() -> None:
    refused(run("list", plan=Path("/nowhere/plan.yaml")), "cannot read /nowhere/plan.yaml: No such file")


def test_no_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated: whoever runs the tests may be allowed everything."""

    def deny(path: str, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("talplan.system.plan_finder.open", deny, raising=False)
    refused(run("list", plan=PLAN), "cannot read", "Permission denied")


def test_two_plans_of_one_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("plan-2025-2026-old.yaml", "plan-2025-2026-new.yaml"):
        (tmp_path / name).write_bytes(PLAN.read_bytes())
    refused(run("list"), "two plans for 2025-2026", "plan-2025-2026-new.yaml", "--plan FILE")


def test_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    refused(run("list"), "cannot read .: No such file or directory")


def test_what_nobody_thought_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("talplan.queries.select.select", fail)
    done = run("list", plan=PLAN)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "internal error: RecursionError: too deep" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_of_many_errors_is_written_out_once_an_error_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not its whole text for each of them: 20,000 errors took a minute."""
    path = tmp_path / "plan.yaml"
    path.write_text("title: &a План\nyear: 25\n", encoding="utf-8")
    monkeypatch.setattr(Source, "__repr__", lambda _: pytest.fail("the file was written out"))
    done = run("list", plan=path)
    assert (done.exit_code, done.stderr.count(f"{path}:")) == (2, 5)
