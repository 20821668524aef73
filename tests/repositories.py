"""Git repositories of a plan, with talplan as git's merge driver, as the tests of merge, diff and log need them."""

import os
import subprocess
import sys
from pathlib import Path

from changing import PLAN, git

NAME = "plan-2025-2026.yaml"
DRIVER = f'"{sys.executable}" -m talplan merge %O %A %B --path %P'
PERSON = {"name": "Айгүл", "email": "a@example.org"}


def repository(folder: Path, text: str = PLAN, name: str = NAME, driver: str = DRIVER) -> Path:
    """A repository with a plan in its first commit, on the branch `main`; gives the plan's path."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    for key, value in PERSON.items():
        git(folder, "config", f"user.{key}", value)
    git(folder, "config", "merge.talplan.driver", driver)
    git(folder, "config", "core.quotepath", "off")
    (folder / ".gitattributes").write_text("*.yaml merge=talplan\n")
    plan = folder / name
    plan.parent.mkdir(parents=True, exist_ok=True)
    plan.write_bytes(text.encode())
    commit(folder, "Begin")
    return plan


def commit(folder: Path, message: str) -> str:
    """Commits everything, on a day that is always the same; gives the commit's short name."""
    git(folder, "add", "-A")
    subprocess.run(
        ["git", "commit", "-q", "-m", message],
        cwd=folder,
        check=True,
        env={**os.environ, "GIT_AUTHOR_DATE": "2025-11-20T12:00:00Z", "GIT_COMMITTER_DATE": "2025-11-20T12:00:00Z"},
    )
    return git(folder, "rev-parse", "--short=8", "HEAD")


def change(plan: Path, *pairs: tuple[str, str]) -> None:
    """Puts other words into the file; each must be there once."""
    text = plan.read_bytes().decode()
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    plan.write_bytes(text.encode())


def branch(plan: Path, name: str, *pairs: tuple[str, str], start: str = "main") -> None:
    """A branch with one commit that changes some words of the plan; main stays the one that is checked out."""
    git(plan.parent, "checkout", "-q", "-b", name, start)
    change(plan, *pairs)
    commit(plan.parent, name)
    git(plan.parent, "checkout", "-q", "main")


def attempt(folder: Path, *arguments: str, **env: str) -> tuple[int, str]:
    """What git makes of something that may fail: its exit code, and all that it and its driver say."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **env},
        check=False,
    )
    return done.returncode, done.stdout.decode()
