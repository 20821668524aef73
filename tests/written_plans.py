"""Plans in any layout that a person may choose: what they say, and a text that says it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

UNITS = ["Ректорат", "Деканат", "Топ, сынак"]
ALIASES = {"Деканат": "Декан"}
TERMS = ["сентябрь", "октябрь-ноябрь", "2026-03-10", "жыл бою"]
NEWLINES = {"lf": "\n", "crlf": "\r\n"}

# Texts that a careless writer or reader of YAML takes for something else, and some that nobody does.
_ODD = """\
Бүттү | Бир: эки | №5 #12 | - бир | 'бир' | "бир" | 142 | 030 | 2.30 | 2025-10-14 | 12:30:45 | no | True | ~ | [а, б] |
{а} | a: b: c | … | C:\\n | 🎉 | --- | ... | ? а | << | = | %а | @а | `а` | а, б | &а | *а | !а | >а | https://a.kg/#b:c"""
_LINES = ["бир\nэки", "# бир\n\n  эки", "бир \n эки", "бир\n\tэки", "- бир\n- эки", "а" * 300]
_ANY = st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"], include_characters="\n")
TEXTS = st.sampled_from([*(text.strip() for text in _ODD.split("|")), *_LINES]) | (
    st.text(_ANY, min_size=1).map(str.strip).filter(bool)
)


@dataclass
class Model:
    """An item as the test understands it: its terms, its units, and its records, each a set of obligations."""

    terms: list[str]
    units: list[str]
    records: list[tuple[str, frozenset[tuple[str, str]], str | None]] = field(default_factory=list)

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset((term, unit) for term in self.terms for unit in self.units)

    @property
    def open(self) -> frozenset[tuple[str, str]]:
        return self.pairs.difference(*(pairs for _, pairs, _ in self.records))


@dataclass(frozen=True)
class Layout:
    """The habits of a file."""

    indent: int
    gap: int
    newline: str
    final: bool
    bom: bool
    marks: bool


