"""Evidence in documents: a line for each piece, in which an address is a link."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talplan.documents.document import Line, Run

_ADDRESS = re.compile(r"https?://[^\s<>\"«»“”]*[^\s<>\"«»“”.,;:!?]", re.IGNORECASE)


def link_addresses(text: str) -> Line:
    """Return a text as runs, of which those with an address are links."""
    return tuple(_runs(text))


def _runs(text: str) -> Iterator[Run]:
    end = 0
    for match in _ADDRESS.finditer(text):
        address = match[0]
        if address.endswith(")") and "(" not in address:  # the address is in parentheses
            address = address.rstrip(")")
        if before := text[end : match.start()]:
            yield Run(before)
        yield Run(address, link=address)
        end = match.start() + len(address)
    if end < len(text) or not text:
        yield Run(text[end:])
