"""Markdown as a forge renders it, and what a forge looks for in the texts of the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

RENDERER = MarkdownIt("gfm-like", {"html": True, "linkify": False})

# What GitHub, GitLab and Gitea look for in the texts of a rendered page, as their documentation describes it.
REFERENCES = re.compile(
    r"@\w|[#!$%&~^]\w|\b[A-Za-z]\w*-[0-9]|\w://|\bwww\.|\b[0-9a-fA-F]{7,64}\b|:[\w+-]+:|[@%~&]\"",
)


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
