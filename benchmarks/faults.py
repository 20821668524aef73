"""Fails and kills every system call of the commands that write, once: `python benchmarks/faults.py [COMMAND…]`.

Needs talplan with its test extra and strace, and five minutes. What must hold is in tests/fault_points.py. Prints the
table of docs/reliability.md, and every call at which something is wrong.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from fault_points import COMMANDS, FAULTS, STRACE, Command, Point, check, find_points


def run(command: Command, after: bytes, one: tuple[Point, str]) -> str | None:
    """What is wrong after a fault, None if nothing is."""
    return check(command, after, *one)


def main() -> None:
    """Print the figures; exit 1 if a point shows a fault."""
    if STRACE is None:
        sys.exit("strace is not installed")
    found: list[str] = []
    tell = sys.stdout.write
    tell("| command | system calls | runs | torn or silent |\n|---|---|---|---|\n")
    for name in sys.argv[1:] or COMMANDS:
        command = COMMANDS[name]
        after, points = find_points(command)
        tries = [(point, how) for point in points for how in FAULTS]
        with ThreadPoolExecutor(2) as pool:
            results = list(pool.map(partial(run, command, after), tries))
        pairs = zip(tries, results, strict=True)
        faults = [f"{name}: {how} at {point}: {fault}\n" for (point, how), fault in pairs if fault]
        tell(f"| `{name}` | {len(points)} | {len(tries)} | {len(faults)} |\n")
        sys.stdout.flush()
        found += faults
    sys.stderr.write("".join(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
