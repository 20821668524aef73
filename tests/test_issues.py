"""Issues that become pull requests: the action's own script in a clone of a bare repository, with a stand-in for the
forge's API."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from changing import PLAN, git
from rendered import REFERENCES, RENDERER, Texts
from repositories import NAME, change, commit, repository
from stand_in_forge import REPOSITORY, TOKEN, StandInForge, StandInGitLab, running_forge

pytestmark = pytest.mark.once

SCRIPT = Path(__file__).parent.parent / "collect" / "collect.py"
BRANCH = "talplan/issue-1"
BOT = "talplan@noreply.127.0.0.1"

GOOD = """\
### No.

1.1

### Term

_No response_

### Unit

Деканат

### State

done

### Date

30.09.2025

### Evidence

Буйрук № 142

### Note

_No response_
"""
NEW_CALLS = ["POST statuses/COMMIT", "POST pulls", "POST issues/1/comments"]


@dataclass
class Job:
    """A clone of a repository on a forge, in which the action's script runs."""

    forge: StandInForge
    clone: Path
    environ: dict[str, str] = field(default_factory=dict)

    def run(self, number: int = 1, sender: dict[str, Any] | None = None, **environ: str) -> str:
        """Run the script for an issue and return its log; `calls` then has what this run changed on the forge."""
        event = {
            "action": "edited",
            "issue": {"number": number, "body": "an older text"},
            "repository": {"default_branch": "main"},
            "sender": sender or {"login": "aigul", "id": 41},
        }
        path = self.clone.parent / "event.json"
        path.write_text(json.dumps(event), encoding="utf-8")
        self.forge.calls.clear()
        done = subprocess.run(
            [sys.executable, "-P", str(SCRIPT)],
            cwd=self.clone,
            env={**os.environ, **self.environ, "GITHUB_EVENT_PATH": str(path), **environ},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.stderr == ""
        self.status = done.returncode
        return done.stdout

    @property
    def calls(self) -> list[str]:
        """The calls of the last run, with the commit's name left out."""
        return [call.partition("statuses/")[0] + "statuses/COMMIT" if "statuses/" in call else call
                for call in self.forge.calls]  # fmt: skip

    def tip(self) -> str:
        return git(self.forge.bare, "rev-parse", BRANCH)

    def added(self, revision: str = BRANCH) -> list[str]:
        """The lines that a branch adds to the plan."""
        diff = git(self.forge.bare, "diff", "-U0", f"main...{revision}")
        return [line[1:].strip() for line in diff.splitlines() if line[0] == "+" and not line.startswith("+++")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the bare repository of a plan in English and the clone of a job."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "TALPLAN_", "GITHUB_", "GITLAB_", "CI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    repository(tmp_path / "author", f"language: en\n{PLAN}")
    git(tmp_path, "clone", "-q", "--bare", "author", "forge.git")
    git(tmp_path, "clone", "-q", (tmp_path / "forge.git").as_uri(), "clone")
    return tmp_path


COMMON = {"TOKEN": TOKEN, "FOLDER": ".", "TZ": "Asia/Bishkek", "TALPLAN_TODAY": "2025-11-20"}


@pytest.fixture
def job(folder: Path) -> Iterator[Job]:
    """A job on GitHub."""
    with running_forge(folder / "forge.git") as forge:
        addresses = {"GITHUB_API_URL": forge.url, "GITHUB_SERVER_URL": forge.url, "GITHUB_REPOSITORY": REPOSITORY}
        yield Job(forge, folder / "clone", {**COMMON, **addresses})


@pytest.fixture
def gitlab(folder: Path) -> Iterator[Job]:
    """A job on GitLab, started by the webhook of an issue."""
    with running_forge(folder / "forge.git", StandInGitLab) as forge:
        hook = {
            "object_kind": "issue",
            "user": {"id": 41, "username": "aigul", "email": "[REDACTED]"},
            "project": {"default_branch": "main"},
            "object_attributes": {"iid": 1, "action": "open", "description": "an older text"},
        }
        (folder / "hook.json").write_text(json.dumps(hook), encoding="utf-8")
        environ = {
            "GITLAB_CI": "true",
            "CI_API_V4_URL": f"{forge.url}/api/v4",
            "CI_PROJECT_ID": "3",
            "CI_PROJECT_PATH": REPOSITORY,
            "CI_PROJECT_URL": f"{forge.url}/{REPOSITORY}",
            "CI_SERVER_URL": forge.url,
            "TRIGGER_PAYLOAD": str(folder / "hook.json"),
        }
        yield Job(forge, folder / "clone", {**COMMON, **environ})


def test_a_report_becomes_a_pull_request(job: Job) -> None:
    """One branch, one pull request, one answer, also after edits; a run without an edit changes nothing."""
    job.forge.add_issue(GOOD)
    log = job.run()
    assert (job.status, job.calls) == (0, NEW_CALLS), log
    assert job.added() == ["done:", "- date: 2025-09-30", "by: [Деканат]", "evidence: Буйрук № 142"]
    author = git(job.forge.bare, "log", "-1", "--format=%an <%ae>, %cn <%ce>", BRANCH)
    assert author == f"aigul <41+aigul@users.noreply.127.0.0.1>, talplan <{BOT}>"
    [pull] = job.forge.pulls
    changes = f"""\
**1 item changed**

### Section 1

- [**1.1**]({job.forge.url}/uni/plan/blob/{job.tip()}/{NAME}#L13) Тизме түзүү
  - done on 2025-09-30, by Деканат, evidence: Буйрук № 142

Units concerned: Окуу бөлүмү, Деканат"""
    assert (pull["title"], pull["head"]["ref"], pull["base"]["ref"]) == ("Collect forms: 1.1", BRANCH, "main")
    assert pull["body"].startswith(
        f"Reported by `aigul` in issue #1.\n\n{changes}\n\n```text\n{NAME}: 6 items, no prob"
    )
    assert pull["body"].endswith("\n```\n\nCloses #1\n")
    assert job.forge.bodies(1) == [
        "<!-- talplan collect -->\n"
        f"Understood. Pull request #2 proposes this change:\n\n{changes}\n\n"
        "The plan changes once the pull request is accepted. To correct the report, edit this issue.\n"
    ]

    tip = job.tip()
    job.run()
    assert (job.status, job.calls, job.tip()) == (0, [], tip)

    job.forge.issues[1]["body"] = GOOD.replace("№ 142", "№ 143").replace("\n", "\r\n")
    job.run(sender={"login": "bermet", "id": 42, "email": "bermet@uni.kg"})
    assert job.calls == ["POST statuses/COMMIT", "PATCH pulls/2", "PATCH issues/comments/100"]
    assert job.added()[-1] == "evidence: Буйрук № 143"
    assert git(job.forge.bare, "log", "--format=%an <%ae>", f"main..{BRANCH}") == "bermet <bermet@uni.kg>"
    tip, body = job.tip(), job.forge.pulls[0]["body"]
    [answer] = job.forge.bodies(1)
    assert "№ 143" in body
    assert "№ 143" in answer

    job.forge.issues[1]["body"] = GOOD.replace("done", "ready")
    job.run()
    assert (job.calls, job.tip()) == (["PATCH pulls/2", "PATCH issues/comments/100"], tip)
    warning = (
        "**This pull request contains an earlier text of the issue; the present text was not understood, or change"
    )
    assert job.forge.pulls[0]["body"].startswith(warning)
    assert job.forge.bodies(1) == [
        "<!-- talplan collect -->\n"
        "Not understood; nothing was changed:\n\n"
        "- “ready” is not one of the states of a form; choose from: done, partly, not done\n\n"
        "To correct the report, edit this issue: it is read again each time it is saved.\n\n"
        "Pull request #2 contains an earlier text of this issue.\n"
    ]

    job.forge.issues[1]["body"] = GOOD.replace("№ 142", "№ 143")
    job.run()
    assert job.calls == ["PATCH pulls/2", "PATCH issues/comments/100"]
    assert (job.forge.pulls[0]["body"], job.forge.bodies(1)) == (body, [answer])


def test_what_the_plan_says_already(job: Job) -> None:
    job.forge.add_issue(GOOD)
    job.run()
    git(job.forge.bare, "update-ref", "refs/heads/main", BRANCH)
    job.forge.pulls[0]["state"] = "closed"
    job.run()
    assert job.calls == ["PATCH issues/comments/100"]
    assert job.forge.bodies(1) == [
        "<!-- talplan collect -->\nNothing to mark: the plan already says what this row says.\n"
    ]


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (None, {}),
        ("The page is slow.\n\n### No.\n\n1.1\n\n### Date\n\nyesterday", {}),
        (GOOD, {"state": "closed"}),
    ],
)
def test_what_is_left_alone(job: Job, body: str | None, more: dict[str, Any]) -> None:
    job.forge.add_issue(body, **more)
    log = job.run()
    assert (job.status, job.calls) == (0, [])
    assert "nothing to do" in log
    assert git(job.forge.bare, "branch", "--list", "talplan/*") == ""


