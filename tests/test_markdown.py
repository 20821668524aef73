"""Markdown of a plan's texts: shown as they are, and nothing in them that a forge would turn into something else."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from talplan.views.markdown import escape_markdown

RENDERER = MarkdownIt("gfm-like", {"html": True, "linkify": False})

# What GitHub, GitLab and Gitea look for in the texts of a rendered page, as their documentation describes it.
REFERENCES = re.compile(
    r"@\w|[#!$%&~^]\w|\b[A-Za-z]\w*-[0-9]|\w://|\bwww\.|\b[0-9a-fA-F]{7,64}\b|:[\w+-]+:|[@%~&]\"",
)

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


class Texts(HTMLParser):
    """The texts of a page and the tags around them; a comment ends a text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts = [""]
        self.tags: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.tags.append(tag)
        self.texts.append("\n" if tag == "br" else "")

    def handle_comment(self, data: str) -> None:
        assert data == " "
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data


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
