"""talplan as git's merge driver, in real repositories: whatever git asks of it, the file ends merged or with marks."""

import subprocess
import sys
from pathlib import Path

import pytest

from changing import PLAN, git, run
from repositories import DRIVER, NAME, attempt, branch, change, commit, repository
from talplan.planfile.load import load
from talplan.versions import merge_texts
from talplan.versions.snapshot import read_snapshot

pytestmark = pytest.mark.once

UNITS = "    units: [Окуу бөлүмү, Деканат]\n"
BY_DEAN = "    done:\n    - date: 2025-10-14\n      by: [Деканат]\n"
BY_OFFICE = "    done:\n    - date: 2025-10-12\n      by: [Окуу бөлүмү]\n      note: Бүттү\n"
BOTH = BY_OFFICE + BY_DEAN.removeprefix("    done:\n")
NOTED = "    notes:\n    - date: 2025-10-14\n      text: Жарымы\n"
LATER = "    notes:\n    - date: 2025-10-15\n      text: Баары\n"
LAST = "    units: [Деканат]\n    done:\n    - date: 2025-09-30\n"
NEW = "  - number: 7\n    task: {}\n    due: [май]\n    units: [Деканат]\n"


@pytest.fixture
def main(plan: Path) -> Path:
    """The plan of a repository, on its branch `main`."""
    return repository(plan.parent)


def text(plan: Path) -> str:
    """The file, byte for byte."""
    return plan.read_bytes().decode()


def two_marks(main: Path) -> None:
    """Two branches, on each of which another unit has marked its part of one item."""
    branch(main, "dean", (UNITS, UNITS + BY_DEAN))
    branch(main, "office", (UNITS, UNITS + BY_OFFICE))


# --- what git asks of a driver ------------------------------------------------------------------------------


def test_parallel_marks_of_one_item(main: Path) -> None:
    two_marks(main)
    git(main.parent, "merge", "-q", "dean")
    assert attempt(main.parent, "merge", "-q", "office") == (0, f"Auto-merging {NAME}\n")
    assert text(main) == PLAN.replace(UNITS, UNITS + BOTH)
    assert git(main.parent, "status", "--porcelain") == ""


def test_without_the_driver_it_would_be_a_conflict(main: Path) -> None:
    two_marks(main)
    git(main.parent, "config", "merge.talplan.driver", "git merge-file %A %O %B")
    git(main.parent, "merge", "-q", "dean")
    assert attempt(main.parent, "merge", "-q", "office")[0] == 1


def test_marks_of_neighbours(main: Path) -> None:
    branch(main, "one", ("    units: [Кафедра башчылары]\n", "    units: [Кафедра башчылары]\n" + NOTED))
    branch(main, "two", ("    task: Бүткөн\n", "    task: Бүттү\n"))
    for name in ("one", "two"):
        git(main.parent, "merge", "-q", name)
    assert text(main) == PLAN.replace(
        "    units: [Кафедра башчылары]\n", "    units: [Кафедра башчылары]\n" + NOTED
    ).replace("Бүткөн", "Бүттү")


def test_the_same_new_number_on_two_branches(main: Path) -> None:
    for name, task in (("one", "Отчёт жазуу"), ("two", "Аттестация")):
        git(main.parent, "checkout", "-q", "-b", name, "main")
        main.write_text(PLAN + NEW.format(task), encoding="utf-8")
        commit(main.parent, name)
    done = attempt(main.parent, "merge", "-q", "one")
    assert done == (
        0,
        f"{NAME}: “Отчёт жазуу” was added as 1.7, which is taken; it is now 1.8\nAuto-merging {NAME}\n",
    )
    assert text(main) == PLAN + NEW.format("Аттестация") + NEW.format("Отчёт жазуу").replace("7", "8")


