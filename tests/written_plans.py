"""Plans in any layout that a person may choose: what they say, and a text that says it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml
from hypothesis import strategies as st
from ruamel.yaml import YAML

UNITS = ["Ректорат", "Деканат", "Топ, сынак"]
SHORTS = {"Ректорат": "РК", "Деканат": "ДТ", "Топ, сынак": "Т, С"}
ALIASES = {"Ректорат": ["Ректор", "Ректор №5 #12"], "Деканат": ["Декан"], "Топ, сынак": ["Топ"]}
TERMS = ["сентябрь", "октябрь-ноябрь", "2026-03-10", "жыл бою"]
OTHERWISE = {"сентябрь": "Sept.", "октябрь-ноябрь": "Октябрь – Ноябрь"}
DAYS = ["2025-09-01", "2025-10-14", "2025-10-15"]
REMARKS = ["Бүттү", "Бир: эки", "# Бир\nэки"]

# Texts that a careless writer or reader of YAML takes for something else, and some that nobody does.
_ODD = """\
Бүттү | Бир: эки | №5 #12 | - бир | 'бир' | "бир" | 142 | 030 | 2.30 | 2025-10-14 | 12:30:45 | no | True | ~ | [а, б] |
{а} | a: b: c | … | C:\\n | 🎉 | --- | ... | ? а | << | = | %а | @а | `а` | а, б | &а | *а | !а | >а | https://a.kg/#b:c"""
_LINES = ["бир\nэки", "# бир\n\n  эки", "бир \n эки", "бир\n\tэки", "- бир\n- эки", "а" * 300]
_ANY = st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"], include_characters="\n")
TEXTS = st.one_of(
    st.sampled_from([text.strip() for text in _ODD.split("|")]),
    st.sampled_from(_LINES),
    st.text(_ANY, min_size=1).map(str.strip).filter(bool),
)

Said = tuple[str, frozenset[tuple[str, str]], str | None]
"""A record: its day, the obligations that it speaks of, its note."""


@dataclass
class Model:
    """An item as the test understands it. Units stand by what they are shown as, texts without white space around."""

    terms: list[str]
    units: list[str]
    records: list[Said] = field(default_factory=list)
    section: int = 1
    number: int = 1
    task: str = "Иш"
    notes: list[tuple[str, str, str | None]] = field(default_factory=list)
    cancelled: tuple[str, str | None] | None = None

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset((term, unit) for term in self.terms for unit in self.units)

    @property
    def open(self) -> frozenset[tuple[str, str]]:
        return self.pairs.difference(*(pairs for _, pairs, _ in self.records))


@dataclass
class Unit:
    """A unit of the registry."""

    name: str
    short: str | None
    aliases: list[str]

    @property
    def display(self) -> str:
        return self.short or self.name

    @property
    def spellings(self) -> list[str]:
        return [self.display, self.name, *self.aliases, self.name.upper()]


@dataclass(frozen=True)
class File:
    """A plan, and how it is written."""

    models: list[Model]
    units: list[Unit]
    sections: list[int]
    text: str
    bom: bool


# --- what a plan says ---------------------------------------------------------------------------------------


class Raw(str):
    """A number or a date: it stands as it is, everything else is a text."""


Tree = Mapping[str, Any] | Sequence[Any] | str | None


@st.composite
def units_of(draw: st.DrawFn) -> list[Unit]:
    return [
        Unit(
            name,
            draw(st.sampled_from([None, SHORTS[name]])),
            ALIASES[name][: draw(st.integers(0, len(ALIASES[name])))],
        )
        for name in UNITS
    ]


def unit_tree(draw: st.DrawFn, unit: Unit, first: Unit) -> Tree:
    tree: dict[str, Any] = {"name": unit.name}
    tree |= {"short": unit.short} if unit.short else draw(absent("short", None))
    tree |= {"aliases": unit.aliases} if unit.aliases else draw(absent("aliases", []))
    if unit is not first:
        tree |= draw(st.sampled_from([{}, {}, *({"part_of": name} for name in first.spellings)]))
    return tree


