"""`talplan log`: each commit that changed the plan, or one item of it, in the words of diff."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from changing import PLAN, git, run
from repositories import NAME, attempt, branch, change, commit, repository
from talplan.planfile.parser import parse
from talplan.system import git as real_git
from talplan.versions import fast_parse

pytestmark = pytest.mark.once

UNITS = "    units: [Окуу бөлүмү, Деканат]\n"
NOTED = "    notes:\n    - date: 2025-10-14\n      text: Жарымы\n"
MARK = "    done:\n    - date: 2025-10-14\n      by: [{}]\n"


@pytest.fixture
def main(plan: Path) -> Path:
    """A plan with one commit, which holds six items."""
    return repository(plan.parent)


def told(*arguments: str) -> str:
    """What log says, with the names of commits made alike."""
    result = run("log", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return re.sub(r"^(\S+  )[0-9a-f]{8}  ", r"\1········  ", result.stdout, flags=re.MULTILINE)


def test_the_history_of_the_plan(main: Path) -> None:
    change(main, (UNITS, UNITS + MARK.format("Деканат")))
    commit(main.parent, "Mark 1.1 done")
    change(main, ("task: Көзөмөл", "task: Көзөмөлдөө"), ("title: План", "title: Жылдык план"))
    commit(main.parent, "Words")
    change(main, ("- name: Деканат\n", "- name: Деканат  # сөз\n"))
    commit(main.parent, "A comment alone")
    assert told() == (
        "2025-11-20  ········  Айгүл: Words\n"
        "  The plan  title: [−План−][+Жылдык план+]\n"
        "  1.2  task: [−Көзөмөл−][+Көзөмөлдөө+]\n"
        "\n"
        "2025-11-20  ········  Айгүл: Mark 1.1 done\n"
        "  1.1  done on 2025-10-14, by Деканат\n"
        "\n"
        "2025-11-20  ········  Айгүл: Begin\n"
        "  the plan is created with 6 items\n"
    )


def test_the_history_of_an_item(main: Path) -> None:
    change(main, (UNITS, UNITS + MARK.format("Деканат")))
    commit(main.parent, "Mark 1.1 done")
    change(main, ("task: Көзөмөл", "task: Көзөмөлдөө"))
    commit(main.parent, "Another item")
    change(main, (MARK.format("Деканат"), ""))
    commit(main.parent, "Take it back")
    assert told("1.1") == (
        "2025-11-20  ········  Айгүл: Take it back\n"
        "  1.1  mark removed: done on 2025-10-14, by Деканат\n"
        "\n"
        "2025-11-20  ········  Айгүл: Mark 1.1 done\n"
        "  1.1  done on 2025-10-14, by Деканат\n"
        "\n"
        "2025-11-20  ········  Айгүл: Begin\n"
        "  1.1  new: сентябрь; Окуу бөлүмү, Деканат\n"
    )


def test_an_item_is_followed_wherever_it_goes(main: Path) -> None:
    """Through a new item before it, into another section, and a file that is called otherwise."""
    folder = main.parent
    change(main, (UNITS, UNITS + MARK.format("Деканат")))
    commit(folder, "Mark 1.1 done")
    text = main.read_text(encoding="utf-8")
    for number in range(6, 0, -1):
        text = text.replace(f"  - number: {number}\n", f"  - number: {number + 1}\n")
    first = "  - number: 1\n    task: Жаңы\n    due: [май]\n    units: [Деканат]\n"
    main.write_text(text.replace("  items:\n", "  items:\n" + first), encoding="utf-8")
    commit(folder, "A new one before it")
    (folder / "Окуу планы").mkdir()
    git(folder, "mv", NAME, f"Окуу планы/{NAME}")
    moved = folder / "Окуу планы" / NAME
    commit(folder, "Another folder")
    item = text[text.index("  - number: 2\n") : text.index("  - number: 3\n")]
    whole = moved.read_text(encoding="utf-8").replace(item, "")
    moved.write_text(
        whole + "- number: 2\n  items:\n" + item.replace("number: 2", "number: 1").replace("Тизме", "Тизмени"),
        encoding="utf-8",
    )
    commit(folder, "Into another section")
    assert told("2.1", "--plan", str(moved)) == (
        "2025-11-20  ········  Айгүл: Into another section\n"
        "  2.1  now 2.1, was 1.2\n"
        "  2.1  task: [−Тизме−][+Тизмени+] түзүү\n"
        "\n"
        "2025-11-20  ········  Айгүл: A new one before it\n"
        "  1.2  now 1.2, was 1.1\n"
        "\n"
        "2025-11-20  ········  Айгүл: Mark 1.1 done\n"
        "  1.1  done on 2025-10-14, by Деканат\n"
        "\n"
        "2025-11-20  ········  Айгүл: Begin\n"
        "  1.1  new: сентябрь; Окуу бөлүмү, Деканат\n"
    )


def test_a_merge_tells_nothing_twice(main: Path) -> None:
    folder = main.parent
    branch(main, "dean", (UNITS, UNITS + MARK.format("Деканат")))
    branch(main, "office", (UNITS, UNITS + MARK.format("Окуу бөлүмү")))
    for name in ("dean", "office"):
        assert attempt(folder, "merge", "-q", "--no-ff", "--no-edit", name)[0] == 0
    for arguments in ([], ["1.1"]):
        steps = told(*arguments).split("\n\n")
        assert sorted(steps[:-1]) == [
            "2025-11-20  ········  Айгүл: dean\n  1.1  done on 2025-10-14, by Деканат",
            "2025-11-20  ········  Айгүл: office\n  1.1  done on 2025-10-14, by Окуу бөлүмү",
        ]


def test_a_merge_tells_what_neither_side_had(main: Path) -> None:
    folder = main.parent
    branch(main, "one", ("task: Тизме түзүү", "task: Тизмени түзүү"))
    branch(main, "two", ("task: Тизме түзүү", "task: Тизмелер түзүү"))
    git(folder, "merge", "-q", "one")
    assert attempt(folder, "merge", "-q", "two")[0] == 1
    main.write_text(PLAN.replace("Тизме түзүү", "Тизмелерди бекитүү"), encoding="utf-8")
    commit(folder, "Both")
    assert told("1.1").split("\n\n")[0] == (
        "2025-11-20  ········  Айгүл: Both\n  1.1  task: [−Тизмени−][+Тизмелерди+] [−түзүү−][+бекитүү+]"
    )


def test_an_item_marked_on_one_side_and_renumbered_on_the_other(main: Path) -> None:
    folder = main.parent
    branch(main, "dean", ("    units: [Кафедра башчылары]\n", "    units: [Кафедра башчылары]\n" + NOTED))
    branch(main, "office", ("  - number: 5\n", "  - number: 15\n"))
    for name in ("dean", "office"):
        assert attempt(folder, "merge", "-q", "--no-ff", "--no-edit", name)[0] == 0
    steps = told("1.15")
    assert "1.15  now 1.15, was 1.5" in steps
    assert "note dated 2025-10-14: Жарымы" in steps
    assert steps.endswith("  1.5  new: жыл бою; Кафедра башчылары\n")


def test_commits_whose_plan_cannot_be_read(main: Path) -> None:
    """What comes after them is told from the last that could be read."""
    for message, old, new in (
        ("Broken", "task: Көзөмөл", "task: [Көзөмөл"),
        ("Still broken", "task: Отчёт", "task: Отчёттор"),
        ("Mended", "task: [Көзөмөл", "task: Көзөмөлдөө"),
    ):
        change(main, (old, new))
        commit(main.parent, message)
    broken = "  the plan cannot be read in this commit\n\n"
    assert told() == (
        "2025-11-20  ········  Айгүл: Mended\n"
        "  1.2  task: [−Көзөмөл−][+Көзөмөлдөө+]\n"
        "  1.3  task: [−Отчёт−][+Отчёттор+]\n"
        "\n"
        f"2025-11-20  ········  Айгүл: Still broken\n{broken}"
        f"2025-11-20  ········  Айгүл: Broken\n{broken}"
        "2025-11-20  ········  Айгүл: Begin\n"
        "  the plan is created with 6 items\n"
    )
    assert told("1.2") == (
        "2025-11-20  ········  Айгүл: Mended\n"
        "  1.2  task: [−Көзөмөл−][+Көзөмөлдөө+]\n"
        "\n"
        "2025-11-20  ········  Айгүл: Begin\n"
        "  1.2  new: октябрь-ноябрь, жыл бою; Деканат\n"
    )


def test_units_and_sections_are_named(main: Path) -> None:
    change(main, ("- name: Кафедра башчылары\n", "- name: Кафедра башчылары\n  short: КБ\n- name: Архив\n"))
    main.write_text(main.read_text(encoding="utf-8") + "- number: 2\n  title: Тарбия\n  items: []\n", "utf-8")
    commit(main.parent, "More")
    assert told().split("\n\n")[0] == (
        "2025-11-20  ········  Айгүл: More\n  КБ  short form: [+КБ+]\n  Архив  new unit\n  2. Тарбия  new section"
    )


def test_an_item_that_is_gone(main: Path) -> None:
    text = main.read_text(encoding="utf-8")
    main.write_text(text[: text.index("  - number: 6\n")], encoding="utf-8")
    commit(main.parent, "Without 1.6")
    assert told("1.6") == (
        "2025-11-20  ········  Айгүл: Without 1.6\n"
        "  1.6  removed: сентябрь; Деканат\n"
        "\n"
        "2025-11-20  ········  Айгүл: Begin\n"
        "  1.6  new: сентябрь; Деканат\n"
    )


@pytest.mark.parametrize("asked", ["1.7", "2.1", "иш", "1", "--", "", "1.1.1"])
def test_an_item_that_there_never_was(main: Path, asked: str) -> None:
    del main
    result = run("log", "--", asked)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"no version of the plan in git contains an item “{asked}”" in result.stderr


def test_a_plan_that_git_does_not_know_yet(main: Path) -> None:
    (main.parent / "new.yaml").write_text(PLAN)
    result = run("log", "--plan", "new.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "git has no version of new.yaml yet\n  hint: commit it first: git add, git commit" in result.stderr


def test_outside_of_any_repository(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(plan.parent.parent))
    result = run("log")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not in a git repository" in result.stderr


@pytest.mark.parametrize("command", ["log", "diff"])
def test_a_repository_of_another_user(main: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What git says of it is said; there is a repository, so none is to be created."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    result = run(command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"error: git does not use the repository {main.parent}, because another user owns it\n"
        f"  hint: if you trust it: git config --global --add safe.directory {main.parent}\n"
    )


def test_a_bare_clone(main: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no files, but it has the history."""
    change(main, ("task: Көзөмөл", "task: Көзөмөлдөө"))
    commit(main.parent, "Words")
    clone = tmp_path_factory.mktemp("clone") / "plan.git"
    git(main.parent, "clone", "-q", "--bare", str(main.parent), str(clone))
    monkeypatch.chdir(clone)
    words = "  task: [−Көзөмөл−][+Көзөмөлдөө+]\n"
    for named in ([], ["--plan", NAME]):
        assert words in told(*named)
        assert words in run("diff", "HEAD^", "HEAD", *named).stdout
        result = run("diff", *named)
        assert (result.exit_code, result.stderr) == (
            2,
            f"error: {NAME} is in git, but not on disk\n  hint: compare two commits: talplan diff HEAD~1 HEAD\n",
        )


