"""Command lines typed into a real shell, in which TAB completes them as it does for a person."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

# Between these, which nobody types, `talplan` shows its arguments.
SHOWN = re.compile("\x1d(.*?)\x1d", re.DOTALL)

# Without a terminal that is its own, fish does not start.
AT_TERMINAL = "import os, sys; os.login_tty(0); os.execv(sys.argv[1], sys.argv[1:])"


class Shell:
    """An interactive shell at a terminal, in which `talplan` prints its arguments when Enter is pressed."""

    name: str
    options: tuple[str, ...]
    config: str
    """The person's own file of settings, below the home folder."""
    settings: str
    """What stands in it: nothing that would make the screen depend on the machine."""
    script: str
    """What installing makes, below the home folder."""
    ready: str
    """From now on `talplan` prints its arguments."""

    terminal_type = "dumb"
    list_key = "\t"
    """What shows several candidates that go on in different ways."""

    def __init__(self, folder: Path) -> None:
        import pty
        import termios

        self.folder = folder
        self.installed = folder / self.script
        self._furnish()
        self.terminal, inner = pty.openpty()
        termios.tcsetwinsize(inner, (40, 100))
        self.process = subprocess.Popen(
            [sys.executable, "-c", AT_TERMINAL, str(shutil.which(self.name)), *self.options],
            cwd=folder,
            env=self._environment(),
            stdin=inner,
            stdout=inner,
            stderr=inner,
            umask=0o022,  # zsh asks about files that others may write
        )
        os.close(inner)
        self.type("talplan --install-completion; echo installed=$HOME\n", f"installed={folder}")
        self.type(f"exec {self.name} {' '.join(self.options)}\n")
        self.type(self.ready + "; talplan rea''dy\n", "\x1d<ready>\x1d")

    def _furnish(self) -> None:
        """A home folder with talplan in it."""
        program, config = self.folder / "bin/talplan", self.folder / self.config
        for parent in (program.parent, config.parent):
            parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m talplan "$@"\n')
        program.chmod(0o755)
        config.write_text(self.settings)
        # Without this folder a fish begins by reading every manual page of the system.
        (self.folder / ".local/share/fish/generated_completions").mkdir(parents=True)

    def _environment(self) -> dict[str, str]:
        foreign = ("XDG_", "ZDOTDIR", "TALPLAN_")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        return inherited | {
            "HOME": str(self.folder),
            "INPUTRC": os.devnull,
            "LC_ALL": "C.UTF-8",
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "TERM": self.terminal_type,
        }

    def type(self, keys: str, *until: str) -> str:
        """Presses the keys; what is on the screen when every one of `until` has come."""
        os.write(self.terminal, keys.encode())
        shown, end = b"", time.monotonic() + 60
        while not all(text.encode() in shown for text in until):
            ready, _, _ = select.select([self.terminal], [], [], end - time.monotonic())
            assert ready, f"{keys!r}: only {shown.decode(errors='replace')!r}"
            shown += os.read(self.terminal, 4096)
        return shown.decode(errors="replace").replace("\r\n", "\n")

    def arguments(self, keys: str) -> str:
        """Presses the keys and Enter; what the command is given."""
        shown = self.type(keys + "\n", ">\x1d")
        return str(SHOWN.findall(shown)[-1])

    def close(self) -> None:
        """Ends it."""
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)


class Bash(Shell):
    name = "bash"
    options = ("-i",)
    config = ".bashrc"
    settings = "PS1= PS2=; unset HISTFILE; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'\n"
    list_key = "\t\t"
    script = ".bash_completions/talplan.sh"
    ready = "talplan() { printf '\\035'; printf '<%s>' \"$@\"; printf '\\035\\n'; }"


class Zsh(Shell):
    name = "zsh"
    options = ("-d", "-i")
    config = ".zshrc"
    settings = "PS1= PS2=; unset HISTFILE; setopt nobeep\n"
    script = ".zfunc/_talplan"
    ready = Bash.ready


class Fish(Shell):
    name = "fish"
    options = ("-i",)
    terminal_type = "vt100"  # on a dumb one it lists nothing
    config = ".config/fish/config.fish"
    settings = "set -g fish_greeting\nfunction fish_prompt; end\n"
    script = ".config/fish/completions/talplan.fish"
    ready = "function talplan; printf '\\035'; printf '<%s>' $argv; printf '\\035\\n'; end"