SIGNATURES = [{"post": "Юрист", "name": "А. Асанов"}, {"post": "Иш: # бир"}]
OFFICIAL: list[dict[str, Tree]] = [
    {},
    {"approved": {"by": "Ректор: А. Асанов", "date": Raw("2025-08-28"), "order": "№ 142"}, "signatures": SIGNATURES},
    {"signatures": SIGNATURES[1:]},
]


@dataclass(frozen=True)
class Teller:
    """Draws what an item says: the model and the tree of the file."""

    draw: st.DrawFn
    units: list[Unit]

    def item(self, section: int, number: int) -> tuple[Model, Tree]:
        units = self.draw(st.lists(st.sampled_from(self.units), min_size=1, max_size=3, unique_by=id))
        terms = self.draw(st.lists(st.sampled_from(TERMS), min_size=1, max_size=3, unique=True))
        task = self.draw(st.sampled_from(["Иш", "Иш бүттү", "Иш: # бир"]))
        model = Model(terms, [unit.display for unit in units], [], section, number, task)
        tree = {
            "number": Raw(number),
            "task": task,
            "due": [self.term(term) for term in terms],
            "units": [self.name(unit) for unit in units],
            **self.several(
                "done", [self.record(model, units) for _ in range(self.draw(st.sampled_from([0, 0, 1, 2])))]
            ),
            **self.several("notes", [self.note(model) for _ in range(self.draw(st.sampled_from([0, 0, 1, 2])))]),
            **(self.cancelled(model) if self.draw(st.integers(0, 2)) == 1 else self.draw(absent("cancelled", None))),
        }
        return model, tree

    def several(self, key: str, entries: list[Tree]) -> dict[str, Tree]:
        return {key: entries} if entries else self.draw(absent(key, []))

    def term(self, term: str) -> str:
        return self.draw(st.sampled_from([term, OTHERWISE.get(term, term)]))

    def name(self, unit: Unit) -> str:
        return self.draw(st.sampled_from(unit.spellings))

    def record(self, model: Model, units: list[Unit]) -> Tree:
        day, note = self.draw(st.sampled_from(DAYS)), self.draw(st.none() | st.sampled_from(REMARKS))
        term = self.draw(st.none() | st.sampled_from(model.terms))
        by = self.draw(st.just([]) | st.lists(st.sampled_from(units), max_size=3, unique_by=id))
        names = [unit.display for unit in by] or model.units
        model.records.append(
            (day, frozenset((each, name) for each in ([term] if term else model.terms) for name in names), note)
        )
        return {
            "date": Raw(day),
            **({"term": self.term(term)} if term else self.draw(absent("term", None))),
            **({"by": [self.name(unit) for unit in by]} if by else self.draw(absent("by", []))),
            **({"note": note} if note else {}),
        }

    def note(self, model: Model) -> Tree:
        day, text = self.draw(st.sampled_from(DAYS)), self.draw(st.sampled_from(REMARKS))
        by = self.draw(st.none() | st.sampled_from(self.units))
        model.notes.append((day, text, by.display if by else None))
        return {"date": Raw(day), **({"by": self.name(by)} if by else self.draw(absent("by", None))), "text": text}

    def cancelled(self, model: Model) -> dict[str, Tree]:
        day, note = self.draw(st.sampled_from(DAYS)), self.draw(st.none() | st.sampled_from(REMARKS))
        model.cancelled = day, note
        return {"cancelled": {"date": Raw(day), **({"note": note} if note else {})}}


def absent(key: str, empty: Tree) -> st.SearchStrategy[dict[str, Any]]:
    """What says nothing: most of the time not even its key is there."""
    return st.sampled_from([{}, {}, {key: empty}])


# --- how it is written --------------------------------------------------------------------------------------

# A comment stands at the column that it was drawn for, however deep its surroundings; and what follows a block text
# has to be known. Both marks are gone from the finished text.
_COMMENT, _INSIDE = "\x01", "\x02"
# Of the comments between two lines; None is an empty line. Made once: it is drawn a hundred times for a file.
_COLUMNS: st.SearchStrategy[list[int | None]] = st.sampled_from([[], [], []]) | st.lists(
    st.none() | st.integers(0, 14), max_size=3
)


