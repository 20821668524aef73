"""Catalogs of translations, compiled with Babel: by the build, and in a checkout after a translator's edit."""

from __future__ import annotations

import contextlib
import os
from io import BytesIO
from pathlib import Path


def renewed(path: str) -> bytes:
    """The compiled catalog, put beside the translator's one where that is possible."""
    compiled = _compiled(Path(path))
    with contextlib.suppress(OSError):
        _put(Path(path).with_suffix(".mo"), compiled)
    return compiled


def compile_all(folder: Path) -> None:
    """Compiles every catalog below a folder; what cannot be read stops the build."""
    for path in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        _put(path.with_suffix(".mo"), _compiled(path))


def _compiled(path: Path) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    made = BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def _put(path: Path, compiled: bytes) -> None:
    """In one step: another talplan may read it meanwhile."""
    aside = path.with_suffix(f".{os.getpid()}.mo")
    aside.write_bytes(compiled)
    aside.replace(path)
