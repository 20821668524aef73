"""Any commands one after another on a plan in any layout: the file says what was meant, every other byte stays.

The model is the test's own, and so are the places that a command may change: they come from PyYAML's nodes.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain, combinations, pairwise, product
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import event, given, settings
from hypothesis import note as shown_on_failure
from hypothesis import strategies as st

from talplan.domain.plan import Item, Plan
from talplan.domain.read_terms import read_term
from talplan.domain.spell_terms import spell
from talplan.editing.changes import Change
from talplan.editing.splice import edit
from talplan.operations import item_edits, rename_unit
from talplan.operations.item_edits import ItemFields
from talplan.operations.mark_done import MarkRequest, find_item_paths, mark_done, read_written_units, undo_mark
from talplan.planfile.load import Loaded, load
from talplan.problem import Failure
from written_plans import DAYS, TERMS, TEXTS, File, Model, Said, Unit, files, others_read_it_too

pytestmark = pytest.mark.once

TODAY = date(2025, 11, 20)
ORDER = {
    "units": ["name", "short", "aliases", "part_of"],
    "items": ["number", "task", "due", "units", "done", "notes", "cancelled"],
    "done": ["date", "term", "by", "note", "evidence"],
}
ON = st.sampled_from([*map(date.fromisoformat, DAYS), TODAY])
COMMANDS = [
    "done",
    "done",
    "undo",
    "undo",
    "note",
    "cancel",
    "restore",
    "restore",
    "add",
    "edit",
    "edit",
    "rename-unit",
    "rename-unit",
]

Steps = tuple[str | int, ...]
Hole = tuple[int, int]
"""A piece of the text that may become any other; where it begins and ends at one place, one that may come there."""


class Way(NamedTuple):
    """The only pieces of a text that may change, and those of them that go, with their comments."""

    holes: list[Hole]
    gone: list[Hole]


# --- where a text may change --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """A text as PyYAML sees it."""

    text: str

    @cached_property
    def root(self) -> Any:
        return yaml.compose(self.text, yaml.CSafeLoader)

    @cached_property
    def comments(self) -> list[Hole]:
        """Where comments stand: between YAML's tokens, and behind the mark of a block text."""
        found = []
        tokens = list(yaml.scan(self.text, yaml.CSafeLoader))
        for token, following in pairwise(tokens):
            block = is_block(token)
            head = re.compile("[^\n]*").match(self.text, token.start_mark.index)
            assert head is not None
            spans = [(token.end_mark.index, following.start_mark.index)] + ([head.span()] if block else [])
            found += [match.span() for span in spans for match in re.compile("#[^\r\n]*").finditer(self.text, *span)]
        return sorted(found)

    def node(self, path: Steps) -> Any:
        node = self.root
        for step in path:
            node = node.value[step] if isinstance(step, int) else self.pair(node, step)[1]
        return node

    def pair(self, node: Any, key: str) -> Any:
        """A key and its value."""
        return next((pair for pair in node.value if pair[0].value == key), (None, None))

    def last(self, node: Any) -> int:
        """The end of a node's last content."""
        if isinstance(node, yaml.ScalarNode):
            return len(self.text[: end(node)].rstrip()) if node.style in ("|", ">") else end(node)
        return end(node) if node.flow_style else self.last(leaves(node)[-1])

    def line(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def next(self, offset: int) -> int:
        return self.text.find("\n", offset) + 1 or len(self.text)

    def column(self, offset: int) -> int:
        return offset - self.line(offset)

    def below(self, node: Any, column: int) -> int:
        """Past a node and the comments directly below it that are deeper than a column."""
        at = self.next(self.last(node))
        while (comment := re.compile(" *#").match(self.text, at)) and comment.end() - at - 1 > column:
            at = self.next(at)
        return at

    def dash(self, node: Any, position: int) -> int:
        if position == 0:
            return begin(node)
        at = self.next(self.last(node.value[position - 1]))
        return re.compile(r"(\s|#.*)*").match(self.text, at).end()  # type: ignore[union-attr]

    def lines(self, start: int, stop: int) -> Hole:
        """Whole lines that go: with those at the end of a file without a final line break, the break before them."""
        if stop == len(self.text) and not self.text.endswith("\n"):
            start = len(self.text[:start].removesuffix("\n").removesuffix("\r"))
        return start, stop

    def without_comments(self, start: int, stop: int) -> list[Hole]:
        edges = [start, *chain(*((a, b) for a, b in self.comments if start <= a and b <= stop)), stop]
        return list(zip(edges[::2], edges[1::2], strict=True))

    # --- what comes -------------------------------------------------------------------------------------------

    def new_entry(self, path: Steps, position: int) -> list[Hole]:
        parent, key = self.node(path[:-1]), str(path[-1])
        name, node = self.pair(parent, key)
        if name is None:
            return self.new_key(path[:-1], key)
        if not node.value or isinstance(node, yaml.ScalarNode):
            return self.filled(parent, name, node)
        if node.flow_style:
            return self.between(node, [(entry, entry) for entry in node.value], position)
        if position == 0:
            return here(self.line(begin(node)))
        column = self.column(begin(name if position == len(node.value) else node))
        return here(self.below(node.value[position - 1], column))

    def new_key(self, path: Steps, key: str) -> list[Hole]:
        """In the table's order where the others keep it, else after the last."""
        parent = self.node(path)
        table = ORDER[next(step for step in reversed(path) if isinstance(step, str))]
        ranks = [table.index(name.value) for name, _ in parent.value]
        before = sum(rank < table.index(key) for rank in ranks) if ranks == sorted(ranks) else 0
        position = before or len(parent.value)
        _, above = parent.value[position - 1]
        if parent.flow_style:
            return self.between(parent, parent.value, position)
        return here(self.below(above, self.column(begin(parent.value[0][0]))))

    def between(self, node: Any, pairs: Sequence[Any], position: int) -> list[Hole]:
        """In brackets: between two entries, but for the comments there."""
        edges = [begin(node) + 1, *chain(*((begin(first), end(last)) for first, last in pairs)), end(node) - 1]
        return self.without_comments(edges[2 * position], edges[2 * position + 1])

    def filled(self, parent: Any, name: Any, node: Any) -> list[Hole]:
        """An empty value: what is new stands in its brackets, in its place or below it and its comments."""
        holes = self.without_comments(end(name) if parent.flow_style else self.colon(name), end(node))
        if not parent.flow_style:
            holes += self.without_comments(end(node), self.next(end(node)))
        return [*holes, *here(self.below(node, self.column(begin(name))))]

    def colon(self, name: Any) -> int:
        return self.text.index(":", end(name)) + 1

    # --- what goes and what changes ---------------------------------------------------------------------------

    def gone(self, path: Steps, positions: Sequence[int]) -> list[Hole]:
        node = self.node(path)
        if len(positions) == len(node.value):
            return self.gone_key(path)
        if node.flow_style:
            return self.cut(node, [(entry, entry) for entry in node.value], positions)
        return [self.lines(*span) for span in merged([self.entry(node, at) for at in positions])]

    def entry(self, node: Any, position: int, *, moved: bool = False) -> Hole:
        """The lines of an entry of a block list with the deeper comments below it; those of one that is moved, with the
        comments directly above it."""
        column = self.column(begin(node))
        start, stop = self.line(self.dash(node, position)), self.below(node.value[position], column)
        while moved and position and self.text[self.line(start - 1) : start].startswith(" " * column + "#"):
            start = self.line(start - 1)
        return start, stop

    def gone_key(self, path: Steps) -> list[Hole]:
        """The last entry of a list, or a key: the key stays where it is beside a dash, has a comment or was there
        before, and comments stay where they do not belong to what goes."""
        parent = self.node(path[:-1])
        name, node = self.pair(parent, str(path[-1]))
        if parent.flow_style:
            index = parent.value.index((name, node))
            return [*self.without_comments(end(name), begin(node)), *self.cut(parent, parent.value, [index])]
        if node.flow_style:
            head, stop = self.without_comments(self.line(begin(name)), begin(node)), self.next(end(node))
            is_list = isinstance(node, yaml.SequenceNode)  # whose brackets stay
            beside = self.without_comments(end(node), stop) if is_list else [self.lines(end(node), stop)]
            return [*head, (begin(node), end(node)), *beside]
        below = self.below(node, self.column(begin(node if isinstance(node, yaml.SequenceNode) else name)))
        head = self.without_comments(self.line(begin(name)), self.line(begin(node)))
        return [*head, self.lines(self.line(begin(node)), below)]

    def last_text(self) -> list[Hole]:
        """In a file that does not end with a line break, a block text may have to say that it has none: its sign, and
        blanks at the end of that line."""
        if self.text.endswith("\n"):
            return []
        signs = [token.start_mark.index for token in yaml.scan(self.text, yaml.CSafeLoader) if is_block(token)]
        return [hole for sign in signs for hole in self.without_comments(sign, self.next(sign))]

    def cut(self, node: Any, pairs: Sequence[Any], positions: Sequence[int]) -> list[Hole]:
        """Entries in brackets, with the commas and the space around them."""
        edges = [begin(node) + 1, *chain(*((begin(first), end(last)) for first, last in pairs)), end(node) - 1]
        return [hole for at in positions for hole in self.without_comments(edges[2 * at], edges[2 * at + 3])]

    def changed(self, node: Any) -> list[Hole]:
        stop = self.last(node)
        head = self.next(begin(node)) if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">") else 0
        return [*self.without_comments(begin(node), min(head, stop)), (head, stop)] if head else [(begin(node), stop)]

    def set_key(self, path: Steps, key: str) -> list[Hole]:
        name, node = self.pair(self.node(path), key)
        if name is None:
            return self.new_key(path, key)
        return self.without_comments(begin(node), end(node))


