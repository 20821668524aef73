"""A terminal says that the plan's year is over, and names `new-year`; what goes to a pipe or a file has no hint."""

import sys

import pytest

from running import PLAN, run

pytestmark = pytest.mark.once

AFTER = "2026-08-01"
HINT = "The plan's year 2025-2026 ended on 2026-07-31. For next year's plan: talplan\nnew-year\n"  # 80 columns


def shown(*arguments: str, today: str) -> str:
    if sys.platform == "win32":
        pytest.skip("terminals as POSIX has them")
    from terminals import terminal

    code, text = terminal(*arguments, "--no-pager", TALPLAN_TODAY=today)
    assert code == 0
    return text


@pytest.mark.parametrize("command", ["list 1.1", "list --section 1", "units", "stats"])
def test_once(command: str) -> None:
    words = command.split()
    assert shown(*words, today=AFTER).startswith(HINT)
    assert shown(*words, today=AFTER).count(HINT) == 1
    assert HINT not in shown(*words, today="2026-07-31")
    assert HINT not in shown(*words, "--on", "2026-07-31", today=AFTER)
    assert HINT in shown(*words, "--on", AFTER, today="2025-10-14")


@pytest.mark.parametrize("command", ["list", "stats"])
def test_a_month_of_it_is_asked_for(command: str) -> None:
    assert HINT not in shown(command, "--month", "2026-05", today=AFTER)


@pytest.mark.parametrize("command", ["list", "units", "stats"])
def test_without_a_terminal(command: str) -> None:
    result = run(command, plan=PLAN, today=AFTER)
    assert (result.exit_code, result.stderr) == (0, "")
