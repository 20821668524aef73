"""What a person sees who changes the plan in an editor: the real yaml-language-server with our schema, over its own
protocol, and check-jsonschema for editors and hooks that use that one. Both are skipped where they are not installed.

The server is found on the PATH, or in the folder named by YAML_LANGUAGE_SERVER, where `npm install` put it.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from running import PLAN

CASES = Path(__file__).parent / "cases" / "checks"
SCHEMA = PLAN.parent / "plan.schema.json"
MODELINE = "# yaml-language-server: $schema=plan.schema.json\n"
SHAPES = (
    *("unknown-key", "missing-key", "empty-value", "wrong-type", "bad-number", "bad-date", "bad-year"),
    *("bad-first-month", "bad-language"),
)

# What only `talplan check` sees: the calendar, two years in a row, and `02`, which this server reads as 2.
BEYOND = {"bad-date/bad-no-such-day", "bad-date/bad-term", "bad-year/bad-apart", "bad-number/bad"}

SERVER = shutil.which("yaml-language-server") or shutil.which(
    "yaml-language-server", path=Path(os.environ.get("YAML_LANGUAGE_SERVER", "."), "node_modules", ".bin")
)
CHECKER = shutil.which(
    "check-jsonschema", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
)
with_server = pytest.mark.skipif(
    SERVER is None, reason="yaml-language-server is not installed: npm i -g yaml-language-server"
)
with_checker = pytest.mark.skipif(
    CHECKER is None, reason="check-jsonschema is not installed: pip install check-jsonschema"
)

TEXT = f"""{MODELINE}title: Институттун 2025-2026-окуу жылындагы иш планы
year: 2025-2026
units:
- name: Окуу бөлүмү
sections:
- number: 1
  items:
  - number: 1
    task: Сынактарды өткөрүү
    due: [октябрь]
    units: [Окуу бөлүмү]
