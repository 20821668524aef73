"""What differs between two versions, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from talplan.messages import say
from talplan.versions.diff import Difference, Kind
from talplan.versions.snapshot import Fields, Value, as_list, display

_CONTEXT = 4
"""Words that are shown before and after a changed one; of what is further off an ellipsis is."""
_PIECES = re.compile(r"\w+|\s+|[^\w\s]")
_SHORT = 80


@dataclass(frozen=True, slots=True)
class Marks:
    """How a text shows what went and what came; `text` makes everything else in it fit to stand beside."""

    went: Callable[[str], str]
    came: Callable[[str], str]
    text: Callable[[str], str] = str


PLAIN = Marks(went=lambda text: f"[−{text}−]", came=lambda text: f"[+{text}+]")
"""For a terminal and a pipe: signs, so that it is the same without colours."""
LISTED = Marks(went=str, came=str)
"""Where + and − stand before each entry already."""


def phrases(differences: Sequence[Difference], marks: Marks = PLAIN) -> list[str]:
    """A sentence, or the beginning of one, for each."""
    return [_phrase(one, marks) for one in differences]


def shortened(text: str, most: int = _SHORT) -> str:
    """The beginning of a text, up to the end of a word, for whoever knows the rest."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rsplit(' ', 1)[0]}…"


def _phrase(one: Difference, marks: Marks) -> str:
    match one.kind, one.field:
        case (Kind.DONE | Kind.UNDONE) as kind, _:
            return say(f"diff.{kind}", date=one.entry.text("date") or "?", what=_mark(one.entry, marks))
        case (Kind.NOTED | Kind.UNNOTED) as kind, _:
            note = one.entry
            by = say("diff.noted.by", by=marks.text(note.text("by"))) if "by" in note else ""
            return say(f"diff.{kind}", date=note.text("date") or "?", by=by, text=marks.text(note.text("text")))
        case (Kind.CANCELLED | Kind.RESTORED) as kind, _:
            return say(f"diff.{kind}", date=one.entry.text("date") or "?", what=_mark(one.entry, marks))
        case Kind.MOVED, "ids":
            return say("diff.renumbered", before=one.before)
        case Kind.MOVED, "id":
            return say("diff.moved", before=one.before, after=one.after)
        case Kind.MOVED, _:
            return say("diff.reordered")
        case (Kind.ADDED | Kind.REMOVED) as kind, field:
            return say(f"diff.{kind}.{field}", **_whole(one.entry, marks))
        case _, ("done" | "notes" | "cancelled") as field if isinstance(one.before, Fields):
            return say(f"diff.changed.{field}", date=one.before.text("date") or "?", what=_inside(one, marks))
        case _, field:
            return say("diff.changed", field=say(f"diff.field.{field}"), what=_changed(one.before, one.after, marks))


def _whole(fields: Fields, marks: Marks) -> dict[str, str]:
    """What is told of something that came or went as a whole."""
    return {
        "due": marks.text(", ".join(fields.texts("due"))),
        "units": marks.text(", ".join(fields.texts("units"))),
        "name": marks.text(display(fields)),
        "title": marks.text(fields.text("title")),
    }


def _mark(record: Fields, marks: Marks) -> str:
    """Everything that a record says besides its date."""
    parts = []
    for key in ("term", "by", "note", "evidence"):
        if value := record.get(key):
            parts.append(say(f"mark.{key}", **{key: marks.text(_text(value))}))
    return "".join(parts)


def _inside(one: Difference, marks: Marks) -> str:
    """The keys of a record or a note that are not as they were."""
    before, after = one.before, one.entry
    assert isinstance(before, Fields)
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return "; ".join(
        say("diff.changed", field=say(f"diff.field.{key}"), what=_changed(before.get(key), after.get(key), marks))
        for key in keys
    )


def _changed(before: Value | None, after: Value | None, marks: Marks) -> str:
    if isinstance(before, tuple) or isinstance(after, tuple):
        old, new = ([_text(entry) for entry in as_list(value)] for value in (before, after))
        return _list(old, new, marks)
    return changed_words(_text(before), _text(after), marks)


def _text(value: Value | None) -> str:
    """Return a value in one line: a list with commas, of a mapping all that it contains."""
    if isinstance(value, Fields):
        return _text(tuple(_text(entry) for entry in value.values()))
    return ", ".join(_text(entry) for entry in value) if isinstance(value, tuple) else value or ""


def _list(before: list[str], after: list[str], marks: Marks) -> str:
    """What came and what went; where the order alone is another, the whole list."""
    marks = LISTED if marks is PLAIN else marks
    parts = [say("diff.plus", text=marks.came(entry)) for entry in after if entry not in before]
    parts += [say("diff.minus", text=marks.went(entry)) for entry in before if entry not in after]
    return ", ".join(parts) or say("diff.order", entries=marks.text(", ".join(after)))


def changed_words(before: str, after: str, marks: Marks) -> str:
    """A text with the words marked that went and came, and with a few of the others round them."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    shown = []
    for number, (way, start, end, begin, stop) in enumerate(steps):
        if way == "equal":
            shown.append(marks.text(_context(old[start:end], number > 0, number < len(steps) - 1)))
        else:
            shown += [_dressed(old[start:end], marks.went), _dressed(new[begin:stop], marks.came)]
    return "".join(shown)


def _dressed(pieces: Sequence[str], mark: Callable[[str], str]) -> str:
    """Marked words; the spaces round them stay outside, for the eye and for Markdown."""
    text = "".join(pieces)
    inside = text.strip()
    before, _, after = text.partition(inside) if inside else ("", "", "")
    return f"{before}{mark(inside or text)}{after}" if text else ""


def _context(pieces: Sequence[str], before: bool, after: bool) -> str:
    """A run of words that stayed: its beginning where a change stands before it, its end where one comes after."""
    most = 2 * _CONTEXT
    if len(pieces) <= (before + after) * most + 2:
        return "".join(pieces)
    return ("".join(pieces[:most]) if before else "") + "…" + ("".join(pieces[-most:]) if after else "")
