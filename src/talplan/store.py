"""The disk: find a plan, read it, replace it in one step so that no reader ever sees half a file."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from talplan.problem import Failure
from talplan.yamltext import MAX_BYTES

PATTERN = "plan-*.yaml"
LOCK_SECONDS = 10.0
_STRAY_SECONDS = 3600
_BOM = b"\xef\xbb\xbf"


def find(start: Path, today: date) -> Path:
    """The plan for a person who works in `start`: upwards from there, `data/` first in each folder.

    Raises Failure where there is none, or where two are of one year.
    """
    for folder in (start, *start.parents):
        for place in (folder / "data", folder):
            found = plans_in(place)
            if found:
                return _of_year(found, today)
    raise Failure("no-plan", start=start)


def plans_in(folder: Path) -> list[Path]:
    """The plan files of a folder, in the order of their names."""
    try:
        return sorted(path for path in folder.glob(PATTERN) if path.is_file())
    except OSError:
        return []


def _of_year(found: list[Path], today: date) -> Path:
    """The plan whose year holds today, else the newest."""
    if len(found) == 1:
        return found[0]
    years = {path: _year(path) for path in found}
    # Without reading every file the year is taken to begin in August, as it does by default.
    current = today.year if today.month >= 8 else today.year - 1
    wanted = current if current in years.values() else max(years.values())
    chosen = [path for path, year in years.items() if year == wanted]
    if len(chosen) > 1:
        raise Failure("plans-of-one-year", year=f"{wanted}-{wanted + 1}", paths=[str(path) for path in chosen])
    return chosen[0]


def _year(path: Path) -> int:
    """The first year of a plan: told by the file's name, else by the file, else 0."""
    if named := re.search("([0-9]{4})-[0-9]{4}", path.name):
        return int(named[1])
    with contextlib.suppress(OSError), path.open("rb") as file:
        if written := re.search(rb"^year:[ \t]*[\"']?([0-9]{4})-[0-9]{4}", file.read(65536), re.MULTILINE):
            return int(written[1])
    return 0


def read(path: Path) -> bytes:
    """The bytes of a file; Failure with the reason where it cannot be read."""
    try:
        if path.is_dir():
            raise Failure("plan-is-folder", path=path)
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Failure("cannot-read", path=path, reason=_reason(error)) from None
    except ValueError:
        raise Failure("cannot-read", path=repr(str(path)), reason="not a path") from None


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


@dataclass(slots=True)
class Held:
    """A file that is locked for a change, with the bytes that the change is made on."""

    path: Path
    raw: bytes

    def replace(self, text: str) -> None:
        """Puts the text in the file's place: written aside, flushed, compared, renamed."""
        raw = (_BOM if self.raw.startswith(_BOM) else b"") + text.encode()
        try:
            _replace(self.path, self.raw, raw)
        except OSError as error:
            raise Failure("cannot-write", path=self.path, reason=_reason(error)) from None


@contextlib.contextmanager
def held(path: Path) -> Iterator[Held]:
    """The plan file, read under a lock that other talplan commands wait for."""
    target = Path(os.path.realpath(path))
    with _lock(target.parent):
        raw = read(target)
        _writable(target)
        yield Held(target, raw)


def _writable(target: Path) -> None:
    """Renaming would get round a read-only file, and cut a hard link's other names off: both are refused."""
    if not os.access(target, os.W_OK):
        raise Failure("read-only", path=target)
    if target.stat().st_nlink > 1:
        raise Failure("hard-link", path=target)


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """An exclusive lock on the folder itself, so that there is no lock file to commit or to leave behind.

    Windows has no flock; there the comparison before the renaming alone guards the file.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise Failure("cannot-read", path=folder, reason=_reason(error)) from None
    try:
        until = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Failure("locked", folder=folder, seconds=int(LOCK_SECONDS)) from None
                time.sleep(0.02)
            except OSError:
                break  # a file system without locks: the comparison still guards the file
        yield
    finally:
        os.close(descriptor)


def _replace(target: Path, before: bytes, after: bytes) -> None:
    import tempfile

    _sweep(target)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    aside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(after)
            _keep_owner(target, file.fileno())
            file.flush()
            os.fsync(file.fileno())
        if target.read_bytes() != before:
            raise Failure("changed-meanwhile", path=target)
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def _keep_owner(target: Path, descriptor: int) -> None:
    status = target.stat()
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, status.st_mode & 0o7777)
    if hasattr(os, "fchown"):
        with contextlib.suppress(PermissionError):  # only the owner's own files can be given away
            os.fchown(descriptor, status.st_uid, status.st_gid)


def _flush_folder(folder: Path) -> None:
    """Makes the renaming itself survive a power cut; a folder cannot be flushed everywhere."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sweep(target: Path) -> None:
    """Removes what a killed run left beside the file, once it is too old to belong to one that still runs."""
    for stray in target.parent.glob(f".{target.name}.*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - stray.stat().st_mtime > _STRAY_SECONDS:
                stray.unlink()
