"""`talplan export` to xlsx, csv, md and json: what stands in the files, for spreadsheets, forges and programs."""

import csv
import io
import json
import subprocess
import time
from datetime import date, datetime
from pathlib import Path
from shutil import which
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from running import PLAN, fields, run

ODD = r"""
title: "=Т & <b>План</b> | \u202e"
year: 2025-2026
units:
- name: "Бөлүм, лицензия; жана аккредитация"
- name: "=cmd|' /C calc'!A0"
- name: Деканат
sections:
- number: 1
  items:
  - number: 1
    task: "=1+1"
    due: [2025-10-14, жыл бою]
    units: ["=cmd|' /C calc'!A0", "Бөлүм, лицензия; жана аккредитация"]
  - number: 2
    task: "'=x"
    due: [2025-10-07]
    units: [Деканат]
    done:
    - date: 2025-10-10
      note: "=HYPERLINK(\"x\")"
      evidence: "@sum"
- number: 2
  title: "Экинчи | <script>alert(1)</script>"
  items:
  - number: 1
    task: "+7 \x1b[31mкызыл _x_ 🎓 \uffff"
    due: [2025-10-01..2025-10-15]
    units: [Деканат]
  - number: 2
    task: "- биринчи\n- экинчи | `a` *b*"
    due: [октябрь]
    units: [Деканат]
    cancelled: {date: 2025-10-02}
  - number: 3
    task: "#N/A"
    due: [октябрь]
    units: [Деканат]
""".lstrip()
EMPTY = "title: T\nyear: 2025-2026\nunits:\n- name: A\nsections:\n- number: 1\n  items: []\n"


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A plan whose texts look like formulas, markup and worse."""
    path = tmp_path / "odd.yaml"
    path.write_text(ODD, encoding="utf-8")
    return path


def exported(plan: Path, ending: str, *arguments: str, **more: Any) -> bytes:
    done = run("export", "-", "--format", ending, *arguments, plan=plan, **more)
    assert done.exit_code == 0, done.stderr
    return done.stdout_bytes


def table(plan: Path, *arguments: str, delimiter: str = ";") -> list[list[str]]:
    text = exported(plan, "csv", *arguments).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def book(plan: Path, *arguments: str, **more: Any) -> Workbook:
    return load_workbook(io.BytesIO(exported(plan, "xlsx", *arguments, **more)))


def rows(made: Workbook, sheet: int) -> list[list[Any]]:
    """The values of a sheet, days as days."""
    return [
        [value.date() if isinstance(value, datetime) else value for value in row]
        for row in made.worksheets[sheet].iter_rows(values_only=True)
    ]


# --- csv ----------------------------------------------------------------------------------------------------


def test_csv_is_the_document() -> None:
    raw = exported(PLAN, "csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    heading, *lines = table(PLAN)
    assert heading == ["№", "Аткарылуучу иштин мазмуну", "Аткаруу мөөнөтү", "Жооптуу аткаруучу"]
    assert [line for line in lines if not any(line[1:])] == [
        ["1.", "", "", ""],
        ["2. Окуу иштери", "", "", ""],
        ["3. Илимий иштер", "", "", ""],
    ]
    items = [line for line in lines if any(line[1:])]
    assert items == [
        [str(item["number"]), item["task"], "\n".join(item["due"]), "\n".join(item["units"])]
        for item in fields("list", plan=PLAN)
    ]
    assert len(items) == 79


@pytest.mark.parametrize(("typed", "sign"), [(",", ","), (";", ";"), ("\t", "\t"), ("\\t", "\t")])
def test_csv_with_another_delimiter(typed: str, sign: str) -> None:
    assert table(PLAN, "--delimiter", typed, delimiter=sign) == table(PLAN)


def test_csv_runs_nothing(odd: Path) -> None:
    assert table(odd, "--cancelled") == [
        ["№", "Аткарылуучу иштин мазмуну", "Аткаруу мөөнөтү", "Жооптуу аткаруучу", "Жокко чыгарылды"],
        ["1.", "", "", "", ""],
        [
            "1",
            "'=1+1",
            "14.10.2025\nжыл бою",
            "'=cmd|' /C calc'!A0\nБөлүм, лицензия; жана аккредитация",
            "",
        ],
        ["2", "''=x", "07.10.2025", "Деканат", ""],
        ["2. Экинчи | <script>alert(1)</script>", "", "", "", ""],
        ["1", "'+7 \\x1b[31mкызыл _x_ 🎓 \uffff", "01.10.2025\u00a0– 15.10.2025", "Деканат", ""],
        ["2", "'- биринчи\n- экинчи | `a` *b*", "октябрь", "Деканат", "02.10.2025"],
        ["3", "#N/A", "октябрь", "Деканат", ""],
    ]


# --- xlsx ---------------------------------------------------------------------------------------------------


def test_xlsx_is_the_document() -> None:
    made = book(PLAN)
    assert made.sheetnames == ["План", "Милдеттер", "Жыйынтык", "Аткаруучулар"]
    assert made.properties.title == "Талас мамлекеттик университетинин 2025-2026-окуу жылындагы окуу жана илимий " + (
        "иштеринин планы"
    )
    heading, *lines = rows(made, 0)
    assert heading[:4] == ["Пландын бөлүмү", "№", "Аткарылуучу иштин мазмуну", "Аткаруу мөөнөтү"]
    expected = fields("list", plan=PLAN)
    assert [line[1:4] + line[5:6] for line in lines] == [
        [item["number"], item["task"], "\n".join(item["due"]), "\n".join(item["units"])] for item in expected
    ]
    assert {line[0] for line in lines} == {"1-бөлүм", "2. Окуу иштери", "3. Илимий иштер"}
    assert lines[0][4:] == [
        date(2025, 8, 31),
        "Кабыл алуу комиссиясы\nАттестациялык комиссия",
        "мөөнөтү өттү",
        0,
    ]


def test_xlsx_is_made_for_an_office() -> None:
    made = book(PLAN)
    for sheet in made.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        fitted = sheet.sheet_properties.pageSetUpPr
        assert fitted is not None
        assert fitted.fitToPage
        assert sheet["A2"].alignment.wrap_text
        assert sum(column.width for column in sheet.column_dimensions.values()) > 100
    refs = [sheet.auto_filter.ref for sheet in made.worksheets]
    assert refs[0] == "A1:H80"
    obligations = sum(item["obligations"]["total"] for item in fields("list", plan=PLAN))
    assert refs[1] == f"A1:K{1 + obligations}"


def test_xlsx_has_the_items_of_each_unit(odd: Path) -> None:
    assert rows(book(odd), 3)[1:] == [
        ["Бөлүм, лицензия; жана аккредитация", None, None, None, None],
        ["1.1", "=1+1", "14.10.2025\nжыл бою", date(2025, 10, 14), "мөөнөтү келди"],
        ["=cmd|' /C calc'!A0", None, None, None, None],
        ["1.1", "=1+1", "14.10.2025\nжыл бою", date(2025, 10, 14), "мөөнөтү келди"],
        ["Деканат", None, None, None, None],
        ["1.2", "'=x", date(2025, 10, 7), date(2025, 10, 7), "кечигип аткарылды"],
        [
            "2.1",
            "+7 \\x1b[31mкызыл _x_ 🎓 \\uffff",
            "01.10.2025\u00a0– 15.10.2025",
            date(2025, 10, 15),
            "мөөнөтү келди",
        ],
        ["2.3", "#N/A", "октябрь", date(2025, 10, 31), "мөөнөтү келди"],
    ]


def test_xlsx_obligations_have_real_dates(odd: Path) -> None:
    heading, *lines = rows(book(odd), 1)
    assert heading == [
        *("Пункт", "Аткарылуучу иштин мазмуну", "Аткаруу мөөнөтү", "Мөөнөттүн башы", "Мөөнөттүн аягы"),
        *("Жооптуу аткаруучу", "Абалы", "Аткарылган күнү", "Кечикти", "Эскертүү", "Далил"),
    ]
    assert lines[0][:7] == [
        *("1.1", "=1+1", "14.10.2025", date(2025, 10, 14), date(2025, 10, 14), "=cmd|' /C calc'!A0", "мөөнөтү келди"),
    ]
    assert lines[4] == [
        *("1.2", "'=x", "07.10.2025", date(2025, 10, 7), date(2025, 10, 7), "Деканат", "кечигип аткарылды"),
        *(date(2025, 10, 10), "ооба", '=HYPERLINK("x")', "@sum"),
    ]
    assert [line[6] for line in lines] == [
        *("мөөнөтү келди", "мөөнөтү келди", "аткарылууда", "аткарылууда"),
        *("кечигип аткарылды", "мөөнөтү келди", "мөөнөтү келди"),
    ]
    later = rows(book(odd, today="2026-08-01"), 1)
    assert [line[6] for line in later[1:5]] == ["мөөнөтү өттү"] * 2 + ["жыл боюнча отчёт берилген жок"] * 2


def test_xlsx_texts_are_texts(odd: Path) -> None:
    made = book(odd, "--cancelled")
    kinds = {
        cell.value: cell.data_type
        for sheet in made.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    }
    assert set(kinds.values()) == {"s"}
    assert {"=1+1", "=cmd|' /C calc'!A0", "#N/A", '=HYPERLINK("x")', "@sum", "'=x"} <= set(kinds)
    assert "+7 \\x1b[31mкызыл _x_ 🎓 \\uffff" in kinds
    assert made.properties.title == "=Т & <b>План</b> | \\u202e"
    cell = made.worksheets[0]["C2"]
    assert (cell.value, cell.quotePrefix) == ("=1+1", True), "Excel would run it once somebody has edited it"


def test_xlsx_cells_have_their_kinds(odd: Path) -> None:
    lines = rows(book(odd, "--cancelled"), 0)[1:]
    assert [line[1] for line in lines] == [1, 2, 1, 2, 3]
    assert [line[3] for line in lines] == [
        *("14.10.2025\nжыл бою", date(2025, 10, 7), "01.10.2025\u00a0– 15.10.2025", "октябрь", "октябрь"),
    ]
    assert [line[7] for line in lines] == [0, 1, 0, None, 0]
    assert [line[8] for line in lines] == [None, None, None, date(2025, 10, 2), None]
    made = book(odd, "--cancelled")
    assert made.worksheets[0]["D3"].number_format == "dd.mm.yyyy"
    assert made.worksheets[0]["H3"].number_format == '0"\u00a0"%'
    assert [made.worksheets[0][f"C{row}"].font.strike for row in (4, 5)] == [False, True]
    assert [made.worksheets[0][f"{column}5"].font.strike for column in "GI"] == [False, False], "this is as it stands"


def test_xlsx_summary_counts_each_units_own() -> None:
    expected = {unit["name"] if unit["short"] is None else unit["short"]: unit for unit in fields("units", plan=PLAN)}
    heading, *lines, total = rows(book(PLAN, today="2026-08-01"), 2)
    assert heading[1:] == ["Пункттар", "Аткарылды", "Мөөнөтү өттү", "Отчёт берилген жок", "Мөөнөтү өтө элек"]
    assert {line[0]: line[1] for line in lines} == {
        name: unit["items"] for name, unit in expected.items() if unit["items"]
    }
    assert all(sum(line[2:]) == line[1] for line in [*lines, total])
    assert total[:3] == ["Бардыгы", 79, 0]
    own = rows(book(PLAN, "--unit", "okuu bolumu"), 2)
    assert [line[:2] for line in own[1:]] == [["Окуу бөлүмү", 30], ["Окуу бөлүмүнүн башчысы", 1], ["Бардыгы", 30]]


def test_xlsx_holds_what_excel_can_hold(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    long = "  - number: 1\n    task: {}\n    due: [май]\n    units: [A]\n".format("ы" * 40_000)
    plan.write_text(EMPTY.replace("  items: []\n", f"  items:\n{long}"), encoding="utf-8")
    task = rows(book(plan), 0)[1][2]
    assert len(task) == 32_767
    assert task.endswith("ы…")


@pytest.mark.parametrize(("language", "names"), [("ru", ["План", "Обязательства", "Сводка"]), ("en", ["Plan"])])
def test_words_are_the_plans(tmp_path: Path, language: str, names: list[str]) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(EMPTY.replace("units:", f"language: {language}\nunits:", 1), encoding="utf-8")
    assert book(plan, TALPLAN_LANG="ky").sheetnames[: len(names)] == names


@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice, which opens the workbook, is not installed")
def test_xlsx_opens_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_bytes(exported(PLAN, "xlsx"))
    utf8 = "csv:Text - txt - csv (StarCalc):44,34,76"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", utf8, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "plan.xlsx")], check=True, capture_output=True, timeout=60)
    text = (tmp_path / "plan.csv").read_text(encoding="utf-8")
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[2] for row in found[1:]] == [item["task"] for item in fields("list", plan=PLAN)]
    assert found[1][4] == "31.08.2025"


# --- md -----------------------------------------------------------------------------------------------------


def test_md_is_the_document() -> None:
    lines = exported(PLAN, "md").decode().splitlines()
    assert lines[0] == "**БЕКИТЕМИН**"
    assert lines[4].startswith("# Талас мамлекеттик университетинин 2025-2026")
    assert [line for line in lines if line.startswith("## ")] == ["## 2. Окуу иштери", "## 3. Илимий иштер"]
    assert sum(line.startswith("| ") and line[2].isdigit() for line in lines) == 79
    assert "| № | Аткарылуучу иштин мазмуну | Аткаруу мөөнөтү | Жооптуу аткаруучу |" in lines
    assert any("| Август<br>Сентябрь | Кабыл алуу комиссиясы<br>Аттестациялык комиссия |" in line for line in lines)


def test_md_shows_texts_as_they_are(odd: Path) -> None:
    text = exported(odd, "md", "--cancelled").decode()
    assert "# =Т \\& \\<b\\>План\\</b\\> \\| \\u202e\n" in text
    assert "\n## 2. Экинчи \\| \\<script\\>alert(1)\\</script\\>\n" in text
    assert "| 1. | +7 \\x1b\\[31mкызыл \\_x\\_ 🎓 \uffff | 01.10.2025\u00a0– 15.10.2025 | Деканат |" in text
    assert (
        "| ~~2.~~ | ~~- биринчи~~<br>~~- экинчи \\| \\`a\\` \\*b\\*~~<br>*Жокко чыгарылды: 02.10.2025* | ~~Октябрь~~ |"
        in text
    )
    assert "\x1b" not in text


# --- json ---------------------------------------------------------------------------------------------------


def test_json_is_the_whole_plan() -> None:
    told = json.loads(exported(PLAN, "json"))
    assert (told["version"], told["on"]) == (1, "2025-10-14")
    plan = told["plan"]
    assert list(plan) == ["title", "year", "first_month", "language", "approved", "signatures", "units", "sections"]
    assert (plan["year"], plan["first_month"], plan["language"]) == ("2025-2026", 8, "ky")
    assert [section["title"] for section in plan["sections"]] == [None, "Окуу иштери", "Илимий иштер"]
    assert [item for section in plan["sections"] for item in section["items"]] == fields("list", plan=PLAN)
    registry = fields("units", plan=PLAN)
    keys = ("name", "short", "aliases", "part_of")
    assert sorted(([unit[key] for key in keys] for unit in plan["units"]), key=str) == sorted(
        ([unit[key] for key in keys] for unit in registry), key=str
    )


def test_json_keeps_sections_and_units_that_no_filter_meets() -> None:
    plan = json.loads(exported(PLAN, "json", "--section", "3"))["plan"]
    assert [bool(section["items"]) for section in plan["sections"]] == [False, False, True]
    assert len(plan["units"]) == len(fields("units", plan=PLAN))


def test_json_hides_nothing(odd: Path) -> None:
    raw = exported(odd, "json")
    assert b"\x1b" not in raw
    assert json.loads(raw)["plan"]["title"] == "=Т & <b>План</b> | \u202e"


# --- sizes --------------------------------------------------------------------------------------------------


def test_empty_plan(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(EMPTY, encoding="utf-8")
    assert len(table(plan)) == 1
    assert [len(rows(book(plan), sheet)) for sheet in range(4)] == [1, 1, 2, 1]
    assert exported(plan, "md", "--draft") == "**ДОЛБООР**\n\n# T\n".encode()
    assert len(json.loads(exported(plan, "json"))["plan"]["units"]) == 1


def of_size(folder: Path, items: int) -> Path:
    plan = folder / f"plan-{items}.yaml"
    item = "  - number: {}\n    task: Иш {}\n    due: [октябрь]\n    units: [A]\n"
    text = EMPTY.replace("items: []\n", "items:\n" + "".join(item.format(n, n) for n in range(1, items + 1)))
    plan.write_text(text, encoding="utf-8")
    return plan


@pytest.mark.once
def test_ten_thousand_items(tmp_path: Path) -> None:
    plan = of_size(tmp_path, 10_000)
    assert len(table(plan)) == 10_002
    assert exported(plan, "md").count(b"\n") == 10_008
    assert exported(plan, "json").count(b'"id":') == 10_000


@pytest.mark.once
def test_ten_thousand_items_for_excel(tmp_path: Path) -> None:
    """The work grows with the plan alone."""
    seconds = []
    for items in (1000, 1000, 10_000):  # the first one imports everything
        plan = of_size(tmp_path, items)
        begin = time.process_time()
        raw = exported(plan, "xlsx")
        seconds.append(time.process_time() - begin)
    assert seconds[2] < 20 * seconds[1]
    with ZipFile(io.BytesIO(raw)) as packed:
        for sheet in (1, 2):
            assert packed.read(f"xl/worksheets/sheet{sheet}.xml").count(b"<row ") == 10_001
