"""The person's own editor: the one door to it."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from pathlib import Path

from talplan.messages import system_reason
from talplan.problem import Failure

_LINE_FIRST = {"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "kak"}
_GOTO = {"code", "codium", "code-insiders"}
"""Editors that leave the shell at once unless they are asked to wait."""


def command(file: Path, line: int) -> list[str]:
    """What opens the file at a line: $VISUAL, else $EDITOR, else vi. Raises Failure where it is no command."""
    written = next((text for name in ("VISUAL", "EDITOR") if (text := os.environ.get(name, "").strip())), "vi")
    try:
        program, *arguments = shlex.split(written)
    except ValueError:
        raise Failure("bad-editor", editor=written) from None
    program = str(Path(program).expanduser())
    name = Path(program).name.removesuffix(".exe")
    if name in _LINE_FIRST:
        return [program, *arguments, f"+{line}", str(file)]
    if name in _GOTO:
        wait = [] if {"--wait", "-w"} & {*arguments} else ["--wait"]
        return [program, *arguments, *wait, "--goto", f"{file}:{line}"]
    return [program, *arguments, str(file)]


def edit(file: Path, line: int) -> None:
    """Opens the editor and waits for it; Failure where there is none or it fails."""
    words = command(file, line)
    # Ctrl-C is the editor's while it runs. A handler, not "ignore", which the editor would be born with.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        # What is printed is the answer to the command: where that goes into a pipe, the editor shows itself elsewhere.
        done = subprocess.run(words, stdout=None if os.isatty(1) else 2, check=False)  # noqa: S603  (no shell)
    except (OSError, ValueError) as error:
        raise Failure("no-editor", editor=words[0], reason=system_reason(error)) from None
    finally:
        signal.signal(signal.SIGINT, before)
    if done.returncode:
        raise Failure("editor-failed", editor=words[0], code=done.returncode)
