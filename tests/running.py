"""Runs talplan as people do, on a fixed day: in this process, which is quick, or as the program that it is."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from typer.testing import CliRunner, Result

from talplan.cli.app import build

app = build()

PLAN = Path(__file__).parent.parent / "data" / "plan-2025-2026.yaml"
TODAY = "2025-10-14"
PROGRAM = [sys.executable, "-m", "talplan"]


def run(*arguments: str, plan: Path | None = None, today: str = TODAY, **env: str) -> Result:
    """What a command answers in this process."""
    fixed: dict[str, str | None] = {
        "TALPLAN_TODAY": today,
        "TALPLAN_LANG": "en",
        "TALPLAN_PLAN": str(plan) if plan else None,
        "COLUMNS": None,
    }
    return CliRunner().invoke(app, arguments, env={**fixed, **env}, prog_name="talplan")


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