def test_a_conflict_waits_for_a_person(main: Path) -> None:
    branch(main, "one", ("task: Тизме түзүү", "task: Тизмени түзүү"), (LAST, LAST + "      note: Бүттү\n"))
    branch(main, "two", ("task: Тизме түзүү", "task: Тизмелер түзүү"))
    git(main.parent, "merge", "-q", "one")
    code, said = attempt(main.parent, "merge", "-q", "two")
    assert code == 1
    assert said.splitlines()[:2] == [
        f"{NAME}: conflict: 1.1: both sides changed the task in different ways",
        "  hint: in the file, keep one side of each conflict (<<<<<<< ======= >>>>>>>), "
        "then run: talplan check, git add, git commit",
    ]
    marked = "<<<<<<< ours\n    task: Тизмени түзүү\n=======\n    task: Тизмелер түзүү\n>>>>>>> theirs\n"
    assert text(main) == PLAN.replace("    task: Тизме түзүү\n", marked) + "      note: Бүттү\n"
    assert git(main.parent, "status", "--porcelain") == f"UU {NAME}"
    checked = run("check", str(main))
    assert checked.exit_code == 1
    assert "unresolved merge conflict" in checked.stdout
    # The person decides, checks and commits.
    main.write_text(text(main).replace(marked, "    task: Тизмелер түзүү\n"), encoding="utf-8")
    assert run("check", str(main)).exit_code == 0
    git(main.parent, "commit", "-qam", "Merge")


@pytest.mark.parametrize("option", ["-Xours", "-Xtheirs"])
def test_options_of_gits_own_merge_have_no_effect(main: Path, option: str) -> None:
    """Git does not pass them to a driver, as docs/review.md says: a person decides."""
    branch(main, "one", ("task: Тизме түзүү", "task: Тизмени түзүү"))
    branch(main, "two", ("task: Тизме түзүү", "task: Тизмелер түзүү"))
    git(main.parent, "merge", "-q", "one")
    assert attempt(main.parent, "merge", "-q", option, "two")[0] == 1
    assert "<<<<<<< ours" in text(main)


def test_rebase(main: Path) -> None:
    two_marks(main)
    git(main.parent, "checkout", "-q", "dean")
    assert attempt(main.parent, "rebase", "-q", "office")[0] == 0
    assert text(main) == PLAN.replace(UNITS, UNITS + BOTH)


def test_cherry_pick(main: Path) -> None:
    two_marks(main)
    git(main.parent, "merge", "-q", "office")
    assert attempt(main.parent, "cherry-pick", "dean")[0] == 0
    assert text(main) == PLAN.replace(UNITS, UNITS + BOTH)


def test_revert_of_a_mark_below_which_another_stands(main: Path) -> None:
    two_marks(main)
    git(main.parent, "merge", "-q", "office")
    git(main.parent, "cherry-pick", "dean")
    assert attempt(main.parent, "revert", "--no-edit", "HEAD^")[0] == 0
    assert text(main) == PLAN.replace(UNITS, UNITS + BY_DEAN)


def test_stash_pop(main: Path) -> None:
    branch(main, "office", (UNITS, UNITS + BY_OFFICE))
    change(main, (UNITS, UNITS + BY_DEAN))
    git(main.parent, "stash", "-q")
    git(main.parent, "merge", "-q", "office")
    assert attempt(main.parent, "stash", "pop", "-q")[0] == 0
    assert text(main) == PLAN.replace(UNITS, UNITS + BOTH)


def test_a_plan_file_that_was_renamed_on_one_side(main: Path) -> None:
    two_marks(main)
    folder = main.parent
    git(folder, "checkout", "-q", "dean")
    (folder / "data").mkdir()
    git(folder, "mv", NAME, f"data/{NAME}")
    commit(folder, "Move")
    assert attempt(folder, "merge", "-q", "office")[0] == 0
    assert text(folder / "data" / NAME) == PLAN.replace(UNITS, UNITS + BOTH)
    assert not main.exists()


@pytest.mark.parametrize("theirs", [True, False])
def test_windows_line_ends_on_one_side(main: Path, theirs: bool) -> None:
    git(main.parent, "config", "core.autocrlf", "false")
    branch(main, "one", (UNITS, UNITS + BY_DEAN))
    git(main.parent, "checkout", "-q", "-b", "two")
    main.write_bytes(PLAN.replace(UNITS, UNITS + BY_OFFICE).replace("\n", "\r\n").encode())
    commit(main.parent, "two")
    ours, other = ("one", "two") if theirs else ("two", "one")
    git(main.parent, "checkout", "-q", ours)
    assert attempt(main.parent, "merge", "-q", other)[0] == 0
    wanted = PLAN.replace(UNITS, UNITS + BOTH)
    assert text(main) == (wanted if theirs else wanted.replace("\n", "\r\n"))


