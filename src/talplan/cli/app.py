"""The Typer app: global options and the table of all commands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial, wraps
from importlib import import_module
from inspect import Parameter, Signature, signature
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from talplan import __version__
from talplan.cli import options
from talplan.cli.error_handler import run
from talplan.cli.fast_args import join_command_words
from talplan.cli.help_text import EVERY_DAY, EXAMPLES, GROUPS
from talplan.cli.typer_texts import Translated, translate, unknown_command
from talplan.messages import say
from talplan.problem import Failure

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
    "form": "forms:form",
    "collect": "forms:collect",
    "cancel": "edit:cancel",
    "restore": "edit:restore",
    "add": "edit:add",
    "edit": "edit:edit",
    "rename-unit": "edit:rename_unit",
    "unit add": "unit:unit_add",
    "unit edit": "unit:unit_edit",
    "unit merge": "unit:unit_merge",
    "unit remove": "unit:unit_remove",
    "check": "check:check",
    "fmt": "check:fmt",
    "diff": "history:diff",
    "log": "history:log",
    "merge": "merge:merge",
    "update-branch": "merge:update_branch",
    "export": "export:export",
    "import": "import_plan:import_plan",
    "report": "export:report",
    "remind": "forms:remind",
    "new-year": "new_year:new_year",
    "schema": "check:schema",
    "init": "init:init",
}


class Group(Translated, TyperGroup):
    """Root command: grouped help, errors as messages with exit codes, completion with our own scripts."""

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        translate(self.params)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line and end the process."""
        return run(partial(super().main, *args, **extra))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; Failure `unknown-command` suggests those that may have been meant."""
        if self.get_command(ctx, args[0]) is None:
            raise _unknown(args)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Join a command of two words; replace Typer's completion scripts before its own options use them."""
        args = join_command_words(args)
        if not {"--show-completion", "--install-completion"}.isdisjoint(args):
            _replace_scripts()
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, Typer's own for completion among them, then the commands."""
        translate(self.params)
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """Write the commands in groups by purpose."""
        widest = max(map(len, COMMANDS))
        for group, names in GROUPS.items():
            with formatter.section(say(f"help.group.{group}")):
                shown = [name.ljust(widest) for name in names if name in COMMANDS]
                formatter.write_dl([(name, say(f"help.command.{name.strip()}")) for name in shown])

    def format_epilog(self, _ctx: Any, formatter: Any) -> None:
        """Write example commands and the exit codes."""
        _write_lines(formatter, "help.examples", EVERY_DAY)
        with formatter.section(say("help.exit-codes")):
            formatter.write_dl([(str(code), say(f"help.exit-code.{code}")) for code in range(3)])
        formatter.write_paragraph()
        formatter.write_text(say("help.more"))

    def invoke(self, ctx: Any) -> Any:
        """Suppress unraisable-exception output after Ctrl-C."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.unraisablehook = lambda _: None
            raise


def _unknown(args: Sequence[str]) -> Failure:
    """Return the Failure for words that do not begin with a command; `unit` alone lacks its second word."""
    second = [name.split()[1] for name in COMMANDS if name.startswith(f"{args[0]} ")]
    if second and (len(args) < 2 or args[1].startswith("-")):
        return Failure("incomplete-command", name=args[0], commands=second)
    return unknown_command(" ".join(args[:2]) if second else args[0], COMMANDS)


class Command(Translated, TyperCommand):
    """Command whose texts may begin with a dash: `talplan note 2.30 "- two came"`."""

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        translate(self.params)

    def format_epilog(self, _ctx: Any, formatter: Any) -> None:
        """Write example commands, which work on the plan of this repository."""
        _write_lines(formatter, "help.examples", EXAMPLES[self.name or ""])

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Treat an argument with a dash in front and a space in it as a text: no option name has a space."""
        options = [parameter for parameter in self.params if isinstance(parameter, TyperOption)]
        names = tuple(f"{name}=" for option in options for name in option.opts)
        valued = {name for option in options if not option.is_flag for name in option.opts}
        texts: list[str] = []
        others: list[str] = []
        for before, arg in pairwise(["", *args]):
            dashed = arg.startswith("-") and " " in arg and not arg.startswith(names) and before not in valued
            (texts if dashed else others).append(arg)
        left = super().parse_args(ctx, [*others, "--", *texts] if texts and "--" not in args else args)
        if left:
            raise Failure("extra-arguments", arguments=left, command=ctx.command_path)
        return left