def is_block(token: Any) -> bool:
    return isinstance(token, yaml.ScalarToken) and token.style in ("|", ">")


def begin(node: Any) -> int:
    return int(node.start_mark.index)


def end(node: Any) -> int:
    return int(node.end_mark.index)


def leaves(node: Any) -> list[Any]:
    return list(chain(*node.value)) if isinstance(node, yaml.MappingNode) else node.value


def here(offset: int) -> list[Hole]:
    return [(offset, offset)]


def only_in(holes: Iterable[Hole], before: str, after: str) -> bool:
    """Whether the texts are the same outside the holes: every piece between them is there, in the same order."""
    edges = [0]
    for start, stop in merged(holes):
        edges += [start, stop]
    pieces = [before[a:b] for a, b in zip(edges[::2], [*edges[1::2], len(before)], strict=True)]
    if len(pieces) == 1:
        return after == before
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        found = after.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return after.startswith(pieces[0]) and after.endswith(pieces[-1]) and len(after) - len(pieces[-1]) >= at


def merged(holes: Iterable[Hole]) -> list[Hole]:
    made: list[Hole] = []
    for start, stop in sorted(holes):
        if made and start <= made[-1][1]:
            start, stop = made[-1][0], max(stop, made.pop()[1])
        made.append((start, stop))
    return made


