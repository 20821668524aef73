"""merge: git's merge driver. Whatever happens in it, the file ends merged or with marks: git adds none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talplan.messages import count, say
from talplan.problem import ExitStatus, Failure

if TYPE_CHECKING:
    from talplan.planfile.load import Loaded
    from talplan.versions.merge_texts import Reconciled

BaseArgument = Annotated[str, typer.Argument(metavar="BASE", help=say("help.merge-base"))]
OursArgument = Annotated[str, typer.Argument(metavar="OURS", help=say("help.merge-ours"))]
TheirsArgument = Annotated[str, typer.Argument(metavar="THEIRS", help=say("help.merge-theirs"))]
PathOption = Annotated[str | None, typer.Option("--path", metavar="P", help=say("help.merge-path"))]


def merge(base: BaseArgument, ours: OursArgument, theirs: TheirsArgument, path: PathOption = None) -> None:
    """A three-way merge by meaning; the result replaces OURS."""
    from talplan.views.problem_report import tell_failure

    files = _Files(Path(base), Path(ours), Path(theirs), path or ours)
    raws = files.read()
    try:
        done = _by_meaning(files, raws)
    except Exception as error:  # a mistake of ours must not leave the file without the other side's changes
        tell_failure(
            error if isinstance(error, Failure) else Failure("unexpected", error=f"{type(error).__name__}: {error}")
        )
        conflicts = _by_lines(files, raws)
    else:
        _tell(files.name, done)
        conflicts = bool(done.conflicts)
    if conflicts:
        raise typer.Exit(ExitStatus.FOUND)


@dataclass(frozen=True, slots=True)
class _Files:
    """The three files, and what messages call the plan."""

    base: Path
    ours: Path
    theirs: Path
    name: str

    def read(self) -> tuple[bytes, bytes, bytes]:
        from talplan.system.plan_finder import read

        return read(self.base), read(self.ours), read(self.theirs)

    def write(self, raw: bytes) -> None:
        """Puts the result in our file's place, in one step."""
        from talplan.system.store import lock_file

        with lock_file(self.ours) as file:
            file.replace_raw(raw)


def _by_meaning(files: _Files, raws: tuple[bytes, bytes, bytes]) -> Reconciled:
    """Writes what comes out. Raises Failure where one of the three is no plan that could be understood."""
    from talplan.planfile.limits import BOM
    from talplan.system import git
    from talplan.versions.merge_texts import reconcile

    base = _loaded(files, "base", raws[0]) if raws[0].strip() else None
    ours, theirs = _loaded(files, "ours", raws[1]), _loaded(files, "theirs", raws[2])
    try:
        lined, _ = git.merge_by_lines(files.ours, files.base, files.theirs, "--ours")
    except Failure:
        lined = b""
    done = reconcile(base, ours, theirs, lined.decode(errors="replace").removeprefix(BOM.decode()))
    files.write((BOM if raws[1].startswith(BOM) else b"") + done.text.encode())
    return done


def _loaded(files: _Files, side: str, raw: bytes) -> Loaded:
    from talplan.planfile.load import load

    loaded = load(raw)
    if loaded.plan is None:
        problems = [(f"{files.name} ({say(f'merge.{side}')})", loaded.source, problem) for problem in loaded.errors]
        errors = count("count.errors", len(problems))
        raise Failure("merge-invalid", path=files.name, side=say(f"merge.{side}"), errors=errors, problems=problems)
    return loaded


def _tell(name: str, done: Reconciled) -> None:
    from talplan.views.terminal import hint

    for conflict in done.conflicts:
        key = f"merge.conflict.{conflict.kind}"
        what = say(f"merge.what.{conflict.what}", name=conflict.name)
        field = say(f"merge.field.{conflict.field}") if conflict.field else ""
        hint(f"{name}: {say('merge.conflict')}: {say(key, what=what, field=field)}")
    for one in done.renumbered:
        hint(f"{name}: {say('merge.renumbered', task=one.task, before=one.before, after=one.after)}")
    for comment in done.comments_lost:
        hint(f"{name}: {say('merge.comment-lost', comment=comment)}")
    if done.conflicts:
        hint("  " + say("hint", hint=say("merge.hint")))


def _by_lines(files: _Files, raws: tuple[bytes, bytes, bytes]) -> bool:
    """What git's own merge makes of it, with its marks; without git marks round every difference."""
    from talplan.system import git
    from talplan.versions.merge_texts import with_marks
    from talplan.views.terminal import hint

    try:
        text, conflicts = git.merge_by_lines(files.ours, files.base, files.theirs)
    except Failure:
        marked = with_marks(*(raw.decode("utf-8", "surrogateescape") for raw in raws[1:]))
        text, conflicts = marked.encode("utf-8", "surrogateescape"), 1
    files.write(text)
    hint(f"{files.name}: {say('merge.by-lines.conflict' if conflicts else 'merge.by-lines')}")
    return conflicts > 0
