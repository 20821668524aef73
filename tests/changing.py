"""The plan that the tests of `done` and `undo` change, and what they ask of it."""

import subprocess
from pathlib import Path

from typer.testing import CliRunner, Result

from talplan.cli.app import build

app = build()

TODAY = "2025-11-20"
PLAN = """\
title: План
year: 2025-2026
units:
- name: Окуу бөлүмү
- name: Окуу бөлүмүнүн башчысы
  part_of: Окуу бөлүмү
- name: Деканат
- name: Кафедра башчылары
sections:
- number: 1
  items:
  - number: 1
    task: Тизме түзүү
    due: [сентябрь]
    units: [Окуу бөлүмү, Деканат]
  - number: 2
    task: Көзөмөл
    due: [октябрь-ноябрь, жыл бою]
    units: [Деканат]
  - number: 3
    task: Отчёт
    due: [сентябрь, октябрь]
    units: [Окуу бөлүмүнүн башчысы, Деканат]
    done:
    - date: 2025-09-30
      term: сентябрь
      note: Берилди
  - number: 4
    task: Эски
    due: [сентябрь]
    units: [Деканат]
    cancelled: {date: 2025-10-01}
  - number: 5
    task: Жыйынтык
    due: [жыл бою]
    units: [Кафедра башчылары]
  - number: 6
    task: Бүткөн
    due: [сентябрь]
    units: [Деканат]
    done:
    - date: 2025-09-30
"""


def run(*arguments: str, answer: str | None = None) -> Result:
    """A command in this process; `answer` is what is typed at its question."""
    return CliRunner().invoke(app, list(arguments), input=answer)


def told(result: Result) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    return result.exit_code, result.stdout, result.stderr


def added(plan: Path, before: str = PLAN) -> list[str]:
    """The lines that are new in the file, without the spaces around them."""
    after = plan.read_text(encoding="utf-8")
    lines = iter(before.splitlines())
    kept = next(lines, None)
    new = []
    for line in after.splitlines():
        if line == kept:
            kept = next(lines, None)
        else:
            new.append(line.strip())
    assert kept is None, "a line was lost"
    return new


def untouched(plan: Path) -> bool:
    """The file is what it was, and nothing lies beside it."""
    return plan.read_text(encoding="utf-8") == PLAN and not list(plan.parent.glob(".plan*"))


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout.strip()
