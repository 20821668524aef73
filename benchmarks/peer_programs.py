"""The peers of docs/performance.md: for each, how it is given the items of a plan, and what it is asked then."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from paired import Job, environment

UNIT = "Окуу бөлүмү"
MARKED = "2.30"
TASKS = ("version", "list", "filtered", "done")
"""What a peer may be asked; `filtered` is the items of UNIT, `done` marks the item MARKED."""

Work = dict[str, Job]
Fields = dict[str, Any]
"""An item as `talplan list --format json` tells it."""


@dataclass(frozen=True)
class Place:
    """A folder of its own for a peer, which is its home too."""

    program: str
    folder: Path

    def job(self, *arguments: str) -> Job:
        """A command of the peer."""
        return Job([self.program, *arguments], self.folder, environment(self.folder))

    def prepare(self, *arguments: str) -> None:
        """A command that is not measured."""
        self.job(*arguments).run()

    def write(self, name: str, text: str) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def git(self) -> None:
        """Makes the folder a repository, for peers that want one."""
        subprocess.run(["git", "init", "-q"], cwd=self.folder, check=True)


def marking(job: Job, *files: Path) -> Job:
    """A mark that is taken back before each run: the files become what they were, their times too."""
    kept = [(file, file.read_bytes(), file.stat().st_mtime_ns) for file in files]

    def back() -> None:
        for file, text, changed in kept:
            file.write_bytes(text)
            os.utime(file, ns=(changed, changed))

    return replace(job, before=back)


def _deadline(item: Fields) -> str:
    """The last day of the item's first term."""
    return min((entry["until"] for entry in item["open"]), default="2026-07-31")


def _word(text: str) -> str:
    """A unit as a tag, which may hold no blank and little else."""
    return "".join(letter if letter.isalnum() else "_" for letter in text)


def _identity(item: Fields) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, item["id"]))


def _position(items: Sequence[Fields]) -> int:
    """The number, from 1, of the item that is marked."""
    return next(at for at, item in enumerate(items, 1) if item["id"] == MARKED)


# --- Python -------------------------------------------------------------------------------------------------


def todoman(place: Place, items: Sequence[Fields]) -> Work:
    """A file for each item."""
    for item in items:
        lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//peers//EN", "BEGIN:VTODO", f"UID:{_identity(item)}")
        units = ",".join(_word(unit) for unit in item["units"])
        said = (f"SUMMARY:{item['id']} {item['task']}".replace(",", "\\,").replace(";", "\\;"), f"CATEGORIES:{units}")
        day = f"DUE;VALUE=DATE:{_deadline(item).replace('-', '')}"
        text = "\r\n".join((*lines, "DTSTAMP:20251001T000000Z", *said, day, "END:VTODO", "END:VCALENDAR", ""))
        place.write(f"lists/plan/{item['id']}.ics", text)
    index = place.folder / "index.sqlite3"
    paths = f'path = "{place.folder}/lists/*"\ncache_path = "{index}"\n'
    config = f'{paths}default_list = "plan"\ndate_format = "%Y-%m-%d"\ntime_format = ""\n'
    settings = ("--config", str(place.write("config.py", config)))
    listing = place.job(*settings, "list")
    listing.run()  # the numbers of the items come from its index
    told = subprocess.run(
        place.job(*settings, "--porcelain", "list").command, env=listing.env, capture_output=True, check=True
    )
    number = next(todo["id"] for todo in json.loads(told.stdout) if todo["summary"].startswith(f"{MARKED} "))
    done = place.job(*settings, "done", str(number))
    return {
        "version": place.job("--version"),
        "list": listing,
        "filtered": place.job(*settings, "list", "--category", _word(UNIT)),
        "done": marking(done, place.folder / f"lists/plan/{MARKED}.ics", index),
    }


def doorstop(place: Place, items: Sequence[Fields]) -> Work:
    """A file for each item; it has no filter, and what comes nearest to a mark is a review."""
    place.git()
    place.write("plan/.doorstop.yml", "settings:\n  digits: 5\n  itemformat: yaml\n  prefix: P\n  sep: ''\n")
    for at, item in enumerate(items, 1):
        text = json.dumps(f"{item['task']} ({', '.join(item['units'])})", ensure_ascii=False)
        keys = f"active: true\nderived: false\nheader: ''\nlevel: '{item['section']}.{item['number']}'\nlinks: []\n"
        place.write(f"plan/P{at:05}.yml", f"{keys}normative: true\nref: ''\nreviewed: null\ntext: {text}\n")
    name = f"P{_position(items):05}"
    return {
        "version": place.job("--version"),
        "list": place.job("publish", "P"),
        "done": marking(place.job("review", name), place.folder / f"plan/{name}.yml"),
    }


