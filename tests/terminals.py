"""Runs talplan on a terminal of POSIX, and types what it asks for."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
from collections.abc import Sequence

from running import PROGRAM, environment


def terminal(
    *arguments: str,
    rows: int = 24,
    columns: int = 80,
    typed: bytes | Sequence[bytes] = b"",
    after: bytes | None = None,
    **env: str,
) -> tuple[int, str]:
    """The exit code of a command, and what a terminal of that size shows; `typed` is typed where what is shown
    ends with `after`, by default after a colon, as a pager has it; several texts one by one."""
    waiting = [typed] if isinstance(typed, bytes) else [*typed]
    screen, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        env=environment({"TERM": "xterm", **env}),
        stdin=side,
        stdout=side,
        stderr=side,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0) and None,
    )
    os.close(side)
    shown = b""
    while chunk := read(screen):
        shown += chunk
        if waiting and (shown.endswith(after) if after else b":" in chunk[-20:]):
            os.write(screen, waiting.pop(0))
    os.close(screen)
    return process.wait(30), shown.decode(errors="replace").replace("\r\n", "\n")


def read(screen: int) -> bytes:
    assert select.select([screen], [], [], 30)[0], "the command waits"
    try:
        return os.read(screen, 65536)
    except OSError:  # the other side is closed
        return b""
