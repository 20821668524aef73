"""The git executable: the one door to the history of a plan."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from talplan.problem import Failure

_OF_A_REPOSITORY = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX")


def _environment() -> dict[str, str]:
    """Git tells its hooks and drivers of the repository as it is seen from the folder that they begin in; from the
    plan's own folder it is found anew, unless a person has named a work tree of another place."""
    named = {} if os.environ.get("GIT_WORK_TREE") else dict.fromkeys(_OF_A_REPOSITORY)
    return {**{name: value for name, value in os.environ.items() if name not in named}, "LC_ALL": "C"}


def run(folder: Path, *arguments: str) -> str:
    """What git prints; Failure with git's own words where it fails or is not there."""
    return _run(folder, arguments).decode(errors="replace")


def _run(folder: Path, arguments: Sequence[str], *, asked: bytes = b"") -> bytes:
    # A plan's name is a name: no character in it is a pattern, and none is written as an escape.
    command = ["git", "-c", "core.quotepath=off", "--literal-pathspecs", "--no-optional-locks", "-C", str(folder)]
    try:
        done = subprocess.run(  # noqa: S603  (a list of arguments, no shell)
            [*command, *arguments],
            input=asked,
            capture_output=True,
            env=_environment(),
            check=False,
        )
    except OSError:
        raise Failure("no-git") from None
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip()).decode(errors="replace")
        raise Failure("git-failed", command=arguments[0], reason=reason)
    return done.stdout


def refuse_uncommitted(path: Path) -> None:
    """Failure where a commit of the file could not be made, or would hold more than the change to come: no
    repository, a file that git does not know, changes that are not committed, nobody to sign it."""
    folder = path.parent
    if run(folder, "status", "--porcelain", "-z", "--ignored", "--", path.name):
        known = run(folder, "ls-files", "-z", "--", path.name)
        raise Failure("uncommitted-changes" if known else "not-in-git", path=path)
    run(folder, "var", "GIT_COMMITTER_IDENT")


def commit(path: Path, message: str) -> str:
    """Commits that file alone, whatever else is staged; gives the commit's short name."""
    run(path.parent, "commit", "--quiet", "--only", "-m", message, "--", path.name)
    return run(path.parent, "rev-parse", "--short", "HEAD").strip()


# --- what was -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that changed a file: the file's blobs in its parents and in itself, None where it was not there; `path`
    is what the file was called before it."""

    name: str
    date: str
    author: str
    subject: str
    before: tuple[str | None, ...]
    after: str | None
    path: str


def top(folder: Path) -> Path:
    """The folder in which the repository's work tree begins. Raises Failure where there is none."""
    try:
        return Path(run(folder, "rev-parse", "--show-toplevel").removesuffix("\n"))
    except Failure as failure:
        raise failure if failure.key == "no-git" else Failure("no-repository", path=folder) from None


