"""YAML text → a plan, or every problem that keeps it from being one, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from talplan.events import parse, slow
from talplan.problem import Problem, Severity
from talplan.source import Source, decode
from talplan.yamltext import Data, Node, data_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from talplan.checks import Finding
    from talplan.draft import Draft
    from talplan.plan import Plan
    from talplan.yamltext import Path


@dataclass(slots=True)
class Loaded:
    """What became of a file. `plan` is None where there is an error; then nothing of it may be used."""

    source: Source
    problems: list[Problem] = field(default_factory=list)
    root: Node | None = None
    data: Data = None
    plan: Plan | None = None
    slow: bool = False
    """Whether it was read by the slow parser, which people should know who wait for it."""

    @property
    def errors(self) -> list[Problem]:
        """The problems that make the file unusable."""
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]


def load(raw: bytes, today: date | None = None) -> Loaded:
    """Reads a plan from a file's bytes: every error, and as of `today` every warning.

    Without a day nobody looks for warnings, which takes a third of the time; they never decide whether a file is valid.
    """
    text, problems = decode(raw)
    loaded = Loaded(Source.of(text), problems, slow=slow())
    if not problems:
        _fill(loaded, today)
    loaded.problems.sort(key=lambda problem: (problem.place, problem.code()))
    return loaded


def _fill(loaded: Loaded, today: date | None) -> None:
    from talplan.checks import check_plan
    from talplan.draft import plan_of
    from talplan.drafting import read_draft
    from talplan.shapes import check_shape, place_of

    source = loaded.source
    root, problems = parse(source)
    loaded.root = root
    loaded.problems += problems
    if root is None:
        return
    shape_problems, bad = check_shape(root, source)
    loaded.problems += shape_problems
    loaded.data = data_of(root)
    draft = read_draft(loaded.data, bad)
    findings = list(check_plan(draft))
    loaded.problems += _placed(findings, root, source)
    if not loaded.problems:
        loaded.plan = plan_of(draft, lambda path: place_of(root, path, source))
    if today is not None:
        loaded.problems += _warnings(draft, today, root, source, bad | {finding.path for finding in findings})


def _warnings(draft: Draft, today: date, root: Node, source: Source, bad: frozenset[Path]) -> Iterator[Problem]:
    """What is valid and most likely not meant; of the `bad` paths, which have an error, nothing more is said."""
    from talplan.checks import advise
    from talplan.texts import check_texts

    yield from _placed(advise(draft, today), root, source)
    yield from check_texts(root, source, bad)


def _placed(findings: Iterable[Finding], root: Node, source: Source) -> Iterator[Problem]:
    """Findings as problems in their places."""
    from talplan.shapes import place_of

    for finding in findings:
        yield finding.rule(place_of(root, finding.path, source), **finding.values)