def _write_lines(formatter: Any, heading: str, lines: Iterable[str]) -> None:
    """Write command lines without wrapping them."""
    with formatter.section(say(heading)):
        for line in lines:
            formatter.write(f"{'':{formatter.current_indent}}{line}\n")


_SCRIPTS = Path(__file__).parent / "completion_scripts"


def _replace_scripts() -> None:
    """Let Typer show and install our scripts: its own for zsh evaluates names, that for fish asks everything twice."""
    from typer import _completion_shared

    for shell in ("zsh", "fish"):
        script = (_SCRIPTS / f"talplan.{shell}").read_text(encoding="utf-8")
        _completion_shared._completion_scripts[shell] = script.replace("%", "%%")


def _show_version(ctx: typer.Context, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        typer.echo(f"talplan {__version__}")
        raise typer.Exit


def _main(
    ctx: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", help="help.version", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    if ctx.invoked_subcommand is None:
        from talplan.cli.commands.progress import dashboard

        dashboard()


_COMMAND = {"allow_extra_args": True}
"""`Command` reports them itself."""


def build(words: Iterable[str] = COMMANDS) -> typer.Typer:
    """Build the app. A command that is not among `words` gets no parameters: importing all command modules takes longer
    than Python's own start."""
    app = typer.Typer(
        cls=Group,
        help=say("help.talplan"),
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_main)
    needed = set(join_command_words([*words]))
    for name in COMMANDS:
        command = function(name) if name in needed else _no_parameters
        app.command(name, cls=Command, help=say(f"help.command.{name}"), context_settings=_COMMAND)(command)
    return app


def function(name: str) -> Callable[..., None]:
    """Return the function of a command as Typer reads it."""
    module, _, inside = COMMANDS[name].partition(":")
    return _expand(getattr(import_module(f"talplan.cli.commands.{module}"), inside))


def _expand(command: Callable[..., None]) -> Callable[..., None]:
    """Wrap a command: annotations resolved in `options`, which everyday commands do not import, and the bundle of
    options (`**filters: Unpack[FilterOptions]`) as keyword-only parameters, in front of the command's own."""
    hints = get_type_hints(command, vars(options) | command.__globals__, include_extras=True)
    parameters: list[Parameter] = []
    bundled: list[Parameter] = []
    for parameter in signature(command).parameters.values():
        if parameter.kind is not Parameter.VAR_KEYWORD:
            parameters.append(parameter)
            continue
        (bundle,) = get_args(hints.pop(parameter.name))
        fields = get_type_hints(bundle, include_extras=True)
        hints |= fields
        bundled = [_keyword(name, field) for name, field in fields.items()]
    first = sum(parameter.kind is not Parameter.KEYWORD_ONLY for parameter in parameters)
    parameters[first:first] = bundled

    @wraps(command)
    def call(**values: Any) -> None:
        command(**values)

    call.__annotations__ = hints
    call.__signature__ = Signature(  # type: ignore[attr-defined]
        [parameter.replace(annotation=hints[parameter.name]) for parameter in parameters]
    )
    return call


def _keyword(name: str, field: Any) -> Parameter:
    """Return the parameter of a bundled option: False by default for a flag, None for any other option."""
    default = False if get_args(field)[0] is bool else None
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default)


def _no_parameters() -> None:
    """Placeholder in the list of commands for a command that will not run."""


def main(args: Sequence[str]) -> None:
    """Run the command line."""
    build(args)(prog_name="talplan")
