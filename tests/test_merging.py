"""Merges as people meet them: each case of `cases/merges/` is what both sides come from, the two sides, what comes out,
and what is said.

A case is `=== what it shows`, then the five texts with a line `~~~` between each two: base, ours, theirs, the result,
the exit code and the messages. Texts begin below HEAD, or with `[whole]` in the title are the whole file. How a file
is stored is said in the title too: `[crlf]`, `[bom]`, `[no newline]` of all, or of one side: `[crlf: ours]`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from running import run
from talplan.planfile.load import load
from talplan.versions.diff import compare
from talplan.versions.snapshot import read_snapshot

FOLDER = Path(__file__).parent / "cases" / "merges"
HEAD = """\
title: План
year: 2025-2026
units:
- name: Ректорат
- name: Деканат
  aliases: [Декан]
- name: Кафедра
- name: Лаборант
  part_of: Кафедра
sections:
- number: 1
  items:
"""


@dataclass(frozen=True)
class Case:
    """One merge; `told` is the exit code and what is said below it."""

    title: str
    ways: list[str]
    base: bytes
    ours: bytes
    theirs: bytes
    result: bytes
    told: str

    @property
    def conflict(self) -> bool:
        return not self.told.startswith("0")


def _cases() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.txt")):
        for text in re.split("^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            case = _case(text)
            yield pytest.param(case, id=f"{path.stem}: {case.title}")


def _case(text: str) -> Case:
    title, texts = text.split("\n", 1)
    base, ours, theirs, result, told = texts.split("~~~\n")
    ways = re.findall(r"\[(.*?)\]", title)
    return Case(
        title,
        ways,
        _stored(base, ways, "base"),
        _stored(ours, ways, "ours"),
        _stored(theirs, ways, "theirs"),
        _stored(result, ways, "ours"),
        told.rstrip("\n"),
    )


def _stored(text: str, ways: list[str], side: str) -> bytes:
    if not text.strip():
        return b""
    here = {name for name, _, of in (way.partition(": ") for way in ways) if of in ("", side)}
    text = text.rstrip("\n") + ("" if "no newline" in here else "\n")
    if "whole" not in here:
        text = HEAD + text
    if "crlf" in here:
        text = text.replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if "bom" in here else b"") + text.encode()


def merged(folder: Path, base: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, str]:
    """What stands in our file afterwards, and what is told."""
    for name, raw in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_bytes(raw)
    done = run("merge", *(str(folder / name) for name in ("base", "ours", "theirs")), "--path", "plan.yaml")
    assert done.stdout == ""
    assert ((folder / "base").read_bytes(), (folder / "theirs").read_bytes()) == (base, theirs)
    return (folder / "ours").read_bytes(), f"{done.exit_code}\n{done.stderr}".rstrip("\n")


CASES = list(_cases())


@pytest.mark.parametrize("case", CASES)
def test_merge(case: Case, tmp_path: Path) -> None:
    result, told = merged(tmp_path, case.base, case.ours, case.theirs)
    assert result.decode() == case.result.decode()
    assert told == case.told


@pytest.mark.parametrize("case", CASES)
def test_the_other_way_round(case: Case, tmp_path: Path) -> None:
    result, told = merged(tmp_path, case.base, case.theirs, case.ours)
    assert told[0] == case.told[0]
    if case.conflict:
        assert b"<<<<<<< " in result
        return
    ours, theirs = load(case.result), load(result)
    assert not compare(read_snapshot(ours.data), read_snapshot(theirs.data))
    by_meaning = "cannot be merged by meaning" not in case.told
    assert (ours.errors, theirs.errors) == ([], []) or not by_meaning
