"""Search for merges that the oracle of the tests refuses: `python benchmarks/merge_search.py [SECONDS] [SEED]`.

Random changes on both sides of a small plan; and with `all` in place of the seconds every combination of three changes.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from merge_judge import judge
from merge_oracle import STEPS, Step

Steps = Sequence[Step]


def random_changes(seconds: float, seed: int) -> Iterator[tuple[Steps, Steps]]:
    """Up to four steps on each side, until the time is over."""
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ours, theirs = (
            [(chance.choice([*STEPS]), chance.randrange(3), chance.randrange(3)) for _ in range(chance.randint(0, 4))]
            for _ in range(2)
        )
        yield ours, theirs


def all_changes() -> Iterator[tuple[Steps, Steps]]:
    """Two changes on one side and one on the other, of every kind, to both items."""
    steps = [(kind, item, which) for kind in STEPS for item, which in ((0, 0), (1, 1))]
    yield from ((ours, [theirs]) for ours, theirs in product(combinations(steps, 2), steps))


def main() -> None:
    """Print what became of the merges, and every one that is refused, with its texts."""
    asked = sys.argv[1] if len(sys.argv) > 1 else "60"
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    outcomes: Counter[str] = Counter()
    for ours, theirs in all_changes() if asked == "all" else random_changes(float(asked), seed):
        shown: list[str] = []
        try:
            outcomes[judge(ours, theirs, shown.append, thorough=asked != "all")] += 1
        except Exception as error:
            outcomes["refused"] += 1
            if outcomes["refused"] <= 20:
                sys.stdout.write(f"=== {ours} {theirs}: {type(error).__name__}: {error}\n" + "\n".join(shown))
    sys.stdout.write(f"{dict(outcomes)}\n")


if __name__ == "__main__":
    main()
