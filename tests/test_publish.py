"""What `init` publishes: the scripts of the action `publish` build a site in which the page finds its files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from changing import git
from test_export_html import Reader

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "publish" / "action.yml").read_text(encoding="utf-8"))
UNITS = {"Окуу бөлүмү", "Окуу бөлүмүнүн башчысы", "Деканат", "Кафедра башчылары"}


@pytest.fixture
def job(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a job in a clone of the plan, in which `talplan` is this one."""
    around = tmp_path_factory.mktemp("job")
    commands = {
        "talplan": f'#!/bin/sh\nexec "{sys.executable}" -m talplan "$@"\n',
        "gh": '#!/bin/sh\n[ "$*" = "api --silent repos/uni/plan/pages" ] && [ "$GH_TOKEN" = "$PAGES" ] ||\n'
        '{ echo "gh: Not Found (HTTP 404)" >&2; exit 1; }\n',
        "python": f'#!/bin/sh\nexec "{sys.executable}" "$@"\n',
    }
    for name, text in commands.items():
        path = around / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    git(kept.parent, "remote", "add", "origin", "https://github.com/uni/plan")
    return {
        **os.environ,
        "PATH": f"{around / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_ACTION_PATH": str(ROOT / "publish"),
        "GITHUB_REPOSITORY": "uni/plan",
        "GITHUB_OUTPUT": str(around / "output"),
        "RUNNER_TEMP": str(around),
        "PAGES": "t0ken",
    }


def step(name: str, job: dict[str, str], **inputs: str) -> str:
    """Run a step of the action as the forge does, with these inputs; return what it prints."""
    chosen = next(one for one in ACTION["runs"]["steps"] if one.get("name") == name)
    given = {
        name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda match: inputs[match[1]], text)
        for name, text in chosen["env"].items()
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", chosen["run"]]
    done = subprocess.run(command, env={**job, **given}, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def output(job: dict[str, str]) -> dict[str, str]:
    """The outputs of the steps so far."""
    lines = Path(job["GITHUB_OUTPUT"]).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_the_site(kept: Path, job: dict[str, str]) -> None:
    """The root is the page; it links the calendar and the workbook of the plan and of each unit, and the report."""
    kept.write_text(kept.read_text(encoding="utf-8").replace("title: План", 'title: "План\\n::set-env::"'), "utf-8")
    printed = step("Build the site", job, folder=".", timezone="Asia/Bishkek").splitlines()
    assert printed[0].startswith("::stop-commands::")
    assert printed[-1] == f"::{printed[0].removeprefix('::stop-commands::')}::"
    site = Path(output(job)["path"])
    files = {path.name for path in site.iterdir()}
    units = {f"{unit}.{ending}" for unit in UNITS for ending in ("ics", "xlsx")}
    assert files == {"index.html", "plan.ics", "plan.xlsx", "report.docx", "report.html", *units}
    text = (site / "index.html").read_text(encoding="utf-8")
    links = {unquote(one) for one in re.findall(r'\["[^"]*", "([^"]*\.(?:ics|xlsx|html|docx))"\]', text)}
    assert links == files - {"index.html"}
    addresses = [attributes.get("href") or "" for _, attributes in Reader(text).tags]
    assert {"plan.ics", "plan.xlsx", "report.html", "report.docx"} <= set(addresses)
    assert any(address.startswith("https://github.com/uni/plan/issues/new?") for address in addresses)
    assert (site / "Деканат.ics").read_bytes().count(b"BEGIN:VEVENT") == 5


def test_nothing_is_built_until_pages_are_turned_on(kept: Path, job: dict[str, str]) -> None:  # noqa: ARG001
    assert step("GitHub Pages", job, token="t0ken") == ""
    assert output(job) == {"ready": "true"}
    assert step("GitHub Pages", job, token="none").startswith("::notice::Nothing is published: turn on GitHub Pages")
    assert output(job) == {"ready": "false"}
    later = ACTION["runs"]["steps"][1:]
    assert {one["if"] for one in later} == {"${{ steps.pages.outputs.ready == 'true' }}"}


def test_the_workflow_asks_for_no_more_than_it_needs() -> None:
    text = (ROOT / "src/talplan/operations/templates/publish-workflow.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(re.sub(r"\{(talplan|revision|folder|branches)\}", r"\1", text))
    assert workflow["permissions"] == {}
    assert {name: one["permissions"] for name, one in workflow["jobs"].items()} == {
        "build": {"contents": "read", "pages": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    }
    assert workflow["jobs"]["deploy"]["if"] == "${{ needs.build.outputs.ready == 'true' }}"
    used = [step["uses"] for one in workflow["jobs"].values() for step in one["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}|talplan/publish@revision", one) for one in used)


# --- the same on other forges -------------------------------------------------------------------------------


def blocks(language: str) -> list[str]:
    """The code blocks of the page on forges."""
    page = (ROOT / "docs" / "forges.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def test_gitlab_runs_the_same_commands() -> None:
    [job] = [found["pages"] for block in blocks("yaml") if "pages" in (found := yaml.safe_load(block))]
    script = (ROOT / "publish" / "build.sh").read_text(encoding="utf-8")
    lines = [re.sub(r" #.*", "", line) for line in script.splitlines() if line.startswith(("talplan ", "mv "))]
    assert job["script"] == [re.sub(r'"\$site([^"]*)"', r"public\1", line) for line in lines]


def test_a_branch_with_the_site_alone(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    bare, site = tmp_path_factory.mktemp("bare"), tmp_path_factory.mktemp("site")
    git(bare, "init", "-q", "--bare")
    git(kept.parent, "remote", "add", "origin", str(bare))
    [commands] = [block for block in blocks("sh") if "refs/heads/pages" in block]
    before = git(kept.parent, "status", "--porcelain")
    for name in ("index.html", "Деканат.ics"):
        (site / name).touch()
        env = {**os.environ, "site": str(site)}
        subprocess.run(["bash", "-euc", commands], cwd=kept.parent, env=env, check=True, capture_output=True)
    assert git(bare, "-c", "core.quotepath=off", "ls-tree", "--name-only", "pages").split("\n") == [
        "index.html",
        "Деканат.ics",
    ]
    assert git(kept.parent, "status", "--porcelain") == before
