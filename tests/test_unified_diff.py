"""Unified diffs: what they look like, that they say exactly the change, and that large ones take no time."""

import difflib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talplan.versions.unified_diff import unified_diff

pytestmark = pytest.mark.once

TEXTS = st.lists(st.sampled_from(["а\n", "б\n", "в\r\n", "\n", "г"]), max_size=30).map(
    lambda lines: "".join(line if line != "г" or at == len(lines) - 1 else "г\n" for at, line in enumerate(lines))
)


def applied(before: str, diff: str) -> str:
    """The text that a diff makes of another, read strictly: every line of it must be where the diff says."""
    old = before.splitlines(keepends=True)
    lines = iter(diff.replace("\n\\ No newline at end of file\n", "\0").splitlines(keepends=True)[2:])
    made: list[str] = []
    at = 0
    pending: list[str] = [line for whole in lines for line in re.split("(?<=\0)", whole) if line]
    for line in pending:
        text = line[1:].replace("\0", "")
        if line.startswith("@@"):
            found = re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n", line)
            assert found is not None
            start = int(found[1]) - (found[2] != "0")
            made += old[at:start]
            at = start
            assert len(made) == int(found[3]) - (found[4] != "0")
        elif line[0] in " -":
            assert old[at] == text
            at += 1
        if line[0] in " +":
            made.append(text)
    return "".join([*made, *old[at:]])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\nb\n", "a\nb\n", ""),
        ("a\nb\n", "a\nx\nb\n", "@@ -1,2 +1,3 @@\n a\n+x\n b\n"),
        ("a\nb\n", "b\n", "@@ -1,2 +1 @@\n-a\n b\n"),
        ("", "a\n", "@@ -0,0 +1 @@\n+a\n"),
        ("a\n", "", "@@ -1 +0,0 @@\n-a\n"),
        ("a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
        ("a\nb", "a\nc\nb", "@@ -1,2 +1,3 @@\n a\n+c\n b\n\\ No newline at end of file\n"),
        ("a\r\n", "a\r\nb\r\n", "@@ -1 +1,2 @@\n a\r\n+b\r\n"),
        ("1\n2\n3\n4\n5\n6\n7\n", "x\n2\n3\n4\n5\n6\n7\n", "@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n"),
    ],
)
def test_the_look(before: str, after: str, expected: str) -> None:
    header = "--- a/p.yaml\n+++ b/p.yaml\n" if expected else ""
    assert unified_diff(before, after, "p.yaml") == header + expected


def test_changes_that_are_close_share_their_surroundings() -> None:
    before = [f"{number}\n" for number in range(30)]
    for distance, hunks in [(6, 1), (7, 1), (8, 2)]:
        after = [*before]
        after[5] = after[5 + distance] = "x\n"
        diff = unified_diff("".join(before), "".join(after), "p")
        assert diff.count("@@ -") == hunks
        assert list(difflib.unified_diff(before, after, "a/p", "b/p")) == diff.splitlines(keepends=True)


@given(TEXTS, TEXTS)
def test_a_diff_makes_one_text_of_the_other(before: str, after: str) -> None:
    assert applied(before, unified_diff(before, after, "p")) == after


def test_the_number_of_steps_grows_with_the_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each record stands among lines that stand everywhere: difflib must see but a few of them at a time.
    sizes: list[int] = []
    real = difflib.SequenceMatcher

    def seen(junk: None, old: list[str], new: list[str], *, autojunk: bool) -> "difflib.SequenceMatcher[str]":
        sizes.append(len(old) * len(new))
        return real(junk, old, new, autojunk=autojunk)

    monkeypatch.setattr(difflib, "SequenceMatcher", seen)
    item = "  - number: {0}\n    task: Иш {1}\n    due: [октябрь]\n    units: [Деканат]\n"
    before = [item.format(number % 50, number) for number in range(2000)]
    after = [text + "    done:\n    - date: 2025-11-20\n" for text in before]
    diff = unified_diff("".join(before), "".join(after), "p")
    assert applied("".join(before), diff) == "".join(after)
    assert (diff.count("\n+"), diff.count("\n-")) == (2 * 2000 + 1, 0)
    assert sum(sizes) < 100 * 2000
