"""Measures what docs/reliability.md promises: `python benchmarks/reliability.py` prints its table of figures.

Needs talplan with its test extra (ruamel.yaml is what the speed is compared with) and a few minutes.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from talplan.planfile.load import load

TODAY = date(2025, 10, 15)
HEAD = """\
title: План
year: 2025-2026
units:
- name: Окуу бөлүмү
- name: Кафедра башчылары
sections:
- number: 1
  title: Окуу иштери
  items:
"""
ITEM = """\
  - number: {number}
    task: Окуу процессинин графиктерин түзүү, бекитүү жана анын так аткарылышын көзөмөлдөө
    due: [октябрь-ноябрь]
    # Мөөнөтү такталсын
    units: [Окуу бөлүмү, Кафедра башчылары]
"""
RUAMEL = """
import sys
from ruamel.yaml import YAML
yaml = YAML()
yaml.preserve_quotes = True
yaml.width = 10**6
with open(sys.argv[1], encoding="utf-8") as file:
    plan = yaml.load(file)
plan["sections"][0]["items"][int(sys.argv[2]) - 1]["done"] = [{"date": "2025-10-15"}]
with open(sys.argv[1], "w", encoding="utf-8") as file:
    yaml.dump(plan, file)
"""


def plan_of(items: int) -> str:
    """A plan of so many items."""
    return HEAD + "".join(ITEM.format(number=number) for number in range(1, items + 1))


def mark(path: Path, number: int) -> list[str]:
    """The command that marks an item done."""
    return [sys.executable, "-m", "talplan", "done", f"1.{number}", "--plan", str(path)]


def environment() -> dict[str, str]:
    """The same day at every run."""
    return {**os.environ, "TALPLAN_TODAY": TODAY.isoformat()}


def marks_in(path: Path) -> int:
    """How many items of a plan are marked; the plan must be sound."""
    plan = load(path.read_bytes(), TODAY).plan
    assert plan is not None, path
    return sum(bool(item.done) for item in plan.items())


def at_once(folder: Path, processes: int = 8, marks: int = 100) -> str:
    """So many marks, in so many processes at a time: how many are in the file afterwards."""
    path = folder / "plan-2025-2026.yaml"
    path.write_text(plan_of(marks), encoding="utf-8")
    with ThreadPoolExecutor(processes) as pool:
        runs = pool.map(
            lambda number: subprocess.run(mark(path, number), env=environment(), capture_output=True, check=False),
            range(1, marks + 1),
        )
        failed = sum(run.returncode != 0 for run in runs)
    return f"{marks_in(path)} of {marks} kept, {failed} refused"


def kills(folder: Path, times: int = 200) -> str:
    """A mark that is killed at a random moment, so many times: the file is as it was, or has the mark, whole."""
    path = folder / "plan-2025-2026.yaml"
    before = plan_of(79)
    path.write_text(before, encoding="utf-8")
    begun = time.perf_counter()
    subprocess.run(mark(path, 40), env=environment(), capture_output=True, check=True)
    whole = time.perf_counter() - begun
    after = path.read_text(encoding="utf-8")
    chance = random.Random(1)
    written = torn = 0
    for _ in range(times):
        path.write_text(before, encoding="utf-8")
        with subprocess.Popen(
            mark(path, 40), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as run:
            # Most of the time goes into starting; the second half of it is where the file is touched.
            time.sleep(whole * chance.uniform(0.5, 1.1))
            run.send_signal(signal.SIGKILL)
        found = path.read_text(encoding="utf-8")
        written += found == after
        torn += found not in (before, after)
    return f"{torn} of {times} torn ({written} had the mark, {times - written - torn} were as before)"


def speed(folder: Path, items: int = 10_000, runs: int = 5) -> str:
    """One mark in a large plan as a whole process, beside ruamel.yaml's load and dump; in turn, medians."""
    ours, theirs = folder / "plan-2025-2026.yaml", folder / "ruamel.yaml"
    text = plan_of(items)
    ratios, seconds = [], []
    for _ in range(runs):
        for path in (ours, theirs):
            path.write_text(text, encoding="utf-8")
        one = _seconds(mark(ours, items // 2))
        other = _seconds([sys.executable, "-c", RUAMEL, str(theirs), str(items // 2)])
        ratios.append(one / other)
        seconds.append((one, other))
    one, other = (statistics.median(column) for column in zip(*seconds, strict=True))
    return f"{statistics.median(ratios):.2f} of ruamel.yaml's time ({one:.1f} s beside {other:.1f} s)"


def _seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=environment(), capture_output=True, check=True)
    return time.perf_counter() - begun


def figures() -> Iterator[tuple[str, str]]:
    """What is measured, one after another, each in a folder of its own."""
    measurements: dict[str, Callable[[Path], str]] = {
        "100 marks by 8 processes at once": at_once,
        "a mark killed at a random moment, 200 times": kills,
        "one mark in a plan of 10,000 items": speed,
    }
    for name, measure in measurements.items():
        with tempfile.TemporaryDirectory() as folder:
            yield name, measure(Path(folder))


def main() -> None:
    """Prints the table."""
    write = sys.stdout.write
    write("| what | figure |\n|---|---|\n")
    for name, figure in figures():
        write(f"| {name} | {figure} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
