"""Turn the issue of an event into a pull request, and answer in the issue: the script of the action `collect`.

Anyone writes the text of an issue. It reaches talplan in a file and the forge as JSON; no shell and no log sees it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from talplan.cli.today import today
from talplan.documents.forms.read_issue import is_form
from talplan.messages import say
from talplan.system.forge_job import (
    MAX_CHANGES,
    ForgeApi,
    JobGit,
    Json,
    Refused,
    find_language,
    log,
    run_job,
    run_talplan,
)
from talplan.system.gitlab_job import GitLabApi, read_webhook
from talplan.views.markdown import escape_markdown

MARKER = "<!-- talplan collect -->"
"""The first line of the answer in an issue."""
_MAX_REASON = 600


def find_pull(forge: ForgeApi, branch: str) -> Json | None:
    """Return the open pull request of a branch of the forge's repository."""
    owner = forge.repository.partition("/")[0]
    pulls = forge.list(f"pulls?state=open&head={owner}:{branch}")
    return next((pull for pull in pulls if pull["head"]["ref"] == branch and forge.is_own(pull["head"])), None)


# --- git ----------------------------------------------------------------------------------------------------


class Clone(JobGit):
    """The clone of a job."""

    def fetch(self, branch: str) -> str:
        """Fetch a branch of the forge and return its commit; "" if there is none."""
        commit = self.run("ls-remote", "origin", f"refs/heads/{branch}").partition("\t")[0]
        if commit:
            self.run("fetch", "--quiet", "origin", f"+refs/heads/{branch}:refs/remotes/origin/{branch}")
        return commit

    def is_own(self, base: str, tip: str) -> bool:
        """Return whether all commits that a branch adds are by this script, or merges that git makes by itself."""
        for line in self.run("log", "--format=%ce%x09%T%x09%P", f"{base}..{tip}").splitlines():
            mail, tree, parents = line.split("\t")
            if mail != self.bot and not (" " in parents and self._merge(parents) == tree):
                return False
        return True

    def _merge(self, parents: str) -> str:
        try:
            return self.run("merge-tree", "--write-tree", *parents.split())
        except Refused:  # a conflict, which a person resolved
            return ""


# --- the report ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Report:
    """What talplan made of an issue: a commit that marks it, or why there is none."""

    commit: str = ""
    """The new commit; "" if nothing was marked."""
    understood: bool = True
    text: str = ""
    """Without a commit: what the answer says, as Markdown."""


class Workplace:
    """A work tree of the main branch, in which talplan runs."""

    def __init__(self, clone: Clone, home: Path) -> None:
        self._clone = clone
        self._home = home

    def collect(self, body: str, day: str, author: tuple[str, str], folder: Path) -> Report:
        """Mark what the body of an issue reports, in a commit by its author."""
        file = folder / "issue.md"
        file.write_bytes(body.encode("utf-8", "replace"))
        before = self._head()
        names = {"GIT_AUTHOR_NAME": author[0], "GIT_AUTHOR_EMAIL": author[1]}
        names |= {"GIT_COMMITTER_NAME": "talplan", "GIT_COMMITTER_EMAIL": self._clone.bot}
        on = ("--on", day) if day else ()
        done = run_talplan(self._home, "collect", str(file), "--yes", "--commit", *on, **names)
        if done.returncode:
            return Report(understood=False, text=_format_reasons(done.stderr, str(file)))
        commit = self._head()
        if commit == before:
            return Report(text=escape_markdown(done.stdout.strip(), block=True))
        return Report(commit)

    def describe(self, before: str, after: str) -> str:
        """Return what changes between two commits, as Markdown."""
        return run_talplan(self._home, "diff", before, after, "--format", "md").stdout.strip()

    def check(self) -> tuple[bool, str]:
        """Return whether the plans of the folder are in order, and what the check prints, as Markdown."""
        done = run_talplan(self._home, "check", ".")
        return done.returncode == 0, _fence(f"{done.stdout}{done.stderr}".strip()[:5000])

    def _head(self) -> str:
        return self._clone.run("-C", str(self._home), "rev-parse", "HEAD")


