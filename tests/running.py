"""Runs talplan as people do, on a fixed day: in this process, which is quick, or as the program that it is."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from unittest import mock

from typer import Typer
from typer.testing import CliRunner, Result

from talplan.cli.app import build
from talplan.messages import language

PLAN = Path(__file__).parent.parent / "data" / "plan-2025-2026.yaml"
TODAY = "2025-10-14"
PROGRAM = [sys.executable, "-m", "talplan"]


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """This process in a language, which the program chooses once."""
    with mock.patch.dict(os.environ, TALPLAN_LANG=code):
        language.cache_clear()
        try:
            yield
        finally:
            language.cache_clear()


@cache
def app_in(_code: str) -> Typer:
    """The app of a language, in which its texts are when it is built."""
    return build()


def run(*arguments: str, plan: Path | None = None, today: str = TODAY, **env: str) -> Result:
    """What a command answers in this process, in English unless `TALPLAN_LANG` is another language."""
    code = env.setdefault("TALPLAN_LANG", "en")
    fixed = {"TALPLAN_TODAY": today, "TALPLAN_PLAN": str(plan) if plan else None, "COLUMNS": None}
    with speaking(code):
        return CliRunner().invoke(app_in(code), arguments, env={**fixed, **env}, prog_name="talplan")


def fields(*arguments: str, plan: Path = PLAN, today: str = TODAY) -> list[dict[str, Any]]:
    """What a command answers as JSON, on the document's plan unless another is given."""
    done = run(*arguments, "--format", "json", plan=plan, today=today)
    assert done.exit_code == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def ids(*arguments: str, plan: Path = PLAN, today: str = TODAY) -> str:
    """The ids that a command lists, in its order."""
    return " ".join(entry["id"] for entry in fields(*arguments, plan=plan, today=today))


def environment(more: Mapping[str, str] | None = None, plan: Path | None = PLAN) -> dict[str, str]:
    """For a run of the program itself: what is set for it or for Python's streams is only what is named here."""
    unset = ("TALPLAN_", "PYTHONIO", "PYTHONUNBUFFERED", "PYTHONUTF8", "COLUMNS", "LINES", "PAGER", "LESS")
    env = {key: value for key, value in os.environ.items() if not key.startswith(unset)}
    env |= {"TALPLAN_TODAY": TODAY, "TALPLAN_LANG": "en"}
    return {**env, **({"TALPLAN_PLAN": str(plan)} if plan else {}), **(more or {})}


def program(*arguments: str | bytes, env: dict[str, str] | None = None, **streams: Any) -> CompletedProcess[bytes]:
    """A run of the program itself."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.run([*PROGRAM, *arguments], env=env or environment(), timeout=60, check=False, **streams)
