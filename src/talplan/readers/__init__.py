"""The formats from which a plan comes in: one file for each, and the table of them all."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from talplan.grids import Grid, Told
from talplan.problem import Failure

READERS: tuple[str, ...] = ("docx", "xlsx", "csv", "pdf")
"""Every format, by the ending of its files; each is a module here with `read(raw: bytes, told: Told) -> list[Grid]`."""


def reader(ending: str) -> Callable[[bytes, Told], list[Grid]]:
    """What reads files of that ending; only its module, and what that needs, is imported."""
    module = import_module(f"talplan.readers.{ending}")

    def read(raw: bytes, told: Told) -> list[Grid]:
        try:
            grids: list[Grid] = module.read(raw, told)
        except Failure:
            raise
        except Exception as error:  # nobody can list what a broken file makes a library stumble over
            raise Failure("import-not-a", ending=ending, reason=f"{type(error).__name__}: {error}") from error
        return grids

    return read
