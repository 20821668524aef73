"""The languages that a plan can be written in."""

from enum import StrEnum


class Language(StrEnum):
    """A language of plans, by its ISO 639-1 code."""

    KY = "ky"
    RU = "ru"
    EN = "en"

    __hash__ = str.__hash__  # Enum's own is slow
