"""`talplan update-branch` in real repositories: branches that git alone cannot merge, merged by meaning.

The forge's button is `git merge-tree --write-tree` in a bare repository without any configuration.
"""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from changing import PLAN, git, run
from repositories import NAME, PERSON, branch, change, commit, repository
from running import PROGRAM, environment
from talplan.planfile.load import load
from talplan.system import git as real_git

pytestmark = pytest.mark.once

UNITS = "    units: [Окуу бөлүмү, Деканат]\n"
BY_DEAN = "    done:\n    - date: 2025-10-14\n      by: [Деканат]\n"
BY_OFFICE = "    done:\n    - date: 2025-10-12\n      by: [Окуу бөлүмү]\n      note: Бүттү\n"
BOTH = BY_OFFICE + BY_DEAN.removeprefix("    done:\n")


@pytest.fixture
def main(plan: Path) -> Path:
    """A plan whose branch `main` has a mark that the branch `dean` does not have, and no merge driver."""
    main = repository(plan.parent)
    git(main.parent, "config", "--unset", "merge.talplan.driver")
    branch(main, "dean", (UNITS, UNITS + BY_DEAN))
    change(main, (UNITS, UNITS + BY_OFFICE))
    commit(main.parent, "Office")
    return main


@pytest.fixture
def forge(main: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bare clone, as a forge has it; it is the working folder."""
    bare = tmp_path_factory.mktemp("forge") / "plan.git"
    git(main.parent, "clone", "-q", "--bare", str(main.parent), str(bare))
    for key, value in PERSON.items():
        git(bare, "config", f"user.{key}", value)
    monkeypatch.chdir(bare)
    return bare


def button(forge: Path, name: str) -> bool:
    """Whether the forge's merge button works."""
    done = subprocess.run(
        ["git", "merge-tree", "--write-tree", "main", name], cwd=forge, capture_output=True, check=False
    )
    return done.returncode == 0


def plan_at(folder: Path, revision: str) -> str:
    raw = subprocess.run(["git", "show", f"{revision}:{NAME}"], cwd=folder, capture_output=True, check=True).stdout
    return raw.decode()


def test_the_button_works_afterwards(forge: Path) -> None:
    assert not button(forge, "dean")
    old = git(forge, "rev-parse", "dean")
    result = run("update-branch", "dean")
    new = git(forge, "rev-parse", "dean")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"dean: merged as {new[:8]}\n", "")
    assert git(forge, "rev-parse", "dean^1", "dean^2").split() == [old, git(forge, "rev-parse", "main")]
    assert git(forge, "log", "-1", "--format=%s|%an", "dean") == "Merge main into dean|Айгүл"
    assert plan_at(forge, "dean") == PLAN.replace(UNITS, UNITS + BOTH)
    assert button(forge, "dean")


def test_a_second_run_does_nothing(forge: Path) -> None:
    run("update-branch", "dean")
    refs = git(forge, "for-each-ref")
    result = run("update-branch", "dean")
    assert (result.exit_code, result.stdout) == (0, "dean: left as it is; it already contains main\n")
    assert git(forge, "for-each-ref") == refs


def test_a_branch_that_git_can_merge(forge: Path) -> None:
    """Nothing is pushed to a branch that does not need it, so that nothing runs again because of it."""
    git(forge, "branch", "other", "main^")
    refs = git(forge, "for-each-ref")
    result = run("update-branch", "other")
    assert (result.exit_code, result.stdout) == (0, "other: left as it is; git can merge it\n")
    assert git(forge, "for-each-ref") == refs


@pytest.mark.parametrize("other", ["# own attributes\n*.yaml -merge binary\n", "*.yaml merge=evil\n"])
def test_attributes_and_drivers_of_the_branch_are_not_used(main: Path, other: str, tmp_path: Path) -> None:
    """Neither those of the branch's tree nor those of the tree that is checked out."""
    folder, ran = main.parent, tmp_path / "ran"
    git(folder, "config", "merge.evil.driver", f"touch '{ran}'; false")
    git(folder, "checkout", "-q", "dean")
    (folder / ".gitattributes").write_text(other)
    commit(folder, "Attributes")
    git(folder, "branch", "changed")
    git(folder, "checkout", "-q", "--detach")
    assert run("update-branch", "changed").exit_code == 0
    assert plan_at(folder, "changed") == PLAN.replace(UNITS, UNITS + BOTH)
    assert not ran.exists()


def test_the_configured_driver_is_not_asked_whether_git_can_merge(main: Path) -> None:
    """A clone in which git has a driver sees what the button of the forge sees."""
    git(main.parent, "config", "merge.talplan.driver", "true")
    assert run("update-branch", "dean").stdout.startswith("dean: merged as ")
    assert plan_at(main.parent, "dean") == PLAN.replace(UNITS, UNITS + BOTH)