# --- what a plan says ---------------------------------------------------------------------------------------


@dataclass
class State:
    """What the file says, as the test keeps it."""

    models: list[Model]
    units: list[Unit]
    sections: list[int]

    def unit(self, spelling: str) -> Unit | None:
        return next((unit for unit in self.units if fold(spelling) in map(fold, names_of(unit))), None)


@dataclass
class Step:
    """What a command is asked: its changes, what the file says after it, and the ways in which the text may change."""

    changes: list[Change]
    meant: State
    ways: list[Way] = field(default_factory=lambda: [Way([], [])])


def fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


def names_of(unit: Unit) -> list[str]:
    return [unit.name, *([unit.short] if unit.short else []), *unit.aliases]


def read(text: str) -> tuple[Loaded, Plan]:
    loaded = load(text.encode(), TODAY)
    assert loaded.plan is not None, (loaded.problems, text)
    return loaded, loaded.plan


def told(item: Item, plan: Plan) -> Model:
    return Model(
        [spell(term, plan.language) for term in item.due],
        list(item.units),
        [
            (
                str(record.date),
                frozenset(
                    (spell(term, plan.language), unit)
                    for term in item.due
                    for unit in item.units
                    if record.term in (None, term) and unit in (record.by or item.units)
                ),
                record.note and record.note.strip(),
            )
            for record in item.done
        ],
        item.section,
        item.number,
        item.task.strip(),
        [(str(entry.date), entry.text.strip(), entry.by) for entry in item.notes],
        (str(item.cancelled.date), item.cancelled.note and item.cancelled.note.strip()) if item.cancelled else None,
    )


def compared(models: Sequence[Model]) -> list[tuple[Model, dict[Any, frozenset[tuple[str, str]]]]]:
    """A mark that is written as two records says the same as one: what is said on each day under each note."""
    return [(replace(model, records=[]), joined(model.records)) for model in models]


