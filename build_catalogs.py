"""Compiles the catalogs of translations whenever the package is built: a wheel, or an editable install."""

from pathlib import Path
from runpy import run_path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MESSAGES = Path("src", "talplan", "messages")


class Catalogs(BuildHookInterface[Any]):
    """Told to hatchling by pyproject.toml."""

    def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
        """Before the files of a wheel are gathered."""
        messages = Path(self.root, MESSAGES)
        run_path(str(messages / "compile_catalogs.py"))["compile_all"](messages / "locale")
