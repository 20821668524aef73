"""Documents, pages and reports speak the language of their plan, whoever makes them, and no other."""

import html
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from running import PLAN, run
from talplan.documents.importers.term_cells import read_cell_terms
from talplan.documents.words import print_headline, print_term, words_in
from talplan.domain.language import Language
from talplan.domain.read_terms import read_term
from talplan.domain.spell_terms import spell
from talplan.domain.terms import Term, UnknownTerm
from talplan.queries.headline import Headline
from written_terms import terms

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
    done = run(kind, str(target), plan=plan, TALPLAN_LANG=spoken)
    assert done.exit_code == 0, done.stderr
    text = shown(target)
    assert OURS[code] in text
    if code != "en":
        assert latin(text) - latin(PLAN.read_text(encoding="utf-8")) - {"talplan"} == set()


@pytest.mark.parametrize(
    ("language", "written", "printed"),
    [
        ("ru", "октябрь-ноябрь", "Октябрь_– ноябрь"),
        ("ru", "1-15 сентября", "1–15 сентября"),
        ("ru", "I-II квартал", "I–II квартал"),
        ("ru", "до конца октября 2025-2026 учебного года", "До конца октября 2025–2026 учебного года"),
        ("ru", "2025-10-01..2025-10-14", "01.10.2025_– 14.10.2025"),
        ("ky", "октябрь-ноябрь", "Октябрь-ноябрь"),
        ("ky", "2025-10-01..2025-10-14", "01.10.2025_– 14.10.2025"),
        ("en", "october-november", "October-November"),
    ],
)
def test_terms_as_print_has_them(language: str, written: str, printed: str) -> None:
    """Blanks at which no line may break are shown as `_`."""
    assert print_term(read_term(written), Language(language)).replace("\u00a0", "_") == printed


@given(terms(), st.sampled_from(Language))
def test_a_printed_term_is_read_as_the_term(term: Term, language: Language) -> None:
    try:
        as_in_the_file = read_cell_terms(spell(term, language), "")
    except UnknownTerm:
        return
    assert read_cell_terms(print_term(term, language), "") == as_in_the_file


def test_no_line_breaks_where_print_has_none() -> None:
    said = print_headline(Headline(2, 1, 0), date(2025, 10, 14), Language.RU).replace("\u00a0", "_")
    assert said.endswith("на 14.10.2025 (3): выполнено_– 2 (66_%), частично_– 1, не выполнено_– 0.")
    assert words_in(Language.RU).name_place.replace("\u00a0", "_") == "(Ф._И._О.)"
    assert words_in(Language.RU).date_place.endswith("20___\u00a0г.")
