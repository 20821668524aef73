"""Measures every bar of docs/performance.md: `python benchmarks/speed.py` prints its tables, or puts them there.

Run it by the Python of a fresh environment with `pip install .`, or name that one by `--python`. `--into PAGE` puts
the tables into the page. `--quick` takes a few minutes and smaller plans; its figures say only that everything runs.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from paired import Figure, Job, environment, markdown, number, paired, publish
from plans import plan_of, repeated

REAL = Path(__file__).resolve().parent.parent / "data" / "plan-2025-2026.yaml"
UNIT = "Окуу бөлүмү"
SMALL, LARGE = 10_000, 50_000
READING = (("list", "--format", "json"), ("list",), ("list", "--unit", UNIT), ("due",), ("show", "2.30"), ("units",))
REST = (
    *(("check",), ("fmt", "--check"), ("done", "2.30", "--dry-run"), ("export", "plan.csv", "--force")),
    ("report", "report.md", "--force"),
)
"""Commands whose work is held to grow with the plan; these read the file anew each time."""
VERSIONS = """\
import os, platform, talplan
from importlib.metadata import version
print(next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line), platform.machine()))
print(os.cpu_count())
print(platform.python_implementation(), platform.python_version())
print("talplan", talplan.__version__ + ("" if "site-packages" in talplan.__file__ else " (an editable installation)"))
for name in ("typer", "pydantic", "rich", "pyyaml"):
    print(name, version(name))
"""
PARTS = {
    "Python, doing nothing: the unit": "pass",
    "`re`: the script that an older pip writes": "import re",
    "`dataclasses`": "import dataclasses",
    "`pathlib`": "import pathlib",
    "`json`": "import json",
    "`yaml`: reading a file": "import yaml",
    "`typer`: `--help`, and commands that are not served before it": "import typer",
    "`rich`: a table on a terminal": "import rich.console, rich.table, rich.text",
    "`pydantic`, without models": "import pydantic; pydantic.BaseModel",
    "`talplan.planfile.schema`: pydantic with talplan's models": "import talplan.planfile.schema",
    "`talplan.cli.app`: every command declared": "import talplan.cli.app; talplan.cli.app.build()",
}
"""What is imported, in a program of its own each."""


class Bench:
    """Where talplan is, and a folder for each plan that it works on."""

    def __init__(self, python: str, folder: Path) -> None:
        self.python = python
        self.talplan = str(Path(python).parent / "talplan")
        self.folder = folder
        self.env = environment(folder)
        self.unit = Job([python, "-c", "pass"], folder, self.env)

    def plan(self, name: str, text: str) -> Path:
        """A folder with a plan of its own, found there as people have it found."""
        folder = self.folder / name
        folder.mkdir()
        (folder / REAL.name).write_text(text, encoding="utf-8")
        return folder

    def job(self, folder: Path, *arguments: str, **env: str) -> Job:
        """A command in the folder of a plan."""
        return Job([self.talplan, *arguments], folder, {**self.env, **env})

    def tab(self, folder: Path, *words: str) -> Job:
        """What bash asks when TAB is pressed behind the last word."""
        line = ("talplan", *words)
        asked = {"COMP_WORDS": "\n".join(line), "COMP_CWORD": str(len(line) - 1)}
        return self.job(folder, _TALPLAN_COMPLETE="complete_bash", **asked)


@dataclass(frozen=True)
class Row:
    """A bar: what is run, and how many units it may take at most."""

    what: str
    job: Job
    most: float | None = None


# --- 79 items -----------------------------------------------------------------------------------------------


def small_rows(bench: Bench) -> Iterator[Row]:
    """Yield the bars for the university's plan."""
    text = REAL.read_text(encoding="utf-8")
    still, marked = (bench.plan(name, text) for name in ("still", "marked"))
    yield Row("`--version`", bench.job(still, "--version"), 2)
    for line in ("list", "list --format json", "due", "due --format json", "show 2.30", "show 2.30 --format json"):
        yield Row(f"`{line}`", bench.job(still, *line.split()), 5)
    # Without the pager, which waits for a person.
    yield Row("`list --no-pager` on a terminal", replace(bench.job(still, "list", "--no-pager"), terminal=True), 15)
    done, undo = bench.job(marked, "done", "2.30"), bench.job(marked, "undo", "2.30")
    done.run()
    yield Row("`done 2.30`", replace(done, before=undo.run), 9)
    yield Row("`--help`", bench.job(still, "--help"), 8)
    yield Row("TAB for an item: `show 2.`", bench.tab(still, "show", "2."), 9)
    yield Row("TAB for a unit: `list --unit Окуу`", bench.tab(still, "list", "--unit", "Окуу"), 9)


def bars(rows: list[Row], figures: Mapping[str, Figure], heading: str) -> str:
    """Return a table of bars with what was measured."""
    heads = (heading, "at most", "measured", "half of the runs", "time", "holds")
    return markdown(heads, (_bar(row, figures[row.what]) for row in rows))


def _bar(row: Row, figure: Figure) -> tuple[str, ...]:
    limit = "" if row.most is None else f"{row.most:g}"
    holds = "" if row.most is None else "yes" if figure.median <= row.most else "**no**"
    return (row.what, limit, number(figure.median), figure.half, figure.time, holds)


