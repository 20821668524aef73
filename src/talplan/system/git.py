"""The git executable: everything that talplan asks of git."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from talplan.problem import Failure

_REPOSITORY_VARIABLES = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX")


def _environment() -> dict[str, str]:
    """Return the environment for git. What git sets for its hooks and drivers is relative to another folder, so it is
    left out and git finds the repository again, unless a person has set a work tree."""
    dropped = () if os.environ.get("GIT_WORK_TREE") else _REPOSITORY_VARIABLES
    return {**{name: value for name, value in os.environ.items() if name not in dropped}, "LC_ALL": "C"}


def run(folder: Path, *arguments: str) -> str:
    """Run git and return what it prints. Raises Failure `git-failed` with git's own message, or `no-git`."""
    return _run(folder, arguments).decode(errors="replace")


def _run(folder: Path, arguments: Sequence[str], *, stdin: bytes = b"") -> bytes:
    # No character in the name of a plan is a pattern, and none is printed as an escape sequence.
    command = ["git", "-c", "core.quotepath=off", "--literal-pathspecs", "--no-optional-locks", "-C", str(folder)]
    try:
        result = subprocess.run(  # noqa: S603  (a list of arguments, no shell)
            [*command, *arguments],
            input=stdin,
            capture_output=True,
            env=_environment(),
            check=False,
        )
    except OSError:
        raise Failure("no-git") from None
    if result.returncode:
        reason = (result.stderr.strip() or result.stdout.strip()).decode(errors="replace")
        raise Failure("git-failed", command=arguments[0], reason=reason)
    return result.stdout


def refuse_uncommitted(path: Path) -> None:
    """Raise Failure if a commit of the file is impossible or would contain more than the change to come: the file is
    not tracked (`not-in-git`), has uncommitted changes (`uncommitted-changes`), or no author is configured."""
    folder = path.parent
    find_top(folder)
    if run(folder, "status", "--porcelain", "-z", "--ignored", "--", path.name):
        tracked = run(folder, "ls-files", "-z", "--", path.name)
        raise Failure("uncommitted-changes" if tracked else "not-in-git", path=path)
    run(folder, "var", "GIT_COMMITTER_IDENT")


def read_last_commit(path: Path) -> bytes | None:
    """Return the file as a checkout of the last commit would write it; None if that has no such file, or if its mode
    or type differs now."""
    folder = path.parent
    try:
        changed = run(folder, "diff", "--raw", "HEAD", "--", path.name).split()
        if len(changed) < 5 or changed[0] != f":{changed[1]}" or changed[4] != "M":
            return None
        return _run(folder, ["cat-file", "--filters", f"HEAD:./{path.name}"])
    except Failure:
        return None


def commit(path: Path, message: str) -> str:
    """Commit that file alone, whatever else is staged; return the abbreviated name of the commit."""
    run(path.parent, "commit", "--quiet", "--only", "-m", message, "--", path.name)
    return run(path.parent, "rev-parse", "--short", "HEAD").strip()


# --- history ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that changed a file: the blobs of the file in its parents and in itself, None where it is missing.

    `path` is the path of the file before the commit.
    """

    name: str
    date: str
    author: str
    subject: str
    before: tuple[str | None, ...]
    after: str | None
    path: str


def find_top(folder: Path) -> Path:
    """Return the top folder of the work tree that contains a folder, which may be missing in a sparse checkout.

    Raises Failure `no-repository`, `foreign-repository` if another user owns it, or `git-failed`.
    """
    try:
        return Path(run(_find_existing(folder), "rev-parse", "--show-toplevel").removesuffix("\n"))
    except Failure as failure:
        raise _explain(failure, folder) from None


def find_history(folder: Path) -> Path:
    """Return the folder to which the paths in commits are relative: the top folder, or that of a bare repository."""
    try:
        return find_top(folder)
    except Failure as failure:
        existing = _find_existing(folder)
        if failure.key == "git-failed" and run(existing, "rev-parse", "--is-bare-repository").strip() == "true":
            return Path(run(existing, "rev-parse", "--absolute-git-dir").removesuffix("\n"))
        raise


def _find_existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    return next((place for place in (folder, *folder.parents) if place.is_dir()), folder)


def _explain(failure: Failure, folder: Path) -> Failure:
    """Return our failure for git's: no repository is found, or git does not use it because of its owner."""
    reason = failure.values.get("reason", "")
    if "not a git repository" in reason:
        return Failure("no-repository", path=folder)
    if match := _OWNERSHIP.search(reason):
        return Failure("foreign-repository", top=match[1])
    return failure