"""


class Editor:
    """An editor as the server knows one: it opens files, shows what is wrong, and asks at a place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: dict[str, list[Any]] = {}
        self.asked = 0

    def __enter__(self) -> "Editor":
        assert SERVER
        self.server = subprocess.Popen([SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.limit = threading.Timer(120, self.server.kill)  # a server that hangs ends the test, not the patience
        self.limit.start()
        can = {
            "workspace": {"configuration": True},
            "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}},
        }
        self.ask("initialize", processId=os.getpid(), rootUri=self.folder.as_uri(), capabilities=can)
        self.tell("initialized")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.limit.cancel()
        self.server.kill()
        self.server.communicate()

    def tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        self.asked += 1
        self._send({"id": self.asked, "method": method, "params": params})
        while "method" in (answer := self._receive()) or answer.get("id") != self.asked:
            pass
        return answer["result"]

    def _send(self, message: dict[str, Any]) -> None:
        assert self.server.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.server.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self.server.stdout
        size = 0
        while line := self.server.stdout.readline().strip().lower():
            size = int(line.partition(b":")[2]) if line.startswith(b"content-length:") else size
        message: dict[str, Any] = json.loads(self.server.stdout.read(size))
        if message.get("method") == "workspace/configuration":
            self._send({"id": message["id"], "result": [_settings(one) for one in message["params"]["items"]]})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self.problems[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        return message

    def open(self, *texts: str) -> list[str]:
        """Files beside the schema, once the server has said what it finds in all of them."""
        first = len(self.problems)
        uris = [(self.folder / f"{number}.yaml").as_uri() for number in range(first, first + len(texts))]
        for uri, text in zip(uris, texts, strict=True):
            file = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
            self.tell("textDocument/didOpen", textDocument=file)
        while not self.problems.keys() >= {*uris}:
            self._receive()
        return uris

    def underlined(self, *texts: str) -> list[list[tuple[int, str]]]:
        """Of each text the lines with a mistake, from top to bottom, and the words."""
        places = [
            [(one["range"]["start"]["line"] + 1, one["message"]) for one in self.problems[uri]]
            for uri in self.open(*texts)
        ]
        return [sorted(found) for found in places]

    def shown(self, text: str) -> list[str]:
        """The same of one text, as it is read."""
        return [f"{line}: {message}" for line, message in self.underlined(text)[0]]

    def at(self, text: str, what: str) -> Any:
        """What the server answers at the place that `|` marks."""
        before, after = text.split("|")
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        [uri] = self.open(before + after)
        return self.ask(f"textDocument/{what}", textDocument={"uri": uri}, position=position)

    def offered(self, text: str) -> dict[str, str]:
        """What completion offers, with the text that each would insert."""
        return {one["label"]: one["textEdit"]["newText"] for one in self.at(text, "completion")["items"]}


def _settings(asked: dict[str, str]) -> Any:
    """As in an office without the internet: no schemas but the one that the file names."""
    return {"schemaStore": {"enable": False}, "validate": True} if asked.get("section") == "yaml" else None


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    folder = tmp_path_factory.mktemp("plans")
    shutil.copy(SCHEMA, folder)
    with Editor(folder) as started:
        yield started


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


@with_server
def test_the_plan_has_no_mistake(editor: Editor) -> None:
    assert editor.shown(PLAN.read_text(encoding="utf-8")) == []
    assert editor.shown(TEXT) == []


@with_server
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            changed("task:", "taks:"),
            "9: «task» жазылган эмес. Иштин мазмунун текст менен жазыңыз, мисалы: task: Сынактарды өткөрүү\n"
            "10: Пункттун ачкычтары: number, task, due, units, done, notes, cancelled. Башка ачкыч жазылбайт."
            " Мисалы: number: 30",
        ),
        (
            changed("    due: [октябрь]\n", ""),
            "9: «due» жазылган эмес. Мөөнөттү чарчы кашаага алып жазыңыз, жок дегенде бирин,"
            " мисалы: due: [октябрь-ноябрь]",
        ),
        (
            changed("[октябрь]", "октябрь"),
            "11: Мөөнөттү чарчы кашаага алып жазыңыз, жок дегенде бирин, мисалы: due: [октябрь-ноябрь]",
        ),
        (
            changed("[октябрь]", "[]"),
            "11: Мөөнөттү чарчы кашаага алып жазыңыз, жок дегенде бирин, мисалы: due: [октябрь-ноябрь]",
        ),
        (
            changed("task: Сынактарды өткөрүү", "task:"),
            "10: Иштин мазмунун текст менен жазыңыз, мисалы: task: Сынактарды өткөрүү",
        ),
        (
            changed("  - number: 1", "  - number: 1-пункт"),
            "9: Номерди 1ден кем эмес бүтүн сан менен жазыңыз, мисалы: number: 30",
        ),
        (changed("  - number: 1", "  - number: 0"), "9: Value is below the minimum of 1."),
        (
            changed("year: 2025-2026", "year: 2025/26"),
            "3: Окуу жылын эки жыл жана дефис менен, календардык жылды бир сан менен жазыңыз, мисалы: year: 2025-2026",
        ),
        (
            f"{TEXT}    done:\n    - date: 14.10.2025\n",
            "14: Күндү жыл-ай-күн тартибинде жазыңыз, мисалы: date: 2025-10-14",
        ),
        (
            f"{TEXT}    done:\n    - date: 2025-10-14\n      by: Окуу бөлүмү\n",
            "15: Аткаруучуларды чарчы кашаага алып жазыңыз, мисалы: by: [Окуу бөлүмү]",
        ),
        (
            f"{TEXT}    cancelled: 2026-01-15\n",
            "13: Жокко чыгаруунун ачкычтары: date, note. Башка ачкыч жазылбайт. Мисалы: date: 2026-01-15",
        ),
    ],
)
def test_mistakes_are_explained_in_kyrgyz(editor: Editor, text: str, shown: str) -> None:
    assert editor.shown(text) == shown.splitlines()


@with_server
def test_the_server_marks_the_line_that_check_names(editor: Editor) -> None:
    paths = [path for code in SHAPES for path in sorted((CASES / code).glob("bad*.yaml"))]
    found = editor.underlined(*(MODELINE + path.read_text(encoding="utf-8") for path in paths))
    missed = {
        f"{path.parent.name}/{path.stem}"
        for path, places in zip(paths, found, strict=True)
        if line_named(path) not in [line - 1 for line, _ in places]
    }
    assert missed == BEYOND