@dataclass
class Pen:
    """Writes with the habits that it draws. Every method gives lines; the first of a value stands beside its key."""

    draw: st.DrawFn
    indent: int
    gap: int
    count: int = 0

    def one_in(self, of: int) -> bool:
        return self.draw(st.integers(0, of - 1)) == of - 1

    def mapping(self, tree: Mapping[str, Any]) -> list[str]:
        order = self.draw(st.just(list(tree)) | st.permutations(list(tree)))
        return [
            line
            for position, key in enumerate(order)
            for line in [*(self.comments() if position else []), *self.key(key, tree[key])]
        ]

    def key(self, key: str, tree: Tree) -> list[str]:
        # A section without items says so: there the list is required.
        first, *others = self.value(tree) if tree or key != "items" else self.brackets()
        return [f"{key}: {first}" if first and first[0] not in " #" else f"{key}:{first}", *others]

    def value(self, tree: Tree) -> list[str]:
        match tree:
            case None:
                return [self.beside(self.draw(st.sampled_from(["", "~"])))]
            case str():
                return self.text(tree)
            case Mapping():
                if self.one_in(3):
                    return [self.beside(self.inline(tree))]
                return [self.beside(""), *shifted(self.mapping(tree), self.draw(st.sampled_from([2, 4])))]
            case []:
                return self.nothing()
            case list() if isinstance(tree[0], str):
                return self.several(tree)
        if self.one_in(5):
            return [self.beside(self.inline(tree))]
        entries: list[Any] = list(tree)
        lines = [line for entry in entries for line in [*self.comments(), *self.entry(entry)]]
        indent = self.draw(st.sampled_from([self.indent, self.indent, 1, 4]))
        return [self.beside(""), *shifted(lines, indent), *self.comments()]

    def nothing(self) -> list[str]:
        """An empty list that may as well not be there."""
        return self.value(None) if self.one_in(2) else self.brackets()

    def brackets(self) -> list[str]:
        match self.draw(st.integers(0, 2)):
            case 0:
                return [self.beside("[]")]
            case 1:
                return [self.beside("["), self.beside("  ]")]
        return [self.beside(""), self.beside("  []")]

    def several(self, texts: Sequence[str]) -> list[str]:
        """Texts in brackets, in brackets over several lines, or with a dash each."""
        style = self.draw(st.integers(0, 3))
        if style == 0:
            return [self.beside(self.inline(texts))]
        if style == 1:
            *some, last = [self.inline(text) for text in texts]
            written = [*(f"{text}," for text in some), last + self.draw(st.sampled_from([",", "", " ,"]))]
            inside = [line for text in written for line in [*self.comments(), self.beside(f"  {text}")]]
            return [self.beside("["), *inside, *self.comments(), self.beside("  ]")]
        indent, gap = (0, 1) if style == 2 else (4, 2)
        lines = [line for text in texts for line in [*self.comments(), *self.dashed(self.text(text), gap)]]
        return [self.beside(""), *shifted(lines, indent)]

    def entry(self, tree: Mapping[str, Any]) -> list[str]:
        if self.one_in(5):
            return [self.beside(f"-{' ' * self.gap}{self.inline(tree)}")]
        lines = self.mapping(tree)
        if self.one_in(8):
            return [self.beside("-"), *shifted(lines, self.gap + 1)]
        return self.dashed(lines, self.gap)

    def dashed(self, lines: list[str], gap: int) -> list[str]:
        return [f"-{' ' * gap}{lines[0]}", *shifted(lines[1:], gap + 1)]

    def text(self, text: str) -> list[str]:
        if isinstance(text, Raw):
            return [self.beside(text)]
        style = self.draw(st.integers(0, 5))
        if style == 3:
            marks = ["|-", "|"] if "\n" in text else ["|-", "|", ">-", ">"]
            lines = [f"  {line}{_INSIDE}" for line in text.split("\n")]
            return [self.beside(self.draw(st.sampled_from(marks))), *lines, *self.draw(st.sampled_from([[], [""]]))]
        written = self.inline(text)
        if style == 4 and written[0] == '"' and " " in written:
            first, rest = written.split(" ", 1)
            return [first, self.beside(f"  {rest}")]
        if style == 5:
            return [self.beside(""), *self.comments(), self.beside(f"  {written}")]
        return [self.beside(written)]

    def inline(self, tree: Tree) -> str:
        """On one line, fit to stand inside brackets."""
        match tree:
            case None:
                return "~"
            case Raw():
                return tree
            case str():
                ways = [json.dumps(tree, ensure_ascii=False)]
                ways += [quoted(tree)] if "\n" not in tree else []
                ways += [tree] if re.fullmatch(r"[^\W\d][\w -]*", tree) else []
                return self.draw(st.sampled_from(ways[::-1]))
            case Mapping():
                return "{" + ", ".join(f"{key}: {self.inline(value)}" for key, value in tree.items()) + "}"
        space = self.draw(st.sampled_from(["", "", " "]))
        return f"[{space}{', '.join(map(self.inline, tree))}{space}]"

    def comments(self) -> list[str]:
        """Nothing most of the time, else empty lines and comments at any column."""
        columns = self.draw(_COLUMNS)
        return ["" if column is None else f"{_COMMENT}{' ' * column}{self.comment()}: [{{\tbar" for column in columns]

    def comment(self) -> str:
        self.count += 1
        return f"# сөз {self.count}"

    def beside(self, line: str) -> str:
        """The line with a comment behind it, or without."""
        return f"{line}{self.draw(st.sampled_from(['  ', ' ']))}{self.comment()}\tб" if self.one_in(3) else line


