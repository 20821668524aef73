"""The differences between two versions as a page, as Markdown, and as fields for scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from talplan.domain.standing import Tone
from talplan.messages import count, say
from talplan.planfile.nodes import NodePath
from talplan.versions.diff import Comparison, Difference, EntryDiff, Kind
from talplan.versions.snapshot import Snapshot, display
from talplan.views.diff_wording import Marks, describe, shorten
from talplan.views.markdown import escape_markdown
from talplan.views.page import Column, Line, Page, Row, Table, Width, cell

Locate = Callable[[NodePath], Any]
"""Maps a path to its line in the newer text."""


def diff_page(comparison: Comparison) -> Page:
    """Return the differences by section, one item per row, and the units concerned."""
    if not comparison:
        return [Line(say("diff.none"))]
    groups: list[tuple[str, list[Row]]] = []
    for heading, rows in _grouped(comparison):
        cells: list[Row] = [
            (cell(name), cell(shorten(title)), cell(";\n".join(describe(differences))))
            for name, title, differences, _ in rows
        ]
        groups.append((heading, cells))
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
    """Return how many items differ, and how many of them are added, removed or renumbered."""
    renumbered = sum(bool(item.renumbered) for item in comparison.items)
    kinds = [item.differences[0].kind for item in comparison.items if not item.renumbered]
    parts = [count("diff.items", len(kinds))]
    for kind in (Kind.ADDED, Kind.REMOVED):
        if number := kinds.count(kind):
            parts.append(count(f"diff.count.{kind}", number))
    if renumbered:
        parts.append(count("diff.count.renumbered", renumbered))
    return ", ".join(parts)


_Entry = tuple[str, str, Sequence[Difference], NodePath | None]
"""The ID of an item, its task, its differences, and its path in the newer version; None if it is removed."""


def _grouped(comparison: Comparison) -> Iterator[tuple[str, list[_Entry]]]:
    """Yield the differences under their headings: the plan, its units, its sections."""
    if comparison.head:
        yield say("diff.plan"), [("", "", comparison.head, None)]
    if comparison.units:
        yield say("diff.units"), [("", display(unit.now.fields), unit.differences, None) for unit in comparison.units]
    sections = {section.now.fields.text("number") or "?": section for section in comparison.sections}
    items: dict[str, list[EntryDiff]] = {number: [] for number in _numbers(comparison, sections)}
    for item in comparison.items:
        items.setdefault(item.now.fields.text("section") or "?", []).append(item)
    for number, rows in items.items():
        own: list[_Entry] = [("", "", sections[number].differences, None)] if number in sections else []
        if own or rows:
            yield _heading(comparison, number), [*own, *_items(rows)]


def _items(diffs: Sequence[EntryDiff]) -> Iterator[_Entry]:
    """Yield an entry for each item; neighbours that were renumbered by the same step share one."""
    for by, neighbours in groupby(diffs, lambda item: item.renumbered):
        run = list(neighbours)
        if by and len(run) > 1:
            first, last = run[0], run[-1]
            assert first.before is not None
            assert last.before is not None
            ids = f"{first.now.id}–{last.now.id}"
            moved = Difference(Kind.MOVED, "ids", f"{first.before.id}–{last.before.id}", ids)
            yield ids, "", [moved], first.now.path
            continue
        for item in run:
            path = item.after.path if item.after else None
            yield item.now.id, item.now.fields.text("task"), item.differences, path


def _numbers(comparison: Comparison, sections: dict[str, EntryDiff]) -> list[str]:
    return list(
        dict.fromkeys([*(section.fields.text("number") or "?" for section in comparison.after.sections), *sections])
    )


def _heading(comparison: Comparison, number: str) -> str:
    for version in (comparison.after, comparison.before):
        for section in version.sections:
            if (section.fields.text("number") or "?") == number and "title" in section.fields:
                return f"{number}. {section.fields['title']}"
    return say("section.untitled", number=number)


# --- Markdown -----------------------------------------------------------------------------------------------


def markdown(comparison: Comparison, link: Callable[[NodePath], str]) -> str:
    """Return the differences as a comment on a pull request: by section, short, with links to the lines."""
    if not comparison:
        return f"{say('diff.none')}\n"
    # Asterisks do not mark a word between a letter and a hyphen or a comma; every forge knows these tags.
    marks = Marks(
        removed=lambda text: f"<del>{escape_markdown(text)}</del>",
        added=lambda text: f"<ins>{escape_markdown(text)}</ins>",
        text=escape_markdown,
    )
    parts = [f"**{escape_markdown(summary(comparison))}**" if comparison.items else ""]
    for heading, rows in _grouped(comparison):
        lines = [f"### {escape_markdown(heading)}", ""]
        for name, title, differences, path in rows:
            sentences = describe(differences, marks)
            shown = f"**{escape_markdown(name)}**" if name else ""
            if path is not None:
                shown = f"[{shown}]({link(path)})"
            lead = " ".join(part for part in (shown, escape_markdown(shorten(title), block=not name)) if part)
            bullet = "  - " if lead else "- "
            lines += [*([f"- {lead}"] if lead else []), *(bullet + sentence for sentence in sentences)]
        parts.append("\n".join(lines))
    if units := comparison.concerned_units():
        parts.append(escape_markdown(say("diff.concerned", units=units)))
    return "\n\n".join(part for part in parts if part) + "\n"


# --- scripts ------------------------------------------------------------------------------------------------


def fields(comparison: Comparison, line: Locate) -> Iterator[dict[str, Any]]:
    """Yield the entries of `diff --format json`, one for each difference."""
    for difference in comparison.head:
        yield _fields(difference)
    for unit in comparison.units:
        name = display(unit.now.fields)
        yield from (_fields(one, unit=name, line=_line(unit, line)) for one in unit.differences)
    for section in comparison.sections:
        number = section.now.fields.get("number")
        yield from (_fields(one, section=number, line=_line(section, line)) for one in section.differences)
    for item in comparison.items:
        number = item.now.fields.get("section")
        yield from (_fields(one, id=item.now.id, section=number, line=_line(item, line)) for one in item.differences)


def _line(entry: EntryDiff, line: Locate) -> Any:
    return line(entry.after.path) if entry.after else None


def _fields(difference: Difference, **more: Any) -> dict[str, Any]:
    fields = {
        "kind": difference.kind,
        "id": None,
        "field": difference.field,
        "before": difference.before,
        "after": difference.after,
        "section": None,
        "unit": None,
        "line": None,
        **more,
    }
    return {key: _typed(key, value) for key, value in fields.items()}


def _typed(key: str, value: Any) -> Any:
    """Return item and section numbers as numbers, and several pieces of evidence as one text and as a list."""
    if isinstance(value, Mapping):
        typed = {inner: _typed(inner, entry) for inner, entry in value.items()}
        if "evidence" in typed:  # which was a text before there could be several
            typed |= {"evidence": "; ".join(typed["evidence"]), "evidence_items": typed["evidence"]}
        return typed
    if isinstance(value, tuple):
        return [_typed("", entry) for entry in value]
    return int(value) if key in ("section", "number") and str(value).isdecimal() else value


# --- a step of the history ----------------------------------------------------------------------------------


def log_page(heading: str, begins: Snapshot | None, comparison: Comparison, readable: bool = True) -> Page:
    """Return a commit and its differences; for the commit that adds the plan only the number of items."""
    page: Page = [Line(heading, Tone.HEADING)]
    if not readable:
        return [*page, Line(say("log.unreadable"), indent=2)]
    if begins is not None:
        return [*page, Line(count("log.begins", len(begins.items)), indent=2)]
    for group, rows in _grouped(comparison):
        for name, title, differences, _ in rows:
            label = name or shorten(title or group)
            page += [Line(f"{label}  {sentence}".strip(), indent=2) for sentence in describe(differences)]
    return page
