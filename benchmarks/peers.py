"""The same work by talplan and by its peers, in turn: `python benchmarks/peers.py [--peers FOLDER]` prints the table.

How to install them is in docs/performance.md. A peer that is not there is left out, and named. One that cannot take in
the large plan, or list it, within two minutes has an empty field there.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from paired import Figure, Job, environment, markdown, number, paired, publish
from peer_programs import MARKED, PEERS, UNIT, Fields, Place, Work
from plans import plan_of

REAL = Path(__file__).resolve().parent.parent / "data" / "plan-2025-2026.yaml"
COLUMNS = {
    "version": "version",
    "list": "list 79 items",
    "filtered": "those of a unit",
    "done": "mark one done",
    "many": "list {many:,} items",
}
Measured = Mapping[str, Mapping[str, Figure]]
"""By column, then by program."""


def talplan(program: str, folder: Path) -> Work:
    """talplan's own commands, on the plan in the folder."""
    place = Place(program, folder)
    env = environment(folder)

    def job(*arguments: str) -> Job:
        return replace(place.job(*arguments), env=env)

    job("done", MARKED).run()
    return {
        "version": job("--version"),
        "list": job("list"),
        "filtered": job("list", "--unit", UNIT),
        "done": replace(job("done", MARKED), before=job("undo", MARKED).run),
    }


class Contest:
    """Every program that is there, each with the items of the plan."""

    def __init__(self, python: str, peers: Path, folder: Path, names: Sequence[str]) -> None:
        self.talplan = str(Path(python).parent / "talplan")
        self.unit = Job([python, "-c", "pass"], folder, environment(folder))
        self.folder = folder
        self.programs = {name: PEERS[name].find(name, peers) for name in names}

    def work(self, text: str, size: str) -> dict[str, Work]:
        """What each program can be asked, of a plan."""
        work = {"talplan": talplan(self.talplan, self._home("talplan", size, text))}
        items = self._items(text)
        for name, program in self.programs.items():
            if program is not None:
                with suppress(subprocess.TimeoutExpired):
                    work[name] = PEERS[name].load(Place(program, self._home(name, size, text)), items)
        return work

    def _home(self, name: str, size: str, text: str) -> Path:
        folder = self.folder / f"{name}-{size}"
        folder.mkdir()
        (folder / REAL.name).write_text(text, encoding="utf-8")
        return folder

    def _items(self, text: str) -> list[Fields]:
        (self.folder / REAL.name).write_text(text, encoding="utf-8")
        command = [self.talplan, "list", "--format", "json"]
        done = subprocess.run(command, cwd=self.folder, env=self.unit.env, capture_output=True, check=True)
        found: list[Fields] = json.loads(done.stdout)
        return found

    def run(self, rounds: int, many: int) -> Measured:
        """Everything, column by column."""
        small = self.work(REAL.read_text(encoding="utf-8"), "79")
        asked = {column: {name: work[column] for name, work in small.items() if column in work} for column in COLUMNS}
        asked["many"] = {name: work["list"] for name, work in self.work(plan_of(many), "many").items()}
        return {column: paired(jobs, self.unit, rounds) for column, jobs in asked.items()}


def table(measured: Measured, programs: Mapping[str, str | None], many: int) -> str:
    """A line for each program: medians, and in brackets where the middle half of the runs lies."""
    rows = []
    for name in ("talplan", *(name for name, program in programs.items() if program)):
        made_in = PEERS[name].made_in if name in PEERS else "Python"
        found = (measured[column].get(name) for column in COLUMNS)
        rows.append((name, made_in, *(f"{number(one.median)} ({one.half})" if one else "" for one in found)))
    return markdown(("", "made in", *(heading.format(many=many) for heading in COLUMNS.values())), rows)


def verdict(measured: Measured, many: int) -> str:
    """Where talplan is not ahead of a peer that is started by Python or Node."""
    behind = [
        f"{name} ({COLUMNS[column].format(many=many)})"
        for column, figures in measured.items()
        for name, figure in figures.items()
        if name in PEERS and PEERS[name].made_in in ("Python", "Node") and figure.median <= figures["talplan"].median
    ]
    return f"Peers in Python and Node that talplan is not ahead of: {', '.join(behind) or 'none'}.\n"


def versions(contest: Contest) -> str:
    """What was compared, and what is not installed."""
    there = [f"{name} {_version(contest, name)}" for name, program in contest.programs.items() if program]
    absent = [name for name, program in contest.programs.items() if program is None]
    return f"Compared: {', '.join(there)}. Not installed, and left out: {', '.join(absent) or 'none'}.\n"


def _version(contest: Contest, name: str) -> str:
    """What the program calls itself: the first number with a point."""
    asked = [str(contest.programs[name]), "-V" if name == "todotxt-cli" else "--version"]
    done = subprocess.run(asked, env=contest.unit.env, cwd=contest.folder, capture_output=True, text=True, check=False)
    found = re.search(r"\d+(\.\d+)+", done.stdout)
    return found[0] if found else ""


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default=sys.executable, help="the environment where talplan is installed")
    options.add_argument("--peers", type=Path, default=Path("peers"), help="the folder where peers are installed")
    options.add_argument("--rounds", type=int, default=25)
    options.add_argument("--many", type=int, default=10_000, help="the items of the large plan")
    options.add_argument("--only", nargs="*", choices=PEERS, default=[*PEERS], help="these peers alone")
    options.add_argument("--into", type=Path, metavar="PAGE", help="a page whose table is replaced")
    asked = options.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        contest = Contest(asked.python, asked.peers.resolve(), folder, asked.only)
        many = asked.many
        measured = contest.run(asked.rounds, many)
        said = (table(measured, contest.programs, many), verdict(measured, many), versions(contest))
        publish("peers", "\n".join(said), asked.into)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
