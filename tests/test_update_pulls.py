"""Open pull requests that git alone cannot merge: the action's own script against a bare repository as the forge.

The forge's button is `git merge-tree --write-tree` there, without any configuration.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from changing import PLAN, git
from repositories import NAME, branch, change, commit, repository
from stand_in_forge import REPOSITORY, TOKEN, StandInForge, running_forge
from talplan.planfile.load import load

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "update" / "update.py"
UNITS = "    units: [Окуу бөлүмү, Деканат]\n"
BY_DEAN = "    done:\n    - date: 2025-10-14\n      by: [Деканат]\n"
BY_OFFICE = "    done:\n    - date: 2025-10-12\n      by: [Окуу бөлүмү]\n      note: Бүттү\n"
NEW_CALLS = ["POST statuses/COMMIT", "POST issues/1/comments"]


@dataclass
class Job:
    """A repository on a forge, and a clone of a person who pushes to it."""

    forge: StandInForge
    plan: Path
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def bare(self) -> Path:
        return self.forge.bare

    def push(self) -> None:
        git(self.plan.parent, "push", "-q", "--all", "origin")

    def propose(self, name: str, *pairs: tuple[str, str], start: str = "main") -> int:
        """A pull request that changes some words of the plan; returns its number."""
        branch(self.plan, name, *pairs, start=start)
        self.push()
        number: int = self.forge.add_pull("Change", "", name, "main")["number"]
        return number

    def go_on(self, *pairs: tuple[str, str]) -> None:
        """A change on the main branch."""
        change(self.plan, *pairs)
        commit(self.plan.parent, "Go on")
        self.push()

    def run(self, status: int = 0, **environ: str) -> str:
        """Run the script as a push to the main branch starts it and return its log."""
        self.forge.calls.clear()
        # A working folder without any repository: the script reads no tree of a pull request.
        done = subprocess.run(
            [sys.executable, "-P", str(SCRIPT)],
            cwd=self.bare.parent,
            env={**os.environ, **self.environ, **environ},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, done.stderr) == (status, ""), done.stdout + done.stderr
        assert TOKEN not in done.stdout
        return done.stdout

    @property
    def calls(self) -> list[str]:
        return [re.sub("[0-9a-f]{40}", "COMMIT", call) for call in self.forge.calls]

    def head(self, name: str) -> str:
        return git(self.bare, "rev-parse", f"refs/heads/{name}")

    def text(self, name: str) -> str:
        words = ["git", "show", f"refs/heads/{name}:{NAME}"]
        return subprocess.run(words, cwd=self.bare, capture_output=True, check=True).stdout.decode()

    def press_button(self, name: str) -> bool:
        """Merge a branch as a forge does, if git can."""
        words = ["git", "merge-tree", "--write-tree", "refs/heads/main", f"refs/heads/{name}"]
        done = subprocess.run(words, cwd=self.bare, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            parents = ["-p", "refs/heads/main", "-p", f"refs/heads/{name}"]
            new = git(self.bare, "commit-tree", done.stdout.strip(), *parents, "-m", "Merge")
            git(self.bare, "update-ref", "refs/heads/main", new)
        return done.returncode == 0


@pytest.fixture
def job(plan: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Job]:
    """A repository on a forge; the person's clone has no merge driver."""
    plan = repository(plan.parent / "clone")
    around = tmp_path_factory.mktemp("server")
    bare = around / "uni" / "plan.git"
    git(plan.parent, "config", "--unset", "merge.talplan.driver")
    git(plan.parent, "clone", "-q", "--bare", str(plan.parent), str(bare))
    git(plan.parent, "remote", "add", "origin", str(bare))
    with running_forge(bare) as forge:
        environ = {
            "GITHUB_API_URL": forge.url,
            "GITHUB_SERVER_URL": around.as_uri(),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_REF_NAME": "main",
            "TOKEN": TOKEN,
            "LANGUAGE": "en",
            "HOME": str(around),  # no configuration of a person
            "TALPLAN_TODAY": "2025-11-20",
        }
        yield Job(forge, plan, environ)


