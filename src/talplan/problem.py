"""What can be wrong, where, and what stops a command: values only, the sentences are made elsewhere."""

from __future__ import annotations

import re
from enum import IntEnum, StrEnum
from typing import Any, ClassVar, NamedTuple


class ExitStatus(IntEnum):
    """What the shell gets to see."""

    OK = 0
    FOUND = 1
    """Something is wrong in a file that was looked at, or a difference was found."""
    UNUSABLE = 2
    """Wrong use, or input that cannot be used."""


class Severity(StrEnum):
    """Errors make a file unusable, warnings stop nothing."""

    ERROR = "error"
    WARNING = "warning"


class Place(NamedTuple):
    """Where something stands in a file: line and column from 1, columns and width in characters."""

    line: int
    column: int
    width: int = 1


class Problem:
    """One thing wrong with a file. Each rule of the format is a subclass; its docstring is its manual page."""

    severity: ClassVar[Severity] = Severity.ERROR

    def __init__(self, place: Place, /, **values: Any) -> None:
        self.place = place
        self.values = values

    @classmethod
    def code(cls) -> str:
        """The name users and scripts know the rule by: `UnknownUnit` is `unknown-unit`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    def page(cls) -> str:
        """The rule's page of the manual, in English: its docstring."""
        from inspect import cleandoc

        return cleandoc(cls.__doc__ or "")

    def __repr__(self) -> str:
        return f"<{self.code()} {self.place.line}:{self.place.column} {self.values}>"


class Failure(Exception):
    """The command cannot go on. `key` names the sentence in the catalog, `values` fill it."""

    def __init__(self, key: str, /, status: ExitStatus = ExitStatus.UNUSABLE, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.status = status
        self.values = values