def resolve_revision(folder: Path, name: str) -> str:
    """Return the full name of a commit. Raises Failure `unknown-revision`."""
    if name.startswith("-"):
        raise Failure("unknown-revision", revision=name)
    try:
        return run(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").strip()
    except Failure as failure:
        raise failure if failure.key == "no-git" else Failure("unknown-revision", revision=name) from None


def find_merge_base(folder: Path, revision: str, other: str) -> str:
    """Return the common ancestor of two commits. Raises Failure `no-merge-base`."""
    try:
        return run(folder, "merge-base", revision, other).strip()
    except Failure:
        raise Failure("no-merge-base", one=revision, other=other) from None


def find_blob(folder: Path, commit: str, path: str) -> str | None:
    """Return the blob of a file in a commit, whatever its path was there; None if it is missing.

    `path` is the path of today, relative to the top folder.
    """
    if blob := _find_blob_at(folder, commit, path):
        return blob
    # The last path on the way back from today to the commit is the one that the file had there.
    paths = [step.path for step in read_history(folder, path, f"{commit}..HEAD")]
    return next((blob for old in reversed(paths) if (blob := _find_blob_at(folder, commit, old))), None)


def _find_blob_at(folder: Path, commit: str, path: str) -> str | None:
    blob = run(folder, "ls-tree", "-z", "--full-tree", "--format=%(objectname)", commit, "--", path).strip("\0")
    return blob or None


def list_committed(folder: Path) -> list[str]:
    """Return the files of the last commit, relative to the top folder."""
    return run(folder, "ls-tree", "-r", "-z", "--full-tree", "--name-only", "HEAD").split("\0")[:-1]


def read_blobs(folder: Path, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield blobs with their bytes, read by one git process."""
    wanted = list(dict.fromkeys(blobs))
    output = _run(folder, ["cat-file", "--batch"], stdin="".join(f"{blob}\n" for blob in wanted).encode())
    start = 0
    for blob in wanted:
        end = output.index(b"\n", start)
        size = int(output[start:end].split()[-1])
        yield blob, output[end + 1 : end + 1 + size]
        start = end + size + 2


def is_shallow(folder: Path) -> bool:
    """Return whether the clone has only a part of the history."""
    return run(folder, "rev-parse", "--is-shallow-repository").strip() == "true"


_OWNERSHIP = re.compile(r"(?:detected dubious ownership in repository at |unsafe repository \()'(.*?)'")
_LOG = "--format=%x1e%h%x1f%ad%x1f%an%x1f%s"
_RAW = re.compile("\n?(:+)((?:[0-7]{6} )+)((?:[0-9a-f]+ )+)([A-Z]+)[0-9]*\0([^\0]*)\0(?:([^\0]*)\0)?")


def read_history(folder: Path, path: str, *revisions: str) -> Iterator[Commit]:
    """Yield the commits that changed a file, the newest first, under every path that it had."""
    output = run(
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
    for entry in output.split("\x1e")[1:]:
        head, _, raw = entry.partition("\0")
        name, date, author, subject = head.split("\x1f", 3)
        if match := _RAW.match(raw.lstrip("\0\n")):
            *before, after = (None if not blob.strip("0") else blob for blob in match[3].split())
            yield Commit(name, date, author, subject, tuple(before), after, match[5])


def merge_by_lines(ours: Path, base: Path, theirs: Path, *options: str) -> tuple[bytes, int]:
    """Return the result of git's merge by lines of three files, and the number of conflicts; with `--ours` 0."""
    # The exit code is the number of conflicts; above 127 git failed.
    command = ["git", "merge-file", "-p", *options, "-L", "ours", "-L", "base", "-L", "theirs"]
    try:
        result = subprocess.run(  # noqa: S603
            [*command, str(ours), str(base), str(theirs)], stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError:
        raise Failure("no-git") from None
    if not 0 <= result.returncode <= 127:
        raise Failure("git-failed", command="merge-file", reason=result.stderr.strip().decode(errors="replace"))
    return result.stdout, result.returncode


# --- branches without a work tree -------------------------------------------------------------------------------

_ATTRIBUTES = "plan-*.yaml merge=talplan\n"
"""All attributes of a merge by meaning: those of a branch's own tree have no effect."""


@dataclass(frozen=True, slots=True)
class MergedTree:
    """The tree of a merge, with the blobs of each conflicting path by stage, and what the merge driver printed."""

    tree: str
    conflicts: dict[str, dict[int, str]]
    messages: str


def find_git_dir(folder: Path) -> Path:
    """Return the repository of a folder, which may be bare. Raises Failure as find_top does."""
    try:
        found = run(_find_existing(folder), "rev-parse", "--path-format=absolute", "--git-common-dir")
    except Failure as failure:
        raise _explain(failure, folder) from None
    return Path(found.removesuffix("\n"))


def find_branch(folder: Path, name: str) -> str:
    """Return the commit of a local branch. Raises Failure `unknown-branch`, or `branch-checked-out`."""
    try:
        found = run(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"refs/heads/{name}^{{commit}}")
    except Failure as failure:
        raise failure if failure.key == "no-git" else Failure("unknown-branch", branch=name) from None
    if f"branch refs/heads/{name}" in run(folder, "worktree", "list", "--porcelain").splitlines():
        raise Failure("branch-checked-out", branch=name)
    return found.strip()


def find_base(folder: Path) -> str:
    """Return the name of the branch that others are merged into: origin/HEAD, else main."""
    for name in ("origin/HEAD", "main"):
        try:
            resolve_revision(folder, name)
        except Failure as failure:
            if failure.key != "unknown-revision":
                raise
        else:
            return name
    raise Failure("unknown-revision", revision="main")


def contains(folder: Path, commit: str, ancestor: str) -> bool:
    """Return whether a commit has another one in its history."""
    return not run(folder, "rev-list", "-n", "1", ancestor, f"^{commit}").strip()


def merge_trees(git_dir: Path, ours: str, theirs: str, *, driver: str | None) -> MergedTree:
    """Merge two commits without a work tree: as a forge's button does, or plans with a merge driver.

    Git reads attributes and drivers from the arguments, never from a tree. Raises Failure `git-failed`.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        attributes = folder / "attributes"
        attributes.write_text(_ATTRIBUTES if driver else "", encoding="utf-8")
        settings = {"core.bare": "true", "core.attributesFile": str(attributes), "merge.talplan.driver": driver}
        options = [word for key, value in settings.items() if value for word in ("-c", f"{key}={value}")]
        command = ["git", f"--git-dir={git_dir}", *options, "merge-tree", "--write-tree", "-z", "--no-messages"]
        try:
            result = subprocess.run(  # noqa: S603
                [*command, ours, theirs],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env={**_environment(), "GIT_ATTR_NOSYSTEM": "1"},
                check=False,
            )
        except OSError:
            raise Failure("no-git") from None
    messages = result.stderr.decode(errors="replace")
    tree, *entries = result.stdout.decode(errors="replace").split("\0")
    if result.returncode not in (0, 1) or not tree:
        raise Failure("git-failed", command="merge-tree", reason=messages.strip())
    conflicts: dict[str, dict[int, str]] = {}
    if result.returncode:
        for entry in filter(None, entries):
            details, _, path = entry.partition("\t")
            _, blob, stage = details.split()
            conflicts.setdefault(path, {})[int(stage)] = blob
    return MergedTree(tree, conflicts, messages)


def commit_merge(folder: Path, merged: MergedTree, parents: Sequence[str], message: str) -> str:
    """Create a merge commit, which no branch contains yet; return its full name."""
    options = [word for parent in parents for word in ("-p", parent)]
    return run(folder, "commit-tree", merged.tree, *options, "-m", message).strip()


def move_branch(folder: Path, name: str, new: str, old: str) -> bool:
    """Move a branch in one step; return False, and leave it, if it is not at the old commit any more."""
    try:
        run(folder, "update-ref", "-m", "talplan update-branch", f"refs/heads/{name}", new, old)
    except Failure as failure:
        if failure.key != "git-failed" or run(folder, "rev-parse", "--verify", f"refs/heads/{name}").strip() == old:
            raise
        return False
    return True


# --- new repositories -----------------------------------------------------------------------------------------


def find_repository(folder: Path) -> Path | None:
    """Return the top folder of the work tree that contains a folder; None if it is not in a repository.

    Raises Failure `foreign-repository` if another user owns it, or `git-failed`, for example if it is bare.
    """
    try:
        return find_top(folder)
    except Failure as failure:
        if failure.key == "no-repository":
            return None
        raise


def list_files(top: Path) -> frozenset[str]:
    """Return the files that git tracks, relative to the top folder of the work tree."""
    return frozenset(run(top, "ls-files", "-z").split("\0")) - {""}


def init_repository(folder: Path) -> None:
    """Create a repository whose first branch has the name that forges give it."""
    run(folder, "-c", "init.defaultBranch=main", "init", "--quiet")


def read_setting(folder: Path, name: str) -> str | None:
    """Return the value of a setting of the clone, the user or the system; None if it is not set."""
    try:
        return run(folder, "config", "--get", name).removesuffix("\n")
    except Failure:
        return None


def find_main_branch(folder: Path) -> str | None:
    """Return the name of the main branch of a clone's origin; None if it is not known."""
    try:
        return run(folder, "symbolic-ref", "--short", "refs/remotes/origin/HEAD").strip().removeprefix("origin/")
    except Failure:
        return None


def write_setting(folder: Path, name: str, value: str) -> None:
    """Write a setting of the clone."""
    run(folder, "config", name, value)


def find_published_commit(folder: Path) -> tuple[str, str] | None:
    """Return the address that a clone comes from and its newest commit that is published there; else None."""
    try:
        commit = run(folder, "merge-base", "HEAD", "@{upstream}").strip()
        return run(folder, "remote", "get-url", "origin").strip(), commit
    except Failure:
        return None
