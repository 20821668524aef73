"""stats, timeline, and what `talplan` alone shows: the document's plan with some marks on 20 November 2025."""

import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from running import PLAN, environment, fields, program, run
from talplan.domain.plan_year import PlanYear
from talplan.domain.read_terms import read_term
from talplan.domain.standing import Standing
from talplan.domain.terms import window
from talplan.planfile.load import load
from talplan.queries.timeline import Bar
from talplan.views.text_charts import Chart, ChartRow, chart_lines, share_bar, shares, start_of
from talplan.views.wrapping import wrap_indented

TODAY = "2025-11-20"
MARKS = (
    "done 1.2 --term август --on 2025-08-25",
    "done 1.4 --on 2025-10-20",
    "done 2.30 --by ОБ --on 2025-11-03",
    "done 3.1 --on 2025-09-30",
    "done 3.20 --on 2025-11-10",
    "done 2.28 --on 2025-11-01",
    "cancel 3.21 --on 2025-11-01",
)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = tmp_path_factory.mktemp("plan") / PLAN.name
    plan.write_bytes(PLAN.read_bytes())
    for mark in MARKS:
        assert run(*mark.split(), plan=plan, today=TODAY).exit_code == 0
    return plan


def said(line: str, plan: Path, today: str = TODAY) -> str:
    done = run(*line.split(), plan=plan, today=today)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


