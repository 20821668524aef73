"""Map the error messages of PyYAML and libyaml to kinds of syntax errors and their positions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from talplan.planfile.rules import yaml_rules as rules
from talplan.planfile.source_text import Source
from talplan.problem import Problem

_KEY_ALONE = re.compile(r"\s*(?:- +)*[a-z_]+\s*")
_KEY_WITHOUT_SPACE = re.compile(r"\s*(?:- +)*[a-z_]+(:)(?!\s)")
_ODD_SPACE = re.compile(r"[ -]*(?:[a-z_]+:)?([\u00a0\u2000-\u200a\u202f\u3000])")
_NO_CHARACTER = re.compile(
    r"\\U(?!00(?:0[0-9A-Fa-f]|10))[0-9A-Fa-f]{8}|\\(?:u|U0000)[dD][89A-Fa-f][0-9A-Fa-f]{2}",
)
_DASH_WITHOUT_SPACE = re.compile(r"\s*(-)[^\s-]")

Diagnosis = tuple[str, int, int | None]
"""The kind of mistake, and [start, end) of its place; "" if the parser's own words are the best description."""


def build_problem(error: Any, source: Source, text: str, last_quote: tuple[int, int]) -> Problem:
    """Make a problem of a parser's error. `last_quote` is [start, end) of the last quoted text, (0, 0) for none.

    `text` is the parser's input: the source without the refused characters.
    """
    reason = str(getattr(error, "problem", None) or error)
    parser_error = _ParserError(error, reason, text, last_quote)
    kind, start, end = parser_error.odd_space() or parser_error.diagnose()
    start = min(start, max(0, len(text.rstrip()) - 1))
    return rules.Syntax(source.place(start, end), kind=kind, reason=reason, character=text[start : start + 1])


class _ParserError:
    """An error of either parser, with the text in which it occurred."""

    def __init__(self, error: Any, reason: str, text: str, last_quote: tuple[int, int]) -> None:
        mark = getattr(error, "problem_mark", None)
        context = getattr(error, "context_mark", None)
        self.reason = reason
        self.where = str(getattr(error, "context", None) or "")
        self.text = text
        self.offset = mark.index if mark is not None else last_quote[1]
        self.has_no_mark = mark is None
        self.began = context.index if context is not None else self.offset
        self.last_quote = last_quote

    def diagnose(self) -> Diagnosis:
        """Return the first case that fits."""
        if self.has_no_mark:
            return self.no_character()
        if self.text[self.offset : self.offset + 1] == "\t" and re.search("tab|cannot start", self.reason):
            return "tab", self.offset, None
        words = f"{self.where}: {self.reason}"
        cases = (diagnose(self) for pattern, diagnose in _CASES if re.search(pattern, words))
        return next(cases, ("", self.offset, None))

    def odd_space(self) -> Diagnosis | None:
        """Find a no-break space before a key or after its colon, on this line or the one above: YAML reads a letter."""
        start, line = self._line(self.offset)
        for begin, text in (self._line_above(start), (start, line)):
            if match := _ODD_SPACE.match(text):
                return "odd-space", begin + match.start(1), None
        return None

    def in_quotes(self) -> Diagnosis:
        if re.search("stream|document", self.reason):
            return "quote", self.began, None
        backslash = self.text.rfind("\\", self.began, self.offset + 1)
        return "escape", max(backslash, self.began), backslash + 2

    def no_character(self) -> Diagnosis:
        """Find the escape of a character that does not exist, for which the parser in Python gives no position."""
        match = _NO_CHARACTER.search(self.text, self.last_quote[1])
        return ("escape", match.start(), match.start() + 2) if match else ("", self.offset, None)

    def around_the_document(self) -> Diagnosis:
        directive = re.search("^%.*", self.text, re.MULTILINE)
        if directive:
            return "directive", directive.start(), directive.end()
        return "document", self.offset, None

    def second_colon(self) -> Diagnosis:
        """Diagnose `a: b: c`, or a key that the parser read as the rest of the text above it."""
        start, line = self._line(self.offset)
        if not _KEY_ALONE.fullmatch(line[: self.offset - start]):
            return "colon", self.offset, None
        return self._without_space(*self._line_above(start)) or ("indent", start + _indent(line), None)

    def without_colon(self) -> Diagnosis:
        start, line = self._line(self.began)
        return self._without_space(start, line) or ("no-colon", self.began, start + len(line))

    def _without_space(self, start: int, line: str) -> Diagnosis | None:
        for kind, pattern in (("colon-space", _KEY_WITHOUT_SPACE), ("dash-space", _DASH_WITHOUT_SPACE)):
            if match := pattern.match(line):
                return kind, start + match.start(1), None
        return None

    def broken_off(self) -> Diagnosis:
        """Diagnose a text in the place of the next key or dash."""
        start, line = self._line(self.offset)
        before = line[: self.offset - start].rstrip()
        quote, end = self.last_quote
        if before and start <= end <= self.offset and quote < start:
            return "quote", quote, None  # the text ended only at the quote that opens the next one
        if self.text[self.offset : self.offset + 1] in ("]", "}"):
            return "extra-bracket", self.offset, None
        if before.endswith(('"', "'")):
            return "after-quote", self.offset, None
        if before.endswith(("]", "}")):
            return "after-bracket", self.offset, None
        if "indicator" in self.reason or "block collection" in self.where:
            return "no-dash", self.offset, None
        return "indent", self.offset, None

    def _line(self, offset: int) -> tuple[int, str]:
        """Return the start of the line at an offset, and the line."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return start, self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")

    def _line_above(self, start: int) -> tuple[int, str]:
        """Return the start of the nearest line above that is not blank, and the line."""
        return self._line(max(0, len(self.text[:start].rstrip()) - 1))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


_CASES: tuple[tuple[str, Callable[[_ParserError], Diagnosis]], ...] = (
    ("quoted scalar", _ParserError.in_quotes),
    ("directive|document", _ParserError.around_the_document),
    ("flow .*',' or", lambda error: ("bracket", error.began, None)),
    ("flow ", lambda error: ("comma", error.offset, None)),
    ("anchor|alias|tag|block scalar", lambda error: ("start", error.began, None)),
    ("cannot start|node content|mapping keys", lambda error: ("start", error.offset, None)),
    ("sequence entries", lambda error: ("dash", error.offset, None)),
    ("mapping values", _ParserError.second_colon),
    ("expected ':'", _ParserError.without_colon),
    ("expected key|block end|indicator", _ParserError.broken_off),
)
"""Patterns of either parser's messages with the method that diagnoses them; the first that matches counts."""
