"""Tables in a given width: no word breaks that has room, nothing is cut off unless --compact asks for it."""

import os
import re

import pytest

from running import PLAN, run
from talplan.domain.visible import text_width
from talplan.views.columns import fit_columns
from talplan.views.page import Column, Page, Table, Width, cell
from talplan.views.rich_page import fitted
from talplan.views.terminal import wrap_sentence
from talplan.views.wrapping import break_words, wrap_indented

pytestmark = pytest.mark.once

WIDTHS = [40, 60, 80, 100, 140]
TABLE = Table(
    (Column("ID"), Column("Task", Width.WIDE), Column("Units", Width.NARROW), Column("Done", Width.COUNT)),
    [("", [(cell("1.1"), cell("Бир иш"), cell("Санариптештирүү бөлүмү", "ОБ"), cell("10"))])],
)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (80, [3, 44, 23, 4]),  # the task takes what is left
        (40, [3, 6, 21, 4]),
        (34, [3, 6, 15, 4]),
        (33, [3, 5, 15, 4]),
        (25, [3, 4, 8, 4]),  # a word has to break
        (24, None),
    ],
)
def test_widths(width: int, expected: list[int] | None) -> None:
    assert fit_columns(TABLE, width) == expected


def test_indent() -> None:
    """Below the name of the sub-unit, not below its mark."""
    assert wrap_indented("  └ Окуу бөлүмүнүн башчысы", 14) == ["  └ Окуу", "    бөлүмүнүн", "    башчысы"]
    table = Table((Column("Unit", Width.SNUG), Column("All")), [("", [(cell("  └ Окуу бөлүмү"), cell("9" * 54))])])
    page: Page = [table]
    assert fitted(page, 66).splitlines()[2:] == ["  └ Окуу    " + "9" * 54, "    бөлүмү"]


def test_hyphens() -> None:
    assert break_words("Окуу,\nПландоо-финансылык бөлүм", 18) == "Окуу,\nПландоо-финансылык бөлүм"
    assert break_words("Окуу,\nПландоо-финансылык бөлүм", 17) == "Окуу,\nПландоо-\nфинансылык бөлүм"
    assert break_words("программа/долбоор", 12) == "программа/\nдолбоор"


COMMANDS = ["list", "due --overdue", "units", "stats", "stats --by unit", "stats --by unit,month", "show 1.14 2.30"]


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_words_stay_whole(command: str, language: str) -> None:
    """From 80 columns on words break only after hyphens and slashes; from 100 in Kyrgyz and Russian, whose headings and
    statuses are longer. `COLUMNS` is the width in a pipe too."""
    whole = run(*command.split(), TALPLAN_LANG=language, COLUMNS="400").stdout
    parts = {*whole.split(), *re.sub("([-/])", r"\1 ", whole).split()}
    for width in WIDTHS:
        shown = run(*command.split(), TALPLAN_LANG=language, COLUMNS=str(width)).stdout
        assert max(map(text_width, shown.splitlines())) <= width
        if width >= (80 if language == "en" else 100):
            assert {word for word in shown.split() if not word.startswith("─")} <= parts


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("command", ["list", "due --overdue"])
def test_compact(command: str, width: int) -> None:
    """A line for each item, however narrow."""
    shown = run(*command.split(), "--compact", COLUMNS=str(width)).stdout.splitlines()
    items = [line for line in shown if re.match(r"\d+\.\d+ ", line)]
    listed = run(*command.split(), "--format", "csv").stdout.splitlines()[1:]
    assert [line.split()[0] for line in items] == [line.split(",")[0] for line in listed]
    assert max(map(text_width, shown)) <= width
    assert len(shown) < len(listed) + 14
    assert any("…" in line for line in items)


def test_compact_in_a_pipe() -> None:
    """Without a width nothing is cut but further terms and the units."""
    line = next(line for line in run("list", "--compact").stdout.splitlines() if line.startswith("1.1 "))
    task = next(line for line in run("list").stdout.splitlines() if line.startswith("1.1 ")).split("  ")[1]
    assert re.split("  +", line) == ["1.1", task.strip(), "август, …", "✗ overdue 0/4"]


@pytest.mark.parametrize("columns", ["", "0", "-5", "abc", "5", "99999999999999999999", "8 0", "８０", "80.5"])
def test_nonsense(columns: str) -> None:
    assert run("list", COLUMNS=columns).stdout == run("list").stdout


def test_sentence() -> None:
    """What has to be typed in one go, a number with its sign and a dash with its word stay on one line."""
    text = '  hint: to see them all, type `talplan due --overdue` or "Окуу бөлүмү", № 142 – done 33 % of'
    assert wrap_sentence(text, 28).splitlines() == [
        "  hint: to see them all,",
        "  type",
        "  `talplan due --overdue` or",
        '  "Окуу бөлүмү", № 142 –',
        "  done 33 % of",
    ]
    assert wrap_sentence("2.35  a\nbb cc", 5) == "2.35\na\nbb cc"
    assert wrap_sentence("an unfinished `quote here", 8) == "an\nunfinished\n`quote\nhere"


@pytest.mark.skipif(os.name != "posix", reason="a terminal as POSIX has it")
@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (
            "list --status эмне",
            "ошибка: неизвестное состояние: «эмне»\n"
            '  подсказка: укажите одно из: просрочено, "срок наступил", выполняется,\n'
            '  предстоит, выполнено, отменено, "не выполнено", "выполнено с опозданием",\n'
            '  "нет отчёта"\n',
        ),
        (
            "done 2.35 --by ректорат",
            "ошибка: этот исполнитель не отвечает за пункт 2.35; ответственные исполнители:\nББСЖЛжАБ, Окуу бөлүмү\n",
        ),
    ],
)
def test_messages_on_a_terminal(command: str, shown: str) -> None:
    """Words stay whole in what a command says beside its tables too."""
    from terminals import terminal

    assert terminal(*command.split(), TALPLAN_LANG="ru")[1] == shown


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_a_form_in_80_columns(language: str) -> None:
    """The term and the state wrap before a word of the task has to break."""
    command = ("collect", str(PLAN.parent.parent / "docs" / "examples" / "issue.md"))
    whole = run(*command, TALPLAN_LANG=language, COLUMNS="400").stdout
    parts = {*whole.split(), *whole.replace("-", "- ").split()}
    assert {*run(*command, TALPLAN_LANG=language, COLUMNS="80").stdout.replace("─", "").split()} <= parts
