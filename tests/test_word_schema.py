"""Word documents against the schemas of Office Open XML: Word refuses a file with an element out of its order."""

import re
import zipfile
from pathlib import Path

import pytest

from running import PLAN, run

pytestmark = pytest.mark.once

COMMANDS = [
    "export plan.docx",
    "export plan.docx --draft",
    "report plan.docx",
    "report plan.docx --as lists",
    "form plan.docx",
]
ABOUT = """\
approved: {by: "Ректор\\nА. Б. Асанова <i>", date: 2025-08-28, order: "№ 142 & №143"}
signatures:
- {post: Окуу бөлүмүнүн башчысы, name: С. Д. Усонова}
- {post: Юрист}
"""


def find_errors(file: Path) -> list[str]:
    """What a validator of the schemas reports."""
    audit = pytest.importorskip("openxml_audit", reason="openxml-audit is not installed")
    return [f"{error.part_uri}: {error.description}" for error in audit.OpenXmlValidator().validate(file).errors]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The university's plan, approved, with evidence, a late record, a note and a cancelled item."""
    made = tmp_path / "plan.yaml"
    made.write_text(PLAN.read_text(encoding="utf-8").replace("units:", f"{ABOUT}units:", 1), encoding="utf-8")
    for command in (
        "done 2.30 --evidence https://tsu.kg/a?b=1&c=2 --note Даяр",
        "done 1.1 --all-terms --on 2025-10-10",
        "note 2.4 Жүрүп-жатат",
        "cancel 3.2",
    ):
        done = run(*command.split(), plan=made)
        assert done.exit_code == 0, done.stderr
    return made


@pytest.mark.parametrize("command", COMMANDS)
def test_valid(plan: Path, tmp_path: Path, command: str) -> None:
    file = tmp_path / "plan.docx"
    done = run(*(str(file) if word == file.name else word for word in command.split()), plan=plan)
    assert done.exit_code == 0, done.stderr
    assert find_errors(file) == []


def test_order_of_elements_is_checked(plan: Path, tmp_path: Path) -> None:
    file, broken = tmp_path / "plan.docx", tmp_path / "broken.docx"
    assert run("export", str(file), plan=plan).exit_code == 0
    with zipfile.ZipFile(file) as parts, zipfile.ZipFile(broken, "w") as copy:
        for name in parts.namelist():
            text = re.sub(b'<w:pStyle w:val="Title"/>', rb'<w:jc w:val="center"/>\g<0>', parts.read(name))
            copy.writestr(name, text)
    assert find_errors(broken) == ["/word/document.xml: Unexpected element 'pStyle' found"]
