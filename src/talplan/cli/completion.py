"""Candidates of shell completion: commands, options, units, items with the start of their task, months, codes.

Without Typer, whose import would be most of what TAB takes: the command line is read by `fast_args`. Empty if the plan
cannot be read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from talplan.cli.fast_args_table import Option
    from talplan.domain.plan import Plan


class Candidate(NamedTuple):
    """A word for the command line, its description, other spellings it is found by; whether it is an option's or a
    command's name."""

    value: str
    about: str = ""
    spellings: tuple[str, ...] = ()
    is_name: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Return everything that may be typed to find it."""
        return (self.value, *self.spellings)


class Context(NamedTuple):
    """The values on the command line so far, by parameter, and what is typed of the one to complete."""

    params: dict[str, Any]
    typed: str


ROOT_OPTIONS: dict[str, Option] = {
    "--version": ("_version", "flag", False, "", "", "help.version"),
    "--install-completion": ("install_completion", "flag", False, "", "", "help.install-completion"),
    "--show-completion": ("show_completion", "flag", False, "", "", "help.show-completion"),
}
HELP_OPTIONS: dict[str, Option] = {
    "-h": ("help", "flag", False, "", "", "help.help"),
    "--help": ("help", "flag", False, "", "", "help.help"),
}


def complete(words: Sequence[str], typed: str) -> Sequence[Candidate]:
    """Return the candidates for the word that is being typed after the complete words of a command line."""
    from talplan.cli.fast_args import join_command_words, parse, with_environment
    from talplan.cli.fast_args_table import COMMANDS

    words = join_command_words(words)
    command = next((word for word in words if not word.startswith("-")), None)
    if command is None:
        options = ROOT_OPTIONS | HELP_OPTIONS
        return _option_names(options, words, typed) if typed.startswith("-") else _command_names(typed)
    if command not in COMMANDS:
        return _command_names(typed, f"{command} ") if words == [command] else []
    _, arguments, options = COMMANDS[command]
    words = words[words.index(command) + 1 :]
    if typed.startswith("-") and "=" in typed:
        option, _, typed = typed.partition("=")
        words = [*words, option]
    elif typed.startswith("-") and "--" not in words:
        return _option_names(options | HELP_OPTIONS, words, typed)
    line = parse(words, options)
    several = bool(arguments and arguments[0][1])
    free = [line.free] if several else line.free
    named = dict(zip((name for name, *_ in arguments), free, strict=False))
    ctx = Context(with_environment(line.values, options) | named, typed)
    if line.pending:
        return _values(line.pending[4], ctx)
    open_arguments = arguments if several else arguments[len(line.free) :]
    return _values(open_arguments[0][3], ctx) if open_arguments else []


def _command_names(typed: str, first: str = "") -> list[Candidate]:
    """Return the commands that begin as typed; of those in two words only the first, or the second after `first`."""
    from talplan.cli.fast_args_table import COMMANDS
    from talplan.messages import say

    names = {first + name.removeprefix(first).partition(" ")[0] for name in COMMANDS if name.startswith(first + typed)}
    return [
        Candidate(name.removeprefix(first), say(f"help.command.{name}"), is_name=True)
        for name in dict.fromkeys(first + name.removeprefix(first).partition(" ")[0] for name in COMMANDS)
        if name in names
    ]


def _option_names(options: dict[str, Option], words: Sequence[str], typed: str) -> list[Candidate]:
    """Return the options that begin as typed, without those on the line already that take one value."""
    from talplan.messages import say

    given = {options[word][0] for word in (word.partition("=")[0] for word in words) if word in options}
    return [
        Candidate(written, say(help_), is_name=True)
        for written, (name, kind, _, _, _, help_) in options.items()
        if written.startswith(typed) and (kind == "many" or name not in given)
    ]


def _values(values: str, ctx: Context) -> Sequence[Candidate]:
    """Return the values of a parameter that fit; `values` as in `fast_args_table.Option`."""
    from talplan.domain.visible import escape_invisible

    if not values:
        return []
    found = _choices(values.split("|")) if "|" in values else globals()[values](ctx)
    # No shell shows what is invisible.
    return _fitting([one for one in found if escape_invisible(one.value) == one.value], ctx.typed)


def _fitting(candidates: Sequence[Candidate], typed: str) -> Sequence[Candidate]:
    """Return the candidates that begin as typed; else those whose other spellings do; else those that contain it."""
    from talplan.domain.spelling import contains, keys, normalize

    wanted, parts = normalize(typed), keys(typed)
    tests: list[Callable[[str], bool]] = [
        lambda name: normalize(name).startswith(wanted),
        lambda name: any(key.startswith(part) for key in keys(name) for part in parts),
    ]
    for fits in tests:
        if found := [one for one in candidates if any(map(fits, one.names))]:
            return found
    return [one for one in candidates if contains(" ".join((*one.names, one.about)), typed)]


def _choices(choices: Iterable[str]) -> Iterable[Candidate]:
    """Return the words of a list as the session's language shows them, found by those of the others too."""
    from talplan.cli.choices import choice_spellings, shown_choice

    return (Candidate(shown_choice(choice), "", tuple(choice_spellings(choice))) for choice in choices)


