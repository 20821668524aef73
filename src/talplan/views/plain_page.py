"""A page in a pipe: aligned text without colours, every row on one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from talplan.domain.visible import escape_invisible, text_width
from talplan.views.page import Drawing, Line, Page, Table, Width, spaced

_PLAIN_WIDTH = 80
"""Columns of a drawing in a pipe."""


def plain(page: Page) -> str:
    """Return the page as aligned text without colours, every row on one line."""
    lines = []
    for block, apart in spaced(page):
        lines += [*([""] if apart else []), *plain_lines(block)]
    return "\n".join(lines) + "\n"


def plain_lines(block: Line | Table | Drawing) -> list[str]:
    """Return a block of a page as lines of plain text."""
    if isinstance(block, Line):
        return [" " * block.indent + escape_invisible(block.text)]
    if isinstance(block, Drawing):
        return [escape_invisible(line.text).rstrip() for line in block.lines(_PLAIN_WIDTH)]
    headings = tuple(column.heading.replace("\n", " ") for column in block.columns)
    rows = [_plain_row([cell.text for cell in row]) for _, rows in block.groups for row in rows]
    rows.insert(0, _plain_row(headings))
    widths = [max(column) for column in zip(*(own for _, own in rows), strict=True)]
    right = [column.width is Width.COUNT for column in block.columns]
    aligned = (_align(texts, own, widths, right) for texts, own in rows)
    lines = [next(aligned), "  ".join("-" * width for width in widths)]
    for number, (heading, group) in enumerate(block.groups):
        if heading:
            lines += [*([""] if number else []), escape_invisible(heading)]
        lines += islice(aligned, len(group))
    return lines


def _plain_row(texts: Sequence[str]) -> tuple[Sequence[str], Sequence[int]]:
    """Return the texts as they are shown and how many columns each takes; ordinary letters take one."""
    if not _UNUSUAL.search("".join(texts)):
        return texts, list(map(len, texts))
    texts = list(map(escape_invisible, texts))
    return texts, list(map(text_width, texts))


def _align(texts: Sequence[str], own: Sequence[int], widths: Sequence[int], right: Sequence[bool]) -> str:
    return "  ".join(
        [
            " " * (width - taken) + text if to_right else text + " " * (width - taken)
            for text, taken, width, to_right in zip(texts, own, widths, right, strict=True)
        ]
    ).rstrip()


_LETTERS = "-~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0530"
_UNUSUAL = re.compile(f"[^ {_LETTERS}\u2010-\u2027\u2030-\u205e\u2116○●✓✗]")
"""What may be hidden, or takes more or less than one column: not Latin, Greek, Cyrillic, punctuation and our signs."""