# --- larger plans -------------------------------------------------------------------------------------------


@dataclass
class Large:
    """Plans of two sizes, each in a folder of its own."""

    bench: Bench
    sizes: tuple[int, int]
    folders: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folders += [self.bench.plan(f"still-{size}", plan_of(size)) for size in self.sizes]

    def rows(self) -> list[Row]:
        """Return the bars for larger plans."""
        small = f"{self.sizes[0]:,} items"
        json = READING[0]
        text = repeated(REAL.read_text(encoding="utf-8"), self.sizes[0])
        repeated_plan = self.bench.plan("repeated", text)
        return [
            Row(f"`list --format json`, {small} as the university's", self.bench.job(repeated_plan, *json), 40),
            Row(f"`list`, {small} as the university's", self.bench.job(repeated_plan, "list")),
            Row(f"`list --format json`, {small} with marks and more units", self.bench.job(self.folders[0], *json)),
        ]

    def growing(self) -> Iterator[tuple[str, Job, Job]]:
        """Yield commands, each on both sizes."""
        for words in READING + REST:
            small, big = (self.bench.job(folder, *words) for folder in self.folders)
            yield f"`{' '.join(word for word in words if word != UNIT)}`", small, big


def growth(large: Large, rounds: int) -> str:
    """How many times as long the larger plan takes; the two sizes in turn."""
    first, second = (f"{size:,}" for size in large.sizes)
    rows = []
    for what, small, big in large.growing():
        one, other = _beside(small, big, rounds)
        held = "yes" if other.median <= 6 else "**no**"
        rows.append((what, "6", number(other.median), other.half, one.time, other.time, held))
    heads = (f"time for {second} items by time for {first}", "at most", "measured", "half of the runs", first, second)
    return markdown((*heads, "holds"), rows)


def _beside(small: Job, big: Job, rounds: int, longest: float = 40.0) -> tuple[Figure, Figure]:
    one, other = Figure(), Figure()
    while len(other.seconds) < rounds and (len(other.seconds) < 3 or sum(other.seconds) < longest):
        one.seconds.append(small.measure())
        other.seconds.append(big.measure())
        other.ratios.append(other.seconds[-1] / one.seconds[-1])
    return one, other


# --- memory, and what the time consists of ------------------------------------------------------------------


def memory(bench: Bench, large: Large) -> str:
    """Peaks of `list --format json`."""
    plans = [
        ("79", "", 25),
        *((f"{size:,}", f"-{size}", most) for size, most in zip(large.sizes, (60, 220), strict=True)),
    ]
    rows = [("`python -c pass`", "", f"{_peak(bench.unit):.0f}", "")]
    for size, name, most in plans:
        peak = _peak(bench.job(bench.folder / f"still{name}", *READING[0]))
        rows.append((f"{size} items", f"{most}", f"{peak:.0f}", "yes" if peak <= most else "**no**"))
    return markdown(("peak of `list --format json`, MiB", "at most", "measured", "holds"), rows)


def _peak(job: Job, runs: int = 3) -> float:
    return statistics.median(job.peak() for _ in range(runs))


def parts(bench: Bench, rounds: int) -> str:
    """What imports cost, each with Python's own start in it."""
    jobs = {what: replace(bench.unit, command=[bench.python, "-c", code]) for what, code in PARTS.items()}
    figures = paired(jobs, bench.unit, rounds)
    rows = [(what, number(one.median), one.half, one.time) for what, one in figures.items()]
    return markdown(("Python's start and an import", "units", "half of the runs", "time"), rows)


def machine(bench: Bench) -> str:
    """What was measured on."""
    done = subprocess.run([bench.python, "-c", VERSIONS], capture_output=True, check=True, text=True, cwd=bench.folder)
    processor, cores, *programs = done.stdout.splitlines()
    return f"{processor}, {cores} cores, {', '.join(programs)}.\n"


# --- all of it ----------------------------------------------------------------------------------------------


def tables(bench: Bench, rounds: int, sizes: tuple[int, int]) -> str:
    """The bars."""
    rows = list(small_rows(bench))
    made = [bars(rows, paired({row.what: row.job for row in rows}, bench.unit, rounds), "what, 79 items")]
    large = Large(bench, sizes)
    rows = large.rows()
    figures = paired({row.what: row.job for row in rows}, bench.unit, rounds)
    made.append(bars(rows, figures, "what, larger plans"))
    made.append(memory(bench, large))
    made.append(growth(large, max(3, rounds // 3)))
    return "\n".join(made)


def main() -> None:
    """Prints the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default=sys.executable, help="the environment where talplan is installed")
    options.add_argument("--rounds", type=int, default=25)
    options.add_argument("--quick", action="store_true", help="three rounds, plans of 1,000 and 5,000 items")
    options.add_argument("--into", type=Path, metavar="PAGE", help="a page whose tables are replaced")
    asked = options.parse_args()
    rounds = 3 if asked.quick else asked.rounds
    sizes = (SMALL // 10, LARGE // 10) if asked.quick else (SMALL, LARGE)
    folder = Path(tempfile.mkdtemp())
    try:
        bench = Bench(asked.python, folder)
        publish("machine", machine(bench), asked.into)
        publish("bars", tables(bench, rounds, sizes), asked.into)
        publish("parts", parts(bench, rounds), asked.into)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
