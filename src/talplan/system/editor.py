"""Start the user's editor."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from pathlib import Path, PureWindowsPath

from talplan.messages import say, system_reason
from talplan.problem import Failure

_LINE_FIRST = {"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "kak"}
_GOTO = {"code", "codium", "code-insiders"}
"""Editors that return at once unless they are asked to wait."""


def build_command(file: Path, line: int, *, windows: bool = os.name == "nt") -> list[str]:
    """Return the command that opens the file at a line: $VISUAL, else $EDITOR, else vi, on Windows notepad.

    Raises Failure bad-editor.
    """
    setting = _find_setting() or ("notepad" if windows else "vi")
    try:
        program, *arguments = split_command(setting, windows=windows)
    except ValueError:
        raise Failure("bad-editor", editor=setting) from None
    program = str(Path(program).expanduser())
    name = PureWindowsPath(program).stem.lower() if windows else Path(program).name
    if windows:  # Only with its extension is a program found that is a script: code.cmd.
        program = shutil.which(program) or program
    if name in _LINE_FIRST:
        return [program, *arguments, f"+{line}", str(file)]
    if name in _GOTO:
        wait = [] if {"--wait", "-w"} & {*arguments} else ["--wait"]
        return [program, *arguments, *wait, "--goto", f"{file}:{line}"]
    return [program, *arguments, str(file)]


def split_command(setting: str, *, windows: bool = os.name == "nt") -> list[str]:
    """Split a command into words; on Windows a backslash is an ordinary character, and a path needs no quotes.

    Raises ValueError if a quote is not closed.
    """
    if not windows:
        return shlex.split(setting)
    if Path(setting).is_file():
        return [setting]
    words = shlex.split(setting, posix=False)
    return [word[1:-1] if word[0] == word[-1] and word[0] in "\"'" else word for word in words]


def _find_setting() -> str:
    return next((text for name in ("VISUAL", "EDITOR") if (text := os.environ.get(name, "").strip())), "")


def open_editor(file: Path, line: int) -> None:
    """Open the file in the editor and wait for it. Raises Failure bad-editor, no-editor, editor-failed."""
    words = build_command(file, line)
    if not (_find_setting() or (os.isatty(0) and (os.isatty(1) or os.isatty(2)))):  # vi would wait, and nobody sees it
        raise Failure("no-editor", editor=words[0], reason=say("reason.no-terminal"))
    # Ctrl-C goes to the editor. A handler, not SIG_IGN, which the editor would inherit.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        # If stdout is a pipe, it carries the answer of the command: the editor then writes to stderr.
        process = subprocess.run(words, stdout=None if os.isatty(1) else 2, check=False)  # noqa: S603  (no shell)
    except (OSError, ValueError) as error:
        raise Failure("no-editor", editor=words[0], reason=system_reason(error)) from None
    finally:
        signal.signal(signal.SIGINT, before)
    if process.returncode:
        raise Failure("editor-failed", editor=words[0], code=process.returncode)
