"""Looks for files and changes that talplan harms, guided by coverage: `python benchmarks/fuzz.py [--minutes 10]`.

Needs talplan with its test extra, and atheris. What must hold is in tests/fuzz_oracle.py. Two targets run at once:
`load` reads any bytes; `edit` formats and changes files that have no error. What broke is left in a folder, as small
as it could be made, and so is what could not be written (`refused-…`), which should be rare. Each kind is kept once, by
the lines that it came up in: mend it and run again. A finding becomes a file in tests/cases/fuzz/.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
SEPARATOR = b"~~~\n"  # as in what must hold, which imports talplan too early to be imported here
TARGETS = ("load", "edit")
LONGEST = 4096
"""Bytes of an input: what is longer takes time and shows nothing new."""
HEAD = """\
title: План
year: 2025-2026
units:
- name: Ректорат
- name: Деканат
  aliases: [Декан]
- name: Кафедра
- name: Лаборант
  part_of: Кафедра
- name: Топ, сынак
sections:
- number: 1
  items:
"""
TOKENS = (
    *("title:", "year:", "units:", "sections:", "number:", "items:", "task:", "due:", "done:", "notes:", "cancelled:"),
    *("date:", "term:", "by:", "note:", "evidence:", "text:", "name:", "short:", "aliases:", "part_of:", "language:"),
    *("first_month:", "октябрь", "октябрь-ноябрь", "жыл бою", "2026-03-10", "2025-10-14", "30", "2.30", "Ректорат"),
    *("Деканат", "Декан", "Топ, сынак", "сөз", "Качан?", "~", "null", "no", "{}", "[]", "[", "]", "{", "}", ",", ":"),
    *("?", "-", "--", "---", "...", "|", "|-", "|+", "|2", ">", ">-", ">+", "'", '"', "''", '""', "\\n", "\\u202e"),
    *("\\x07", "\\", "#", " #", "  # сөз", ": ", "- ", "? ", "&a", "*a", "!!str", "!", "%YAML 1.1", "@", "`", "&", "*"),
    *("<<", "=", "\t", " ", "  ", "\n", "\r\n", "\r", "\u0085", "\u2028", "\ufeff", "\u00a0", "\u200b", "\x00"),
)
"""The words of a plan and of YAML."""


# --- what to begin with -------------------------------------------------------------------------------------


def seeds() -> Iterator[bytes]:
    """The files of the tests' cases and the beginning of the real plan."""
    for path in sorted((CASES / "checks").glob("*/*.yaml")):
        yield path.read_bytes()
    for path in sorted((CASES / "fuzz").glob("*.txt")):
        yield path.read_bytes().partition(SEPARATOR)[0]
    for folder in ("edits", "fmt"):
        for path in sorted((CASES / folder).glob("*.txt")):
            for case in re.split("^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
                yield _before(case)
    yield _beginning((ROOT / "data" / "plan-2025-2026.yaml").read_text(encoding="utf-8"))


def _before(case: str) -> bytes:
    """The text before, of a case with or without a command."""
    title, rest = case.split("\n", 1)
    before = rest.removeprefix(rest.partition("~~~\n")[0] + "~~~\n" if rest.startswith("$ ") else "")
    text = before.partition("~~~\n")[0].rstrip("\n") + ("" if "[no newline]" in title else "\n")
    text = text if "[whole]" in title else HEAD + text
    text = text.replace("\n", "\r\n") if "[crlf]" in title else text
    return (b"\xef\xbb\xbf" if "[bom]" in title else b"") + text.encode()


def _beginning(plan: str, items: int = 3) -> bytes:
    """The plan with its first items alone, and the units that they name."""
    head, *rest = re.split(r"^(?=  - number: )", plan, flags=re.MULTILINE)
    kept = "".join(rest[:items])
    top, units, bottom = re.split(r"^(?=units:|sections:)", head, flags=re.MULTILINE)
    first, *entries = re.split(r"^(?=- )", units, flags=re.MULTILINE)
    named = [entry for entry in entries if any(name in kept for name in re.findall(r": \[?(.+?)\]?$", entry, re.M))]
    return (top + first + "".join(named) + bottom + kept).encode()


# --- changing an input --------------------------------------------------------------------------------------


class Mutator:
    """Changes a file as hands do, line by line: bytes that flip seldom leave a plan."""

    def __init__(self, known: list[bytes], fits: Callable[[bytes], bool]) -> None:
        self.known = known
        self.fits = fits

    def __call__(self, data: bytes, longest: int, seed: int) -> bytes:
        """A neighbour of the input; of some neighbours the first that fits the target."""
        chance = random.Random(seed)
        made = data
        for _ in range(6):
            made = self._neighbour(data, chance)[:longest]
            if self.fits(made):
                break
        return made

    def _neighbour(self, data: bytes, chance: random.Random) -> bytes:
        content, _, decisions = data.rpartition(SEPARATOR) if SEPARATOR in data else (data, b"", b"")
        if not content or chance.random() < 0.02:
            content = chance.choice(self.known)
        if chance.random() < 0.5 or not decisions:
            decisions = bytes(chance.choices(range(33, 127), k=20))  # letters, to stand in a file of cases
        if chance.random() < 0.05:
            content = _flipped(content, chance)
        else:
            text = content.decode("utf-8", "surrogateescape")
            for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3, 5))):
                text = self._once(text, chance)
            content = text.encode("utf-8", "surrogateescape")
        return content[: LONGEST - 64] + SEPARATOR + decisions

    def _once(self, text: str, chance: random.Random) -> str:
        if chance.random() < 0.1:
            return chance.choice(WHOLE)(text)
        lines = text.splitlines(keepends=True) or [""]
        at = chance.randrange(len(lines))
        way = chance.choice((*LINEWISE, self._from_another))
        lines[at : at + 1] = way(lines, at, chance)
        return "".join(lines)

    def _from_another(self, lines: list[str], at: int, chance: random.Random) -> list[str]:
        """A line or two of another file."""
        others = chance.choice(self.known).decode("utf-8", "replace").splitlines(keepends=True) or [""]
        begin = chance.randrange(len(others))
        return [lines[at], *others[begin : begin + chance.choice((1, 1, 2, 4))]]


