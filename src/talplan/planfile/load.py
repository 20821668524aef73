"""YAML text → a plan, or every problem that keeps it from being one, each with its place.

What is cheap comes first: a file in the usual layout that is plainly right is read with neither YAML's parser nor
pydantic. Anything else is read with both, and they alone say what is wrong.
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
    from talplan.planfile.partial_plan import PartialPlan
    from talplan.planfile.plan_checks import Finding
    from talplan.problem import Place, Problem


class Loaded:
    """What became of a file. `plan` is None where there is an error; then nothing of it may be used."""

    def __init__(self, source: Source, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems
        self.plan: Plan | None = None
        self.usual = False
        """Whether it was read in the usual way, with no parser."""
        self._readable = not problems

    @property
    def errors(self) -> list[Problem]:
        """The problems that make the file unusable."""
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]

    @property
    def root(self) -> Node | None:
        """The nodes of the text, which a file that is only looked at does not need."""
        return self.parsed[0]

    @cached_property
    def parsed(self) -> tuple[Node | None, list[Problem]]:
        """The nodes, and what is wrong with the text as YAML."""
        from talplan.planfile.parser import parse

        return parse(self.source) if self._readable else (None, [])

    @cached_property
    def data(self) -> Data:
        """What the file says."""
        from talplan.planfile.nodes import data_of

        return data_of(self.root) if self.root else None

    @cached_property
    def item_places(self) -> list[Place]:
        """The places of the plan's items, in the document's order."""
        from talplan.planfile.positions import place_of

        assert self.plan is not None
        assert self.root is not None
        sections = enumerate(self.plan.sections)
        paths = [("sections", at, "items", index) for at, section in sections for index in range(len(section.items))]
        return [place_of(self.root, path, self.source) for path in paths]

    def find_place(self, item: Item) -> Place:
        """Return where an item of the plan is in the file."""
        assert self.plan is not None
        return next(place for place, other in zip(self.item_places, self.plan.items(), strict=True) if other is item)

    @property
    def slow(self) -> bool:
        """Whether it was read by the slow parser, which people should know who wait for it."""
        from talplan.planfile.parser import slow

        return not self.usual and slow()


def load(raw: bytes, today: date | None = None) -> Loaded:
    """Reads a plan from a file's bytes: every error, and as of `today` every warning.

    Without a day nobody looks for warnings, which takes a third of the time; they never decide whether a file is valid.
    """
    text, problems = decode(raw)
    loaded = Loaded(Source(text), problems)
    if problems or (today is None and _read_usual(loaded)):
        return loaded
    _read(loaded, today)
    loaded.problems.sort(key=lambda problem: (problem.place, problem.code()))
    return loaded


def _read_usual(loaded: Loaded) -> bool:
    """Reads a file in the usual layout that is plainly right; whether it is."""
    from talplan.planfile.fast_values import read_strict
    from talplan.planfile.partial_plan import plan_of
    from talplan.planfile.plan_checks import check_plan

    usual = read_usual(loaded.source.text)
    draft = read_strict(usual.data) if usual else None
    if usual is None or draft is None or any(True for _ in check_plan(draft)):
        return False
    loaded.usual = True
    loaded.data = usual.data
    loaded.item_places = usual.items
    loaded.plan = plan_of(draft)
    return True


def _read(loaded: Loaded, today: date | None) -> None:
    from talplan.planfile.partial_plan import plan_of
    from talplan.planfile.plan_checks import check_plan

    source = loaded.source
    root, problems = loaded.parsed
    loaded.problems += problems
    if root is None:
        return
    draft, bad = _drafted(loaded, root)
    findings = list(check_plan(draft))
    loaded.problems += _placed(findings, root, source)
    if not loaded.problems:
        loaded.plan = plan_of(draft)
    if today is not None:
        loaded.problems += _warnings(draft, today, root, source, bad | {finding.path for finding in findings})


def _drafted(loaded: Loaded, root: Node) -> tuple[PartialPlan, frozenset[NodePath]]:
    """Everything that could be read, and the paths of what could not; the schema is asked where that is not plain."""
    from talplan.planfile.fast_values import read_strict

    draft = None if loaded.problems else read_strict(loaded.data)
    if draft is not None:
        return draft, frozenset()
    from talplan.planfile.nodes import data_of
    from talplan.planfile.partial_reader import read_partial
    from talplan.planfile.schema_errors import check_shape

    problems, bad = check_shape(root, loaded.source)
    loaded.problems += problems
    loaded.data = data_of(root)  # a misspelt key is read as the one that was meant
    return read_partial(loaded.data, bad), bad


def _warnings(
    draft: PartialPlan, today: date, root: Node, source: Source, bad: frozenset[NodePath]
) -> Iterator[Problem]:
    """What is valid and most likely not meant; of the `bad` paths, which have an error, nothing more is said."""
    from talplan.planfile.plan_checks import advise
    from talplan.planfile.text_warnings import check_texts

    yield from _placed(advise(draft, today), root, source)
    yield from check_texts(root, source, bad)


def _placed(findings: Iterable[Finding], root: Node, source: Source) -> Iterator[Problem]:
    """Findings as problems in their places."""
    from talplan.planfile.positions import place_of
    from talplan.planfile.rules import RULES

    for finding in findings:
        yield RULES[finding.code](place_of(root, finding.path, source), **finding.values)
