"""Issues written to do harm: nothing in them is executed, marked by mistake, or becomes markup in an answer."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from changing import PLAN
from issue_bodies import collect, fill_in
from rendered import REFERENCES, RENDERER, Texts
from running import run
from talplan.documents.importers.grid import clean
from talplan.domain.plan import Item
from talplan.planfile.load import load
from talplan.problem import Failure
from talplan.views.collect_page import format_unplaced

SOURCE = load(PLAN.encode())
assert SOURCE.plan
pytestmark = pytest.mark.once

ANSWERS = {
    "number": "1.1",
    "term": "сентябрь",
    "unit": "Деканат",
    "state": "аткарылды",
    "date": "30.09.2025",
    "evidence": "Буйрук № 142",
    "note": "Бүттү",
}
FRAGMENTS = [
    "`touch pwned`",
    "$(touch pwned)",
    "| touch pwned",
    "' \" \\' touch pwned #",
    "${{ github.token }}",
    "%0A::set-env name=PATH::x",
    "{number}",
    "%s %(x)s",
    "::error::x",
    "\n##[error]x",
    "\n::stop-commands::x",
    "\n- number: 1",
    "@dean @uni/all",
    "#1 GH-1 uni/plan#1 !1",
    "https://evil.example www.evil.example",
    "![x](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "<!-- hidden -->",
    "[x](javascript:alert(1))",
    "&lt;b&gt;",
    "\n```\n",
    "\n~~~\n### Абалы\n\nаткарылган жок\n~~~",
    "\n    ### Абалы",
    "\n> ### Абалы",
    "\n- a\n- b",
    "\n### Абалы\n\nжарым-жартылай",
    "\n## №\n\n1.2",
    "\n###### Датасы ######\n\n01.09.2025",
    "\n### Дагы\n\nбашка",
    "\n###\n\nx",
    "\n<!--\n### Абалы\n\nаткарылган жок\n-->",
    "\n<details>\n\n### State\n\ndone",
    "_No response_",
    "\n_No response_",
    "\r\n### Абалы\r\n\r\nаткарылган жок",
    "\u2028### Абалы\u2028",
    "\x0b### Unit\x0bx",
    "\x00\x1b[31m\x07x",
    "\u202e\u2066 \u200b\ufeff",
    "\ud7ff\ue000",
    "е\u0301" * 50,
    "1.2",
    "\n1.2\n1.3",
    ", 1.3",
]
HUGE = [
    "x" * 1_000_000,
    "ө" * 600_000,
    "# " + " " * 500_000 + "x",
    "\n### " * 20_000,
]
PLACES = ["", "number", "unit", "state", "date", "evidence", "note"]


[_, *OTHERS] = SOURCE.plan.items()


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The action's script."""
    path = Path(__file__).parent.parent / "collect" / "collect.py"
    spec = importlib.util.spec_from_file_location("collect_action", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def build_body(place: str, fragment: str) -> str:
    """Return the body of an issue with a fragment after the answer to a field; "" is the place before the first one."""
    if not place:
        return f"{fragment}\n\n{fill_in('ky', ANSWERS)}"
    return fill_in("ky", {**ANSWERS, place: ANSWERS[place] + fragment})


def words(text: str) -> set[str]:
    """Return the lines of a text without the spaces in them."""
    return {"".join(line.split()) for line in clean(text).replace(";", "\n").split("\n")} - {""}


def check_marked(item: Item, place: str, fragment: str) -> None:
    """Check that an item has the one record that was reported, with all that was written as evidence and note."""
    [record] = item.done
    assert (str(record.date), record.by, record.term) == ("2025-09-30", ("Деканат",), None)
    wanted = {name: words(text + fragment * (name == place)) for name, text in ANSWERS.items()}
    assert words("\n".join(record.evidence)) == wanted["evidence"]
    assert words(record.note or "") == wanted["note"]


def check_markup(text: str) -> None:
    """Check that a forge finds a list in a text, and no other markup, mention, reference, link or emoji."""
    page = Texts(RENDERER.render(text))
    assert {"ul", "li"} <= set(page.tags) <= {"ul", "li", "br"}
    assert [part for part in page.texts if REFERENCES.search(part)] == []


@pytest.fixture
def report(tmp_path: Path, script: ModuleType) -> Callable[[str, str], bool]:
    """Collect an issue with a fragment in a place and check what became of it; return whether it was understood."""

    def read(place: str, fragment: str) -> bool:
        issue = tmp_path / "issue.md"
        try:
            plan, unplaced = collect(SOURCE, build_body(place, fragment), issue)
        except Failure as failure:
            if failure.key not in ("import-too-large", "import-too-much-text"):
                raise
            return False
        if not unplaced:
            item, *rest = plan.items()
            assert rest == OTHERS
            check_marked(item, place, fragment)
            return True
        assert plan is SOURCE.plan
        printed = "".join(f"{format_unplaced(reason)}\n" for reason in unplaced)
        check_markup(script._format_reasons(f"{printed}error: 1 row could not be placed\n", str(issue)))
        return False

    return read


@pytest.mark.parametrize("place", PLACES)
def test_a_hostile_issue_marks_what_it_says_or_nothing(place: str, report: Callable[[str, str], bool]) -> None:
    """Only evidence and a note are any text; a field that is answered in two ways is not read."""
    understood = [fragment for fragment in FRAGMENTS if report(place, fragment)]
    if place in ("number", "unit", "state", "date"):
        assert {"".join(words(fragment)) for fragment in understood} <= {""}
    assert not {fragment for fragment in understood if "Абалы\n" in fragment or "№\n" in fragment}
    assert len(FRAGMENTS) * len(PLACES) > 200


@pytest.mark.parametrize("place", ["", "evidence"])
def test_a_huge_issue(place: str, report: Callable[[str, str], bool]) -> None:
    assert [report(place, fragment) for fragment in HUGE] == [False, False, True, True]


def test_a_heading_that_was_changed(tmp_path: Path, script: ModuleType) -> None:
    """The reason is that of the whole file, without what a person at a terminal could do."""
    plan, issue = tmp_path / "plan.yaml", tmp_path / "issue.md"
    plan.write_text(PLAN, encoding="utf-8")
    issue.write_text(fill_in("ky", ANSWERS).replace("### №", "### Номер"), encoding="utf-8")
    result = run("collect", str(issue), "--yes", plan=plan)
    assert script._format_reasons(result.stderr, str(issue)) == "- issue.md does not have the columns of a form"
