"""Small files that ask for gigabytes or minutes: each is refused in a sentence, or read, within 1 GB of memory.

TALPLAN_EVERY_HOSTILE_FILE=1 tries those too that take a process to its limit of time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import hostile
from running import environment

resource = pytest.importorskip("resource", reason="the memory of a process cannot be measured here")

# A process of its own, so that what the tests have in memory is not counted.
LAUNCHER = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "talplan", *sys.argv[1:]], capture_output=True, timeout=300)
sys.stdout.buffer.write(done.stdout + done.stderr)
largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(done.returncode, largest // (1024 if sys.platform != "darwin" else 1024 * 1024))
"""
# Each of these takes five seconds or more.
LONG = {
    *("attributes.docx", "lists.docx", "paragraphs in cells.docx", "rows with text.docx", "styles by name.docx"),
    *("cells in rows.xlsx", "cells with values.xlsx", "rows.xlsx", "formats.xlsx", "fonts.xlsx"),
    *("many units.csv", "a form in itself.pdf", "a map of letters.pdf", "a path.pdf", "a string.pdf", "brackets.pdf"),
    *("letters in forms.pdf", "letters in pieces.pdf", "letters on many pages.pdf", "pages.pdf"),
    *("rectangles.pdf", "strokes on many pages.pdf"),
}
NAMES = [name for name in hostile.FILES if name not in LONG or os.environ.get("TALPLAN_EVERY_HOSTILE_FILE")]


# A file of each format is read with the oldest libraries too.
FIRST = {name.rpartition(".")[2]: name for name in reversed(NAMES)}.values()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in FIRST else pytest.mark.once) for name in NAMES]
)
def test_hostile_file(tmp_path: Path, name: str) -> None:
    if name.endswith(".pdf"):
        pytest.importorskip("pdfplumber", reason="the extra talplan[pdf] is not installed")
    file = tmp_path / f"a.{name.rpartition('.')[2]}"
    file.write_bytes(hostile.FILES[name]())
    arguments = ["import", str(file), "-o", str(tmp_path / "b.yaml"), "--year", "2025-2026", "--title", "T"]
    done = subprocess.run(
        [sys.executable, "-c", LAUNCHER, *arguments], env=environment(plan=None), capture_output=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr.decode()[-1000:]
    *answer, last = done.stdout.decode().splitlines()
    code, megabytes = map(int, last.split())
    assert megabytes < 1024
    assert code in (0, 2)
    assert "Traceback" not in "".join(answer)
    assert code == 0 or any(line.startswith("error: ") for line in answer)
