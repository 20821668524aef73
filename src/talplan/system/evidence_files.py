"""Which files that a plan gives as evidence are not in its repository."""

from __future__ import annotations

import os
import re
from pathlib import Path

from talplan.system import git

_ENDINGS = "pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|txt|csv|md|html?|jpe?g|png|gif|tiff?|bmp|heic|zip|rar|7z|mp4|mov|avi|mp3"
_PATH = re.compile(rf"(?:[^\n]*[\\/])?[^\n\\/]+\.(?:{_ENDINGS})", re.IGNORECASE)


def is_path(text: str) -> bool:
    """Return whether a piece of evidence is the path of a file: by its extension, and it is not an address."""
    return "://" not in text and _PATH.fullmatch(text.strip()) is not None


class EvidenceFiles:
    """The files of the repository of a plan; of the disk without a repository."""

    def __init__(self, plan: Path) -> None:
        self._folder = Path(os.path.realpath(plan)).parent
        self._top = git.find_repository(self._folder)
        self._tracked = git.list_files(self._top) if self._top else frozenset()

    def has(self, text: str) -> bool:
        """Return whether a path is that of a file, from the top of the repository or from the folder of the plan."""
        path = text.strip().replace("\\", "/")
        if self._top is None:
            return (self._folder / path).is_file()
        return any(self._is_tracked(Path(os.path.normpath(start / path))) for start in (self._top, self._folder))

    def _is_tracked(self, path: Path) -> bool:
        assert self._top is not None
        return path.is_relative_to(self._top) and path.relative_to(self._top).as_posix() in self._tracked