def test_three_branches_at_once(main: Path) -> None:
    two_marks(main)
    branch(main, "three", ("task: Жыйынтык", "task: Жыйынтыгы"))
    code, said = attempt(main.parent, "merge", "dean", "office", "three")
    # Git gives up where one of several branches would need a driver with a word to say, or it takes what comes out.
    assert code == 0 or "Should not be doing an octopus" in said
    assert "<<<<<<<" not in text(main)


def test_two_merges_that_cross(main: Path) -> None:
    """What both sides come from is then itself a merge, which git has the driver make."""
    folder = main.parent
    two_marks(main)
    git(folder, "checkout", "-q", "dean")
    assert attempt(folder, "merge", "-q", "office")[0] == 0
    git(folder, "checkout", "-q", "office")
    assert attempt(folder, "merge", "-q", "dean^1")[0] == 0
    change(main, ("task: Жыйынтык", "task: Жыйынтыгы"))
    commit(folder, "More")
    git(folder, "checkout", "-q", "dean")
    change(main, ("task: Отчёт", "task: Отчёттор"))
    commit(folder, "Other")
    assert len(git(folder, "merge-base", "--all", "dean", "office").split()) == 2
    assert attempt(folder, "merge", "-q", "office")[0] == 0
    wanted = PLAN.replace(UNITS, UNITS + BOTH).replace("Жыйынтык", "Жыйынтыгы").replace("Отчёт", "Отчёттор")
    assert text(main) == wanted


@pytest.mark.parametrize("base", ["text", "binary"])
def test_two_merges_that_cross_with_a_conflict_solved_in_both(main: Path, base: str) -> None:
    """What both come from is then a merge with a conflict: with marks in it there is nothing else to do than to merge
    by lines. `merge.talplan.recursive` set to `binary` has git take what that came from, which is a plan."""
    folder = main.parent
    if base == "binary":
        git(folder, "config", "merge.talplan.recursive", base)
    branch(main, "one", ("task: Тизме түзүү", "task: Тизмени түзүү"))
    branch(main, "two", ("task: Тизме түзүү", "task: Тизмелер түзүү"))
    tips = git(folder, "rev-parse", "one", "two").split()
    for name, other in (("one", tips[1]), ("two", tips[0])):
        git(folder, "checkout", "-q", name)
        assert attempt(folder, "merge", "-q", other)[0] == 1
        main.write_text(PLAN.replace("Тизме түзүү", "Тизме"), encoding="utf-8")
        commit(folder, "Solved")
    change(main, ("    units: [Кафедра башчылары]\n", "    units: [Кафедра башчылары]\n" + NOTED))
    commit(folder, "More")
    git(folder, "checkout", "-q", "one")
    change(main, ("    units: [Кафедра башчылары]\n", "    units: [Кафедра башчылары]\n" + LATER))
    commit(folder, "Other")
    code, said = attempt(folder, "merge", "-q", "two")
    if base == "text":
        assert code == 1
        assert "(the common base version) has 1 error, so it cannot be merged by meaning" in said
        assert "<<<<<<< " in text(main)
    else:
        assert (code, said) == (0, f"Auto-merging {NAME}\n")
        both = "    units: [Кафедра башчылары]\n" + NOTED + LATER.removeprefix("    notes:\n")
        assert text(main) == PLAN.replace("Тизме түзүү", "Тизме").replace("    units: [Кафедра башчылары]\n", both)


# --- where it runs ------------------------------------------------------------------------------------------


def test_a_linked_worktree(main: Path, tmp_path: Path) -> None:
    two_marks(main)
    git(main.parent, "worktree", "add", "-q", str(tmp_path / "осмотр план"), "dean")
    assert attempt(tmp_path / "осмотр план", "merge", "-q", "office")[0] == 0
    assert text(tmp_path / "осмотр план" / NAME) == PLAN.replace(UNITS, UNITS + BOTH)


