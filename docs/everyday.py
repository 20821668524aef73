"""Generate `src/talplan/cli/fast_args_table.py` from the Typer app: `python docs/everyday.py`. A test compares both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

COMMANDS = ("list", "due", "show", "units", "stats", "timeline", "done", "undo")
FILE = Path(__file__).resolve().parent.parent / "src" / "talplan" / "cli" / "fast_args_table.py"

_HEAD = '''"""The everyday commands as `fast_args` parses them, generated from the Typer app by docs/everyday.py."""

from __future__ import annotations

Option = tuple[str, str, str]
"""The value's name; `flag`, `one` or `many`; the environment variable that may set it."""

EVERYDAY: dict[str, tuple[str, tuple[str, bool] | None, dict[str, Option]]] = {
'''


def made() -> str:
    """The module's text: each command's function, its arguments (and whether there must be one), its options."""
    from typer.main import get_command

    from talplan.cli.app import build, function

    commands: Any = get_command(build(COMMANDS))
    text = _HEAD
    for name in COMMANDS:
        command, parameters = function(name), commands.commands[name].params
        free = [one for one in parameters if one.param_type_name == "argument"]
        arguments = f'("{free[0].name}", {free[0].required})' if free else None
        text += (
            f'    "{name}": (\n        "{command.__module__}:{command.__name__}",\n        {arguments},\n        {{\n'
        )
        for one in parameters:
            if one.param_type_name == "option" and one.name != "help":
                text += "".join(f'            "{written}": {_option(one)},\n' for written in one.opts)
        text += "        },\n    ),\n"
    return text + "}\n"


def _option(one: Any) -> str:
    kind = "flag" if one.is_flag else "many" if one.multiple else "one"
    return f'("{one.name}", "{kind}", "{one.envvar or ""}")'


if __name__ == "__main__":
    FILE.write_text(made(), encoding="utf-8")
