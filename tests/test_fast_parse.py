"""A file that is read piece by piece says what the whole file says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from running import PLAN
from talplan.planfile.nodes import Data, build_data
from talplan.planfile.parser import parse
from talplan.planfile.source_text import Source
from talplan.versions import fast_parse
from talplan.versions.fast_parse import parse_data
from test_edits import CASES, Case
from written_plans import plans

pytestmark = pytest.mark.once

HEAD = "title: П\nyear: 2025-2026\nunits:\n- name: А\nsections:\n"
ODD = {
    "a text that looks like an item": '- number: 1\n  items:\n  - number: 1\n    task: "а\n  - number: 2\n    б"\n',
    "the same in single quotes": "- number: 1\n  items:\n  - number: 1\n    task: 'а\n  - number: 2\n    б'\n",
    "an item in a comment": "- number: 1\n  items:\n  # - number: 1\n  - number: 2\n    task: а\n",
    "an item in a block text": "- number: 1\n  items:\n  - number: 1\n    task: |\n      - number: 2\n      б\n",
    "a section's key after its items": "- number: 1\n  items:\n  - number: 1\n    task: а\n  title: б\n",
    "a plan's key after the sections": "- number: 1\n  items:\n  - number: 1\n    task: а\nlanguage: ru\n",
    "items in brackets": "- number: 1\n  items: [{number: 1}]\n- number: 2\n  items: []\n",
    "brackets over several lines": "- number: 1\n  items: [\n  {number: 1},\n  - number: 2\n  ]\n",
    "another key first": "- number: 1\n  items:\n  - task: а\n    number: 1\n  - number: 2\n    task: б\n",
    "sections alone": "- number: 1\n- number: 2\n  title: б\n",
    "items to the left of their section": "  - number: 1\n    items:\n - number: 2\n",
    "items in two columns": "- number: 1\n  items:\n  - number: 1\n    - number: 2\n",
    "a number alone": "- number: 1\n  items:\n  - number: \n    1\n  - number: 2\n",
    "CRLF": "- number: 1\r\n  items:\r\n  - number: 1\r\n    task: а\r\n  - number: 2\r\n",
    "the end of the document": "- number: 1\n  items:\n  - number: 1\n    task: а\n...\n",
    "another document": "- number: 1\n  items:\n  - number: 1\n---\n- number: 2\n",
}


def whole(text: str) -> Data:
    node, _ = parse(Source(text))
    return build_data(node) if node else None


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_files(text: str) -> None:
    assert parse_data(HEAD + text) == whole(HEAD + text)


@pytest.mark.parametrize("case", CASES)
def test_files_of_every_layout(case: Case) -> None:
    for text in (case.before.decode("utf-8-sig"), case.after.decode("utf-8-sig")):
        assert parse_data(text) == whole(text)


@settings(deadline=None, max_examples=100)
@given(plans(), st.data())
def test_any_file_and_any_line_of_it_out_of_place(made: tuple[object, str, bool], data: st.DataObject) -> None:
    text = made[1]
    assert parse_data(text) == whole(text)
    lines = text.splitlines(keepends=True)
    moved = lines.pop(data.draw(st.integers(0, len(lines) - 1)))
    lines.insert(data.draw(st.integers(0, len(lines))), data.draw(st.sampled_from(["", " ", "  "])) + moved)
    text = "".join(lines)
    if (found := whole(text)) is not None:
        assert parse_data(text) == found


def test_what_did_not_change_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text = PLAN.read_text(encoding="utf-8")
    parse_data(text)
    read: list[str] = []

    def noted(source: Source) -> object:
        read.append(source.text)
        return parse(source)

    monkeypatch.setattr(fast_parse, "parse", noted)
    parse_data(text.replace("Бүтүрүчү", "Бүтүрүүчү", 1))
    assert [piece.splitlines()[0] for piece in read] == ["  - number: 30"]