def shifted(lines: list[str], by: int) -> list[str]:
    return [line if not line or line.startswith(_COMMENT) else " " * by + line for line in lines]


def finished(lines: list[str]) -> list[str]:
    """The lines without their marks. A comment so deep that a block text above it would take it goes to the left."""
    made = []
    inside = False
    for line in lines:
        if line.startswith(_COMMENT):
            made.append(line[1:].lstrip(" ") if inside else line[1:])
            inside = False
        else:
            made.append(line.rstrip(_INSIDE))
            inside = line.endswith(_INSIDE) or (inside and not line)
    return made


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@st.composite
def files(draw: st.DrawFn) -> File:
    """What a plan says, and its text."""
    units = draw(units_of())
    teller = Teller(draw, units)
    models: list[Model] = []
    sections: list[Tree] = []
    for section in range(1, draw(st.sampled_from([1, 1, 2])) + 1):
        items = [teller.item(section, number) for number in range(1, draw(st.integers(section % 2, 2)) + 1)]
        models += [model for model, _ in items]
        title = draw(st.sampled_from([{}, {"title": "Окуу иштери"}]))
        sections.append({"number": Raw(section), **title, "items": [tree for _, tree in items]})
    pen = Pen(draw, draw(st.sampled_from([0, 0, 2, 3])), draw(st.sampled_from([1, 1, 3])))
    registry = [unit_tree(draw, unit, units[0]) for unit in units]
    head = {"title": "План", "year": Raw("2025-2026"), **draw(st.sampled_from(OFFICIAL))}
    lines = pen.mapping({**head, "units": registry, "sections": sections})
    lines = finished([*lines, *pen.comments()])
    if draw(st.booleans()):
        lines = ["---", *lines, "..."]
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = newline.join(lines) + (newline if draw(st.booleans()) else "")
    return File(models, units, list(range(1, len(sections) + 1)), text, draw(st.booleans()))


def plans() -> st.SearchStrategy[tuple[list[Model], str, bool]]:
    """What the items say, the file's text, and whether it begins with a byte order mark."""
    return files().map(lambda file: (file.models, file.text, file.bom))


# --- who else reads it --------------------------------------------------------------------------------------


def others_read_it_too(data: Any, text: str) -> None:
    """YAML 1.1 as PyYAML guesses it and YAML 1.2 as ruamel.yaml does find the same texts."""
    for other in (yaml.load(text, yaml.CSafeLoader), YAML(typ="safe", pure=True).load(io.StringIO(text))):
        assert list(texts(other)) == list(texts(data))


def texts(data: Any, key: str = "") -> Iterator[str]:
    """Every text of a file; what is a sentence must be a text to every reader."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from texts(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value, key)
    elif data is not None:
        assert isinstance(data, str) or key in ("number", "date", "due", "term"), (key, data)
        yield str(data).strip()