def test_the_working_folder_and_the_index_stay(main: Path) -> None:
    folder = main.parent
    change(main, ("task: Отчёт", "task: Отчёттор"))
    (folder / "new.txt").write_text("new")
    git(folder, "add", "new.txt")
    before = (git(folder, "status", "--porcelain"), main.read_bytes(), (folder / ".git" / "index").read_bytes())
    assert run("update-branch", "dean").exit_code == 0
    assert (git(folder, "status", "--porcelain"), main.read_bytes(), (folder / ".git" / "index").read_bytes()) == before
    assert sorted(path.name for path in folder.iterdir()) == [".git", ".gitattributes", "new.txt", NAME]


def test_a_conflict_names_the_items(main: Path) -> None:
    folder = main.parent
    branch(main, "words", ("task: Тизме түзүү", "task: Тизмени түзүү"), start="main^")
    change(main, ("task: Тизме түзүү", "task: Тизмелер түзүү"))
    commit(folder, "Words")
    old = git(folder, "rev-parse", "words")
    result = run("update-branch", "words", "dean")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "words: conflict: 1.1"
    assert result.stdout.splitlines()[1].startswith("dean: merged as ")  # one conflict keeps no other branch back
    assert git(folder, "rev-parse", "words") == old


def test_a_conflict_in_another_file(main: Path) -> None:
    folder = main.parent
    for name in ("notes", "main"):
        git(folder, "checkout", "-q", *(["-b", name, "dean"] if name == "notes" else [name]))
        (folder / "notes.txt").write_text(name)
        commit(folder, name)
    result = run("update-branch", "notes")
    assert (result.exit_code, result.stdout) == (1, "notes: conflict: notes.txt\n")


def test_a_new_item_that_is_renumbered_is_named(main: Path) -> None:
    new = "  - number: 7\n    task: {}\n    due: [май]\n    units: [Деканат]\n"
    folder = main.parent
    git(folder, "checkout", "-q", "-b", "item", "main")
    main.write_text(main.read_text("utf-8") + new.format("Отчёт жазуу"), "utf-8")
    commit(folder, "item")
    git(folder, "checkout", "-q", "main")
    main.write_text(main.read_text("utf-8") + new.format("Аттестация"), "utf-8")
    commit(folder, "other")
    result = run("update-branch", "item")
    assert result.exit_code == 0
    assert "1.8" in result.stderr
    assert load(plan_at(folder, "item").encode()).plan is not None


def test_the_base_that_is_named(main: Path) -> None:
    folder = main.parent
    git(folder, "branch", "release")
    assert run("update-branch", "dean", "--base", "release").exit_code == 0
    assert git(folder, "log", "-1", "--format=%s", "dean") == "Merge release into dean"


def test_the_base_of_a_clone_is_that_of_its_origin(
    main: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path_factory.mktemp("clone") / "repo"
    git(main.parent, "clone", "-q", str(main.parent), str(clone))
    for key, value in PERSON.items():
        git(clone, "config", f"user.{key}", value)
    git(clone, "branch", "-q", "dean", "origin/dean")
    monkeypatch.chdir(clone)
    assert run("update-branch", "dean").exit_code == 0
    assert git(clone, "log", "-1", "--format=%s", "dean") == "Merge origin/HEAD into dean"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["dean", "nosuch"], "there is no local branch “nosuch”"),
        (["dean", "--base", "nosuch"], "“nosuch” is neither a version in git nor a file"),
        (["dean", "main"], "“main” is checked out in a working folder; nothing was changed"),
        (["dean", "--base", "-x"], "“-x”"),
    ],
)
def test_refused_before_a_branch_moves(main: Path, arguments: list[str], message: str) -> None:
    refs = git(main.parent, "for-each-ref")
    result = run("update-branch", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert git(main.parent, "for-each-ref") == refs


def test_a_push_that_comes_in_between_wins(forge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    merge_trees = real_git.merge_trees

    def pushed(*arguments: object, driver: str | None) -> real_git.MergedTree:
        if driver:
            git(forge, "update-ref", "refs/heads/dean", "main")
        return merge_trees(*arguments, driver=driver)  # type: ignore[arg-type]

    monkeypatch.setattr(real_git, "merge_trees", pushed)
    result = run("update-branch", "dean")
    assert (result.exit_code, result.stdout) == (0, "dean: left as it is; it has moved meanwhile\n")
    assert git(forge, "rev-parse", "dean") == git(forge, "rev-parse", "main")


def test_several_at_once(forge: Path) -> None:
    """One of them merges the branch, the others leave it alone; nothing is merged twice."""

    def update(_: int) -> str:
        command = [*PROGRAM, "update-branch", "dean"]
        return subprocess.run(command, cwd=forge, env=environment(), capture_output=True, check=True).stdout.decode()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(update, range(4)))
    assert sum("merged as" in line for line in told) == 1
    assert git(forge, "rev-list", "--count", "--merges", "dean") == "1"


def test_without_git(forge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(forge / "nothing"))
    result = run("update-branch", "dean")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "git is not installed" in result.stderr


def test_outside_of_any_repository(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", os.path.dirname(plan.parent))  # noqa: PTH120
    result = run("update-branch", "dean")
    assert result.exit_code == 2
    assert "is not in a git repository" in result.stderr
