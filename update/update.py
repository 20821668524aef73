"""Merge the main branch into open pull requests that git alone cannot merge: the script of the action `update`.

Everything happens in a bare repository of its own: no attributes, driver or workflow of a pull request has an effect.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from talplan.editing.formatter import format_text
from talplan.messages import say
from talplan.planfile.load import load
from talplan.system.forge_job import (
    MAX_CHANGES,
    ForgeApi,
    JobGit,
    Json,
    Refused,
    log,
    read_language,
    run_job,
    run_talplan,
)
from talplan.views.markdown import escape_markdown

MERGED = "<!-- talplan update -->"
CONFLICT = "<!-- talplan update conflict -->"
"""The first lines of the two comments below a pull request."""

_MAX_REASONS = 5_000
_TRIES = 3


class Moved(Refused):
    """Someone pushed to the branch after it was fetched."""


class Plans:
    """The plans in a folder of the repository, as commits have them."""

    def __init__(self, git: JobGit, folder: str) -> None:
        below = "" if os.path.normpath(folder) == "." else f"{os.path.normpath(folder)}/"
        self._git = git
        self._path = re.compile(rf"{re.escape(below)}(?:data/)?plan-[^/]*\.yaml")

    def find(self, commit: str) -> list[str]:
        """Return the paths of the plans in a commit; a symbolic link is not a plan."""
        raw = self._git.read("ls-tree", "-r", "-z", "--full-tree", "--format=%(objectmode) %(path)", commit)
        entries = (entry.decode(errors="surrogateescape").partition(" ") for entry in raw.split(b"\0"))
        return [path for mode, _, path in entries if mode.startswith("100") and self._path.fullmatch(path)]

    def read_language(self, commit: str) -> str:
        """Return the language of the last plan in a commit, Kyrgyz without a plan."""
        return read_language(b"".join(self._read(commit)[-1:]))

    def check(self, commit: str) -> bool:
        """Return whether the plans in a commit have no errors and the usual layout."""
        return all(map(_is_in_order, self._read(commit)))

    def _read(self, commit: str) -> list[bytes]:
        return [self._git.read("cat-file", "blob", f"{commit}:{path}") for path in self.find(commit)]


def _is_in_order(raw: bytes) -> bool:
    loaded = load(raw)
    return loaded.plan is not None and not loaded.errors and format_text(loaded).encode() == raw


# --- one pull request ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Update:
    """The update of one pull request, whose branch and main branch are in a bare repository."""

    forge: ForgeApi
    git: JobGit
    plans: Plans
    bare: Path
    base: str
    number: int
    branch: str

    def run(self) -> str:
        """Merge, push and comment; return what was done, for the log. Raises Refused.

        A push that came in between stays, and the merge is made again on top of it.
        """
        for _ in range(_TRIES - 1):
            try:
                return self._run_once()
            except Moved:
                reference = f"refs/heads/{self.branch}"
                self.git.run("fetch", "--quiet", "--no-tags", "origin", f"+{reference}:{reference}")
        return self._run_once()

    def _run_once(self) -> str:
        before = self.git.run("rev-parse", f"refs/heads/{self.branch}")
        done = run_talplan(self.bare, "update-branch", "--base", self.base, "--", self.branch)
        after = self.git.run("rev-parse", f"refs/heads/{self.branch}")
        if done.returncode not in (0, 1):
            raise Refused(done.stderr.strip())
        if done.returncode == 1:
            self.forge.write_comment(self.number, CONFLICT, self._describe_conflict(done))
        elif before != after:
            self._push(before, after)
            self.forge.write_comment(self.number, MERGED, self._describe_merge(before, after, done.stderr))
            self._remove_conflict()
        else:
            self._remove_conflict()
        return done.stdout.strip()

    def _push(self, before: str, after: str) -> None:
        """Push the merge unless the branch on the forge has moved since it was fetched. Raises Moved, Refused."""
        reference = f"refs/heads/{self.branch}"
        lease = f"--force-with-lease={reference}:{before}"
        try:
            self.git.run("push", "--quiet", lease, "origin", f"{after}:{reference}")
        except Refused as reason:
            moved = self.git.run("ls-remote", "origin", reference).partition("\t")[0] not in ("", before)
            raise (Moved(str(reason)) if moved else reason) from None
        in_order = self.plans.check(after)
        try:
            self.forge.set_status(after, in_order=in_order)
        except Refused as reason:
            log(str(reason))

    def _remove_conflict(self) -> None:
        """Remove the comment about a conflict, which a person has resolved."""
        comment = self.forge.find_comment(self.number, CONFLICT)
        if comment is not None:
            self.forge.call("DELETE", f"issues/comments/{comment['id']}")

    def _describe_merge(self, before: str, after: str, reasons: str) -> str:
        """Return what the merge brought into the branch, plan by plan, as Markdown."""
        parts = [say("update-comment.merged", base=escape_markdown(self.base)), _list(reasons)]
        names = self.git.read("diff", "--name-only", "-z", before, after).decode(errors="surrogateescape").split("\0")
        for path in (path for path in self.plans.find(after) if path in names):
            done = run_talplan(self.bare, "diff", before, after, "--format", "md", "--plan", path)
            if done.returncode == 0 and done.stdout.strip():
                heading = re.sub(r"[`\s]", " ", path)
                parts.append(f"#### `{heading}`\n\n{done.stdout.strip()}")
        text = "\n\n".join(filter(None, parts))
        if len(text) > MAX_CHANGES:
            return f"{parts[0]}\n\n{say('issue.too-long', address=self.forge.commit_address(after))}"
        return text

    def _describe_conflict(self, done: subprocess.CompletedProcess[str]) -> str:
        """Return the conflicts that a person has to resolve, as Markdown."""
        base, branch = escape_markdown(self.base), escape_markdown(self.branch)
        reasons = _list(done.stderr) or _list(done.stdout)
        return "\n\n".join(
            [say("update-comment.conflict", base=base), reasons, say("update-comment.next", base=base, branch=branch)]
        )


def _list(text: str) -> str:
    """Return the lines of a text as a list in Markdown, without hints, which are indented."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(" ")]
    return "\n".join(f"- {escape_markdown(line, block=True)}" for line in lines)[:_MAX_REASONS]


