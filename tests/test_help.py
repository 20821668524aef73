"""What `--help` teaches: every command in its group, examples that work on the real plan, the man page."""

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import manual
import pytest

from changing import git
from running import PLAN, run
from talplan.cli.app import COMMANDS
from talplan.cli.help_text import EVERY_DAY, EXAMPLES, GROUPS, SYNONYMS

TODAY = "2025-11-20"
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def talplan(line: str, folder: Path) -> tuple[int, str]:
    """Exit code and stderr of a command line in a folder; a shell runs what only a shell understands."""
    if {*line} & {*">*"}:
        env = {**os.environ, "PATH": PATH, "TALPLAN_TODAY": TODAY}
        done = subprocess.run(line, shell=True, cwd=folder, env=env, capture_output=True, text=True)
        return done.returncode, done.stderr
    with contextlib.chdir(folder):
        result = run(*shlex.split(line)[1:], today=TODAY, EDITOR="true")
    return result.exit_code, result.stderr


def test_every_command_stands_in_one_group_and_has_examples() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(COMMANDS)
    assert list(EXAMPLES) == [*dict.fromkeys(EXAMPLES)]
    assert set(EXAMPLES) == set(COMMANDS)
    assert all(line.startswith(f"talplan {name}") for name, lines in EXAMPLES.items() for line in lines)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan in a repository with two commits, and what the examples read."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "data").mkdir()
    shutil.copy(PLAN, folder / "data")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Plan")
    unused = 'talplan unit add "Ардагерлер кеңеши" --commit'
    for line in ("talplan done 2.30 --commit", 'talplan cancel 3.21 --note "Буйрук № 7" --commit', unused):
        assert talplan(line, folder)[0] == 0
    for name in ("деканат", "кафедра"):
        git(folder, "branch", name)
    for name in ("BASE", "OURS", "THEIRS"):
        shutil.copy(PLAN, folder / name)
    for line in ("export plan.docx", "form form.docx", "form filled --each-unit --month october"):
        assert talplan(f"talplan {line}", folder)[0] == 0
    return folder


@pytest.fixture
def repository(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


ANEW = {"done": "undo 2.30", "cancel": "restore 3.21"}
"""What has to be taken back before an example can do it again."""
OUTPUT = {"export": "plan.docx"}


@pytest.mark.once
@pytest.mark.parametrize("line", [*EVERY_DAY, *(line for lines in EXAMPLES.values() for line in lines)])
def test_examples_work_on_the_real_plan(line: str, repository: Path) -> None:
    command = shlex.split(line)[1]
    if command in ANEW:
        assert talplan(f"talplan {ANEW[command]}", repository)[0] == 0
    if command in OUTPUT:
        (repository / OUTPUT[command]).unlink()
    code, error = talplan(line, repository)
    assert code == 0, error
    assert len(line) <= 78


def test_help_shows_them_unbroken() -> None:
    pages = run("--help").stdout, run("done", "--help").stdout
    assert all(f"\n  {line}\n" in pages[0] for line in EVERY_DAY)
    assert all(f"\n  {line}\n" in pages[1] for line in EXAMPLES["done"])


def test_man_page_is_the_programs() -> None:
    assert manual.PAGE.read_text(encoding="utf-8") == manual.made(), "run: python docs/manual.py"
    assert manual.REFERENCE.read_text(encoding="utf-8") == manual.reference(), "run: python docs/manual.py"


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed: the man page cannot be set")
def test_man_page_has_no_mistake() -> None:
    set_ = subprocess.run(
        ["groff", "-man", "-Kutf8", "-Tutf8", "-ww", str(manual.PAGE)], capture_output=True, text=True, check=True
    )
    assert set_.stderr == ""
    assert "talplan done 2.30 --by" in set_.stdout


# --- usage errors ---------------------------------------------------------------------------------------------

USAGE = """\
mark 2.30 | there is no command “mark” | did you mean `talplan done`?
отметить 2.30 | there is no command “отметить” | did you mean `talplan done`?
сегодня | there is no command “сегодня” | did you mean `talplan due`?
бүгүн | there is no command “бүгүн” | did you mean `talplan due`?
overdue | there is no command “overdue” | did you mean `talplan due --overdue`?
просрочено | there is no command “просрочено” | did you mean `talplan due --overdue`?
search кафедра | there is no command “search” | did you mean `talplan list --text TEXT`?
tmeline | there is no command “tmeline” | did you mean `talplan timeline`?
rename ОБ | there is no command “rename” | did you mean `talplan rename-unit`?
справка | there is no command “справка” | did you mean `talplan --help`?
тизме | there is no command “тизме” | did you mean `talplan list`?
unit | `talplan unit` needs a second word | one of these: add, edit, merge, remove
unit --help | `talplan unit` needs a second word | one of these: add, edit, merge, remove
unit ad X | there is no command “unit ad” | did you mean `talplan unit add`?
unit delete X | there is no command “unit delete” | did you mean `talplan unit remove`?
unit ОБ | there is no command “unit ОБ” | `talplan --help` lists the commands
xqzw | there is no command “xqzw” | `talplan --help` lists the commands
list --unti ОБ | there is no option --unti | did you mean --unit? `talplan list --help` lists the options
list --xqzw | there is no option --xqzw | `talplan list --help` lists the options
list -x | there is no option -x | `talplan list --help` lists the options
--nosuch | there is no option --nosuch | `talplan --help` lists the options
list --unit | the option --unit needs a value | `talplan list --help` shows how to use it
list --up=yes | the option --up does not take a value | `talplan list --help` shows how to use it
note | the argument ID is missing | `talplan note --help` shows how to use it
note 2.30 | the argument TEXT is missing | `talplan note --help` shows how to use it
add | the option --section is missing | `talplan add --help` shows how to use it
due x y | too many arguments: x, y | quote a text with spaces; `talplan due --help` shows how to use it
note 2.30 two came | too many arguments: came | quote a text with spaces; `talplan note --help` shows how to use it
"""


@pytest.mark.parametrize("row", USAGE.splitlines())
def test_usage_errors(row: str) -> None:
    """A mistake in the command line is told as every other, with what to type instead."""
    line, message, hint = (part.strip() for part in row.split("|"))
    result = run(*line.split())
    assert result.stderr == f"error: {message}\n  hint: {hint}\n"
    assert (result.exit_code, result.stdout) == (2, "")


def test_synonyms_suggest_commands() -> None:
    """Every suggestion begins with a command or an option of the program; no synonym is a command itself."""
    names = {*COMMANDS, "--help", "--version"}
    assert all(command in names or command.split()[0] in names for command in SYNONYMS)
    words = [word for words in SYNONYMS.values() for word in words.split()]
    assert sorted(words) == sorted(set(words) - set(COMMANDS))
