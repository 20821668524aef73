"""Edits as people make them: each case of `cases/edits/` is a command, the text before and the text after.

A case is `=== what it shows`, `$ done …` or another command, a line `~~~`, the text before, a line `~~~`, the text
after; for a refusal `! code` stands in its place and the text must stay. Texts begin below HEAD, or with `[whole]`
in the title are the whole file. `[crlf]`, `[bom]` and `[no newline]` say how the file is stored.
"""

import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from talplan.cli.app import build

app = build()

ADDING = {"done", "note", "cancel", "add"}
_GROWS = re.compile(r"[][{}]|:\s*([|>][-+]?|~|null|''|\" ?\")?\s*(#.*)?$|No newline")
FOLDER = Path(__file__).parent / "cases" / "edits"
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
- name: Топ, сынак
sections:
- number: 1
  items:
"""


@dataclass(frozen=True)
class Case:
    """One edit."""

    title: str
    command: list[str]
    before: bytes
    after: bytes
    refusal: str


def _cases() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.txt")):
        for text in path.read_text(encoding="utf-8").split("=== ")[1:]:
            case = _case(text)
            yield pytest.param(case, id=f"{path.stem}: {case.title}")


def _case(text: str) -> Case:
    head, before, after = text.split("~~~\n")
    title, command = head.rstrip().split("\n$ ", 1)
    ways = re.findall(r"\[(.*?)\]", title)
    refused = re.match("! (.*)", after)
    return Case(
        title,
        shlex.split(command),
        _stored(before, ways),
        _stored(before if refused else after, ways),
        refused[1] if refused else "",
    )


def _stored(text: str, ways: list[str]) -> bytes:
    text = text.rstrip("\n") + ("" if "no newline" in ways else "\n")
    if "whole" not in ways:
        text = HEAD + text
    if "crlf" in ways:
        text = text.replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if "bom" in ways else b"") + text.encode()


CASES = list(_cases())


@pytest.mark.parametrize("case", CASES)
def test_edit(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(case.before)
    monkeypatch.setenv("TALPLAN_TODAY", "2025-11-20")
    result = CliRunner().invoke(app, [*case.command, "--plan", str(path)])
    assert path.read_bytes().decode() == case.after.decode()
    if case.refusal:
        assert (result.exit_code, case.refusal in result.output) == (2, True), result.output
    else:
        assert result.exit_code == 0, result.output


BACK = {"done": "undo", "cancel": "restore"}
# What undo leaves out: an empty value in quotes or behind a bar, or so far from its key.
_RARE = re.compile(r'done: (\||" ")|done:   ~')
THERE = [
    param
    for param in CASES
    for case in param.values
    if case.command[0] in BACK and not case.refusal and not _RARE.search(case.before.decode())
]


@pytest.mark.parametrize("case", THERE)
def test_the_command_that_takes_it_back_gives_the_file_back(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(case.after)
    monkeypatch.setenv("TALPLAN_TODAY", "2025-11-20")
    command = BACK[case.command[0]]
    for name, dates in added_records(case).items():
        for words in [["--on", day] for day in dates] if command == "undo" else [[]]:
            result = CliRunner().invoke(app, [command, name, *words, "--plan", str(path)])
            assert (result.exit_code, "comment" in result.output) == (0, False), result.output
    assert path.read_bytes().decode() == case.before.decode()


def added_records(case: Case) -> dict[str, list[str]]:
    """The dates of the records that a command has added, by item, the latest first; none for a cancelled item."""
    before, after = (dict(items_of(text)) for text in (case.before, case.after))
    changed = [name for name, item in after.items() if item != before[name]]
    return {
        name: sorted((record["date"] for record in records(after[name])[len(records(before[name])) :]), reverse=True)
        for name in changed
    }


def items_of(text: bytes) -> Iterator[tuple[str, Any]]:
    for section in yaml.load(text, yaml.CBaseLoader)["sections"]:
        for item in section["items"]:
            yield f"{section['number']}.{item['number']}", item


def records(item: Any) -> list[Any]:
    return item["done"] if isinstance(item.get("done"), list) else []


@pytest.mark.parametrize("case", CASES)
def test_the_text_after_is_yaml_to_others_too(case: Case) -> None:
    # Others guess dates and numbers: what was written as a text must be one to them too.
    data = yaml.load(case.after, yaml.CSafeLoader)
    for section in data["sections"]:
        for item in section["items"]:
            for record in item.get("done") or []:
                evidence = record.get("evidence") or ""
                texts = evidence if isinstance(evidence, list) else [evidence]
                assert all(isinstance(text, str) for text in (record.get("note") or "", *texts))


def test_git_sees_the_added_lines_alone(tmp_path: Path) -> None:
    """A line changes only where it has to grow: inside brackets, where an empty value goes, where the file ended
    without a line break."""
    adding = [case for param in CASES for case in param.values if case.command[0] in ADDING and not case.refusal]
    for number, case in enumerate(adding):
        for side, text in (("before", case.before), ("after", case.after)):
            (tmp_path / side).mkdir(exist_ok=True)
            (tmp_path / side / f"{number}.yaml").write_bytes(text)
    command = ["git", "diff", "--no-index", "-U0", "before", "after"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stdout.decode()
    files = told.split("diff --git ")[1:]
    gone = [re.findall(r"^-(?!--)(.*\n(?:\\ No newline)?)", file, re.MULTILINE) for file in files]
    assert len(files) > 100
    assert sum(not lines for lines in gone) > len(files) * 0.6
    assert [line for lines in gone for line in lines if not _GROWS.search(line)] == []