# --- the values of a parameter: named in `options` as its `autocompletion` --------------------------------------


def units(ctx: Context) -> Iterable[Candidate]:
    """Units by display name, found by every spelling."""
    plan = _plan(ctx)
    return (Candidate(u.display, u.name if u.short else "", u.spellings) for u in plan.registry) if plan else ()


def items(ctx: Context) -> Iterable[Candidate]:
    """Ids of items with the task, found by words of it too; without those on the line already."""
    plan = _plan(ctx)
    taken = set(ctx.params.get("ids") or ())
    return (Candidate(item.id, item.task) for item in (plan.items() if plan else ()) if item.id not in taken)


def months(ctx: Context) -> Iterable[Candidate]:
    """Months of the plan's year in its language, and in English if Latin letters are typed; this, next, last."""
    from talplan.domain.language import Language
    from talplan.domain.months import NAMES

    plan = _plan(ctx)
    first = plan.year.first_month if plan else 8
    languages = [plan.language if plan else Language.KY]
    if ctx.typed and ctx.typed.isascii():
        languages.append(Language.EN)
    named = [NAMES[language][(first - 1 + step) % 12] for language in languages for step in range(12)]
    return map(Candidate, (*dict.fromkeys(named), "this", "next", "last"))


def sections(ctx: Context) -> Iterable[Candidate]:
    """Numbers of sections with their titles."""
    plan = _plan(ctx)
    return (Candidate(str(section.number), section.title or "") for section in (plan.sections if plan else ()))


def terms(ctx: Context) -> Iterable[Candidate]:
    """Terms of the items on the line, else of all items."""
    from talplan.domain.spell_terms import spell

    plan = _plan(ctx)
    if plan is None:
        return ()
    ids = set(ctx.params.get("ids") or ())
    chosen = [item for item in plan.items() if not ids or item.id in ids]
    return map(Candidate, dict.fromkeys(spell(term, plan.language) for item in chosen for term in item.due))


def all_terms(ctx: Context) -> Iterable[Candidate]:
    """Terms that an item may get: those of the plan, the months, the standing terms."""
    from talplan.domain.spell_terms import offered_terms, spell

    plan = _plan(ctx)
    if plan is None:
        return ()
    used = [spell(term, plan.language) for item in plan.items() for term in item.due]
    return map(Candidate, dict.fromkeys([*used, *offered_terms(plan.language)]))


def statuses(ctx: Context) -> Iterable[Candidate]:  # noqa: ARG001
    """Values of `--status`."""
    from talplan.queries.select import STATUSES

    return _choices(STATUSES)


def codes(ctx: Context) -> Iterable[Candidate]:  # noqa: ARG001
    """Codes of the checks."""
    from talplan.planfile.rules import RULES

    return map(Candidate, RULES)


def _plan(ctx: Context) -> Plan | None:
    from talplan.cli.open_plan import open_plan
    from talplan.problem import Failure

    named = ctx.params.get("plan_file")
    try:
        return open_plan(os.path.expanduser(named) if named else None).plan  # noqa: PTH111
    except Failure:
        return None
