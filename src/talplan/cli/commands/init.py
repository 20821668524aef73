"""init: the repository of a new plan; in one that exists, what it lacks."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talplan.cli.open_plan import shown_path, today
from talplan.messages import language, say, system_reason
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.domain.plan_year import PlanYear
    from talplan.operations.init_files import Origin

DirArgument = Annotated[str, typer.Argument(metavar="[DIR]", help=say("help.init-dir"))]


def init(folder: DirArgument = ".") -> None:
    """The repository of a new plan: what is there already stays as it is, and is named."""
    from talplan.views.terminal import answer

    year = _year()
    home = _home(folder)
    repository = _repository(home)
    plan = _plan(home, year)
    made = [*_plan_files(home, plan, year), *_forge_files(home, repository.top)]
    told = repository.known and _tell_git(repository.top)
    if not (made or told):
        answer(say("init.complete"))
        return
    _tell_clones(repository)
    if made:
        _tell_next(folder, repository, made, year, new=plan in made)


@dataclass(frozen=True, slots=True)
class _Repository:
    """The work tree that the plan is in: where it begins, whether git is there to know it, whether it is new."""

    top: Path
    known: bool = True
    new: bool = False


def _year() -> PlanYear:
    """The academic year that today is in."""
    from talplan.domain.plan_year import PlanYear

    day = today()
    try:
        year = PlanYear(day.year)
        return year if year.window.holds(day) else PlanYear(day.year - 1)
    except ValueError:
        raise Failure("bad-today", text=day) from None


def _home(written: str) -> Path:
    """The folder that is meant, made where it is not there."""
    home = Path(written)
    if not written:
        raise Failure("not-a-folder", path='""')
    _make_folder(home)
    return home


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise Failure("not-a-folder", path=folder) from None
    except OSError as error:
        raise Failure("not-made", path=folder, reason=system_reason(error)) from None


def _repository(home: Path) -> _Repository:
    """The repository that the folder is in, else a new one; without git the folder alone."""
    from talplan.system import git
    from talplan.views.terminal import answer, hint

    try:
        top = git.repository(home)
        if top is None:
            git.begin(home)
            answer(say("init.repository", path=shown_path(home)))
            return _Repository(home, new=True)
    except Failure as failure:
        if failure.key != "no-git":
            raise
        hint(f"{say('severity.warning')}: {say('init.no-git')}")
        return _Repository(home, known=False)
    # In the person's own words for the folder, where it is that one.
    return _Repository(home if home.resolve() == top.resolve() else top)


# --- files --------------------------------------------------------------------------------------------------


def _plan(home: Path, year: PlanYear) -> Path:
    """The plan that is there, of whatever year, else the one to make."""
    from talplan.system.plan_finder import plans_in

    found = [Path(name) for name in plans_in(home / "data") or plans_in(home)]
    return found[-1] if found else home / "data" / f"plan-{year}.yaml"


def _plan_files(home: Path, plan: Path, year: PlanYear) -> list[Path]:
    """Makes the plan, its schema, and what git has to know of it; gives what was made or changed."""
    from talplan.operations import init_files
    from talplan.planfile.schema import json_schema
    from talplan.views.item_fields import json_text
    from talplan.views.terminal import hint

    schema = plan.with_name("plan.schema.json")
    texts = {plan: init_files.plan_text(year), schema: json_text(json_schema()) + "\n"}
    made = [path for path, text in texts.items() if _make(path, text)]
    if schema not in made and _bytes(schema).replace(b"\r\n", b"\n") != texts[schema].encode():
        hint("  " + say("hint", hint=say("init.other-schema", path=shlex.quote(shown_path(schema)))))
    attributes = home / ".gitattributes"
    line = init_files.attributes_line("" if plan.parent == home else plan.parent.name)
    return [*made, attributes] if _make(attributes, f"{line}\n") or _append(attributes, line) else made


def _forge_files(home: Path, top: Path) -> list[Path]:
    """Makes what the forge and pre-commit read, which they do at the top of a repository alone."""
    from talplan.operations import init_files
    from talplan.views.terminal import hint, write

    talplan = _origin()
    below = os.path.relpath(os.path.realpath(home), os.path.realpath(top)).replace(os.sep, "/")
    made = []
    workflow = _workflow(top / ".github" / "workflows")
    text = init_files.workflow_text(talplan, below, language())
    if _make(workflow, text):
        made.append(workflow)
        if init_files.ANYWHERE in text:
            hint("  " + say("hint", hint=say("init.anywhere", written=init_files.ANYWHERE)))
    hooks, text = top / ".pre-commit-config.yaml", init_files.hooks_text(talplan)
    if _make(hooks, text):
        made.append(hooks)
    elif b"talplan" not in _bytes(hooks):
        hint("  " + say("hint", hint=say("init.no-hooks")))
        write(text.partition("repos:\n")[2])
    return made


def _workflow(folder: Path) -> Path:
    """The workflow that is there, else the one to make, under a name that no other has."""
    taken = folder / "plan.yml"
    return folder / "talplan.yml" if os.path.lexists(taken) and b"talplan" not in _bytes(taken) else taken


def _make(path: Path, text: str) -> bool:
    """Makes a file, unless there is something of that name; tells which of the two."""
    from talplan.system.store import write_new
    from talplan.views.terminal import answer

    made = not os.path.lexists(path)
    if made:
        _make_folder(path.parent)
        try:
            write_new(path, text.encode())
        except Failure as failure:
            raise Failure("not-made", path=path, reason=failure.values.get("reason", "")) from None
    answer(say("init.made" if made else "init.there", path=shown_path(path)))
    return made


def _append(path: Path, line: str) -> bool:
    """Adds that line to `.gitattributes`, where nothing like it is there."""
    from talplan.operations.init_files import with_attributes
    from talplan.system.store import locked_file
    from talplan.views.terminal import answer

    if with_attributes(_bytes(path), line) == _bytes(path):
        return False
    with locked_file(path) as file:
        file.replace_raw(with_attributes(file.raw, line))
    answer("  " + say("init.added", line=line))
    return True


def _bytes(path: Path) -> bytes:
    from talplan.system.plan_finder import read

    return read(path)


def _origin() -> Origin | None:
    """Where this talplan was installed from, if others can install it from there too."""
    import json
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    from talplan.operations.init_files import origin
    from talplan.system import git

    try:
        source = json.loads(distribution("talplan").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        return None
    if "vcs_info" in source:
        return origin(source["url"], source["vcs_info"]["commit_id"])
    clone = git.published(Path(url2pathname(urlsplit(source["url"]).path))) if "dir_info" in source else None
    return origin(*clone) if clone else None


# --- git, and what a person does next -----------------------------------------------------------------------


def _tell_git(top: Path) -> bool:
    """Tells git in this clone about talplan, unless it has been told; whether the merge driver is new."""
    from talplan.operations.init_files import MERGE_DRIVER, SETTINGS
    from talplan.system import git
    from talplan.views.terminal import hint

    name, driver = MERGE_DRIVER
    before = git.setting(top, name)
    for setting, value in SETTINGS:
        if git.setting(top, setting) is None:
            git.tell(top, setting, value)
    if before not in (None, driver):
        hint(f"{say('severity.warning')}: {say('init.other-driver', name=name, driver=before)}")
    return before is None


def _tell_clones(repository: _Repository) -> None:
    """The one command that every other clone needs: git takes no commands from a repository's files."""
    import shutil

    from talplan.operations.init_files import MERGE_DRIVER
    from talplan.views.terminal import answer, hint

    name, driver = MERGE_DRIVER
    answer("\n" + say("init.clones" if repository.known else "init.clones-later"))
    answer(f"  git config {name} '{driver}'")
    if not shutil.which("talplan"):
        hint(f"{say('severity.warning')}: {say('init.not-on-path')}")


def _tell_next(folder: str, repository: _Repository, made: Sequence[Path], year: PlanYear, *, new: bool) -> None:
    """Three commands that a person would type now, in the folder where they are."""
    from talplan.views.terminal import answer

    go = "" if os.path.normpath(folder) == "." else f"cd {shlex.quote(folder)} && "
    files = [shlex.quote(os.path.relpath(path.absolute(), Path(folder).absolute())) for path in made]
    title = shlex.quote(say("init.commit", year=year))
    commit = f"git add {'.' if repository.new else ' '.join(files)} && git commit -m {title}"
    commands = ["talplan edit 1.1" if new else "talplan due", "talplan check"]
    commands.append(commit if repository.known else "talplan list")
    answer("\n" + say("init.next"))
    answer("\n".join(f"  {command}" for command in [go + commands[0], *commands[1:]]))
