"""merge, update-branch: merge plans by meaning, as the merge driver of git and in branches.

Whatever goes wrong in the driver, the file has the result or conflict markers: git adds none.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from talplan.messages import count, say
from talplan.problem import ExitStatus, Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talplan.cli.options import (
        BranchesArgument,
        MergeBaseArgument,
        MergePathOption,
        OursArgument,
        TheirsArgument,
        UpdateBaseOption,
    )
    from talplan.planfile.load import Loaded
    from talplan.system.git import MergedTree
    from talplan.versions.merge_texts import MergedText


def merge(base: MergeBaseArgument, ours: OursArgument, theirs: TheirsArgument, path: MergePathOption = None) -> None:
    """Merge three versions by meaning; the result replaces OURS."""
    from talplan.views.problem_report import print_failure

    files = _Files(Path(base), Path(ours), Path(theirs), path or ours)
    raws = files.read()
    try:
        result = _merge_by_meaning(files, raws)
    except Exception as error:  # even a bug must not leave the file without the changes of the other side
        print_failure(
            error if isinstance(error, Failure) else Failure("unexpected", error=f"{type(error).__name__}: {error}")
        )
        conflicts = _merge_by_lines(files, raws)
    else:
        _report(files.name, result)
        conflicts = bool(result.conflicts)
    if conflicts:
        raise SystemExit(ExitStatus.FOUND)


@dataclass(frozen=True, slots=True)
class _Files:
    """The three files, and the name of the plan in messages."""

    base: Path
    ours: Path
    theirs: Path
    name: str

    def read(self) -> tuple[bytes, bytes, bytes]:
        from talplan.system.plan_finder import read

        return read(self.base), read(self.ours), read(self.theirs)

    def write(self, raw: bytes) -> None:
        """Replace our file by the result in one step."""
        from talplan.system.store import lock_file
        from talplan.views.problem_report import print_failure

        with lock_file(self.ours) as file:
            file.replace_raw(raw)
        if file.failure is not None:  # the result is in the file: only its durability is in doubt
            print_failure(file.failure)


def _merge_by_meaning(files: _Files, raws: tuple[bytes, bytes, bytes]) -> MergedText:
    """Merge and write the result. Raises Failure `merge-invalid` if a version is not a valid plan."""
    from talplan.planfile.source_text import BOM
    from talplan.system import git
    from talplan.versions.merge_texts import merge_texts

    base = _load(files, "base", raws[0]) if raws[0].strip() else None
    ours, theirs = _load(files, "ours", raws[1]), _load(files, "theirs", raws[2])
    try:
        merged_lines, _ = git.merge_by_lines(files.ours, files.base, files.theirs, "--ours")
    except Failure:
        merged_lines = b""
    result = merge_texts(base, ours, theirs, merged_lines.decode(errors="replace").removeprefix(BOM.decode()))
    files.write((BOM if raws[1].startswith(BOM) else b"") + result.text.encode())
    return result


def _load(files: _Files, side: str, raw: bytes) -> Loaded:
    from talplan.planfile.load import load

    loaded = load(raw)
    if loaded.plan is None:
        problems = [(f"{files.name} ({say(f'merge.{side}')})", loaded.source, problem) for problem in loaded.errors]
        errors = count("count.errors", len(problems))
        raise Failure("merge-invalid", path=files.name, side=say(f"merge.{side}"), errors=errors, problems=problems)
    return loaded


def _report(name: str, result: MergedText) -> None:
    from talplan.views.terminal import hint

    for conflict in result.conflicts:
        key = f"merge.conflict.{conflict.kind}"
        entry = conflict.kind == "removed" and conflict.field  # of a list: a record or a note
        what = say(f"merge.what.{entry or conflict.part}", name=conflict.name)
        field = say(f"merge.field.{conflict.field}") if conflict.field and not entry else ""
        hint(f"{name}: {say('merge.conflict')}: {say(key, what=what, field=field)}")
    for item in result.renumbered:
        hint(f"{name}: {say('merge.renumbered', task=item.task, before=item.before, after=item.after)}")
    for comment in result.comments_lost:
        hint(f"{name}: {say('merge.comment-lost', comment=comment)}")
    if result.conflicts:
        hint("  " + say("hint", hint=say("merge.hint")))


def _merge_by_lines(files: _Files, raws: tuple[bytes, bytes, bytes]) -> bool:
    """Write the result of git's merge by lines, without git markers around every difference; return whether there are
    conflicts."""
    from talplan.system import git
    from talplan.versions.merge_texts import add_conflict_markers
    from talplan.views.terminal import hint

    try:
        text, conflicts = git.merge_by_lines(files.ours, files.base, files.theirs)
    except Failure:
        marked = add_conflict_markers(*(raw.decode("utf-8", "surrogateescape") for raw in raws[1:]))
        text, conflicts = marked.encode("utf-8", "surrogateescape"), 1
    files.write(text)
    hint(f"{files.name}: {say('merge.by-lines.conflict' if conflicts else 'merge.by-lines')}")
    return conflicts > 0


# --- branches ---------------------------------------------------------------------------------------------------


def update_branch(branches: BranchesArgument, base: UpdateBaseOption = None) -> None:
    """Merge the base into branches that git alone cannot merge, without touching the working folder."""
    from talplan.system import git
    from talplan.views.terminal import answer

    folder = Path.cwd()
    repository = git.find_git_dir(folder)
    name = base or git.find_base(folder)
    target = git.resolve_revision(folder, name)
    commits = {branch: git.find_branch(folder, branch) for branch in branches}  # all of them, before one moves
    conflict = False
    for branch, commit in commits.items():
        update = _Update(folder, repository, branch, commit, name, target)
        key, values = update.run()
        answer(say(f"update.{key}", branch=branch, base=name, **values))
        conflict |= key == "conflict"
    if conflict:
        raise SystemExit(ExitStatus.FOUND)


@dataclass(frozen=True, slots=True)
class _Update:
    """The merge of a base into one branch, both by their commits."""

    folder: Path
    repository: Path
    branch: str
    commit: str
    base: str
    target: str

    def run(self) -> tuple[str, dict[str, object]]:
        """Merge, and move the branch; return the key and the values of the sentence about it."""
        from talplan.system import git
        from talplan.views.terminal import hint

        if git.contains(self.folder, self.commit, self.target):
            return "contained", {}
        if not git.merge_trees(self.repository, self.commit, self.target, driver=None).conflicts:
            return "mergeable", {}
        merged = git.merge_trees(self.repository, self.commit, self.target, driver=_driver_command())
        for line in merged.messages.splitlines():
            if not line.startswith("  "):  # a hint of the driver is about a file with conflict marks
                hint(line)
        if merged.conflicts:
            hint("  " + say("hint", hint=say("update.hint", branch=self.branch, base=self.base)))
            return "conflict", {"names": list(dict.fromkeys(self._find_conflicts(merged)))}
        message = f"Merge {self.base} into {self.branch}"
        new = git.commit_merge(self.folder, merged, (self.commit, self.target), message)
        if not git.move_branch(self.folder, self.branch, new, self.commit):
            return "moved", {}
        return "merged", {"commit": new[:8]}

    def _find_conflicts(self, merged: MergedTree) -> Iterator[str]:
        """Yield the items, units and sections of each plan that conflict; for another file its path."""
        from talplan.planfile.load import load
        from talplan.system import git
        from talplan.versions.merge_texts import merge_texts

        for path, stages in merged.conflicts.items():
            blobs = dict(git.read_blobs(self.folder, stages.values()))
            base, ours, theirs = (load(blobs[blob]) if (blob := stages.get(stage)) else None for stage in (1, 2, 3))
            plans = [version for version in (base, ours, theirs) if version is not None]
            if ours is None or theirs is None or any(version.plan is None for version in plans):
                yield path
                continue
            conflicts = merge_texts(base, ours, theirs, None).conflicts
            yield from (say(f"merge.what.{conflict.part}", name=conflict.name) for conflict in conflicts)


def _driver_command() -> str:
    """Return this program as a merge driver; git runs it in a folder of its own, which Python must not import from."""
    import shlex
    import sys

    return f"{shlex.quote(sys.executable)} -P -m talplan merge %O %A %B --path %P"