def taskrepo(place: Place, items: Sequence[Fields]) -> Work:
    """A file for each item, in a repository in its home."""
    place.prepare("create-repo", "--name", "plan", "--no-interactive")
    files = {item["id"]: f"tasks/tasks-plan/tasks/task-{_identity(item)}.md" for item in items}
    for item in items:
        people = "".join(f'- "@{_word(unit)}"\n' for unit in item["units"])
        title = json.dumps(f"{item['id']} {item['task']}", ensure_ascii=False)
        head = f"uuid: {_identity(item)}\ntitle: {title}\nstatus: pending\npriority: M\nproject: '{item['section']}'\n"
        days = f"due: '{_deadline(item)}T00:00:00'\ncreated: '2025-09-01T00:00:00'\nmodified: '2025-09-01T00:00:00'\n"
        place.write(files[item["id"]], f"---\n{head}assignees:\n{people}tags: []\n{days}---\n\n")
    listing = place.job("list")
    listing.run()  # the numbers of the items come from its index
    numbers = json.loads((place.folder / ".TaskRepo" / "id_cache.json").read_text(encoding="utf-8"))
    number = next(number for number, entry in numbers.items() if entry["title"].startswith(f"{MARKED} "))
    return {
        "version": place.job("--version"),
        "list": listing,
        "filtered": place.job("list", "--assignee", f"@{_word(UNIT)}"),
        "done": marking(place.job("done", number), place.folder / files[MARKED]),
    }


def yq(place: Place, items: Sequence[Fields]) -> Work:
    """The plan's own file, by jq's language; a mark writes all of the file anew."""
    del items
    plan = next(place.folder.glob("plan-*.yaml"))
    return {
        "version": place.job("--version"),
        "list": place.job(LISTING, plan.name),
        "filtered": place.job(FILTERED, plan.name),
        "done": marking(place.job("--yaml-output", "--in-place", MARKING, plan.name), plan),
    }


ITEMS = ".sections[] | .number as $s | .items[]"
LISTING = f'{ITEMS} | "\\($s).\\(.number) \\(.task) \\(.due) \\(.units)"'
FILTERED = LISTING.replace(".items[]", f'.items[] | select(.units | index("{UNIT}"))')
MARKING = '(.sections[] | select(.number == 2) | .items[] | select(.number == 30)).done = [{"date": "2025-10-15"}]'


# --- compiled, and for the shell ----------------------------------------------------------------------------


def backlog(place: Place, items: Sequence[Fields]) -> Work:
    """A file for each item."""
    place.git()
    plain = ("--agent-instructions", "none", "--check-branches", "false", "--include-remote", "false")
    place.prepare("init", "plan", "--defaults", *plain)
    for at, item in enumerate(items, 1):
        people = "".join(f'  - "@{_word(unit)}"\n' for unit in item["units"])
        title = json.dumps(f"{item['id']} {item['task']}", ensure_ascii=False)
        days = f"created_date: '2025-09-01 00:00'\ndue_date: '{_deadline(item)}'\n"
        head = f"id: TASK-{at}\ntitle: {title}\nstatus: To Do\nassignee:\n{people}{days}"
        place.write(f"backlog/tasks/task-{at} - item.md", f"---\n{head}labels: []\ndependencies: []\n---\n\n")
    number = str(_position(items))
    done = place.job("task", "edit", number, "--status", "Done", "--plain")
    return {
        "version": place.job("--version"),
        "list": place.job("task", "list", "--plain"),
        "filtered": place.job("task", "list", "--plain", "--assignee", f"@{_word(UNIT)}"),
        "done": marking(done, place.folder / f"backlog/tasks/task-{number} - item.md"),
    }


