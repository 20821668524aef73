"""Compile the catalogs of translations with Babel: in a build, and in a checkout after a translator's edit."""

from __future__ import annotations

import contextlib
import os
from io import BytesIO
from pathlib import Path


def renewed(path: str) -> bytes:
    """Return the compiled catalog and write it beside the .po file if possible."""
    compiled = _compiled(Path(path))
    with contextlib.suppress(OSError):
        _put(Path(path).with_suffix(".mo"), compiled)
    return compiled


def compile_all(folder: Path) -> None:
    """Compile every catalog below a folder; one that cannot be read stops the build."""
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
    """Replace the file in one step: another talplan may read it meanwhile."""
    aside = path.with_suffix(f".{os.getpid()}.mo")
    aside.write_bytes(compiled)
    aside.replace(path)
