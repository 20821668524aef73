"""Private names of libraries that talplan uses: each is touched alone, so that a failure names the library that moved.

The table below is the one list of them; a name in the code that is missing here fails, and so does one here that the
code no longer uses.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SOURCES = Path(__file__).parent.parent / "src" / "talplan"


def docx_document() -> Any:
    from docx import Document

    return Document()


def cell_value() -> Any:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(Workbook().create_sheet())
    cell._value, cell.data_type = "=1", "s"
    return cell.value


def completion_script(shell: str) -> str:
    from typer import _completion_shared

    return _completion_shared._completion_scripts[shell]


NAMES: dict[str, Callable[[], bool]] = {
    "typer _completion_shared": lambda: bool(completion_script("bash")),
    "typer _completion_scripts": lambda: all("%(prog_name)s" in completion_script(shell) for shell in ("zsh", "fish")),
    "docx _element": lambda: bool(docx_document()._element.tag.endswith("}document")),
    "openpyxl _value": lambda: bool(cell_value() == "=1"),
}


@pytest.mark.parametrize("name", NAMES)
def test_name_is_there(name: str) -> None:
    assert NAMES[name]()


def test_list_is_complete() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCES.rglob("*.py"))]
    found = {name for tree in trees for name in set(used(tree)) - set(defined(tree))}
    assert found == {name.split()[1] for name in NAMES}


PRIVATE = re.compile("_(?!_)[A-Za-z]\\w*(?<!_)")


def defined(tree: ast.AST) -> Iterator[str]:
    """Private names that the code itself gives to functions, classes and attributes, and those of named tuples."""
    yield from ("_replace", "_make", "_asdict", "_fields", "_field_defaults")
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                yield name


def used(tree: ast.AST) -> Iterator[str]:
    """Private names that the code takes from something else."""
    for node in ast.walk(tree):
        names: list[str] = []
        match node:
            case ast.Attribute(attr=name):
                names = [name]
            case ast.Import(names=aliases):
                names = [part for alias in aliases for part in alias.name.split(".")]
            case ast.ImportFrom(module=module, names=aliases):
                names = [*(module or "").split("."), *(alias.name for alias in aliases)]
        yield from filter(PRIVATE.fullmatch, names)
