"""The language that talplan speaks: how it is chosen, numbers in it, and that no other is heard."""

import contextlib
import re
import subprocess
import sys
import types
from gettext import NullTranslations
from pathlib import Path

import pytest
from catalogs import CATALOGS, entries, read

from running import PLAN, environment, program, run, speaking
from talplan import messages
from talplan.cli.help_text import GROUPS
from talplan.documents.formats import REPORT_FORMS
from talplan.messages import count, say
from talplan.messages.language import choose

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ("", "en"),
        ("TALPLAN_LANG=ky", "ky"),
        ("TALPLAN_LANG=KY", "ky"),
        ("TALPLAN_LANG=ru_RU.UTF-8 LANG=ky_KG.UTF-8", "ru"),
        ("TALPLAN_LANG=en LANGUAGE=ky", "en"),
        ("TALPLAN_LANG=de LANG=ky_KG.UTF-8", "en"),
        ("TALPLAN_LANG= LANG=ky_KG.UTF-8", "ky"),
        ("LANG=ky_KG.UTF-8", "ky"),
        ("LANG=ky_KG.UTF-8 LC_MESSAGES=ru_RU.UTF-8", "ru"),
        ("LC_MESSAGES=ru_RU.UTF-8 LC_ALL=ky_KG", "ky"),
        ("LC_ALL=C LANG=ky_KG.UTF-8", "en"),
        ("LC_ALL=C.UTF-8 LANG=ky_KG.UTF-8", "en"),
        ("LC_ALL=POSIX LANG=ru", "en"),
        ("LANGUAGE=ru:en LC_ALL=ky_KG.UTF-8", "ru"),
        ("LANGUAGE=de:ky-KG:ru", "ky"),
        ("LANGUAGE=de LANG=ru_RU.UTF-8", "en"),
        ("LANGUAGE=: LANG=ru_RU.UTF-8", "ru"),
        ("LANG=ru_RU@euro", "ru"),
        ("LANG=rus", "en"),
        ("LANG=тил", "en"),
    ],
)
def test_choice(environ: str, code: str) -> None:
    assert choose(dict(pair.split("=") for pair in environ.split())) == code


