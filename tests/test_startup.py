"""What each kind of command imports: start-up is most of what a command costs, and imports are all of start-up."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from running import PLAN, environment

PROGRAM = """
import os, sys
from talplan.__main__ import main
try:
    main()
except SystemExit:
    pass
with open(os.environ["IMPORTED"], "w") as file:
    file.write(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""

HEAVY = {"typer", "rich", "pydantic", "yaml", "babel", "importlib_metadata"}
STRICT = HEAVY | {"dataclasses", "inspect", "pathlib", "json", "subprocess", "tempfile", "typing_extensions", "hashlib"}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """With the file that the names of the modules are written to."""
    return environment({"IMPORTED": str(tmp_path / "imported")})


def imported(arguments: str, env: dict[str, str], *, terminal: int | None = None) -> set[str]:
    """The top-level packages that a command has imported by its end, which the interpreter itself had not."""
    streams = {"stdout": terminal or subprocess.DEVNULL, "stderr": subprocess.PIPE}
    done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments.split()], env=env, check=True, **streams)  # type: ignore[call-overload]
    assert b"Traceback" not in done.stderr
    bare = subprocess.run([sys.executable, "-c", "import sys; print(*sys.modules)"], env=env, capture_output=True)
    return set(Path(env["IMPORTED"]).read_text().split()) - set(bare.stdout.decode().split())


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        ("--version", ""),
        ("--help", "typer"),
        ("list", ""),
        ("due --format json", ""),
        ("show 2.30 --format csv", ""),
        ("", ""),
        ("stats --by unit,month", ""),
        ("timeline --format json", ""),
        ("check", "yaml"),
        ("done 2.30 --dry-run", "yaml"),
        ("check --explain unknown-unit", ""),
        ("schema", "pydantic"),
    ],
)
def test_cold(arguments: str, heavy: str, env: dict[str, str]) -> None:
    """Rich only for a terminal, yaml for an edit, pydantic for what may be wrong, nothing for what is looked at."""
    assert imported(arguments, env) & HEAVY == set(heavy.split())


@pytest.mark.parametrize(
    ("arguments", "strict"),
    [
        ("list", ""),
        ("list --unit ОБ --format csv", ""),
        ("list --format json", "json"),
        ("due", ""),
        ("due --format json", "json"),
        ("show 2.30", ""),
        ("units", ""),
        ("units --format md", ""),
        ("", ""),
        ("stats", ""),
        ("stats --by unit,month --format csv", ""),
        ("timeline", ""),
        ("timeline --by unit --format json", "json"),
    ],
)
def test_strict(arguments: str, strict: str, env: dict[str, str]) -> None:
    """What is known is looked at with next to nothing."""
    assert imported(arguments, env) & STRICT == set(strict.split())


@pytest.mark.parametrize("arguments", ["done 2.30", "done 2.30 --by ОБ --note бир", "undo 2.30"])
def test_change(arguments: str, env: dict[str, str], tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_bytes(PLAN.read_bytes())
    env["TALPLAN_PLAN"] = str(plan)
    if arguments.startswith("undo"):
        imported("done 2.30", env)
    before = plan.read_bytes()
    assert not imported(arguments, env) & {"typer", "pydantic", "rich"}
    assert plan.read_bytes() != before


@pytest.mark.skipif(os.name != "posix", reason="terminals as POSIX has them")
@pytest.mark.parametrize("arguments", ["list", "due", "show 2.30", "units"])
def test_terminal(arguments: str, env: dict[str, str]) -> None:
    """A table needs Rich there, and still nothing that reads; one that fits the window starts no program."""
    import pty

    screen, terminal = pty.openpty()
    reader = subprocess.Popen(["cat"], stdin=screen, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(screen)
    with contextlib.closing(os.fdopen(terminal, "wb")):
        seen = imported(arguments, {**env, "TERM": "xterm", "COLUMNS": "100", "LINES": "2000"}, terminal=terminal)
    reader.wait()
    assert seen & {*HEAVY, "subprocess"} == {"rich"}
