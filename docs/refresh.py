"""Makes every picture and every command output in the documentation again: `python docs/refresh.py`.

A test compares what this would write with what is there, so that no page shows what the program does not do.
"""

from __future__ import annotations

import hashlib
import io
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talplan.problem import Problem
    from talplan.views.page import Page

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "data" / "plan-2025-2026.yaml"
TODAY = date(2025, 10, 15)

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def october() -> str:
    """What `talplan due --month October` shows in a terminal on 15 October 2025, as SVG."""
    from talplan.planfile.load import load
    from talplan.queries.agenda import build_agenda
    from talplan.queries.select import Filters
    from talplan.views.item_pages import due_page

    plan = load(PLAN.read_bytes()).plan
    assert plan is not None
    month = plan.year.month(10)
    overdue = f"talplan due --overdue --on {TODAY}"
    shown = due_page(plan, build_agenda(plan, Filters(TODAY), month), month, overdue)
    return _picture(shown, f"talplan due --month October --on {TODAY}")


_REVIEWED = (
    ("done", "2.30", "--by", "Окуу бөлүмү", "--note", "Темалар бекитилди", "--evidence", "Буйрук № 142"),
    ("edit", "2.30", "--task", "Бүтүрүүчү квалификациалык иштердин темаларын бекитүү жана жүргүзүлүшүн көзөмөлгө алуу"),
    ("edit", "2.35", "--due", "октябрь-ноябрь"),
    ("note", "2.28", "Электрондук журнал 12 топто иштейт", "--by", "Окуу бөлүмү"),
    ("cancel", "3.21", "--note", "Буйрук № 7"),
)
"""What a pull request has changed on the picture of `talplan diff`."""


def reviewed() -> str:
    """What `talplan diff main` shows in a terminal of a pull request, as SVG."""
    from talplan.planfile.load import load
    from talplan.versions.diff import compare
    from talplan.versions.snapshot import read_snapshot
    from talplan.views.diff_views import diff_page

    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / PLAN.name
        shutil.copy(PLAN, plan)
        for command in _REVIEWED:
            subprocess.run(["talplan", *command, "--plan", plan], check=True, env=_environment(), capture_output=True)
        after = load(plan.read_bytes())
    before = load(PLAN.read_bytes())
    return _picture(diff_page(compare(read_snapshot(before.data), read_snapshot(after.data))), "talplan diff main")


def _picture(shown: Page, title: str) -> str:
    from rich.console import Console
    from rich.terminal_theme import MONOKAI

    from talplan.views.rich_page import render

    console = Console(
        record=True, width=96, file=io.StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    render(shown, console)
    return console.export_svg(title=title, theme=MONOKAI, code_format=_svg_format())


def _svg_format() -> str:
    """Rich's own frame with fonts that the reader has: a picture in a page may fetch none."""
    from rich._export_format import CONSOLE_SVG_FORMAT

    local = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    fonts = "DejaVu Sans Mono, Liberation Mono, Menlo, Consolas, monospace"
    return re.sub(
        r"\s+\n",
        "\n",
        local.replace("Fira Code, monospace", fonts).replace("font-family: arial", f"font-family: {fonts}"),
    )


def page(name: str) -> str:
    """The page with the output of each `$ command` of its console blocks made again, in the order of the page.

    The commands work on a copy of the data (in moving.md: a document alone) in a repository of its own, in a terminal
    of 80 columns, on TODAY, and speak the language of the page: Kyrgyz in `quickstart.ky.md`.
    """
    _names.clear()
    text = (ROOT / name).read_text(encoding="utf-8")
    language = name.split(".")[-2] if name.count(".") > 1 else "en"
    with tempfile.TemporaryDirectory() as folder:
        if name.startswith("docs/moving."):  # an institution that has nothing but its document
            shutil.copy(ROOT / "docs/examples/office.docx", folder)
        else:
            for part in ("data", "docs/examples"):
                shutil.copytree(ROOT / part, Path(folder) / part)
            shutil.copy(ROOT / ".gitattributes", folder)
        for command in ("git init -q -b main", "git add .", "git commit -q -m Plan"):
            subprocess.run(command.split(), cwd=folder, check=True, env=_environment())
        return _BLOCK.sub(lambda match: f"```console\n{_again(match[1], Path(folder), language)}```", text)


def _again(block: str, folder: Path, language: str) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{_output(command[2:], folder, language)}" for command in commands)


def _output(command: str, folder: Path, language: str) -> str:
    """What a person sees of a command in a terminal."""
    screen, side = pty.openpty()
    env = _environment() | {"TALPLAN_LANG": language}
    with subprocess.Popen(
        ["bash", "-c", command], cwd=folder, env=env, stdin=side, stdout=side, stderr=side, close_fds=True
    ) as process:
        os.close(side)
        raw = b""
        while chunk := _read(screen):
            raw += chunk
        if process.wait() > 1:  # 1 is what `check` says of a plan with errors
            raise RuntimeError(f"{command}: {raw.decode()}")
    os.close(screen)
    lines = _COMMIT.sub(_other_name, raw.decode().replace("\r\n", "\n")).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


_COMMIT = re.compile(
    r"(?:(?<=Committed as )|(?<=Коммит кылынды: )|(?<=Зафиксировано в git: ))[0-9a-f]{7,}"
    r"|(?:(?<=^[0-9]{4}-[0-9]{2}-[0-9]{2}  )|(?<=^[0-9]{2}\.[0-9]{2}\.[0-9]{4}  ))[0-9a-f]{8}",
    re.MULTILINE,
)
_names: dict[str, str] = {}


def _other_name(found: re.Match[str]) -> str:
    """A commit's name as it might be: the real one is another as soon as anything in the data is."""
    known = _names.setdefault(found[0][:7], hashlib.sha1(str(len(_names)).encode()).hexdigest())
    return known[: len(found[0])]


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 65536)
    except OSError:  # the other side is closed
        return b""


