"""Measure commands in units of `python -c pass` of the same environment: in turn, each run between two of the unit."""

from __future__ import annotations

import os
import pty
import shlex
import statistics
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TODAY = "2025-10-15"
PATIENCE = 120
"""Seconds after which a run to a pipe fails with `subprocess.TimeoutExpired`."""
PEAK = """\
import os, sys
away = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=away)
_, status, used = os.wait4(child, 0)
assert status == 0, status
print(used.ru_maxrss)
"""
"""Print the peak memory of a child in KiB. The parent is a bare Python, whose own 9 MiB are the least that can be
measured: Linux begins a program's peak with that of its parent."""


def _nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Job:
    """A command with its folder and environment; `before` runs before every run and is not measured."""

    command: Sequence[str]
    folder: Path
    env: Mapping[str, str]
    before: Callable[[], object] = _nothing
    terminal: bool = False
    code: int = 0
    """The expected exit code."""

    def run(self) -> float:
        """Run the command, read all of its output and return the seconds."""
        begun = time.perf_counter()
        code, said = self._on_terminal() if self.terminal else self._to_pipe()
        seconds = time.perf_counter() - begun
        told = said.decode(errors="replace")[-2000:]
        assert code == self.code, f"{shlex.join(self.command)}: exit code {code}\n{told}"
        return seconds

    def measure(self) -> float:
        """Prepare and run the command and return the seconds of the run."""
        self.before()
        return self.run()

    def _to_pipe(self) -> tuple[int, bytes]:
        done = subprocess.run(
            self.command,
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=PATIENCE,
        )
        return done.returncode, done.stderr

    def _on_terminal(self) -> tuple[int, bytes]:
        screen, side = pty.openpty()
        termios.tcsetwinsize(side, (40, 100))
        with subprocess.Popen(
            self.command, cwd=self.folder, env=self.env, stdin=side, stdout=side, stderr=side
        ) as process:
            os.close(side)
            said = b""
            while chunk := _read(screen):
                said += chunk
        os.close(screen)
        return process.returncode, said

    def peak(self) -> float:
        """Return the peak memory of one run in MiB."""
        self.before()
        watched = [sys.executable, "-I", "-S", "-c", PEAK, *self.command]
        done = subprocess.run(watched, cwd=self.folder, env=self.env, capture_output=True, check=True)
        return int(done.stdout) / 1024


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 65536)
    except OSError:  # the other side is closed
        return b""


def environment(home: Path) -> dict[str, str]:
    """Return an environment without settings of Python, talplan and colours, with a home folder of its own."""
    unwanted = ("PYTHON", "TALPLAN_", "XDG_", "LC_", "LANG", "TASK", "TODO", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(unwanted)}
    own = {"HOME": str(home), "TERM": "xterm-256color"}
    return {**kept, **own, "LANG": "C.UTF-8", "TALPLAN_TODAY": TODAY, "TALPLAN_LANG": "en"}


@dataclass
class Figure:
    """The measured runs of one command."""

    ratios: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Return the median in units."""
        return statistics.median(self.ratios)

    @property
    def half(self) -> str:
        """Return the range of the middle half of the runs."""
        if len(self.ratios) < 2:
            return ""
        low, _, high = statistics.quantiles(self.ratios, n=4, method="inclusive")
        return f"{number(low)}–{number(high)}"

    @property
    def time(self) -> str:
        """Return the median in milliseconds or seconds."""
        middle = statistics.median(self.seconds)
        return f"{middle * 1000:.0f} ms" if middle < 1 else f"{middle:.1f} s"


def number(value: float) -> str:
    """Format a figure with three digits."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def paired(jobs: Mapping[str, Job], unit: Job, rounds: int, longest: float = 40.0) -> dict[str, Figure]:
    """Run every job once a round between two runs of the unit, and divide by the mean of these.

    After three runs a job that has taken `longest` seconds in total is left out.
    """
    figures = {name: Figure() for name in jobs}
    for job in (unit, *jobs.values()):
        job.measure()  # so that bytecode is written and the files are in memory
    for _ in range(rounds):
        before = unit.run()
        for name, job in jobs.items():
            figure = figures[name]
            if len(figure.seconds) >= 3 and sum(figure.seconds) > longest:
                continue
            job.before()
            before = unit.run() if job.before is not _nothing else before
            seconds = job.run()
            after = unit.run()
            figure.seconds.append(seconds)
            figure.ratios.append(seconds * 2 / (before + after))
            before = after
    return figures


def markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = (heads, ["---"] * len(heads), *rows)
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def publish(mark: str, text: str, page: Path | None) -> None:
    """Print the text, or replace what is between its two comments in a page."""
    if page is None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
        return
    begin, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    page.write_text(f"{before}{begin}\n\n{text}\n{end}{rest.partition(end)[2]}", encoding="utf-8")
