"""Consoles that are not UTF-8: every sentence and drawing is legible on them, in as many columns, and nothing stops."""

import atexit
import contextlib
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import talplan
from running import PLAN, TODAY
from talplan import messages
from talplan.cli import app
from talplan.messages import ENGLISH, language
from talplan.messages.sentences import COUNTED
from talplan.system import streams
from talplan.views.terminal import ask

CODE_PAGES = ["cp866", "cp1251"]
SOURCE = Path(talplan.__file__).parent


class Terminal(io.TextIOWrapper):
    """A console of some encoding, whose codec stops at what it lacks."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="\n", write_through=True)

    def isatty(self) -> bool:
        return True

    def shown(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined, no-any-return]


Console = Callable[[str], Terminal]


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], Any]]:
    """What is left to be said when the program ends."""
    left: list[Callable[[], Any]] = []
    monkeypatch.setattr(atexit, "register", lambda last, *values: left.append(lambda: last(*values)))
    return left


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch, ends: list[Callable[[], Any]]) -> Console:
    """Opens one of that encoding: stdout and stderr both write to it."""

    def opened(encoding: str) -> Terminal:
        ends.clear()
        terminal = Terminal(encoding)
        monkeypatch.setattr(sys, "stdout", terminal)
        monkeypatch.setattr(sys, "stderr", terminal)
        streams.prepare()
        return terminal

    return opened


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, console: Console, ends: list[Callable[[], Any]]
) -> Iterator[Callable[..., str]]:
    """What a command shows, to its very end."""

    def shown(encoding: str, *arguments: str, speaking: str = "en") -> str:
        # A terminal without colours is 80 columns wide.
        fixed = {"TERM": "dumb", "TALPLAN_TODAY": TODAY, "TALPLAN_PLAN": str(PLAN), "TALPLAN_LANG": speaking}
        for name, value in fixed.items():
            monkeypatch.setenv(name, value)
        for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
            monkeypatch.delenv(name, raising=False)
        _forget()
        monkeypatch.setattr(sys, "argv", ["talplan", *arguments])
        terminal = console(encoding)
        with contextlib.suppress(SystemExit):
            app.main(arguments)
        for last in tuple(ends):
            last()
        return terminal.shown()

    yield shown
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    language.cache_clear()
    messages._catalog.cache_clear()


# --- letter by letter ---------------------------------------------------------------------------------------

# What reads other people's spellings; nothing of it is printed.
READING = {
    *("month_filter", "cell_values", "column_headings", "spelling", "table_rows", "grid", "months"),
    *("title_and_headings", "schema_errors", "text_warnings", "term_words"),
}
FORMATS = {"documents", "exporters", "forms", "importers", "page", "readers", "writers"}


def ours() -> str:
    """Every character that may stand in what talplan says and draws."""
    said: Iterable[str] = [*ENGLISH.values(), *(form for forms in COUNTED.values() for form in forms)]
    catalogs = (path.read_text(encoding="utf-8") for path in SOURCE.glob("messages/locale/*/LC_MESSAGES/*.po"))
    modules = [path for path in SOURCE.rglob("*.py") if path.stem not in READING and path.parent.name not in FORMATS]
    drawn = [path.read_text(encoding="utf-8") for path in modules]
    # What stands for what could not be read is a question mark on every other console.
    letters = set("".join([*said, *catalogs, *drawn])) - {"\ufffd"}
    return "".join(sorted(letter for letter in letters if letter.isprintable() and letter != "?"))


@pytest.mark.parametrize("encoding", CODE_PAGES)
def test_every_sign_of_ours_can_be_shown(encoding: str, console: Console) -> None:
    terminal = console(encoding)
    unshown = []
    for letter in ours():
        terminal.seek(0)
        terminal.truncate()
        sys.stdout.write(letter)
        if len(terminal.shown()) != 1 or terminal.shown() == "?":
            unshown.append(letter)
    assert not unshown


@pytest.mark.parametrize(
    ("encoding", "written", "shown"),
    [
        ("cp866", "Өкүм, Үлгү, Ңдөө", "Окум, Улгу, Ндоо"),
        ("cp1251", "Өкүм, Үлгү, Ңдөө", "Окум, Улгу, Ндоо"),
        ("cp866", "«№ 7» — “а”, ‘б’…", '"№ 7" - "а", \'б\'.'),
        ("cp1251", "«№ 7» — “а”, ‘б’…", "«№ 7» — “а”, ‘б’…"),
        ("cp437", "№ 7 · ✓ ●━━ │ └ █▒", "N 7 · + *== │ └ █▒"),
        ("ascii", "№ 7 · ✓ ●━━ │ └ █▒", "N 7 . + *== | ` #x"),
        ("latin-1", "ү “é” → 1\u202f000", '? "é" > 1 000'),
        # Letters with an accent that there is no other likeness for; one that stands over a letter takes no column.
        ("cp866", "naïve Čech", "naive Cech"),
        ("cp866", "и\u0306, е\u0308", "и, е"),
        # In the columns that it takes.
        ("cp866", "字 🎓 한 λ \u05d0", "?? ?? ?? ? ?"),
        ("cp866", "\ud800", "?"),
        ("cp932", "ү№ү", "у№у"),
        ("koi8-r", "Бөлүм ─│█", "Болум ─│█"),
    ],
)
def test_nearest(encoding: str, written: str, shown: str, console: Console) -> None:
    terminal = console(encoding)
    sys.stdout.write(written)
    assert terminal.shown() == shown


@pytest.mark.parametrize("encoding", ["UTF-8", "cp65001", "utf-8-sig", "utf_16"])
def test_nothing_is_replaced_where_all_can_be_shown(
    encoding: str, console: Console, ends: list[Callable[[], Any]]
) -> None:
    """A Windows console after `chcp 65001` calls its UTF-8 by its number."""
    terminal = console(encoding)
    sys.stdout.write("Бөлүм ✓ 🎓")
    assert terminal.shown() == "Бөлүм ✓ 🎓"
    assert terminal.encoding == "utf-8"  # the name that Rich knows
    assert not ends


def test_a_pipe_is_utf8_whatever_the_console_is(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="cp866")
    monkeypatch.setattr(sys, "stdout", pipe)
    streams.prepare()
    sys.stdout.write("Бөлүм ✓")
    pipe.flush()
    assert pipe.buffer.getvalue().decode() == "Бөлүм ✓"


# --- what people see ----------------------------------------------------------------------------------------

COMMANDS = [
    "",
    "list",
    "due --month october",
    "show 2.30",
    "units",
    "stats",
    "stats --by unit",
    "stats --by unit,month",
    "timeline",
    "timeline --by unit",
    "done 2.30 --dry-run",
    "show 9.99",
    "--help",
    "done --help",
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("encoding", CODE_PAGES)
def test_as_on_any_terminal(encoding: str, command: str, run: Callable[..., str]) -> None:
    """The same lines, as long, with the same signs where there are any; nothing became a question mark."""
    for speaking in ("ky", "ru") if command else ("ky", "ru", "en"):
        wanted = run("utf-8", *command.split(), speaking=speaking).splitlines()
        shown = run(encoding, *command.split(), speaking=speaking).splitlines()
        assert "Error: " not in "".join(wanted)
        body = [line for line in shown if f"({encoding})" not in line]
        assert [len(line) for line in body] == [len(line) for line in wanted]
        assert [line.count("?") for line in body] == [line.count("?") for line in wanted]


TABLE = {
    "cp866": """\
