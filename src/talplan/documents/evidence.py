"""Evidence in documents: a line for each piece, in which an address is a link."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talplan.documents.document import Line, Run

_ADDRESS = re.compile(r"https?://[^\s<>\"«»“”]*[^\s<>\"«»“”.,;:!?]", re.IGNORECASE)


def link_addresses(text: str, *, strike: bool = False) -> Line:
    """Return a text as runs, of which those with an address are links."""
    return tuple(_runs(text, strike))


def _runs(text: str, strike: bool) -> Iterator[Run]:
    end = 0
    for match in _ADDRESS.finditer(text):
        address = match[0]
        if address.endswith(")") and "(" not in address:  # the address is in parentheses
            address = address.rstrip(")")
        if before := text[end : match.start()]:
            yield Run(before, strike=strike)
        yield Run(address, strike=strike, link=address)
        end = match.start() + len(address)
    if end < len(text) or not text:
        yield Run(text[end:], strike=strike)
