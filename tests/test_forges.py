"""The files that forges and pre-commit read: the steps of the action run in bash in a real repository, with a `gh` that
keeps the comments of a pull request in a file; the hooks run as pre-commit would run them."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from changing import PLAN, git
from talplan.operations.init_files import FORGE_FILES, Surroundings, build_forge_file

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
AROUND = Surroundings("бир бөлүм", "ky", None, None)
WRITTEN = {file.path: build_forge_file(file, AROUND) for file in FORGE_FILES}
ACTIONS = [path.read_text(encoding="utf-8") for path in (ROOT / "action.yml", *sorted(ROOT.glob("*/action.yml")))]
WORKFLOWS = {
    "own": (ROOT / ".github/workflows/plan.yml").read_text(encoding="utf-8"),
    "own update": (ROOT / ".github/workflows/update.yml").read_text(encoding="utf-8"),
    **{path: text for path, text in WRITTEN.items() if "/workflows/" in path},
}

GH = f"""#!{sys.executable}
import json, os, sys
arguments, path = sys.argv[1:], os.environ["COMMENTS"]
comments = json.load(open(path))
address = next(one for one in arguments if one.startswith("repos/"))
method = arguments[arguments.index("--method") + 1] if "--method" in arguments else "GET"
print(method, address, file=open(path + ".calls", "a"))
if os.environ.get("GH_TOKEN") != "t0ken":
    sys.exit("HTTP 403: Resource not accessible by integration")
if method == "GET":
    assert "--paginate" in arguments and "env.MARKER" in arguments[-1]
    ours = [one for one in comments if one["bot"] and one["body"].startswith(os.environ["MARKER"])]
    print(*[one["id"] for one in ours], sep="\\n")
else:
    number = address.rpartition("/")[2]
    comments = [one for one in comments if method == "POST" or str(one["id"]) != number]
    if method != "DELETE":
        body = open(arguments[arguments.index("--field") + 1].removeprefix("body=@")).read()
        comments.append({{"id": len(comments) + 1 if method == "POST" else int(number), "bot": True, "body": body}})
    json.dump(comments, open(path, "w"))
"""

MARK = "    done:\n    - date: 2025-09-30\n      by: [Деканат]\n"
WITH_MARK = PLAN.replace("    units: [Окуу бөлүмү, Деканат]\n", f"    units: [Окуу бөлүмү, Деканат]\n{MARK}")


@dataclass
class Forge:
    """A repository with a pull request, as a job of the forge sees them."""

    folder: Path
    around: Path
    where: str = "."

    def event(self, **more: str) -> dict[str, str]:
        """What the expressions of the action stand for."""
        event = "github.event.pull_request"
        return {
            "inputs.folder": self.where,
            "inputs.language": "",
            "steps.language.outputs.code": "en",
            "inputs.token": "t0ken",
            f"{event}.base.sha": git(self.folder, "rev-parse", "main"),
            f"{event}.head.sha": git(self.folder, "rev-parse", "change"),
            f"{event}.number": "7",
            f"{event}.head.repo.full_name": "uni/plan",
            **more,
        }

    def run(self, step: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A step of the action, run as the forge runs it."""
        chosen: dict[str, Any] = next(one for one in ACTION["runs"]["steps"] if one.get("name") == step)
        event = self.event(**more)
        given = {
            name: re.sub(r"\$\{\{ (\S+) \}\}", lambda match: event[match[1]], value)
            for name, value in chosen.get("env", {}).items()
        }
        env = {
            "GITHUB_REPOSITORY": "uni/plan",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_RUN_ID": "9",
            "GITHUB_OUTPUT": str(self.around / "output"),
            "GITHUB_STEP_SUMMARY": str(self.around / "summary"),
            "COMMENTS": str(self.around / "comments.json"),
            "PATH": f"{self.around / 'bin'}{os.pathsep}{os.environ['PATH']}",
        }
        script = self.around / "step.sh"
        script.write_text(chosen["run"], encoding="utf-8")
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.folder,
            env={**os.environ, **env, **given},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def told(self, **more: str) -> str:
        """The step that tells what changes: what it has called on the forge."""
        calls = self.around / "comments.json.calls"
        calls.unlink(missing_ok=True)
        done = self.run("talplan diff", **more)
        assert done.returncode == 0, done.stderr
        return calls.read_text() if calls.exists() else ""

    @property
    def comments(self) -> list[str]:
        return [one["body"] for one in json.loads((self.around / "comments.json").read_text())]

    @property
    def summary(self) -> str:
        return (self.around / "summary").read_text(encoding="utf-8")

    def change(self, text: str | None, name: str = "plan-2025-2026.yaml") -> None:
        """A commit on the branch of the pull request; None takes the file out."""
        git(self.folder, "switch", "-q", "change")
        path = self.folder / self.where / name
        path.unlink() if text is None else path.write_text(text, encoding="utf-8")
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-qm", "Change")


