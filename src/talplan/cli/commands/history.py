"""diff, log: they look at what was, and change nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talplan.cli import completion
from talplan.cli.arguments import check_format
from talplan.cli.open_plan import plan_path, shown_path
from talplan.cli.options import PlanOption
from talplan.messages import count, say
from talplan.problem import ExitStatus, Failure

if TYPE_CHECKING:
    from talplan.planfile.load import Loaded
    from talplan.versions.diff import Comparison

BaseArgument = Annotated[str, typer.Argument(metavar="[BASE]", help=say("help.base"))]
HeadArgument = Annotated[str | None, typer.Argument(metavar="[HEAD]", help=say("help.head"))]
DiffFormatOption = Annotated[
    str,
    typer.Option("--format", metavar="table|json|md", help=say("help.format"), autocompletion=completion.diff_formats),
]
ExitCodeOption = Annotated[bool, typer.Option("--exit-code", help=say("help.exit-code"))]
IdArgument = Annotated[
    str | None, typer.Argument(metavar="[ID]", help=say("help.log-id"), autocompletion=completion.items)
]


def diff(
    base: BaseArgument = "HEAD",
    head: HeadArgument = None,
    format_: DiffFormatOption = "table",
    exit_code: ExitCodeOption = False,
    plan_file: PlanOption = None,
) -> None:
    """What changed in meaning between two versions of the plan."""
    from talplan.views import diff_views
    from talplan.views.item_fields import json_text
    from talplan.views.terminal import show, write

    check_format(format_, completion.DIFF_FORMATS)
    before, after = _asked(base, head, plan_file)
    comparison = _compared(before, after)
    match format_:
        case "json":
            write(json_text(list(diff_views.fields(comparison, after.line))))
        case "md":
            write(diff_views.markdown(comparison, after.link))
        case _:
            show(diff_views.diff_page(comparison))
    if exit_code and comparison:
        raise typer.Exit(ExitStatus.FOUND)


@dataclass(frozen=True, slots=True)
class _Text:
    """A version of a plan file: what it is called, where it is, and what it says."""

    name: str
    path: str
    commit: str | None
    loaded: Loaded | None

    def line(self, path: tuple[int | str, ...]) -> int | None:
        """The line in which something of the plan stands."""
        from talplan.planfile.positions import place_of

        if self.loaded is None or self.loaded.root is None:
            return None
        return place_of(self.loaded.root, path, self.loaded.source).line

    def link(self, path: tuple[int | str, ...]) -> str:
        """The address of that line: on the forge where this runs on one, else in the file."""
        from talplan.system.forge_links import line_address

        return line_address(self.path, self.commit, self.line(path))


def _asked(base: str, head: str | None, plan_file: str | None) -> tuple[_Text, _Text]:
    """The two versions that are meant. `A...B` is B beside what it and A come from, as for git."""
    from talplan.system import git

    for dots in ("...", ".."):
        if head is None and dots in base and not Path(base).exists():
            one, _, head = base.partition(dots)
            plan = plan_path(plan_file)
            top = git.top(_folder(plan))
            head = head or "HEAD"
            first = git.revision(top, one or "HEAD")
            base = git.merge_base(top, first, git.revision(top, head)) if dots == "..." else first
            break
    found = plan_path(plan_file) if head is None or not Path(base).is_file() or not Path(head).is_file() else None
    return _text(base, found), _text(head, found)


def _text(name: str | None, plan: Path | None) -> _Text:
    """A version: a file, or the plan file in a git revision."""
    from talplan.system import git
    from talplan.system.plan_finder import read

    if name is None or Path(name).is_file():
        file = Path(name) if name else plan
        assert file is not None
        return _Text(shown_path(file), shown_path(file), None, _readable(shown_path(file), read(file)))
    assert plan is not None
    top = git.top(_folder(plan))
    commit = git.revision(top, name)
    path = _below(plan, top)
    blob = git.blob_at(top, commit, path)
    if blob is None:
        return _Text(name, path, commit, None)
    ((_, raw),) = git.contents(top, [blob])
    return _Text(name, path, commit, _readable(f"{name}:{path}", raw))


def _folder(plan: Path) -> Path:
    return plan.resolve().parent


def _below(plan: Path, top: Path) -> str:
    """The path of a file as seen from the top of its repository."""
    try:
        return plan.resolve().relative_to(top.resolve()).as_posix()
    except ValueError:
        raise Failure("outside-repository", path=plan, top=top) from None


def _readable(name: str, raw: bytes) -> Loaded:
    """The text, if its YAML can be read: a version that today's checks refuse is still shown."""
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


def _compared(before: _Text, after: _Text) -> Comparison:
    from talplan.versions.diff import compare
    from talplan.versions.snapshot import Snapshot, language_of, read_snapshot

    if before.loaded is None and after.loaded is None:
        raise Failure("no-plan-in-versions", one=before.name, other=after.name)
    newest = after.loaded or before.loaded
    assert newest is not None
    language = language_of(newest.data)
    versions = [read_snapshot(one.loaded.data, language) if one.loaded else Snapshot() for one in (before, after)]
    return compare(*versions)


def log(item_id: IdArgument = None, plan_file: PlanOption = None) -> None:
    """The commits that changed the plan, or one item of it, the newest first."""
    from talplan.system import git
    from talplan.system.plan_history import steps
    from talplan.views.diff_views import log_page
    from talplan.views.terminal import hint, show, write

    plan = plan_path(plan_file)
    top = git.top(_folder(plan))
    shown = False
    for step in steps(top, _below(plan, top), item_id):
        if shown:
            write("")
        title = f"{step.commit.date}  {step.commit.name[:8]}  {step.commit.author}: {step.commit.subject}"
        show(log_page(title, step.begins, step.comparison, step.readable))
        shown = True
    if git.shallow(top):
        hint(f"{say('severity.warning')}: {say('log.shallow')}")
    if not shown:
        raise (
            Failure("no-history", path=shown_path(plan)) if item_id is None else Failure("no-item-history", id=item_id)
        )
