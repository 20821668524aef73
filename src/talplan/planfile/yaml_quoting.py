"""Write a text as YAML: plain if every reader reads it as that text, else quoted."""

from __future__ import annotations

import re

from talplan.domain.visible import INVISIBLE

# What YAML 1.1 and the 1.2 core schema read as a number, a date, a boolean or null.
_AMBIGUOUS = re.compile(
    r"""(?ix: y|yes|n|no|on|off|true|false|null|~
    | [-+]?[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)? | [-+]?\.[0-9][0-9_]*(e[-+]?[0-9]+)?
    | 0o[0-7]+ | [-+]?0x[0-9a-f_]+ | [-+]?0b[01_]+
    | [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)? | [-+]?\.inf | \.nan
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}
      ((t|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(z|[-+][0-9]{1,2}(:?[0-9]{2})?))?)? | = | << )""",
    re.DOTALL,
)
# What a plain text may not begin with, end with or contain; and the markers of a document's start and end.
_NOT_PLAIN = re.compile(r"""^[-?:](\s|$)|^[,\[\]{}#&*!|>'"%@`]|:(\s|$)|\s\#|^\s|\s$|^(---|\.\.\.)|[\n\t]""", re.VERBOSE)
# In brackets, PyYAML's parser in Python ends a plain text at every question mark.
_FLOW_MARKS = re.compile(r"[,?\[\]{}]|^[-:]|:\S")
# What no YAML reader accepts raw, and what is invisible.
_UNPRINTED = re.compile(f"[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]|{INVISIBLE.pattern}")


def ambiguous(text: str) -> bool:
    """Whether some YAML reader reads the plain text as something else than text."""
    return _AMBIGUOUS.fullmatch(text) is not None


def scalar(text: str, *, flow: bool = False) -> str:
    """Return the text as a line of YAML; `flow` is inside brackets, where commas and brackets end a plain text."""
    unsafe = not text or ambiguous(text) or _NOT_PLAIN.search(text) or _needs_escape(text)
    if unsafe or (flow and _FLOW_MARKS.search(text)):
        return quoted(text)
    return text


def restyled(text: str, style: str, *, flow: bool = False) -> str:
    """Return the text as a line of YAML, in quotes of that style if they can contain it."""
    if style == "'" and "\n" not in text and not _needs_escape(text):
        return "'" + text.replace("'", "''") + "'"
    return quoted(text) if style == '"' else scalar(text, flow=flow)


def quoted(text: str) -> str:
    """Return the text in double quotes, with escapes for what no YAML reader accepts raw."""
    import json

    return _UNPRINTED.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    point = ord(match.group())
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"


def block(text: str, indent: str, newline: str) -> str:
    """Return the text as the value of a key in block style: several lines are put below `|-`."""
    if "\n" not in text or _needs_escape(text) or not _survives_as_block(text):
        return scalar(text)
    lines = [f"{indent}{line}" if line else "" for line in text.split("\n")]
    return newline.join(["|-", *lines])


def _needs_escape(text: str) -> bool:
    return _UNPRINTED.search(text) is not None or re.search("[\x00-\x08\x0b-\x1f]", text) is not None


def _survives_as_block(text: str) -> bool:
    """Whether `|-` keeps exactly this text: it drops line breaks at the end and the indentation of the first line, and
    many editors strip spaces at the end of a line."""
    lines = text.split("\n")
    first, last = lines[0], lines[-1]
    ends_clean = all(line == line.rstrip() for line in lines)
    return bool(first) and bool(last) and first[0] not in " \t" and ends_clean
