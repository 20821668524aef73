"""Whatever lies in the cache and wherever it lies, the answer is that of the file's bytes."""

import errno
import marshal
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from changing import PLAN, TODAY
from running import PROGRAM, environment, program, run
from talplan import cache
from talplan.load import load
from talplan.packing import packed
from talplan.plan import Plan

posix = pytest.mark.skipif(os.name != "posix", reason="owners, modes, links and limits as POSIX has them")

OTHER = PLAN.replace("Тизме түзүү", "Тизме сузуу")
RAW, OTHER_RAW = PLAN.encode(), OTHER.encode()


def plan_of(raw: bytes) -> Plan:
    plan = load(raw).plan
    assert plan
    return plan


@pytest.fixture
def folder(plan: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where entries will lie; the working folder has PLAN in it."""
    home = plan.parent / "home"
    home.mkdir()
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    return home / "talplan"


def answer() -> str:
    """What `list` says of the plan in the working folder."""
    done = run("list", "--format", "json", today=TODAY)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def cold() -> str:
    """The same, of the file alone."""
    done = run("list", "--format", "json", today=TODAY, TALPLAN_NO_CACHE="1")
    return done.stdout


def entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def entry(folder: Path, raw: bytes = RAW) -> Path:
    return folder / cache._name(raw)


# --- it is used ---------------------------------------------------------------------------------------------


def test_known_plan_is_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = answer()
    assert entries(folder) == [entry(folder)]
    monkeypatch.setattr("talplan.load.load", None)
    assert answer() == first


def test_no_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TALPLAN_NO_CACHE=1 neither keeps anything nor reads what is kept."""
    monkeypatch.setenv("TALPLAN_NO_CACHE", "1")
    right = answer()
    assert not folder.exists()
    monkeypatch.delenv("TALPLAN_NO_CACHE")
    lie()
    assert answer() != right
    monkeypatch.setenv("TALPLAN_NO_CACHE", "1")
    assert answer() == right


def lie() -> None:
    """An entry that says another plan of these bytes, and is trusted: whoever reads it answers wrong."""
    cache.keep(RAW, plan_of(OTHER_RAW))
    assert "сузуу" in answer()


def test_invalid_plan_is_not_kept(folder: Path, plan: Path) -> None:
    plan.write_text(PLAN.replace("сентябрь", "сентяб"), encoding="utf-8")
    first, second = (run("list", today=TODAY) for _ in range(2))
    assert (first.exit_code, first.stderr) == (second.exit_code, second.stderr)
    assert first.exit_code == 2
    assert entries(folder) == []


def test_changed_plan_is_known_at_once(folder: Path, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("done", "1.1", today=TODAY).exit_code == 0
    right = cold()
    assert entry(folder, plan.read_bytes()) in entries(folder)
    monkeypatch.setattr("talplan.load.load", None)
    assert answer() == right


def test_plan_of_the_same_size_and_time(folder: Path, plan: Path) -> None:
    assert len(RAW) == len(OTHER_RAW)
    assert "түзүү" in answer()
    before = plan.stat()
    plan.write_bytes(OTHER_RAW)
    os.utime(plan, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "сузуу" in answer()
    assert len(entries(folder)) == 2


# --- what is not trusted ------------------------------------------------------------------------------------


def other_owner(path: Path) -> None:
    if os.getuid():
        pytest.skip("only root can give files away")
    os.chown(path, 12345, 12345)


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def in_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


@posix
@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("folder", other_owner),
        ("folder", lambda path: path.chmod(0o777)),
        ("folder", lambda path: path.chmod(0o750)),
        ("folder", lambda path: path.chmod(0o701)),
        ("folder", linked),
        ("entry", other_owner),
        ("entry", lambda path: path.chmod(0o620)),
        ("entry", lambda path: path.chmod(0o604)),
        ("entry", linked),
        ("entry", in_a_pipe),
    ],
)
def test_not_ours(what: str, change: Callable[[Path], None], folder: Path) -> None:
    """What somebody else could have written is no answer; and in a folder that is not ours nothing is put."""
    lie()
    change(folder if what == "folder" else entry(folder))
    before = [path.stat().st_ino for path in entries(folder)]
    assert answer() == cold()
    assert what == "entry" or [path.stat().st_ino for path in entries(folder)] == before


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("setting", ["__version__", "sys.implementation.cache_tag", "the package"])
def test_another_talplan(setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version wrote, another Python, or one that has been installed since, is not read."""
    lie()
    if setting == "__version__":
        monkeypatch.setattr(cache, "__version__", "0.0.9")
    elif setting == "the package":
        installed = tmp_path / "another"
        installed.mkdir()
        monkeypatch.setattr(cache, "__file__", str(installed / "cache.py"))
    else:
        monkeypatch.setattr(sys.implementation, "cache_tag", "cpython-399")
    assert answer() == cold()


def summed(name: str, values: bytes) -> bytes:
    """An entry of that name whose sum is right."""
    return cache._sum(name.encode(), values) + values


def values(path: Path) -> bytes:
    """What stands in an entry behind its sum."""
    return path.read_bytes()[16:]


def shaped(shape: Any) -> Callable[[Path], bytes]:
    return lambda path: summed(path.name, marshal.dumps(shape))


SHAPES: list[Any] = [None, 0, "", (), [], {}, "abcdef", (1, 2, 3, 4, 5, 6), packed(plan_of(RAW))[:5]]
DAMAGE: dict[str, Callable[[Path], bytes]] = {
    "empty": lambda _: b"",
    "noise": lambda _: bytes(range(256)) * 40,
    "half": lambda path: path.read_bytes()[:400],
    "the sum alone": lambda path: path.read_bytes()[:16],
    "one byte short": lambda path: path.read_bytes()[:-1],
    "one byte more": lambda path: path.read_bytes() + b"0",
    "one letter": lambda path: path.read_bytes().replace("түзүү".encode(), "сузуу".encode()),
    "another plan's": lambda path: path.with_name(cache._name(OTHER_RAW)).read_bytes(),
    "nothing, summed": lambda path: summed(path.name, b""),
    "noise, summed": lambda path: summed(path.name, bytes(range(256)) * 40),
    "half, summed": lambda path: summed(path.name, values(path)[:400]),
    "deep, summed": lambda path: summed(path.name, b")\x01" * 100_000 + b"N"),
    "code, summed": lambda path: summed(path.name, marshal.dumps(cache._sum.__code__)),
    **{f"{shape!r}, summed": shaped(shape) for shape in SHAPES},
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_entry(damage: str, folder: Path) -> None:
    """It is not read, and a sound one stands in its place afterwards."""
    cache.keep(OTHER_RAW, plan_of(OTHER_RAW))
    right = answer()
    kept = entry(folder)
    sound = kept.read_bytes()
    kept.write_bytes(DAMAGE[damage](kept))
    assert kept.read_bytes() != sound
    assert answer() == right
    assert kept.read_bytes() == sound


def test_folder_full_of_garbage(folder: Path) -> None:
    right = answer()
    kept = entry(folder)
    kept.unlink()
    kept.mkdir()
    for name in ("x.plan", "notes.txt", f"{kept.name}.{os.getpid()}.plan"):
        (folder / name).write_bytes(b"garbage")
    (folder / "sub.plan").mkdir()
    assert answer() == right
    assert {path.name for path in entries(folder)} >= {kept.name, "x.plan", "notes.txt", "sub.plan"}


# --- where nothing can be kept ------------------------------------------------------------------------------


def test_folder_is_a_file(folder: Path) -> None:
    folder.write_text("mine")
    assert answer() == cold()
    assert folder.read_text() == "mine"


@posix
@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("place", ["/dev/null", "/proc/nowhere", "/dev/full/x"])
def test_no_place(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", place)
    assert answer() == cold()


@posix
def test_read_only(folder: Path) -> None:
    if not os.getuid():
        pytest.skip("root writes everywhere")
    folder.parent.chmod(0o500)
    assert answer() == cold()
    assert entries(folder) == []


@pytest.mark.parametrize("call", ["makedirs", "lstat", "scandir", "open", "replace", "utime", "unlink"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_refused(call: str, number: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full or read-only, at every step on the way."""
    cache.keep(OTHER_RAW, plan_of(OTHER_RAW))
    monkeypatch.setattr(cache, "MOST_BYTES", entry(folder, OTHER_RAW).stat().st_size + 1)  # the old one has to go
    right = cold()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        plan = cache.kept(RAW)
        cache.keep(RAW, plan_of(RAW))
    assert plan is None
    assert set(entries(folder)) <= {entry(folder), entry(folder, OTHER_RAW)}, "nothing half-made stays"
    assert answer() == right


@pytest.mark.usefixtures("folder")
def test_read_only_once_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is used, though nobody can note that it was."""
    right = answer()

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "utime", refuse)
    monkeypatch.setattr("talplan.load.load", None)
    assert answer() == right


@posix
def test_full_disk(folder: Path) -> None:
    """No half entry stays behind."""
    import resource

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))

    done = program("list", "--format", "json", env=environment({"TALPLAN_TODAY": TODAY}, None), preexec_fn=small)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, cold(), b"")
    assert folder.is_dir()
    assert entries(folder) == []


@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="where caches lie on Linux")
@pytest.mark.parametrize("given", ["", "relative", "./x"])
def test_home(given: str, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an absolute XDG_CACHE_HOME it is ~/.cache, and the working folder never."""
    monkeypatch.setenv("XDG_CACHE_HOME", given)
    monkeypatch.setenv("HOME", str(plan.parent / "home"))
    assert answer() == cold()
    assert entries(plan.parent / "home/.cache/talplan") == [entry(plan.parent / "home/.cache/talplan")]
    assert [path.name for path in entries(plan.parent)] == ["home", plan.name]


@posix
def test_no_home(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither HOME nor a line in the list of users: nothing is kept."""
    import pwd

    def unknown(_: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("HOME")
    assert answer() == cold()
    assert entries(plan.parent) == [plan]


# --- how much is kept ---------------------------------------------------------------------------------------


def variants(count: int) -> list[bytes]:
    """Plans whose entries are of one size."""
    return [PLAN.replace("Көзөмөл", f"Көзөмөл {number:02}").encode() for number in range(count)]


def test_least_recently_used_goes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _, third, fourth = raws = variants(4)
    for age, raw in zip((30, 20, 10), raws, strict=False):
        cache.keep(raw, plan_of(raw))
        kept = entry(folder, raw).stat()
        os.utime(entry(folder, raw), ns=(0, kept.st_mtime_ns - age * 10**9))
    monkeypatch.setattr(cache, "MOST_BYTES", 3 * kept.st_size)
    assert cache.kept(first)  # used again: the second is the oldest now
    cache.keep(fourth, plan_of(fourth))
    assert set(entries(folder)) == {entry(folder, raw) for raw in (first, third, fourth)}


def test_what_a_killed_run_left_goes_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = variants(2)
    cache.keep(one, plan_of(one))
    stray = folder / f"{entry(folder, two).name}.1.plan"
    stray.write_bytes(b"half")
    os.utime(stray, (0, 0))
    monkeypatch.setattr(cache, "MOST_BYTES", 2 * entry(folder, one).stat().st_size)
    cache.keep(two, plan_of(two))
    assert set(entries(folder)) == {entry(folder, one), entry(folder, two)}


def test_too_large_to_keep(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has to go for a plan that finds no room anyway."""
    cache.keep(OTHER_RAW, plan_of(OTHER_RAW))
    monkeypatch.setattr(cache, "MOST_BYTES", 100)
    cache.keep(RAW, plan_of(RAW))
    assert entries(folder) == [entry(folder, OTHER_RAW)]


def test_never_above_its_limit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other people's files there are none of its business."""
    raws = variants(12)
    cache.keep(raws[0], plan_of(raws[0]))
    (folder / "mine.txt").write_bytes(b"0" * 10**6)
    monkeypatch.setattr(cache, "MOST_BYTES", 5 * entry(folder, raws[0]).stat().st_size)
    for raw in raws:
        cache.keep(raw, plan_of(raw))
        assert sum(path.stat().st_size for path in folder.glob("*.plan")) <= cache.MOST_BYTES
    assert len(list(folder.glob("*.plan"))) == 5
    assert (folder / "mine.txt").exists()


def test_clock_goes_backwards(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries from days to come are read like others, and what is new finds room beside them."""
    one, two, three = variants(3)
    for raw in (one, two):
        cache.keep(raw, plan_of(raw))
        os.utime(entry(folder, raw), (2**33, 2**33))
    monkeypatch.setattr(cache, "MOST_BYTES", 2 * entry(folder, one).stat().st_size)
    cache.keep(three, plan_of(three))
    for raw in (one, two, three):
        known = cache.kept(raw)
        assert known is None or packed(known) == packed(plan_of(raw))
    assert cache.kept(three)


# --- several at once ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 8])
def test_at_once(count: int, folder: Path) -> None:
    env = environment({"TALPLAN_TODAY": TODAY}, None)
    running = [
        subprocess.Popen(
            [*PROGRAM, "list", "--format", "json"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(count)
    ]
    right = cold().encode()
    assert [process.communicate(timeout=60) for process in running] == [(right, b"")] * count
    assert entries(folder) == [entry(folder)]
    assert cache.kept(RAW)


def test_folder_vanishes(folder: Path) -> None:
    first = answer()
    shutil.rmtree(folder)
    assert answer() == first
    assert entries(folder) == [entry(folder)]
