"""diff, log: the commands that show what changed."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from talplan.cli.arguments import read_format
from talplan.cli.open_plan import plan_path, shown_path
from talplan.cli.output import paged
from talplan.messages import count, say, show_days
from talplan.problem import ExitStatus, Failure

if TYPE_CHECKING:
    from talplan.cli.options import (
        BaseArgument,
        DiffFormatOption,
        ExitCodeOption,
        HeadArgument,
        LogIdArgument,
        NoPagerOption,
        PlanOption,
    )
    from talplan.planfile.load import Loaded
    from talplan.versions.diff import Comparison


def diff(
    base: BaseArgument = "HEAD",
    head: HeadArgument = None,
    format_: DiffFormatOption = "table",
    exit_code: ExitCodeOption = False,
    plan_file: PlanOption = None,
    no_pager: NoPagerOption = False,
) -> None:
    """Show what changed in meaning between two versions of the plan."""
    from talplan.views import diff_views
    from talplan.views.fields import write_json_list
    from talplan.views.terminal import write, write_pieces

    format_ = read_format(format_, ("table", "json", "md"))
    before, after = _resolve_versions(base, head, plan_file)
    comparison = _compare(before, after)
    match format_:
        case "json":
            write_pieces(write_json_list(diff_views.fields(comparison, after.line)))
        case "md":
            write(diff_views.markdown(comparison, after.link))
        case _:
            with paged(no_pager=no_pager) as show:
                show(diff_views.diff_page(comparison))
    if exit_code and comparison:
        raise SystemExit(ExitStatus.FOUND)


@dataclass(frozen=True, slots=True)
class _Version:
    """A version of the plan file. `loaded` is None if the plan is missing in the commit."""

    name: str
    path: str
    commit: str | None
    loaded: Loaded | None

    def line(self, path: tuple[int | str, ...]) -> int | None:
        """Return the line of a value; None if the version has no plan."""
        from talplan.planfile.nodes import find_place

        if self.loaded is None or self.loaded.root is None:
            return None
        return find_place(self.loaded.root, path, self.loaded.source).line

    def link(self, path: tuple[int | str, ...]) -> str:
        """Return the address of that line: on the forge if this runs on one, else in the file."""
        from talplan.system.forge_links import line_address

        return line_address(self.path, self.commit, self.line(path))


def _resolve_versions(base: str, head: str | None, plan_file: str | None) -> tuple[_Version, _Version]:
    """Resolve BASE and HEAD; `A..B` is both in one, `A...B` is B compared with its merge base with A, as in git."""
    from talplan.system import git

    for dots in ("...", ".."):
        if head is None and dots in base and not Path(base).exists():
            start, _, head = base.partition(dots)
            top = git.find_history(_folder(_plan_path(plan_file)))
            head = head or "HEAD"
            first = git.resolve_revision(top, start or "HEAD")
            base = git.find_merge_base(top, first, git.resolve_revision(top, head)) if dots == "..." else first
            break
    plan = _plan_path(plan_file) if head is None or not _is_file(base) or not _is_file(head) else None
    return _read_version(base, plan), _read_version(head, plan)


def _plan_path(named: str | None) -> Path:
    """Return the path of the plan; where none is on disk, as in a bare clone, that of the plan in the last commit."""
    from talplan.cli.today import today
    from talplan.system import git
    from talplan.system.plan_finder import find, is_plan_name

    try:
        return plan_path(named)
    except Failure as failure:
        if failure.key != "no-plan":
            raise
        try:
            top = git.find_history(Path.cwd())
            committed = [top / name for name in git.list_committed(top) if is_plan_name(Path(name).name)]
        except Failure:  # no repository, or none with a commit
            raise failure from None
        found = find(
            str(Path.cwd().resolve()),
            today(),
            lambda folder: [str(path) for path in committed if path.parent == Path(folder)],
        )
        return Path(found.path)


def _is_committed(plan: Path) -> bool:
    """Return whether the last commit has the plan."""
    from talplan.system import git

    try:
        top = git.find_history(_folder(plan))
        return git.find_blob(top, git.resolve_revision(top, "HEAD"), _below(plan, top)) is not None
    except Failure:
        return False


def _read_version(name: str | None, plan: Path | None) -> _Version:
    """Read a version: a file, the plan file in a git revision, or without a name the plan file on disk."""
    from talplan.system import git
    from talplan.system.plan_finder import read

    if name is None or _is_file(name):
        file = Path(name) if name else plan
        assert file is not None
        if name is None and not os.path.lexists(file) and _is_committed(file):
            raise Failure("plan-only-in-git", path=shown_path(file))
        return _Version(shown_path(file), shown_path(file), None, _load(shown_path(file), read(file)))
    assert plan is not None
    top = git.find_history(_folder(plan))
    commit = git.resolve_revision(top, name)
    path = _below(plan, top)
    blob = git.find_blob(top, commit, path)
    if blob is None:
        return _Version(name, path, commit, None)
    ((_, raw),) = git.read_blobs(top, [blob])
    return _Version(name, path, commit, _load(f"{name}:{path}", raw))


def _is_file(version: str) -> bool:
    """Return whether a version is a file. In the folder of a bare repository HEAD is one, but a revision is meant."""
    path = Path(version)  # not is_file, which a pipe as in `talplan diff <(...)` is not
    return not re.fullmatch("([A-Z]+_)?HEAD|refs/.*", version) and path.exists() and not path.is_dir()


def _folder(plan: Path) -> Path:
    return plan.resolve().parent


def _below(plan: Path, top: Path) -> str:
    """Return the path of the plan relative to the top folder. Raises Failure `outside-repository`."""
    try:
        return plan.resolve().relative_to(top.resolve()).as_posix()
    except ValueError:
        raise Failure("outside-repository", path=plan, top=top) from None


def _load(name: str, raw: bytes) -> Loaded:
    """Load a version; one that today's checks refuse is shown with a warning. Raises Failure `unreadable-version`."""
    from talplan.planfile.load import load
    from talplan.views.terminal import hint

    loaded = load(raw)
    if loaded.root is None:
        problems = [(name, loaded.source, problem) for problem in loaded.errors]
        raise Failure("unreadable-version", version=name, problems=problems)
    if loaded.errors:
        errors = count("count.errors", len(loaded.errors))
        hint(f"{say('severity.warning')}: {say('diff.read-with-errors', version=name, errors=errors)}")
    return loaded


