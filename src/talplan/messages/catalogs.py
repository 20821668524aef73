"""Translations, read from the catalogs that the build compiles.

Python's own gettext imports `re` and `locale` and decodes every message: half of what an everyday command takes.
"""

from __future__ import annotations

import os
import sys

Catalog = dict[bytes, bytes]
"""The key of a sentence and its English, as gettext joins them → its translation, the forms apart by NUL."""

_FOLDER = os.path.join(os.path.dirname(__file__), "locale")


def load(language: str) -> Catalog:
    """The catalog of a language; empty where there is none that can be read, so that English is said."""
    path = os.path.join(_FOLDER, language, "LC_MESSAGES", "talplan")
    try:
        if _edited(path):
            from talplan.messages.compile_catalogs import renewed

            return read(renewed(f"{path}.po"))
    except Exception:  # noqa: S110 (without Babel, or half-edited: what was compiled before has to do)
        pass
    try:
        with open(f"{path}.mo", "rb") as file:
            return read(file.read())
    except (OSError, ValueError, TypeError):
        return {}


def _edited(path: str) -> bool:
    """Whether a translator has saved the catalog since it was compiled; only a checkout has the catalog itself."""
    try:
        edited = os.stat(f"{path}.po").st_mtime_ns
    except OSError:
        return False
    try:
        return os.stat(f"{path}.mo").st_mtime_ns < edited
    except OSError:
        return True


def read(data: bytes) -> Catalog:
    """A file as gettext compiles it: numbers in this machine's order, then texts."""
    if data[:4] != _MAGIC:
        return {}
    number = int.from_bytes(data[8:12], sys.byteorder)
    places = memoryview(data)[_HEAD : _HEAD + 16 * number].cast("I").tolist()
    texts = [data[at : at + length] for length, at in zip(places[::2], places[1::2], strict=True)]
    return dict(zip(texts[:number], texts[number:], strict=True))


_MAGIC = 0x950412DE.to_bytes(4, sys.byteorder)
_HEAD = 28
