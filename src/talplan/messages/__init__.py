"""Every sentence that talplan says: chosen by key, filled with values, in the language of the user."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from talplan.messages.language import PLURALS, choose
from talplan.messages.problems import HINTS, PROBLEMS
from talplan.messages.sentences import COUNTED, SENTENCES

if TYPE_CHECKING:
    from talplan.messages.catalogs import Catalog

Words = TypeVar("Words", bound=NamedTuple)

ENGLISH: dict[str, str] = {
    **SENTENCES,
    **{f"problem.{code}": text for code, text in PROBLEMS.items()},
    **{f"hint.{code}": text for code, text in HINTS.items()},
}


def say(key: str, /, **values: Any) -> str:
    """The sentence of that key; lists are joined by commas."""
    return _filled(key, (ENGLISH[key],), 0, values)


def count(key: str, n: int, /, **values: Any) -> str:
    """The sentence of that key in the form that the number asks for."""
    return _filled(key, COUNTED[key], n, {"n": n, **values})


def has(key: str) -> bool:
    """Whether there is such a sentence."""
    return key in ENGLISH


def system_reason(error: OSError | ValueError) -> str:
    """Why the system refused something; in its own words where we know none."""
    import errno

    key = f"reason.{errno.errorcode.get(getattr(error, 'errno', None) or 0)}"
    return say(key) if has(key) else getattr(error, "strerror", None) or str(error) or type(error).__name__


def translated(key: str, english: str, code: str) -> str:
    """A text that does not stand here, in a language, with nothing filled in; itself where there is no translation."""
    return next(iter(_forms(key, (english,), code)), english)


def in_language(words: type[Words], of: str, code: str) -> Words:
    """The words of a document, whose defaults are English, in the language of its plan; in the catalogs the key of each
    is `of.name`."""
    return words._make(translated(f"{of}.{name}", english, code) for name, english in words._field_defaults.items())


@cache
def language() -> str:
    """The code of the language that talplan speaks: chosen when the first sentence is said."""
    return choose(os.environ)


@cache
def _catalog(code: str) -> Catalog:
    if code == "en":
        return {}
    from talplan.messages.catalogs import load

    return load(code)


def _filled(key: str, english: tuple[str, ...], n: int, values: dict[str, Any]) -> str:
    shown = {name: _shown(value) for name, value in values.items()}
    if forms := _forms(key, english, language()):
        try:
            return forms[len(english) > 1 and PLURALS[language()](n)].format_map(shown)
        except (LookupError, ValueError, AttributeError):
            pass  # a slip in a catalog that is being edited
    return english[len(english) > 1 and n != 1].format_map(shown)


def _forms(key: str, english: tuple[str, ...], code: str) -> list[str]:
    """Empty where there is no translation of this very English."""
    catalog = _catalog(code)
    found = catalog.get(f"{key}\4{chr(0).join(english)}".encode()) if catalog else None
    return found.decode().split("\0") if found else []


def brief(values: dict[str, Any], /) -> dict[str, Any]:
    """The values for a sentence about something wrong: of a text that fills a page, its beginning and its end."""
    return {name: _brief(value) if isinstance(value, str | os.PathLike) else value for name, value in values.items()}


def _brief(value: str | os.PathLike[str]) -> str:
    text = str(value)
    return f"{text[:100]}…{text[-50:]}" if len(text) > 300 else text


def _shown(value: Any) -> Any:
    return ", ".join(str(entry) for entry in value) if type(value) in (list, tuple) else value