def _flipped(raw: bytes, chance: random.Random) -> bytes:
    """A byte or two put in, taken out or changed."""
    for _ in range(chance.choice((1, 2))):
        at = chance.randrange(len(raw) + 1)
        raw = raw[:at] + chance.randbytes(chance.choice((0, 1))) + raw[at + chance.choice((0, 1, 1, 3)) :]
    return raw


WHOLE: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n"),
    lambda text: text.replace("\r\n", "\n"),
    lambda text: text.rstrip("\r\n"),
    lambda text: text + "\n",
    lambda text: "\ufeff" + text.removeprefix("\ufeff"),
    lambda text: re.sub("^  ", "    ", text, flags=re.MULTILINE),
    lambda text: re.sub(r"^( *)-( +)(?=\w)", r"\1-   ", text, flags=re.MULTILINE),
)
"""Changes of a whole file."""


def _twice(lines: list[str], at: int, chance: random.Random) -> list[str]:
    return [lines[at]] * chance.choice((2, 2, 2, 3))


def _gone(_lines: list[str], _at: int, _chance: random.Random) -> list[str]:
    return []


def _moved(lines: list[str], at: int, chance: random.Random) -> list[str]:
    other = chance.randrange(len(lines))
    lines[other], moved = lines[at], lines[other]
    return [moved]


def _indented(lines: list[str], at: int, chance: random.Random) -> list[str]:
    line = lines[at]
    by = chance.choice((-4, -2, -1, 1, 2, 4))
    return [" " * by + line if by > 0 else line[min(-by, len(line) - len(line.lstrip(" "))) :]]


