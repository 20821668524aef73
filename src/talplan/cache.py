"""Plans that were read and found valid, kept so that nobody reads and checks the same bytes twice.

The cache is never needed for a right answer. An entry's name is made of the file's bytes, of talplan and of Python;
its content begins with a sum of that name and of itself. Whatever is doubtful is a miss, whatever cannot be written is
not kept.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from collections.abc import Callable, Iterator
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING

from talplan import __version__
from talplan.packing import packed, unpacked

if TYPE_CHECKING:
    from talplan.plan import Plan

MOST_BYTES = 64 * 1024 * 1024
_SUM = 16
_SUFFIX = ".plan"
_PRIVATE = 0o700


def kept(raw: bytes) -> Plan | None:
    """The plan that these bytes of a file say, where it is known."""
    folder = _folder()
    if folder is None:
        return None
    try:
        name = _name(raw)
        path = os.path.join(folder, name)
        if not (_own(folder, S_ISDIR) and _own(path, S_ISREG)):
            return None
        with open(path, "rb") as file:
            entry = memoryview(file.read())
        if entry[:_SUM] != _sum(name.encode(), entry[_SUM:]):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # what is used stays longest
        return unpacked(marshal.loads(entry[_SUM:]))  # noqa: S302  what we wrote ourselves
    except Exception:  # whatever is wrong with an entry, the file itself is there to be read
        return None


def keep(raw: bytes, plan: Plan) -> None:
    """Keeps the plan for whoever reads these bytes next."""
    folder = _folder()
    if folder is None:
        return
    with contextlib.suppress(OSError):  # a full disk, a home that cannot be written
        os.makedirs(folder, _PRIVATE, exist_ok=True)
        if not _own(folder, S_ISDIR):
            return
        name, values = _name(raw), marshal.dumps(packed(plan))
        if _room(folder, _SUM + len(values)):
            _write(folder, name, _sum(name.encode(), values), values)


def _write(folder: str, name: str, *parts: bytes) -> None:
    """Aside and renamed: who reads sees the whole entry or none."""
    aside = os.path.join(folder, f"{name}.{os.getpid()}{_SUFFIX}")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with open(os.open(aside, flags, 0o600), "wb") as file:
            file.writelines(parts)
        os.replace(aside, os.path.join(folder, name))
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(aside)
        raise


def _room(folder: str, needed: int) -> bool:
    """Whether there is room for an entry, once those that were not used for longest are gone."""
    if needed > MOST_BYTES:
        return False
    entries = sorted(_entries(folder))
    total = needed + sum(size for _, size, _ in entries)
    for _, size, path in entries:
        if total <= MOST_BYTES:
            break
        os.unlink(path)
        total -= size
    return True


def _entries(folder: str) -> Iterator[tuple[float, int, str]]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.name.endswith(_SUFFIX) and entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                yield status.st_mtime, status.st_size, entry.path


def _folder() -> str | None:
    """Where entries lie; None where nothing may be kept, or there is no such place."""
    if os.environ.get("TALPLAN_NO_CACHE"):
        return None
    windows = sys.platform == "win32"
    place = os.environ.get("LOCALAPPDATA" if windows else "XDG_CACHE_HOME", "")
    if not os.path.isabs(place) and not windows:
        usual = "Library/Caches" if sys.platform == "darwin" else ".cache"
        place = os.path.join(os.path.expanduser("~"), usual)
    return os.path.join(place, "talplan") if os.path.isabs(place) else None


def _own(path: str, right: Callable[[int], bool]) -> bool:
    """Whether it is the right kind of thing and no link to one, ours, and nobody else can have written it."""
    status = os.lstat(path)
    private = sys.platform == "win32" or (status.st_uid == os.getuid() and not status.st_mode & 0o077)
    return private and right(status.st_mode)


def _name(raw: bytes) -> str:
    """The bytes, our version, and when this package was last put where it stands: a version in work has no number."""
    package = os.stat(os.path.dirname(__file__)).st_mtime_ns
    made = f"{__version__} {package} {sys.implementation.cache_tag} ".encode()
    return _sum(made, raw).hex() + _SUFFIX


def _sum(*parts: bytes | memoryview) -> bytes:
    try:
        from _blake2 import blake2b  # hashlib, which has the same, loads OpenSSL: a third of Python's own start
    except ImportError:
        from hashlib import blake2b
    made = blake2b(digest_size=_SUM)
    for part in parts:
        made.update(part)
    return made.digest()
