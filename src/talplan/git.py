"""The git executable: the one door to the history of a plan."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from talplan.problem import Failure


def run(folder: Path, *arguments: str) -> str:
    """What git prints; Failure with git's own words where it fails or is not there."""
    # A plan's name is a name: no character in it is a pattern, and none is written as an escape.
    command = ["git", "-c", "core.quotepath=off", "--literal-pathspecs", "--no-optional-locks", "-C", str(folder)]
    try:
        done = subprocess.run(  # noqa: S603  (a list of arguments, no shell)
            [*command, *arguments],
            stdin=subprocess.DEVNULL,
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
        reason = done.stderr.strip() or done.stdout.strip()
        raise Failure("git-failed", command=arguments[0], reason=reason)
    return done.stdout


def refuse_uncommitted(path: Path) -> None:
    """Failure where a commit of the file could not be made, or would hold more than the change to come: no
    repository, a file that git does not know, changes that are not committed, nobody to sign it."""
    folder = path.parent
    if run(folder, "status", "--porcelain", "-z", "--ignored", "--", path.name):
        known = run(folder, "ls-files", "-z", "--", path.name)
        raise Failure("uncommitted-changes" if known else "not-in-git", path=path)
    run(folder, "var", "GIT_COMMITTER_IDENT")


def commit(path: Path, message: str) -> str:
    """Commits that file alone, whatever else is staged; gives the commit's short name."""
    run(path.parent, "commit", "--quiet", "--only", "-m", message, "--", path.name)
    return run(path.parent, "rev-parse", "--short", "HEAD").strip()
