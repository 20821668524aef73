"""Forms damaged at random make no mark that nobody meant; benchmarks/forms.py damages many more."""

import random
from pathlib import Path

import pytest

import form_fuzz


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_no_mark_that_nobody_meant(tmp_path: Path, first: int) -> None:
    found = [fault for seed in range(first, first + 10) for fault in form_fuzz.check(seed, tmp_path)[1]]
    assert found == []


def test_an_undamaged_form_makes_every_mark(tmp_path: Path) -> None:
    """The oracle is not empty: of a form as it was filled in, it finds the marks that are made, and no others."""
    plan = form_fuzz.read_plan()
    for seed in range(5):
        filled = form_fuzz.Damage(form_fuzz.fill(plan, random.Random(seed)), set(), set())
        path = tmp_path / f"{seed}.xlsx"
        form_fuzz.write_xlsx(path, filled)
        made = form_fuzz.collect(plan, path)
        assert made == form_fuzz.find_meant(plan, filled)
        assert made
