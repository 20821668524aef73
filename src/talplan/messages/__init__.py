"""Every sentence that talplan says: chosen by key, filled with values, in the language of the user."""

from __future__ import annotations

from os import PathLike
from typing import Any

from talplan.messages.problems import HINTS, PROBLEMS
from talplan.messages.sentences import COUNTED, SENTENCES

_ALL: dict[str, str] = {
    **SENTENCES,
    **{f"problem.{code}": text for code, text in PROBLEMS.items()},
    **{f"hint.{code}": text for code, text in HINTS.items()},
}


def say(key: str, /, **values: Any) -> str:
    """The sentence of that key; lists are joined by commas."""
    return _ALL[key].format_map({name: _shown(value) for name, value in values.items()})


def count(key: str, n: int, /, **values: Any) -> str:
    """The sentence of that key in the form that the number asks for."""
    one, many = COUNTED[key]
    return (one if n == 1 else many).format_map({"n": n, **{k: _shown(v) for k, v in values.items()}})


def has(key: str) -> bool:
    """Whether there is such a sentence."""
    return key in _ALL


def brief(values: dict[str, Any], /) -> dict[str, Any]:
    """The values for a sentence about something wrong: of a text that fills a page, its beginning and its end."""
    return {name: _brief(value) if isinstance(value, str | PathLike) else value for name, value in values.items()}


def _brief(value: str | PathLike[str]) -> str:
    text = str(value)
    return f"{text[:100]}…{text[-50:]}" if len(text) > 300 else text


def _shown(value: Any) -> Any:
    return ", ".join(str(entry) for entry in value) if type(value) in (list, tuple) else value
