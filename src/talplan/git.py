"""The git executable: the one door to the history of a plan."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from talplan.problem import Failure


def run(folder: Path, *arguments: str) -> str:
    """What git prints; Failure with git's own words where it fails or is not there."""
    command = ["git", "-c", "core.quotepath=off", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(  # noqa: S603  (a list of arguments, no shell)
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "LC_ALL": "C"},
            check=False,
        )
    except OSError:
        raise Failure("no-git") from None
    if done.returncode:
        raise Failure("git-failed", command=arguments[0], reason=done.stderr.strip())
    return done.stdout


def refuse_uncommitted(path: Path) -> None:
    """Failure where the file has changes that are not committed, or no git repository holds it."""
    status = run(path.parent, "--no-optional-locks", "status", "--porcelain", "-z", "--", path.name)
    if status:
        raise Failure("uncommitted-changes", path=path)


def commit(path: Path, message: str) -> str:
    """Commits that file alone, whatever else is staged; gives the commit's short name."""
    run(path.parent, "commit", "--quiet", "--only", "-m", message, "--", path.name)
    return run(path.parent, "rev-parse", "--short", "HEAD").strip()
