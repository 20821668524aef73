"""Write files in one step, so that no reader ever sees half a file; lock a plan file for a change."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from talplan.messages import system_reason
from talplan.planfile.source_text import BOM
from talplan.problem import Failure
from talplan.system.plan_finder import read

LOCK_SECONDS = 10.0
_STRAY_SECONDS = 3600
_ACL = "system.posix_acl_access"
# Errors of a file system that lacks a call, and of one that denies a change of owner.
_UNSUPPORTED = {errno.EINVAL, errno.EBADF, errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK}
_DENIED = {errno.EPERM, errno.EACCES, errno.EINVAL}


class LockedFile:
    """A plan file locked for a change: the path as given, the file after symlinks, the bytes that were read.

    `failure` is set if a power cut could still undo a replacement; raise it after reporting the change.
    """

    def __init__(self, path: Path, target: Path, raw: bytes) -> None:
        self.path = path
        self.target = target
        self.raw = raw
        self.failure: Failure | None = None

    def replace(self, text: str, *, mark: bool = True) -> None:
        """Replace the file by the text. A byte order mark stays unless `mark` is false.

        Raises Failure changed-meanwhile, cannot-write, not-yours.
        """
        self.replace_raw((BOM if mark and self.raw.startswith(BOM) else b"") + text.encode())

    def replace_raw(self, raw: bytes) -> None:
        """Replace the file by the bytes. Raises as `replace`."""
        try:
            if not _replace(self.target, self.raw, raw):
                raise Failure("changed-meanwhile", path=self.path)
        except _RightsLost:
            raise Failure("not-yours", path=self.path) from None
        except OSError as error:
            raise Failure("cannot-write", path=self.path, reason=system_reason(error)) from None
        self.failure = _flush_folder(self.path, self.target.parent)


@contextlib.contextmanager
def lock_file(path: Path) -> Iterator[LockedFile]:
    """Lock the plan file against other talplan commands, which wait, and read it.

    Raises Failure locked, read-only, hard-link, not-a-file, and as `plan_finder.read`.
    """
    _refuse_unwritable(path)
    target = Path(os.path.realpath(path))
    try:
        descriptor = _acquire_lock(target.parent)
    except OSError as error:
        raise Failure("cannot-write", path=path, reason=system_reason(error)) from None
    try:
        yield LockedFile(path, target, read(path))
    finally:
        if descriptor is not None:
            with contextlib.suppress(OSError):  # the end of the process gives the lock back
                os.close(descriptor)


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


def _acquire_lock(folder: Path) -> int | None:
    """Return the descriptor of the locked folder; None without locks, as on Windows, where only the comparison before
    the rename protects the file."""
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, PermissionError):  # Windows; a folder that may not be read
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
        except OSError as error:
            if error.errno in _UNSUPPORTED:
                return descriptor
            os.close(descriptor)
            raise
        else:
            return descriptor


def _replace(target: Path, before: bytes, after: bytes) -> bool:
    """Replace the file if it still contains `before`; return whether it did."""
    with _temporary_file(target, target.name, after) as temporary:
        if target.read_bytes() != before:
            temporary.unlink()
            return False
        temporary.replace(target)
    return True


@contextlib.contextmanager
def _temporary_file(target: Path, name: str, raw: bytes) -> Iterator[Path]:
    """Write the bytes to a file beside the target, with the target's attributes, and flush it to disk; remove it if the
    caller's block fails."""
    _sweep(target.parent, name)
    # Not by tempfile, whose import takes a third of the time that Python takes to start.
    temporary = target.with_name(f".{name}.{os.urandom(4).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            _set_attributes(target, file.fileno())
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


class _RightsLost(Exception):
    """Neither owner nor group of a file can be kept, and a person would lose the right to read or write it."""


def _set_attributes(target: Path, descriptor: int) -> None:
    """Give a temporary file the owner, group, mode, access list and extended attributes of the target; for a new file,
    the mode of any new file.

    Raises _RightsLost.
    """
    try:
        status = target.stat()
    except FileNotFoundError:
        if hasattr(os, "fchmod"):  # a temporary file is created private
            mask = os.umask(0)
            os.umask(mask)
            os.fchmod(descriptor, 0o666 & ~mask)
        return
    if hasattr(os, "fchown"):
        _keep_owner(descriptor, status)
    if hasattr(os, "fchmod"):  # after fchown, which clears some bits, and before the access list, which sets others
        os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
    if hasattr(os, "listxattr"):
        _copy_extended_attributes(target, descriptor)


def _keep_owner(descriptor: int, status: os.stat_result) -> None:
    """Give the file its owner and group; at least the group, if only root could keep the owner.

    Raises _RightsLost unless everyone has the rights of owner and group.
    """
    current = os.fstat(descriptor)
    if (current.st_uid, current.st_gid) == (status.st_uid, status.st_gid):
        return
    for owner in (status.st_uid, -1):
        try:
            os.fchown(descriptor, owner, status.st_gid)
        except OSError as error:
            if error.errno not in _DENIED:
                raise
        else:
            return
    mode = status.st_mode
    if (mode >> 6 | mode >> 3) & ~mode & 0o7:
        raise _RightsLost


def _copy_extended_attributes(target: Path, descriptor: int) -> None:
    """Copy the extended attributes, which include the access control list, as far as the system lets us."""
    try:
        names = os.listxattr(target)
        inherited = os.listxattr(descriptor)
    except OSError as error:
        if error.errno in _UNSUPPORTED:
            return
        raise
    if _ACL in inherited and _ACL not in names:  # from the folder's default access list
        os.removexattr(descriptor, _ACL)
    for name in names:
        try:
            os.setxattr(descriptor, name, os.getxattr(target, name))
        except OSError as error:
            # Labels of the system are set by the system; the rest is the user's, and its loss must not be silent.
            if name.startswith("user.") or name == _ACL:
                raise error from None


def _flush_folder(path: Path, folder: Path) -> Failure | None:
    """Flush the folder, so that the rename survives a power cut; return the failure if the disk reports one."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            with contextlib.suppress(OSError):
                os.close(descriptor)
    except PermissionError:  # a system that does not open folders, or a folder that may not be read
        return None
    except OSError as error:
        if error.errno in _UNSUPPORTED:
            return None
        return Failure("not-flushed", path=path, reason=system_reason(error))
    return None


def _sweep(folder: Path, name: str) -> None:
    """Remove the temporary files of killed runs once they are too old to belong to a running one."""
    stray = re.compile(rf"\.{re.escape(name)}\.[a-z0-9_]{{8}}\.tmp")
    for path in folder.iterdir():
        if stray.fullmatch(path.name):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _STRAY_SECONDS:
                    path.unlink()


# --- new files ----------------------------------------------------------------------------------------------


def refuse_existing(path: Path, *, force: bool) -> None:
    """Refuse to overwrite a file without `force`, before the work for its content begins.

    Raises Failure output-exists, output-is-dash, output-is-folder, not-a-file, read-only, hard-link, cannot-write.
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
            if path.stat().st_nlink > 1:  # the other name would keep the old document
                raise Failure("hard-link", path=path)
    except (OSError, ValueError) as error:
        raise Failure("cannot-write", path=path, reason=system_reason(error)) from None


def prepare_folder(folder: Path, files: Iterable[Path], *, force: bool) -> None:
    """Make a folder for new files, unless one of them exists; Failure cannot-write, or as `refuse_existing` has it."""
    for file in files:
        refuse_existing(file, force=force)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise Failure("cannot-write", path=folder, reason=system_reason(error)) from None


def write_new(path: Path, raw: bytes, *, force: bool = False) -> None:
    """Write a new file in one step; an old one stays intact until it is replaced. A symlink stays one.

    Raises Failure as `refuse_existing`, not-yours, and not-flushed after the file was written.
    """
    refuse_existing(path, force=force)
    target = Path(os.path.realpath(path))
    try:
        # A part of the name, because a name may have the greatest length allowed.
        with _temporary_file(target, target.name[:40], raw) as temporary:
            if force:
                temporary.replace(target)
            else:
                _link(temporary, target)
    except FileExistsError:
        raise Failure("output-exists", path=path) from None
    except _RightsLost:
        raise Failure("not-yours", path=path) from None
    except OSError as error:
        raise Failure("cannot-write", path=path, reason=system_reason(error)) from None
    if failure := _flush_folder(path, target.parent):
        raise failure


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
