"""Send a long answer through the user's pager, as git does: `less`, or what TALPLAN_PAGER or PAGER names."""

from __future__ import annotations

import codecs
import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

from talplan.messages import say, system_reason
from talplan.system.editor import split_command

_LESS = "less -FRX"
"""Ends at once if everything fits the window, keeps colours, leaves the text on the screen."""


def find_pager() -> str:
    """Return the command of the pager; empty if there is none, or if it is switched off by an empty variable."""
    for name in ("TALPLAN_PAGER", "PAGER"):
        if name in os.environ:
            return os.environ[name].strip()
    return _LESS if shutil.which("less") else ""


class Pager:
    """Shows an answer as it is written. If there is no pager, or it cannot be started or fails, the answer is printed
    plainly; of a failure with a warning."""

    def __init__(self) -> None:
        self._command = find_pager()
        self._kept: list[str] | None = []
        """What was sent to the pager; None if the answer is printed plainly."""
        self._process: subprocess.Popen[bytes] | None = None
        if self._command:
            self._start()
        else:
            self._kept = None

    def write(self, text: str) -> None:
        """Write a part of the answer. Raises QuitPager if the user has left the pager before."""
        if self._kept is None:
            sys.stdout.write(text)
        else:
            self._kept.append(text)
            self._send(text)

    def close(self) -> None:
        """Wait until the user leaves the pager. Raises KeyboardInterrupt if Ctrl-C ended it."""
        if self._process is not None:
            self._wait()

    def _start(self) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        environment = {"LESS": "FRX", "LV": "-c", **os.environ}
        if codecs.lookup(sys.stdout.encoding).name == "utf-8":
            environment.setdefault("LESSCHARSET", "utf-8")  # in the locale C it would show the bytes of each letter
        # Ctrl-C belongs to the pager. A handler, not SIG_IGN, which the pager would inherit.
        self._before = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            program, *arguments = split_command(self._command)
            words = [shutil.which(str(Path(program).expanduser())) or program, *arguments]
            self._process = subprocess.Popen(words, stdin=subprocess.PIPE, env=environment)  # noqa: S603  (no shell)
        except (OSError, ValueError) as error:
            self._print_plainly(system_reason(error))

    def _send(self, text: str) -> None:
        """Send text to the pager. Raises QuitPager if the user has left it."""
        stdin = self._stdin
        try:
            stdin.write(text.encode(sys.stdout.encoding, sys.stdout.errors or "replace"))
            stdin.flush()
        except OSError:  # a broken pipe; EINVAL on Windows
            if self._wait():
                raise QuitPager from None

    def _wait(self) -> bool:
        """Wait for the end of the pager; False if it failed and the answer was printed plainly.

        Raises KeyboardInterrupt if Ctrl-C ended it.
        """
        with contextlib.suppress(OSError):
            self._stdin.close()
        assert self._process is not None
        code = self._process.wait()
        self._process = None
        signal.signal(signal.SIGINT, self._before)
        if code in (-signal.SIGINT, 128 + signal.SIGINT):
            raise KeyboardInterrupt
        if code:
            self._print_plainly(say("pager.code", code=code))
        return not code

    def _print_plainly(self, reason: str) -> None:
        signal.signal(signal.SIGINT, self._before)
        warning = say("pager.failed", pager=self._command, reason=reason)
        sys.stderr.write(f"{say('severity.warning')}: {warning}\n")
        sys.stderr.flush()
        sys.stdout.write("".join(self._kept or ()))
        self._kept = None

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process is not None
        assert self._process.stdin is not None
        return self._process.stdin


class QuitPager(Exception):
    """The user has left the pager."""
