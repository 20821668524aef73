"""The house's own rules: imports go down only, and every link in the documentation leads somewhere."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

pytestmark = pytest.mark.once

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


def test_architecture_page() -> None:
    """docs/architecture.md lists every folder of the package with the first line of its docstring, and no other."""
    picture = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    listed, path = {}, [""] * 9
    for indent, name, line in re.findall(r"^( +)(\w+)/ +(.+)$", picture, re.MULTILINE):
        path[len(indent) // 2] = name
        listed["/".join(path[1 : len(indent) // 2 + 1])] = line
    package = ROOT / "src" / "talplan"
    packages = {path.parent.relative_to(package).as_posix(): path for path in package.glob("*/**/__init__.py")}
    lines = {
        name: (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n")[0]
        for name, path in packages.items()
    }
    assert {name: line for name, line in listed.items() if name in lines} == lines
    assert all((package / name).is_dir() for name in listed)


def test_no_file_lies_flat() -> None:
    """Every module has a package; beside these three a newcomer finds folders only."""
    files = {path.name for path in (ROOT / "src" / "talplan").glob("*.py")}
    assert files == {"__init__.py", "__main__.py", "problem.py"}


def test_functions_are_small() -> None:
    """No function has more than 50 lines or 12 parameters; a bundle of options counts as none."""
    large = []
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > 50 or len(parameters) > 12:
                    large.append(f"{path.name}:{node.lineno} {node.name}: {lines} lines, {len(parameters)} parameters")
    assert large == []


def test_oldest_libraries_are_those_that_are_promised() -> None:
    """The lowest run installs each lower bound of the dependencies and of the extra `pdf`, and nothing else."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    promised = [*project["dependencies"], *project["optional-dependencies"]["pdf"]]
    pinned = [line for line in (ROOT / ".ci" / "lowest.txt").read_text("utf-8").splitlines() if line[:1] != "#"]
    assert pinned == sorted(requirement.replace(">=", "==") for requirement in promised)
