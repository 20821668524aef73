"""Read PDF in a process of its own with limits on time and memory: small files can make its library need far more."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import Any

import talplan
from talplan.documents.importers.column_headings import FindHeader
from talplan.documents.importers.grid import Grid, GridRow, ProgressCallback, RowLocation
from talplan.problem import Failure

MEMORY = 1000 * 1024 * 1024
_LEAST_SECONDS = 8
_SECONDS_PER_MB = 30
"""Of computing time: 10,000 items take 10 seconds per MB of their file on an everyday machine."""
_WAIT = 10
"""How many times longer than its computing time the process may take by the clock, since other programs run too."""
_PROGRAM = """
import sys
sys.path.append({path!r})
from talplan.documents.importers.readers.pdf_process import main
main()
"""


def read(raw: bytes, progress: ProgressCallback, _find: FindHeader) -> list[Grid]:
    """Read the tables of a document; Failure if it is encrypted, has no text, or needs too much time or memory."""
    if find_spec("pdfplumber") is None:
        raise Failure("needs-extra", format="pdf", extra="pdf")
    if b"%PDF-" not in raw[:1024]:
        raise Failure("import-other-format", ending="pdf")
    seconds = _LEAST_SECONDS + _SECONDS_PER_MB * len(raw) // 1_000_000
    program = _PROGRAM.format(path=str(Path(talplan.__file__).parent.parent))
    # -P: nothing is imported from the folder in which a document was received.
    command = [sys.executable, "-P", "-c", program, str(MEMORY), str(seconds)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **pipes) as process:  # type: ignore[call-overload]  # noqa: S603  (no shell)
        timer = Timer(seconds * _WAIT, process.kill)
        timer.start()
        try:
            answer = _converse(process, raw, progress)
        finally:
            timer.cancel()
            process.kill()
    return _grids(answer, seconds)


def _converse(process: subprocess.Popen[bytes], raw: bytes, progress: ProgressCallback) -> dict[str, Any]:
    """Send the file, pass on the progress, and return the answer; {} if the process ended without one."""
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(raw)
        process.stdin.close()
    except OSError:  # it ended early
        return {}
    for line in process.stdout:
        answer = json.loads(line)
        if isinstance(answer, dict):
            return answer
        progress(*answer)
    return {}


def _grids(answer: dict[str, Any], seconds: int) -> list[Grid]:
    if "failure" in answer:
        raise Failure(answer["failure"], **answer["values"])
    if "grids" not in answer:
        raise Failure("import-takes-too-long", seconds=seconds, memory=MEMORY // (1024 * 1024))
    return [
        Grid(tuple(before), tuple(map(_row, rows)), wrapped=True, title=answer["title"])
        for before, rows in answer["grids"]
    ]


def _row(row: list[Any]) -> GridRow:
    page, number, cells, whole, struck, continued = row
    location = RowLocation("page", str(page), number)
    texts = {int(at): text for at, text in struck.items()}
    return GridRow(location, tuple(cells), whole, frozenset(continued), texts)
