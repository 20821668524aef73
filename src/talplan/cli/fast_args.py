"""Parse command lines without Typer, whose import takes at least five times as long as Python's own start.

The fast twin of the Typer app, from whose options the table COMMANDS is generated. A command line that is not fully
known here, be it a typo or `--help`, is left to Typer. tests/test_fast_args.py holds both ways equal;
docs/performance.md has what it saves.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from talplan.cli.fast_args_table import COMMANDS, Argument, Option

Values = dict[str, Any]


def command(args: Sequence[str]) -> Callable[[], None] | None:
    """Return the command of the arguments, ready to run; None if Typer has to parse them."""
    result = parsed(args)
    if result is None:
        return None
    where, values = result

    def run() -> None:
        from importlib import import_module

        module, _, name = where.partition(":")
        getattr(import_module(module), name)(**values)

    return run


def join_command_words(args: Sequence[str]) -> list[str]:
    """Join the two words of a command such as `unit add`: the tables of commands have it under both."""
    name = " ".join(args[:2])
    return [name, *args[2:]] if name in COMMANDS else [*args]


def parsed(args: Sequence[str]) -> tuple[str, Values] | None:
    """Return the command's function as `module:name` and its values, without those left at their defaults."""
    if not args:
        return "talplan.cli.commands.progress:dashboard", {}
    args = join_command_words(args)
    if args[0] not in COMMANDS or any(map(_is_pattern, args)):
        return None
    where, arguments, options = COMMANDS[args[0]]
    line = parse(args[1:], options)
    bound = bind(line.free, arguments)
    if line.unusual or bound is None:
        return None
    values = with_environment(line.values, options) | bound
    if any(required and name not in values for name, _, required, *_ in options.values()):
        return None
    return where, values


def _is_pattern(arg: str) -> bool:
    """Return whether Typer would expand the argument as a pattern or a variable, as it does on Windows."""
    return os.name == "nt" and not _PATTERN.isdisjoint(arg)


_PATTERN = frozenset("*?[]~$%")


class Line(NamedTuple):
    """The words of a command: values of options, what is left for arguments, an option that lacks its value, and
    whether Typer may read them otherwise."""

    values: Values
    free: list[str]
    pending: Option | None
    unusual: bool


def parse(args: Sequence[str], options: dict[str, Option]) -> Line:
    """Read the options of a command; unknown ones are passed over and make the line unusual."""
    values: Values = {}
    free: list[str] = []
    unusual = False
    rest = iter(args)
    for arg in rest:
        if arg == "--":
            return Line(values, [*free, *rest], pending=None, unusual=True)
        if arg == "-" or not arg.startswith("-"):
            free.append(arg)
            continue
        written, equals, value = arg.partition("=")
        if written not in options or (equals and not arg.startswith("--")):
            unusual = True
            continue
        name, kind, *_ = options[written]
        if kind == "flag":
            values[name] = True
            unusual |= bool(equals)
            continue
        if not equals:
            following = next(rest, None)
            if following is None:
                return Line(values, free, pending=options[written], unusual=True)
            value = following
        unusual |= value.startswith("-")  # most likely another option: the value is missing
        if kind == "many":
            values.setdefault(name, []).append(value)
        else:
            values[name] = value
    return Line(values, free, pending=None, unusual=unusual)


def bind(free: list[str], arguments: Sequence[Argument]) -> Values | None:
    """Return the values of the arguments; None if there are too few or too many."""
    if arguments and arguments[0][1]:
        name, _, required, _ = arguments[0]
        return {name: free} if free else None if required else {}
    needed = sum(required for _, _, required, _ in arguments)
    if not needed <= len(free) <= len(arguments):
        return None
    return {name: value for (name, *_), value in zip(arguments, free, strict=False)}


def with_environment(values: Values, options: dict[str, Option]) -> Values:
    """Return the values with those that environment variables set."""
    for name, _, _, variable, *_ in options.values():
        if variable and name not in values and (value := os.environ.get(variable)):
            values[name] = value
    return values