# --- the job ------------------------------------------------------------------------------------------------


def main() -> int:
    """Run the job; return its exit status."""
    return run_job(run, "Not every pull request could be updated; the lines above name the reasons.")


def run() -> bool:
    """Update the open pull requests into the branch of the job; return whether all were. Raises Refused."""
    forge = ForgeApi.from_job(os.environ)
    base = os.environ["GITHUB_REF_NAME"]
    branches = find_branches(forge, base)
    if not branches:
        log("No open pull request of this repository: nothing to do.")
        return True
    succeeded = True
    with tempfile.TemporaryDirectory() as name:
        bare = Path(name, "plan.git")
        git = fetch(forge, bare)
        plans = Plans(git, os.environ.get("FOLDER", "."))
        os.environ["TALPLAN_LANG"] = os.environ.get("LANGUAGE") or plans.read_language(f"refs/heads/{base}")
        for branch, number in branches.items():
            try:
                log(f"#{number} {Update(forge, git, plans, bare, base, number, branch).run()}")
            except Refused as reason:
                log(f"#{number} {branch}: {reason}")
                succeeded = False
    return succeeded


def find_branches(forge: ForgeApi, base: str) -> dict[str, int]:
    """Return the branches of the open pull requests into a branch, with their numbers; forks are left alone."""
    pulls = list[Json](forge.list(f"pulls?state=open&base={quote(base, safe='')}"))
    return {
        pull["head"]["ref"]: pull["number"]
        for pull in pulls
        if forge.is_own(pull["head"]) and pull["base"]["ref"] == base and pull["head"]["ref"] != base
    }


def fetch(forge: ForgeApi, bare: Path) -> JobGit:
    """Create a bare repository with the branches of the forge; return git in it. Raises Refused."""
    bare.mkdir()
    git = JobGit(forge, bare)
    git.run("init", "--quiet", "--bare", ".")
    git.run("config", "user.name", "talplan")
    git.run("config", "user.email", git.bot)
    git.run("remote", "add", "origin", f"{forge.server}/{forge.repository}.git")
    git.run("fetch", "--quiet", "--no-tags", "origin", "+refs/heads/*:refs/heads/*")
    return git


if __name__ == "__main__":
    sys.exit(main())
