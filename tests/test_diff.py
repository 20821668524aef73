"""`talplan diff`: what changed in meaning, between two files, two revisions, or a revision and the disk.

Each case of `cases/diffs/*.txt` is `=== what it shows`, then four texts with `~~~` between each two: an item or
more before and after, what the table says, what the Markdown says. `before.yaml` and `after.yaml` hold a change of
every kind, and `expected.*` what is told of them.
"""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from markdown_it import MarkdownIt

from changing import PLAN, git
from repositories import NAME, branch, change, commit, repository
from running import PROGRAM, environment, run
from talplan.planfile.nodes import Data
from talplan.versions import diff, matching
from talplan.versions.snapshot import Snapshot, read_snapshot

FOLDER = Path(__file__).parent / "cases" / "diffs"
HEAD = """\
title: План
year: 2025-2026
units:
- name: Ректорат
- name: Деканат
  aliases: [Декан]
- name: Кафедра
sections:
- number: 1
  title: Окуу иштери
  items:
"""


def _cases() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.txt")):
        for text in re.split("^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title, texts = text.split("\n", 1)
            yield pytest.param(*texts.split("~~~\n"), id=title)


CASES = list(_cases())


def told_of(folder: Path, before: str, after: str) -> tuple[str, str]:
    """What the table and the Markdown say; lines without the spaces at their ends."""
    for name, text in (("before.yaml", before), ("after.yaml", after)):
        (folder / name).write_text(HEAD + text, encoding="utf-8")
    told = [
        run("diff", str(folder / "before.yaml"), str(folder / "after.yaml"), "--format", format_).stdout
        for format_ in ("table", "md")
    ]
    table, markdown = (text.replace(f"{folder}/", "") for text in told)
    return "".join(f"{line.rstrip()}\n" for line in table.splitlines()), markdown


@pytest.mark.parametrize(("before", "after", "table", "markdown"), CASES)
def test_kinds_of_changes(before: str, after: str, table: str, markdown: str, tmp_path: Path) -> None:
    found = told_of(tmp_path, before, after)
    assert found[0] == table
    assert found[1].rstrip("\n") == markdown.rstrip("\n")


@pytest.mark.parametrize(("before", "after", "table", "markdown"), CASES)
def test_a_forge_shows_the_markdown_as_it_is_meant(before: str, after: str, table: str, markdown: str) -> None:
    """What a reader sees is what the table says: no mark is left standing as a letter, no text of a plan is read as
    Markdown or HTML."""
    del before, after
    is_shown_as_meant(markdown, table)


def is_shown_as_meant(markdown: str, table: str) -> None:
    html = MarkdownIt("commonmark").enable("strikethrough").render(markdown).replace("<!-- -->", "")
    assert {*re.findall(r"</?(\w+)", html)} <= {"h3", "ul", "li", "p", "a", "strong", "ins", "del", "br"}
    strong = re.findall("<strong>(.*?)</strong>", html)
    assert all(re.fullmatch(r"\d+\.\d+|.*\d items? changed.*", text) for text in strong)
    told = _words(re.sub(r"\[[+−](.*?)[+−]\]", r"\1", table.replace("\n", " ")))
    for phrase in re.findall(r"<li>([^\n]*)</li>", html):
        assert _words(unescape(re.sub("<br>", " ", phrase))) in told


def _words(text: str) -> str:
    """The text with one space between words, and without the marks."""
    return " ".join(re.sub("</?(ins|del|strong|a)[^>]*>", "", text).split())


def test_a_change_of_every_kind() -> None:
    for format_, ending in (("table", "table"), ("md", "md"), ("json", "json")):
        found = run("diff", "before.yaml", "after.yaml", "--format", format_)
        assert (found.exit_code, found.stderr) == (0, "")
        expected = (FOLDER / f"expected.{ending}").read_text(encoding="utf-8")
        assert [line.rstrip() for line in found.stdout.splitlines()] == expected.splitlines()
    is_shown_as_meant(*((FOLDER / f"expected.{ending}").read_text(encoding="utf-8") for ending in ("md", "table")))


@pytest.fixture(autouse=True)
def _here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no repository is asked for, the folder of the cases is the working folder."""
    if "main" not in request.fixturenames:
        monkeypatch.chdir(FOLDER)


def test_json_says_what_and_where() -> None:
    found = json.loads(run("diff", "before.yaml", "after.yaml", "--format", "json").stdout)
    keys = ["kind", "id", "field", "before", "after", "section", "unit", "line"]
    assert all(list(entry) == keys for entry in found)
    lines = (FOLDER / "after.yaml").read_text(encoding="utf-8").splitlines()
    for entry in found:
        if entry["id"] and entry["line"]:
            assert lines[entry["line"] - 1].strip() == f"- number: {entry['id'].split('.')[1]}"
    assert {entry["kind"] for entry in found} == {*diff.Kind} - {"reordered"}


def test_the_other_way_round_tells_the_opposite() -> None:
    there = json.loads(run("diff", "before.yaml", "after.yaml", "--format", "json").stdout)
    back = json.loads(run("diff", "after.yaml", "before.yaml", "--format", "json").stdout)
    opposite = {"added": "removed", "done": "undone", "noted": "unnoted", "cancelled": "restored"}
    opposite |= {value: key for key, value in opposite.items()}

    def told(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
        # Units are called by their names of the newer version.
        return sorted((entry["kind"], entry["field"]) for entry in found)

    assert told(back) == sorted((opposite.get(kind, kind), field) for kind, field in told(there))


def test_a_page_of_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the table fits, and what is too long goes on below, in its column."""
    stdout = run_in_a_terminal("diff", "before.yaml", "after.yaml")
    expected = (FOLDER / "expected.page").read_text(encoding="utf-8")
    assert [line.rstrip() for line in stdout.splitlines()] == expected.splitlines()
    assert max(map(len, stdout.splitlines())) <= 80
    del monkeypatch


def run_in_a_terminal(*arguments: str) -> str:
    """What somebody sees in a terminal of eighty columns, without the colours."""
    command = " ".join(shlex.quote(word) for word in (*PROGRAM, *arguments))
    env = environment({"COLUMNS": "80", "TERM": "xterm", "NO_COLOR": "1"}, None)
    done = subprocess.run(
        ["script", "-qefc", f"stty cols 80 rows 50; {command}", "/dev/null"],
        cwd=FOLDER,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=env,
        check=True,
    )
    return re.sub("\x1b\\[[0-9;]*m", "", done.stdout.decode().replace("\r\n", "\n"))


# --- which versions -----------------------------------------------------------------------------------------


@pytest.fixture
def main(plan: Path) -> Path:
    """A plan in a repository whose branch `dean` has gone its own way."""
    main = repository(plan.parent)
    branch(main, "dean", ("task: Жыйынтык", "task: Жыйынтыгы"))
    change(main, ("task: Көзөмөл", "task: Көзөмөлдөө"))
    commit(main.parent, "Second")
    change(main, ("task: Отчёт", "task: Отчёттор"))
    return main


SECOND = "1.2 task: [−Көзөмөл−][+Көзөмөлдөө+]"
THIRD = "1.3 task: [−Отчёт−][+Отчёттор+]"
DEAN = "1.5 task: [−Жыйынтык−][+Жыйынтыгы+]"
NOT_SECOND = "1.2 task: [−Көзөмөлдөө−][+Көзөмөл+]"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([], [THIRD]),
        (["HEAD"], [THIRD]),
        (["HEAD^"], [SECOND, THIRD]),
        (["HEAD~1", "HEAD"], [SECOND]),
        (["HEAD^..HEAD"], [SECOND]),
        (["HEAD^.."], [SECOND]),
        (["main..dean"], [NOT_SECOND, DEAN]),
        (["main...dean"], [DEAN]),
        (["...dean"], [DEAN]),
        (["dean...main"], [SECOND]),
        (["main", "dean"], [NOT_SECOND, DEAN]),
        (["dean", NAME], [SECOND, THIRD, "1.5 task: [−Жыйынтыгы−][+Жыйынтык+]"]),
        ([NAME, "HEAD"], ["1.3 task: [−Отчёттор−][+Отчёт+]"]),
        (["HEAD", "HEAD"], []),
        ([NAME, NAME], []),
    ],
)
def test_versions(main: Path, asked: list[str], told: list[str]) -> None:
    del main
    found = run("diff", *asked)
    assert (found.exit_code, found.stderr) == (0, "")
    rows = [line for line in found.stdout.splitlines() if re.match(r"\d\.\d ", line)]
    assert [re.sub(r"  +.*  +", " ", row) for row in rows] == told
    assert told or found.stdout == "Nothing differs in meaning.\n"


