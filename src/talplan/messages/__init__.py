"""Messages: a sentence by key, with values filled in, in the language of the session."""

from __future__ import annotations

import os
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from talplan.messages.language import choose
from talplan.messages.problems import HINTS, PROBLEMS
from talplan.messages.sentences import COUNTED, SENTENCES

if TYPE_CHECKING:
    from gettext import NullTranslations

Words = TypeVar("Words", bound=NamedTuple)

_PATHS = {"path", "paths", "file", "folder", "start"}
"""The values of messages that are names of files."""

ENGLISH: dict[str, str] = {
    **SENTENCES,
    **{f"problem.{code}": text for code, text in PROBLEMS.items()},
    **{f"hint.{code}": text for code, text in HINTS.items()},
}


def say(key: str, /, **values: Any) -> str:
    """Return the sentence of a key with the values filled in; lists are joined by commas."""
    english = ENGLISH[key]
    catalog = _catalog(language())
    return _fill(catalog.pgettext(key, english) if catalog else english, english, values)


def count(key: str, n: int, /, **values: Any) -> str:
    """Return the sentence of a key in the plural form for the number, `{n}`, with the values filled in."""
    one, other = COUNTED[key]
    catalog = _catalog(language())
    english = one if n == 1 else other
    return _fill(catalog.npgettext(key, one, other, n) if catalog else english, english, {"n": n, **values})


def has(key: str) -> bool:
    """Return whether there is a sentence of that key."""
    return key in ENGLISH


def system_reason(error: OSError | ValueError) -> str:
    """Return the reason of a system error, in the system's own words if there is no message for it."""
    import errno

    key = f"reason.{errno.errorcode.get(getattr(error, 'errno', None) or 0)}"
    return say(key) if has(key) else getattr(error, "strerror", None) or str(error) or type(error).__name__


def translated(key: str, english: str, code: str) -> str:
    """Return a text that is not in ENGLISH in a language, nothing filled in; the English if it is not translated."""
    catalog = _catalog(code)
    return catalog.pgettext(key, english) if catalog else english


def in_language(words: type[Words], of: str, code: str) -> Words:
    """Return the words of a document, whose defaults are English, in a language; their keys are `of.name`."""
    return words._make(translated(f"{of}.{name}", english, code) for name, english in words._field_defaults.items())


def format_day(day: date, code: str) -> str:
    """Return a date as it is written in a language: `14.10.2025`; in English `2025-10-14`."""
    return str(day) if code == "en" else f"{day.day:02}.{day.month:02}.{day.year:04}"


def show_day(day: date) -> str:
    """Return a date in the session's language."""
    return format_day(day, language())


def show_days(text: str) -> str:
    """Return `2025-10-14` or `2026-05-01..2026-05-10` with its dates in the session's language, other text as it is."""
    if language() == "en" or not text[:1].isdigit():
        return text
    try:
        return "–".join([show_day(date.fromisoformat(day)) for day in text.split("..")])
    except ValueError:
        return text


@cache
def language() -> str:
    """Return the code of the session's language, chosen on the first call."""
    return choose(os.environ)


@cache
def _catalog(code: str) -> NullTranslations | None:
    """Return the translations of a language; None for English, which does without gettext."""
    if code == "en":
        return None
    from talplan.messages.catalogs import load

    return load(code)


def _fill(template: str, english: str, values: dict[str, Any]) -> str:
    shown = {name: _show_path(_shown(value)) if name in _PATHS else _shown(value) for name, value in values.items()}
    if template:
        try:
            return template.format_map(shown)
        except (LookupError, ValueError, AttributeError):
            pass  # a mistake in a catalog that is being edited
    return english.format_map(shown)


def brief(values: dict[str, Any], /) -> dict[str, Any]:
    """Shorten long texts among the values of an error message to their beginning and end."""
    return {name: _brief(value) if isinstance(value, str | os.PathLike) else value for name, value in values.items()}


def _brief(value: str | os.PathLike[str]) -> str:
    text = str(value)
    return f"{text[:100]}…{text[-50:]}" if len(text) > 300 else text


def _show_path(value: Any) -> str:
    """Show a path on one line: a line break in a file's name must not begin a line of a workflow's log."""
    return str(value).replace("\n", "\\n")


def _shown(value: Any) -> Any:
    """Return a value as it is put into a sentence: a date in the session's language, a list joined by commas, the name of
    a file on one line."""
    if isinstance(value, os.PathLike):
        return _show_path(os.fspath(value))
    if isinstance(value, date):
        return show_day(value)
    return ", ".join(str(_shown(entry)) for entry in value) if type(value) in (list, tuple) else value
