"""Brings the catalogs of translations up to date with the sentences: `python docs/catalogs.py`.

What is translated stays; what is new is empty, what says something else in English now is marked fuzzy, and what is
gone goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from gettext import c2py
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from talplan.documents.forms.form_words import FormWords, ReminderWords
from talplan.documents.page.page_words import PageWords
from talplan.documents.words import Headings, Words
from talplan.messages import ENGLISH
from talplan.messages.sentences import COUNTED
from talplan.operations.form_states import StateWords
from talplan.planfile.rules import RULES

CATALOGS = sorted((Path(__file__).parent.parent / "src" / "talplan" / "messages").glob("locale/*/*/talplan.po"))
DOCUMENTS = (
    ("heading", Headings),
    ("document", Words),
    ("page", PageWords),
    ("form", FormWords),
    ("form-state", StateWords),
    ("reminder", ReminderWords),
)
English = str | tuple[str, str]


def sentences() -> Iterator[tuple[str, English]]:
    """The key and the English of everything that talplan says; of what counts something, both forms."""
    yield from ENGLISH.items()
    yield from COUNTED.items()
    for of, words in DOCUMENTS:
        yield from ((f"{of}.{name}", english) for name, english in words._field_defaults.items())
    yield from ((f"explain.{code}", rule.page()) for code, rule in RULES.items())


def refreshed(path: Path) -> str:
    """The text of a catalog as it should be. Its head is its translators' own."""
    text = path.read_text(encoding="utf-8")
    known = read(path)
    new = Catalog()
    new.mime_headers = _parsed(path).mime_headers  # how many forms the language has
    for key, english in sentences():
        _add(new, key, english, known.get((key, not isinstance(english, str))))
    made = BytesIO()
    write_po(made, new, width=0, omit_header=True)
    return text.partition("\n\n")[0] + "\n\n" + made.getvalue().decode().lstrip()


def _parsed(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, ignore_obsolete=True, abort_invalid=True)


def read(path: Path) -> dict[tuple[str, bool], Message]:
    """The messages by their keys, those that count something apart."""
    return {(str(message.context), message.pluralizable): message for message in _parsed(path) if message.id}


def faults(path: Path) -> list[str]:
    """What is not right in a catalog, each with the key of its sentence."""
    old, rule = read(path), c2py(_parsed(path).plural_expr)
    wanted = {(key, not isinstance(english, str)): english for key, english in sentences()}
    found = [(key, _fault(rule, english, old.get((key, counts)))) for (key, counts), english in wanted.items()]
    found += [(key, "there is no such sentence") for key, counts in old if (key, counts) not in wanted]
    return [f"{key}: {fault}" for key, fault in found if fault]


def _fault(rule: Callable[[int], int], english: English, message: Message | None) -> str:
    if message is None or tuple(entries(message.id)) != tuple(entries(english)):
        return "the catalog is older than the sentence: python docs/catalogs.py"
    if not all(entries(message.string)):
        return "not translated"
    if message.fuzzy:
        return "fuzzy: look at it, then take the mark away"
    for form, text in enumerate(entries(message.string)):
        choices = [_kept(one) for one in entries(english)]
        if _kept(text) not in (choices if _only_one(rule, form) else choices[-1:]):
            return f"not the same placeholders, options or line breaks: {text}"
    return ""


def _only_one(rule: Callable[[int], int], form: int) -> bool:
    """Whether a form is for the number one alone: only such a form may leave the number out."""
    return [n for n in range(200) if rule(n) == form] == [1]


def _kept(text: str) -> list[str]:
    """What every language has in common: placeholders, options, line breaks, blanks in front."""
    text = re.sub(r"{year:[^{}|]*\|[^{}|]*}", "{year}", text)
    return sorted({*re.findall(r"{{|{\w+}|}}|[{}]|--[a-z][a-z-]+|\n|^ +", text)})


def _add(catalog: Catalog, key: str, english: English, old: Message | None) -> None:
    message = catalog.add(english, context=key)
    filled = "{" in str(english) and not key.startswith("explain.")  # its braces are those of YAML
    message.flags = {"python-brace-format"} if filled else set()
    if old is None:
        return
    message.string, message.user_comments = old.string, old.user_comments
    if old.fuzzy or (old.id != english and any(entries(old.string))):
        message.flags.add("fuzzy")


def entries(texts: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """The forms of a message, which may have one alone."""
    return [texts] if isinstance(texts, str) else list(texts or ())


def main() -> None:
    """Writes the catalogs, and tells what is still to be done in them."""
    for path in CATALOGS:
        path.write_text(refreshed(path), encoding="utf-8", newline="\n")
        for fault in faults(path):
            print(f"{path.parts[-3]}: {fault}")  # noqa: T201


if __name__ == "__main__":
    main()