def test_among_what_others_wrote(job: Job) -> None:
    """Neither a stranger's comment with the marker nor a branch of the same name in a fork is taken for its own.

    Without a date, the report is dated by the university's clock on the day on which the issue was opened.
    """
    number = job.forge.add_issue(GOOD.replace("30.09.2025", "_No response_"), created_at="2025-11-18T18:30:00Z")
    for _ in range(120):
        job.forge.add_comment(number, "<!-- talplan collect -->\nnot yours", "somebody")
    own = job.forge.add_comment(number, "<!-- talplan collect -->\nold", "github-actions[bot]", "Bot")
    job.forge.add_pull("Other", "theirs", BRANCH, "main", repository="somebody/plan")
    job.run(LANGUAGE="ru")
    assert job.calls == ["POST statuses/COMMIT", "POST pulls", "PATCH issues/comments/220"]
    assert "- date: 2025-11-19" in job.added()
    assert job.forge.pulls[0]["body"] == "theirs"
    assert own["body"].partition("\n")[2].startswith("Отчёт понятен. Pull request #3 предлагает это изменение:")
    assert job.forge.bodies(1)[:120] == ["<!-- talplan collect -->\nnot yours"] * 120


HOSTILE = """$(touch pwned) `touch pwned` ${{ github.token }}
::error::x
##[error]x
@dean #1 uni/plan#1 https://evil.example ![x](https://evil.example/x.png) <img src=x onerror=alert(1)>
```
~~~
<!-- hidden -->"""


