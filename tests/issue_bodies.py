"""Bodies of issues as a forge builds them from the form that `init` writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from talplan.operations.init_files import FORGE_FILES, Surroundings, build_forge_file

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
