"""The Typer app: global options and the one table of all commands."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from talplan import __version__
from talplan.commands import change, check, look
from talplan.messages import say
from talplan.problem import ExitStatus, Failure

COMMANDS: dict[str, Callable[..., None]] = {
    "list": look.list_items,
    "due": look.due,
    "show": look.show,
    "units": look.units,
    "done": change.done,
    "undo": change.undo,
    "check": check.check,
    "schema": check.schema,
}


class Group(TyperGroup):
    """Turns what stops a command into a sentence and an exit code: no input whatever shows a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command."""
        from talplan.terminal import prepare_streams, tell_failure

        prepare_streams()
        try:
            return super().invoke(ctx)
        except Failure as failure:
            tell_failure(failure)
            raise typer.Exit(failure.status) from None
        except BrokenPipeError:
            raise
        except OSError as error:
            tell_failure(Failure("unexpected", error=error))
            raise typer.Exit(ExitStatus.UNUSABLE) from None
        except (typer.Exit, typer.Abort, RuntimeError):
            raise
        except Exception as error:
            if os.environ.get("TALPLAN_TRACEBACK"):
                raise
            tell_failure(Failure("unexpected", error=f"{type(error).__name__}: {error}"))
            raise typer.Exit(ExitStatus.UNUSABLE) from None


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"talplan {__version__}")
        raise typer.Exit


def _main(
    ctx: typer.Context,
    _wants_version: Annotated[
        bool, typer.Option("--version", help=say("help.version"), is_eager=True, callback=_version)
    ] = False,
) -> None:
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def build() -> typer.Typer:
    """The app with all its commands; help texts are in the language of the environment."""
    made = typer.Typer(
        cls=Group,
        help=say("help.talplan"),
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback(invoke_without_command=True)(_main)
    for name, command in COMMANDS.items():
        made.command(name, help=say(f"help.command.{name}"))(command)
    return made


app = build()
