"""The disk: a plan file is replaced, and a new one made, in one step, so that no reader ever sees half a file."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from talplan.messages import system_reason
from talplan.planfile.limits import BOM
from talplan.problem import Failure
from talplan.system.plan_finder import read

LOCK_SECONDS = 10.0
_STRAY_SECONDS = 3600


class LockedFile(NamedTuple):
    """A file that is locked for a change: as it was named, the file itself, the bytes that the change is made on."""

    path: Path
    target: Path
    raw: bytes

    def replace(self, text: str, *, mark: bool = True) -> bytes:
        """Puts the text in the file's place: written aside, flushed, compared, renamed. A byte order mark stays,
        unless no `mark` is wanted. Gives the bytes that stand there now."""
        raw = (BOM if mark and self.raw.startswith(BOM) else b"") + text.encode()
        self.replace_raw(raw)
        return raw

    def replace_raw(self, raw: bytes) -> None:
        """The same with bytes as they are."""
        try:
            if not _replace(self.target, self.raw, raw):
                raise Failure("changed-meanwhile", path=self.path)
        except OSError as error:
            raise Failure("cannot-write", path=self.path, reason=system_reason(error)) from None


@contextlib.contextmanager
def locked_file(path: Path) -> Iterator[LockedFile]:
    """The plan file, read under a lock that other talplan commands wait for."""
    _refuse_unwritable(path)
    target = Path(os.path.realpath(path))
    with _lock(target.parent):
        yield LockedFile(path, target, read(path))


def _refuse_unwritable(path: Path) -> None:
    """Renaming would get round a read-only file, cut a hard link's other names off, and put a file where a pipe
    was: all three are refused."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        read(path)  # it knows what to say
        raise
    if stat.S_ISREG(status.st_mode):
        if not os.access(path, os.W_OK):
            raise Failure("read-only", path=path)
        if status.st_nlink > 1:
            raise Failure("hard-link", path=path)
    elif not stat.S_ISDIR(status.st_mode):
        raise Failure("not-a-file", path=path)


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """An exclusive lock on the folder itself, so that there is no lock file to commit or to leave behind."""
    descriptor = _locked(folder)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _locked(folder: Path) -> int | None:
    """The folder's descriptor with the lock on it; None where there are no locks, as on Windows: there the
    comparison before the renaming alone guards the file."""
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        return None
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(descriptor)
                raise Failure("locked", folder=folder, seconds=int(LOCK_SECONDS)) from None
            time.sleep(0.02)
        except OSError:
            return descriptor  # a file system without locks
        else:
            return descriptor


def _replace(target: Path, before: bytes, after: bytes) -> bool:
    """Whether the file still was what it was when it was read; where not, it is left alone."""
    _sweep(target)
    with _aside(target, target.name, after, _keep_owner) as aside:
        if target.read_bytes() != before:
            aside.unlink()
            return False
        aside.replace(target)
    _flush_folder(target.parent)
    return True


@contextlib.contextmanager
def _aside(target: Path, name: str, raw: bytes, dress: Callable[[Path, int], None]) -> Iterator[Path]:
    """A file beside the target that holds the bytes, flushed to disk, with what `dress` gives it of the target; gone
    where what follows fails."""
    # Not by tempfile, whose import takes a third of what Python's own start takes.
    aside = target.with_name(f".{name}.{os.urandom(4).hex()}.tmp")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            dress(target, file.fileno())
            file.flush()
            os.fsync(file.fileno())
        yield aside
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _keep_owner(target: Path, descriptor: int) -> None:
    status = target.stat()
    if hasattr(os, "fchown"):
        with contextlib.suppress(PermissionError):  # only the owner's own files can be given away
            os.fchown(descriptor, status.st_uid, status.st_gid)
    if hasattr(os, "fchmod"):  # after fchown, which takes some modes back
        os.fchmod(descriptor, stat.S_IMODE(status.st_mode))


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
    stray = re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}\.tmp")
    for path in target.parent.iterdir():
        if stray.fullmatch(path.name):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _STRAY_SECONDS:
                    path.unlink()


# --- new files ----------------------------------------------------------------------------------------------


def refuse_existing(path: Path, *, force: bool) -> None:
    """Failure where there is a file already, before anybody works for it in vain; only `force` replaces one. Who writes
    to stdout for `-` does not come here."""
    if str(path) == "-":
        raise Failure("output-is-dash")
    try:
        if path.is_dir():
            raise Failure("output-is-folder", path=path)
        if path.exists():
            if not force:
                raise Failure("output-exists", path=path)
            if not path.is_file():  # renaming would put a file where a device or a pipe was
                raise Failure("not-a-file", path=path)
            if not os.access(path, os.W_OK):
                raise Failure("read-only", path=path)
    except (OSError, ValueError) as error:
        raise Failure("cannot-write", path=path, reason=system_reason(error)) from None


def write_new(path: Path, raw: bytes, *, force: bool = False) -> None:
    """Puts bytes into a new file in one step: nobody ever sees half of it, and what was there stays until it is
    replaced. A symlink stays one."""
    refuse_existing(path, force=force)
    target = Path(os.path.realpath(path))
    try:
        # A part of the name, because there are names to which nothing can be added.
        with _aside(target, target.name[:40], raw, _as_new) as aside:
            if force:
                aside.replace(target)
            else:
                _link(aside, target)
    except FileExistsError:
        raise Failure("output-exists", path=path) from None
    except OSError as error:
        raise Failure("cannot-write", path=path, reason=system_reason(error)) from None
    _flush_folder(target.parent)


def _link(aside: Path, target: Path) -> None:
    """Gives the file its name, unless another has taken it in the meantime."""
    try:
        os.link(aside, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        aside.replace(target)
    else:
        aside.unlink()


def _as_new(target: Path, descriptor: int) -> None:
    """The mode of the file that it replaces, else that of any new file; one that is made aside is private."""
    if not hasattr(os, "fchmod"):
        return
    if target.exists():
        os.fchmod(descriptor, stat.S_IMODE(target.stat().st_mode))
    else:
        mask = os.umask(0)
        os.umask(mask)
        os.fchmod(descriptor, 0o666 & ~mask)
