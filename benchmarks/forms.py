"""Damages execution forms at random and collects them: `python benchmarks/forms.py [FORMS]`, 500 by default.

Needs talplan with its test extra. What a damaged form can mean is decided by tests/form_fuzz.py, without the program.
Prints the row of docs/reliability.md, and every mark that nobody meant.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from form_fuzz import check


def main() -> None:
    """Print the figures; exit 1 if a mark was made that nobody meant."""
    forms = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    marks, faults = 0, []
    with tempfile.TemporaryDirectory(prefix="talplan-forms-") as folder:
        for seed in range(forms):
            made, found = check(seed, Path(folder))
            marks += made
            faults += found
    sys.stdout.write(f"| {forms} forms damaged at random | {marks} marks, {len(faults)} of them wrong |\n")
    sys.stderr.write("".join(f"{fault}\n" for fault in faults))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