ANSWERS = {
    "stats": """\
Of the 16 items due by 2025-11-20: 3 done (18 %), 1 partly, 12 not done

Obligations on 2025-11-20

Section          Progress                   Done  Overdue  Still in time  Total
---------------  -------------------------  ----  -------  -------------  -----
Section 1        █▒▒▒▒▒▒▒············   5%     4       27             45     76
2. Окуу иштери   █▒▒▒················   3%     4       14             96    114
3. Илимий иштер  █···················   7%     4        0             47     51
Total            █▒▒▒▒···············   4%    12       41            188    241

█ done   ▒ overdue   · still in time
""",
    "stats --by month --section 3": """\
Of the 2 items due by 2025-11-20: 2 done (100 %), 0 partly, 0 not done

Obligations on 2025-11-20

Month           Progress                   Done  Overdue  Still in time  Total
--------------  -------------------------  ----  -------  -------------  -----
August 2025                                   0        0              0      0
September 2025  ████████████████████ 100%     2        0              0      2
October 2025    ████████████████████ 100%     2        0              0      2
November 2025   ····················   0%     0        0              1      1
December 2025                                 0        0              0      0
January 2026                                  0        0              0      0
February 2026                                 0        0              0      0
March 2026                                    0        0              0      0
April 2026      ····················   0%     0        0              3      3
May 2026                                      0        0              0      0
June 2026                                     0        0              0      0
July 2026                                     0        0              0      0
All year round  ····················   0%     0        0             43     43
Total           █···················   7%     4        0             47     51

█ done   ▒ overdue   · still in time
Each obligation is counted in the month of its deadline.
""",
    "stats --by unit --unit ОБ --month october": """\
Of the 2 items due by 2025-11-20: 0 done (0 %), 0 partly, 2 not done

Obligations on 2025-11-20

Unit         Progress                   Done  Overdue  Still in time  Total
-----------  -------------------------  ----  -------  -------------  -----
Окуу бөлүмү  █████▒▒▒▒▒▒▒▒▒▒·····  25%     1        2              1      4
Total        █████▒▒▒▒▒▒▒▒▒▒·····  25%     1        2              1      4

█ done   ▒ overdue   · still in time
A unit's row includes its sub-units; the total counts each obligation once.
""",
    "stats --by unit,month --unit ОБ --section 2": """\
Obligations in each month of 2025-2026

Unit                        Aug  Sep  Oct  Nov  Dec  Jan  Feb  Mar  Apr  May  Jun  Jul  All year
--------------------------  ---  ---  ---  ---  ---  ---  ---  ---  ---  ---  ---  ---  --------
Окуу бөлүмү                        4    4    2    3    2    2    1    1    2    3    1        13
  └ Окуу бөлүмүнүн башчысы         1                                                           1
Total                              4    4    2    3    2    2    1    1    2    3    1        13

Each obligation is counted in every month of its term, done or not; standing terms are under “All year”.
""",
    "timeline --section 3": """\
                                              ▼ 2025-11-20
                                Aug Sep Oct Nov Dec Jan Feb Mar Apr May Jun Jul
────────────────────────────────────────────────────────────────────────────────
3. Илимий иштер
3.1   Структуралык бөлүмдөрдүн…     ✓━━━      │
3.17  ПОЖ жана студенттердин и…               │             ·───────
3.20  Окуу жайда илимий-техник…         !━━━  │
3.21  ИТКда аспирант-изденүүчү…               │                     –---
3.22  ТалМУнун масштабында Или…             ●━━━

● due   · upcoming   ! done late   ✓ done   – cancelled   │ today
The standing terms of 19 items are not shown; to show them, add --standing
""",
    "timeline --by unit --section 3": """\
                                              ▼ 2025-11-20
                                Aug Sep Oct Nov Dec Jan Feb Mar Apr May Jun Jul
────────────────────────────────────────────────────────────────────────────────
ИТК                                     !━━━  │
Уюштуруу тобу                               ●━━━
ЭАБжИБ                                        │             ·───────
Структуралык бөлүмдөрдүн            ✓━━━      │             ·───────
жетекчилери                                   │
Кафедра башчылары                   ✓━━━      │             ·───────
Төрага                                  !━━━  │

● due   · upcoming   ! done late   ✓ done   │ today
43 standing obligations are not shown; to show them, add --standing
""",
    "timeline --section 3 --unit ИТК --standing": """\
                                              ▼ 2025-11-20
                                Aug Sep Oct Nov Dec Jan Feb Mar Apr May Jun Jul
────────────────────────────────────────────────────────────────────────────────
3. Илимий иштер
3.4   КР Илим, жогорку билим б… ○.............│.................................
3.10  Университеттин ПОЖунун и… ○.............│.................................
3.13  Университеттин жаш окуму… ○.............│.................................
3.20  Окуу жайда илимий-техник…         !━━━  │
3.21  ИТКда аспирант-изденүүчү…               │                     –---

○ ongoing   ! done late   – cancelled   │ today
""",
    "": """\
Талас мамлекеттик университетинин 2025-2026-окуу жылындагы окуу жана илимий иштеринин планы
Of the 16 items due by 2025-11-20: 3 done (18 %), 1 partly, 12 not done
Year   ███████·················  2025-11-20: month 4 of 12
Dated  ██▒▒▒▒▒▒▒▒▒▒············  9 of 100 obligations done, 41 overdue
All    █▒▒▒▒···················  12 of 241 obligations done

13 items are overdue: talplan due --overdue
  1.1   2025-08-31  Студенттерди которуу, калыбына келтирүү иштерин жүргүзүү.…
  1.2   2025-09-30  Кафедралардын окуу жүктөмдөрүн эсептелишин жана бөлүштүрү…
  1.3   2025-09-30  Күндүзгү жана сырттан окуган студенттердин окуу группалар…
3 items end in November 2025
  1.9   2025-11-30  Жыл жыйынтыгынын негизинде профессордук-окутуучулар жаама…
  2.30  2025-11-30  Бүтүрүчү квалификациалык иштердин темаларын бекитүүнү уба…
  3.22  2025-11-30  ТалМУнун масштабында Илим күнүн өткөрүү
Units with the most to do now: Структуралык бөлүмдөрдүн жетекчилери (10), Окуу бөлүмү (8), ББСЖЛжАБ (7)

Next commands
  talplan due                     what has to be done this month
  talplan due --unit "Структуралык бөлүмдөрдүн жетекчилери"
  talplan done 1.1 --term август  mark an item done
  talplan --help                  everything else
""",
}


@pytest.mark.parametrize("line", ANSWERS)
def test_answers(line: str, marked: Path) -> None:
    assert said(line, marked) == ANSWERS[line]


# --- other formats ------------------------------------------------------------------------------------------

STATES = ("done", "overdue", "not_reported", "due", "ongoing", "upcoming")


