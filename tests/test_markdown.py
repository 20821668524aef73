"""Markdown of a plan's texts: shown as they are, and nothing in them that a forge would turn into something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rendered import REFERENCES, RENDERER, Texts
from talplan.views.markdown import escape_markdown

HOSTILE = [
    "@octocat #123 GH-5 owner/repo#7 owner/repo@deadbeef0",
    "https://evil.example/x www.evil.example ftp://x mailto:a@b.example",
    ":smile: :+1: :100: 0123456789abcdef0123456789abcdef01234567",
    '~bug !12 $3 %4 &5 %"1.0" JIRA-12',
    "![x](y) [a](b) <b>c</b> <!-- d --> <img src=x onerror=y> &lt;b&gt; &#64;name",
    "`a` ``b`` *c* _d_ ~~e~~ ~f~ g~h~i | j \\ \\@k \\#1",
    "- a",
    "+ b",
    "1. c",
    "2) d",
    "# e",
    "> f",
    "---",
    "===",
    "```",
    "    g",
    "[ ] h",
    "[^1]: i",
    "a\n- b\n@c",
]


def shown(text: str, template: str) -> Texts:
    page = RENDERER.render(template.format(escape_markdown(text, block=template == "{}")))
    return Texts(page)


def check(text: str) -> None:
    block = shown(text, "{}")
    cell = shown(text, "| a |\n|---|\n| {} |\n")
    assert set(block.tags) <= {"p", "br"}
    assert set(cell.tags) <= {"table", "thead", "tbody", "tr", "th", "td", "br"}
    for page in (block, cell):
        assert [part for part in page.texts if REFERENCES.search(part)] == []
    assert " ".join("".join(block.texts).split()) == " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile(text: str) -> None:
    check(text)


PARTS = st.sampled_from(
    [*"@#!$%&~^*_`[]()<>|\\:/-.+=\"' \n19aёЖ", "GH-", "www.", "://", "deadbeef", "<b>", "&amp;", "<!--", "-->", ":x:"]
)


@given(st.lists(PARTS, max_size=14).map("".join))
def test_any_text(text: str) -> None:
    check(text)
