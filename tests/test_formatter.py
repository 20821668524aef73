"""The canonical layout as `fmt` writes it: each case of `cases/fmt/` is a text before and after.

A case is `=== what it shows`, the text before, a line `~~~`, the text after; `=` stands for the same text. Texts
begin below HEAD, or with `[whole]` in the title are the whole file. `[crlf]`, `[bom]` and `[no newline]` say how
the file before is stored.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from running import PLAN
from talplan.editing.formatter import build_canonical_text, format_text
from talplan.planfile.load import Loaded, load

FOLDER = Path(__file__).parent / "cases" / "fmt"
TODAY = date(2025, 11, 20)
HEAD = """\
title: План
year: 2025-2026
units:
- name: Ректорат
- name: Деканат
  aliases: [Декан]
- name: Топ, сынак
sections:
- number: 1
  items:
"""


@dataclass(frozen=True)
class Case:
    """One file before and after."""

    before: bytes
    after: str


def _cases() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.txt")):
        for text in re.split("^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title, rest = text.split("\n", 1)
            yield pytest.param(_case(title, rest), id=f"{path.stem}: {title}")


def _case(title: str, text: str) -> Case:
    before, after = text.split("~~~\n")
    ways = re.findall(r"\[(.*?)\]", title)
    head = "" if "whole" in ways else HEAD
    before = head + before.rstrip("\n") + ("" if "no newline" in ways else "\n")
    raw = before.replace("\n", "\r\n" if "crlf" in ways else "\n").encode()
    whole = before if after.strip() == "=" else head + after.rstrip("\n") + "\n"
    return Case((b"\xef\xbb\xbf" if "bom" in ways else b"") + raw, whole)


CASES = list(_cases())


def read(raw: bytes | str) -> Loaded:
    loaded = load(raw.encode() if isinstance(raw, str) else raw, TODAY)
    assert not loaded.errors, loaded.errors
    return loaded


@pytest.mark.parametrize("case", CASES)
def test_case(case: Case) -> None:
    assert build_canonical_text(read(case.before)) == case.after
    assert format_text(read(case.before)) == case.after


@pytest.mark.parametrize("case", CASES)
def test_what_is_canonical_stays(case: Case) -> None:
    assert format_text(read(case.after)) == case.after


def test_the_plan_is_canonical() -> None:
    assert format_text(read(PLAN.read_bytes())).encode() == PLAN.read_bytes()
