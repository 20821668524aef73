"""How a text is written in YAML: plain where every reader takes it as that text, else quoted."""

from __future__ import annotations

import re

from talplan.domain.visible import INVISIBLE

# What YAML 1.1 and the 1.2 core schema take for a number, a date, a boolean or nothing.
_AMBIGUOUS = re.compile(
    r"""(?ix: y|yes|n|no|on|off|true|false|null|~
    | [-+]?[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)? | [-+]?\.[0-9][0-9_]*(e[-+]?[0-9]+)?
    | 0o[0-7]+ | [-+]?0x[0-9a-f_]+ | [-+]?0b[01_]+
    | [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)? | [-+]?\.inf | \.nan
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}
      ((t|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(z|[-+][0-9]{1,2}(:?[0-9]{2})?))?)? | = | << )""",
    re.DOTALL,
)
# Where a plain text may not begin, end or go on; and the marks that begin and end a document.
_NOT_PLAIN = re.compile(r"""^[-?:](\s|$)|^[,\[\]{}#&*!|>'"%@`]|:(\s|$)|\s\#|^\s|\s$|^(---|\.\.\.)|[\n\t]""", re.VERBOSE)
# PyYAML's parser in Python ends a plain text in brackets at every question mark.
_FLOW_MARKS = re.compile(r"[,?\[\]{}]|^[-:]|:\S")
# What no reader takes raw, or no reader sees.
_UNPRINTED = re.compile(f"[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]|{INVISIBLE.pattern}")


def ambiguous(text: str) -> bool:
    """Whether some YAML reader takes the plain text for something other than text."""
    return _AMBIGUOUS.fullmatch(text) is not None


def scalar(text: str, *, flow: bool = False) -> str:
    """The text as one line of YAML. `flow`: inside brackets, where commas and brackets end a plain text."""
    unsafe = not text or ambiguous(text) or _NOT_PLAIN.search(text) or _needs_escape(text)
    if unsafe or (flow and _FLOW_MARKS.search(text)):
        return quoted(text)
    return text


def restyled(text: str, style: str, *, flow: bool = False) -> str:
    """The text as one line of YAML, in quotes of that style where they can hold it."""
    if style == "'" and "\n" not in text and not _needs_escape(text):
        return "'" + text.replace("'", "''") + "'"
    return quoted(text) if style == '"' else scalar(text, flow=flow)


def quoted(text: str) -> str:
    """The text in double quotes; what no YAML reader takes raw is written as an escape."""
    import json

    return _UNPRINTED.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    point = ord(match.group())
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"


def block(text: str, indent: str, newline: str) -> str:
    """The text as the value of a key in block style: several lines stand as they are under `|-`."""
    if "\n" not in text or _needs_escape(text) or not _stands_as_block(text):
        return scalar(text)
    lines = [f"{indent}{line}" if line else "" for line in text.split("\n")]
    return newline.join(["|-", *lines])


def _needs_escape(text: str) -> bool:
    return _UNPRINTED.search(text) is not None or re.search("[\x00-\x08\x0b-\x1f]", text) is not None


def _stands_as_block(text: str) -> bool:
    """Whether `|-` gives back exactly this text: it drops line breaks at the end, takes the indentation of the
    first line for its own, and people's editors strip spaces at the end of a line."""
    lines = text.split("\n")
    first, last = lines[0], lines[-1]
    ends_clean = all(line == line.rstrip() for line in lines)
    return bool(first) and bool(last) and first[0] not in " \t" and ends_clean
