"""The disk: a plan is found, read and replaced in one step, and nothing that happens beside it gets lost."""

import errno
import os
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from talplan.problem import Failure
from talplan.system import store
from talplan.system.plan_finder import read
from talplan.system.store import lock_file

pytestmark = pytest.mark.once


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"title: one\n")
    return path


def replace(path: Path, text: str = "title: two\n") -> None:
    with lock_file(path) as file:
        file.replace(text)


def fails(act: Callable[[], object]) -> str:
    with pytest.raises(Failure) as failure:
        act()
    return failure.value.key


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def left_alone(path: Path) -> bool:
    """The file is what it was, and nothing lies beside it."""
    return path.read_bytes() == b"title: one\n" and names_in(path.parent) == [path.name]


# --- replacing ----------------------------------------------------------------------------------------------


def test_the_text_is_in_the_file_and_nothing_else_is_there(plan: Path) -> None:
    replace(plan)
    assert plan.read_bytes() == b"title: two\n"
    assert names_in(plan.parent) == ["plan.yaml"]


def test_a_byte_order_mark_stays(plan: Path) -> None:
    plan.write_bytes(b"\xef\xbb\xbftitle: one\n")
    replace(plan)
    assert plan.read_bytes() == b"\xef\xbb\xbftitle: two\n"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_the_mode_stays(plan: Path, mode: int) -> None:
    plan.chmod(mode)
    replace(plan)
    assert plan.stat().st_mode & 0o7777 == mode


