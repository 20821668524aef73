"""Which language talplan speaks, and what each language makes of numbers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

_SAID_BY = ("TALPLAN_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def choose(environ: Mapping[str, str]) -> str:
    """The code of the language: the first variable that is set decides, as with gettext; English where it names none
    of ours. Windows sets none of them."""
    for variable in _SAID_BY:
        if named := environ.get(variable, "").strip(": "):
            return next((code for code in map(_code, named.split(":")) if code in PLURALS), "en")
    code = _code(_of_windows())
    return code if code in PLURALS else "en"


def _of_windows() -> str:
    """The user's own locale there (`ky-KG`), where no variable tells it; empty on other systems."""
    if sys.platform != "win32":
        return ""
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Control Panel\International") as settings:
            return str(winreg.QueryValueEx(settings, "LocaleName")[0])
    except OSError:
        return ""


def _code(name: str) -> str:
    """`ky` of `ky_KG.UTF-8`, of `ky-KG` and of `KY`."""
    for sign in "-.@":
        name = name.replace(sign, "_")
    return name.strip().lower().partition("_")[0]


def _russian(n: int) -> int:
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2


# The same as the Plural-Forms of the catalogs. Kyrgyz nouns stay as they are after a number: its two forms are for
# sentences that do not name the number one.
PLURALS: dict[str, Callable[[int], int]] = {"ky": lambda n: int(n != 1), "ru": _russian, "en": lambda n: int(n != 1)}
"""Which of a sentence's forms goes with a number."""