def test_names_with_spaces_in_cyrillic(plan: Path) -> None:
    main = repository(plan.parent / "repo", name="Окуу планы/plan 'жаңы'.yaml")
    two_marks_in = main.parent.parent
    for name, mark in (("dean", BY_DEAN), ("office", BY_OFFICE)):
        git(two_marks_in, "checkout", "-q", "-b", name, "main")
        main.write_text(PLAN.replace(UNITS, UNITS + mark), encoding="utf-8")
        commit(two_marks_in, name)
    assert attempt(two_marks_in, "merge", "-q", "dean")[0] == 0
    assert text(main) == PLAN.replace(UNITS, UNITS + BOTH)


def test_from_a_folder_below(main: Path) -> None:
    two_marks(main)
    (main.parent / "below").mkdir()
    git(main.parent, "merge", "-q", "dean")
    assert attempt(main.parent / "below", "merge", "-q", "office")[0] == 0
    assert text(main) == PLAN.replace(UNITS, UNITS + BOTH)


def test_the_repository_named_by_the_environment(main: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    two_marks(main)
    folder = main.parent
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    named = {"GIT_DIR": str(folder / ".git"), "GIT_WORK_TREE": str(folder)}
    assert attempt(elsewhere, "merge", "-q", "dean", **named)[0] == 0
    assert attempt(elsewhere, "merge", "-q", "office", **named)[0] == 0
    assert text(main) == PLAN.replace(UNITS, UNITS + BOTH)


def test_the_look_of_git_inside_a_driver(main: Path) -> None:
    """Git sets GIT_DIR for its drivers, and in a linked worktree or a hook an index as well: the plan's own repository
    is found all the same."""
    folder = main.parent
    seen = folder / "seen"
    script = folder / ".git" / "driver"
    script.write_text(
        f'#!/bin/sh\nenv | grep "^GIT_" | sort > "{seen}"\nexec {DRIVER.split(" merge ")[0]} merge "$@"\n'
    )
    script.chmod(0o755)
    two_marks(main)
    git(folder, "config", "merge.talplan.driver", f'"{script}" %O %A %B --path %P')
    git(folder, "merge", "-q", "dean")
    assert attempt(folder, "rebase", "-q", "office")[0] == 0
    assert text(main) == PLAN.replace(UNITS, UNITS + BOTH)
    assert "GIT_" in seen.read_text()


@pytest.mark.parametrize("command", ["diff", "log"])
def test_diff_and_log_from_a_hook(main: Path, command: str) -> None:
    """A hook has GIT_DIR and GIT_INDEX_FILE set, as seen from the top folder; talplan asks git in the plan's own."""
    folder = main.parent
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    told = folder / ".git" / "told"
    hook.write_text(
        f'#!/bin/sh\nenv | grep ^GIT_ > "{told}.env"\n'
        f'GIT_DIR=.git GIT_INDEX_FILE=.git/index exec "{sys.executable}" -m talplan {command} > "{told}" 2>&1\n'
    )
    hook.chmod(0o755)
    change(main, ("task: Жыйынтык", "task: Жыйынтыгы"))
    git(folder, "commit", "-qam", "Change")
    assert "GIT_INDEX_FILE" in Path(f"{told}.env").read_text()
    said = told.read_text(encoding="utf-8")
    assert ("[−Жыйынтык−][+Жыйынтыгы+]" if command == "diff" else "the plan is created with 6 items") in said


# --- where it fails -----------------------------------------------------------------------------------------


def test_a_broken_plan_on_one_side_is_merged_by_lines(main: Path) -> None:
    branch(main, "broken", ("due: [октябрь-ноябрь, жыл бою]", "due: [октябр-ноябр, жыл бою]"))
    branch(main, "sound", (UNITS, UNITS + BY_DEAN))
    git(main.parent, "merge", "-q", "broken")
    code, said = attempt(main.parent, "merge", "-q", "sound")
    assert code == 0
    assert text(main) == PLAN.replace("октябрь-ноябрь", "октябр-ноябр").replace(UNITS, UNITS + BY_DEAN)
    assert "is not a valid term [unknown-term]" in said
    assert f"error: {NAME} (ours) has 1 error, so it cannot be merged by meaning\n" in said
    assert f"{NAME}: merged line by line instead; check the result with `talplan check`\n" in said


def test_a_broken_plan_and_the_same_line_on_both_sides(main: Path) -> None:
    branch(main, "broken", (UNITS, UNITS.replace("]", "") + BY_DEAN))
    branch(main, "sound", (UNITS, UNITS + BY_OFFICE))
    git(main.parent, "merge", "-q", "sound")
    code, said = attempt(main.parent, "merge", "-q", "broken")
    assert code == 1
    assert "(the other side's) has 1 error, so it cannot be merged by meaning" in said
    assert "merged line by line instead; conflict markers show where the two sides differ" in said
    found = text(main)
    assert found.count("<<<<<<< ") == found.count(">>>>>>> ") == 1
    assert BY_OFFICE in found
    assert "by: [Деканат]" in found


@pytest.mark.parametrize("conflict", [True, False])
def test_a_mistake_of_our_own_leaves_the_merge_by_lines(
    plan: Path, monkeypatch: pytest.MonkeyPatch, conflict: bool
) -> None:
    base, ours, theirs = (plan.parent / name for name in ("base", "ours", "theirs"))
    base.write_text(PLAN, encoding="utf-8")
    ours.write_text(PLAN.replace("Тизме түзүү", "Тизмени түзүү"), encoding="utf-8")
    theirs.write_text(PLAN.replace(*(("Тизме ", "Тизмелер ") if conflict else ("Жыйынтык", "Жыйынтыгы"))), "utf-8")

    def broken(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(merge_texts, "merge_snapshots", broken)
    done = run("merge", str(base), str(ours), str(theirs), "--path", "план.yaml")
    assert done.exit_code == conflict
    assert "RecursionError: too deep" in done.stderr
    assert "Traceback" not in done.stderr
    found = text(ours)
    if conflict:
        assert "<<<<<<< ours\n    task: Тизмени түзүү\n=======\n    task: Тизмелер түзүү\n>>>>>>> theirs\n" in found
    else:
        assert found == PLAN.replace("Тизме түзүү", "Тизмени түзүү").replace("Жыйынтык", "Жыйынтыгы")


def test_what_cannot_be_told_does_not_undo_what_was_written(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git's standard error may be closed: what was merged by then is not merged a second time, by lines."""
    base, ours, theirs = (plan.parent / name for name in ("base", "ours", "theirs"))
    base.write_text(PLAN, encoding="utf-8")
    ours.write_text(PLAN + NEW.format("Отчёт жазуу"), encoding="utf-8")
    theirs.write_text(PLAN + NEW.format("Аттестация"), encoding="utf-8")

    def closed(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("talplan.views.terminal.hint", closed)
    run("merge", str(base), str(ours), str(theirs))
    assert text(ours) == PLAN + NEW.format("Аттестация") + NEW.format("Отчёт жазуу").replace("7", "8")


def test_without_git_marks_stand_round_what_differs(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base, ours, theirs = (plan.parent / name for name in ("base", "ours", "theirs"))
    base.write_text(PLAN, encoding="utf-8")
    ours.write_text(PLAN.replace("Тизме түзүү", "Тизмени түзүү"), encoding="utf-8")
    theirs.write_text(PLAN.replace("[жыл бою]", "[жыл бою"), encoding="utf-8")
    monkeypatch.setenv("PATH", str(plan.parent / "nothing"))
    done = run("merge", str(base), str(ours), str(theirs))
    assert done.exit_code == 1
    assert text(ours) == PLAN.replace(
        "    task: Тизме түзүү\n",
        "<<<<<<< ours\n    task: Тизмени түзүү\n=======\n    task: Тизме түзүү\n>>>>>>> theirs\n",
    ).replace(
        "    due: [жыл бою]\n",
        "<<<<<<< ours\n    due: [жыл бою]\n=======\n    due: [жыл бою\n>>>>>>> theirs\n",
    )


def test_without_git_what_can_be_merged_by_meaning_is(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base, ours, theirs = (plan.parent / name for name in ("base", "ours", "theirs"))
    base.write_text(PLAN, encoding="utf-8")
    ours.write_text(PLAN.replace(UNITS, UNITS + BY_DEAN), encoding="utf-8")
    theirs.write_text(PLAN.replace(UNITS, UNITS + BY_OFFICE), encoding="utf-8")
    monkeypatch.setenv("PATH", str(plan.parent / "nothing"))
    done = run("merge", str(base), str(ours), str(theirs))
    assert (done.exit_code, done.stderr) == (0, "")
    assert text(ours) == PLAN.replace(UNITS, UNITS + BOTH)


@pytest.mark.parametrize("missing", ["base", "ours", "theirs"])
def test_a_file_that_is_not_there(plan: Path, missing: str) -> None:
    names = ("base", "ours", "theirs")
    for name in names:
        (plan.parent / name).write_text(PLAN, encoding="utf-8")
    (plan.parent / missing).unlink()
    done = run("merge", *names)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"error: cannot read {missing}: No such file" in done.stderr
    assert [text(plan.parent / name) for name in names if name != missing] == [PLAN, PLAN]


def test_bytes_that_are_no_text(plan: Path) -> None:
    base, ours, theirs = (plan.parent / name for name in ("base", "ours", "theirs"))
    for path in (base, ours):
        path.write_text(PLAN, encoding="utf-8")
    theirs.write_bytes(PLAN.encode() + "# уже\n".encode("cp1251"))
    done = run("merge", "base", "ours", "theirs", "--path", NAME)
    assert f"error: {NAME} (the other side's) has 1 error, so it cannot be merged by meaning" in done.stderr
    assert ours.read_bytes() == theirs.read_bytes()
    assert done.exit_code == 0


# --- what else of a file there is ---------------------------------------------------------------------------


def test_the_mode_of_the_file_stays(main: Path) -> None:
    main.chmod(0o755)
    commit(main.parent, "Executable")
    two_marks(main)
    git(main.parent, "merge", "-q", "dean")
    assert attempt(main.parent, "merge", "-q", "office")[0] == 0
    assert main.stat().st_mode & 0o777 == 0o755
    assert git(main.parent, "ls-files", "-s", NAME).startswith("100755")


def test_nothing_lies_about_afterwards(main: Path) -> None:
    two_marks(main)
    git(main.parent, "merge", "-q", "dean")
    git(main.parent, "merge", "-q", "office")
    assert sorted(path.name for path in main.parent.iterdir()) == [".git", ".gitattributes", NAME]


def test_side_by_side_for_a_year(main: Path) -> None:
    """Two people mark, note and add all the time, and merge each other's work: no conflict, and nothing is lost."""
    folder = main.parent
    for person in ("dean", "office"):
        git(folder, "branch", person)
    said: dict[str, set[str]] = {}
    for month in ("09", "10", "11"):
        for person, unit in (("dean", "Деканат"), ("office", "Окуу бөлүмү")):
            git(folder, "checkout", "-q", person)
            day = f"2025-{month}-10"
            for command in (
                ["done", "1.1", "--by", unit, "--on", day] if month == "09" else ["note", "1.1", f"{unit} {month}"],
                ["note", "1.5", f"{unit} {month}", "--on", day],
                ["add", "--section", "1", "--task", f"{unit} {month}", "--due", "май", "--unit", unit],
            ):
                assert run(*command).exit_code == 0
            commit(folder, day)
        for one, other in (("office", "dean"), ("dean", "office")):
            git(folder, "checkout", "-q", one)
            assert attempt(folder, "merge", "-q", "--no-edit", other)[0] == 0
        loaded = load(main.read_bytes())
        assert loaded.errors == []
        items = read_snapshot(loaded.data).items
        said = {item.id: {str(one) for key in ("done", "notes") for one in item.fields.parts(key)} for item in items}
    assert len(said) == 6 + 2 * 3
    assert len(said["1.5"]) == 2 * 3
    assert len(said["1.1"]) == 2 * 3


def test_the_program_as_git_runs_it_takes_paths_like_git_makes_them(plan: Path) -> None:
    """Git gives names of its own making in the top folder: `.merge_file_…`."""
    names = [".merge_file_a1", ".merge_file_b2", ".merge_file_c3"]
    for name, task in zip(names, ("Тизме түзүү", "Тизме түзүү", "Тизмени түзүү"), strict=True):
        (plan.parent / name).write_text(PLAN.replace("Тизме түзүү", task), encoding="utf-8")
    command = [sys.executable, "-m", "talplan", "merge", *names, "--path", f"data/{NAME}"]
    done = subprocess.run(command, cwd=plan.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert text(plan.parent / names[1]) == PLAN.replace("Тизме түзүү", "Тизмени түзүү")
