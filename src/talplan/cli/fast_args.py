"""Runs the everyday commands without Typer, whose import takes five times as long as Python's own start.

Typer's app is the one declaration of every command; EVERYDAY is made from it. What is not fully known here, a typo as
well as `--help`, is Typer's to parse and to answer: both ways give a command the same values.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from talplan.cli.error_handler import COMPLETING
from talplan.cli.fast_args_table import EVERYDAY

Values = dict[str, Any]


def command(args: Sequence[str]) -> Callable[[], None] | None:
    """The command that the arguments ask for, ready to be run; None where Typer has to look at them."""
    found = parsed(args)
    if found is None:
        return None
    where, values = found

    def run() -> None:
        from importlib import import_module

        module, _, name = where.partition(":")
        getattr(import_module(module), name)(**values)

    return run


def parsed(args: Sequence[str]) -> tuple[str, Values] | None:
    """Where the command's function stands, and its values but those that are left at their defaults."""
    if not args and COMPLETING not in os.environ:
        return "talplan.cli.commands.progress:dashboard", {}
    if not args or args[0] not in EVERYDAY or COMPLETING in os.environ or any(map(_pattern, args)):
        return None
    where, arguments, options = EVERYDAY[args[0]]
    values = _values(args[1:], arguments, options)
    if values is None:
        return None
    for name, _, variable in options.values():
        if variable and name not in values and (set_ := os.environ.get(variable)):
            values[name] = set_
    return where, values


def _pattern(arg: str) -> bool:
    """Whether Typer would put names of files or a variable's value in its place, as shells do elsewhere."""
    return os.name == "nt" and not _PATTERN.isdisjoint(arg)


_PATTERN = frozenset("*?[]~$%")


def _values(
    args: Sequence[str], arguments: tuple[str, bool] | None, options: dict[str, tuple[str, str, str]]
) -> Values | None:
    values: Values = {}
    free: list[str] = []
    rest = iter(args)
    for arg in rest:
        if not arg.startswith("-"):
            free.append(arg)
            continue
        option, equals, value = arg.partition("=")
        name, kind, _ = options.get(option, ("", "", ""))
        if kind == "flag" and not equals:
            values[name] = True
            continue
        if kind in ("", "flag"):
            return None
        value = value if equals else next(rest, "-")
        if value.startswith("-"):
            return None  # another option, most likely: the value was forgotten
        if kind == "many":
            values.setdefault(name, []).append(value)
        else:
            values[name] = value
    name, needed = arguments or ("", False)
    if free and name:
        values[name] = free
    return None if (free and not name) or (needed and not free) else values
