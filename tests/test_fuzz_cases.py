"""Files that fuzzing broke talplan with, and some that it should begin with: each through what must hold of any.

A case is a file, then `~~~` and the letters that decide on a change; `python benchmarks/fuzz.py` looks for more.
"""

import random
from collections import Counter
from pathlib import Path

import pytest

from fuzz_oracle import SEPARATOR, check, check_changes, check_reading

pytestmark = pytest.mark.once

CASES = sorted((Path(__file__).parent / "cases" / "fuzz").glob("*.txt"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_broke_once(path: Path) -> None:
    seen: Counter[str] = Counter()
    check(path.read_bytes(), seen)
    assert not refused(seen)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_other_changes_of_the_same_file(path: Path) -> None:
    """The case's own letters mean something else as soon as there is one command more."""
    seen: Counter[str] = Counter()
    loaded = check_reading(path.read_bytes().partition(SEPARATOR)[0])
    if loaded.plan is not None:
        for number in range(30):
            check_changes(loaded, random.Random(number).randbytes(20), seen)
    assert not refused(seen)


def refused(seen: Counter[str]) -> list[str]:
    """What could not be written, though nothing in the file is so odd."""
    return [what for what in seen if what.endswith("edit-unsafe")]
