"""Names of files for units."""

from __future__ import annotations

import re
from collections.abc import Iterable

from talplan.documents.document import visible

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_RESERVED = re.compile("(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])")
_LONGEST = 60
"""Characters: of Cyrillic letters two bytes each, with which a name stays below 255 bytes."""


def name_files(units: Iterable[str]) -> dict[str, str]:
    """Return a name without an extension for each unit; every system accepts it, and no two are equal in any case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for unit in units:
        clean = " ".join(_FORBIDDEN.sub(" ", visible(unit)).split())[:_LONGEST].strip(". ") or "-"
        clean = f"{clean}-" if _RESERVED.fullmatch(clean) else clean
        name, number = clean, 1
        while name.casefold() in taken:
            number += 1
            name = f"{clean} {number}"
        taken.add(name.casefold())
        names[unit] = name
    return names