@pytest.mark.parametrize(("name", "code"), [("ky-KG", "ky"), ("ru-KG", "ru"), ("tr-TR", "en"), (None, "en")])
def test_choice_of_windows(name: str | None, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its settings stand in the registry; a variable goes first."""

    def ask(_settings: object, what: str) -> tuple[str, int]:
        if name is None:
            raise FileNotFoundError
        return {"LocaleName": name}[what], 1

    registry = types.ModuleType("winreg")
    vars(registry).update(HKEY_CURRENT_USER=1, QueryValueEx=ask, OpenKey=lambda *_: contextlib.nullcontext())
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    assert choose({}) == code
    assert choose({"TALPLAN_LANG": "en"}) == "en"


PLURAL = {
    "en": "0 items, 1 item, 2 items, 5 items, 11 items, 21 items, 101 items, 112 items",
    "ky": "0 пункт, 1 пункт, 2 пункт, 5 пункт, 11 пункт, 21 пункт, 101 пункт, 112 пункт",
    "ru": "0 пунктов, 1 пункт, 2 пункта, 5 пунктов, 11 пунктов, 21 пункт, 101 пункт, 112 пунктов",
}


@pytest.mark.parametrize("code", PLURAL)
def test_numbers(code: str) -> None:
    with speaking(code):
        assert ", ".join(count("count.items", n) for n in (0, 1, 2, 5, 11, 21, 101, 112)) == PLURAL[code]


@pytest.mark.parametrize("code", ["ky", "ru"])
def test_a_form_for_one_alone(code: str) -> None:
    """Kyrgyz names the number but for one; Russian's first form is for 21 as well, and names it."""
    with speaking(code):
        assert "21" in count("catch-up.ask", 21, date="2025-10-14")


@pytest.mark.parametrize("broken", ["{id", "{other}", "{id.x}", ""])
def test_a_slip_in_a_catalog_stops_nothing(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Catalog(NullTranslations):
        def pgettext(self, _context: str, _message: str) -> str:
            return broken

    monkeypatch.setattr(messages, "_catalog", lambda _: Catalog())
    with speaking("ky"):
        assert say("add.done", id="2.30") == "2.30 added"


# --- no English word of ours --------------------------------------------------------------------------------

_NAMES = """
A B C NEL CR talplan git pip pipx Windows pre commit nano notepad Word Excel Notepad LibreOffice GitHub PyYAML libyaml
pdfplumber
typst JSON Schema XML entities YAML AML UTF CRLF LF MB MiB csv docx pdf xlsx md ics html json table text Backspace
Enter Tab TAB Save as Encoding PATH EDITOR TALPLAN_LANG TALPLAN_PLAN TALPLAN_TODAY TALPLAN_TRACEBACK data plan yaml
stdout ID PDF CSV Pull pull request issue push Actions Settings General
"""
"""Programs, formats, keys of the keyboard, variables, files: the same in every language."""

_CODES = """
ky ru en this last next october december October remove overdue due ongoing upcoming done cancelled open late
section unit month item units sections title year part_of add export fetch init install report restore
schema list show number task term date by notes config safe directory github HEAD BASE OURS THEIRS
BRANCH REVISION OWNER REPOSITORY URL origin main none gitlab gitea
"""
"""What is typed: commands, options' values, the keys of a plan."""

COMMANDS = {part for names in GROUPS.values() for name in names for part in name.split("-")}
SHARED = {*_NAMES.split(), *_CODES.split(), *COMMANDS, *REPORT_FORMS}


def latin(text: str) -> set[str]:
    """The Latin words, but for what is typed: options, and whole command lines."""
    typed = r"(?m)`[^`]*`|--[a-z-]+|^ +talplan .*|talplan [a-z-]+|[$%]\w+|U\+\w+|0x\w+"
    return set(re.findall(r"[A-Za-z][A-Za-z_]+", re.sub(typed, " ", text)))


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_no_english_in_a_translation(path: Path) -> None:
    said = [text for message in read(path).values() for text in entries(message.string)]
    plain = [re.sub(r"\{\w+\}|(?m:^    .*)", " ", text) for text in said]  # indented: examples of a plan
    assert {text: english for text in plain if (english := latin(text) - SHARED)} == {}


TYPED = [
    "",
    "list",
    "due",
    "due --overdue",
    "due --on 2026-09-15",
    "show 2.30 1.1",
    "units",
    "stats",
    "stats --by month --on 2026-09-15",
    "stats --by unit,month",
    "timeline",
    "timeline --by unit",
    "check",
    "check --explain unknown-unit",
    "check жок.yaml",
    "done 2.30 --dry-run",
    "note 2.30 --dry-run \u200b",
    "list --unit алжабр",
    "show 9.9",
    "mark",
    "сегодня",
    "nosuch",
    "list --nosuch",
    "list --unit",
    "list --up=x",
    "list x y",
    "note",
    "add",
    "--help",
    *(f"{name} --help" for names in GROUPS.values() for name in names),
]


@pytest.mark.parametrize("code", ["ky", "ru"])
@pytest.mark.parametrize("command", TYPED)
def test_no_english_is_heard(command: str, code: str) -> None:
    said = run(*command.split(), plan=PLAN, TALPLAN_LANG=code).output
    assert re.search("[а-я]{4}", said)
    assert latin(said) - latin(command) - SHARED - latin(PLAN.read_text(encoding="utf-8")) == set()


CHECKED = sorted((Path(__file__).parent / "cases" / "checks").glob("*/*.yaml"))


@pytest.mark.parametrize("code", ["ky", "ru"])
def test_of_broken_files_neither(code: str) -> None:
    """Every check, each with its name at the end of the line."""
    done = program("check", *map(str, CHECKED), env=environment({"TALPLAN_LANG": code}, plan=None))
    said = re.sub(r"^.*?\.yaml:|\[[a-z0-9-]+\]$|^ +\d* \| .*", "", done.stdout.decode(), flags=re.MULTILINE)
    theirs = latin(" ".join(path.read_text(encoding="utf-8", errors="replace") for path in CHECKED))
    assert latin(said) - SHARED - theirs == set()


def test_english_costs_nothing() -> None:
    code = "import sys; from talplan.__main__ import main; main(); print([*sys.modules], file=sys.stderr)"
    env = environment()
    for spoken, needed in (("en", set()), ("ky", {"gettext", "talplan.messages.catalogs"})):
        run = [sys.executable, "-c", code, "list"]
        done = subprocess.run(run, env=env | {"TALPLAN_LANG": spoken}, check=True, capture_output=True, text=True)
        loaded = set(re.findall(r"[\w.]+", done.stderr))
        assert (
            loaded & {"gettext", "locale", "babel", "talplan.messages.catalogs", "talplan.messages.compile_catalogs"}
            == needed
        )