def test_exit_code(main: Path) -> None:
    del main
    assert run("diff").exit_code == 0
    assert run("diff", "--exit-code").exit_code == 1
    assert run("diff", "HEAD", "HEAD", "--exit-code").exit_code == 0


def test_a_plan_that_is_named_from_elsewhere(main: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    link = elsewhere / "plan-link.yaml"
    link.symlink_to(main)
    for path in (main, link):
        found = run("diff", "--plan", str(path))
        assert (found.exit_code, THIRD.split(": ")[1] in found.stdout) == (0, True)


def test_a_plan_that_was_called_otherwise(main: Path) -> None:
    folder = main.parent
    git(folder, "commit", "-qam", "Third")
    (folder / "Окуу планы").mkdir()
    git(folder, "mv", NAME, "Окуу планы/plan 2025.yaml")
    commit(folder, "Move")
    found = run("diff", "HEAD~3", "--plan", "Окуу планы/plan 2025.yaml")
    assert found.exit_code == 0, found.stderr
    assert "[−Отчёт−][+Отчёттор+]" in found.stdout
    assert "2 items changed" in found.stdout
    assert (
        f"({quote('Окуу планы/plan 2025.yaml')}#L"
        in run("diff", "HEAD~3", "--format", "md", "--plan", "Окуу планы/plan 2025.yaml").stdout
    )


def test_a_plan_that_was_not_there_yet(main: Path) -> None:
    folder = main.parent
    (folder / "plan-2026-2027.yaml").write_text(PLAN.replace("2025-2026", "2026-2027").replace("2025-", "2026-"))
    found = run("diff", "--plan", "plan-2026-2027.yaml", "--format", "json")
    told = json.loads(found.stdout)
    assert (found.exit_code, found.stderr) == (0, "")
    assert [entry["id"] for entry in told if entry["field"] == "items"] == [f"1.{number}" for number in range(1, 7)]
    assert {entry["kind"] for entry in told if entry["field"] in ("items", "sections", "units")} == {"added"}


def test_a_version_that_the_checks_of_today_refuse(main: Path) -> None:
    change(main, ("task: Отчёттор", "task: Отчёт"), ("[октябрь-ноябрь, жыл бою]", "[октябрга чейин, жыл бою]"))
    commit(main.parent, "Wrong")
    change(main, ("[октябрга чейин, жыл бою]", "[октябрь, жыл бою]"))
    found = run("diff")
    assert found.exit_code == 0
    assert found.stderr == "warning: HEAD:plan-2025-2026.yaml has 1 error; only the readable part is shown\n"
    assert "term: + октябрь, − октябрга чейин" in found.stdout


def test_a_version_that_cannot_be_read(main: Path) -> None:
    change(main, ("due: [жыл бою]", "due: [жыл бою"))
    found = run("diff")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "plan-2025-2026.yaml:35:10: error: the bracket that opens here is not closed" in found.stderr
    assert found.stderr.endswith("error: plan-2025-2026.yaml cannot be read\n")


# --- bad input ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["nothing", "-p", "--output=x", "HEAD:", "HEAD^{tree}", "", " ", "a b", "HEAD\nHEAD"])
def test_a_revision_that_there_is_not(main: Path, asked: str) -> None:
    found = run("diff", "--", asked)
    assert (found.exit_code, found.stdout) == (2, "")
    assert "Traceback" not in found.stderr
    assert "is neither a version in git nor a file" in found.stderr
    assert not (main.parent / "x").exists()


@pytest.mark.parametrize("asked", ["nothing..HEAD", "HEAD...nothing", "-p..HEAD", "HEAD..-p"])
def test_a_range_of_which_an_end_is_not_there(main: Path, asked: str) -> None:
    del main
    found = run("diff", "--", asked)
    assert (found.exit_code, found.stdout) == (2, "")
    assert "is neither a version in git nor a file" in found.stderr


def test_a_range_without_a_common_history(main: Path) -> None:
    folder = main.parent
    git(folder, "commit", "-qam", "Third")
    git(folder, "checkout", "-q", "--orphan", "other")
    commit(folder, "Other")
    found = run("diff", "main...other")
    assert found.exit_code == 2
    assert "have no common history in this clone" in found.stderr


def test_outside_of_any_repository(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(plan.parent.parent))
    monkeypatch.chdir(plan.parent)
    found = run("diff", plan=plan)
    assert (found.exit_code, found.stdout) == (2, "")
    assert f"{plan.parent} is not in a git repository\n  hint: go to the folder of a repository" in found.stderr
    assert run("diff", plan.name, plan.name).stdout == "Nothing differs in meaning.\n"


def test_without_git(main: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(main.parent / "nothing"))
    found = run("diff")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "git is not installed" in found.stderr
    assert run("diff", NAME, NAME).exit_code == 0


def test_a_repository_without_a_commit(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(plan.parent)
    git(plan.parent, "init", "-q")
    found = run("diff")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "“HEAD” is neither a version in git nor a file" in found.stderr


def test_a_plan_that_git_never_knew_between_two_revisions(main: Path) -> None:
    (main.parent / "new.yaml").write_text(PLAN)
    found = run("diff", "HEAD^", "HEAD", "--plan", "new.yaml")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "HEAD^" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_shallow_clone(main: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    git(main.parent, "commit", "-qam", "Third")
    clone = tmp_path_factory.mktemp("clone") / "repo"
    git(main.parent, "clone", "-q", "--depth", "1", f"file://{main.parent}", str(clone))
    monkeypatch.chdir(clone)
    found = run("diff", "HEAD^")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "“HEAD^” is neither a version in git nor a file" in found.stderr
    assert "git fetch --unshallow" in found.stderr
    assert run("diff").stdout == "Nothing differs in meaning.\n"


def test_a_format_that_there_is_not(main: Path) -> None:
    del main
    found = run("diff", "--format", "csv")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "csv" in found.stderr


# --- many items ---------------------------------------------------------------------------------------------


@pytest.mark.once
def test_ten_thousand_items(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is alike is never compared letter by letter: the work grows with what changed, not with what there is."""
    compared: list[int] = []
    alike = matching._find_similar

    def counted(before: list[Any], after: list[Any]) -> Any:
        compared.append(len(before) * len(after))
        return alike(before, after)

    monkeypatch.setattr(matching, "_find_similar", counted)

    def version(last: str) -> Snapshot:
        tasks = [f"{last if n >= 9999 else 'Иш'} {n}" for n in range(1, 10_001)]
        items: list[Data] = [{"number": str(n), "task": task} for n, task in enumerate(tasks, 1)]
        return read_snapshot({"sections": [{"number": "1", "items": items}]})

    touched = diff.compare(version("Иш"), version("Жумуш")).items
    assert [one.now.id for one in touched] == ["1.9999", "1.10000"]
    # Two that are not the same, with two.
    assert compared == [2 * 2]