def _format_reasons(stderr: str, file: str) -> str:
    """Return why talplan did not place the rows of a file, as a list in Markdown."""
    parts = re.split(rf"^{re.escape(file)}(?::[0-9]+)?: ", stderr, flags=re.MULTILINE)
    reasons = [part.split(f"\n{say('severity.error')}: ")[0] for part in parts[1:]]
    if not reasons:  # a reason of the whole file, then what a person at a terminal could do
        first = stderr.replace(file, "issue.md").split("\n  ")[0]
        reasons = [first.removeprefix(f"{say('severity.error')}: ")]
    shown = (reason.strip()[:_MAX_REASON] for reason in reasons)
    return "\n".join(f"- {escape_markdown(reason, block=True)}" for reason in shown)


def _fence(text: str) -> str:
    """Return a text as code in Markdown, in which a forge finds no mention."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


# --- the answer ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """The branch of an issue and its pull request."""

    forge: ForgeApi
    clone: Clone
    issue: Json
    branch: str
    base: str
    """The main branch."""

    def propose(self, report: Report, before: str, tip: str, workplace: Workplace) -> str:
        """Push the commit of a report, open or update its pull request, and return the answer to the issue.

        `before` is the commit of the main branch, `tip` that of the branch, "" if there is none.
        """
        commit = report.commit
        if tip and self._has_same(commit, tip, before):
            commit = tip
        elif tip and not self.clone.is_own(before, tip):
            return say("issue.changed-by-hand", branch=self.branch)
        in_order, checks = workplace.check()
        if commit != tip:
            lease = f"--force-with-lease=refs/heads/{self.branch}:{tip}"
            self.clone.run("push", "--quiet", lease, "origin", f"{commit}:refs/heads/{self.branch}")
            self._set_status(commit, in_order=in_order)
        changes = workplace.describe(before, commit)
        title = self.clone.run("log", "-1", "--format=%s", commit)
        user = (self.issue.get("user") or {}).get("login", "")
        reported = say("issue.reported", issue=f"#{self.issue['number']}", user=f"`{user}`")
        body = f"{reported}\n\n{self._cut(changes, commit)}\n\n{checks}\n\nCloses #{self.issue['number']}\n"
        try:
            pull = self._open(title, body)
        except Refused as reason:
            _warn(str(reason))
            address = f"{self.forge.server}/{self.forge.repository}/compare/{self.base}...{self.branch}"
            opened = say("issue.no-pull", branch=self.branch, address=address)
        else:
            opened = say("issue.understood", pull=_name(pull))
        return f"{opened}\n\n{self._cut(changes, commit)}\n\n{say('issue.next')}"

    def warn(self, report: Report) -> str:
        """Return the answer for a report that marks nothing; an open pull request of an earlier text says so."""
        answer = report.text
        if not report.understood:
            answer = f"{say('issue.not-understood')}\n\n{report.text}\n\n{say('issue.again')}"
        pull = find_pull(self.forge, self.branch)
        if pull is None:
            return answer
        warning = f"**{say('issue.outdated')}**"
        body = pull["body"] or ""
        if not body.startswith(warning):
            self.forge.call("PATCH", f"pulls/{pull['number']}", {"body": f"{warning}\n\n{body}"})
        return f"{answer}\n\n{say('issue.old-pull', pull=_name(pull))}"

    def _has_same(self, commit: str, tip: str, before: str) -> bool:
        """Return whether the branch is based on the main branch and has the same files as a commit."""
        trees = {self.clone.run("rev-parse", f"{revision}^{{tree}}") for revision in (commit, tip)}
        return len(trees) == 1 and self.clone.run("merge-base", before, tip) == before

    def _open(self, title: str, body: str) -> Json:
        """Open the pull request, or bring the open one up to date. Raises Refused."""
        pull = find_pull(self.forge, self.branch)
        if pull is None:
            content = {"title": title, "body": body, "head": self.branch, "base": self.base}
            new: Json = self.forge.call("POST", "pulls", content)
            return new
        if (pull["title"], (pull["body"] or "").strip()) != (title, body.strip()):
            self.forge.call("PATCH", f"pulls/{pull['number']}", {"title": title, "body": body})
        return pull

    def _set_status(self, commit: str, *, in_order: bool) -> None:
        try:
            self.forge.set_status(commit, in_order=in_order)
        except Refused as reason:
            _warn(str(reason))

    def _cut(self, changes: str, commit: str) -> str:
        if len(changes) <= MAX_CHANGES:
            return changes
        return say("issue.too-long", address=self.forge.commit_address(commit))


def _name(pull: Json) -> str:
    return str(pull.get("reference") or f"#{pull['number']}")


# --- the job ------------------------------------------------------------------------------------------------


def main() -> int:
    """Run the job; return its exit status."""
    return run_job(run, "The issue could not be answered; the line above names the reason.")


def run() -> bool:
    """Answer the issue of the event and log the outcome; return True. Raises Refused."""
    left_alone = "This issue is closed, or was not filled in by the form: nothing to do."
    log("The issue has its answer." if answer_issue() else left_alone)
    return True


def answer_issue() -> bool:
    """Answer the issue of the event; return False for an issue that is left alone. Raises Refused."""
    forge, event = _read_job(os.environ)
    if "issue" not in event:
        raise Refused("The event of this job is not about an issue.")
    number, base = event["issue"]["number"], event["repository"]["default_branch"]
    issue: Json = forge.call("GET", f"issues/{number}")  # as it is now: another run may have waited for this one
    body = issue["body"] or ""
    if issue["state"] != "open" or issue.get("pull_request") or not is_form(body[:100_000]):
        return False
    clone, branch = Clone(forge, Path.cwd()), f"talplan/issue-{number}"
    before, tip = clone.fetch(base), clone.fetch(branch)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name).resolve()
        top = scratch / "plan"
        clone.run("worktree", "add", "--quiet", "--detach", str(top), before)
        try:
            home = top / os.environ.get("FOLDER", ".")
            if not home.is_dir():
                raise Refused(f"The branch {base} has no folder {os.environ['FOLDER']!r}.")
            os.environ["TALPLAN_LANG"] = os.environ.get("LANGUAGE") or find_language(home, today())
            workplace = Workplace(clone, home)
            report = workplace.collect(body, _read_day(issue), _name_author(event, forge.host), scratch)
            proposal = Proposal(forge, clone, issue, branch, base)
            answer = proposal.propose(report, before, tip, workplace) if report.commit else proposal.warn(report)
        finally:
            clone.run("worktree", "remove", "--force", str(top))
    forge.write_comment(number, MARKER, answer)
    return True


def _read_job(environ: Mapping[str, str]) -> tuple[ForgeApi, Json]:
    """Return the forge of a job and its event."""
    if "GITLAB_CI" not in environ:
        return ForgeApi.from_job(environ), json.loads(Path(environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    forge = GitLabApi.from_job(environ)
    return forge, read_webhook(json.loads(Path(environ["TRIGGER_PAYLOAD"]).read_text(encoding="utf-8")), forge.host)


def _read_day(issue: Json) -> str:
    """Return the day on which an issue was opened, by the clock of the job: the date of a report that states none."""
    try:
        return datetime.fromisoformat(issue["created_at"]).astimezone().date().isoformat()
    except (KeyError, TypeError, ValueError):
        return ""


def _name_author(event: Json, host: str) -> tuple[str, str]:
    """Return the name and address of the author: who opened or edited the issue."""
    sender = event.get("sender") or {}
    login = re.sub(r"[^\w.\[\]-]", "", str(sender.get("login", ""))) or "talplan"
    address = str(sender.get("email") or "")
    if not re.fullmatch(r"[\w.+-]+@[\w.-]+", address):
        address = f"{sender['id']}+{login}@users.noreply.{host}" if "id" in sender else f"{login}@noreply.{host}"
    return login, address


def _warn(text: str) -> None:
    log(f"warning: {text}")


if __name__ == "__main__":
    sys.exit(main())
