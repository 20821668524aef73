"""Merge two changed plans in both directions, with and without git's merge by lines, and judge the results."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import merge_oracle as oracle
from merge_oracle import Step
from talplan.planfile.load import Loaded, load
from talplan.system import git
from talplan.versions.merge_texts import MergedText, merge_texts

_HUNK = re.compile(r"^<<<<<<< ours\n(.*?)^=======\n(.*?)^>>>>>>> theirs\n", flags=re.MULTILINE | re.DOTALL)
Show = Callable[[str], object]


def judge(our_steps: Sequence[Step], their_steps: Sequence[Step], show: Show, *, thorough: bool = True) -> str:
    """Judge one merge in both directions; return what became of it. Fails with the texts shown."""
    base = oracle.begin()
    plans = base, oracle.change(base, "ours", our_steps), oracle.change(base, "theirs", their_steps)
    texts = [oracle.write(plan) for plan in plans]
    for title, text in zip(("base", "ours", "theirs"), texts, strict=True):
        show(f"--- {title}\n{text}")
    if not all(oracle.is_knowable(base, side) for side in plans[1:]):
        return "unknowable"
    expected = oracle.merge(*plans)
    swapped = [texts[0], texts[2], texts[1]]
    ways = {"merged": (texts, True), "the other way round": (swapped, thorough)}
    ways |= {"without git": (texts, False), "without git, the other way round": (swapped, False)} if thorough else {}
    results = []
    for title, (versions, lines) in ways.items():
        result = merge(versions, lines=lines)
        results.append(result)
        show(f"--- {title} {result.conflicts} {result.comments_lost}\n{result.text}")
        assert bool(result.conflicts) == (expected is None), title
        if expected is None:
            judge_conflict(plans, result)
        else:
            judge_result(expected, result)
    if (
        thorough
        and expected is not None
        and not {"rename", "undo", "unnote"} & {kind for kind, _, _ in (*our_steps, *their_steps)}
    ):
        assert merge([texts[0], results[0].text, texts[2]]).text == results[0].text, "a second merge changes nothing"
    return "conflict" if expected is None else "merged"


def judge_result(expected: oracle.Expected, result: MergedText) -> None:
    contents, comments, numbers = oracle.read(result.text)
    assert contents == expected.contents, (contents, expected.contents)
    assert comments == expected.comments, (comments - expected.comments, expected.comments - comments)
    assert {*result.comments_lost} == expected.lost, ({*result.comments_lost}, expected.lost)
    assert len({*numbers}) == len(numbers)
    assert parse(result.text).plan is not None


def judge_conflict(plans: Sequence[oracle.Plan], result: MergedText) -> None:
    """Marks in pairs; either side of them is a valid plan, and nothing of either side is missing."""
    assert len(_HUNK.findall(result.text)) == result.text.count("<<<<<<< ours") > 0
    for side in (r"\1", r"\2"):
        assert parse(_HUNK.sub(side, result.text)).plan is not None
    base, *sides = plans
    known = {entry.id: entry for _, several in base.entries() for entry in several}
    for plan in sides:
        for _, entries in plan.entries():
            for entry in entries:
                if known.get(entry.id) != entry:
                    assert entry.words in result.text
        old = {comment for item in base.items for comment in item.comments}
        new = {comment for item in plan.items for comment in item.comments} - old
        assert all(comment in result.text or comment in result.comments_lost for comment in new)


def merge(texts: Sequence[str], *, lines: bool = True) -> MergedText:
    base, ours, theirs = texts
    return merge_texts(parse(base), parse(ours), parse(theirs), merge_by_lines(base, ours, theirs) if lines else None)


@lru_cache(maxsize=1000)
def parse(text: str) -> Loaded:
    loaded = load(text.encode())
    assert loaded.plan is not None, (loaded.problems, text)
    return loaded


def merge_by_lines(base: str, ours: str, theirs: str) -> str:
    """What git's merge by lines says, with our side for every conflict."""
    if ours in (theirs, base):
        return theirs
    if theirs == base:
        return ours
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("ours", "base", "theirs")]
        for path, text in zip(paths, (ours, base, theirs), strict=True):
            path.write_bytes(text.encode())
        return git.merge_by_lines(paths[0], paths[1], paths[2], "--ours")[0].decode()
