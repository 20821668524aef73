"""Merges judged by an oracle: random changes on both sides, and all combinations of three changes of a small plan.

`benchmarks/merge_search.py` looks for more of the same, for as long as one likes.
"""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import event, given, settings
from hypothesis import note as shown_on_failure
from hypothesis import strategies as st

from merge_judge import judge
from merge_oracle import STEPS, Step

pytestmark = pytest.mark.once

SOME = settings(deadline=None, max_examples=150)
STEP = st.tuples(st.sampled_from([*STEPS]), st.integers(0, 2), st.integers(0, 2))


@SOME
@given(st.lists(STEP, max_size=4), st.lists(STEP, max_size=4))
def test_random_changes(ours: list[Step], theirs: list[Step]) -> None:
    shown_on_failure(f"{ours} {theirs}")
    event(judge(ours, theirs, shown_on_failure))


# Changes of every kind, most of them to one item, which others move or remove. The search knows more of them.
CHANGES: list[Step] = [
    ("task", 0, 0),
    ("due", 0, 1),
    ("units", 1, 0),
    ("done", 0, 1),
    ("undo", 0, 0),
    ("evidence", 0, 0),
    ("note", 1, 0),
    ("renote", 1, 0),
    ("cancel", 0, 0),
    ("add", 1, 0),
    ("remove", 0, 0),
    ("move", 0, 0),
    ("transfer", 0, 0),
    ("rename", 0, 0),
    ("comment", 0, 0),
    ("uncomment", 0, 0),
]


@pytest.mark.parametrize("theirs", CHANGES, ids=lambda step: step[0])
def test_all_triples_of_three_changes(theirs: Step) -> None:
    for ours in combinations(CHANGES, 2):
        judge(ours, [theirs], print, thorough=False)
