"""Report errors of a command as messages with exit codes; no input shows a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeVar

from talplan.problem import ExitStatus, Failure
from talplan.system import streams

T = TypeVar("T")

COMPLETING = "_TALPLAN_COMPLETE"
"""Environment variable that a shell sets for a completion request."""


def is_completion() -> bool:
    """Return whether a shell asks for the candidates of its line; Typer answers `source_bash` and the like."""
    return os.environ.get(COMPLETING, "").startswith("complete_")


def run(command: Callable[[], T]) -> T:
    """Run a command and return its result; report an exception and end the process."""
    try:
        streams.prepare()
        try:
            return command()
        finally:
            sys.stdout.flush()
    except Exception as error:
        if os.environ.get("TALPLAN_TRACEBACK"):
            raise
        sys.exit(_report(error))


def _report(error: Exception) -> int:
    """Report an exception on stderr and return the exit status; print nothing for a completion request."""
    from talplan.views.problem_report import print_failure

    if isinstance(error, OSError):
        streams.discard(sys.stdout)
    if isinstance(error, BrokenPipeError) or is_completion():
        return ExitStatus.FOUND
    failure = error if isinstance(error, Failure) else _failure(error)
    try:
        print_failure(failure)
        sys.stderr.flush()
    except OSError:
        streams.discard(sys.stderr)
    return failure.status


def _failure(error: Exception) -> Failure:
    from talplan.messages import system_reason

    if not isinstance(error, OSError):
        return Failure("unexpected", error=f"{type(error).__name__}: {error}")
    if error.filename is None:
        return Failure("cannot-answer", reason=system_reason(error))
    return Failure("cannot-read", path=error.filename, reason=system_reason(error))
