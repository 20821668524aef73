"""Bodies of issues as a forge builds them from the form that `init` writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from talplan.documents.forms.read_issue import read_issue
from talplan.domain.plan import Plan
from talplan.editing.splice import edit_and_reload
from talplan.operations.collect_form import Unplaced, build_edits, collect_rows
from talplan.operations.init_files import FORGE_FILES, Surroundings, build_forge_file
from talplan.planfile.load import Loaded

TODAY = date(2025, 11, 20)
[FORM] = (file for file in FORGE_FILES if "ISSUE_TEMPLATE" in file.path)


def read_fields(language: str) -> list[dict[str, Any]]:
    """Return the fields of the form in a language that a person fills in."""
    form = yaml.safe_load(build_forge_file(FORM, Surroundings(".", language, None, None)))
    return [field for field in form["body"] if field["type"] != "markdown"]


def fill_in(language: str, answers: Mapping[str, str]) -> str:
    """Return the body of an issue: the label of each field as a heading, and the answer by its id below."""
    texts = [
        (field["attributes"]["label"], answers.get(field["id"], "") or "_No response_")
        for field in read_fields(language)
    ]
    return "\n\n".join(f"### {label}\n\n{text}" for label, text in texts)


def collect(source: Loaded, body: str, path: Path) -> tuple[Plan, Sequence[Unplaced]]:
    """Return the plan with what an issue reports, and what could not be placed; Failure as `read_form`."""
    assert source.plan is not None
    path.write_bytes(body.encode())
    result = collect_rows(source.plan, read_issue(str(path)), TODAY, TODAY)
    changes = [change for edit in build_edits(source.plan, result.new, TODAY) for change in edit.changes]
    plan = edit_and_reload(source, changes).plan if changes else source.plan
    assert plan is not None
    return plan, result.unplaced