def line_named(path: Path) -> int:
    """The line that `talplan check` names in the broken plan of a case."""
    report = path.with_name(path.stem.replace("bad", "expected") + ".txt").read_text(encoding="utf-8")
    return int(report.split(":")[1])


@with_server
@pytest.mark.parametrize(
    ("place", "heading", "words", "example"),
    [
        (
            "    d|ue:",
            "Пункт",
            "Аткаруу мөөнөтү: ай, айлардын аралыгы, күн, чейинки мөөнөт, квартал, жарым жылдык, семестр же туруктуу"
            " мөөнөт.",
            "октябрь-ноябрь",
        ),
        ("- na|me:", "Жооптуу аткаруучу", "Толук аталышы.", "Окуу бөлүмү"),
        ("  ite|ms:", "Пландын бөлүмү", "Бөлүмдүн пункттары, документтеги тартипте", "task: Сынактарды өткөрүү"),
    ],
)
def test_a_key_is_explained(editor: Editor, place: str, heading: str, words: str, example: str) -> None:
    text = editor.at(changed(place.replace("|", ""), place), "hover")["contents"]["value"]
    assert text.startswith(f"#### {heading}\n\n{words}")
    assert example in text


TODAY = "${CURRENT_YEAR:2025}-${CURRENT_MONTH:10}-${CURRENT_DATE:14}"


@with_server
def test_the_keys_that_are_not_there_yet_are_offered(editor: Editor) -> None:
    assert [*editor.offered(f"{TEXT}    |\n")] == ["done", "notes", "cancelled"]


@with_server
@pytest.mark.parametrize(
    ("more", "label", "inserted"),
    [
        (
            "  - |\n",
            "жаңы пункт",
            "number: ${1:30}\n  task: ${2:Сынактарды өткөрүү}\n"
            "  due: [${3:октябрь-ноябрь}]\n  units: [${4:Окуу бөлүмү}]",
        ),
        ("    done:\n    - |\n", "жаңы белги", f"date: {TODAY}"),
        ("    notes:\n    - |\n", "жаңы эскертүү", f"date: {TODAY}\n  text: ${{2:Кафедралардан тизме суралды}}"),
        ("    cancelled:\n      |\n", "жокко чыгаруу", f"date: {TODAY}"),
        ("    done:\n    - date: |\n", "бүгүн", TODAY),
    ],
)
def test_a_new_entry_is_offered_whole(editor: Editor, more: str, label: str, inserted: str) -> None:
    assert editor.offered(TEXT + more)[label] == inserted


@with_server
@pytest.mark.parametrize("place", ["[октябрь, |]", "\n    - |"])
def test_terms_are_offered(editor: Editor, place: str) -> None:
    offered = editor.offered(changed("[октябрь]", place))
    assert {"январь", "декабрь", "жыл бою", "график боюнча"} <= offered.keys()
    assert all(label == text for label, text in offered.items())


def check_jsonschema(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    assert CHECKER
    command = [CHECKER, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)


@with_checker
def test_check_jsonschema_takes_schema_and_plan(tmp_path: Path) -> None:
    assert check_jsonschema("--check-metaschema", SCHEMA).returncode == 0
    (tmp_path / "small.yaml").write_text(TEXT, encoding="utf-8")
    found = check_jsonschema("--schemafile", SCHEMA, PLAN, tmp_path / "small.yaml")
    assert found.returncode == 0, found.stdout + found.stderr


@with_checker
def test_check_jsonschema_refuses_a_broken_plan() -> None:
    found = check_jsonschema(
        "--schemafile", SCHEMA, Path(__file__).parent.parent / "docs" / "examples" / "misspelt.yaml"
    )
    assert found.returncode == 1
    assert "$.sections[0].items[1].done[0].date: '14.10.2025'" in found.stdout
    assert "('unit' was unexpected)" in found.stdout