def joined(records: Sequence[Said]) -> dict[Any, frozenset[tuple[str, str]]]:
    together: dict[Any, frozenset[tuple[str, str]]] = {}
    for day, pairs, note in records:
        together[day, note] = together.get((day, note), frozenset()) | pairs
    return together


def assert_says(plan: Plan, state: State) -> None:
    assert compared([told(item, plan) for item in plan.items()]) == compared(state.models)
    registry = [(unit.name.strip(), unit.short, list(unit.aliases)) for unit in plan.registry]
    assert registry == [(unit.name, unit.short, unit.aliases) for unit in state.units]
    assert [section.number for section in plan.sections] == state.sections


# --- the commands -------------------------------------------------------------------------------------------


@dataclass
class Asked:
    """A command on one item of a text, worked out in the code that is tested and in the model beside it."""

    data: st.DataObject
    loaded: Loaded
    plan: Plan
    state: State
    number: int

    def __post_init__(self) -> None:
        self.written = Written(self.loaded.source.text)
        self.item = list(self.plan.items())[self.number]
        self.path = find_item_paths(self.plan)[self.item.id]
        self.meant = deepcopy(self.state)
        self.model = self.meant.models[self.number]

    def refused(self, command: Callable[[], Any], key: str) -> None:
        try:
            command()
        except Failure as failure:
            assert failure.key == key  # noqa: PT017
        else:
            raise AssertionError(key)

    def wish(self, text: str | None = None) -> tuple[MarkRequest, frozenset[tuple[str, str]]]:
        term = self.data.draw(st.none() | st.sampled_from(self.model.terms))
        unit = self.data.draw(st.none() | st.sampled_from(self.model.units))
        named = frozenset((t, u) for t, u in self.model.pairs if term in (None, t) and unit in (None, u))
        units = frozenset({unit}) if unit else None
        return MarkRequest(self.data.draw(ON), (read_term(term),) if term else None, term is None, units, text), named

    def done(self) -> Step | None:
        wish, named = self.wish(self.data.draw(st.none() | TEXTS))
        if self.model.cancelled:
            self.refused(lambda: mark_done(self.plan, self.item, self.path, wish), "item-cancelled")
            return None
        mark = mark_done(self.plan, self.item, self.path, wish)
        if not self.model.open & named:
            return Step(mark.changes, self.meant)
        self.model.records.append((str(wish.on), self.model.open & named, wish.note))
        return Step(mark.changes, self.meant, [Way(self.new("done", len(self.item.done)), [])])

    def new(self, key: str, position: int) -> list[Hole]:
        return self.written.new_entry((*self.path, key), position)

    def undo(self) -> Step | None:
        wish, named = self.wish()
        by = read_written_units(self.plan, self.loaded.data, self.path)
        fitting = [(day, at) for at, (day, pairs, _) in enumerate(self.model.records) if pairs & named]
        if not fitting:
            self.refused(lambda: undo_mark(self.plan, self.item, self.path, by, wish, None), "nothing-to-undo")
            return None
        at = max(fitting)[1]
        mark = undo_mark(self.plan, self.item, self.path, by, wish, None)
        day, pairs, note = self.model.records[at]
        self.model.records[at : at + 1] = [(day, pairs - named, note)] if pairs - named else []
        if not pairs - named:
            holes = self.written.gone((*self.path, "done"), [at])
            return Step(mark.changes, self.meant, [Way(holes, holes)])
        return self.narrowed(mark.changes, at, mark.kept[0].by, len(mark.kept))

    def narrowed(self, changes: list[Change], at: int, by: Sequence[str], count: int) -> Step:
        """A record that stays with less in it: a term, fewer units, and what it cannot say in records below it."""
        here: Steps = (*self.path, "done", at)
        _, names = self.written.pair(self.written.node(here), "by")
        holes = self.written.set_key(here, "term")
        drops: list[Hole] = []
        if names is None or not names.value or isinstance(names, yaml.ScalarNode):
            holes += self.written.set_key(here, "by") if by else []
        elif by:
            gone = [at for at, name in enumerate(names.value) if self.display(name.value) not in by]
            drops = self.written.gone((*here, "by"), gone)
        holes += self.new("done", at + 1) if count > 1 else []
        return Step(changes, self.meant, [Way(holes + drops, drops)])

    def display(self, spelling: str) -> str:
        unit = self.state.unit(spelling)
        assert unit is not None
        return unit.display

    def note(self) -> Step:
        on, text = self.data.draw(ON), self.data.draw(TEXTS)
        by = self.data.draw(st.none() | st.sampled_from([unit.display for unit in self.state.units]))
        self.model.notes.append((str(on), text, by))
        changes = item_edits.add_note(self.item, self.path, on, text, by).changes
        return Step(changes, self.meant, [Way(self.new("notes", len(self.item.notes)), [])])

    def cancel(self) -> Step | None:
        on, text = self.data.draw(ON), self.data.draw(st.none() | TEXTS)
        if self.model.cancelled:
            self.refused(lambda: item_edits.cancel_item(self.item, self.path, on, text), "item-cancelled")
            return None
        self.model.cancelled = str(on), text
        changes = item_edits.cancel_item(self.item, self.path, on, text).changes
        return Step(changes, self.meant, [Way(self.new("cancelled", 0), [])])

    def restore(self) -> Step | None:
        if not self.model.cancelled:
            self.refused(lambda: item_edits.restore_item(self.item, self.path), "not-cancelled")
            return None
        self.model.cancelled = None
        holes = self.written.gone_key((*self.path, "cancelled"))
        return Step(item_edits.restore_item(self.item, self.path).changes, self.meant, [Way(holes, holes)])

    def terms_and_units(self) -> tuple[list[str], list[str]]:
        names = [unit.display for unit in self.state.units]
        return (
            self.data.draw(st.lists(st.sampled_from(TERMS), min_size=1, unique=True)),
            self.data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True)),
        )

    def add(self) -> Step:
        at = self.data.draw(st.integers(0, len(self.plan.sections) - 1))
        section = self.plan.sections[at]
        task, (terms, units) = self.data.draw(TEXTS), self.terms_and_units()
        number = max((item.number for item in section.items), default=0) + 1
        before = sum(model.section <= section.number for model in self.state.models)
        self.meant.models.insert(before, Model(terms, units, [], section.number, number, task))
        fields = ItemFields(task, tuple(map(read_term, terms)), tuple(units))
        changes = item_edits.add_item(self.plan, section, None, fields).changes
        holes = self.written.new_entry(("sections", at, "items"), len(section.items))
        return Step(changes, self.meant, [Way(holes, [])])

    def edit(self) -> Step | None:
        terms, units = self.terms_and_units()
        task = self.data.draw(st.none() | TEXTS)
        due, names = self.data.draw(st.none() | st.just(terms)), self.data.draw(st.none() | st.just(units))
        fields = ItemFields(task, tuple(map(read_term, due)) if due else None, tuple(names) if names else None)
        if any(self.loses(record, due, names) for record in self.item.done):
            self.refused(lambda: self.revised(fields), "record-names")
            return None
        ways = [self.listed("due", self.state.models[self.number].terms, due)]
        ways += [self.listed("units", self.state.models[self.number].units, names)]
        if task and task != self.model.task:
            ways.append([Way(self.written.changed(self.written.node((*self.path, "task"))), [])])
        self.model.task = task or self.model.task
        self.model.terms, self.model.units = due or self.model.terms, names or self.model.units
        self.model.records = [
            (day, self.pairs(record), note)
            for record, (day, _, note) in zip(self.item.done, self.model.records, strict=True)
        ]
        return Step(
            self.revised(fields),
            self.meant,
            [Way(*([*chain(*parts)] for parts in zip(*some, strict=True))) for some in product(*ways)],
        )

    def revised(self, fields: ItemFields) -> list[Change]:
        return item_edits.edit_item(self.plan, self.loaded.data, self.item, self.path, fields).changes

    def loses(self, record: Any, due: list[str] | None, names: list[str] | None) -> bool:
        term = record.term and spell(record.term, self.plan.language)
        return bool((due and term and term not in due) or (names and set(record.by) - set(names)))

    def pairs(self, record: Any) -> frozenset[tuple[str, str]]:
        terms = [spell(record.term, self.plan.language)] if record.term else self.model.terms
        return frozenset(product(terms, record.by or self.model.units))

    def listed(self, key: str, old: list[str], new: list[str] | None) -> list[Way]:
        """The ways to make one list of another so that as much as can be stays; what goes, apart."""
        if new is None or new == old:
            return [Way([], [])]
        return [self.aligned((*self.path, key), old, new, stay) for stay in shared(old, new)]

    def aligned(self, path: Steps, old: list[str], new: list[str], stay: Sequence[str]) -> Way:
        node = self.written.node(path)
        holes: list[Hole] = []
        gone: list[int] = []
        olds = [-1, *map(old.index, stay), len(old)]
        news = [-1, *map(new.index, stay), len(new)]
        for (a, b), (c, d) in zip(pairwise(olds), pairwise(news), strict=True):
            going = [at for at in range(a + 1, b) if old[at] not in new]
            coming = [name for name in new[c + 1 : d] if name not in old]
            lines = dict(zip(coming, going, strict=False))
            holes += [hole for at in lines.values() for hole in self.written.changed(node.value[at])]
            gone += [at for at in range(a + 1, b) if at not in lines.values()]
            line = b
            for name in reversed(new[c + 1 : d]):
                line = lines.get(name, line)
                holes += self.written.new_entry(path, line) if name not in lines else []
        moved = [at for at in gone if old[at] in new]
        drops = self.written.gone(path, [at for at in gone if at not in moved]) if len(moved) < len(gone) else []
        return Way(holes + drops + self.moved(node, moved), drops)

    def moved(self, node: Any, positions: Sequence[int]) -> list[Hole]:
        """What moves with its comments: the entry of a block list, the line of an entry in brackets."""
        if not node.flow_style:
            return [self.written.lines(*self.written.entry(node, at, moved=True)) for at in positions]
        written, pairs = self.written, [(entry, entry) for entry in node.value]
        lines = [(written.line(begin(node.value[at])), written.next(end(node.value[at]))) for at in positions]
        return [*lines, *written.cut(node, pairs, positions)]

    def rename_unit(self) -> Step | None:
        position = self.data.draw(st.integers(0, len(self.state.units) - 1))
        unit = self.meant.units[position]
        called = self.data.draw(st.sampled_from(names_of(unit)))
        new = self.data.draw(st.sampled_from(names_of(unit)) | TEXTS.map(lambda name: " ".join(name.split())))
        found = self.plan.registry.get(called)
        assert found is not None

        def make() -> list[Change]:
            return rename_unit.rename(self.plan, self.loaded.data, found, called, new).changes

        owner = self.meant.unit(new)
        if owner is not None and owner is not unit:
            self.refused(make, "name-taken")
            return None
        key, old, shown = "name", unit.name, unit.display
        if unit.short and (fold(called) == fold(unit.short) or fold(called) != fold(unit.name)):
            key, old = "short", unit.short
        if old == new:
            return Step(make(), self.meant)
        path: Steps = ("units", position)
        holes = self.written.changed(self.written.node((*path, key)))
        setattr(unit, key, new)
        if fold(old) != fold(new):
            same = [at for at, alias in enumerate(unit.aliases) if fold(alias) == fold(new)]
            if same:
                holes += self.written.changed(self.written.node((*path, "aliases", same[0])))
                unit.aliases[same[0]] = old
            else:
                holes += self.written.new_entry((*path, "aliases"), len(unit.aliases))
                unit.aliases.append(old)
        holes += [hole for node in self.references(old) for hole in self.written.changed(node)]
        for model in self.meant.models:
            renamed(model, shown, unit.display)
        return Step(make(), self.meant, [Way(holes, [])])

    def references(self, old: str) -> Iterator[Any]:
        """Where a unit is named as it is spelled here."""
        for unit in self.written.node(("units",)).value:
            yield from self.named(unit, "part_of", old)
        for section in self.written.node(("sections",)).value:
            for item in self.written.pair(section, "items")[1].value:
                yield from self.named(item, "units", old)
                for key in ("done", "notes"):
                    _, entries = self.written.pair(item, key)
                    for entry in entries.value if isinstance(entries, yaml.SequenceNode) else []:
                        yield from self.named(entry, "by", old)

    def named(self, node: Any, key: str, old: str) -> Iterator[Any]:
        _, value = self.written.pair(node, key)
        nodes = value.value if isinstance(value, yaml.SequenceNode) else [value] if value else []
        yield from (one for one in nodes if fold(one.value) == fold(old))


