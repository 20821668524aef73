"""YAML text to a plan, or to every problem that keeps it from being one, each with its place.

The cheap way comes first: a valid file in the usual layout is read without a YAML parser and without pydantic.
Anything else is read with both, and only they say what is wrong.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from talplan.planfile.fast_yaml import read_usual
from talplan.planfile.source_text import Source, decode
from talplan.problem import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from talplan.domain.plan import Item, Plan
    from talplan.planfile.nodes import Data, Node, NodePath
    from talplan.planfile.plan_checks import Finding
    from talplan.planfile.plan_reader import PartialFile
    from talplan.problem import Place, Problem


class Loaded:
    """A file that was read. `plan` is None if it has an error; then nothing of it may be used."""

    def __init__(self, source: Source, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems
        self.plan: Plan | None = None
        self.read_fast = False
        """Whether it was read without a YAML parser and without pydantic."""
        self._readable = not problems

    @property
    def errors(self) -> list[Problem]:
        """The problems that make the file unusable."""
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]

    @property
    def root(self) -> Node | None:
        """The nodes of the text, which are made only if something needs them."""
        return self.parsed[0]

    @cached_property
    def parsed(self) -> tuple[Node | None, list[Problem]]:
        """The nodes, and what is wrong with the text as YAML."""
        from talplan.planfile.parser import parse

        return parse(self.source) if self._readable else (None, [])

    @cached_property
    def data(self) -> Data:
        """The content of the file as plain data."""
        from talplan.planfile.nodes import build_data

        return build_data(self.root) if self.root else None

    @cached_property
    def item_places(self) -> list[Place]:
        """The places of the plan's items, in the document's order."""
        from talplan.planfile.nodes import find_place

        assert self.plan is not None
        assert self.root is not None
        sections = enumerate(self.plan.sections)
        paths = [("sections", at, "items", index) for at, section in sections for index in range(len(section.items))]
        return [find_place(self.root, path, self.source) for path in paths]

    def find_place(self, item: Item) -> Place:
        """Return where an item of the plan is in the file."""
        assert self.plan is not None
        return next(place for place, other in zip(self.item_places, self.plan.items(), strict=True) if other is item)

    @property
    def slow(self) -> bool:
        """Whether the slow parser in Python read the file; a command says so."""
        if self.read_fast:
            return False
        from talplan.planfile.parser import slow

        return slow()


def load(raw: bytes, today: date | None = None) -> Loaded:
    """Read a plan from a file's bytes, with every error, and with every warning as of `today`.

    Without `today` there are no warnings, which saves a third of the time; they never decide whether a file is valid.
    """
    text, problems = decode(raw)
    loaded = Loaded(Source(text), problems)
    if problems or (today is None and _read_fast(loaded)):
        return loaded
    _read(loaded, today)
    loaded.problems.sort(key=lambda problem: (problem.place, problem.code()))
    return loaded


def _read_fast(loaded: Loaded) -> bool:
    """Read a valid file in the usual layout; return whether it is one."""
    from talplan.planfile.plan_checks import check_plan
    from talplan.planfile.plan_reader import build_plan, read_plan

    usual = read_usual(loaded.source.text)
    file = read_plan(usual.data, strict=True) if usual else None
    if usual is None or file is None or any(True for _ in check_plan(file)):
        return False
    loaded.read_fast = True
    loaded.data = usual.data
    loaded.item_places = usual.items
    loaded.plan = build_plan(file)
    return True


def _read(loaded: Loaded, today: date | None) -> None:
    from talplan.planfile.plan_checks import check_plan
    from talplan.planfile.plan_reader import build_plan

    source = loaded.source
    root, problems = loaded.parsed
    loaded.problems += problems
    if root is None:
        return
    file, bad = _read_values(loaded, root)
    findings = list(check_plan(file))
    loaded.problems += _problems(findings, root, source)
    if not loaded.problems:
        loaded.plan = build_plan(file)
    if today is not None:
        loaded.problems += _warnings(file, today, root, source, bad | {finding.path for finding in findings})


def _read_values(loaded: Loaded, root: Node) -> tuple[PartialFile, frozenset[NodePath]]:
    """Return everything that could be read, and the paths of what could not; adds the schema's problems."""
    from talplan.planfile.plan_reader import read_plan

    file = None if loaded.problems else read_plan(loaded.data, strict=True)
    if file is not None:
        return file, frozenset()
    from talplan.planfile.nodes import build_data
    from talplan.planfile.schema_errors import check_schema

    problems, bad = check_schema(root, loaded.source)
    loaded.problems += problems
    loaded.data = build_data(root)  # in which a misspelt key is spelled right
    return read_plan(loaded.data, bad), bad


def _warnings(
    file: PartialFile, today: date, root: Node, source: Source, bad: frozenset[NodePath]
) -> Iterator[Problem]:
    """Yield what is valid but probably a mistake; nothing more about the `bad` paths, which have an error."""
    from talplan.planfile.plan_checks import advise
    from talplan.planfile.text_warnings import check_texts

    yield from _problems(advise(file, today), root, source)
    yield from check_texts(root, source, bad)


def _problems(findings: Iterable[Finding], root: Node, source: Source) -> Iterator[Problem]:
    """Make problems of findings, each with its place."""
    from talplan.planfile.nodes import find_place
    from talplan.planfile.rules import RULES

    for finding in findings:
        yield RULES[finding.code](find_place(root, finding.path, source), **finding.values)
