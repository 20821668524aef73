"""What a YAML parser complains of → what a person did, and where: two parsers of different words say the same."""

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

Verdict = tuple[str, int, int | None]
"""What kind of mistake it is, and [start, end) of the place where a person has to look."""


def complaint(error: Any, source: Source, text: str, last_quote: tuple[int, int]) -> Problem:
    """The parser's error as a problem. `last_quote` is the quoted text that ended last, (0, 0) for none.

    `text` is what the parser got: the source without the characters that are refused anyway.
    """
    reason = str(getattr(error, "problem", None) or error)
    found = _Complaint(error, reason, text, last_quote)
    kind, start, end = found.odd_space() or found.verdict()
    start = min(start, max(0, len(text.rstrip()) - 1))
    return rules.Syntax(source.place(start, end), kind=kind, reason=reason, character=text[start : start + 1])


class _Complaint:
    """One error of one parser, with the text in which it came up."""

    def __init__(self, error: Any, reason: str, text: str, last_quote: tuple[int, int]) -> None:
        mark = getattr(error, "problem_mark", None)
        context = getattr(error, "context_mark", None)
        self.reason = reason
        self.where = str(getattr(error, "context", None) or "")
        self.text = text
        self.at = mark.index if mark is not None else last_quote[1]
        self.error_without_mark = mark is None
        self.began = context.index if context is not None else self.at
        self.last_quote = last_quote

    def verdict(self) -> Verdict:
        """The first that fits; no kind at all where the parser's own words are the best there is."""
        if self.error_without_mark:
            return self.no_character()
        if self.text[self.at : self.at + 1] == "\t" and re.search("tab|cannot start", self.reason):
            return "tab", self.at, None
        words = f"{self.where}: {self.reason}"
        return next((judge(self) for pattern, judge in _CASES if re.search(pattern, words)), ("", self.at, None))

    def odd_space(self) -> Verdict | None:
        """A no-break space before a key or after its colon, in this line or the one above: a letter for YAML."""
        start, line = self._line(self.at)
        for begin, text in (self._line_above(start), (start, line)):
            if found := _ODD_SPACE.match(text):
                return "odd-space", begin + found.start(1), None
        return None

    def in_quotes(self) -> Verdict:
        if re.search("stream|document", self.reason):
            return "quote", self.began, None
        backslash = self.text.rfind("\\", self.began, self.at + 1)
        return "escape", max(backslash, self.began), backslash + 2

    def no_character(self) -> Verdict:
        """The parser in Python reports no place for an escape of a character that there is not."""
        found = _NO_CHARACTER.search(self.text, self.last_quote[1])
        return ("escape", found.start(), found.start() + 2) if found else ("", self.at, None)

    def around_the_document(self) -> Verdict:
        directive = re.search("^%.*", self.text, re.MULTILINE)
        if directive:
            return "directive", directive.start(), directive.end()
        return "document", self.at, None

    def second_colon(self) -> Verdict:
        """`a: b: c`, or a key that the parser took for the rest of the text above it."""
        start, line = self._line(self.at)
        if not _KEY_ALONE.fullmatch(line[: self.at - start]):
            return "colon", self.at, None
        return self._without_space(*self._line_above(start)) or ("indent", start + _indent(line), None)

    def without_colon(self) -> Verdict:
        start, line = self._line(self.began)
        return self._without_space(start, line) or ("no-colon", self.began, start + len(line))

    def _without_space(self, start: int, line: str) -> Verdict | None:
        for kind, pattern in (("colon-space", _KEY_WITHOUT_SPACE), ("dash-space", _DASH_WITHOUT_SPACE)):
            if found := pattern.match(line):
                return kind, start + found.start(1), None
        return None

    def broken_off(self) -> Verdict:
        """Something stands where the next key or the next dash should."""
        start, line = self._line(self.at)
        before = line[: self.at - start].rstrip()
        quote, end = self.last_quote
        if before and start <= end <= self.at and quote < start:
            return "quote", quote, None  # it ran on until the quote that opens the next quoted text
        if self.text[self.at : self.at + 1] in ("]", "}"):
            return "extra-bracket", self.at, None
        if before.endswith(('"', "'")):
            return "after-quote", self.at, None
        if before.endswith(("]", "}")):
            return "after-bracket", self.at, None
        if "indicator" in self.reason or "block collection" in self.where:
            return "no-dash", self.at, None
        return "indent", self.at, None

    def _line(self, offset: int) -> tuple[int, str]:
        """Where the line of an offset begins, and the line."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return start, self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")

    def _line_above(self, start: int) -> tuple[int, str]:
        """The nearest line above that has something in it."""
        return self._line(max(0, len(self.text[:start].rstrip()) - 1))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


_CASES: tuple[tuple[str, Callable[[_Complaint], Verdict]], ...] = (
    ("quoted scalar", _Complaint.in_quotes),
    ("directive|document", _Complaint.around_the_document),
    ("flow .*',' or", lambda found: ("bracket", found.began, None)),
    ("flow ", lambda found: ("comma", found.at, None)),
    ("anchor|alias|tag|block scalar", lambda found: ("start", found.began, None)),
    ("cannot start|node content|mapping keys", lambda found: ("start", found.at, None)),
    ("sequence entries", lambda found: ("dash", found.at, None)),
    ("mapping values", _Complaint.second_colon),
    ("expected ':'", _Complaint.without_colon),
    ("expected key|block end|indicator", _Complaint.broken_off),
)
"""What the words of either parser mean, the first that fits."""