@pytest.fixture
def open_pull(job: Job) -> Job:
    """A pull request that marks an item which the main branch has marked as well, by another unit."""
    job.propose("dean", (UNITS, UNITS + BY_DEAN))
    job.go_on((UNITS, UNITS + BY_OFFICE))
    return job


def test_the_button_works_afterwards(open_pull: Job) -> None:
    job, old = open_pull, open_pull.head("dean")
    assert not job.press_button("dean")
    log = job.run()
    new = job.head("dean")
    assert log.splitlines()[1:-1] == [f"#1 dean: merged as {new[:8]}"]
    assert git(job.bare, "rev-parse", "dean^1", "dean^2").split() == [old, job.head("main")]
    assert git(job.bare, "log", "-1", "--format=%an <%ae>", "dean").startswith("talplan <")
    assert job.calls == NEW_CALLS
    assert job.forge.statuses == [
        {"sha": new, "state": "failure", "context": "plan", "description": "talplan check"}
    ]  # the example is not in the usual layout, as its pull request's own check says
    address = f"{job.environ['GITHUB_SERVER_URL']}/{REPOSITORY}/blob/{new}/{NAME}"
    assert job.forge.bodies(1) == [
        f"""\
<!-- talplan update -->
git alone could no longer merge this pull request, so talplan merged main into it by meaning. This came in:

#### `plan-2025-2026.yaml`

**1 item changed**

### Section 1

- [**1.1**]({address}#L12) Тизме түзүү
  - done on 2025-10-12, by Окуу бөлүмү, note: Бүттү

Units concerned: Окуу бөлүмү, Деканат
"""
    ]
    assert job.press_button("dean")
    assert job.text("main") == PLAN.replace(UNITS, UNITS + BY_OFFICE + BY_DEAN.removeprefix("    done:\n"))


def test_a_second_run_does_nothing(open_pull: Job) -> None:
    open_pull.run()
    refs = git(open_pull.bare, "for-each-ref")
    open_pull.run()
    assert (open_pull.calls, git(open_pull.bare, "for-each-ref")) == ([], refs)


def test_what_git_can_merge_is_left_alone(job: Job) -> None:
    """No push, so that no check of the pull request has to run again."""
    job.propose("words", ("task: Көзөмөл", "task: Көзөмөлдөө"))
    job.go_on(("title: План", "title: Пландар"))
    refs = git(job.bare, "for-each-ref")
    assert "#1 words: left as it is; git can merge it" in job.run()
    assert (job.calls, git(job.bare, "for-each-ref")) == ([], refs)


def test_left_alone(open_pull: Job) -> None:
    """Pull requests of a fork, of a fork that is gone, into another branch, and closed ones."""
    fork, gone, other, closed = (open_pull.forge.add_pull("More", "", "dean", "main") for _ in range(4))
    fork["head"]["repo"] = {"full_name": "somebody/plan"}
    gone["head"]["repo"] = None
    other["base"]["ref"] = "release"
    closed["state"] = "closed"
    open_pull.forge.pulls.pop(0)
    refs = git(open_pull.bare, "for-each-ref")
    assert "nothing to do" in open_pull.run()
    assert (open_pull.calls, git(open_pull.bare, "for-each-ref")) == ([], refs)


def test_a_conflict_is_named_once_until_a_person_has_decided(job: Job) -> None:
    number = job.propose("words", ("task: Тизме түзүү", "task: Тизмени түзүү"))
    job.go_on(("task: Тизме түзүү", "task: Тизмелер түзүү"))
    old = job.head("words")
    assert "#1 words: conflict: 1.1" in job.run()
    assert (job.head("words"), job.calls) == (old, ["POST issues/1/comments"])
    assert job.forge.bodies(number) == [
        """\
<!-- talplan update conflict -->
This pull request conflicts with main; a person has to decide:

- plan<!-- -->-2025-2026.yaml: conflict: 1.1: both sides changed the task in different ways

In a clone in which talplan merges plans, merge main into words, keep one side of each conflict, and push.
"""
    ]
    job.run()
    assert job.calls == []
    job.go_on(("date: 2025-10-01", "date: 2025-10-02"), ("title: План", "title: Башка план"))
    job.run()
    assert job.calls == []

    git(job.plan.parent, "checkout", "-q", "words")
    git(job.plan.parent, "merge", "-q", "-X", "ours", "--no-edit", "main")
    git(job.plan.parent, "checkout", "-q", "main")
    job.push()
    job.run()
    assert job.forge.bodies(number) == []


