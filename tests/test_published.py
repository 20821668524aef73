"""`talplan import` of documents in the shapes that institutions publish, and the table of them in docs/moving.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from drawn import draw
from published import PUBLISHED, Published
from running import run
from test_import_cases import messages, rows, written

MOVING = Path(__file__).parent.parent / "docs" / "moving.md"


@pytest.mark.parametrize(
    "document", PUBLISHED, ids=lambda document: f"{document.shape.split(':')[0]}-{document.format}"
)
def test_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, document: Published) -> None:
    if document.format == "pdf":
        for name in ("pdfplumber", "typst"):
            pytest.importorskip(name, reason="the extra talplan[pdf] is not installed")
    monkeypatch.chdir(tmp_path)
    file = Path(f"a.{document.format}")
    file.write_bytes(draw(document.drawing, document.format))
    if document.problems:
        result = run("import", str(file), "-o", "plan.yaml", *document.options)
        assert (result.exit_code, Path("plan.yaml").exists()) == (2, False)
    result = run("import", str(file), "-o", "plan.yaml", "--partial", *document.options)
    assert result.exit_code == 0, result.stderr
    assert written(Path("plan.yaml")) == rows(document.plan)
    assert messages(result.stderr) == rows(f"{document.remarks.strip()}\n{document.problems.strip()}")
    assert run("check", "plan.yaml").exit_code == 0
    assert run("fmt", "--check", "plan.yaml").exit_code == 0


def table() -> list[str]:
    """The table of the documents: rows, and how many of them come in with their own task, term and units."""
    lines = ["| document | language | format | rows | placed whole |", "|---|---|---|---|---|"]
    for document in PUBLISHED:
        items = sum(not line.startswith("#") and " | " in line for line in rows(document.plan))
        placed = items - len([line for line in rows(document.problems) if line])
        lines.append(f"| {document.shape} | {document.language} | {document.format} | {items} | {placed} |")
    return lines


def test_table_in_the_book() -> None:
    text = MOVING.read_text(encoding="utf-8")
    assert "\n".join(table()) in text
