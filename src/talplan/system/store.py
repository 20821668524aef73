"""Write files in one step, so that no reader ever sees half a file; lock a plan file for a change."""

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
from talplan.planfile.source_text import BOM
from talplan.problem import Failure
from talplan.system.plan_finder import read

LOCK_SECONDS = 10.0
_STRAY_SECONDS = 3600


class LockedFile(NamedTuple):
    """A plan file locked for a change: the path as given, the file after symlinks, the bytes that were read."""

    path: Path
    target: Path
    raw: bytes

    def replace(self, text: str, *, mark: bool = True) -> bytes:
        """Replace the file by the text and return the bytes written. A byte order mark stays unless `mark` is false.

        Raises Failure changed-meanwhile, cannot-write.
        """
        raw = (BOM if mark and self.raw.startswith(BOM) else b"") + text.encode()
        self.replace_raw(raw)
        return raw

    def replace_raw(self, raw: bytes) -> None:
        """Replace the file by the bytes. Raises as `replace`."""
        try:
            if not _replace(self.target, self.raw, raw):
                raise Failure("changed-meanwhile", path=self.path)
        except OSError as error:
            raise Failure("cannot-write", path=self.path, reason=system_reason(error)) from None


@contextlib.contextmanager
def lock_file(path: Path) -> Iterator[LockedFile]:
    """Lock the plan file against other talplan commands, which wait, and read it.

    Raises Failure locked, read-only, hard-link, not-a-file, and as `plan_finder.read`.
    """
    _refuse_unwritable(path)
    target = Path(os.path.realpath(path))
    with _lock(target.parent):
        yield LockedFile(path, target, read(path))


def _refuse_unwritable(path: Path) -> None:
    """Refuse what replacing by a rename would harm: a read-only file, a hard link, a pipe or device."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        read(path)  # raises the failure that names the reason
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
    """Lock the folder itself exclusively, so that there is no lock file to commit or to leave behind."""
    descriptor = _acquire_lock(folder)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _acquire_lock(folder: Path) -> int | None:
    """Return the descriptor of the locked folder; None without locks, as on Windows, where only the comparison before
    the rename protects the file."""
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
    """Replace the file if it still contains `before`; return whether it did."""
    _sweep(target)
    with _temporary_file(target, target.name, after, _keep_owner) as temporary:
        if target.read_bytes() != before:
            temporary.unlink()
            return False
        temporary.replace(target)
    _flush_folder(target.parent)
    return True


@contextlib.contextmanager
def _temporary_file(
    target: Path, name: str, raw: bytes, copy_attributes: Callable[[Path, int], None]
) -> Iterator[Path]:
    """Write the bytes to a file beside the target and flush it to disk; remove it if the caller's block fails."""
    # Not by tempfile, whose import takes a third of the time that Python takes to start.
    temporary = target.with_name(f".{name}.{os.urandom(4).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            copy_attributes(target, file.fileno())
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _keep_owner(target: Path, descriptor: int) -> None:
    status = target.stat()
    if hasattr(os, "fchown"):
        with contextlib.suppress(PermissionError):  # only the owner's own files can be given away
            os.fchown(descriptor, status.st_uid, status.st_gid)
    if hasattr(os, "fchmod"):  # after fchown, which takes some modes back
        os.fchmod(descriptor, stat.S_IMODE(status.st_mode))


def _flush_folder(folder: Path) -> None:
    """Flush the folder, so that the rename survives a power cut; not every system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sweep(target: Path) -> None:
    """Remove the temporary files of killed runs once they are too old to belong to a running one."""
    stray = re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}\.tmp")
    for path in target.parent.iterdir():
        if stray.fullmatch(path.name):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _STRAY_SECONDS:
                    path.unlink()


# --- new files ----------------------------------------------------------------------------------------------


def refuse_existing(path: Path, *, force: bool) -> None:
    """Refuse to overwrite a file without `force`, before the work for its content begins.

    Raises Failure output-exists, output-is-dash, output-is-folder, not-a-file, read-only, cannot-write.
    """
    if str(path) == "-":
        raise Failure("output-is-dash")
    try:
        if path.is_dir():
            raise Failure("output-is-folder", path=path)
        if path.exists():
            if not force:
                raise Failure("output-exists", path=path)
            if not path.is_file():  # a rename would replace a device or a pipe
                raise Failure("not-a-file", path=path)
            if not os.access(path, os.W_OK):
                raise Failure("read-only", path=path)
    except (OSError, ValueError) as error:
        raise Failure("cannot-write", path=path, reason=system_reason(error)) from None


def write_new(path: Path, raw: bytes, *, force: bool = False) -> None:
    """Write a new file in one step; an old one stays intact until it is replaced. A symlink stays one.

    Raises Failure as `refuse_existing`.
    """
    refuse_existing(path, force=force)
    target = Path(os.path.realpath(path))
    try:
        # A part of the name, because a name may have the greatest length allowed.
        with _temporary_file(target, target.name[:40], raw, _set_mode) as temporary:
            if force:
                temporary.replace(target)
            else:
                _link(temporary, target)
    except FileExistsError:
        raise Failure("output-exists", path=path) from None
    except OSError as error:
        raise Failure("cannot-write", path=path, reason=system_reason(error)) from None
    _flush_folder(target.parent)


def _link(temporary: Path, target: Path) -> None:
    """Give the file its name unless another process has taken the name meanwhile."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        temporary.replace(target)
    else:
        temporary.unlink()


def _set_mode(target: Path, descriptor: int) -> None:
    """Set the mode of the replaced file, or that of a new file; a temporary file is created private."""
    if not hasattr(os, "fchmod"):
        return
    if target.exists():
        os.fchmod(descriptor, stat.S_IMODE(target.stat().st_mode))
    else:
        mask = os.umask(0)
        os.umask(mask)
        os.fchmod(descriptor, 0o666 & ~mask)