@pytest.mark.parametrize("today", [TODAY, "2025-07-01", "2026-09-01"])
def test_counts_add_up(today: str, marked: Path) -> None:
    """Every obligation that counts stands in one section and one month, and in one state."""
    sections, months = (fields("stats", "--by", by, plan=marked, today=today) for by in ("section", "month"))
    listed = fields("list", plan=marked, today=today)
    total = sum(item["obligations"]["total"] for item in listed)
    done = sum(item["obligations"]["done"] for item in listed)
    for rows in (sections, months):
        assert (sum(row["total"] for row in rows), sum(row["done"] for row in rows)) == (total, done)
        assert all(row["total"] == sum(row[state] for state in STATES) and row["late"] <= row["done"] for row in rows)
    assert total == (242 if today == "2025-07-01" else 241)


def test_unit_counts_what_its_parts_do(marked: Path) -> None:
    rows = {row["unit"]: row for row in fields("stats", "--by", "unit", plan=marked, today=TODAY)}
    head, own = rows["Окуу бөлүмүнүн башчысы"], rows["Окуу бөлүмү"]
    assert head["part_of"] == "Окуу бөлүмү"
    listed = fields("list", "--unit", "ОБ", plan=marked, today=TODAY)
    assert own["total"] == sum(item["obligations"]["total"] for item in listed) == 38
    assert "Эксперттик топ" not in [row["unit"] for row in fields("stats", "--by", "unit", "--section", "1")]


def test_csv(marked: Path) -> None:
    assert said("stats --format csv", marked).splitlines()[:2] == [
        "section,title,total,done,late,overdue,not_reported,due,ongoing,upcoming,"
        "items_due_by_date,items_done,items_partly,items_not_done",
        "1,,76,4,1,27,0,5,25,15,8,1,1,6",
    ]
    assert said("stats --by unit,month --unit ИТК --section 3 --format csv", marked).splitlines() == [
        "unit,part_of,2025-08,2025-09,2025-10,2025-11,2025-12,2026-01,"
        "2026-02,2026-03,2026-04,2026-05,2026-06,2026-07,standing",
        "ИТК,,0,0,1,0,0,0,0,0,0,0,0,0,3",
    ]
    assert said("timeline --by unit --unit Төрага --format csv", marked) == (
        "unit,part_of,term,from,until,state,total,done\nТөрага,,октябрь,2025-10-01,2025-10-31,late,1,1\n"
    )
    assert said("stats --by month --text nosuch --format csv", marked).startswith("month,total,")
    assert said("timeline --text nosuch --format csv", marked) == (
        "id,section,task,status,term,from,until,state,total,done\n"
    )


def test_timeline_as_json(marked: Path) -> None:
    (row,) = fields("timeline", "--text", "темаларын бекитүүнү", plan=marked, today=TODAY)
    assert (row["id"], row["section"], row["status"]) == ("2.30", 2, "due")
    assert row["windows"] == [
        {
            "term": "октябрь-ноябрь",
            "from": "2025-10-01",
            "until": "2025-11-30",
            "state": "due",
            "total": 3,
            "done": 1,
        }
    ]


def test_timeline_as_markdown(marked: Path) -> None:
    assert "    3.22  ТалМУнун масштабында Или…             ●━━━\n\n● due" in said(
        "timeline --section 3 --format md --status due", marked
    )


# --- what is typed ------------------------------------------------------------------------------------------


def test_by_something_else() -> None:
    done = run("stats", "--by", "unti", plan=PLAN)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "error: cannot count by “unti”\n  hint: did you mean unit? The choices are: section, unit, month, unit,month\n"
    )
    done = run("timeline", "--by", "month", plan=PLAN)
    assert (done.exit_code, done.stderr) == (
        2,
        "error: the chart cannot have rows by “month”\n  hint: choose one of: item, unit\n",
    )


def test_by_both_in_any_order(marked: Path) -> None:
    assert said("stats --by Month,unit", marked) == said("stats --by unit,month", marked)


def test_nothing_meets_the_filters() -> None:
    assert run("stats", "--text", "nosuch", plan=PLAN).stdout == "No item matches these filters.\n"
    assert run("timeline", "--text", "nosuch", plan=PLAN).stdout == "No dated term matches these filters.\n"


EMPTY = "title: План\nyear: 2025-2026\nunits:\n- name: A\nsections:\n- number: 1\n  items: []\n"


