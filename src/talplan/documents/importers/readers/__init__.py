"""The formats that can be imported: one module per format, and the list of them."""

from __future__ import annotations

import stat
from importlib import import_module
from pathlib import Path

from talplan.documents.importers.column_headings import FindHeader, find_header
from talplan.documents.importers.grid import Grid, ProgressCallback
from talplan.messages import say, system_reason
from talplan.problem import Failure
from talplan.system.plan_finder import refuse_special_file

READERS: tuple[str, ...] = ("docx", "xlsx", "csv", "pdf")
"""The formats by file extension; each is a module with `read(raw, progress, find) -> list[Grid]`."""
_ALIASES = {"docm": "docx", "dotx": "docx", "xlsm": "xlsx", "xltx": "xlsx"}
_SAVE_AS = {
    **dict.fromkeys(("doc", "dot", "odt", "rtf", "wps", "pages"), "docx"),
    **dict.fromkeys(("xls", "xlt", "xlsb", "ods", "numbers"), "xlsx"),
}
"""Formats of other programs, and the one in which these can save their files."""
MAX_BYTES = 48 * 1024 * 1024


def read_grids(file: str, progress: ProgressCallback, find: FindHeader = find_header) -> list[Grid]:
    """Read the tables of a file, importing only the module of its format; Failure if it cannot be read.

    `find` finds the headings of a table: long tables without them are not read to the end."""
    raw = _raw(Path(file))
    ending = Path(file).suffix.removeprefix(".").casefold()
    ending = _ALIASES.get(ending, ending)
    if ending in _SAVE_AS:
        raise Failure("import-save-as", ending=ending, format=_SAVE_AS[ending])
    if ending not in READERS:
        raise Failure("unknown-format" if ending else "import-no-ending", format=ending, file=file, known=list(READERS))
    try:
        tables: list[Grid] = import_module(f"talplan.documents.importers.readers.{ending}").read(raw, progress, find)
    except Failure:
        raise
    except Exception as error:  # libraries raise anything on broken files
        raise Failure("import-not-a", ending=ending, reason=f"{type(error).__name__}: {error}") from error
    return tables


def _raw(path: Path) -> bytes:
    """Read the file; Failure if it is not a file, is empty or too large."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise Failure("import-folder", path=path)
        refuse_special_file(path, mode)
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Failure("cannot-read", path=path, reason=system_reason(error)) from None
    except ValueError:
        raise Failure("cannot-read", path=str(path), reason=say("reason.not-a-path")) from None
    if len(raw) > MAX_BYTES:
        raise Failure("import-too-large", path=path, limit=MAX_BYTES // (1024 * 1024))
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Failure("import-empty", path=path)
    return raw
