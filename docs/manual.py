"""Makes the man page and the book's reference again from the app: `python docs/manual.py`. A test compares them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent / "talplan.1"
REFERENCE = PAGE.with_name("reference.md")

_HEAD = r""".\" Made from the program by docs/manual.py.
.TH TALPLAN 1 "" "talplan {version}" "User commands"
.SH NAME
talplan \- a yearly plan of work as a file: what is due, what is late, what is done
.SH SYNOPSIS
.B talplan
.I COMMAND
.RI [ OPTIONS ]
.RI [ ARGUMENTS ]
.SH DESCRIPTION
talplan lists a university's yearly plan, filters it by month or unit, marks items done and checks it.
Without a command it shows on one screen where the year stands and what is to be done next.
The plan is a YAML file, looked for from the working folder upwards: data/plan\-*.yaml or plan\-*.yaml.
"""

_TAIL = r""".SH ENVIRONMENT
.TP
.B TALPLAN_LANG
The language of what talplan says: ky, ru or en. Without it, that of the locale; English where that is another.
.TP
.B TALPLAN_PLAN
The plan file, where no \-\-plan names one.
.TP
.B TALPLAN_TODAY
The day that counts as today, as 2025\-10\-15.
.TP
.B NO_COLOR
Set to anything: no colours.
.SH FILES
.TP
.I data/plan\-YEAR.yaml
The plan.
"""


def made() -> str:
    """The page in roff."""
    from typer.main import get_command

    from talplan import __version__
    from talplan.cli.app import build
    from talplan.cli.help_text import EVERY_DAY, GROUPS
    from talplan.messages import say

    group: Any = get_command(build())
    text = _HEAD.format(version=__version__) + ".SH COMMANDS\n"
    for heading, names in GROUPS.items():
        text += f".SS {_roff(say(f'help.group.{heading}'))}\n"
        text += "".join(_command(group.commands[name], group) for name in names if name in group.commands)
    text += ".SH EXIT STATUS\n"
    text += "".join(f".TP\n.B {code}\n{_roff(say(f'help.exit-code.{code}'))}\n" for code in range(3))
    return text + _TAIL + ".SH EXAMPLES\n" + _lines(EVERY_DAY)


def _command(command: Any, group: Any) -> str:
    """A command: what it does, its arguments and options, its examples."""
    from talplan.cli.help_text import EXAMPLES
    from talplan.cli.typer_texts import usage

    context = command.context_class(command, info_name=command.name, parent=group.context_class(group))
    text = f".PP\n.B talplan {_roff(command.name)}\n.I {_roff(usage(command))}\n.RS 4\n{_roff(command.help)}\n"
    for names, about in _records(context):
        text += f".TP\n.B {_roff(names)}\n{_roff(about)}\n"
    return text + ".PP\nExamples:\n" + _lines(EXAMPLES[command.name]) + ".RE\n"


def _records(context: Any) -> list[tuple[str, str]]:
    """Return the names and the help of a command's arguments and options."""
    from talplan.cli.typer_texts import help_records

    records = [record for kind in ("argument", "option") for record in help_records(context, kind)]
    return [(names, " ".join(about.split())) for names, about in records if "--help" not in names]


def _lines(lines: tuple[str, ...]) -> str:
    return ".PP\n.nf\n.RS 4\n" + "".join(f"{_roff(line)}\n" for line in lines) + ".RE\n.fi\n"


def _roff(text: str) -> str:
    """Text that roff takes for nothing but text."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq")
    return f"\\&{plain}" if plain.startswith(".") else plain


def reference() -> str:
    """The same in Markdown."""
    from typer.main import get_command

    from talplan.cli.app import build
    from talplan.cli.help_text import GROUPS
    from talplan.messages import say

    group: Any = get_command(build())
    parts = ["# Reference", "Every command with its options, as `talplan COMMAND --help` tells them."]
    for heading, names in GROUPS.items():
        parts.append(f"## {say(f'help.group.{heading}')}")
        parts += [part for name in names if name in group.commands for part in _section(group.commands[name], group)]
    parts.append("## Exit codes")
    parts.append("\n".join(f"- `{code}`: {say(f'help.exit-code.{code}')}" for code in range(3)))
    return "\n\n".join(parts) + "\n"


def _section(command: Any, group: Any) -> list[str]:
    from talplan.cli.help_text import EXAMPLES
    from talplan.cli.typer_texts import usage

    context = command.context_class(command, info_name=command.name, parent=group.context_class(group))
    line = f"talplan {command.name} {usage(command)}"
    lines = [f"| `{_cell(names)}` | {_cell(about)} |" for names, about in _records(context)]
    examples = "\n".join(EXAMPLES[command.name])
    table = "\n".join(["| Option | |", "|---|---|", *lines])
    return [f"### {command.name}", f"`{line}`", command.help, table, f"```sh\n{examples}\n```"]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    os.environ["TALPLAN_LANG"] = "en"
    PAGE.write_text(made(), encoding="utf-8")
    REFERENCE.write_text(reference(), encoding="utf-8")
