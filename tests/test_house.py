"""The house's own rules: imports go down only, and every link in the documentation leads somewhere."""

import re
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


def test_import_contracts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


def test_picture_of_the_files() -> None:
    """docs/architecture.md names every file of the package, and none that is not there."""
    picture = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    package = ROOT / "src" / "talplan"
    files = {path.name for path in [*package.glob("*.py"), *package.glob("commands/*.py")]} - {"__init__.py"}
    assert set(re.findall(r"^ +(\w+\.py) ", picture, re.MULTILINE)) == files
