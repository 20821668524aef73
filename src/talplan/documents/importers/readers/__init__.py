"""The formats from which a plan comes in: one file for each, and the table of them all."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from talplan.documents.importers.grid import Grid, Told
from talplan.messages import say, system_reason
from talplan.problem import Failure

READERS: tuple[str, ...] = ("docx", "xlsx", "csv", "pdf")
"""Every format, by the ending of its files; each is a module here with `read(raw: bytes, told: Told) -> list[Grid]`."""
MAX_BYTES = 48 * 1024 * 1024


def grids(file: str, told: Told) -> list[Grid]:
    """The tables of a file; only the module of its format, and what that needs, is imported. Failure with the reason
    where it cannot be read."""
    raw = _raw(Path(file))
    ending = Path(file).suffix.removeprefix(".").casefold()
    if ending not in READERS:
        raise Failure("unknown-format" if ending else "import-no-ending", format=ending, file=file, known=list(READERS))
    try:
        tables: list[Grid] = import_module(f"talplan.documents.importers.readers.{ending}").read(raw, told)
    except Failure:
        raise
    except Exception as error:  # nobody can list what a broken file makes a library stumble over
        raise Failure("import-not-a", ending=ending, reason=f"{type(error).__name__}: {error}") from error
    return tables


def _raw(path: Path) -> bytes:
    """The bytes of the file; Failure where it is none, is empty or too large."""
    try:
        if path.is_dir():
            raise Failure("import-folder", path=path)
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
