"""Help pages and usage errors of the Typer app, in the session's language.

Typer writes both in English, and each version in its own way; here they are the same with every version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import typer
from typer.core import TyperOption

from talplan.cli.choices import shown_choice
from talplan.messages import has, say
from talplan.problem import Failure

_USAGE_ERROR: Any = typer.BadParameter.__mro__[1]
"""The base class of Typer's usage errors, which has no public name."""


class Translated:
    """Mixin of commands: what Typer would write in English."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments; usage errors become Failures."""
        try:
            left: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        except _USAGE_ERROR as error:
            raise _usage_failure(error, ctx) from None
        return left

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, usage(ctx.command), prefix=f"{say('help.usage')} ")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments and the options."""
        for kind in ("argument", "option"):
            if records := list(help_records(ctx, kind)):
                with formatter.section(say(f"help.{kind}s")):
                    formatter.write_dl(records)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option `--help` with its help translated."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        translate([option] if option else [])
        return option


def translate(parameters: Iterable[Any]) -> None:
    """Replace keys in the help and the metavar of parameters by sentences, and the help of Typer's own options."""
    for parameter in parameters:
        key = parameter.help if has(parameter.help) else f"help.{(parameter.name or '').replace('_', '-')}"
        if has(key):
            parameter.help = say(key)
        if has(f"metavar.{parameter.metavar}"):
            parameter.metavar = say(f"metavar.{parameter.metavar}")
        elif "|" in (parameter.metavar or ""):
            parameter.metavar = "|".join(map(shown_choice, parameter.metavar.split("|")))


def usage(command: Any) -> str:
    """Return the usage of a command after its name: `[OPTIONS] ID TEXT`."""
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    pieces = [f"{one.metavar}" if one.required else f"[{one.metavar}]" for one in arguments]
    pieces = [piece + ("..." if one.nargs == -1 else "") for piece, one in zip(pieces, arguments, strict=True)]
    if hasattr(command, "commands"):
        pieces.append(say("help.usage-command"))
    return " ".join([say("help.usage-options"), *pieces])


def help_records(ctx: Any, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the names and the help of each `argument` or `option` of a command."""
    for parameter in ctx.command.get_params(ctx):
        if parameter.param_type_name == kind:
            yield _names(parameter), "  ".join(filter(None, (parameter.help, _extra(parameter))))


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar)
    names = ", ".join(sorted(parameter.opts, key=len))  # Typer keeps them in a set
    return names if parameter.is_flag else f"{names} {parameter.metavar}"


def _extra(parameter: Any) -> str:
    """Return the environment variable, the default and whether the parameter is required, in brackets."""
    extra = []
    if parameter.envvar:
        extra.append(say("help.variable", name=parameter.envvar))
    if parameter.required:
        extra.append(say("help.required"))
    elif isinstance(parameter.default, str):
        extra.append(say("help.default", value=shown_choice(parameter.default)))
    return f"[{'; '.join(extra)}]" if extra else ""


def _usage_failure(error: Any, ctx: Any) -> Failure:
    from talplan.domain.spelling import nearest

    command = ctx.command_path
    options = [parameter for parameter in ctx.command.params if isinstance(parameter, TyperOption)]
    match type(error).__name__:
        case "NoSuchOption":
            close = nearest(error.option_name, [name for option in options for name in option.opts])
            return Failure("unknown-option", option=error.option_name, nearest=close, command=command)
        case "BadOptionUsage":
            flag = any(option.is_flag and error.option_name in option.opts for option in options)
            key = "flag-with-value" if flag else "option-without-value"
            return Failure(key, option=error.option_name, command=command)
        case "MissingParameter" if error.param.param_type_name == "option":
            return Failure("missing-option", option=error.param.opts[0], command=command)
        case "MissingParameter":
            return Failure("missing-argument", argument=error.param.metavar, command=command)
    return Failure("bad-usage", reason=error.format_message(), command=command)


def unknown_command(name: str, known: Iterable[str]) -> Failure:
    """Return the Failure for a word that is not a command, with the commands it may have been meant for; `unit ad` is
    such a word too."""
    from talplan.cli.help_text import SYNONYMS
    from talplan.domain.spelling import nearest, normalize

    meant = {normalize(word): command for command, words in SYNONYMS.items() for word in words.split()}
    wanted = normalize(name).replace(" ", "-")
    first, _, second = name.rpartition(" ")
    if wanted in meant:
        words = [meant[wanted]]
    elif first:
        seconds = [command.removeprefix(f"{first} ") for command in known if command.startswith(f"{first} ")]
        words = [f"{first} {word}" for word in nearest(second, seconds)]
    else:
        words = [meant.get(word, word) for word in nearest(name, [*known, *meant])]
    return Failure("unknown-command", name=name, nearest=[f"`talplan {word}`" for word in dict.fromkeys(words)])
