"""Pages as Markdown; texts of a plan in which a forge finds no markup, mention, reference, link or emoji."""

from __future__ import annotations

import re

from talplan.domain.standing import Tone
from talplan.domain.visible import escape_invisible
from talplan.views.page import Drawing, Line, Page, Table
from talplan.views.plain_page import plain_lines

# An empty comment parts what a forge looks for after Markdown has been rendered: a backslash is gone by then
# (github/cmark-gfm issue 181).
_BREAK = "<!-- -->"

_MARKS = re.compile(r"[\\`*_\[\]<>|~&#]")
_REFERENCES = re.compile(
    r"(?P<symbol>[@#!$%&~^])(?=[\w\"'{])"  # @name, #1, !1, $1, %"milestone", ~label: GitHub, GitLab, Gitea
    r"|(?P<tracker>\b[A-Za-z][A-Za-z0-9]{0,14})(?=-[0-9])"  # GH-5, JIRA-12
    r"|(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)(?=://)"
    r"|(?P<www>\bwww)(?=\.)"
    r"|(?P<commit>\b[0-9A-Fa-f]{7,64}\b)"
    r"|(?P<emoji>:)(?=[\w+-]+:)",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"(?P<number>[0-9]{1,9})(?=[.)](?:\s|$))|[-+=](?=[\s=-]|$)")


def escape_markdown(text: str, *, block: bool = False) -> str:
    """Escape the text so that Markdown shows it as it is, also in a table; as a `block`, it begins a line."""
    text = text.strip() if block else text
    lead = _BLOCK.match(text) if block else None
    head = (lead["number"] + "\\" if lead["number"] else "\\" + lead[0]) if lead else ""
    rest = text[lead.end() :] if lead else text
    parts, end = [head], 0
    for match in _REFERENCES.finditer(rest):
        parts += [_escape_marks(rest[end : match.start()]), _break(match)]
        end = match.end()
    parts.append(_escape_marks(rest[end:]))
    return escape_invisible("".join(parts).replace("\r", ""), keep_breaks=True).replace("\n", "<br>")


def _break(match: re.Match[str]) -> str:
    """Return the reference parted by an empty comment."""
    if match["commit"]:  # a forge takes seven digits for the name of a commit
        return _BREAK.join(match[0][start : start + 6] for start in range(0, len(match[0]), 6))
    return (match[0] if match["symbol"] in ("@", "#") else _escape_marks(match[0])) + _BREAK


def _escape_marks(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)


def format_page(page: Page) -> str:
    """Return the page as Markdown."""
    return "\n\n".join(_format_block(block) for block in page) + "\n"


def _format_block(block: Line | Table | Drawing) -> str:
    if isinstance(block, Line):
        text = escape_markdown(block.text, block=block.tone is not Tone.HEADING)
        return f"**{text}**" if block.tone is Tone.HEADING else text
    if isinstance(block, Drawing):
        return "\n".join(f"    {line}" for line in plain_lines(block))
    head = [escape_markdown(column.heading.strip()) for column in block.columns]
    parts = []
    for heading, rows in block.groups:
        lines = [f"### {escape_markdown(heading.strip())}\n"] if heading else []
        lines += [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
        lines += [f"| {' | '.join(escape_markdown(cell.text.strip()) for cell in row)} |" for row in rows]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