def _comment(lines: list[str], at: int, chance: random.Random) -> list[str]:
    column = chance.choice((0, 2, 4, 6, 8, len(lines[at]) - len(lines[at].lstrip(" "))))
    return [*([lines[at]] if chance.random() < 0.5 else []), " " * column + "# сөз\n", lines[at]][-2:]


def _comment_behind(lines: list[str], at: int, chance: random.Random) -> list[str]:
    line = lines[at].rstrip("\r\n")
    return [line + chance.choice((" # сөз", "# сөз", "  #", "   ", "\t# сөз")) + lines[at][len(line) :]]


def _blank(lines: list[str], at: int, chance: random.Random) -> list[str]:
    return [lines[at], chance.choice(("\n", "   \n", "\t\n", "\r\n", "          \n"))]


def _quoted(lines: list[str], at: int, chance: random.Random) -> list[str]:
    """A value in quotes, in others, or in none."""
    found = re.match(r"( *(?:- +)*\w+: +)(.*?)(\r?\n?)\Z", lines[at], re.DOTALL)
    if found is None:
        return [lines[at].translate({39: 34, 34: 39})]
    bare = found[2].strip("'\"")
    return [found[1] + chance.choice((f'"{bare}"', f"'{bare}'", bare, "", "~", '""', f'"{bare}\\n"')) + found[3]]


def _below(lines: list[str], at: int, chance: random.Random) -> list[str]:
    """A value below its key, as a block text or as it is."""
    found = re.match(r"( *)((?:- +)*)(\w+: *)(.*?)(\r?\n)\Z", lines[at], re.DOTALL)
    if found is None:
        return [lines[at]]
    inner = " " * (len(found[1] + found[2]) + chance.choice((1, 2, 2, 4)))
    mark = chance.choice(("", "|", "|-", ">", ">-", "|+", ">+", "|2", "# сөз", "| # сөз", ">- # сөз"))
    below = [found[1] + found[2] + found[3] + mark + found[5], inner + found[4] + found[5]]
    return below + [chance.choice((inner + "дагы", "", inner + " дагы", inner + "# сөз")) + found[5]] * chance.choice(
        (0, 0, 1, 2)
    )


def _bracket(lines: list[str], at: int, chance: random.Random) -> list[str]:
    """`[а, б]` with a dash for each, or over several lines."""
    found = re.match(r"( *)((?:- +)*)(\w+:) *\[(.*?)\](.*?)(\r?\n)\Z", lines[at], re.DOTALL)
    if found is None:
        return [lines[at].replace(", ", chance.choice((",", ",\n      ", " , ", ", # сөз\n      ", ",,")), 1)]
    column = " " * len(found[1] + found[2])
    lead, end = found[1] + found[2] + found[3], found[5] + found[6]
    entries = found[4].split(", ")
    if chance.random() < 0.5:
        dash = column + chance.choice(("- ", "  - ", "-   "))
        return [lead + end, *(dash + entry + found[6] for entry in entries)]
    inner = chance.choice((column, column + "  ", " " + column)) + " "
    last = chance.choice((f"{inner}]{end}", f"]{end}"))
    return [f"{lead} [{found[6]}", *(f"{inner}{entry},{found[6]}" for entry in entries), last.replace("]", " ]", 1)]


def _braces(lines: list[str], at: int, _chance: random.Random) -> list[str]:
    """`- key: value` as `- {key: value}`."""
    return [re.sub(r"- (\w+: [^\n{}]*?)(\s*(?:#[^\n]*)?\r?\n?)\Z", r"- {\1}\2", lines[at])]


def _dash_alone(lines: list[str], at: int, chance: random.Random) -> list[str]:
    """A dash on a line of its own."""
    found = re.match(r"( *)- +(?=\w)", lines[at])
    if found is None:
        return [lines[at]]
    mark = chance.choice(("-\n", "- # сөз\n", "-\n\n"))
    return [found[1] + mark, " " * len(found[0]) + lines[at][len(found[0]) :]]


