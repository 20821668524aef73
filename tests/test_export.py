"""`talplan export`, the command: which format, where to, what it refuses, and what it leaves behind."""

import json
import os
import pty
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from running import PLAN, PROGRAM, environment, program, run

BIG = "title: T\nyear: 2025-2026\nunits:\n- name: A\nsections:\n- number: 1\n  items:\n" + "".join(
    f"  - number: {n}\n    task: Иш {n}\n    due: [октябрь]\n    units: [A]\n" for n in range(1, 10_001)
)
AS_ROOT = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere: nothing is refused"
)


UNDATED = "{} items in the calendar; left out, because they have no date: {}\n"


def tasks(raw: bytes | str) -> list[str]:
    """The ids of a plan that was exported as JSON."""
    plan = json.loads(raw)["plan"]
    return [item["id"] for section in plan["sections"] for item in section["items"]]


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json", "md", "ics"])
@pytest.mark.parametrize("upper", [False, True])
def test_the_ending_tells_the_format(plan: Path, ending: str, upper: bool) -> None:
    file = f"out.{ending.upper() if upper else ending}"
    done = run("export", file, plan=plan)
    count, hint = (4, UNDATED.format(4, 1)) if ending == "ics" else (5, "")
    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{count} items written to {file}\n", hint)
    named = run("export", "other.txt", "--format", ending, plan=plan)
    assert named.exit_code == 0
    if ending != "xlsx":  # it holds the time at which it was made
        assert Path(file).read_bytes() == Path("other.txt").read_bytes()
    assert sorted(path.name for path in plan.parent.iterdir()) == sorted([plan.name, file, "other.txt"])


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json", "md", "ics"])
def test_a_dash_is_stdout(ending: str) -> None:
    done = program("export", "-", "--format", ending)
    assert done.returncode == 0
    assert done.stderr.decode() == (UNDATED.format(27, 52) if ending == "ics" else "")
    beginnings = {
        "xlsx": b"PK",
        "csv": "\ufeff№".encode(),
        "json": b"{",
        "md": "**БЕКИТЕМИН**".encode(),
        "ics": b"BEGIN:VCALENDAR\r\n",
    }
    assert done.stdout.startswith(beginnings[ending])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["out"], "the extension of out does not show its format"),
        (["-"], "the extension of - does not show its format"),
        (["out.odt"], "this command does not support the format “odt”"),
        (["out.csv", "--format", "exe"], "this command does not support the format “exe”"),
        (["out.csv", "--delimiter", ""], "“” cannot be used as a column delimiter"),
        (["out.csv", "--delimiter", ";;"], "“;;” cannot be used as a column delimiter"),
        (["out.csv", "--delimiter", '"'], '“"” cannot be used as a column delimiter'),
        (["out.csv", "--delimiter", "\n"], "“\n” cannot be used as a column delimiter"),
        (["out.csv", "--delimiter", "\udcff"], "“\\udcff” cannot be used as a column delimiter"),
        (["out.csv", "--unit", "Завод"], "no unit is called"),
        (["out.csv", "--month", "13"], "is not a valid month"),
        (["out.csv", "--on", "soon"], "is not a valid date"),
        (["missing/out.csv"], "cannot write missing/out.csv: No such file or directory"),
        ([f"{PLAN}/out.csv"], "Not a directory"),
        (["folder.csv"], "folder.csv is a folder"),
    ],
)
def test_what_it_refuses(plan: Path, arguments: list[str], sentence: str) -> None:
    (plan.parent / "folder.csv").mkdir()
    before = sorted(plan.parent.iterdir())
    done = run("export", *arguments, plan=plan)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert sorted(plan.parent.iterdir()) == before


def test_a_file_that_exists(plan: Path) -> None:
    old = plan.parent / "out.csv"
    old.write_text("old")
    refused = run("export", "out.csv", plan=plan)
    assert refused.exit_code == 2
    assert refused.stderr.splitlines()[0] == "error: out.csv already exists; nothing was written"
    assert "--force" in refused.stderr
    assert old.read_text() == "old"
    assert run("export", "out.csv", "--force", plan=plan).exit_code == 0
    assert old.read_text(encoding="utf-8-sig").startswith("№")
    assert len(list(plan.parent.iterdir())) == 2


def test_the_plan_itself_is_never_replaced(plan: Path) -> None:
    before = plan.read_bytes()
    (plan.parent / "link.json").symlink_to(plan)
    for name in (plan.name, "link.json"):
        done = run("export", name, "--format", "json", "--force", plan=plan)
        assert done.exit_code == 2
        assert "is the plan itself" in done.stderr
    assert plan.read_bytes() == before


def test_a_link_stays_one_and_the_mode_stays(plan: Path) -> None:
    target = plan.parent / "shared.csv"
    target.write_text("old")
    target.chmod(0o640)
    link = plan.parent / "out.csv"
    link.symlink_to("shared.csv")
    assert run("export", "out.csv", "--force", plan=plan).exit_code == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8-sig").startswith("№")
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_mode_of_any_new_file(plan: Path) -> None:
    before = os.umask(0o027)
    try:
        assert run("export", "out.csv", plan=plan).exit_code == 0
    finally:
        os.umask(before)
    assert Path("out.csv").stat().st_mode & 0o777 == 0o640


def test_a_pipe_is_not_replaced(plan: Path) -> None:
    os.mkfifo("pipe.csv")
    done = run("export", "pipe.csv", "--force", plan=plan)
    assert done.exit_code == 2
    assert "is not a regular file" in done.stderr
    assert Path("pipe.csv").is_fifo()