def test_a_conflict_in_another_file(open_pull: Job) -> None:
    for name in ("dean", "main"):
        git(open_pull.plan.parent, "checkout", "-q", name)
        (open_pull.plan.parent / "@admin.txt").write_text(name)
        commit(open_pull.plan.parent, name)
    open_pull.push()
    old = open_pull.head("dean")
    open_pull.run()
    assert open_pull.head("dean") == old
    assert "- dean: conflict: @<!-- -->admin.txt\n" in open_pull.forge.bodies(1)[0]


GIT = """#!/bin/sh
if [ "$1" = push ] && [ ! -e "{mark}" ]; then
  : > "{mark}"
  PATH="{path}" git --git-dir "{bare}" update-ref refs/heads/dean {new}
fi
PATH="{path}" exec git "$@"
"""


def test_a_push_that_comes_in_between_wins(open_pull: Job) -> None:
    """It is not forced away; the merge is made again on top of it."""
    job, folder = open_pull, open_pull.plan.parent
    git(folder, "checkout", "-q", "dean")
    change(job.plan, ("task: Көзөмөл", "task: Көзөмөлдөө"))
    commit(folder, "Between")
    new = git(folder, "rev-parse", "dean")
    git(folder, "push", "-q", "origin", "dean:refs/heads/other")
    commands = job.bare.parent / "bin"
    commands.mkdir()
    text = GIT.format(mark=commands / "pushed", path=os.environ["PATH"], bare=job.bare, new=new)
    (commands / "git").write_text(text)
    (commands / "git").chmod(0o755)
    job.run(PATH=f"{commands}{os.pathsep}{os.environ['PATH']}")
    assert (commands / "pushed").exists()
    assert git(job.bare, "rev-parse", "dean^1", "dean^2").split() == [new, job.head("main")]
    assert "Көзөмөлдөө" in job.text("dean")
    assert job.calls == NEW_CALLS


def test_nothing_of_the_pull_request_s_own_tree_has_an_effect(open_pull: Job) -> None:
    folder, ran = open_pull.plan.parent, open_pull.bare.parent / "ran"
    git(folder, "checkout", "-q", "dean")
    (folder / ".gitattributes").write_text("*.yaml -merge filter=evil merge=evil diff=evil\n")
    (folder / ".gitconfig").write_text(f"[merge \"evil\"]\n\tdriver = touch '{ran}'\n")
    (folder / ".github/workflows").mkdir(parents=True)
    (folder / ".github/workflows/plan.yml").write_text("on: push\n")
    (folder / "talplan").mkdir()
    (folder / "talplan/__init__.py").write_text(f"open({str(ran)!r}, 'w')\n")
    (folder / "yaml.py").write_text(f"open({str(ran)!r}, 'w')\n")
    commit(folder, "Evil")
    open_pull.push()
    open_pull.run()
    assert open_pull.press_button("dean")
    assert not ran.exists()


@pytest.mark.parametrize("name", ["-x", "окуу/$(touch${IFS}pwned)a'b`c`;d@admin#1"])
def test_a_branch_with_any_name(open_pull: Job, name: str) -> None:
    git(open_pull.bare, "update-ref", f"refs/heads/{name}", "refs/heads/dean")
    open_pull.forge.pulls[0]["head"]["ref"] = name
    open_pull.run()
    assert open_pull.calls == NEW_CALLS
    assert open_pull.press_button(name)
    assert not list(open_pull.bare.parent.rglob("pwned*"))


