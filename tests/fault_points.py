"""Fail or kill every system call of a command that touches the plan's folder or an answer, once, by strace."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from changing import PLAN, TODAY

STRACE = shutil.which("strace")
NAME = "plan-2025-2026.yaml"
_CALL = re.compile(r"(\w+)\((.*)")
QUERIES = {
    "newfstatat",
    "fstat",
    "statx",
    "lstat",
    "stat",
    "lseek",
    "ioctl",
    "getdents64",
    "getcwd",
    "access",
    "readlink",
}
"""Calls that change nothing: a command may do without their answer, and then there is nothing to say."""


class Point(NamedTuple):
    """One system call: its name, how many of that name come before it (from 1), what it is about."""

    name: str
    number: int
    about: str


@dataclass(frozen=True)
class Command:
    """A command on files of a folder, and the file that it replaces."""

    words: tuple[str, ...]
    files: dict[str, str]
    target: str = NAME
    alone: bool = True
    """Whether it starts no other program, to which the fault would come as well."""


ISSUE = """### №

1.1

### Аткаруу мөөнөтү

сентябрь

### Жооптуу аткаруучу

Деканат

### Абалы

аткарылды
"""
COMMANDS = {
    "done": Command(("done", "1.1"), {NAME: PLAN}),
    "undo": Command(("undo", "1.6"), {NAME: PLAN}),
    "collect": Command(("collect", "issue.md", "--yes"), {NAME: PLAN, "issue.md": ISSUE}),
    "fmt": Command(("fmt", NAME), {NAME: PLAN}),
    "merge": Command(
        ("merge", "base", "ours", "theirs"),
        {"base": PLAN, "ours": PLAN.replace("Тизме", "Жаңы тизме"), "theirs": PLAN.replace("Отчёт", "Чоң отчёт")},
        "ours",
        alone=False,
    ),
}


class Outcome(NamedTuple):
    """What a command left behind: the file, its exit code (-9: killed), stderr, and other files in the folder."""

    raw: bytes
    code: int
    stderr: str
    others: list[str]


def run(command: Command, inject: str | None = None, log: Path | None = None) -> Outcome:
    """Run a command in a folder of its own under strace."""
    with tempfile.TemporaryDirectory(prefix="talplan-faults-") as name:
        folder = Path(name)
        for file, text in command.files.items():
            (folder / file).write_text(text, encoding="utf-8")
        before = {entry.name for entry in folder.iterdir()}
        options = ["-e", f"inject={inject}"] if inject else []
        if inject and "error=" in inject and command.alone:
            # Stopped at the calls of this name only, it takes a third of the time; a signal does not come then.
            options += ["-f", "--seccomp-bpf", "-e", f"trace={inject.partition(':')[0]}"]
        words = [STRACE or "strace", "-qq", "-y", "-s", "8", "-o", str(log or os.devnull), *options]
        words += [sys.executable, "-P", "-m", "talplan", *command.words]
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("TALPLAN_", "GIT_"))},
            "TALPLAN_TODAY": TODAY,
            "TALPLAN_LANG": "en",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120)
        others = sorted({entry.name for entry in folder.iterdir()} - before)
        return Outcome((folder / command.target).read_bytes(), done.returncode, done.stderr, others)


def find_points(command: Command) -> tuple[bytes, list[Point]]:
    """Return what the command writes, and its system calls that touch the folder, a file in it, stdout or stderr."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", errors="replace") as log:
        outcome = run(command, log=Path(log.name))
        assert outcome.code == 0, outcome
        lines = log.read().splitlines()
    return outcome.raw, list(_read_points(lines))


def _read_points(lines: Sequence[str]) -> Iterator[Point]:
    seen: Counter[str] = Counter()
    for line in lines:
        match = _CALL.match(line)
        if match is None or match[1] in ("execve", "exit_group"):
            continue
        name, rest = match[1], match[2].replace(" ", "").removeprefix("AT_FDCWD")
        rest = re.sub(r"^<[^>]*>,", "", rest) if match[2].startswith("AT_FDCWD") else rest
        seen[name] += 1
        about = rest.partition("talplan-faults-")
        if about[1] or (name == "write" and rest.startswith(("1<", "2<"))):
            yield Point(name, seen[name], re.sub(r"[0-9a-f]{8}(?=\.tmp)", "*", about[2][:60]))


KILL = "signal=KILL"
FAULTS = ("error=EIO", "error=ENOSPC", KILL)
"""What strace does to a call."""


def check(command: Command, after: bytes, point: Point, how: str) -> str | None:
    """Fail or kill a command at one system call; return what is wrong with the outcome, None if nothing is."""
    outcome = run(command, f"{point.name}:{how}:when={point.number}")
    before = command.files[command.target].encode()
    if outcome.raw not in (before, after) and not is_merged_by_lines(command, outcome):
        return f"torn: {outcome}"
    if how == KILL:
        return None if outcome.code in (-9, 137) else f"not killed: {outcome}"
    if outcome.others and point.name != "unlink":
        return f"left behind: {outcome}"
    if "Traceback" in outcome.stderr:
        return f"traceback: {outcome}"
    if outcome.code == 0:
        said = bool(outcome.stderr) or point.name in QUERIES or is_harmless(point)
        return None if outcome.raw == after and said else f"silent: {outcome}"
    if outcome.raw != before and "nothing was changed" in outcome.stderr:
        return f"says that nothing was changed: {outcome}"
    return None if outcome.stderr or "2</" in point.about else f"no word: {outcome}"


def is_merged_by_lines(command: Command, outcome: Outcome) -> bool:
    """A merge that cannot be written by meaning is written line by line."""
    text = outcome.raw.decode()
    return (
        command.words[0] == "merge"
        and all(word in text for word in ("Жаңы тизме", "Чоң отчёт"))
        and text.endswith("\n")
    )


def is_harmless(point: Point) -> bool:
    """A descriptor that is no longer needed, the look for leftovers, a lock that the end of the process gives back."""
    return point.name == "close"