def shared(old: list[str], new: list[str]) -> list[Sequence[str]]:
    """The longest that can stay as it is: there may be several."""
    for size in range(len(old), -1, -1):
        found = [some for some in combinations(old, size) if list(some) == [one for one in new if one in some]]
        if found:
            return list(found)
    return []


def renamed(model: Model, old: str, new: str) -> None:
    def name(unit: str) -> str:
        return new if unit == old else unit

    model.units = [name(unit) for unit in model.units]
    model.records = [
        (day, frozenset((term, name(unit)) for term, unit in pairs), note) for day, pairs, note in model.records
    ]
    model.notes = [(day, text, by and name(by)) for day, text, by in model.notes]


# --- the properties -----------------------------------------------------------------------------------------


def comments(text: str, holes: Sequence[Hole] = ()) -> Counter[str]:
    """The comments of a text but for those that go with what they belong to."""
    return Counter(
        text[start:stop].rstrip()
        for start, stop in Written(text).comments
        if not any(first <= start and stop <= last for first, last in holes)
    )


def was_right(failure: Failure, text: str, ways: Sequence[Way]) -> None:
    """The one thing that cannot be edited: what goes stands between a block text and a comment so deep that the
    text would take it for its own."""
    event("refused: a block text would take a comment")
    assert failure.key == "edit-unsafe"
    assert any(swallowed(text, way.gone) for way in ways)