def taskwarrior(place: Place, items: Sequence[Fields]) -> Work:
    """Its own store, filled by its import."""
    place.write(".taskrc", f"data.location={place.folder}/data\nconfirmation=no\nnews.version=2.6.0\n")
    entries = [
        {
            "uuid": _identity(item),
            "status": "pending",
            "description": f"{item['id']} {item['task']}",
            "project": str(item["section"]),
            "tags": [_word(unit) for unit in item["units"]],
            "entry": "20250901T000000Z",
            "due": f"{_deadline(item).replace('-', '')}T000000Z",
        }
        for item in items
    ]
    place.prepare("import", str(place.write("items.json", json.dumps(entries, ensure_ascii=False))))
    marked = next(_identity(item) for item in items if item["id"] == MARKED)
    back = place.job(marked, "modify", "status:pending")
    return {
        "version": place.job("--version"),
        "list": place.job("list"),
        "filtered": place.job("list", f"+{_word(UNIT)}"),
        "done": replace(place.job(marked, "done"), before=back.run),
    }


def hledger(place: Place, items: Sequence[Fields]) -> Work:
    """A transaction for each item, which it lists and filters; it changes no file."""
    lines = (
        f"{_deadline(item)} {item['id']} {item['task'].replace(';', ',')}\n"
        + "".join(f"    {_word(unit)}    1\n" for unit in item["units"])
        + "    open\n"
        for item in items
    )
    journal = ("--file", str(place.write("plan.journal", "\n".join(lines))))
    return {
        "version": place.job("--version"),
        "list": place.job(*journal, "print"),
        "filtered": place.job(*journal, "print", f"acct:^{_word(UNIT)}$"),
    }


def todo_txt(place: Place, items: Sequence[Fields]) -> Work:
    """A line for each item."""
    units = (" ".join(f"@{_word(unit)}" for unit in item["units"]) for item in items)
    lines = [
        f"{item['id']} {item['task']} {words} due:{_deadline(item)}\n" for item, words in zip(items, units, strict=True)
    ]
    file = place.write("todo.txt", "".join(lines))
    names = f"TODO_FILE={file} DONE_FILE={place.folder}/done.txt REPORT_FILE={place.folder}/report.txt"
    settings = ("-d", str(place.write("config", f"export TODO_DIR={place.folder} {names}\n")), "-p", "-a")
    return {
        "version": replace(place.job("-V"), code=1),
        "list": place.job(*settings, "list"),
        "filtered": place.job(*settings, "list", f"@{_word(UNIT)}"),
        "done": marking(place.job(*settings, "do", str(_position(items))), file),
    }


def jq(place: Place, items: Sequence[Fields]) -> Work:
    """The plan as JSON; a mark writes all of it anew, by the shell."""
    sections: dict[int, list[Fields]] = {}
    for item in items:
        kept = {key: item[key] for key in ("number", "task", "due", "units")}
        sections.setdefault(item["section"], []).append(kept)
    plan = {"sections": [{"number": number, "items": of} for number, of in sections.items()]}
    file = place.write("plan.json", json.dumps(plan, ensure_ascii=False, indent=2))
    change = replace(place, program="sh").job("-c", f"{place.program} '{MARKING}' plan.json > new && mv new plan.json")
    return {
        "version": place.job("--version"),
        "list": place.job(LISTING, file.name),
        "filtered": place.job(FILTERED, file.name),
        "done": marking(change, file),
    }


# --- all of them --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Peer:
    """A program that does some of the same work."""

    command: str
    made_in: str
    load: Callable[[Place, Sequence[Fields]], Work]

    def find(self, name: str, folder: Path) -> str | None:
        """Its executable: in an environment of that name in the folder, else where the shell finds it."""
        own = (folder / name / "bin" / self.command, folder / "node_modules" / ".bin" / self.command)
        return next((str(path) for path in own if path.exists()), shutil.which(self.command))


PEERS: Mapping[str, Peer] = {
    "todoman": Peer("todo", "Python", todoman),
    "doorstop": Peer("doorstop", "Python", doorstop),
    "taskrepo": Peer("tsk", "Python", taskrepo),
    "yq": Peer("yq", "Python", yq),
    "backlog.md": Peer("backlog", "Node", backlog),
    "taskwarrior": Peer("task", "C++", taskwarrior),
    "hledger": Peer("hledger", "Haskell", hledger),
    "todotxt-cli": Peer("todo-txt", "bash", todo_txt),
    "jq": Peer("jq", "C", jq),
}
