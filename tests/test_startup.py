"""What each kind of command imports: start-up is most of what a command costs, and imports are all of start-up."""

import subprocess
import sys
from pathlib import Path

import pytest

PLAN = Path(__file__).parent.parent / "data" / "plan-2025-2026.yaml"

PROGRAM = """
import sys
from talplan.__main__ import main
try:
    main()
except SystemExit:
    pass
sys.stderr.write(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def imported(*arguments: str) -> set[str]:
    """The top-level packages that a command has imported by its end."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


HEAVY = {"typer", "rich", "pydantic", "yaml", "babel", "importlib_metadata"}


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--version"], set()),
        (["--help"], {"typer"}),
        (["done", "--help"], {"typer"}),
        (["list", "--plan", str(PLAN)], set()),
        (["due", "--plan", str(PLAN), "--format", "json"], set()),
        (["show", "2.30", "--plan", str(PLAN), "--format", "csv"], set()),
        (["check", str(PLAN)], {"typer", "yaml"}),
        (["done", "2.30", "--plan", str(PLAN), "--dry-run"], {"yaml"}),
        (["check", "--explain", "unknown-unit"], {"typer"}),
        (["schema"], {"typer", "pydantic"}),
    ],
    ids=lambda value: " ".join(value[:2]).replace(str(PLAN), "") if isinstance(value, list) else "",
)
def test_imports(arguments: list[str], heavy: set[str]) -> None:
    """Rich only for a terminal, yaml for an edit, pydantic for what may be wrong, nothing for what is looked at."""
    assert imported(*arguments) & HEAVY == heavy
