"""Pages from templates: the plan's own, and a report's. Texts of a plan are never markup in them."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from talplan.documents.exporters.document_layout import shown


def filled(template: Path, **values: Any) -> bytes:
    """The page. What hides in a text is visible in it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: shown(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template.name).render(values).encode()


def digest(text: str) -> str:
    """By what a page's own policy knows its style and its script, and a browser runs no others."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
