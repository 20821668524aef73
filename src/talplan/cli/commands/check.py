"""Commands on whole plan files: check, fmt, schema."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from talplan.cli.arguments import read_format
from talplan.cli.open_plan import opened, plan_files, refuse_folder, relative_path, shown_path, warn_slow
from talplan.cli.today import today
from talplan.messages import count, language, say, translated
from talplan.problem import ExitStatus, Failure, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from talplan.cli.options import (
        CheckFormatOption,
        CheckOption,
        DiffOption,
        EvidenceFilesOption,
        ExplainOption,
        PathsArgument,
        PlanOption,
        StrictOption,
    )
    from talplan.planfile.load import Loaded


def check(
    paths: PathsArgument = None,
    format_: CheckFormatOption = "text",
    strict: StrictOption = False,
    explain: ExplainOption = None,
    evidence: EvidenceFilesOption = False,
    plan_file: PlanOption = None,
) -> None:
    """Report every problem of a plan, with its place and a hint."""
    from talplan.planfile.load import load
    from talplan.system.plan_finder import read
    from talplan.views.problem_report import print_failure

    format_ = read_format(format_, _REPORTS)
    if explain is not None:
        _explain(explain)
        return
    loaded: list[tuple[str, Loaded]] = []
    unreadable = False
    for file in plan_files(paths or [], plan_file):
        try:
            refuse_folder(file)
            loaded.append((relative_path(file), load(read(file), today())))
            if evidence:
                _add_missing_evidence(file, loaded[-1][1])
        except Failure as failure:
            print_failure(failure)
            unreadable = True
    if any(one.slow for _, one in loaded):
        warn_slow()
    _REPORTS[format_](loaded)
    if unreadable:
        raise SystemExit(ExitStatus.UNUSABLE)
    problems = [problem for _, one in loaded for problem in one.problems]
    if any(strict or problem.severity is Severity.ERROR for problem in problems):
        raise SystemExit(ExitStatus.FOUND)


def _add_missing_evidence(file: Path, loaded: Loaded) -> None:
    """Add a problem for each file that is given as evidence and is not in the repository."""
    from talplan.planfile.nodes import find_place
    from talplan.planfile.rules.warning_rules import MissingEvidence
    from talplan.system.evidence_files import EvidenceFiles, is_path

    if loaded.plan is None or loaded.root is None:
        return
    files: EvidenceFiles | None = None
    for number, section in enumerate(loaded.plan.sections):
        for position, item in enumerate(section.items):
            for index, record in enumerate(item.done):
                path = ("sections", number, "items", position, "done", index, "evidence")
                for piece, text in enumerate(record.evidence):
                    if not is_path(text):
                        continue
                    files = files or EvidenceFiles(file)
                    if not files.has(text):
                        place = find_place(loaded.root, (*path, piece), loaded.source)
                        loaded.problems.append(MissingEvidence(place, path=text.strip()))
    loaded.problems.sort(key=lambda problem: (problem.place, problem.code()))


def _explain(code: str) -> None:
    """Print the manual page of a check."""
    from talplan.domain.spelling import nearest
    from talplan.planfile.rules import RULES
    from talplan.views.terminal import answer

    rule = RULES.get(code.strip().casefold())
    if rule is None:
        raise Failure("unknown-code", code=code, nearest=nearest(code, RULES), known=list(RULES))
    page = translated(f"explain.{rule.code()}", rule.page(), language())
    answer(f"{rule.code()} ({say(f'severity.{rule.severity}')})\n\n{page}")


def _text(loaded: Sequence[tuple[str, Loaded]]) -> None:
    from talplan.views.problem_report import count_problems, format_problem
    from talplan.views.terminal import answer

    for path, one in loaded:
        for problem in one.problems:
            answer(format_problem(problem, path, one.source) + "\n")
        errors, warnings = count_problems(one.problems)
        items = count("count.items", sum(1 for _ in one.plan.items()) if one.plan else 0)
        key = "check.bad" if one.errors else "check.warned" if one.problems else "check.good"
        answer(say(key, path=path, items=items, errors=errors, warnings=warnings))


def _json(loaded: Sequence[tuple[str, Loaded]]) -> None:
    from talplan.views.fields import write_json_list
    from talplan.views.problem_report import problem_hint, sentence
    from talplan.views.terminal import write_pieces

    write_pieces(
        write_json_list(
            [
                {
                    "path": path,
                    "line": problem.place.line,
                    "column": problem.place.column,
                    "severity": problem.severity,
                    "code": problem.code(),
                    "message": sentence(problem),
                    "hint": problem_hint(problem) or None,
                }
                for path, one in loaded
                for problem in one.problems
            ]
        )
    )


def _github(loaded: Sequence[tuple[str, Loaded]]) -> None:
    """Write annotations to stdout and the plain list to stderr: GitHub shows only ten annotations of a kind."""
    from talplan.views.problem_report import format_problem
    from talplan.views.terminal import hint, write

    for path, one in loaded:
        for problem in one.problems:
            write(_annotation(path, problem))
            hint(_without_commands(format_problem(problem, path, one.source)))


def _without_commands(text: str) -> str:
    """Part the signs by which a runner of GitHub finds commands in what a step prints: `##[error]`, `::error::`."""
    return re.sub(r"(?m)##(?=\[)|^\s*:(?=:)", r"\g<0> ", text)


def _annotation(path: str, problem: Problem) -> str:
    from talplan.views.problem_report import problem_hint, sentence

    place = problem.place
    properties = {
        "file": path,
        "line": place.line,
        "col": place.column,
        "endColumn": place.column + place.width,
        "title": problem.code(),
    }
    named = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in properties.items())
    text = "\n".join(part for part in (sentence(problem), problem_hint(problem)) if part)
    return f"::{problem.severity} {named}::{_escaped(_without_commands(text))}"


def _escaped(text: str, more: str = "") -> str:
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{more}" else letter for letter in text)


_REPORTS = {"text": _text, "json": _json, "github": _github}


def schema() -> None:
    """Print the JSON Schema of the plan file, for editors."""
    import json

    from talplan.planfile.schema import json_schema
    from talplan.views.terminal import write

    write(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def fmt(
    paths: PathsArgument = None,
    check: CheckOption = False,
    diff: DiffOption = False,
    plan_file: PlanOption = None,
) -> None:
    """Write files in the canonical layout and spelling; an unusable file does not stop the others."""
    from talplan.views.problem_report import print_failure

    status = ExitStatus.OK
    for path in plan_files(paths or [], plan_file):
        try:
            found = _format_file(path, check=check, diff=diff)
        except Failure as failure:
            print_failure(failure)
            found = ExitStatus.FOUND if check and failure.key == "invalid-plan" else failure.status
        status = max(status, found)
    if status:
        raise SystemExit(status)


def _format_file(path: Path, *, check: bool, diff: bool) -> ExitStatus:
    """Format a file, or report what would change in it; a file that is in order is not locked."""
    from talplan.cli.apply_changes import report_written, show_diff
    from talplan.system.plan_finder import read
    from talplan.system.store import lock_file

    refuse_folder(path)
    raw = read(path)
    text = _formatted(path, raw)
    changes = text.encode() != raw
    if diff and changes:
        show_diff(path, raw, text, mark=False)
    if check or diff:
        _report_file("fmt.would-change" if changes else "fmt.in-order", path, aside=diff)
        return ExitStatus.FOUND if check and changes else ExitStatus.OK
    if not changes:
        _report_file("fmt.in-order", path)
        return ExitStatus.OK
    with lock_file(path) as file:
        file.replace(text if file.raw == raw else _formatted(path, file.raw), mark=False)
    report_written(path, lambda: _report_file("fmt.changed", path), file.failure)
    return ExitStatus.OK


def _formatted(path: Path, raw: bytes) -> str:
    from talplan.editing.formatter import format_text

    return format_text(opened(path, raw).loaded)


def _report_file(key: str, path: Path, *, aside: bool = False) -> None:
    """Print what was done to a file; on stderr if stdout has the diff."""
    from talplan.views.terminal import answer, hint

    (hint if aside else answer)(say(key, path=shown_path(path)))
