"""A plan in a folder of its own, and in a git repository, for the tests of the commands that write."""

import os
from functools import cache
from pathlib import Path

import pytest
import typer.testing
from hypothesis import settings
from typer.main import get_command

os.environ["TALPLAN_LANG"] = "en"  # before a module of the tests is imported: help is said at import

from changing import PLAN, TODAY, git

# The same examples at every run; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# Typer's runner makes all commands of the app again for each run: four times the work of `list` itself.
typer.testing._get_command = cache(get_command)  # type: ignore[attr-defined]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes the fixture `browser`, so that it can be run alone where there is one."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The plan in a folder of its own, which is the working folder."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "TALPLAN_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TALPLAN_TODAY", TODAY)
    monkeypatch.setenv("TALPLAN_LANG", "en")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "plan-2025-2026.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def kept(plan: Path) -> Path:
    """The plan in a git repository, committed, beside another file."""
    folder = plan.parent
    git(folder, "init", "-q")
    git(folder, "config", "user.name", "Айгүл")
    git(folder, "config", "user.email", "a@example.org")
    (folder / "other.txt").write_text("one\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Begin")
    return plan
