"""Choose the language of the session."""

from __future__ import annotations

import sys
from collections.abc import Mapping

LANGUAGES = ("ky", "ru", "en")
_VARIABLES = ("TALPLAN_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def choose(environ: Mapping[str, str]) -> str:
    """Return the code of the language: the first variable that is set decides, as with gettext; English if it names no
    known one. Windows sets none of them."""
    for variable in _VARIABLES:
        if named := environ.get(variable, "").strip(": "):
            return next((code for code in map(_code, named.split(":")) if code in LANGUAGES), "en")
    code = _code(_of_windows())
    return code if code in LANGUAGES else "en"


def _of_windows() -> str:
    """Return the user's locale on Windows (`ky-KG`), empty on other systems."""
    if sys.platform != "win32":
        return ""
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Control Panel\International") as settings:
            return str(winreg.QueryValueEx(settings, "LocaleName")[0])
    except OSError:
        return ""


def _code(name: str) -> str:
    """Return the language code, `ky`, of `ky_KG.UTF-8`, `ky-KG` or `KY`."""
    for sign in "-.@":
        name = name.replace(sign, "_")
    return name.strip().lower().partition("_")[0]