def _record(lines: list[str], at: int, chance: random.Random) -> list[str]:
    """What an item may have besides: records, notes, that it is cancelled."""
    more = chance.choice(
        (
            *("done:\n- date: 2025-10-14\n  note: сөз\n", "done: []\n", "done:\n", "done: ~ # сөз\n", "done: ''\n"),
            *("done: [{date: 2025-10-14}]\n", "done:\n  - {date: 2025-10-14, by: [Ректорат]}\n", "notes:\n"),
            *("notes:\n- date: 2025-10-14\n  text: |\n    сөз\n\n    сөз\n", "cancelled: {date: 2025-11-01}\n"),
            *("cancelled:\n  date: 2025-11-01\n", "cancelled:\n", "by: [Ректорат]\n", "evidence: >-\n  сөз\n", "by:\n"),
            *("term: октябрь\n", "note: ' '\n", "short: Рек\n", "part_of: Кафедра\n", "part_of: ''\n", "short: ' '\n"),
        )
    )
    column = " " * chance.choice((0, 2, 4, 4, 4, 6, len(lines[at]) - len(lines[at].lstrip(" -"))))
    return [lines[at], *(column + line for line in more.splitlines(keepends=True))]


def _token(lines: list[str], at: int, chance: random.Random) -> list[str]:
    """One of the tokens somewhere in the line, put in or in place of what is there."""
    line = lines[at]
    edges = [found.start() for found in re.finditer(r"\b|$", line)] or [0]
    start = chance.choice(edges)
    stop = chance.choice((start, start, min(len(line), start + 1), max(start, *edges)))
    return [line[:start] + chance.choice(TOKENS) + line[stop:]]


def _ending(lines: list[str], at: int, chance: random.Random) -> list[str]:
    return [lines[at].rstrip("\r\n") + chance.choice(("\n", "\r\n", "\r\n", "", "\n\n", "\r"))]


LINEWISE = (
    *(_twice, _gone, _moved, _indented, _comment, _comment_behind, _blank, _quoted, _below, _bracket, _braces),
    *(_dash_alone, _record, _token, _ending),
)
"""Changes of one line: all lines, which of them, chance → what stands in its place."""


# --- running ------------------------------------------------------------------------------------------------


