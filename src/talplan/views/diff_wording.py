"""The differences between two versions in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from talplan.editing.changes import BARE
from talplan.messages import say, show_days
from talplan.versions.diff import Difference, Kind
from talplan.versions.snapshot import Fields, Value, as_list, display

_CONTEXT = 4
"""Words shown before and after a changed one; an ellipsis stands for the rest."""
_PIECES = re.compile(r"\w+|\s+|[^\w\s]")
_SHORT = 80


@dataclass(frozen=True, slots=True)
class Marks:
    """Functions that mark removed and added words; `text` escapes everything else."""

    removed: Callable[[str], str]
    added: Callable[[str], str]
    text: Callable[[str], str] = str


PLAIN = Marks(removed=lambda text: f"[−{text}−]", added=lambda text: f"[+{text}+]")
"""Signs for a terminal and a pipe, the same without colours."""
LISTED = Marks(removed=str, added=str)
"""No marks, for entries with + or − in front."""


def describe(differences: Sequence[Difference], marks: Marks = PLAIN) -> list[str]:
    """Return a sentence, or the beginning of one, for each difference."""
    return [_describe(difference, marks) for difference in differences]


def shorten(text: str, most: int = _SHORT) -> str:
    """Return the beginning of a text up to the end of a word, with an ellipsis if it is longer than `most`."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rsplit(' ', 1)[0]}…"


def _describe(difference: Difference, marks: Marks) -> str:
    match difference.kind, difference.field:
        case (Kind.DONE | Kind.UNDONE) as kind, _:
            return say(f"diff.{kind}", date=_day(difference.entry), what=_mark(difference.entry, marks))
        case (Kind.NOTED | Kind.UNNOTED) as kind, _:
            note = difference.entry
            by = say("diff.noted.by", by=marks.text(note.text("by"))) if "by" in note else ""
            return say(f"diff.{kind}", date=_day(note), by=by, text=marks.text(note.text("text")))
        case (Kind.CANCELLED | Kind.RESTORED) as kind, _:
            return say(f"diff.{kind}", date=_day(difference.entry), what=_mark(difference.entry, marks))
        case Kind.MOVED, "ids":
            return say("diff.renumbered", before=difference.before)
        case Kind.MOVED, "id":
            return say("diff.moved", before=difference.before, after=difference.after)
        case Kind.MOVED, _:
            return say("diff.reordered")
        case (Kind.ADDED | Kind.REMOVED) as kind, field:
            return say(f"diff.{kind}.{field}", **_whole(difference.entry, marks))
        case _, ("done" | "notes" | "cancelled") as field if isinstance(difference.before, Fields):
            return say(f"diff.changed.{field}", date=_day(difference.before), what=_inside(difference, marks))
        case _, field:
            return say(
                "diff.changed",
                field=say(f"diff.field.{field}"),
                what=_changed(difference.before, difference.after, marks),
            )


def _whole(fields: Fields, marks: Marks) -> dict[str, str]:
    """Return the values for the sentence about an added or removed entry."""
    return {
        "due": marks.text(", ".join(map(show_days, fields.texts("due")))),
        "units": marks.text(", ".join(fields.texts("units"))),
        "name": marks.text(display(fields)),
        "title": marks.text(fields.text("title")),
    }


def _day(entry: Fields) -> str:
    return show_days(entry.text("date")) or "?"


def _mark(record: Fields, marks: Marks) -> str:
    """Return everything in a record except its date."""
    parts = []
    for key in ("term", "by", "note", "evidence"):
        if value := record.get(key):
            parts.append(say(f"mark.{key}", **{key: marks.text(_text(value))}))
    return "".join(parts)


def _inside(difference: Difference, marks: Marks) -> str:
    """Return the changed keys of a record or a note."""
    before, after = difference.before, difference.entry
    assert isinstance(before, Fields)
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return "; ".join(
        say("diff.changed", field=say(f"diff.field.{key}"), what=_changed(_bare(key, before), _bare(key, after), marks))
        for key in keys
    )


def _bare(key: str, fields: Fields) -> Value | None:
    """Return the value of a key; of a list of one that is written as its only entry, this entry."""
    texts = fields.texts(key)
    return texts[0] if key in BARE and len(texts) == 1 else fields.get(key)


def _changed(before: Value | None, after: Value | None, marks: Marks) -> str:
    if isinstance(before, tuple) or isinstance(after, tuple):
        old, new = ([_text(entry) for entry in as_list(value)] for value in (before, after))
        return _list(old, new, marks)
    return changed_words(_text(before), _text(after), marks)


def _text(value: Value | None) -> str:
    """Return a value in one line: a list with commas, of a mapping all that it contains; dates as they are shown."""
    if isinstance(value, Fields):
        return _text(tuple(_text(entry) for entry in value.values()))
    return ", ".join(_text(entry) for entry in value) if isinstance(value, tuple) else show_days(value or "")


def _list(before: list[str], after: list[str], marks: Marks) -> str:
    """Return the added and removed entries; if only the order differs, the whole list."""
    marks = LISTED if marks is PLAIN else marks
    parts = [say("diff.plus", text=marks.added(entry)) for entry in after if entry not in before]
    parts += [say("diff.minus", text=marks.removed(entry)) for entry in before if entry not in after]
    return ", ".join(parts) or say("diff.order", entries=marks.text(", ".join(after)))


def changed_words(before: str, after: str, marks: Marks) -> str:
    """Mark the removed and added words of a text, with a few of the other words around them."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    shown = []
    for number, (way, start, end, begin, stop) in enumerate(steps):
        if way == "equal":
            shown.append(marks.text(_context(old[start:end], number > 0, number < len(steps) - 1)))
        else:
            shown += [_mark_words(old[start:end], marks.removed), _mark_words(new[begin:stop], marks.added)]
    return "".join(shown)


def _mark_words(pieces: Sequence[str], mark: Callable[[str], str]) -> str:
    """Mark words; the spaces around them stay outside the marks, as Markdown needs it."""
    text = "".join(pieces)
    inside = text.strip()
    before, _, after = text.partition(inside) if inside else ("", "", "")
    return f"{before}{mark(inside or text)}{after}" if text else ""


def _context(pieces: Sequence[str], before: bool, after: bool) -> str:
    """Shorten a run of unchanged words: keep its beginning after a change, its end before one."""
    most = 2 * _CONTEXT
    if len(pieces) <= (before + after) * most + 2:
        return "".join(pieces)
    return ("".join(pieces[:most]) if before else "") + "…" + ("".join(pieces[-most:]) if after else "")
