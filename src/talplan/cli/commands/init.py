"""init: create the repository of a new plan, or add what an existing one is missing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from talplan.cli.arguments import read_choice
from talplan.cli.open_plan import relative_path, shown_path
from talplan.cli.today import today
from talplan.messages import language, say, system_reason
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.cli.options import FolderArgument, InitYearOption, PlanLanguageOption
    from talplan.domain.plan_year import PlanYear
    from talplan.operations.init_files import ForgeFile, Origin, Surroundings


def init(
    folder: FolderArgument = ".", plan_language: PlanLanguageOption = None, year_text: InitYearOption = None
) -> None:
    """Create the repository of a new plan. Existing files stay as they are and are listed."""
    from talplan.operations import init_files
    from talplan.system.plan_finder import stated_year
    from talplan.views.terminal import answer

    year, written_in = _year(year_text), _plan_language(plan_language)
    home = _home(folder)
    repository = _repository(home)
    plan = _plan(home, year)
    created = _plan_files(home, plan, init_files.build_plan(year, written_in))
    around = _surroundings(home, repository.top, _read_language(plan) or written_in)
    created += [*_forge_files(repository.top, around), *_hooks(repository.top, around)]
    year = stated_year(str(plan)) or year
    configured = repository.known and _configure_git(repository.top)
    _show_placeholders(repository.top)
    if not (created or configured):
        answer(say("init.complete"))
        return
    _show_clone_command(repository)
    if created:
        _show_next_steps(folder, repository, created, year, new=plan in created)


@dataclass(frozen=True, slots=True)
class _Repository:
    """The work tree of the plan: its top folder, whether git is installed, whether the repository is new."""

    top: Path
    known: bool = True
    new: bool = False


def _year(text: str | None) -> PlanYear:
    """Return the year of a new plan, by default the academic year of today. Raises Failure bad-year."""
    from talplan.domain.plan_year import PlanYear, read_typed_year

    day = today()
    try:
        year = PlanYear(day.year)
        current = year if year.window.holds(day) else PlanYear(day.year - 1)
    except ValueError:
        raise Failure("bad-today", text=day) from None
    try:
        return current if text is None else read_typed_year(text)
    except ValueError:
        raise Failure("bad-year", text=text, next=current) from None


def _plan_language(code: str | None) -> str:
    """Return the language of a new plan, by default that of the session. Raises Failure unknown-language."""
    from talplan.domain.language import Language

    code = language() if code is None else code
    return read_choice(code, [str(choice) for choice in Language], "unknown-language", language=code)


def _home(name: str) -> Path:
    """Return the folder, creating it if it is missing. Raises Failure not-a-folder, not-made."""
    home = Path(name)
    if not name:
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
    """Return the repository of the folder, creating one if there is none; without git, the folder itself."""
    from talplan.system import git
    from talplan.views.terminal import answer, hint

    try:
        top = git.find_repository(home)
        if top is None:
            git.init_repository(home)
            answer(say("init.repository", path=shown_path(home)))
            return _Repository(home, new=True)
    except Failure as failure:
        if failure.key != "no-git":
            raise
        hint(f"{say('severity.warning')}: {say('init.no-git')}")
        return _Repository(home, known=False)
    # The path as the user gave it, if it is the same folder.
    return _Repository(home if home.resolve() == top.resolve() else top)


# --- files --------------------------------------------------------------------------------------------------


def _plan(home: Path, year: PlanYear) -> Path:
    """Return the existing plan, of any year, or the path of the new one."""
    from talplan.system.plan_finder import plans_in

    found = [Path(name) for name in plans_in(home / "data") or plans_in(home)]
    return found[-1] if found else home / "data" / f"plan-{year}.yaml"


def _plan_files(home: Path, plan: Path, text: str) -> list[Path]:
    """Create the plan, its schema and its git attributes; return the created and changed files."""
    import json

    from talplan.operations import init_files
    from talplan.planfile.schema import json_schema
    from talplan.views.terminal import hint
    from talplan.views.typed_commands import command_line

    schema = plan.with_name("plan.schema.json")
    texts = {plan: text, schema: json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"}
    made = [path for path, text in texts.items() if _make(path, text)]
    if schema not in made and _bytes(schema).replace(b"\r\n", b"\n") != texts[schema].encode():
        hint("  " + say("hint", hint=say("init.other-schema", path=command_line([relative_path(schema)]))))
    attributes = home / ".gitattributes"
    line = init_files.build_attributes_line("" if plan.parent == home else plan.parent.name)
    return [*made, attributes] if _make(attributes, f"{line}\n") or _append(attributes, line) else made


def _surroundings(home: Path, top: Path, language: str) -> Surroundings:
    """Return what fills in the templates. Raises Failure not-made if the name of the folder is not in UTF-8."""
    from talplan.operations.init_files import Surroundings
    from talplan.system import git

    folder = os.path.relpath(os.path.realpath(home), os.path.realpath(top)).replace(os.sep, "/")
    try:
        folder.encode()
    except UnicodeEncodeError:  # a name in another encoding, which no YAML file can contain
        raise Failure("not-made", path=top / ".github", reason=say("reason.not-utf8", name=folder)) from None
    return Surroundings(folder, language, git.find_main_branch(top), _origin())


def _read_language(plan: Path) -> str | None:
    """Return the language of a plan; None if it is not a valid plan."""
    from talplan.planfile.load import load

    loaded = load(_bytes(plan)).plan
    return str(loaded.language) if loaded else None


def _forge_files(top: Path, around: Surroundings) -> list[Path]:
    """Create the files for the forge, which reads them only at the top of a repository; return the created ones."""
    from talplan.operations.init_files import build_forge_file

    return [path for path, file in _forge_paths(top).items() if _make(path, build_forge_file(file, around))]


def _forge_paths(top: Path) -> dict[Path, ForgeFile]:
    """Return the files for the forge by their paths."""
    from talplan.operations.init_files import FORGE_FILES, GITLAB_FILES

    files = (*FORGE_FILES, *GITLAB_FILES) if _is_on_gitlab(top) else FORGE_FILES
    return {_choose_path(top / file.path, top / file.other_path()): file for file in files}


def _is_on_gitlab(top: Path) -> bool:
    """Return whether a repository has a file for GitLab, or comes from a host of that name."""
    from talplan.operations.forge import ForgeKind, find_kind
    from talplan.operations.init_files import parse_origin
    from talplan.system import git

    if any(os.path.lexists(top / name) for name in (".gitlab", ".gitlab-ci.yml")):
        return True
    remote = git.read_setting(top, "remote.origin.url")
    origin = parse_origin(remote, "") if remote else None
    return origin is not None and find_kind(origin.host) is ForgeKind.GITLAB


def _choose_path(usual: Path, other: Path) -> Path:
    """Return the usual path, or the other one if that is taken by a file that is not for talplan."""
    return other if os.path.lexists(usual) and b"talplan" not in _bytes(usual) else usual


def _hooks(top: Path, around: Surroundings) -> list[Path]:
    """Create the configuration of pre-commit, or show what an existing one is missing."""
    from talplan.operations.init_files import build_hooks
    from talplan.views.terminal import hint, write

    hooks, text = top / ".pre-commit-config.yaml", build_hooks(around.talplan)
    if _make(hooks, text):
        return [hooks]
    if b"talplan" not in _bytes(hooks):
        hint("  " + say("hint", hint=say("init.no-hooks")))
        write(text.partition("repos:\n")[2])
    return []


def _make(path: Path, text: str) -> bool:
    """Create a file unless it exists, and report which of the two; return whether it was created."""
    from talplan.system.store import write_new
    from talplan.views.terminal import answer

    made = not os.path.lexists(path)
    if made:
        _make_folder(path.parent)
        try:
            write_new(path, text.encode())
        except Failure as failure:
            if failure.key == "not-flushed":
                raise
            raise Failure("not-made", path=path, reason=failure.values.get("reason", "")) from None
    answer(say("init.made" if made else "init.there", path=shown_path(path)))
    return made


def _append(path: Path, line: str) -> bool:
    """Add the line to `.gitattributes` if it lacks one like it; return whether it did."""
    from talplan.operations.init_files import add_attributes_line
    from talplan.system.store import lock_file
    from talplan.views.terminal import answer

    if add_attributes_line(_bytes(path), line) == _bytes(path):
        return False
    with lock_file(path) as file:
        file.replace_raw(add_attributes_line(file.raw, line))
    answer("  " + say("init.added", line=line))
    if file.failure is not None:
        raise file.failure
    return True


def _bytes(path: Path) -> bytes:
    from talplan.system.plan_finder import read

    return read(path)


def _origin() -> Origin | None:
    """Return where this talplan was installed from, if other machines can install it from there."""
    import json
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    from talplan.operations.init_files import parse_archive, parse_origin
    from talplan.system import git

    try:
        source = json.loads(distribution("talplan").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        return None
    if "archive_info" in source:
        return parse_archive(source["url"])
    if "vcs_info" in source:
        return parse_origin(source["url"], source["vcs_info"]["commit_id"])
    clone = (
        git.find_published_commit(Path(url2pathname(urlsplit(source["url"]).path))) if "dir_info" in source else None
    )
    return parse_origin(*clone) if clone else None


# --- git and the next steps -----------------------------------------------------------------------


def _configure_git(top: Path) -> bool:
    """Configure git in this clone, keeping existing settings; return whether the merge driver is new."""
    from talplan.operations.init_files import MERGE_DRIVER, SETTINGS
    from talplan.system import git
    from talplan.views.terminal import hint

    name, driver = MERGE_DRIVER
    before = git.read_setting(top, name)
    for setting, value in SETTINGS:
        if git.read_setting(top, setting) is None:
            git.write_setting(top, setting, value)
    if before not in (None, driver):
        hint(f"{say('severity.warning')}: {say('init.other-driver', name=name, driver=before)}")
    return before is None


def _show_placeholders(top: Path) -> None:
    """Show the files for the forge, existing ones too, in which a person has to replace placeholders."""
    from talplan.operations.init_files import PLACEHOLDERS
    from talplan.views.terminal import answer

    unknown = [path for path in _forge_paths(top) if any(written.encode() in _bytes(path) for written in PLACEHOLDERS)]
    if unknown:
        answer("\n" + say("init.placeholders"))
        answer("\n".join(f"  {shown_path(path)}" for path in unknown))


def _show_clone_command(repository: _Repository) -> None:
    """Show the command that every other clone needs: git takes no commands from a repository's files."""
    import shutil

    from talplan.operations.init_files import MERGE_DRIVER
    from talplan.views.terminal import answer, hint

    name, driver = MERGE_DRIVER
    answer("\n" + say("init.clones" if repository.known else "init.clones-later"))
    answer(f'  git config {name} "{driver}"')
    if not shutil.which("talplan"):
        hint(f"{say('severity.warning')}: {say('init.not-on-path')}")


def _show_next_steps(
    folder: str, repository: _Repository, created: Sequence[Path], year: PlanYear, *, new: bool
) -> None:
    """Show the commands that come next, each on a line: Windows PowerShell knows no `&&`."""
    from talplan.views.terminal import answer
    from talplan.views.typed_commands import command_line

    go = [] if os.path.normpath(folder) == "." else [command_line(["cd", folder])]
    files = [os.path.relpath(path.absolute(), Path(folder).absolute()) for path in created]
    title = say("init.commit", year=year)
    add = command_line(["git", "add", *(["."] if repository.new else files)])
    commit = [add, command_line(["git", "commit", "-m", title])]
    commands = [*go, "talplan edit 1.1" if new else "talplan due", "talplan check"]
    commands += commit if repository.known else ["talplan list"]
    answer("\n" + say("init.next"))
    answer("\n".join(f"  {command}" for command in commands))