LAYOUTS = st.builds(
    Layout,
    st.sampled_from([0, 0, 2, 3]),
    st.sampled_from([1, 1, 3]),
    st.sampled_from(["\n", "\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Model], str, bool]:
    """What the items say, the file's text, and whether it begins with a byte order mark."""
    layout = draw(LAYOUTS)
    models = []
    lines = ["title: План", "year: 2025-2026", "units:"]
    for name in UNITS:
        aliases = f", aliases: [{ALIASES[name]}]" if name in ALIASES else ""
        lines.append(f"{' ' * layout.indent}-{' ' * layout.gap}{{name: {quoted(name)}{aliases}}}")
    lines += ["sections:", f"{' ' * layout.indent}-{' ' * layout.gap}number: 1"]
    column = layout.indent + 1 + layout.gap
    lines.append(" " * column + "items:")
    for number in range(1, draw(st.integers(1, 3)) + 1):
        model = draw(models_of())
        models.append(model)
        lines += draw(comments(column + 6))
        lines += draw(items(model, number, column + layout.indent, layout))
    lines += draw(comments(column + 6))
    if layout.marks:
        lines = ["---", *lines, "..."]
    text = layout.newline.join(lines) + (layout.newline if layout.final else "")
    return models, text, layout.bom


def models_of() -> st.SearchStrategy[Model]:
    return st.builds(
        Model,
        st.lists(st.sampled_from(TERMS), min_size=1, max_size=3, unique=True),
        st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True),
    )


def comments(deepest: int) -> st.SearchStrategy[list[str]]:
    """Nothing most of the time, else empty lines and comments at any column."""
    line = st.just("") | st.integers(0, deepest).map(lambda column: " " * column + "# сөз: [{\tbar")
    return st.just([]) | st.lists(line, max_size=3)


@st.composite
def items(draw: st.DrawFn, model: Model, number: int, column: int, layout: Layout) -> list[str]:
    records = [draw(records_of(model)) for _ in range(draw(st.integers(0, 2)))]
    names = [quoted(name) for name in model.units]
    fields = {
        "number": [f"number: {number}"],
        "task": draw(st.sampled_from([["task: Иш"], ["task: >-", "  Иш", "", "  бүттү"], ['task: "Иш: #', '  бир"']])),
        "due": draw(lists("due", [quoted(term) for term in model.terms])),
        "units": draw(lists("units", names)),
        "done": draw(dones(records)),
        "notes": draw(
            st.sampled_from([[], ["notes:"], ["notes:", "- date: 2025-09-01", "  text: |", "    # Бир", ""]])
        ),
    }
    order = draw(st.just(list(fields)) | st.permutations(list(fields)))
    if draw(st.integers(0, 4)) == 0:
        return [" " * column + f"-{' ' * layout.gap}{{{', '.join(braces(model, number, records))}}}"]
    lines = []
    for name in order:
        if fields[name]:
            first, *rest = fields[name]
            ended = "" if first.endswith((">-", "#")) else draw(st.sampled_from(["", "", "  # сөз", " # а\tб"]))
            lines += [first + ended, *rest, *draw(comments(6) if lines_may_follow(fields[name]) else st.just([]))]
    lead = f"-{' ' * layout.gap}"
    lines[0] = lead + lines[0]
    return [" " * column + lines[0], *(indented(line, column + len(lead)) for line in lines[1:])]


def lines_may_follow(field: list[str]) -> bool:
    """A comment inside a block text would be part of it."""
    return not any(line.rstrip().endswith(("|", ">-")) for line in field)


def indented(line: str, column: int) -> str:
    return " " * column + line if line else ""


def lists(key: str, values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.sampled_from(
        [
            [f"{key}: [{', '.join(values)}]"],
            [f"{key}: [", *(f"  {value}," for value in values), "  ]"],
            [f"{key}:", *(f"- {value}" for value in values)],
            [f"{key}:", *(f"    -  {value}" for value in values)],
        ]
    )


@dataclass(frozen=True)
class Written:
    """A record as it is written, and what it says."""

    day: str
    term: str | None
    by: list[str]
    note: str | None


@st.composite
def records_of(draw: st.DrawFn, model: Model) -> Written:
    term = draw(st.none() | st.sampled_from(model.terms))
    by = draw(st.just([]) | st.lists(st.sampled_from(model.units), max_size=3, unique=True))
    note = draw(st.none() | st.sampled_from(["Бүттү", "Бир: эки"]))
    day = draw(st.sampled_from(["2025-09-01", "2025-10-14", "2025-10-15"]))
    terms = [term] if term else model.terms
    pairs = frozenset((each, unit) for each in terms for unit in by or model.units)
    model.records.append((day, pairs, note))
    return Written(day, term, [draw(st.sampled_from([unit, ALIASES.get(unit, unit)])) for unit in by], note)


@st.composite
def dones(draw: st.DrawFn, records: list[Written]) -> list[str]:
    if not records:
        return draw(
            st.sampled_from([[], [], ["done:"], ["done: ~"], ["done: []"], ["done: [", "  ]"], ["done:", "  []"]])
        )
    if draw(st.integers(0, 3)) == 0:
        return [f"done: [{', '.join(in_braces(record) for record in records)}]"]
    shift = " " * draw(st.sampled_from([0, 2, 4]))
    lines = ["done:"]
    for record in records:
        lines += [f"{shift}{line}" if line else "" for line in draw(blocks(record))]
        lines += draw(comments(8))
    return lines


@st.composite
def blocks(draw: st.DrawFn, record: Written) -> list[str]:
    if draw(st.integers(0, 3)) == 0:
        return [f"- {in_braces(record)}"]
    lines = [f"date: {record.day}"]
    lines += [f"term: {quoted(record.term)}"] if record.term else []
    by = [quoted(name) for name in record.by]
    lines += draw(lists("by", by)) if by else draw(st.sampled_from([[], [], ["by: []"], ["by:"]]))
    lines += [f"note: {quoted(record.note)}"] if record.note else []
    return [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]


def in_braces(record: Written) -> str:
    parts = [f"date: {record.day}"]
    parts += [f"term: {quoted(record.term)}"] if record.term else []
    parts += [f"by: [{', '.join(quoted(name) for name in record.by)}]"] if record.by else []
    parts += [f"note: {quoted(record.note)}"] if record.note else []
    return f"{{{', '.join(parts)}}}"


def braces(model: Model, number: int, records: list[Written]) -> list[str]:
    parts = [f"number: {number}", "task: Иш", f"due: [{', '.join(quoted(term) for term in model.terms)}]"]
    parts.append(f"units: [{', '.join(quoted(name) for name in model.units)}]")
    return parts + ([f"done: [{', '.join(in_braces(record) for record in records)}]"] if records else [])