def test_what_an_issue_says_is_never_a_command_or_markup(job: Job) -> None:
    """As evidence and in a state, in a run each: the log, the pull request and the answers show it as text alone."""
    job.forge.add_issue(GOOD.replace("Буйрук № 142", HOSTILE).replace("\n", "\r\n"))
    logs = [job.run()]
    job.forge.issues[1]["body"] = GOOD.replace("done", HOSTILE)
    answers = [job.forge.pulls[0]["body"], *job.forge.bodies(1)]
    logs.append(job.run())
    answers += job.forge.bodies(1)
    plan = yaml.safe_load(git(job.forge.bare, "show", f"{BRANCH}:{NAME}"))
    assert plan["sections"][0]["items"][0]["done"][0]["evidence"] == HOSTILE.splitlines()
    for answer in answers:
        prose = re.sub("```text\n[^`]*\n```\n", "", answer.removeprefix("<!-- talplan collect -->\n"))
        page = Texts(RENDERER.render(prose))
        assert set(page.tags) <= {"p", "strong", "h3", "ul", "li", "br", "a", "code"}
        assert page.tags.count("a") <= 1, "the link to the line in the plan"
        found = [part for part in page.texts if REFERENCES.search(part)]
        assert [part for part in found if not re.fullmatch(r"[^@#]*#[12][^@#]*", part)] == [], "its own references"
    for log in logs:
        start, line, end = log.splitlines()
        assert (line, start.removeprefix("::stop-commands::")) == ("The issue has its answer.", end.strip(":"))
    assert not list(job.clone.parent.rglob("pwned"))


def change_main(job: Job) -> None:
    """Push a commit to the main branch that changes another item."""
    author = job.clone.parent / "author"
    change(author / NAME, ("Көзөмөл", "Толук көзөмөл"))
    commit(author, "Meanwhile")
    git(author, "push", "-q", job.forge.bare.as_uri(), "main")


