"""Command lines parsed without Typer: values, answers and exit codes are those of Typer."""

import inspect
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from itertools import chain
from pathlib import Path
from typing import Any
from unittest import mock

import fast_args_table
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from running import PROGRAM, environment
from talplan.cli import app, fast_args
from talplan.cli.fast_args_table import COMMANDS

ROOT = Path(__file__).parent.parent
posix = pytest.mark.skipif(os.name != "posix", reason="shells, pipes and signals as POSIX has them")


def test_table_is_generated_from_the_options() -> None:
    assert fast_args_table.generate() == fast_args_table.FILE.read_text("utf-8"), "run docs/fast_args_table.py"


# --- the same values ----------------------------------------------------------------------------------------

Asked = tuple[str, dict[str, Any]]
"""A command's function, and every value that it is given."""


def bound(function: Callable[..., None], values: dict[str, Any]) -> Asked:
    """The values with those that are left at their defaults."""
    given_ = inspect.signature(function).bind(**values)
    given_.apply_defaults()
    return f"{function.__module__}:{function.__name__}", given_.arguments


class Recorder:
    """The app as it is, but its commands only tell what they were given."""

    def __init__(self) -> None:
        from typer.main import get_command

        self.asked: Asked | None = None
        with mock.patch.object(app, "function", self.telling(app.function)):
            self.group: Any = get_command(app.build())

    def telling(self, function: Callable[[str], Callable[..., None]]) -> Callable[[str], Callable[..., None]]:
        def told(name: str) -> Callable[..., None]:
            found = function(name)

            @wraps(found)
            def tell(**values: Any) -> None:
                self.asked = bound(found, values)

            return tell

        return told

    def parsed(self, args: Sequence[str]) -> Asked | None:
        """The command that Typer would run, with its values; None if it answers itself or refuses."""
        self.asked = None
        with pytest.raises(SystemExit):
            self.group.main(list(args), prog_name="talplan")
        return self.asked


RECORDER = Recorder()


def quickly(args: Sequence[str]) -> Asked | None:
    """The command that `fast_args` would run, with its values; None if it leaves the line to Typer."""
    found = fast_args.parsed(args)
    return found and bound(app.function(args[0]), found[1]) if found else None


OPTIONS = sorted({option for _, _, options in COMMANDS.values() for option in options})
VALUES = ["ОБ", "Окуу бөлүмү", "2.30", "a=b", "=", "", " ", "-", "--", "-1", "- бир эки", "--on", "x\ny", "\udcd0", "*"]
WRONG = ["--uni", "--Unit", "--no-up", "--up=", "-u", "-h", "--help", "--version", "-", "--", "---", "--=", "-on", ""]
value = st.sampled_from(VALUES) | st.text(max_size=4)
written = st.one_of(
    st.builds(lambda option: [option], st.sampled_from(OPTIONS)),
    st.builds(lambda option, text: [option, text], st.sampled_from(OPTIONS), value),
    st.builds(lambda option, text: [f"{option}={text}"], st.sampled_from(OPTIONS), value),
    st.builds(lambda text: [text], value | st.sampled_from(WRONG)),
)
command = st.sampled_from([*COMMANDS] * 4 + ["nosuch", "", "LIST"])
lines = st.builds(lambda name, parts: [name, *chain(*parts)], command, st.lists(written, max_size=5))


@st.composite
def right(draw: st.DrawFn) -> list[str]:
    """A command line as it should be, most of the time."""
    name = draw(st.sampled_from([*COMMANDS]))
    _, arguments, options = COMMANDS[name]
    parts = [["2.30"], ["2.30", "1.1"], ["-"]] if arguments else [[]]
    for option, (_, kind, *_) in options.items():
        parts += [[option]] if kind == "flag" else [[option, "ОБ"], [f"{option}=Окуу бөлүмү"], [option, draw(value)]]
    return [name, *chain(*draw(st.lists(st.sampled_from(parts), max_size=5)))]


