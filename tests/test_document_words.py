"""Documents, pages and reports speak the language of their plan, whoever makes them, and no other."""

import html
import re
from pathlib import Path
from zipfile import ZipFile

import pytest

from running import PLAN, environment, program, run

pytestmark = pytest.mark.once

COMMANDS = [
    *("export plan.md", "export plan.docx", "export plan.xlsx", "export plan.html"),
    *("report report.md", "report report.docx", "report report.html"),
]
OURS = {"ky": "Жооптуу аткаруучу", "ru": "Ответственный исполнитель", "en": "Responsible unit"}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The university's plan with something done, noted and cancelled in it."""
    made = tmp_path / "plan.yaml"
    made.write_bytes(PLAN.read_bytes())
    for command in ("done 2.30", "done 1.1 --all-terms", "note 2.4 Жүрүп-жатат", "cancel 3.2"):
        done = run(*command.split(), plan=made)
        assert done.exit_code == 0, done.stderr
    return made


def latin(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]{2,}", text))


def shown(path: Path) -> str:
    """What a person reads in a document."""
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8").replace("<br>", " ")
    if path.suffix == ".html":
        page = re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", path.read_text(encoding="utf-8"))
        said = re.findall(r' (?:aria-label|title|placeholder)="([^"]*)"', page)
        return html.unescape(" ".join([re.sub(r"(?s)<[^>]*>", " ", page), *said]))
    with ZipFile(path) as packed:
        parts = [packed.read(name).decode() for name in packed.namelist() if re.match(r"(word|xl)/\w.*\.xml$", name)]
    return html.unescape(" ".join(text for part in parts for text in re.findall(r"<(?:\w+:)?t\b[^>]*>([^<]+)", part)))


@pytest.mark.parametrize(("code", "spoken"), [("ky", "en"), ("ru", "ky"), ("en", "ky")])
@pytest.mark.parametrize("command", COMMANDS)
def test_one_language(command: str, code: str, spoken: str, plan: Path) -> None:
    plan.write_text(plan.read_text(encoding="utf-8").replace("\nunits:", f"\nlanguage: {code}\nunits:", 1), "utf-8")
    assert run("fmt", str(plan)).exit_code == 0  # the months, too, in that language
    kind, name = command.split()
    target = plan.with_name(name)
    done = program(kind, str(target), "--plan", str(plan), env=environment({"TALPLAN_LANG": spoken}))
    assert done.returncode == 0, done.stderr.decode()
    text = shown(target)
    assert OURS[code] in text
    if code != "en":
        assert latin(text) - latin(PLAN.read_text(encoding="utf-8")) - {"talplan"} == set()
