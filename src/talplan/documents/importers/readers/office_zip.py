"""Open docx and xlsx archives after checking their size and content."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from talplan.problem import Failure

MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 5_000
_CHUNK = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Office files have no document types; entities in them are an attack.
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def open_archive(raw: bytes, ending: str, part: str) -> zipfile.ZipFile:
    """Open an archive that contains `part`; Failure if it is damaged, encrypted or too large."""
    if raw.startswith(_OLE):
        # The old binary format, or a new one inside an encrypted envelope.
        locked = "EncryptedPackage".encode("utf-16-le") in raw
        raise Failure("import-locked" if locked else "import-old-format", ending=ending)
    try:
        archive = zipfile.ZipFile(BytesIO(raw))
        _measure(archive, ending)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error) as error:
        raise Failure("import-not-a", ending=ending, reason=str(error)) from None
    except RuntimeError:  # a zip that asks for a password
        raise Failure("import-locked", ending=ending) from None
    if part not in archive.namelist():
        raise Failure("import-not-a", ending=ending, reason=f"{part} ?")
    return archive


def _measure(archive: zipfile.ZipFile, ending: str) -> None:
    """Check the unpacked size, as declared and as read; Failure if it is too large."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _too_large(ending)
    total = 0
    for part in parts:
        with archive.open(part) as file:
            before = b""
            while chunk := file.read(_CHUNK):
                total += len(chunk)
                if total > MAX_UNPACKED:
                    raise _too_large(ending)
                if part.filename.endswith((".xml", ".rels")) and any(mark in before + chunk for mark in _DOCTYPES):
                    raise Failure("import-entities", part=part.filename)
                before = chunk[-32:]


def _too_large(ending: str) -> Failure:
    return Failure("import-unpacks-too-large", ending=ending, limit=MAX_UNPACKED // (1024 * 1024))