HOSTILE = "@admin #1 ![x](https://evil.example/x.png) <img src=x> GH-5 www.evil.example 0123456789abcdef"


def test_no_text_of_a_plan_is_markup_in_a_comment(job: Job) -> None:
    note = f"    notes:\n    - date: 2025-10-14\n      text: {HOSTILE!r}\n"
    job.propose("dean", (UNITS, UNITS + BY_DEAN))
    job.propose("words", ("task: Тизме түзүү", f"task: {HOSTILE!r}"))
    job.go_on((UNITS, UNITS + BY_OFFICE + note), ("task: Тизме түзүү", "task: Тизмелер '@admin'"))
    job.run()
    bodies = job.forge.bodies(1) + job.forge.bodies(2)
    assert len(bodies) == 2
    assert "evil.example" in bodies[0]
    for body in bodies:
        assert not re.search(r"(?<!\w)@\w|(?<!\w)#\d|(?<!\\)<(?!!--|/?ins>|/?del>)|!\[|https?://evil|\bwww\.", body)


@pytest.mark.parametrize(("key", "words"), [("", "мааниси боюнча"), ("language: ru\n", "слил в него main по смыслу")])
def test_it_speaks_the_language_of_the_plan(open_pull: Job, key: str, words: str) -> None:
    open_pull.go_on(("title: План\n", f"title: План\n{key}")) if key else None
    open_pull.run(LANGUAGE="")
    assert words in open_pull.forge.bodies(1)[0]


def test_a_token_that_may_not_write_comments(open_pull: Job) -> None:
    """The branch is merged all the same; the job fails, so that a person sees it."""
    open_pull.forge.refused.add("POST issues/1/comments")
    log = open_pull.run(status=1)
    assert "POST issues/1/comments: 403 Resource not accessible by integration" in log
    assert log.splitlines()[-1].startswith("::error::")
    assert open_pull.press_button("dean")


def test_a_forge_that_does_not_answer(open_pull: Job) -> None:
    log = open_pull.run(status=1, GITHUB_API_URL="http://127.0.0.1:9")
    assert "pulls?state=open" in log
    assert "Traceback" not in log


def test_many_departments(job: Job) -> None:
    """Three pull requests mark the same item: all of them merge at the button, git alone merges one."""
    names = [f"unit{number}" for number in range(3)]
    for name in names:
        mark = f"    notes:\n    - date: 2025-10-14\n      text: {name}\n"
        job.propose(name, (UNITS, UNITS + mark))
    pulls = job.forge.pulls
    assert [job.press_button(name) for name in names] == [True] + [False] * 2
    for name in names[1:]:
        job.forge.pulls = [pull for pull in pulls if pull["head"]["ref"] == name]
        job.run()
        assert job.press_button(name)
    plan = load(job.text("main").encode()).plan
    assert plan is not None
    assert [note.text for note in next(plan.items()).notes] == sorted(names, key=lambda name: int(name[4:]))


def test_pushes_at_once(job: Job) -> None:
    """Four people push to two pull requests while a run merges: no commit of a person is lost."""
    names = ["one", "two"]
    for name in names:
        job.propose(name, (UNITS, UNITS + f"    notes:\n    - date: 2025-10-14\n      text: {name}\n"))
    job.go_on((UNITS, UNITS + BY_OFFICE))

    def push(number: int) -> None:
        name, clone = names[number % 2], job.bare.parent / f"person{number}"
        git(job.bare.parent, "clone", "-q", "--branch", name, str(job.bare), str(clone))
        (clone / f"{number}.txt").write_text("")
        git(clone, "add", "-A")
        git(clone, "commit", "-q", "-m", f"person {number}")
        for _ in range(50):
            try:
                git(clone, "pull", "-q", "--no-rebase", "--no-edit")
                git(clone, "push", "-q")
            except subprocess.CalledProcessError:  # another push was first
                continue
            return
        raise AssertionError("a person could not push")

    with ThreadPoolExecutor(6) as pool:
        runs = [pool.submit(job.run)]
        list(pool.map(push, range(4)))
        for run in runs:
            run.result()
    job.run()
    for number in range(4):
        assert f"{number}.txt" in git(job.bare, "ls-tree", "--name-only", names[number % 2]).splitlines()
    for name in names:
        assert all(text in job.text(name) for text in ("Бүттү", f"text: {name}"))
        git(job.bare, "merge-tree", "--write-tree", "main", name)


