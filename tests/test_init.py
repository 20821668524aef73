"""`init`: a new plan's repository, and an existing one that lacks something."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from changing import git, run, told
from talplan.operations.init_files import (
    FORGE_FILES,
    PLACEHOLDERS,
    ForgeFile,
    Origin,
    Surroundings,
    add_attributes_line,
    build_attributes_line,
    build_forge_file,
    build_hooks,
    parse_archive,
    parse_origin,
)

pytestmark = pytest.mark.once

LINE = "data/plan-*.yaml text eol=lf merge=talplan diff=talplan"
DRIVER = "command -v talplan >/dev/null || exec git merge-file %A %O %B; talplan merge %O %A %B --path %P"
FORGE = tuple(file.path for file in FORGE_FILES)
FILES = (
    *("data/plan-2025-2026.yaml", "data/plan.schema.json", ".gitattributes"),
    *FORGE,
    ".pre-commit-config.yaml",
)
UNKNOWN = """\

In these files, replace OWNER/talplan with the repository of talplan on GitHub, and REVISION with one of its commits:
"""
CLONES = f"""\

In this clone, git now merges plans with talplan. Run this once in every other clone:
  git config merge.talplan.driver "{DRIVER}"
"""


@pytest.fixture
def empty(plan: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in no repository, which is the working folder; talplan is on the PATH, and installed from nowhere."""
    folder = plan.parent / "empty"
    folder.mkdir()
    commands = plan.parent / "bin"
    commands.mkdir()
    (commands / "talplan").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m talplan "$@"\n', encoding="utf-8")
    (commands / "talplan").chmod(0o755)
    plan.unlink()
    monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(plan.parent))
    monkeypatch.setattr("importlib.metadata.PathDistribution.read_text", lambda *_: None)
    monkeypatch.chdir(folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file, without git's own."""
    found = [path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def sign(folder: Path) -> None:
    git(folder, "config", "user.name", "Айгүл")
    git(folder, "config", "user.email", "a@example.org")


def test_a_new_repository(empty: Path) -> None:
    assert told(run("init", "ЖОО планы")) == (
        0,
        "ЖОО планы: a new git repository\n"
        + "".join(f"ЖОО планы/{file}: created\n" for file in FILES)
        + UNKNOWN
        + "".join(f"  ЖОО планы/{file}\n" for file in FORGE if "workflows" in file)
        + CLONES
        + "\nNext:\n"
        '  cd "ЖОО планы"\n'
        "  talplan edit 1.1\n"
        "  talplan check\n"
        "  git add .\n"
        '  git commit -m "Plan 2025-2026"\n',
        "",
    )
    assert set(contents(empty / "ЖОО планы")) == set(FILES)
    assert git(empty / "ЖОО планы", "symbolic-ref", "HEAD") == "refs/heads/main"


def test_what_is_made_is_in_order(empty: Path) -> None:
    run("init")
    assert told(run("check", "--strict")) == (0, "data/plan-2025-2026.yaml: 3 items, no problems\n", "")
    assert told(run("fmt", "--check")) == (0, "data/plan-2025-2026.yaml: already formatted\n", "")
    assert (empty / "data/plan.schema.json").read_text(encoding="utf-8") == run("schema").stdout
    json.loads((empty / "data/plan.schema.json").read_bytes())


@pytest.mark.parametrize(
    ("today", "year"), [("2025-07-31", "2024-2025"), ("2025-08-01", "2025-2026"), ("2026-01-01", "2025-2026")]
)
def test_the_plan_is_of_the_year_that_today_is_in(
    empty: Path, monkeypatch: pytest.MonkeyPatch, today: str, year: str
) -> None:
    monkeypatch.setenv("TALPLAN_TODAY", today)
    assert run("init").exit_code == 0
    assert f"year: {year}\n" in (empty / f"data/plan-{year}.yaml").read_text(encoding="utf-8")
    assert run("check", "--strict").exit_code == 0


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_plan_is_in_the_language_that_is_asked_for(empty: Path, language: str) -> None:
    assert run("init", "--language", language).exit_code == 0
    plan = yaml.safe_load((empty / "data/plan-2025-2026.yaml").read_text(encoding="utf-8"))
    assert plan.get("language", "ky") == language
    assert told(run("check", "--strict")) == (0, "data/plan-2025-2026.yaml: 3 items, no problems\n", "")
    assert told(run("fmt", "--check")) == (0, "data/plan-2025-2026.yaml: already formatted\n", "")


def test_a_language_that_no_plan_has(empty: Path) -> None:
    result = run("init", "--language", "de")
    assert (result.exit_code, contents(empty)) == (2, {})
    assert "a plan cannot be in the language “de”" in result.stderr
    assert "choose one of: ky, ru, en" in result.stderr


@pytest.mark.parametrize(
    "name",
    ["${{ github.token }}", "a ${{ x }} ${{", 'it\'s a "plan"', "a: b # c", "{b}", "a\u0085b", "a\u2028b", "a\nb: c"],
)
def test_the_name_of_a_folder_is_never_more_than_a_name(empty: Path, name: str) -> None:
    """No expression of the forge, no other key of the workflow; what is printed can be typed."""
    git(empty, "init", "-q")
    result = run("init", name)
    assert result.exit_code == 0
    workflow = (empty / ".github/workflows/plan.yml").read_text(encoding="utf-8")
    assert set(yaml.safe_load(workflow)["jobs"]["plan"]["steps"][1]) == {"uses", "with"}
    folder = yaml.safe_load(workflow)["jobs"]["plan"]["steps"][1]["with"]["folder"]
    # An expression is a text in quotes, which the forge replaces by that text.
    assert re.fullmatch(r"(?:(?!\$\{\{)[\s\S]|\$\{\{ '\$\{\{' \}\})*", folder)
    assert folder.replace("${{ '${{' }}", "${{") == name
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("  cd ")]
    words = ["bash", "-c", f"{line} && pwd -P; printf ."]
    assert subprocess.run(words, capture_output=True, text=True).stdout == f"{(empty / name).resolve()}\n."


def test_a_folder_whose_name_no_yaml_can_hold(empty: Path) -> None:
    git(empty, "init", "-q")
    name = os.fsdecode(b"\xff")
    (empty / name).mkdir()
    result = run("init", name)
    assert (result.exit_code, "Traceback" in result.stderr) == (2, False)
    assert "does not have a name in UTF-8" in result.stderr


def test_once_more(empty: Path) -> None:
    run("init")
    before = contents(empty)
    there = "".join(f"{file}: already exists, unchanged\n" for file in FILES)
    unknown = UNKNOWN + "".join(f"  {file}\n" for file in FORGE if "workflows" in file)
    assert told(run("init")) == (0, f"{there}{unknown}Nothing is missing.\n", "")
    assert contents(empty) == before


def test_in_the_clone_of_a_colleague(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is there but what git keeps for each clone."""
    run("init", "first")
    sign(empty / "first")
    git(empty / "first", "add", ".")
    git(empty / "first", "commit", "-qm", "Begin")
    git(empty, "clone", "-q", "first", "second")
    monkeypatch.chdir("second")
    there = "".join(f"{file}: already exists, unchanged\n" for file in FILES)
    unknown = UNKNOWN + "".join(f"  {file}\n" for file in FORGE if "workflows" in file)
    assert told(run("init")) == (0, there + unknown + CLONES, "")
    assert git(Path(), "config", "merge.talplan.driver") == DRIVER
    assert git(Path(), "status", "--porcelain") == ""


def test_git_merges_with_it(empty: Path) -> None:
    """Two branches that mark the same item, in the repository as it was made."""
    run("init", "--language", "ky")
    sign(empty)
    git(empty, "add", ".")
    git(empty, "commit", "-qm", "Begin")
    for branch, unit in (("one", "Окуу бөлүмү"), ("two", "Кафедра башчылары")):
        git(empty, "switch", "-q", "-c", branch, "main")
        assert run("done", "1.1", "--by", unit, "--commit").exit_code == 0
    git(empty, "merge", "-q", "--no-edit", "one")
    assert json.loads(run("show", "1.1", "--format", "json").stdout)[0]["obligations"] == {"total": 2, "done": 2}


def test_git_marks_both_sides_where_talplan_is_gone(empty: Path) -> None:
    """Left alone git would keep our side and say of the other nothing at all."""
    run("init", "--language", "ky")
    sign(empty)
    git(empty, "add", ".")
    git(empty, "commit", "-qm", "Begin")
    for branch, unit in (("one", "Окуу бөлүмү"), ("two", "Кафедра башчылары")):
        git(empty, "switch", "-q", "-c", branch, "main")
        assert run("done", "1.1", "--by", unit, "--commit").exit_code == 0
    (empty.parent / "bin" / "talplan").unlink()
    without = {**os.environ, "PATH": os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if not has(p))}
    merged = subprocess.run(["git", "merge", "-q", "one"], env=without, capture_output=True, check=False)
    text = (empty / FILES[0]).read_text(encoding="utf-8")
    assert merged.returncode == 1
    assert [text.count(mark) for mark in ("<<<<<<<", "by: [Окуу бөлүмү]", "by: [Кафедра башчылары]")] == [1, 1, 1]


def has(folder: str) -> bool:
    return (Path(folder) / "talplan").exists()


def test_git_diff_names_the_item(empty: Path) -> None:
    run("init", "--language", "ky")
    sign(empty)
    git(empty, "add", ".")
    git(empty, "commit", "-qm", "Begin")
    run("done", "1.2")
    heads = [line for line in git(empty, "diff").splitlines() if line.startswith("@@")]
    assert [head.rpartition("@@ ")[2] for head in heads] == ["- number: 2"]
    git(empty, "commit", "-qam", "One")
    run("note", "1.2", "Иш жүрүп жатат")
    assert "@@ task: Сабактардын өтүлүшүн көзөмөлгө алуу" in git(empty, "diff", "-U1")


def test_an_existing_repository_keeps_what_it_has(empty: Path) -> None:
    git(empty, "init", "-q")
    (empty / ".gitattributes").write_bytes(b"*.txt text\r\n# ends so")
    (empty / ".github/workflows").mkdir(parents=True)
    (empty / ".github/workflows/plan.yml").write_text("name: x\n")
    (empty / ".pre-commit-config.yaml").write_text("repos: []\n")
    before = contents(empty)
    result = run("init")
    assert result.stdout.startswith(
        "data/plan-2025-2026.yaml: created\n"
        "data/plan.schema.json: created\n"
        ".gitattributes: already exists, unchanged\n"
        f"  except for this added line: {LINE}\n"
        ".github/workflows/talplan.yml: created\n"
        + "".join(f"{file}: created\n" for file in FORGE[1:])
        + ".pre-commit-config.yaml: already exists, unchanged\n"
        "- repo: local\n"
    )
    assert "pre-commit can run talplan too" in result.stderr
    assert result.stdout.endswith(
        "  git add data/plan-2025-2026.yaml data/plan.schema.json .gitattributes .github/workflows/talplan.yml "
        f"{' '.join(FORGE[1:])}"
        '\n  git commit -m "Plan 2025-2026"\n'
    )
    after = contents(empty)
    assert after.pop(".gitattributes") == before.pop(".gitattributes") + f"\r\n{LINE}".encode()
    assert {name: after[name] for name in before} == before
    assert run("init").stdout.endswith("Nothing is missing.\n")


def test_a_plan_that_is_there_is_the_plan(empty: Path) -> None:
    """Also one of another year, in the folder itself; what belongs beside it is made beside it."""
    (empty / "plan-2019-2020.yaml").write_text("title: Эски\n", encoding="utf-8")
    result = run("init")
    assert "plan-2019-2020.yaml: already exists, unchanged\nplan.schema.json: created\n" in result.stdout
    assert "\n  talplan due\n  talplan check\n" in result.stdout
    assert not (empty / "data").exists()
    assert (empty / ".gitattributes").read_text().startswith("/plan-*.yaml ")
    assert git(empty, "check-attr", "merge", "--", "plan-2019-2020.yaml").endswith(": talplan")


def test_a_schema_of_another_version(empty: Path) -> None:
    (empty / "data").mkdir()
    (empty / "data/plan.schema.json").write_text("{}\n")
    result = run("init")
    assert "not this version's schema; to get that one, run: talplan schema > data/plan.schema.json" in result.stderr
    assert (empty / "data/plan.schema.json").read_text() == "{}\n"


def test_below_the_top_of_a_repository(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forges and pre-commit read at the top alone."""
    git(empty, "init", "-q")
    (empty / "a b").mkdir()
    monkeypatch.chdir("a b")
    assert run("init").exit_code == 0
    assert set(contents(empty)) == {f"a b/{file}" for file in FILES[:3]} | set(FILES[3:])
    assert git(empty, "check-attr", "merge", "--", "a b/data/plan-2025-2026.yaml").endswith(": talplan")
    workflow = yaml.safe_load((empty / FILES[3]).read_text(encoding="utf-8"))
    assert workflow["jobs"]["plan"]["steps"][1]["with"] == {"folder": "a b"}


def test_without_git(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(empty / "nothing"))
    result = run("init")
    assert result.exit_code == 0
    assert set(contents(empty)) == set(FILES)
    assert (
        "warning: git is not installed, or not on the PATH; the files were created without a repository"
        in result.stderr
    )
    clones = "run this once in each clone so that git merges plans with talplan:\n"
    assert f'{clones}  git config merge.talplan.driver "{DRIVER}"' in result.stdout


def test_another_driver_is_left(empty: Path) -> None:
    git(empty, "init", "-q")
    git(empty, "config", "merge.talplan.driver", "/opt/talplan merge %O %A %B")
    result = run("init")
    assert "warning: merge.talplan.driver is already set to “/opt/talplan merge %O %A %B”, unchanged" in result.stderr
    assert git(empty, "config", "merge.talplan.driver") == "/opt/talplan merge %O %A %B"


def test_talplan_is_not_where_git_would_find_it(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = empty.parent / "git alone"
    commands.mkdir()
    (commands / "git").symlink_to(str(shutil.which("git")))
    monkeypatch.setenv("PATH", str(commands))
    assert "warning: git will not find talplan, because it is not on the PATH" in run("init").stderr


def test_through_a_symlink(empty: Path) -> None:
    (empty / "there").mkdir()
    (empty / "link").symlink_to("there")
    assert run("init", "link").exit_code == 0
    assert "link/data/plan-2025-2026.yaml: already exists" in run("init", "link").stdout
    assert set(contents(empty / "there")) == set(FILES)


def test_a_link_to_nowhere_is_something(empty: Path) -> None:
    (empty / ".pre-commit-config.yaml").symlink_to(empty.parent / "elsewhere")
    result = run("init")
    assert ".pre-commit-config.yaml: already exists, unchanged" in result.stdout
    assert not (empty.parent / "elsewhere").exists()


@pytest.mark.parametrize("name", ["file", "file/below", ""])
def test_what_is_no_folder(empty: Path, name: str) -> None:
    (empty / "file").write_text("")
    result = run("init", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not a folder\n  hint: specify an existing or a new folder\n" in result.stderr
    assert set(contents(empty)) == {"file"}


def test_a_file_where_a_folder_is_needed(empty: Path) -> None:
    (empty / "data").write_text("")
    result = run("init")
    assert (result.exit_code, result.stdout) == (2, ".: a new git repository\n")
    assert result.stderr.startswith("error: data is not a folder\n")


@pytest.mark.usefixtures("empty")
def test_a_folder_that_nobody_may_write_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)
    result = run("init", "new")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: cannot create new: Permission denied\n")


def test_inside_git_s_own_folder(empty: Path) -> None:
    git(empty, "init", "-q")
    result = run("init", ".git")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "must be run in a work tree" in result.stderr


# --- where talplan comes from ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "host", "path"),
    [
        ("https://github.com/uni/talplan", "github.com", "uni/talplan"),
        ("https://github.com/uni/talplan.git", "github.com", "uni/talplan"),
        ("https://name:secret@github.com/uni/talplan.git/", "github.com", "uni/talplan"),
        ("git+https://github.com/uni/talplan.git", "github.com", "uni/talplan"),
        ("git@github.com:uni/talplan.git", "github.com", "uni/talplan"),
        ("ssh://git@gitlab.example.org/it/plans/talplan.git", "gitlab.example.org", "it/plans/talplan"),
    ],
)
def test_origin(address: str, host: str, path: str) -> None:
    assert parse_origin(address, "abc") == Origin(host, path, "abc")


@pytest.mark.parametrize(
    ("address", "revision"),
    [
        ("https://github.com/uni/talplan/archive/refs/tags/v1.0.tar.gz", "v1.0"),
        ("https://github.com/uni/talplan/archive/c0ffee.zip", "c0ffee"),
        ("https://codeload.github.com/uni/talplan/zip/refs/heads/main", "main"),
    ],
)
def test_an_archive_is_an_origin(address: str, revision: str) -> None:
    assert parse_archive(address) == Origin("github.com", "uni/talplan", revision)
    assert parse_archive(address.replace("github.com", "example.org")) is None


@pytest.mark.parametrize(
    "address", ["/srv/git/talplan.git", "file:///srv/git/talplan", "../talplan", "my.own/talplan", "C:\\talplan", "x:y"]
)
def test_a_folder_is_no_origin_for_others(address: str) -> None:
    assert parse_origin(address, "abc") is None


def test_a_known_origin_is_written(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = {"url": "https://github.com/uni/talplan", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}}
    monkeypatch.setattr("importlib.metadata.PathDistribution.read_text", lambda *_: json.dumps(source))
    assert "OWNER" not in run("init").output
    assert "- uses: uni/talplan@c0ffee\n" in (empty / FILES[3]).read_text()
    (repo,) = yaml.safe_load((empty / FILES[-1]).read_text())["repos"]
    assert repo == {
        "repo": "https://github.com/uni/talplan",
        "rev": "c0ffee",
        "hooks": [{"id": "talplan-check"}, {"id": "talplan-fmt"}],
    }


@pytest.mark.parametrize(
    ("branch", "branches"),
    [("trunk", ["trunk"]), ("план/1", ["план/1"]), ("on", None), ("a+b", None), ("1.0", None)],
)
def test_the_main_branch_of_a_clone(empty: Path, branch: str, branches: list[str] | None) -> None:
    """A name that is a pattern to the forge, or not a text to YAML, is left to the two usual ones."""
    git(empty, "init", "-q")
    git(empty, "symbolic-ref", "refs/remotes/origin/HEAD", f"refs/remotes/origin/{branch}")
    run("init")
    workflow = yaml.safe_load((empty / FORGE[0]).read_text(encoding="utf-8"))
    assert workflow[True]["push"]["branches"] == (branches or ["main", "master"])


@pytest.mark.parametrize(
    ("remote", "file", "made"),
    [
        ("https://gitlab.com/uni/plan.git", None, True),
        ("git@gitlab.uni.kg:uni/plan.git", None, True),
        ("https://github.com/gitlab/plan.git", None, False),
        ("git@git.uni.kg:uni/plan.git", ".gitlab-ci.yml", True),
    ],
)
def test_a_template_for_gitlab_is_made_only_there(empty: Path, remote: str, file: str | None, made: bool) -> None:
    git(empty, "init", "-q")
    git(empty, "remote", "add", "origin", remote)
    if file:
        (empty / file).write_text("")
    assert run("init").exit_code == 0
    assert (empty / ".gitlab/issue_templates/report.md").exists() is made


@pytest.mark.parametrize("file", FORGE_FILES, ids=lambda file: file.path)
def test_every_file_for_the_forge_is_one_of_talplan(file: ForgeFile) -> None:
    """By this word `init` recognizes them; no field of a template is left."""
    text = build_forge_file(file, Surroundings("a b", "ru", "main", Origin("github.com", "uni/talplan", "c0ffee")))
    assert "talplan" in text
    assert not re.search(r"(?<!\$\{)\{[a-z_]+\}", text)
    assert file.other_path() != file.path


def test_a_clone_s_origin_is_written_as_far_as_it_is_there(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit that was not pushed is nowhere else."""
    git(empty, "init", "-q", "talplan")
    git(empty / "talplan", "commit", "-q", "--allow-empty", "-m", "One")
    git(empty, "clone", "-q", "talplan", "clone")
    pushed = git(empty / "clone", "rev-parse", "HEAD")
    git(empty / "clone", "commit", "-q", "--allow-empty", "-m", "Two")
    git(empty / "clone", "remote", "set-url", "origin", "git@github.com:uni/talplan.git")
    source = {"url": (empty / "clone").as_uri(), "dir_info": {"editable": True}}
    monkeypatch.setattr("importlib.metadata.PathDistribution.read_text", lambda *_: json.dumps(source))
    run("init", "new")
    assert f"- uses: uni/talplan@{pushed}\n" in (empty / "new" / FILES[3]).read_text()


def test_another_forge_s_workflow_is_to_be_filled_in() -> None:
    elsewhere = Origin("gitlab.example.org", "it/talplan", "abc")
    for file in FORGE_FILES:
        text = build_forge_file(file, Surroundings(".", "ky", None, elsewhere))
        assert all(written in text for written in PLACEHOLDERS) == ("uses: " in text)
    assert "repo: https://gitlab.example.org/it/talplan\n" in build_hooks(elsewhere)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", f"{LINE}\n"),
        (b"*.txt text\n", f"*.txt text\n{LINE}\n"),
        (b"*.txt text", f"*.txt text\n{LINE}"),
        (b"*.txt text\r\n", f"*.txt text\r\n{LINE}\r\n"),
        (b"# plan-*.yaml merge=talplan\n", f"# plan-*.yaml merge=talplan\n{LINE}\n"),
        (b"plan-*.yaml merge=talplanner\n", f"plan-*.yaml merge=talplanner\n{LINE}\n"),
    ],
)
def test_attributes(before: bytes, after: str) -> None:
    assert add_attributes_line(before, build_attributes_line("data")).decode() == after
    assert add_attributes_line(after.encode(), LINE) == after.encode()
