"""Parse the everyday commands without Typer, whose import takes five times as long as Python's own start.

The fast twin of the Typer app, from which the table EVERYDAY is generated. A command line that is not fully known
here, be it a typo or `--help`, is left to Typer. tests/test_fast_args.py holds both ways equal; docs/performance.md
has what it saves.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from talplan.cli.error_handler import COMPLETING
from talplan.cli.fast_args_table import EVERYDAY

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


def parsed(args: Sequence[str]) -> tuple[str, Values] | None:
    """Return the command's function as `module:name` and its values, without those left at their defaults."""
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
    """Return whether Typer would expand the argument as a pattern or a variable, as it does on Windows."""
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
            return None  # most likely another option: the value is missing
        if kind == "many":
            values.setdefault(name, []).append(value)
        else:
            values[name] = value
    name, needed = arguments or ("", False)
    if free and name:
        values[name] = free
    return None if (free and not name) or (needed and not free) else values
