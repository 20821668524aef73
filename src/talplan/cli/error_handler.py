"""How a run ends: what stops a command becomes a sentence and an exit code, and no input shows a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeVar

from talplan.problem import ExitStatus, Failure
from talplan.system import streams

T = TypeVar("T")

COMPLETING = "_TALPLAN_COMPLETE"
"""Set in the environment by a shell that asks what TAB could offer."""


def run(command: Callable[[], T]) -> T:
    """What the command gives; what stops it is told and ends the process."""
    try:
        streams.prepare()
        try:
            return command()
        finally:
            sys.stdout.flush()
    except Exception as error:
        if os.environ.get("TALPLAN_TRACEBACK"):
            raise
        sys.exit(_tell(error))


def _tell(error: Exception) -> int:
    """What stopped the command, on stderr; the exit status. Silent where a shell asked what TAB could offer."""
    from talplan.views.problem_report import tell_failure

    if isinstance(error, OSError):
        streams.discard(sys.stdout)
    if isinstance(error, BrokenPipeError) or COMPLETING in os.environ:
        return ExitStatus.FOUND
    failure = error if isinstance(error, Failure) else _failure(error)
    try:
        tell_failure(failure)
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