def test_a_symlink_stays_and_the_file_behind_it_is_replaced(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    link = tmp_path / "here" / "link.yaml"
    link.symlink_to("../plan.yaml")
    replace(link)
    assert (link.is_symlink(), plan.read_bytes()) == (True, b"title: two\n")


def test_a_read_only_file_is_refused(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan.chmod(0o444)
    if os.access(plan, os.W_OK):  # root may write everything: ask as somebody else would be answered
        monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    assert fails(lambda: replace(plan)) == "read-only"
    assert left_alone(plan)


def test_a_hard_link_is_refused(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").hardlink_to(plan)
    assert fails(lambda: replace(plan)) == "hard-link"
    assert plan.read_bytes() == b"title: one\n"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "dangling.yaml").symlink_to("nowhere.yaml")
    assert fails(lambda: replace(tmp_path)) == "plan-is-folder"
    assert fails(lambda: replace(tmp_path / "pipe.yaml")) == "not-a-file"
    assert fails(lambda: replace(tmp_path / "missing.yaml")) == "cannot-read"
    assert fails(lambda: replace(tmp_path / "missing" / "plan.yaml")) == "cannot-read"
    assert fails(lambda: replace(tmp_path / "dangling.yaml")) == "cannot-read"
    assert fails(lambda: replace(Path("a\0b"))) == "cannot-read"


def test_a_change_by_another_program_stops_the_replacing(plan: Path) -> None:
    def meanwhile() -> None:
        with lock_file(plan) as file:
            plan.write_bytes(b"title: theirs\n")
            file.replace("title: two\n")

    assert fails(meanwhile) == "changed-meanwhile"
    assert plan.read_bytes() == b"title: theirs\n"
    assert names_in(plan.parent) == ["plan.yaml"]


def test_a_file_that_goes_away_stays_away(plan: Path) -> None:
    def meanwhile() -> None:
        with lock_file(plan) as file:
            plan.unlink()
            file.replace("title: two\n")

    assert fails(meanwhile) == "cannot-write"
    assert names_in(plan.parent) == []


@pytest.mark.parametrize("name", ["fsync", "fchmod"])
def test_a_full_disk_leaves_the_file_alone(plan: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, name, full)
    with pytest.raises(Failure) as failure:
        replace(plan)
    assert (failure.value.key, failure.value.values["reason"]) == ("cannot-write", "No space left on device")
    assert left_alone(plan)


def test_ctrl_c_while_writing_leaves_the_file_alone(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        replace(plan)
    assert left_alone(plan)


@pytest.mark.parametrize(
    ("number", "key"),
    [(errno.EINVAL, None), (errno.ENOTSUP, None), (errno.EIO, "not-flushed"), (errno.ENOSPC, "not-flushed")],
)
def test_a_folder_that_cannot_be_flushed(
    plan: Path, monkeypatch: pytest.MonkeyPatch, number: int, key: str | None
) -> None:
    """A file system without the call is fine; a disk that fails is not, although the text is in the file."""
    real = os.fsync

    def files_only(descriptor: int) -> None:
        if not os.path.samestat(os.fstat(descriptor), plan.parent.stat()):
            return real(descriptor)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", files_only)
    with lock_file(plan) as file:
        file.replace("title: two\n")
    assert plan.read_bytes() == b"title: two\n"
    assert (file.failure and file.failure.key) == key
    new = plan.parent / "new.docx"
    if key is None:
        store.write_new(new, b"new")
    else:
        assert fails(lambda: store.write_new(new, b"new")) == key
    assert (new.read_bytes(), names_in(plan.parent)) == (b"new", ["new.docx", "plan.yaml"])


def test_only_old_leftovers_of_this_file_are_swept(plan: Path) -> None:
    names = [".plan.yaml.abcd_123.tmp", ".plan.yaml.abcd_124.tmp", ".plan.yaml.notes.tmp", ".plan-b.yaml.abcd_123.tmp"]
    for name in names:
        (plan.parent / name).touch()
        os.utime(plan.parent / name, (time.time() - 3601,) * 2)
    os.utime(plan.parent / names[1])
    replace(plan)
    assert names_in(plan.parent) == sorted([*names[1:], "plan.yaml"])


@pytest.mark.parametrize("name", ["report.docx", "о" * 60 + ".xlsx"])
@pytest.mark.parametrize("force", [False, True])
def test_leftovers_of_a_killed_export_are_swept_by_the_next(tmp_path: Path, name: str, force: bool) -> None:
    path = tmp_path / name
    program = (
        "import os, sys; from pathlib import Path; from talplan.system.store import write_new\n"
        "os.fsync = lambda _: os.kill(os.getpid(), 9)\n"
        "write_new(Path(sys.argv[1]), b'one')\n"
    )
    assert subprocess.run([sys.executable, "-c", program, path]).returncode == -9
    [stray] = tmp_path.iterdir()
    store.write_new(path, b"two", force=force)
    assert names_in(tmp_path) == sorted([stray.name, name]), "it may be that of a run that is still going on"
    os.utime(stray, (time.time() - 3601,) * 2)
    store.write_new(tmp_path / "other.docx", b"three")
    assert stray.exists()
    store.write_new(path, b"four", force=True)
    assert names_in(tmp_path) == sorted([name, "other.docx"])


def test_a_name_with_signs_of_a_pattern(tmp_path: Path) -> None:
    path = tmp_path / "plan-[2025]*.yaml"
    path.write_bytes(b"title: one\n")
    stray = tmp_path / f".{path.name}.abcd_123.tmp"
    stray.touch()
    os.utime(stray, (0, 0))
    replace(path)
    assert names_in(tmp_path) == [path.name]


# --- where there is less than on this machine -----------------------------------------------------------------


def test_without_locks_modes_and_owners_the_file_is_replaced(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As on Windows: no fcntl, no fchmod, no fchown, and a folder cannot be opened.
    real = os.open

    def files_only(path: Any, flags: int, mode: int = 0o777, **extra: Any) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, flags, mode, **extra)

    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.delattr(os, "fchmod")
    monkeypatch.delattr(os, "fchown")
    monkeypatch.setattr(os, "open", files_only)
    replace(plan)
    assert plan.read_bytes() == b"title: two\n"
    assert names_in(plan.parent) == ["plan.yaml"]


def test_a_file_system_without_locks(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def unsupported(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    replace(plan)
    assert plan.read_bytes() == b"title: two\n"


# --- whose file it is ------------------------------------------------------------------------------------------

OWNER, OTHER, STRANGER, TEAM = 61001, 61002, 61003, 61010
"""Numbers of users and of a group that need no names; OTHER is a member of TEAM, STRANGER is not."""


@pytest.fixture
def shared() -> Iterator[Path]:
    """A plan in a folder that everyone may write to, owned by OWNER and TEAM."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can act as several users")
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        folder = Path(name)
        folder.chmod(0o777)
        path = folder / "plan.yaml"
        path.write_bytes(b"title: one\n")
        os.chown(path, OWNER, TEAM)
        path.chmod(0o664)
        yield path


def replace_as(user: int, path: Path) -> str:
    """Replace the file as another user, a member of TEAM unless it is STRANGER; return the key of the failure."""
    # Everything is imported before the rights go: other users may not be able to read this Python.
    program = (
        "import fcntl, os, sys; from pathlib import Path; from talplan.problem import Failure\n"
        "from talplan.system.store import lock_file\n"
        "path, user, *groups = sys.argv[1], *map(int, sys.argv[2:])\n"
        "os.setgroups(groups); os.setgid(user); os.setuid(user)\n"
        "try:\n"
        "    with lock_file(Path(path)) as file:\n"
        "        file.replace('title: two\\n')\n"
        "except Failure as failure:\n"
        "    print(failure.key, end='')\n"
    )
    groups = [] if user == STRANGER else [TEAM]
    words = [sys.executable, "-c", program, str(path), *map(str, [user, *groups])]
    result = subprocess.run(words, capture_output=True, encoding="utf-8")
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def whose(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_uid, status.st_gid, status.st_mode & 0o777


def test_root_keeps_owner_and_group(shared: Path) -> None:
    replace(shared)
    assert (shared.read_bytes(), whose(shared)) == (b"title: two\n", (OWNER, TEAM, 0o664))


def test_a_mark_by_another_member_keeps_the_group_so_that_the_next_can_mark(shared: Path) -> None:
    assert replace_as(OTHER, shared) == ""
    assert (shared.read_bytes(), whose(shared)) == (b"title: two\n", (OTHER, TEAM, 0o664))
    assert replace_as(OWNER, shared) == ""
    assert whose(shared) == (OWNER, TEAM, 0o664)


def test_where_neither_owner_nor_group_can_be_kept_nothing_is_written(shared: Path) -> None:
    allow(shared, STRANGER)
    assert replace_as(STRANGER, shared) == "not-yours"
    assert (shared.read_bytes(), whose(shared)[:2]) == (b"title: one\n", (OWNER, TEAM))
    assert names_in(shared.parent) == ["plan.yaml"]


def test_a_file_that_everyone_may_write_can_change_hands(shared: Path) -> None:
    shared.chmod(0o666)
    assert replace_as(STRANGER, shared) == ""
    assert (shared.read_bytes(), whose(shared)[2]) == (b"title: two\n", 0o666)


def allow(path: Path, user: int) -> bytes:
    """Let a user read and write the file by an access control list, which is returned; skip without such lists."""
    entries = [(0x01, 6, 0xFFFFFFFF), (0x02, 6, user), (0x04, 6, 0xFFFFFFFF), (0x10, 6, 0xFFFFFFFF)]
    acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *each) for each in [*entries, (0x20, 4, 0xFFFFFFFF)])
    return set_attribute(path, "system.posix_acl_access", acl)


def set_attribute(path: Path, name: str, value: bytes) -> bytes:
    try:
        os.setxattr(path, name, value)
    except (AttributeError, OSError) as error:
        pytest.skip(f"no extended attributes here: {error}")
    return value


def test_extended_attributes_and_the_access_list_stay(plan: Path) -> None:
    label = set_attribute(plan, "user.label", "окуу жылы".encode())
    acl = allow(plan, 61002)
    replace(plan)
    assert plan.read_bytes() == b"title: two\n"
    assert os.getxattr(plan, "user.label") == label
    assert os.getxattr(plan, "system.posix_acl_access") == acl


def test_the_list_of_the_folder_does_not_replace_that_of_the_file(plan: Path) -> None:
    acl = allow(plan, 61002)
    set_attribute(plan.parent, "system.posix_acl_default", acl)
    os.removexattr(plan, "system.posix_acl_access")
    plan.chmod(0o640)
    replace(plan)
    assert "system.posix_acl_access" not in os.listxattr(plan)
    assert plan.stat().st_mode & 0o777 == 0o640


def test_an_attribute_that_cannot_be_kept_is_not_lost_in_silence(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_attribute(plan, "user.label", b"one")
    monkeypatch.setattr(os, "setxattr", raising(errno.ENOSPC))
    assert fails(lambda: replace(plan)) == "cannot-write"
    assert left_alone(plan)


def raising(number: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


# --- locking --------------------------------------------------------------------------------------------------


def test_a_held_lock_is_waited_for_and_then_given_up(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    monkeypatch.setattr(store, "LOCK_SECONDS", 0.1)
    holder = os.open(plan.parent, os.O_RDONLY)
    try:
        fcntl.flock(holder, fcntl.LOCK_EX)
        assert fails(lambda: replace(plan)) == "locked"
    finally:
        os.close(holder)
    assert left_alone(plan)
    replace(plan)


def test_the_lock_is_given_back_after_a_failure(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.1)
    with pytest.raises(ZeroDivisionError), lock_file(plan):
        raise ZeroDivisionError
    replace(plan)


def test_no_descriptor_is_left_open(plan: Path) -> None:
    def count() -> int:
        return len(names_in(Path("/dev/fd")))

    before = count()
    for _ in range(5):
        replace(plan, plan.read_text())
    assert count() == before


def test_four_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    # Each adds five lines of its own, reading and replacing the file anew for every one of them.
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"")
    program = (
        "import sys; from pathlib import Path; from talplan.system.store import lock_file\n"
        "for turn in range(5):\n"
        "    with lock_file(Path(sys.argv[1])) as file:\n"
        "        file.replace(file.raw.decode() + f'{sys.argv[2]}{turn}\\n')\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(path), name]) for name in "abcd"]
    assert [one.wait(30) for one in running] == [0] * 4
    assert sorted(path.read_text().split()) == sorted(f"{name}{turn}" for name in "abcd" for turn in range(5))


def test_reading(plan: Path, tmp_path: Path) -> None:
    assert read(plan) == b"title: one\n"
    assert fails(lambda: read(tmp_path)) == "plan-is-folder"
    assert fails(lambda: read(tmp_path / "missing.yaml")) == "cannot-read"
    assert fails(lambda: read(plan / "plan.yaml")) == "cannot-read"
    assert fails(lambda: read(Path("a\0b"))) == "cannot-read"
