"""How often a command reads the plan file."""

import subprocess
import sys
from pathlib import Path

import pytest

import changing
from running import environment

pytestmark = pytest.mark.once

COUNTED = """
import os, sys
from talplan.__main__ import main
path = os.path.realpath(sys.argv.pop(1))
opened = 0
def hook(event, args):
    global opened
    if event == "open" and not isinstance(args[0], int) and os.path.realpath(args[0]) == path:
        opened += 1
sys.addaudithook(hook)
try:
    main()
finally:
    sys.stderr.write(f"\\n{opened}")
"""

TWICE = "under the lock, and before it is replaced"


@pytest.mark.parametrize(
    ("command", "times", "when"),
    [
        ("list", 1, ""),
        ("list --plan plan-2025-2026.yaml --format json", 1, ""),
        ("due", 1, ""),
        ("due --month october --format csv", 1, ""),
        ("show 1.1", 1, ""),
        ("units", 1, ""),
        ("check", 1, ""),
        ("done 1.1 --dry-run", 1, ""),
        ("done 1.6", 1, "under the lock: there is nothing to change"),
        ("done 1.1", 2, TWICE),
        ("undo 1.3", 2, TWICE),
        ("note 1.1 бир", 2, TWICE),
        ("done --unit деканат --yes", 3, f"to ask, {TWICE}"),
    ],
)
def test_reads(command: str, times: int, when: str, plan: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", COUNTED, str(plan), *command.split()],
        env=environment({"TALPLAN_TODAY": changing.TODAY}, None),
        capture_output=True,
        check=True,
    )
    assert int(done.stderr.split()[-1]) == times, when
