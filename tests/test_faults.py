"""What a failing disk does to a command: the file is the old one or the new one, and the answer says which."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

import fault_points
from changing import PLAN, added, git, run

LOST = (
    "plan-2025-2026.yaml was written, but a power cut could still lose it: Input/output error\nhint: check the disk\n"
)


@pytest.fixture
def _failing_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk takes files, and fails to flush a folder."""
    real = os.fsync

    def files_only(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").is_dir():
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)


pytestmark = [pytest.mark.once, pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")]


@pytest.mark.usefixtures("_failing_folder")
class TestFolderThatCannotBeFlushed:
    """The change is in the file and reported; that a power cut could undo it is an error."""

    def test_done(self, plan: Path) -> None:
        result = run("done", "1.1")
        assert result.exit_code == 2
        assert result.stdout == "1.1 done on 2025-11-20\n"
        assert LOST.replace("hint", "  hint") in result.stderr
        assert added(plan) == ["done:", "- date: 2025-11-20"]

    def test_done_is_committed_all_the_same(self, kept: Path) -> None:
        result = run("done", "1.1", "--commit")
        assert (result.exit_code, "Committed as" in result.stderr, "power cut" in result.stderr) == (2, True, True)
        assert git(kept.parent, "log", "-1", "--format=%s") == "Mark 1.1 done"

    def test_fmt(self, plan: Path) -> None:
        plan.write_text(PLAN.replace("due: [сентябрь]", "due: [Сентябрь]"), encoding="utf-8")
        result = run("fmt", plan.name)
        assert (result.exit_code, result.stdout) == (2, f"{plan.name}: formatted\n")
        assert "power cut" in result.stderr
        assert run("fmt", "--check", plan.name).exit_code == 0

    def test_the_result_of_a_merge_stays(self, plan: Path) -> None:
        for name, text in {"base": PLAN, "ours": PLAN, "theirs": PLAN.replace("Эски", "Жаңы")}.items():
            (plan.parent / name).write_text(text, encoding="utf-8")
        result = run("merge", "base", "ours", "theirs")
        assert (result.exit_code, "power cut" in result.stderr) == (0, True)
        assert (plan.parent / "ours").read_text(encoding="utf-8") == PLAN.replace("Эски", "Жаңы")

    def test_export(self, plan: Path) -> None:
        result = run("export", "plan.csv")
        assert (result.exit_code, "plan.csv was written, but a power cut could" in result.stderr) == (2, True)
        assert (plan.parent / "plan.csv").stat().st_size > 100

    def test_init(self, tmp_path: Path) -> None:
        result = run("init", str(tmp_path / "new"))
        assert (result.exit_code, "was written, but a power cut could" in result.stderr) == (2, True)


@pytest.mark.skipif(fault_points.STRACE is None, reason="needs strace; benchmarks/faults.py tries every call")
@pytest.mark.parametrize("name", list(fault_points.COMMANDS))
def test_a_fault_at_every_call_that_matters(name: str) -> None:
    """No call that fails or is the last before a kill leaves half a file, or a change that is lost without a word."""
    command = fault_points.COMMANDS[name]
    after, points = fault_points.find_points(command)
    first = next(index for index, point in enumerate(points) if point.name == "flock")
    tried = [point for point in points[first:] if point.name not in fault_points.QUERIES]
    assert {point.name for point in tried} >= {"flock", "openat", "read", "write", "fchmod", "fsync", "rename", "close"}
    if name != "done":  # which goes the same way; benchmarks/faults.py tries every call of each
        tried = [point for point in tried if point.name in ("write", "fsync", "rename")]
    faults = [fault_points.check(command, after, point, "error=EIO") for point in tried]
    killed = [point for point in tried if point.name in ("write", "rename")]
    faults += [fault_points.check(command, after, point, fault_points.KILL) for point in killed]
    assert [fault for fault in faults if fault] == []


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", ["done 1.1", "undo 1.6", "note 1.1 иш", "fmt plan-2025-2026.yaml"])
def test_an_answer_that_cannot_be_written(plan: Path, arguments: str) -> None:
    plan.write_text(PLAN.replace("due: [сентябрь]", "due: [Сентябрь]"), encoding="utf-8")
    before = plan.read_text(encoding="utf-8")
    words = [sys.executable, "-m", "talplan", *arguments.split()]
    with FULL.open("w") as full:
        result = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True)
    assert result.returncode == 2
    assert result.stderr == f"error: {plan.name} was written, but the output could not be: No space left on device\n"
    assert plan.read_text(encoding="utf-8") != before


def test_a_reader_that_has_gone(plan: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    words = [sys.executable, "-m", "talplan", "done", "1.1"]
    result = subprocess.run(words, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (result.returncode, "was written, but the output could not be" in result.stderr) == (2, True)
    assert added(plan) == ["done:", "- date: 2025-11-20"]
