"""Open docx and xlsx archives and stream their XML, within limits of size, elements and memory."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from io import BytesIO
from typing import IO, Any

from talplan.problem import Failure

MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 5_000
MAX_NODES = 15_000_000
"""XML elements and attributes in all the parts of a file that are read: some 0.2 µs each."""
MAX_PENDING_NODES = 1_000_000
"""Nodes in memory at once: some 200 bytes each. A table row of a long plan has 2,000."""
MAX_PENDING_BYTES = 32 * 1024 * 1024
_FREED = 50
"""Elements that are removed from the tree at once: to do it for each takes longer than to read it."""
MAX_BLOCKS = 1_100_000
"""Paragraphs and rows; an Excel sheet has 1,048,576 rows."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = b"PK\x01\x02"
# Office files have no document types; entities in them are an attack.
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
# UTF-8 or UTF-16, as the standard demands; a page of 256 characters is no harm.
_ENCODING = re.compile(
    rb"""(?ix) \xff\xfe | \xfe\xff | <\x00 | \x00<
    | (?:\xef\xbb\xbf)? \s* < (?! \?xml [^>]* \s encoding \s* = \s* ["']
    (?! (?: utf-?8 | (?:us-)?ascii | iso-8859-[0-9]+ | windows-[0-9]+ | cp125[0-9] | koi8-[ru] ) ["'] ) )"""
)
# “Strict Open XML” of Word and Excel has other names for the same elements.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/", b"http://schemas.openxmlformats.org/spreadsheetml/2006/"),
)
_RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def open_archive(raw: bytes, ending: str) -> OfficeArchive:
    """Open a docx or xlsx file; Failure if it is damaged, encrypted, of the old binary format or too large."""
    if raw.startswith(_OLE):
        # The old binary format, or a new one inside an encrypted envelope.
        locked = "EncryptedPackage".encode("utf-16-le") in raw
        raise Failure("import-locked" if locked else "import-old-format", ending=ending)
    if raw.count(_ENTRY) > 2 * MAX_PARTS:
        raise Failure("import-unpacks-too-large", ending=ending, limit=MAX_UNPACKED // (1024 * 1024))
    if not zipfile.is_zipfile(BytesIO(raw)) and not raw.startswith(b"PK"):
        raise Failure("import-other-format", ending=ending)
    try:
        archive = OfficeArchive(zipfile.ZipFile(BytesIO(raw)), ending)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Failure("import-not-a", ending=ending, reason=str(error)) from None
    if archive.main_part not in archive.sizes:
        raise Failure("import-not-a", ending=ending, reason=f"{archive.main_part} ?")
    return archive


class OfficeArchive:
    """An opened docx or xlsx file."""

    def __init__(self, archive: zipfile.ZipFile, ending: str) -> None:
        self.ending = ending
        self.sizes = {part.filename: part.file_size for part in archive.infolist()}
        self.nodes = 0
        self.unpacked = 0
        self.blocks = 0
        self._archive = archive
        if len(self.sizes) > MAX_PARTS or sum(self.sizes.values()) > MAX_UNPACKED:
            raise self.too_large()

    @cached_property
    def main_part(self) -> str:
        """The name of the document or workbook part: Word online writes `word/document2.xml`."""
        default = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[self.ending]
        return next((target for kind, target in self.related("").values() if kind == "officeDocument"), default)

    @cached_property
    def title(self) -> str:
        """The title in the document properties."""
        part = next((target for kind, target in self.related("").values() if kind == "core-properties"), "")
        return next(((title.text or "") for title in self.elements(part, _TITLE)), "")

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relationships of a part (of the package for ""): id -> (kind, name of the other part)."""
        folder, name = posixpath.split(part)
        related = {}
        for entry in self.elements(posixpath.join(folder, "_rels", f"{name}.rels"), _RELATED):
            if entry.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, entry.get("Target", ""))).lstrip("/")
                related[entry.get("Id", "")] = (entry.get("Type", "").rpartition("/")[2], target)
        return related

    def elements(self, part: str, *tags: str) -> Iterator[Any]:
        """Yield the outermost elements with these tags; each is freed when the next one is asked for."""
        return (element for event, element in self.events(part, tags) if event == "end")

    def events(self, part: str, tags: Sequence[str], around: Sequence[str] = ()) -> Iterator[tuple[str, Any]]:
        """Yield ("end", element) for the outermost elements with one of the `tags`, and ("start", element) and
        ("stop", element) for those of `around` that are outside of them. Nothing if there is no such part."""
        if part not in self.sizes:
            return
        from lxml.etree import iterparse

        stream = _Part(self, part)
        options = {"remove_comments": True, "remove_pis": True, "resolve_entities": False, "no_network": True}
        inside: Any = None
        for event, element in iterparse(
            stream, events=("start", "end"), tag=(*tags, *around), collect_ids=False, **options
        ):
            if inside is None and event == "start":
                if element.tag in around:
                    yield "start", element
                else:
                    inside = element
            elif inside is None:
                yield "stop", element
                self._count_block()
            elif element is inside and event == "end":
                self._count_block()
                yield "end", element
                inside = None
                element.clear()
                if self.blocks % _FREED == 0 or stream.pending > MAX_PENDING_NODES // 2:
                    _remove_before(element)
                    stream.pending = stream.pending_bytes = 0

    def _count_block(self) -> None:
        self.blocks += 1
        if self.blocks > MAX_BLOCKS:
            raise Failure("import-too-many-rows", limit=MAX_BLOCKS)

    def open_part(self, part: str) -> IO[bytes]:
        """Open a part; Failure if it is encrypted."""
        try:
            return self._archive.open(part)
        except RuntimeError:  # a zip that asks for a password
            raise Failure("import-locked", ending=self.ending) from None

    def too_large(self) -> Failure:
        """The failure of a file that unpacks to too much."""
        return Failure("import-unpacks-too-large", ending=self.ending, limit=MAX_UNPACKED // (1024 * 1024))


def _remove_before(element: Any) -> None:
    """Remove everything before the element, at every level."""
    while element is not None:
        parent = element.getparent()
        while element.getprevious() is not None:
            del parent[0]
        element = parent


class _Part:
    """A part as a stream that counts its elements and attributes; Failure if they are too many."""

    def __init__(self, archive: OfficeArchive, name: str) -> None:
        self.archive = archive
        self.name = name
        self.pending = 0
        """Nodes since the last element was freed."""
        self.pending_bytes = 0
        self._stream = archive.open_part(name)
        self._before: bytes | None = None

    def read(self, size: int) -> bytes:
        """Read and count the next bytes."""
        try:
            chunk = self._stream.read(size)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error) as error:
            raise Failure("import-not-a", ending=self.archive.ending, reason=str(error)) from None
        self._count(chunk)
        seen = (self._before or b"") + chunk
        if any(mark in seen for mark in _DOCTYPES):
            raise Failure("import-entities", part=self.name)
        if self._before is None:
            self._check_encoding(chunk)
            for strict, usual in _STRICT:
                chunk = chunk.replace(strict, usual)
        self._before = chunk[-32:]
        return chunk

    def _count(self, chunk: bytes) -> None:
        archive = self.archive
        nodes = chunk.count(b"<") + chunk.count(b"=")
        archive.nodes += nodes
        archive.unpacked += len(chunk)
        self.pending += nodes
        self.pending_bytes += len(chunk)
        if archive.unpacked > MAX_UNPACKED:
            raise archive.too_large()
        many = archive.nodes > MAX_NODES or self.pending > MAX_PENDING_NODES
        if many or self.pending_bytes > MAX_PENDING_BYTES:
            raise Failure("import-too-many-elements", part=self.name)

    def _check_encoding(self, start: bytes) -> None:
        """Failure if the part has an encoding that would hide its elements from the count."""
        encoding = _ENCODING.match(start)
        if start and not encoding:
            reason = f"{self.name}: {start[:40]!r}"
            raise Failure("import-not-a", ending=self.archive.ending, reason=reason)