def _compare(before: _Version, after: _Version) -> Comparison:
    from talplan.versions.diff import compare
    from talplan.versions.snapshot import Snapshot, language_of, read_snapshot

    if before.loaded is None and after.loaded is None:
        raise Failure("no-plan-in-versions", one=before.name, other=after.name)
    newest = after.loaded or before.loaded
    assert newest is not None
    language = language_of(newest.data)
    snapshots = [
        read_snapshot(version.loaded.data, language) if version.loaded else Snapshot() for version in (before, after)
    ]
    return compare(*snapshots)


def log(item_id: LogIdArgument = None, plan_file: PlanOption = None, no_pager: NoPagerOption = False) -> None:
    """Show the commits that changed the plan, or one item of it, the newest first."""
    from talplan.system import git
    from talplan.system.plan_history import read_steps
    from talplan.views.diff_views import log_page
    from talplan.views.page import Line
    from talplan.views.terminal import hint

    plan = _plan_path(plan_file)
    top = git.find_history(_folder(plan))
    shown = False
    with paged(no_pager=no_pager) as show:
        for step in read_steps(top, _below(plan, top), item_id):
            commit = step.commit
            title = f"{show_days(commit.date)}  {commit.name[:8]}  {commit.author}: {commit.subject}"
            show([*([Line("")] if shown else []), *log_page(title, step.first, step.comparison, step.readable)])
            shown = True
    if git.is_shallow(top):
        hint(f"{say('severity.warning')}: {say('log.shallow')}")
    if not shown:
        raise (
            Failure("no-history", path=shown_path(plan)) if item_id is None else Failure("no-item-history", id=item_id)
        )
