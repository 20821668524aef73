"""Read the body of an issue that was filled in by a form: the columns are headings, the texts are below them."""

from __future__ import annotations

import re
from pathlib import Path

from talplan.documents.forms.form_columns import kind_of, name_column
from talplan.documents.importers.grid import clean
from talplan.domain.language import Language
from talplan.domain.spelling import normalize
from talplan.editing.changes import Message
from talplan.messages import say, system_reason
from talplan.operations.form_row import FILLED_IN, NUMBER, STATE, UNIT, FormRow
from talplan.problem import Failure
from talplan.system.plan_finder import refuse_special_file

MAX_BYTES = 1024 * 1024
_HEADING = re.compile(r"#{1,6}[ \t]+(.*)")
_EMPTY = "_No response_"
"""What forges write below the heading of a field that was left empty."""


def read_issue(file: str) -> list[FormRow]:
    """Return the row of an issue; none if nothing is filled in. Failure as `read_form`."""
    sections = _read_sections(_read(file))
    if NUMBER not in {kind for kind, _, _ in sections}:
        raise Failure("collect-no-form", file=file)
    texts: dict[str, str] = {}
    problem: Message | None = None
    place = file
    for kind, heading, (line, text) in sections:
        if kind in texts:
            problem = ("repeated-column", {"column": heading})
        texts[kind] = text
        place = f"{file}:{line}" if kind == NUMBER else place
    if not any(texts.get(kind) for kind in FILLED_IN):
        return []
    if STATE not in texts:
        problem = ("missing-columns", {"columns": [name_column(STATE, _find_language(sections))]})
    return [FormRow(place, texts, problem=problem, is_issue=True)]


def _find_language(sections: list[tuple[str, str, tuple[int, str]]]) -> Language:
    """Return the language of the headings."""
    headings = [(kind, normalize(heading)) for kind, heading, _ in sections]
    for language in Language:
        if any(kind != NUMBER and heading == normalize(name_column(kind, language)) for kind, heading in headings):
            return language
    return Language.KY


def is_form(text: str) -> bool:
    """Return whether a text is an issue filled in by a form, also if a heading of it was changed."""
    kinds = {kind for kind, *_ in _read_sections(clean(text))}
    return len(kinds & {NUMBER, UNIT, *FILLED_IN}) > 3


def _read_sections(text: str) -> list[tuple[str, str, tuple[int, str]]]:
    """Return kind, heading, line and text of each heading that is a column of a form; any other heading is text."""
    sections: list[tuple[str, str, tuple[int, str]]] = []
    lines: list[str] = []
    heading, kind, start = "", None, 0

    def close() -> None:
        below = "\n".join(lines).strip()
        if kind:
            sections.append((kind, heading, (start, "" if below == _EMPTY else below)))

    for number, line in enumerate(text.split("\n"), start=1):
        match = _HEADING.fullmatch(line)
        label = match[1].rstrip("# \t") if match else ""
        if named := kind_of(label):
            close()
            heading, kind, start, lines = label, named, number, []
        else:
            lines.append(line)
    close()
    return sections


def _read(file: str) -> str:
    """Return the text of a file; Failure as `read_form`."""
    try:
        refuse_special_file(file, Path(file).stat().st_mode)
        with Path(file).open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Failure("cannot-read", path=file, reason=system_reason(error)) from None
    if len(raw) > MAX_BYTES:
        raise Failure("import-too-large", path=file, limit=1)
    try:
        return clean(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Failure("collect-unreadable", file=file, reason=say("reason.not-utf8-text")) from None