def _environment() -> dict[str, str]:
    person = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in _PERSON.items()}
    return {
        **person,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "TALPLAN_TODAY": TODAY.isoformat(),
        "TERM": "dumb",
        "TALPLAN_LANG": "en",
        "HOME": os.environ.get("HOME", "/"),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }


_PERSON = {"NAME": "Окуу бөлүмү", "EMAIL": "office@example.org", "DATE": "2025-10-15T09:00:00+06:00"}


def tables(text: str) -> str:
    """The page with its generated tables made again; each stands between two comments that name it."""
    for name, table in (("terms", _terms()), ("standing terms", _standing_terms()), ("checks", _checks())):
        mark, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        before, _, rest = text.partition(mark)
        text = f"{before}{mark}\n\n{table}\n\n{end}{rest.partition(end)[2]}"
    return text


_KINDS_OF_TERMS = {
    "month": ("сентябрь",),
    "range of months": ("октябрь-май",),
    "date, dates": ("2025-10-14", "2025-10-01..2025-10-15"),
    "day, days": ("15-сентябрь", "1-15-сентябрь", "25-сентябрь..5-октябрь"),
    "deadline": ("15-сентябрга чейин", "сентябрдын аягына чейин", "1-кварталдын аягына чейин"),
    "week of a month": ("октябрдын 2-жумасы", "октябрдын акыркы жумасы"),
    "ten days": ("октябрдын 1-декадасы", "октябрдын 1-2-декадасы"),
    "beginning, middle, end, half of a month": (
        "октябрдын башы",
        "октябрдын ортосу",
        "октябрдын аягы",
        "октябрдын 2-жарымы",
    ),
    "quarter of the calendar year": ("1-квартал", "1-2-квартал"),
    "half-year": ("1-жарым жылдык",),
    "semester": ("1-семестр", "күзгү семестр"),
    "every day, week, …": ("күн сайын", "ар жума сайын", "ай сайын", "ар дүйшөмбү сайын", "ай сайын 5-числосуна чейин"),
    "so many times": ("жылына 1 жолу", "айына 2 жолу", "2 айда 1 жолу", "чейрегине кеминде 1 жолу"),
    "other standing terms": ("жыл бою", "окуу жылы"),
}


def _terms() -> str:
    """Examples of each kind of term, as the program spells them, with their windows."""
    from talplan.domain.language import Language
    from talplan.domain.plan_year import PlanYear
    from talplan.domain.read_terms import read_term
    from talplan.domain.spell_terms import spell
    from talplan.domain.terms import window

    rows = []
    for kind, spellings in _KINDS_OF_TERMS.items():
        terms = [read_term(spelling) for spelling in spellings]
        windows = [window(term, PlanYear(2025)) for term in terms]
        shown = [
            f"{days.first} to {days.last}" if term.dated else "" for term, days in zip(terms, windows, strict=True)
        ]
        cells = ["<br>".join(f"`{spell(term, language)}`" for term in terms) for language in Language]
        rows.append([kind, *cells, "<br>".join(shown) if any(shown) else "the plan's year"])
    return _markdown_table(("kind", "Kyrgyz", "Russian", "English", "window"), rows)


def _standing_terms() -> str:
    from talplan.domain.language import Language
    from talplan.domain.standing_terms import STANDING

    heads = ("Kyrgyz", "Russian", "English", "also read as")
    rows = [
        [spellings[language][0] for language in Language]
        + ["; ".join(other for language in Language for other in spellings[language][1:])]
        for spellings in STANDING.values()
    ]
    return _markdown_table(heads, rows)


def _checks() -> str:
    from talplan.planfile.rules import RULES

    rows = [[f"`{code}`", rule.severity, _summary(rule)] for code, rule in RULES.items()]
    return _markdown_table(("code", "severity", "what it finds"), rows)


def _summary(rule: type[Problem]) -> str:
    """The first paragraph of a rule's manual page, on one line."""
    return " ".join(rule.page().split("\n\n")[0].split()).replace("|", "\\|")


def _markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


PICTURES = {"due-october.svg": october, "review-diff.svg": reviewed}
PAGES = (
    "README.md",
    "docs/review.md",
    "docs/review.ky.md",
    "docs/review.ru.md",
    "docs/index.md",
    "docs/quickstart.ky.md",
    "docs/quickstart.ru.md",
    "docs/getting-started.md",
    "docs/everyday.md",
    "docs/everyday.ky.md",
    "docs/everyday.ru.md",
    "docs/office.md",
    "docs/office.ky.md",
    "docs/office.ru.md",
    "docs/documents.md",
    "docs/documents.ky.md",
    "docs/documents.ru.md",
    "docs/moving.md",
    "docs/moving.ky.md",
    "docs/moving.ru.md",
)


def main() -> None:
    """Writes everything in its place."""
    os.environ["TALPLAN_LANG"] = "en"  # of the pictures, which are drawn by this process
    form = ROOT / "docs" / "format.md"
    form.write_text(tables(form.read_text(encoding="utf-8")), encoding="utf-8")
    for picture, draw in PICTURES.items():
        (ROOT / "docs" / picture).write_text(draw(), encoding="utf-8")
    for name in PAGES:
        (ROOT / name).write_text(page(name), encoding="utf-8")


if __name__ == "__main__":
    main()