def test_empty_plan(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(EMPTY, encoding="utf-8")
    for by in ("section", "unit", "month", "unit,month"):
        assert run("stats", "--by", by, plan=plan).stdout == "No item matches these filters.\n"
    assert run("timeline", plan=plan).stdout == "No dated term matches these filters.\n"
    assert run(plan=plan, today=TODAY).stdout == (
        "План\n"
        "No item had to be done by 2025-11-20.\n"
        "Year   ███████·················  2025-11-20: month 4 of 12\n"
        "Dated  ························  0 of 0 obligations done\n"
        "All    ························  0 of 0 obligations done\n"
        "\n"
        "Nothing is overdue.\n"
        "Nothing else ends in November 2025.\n"
        "\n"
        "Next commands\n"
        "  talplan due     what has to be done this month\n"
        "  talplan --help  everything else\n"
    )


# --- talplan alone ------------------------------------------------------------------------------------------


def test_outside_the_year() -> None:
    before, after = (run(plan=PLAN, today=today).stdout for today in ("2025-07-31", "2026-08-01"))
    assert "Year   ························  2025-07-31: the year begins on 2025-08-01" in before
    assert "Year   ████████████████████████  2026-08-01: the year ended on 2026-07-31" in after
    assert "0 of 242 obligations done, 141 not reported" in after
    assert [line.split("  ")[1] for line in after.splitlines()[-4:]] == [
        "talplan due --overdue",
        "talplan report report.docx",
        "talplan new-year",
        "talplan --help",
    ]
    assert run("timeline", plan=PLAN, today="2026-08-01").stdout.startswith(
        "2026-08-01: the year ended on 2026-07-31\n\n  "
    )


DAYS = [date(2025, 7, 31), *(span.last for span in PlanYear(2025).months), date(2026, 8, 1)]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_one_screen(day: date, marked: Path) -> None:
    """24 lines of 80 columns, the last of which the prompt needs."""
    import io

    from rich.console import Console

    from talplan.queries.select import Filters, select
    from talplan.views.dashboard import dashboard_page
    from talplan.views.rich_page import render

    plan = load(marked.read_bytes()).plan
    assert plan is not None
    shown = Console(file=io.StringIO(), width=80, force_terminal=True, highlight=False)
    render(dashboard_page(plan, select(plan, Filters(day)), day), shown)
    assert isinstance(shown.file, io.StringIO)
    assert 11 < shown.file.getvalue().count("\n") <= 23


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
@pytest.mark.parametrize("day", ["2025-10-15", "2026-07-31", "2026-11-29"])
def test_a_bar_shares_its_line_with_its_words(day: str, language: str) -> None:
    """Where the words are long, the bars are shorter."""
    narrow, wide = (run(TALPLAN_LANG=language, TALPLAN_TODAY=day, COLUMNS=width).stdout for width in ("80", "300"))
    bars = [line for line in narrow.splitlines() if set(line) & set("█▒") or "····" in line]
    assert len(bars) == 3
    assert {*bars} <= {*wide.splitlines()}


def test_the_same_without_typer(marked: Path) -> None:
    done = program(env=environment({"TALPLAN_TODAY": TODAY}, marked))
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, ANSWERS[""], b"")


def test_no_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run()
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "talplan shows a yearly plan of work: what is due, what is overdue, what is done.\n"
        f"There is no plan here: no data/plan-*.yaml or plan-*.yaml in {tmp_path} or in any folder above it.\n"
        "\n"
        "  cd FOLDER                 go to the folder of the plan\n"
        "  talplan due --plan FILE   or specify the plan file\n"
        "  talplan init              create a new plan here\n"
        "  talplan import plan.docx  create one from a Word or Excel file\n"
        "  talplan --help            everything else\n"
    )


def test_plan_that_is_named_and_missing(tmp_path: Path) -> None:
    done = run(plan=tmp_path / "nosuch.yaml")
    assert done.exit_code == 2
    assert done.stderr.startswith("error: cannot read ")


# --- drawing ------------------------------------------------------------------------------------------------


def bar(term: str, standing: Standing) -> Bar:
    read = read_term(term)
    return Bar(read, window(read, PlanYear(2025)), standing, 1, 0)


