"""Translations, read by gettext from the catalogs that the build compiles."""

from __future__ import annotations

import os
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

_FOLDER = os.path.join(os.path.dirname(__file__), "locale")


def load(language: str) -> NullTranslations:
    """Read the catalog of a language; if it cannot be read, the result gives every message in English."""
    path = os.path.join(_FOLDER, language, "LC_MESSAGES", "talplan")
    try:
        if _is_edited(path):
            from talplan.messages.compile_catalogs import renewed

            return GNUTranslations(BytesIO(renewed(f"{path}.po")))
    except Exception:  # noqa: S110 (without Babel, or half-edited: the last compiled catalog is used)
        pass
    try:
        with open(f"{path}.mo", "rb") as file:
            return GNUTranslations(file)
    except Exception:  # gettext raises whatever a damaged file causes, such as struct.error
        return NullTranslations()


def _is_edited(path: str) -> bool:
    """Return whether a translator has saved the catalog since it was compiled; only a checkout has the .po file."""
    try:
        edited = os.stat(f"{path}.po").st_mtime_ns
    except OSError:
        return False
    try:
        return os.stat(f"{path}.mo").st_mtime_ns < edited
    except OSError:
        return True
