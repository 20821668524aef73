"""What the styles and lists of a Word document add to its text: list numbers, hidden text, symbol fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from talplan.documents.importers.readers.office_zip import OfficeArchive
from talplan.documents.importers.symbol_fonts import UNKNOWN, is_symbol_font, read_symbol

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_ASCII, _H_ANSI = f"{W}ascii", f"{W}hAnsi"
_R_STYLE, _VANISH, _FONTS = (W + name for name in ("rStyle", "vanish", "rFonts"))
_BULLET = "-"
_MOST_LEVELS = 9
_LEVEL = re.compile("%([1-9])")


def value(element: Any, *path: str) -> Any:
    """Return the `w:val` at a path of child elements, or None."""
    for name in path:
        element = None if element is None else next(element.iterchildren(W + name), None)
    return None if element is None else element.get(_VAL, "")


def first_child(element: Any, tag: str) -> Any:
    """Return the first child if it has this tag, else (): Word writes properties before everything else."""
    return element[0] if len(element) and element[0].tag == tag else ()


def is_on(switch: Any) -> bool:
    """Whether an on-off property is there and not switched off."""
    return switch is not None and switch.get(_VAL) not in ("0", "false", "off")


def whole_number(text: str | None) -> int:
    """Return a small number, 0 for anything else."""
    return int(text) if text and text.isdigit() and len(text) < 5 else 0


@dataclass(slots=True)
class _Style:
    """A style; what it leaves open its base has."""

    based_on: str
    list_id: str | None
    level: str | None
    hidden: bool | None
    font: str
    is_heading: bool


class Styles:
    """The styles of paragraphs and runs."""

    def __init__(self, archive: OfficeArchive, part: str) -> None:
        self._styles: dict[str, _Style] = {}
        for style in archive.elements(part, f"{W}style"):
            vanish = style.find(f"{W}rPr/{W}vanish")
            self._styles[style.get(f"{W}styleId", "")] = _Style(
                value(style, "basedOn") or "",
                value(style, "pPr", "numPr", "numId"),
                value(style, "pPr", "numPr", "ilvl"),
                None if vanish is None else is_on(vanish),
                _font(style.find(f"{W}rPr")),
                (value(style, "name") or "").casefold().startswith("heading"),
            )
        self._places: dict[str | None, tuple[str, int]] = {}
        self._looks: dict[str | None, tuple[bool, str]] = {None: (False, "")}

    def list_place(self, style_name: str | None, own: Any) -> tuple[str, int]:
        """Return the list and the level of a paragraph with this style and these `w:numPr` of its own; ("", 0) if it is
        in none."""
        if own is None:
            if style_name not in self._places:
                self._places[style_name] = self._list_place(style_name, None, None)
            return self._places[style_name]
        return self._list_place(style_name, value(own, "numId"), value(own, "ilvl"))

    def _list_place(self, style_name: str | None, list_id: Any, level: Any) -> tuple[str, int]:
        for style in self._chain(style_name):
            list_id = style.list_id if list_id is None else list_id
            level = style.level if level is None else level
        return ("" if list_id in (None, "0") else str(list_id)), min(whole_number(level), _MOST_LEVELS - 1)

    def is_heading(self, style_name: str | None) -> bool:
        """Return whether this is the style of a heading, or is based on one."""
        return any(style.is_heading for style in self._chain(style_name))

    def look(self, properties: Any, paragraph_style: str | None) -> tuple[bool, str]:
        """Return whether a run is hidden text, and its font if it is stated."""
        hidden, font = self._look_of(paragraph_style)
        vanish = None
        for child in properties:
            tag = child.tag
            if tag == _R_STYLE:
                own = self._look_of(child.get(_VAL))
                hidden, font = own[0] or hidden, own[1] or font
            elif tag == _VANISH:
                vanish = is_on(child)
            elif tag == _FONTS:
                font = _font_name(child) or font
        return (hidden if vanish is None else vanish), font

    def _look_of(self, name: str | None) -> tuple[bool, str]:
        if name not in self._looks:
            styles = list(self._chain(name))
            hidden = next((style.hidden for style in styles if style.hidden is not None), False)
            self._looks[name] = (hidden, next((style.font for style in styles if style.font), ""))
        return self._looks[name]

    def _chain(self, name: str | None) -> Iterator[_Style]:
        """Yield a style and the styles that it is based on."""
        for _ in range(20):
            style = self._styles.get(name or "")
            if style is None:
                return
            yield style
            name = style.based_on


def _font(properties: Any) -> str:
    fonts = properties.find(_FONTS) if properties is not None else None
    return "" if fonts is None else _font_name(fonts)


def _font_name(fonts: Any) -> str:
    return str(fonts.get(_ASCII) or fonts.get(_H_ANSI) or "")


def read_sign(element: Any) -> str:
    """Return the letter that a `w:sym` prints."""
    try:
        return read_symbol(chr(int(element.get(f"{W}char", ""), 16)), element.get(f"{W}font", ""))
    except (ValueError, OverflowError):
        return UNKNOWN


def read_text(text: str, font: str) -> str:
    """Return the text of a run in this font."""
    return "".join(read_symbol(letter, font) for letter in text) if is_symbol_font(font) else text


# --- lists ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: bool = True
    decimal: bool = False
    """Whether Word prints the numbers of all levels above in decimal digits here (`w:isLgl`)."""


@dataclass(slots=True)
class _List:
    definition: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)
    """Levels that begin again with this list."""


class Lists:
    """Counts the paragraphs of numbered lists as Word does."""

    def __init__(self, archive: OfficeArchive, part: str) -> None:
        self._definitions: dict[str, dict[int, _Level]] = {}
        self._by_style: dict[str, dict[int, _Level]] = {}
        self._links: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        for entry in archive.elements(part, f"{W}abstractNum", f"{W}num"):
            if entry.tag == f"{W}abstractNum":
                self._add_definition(entry)
            else:
                self._add_list(entry)

    def number(self, list_id: str, level: int) -> str:
        """Count a paragraph and return what Word prints before it; "-" for a bullet, "" for none."""
        entry = self._lists.get(list_id)
        if entry is None:
            return ""
        levels = entry.levels or self._by_style.get(self._links.get(entry.definition, ""), {})
        counts = self._counts.setdefault(entry.definition, [None] * _MOST_LEVELS)
        shape = levels.get(level, _Level())
        begin = entry.starts.pop(level, None)
        if begin is not None:
            counts[level] = begin
        else:
            before = counts[level]
            counts[level] = shape.start if before is None else before + 1
        for deeper in range(level + 1, _MOST_LEVELS):
            if levels.get(deeper, _Level()).restart:
                counts[deeper] = None
        if shape.form == "bullet":
            return _BULLET
        return _LEVEL.sub(lambda match: self._shown(levels, counts, shape, int(match[1]) - 1), shape.text)

    def _shown(self, levels: dict[int, _Level], counts: list[int | None], shape: _Level, level: int) -> str:
        own = levels.get(level, _Level())
        count = counts[level]
        if count is None:
            count = counts[level] = own.start
        return format_number(count, "decimal" if shape.decimal else own.form)

    def _add_definition(self, entry: Any) -> None:
        name = entry.get(f"{W}abstractNumId", "")
        levels = {whole_number(level.get(f"{W}ilvl")): _read_level(level) for level in entry.iter(f"{W}lvl")}
        self._definitions[name] = levels
        if style := value(entry, "styleLink"):
            self._by_style[style] = levels
        self._links[name] = value(entry, "numStyleLink") or ""

    def _add_list(self, entry: Any) -> None:
        definition = value(entry, "abstractNumId") or ""
        made = _List(definition, dict(self._definitions.get(definition, {})))
        for change in entry.iter(f"{W}lvlOverride"):
            level = whole_number(change.get(f"{W}ilvl"))
            if (own := change.find(f"{W}lvl")) is not None:
                made.levels[level] = _read_level(own)
            if (start := value(change, "startOverride")) is not None:
                made.starts[level] = whole_number(start)
        self._lists[entry.get(f"{W}numId", "")] = made


def _read_level(level: Any) -> _Level:
    start = value(level, "start")
    return _Level(
        form=value(level, "numFmt") or "decimal",
        text=value(level, "lvlText") or "",
        start=1 if start is None else whole_number(start),
        restart=value(level, "lvlRestart") != "0",
        decimal=is_on(level.find(f"{W}isLgl")),
    )


_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
_SMALL_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LETTERS = {
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
    "russianLower": "абвгдежзиклмнопрстуфхцчшщэюя",
}


def format_number(number: int, form: str) -> str:
    """Format a number in a form of Word's: `upperRoman`, `russianLower`, …"""
    if form in ("upperRoman", "lowerRoman"):
        text = ""
        for worth, letters in (*_ROMAN, *_SMALL_ROMAN):
            text += letters * (number // worth)
            number %= worth
        return text.lower() if form == "lowerRoman" else text
    if form in _LETTERS and number > 0:
        letters = _LETTERS[form]
        return letters[(number - 1) % len(letters)] * ((number - 1) // len(letters) + 1)
    if form == "none":
        return ""
    return f"{number:02}" if form == "decimalZero" else str(number)