def test_a_hard_link_is_not_replaced(plan: Path) -> None:
    """The other name would keep the old document."""
    Path("out.csv").write_text("old")
    Path("other.csv").hardlink_to("out.csv")
    done = run("export", "out.csv", "--force", plan=plan)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "out.csv has a hard link, which a change would break" in done.stderr
    assert Path("out.csv").read_text() == Path("other.csv").read_text() == "old"


def test_the_longest_name(plan: Path) -> None:
    name = "ө" * 125 + ".csv"
    assert run("export", name, plan=plan).exit_code == 0
    assert Path(name).is_file()


@AS_ROOT
def test_a_folder_and_a_file_that_may_not_be_written(plan: Path) -> None:
    closed = plan.parent / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    done = run("export", "closed/out.csv", plan=plan)
    assert done.exit_code == 2
    assert "cannot write closed/out.csv: Permission denied" in done.stderr
    old = plan.parent / "out.csv"
    old.write_text("old")
    old.chmod(0o444)
    done = run("export", "out.csv", "--force", plan=plan)
    assert done.exit_code == 2
    assert "out.csv is read-only" in done.stderr
    assert old.read_text() == "old"


def test_filters() -> None:
    def of(*arguments: str) -> list[str]:
        done = run("export", "-", "--format", "json", *arguments, plan=PLAN)
        assert done.exit_code == 0, done.stderr
        return tasks(done.stdout)

    def listed(*arguments: str) -> list[str]:
        done = run("list", "--format", "json", *arguments, plan=PLAN)
        return [item["id"] for item in json.loads(done.stdout)]

    assert len(of()) == 79
    for filters in (
        ["--unit", "okuu bolumu"],
        ["--unit", "Окуу бөлүмүнүн башчысы", "--up"],
        ["--month", "october"],
        ["--month", "october", "--standing"],
        ["--section", "3", "--status", "open"],
        ["--status", "overdue", "--on", "2026-02-01"],
        ["--text", "студент"],
    ):
        assert of(*filters) == listed(*filters) != []


def test_cancelled_items(plan: Path) -> None:
    def of(*arguments: str) -> list[str]:
        return tasks(run("export", "-", "--format", "json", *arguments, plan=plan).stdout)

    assert of() == ["1.1", "1.2", "1.3", "1.5", "1.6"]
    assert of("--cancelled") == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"]
    assert of("--status", "cancelled") == ["1.4"]
    assert of("--on", "2025-09-30") == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"], "it was cancelled on the day after"
    early = run("export", "-", "--format", "md", "--cancelled", "--on", "2025-09-30", plan=plan).stdout
    assert "| 4. | Эски |" in early
    assert "| ~~4.~~ | ~~Эски~~<br>" in run("export", "-", "--format", "md", "--cancelled", plan=plan).stdout


def test_a_plan_with_an_error_writes_nothing(plan: Path) -> None:
    plan.write_text(plan.read_text(encoding="utf-8").replace("сентябрь", "сентяябр", 1), encoding="utf-8")
    done = run("export", "out.csv", plan=plan)
    assert done.exit_code == 2
    assert "unknown-term" in done.stderr
    assert not Path("out.csv").exists()


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(BIG, encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    done = program("export", "-", "--format", "csv", env=environment(plan=plan), stdout=writing)
    os.close(writing)
    assert done.returncode == 1
    assert done.stderr == b""


def test_no_workbook_on_a_terminal() -> None:
    master, slave = pty.openpty()
    done = program("export", "-", "--format", "xlsx", stdout=slave)
    os.close(slave)
    os.close(master)
    assert done.returncode == 2
    assert b"cannot be shown in a terminal" in done.stderr


def test_progress_where_somebody_looks_and_ctrl_c(tmp_path: Path) -> None:
    """Of a file's name nothing is markup; whoever breaks it off finds no file, and none beside it."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(BIG, encoding="utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    master, slave = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "export", "[bold]x[/red].xlsx"],
        env=environment({"TERM": "xterm"}, plan),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=slave,
    ) as running:
        os.close(slave)
        seen = b""
        late = threading.Timer(30, running.kill)
        late.start()
        try:
            while b"Writing" not in seen:
                seen += os.read(master, 4096)
            running.send_signal(signal.SIGINT)
            while True:
                seen += os.read(master, 4096)
        except OSError:  # nobody writes to it any more
            pass
        finally:
            late.cancel()
            os.close(master)
    assert b"Writing [bold]x[/red].xlsx" in seen
    assert b"Traceback" not in seen
    assert running.returncode not in (0, -signal.SIGKILL)
    assert list(folder.iterdir()) == []


def test_a_file_for_each_unit(plan: Path) -> None:
    """With the items of its parts, as `--unit` has them, and none for a unit without items; named as its form is."""
    assert run("export", "out", "--each-unit", "--format", "csv", plan=plan).stdout == "4 files written to out\n"
    assert run("form", "forms", "--each-unit", "--format", "docx", plan=plan).exit_code == 0
    names = {path.stem: path for path in (plan.parent / "out").iterdir()}
    assert set(names) == {path.stem for path in (plan.parent / "forms").iterdir()}
    for unit, path in names.items():
        alone = run("export", "-", "--format", "csv", "--unit", unit, plan=plan).stdout_bytes
        assert path.read_bytes() == alone
    again = run("export", "out", "--each-unit", "--format", "csv", "--unit", "Деканат", plan=plan)
    assert (again.exit_code, again.stdout) == (2, "")
    assert run("export", "out", "--each-unit", plan=plan).exit_code == 2, "nothing names the format"
    one = run("export", "out", "--each-unit", "--format", "ics", "--unit", "Деканат", plan=plan)
    assert one.stdout == "1 file written to out\n"