@pytest.fixture
def forge(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Forge:
    """A pull request that marks an item; the main branch has gone on since."""
    around = tmp_path_factory.mktemp("forge")
    (around / "comments.json").write_text('[{"id": 1, "bot": false, "body": "<!-- talplan diff . --> not yours"}]')
    python = f'#!/bin/sh\nexec "{sys.executable}"'
    commands = {"gh": GH, "python": f'{python} "$@"\n', "talplan": f'{python} -m talplan "$@"\n'}
    for name, text in commands.items():
        path = around / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    folder = kept.parent
    git(folder, "branch", "-M", "main")
    git(folder, "branch", "change")
    kept.write_text(PLAN.replace("Жыйынтык", "Жылдык жыйынтык"), encoding="utf-8")
    git(folder, "commit", "-qam", "Meanwhile")
    made = Forge(folder, around)
    made.change(WITH_MARK)
    return made


# --- the action ---------------------------------------------------------------------------------------------


def test_a_pull_request_gets_one_comment_that_follows_it(forge: Forge) -> None:
    assert forge.told() == "GET repos/uni/plan/issues/7/comments\nPOST repos/uni/plan/issues/7/comments\n"
    head = git(forge.folder, "rev-parse", "change")
    comment = f"""\
<!-- talplan diff . -->
## `plan-2025-2026.yaml`

**1 item changed**

### Section 1

- [**1.1**](https://github.com/uni/plan/blob/{head}/plan-2025-2026.yaml#L12) Тизме түзүү
  - done on 2025-09-30, by Деканат

Units concerned: Окуу бөлүмү, Деканат
"""
    assert forge.comments[1].strip() == comment.strip()
    assert forge.summary.strip() == comment.partition("\n")[2].strip()

    forge.change(WITH_MARK.replace("Тизме", "Толук тизме"))
    assert forge.told() == "GET repos/uni/plan/issues/7/comments\nPATCH repos/uni/plan/issues/comments/2\n"
    assert len(forge.comments) == 2
    assert "Толук" in forge.comments[1]

    forge.change(PLAN)
    assert forge.told() == "GET repos/uni/plan/issues/7/comments\nDELETE repos/uni/plan/issues/comments/2\n"
    assert len(forge.comments) == 1


@pytest.mark.parametrize(
    ("language", "said"), [("ky", "30.09.2025 күнү"), ("ru", "выполнено 30.09.2025"), ("en", "done on 2025-09-30")]
)
def test_the_comment_is_in_the_language_of_the_reviewers(language: str, said: str, forge: Forge) -> None:
    forge.told(**{"steps.language.outputs.code": language})
    assert said in forge.summary


def test_what_the_main_branch_did_meanwhile_is_not_told(forge: Forge) -> None:
    git(forge.folder, "switch", "-q", "--detach", "main")
    git(forge.folder, "merge", "-q", "--no-edit", "change")
    forge.told()
    assert "Жылдык" not in forge.summary
    assert "**1 item changed" in forge.summary


def test_a_pull_request_that_leaves_the_plan_alone_gets_no_comment(forge: Forge) -> None:
    forge.change(PLAN)
    forge.change("two\n", "other.txt")
    assert forge.told() == "GET repos/uni/plan/issues/7/comments\n"
    assert (len(forge.comments), forge.summary) == (1, "")


@pytest.mark.parametrize("repository", ["somebody/plan", ""])
def test_a_fork_writes_no_comment(forge: Forge, repository: str) -> None:
    assert forge.told(**{"github.event.pull_request.head.repo.full_name": repository}) == ""
    assert "done on 2025-09-30" in forge.summary


def test_a_token_that_may_not_write(forge: Forge) -> None:
    done = forge.run("talplan diff", **{"inputs.token": "reading"})
    assert done.returncode == 0
    assert done.stdout.startswith(
        "::warning::No comment could be written; the job needs permissions: pull-requests: wr"
    )
    assert "done on 2025-09-30" in forge.summary


def test_a_plan_that_cannot_be_read(forge: Forge) -> None:
    forge.change(PLAN.replace("title: План", 'title: "План'))
    forge.told()
    heading, _, first, *_ = forge.comments[1].splitlines()[1:]
    assert heading == "## `plan-2025-2026.yaml`"
    assert re.match("    [0-9a-f]{40}:plan-2025-2026.yaml:1:8: error: the quote that opens here is not closed", first)


def test_a_plan_that_is_new_and_one_that_goes(forge: Forge) -> None:
    head, _, _ = PLAN.partition("sections:")
    forge.change(f"{head.replace('2025-2026', '2026-2027')}sections: []\n", "plan-2026-2027.yaml")
    forge.change(None)
    forge.told()
    headings = [line for line in forge.summary.splitlines() if line.startswith("## ")]
    assert headings == ["## `plan-2025-2026.yaml`", "## `plan-2026-2027.yaml`"]


def test_a_plan_with_another_name_is_the_same_plan(forge: Forge) -> None:
    git(forge.folder, "mv", "plan-2025-2026.yaml", "plan-new.yaml")
    forge.change(WITH_MARK.replace("Тизме", "Толук тизме"), "plan-new.yaml")
    forge.told()
    assert forge.summary.startswith("## `plan-new.yaml`\n\n**1 item changed**\n")


def test_a_comment_is_no_longer_than_the_forge_takes(forge: Forge) -> None:
    items = "".join(
        f"  - {{number: {n}, task: Тапшырма {'ө' * 60} {n}, due: [сентябрь], units: [Деканат]}}\n"
        for n in range(11, 400)
    )
    forge.change(PLAN + items)
    forge.told()
    assert 50_000 < len(forge.comments[1].encode()) < 65_536
    assert forge.comments[1].endswith("\n…\n\nhttps://github.com/uni/plan/actions/runs/9\n")
    assert "1.399" in forge.summary


@pytest.mark.parametrize("where", ["бир бөлүм", "a'b $(touch pwned) `touch pwned`"])
def test_a_plan_in_a_folder_with_any_name(forge: Forge, where: str) -> None:
    for branch in ("main", "change"):
        git(forge.folder, "switch", "-q", branch)
        (forge.folder / where).mkdir(exist_ok=True)
        git(forge.folder, "mv", "plan-2025-2026.yaml", where)
        git(forge.folder, "commit", "-qm", "Move")
    forge.where = where
    forge.change(WITH_MARK.replace("Тизме", "Толук тизме"))
    assert forge.told().endswith("POST repos/uni/plan/issues/7/comments\n")
    assert forge.comments[1].startswith(f"<!-- talplan diff {where} -->\n## `plan-2025-2026.yaml`\n")
    assert forge.run("talplan check").returncode == 0
    assert not list(forge.folder.rglob("pwned"))


@pytest.mark.parametrize("name", ["plan-$(touch pwned).yaml", "plan-`touch pwned`\n## x.yaml", "plan-;'\".yaml"])
def test_the_name_of_a_file_is_never_a_command(forge: Forge, name: str) -> None:
    forge.change(PLAN, name)
    forge.told()
    heading = re.sub("[`\n]", " ", name)
    assert f"## `{heading}`\n" in forge.comments[1]
    assert not list(forge.folder.rglob("pwned"))


def test_the_plan_is_checked_with_annotations(forge: Forge) -> None:
    assert forge.run("talplan check").returncode == 0
    forge.change(PLAN.replace("октябрь-ноябрь", "октяабр"))
    done = forge.run("talplan check")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=plan-2025-2026.yaml,line=18,col=11,endColumn=18,title=unknown-term::")
    assert "1 | " not in done.stdout


@pytest.mark.parametrize(
    ("key", "asked", "code"),
    [
        ("", "", "ky"),
        ("language: ru\n", "", "ru"),
        ('language: "en"  # сөз\r\n', "", "en"),
        ("language: ru\n", "en", "en"),
    ],
)
def test_it_speaks_the_language_of_the_plan(key: str, asked: str, code: str, forge: Forge) -> None:
    (forge.folder / "plan-2025-2026.yaml").write_bytes((key + PLAN).encode())
    done = forge.run("Language", **{"inputs.language": asked})
    assert (done.returncode, done.stderr) == (0, "")
    assert (forge.around / "output").read_text() == f"code={code}\n"


def test_the_layout_is_checked(forge: Forge) -> None:
    done = forge.run("talplan fmt --check")
    start, *lines, end = done.stdout.splitlines()
    assert (done.returncode, lines) == (1, ["plan-2025-2026.yaml: would be formatted"])
    assert start.removeprefix("::stop-commands::") == end.strip(":")
    assert re.fullmatch("::[0-9a-f]{32}::", end)
    subprocess.run([sys.executable, "-m", "talplan", "fmt"], cwd=forge.folder, check=True, capture_output=True)
    assert forge.run("talplan fmt --check").returncode == 0


def test_a_history_that_is_cut_off(forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> None:
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "-q", "--depth", "1", "--no-single-branch", forge.folder.as_uri(), ".")
    git(clone, "branch", "-f", "main", "origin/main")
    forge.folder = clone
    done = forge.run("talplan diff")
    assert done.returncode == 1
    assert done.stdout.startswith("::error::The clone is too shallow")


# --- GitLab -------------------------------------------------------------------------------------------------

CURL = f"""#!{sys.executable}
import json, os, sys
arguments, path = sys.argv[1:], os.environ["COMMENTS"]
notes = json.load(open(path))
assert "PRIVATE-TOKEN: t0ken" in arguments and "--fail" in arguments
method = arguments[arguments.index("--request") + 1] if "--request" in arguments else "GET"
address = next(one for one in arguments if one.startswith("https://"))
print(method, address.partition("/merge_requests/")[2], file=open(path + ".calls", "a"))
if method == "GET":
    print(json.dumps(notes))
else:
    body = open(arguments[arguments.index("--data-urlencode") + 1].removeprefix("body@")).read()
    if method == "POST":
        notes.append({{"id": 40 + len(notes), "body": body}})
    else:
        next(one for one in notes if address.endswith("/" + str(one["id"])))["body"] = body
    json.dump(notes, open(path, "w"))
"""


def gitlab_job(forge: Forge, **more: str) -> str:
    """The job of the documented snippet that tells what changes: what it has called on the forge."""
    page = (ROOT / "docs/forges.md").read_text(encoding="utf-8")
    block = next(one for one in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "plan-changes:" in one)
    curl = forge.around / "bin" / "curl"
    curl.write_text(CURL, encoding="utf-8")
    curl.chmod(0o755)
    (forge.around / "comments.json.calls").write_text("")
    env = {
        "CI_API_V4_URL": "https://gitlab.example.org/api/v4",
        "CI_PROJECT_ID": "3",
        "CI_PROJECT_URL": "https://gitlab.example.org/uni/plan",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(forge.folder, "merge-base", "main", "change"),
        "CI_COMMIT_SHA": git(forge.folder, "rev-parse", "change"),
        "TALPLAN_TOKEN": "t0ken",
        "COMMENTS": str(forge.around / "comments.json"),
        "PATH": f"{forge.around / 'bin'}{os.pathsep}{os.environ['PATH']}",
        **more,
    }
    for script in yaml.safe_load(block)["plan-changes"]["script"]:
        command = ["bash", "-eo", "pipefail", "-c", script]
        subprocess.run(command, cwd=forge.folder, env={**os.environ, **env}, check=True, capture_output=True)
    return (forge.around / "comments.json.calls").read_text()


def test_a_merge_request_gets_one_note_that_follows_it(forge: Forge) -> None:
    (forge.around / "comments.json").write_text('[{"id": 1, "body": "Good"}]')
    assert gitlab_job(forge) == "GET 7/notes?sort=asc&per_page=100\nPOST 7/notes\n"
    assert forge.comments[1].startswith("<!-- talplan diff -->\n**1 item changed**\n")
    assert "https://gitlab.example.org/uni/plan/-/blob/" in forge.comments[1]
    forge.change(WITH_MARK.replace("Тизме", "Толук тизме"))
    assert gitlab_job(forge) == "GET 7/notes?sort=asc&per_page=100\nPUT 7/notes/41\n"
    assert "Толук" in forge.comments[1]
    assert len(forge.comments) == 2
    assert gitlab_job(forge, TALPLAN_TOKEN="") == ""


# --- how the files are made -----------------------------------------------------------------------------------


def test_no_expression_stands_in_a_command() -> None:
    """What a pull request writes would be a part of the script there."""
    for action in ACTIONS:
        assert [step for step in yaml.safe_load(action)["runs"]["steps"] if "${{" in step.get("run", "")] == []
    for workflow in WORKFLOWS.values():
        jobs = yaml.safe_load(workflow)["jobs"]
        assert [step for job in jobs.values() for step in job["steps"] if "run" in step] == []


def test_foreign_actions_are_pinned_and_the_same_everywhere() -> None:
    texts = [*WORKFLOWS.values(), *ACTIONS, (ROOT / "docs/forges.md").read_text(encoding="utf-8")]
    used = {use for text in texts for use in re.findall(r"uses: (actions/.*)", text)}
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use) for use in used)
    assert len(used) == len({use.partition("@")[0] for use in used})


