"""`--commit`: the file alone, in real repositories; refused before anything is written where it could not be made."""

from pathlib import Path

import pytest

from changing import PLAN, added, git, run, told, untouched

pytestmark = pytest.mark.once


def test_commit_holds_that_file_alone(kept: Path) -> None:
    folder = kept.parent
    (folder / "other.txt").write_text("two\n")
    git(folder, "add", "other.txt")
    result = run("done", "1.1", "1.3", "--commit")
    commit = git(folder, "rev-parse", "--short", "HEAD")
    assert told(result) == (
        0,
        "1.1 done on 2025-11-20\n1.3 done on 2025-11-20, октябрь\n",
        f"Committed as {commit}.\n",
    )
    assert (
        git(folder, "show", "--format=%an|%s|%b", "--name-only") == "Айгүл|Mark 1.1, 1.3 done|\n\nplan-2025-2026.yaml"
    )
    assert git(folder, "status", "--porcelain") == "M  other.txt"
    assert run("undo", "1.3", "--commit").exit_code == 0
    assert git(folder, "log", "-1", "--format=%s") == "Remove the mark on 1.3"


def test_a_commit_of_many_names_them_below(kept: Path) -> None:
    items = "".join(f"  - {{number: {n}, task: Иш, due: [сентябрь], units: [Деканат]}}\n" for n in range(11, 41))
    kept.write_text(PLAN + items, encoding="utf-8")
    git(kept.parent, "commit", "-qam", "More")
    assert run("done", "--ending-before", "2025-10-01", "--yes", "--commit").exit_code == 0
    subject, empty, *body = git(kept.parent, "log", "-1", "--format=%B").splitlines()
    assert (subject, empty) == ("Mark 31 items done", "")
    assert " ".join(body).split(", ") == ["1.1", *(f"1.{n}" for n in range(11, 41))]
    assert max(map(len, body)) <= 72


def test_commit_of_nothing_is_none(kept: Path) -> None:
    assert told(run("done", "1.6", "--commit")) == (0, "1.6 is already done; nothing to mark.\n", "")
    assert git(kept.parent, "rev-list", "--count", "HEAD") == "1"


def test_commit_through_a_symlink_from_elsewhere(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    link = tmp_path_factory.mktemp("elsewhere") / "plan-link.yaml"
    link.symlink_to(kept)
    assert run("done", "1.1", "--commit", "--plan", str(link)).exit_code == 0
    assert link.is_symlink()
    assert git(kept.parent, "log", "-1", "--format=%s") == "Mark 1.1 done"


@pytest.mark.parametrize("staged", [True, False])
def test_commit_is_refused_where_the_file_had_changes(kept: Path, staged: bool) -> None:
    kept.write_text(PLAN + "# уже\n", encoding="utf-8")
    if staged:
        git(kept.parent, "add", ".")
    result = run("done", "1.1", "--commit")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "has uncommitted changes; nothing was changed" in result.stderr
    assert kept.read_text(encoding="utf-8") == PLAN + "# уже\n"


@pytest.mark.parametrize("ignored", [True, False])
def test_commit_is_refused_where_git_does_not_keep_the_file(kept: Path, ignored: bool) -> None:
    git(kept.parent, "rm", "-q", "--cached", kept.name)
    (kept.parent / ".gitignore").write_text("plan*\n" if ignored else "")
    git(kept.parent, "add", ".gitignore")
    git(kept.parent, "commit", "-qm", "Let go")
    result = run("done", "1.1", "--commit")
    assert result.exit_code == 2
    assert "is not tracked by git" in result.stderr
    assert untouched(kept)


def test_commit_outside_a_repository(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(plan.parent.parent))
    result = run("done", "1.1", "--commit")
    assert result.exit_code == 2
    assert "is not in a git repository" in result.stderr
    assert untouched(plan)


def test_commit_without_git(plan: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    result = run("done", "1.1", "--commit")
    assert result.exit_code == 2
    assert "git is not installed" in result.stderr
    assert untouched(plan)
    assert run("done", "1.1").exit_code == 0


def test_commit_by_nobody(kept: Path) -> None:
    git(kept.parent, "config", "--unset", "user.name")
    git(kept.parent, "config", "--unset", "user.email")
    git(kept.parent, "config", "user.useConfigOnly", "true")
    result = run("done", "1.1", "--commit")
    assert result.exit_code == 2
    assert "git var" in result.stderr
    assert untouched(kept)


def test_a_hook_that_refuses_the_commit(kept: Path) -> None:
    hook = kept.parent / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'not today' >&2\nexit 1\n")
    hook.chmod(0o755)
    result = run("done", "1.1", "--commit")
    assert told(result) == (
        2,
        "1.1 done on 2025-11-20\n",
        "error: plan-2025-2026.yaml was changed but not committed: not today\n"
        "  hint: commit it with git, or undo the change: git restore FILE\n",
    )
    assert added(kept) == ["done:", "- date: 2025-11-20"]
    assert git(kept.parent, "rev-list", "--count", "HEAD") == "1"


def test_a_name_that_git_could_take_for_a_pattern(kept: Path) -> None:
    odd = kept.parent / ":(glob)plan-[ж]*.yaml"
    odd.write_text(PLAN, encoding="utf-8")
    git(kept.parent, "--literal-pathspecs", "add", odd.name)
    git(kept.parent, "commit", "-qm", "Odd")
    assert run("done", "1.1", "--commit", "--plan", odd.name).exit_code == 0
    assert git(kept.parent, "-c", "core.quotepath=off", "show", "--format=", "--name-only") == odd.name