@settings(max_examples=1000)
@given(lines | right(), st.sampled_from([None, "", "plan.yaml", "-"]))
def test_parsed_alike(args: list[str], plan: str | None) -> None:
    """Whatever `fast_args` parses Typer parses as well, and gives the command the same values."""
    with mock.patch.dict(os.environ, {} if plan is None else {"TALPLAN_PLAN": plan}):
        taken = quickly(args)
        assert taken is None or taken == RECORDER.parsed(args)


def test_values_are_told() -> None:
    """The two that are compared above see something."""
    args = shlex.split("due --unit ОБ --unit=ИТК --overdue --format json --plan a=b.yaml")
    asked = quickly(args)
    assert asked
    assert {name: value for name, value in asked[1].items() if value} == {
        "unit": ["ОБ", "ИТК"],
        "overdue": True,
        "format_": "json",
        "plan_file": "a=b.yaml",
    }
    assert asked == RECORDER.parsed(args)
    assert RECORDER.parsed(["due", "--bogus"]) is None


def documented() -> list[str]:
    """The command lines of the README and of docs/."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    found = re.findall(r"^(?:\$ )?talplan (.+?)(?:[|>&;].*| #.*)?$", text, re.MULTILINE)
    return sorted({line.strip() for line in found if line.split()[0] in COMMANDS})


def test_usual_command_lines_are_taken() -> None:
    lines = documented()
    assert len(lines) >= 9
    assert [line for line in lines if fast_args.parsed(shlex.split(line)) is None] == []


# --- the same answers ---------------------------------------------------------------------------------------

BY_TYPER = """
import sys
from talplan.cli import fast_args
from talplan.__main__ import main
fast_args.command = lambda args: None
main()
"""
WAYS = [PROGRAM, [sys.executable, "-c", BY_TYPER]]

LINES = """\
list --unit ОБ --format csv
list --nuit ОБ
list --unit бөлүмм
list --format yaml
list extra
due --month октябрь --unit "okuu bolumu"
due --overdue --format=json
due --month
show 2.30
show 9.99
show
units --help
units --plan nowhere.yaml
done
done 2.30 --dry-run --note "- эки"
done 2.30 --by ИТК --dry-run
done --month october
undo 2.30
note 2.30 эки --dry-run
note 2.30
note 2.30 эки үч
edit 2.30 --due май --dry-run
check
check nowhere.yaml --format json
check --explain unused-unit
fmt --check
schema
export - --format md
export - --format nosuch
merge a b
"""


def ends(start: list[str], shell: str, arguments: str, **env: str) -> tuple[int, bytes, bytes]:
    """Exit code, stdout and stderr of a shell's line that runs the program as `"$@"`."""
    done = subprocess.run(
        ["sh", "-c", shell, "sh", *start, *shlex.split(arguments)],
        env=environment(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


@posix
@pytest.mark.parametrize("line", LINES.splitlines())
def test_answers_alike(line: str) -> None:
    """What is right, and what is not."""
    quickly, by_typer = (ends(start, '"$@"', line) for start in WAYS)
    assert quickly == by_typer
    assert b"Traceback" not in quickly[2]


@posix
@pytest.mark.parametrize("line", ["list", "list --format json", "show 9.99"])
@pytest.mark.parametrize("shell", ['{ "$@"; echo $? >&2; } | head -1', '"$@" >&-', '"$@" 2>&-', '"$@" >/dev/full'])
def test_streams_end_alike(line: str, shell: str) -> None:
    """Whoever listens goes away, hears nothing, or has no room."""
    quickly, by_typer = (ends(start, shell, line) for start in WAYS)
    assert quickly == by_typer
    assert b"Traceback" not in quickly[2]


@posix
@pytest.mark.parametrize("way", WAYS, ids=["fast_args", "Typer"])
def test_interrupted_while_it_reads(way: list[str]) -> None:
    """Ctrl-C: 130, as shells have it, and silence."""
    process = subprocess.Popen(
        [*way, "list", "--plan", "/dev/stdin"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    os.write(process.stdin.fileno(), b"#" * 200_000)  # more than a pipe holds: the program has begun to read
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == (b"", b"")
    assert process.returncode == 130