Unit                                        Short  Aliases  Items  Done  Overdue
────────────────────────────────────────────────────────────────────────────────
Окуу болуму                                        ОБ          30     0        5
  └ Окуу болумунун башчысы                                      1     0        1
""",
    "cp1251": """\
Unit                                        Short  Aliases  Items  Done  Overdue
--------------------------------------------------------------------------------
Окуу болуму                                        ОБ          30     0        5
  ` Окуу болумунун башчысы                                      1     0        1
""",
}
CHART = {
    "cp866": """\
                                Aug Sep Oct Nov Dec Jan Feb Mar Apr May Jun Jul
────────────────────────────────────────────────────────────────────────────────
3. Илимий иштер
3.1   Структуралык болумдордун.     x=== │
3.17  ПОЖ жана студенттердин и.          │                  ·───────
3.20  Окуу жайда илимий-техник.         *===
""",
    "cp1251": """\
                                Aug Sep Oct Nov Dec Jan Feb Mar Apr May Jun Jul
--------------------------------------------------------------------------------
3. Илимий иштер
3.1   Структуралык болумдордун…     x=== |
3.17  ПОЖ жана студенттердин и…          |                  ·-------
3.20  Окуу жайда илимий-техник…         *===
""",
}


@pytest.mark.parametrize("encoding", CODE_PAGES)
def test_tables_and_charts(encoding: str, run: Callable[..., str]) -> None:
    """Without the bars that Rich draws between columns where it thinks that there is nothing but ASCII."""
    table = run(encoding, "units", "--unit", "окуу болуму").splitlines()
    assert [line.rstrip() for line in table[:4]] == TABLE[encoding].splitlines()
    chart = run(encoding, "timeline", "--section", "3").splitlines()
    assert [line.rstrip() for line in chart[1:7]] == CHART[encoding].splitlines()


@pytest.mark.parametrize("encoding", CODE_PAGES)
def test_told_once_and_last(encoding: str, run: Callable[..., str]) -> None:
    """Not between the lines of a table."""
    said = [line for line in run(encoding, "list").splitlines(keepends=True) if "encoding" in line]
    told = f"warning: this terminal's encoding ({encoding}) cannot show some letters; "
    assert said == [f"{told}similar letters or ? are shown instead\n"]
    assert run(encoding, "list").endswith(said[0])


def test_signs_speak_for_themselves(run: Callable[..., str]) -> None:
    assert run("cp866", "show", "9.99") == 'error: there is no item "9.99"\n  hint: `talplan list` lists them all\n'


def test_something_lost_is_told(run: Callable[..., str]) -> None:
    assert re.search(r'"\?\?".*\nwarning: [^\n]*\n\Z', run("cp866", "list", "--unit", "🎓"), re.DOTALL)


def test_told_where_nobody_listens(
    console: Console, ends: list[Callable[[], Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end is no time for a traceback."""
    terminal = console("cp866")
    sys.stdout.write("ү")
    monkeypatch.setattr(terminal, "write", _full)
    (last,) = ends
    last()


def _full(*_: object) -> int:
    raise OSError(28, "No space left on device")


# --- what is typed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "encoding", "answer"),
    [
        ("ооба\n".encode("cp866"), "cp866", True),
        ("да\n".encode("cp1251"), "cp1251", True),
        ("ооба\n".encode("cp866"), "utf-8", False),
        (b"y\n", "utf-8", True),
        (b"\xff\xff", "ascii", False),
        (b"", "cp866", None),
    ],
)
def test_answers(
    typed: bytes, encoding: str, answer: bool | None, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed in another encoding than Python expects, it is not yes."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding=encoding))
    console(encoding)
    assert ask("Бөлүм?") is answer