def test_a_folder_that_a_sparse_checkout_left_out(main: Path) -> None:
    folder = main.parent
    (folder / "data").mkdir()
    git(folder, "mv", NAME, f"data/{NAME}")
    (folder / "docs").mkdir()
    (folder / "docs" / "README").write_text("")
    commit(folder, "Folders")
    git(folder, "sparse-checkout", "set", "docs")
    assert not (folder / "data").exists()
    for named in ([], ["--plan", f"data/{NAME}"]):
        assert "  the plan is created with 6 items\n" in told(*named)
        assert run("diff", "HEAD", "HEAD", *named, "--exit-code").exit_code == 0


def test_a_repository_without_a_commit(plan: Path) -> None:
    git(plan.parent, "init", "-q")
    result = run("log")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "does not have any commits yet" in result.stderr


def test_a_clone_that_has_only_the_newest(
    main: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(main, ("task: Көзөмөл", "task: Көзөмөлдөө"))
    commit(main.parent, "Second")
    clone = tmp_path_factory.mktemp("clone") / "repo"
    git(main.parent, "clone", "-q", "--depth", "1", f"file://{main.parent}", str(clone))
    monkeypatch.chdir(clone)
    result = run("log")
    assert result.exit_code == 0
    assert (
        "warning: this clone has only the latest part of the history; to get the rest, run git fetch --unshallow"
        in (result.stderr)
    )


def test_subjects_and_authors_are_shown_as_they_are(main: Path) -> None:
    git(main.parent, "config", "user.name", "[red]Айгүл[/red]")
    change(main, ("task: Көзөмөл", "task: Көзөмөлдөө"))
    commit(main.parent, "\x1b[31mRed [bold]%s %n \u202eх")
    first = run("log").stdout.splitlines()[0]
    assert first.endswith("[red]Айгүл[/red]: \\x1b[31mRed [bold]%s %n \\u202eх")


def test_the_plan_of_a_linked_worktree(main: Path, tmp_path: Path) -> None:
    branch(main, "dean", ("task: Көзөмөл", "task: Көзөмөлдөө"))
    git(main.parent, "worktree", "add", "-q", str(tmp_path / "осмотр план"), "dean")
    assert "Көзөмөлдөө" in told("--plan", str(tmp_path / "осмотр план" / NAME))
    assert "Көзөмөлдөө" not in told()


# --- a thousand commits -------------------------------------------------------------------------------------

MANY = 1000


def imported(folder: Path) -> Path:
    """A history of a thousand commits, each of which notes something in one of the items, the last one in all."""
    plan = repository(folder)

    def items(commits: int) -> Iterator[str]:
        for number in range(1, 41):
            notes = range(number, commits + 1, 40)
            lines = "".join(f"    - date: 2025-10-14\n      text: Сөз {one}\n" for one in notes)
            head = f"  - number: {number}\n    task: Иш {number}\n    due: [май]\n    units: [Деканат]\n"
            yield head + (f"    notes:\n{lines}" if lines else "")

    top = PLAN[: PLAN.index("  - number: 1\n")]
    stream = []
    for at in range(1, MANY + 1):
        text = (top + "".join(items(at))).encode()
        message = f"Commit {at}".encode()
        stream.append(
            b"commit refs/heads/many\nauthor A <a@example.org> 1760000000 +0000\n"
            b"committer A <a@example.org> 1760000000 +0000\n"
            + b"data %d\n%s\n" % (len(message), message)
            + b"M 100644 inline %s\ndata %d\n%s\n" % (NAME.encode(), len(text), text)
        )
    subprocess.run(["git", "fast-import", "--quiet"], cwd=plan.parent, input=b"".join(stream), check=True)
    git(plan.parent, "checkout", "-q", "many")
    return plan


def test_a_thousand_commits(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each blob is asked for once, by few runs of git, and what two versions share is read once."""
    imported(plan.parent)
    asked: Counter[str] = Counter()
    runs: list[str] = []
    parsed: list[int] = []
    contents, run_git = real_git.read_blobs, real_git._run

    def counted(folder: Path, blobs: Any) -> Any:
        wanted = list(blobs)
        asked.update(wanted)
        return contents(folder, wanted)

    def counted_run(folder: Path, arguments: Any, **more: Any) -> bytes:
        runs.append(arguments[0])
        return run_git(folder, arguments, **more)

    def counted_parse(source: Any) -> Any:
        parsed.append(len(source.text))
        return parse(source)

    monkeypatch.setattr(real_git, "read_blobs", counted)
    monkeypatch.setattr(real_git, "_run", counted_run)
    monkeypatch.setattr("talplan.versions.fast_parse.parse", counted_parse)
    fast_parse._parse_entries.cache_clear()
    result = run("log", "1.7")
    assert result.exit_code == 0, result.stderr
    told = result.stdout
    assert told.count("note dated 2025-10-14: Сөз ") == MANY // 40
    assert set(asked.values()) == {1}
    assert len(asked) == MANY
    assert len(runs) <= MANY // 40 + 5
    whole = len(plan.read_bytes())
    assert len(parsed) < MANY * 2 + 100
    assert sum(parsed) < MANY * whole / 10