ROW = ChartRow(
    "Структуралык бөлүмдөрдүн жетекчилери",
    (bar("август", Standing.DONE), bar("сентябрь-май", Standing.DUE), bar("2026-07-31", Standing.UPCOMING)),
    whole=True,
)
MONTHS = ("Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul")


@pytest.mark.parametrize("width", [20, 28, 36, 45, 59, 60, 71, 72, 80, 97, 98, 140, 200])
def test_chart_fits_its_width(width: int) -> None:
    for day in (date(2025, 8, 1), date(2025, 11, 20), date(2026, 7, 31)):
        lines = [line.text for line in chart_lines(Chart(PlanYear(2025), MONTHS, day, [("1", [ROW])]), width)]
        assert max(map(len, lines)) == width
        assert sum(day.isoformat() in line for line in lines) == 1
        drawn = next(line for line in lines if "●" in line)
        assert [drawn.count(sign) for sign in "✓●·"] == [1, 1, 1]
        assert drawn.endswith("·")


def test_the_most_pressing_is_on_top() -> None:
    """An overdue October in a year that is done; today only where nothing is drawn."""
    row = ChartRow("1.1", (bar("октябрь", Standing.OVERDUE), bar("август-июнь", Standing.DONE)))
    (*_, line) = chart_lines(Chart(PlanYear(2025), MONTHS, date(2026, 7, 9), [("", [row])]), 80)
    assert line.text == f"{'1.1':<31} ✓━━━━━━━✗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ │  "


@pytest.mark.parametrize(
    ("parts", "cells"),
    [
        ((0, 0, 0), [0, 0, 20]),
        ((1, 0, 0), [20, 0, 0]),
        ((1, 1, 998), [1, 1, 18]),
        ((998, 1, 1), [18, 1, 1]),
        ((1, 2, 1), [5, 10, 5]),
    ],
)
def test_shares(parts: tuple[int, ...], cells: list[int]) -> None:
    assert shares(parts, 20) == cells
    assert "".join(piece.text for piece in share_bar(parts, 20)) == "█" * cells[0] + "▒" * cells[1] + "·" * cells[2]


def test_texts_in_little_room() -> None:
    assert start_of("Тизме түзүү, берүү", 13) == "Тизме түзүү…"
    assert wrap_indented("  └ Окуу бөлүмүнүн башчысы", 14) == ["  └ Окуу", "    бөлүмүнүн", "    башчысы"]
    assert wrap_indented("Абвгдежз", 3) == ["Абв", "где", "жз"]


# --- many items ---------------------------------------------------------------------------------------------


def calls(items: int, line: str, folder: Path) -> int:
    """How many functions are called to answer about a plan of that many items that is known already."""
    head = "title: П\nyear: 2025-2026\nunits:\n" + "".join(f"- name: А{n}\n" for n in range(40))
    item = "  - number: {}\n    task: Иш {}\n    due: [октябрь-май, июнь, жыл бою]\n    units: [А{}, А{}]\n"
    plan = folder / f"plan-{items}.yaml"
    rows = (item.format(n, n, n % 39, n % 39 + 1) for n in range(1, items + 1))
    plan.write_text(f"{head}sections:\n- number: 1\n  items:\n{''.join(rows)}", encoding="utf-8")
    assert run(*line.split(), plan=plan).exit_code == 0
    counted = Counter[str]()
    sys.setprofile(lambda _frame, event, _function: counted.update([event]))
    try:
        run(*line.split(), plan=plan)
    finally:
        sys.setprofile(None)
    return counted["call"] + counted["c_call"]


@pytest.mark.once
@pytest.mark.parametrize(
    "line", ["", "stats", "stats --by unit", "stats --by unit,month", "timeline", "timeline --by unit"]
)
def test_work_grows_with_the_items(line: str, tmp_path: Path) -> None:
    assert calls(2000, line, tmp_path) < 5.5 * calls(400, line, tmp_path)


def test_headings_over_numbers_are_one_line_where_there_is_room() -> None:
    wide, narrow = (program("stats", env=environment({"COLUMNS": width})).stdout.decode() for width in ("140", "75"))
    assert re.search(r"^Section +Progress +Done  Overdue  Still in time +Total$", wide, re.MULTILINE)
    assert re.search(r"^ +Still\n +in\nSection +Progress +Done  Overdue   time +Total$", narrow, re.MULTILINE)
