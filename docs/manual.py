"""Write the man page and the book's reference from the app: `python docs/manual.py`. A test compares them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent / "talplan.1"
REFERENCE = PAGE.with_name("reference.md")

_HEAD = r""".\" Made from the program by docs/manual.py.
.TH TALPLAN 1 "" "talplan {version}" "User commands"
.SH NAME
talplan \- a yearly plan of work as a file: what is due, what is overdue, what is done
.SH SYNOPSIS
.B talplan
.I COMMAND
.RI [ OPTIONS ]
.RI [ ARGUMENTS ]
.SH DESCRIPTION
talplan lists a university's yearly plan, filters it by month or unit, marks items done and checks it.
Without a command it shows the state of the plan on one screen, and what to type next.
The plan is a YAML file, data/plan\-*.yaml or plan\-*.yaml, in the current folder or one of its parents.
"""

_TAIL = r""".SH ENVIRONMENT
.TP
.B TALPLAN_LANG
The language of talplan's messages: ky, ru or en. Default: that of the locale, if it is one of these, otherwise English.
.TP
.B TALPLAN_PLAN
The plan file, if \-\-plan is not given.
.TP
.B TALPLAN_TODAY
The date used as today, for example 2025\-10\-15.
.TP
.B NO_COLOR
If set, no colours.
.TP
.B TALPLAN_PAGER, PAGER
The program that shows a table longer than the terminal page by page. Default: less \-FRX, if it is installed.
Empty: none, as with \-\-no\-pager.
.TP
.B COLUMNS
The width of tables, also in a pipe or a file. Without it, a table there is as wide as its content.
.SH FILES
.TP
.I data/plan\-YEAR.yaml
The plan.
"""


_OUTPUT = """\
## Output for programs

Every list is available as a table, as `--format json`, as `csv` and as `md`. Fields, codes, CSV headings and exit codes
are the same in every language of the messages; none is renamed or removed, but new ones may be added. In a pipe a
table is plain text, one line per row. JSON is UTF-8; a missing value is `null`; dates are `YYYY-MM-DD`.

### list, due, show

A list of items:

| Field | |
|---|---|
| `id`, `section`, `number` | `"2.30"`, `2`, `30` |
| `task`, `due`, `units` | the text; the terms in canonical spelling; the units by their display names |
| `status` | `overdue`, `due`, `ongoing`, `upcoming`, `done` or `cancelled` |
| `obligations` | `total` and `done` |
| `open` | the obligations that are not done: `term`, `unit`, `state`, `from`, `until` (the last day) |
| `done` | the records: `date`, `term`, `by`, `note`, `evidence` (several joined by `; `), `evidence_items`, `late` |
| `notes` | the journal: `date`, `by`, `text` |
| `cancelled` | the cancellation |
| `group` | in `due`: `ends`, `begins`, `continues`, `standing` or `overdue` |
| `state` | in `due`: the state by the terms of that month |
| `windows`, `place` | in `show`: the terms with their first and last days; file and line |

With `--unit`, `status`, `obligations` and `open` are those of these units; with `--on`, as of that date. The CSV
columns are `id,section,number,task,due,units,status,until`; several values in one cell are joined by `; `.

### stats

A row has `section` and `title`, or `unit` and `part_of`, or `month` (`null`: no date), and the numbers `total`, `done`
(of these `late`), `overdue`, `not_reported`, `due`, `ongoing` and `upcoming`. With `--by unit,month` a row has `unit`,
`part_of`, a number for each month (`2025-10`) and `standing`.

### units

A row has `name`, `short`, `aliases`, `part_of`, `items`, `done`, `overdue` and `not_reported`.

### timeline

A row has `id`, `section`, `task` and `status`, or `unit` and `part_of`, and `windows`, each with `term`, `from`,
`until`, `state`, `total` and `done`. CSV has one line per window.

### check, diff

`check` prints a list of `path`, `line`, `column`, `severity`, `code`, `message` and `hint`; with `--format github`,
annotations of a workflow. `diff` prints a list of `kind`, `id`, `field`, `before` and `after`.
"""


def made() -> str:
    """Return the man page in roff."""
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
    parts = ["# Reference", "Every command with its options, as `talplan COMMAND --help` shows them."]
    for heading, names in GROUPS.items():
        parts.append(f"## {say(f'help.group.{heading}')}")
        parts += [part for name in names if name in group.commands for part in _section(group.commands[name], group)]
    parts.append("## Exit codes")
    parts.append("\n".join(f"- `{code}`: {say(f'help.exit-code.{code}')}" for code in range(3)))
    return "\n\n".join(parts) + "\n\n" + _OUTPUT


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
