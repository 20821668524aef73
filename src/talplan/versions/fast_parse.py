"""Many versions that differ little: what stands in several of them is read once.

A file is cut where its sections and items begin, and each piece is read by itself. That says the same as the whole
file, or it fails: a piece with half a quote, half a bracket or a key of something above it is no list. Where one
fails, or has anything to complain of, the file is read whole.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from talplan.planfile.nodes import Data, data_of
from talplan.planfile.parser import parse
from talplan.planfile.source_text import Source

_BEGINS = re.compile(r"^( *)- number:(?=[ \t\r\n])", re.MULTILINE)


def data_by_pieces(text: str) -> Data:
    """What a text says; None where it cannot be read to its end."""
    assembled = _assembled(text)
    if assembled is not None:
        return assembled
    node, _ = parse(Source(text))
    return data_of(node) if node else None


def _assembled(text: str) -> Data:
    begins = list(_BEGINS.finditer(text))
    if not begins:
        return None
    head = _head(text[: begins[0].start()])
    if not isinstance(head, dict) or next(reversed(head)) != "sections" or head["sections"] is not None:
        return None
    sections: list[Any] = []
    columns = {len(begins[0][1])}
    for found, end in zip(begins, [*(found.start() for found in begins[1:]), len(text)], strict=True):
        entries = _entries(text[found.start() : end])
        if entries is None:
            return None
        column = len(found[1])
        if column == len(begins[0][1]):
            sections += [dict(entry) for entry in entries]
            columns = {column}
        elif column < len(begins[0][1]) or not _items(sections, entries):
            return None
        columns.add(column)
        if len(columns) > 2:  # in one section the items stand below one another
            return None
    return {**head, "sections": sections}


def _items(sections: list[Any], entries: list[Any]) -> bool:
    """Puts items into the last section; whether that is where they stand."""
    section = sections[-1]
    if next(reversed(section)) != "items" or not (section["items"] is None or isinstance(section["items"], _Items)):
        return False
    section["items"] = kept = _Items() if section["items"] is None else section["items"]
    kept.extend(entries)
    return True


class _Items(list[Any]):
    """Items that were put together here: no piece has any."""


@lru_cache(maxsize=64)
def _head(piece: str) -> Data:
    return _read(piece)


@lru_cache(maxsize=32768)
def _entries(piece: str) -> list[Any] | None:
    data = _read(piece)
    return data if isinstance(data, list) and all(isinstance(entry, dict) for entry in data) else None


def _read(piece: str) -> Data:
    node, problems = parse(Source(piece))
    return data_of(node) if node and not problems else None
