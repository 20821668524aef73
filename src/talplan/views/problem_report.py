"""Problems and failures as users see them: the place, the line with a caret, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from talplan.domain.visible import escape_invisible, text_width
from talplan.messages import brief, count, has, say, show_days
from talplan.problem import Failure, Problem, Severity
from talplan.views.terminal import hint

if TYPE_CHECKING:
    from talplan.planfile.source_text import Source


def sentence(problem: Problem) -> str:
    """Return the message of a problem."""
    return _find_sentence("problem", problem, ["kind", ""])


def problem_hint(problem: Problem) -> str:
    """Return what to do about a problem; empty if there is no hint."""
    return _find_sentence("hint", problem, ["kind", "nearest", ""])


def _find_sentence(what: str, problem: Problem, choices: Sequence[str]) -> str:
    """Return the most specific sentence: for the problem's kind, for nearest spellings, for its code."""
    for choice in choices:
        value = problem.values.get(choice)
        special = f".{value if choice == 'kind' else choice}" if choice else ""
        key = f"{what}.{problem.code()}{special}"
        if (value or not choice) and has(key):
            return escape_invisible(say(key, **brief(problem.values)))
    return ""


def format_problem(problem: Problem, path: str, source: Source) -> str:
    """Return a problem in full: its place, its message, the line with a caret, the hint."""
    place = problem.place
    line = source.line(place.line) if place.line <= len(source.starts) else ""
    severity = say(f"severity.{problem.severity}")
    name = escape_invisible(path.replace("\n", "\\n"))  # as in messages
    lines = [f"{name}:{place.line}:{place.column}: {severity}: {sentence(problem)} [{problem.code()}]"]
    if line.strip():
        lines += _excerpt(line, place.line, place.column, place.width)
    if advice := problem_hint(problem):
        lines.append("  " + say("hint", hint=advice))
    return "\n".join(lines)


def _excerpt(line: str, number: int, column: int, width: int) -> list[str]:
    """Return the line with carets below it; of a very long line the part around the place."""
    start = max(0, column - 41) if len(line) > 120 else 0
    stop = min(len(line), start + 100) if len(line) > 120 else len(line)
    before, marked = line[start : column - 1], line[column - 1 : min(column - 1 + width, stop)]
    shown = (
        escape_invisible(before) + escape_invisible(marked) + escape_invisible(line[column - 1 + len(marked) : stop])
    )
    dots = ("… " if start else "", " …" if stop < len(line) else "")
    gutter = " " * len(str(number))
    carets = " " * (text_width(escape_invisible(before)) + len(dots[0])) + "^" * max(
        1, text_width(escape_invisible(marked))
    )
    return [f"  {number} | {dots[0]}{shown}{dots[1]}", f"  {gutter} | {carets}"]


def print_failure(failure: Failure) -> None:
    """Print what stopped the command to stderr, with what to do about it."""
    for path, source, problem in failure.values.get("problems", ()):
        hint(format_problem(problem, path, source))
        hint("")
    # Without the problems: each would format its whole file.
    values = brief({name: value for name, value in failure.values.items() if name != "problems"})
    for name in ("terms", "nearest"):  # what may be typed, so as people write it
        if isinstance(values.get(name), list):
            values[name] = [show_days(text) for text in values[name]]
    hint(f"{say('severity.error')}: {say(f'failure.{failure.key}', **values)}")
    key = "choice" if "choices" in failure.values else failure.key
    keys = [key] if failure.values.get("nearest", True) else [f"{key}.none"]
    for key in keys:
        if has(f"failure-hint.{key}"):
            hint("  " + say("hint", hint=say(f"failure-hint.{key}", **values)))


def count_problems(problems: Sequence[Problem]) -> tuple[str, str]:
    """Return how many errors and how many warnings there are, in words."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    return count("count.errors", errors), count("count.warnings", len(problems) - errors)
