"""The catalogs of translations: nothing is missing, stale or lost, and they are compiled wherever talplan is put."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest
from catalogs import CATALOGS, faults, refreshed

from running import PLAN, environment
from talplan.messages import catalogs
from talplan.messages.language import LANGUAGES as SPOKEN

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
LANGUAGES = {path.parts[-3]: path for path in CATALOGS}


def test_languages() -> None:
    assert {*LANGUAGES, "en"} == set(SPOKEN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_to_do(language: str) -> None:
    assert faults(LANGUAGES[language]) == []


SPOILT = [
    ("lost", 'msgctxt "add.done"\nmsgid "{id} added"\n', "", "add.done: the catalog is older"),
    ("another English", 'msgid "{id} added"', 'msgid "{id} was added"', "add.done: the catalog is older"),
    ("not translated", r'("add.done"\nmsgid .*\nmsgstr) ".*"', r'\1 ""', "add.done: not translated"),
    ("fuzzy", r'(?=msgctxt "add.done")', "#, fuzzy\n", "add.done: fuzzy"),
    ("no sentence", r'(?=#, .*\nmsgctxt "add.done")', 'msgctxt "gone"\nmsgid "a"\nmsgstr "b"\n\n', "gone: there is no"),
    ("lost placeholder", r'("add.done"\nmsgid .*\nmsgstr) ".*"', r'\1 "a"', "add.done: not the same"),
    ("added placeholder", r'("add.done"\nmsgid .*\nmsgstr) "', r'\1 "{n}', "add.done: not the same"),
    ("lost option", r'("failure-hint.needs-answer"\nmsgid .*\nmsgstr) ".*"', r'\1 "a"', "needs-answer: not the same"),
    ("lost number", r'("count.items"\n(?:.*\n){2}msgstr.*\nmsgstr...) ".*"', r'\1 "a"', "count.items: not the same"),
    ("lost form", r'("count.items"\n(?:.*\n){2}msgstr.*\nmsgstr...) ".*"', r'\1 ""', "count.items: not translated"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("what", "text", "other", "fault"), SPOILT, ids=[what for what, *_ in SPOILT])
def test_what_is_wrong_is_told(what: str, text: str, other: str, fault: str, language: str, tmp_path: Path) -> None:
    path = tmp_path / language / "LC_MESSAGES" / "talplan.po"
    path.parent.mkdir(parents=True)
    good = LANGUAGES[language].read_text(encoding="utf-8")
    if what == "lost":
        spoilt = "\n\n".join(message for message in good.split("\n\n") if text not in message)
    else:
        spoilt = re.sub(text, other, good, count=1)
    assert spoilt != good
    path.write_text(spoilt, encoding="utf-8")
    assert fault in "\n".join(faults(path))


def test_refreshing(tmp_path: Path) -> None:
    """What is translated stays, what says something else is fuzzy, what is gone goes, and the head is left alone."""
    path = tmp_path / "talplan.po"
    path.write_text(OLD, encoding="utf-8")
    text = refreshed(path)
    assert text.startswith(OLD.partition("\n\n")[0])
    assert '# Айгүл\nmsgctxt "column.units"\nmsgid "Units"\nmsgstr "Аткаруучулар"\n' in text
    assert '#, fuzzy\nmsgctxt "column.task"\nmsgid "Task"\nmsgstr "Иш"\n' in text
    assert 'msgctxt "column.due"\nmsgid "Term"\nmsgstr ""\n' in text
    assert 'msgid "{n} item"\nmsgid_plural "{n} items"\nmsgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""\n' in text
    assert "gone" not in text
    path.write_text(text, encoding="utf-8")
    assert refreshed(path) == text


OLD = """\
# Ours
msgid ""
msgstr ""
"Language: ru\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);\\n"
"X-Generator: Poedit\\n"

# Айгүл
msgctxt "column.units"
msgid "Units"
msgstr "Аткаруучулар"

msgctxt "column.task"
msgid "The work"
msgstr "Иш"

msgctxt "gone"
msgid "Gone"
msgstr "Жок"

#~ msgctxt "gone too"
#~ msgid "Gone"
#~ msgstr "Жок"
"""


# --- compiled -----------------------------------------------------------------------------------------------

HEAD = '#\nmsgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
FRESH, EDITED, BROKEN = (
    f'{HEAD}msgctxt "a"\nmsgid "b"\nmsgstr {text}\n' for text in ('"в"', '"г"', '"не закрыто"\nмусор')
)


def translate() -> str:
    """The sentence in Kyrgyz, as the catalog says it now."""
    return catalogs.load("ky").pgettext("a", "b")


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalog of one sentence, compiled, where talplan looks for its own."""
    monkeypatch.setattr(catalogs, "_FOLDER", str(tmp_path))
    path = tmp_path / "ky" / "LC_MESSAGES" / "talplan.po"
    path.parent.mkdir(parents=True)
    path.write_text(FRESH, encoding="utf-8")
    assert translate() == "в"
    assert path.with_suffix(".mo").exists()
    return path


def edit(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() + 10,) * 2)


def test_an_edit_is_said_at_once(source: Path) -> None:
    edit(source, EDITED)
    assert translate() == "г"
    assert sorted(path.name for path in source.parent.iterdir()) == ["talplan.mo", "talplan.po"]


def test_half_edited(source: Path) -> None:
    edit(source, BROKEN)
    assert translate() == "в"


def test_without_babel(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "babel"]:
        monkeypatch.setitem(sys.modules, name, None)
    edit(source, EDITED)
    assert translate() == "в"
    source.with_suffix(".mo").unlink()
    assert translate() == "b"


@pytest.mark.parametrize("size", [0, 3, 11, 30, 61, 100])
def test_damaged(source: Path, size: int) -> None:
    compiled = source.with_suffix(".mo")
    compiled.write_bytes(compiled.read_bytes()[:size])
    source.unlink()
    assert translate() == "b"


@pytest.mark.parametrize("kind", ["wheel", "editable"])
def test_a_build_compiles(kind: str, tmp_path: Path) -> None:
    """A wheel has the compiled catalogs and not their sources; an editable install gets them in its own folder."""
    pytest.importorskip("hatchling", reason="the test extra is not installed")
    tree = tmp_path / "tree"
    for name in ("pyproject.toml", "README.md", "LICENSE", "build_catalogs.py", "docs/talplan.1"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    shutil.copytree(ROOT / "src", tree / "src", ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    build = f"from hatchling.build import build_{kind} as build; print(build({str(tmp_path)!r}))"
    done = subprocess.run([sys.executable, "-c", build], cwd=tree, check=True, capture_output=True, text=True)
    package = tree / "src"
    if kind == "wheel":
        package = tmp_path / "site"
        ZipFile(tmp_path / done.stdout.split()[-1]).extractall(package)
        assert not [*package.rglob("*.po")]
        shutil.rmtree(tree)
    assert {path.parts[-3] for path in package.rglob("*.mo")} == set(LANGUAGES)
    env = environment({"PYTHONPATH": str(package), "TALPLAN_LANG": "ky", "TALPLAN_PLAN": str(PLAN)})
    spoken = subprocess.run([sys.executable, "-m", "talplan", "due"], env=env, cwd=tmp_path, capture_output=True)
    assert "13 пункттун мөөнөтү өттү" in spoken.stdout.decode()
