"""Line breaks in texts: between words, in long ones after hyphens and slashes."""

from __future__ import annotations

from talplan.domain.visible import text_width

MARKS = " └"
"""What indents the name of a sub-unit."""


def break_words(text: str, width: int) -> str:
    """Return the text with line breaks after hyphens and slashes in the words that are wider than the column."""
    if "-" not in text and "/" not in text:
        return text
    lines = [line.split(" ") for line in text.split("\n")]
    return "\n".join(
        " ".join([part_words(word, "\n") if text_width(word) > width else word for word in words]) for words in lines
    )


def part_words(text: str, separator: str) -> str:
    """Return the text with a separator after each hyphen and slash."""
    return text.replace("-", f"-{separator}").replace("/", f"/{separator}")


def wrap_indented(text: str, room: int) -> list[str]:
    """Wrap a text, each line indented like the first, whose mark of a sub-unit is not repeated; a word that is longer
    than the room is broken."""
    inside = text.lstrip(MARKS)
    lead = text[: len(text) - len(inside)]
    lead = lead[max(0, len(lead) - room // 2) :]
    lines = [""]
    for word in inside.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if len(lead) + len(joined) <= room:
            lines[-1] = joined
        else:
            step = room - len(lead)
            lines += [word[start : start + step] for start in range(0, len(word), step)]
    shown = [line for line in lines if line] or [""]
    return [lead + shown[0], *(" " * len(lead) + line for line in shown[1:])]
