"""Questions for the fields of a new item: what `add` asks on a terminal where its options are not given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from talplan.messages import say
from talplan.problem import Failure

Check = Callable[[str], Any]
"""Reads an answer; a Failure is shown, and the question asked again."""

_UNDECODED = "\ufffd"
"""What stdin has for bytes of another encoding."""


def ask_field(field: str, check: Check) -> str:
    """Ask for a field until the answer is right. Raises Failure `input-ended`."""
    while True:
        text = _ask(f"add.ask.{field}")
        if _read(text, check) is not None:
            return text


def ask_list(field: str, check: Callable[[Sequence[str]], Sequence[str]]) -> list[str]:
    """Ask for one or more values; an empty line ends them. Raises Failure `input-ended`.

    `check` returns the texts to keep, so that a beginning of a name is looked up once.
    """
    texts: list[str] = []
    while True:
        text = _ask(f"add.ask.{field}.more" if texts else f"add.ask.{field}")
        if not text and texts:
            return texts
        texts[:] = _read(text, lambda answer: check([*texts, answer])) or texts


def _ask(key: str) -> str:
    from talplan.views.terminal import ask_text

    text = ask_text(say(key))
    if text is None:
        raise Failure("input-ended")
    return text


def _read(text: str, check: Check) -> Any:
    """Return what `check` makes of an answer; None for a wrong one, after saying why."""
    from talplan.views.problem_report import print_failure

    try:
        if _UNDECODED in text:
            raise Failure("unreadable-answer")
        return check(text)
    except Failure as failure:
        print_failure(failure)
        return None