def revision(folder: Path, name: str) -> str:
    """The full name of the commit that a person means. Raises Failure where there is none."""
    if name.startswith("-"):
        raise Failure("unknown-revision", revision=name)
    try:
        return run(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").strip()
    except Failure as failure:
        raise failure if failure.key == "no-git" else Failure("unknown-revision", revision=name) from None


def merge_base(folder: Path, one: str, other: str) -> str:
    """The commit that both come from. Raises Failure where there is none."""
    try:
        return run(folder, "merge-base", one, other).strip()
    except Failure:
        raise Failure("no-merge-base", one=one, other=other) from None


def blob_at(folder: Path, commit: str, path: str) -> str | None:
    """The blob of a file in a commit, whatever the file was called there; None where it was not there. The path is
    that of today, as seen from the top of the repository."""
    if found := _blob(folder, commit, path):
        return found
    # Going back from today to that commit, the last name is the one that it had there.
    names = [step.path for step in history(folder, path, f"{commit}..HEAD")]
    return next((found for name in reversed(names) if (found := _blob(folder, commit, name))), None)


def _blob(folder: Path, commit: str, path: str) -> str | None:
    found = run(folder, "ls-tree", "-z", "--full-tree", "--format=%(objectname)", commit, "--", path).strip("\0")
    return found or None


def contents(folder: Path, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Blobs with their bytes, read by one git."""
    wanted = list(dict.fromkeys(blobs))
    answer = _run(folder, ["cat-file", "--batch"], asked="".join(f"{blob}\n" for blob in wanted).encode())
    at = 0
    for blob in wanted:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[-1])
        yield blob, answer[end + 1 : end + 1 + size]
        at = end + size + 2


def shallow(folder: Path) -> bool:
    """Whether the clone has only a part of the history."""
    return run(folder, "rev-parse", "--is-shallow-repository").strip() == "true"


_LOG = "--format=%x1e%h%x1f%ad%x1f%an%x1f%s"
_RAW = re.compile("\n?(:+)((?:[0-7]{6} )+)((?:[0-9a-f]+ )+)([A-Z]+)[0-9]*\0([^\0]*)\0(?:([^\0]*)\0)?")


def history(folder: Path, path: str, *revisions: str) -> Iterator[Commit]:
    """The commits that changed a file, the newest first, under every name that it had."""
    written = run(
        folder,
        "log",
        "--follow",
        "--topo-order",
        "-M",
        "-c",
        "--raw",
        "-z",
        "--no-abbrev",
        "--date=short",
        _LOG,
        *revisions,
        "--",
        path,
    )
    for entry in written.split("\x1e")[1:]:
        head, _, raw = entry.partition("\0")
        name, date, author, subject = head.split("\x1f", 3)
        if found := _RAW.match(raw.lstrip("\0\n")):
            *before, after = (None if not blob.strip("0") else blob for blob in found[3].split())
            yield Commit(name, date, author, subject, tuple(before), after, found[5])


def merge_by_lines(ours: Path, base: Path, theirs: Path, *options: str) -> tuple[bytes, int]:
    """What git's own merge makes of three files, and how many conflicts it has marked; with `--ours` none."""
    # It exits with the number of conflicts, and above 127 where it fails.
    command = ["git", "merge-file", "-p", *options, "-L", "ours", "-L", "base", "-L", "theirs"]
    try:
        done = subprocess.run(  # noqa: S603
            [*command, str(ours), str(base), str(theirs)], stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError:
        raise Failure("no-git") from None
    if not 0 <= done.returncode <= 127:
        raise Failure("git-failed", command="merge-file", reason=done.stderr.strip().decode(errors="replace"))
    return done.stdout, done.returncode


# --- a repository to begin with -------------------------------------------------------------------------------


def repository(folder: Path) -> Path | None:
    """The folder in which the work tree begins that holds this one; None where there is no repository. Raises
    Failure where there is one that cannot be used: it is somebody else's, or the folder is git's own."""
    try:
        return Path(run(folder, "rev-parse", "--show-toplevel").removesuffix("\n"))
    except Failure as failure:
        if "not a git repository" in failure.values.get("reason", ""):
            return None
        raise


def begin(folder: Path) -> None:
    """A new repository, with the first branch called as the forges call it."""
    run(folder, "-c", "init.defaultBranch=main", "init", "--quiet")


def setting(folder: Path, name: str) -> str | None:
    """What git is told under that name, for this clone or for everything that the person does."""
    try:
        return run(folder, "config", "--get", name).removesuffix("\n")
    except Failure:
        return None


def tell(folder: Path, name: str, value: str) -> None:
    """Writes a setting of this clone."""
    run(folder, "config", name, value)


def published(folder: Path) -> tuple[str, str] | None:
    """The address that a clone comes from, and its newest commit that is there too; None for any other folder."""
    try:
        commit = run(folder, "merge-base", "HEAD", "@{upstream}").strip()
        return run(folder, "remote", "get-url", "origin").strip(), commit
    except Failure:
        return None