# --- GitLab -------------------------------------------------------------------------------------------------

CURL = """#!/bin/sh
while [ $# -gt 1 ]; do
  [ "$1" = --output ] && output=$2
  [ "$1 $2" = "--header PRIVATE-TOKEN: t0ken" ] && token=1
  shift
done
[ -n "$token" ] && [ "$1" = "{address}" ] || exit 22
printf %s '{requests}' > "$output"
"""


def gitlab_job(job: Job) -> str:
    """Run the job of the documented snippet and return its log."""
    page = (ROOT / "docs/forges.md").read_text(encoding="utf-8")
    block = next(one for one in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if one.startswith("plan-update:"))
    work, commands = job.bare.parent / "work", job.bare.parent / "bin"
    shutil.rmtree(work, ignore_errors=True)
    for folder in (work, commands):
        folder.mkdir(exist_ok=True)
    requests = [
        {
            "source_branch": pull["head"]["ref"],
            "source_project_id": 3 if pull["head"]["repo"] == {"full_name": REPOSITORY} else 4,
            "target_project_id": 3,
        }
        for pull in job.forge.pulls
    ]
    api = "https://gitlab.example.org/api/v4"
    address = f"{api}/projects/3/merge_requests?state=opened&per_page=100&target_branch=main"
    texts = {
        "curl": CURL.format(address=address, requests=json.dumps(requests)),
        "python": f'#!/bin/sh\nexec "{sys.executable}" "$@"\n',
        "talplan": f'#!/bin/sh\nexec "{sys.executable}" -m talplan "$@"\n',
    }
    for name, text in texts.items():
        (commands / name).write_text(text, encoding="utf-8")
        (commands / name).chmod(0o755)
    environ = {
        "CI_API_V4_URL": api,
        "CI_PROJECT_ID": "3",
        "CI_DEFAULT_BRANCH": "main",
        "CI_SERVER_HOST": "gitlab.example.org",
        "CI_PROJECT_PATH": REPOSITORY,
        "TALPLAN_TOKEN": "t0ken",
        "TALPLAN_LANG": "en",
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{job.bare.parent.parent.as_uri()}/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://talplan:t0ken@gitlab.example.org/",
    }
    (script,) = yaml.safe_load(block)["plan-update"]["script"]
    words = ["bash", "-eo", "pipefail", "-c", script]
    done = subprocess.run(
        words, cwd=work, env={**os.environ, **job.environ, **environ}, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_merge_requests_on_gitlab(job: Job) -> None:
    """Merged, with a conflict, of a fork; a second run does nothing."""
    job.propose("dean", (UNITS, UNITS + BY_DEAN))
    job.propose("words", ("task: Тизме түзүү", "task: Тизмени түзүү"))
    job.propose("fork", (UNITS, UNITS + BY_DEAN))
    job.forge.pulls[2]["head"]["repo"] = {"full_name": "somebody/plan"}
    job.go_on((UNITS, UNITS + BY_OFFICE), ("task: Тизме түзүү", "task: Тизмелер түзүү"))
    heads = {name: job.head(name) for name in ("words", "fork")}
    log = gitlab_job(job)
    assert log == f"dean: merged as {job.head('dean')[:8]}\nwords: conflict: 1.1\n"
    assert {name: job.head(name) for name in heads} == heads
    refs = git(job.bare, "for-each-ref")
    gitlab_job(job)
    assert git(job.bare, "for-each-ref") == refs
    assert job.press_button("dean")
