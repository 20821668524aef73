"""The Typer app: global options and the one table of all commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from itertools import pairwise
from typing import Annotated, Any, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from talplan import __version__
from talplan.cli import completion_shells, options
from talplan.cli.error_handler import COMPLETING, run
from talplan.cli.help_text import EVERY_DAY, EXAMPLES, GROUPS
from talplan.messages import has, say

COMMANDS = {
    "list": "items:list_items",
    "due": "items:due",
    "show": "items:show",
    "units": "items:units",
    "stats": "progress:stats",
    "timeline": "progress:timeline",
    "done": "mark:done",
    "undo": "mark:undo",
    "note": "edit:note",
    "cancel": "edit:cancel",
    "restore": "edit:restore",
    "add": "edit:add",
    "edit": "edit:edit",
    "rename-unit": "edit:rename_unit",
    "check": "check:check",
    "fmt": "fmt:fmt",
    "diff": "history:diff",
    "log": "history:log",
    "merge": "merge:merge",
    "export": "export:export",
    "import": "import_plan:import_plan",
    "report": "export:report",
    "new-year": "new_year:new_year",
    "schema": "check:schema",
    "init": "init:init",
}


class Group(TyperGroup):
    """Turns what stops a command into a sentence and an exit code: no input whatever shows a traceback."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Runs the command line and ends the process; wrong use of it is told by Typer itself."""
        if COMPLETING in os.environ:
            completion_shells.prepare()
        return run(partial(super().main, *args, **extra))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Typer's own options show and install the scripts of shells."""
        if not completion_shells.OPTIONS.isdisjoint(args):
            completion_shells.own_scripts()
        return super().parse_args(ctx, args)

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """The commands by what a person wants to do."""
        widest = max(map(len, COMMANDS))
        for group, names in GROUPS.items():
            with formatter.section(say(f"help.group.{group}")):
                shown = [name.ljust(widest) for name in names if name in COMMANDS]
                formatter.write_dl([(name, say(f"help.command.{name.strip()}")) for name in shown])

    def format_epilog(self, _ctx: Any, formatter: Any) -> None:
        """What to type next, and what the exit codes mean."""
        _write_lines(formatter, "help.examples", EVERY_DAY)
        with formatter.section(say("help.exit-codes")):
            formatter.write_dl([(str(code), say(f"help.exit-code.{code}")) for code in range(3)])
        formatter.write_paragraph()
        formatter.write_text(say("help.more"))

    def invoke(self, ctx: Any) -> Any:
        """Ctrl-C ends a command wherever it is; what half-made things complain of on their way out is no news."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.unraisablehook = lambda _: None
            raise


class Command(TyperCommand):
    """A command that takes a text with a dash in front for a text: `talplan note 2.30 "- two came"`."""

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        for parameter in self.params:
            metavar = parameter.metavar or ""
            word = metavar.strip("[].")
            if has(f"metavar.{word}"):
                parameter.metavar = metavar.replace(word, say(f"metavar.{word}"))

    def format_epilog(self, _ctx: Any, formatter: Any) -> None:
        """Command lines that work on the real plan."""
        _write_lines(formatter, "help.examples", EXAMPLES[self.name or ""])

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """No option of ours has a blank in its name; the value of one may."""
        options = [parameter for parameter in self.params if isinstance(parameter, TyperOption)]
        names = tuple(f"{name}=" for option in options for name in option.opts)
        valued = {name for option in options if not option.is_flag for name in option.opts}
        texts: list[str] = []
        others: list[str] = []
        for before, arg in pairwise(["", *args]):
            dashed = arg.startswith("-") and " " in arg and not arg.startswith(names) and before not in valued
            (texts if dashed else others).append(arg)
        return super().parse_args(ctx, [*others, "--", *texts] if texts and "--" not in args else args)


def _write_lines(formatter: Any, heading: str, lines: Iterable[str]) -> None:
    """Command lines as they are typed: nothing breaks them."""
    with formatter.section(say(heading)):
        for line in lines:
            formatter.write(f"{'':{formatter.current_indent}}{line}\n")


def _version(ctx: typer.Context, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        typer.echo(f"talplan {__version__}")
        raise typer.Exit


def _main(
    ctx: typer.Context,
    _wants_version: Annotated[
        bool, typer.Option("--version", help=say("help.version"), is_eager=True, callback=_version)
    ] = False,
) -> None:
    if ctx.invoked_subcommand is None:
        from talplan.cli.commands.progress import dashboard

        dashboard()


def build(words: Iterable[str] = COMMANDS) -> typer.Typer:
    """The app with all its commands. Those that are not among the words have no parameters: to read all of them takes
    longer than Python's own start."""
    made = typer.Typer(
        cls=Group,
        help=say("help.talplan"),
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback(invoke_without_command=True)(_main)
    asked = set(words)
    for name in COMMANDS:
        command = function(name) if name in asked else _not_asked
        made.command(name, cls=Command, help=say(f"help.command.{name}"))(command)
    return made


def function(name: str) -> Callable[..., None]:
    """A command's function; the names of its options, which it knows from afar, are looked up in `options`."""
    module, _, inside = COMMANDS[name].partition(":")
    found: Callable[..., None] = getattr(import_module(f"talplan.cli.commands.{module}"), inside)
    found.__annotations__ = get_type_hints(found, vars(options) | found.__globals__, include_extras=True)
    return found


def _not_asked() -> None:
    """Stands in the list of commands for one that will not run."""


def main(args: Sequence[str]) -> None:
    """Runs the command line, or tells a shell what TAB could offer on its line."""
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    build((*args, *line.split()) if COMPLETING in os.environ else args)(prog_name="talplan")