def test_the_forges_own_schemas(tmp_path: Path) -> None:
    page = (ROOT / "docs/forges.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    texts = {
        "github-actions": ACTIONS,
        "github-issue-forms": [text for path, text in WRITTEN.items() if "/ISSUE_TEMPLATE/" in path],
        "github-workflows": [
            *WORKFLOWS.values(),
            *(one for one in blocks if "jobs:" in one),
        ],
        "gitlab-ci": [one for one in blocks if ".talplan" in one],
    }
    for schema, documents in texts.items():
        paths = [tmp_path / f"{schema}-{number}.yml" for number in range(len(documents))]
        for path, text in zip(paths, documents, strict=True):
            path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
        done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", ["own", ".github/workflows/plan.yml"])
def test_workflows_may_do_no_more_than_they_need(path: str) -> None:
    read = yaml.safe_load(WORKFLOWS[path])
    assert read["permissions"] == {}
    assert read["jobs"]["plan"]["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert read["jobs"]["plan"]["steps"][0]["with"] == {"fetch-depth": 0, "persist-credentials": False}
    assert set(read[True]) == {"pull_request", "push"}, "YAML 1.1 reads `on` as true"


@pytest.mark.parametrize("path", ["own update", ".github/workflows/update.yml"])
def test_the_workflow_that_updates_pull_requests(path: str) -> None:
    """Only the main branch starts it, one run at a time: what it pushes starts nothing."""
    read = yaml.safe_load(WORKFLOWS[path])
    assert (set(read[True]), read["permissions"]) == ({"push", "workflow_dispatch"}, {})
    assert "main" in read[True]["push"]["branches"]
    assert read["concurrency"] == {"group": "update-${{ github.ref }}", "cancel-in-progress": False}
    permissions = {"contents": "write", "pull-requests": "write", "statuses": "write"}
    assert read["jobs"]["update"]["permissions"] == permissions


# --- pre-commit ---------------------------------------------------------------------------------------------


def run_hook(name: str, *files: str) -> subprocess.CompletedProcess[str]:
    """A hook of this repository on these files, in the working folder."""
    hook = next(one for one in HOOKS if one["id"] == name)
    chosen = [file for file in files if re.search(hook["files"], file)]
    program, *arguments = hook["entry"].split()
    assert (program, hook["language"]) == ("talplan", "python")
    command = [sys.executable, "-m", "talplan", *arguments, *chosen]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_hooks(kept: Path) -> None:
    files = ("other.txt", "plan-2025-2026.yaml", "airplan-x.yaml", "plan-x.yml")
    checked = run_hook("talplan-check", *files)
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, "plan-2025-2026.yaml: 6 items, no problems")
    formatted = run_hook("talplan-fmt", *files)
    assert (formatted.returncode, formatted.stdout) == (0, "plan-2025-2026.yaml: formatted\n")
    assert run_hook("talplan-fmt", *files).stdout == "plan-2025-2026.yaml: already formatted\n"
    kept.write_text(PLAN.replace("октябрь-ноябрь", "октяабр"), encoding="utf-8")
    assert run_hook("talplan-check", *files).returncode == 1


@pytest.mark.parametrize("path", ["plan-2025-2026.yaml", "data/plan-2025-2026.yaml", "a b/data/plan-ж.yaml"])
def test_hooks_look_at_plans_in_every_folder(path: str) -> None:
    assert all(re.search(hook["files"], path) for hook in HOOKS)


def test_hooks_for_a_talplan_that_is_installed_are_the_same() -> None:
    """`init` writes them where it cannot tell from where others could install talplan."""
    written = yaml.safe_load((ROOT / "src/talplan/operations/templates/hooks-local.yaml").read_text(encoding="utf-8"))
    local = [{**hook, "language": "python"} for hook in written["repos"][0]["hooks"]]
    assert local == [{key: value for key, value in hook.items() if key != "description"} for hook in HOOKS]
