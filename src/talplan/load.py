"""YAML text → a plan, or every problem that keeps it from being one, each with its place."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from talplan.events import parse, slow
from talplan.problem import Problem, Severity
from talplan.source import Source, decode
from talplan.yamltext import Data, Node, data_of

if TYPE_CHECKING:
    from talplan.plan import Plan


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


def load(raw: bytes, today: date) -> Loaded:
    """Reads a plan from a file's bytes. `today` decides warnings alone, never whether the file is valid."""
    text, problems = decode(raw)
    loaded = Loaded(Source.of(text), problems, slow=slow())
    if not problems:
        enabled = gc.isenabled()
        gc.disable()  # nothing made while loading is garbage: 1.7 times as fast
        try:
            _fill(loaded, today)
        finally:
            if enabled:
                gc.enable()
    loaded.problems.sort(key=lambda problem: (problem.place, problem.code()))
    return loaded


def _fill(loaded: Loaded, today: date) -> None:
    from talplan.checks import check_plan
    from talplan.draft import plan_of
    from talplan.drafting import read_draft
    from talplan.shapes import check_shape, place_of
    from talplan.texts import check_texts

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
    findings = list(check_plan(draft, today))
    for finding in findings:
        loaded.problems.append(finding.rule(place_of(root, finding.path, source), **finding.values))
    bad |= {finding.path for finding in findings if finding.rule.severity is Severity.ERROR}
    loaded.problems += check_texts(root, source, bad)
    if not loaded.errors:
        loaded.plan = plan_of(draft, lambda path: place_of(root, path, source))