def swallowed(text: str, gone: Sequence[Hole]) -> bool:
    """Whether the text without what goes has a comment less than it should."""
    try:
        return comments(without(text, gone)) != comments(text, gone)
    except yaml.YAMLError:
        return False


def without(text: str, holes: Sequence[Hole]) -> str:
    for start, stop in reversed(merged(holes)):
        text = text[:start] + text[stop:]
    return text


@settings(deadline=None, max_examples=100)
@given(files(), st.data())
def test_any_commands_one_after_another(file: File, data: st.DataObject) -> None:
    text, state = file.text, State(file.models, file.units, file.sections)
    shown_on_failure(text)
    loaded, plan = read(text)
    assert_says(plan, state)
    for _ in range(data.draw(st.integers(1, 5))):
        name = data.draw(st.sampled_from(COMMANDS))
        asked = Asked(data, loaded, plan, state, data.draw(st.integers(0, len(state.models) - 1)))
        step: Step | None = getattr(asked, name.replace("-", "_"))()
        event(name if step else f"{name}: refused")
        if step is None:
            continue
        shown_on_failure(f"{name}: {step.changes}")
        try:
            after = edit(loaded, step.changes)
        except Failure as failure:
            was_right(failure, text, step.ways)
            continue
        shown_on_failure(after)
        fitting = [way for way in step.ways if only_in([*way.holes, *asked.written.last_text()], text, after)]
        assert fitting
        assert comments(after) in [comments(text, way.gone) for way in fitting]
        text, state = after, step.meant
        loaded, plan = read(text)
        assert_says(plan, state)
        others_read_it_too(loaded.data, text)
        # A mark of two terms may be two records: the model's are those of the file from here on.
        for model, item in zip(state.models, plan.items(), strict=True):
            model.records = told(item, plan).records