class Hunt:
    """Runs inputs and keeps what broke, the smallest of each kind."""

    def __init__(self, target: str, folder: Path, minutes: float) -> None:
        self.target = target
        self.folder = folder
        self.end = time.monotonic() + minutes * 60
        self.seen: Counter[str] = Counter()
        self.found: dict[str, bytes] = {}
        self.refused: dict[str, bytes] = {}

    def __call__(self, data: bytes) -> None:
        """One input."""
        if time.monotonic() > self.end:
            self._finish()
        self.seen["inputs"] += 1
        unsafe = self._unsafe()
        kind = self._broken(data, self.seen)
        if kind is not None and len(data) < len(self.found.get(kind, data + b" ")):
            self.found[kind] = data if kind in self.found else self._smaller(data, kind)
            name = re.sub(r"\W+", "-", f"{self.target}-{kind}")[:120]
            (self.folder / f"{name}.txt").write_bytes(self.found[kind])
        for command in self._unsafe() - unsafe:
            if len(data) < len(self.refused.get(command, data + b" ")):
                self.refused[command] = data
                (self.folder / f"refused-{command.split(':')[0]}.txt").write_bytes(data)

    def _unsafe(self) -> Counter[str]:
        return Counter({key: n for key, n in self.seen.items() if key.endswith("edit-unsafe")})

    def _broken(self, data: bytes, seen: Counter[str]) -> str | None:
        """Where and how the input breaks what must hold; None where it does not."""
        import fuzz_oracle

        try:
            if self.target == "edit":
                fuzz_oracle.check(data, seen)
            else:
                loaded = fuzz_oracle.check_reading(data.rpartition(SEPARATOR)[0])
                seen.update(problem.code() for problem in loaded.problems)
                seen["plans"] += loaded.plan is not None
        except Exception as error:
            return " ".join([type(error).__name__, *(f"{at.name}:{at.lineno}" for at in _ours(error)[-2:])])
        return None

    def _smaller(self, data: bytes, kind: str, most: int = 1500) -> bytes:
        """The input without the lines, then the letters, that are not needed to break it in the same way."""
        content, _, decisions = data.rpartition(SEPARATOR)
        for split in (lambda raw: raw.splitlines(keepends=True), lambda raw: [raw[n : n + 1] for n in range(len(raw))]):
            pieces = split(content)
            width = max(1, len(pieces) // 2)
            while width:
                at = 0
                while at < len(pieces) and most:
                    most -= 1
                    shorter = pieces[:at] + pieces[at + width :]
                    if self._broken(b"".join(shorter) + SEPARATOR + decisions, Counter()) == kind:
                        pieces = shorter
                    else:
                        at += width
                width //= 2
            content = b"".join(pieces)
        return content + SEPARATOR + decisions

    def _finish(self) -> None:
        """Says what was seen, and ends: libFuzzer itself never comes back."""
        write = sys.stdout.write
        for name, n in self.seen.most_common():
            write(f"{self.target}: {n:8} {name}\n")
        for kind in self.found:
            write(f"{self.target}: FOUND {kind}: see {self.folder}\n")
        sys.stdout.flush()
        os._exit(bool(self.found))


def _ours(error: Exception) -> list[traceback.FrameSummary]:
    """Where in talplan, and in what must hold, an error came up: not where in a library."""
    frames = traceback.extract_tb(error.__traceback__)
    return [at for at in frames if Path(at.filename).is_relative_to(ROOT)]


def _fits(target: str) -> Callable[[bytes], bool]:
    """Whether an input is worth running: for `edit` a file without errors."""
    import fuzz_oracle
    from talplan.planfile.load import load

    def is_plan(data: bytes) -> bool:
        return load(data.rpartition(SEPARATOR)[0], fuzz_oracle.TODAY).plan is not None

    return is_plan if target == "edit" else bool


def hunt(target: str, folder: Path, minutes: float) -> None:
    """Fuzzes one target in this process."""
    import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

    sys.path.insert(0, str(ROOT / "tests"))
    # libyaml and pydantic are what they are; talplan is imported here as a whole, lazy imports would stay blind.
    with atheris.instrument_imports(include=["talplan"]):
        import talplan

        for module in walk_packages(talplan.__path__, "talplan."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    known = [seed for seed in seeds() if len(seed) < LONGEST]
    corpus = folder / f"corpus-{target}"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(known):
        (corpus / f"seed-{number}").write_bytes(seed + SEPARATOR + bytes([number % 256]))
    options = [
        f"-max_len={LONGEST}",
        "-mutate_depth=2",
        "-timeout=30",
        "-rss_limit_mb=4096",
        f"-artifact_prefix={folder}/",
    ]
    atheris.Setup(
        [sys.argv[0], *options, str(corpus)],
        Hunt(target, folder, minutes),
        custom_mutator=Mutator(known, _fits(target)),
    )
    atheris.Fuzz()


def main() -> None:
    """Both targets at once, or one of them."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--target", choices=TARGETS)
    arguments.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir(), "talplan-fuzz"))
    asked = arguments.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.target:
        hunt(asked.target, asked.folder, asked.minutes)
        return
    command = [sys.executable, __file__, "--minutes", str(asked.minutes), "--folder", str(asked.folder), "--target"]
    runs = [subprocess.Popen([*command, target]) for target in TARGETS]
    sys.exit(max(run.wait() for run in runs))


if __name__ == "__main__":
    main()