def test_a_reviewer_who_changes_the_branch(job: Job) -> None:
    """The forge's button that brings a branch up to date changes nothing by hand; an edit does, and is kept."""
    job.forge.add_issue(GOOD)
    job.run()
    change_main(job)
    desk = job.clone.parent / "desk"
    git(job.clone.parent, "clone", "-q", "-b", BRANCH, job.forge.bare.as_uri(), "desk")
    git(desk, "config", "user.name", "Рецензент")
    git(desk, "config", "user.email", "r@example.org")
    git(desk, "merge", "-q", "--no-edit", "origin/main")
    git(desk, "push", "-q")
    job.forge.issues[1]["body"] = GOOD.replace("№ 142", "№ 143")
    job.run()
    assert job.added() == ["done:", "- date: 2025-09-30", "by: [Деканат]", "evidence: Буйрук № 143"]
    assert "Толук көзөмөл" in git(job.forge.bare, "show", f"{BRANCH}:{NAME}")

    git(desk, "fetch", "-q")
    git(desk, "reset", "-q", "--hard", f"origin/{BRANCH}")
    change(desk / NAME, ("№ 143", "№ 143-1"))
    commit(desk, "Correct")
    git(desk, "push", "-q")
    tip = job.tip()
    job.forge.issues[1]["body"] = GOOD.replace("№ 142", "№ 144")
    job.run()
    assert (job.status, job.calls, job.tip()) == (0, ["PATCH issues/comments/100"], tip)
    assert "The branch `talplan/issue-1` was changed by hand" in job.forge.bodies(1)[0]


def test_what_the_token_may_not_do(job: Job) -> None:
    job.forge.add_issue(GOOD)
    job.forge.refused = {"POST pulls"}
    log = job.run()
    assert (job.status, job.calls) == (0, NEW_CALLS)
    assert "warning: POST pulls: 403 Resource not accessible by integration\n" in log
    assert f"{job.forge.url}/uni/plan/compare/main...{BRANCH}" in job.forge.bodies(1)[0]

    job.forge.refused = {"PATCH issues/comments/100"}
    start, *lines, end, error = job.run().splitlines()
    assert (job.status, job.calls) == (1, ["POST pulls", "PATCH issues/comments/100"])
    assert start.removeprefix("::stop-commands::") == end.strip(":")
    assert lines == ["PATCH issues/comments/100: 403 Resource not accessible by integration"]
    assert error.startswith("::error::The issue could not be answered")


def test_a_folder_that_is_not_there(job: Job) -> None:
    job.forge.add_issue(GOOD)
    log = job.run(FOLDER="data")
    assert (job.status, job.calls) == (1, [])
    assert "\nThe branch main has no folder 'data'.\n" in log
    assert git(job.clone, "worktree", "list").count("\n") == 0


# --- GitLab -------------------------------------------------------------------------------------------------


def test_a_report_becomes_a_merge_request(gitlab: Job) -> None:
    """One merge request and one note for all texts of the issue; a stranger's note with the marker is not its own."""
    number = gitlab.forge.add_issue(GOOD.replace("done", "ready"))
    gitlab.forge.add_comment(number, "<!-- talplan collect -->\nnot yours", "somebody")
    gitlab.run()
    assert (gitlab.status, gitlab.calls) == (0, ["POST issues/1/notes"])
    assert "“ready” is not one of the states of a form" in gitlab.forge.bodies(1)[1]

    gitlab.forge.issues[1]["body"] = GOOD
    log = gitlab.run()
    assert gitlab.calls == ["POST merge_requests", "PUT issues/1/notes/101"], log
    author = git(gitlab.forge.bare, "log", "-1", "--format=%an <%ae>", BRANCH)
    assert author == "aigul <41-aigul@users.noreply.127.0.0.1>"
    [request] = gitlab.forge.pulls
    assert (request["source_branch"], request["target_branch"]) == (BRANCH, "main")
    assert request["title"] == "Collect forms: 1.1"
    assert request["description"].endswith("\n```\n\nCloses #1\n")
    line = f"{gitlab.forge.url}/uni/plan/-/blob/{gitlab.tip()}/{NAME}#L13"
    assert gitlab.forge.bodies(1)[1].startswith(
        "<!-- talplan collect -->\nUnderstood. Pull request !1 proposes this change:\n\n**1 item changed**\n\n"
        f"### Section 1\n\n- [**1.1**]({line}) Тизме түзүү\n"
    )