NAMES = ["А", "Б", "В", "Г"]
SOME_NAMES = st.lists(st.sampled_from(NAMES), min_size=1, unique=True)


@settings(deadline=None, max_examples=100)
@given(SOME_NAMES, SOME_NAMES, st.sampled_from(["- {}{}", "{},{}", "{} ,{}"]), st.data())
def test_what_stays_in_a_list_keeps_its_line(old: list[str], new: list[str], form: str, data: st.DataObject) -> None:
    lines = [form.format(name, data.draw(st.sampled_from(["", f"  # сөз {name}"]))) for name in old]
    opened, closed = ("", []) if form.startswith("-") else (" [", ["]"])
    text = f"""\
title: П
year: 2025-2026
units: [{", ".join(f"{{name: {name}}}" for name in NAMES)}]
sections:
- number: 1
  items:
  - number: 1
    task: Иш
    due: [май]
    units:{opened}
"""
    text += "".join(f"      {line}\n" for line in [*lines, *closed])
    shown_on_failure(text)
    loaded, plan = read(text)
    state = State([Model(["май"], old)], [Unit(name, None, []) for name in NAMES], [1])
    assert_says(plan, state)
    asked = Asked(data, loaded, plan, state, 0)
    after = edit(loaded, asked.revised(ItemFields(units=tuple(new))))
    shown_on_failure(after)
    assert [item.units for item in read(after)[1].items()] == [tuple(new)]
    fitting = [way for way in asked.listed("units", old, new) if only_in(way.holes, text, after)]
    assert comments(after) in [comments(text, way.gone) for way in fitting]
