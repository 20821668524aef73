"""What differs between two versions, for people and for scripts: a page, Markdown, fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from talplan.domain.standing import Tone
from talplan.domain.visible import escape_invisible
from talplan.messages import count, say
from talplan.planfile.nodes import NodePath
from talplan.versions.diff import Comparison, Difference, EntryDiff, Kind
from talplan.versions.snapshot import Snapshot, display
from talplan.views.diff_wording import Marks, phrases, shortened
from talplan.views.page import Column, Line, Page, Row, Table, Width, cell

Where = Callable[[NodePath], Any]
"""Tells where in the newer text something stands."""


def diff_page(comparison: Comparison) -> Page:
    """What differs, by section, an item a row; and whom it concerns."""
    if not comparison:
        return [Line(say("diff.none"))]
    groups: list[tuple[str, list[Row]]] = []
    for heading, rows in _grouped(comparison):
        told: list[Row] = [
            (cell(name), cell(shortened(title)), cell(";\n".join(phrases(differences))))
            for name, title, differences, _ in rows
        ]
        groups.append((heading, told))
    columns = (
        Column(say("column.id")),
        Column(say("column.task"), Width.NARROW),
        Column(say("column.change"), Width.WIDE),
    )
    page: Page = [Table(columns, groups), Line(summary(comparison), Tone.FAINT)]
    return [*page, *_concerned(comparison)]


def _concerned(comparison: Comparison) -> list[Line]:
    units = comparison.concerned_units()
    return [Line(say("diff.concerned", units=units), Tone.FAINT)] if units else []


def summary(comparison: Comparison) -> str:
    """How many items it touches, and how many of them are new or gone."""
    renumbered = sum(bool(one.renumbered) for one in comparison.items)
    kinds = [one.differences[0].kind for one in comparison.items if not one.renumbered]
    parts = [count("diff.items", len(kinds))]
    for kind in (Kind.ADDED, Kind.REMOVED):
        if number := kinds.count(kind):
            parts.append(count(f"diff.count.{kind}", number))
    if renumbered:
        parts.append(count("diff.count.renumbered", renumbered))
    return ", ".join(parts)


_Told = tuple[str, str, Sequence[Difference], NodePath | None]
"""What an item is called for short, what it says, what happened to it, and where it stands now, if it does."""


def _grouped(comparison: Comparison) -> Iterator[tuple[str, list[_Told]]]:
    """Everything under its heading: the plan, its units, its sections."""
    if comparison.head:
        yield say("diff.plan"), [("", "", comparison.head, None)]
    if comparison.units:
        yield say("diff.units"), [("", display(one.now.fields), one.differences, None) for one in comparison.units]
    sections = {one.now.fields.text("number") or "?": one for one in comparison.sections}
    items: dict[str, list[EntryDiff]] = {number: [] for number in _numbers(comparison, sections)}
    for one in comparison.items:
        items.setdefault(one.now.fields.text("section") or "?", []).append(one)
    for number, rows in items.items():
        own: list[_Told] = [("", "", sections[number].differences, None)] if number in sections else []
        if own or rows:
            yield _heading(comparison, number), [*own, *_items(rows)]


def _items(touched: Sequence[EntryDiff]) -> Iterator[_Told]:
    """An item a row; those that were all numbered on by as much, because another one came or went, in one."""
    for by, some in groupby(touched, lambda one: one.renumbered):
        run = list(some)
        if by and len(run) > 1:
            first, last = run[0], run[-1]
            assert first.before is not None
            assert last.before is not None
            ids = f"{first.now.id}–{last.now.id}"
            moved = Difference(Kind.MOVED, "ids", f"{first.before.id}–{last.before.id}", ids)
            yield ids, "", [moved], first.now.path
            continue
        for one in run:
            path = one.after.path if one.after else None
            yield one.now.id, one.now.fields.text("task"), one.differences, path


def _numbers(comparison: Comparison, sections: dict[str, EntryDiff]) -> list[str]:
    return list(dict.fromkeys([*(one.fields.text("number") or "?" for one in comparison.after.sections), *sections]))


def _heading(comparison: Comparison, number: str) -> str:
    for version in (comparison.after, comparison.before):
        for section in version.sections:
            if (section.fields.text("number") or "?") == number and "title" in section.fields:
                return f"{number}. {section.fields['title']}"
    return say("section.untitled", number=number)


# --- Markdown -----------------------------------------------------------------------------------------------


def escaped(text: str) -> str:
    """The text so that Markdown shows it as it is."""
    marked = "".join(f"\\{letter}" if letter in "\\`*_[]<>|~&#@" else letter for letter in text)
    return escape_invisible(marked.replace("\r", ""), keep_breaks=True).replace("\n", "<br>")


def markdown(comparison: Comparison, link: Callable[[NodePath], str]) -> str:
    """What differs, as one would want it in a comment on a pull request: by section, short, with links to the lines."""
    if not comparison:
        return f"{say('diff.none')}\n"
    # Asterisks are no marks between a letter and a hyphen or a comma; these tags are everywhere, on every forge.
    marks = Marks(
        went=lambda text: f"<del>{escaped(text)}</del>", came=lambda text: f"<ins>{escaped(text)}</ins>", text=escaped
    )
    parts = [f"**{escaped(summary(comparison))}**" if comparison.items else ""]
    for heading, rows in _grouped(comparison):
        lines = [f"### {escaped(heading)}", ""]
        for name, title, differences, path in rows:
            told = phrases(differences, marks)
            shown = f"**{escaped(name)}**" if name else ""
            if path is not None:
                shown = f"[{shown}]({link(path)})"
            lead = " ".join(part for part in (shown, escaped(shortened(title))) if part)
            lines += [f"- {lead}", *(f"  - {one}" for one in told)] if lead else [f"- {one}" for one in told]
        parts.append("\n".join(lines))
    if units := comparison.concerned_units():
        parts.append(escaped(say("diff.concerned", units=units)))
    return "\n\n".join(part for part in parts if part) + "\n"


# --- scripts ------------------------------------------------------------------------------------------------


def fields(comparison: Comparison, line: Where) -> Iterator[dict[str, Any]]:
    """What `diff --format json` gives: one for each difference."""
    for one in comparison.head:
        yield _fields(one)
    for touched in comparison.units:
        yield from (
            _fields(one, unit=display(touched.now.fields), line=_line(touched, line)) for one in touched.differences
        )
    for touched in comparison.sections:
        number = touched.now.fields.get("number")
        yield from (_fields(one, section=number, line=_line(touched, line)) for one in touched.differences)
    for touched in comparison.items:
        for one in touched.differences:
            yield _fields(one, id=touched.now.id, section=touched.now.fields.get("section"), line=_line(touched, line))


def _line(touched: EntryDiff, line: Where) -> Any:
    return line(touched.after.path) if touched.after else None


def _fields(one: Difference, **more: Any) -> dict[str, Any]:
    known = {"kind": one.kind, "id": None, "field": one.field, "before": one.before, "after": one.after}
    return {
        key: _typed(key, value) for key, value in {**known, "section": None, "unit": None, "line": None, **more}.items()
    }


def _typed(key: str, value: Any) -> Any:
    """Numbers as numbers, wherever they are sure to be some."""
    if isinstance(value, Mapping):
        return {inner: _typed(inner, entry) for inner, entry in value.items()}
    if isinstance(value, tuple):
        return [_typed("", entry) for entry in value]
    return int(value) if key in ("section", "number") and str(value).isdecimal() else value


# --- a step of the history ----------------------------------------------------------------------------------


def log_page(heading: str, begins: Snapshot | None, comparison: Comparison, readable: bool = True) -> Page:
    """A commit and what it did; the one that the plan begins with is not told item by item."""
    page: Page = [Line(heading, Tone.HEADING)]
    if not readable:
        return [*page, Line(say("log.unreadable"), indent=2)]
    if begins is not None:
        return [*page, Line(count("log.begins", len(begins.items)), indent=2)]
    for group, rows in _grouped(comparison):
        for name, title, differences, _ in rows:
            called = name or shortened(title or group)
            page += [Line(f"{called}  {one}".strip(), indent=2) for one in phrases(differences)]
    return page
