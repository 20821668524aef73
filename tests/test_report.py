"""`report`: what is told of a period, in each format, of the university and of a unit."""

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import Result

from running import PLAN, program, run
from talplan.planfile.load import load
from talplan.queries.execution_report import Report, build_report
from talplan.queries.select import Filters

TEXT = """\
title: Институттун иш планы
year: 2025-2026
units:
- name: Деканат
- name: Китепкана
- name: Окуу залы
  part_of: Китепкана
sections:
- number: 1
  title: Окуу
  items:
  - number: 1
    task: Тизме
    due: [сентябрь, октябрь]
    units: [Деканат, Китепкана]
    done:
    - date: 2025-09-20
      term: сентябрь
      evidence: Буйрук № 1
    - date: 2025-11-03
      term: октябрь
      by: [Деканат]
      note: Кечикти
  - number: 2
    task: Залды ачуу
    due: [жыл бою]
    units: [Окуу залы]
    notes:
    - date: 2025-10-05
      by: Окуу залы
      text: Эшик оңдолду
  - number: 3
    task: Токтогон
    due: [сентябрь]
    units: [Деканат]
    cancelled: {date: 2025-09-01}
- number: 2
  items:
  - number: 1
    task: <b>Сынак</b> | =1+1
    due: [май]
    units: [Деканат]
"""
LISTS = (
    "Аткарылды",
    "Кечигип аткарылган пункттар",
    "Мөөнөтү өткөн, аткарылбаган пункттар",
    "Аткарылып жаткан пункттар",
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan-2025-2026.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def of(month: tuple[int, int] | None = None, units: set[str] | None = None, on: str = "2025-11-10") -> Report:
    from datetime import date

    from talplan.domain.plan_year import Window

    plan = load(TEXT.encode()).plan
    assert plan is not None
    span = Window(plan.year.month(month[0]).first, plan.year.month(month[1]).end) if month else None
    return build_report(plan, Filters(date.fromisoformat(on), frozenset(units) if units else None, span))


@pytest.mark.parametrize(
    ("asked", "total", "done", "late", "overdue", "unreported", "left"),
    [
        (of(), 6, 3, 1, 1, 0, 2),
        (of(on="2026-08-01"), 6, 3, 1, 2, 1, 0),
        (of((9, 9)), 2, 2, 0, 0, 0, 0),
        (of((10, 10)), 2, 1, 1, 1, 0, 0),
        (of((11, 11)), 1, 1, 1, 0, 0, 0),
        (of((8, 1)), 4, 3, 1, 1, 0, 0),
        (of((5, 5)), 1, 0, 0, 0, 0, 1),
        (of(units={"Деканат"}), 3, 2, 1, 0, 0, 1),
        (of(units={"Китепкана", "Окуу залы"}), 3, 1, 0, 1, 0, 1),
        (of(on="2025-09-19"), 6, 0, 0, 0, 0, 6),
    ],
)
def test_figures(asked: Report, total: int, done: int, late: int, overdue: int, unreported: int, left: int) -> None:
    found = asked.tally
    assert (found.total, found.done, found.late, found.overdue, found.not_reported, found.open) == (
        total,
        done,
        late,
        overdue,
        unreported,
        left,
    )
    assert sum(one.total for _, _, one in asked.sections) == total
    items = asked.headline
    assert tuple(items) == tuple(map(sum, zip(*(own for _, own, _ in asked.sections), strict=True)))


def test_lists() -> None:
    year = of(on="2026-08-01")
    assert [(one.item.id, one.units, str(one.record and one.record.date)) for one in (*year.done, *year.late)] == [
        ("1.1", ["Деканат", "Китепкана"], "2025-09-20"),
        ("1.1", ["Деканат"], "2025-11-03"),
    ]
    assert [(one.item.id, one.units) for one in year.overdue] == [("1.1", ["Китепкана"]), ("2.1", ["Деканат"])]
    assert [one.item.id for one in year.not_reported] == ["1.2"]
    assert [one.item.id for one in of().under_way] == ["1.2"]
    assert [(item.id, note.text) for item, note in year.notes] == [("1.2", "Эшик оңдолду")]
    assert of((9, 9)).notes == ()


def test_markdown(plan: Path) -> None:
    done = report(plan, "md --on 2025-11-10 --as lists --unit", "китепкана")
    assert done.exit_code == 0, done.stderr
    assert (
        "# Пландын аткарылышы жөнүндө отчёт\n\nИнституттун иш планы\n\n"
        "Жооптуу аткаруучу: Китепкана\n\nОтчёттук мезгил: 01.08.2025 – 31.07.2026. 10.11.2025 күнүнө карата\n\n"
        "**10.11.2025 күнүнө чейин аткарылууга тийиш болгон 1 пункт: "
        "аткарылганы – 0 (0 %), жарым-жартылай – 1, аткарылбаганы – 0.**\n\n"
        "Милдеттер: 3. Аткарылганы: 1, анын ичинде кечигип: 0. Мөөнөтү өткөнү: 1. Мөөнөтү өтө электер: 1.\n\n"
    ) in shown(done)
    assert re.findall("^## (.*)$", done.stdout, re.MULTILINE) == [
        "Пландын бөлүмдөрү боюнча",
        *LISTS,
        "Иштин жүрүшү (эскертүүлөр)",
    ]
    assert "| 1.1 | Тизме | Сентябрь | Китепкана | 20.09.2025 | Буйрук № 1 |" in done.stdout
    assert "| 1.2 | Залды ачуу | 05.10.2025 | Окуу залы | Эшик оңдолду |" in done.stdout


def shown(done: Result) -> str:
    """What it says, whether or not a line may break at a blank."""
    return done.stdout.replace("\u00a0", " ")


def report(plan: Path, options: str, *more: str) -> Result:
    return run("report", "-", "--format", *options.split(), *more, plan=plan)


GOLDEN = """\
**БЕКИТЕМИН**

_<br>(кызматы, аты-жөнү)<br>_<br>«_» _ 20_-ж.

# Пландын аткарылышы жөнүндө отчёт

Институттун иш планы

Отчёттук мезгил: 01.08.2025 – 31.07.2026. 10.11.2025 күнүнө карата

**10.11.2025 күнүнө чейин аткарылууга тийиш болгон 1 пункт: \
аткарылганы – 0 (0 %), жарым-жартылай – 1, аткарылбаганы – 0.**

Милдеттер: 6. Аткарылганы: 3, анын ичинде кечигип: 1. Мөөнөтү өткөнү: 1. Мөөнөтү өтө электер: 2.

## Пландын бөлүмдөрү боюнча

| Пландын бөлүмү | Аткарылууга тийиш | Аткарылды | Жарым-жартылай | Аткарылган жок | % | Милдеттер \
| Анын ичинде аткарылды |
| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: |
| 1. Окуу | 1 | 0 | 1 | 0 | 0 % | 5 | 3 |
| 2-бөлүм | 0 | 0 | 0 | 0 |  | 1 | 0 |
| **Бардыгы** | **1** | **0** | **1** | **0** | **0 %** | **6** | **3** |

## Жооптуу аткаруучулар боюнча, эң көп карызы барлары биринчи

| Жооптуу аткаруучу | Аткарылууга тийиш | Аткарылды | Жарым-жартылай | Аткарылган жок | % | Милдеттер \
| Анын ичинде аткарылды |
| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: |
| Китепкана | 1 | 0 | 1 | 0 | 0 % | 3 | 1 |
| Деканат | 1 | 1 | 0 | 0 | 100 % | 3 | 2 |

## Пландын пункттары боюнча

## 1. Окуу

| № | Аткарылуучу иштин мазмуну | Аткаруу мөөнөтү | Жооптуу аткаруучу | Аткарылышы | Далил, эскертүү |
| ---: | --- | --- | --- | --- | --- |
| 1.1 | Тизме | Сентябрь<br>Октябрь | Деканат<br>Китепкана | Сентябрь: аткарылды 20.09.2025<br>\
Октябрь: кечигип аткарылды 03.11.2025 (мөөнөтү 31.10.2025): Деканат<br>\
Октябрь: мөөнөтү өттү (31.10.2025): Китепкана | Буйрук № 1<br>Кечикти |
| 1.2 | Залды ачуу | Жыл бою | Окуу залы |  | 05.10.2025, Окуу залы: Эшик оңдолду |
| ~~1.3~~ | ~~Токтогон~~<br>*Жокко чыгарылды: 01.09.2025* | ~~Сентябрь~~ | ~~Деканат~~ |  |  |

## 2.

| № | Аткарылуучу иштин мазмуну | Аткаруу мөөнөтү | Жооптуу аткаруучу | Аткарылышы | Далил, эскертүү |
| ---: | --- | --- | --- | --- | --- |
| 2.1 | \\<b\\>Сынак\\</b\\> \\| =1+1 | Май | Деканат |  |  |

Түзгөн _ (аты-жөнү)<br>Көзөмөлдөгөн _ (аты-жөнү)
"""


def test_the_plan_s_own_table(plan: Path) -> None:
    done = report(plan, "md --on 2025-11-10")
    assert re.sub(r"(\\_)+", "_", shown(done)) == GOLDEN


def test_what_had_to_be_done() -> None:
    """The last day of a term counts; a standing term counts on the last day of the year, in the year's report alone."""
    assert of(on="2025-09-29").headline == (0, 0, 0)
    assert of(on="2025-09-30").headline == (1, 0, 0)
    assert of(on="2025-10-31").headline == (0, 1, 0)
    assert of((9, 9), on="2025-11-10").headline == (1, 0, 0)
    assert of(on="2026-07-30").headline == (0, 1, 1)
    assert of(on="2026-07-31").headline == (0, 1, 2)
    assert of((2, 7), on="2026-07-31").headline == (0, 0, 1)
    assert of(units={"Деканат"}, on="2026-07-31").headline == (1, 0, 1)


def test_periods_and_what_is_left_out(plan: Path) -> None:
    autumn = report(plan, "md --on 2025-11-10 --month", "1-жарым жылдык").stdout
    assert "01.08.2025\u00a0– 31.01.2026" in autumn
    assert "(башка айлардыкы же туруктуу мөөнөттүү): 1.\n" in autumn
    assert "| 2.1 |" not in autumn
    semester = report(plan, "md --on 2026-06-10 --month", "2-семестр").stdout
    assert re.findall(r"^\| (\d\S+)", semester, re.MULTILINE)[-1] == "2.1"


class Texts(HTMLParser):
    """What a page says, and what it asks the network for."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.asked: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said += [data.strip()] if data.strip() else []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.asked += [f"{tag} {value}" for name, value in attrs if name in ("src", "href", "action")]


def test_html(plan: Path) -> None:
    page = Texts()
    text = report(plan, "html --as lists --on 2026-08-01").stdout
    page.feed(text)
    assert page.asked == []
    assert "<script" not in text
    assert "<b>" not in text
    assert {*LISTS, "<b>Сынак</b> | =1+1", "Буйрук № 1", "2-бөлүм"} <= {*page.said}
    assert text.count("<table") == 7


def test_docx(plan: Path, tmp_path: Path) -> None:
    from docx import Document

    file = tmp_path / "отчёт.docx"
    done = run("report", str(file), "--as", "lists", "--on", "2026-08-01", plan=plan)
    assert (done.exit_code, done.stdout) == (0, f"Report on 6 obligations written to {file}\n")
    made = Document(io.BytesIO(file.read_bytes()))
    headings = [one.text for one in made.paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings[2:4] == ["Аткарылды", "Кечигип аткарылган пункттар"]
    rows = [[cell.text for cell in row.cells] for table in made.tables for row in table.rows]
    assert ["2.1", "<b>Сынак</b> | =1+1", "Май", "Деканат"] in rows
    assert ["1.1", "Тизме", "Сентябрь", "Деканат\nКитепкана", "20.09.2025", "Буйрук № 1"] in rows


def test_docx_is_one_of_the_office(plan: Path) -> None:
    """The sheet, the font and the properties of the official document; its tables go on below their headings."""
    from docx import Document
    from docx.oxml.ns import qn

    raw = run("report", "-", "--format", "docx", plan=plan).stdout_bytes
    made = Document(io.BytesIO(raw))
    about = made.core_properties
    assert (about.title, about.language) == ("Пландын аткарылышы жөнүндө отчёт. Институттун иш планы", "ky-KG")
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        assert [name for name in parts.namelist() if "docProps" in name] == ["docProps/core.xml"]
    [section] = made.sections
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height
    ruled = [one for one in made.tables if one.style and one.style.name == "Table Grid"]
    assert len(ruled) == 3
    for one in ruled:
        assert one.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in one.rows)


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("md", "=HYPERLINK(1) \\| \\x1b \uffff 🎓<br>@<!-- -->sum \\<script\\>"),
        ("html", '<td class="names"><span>=HYPERLINK(1) | \\x1b \\uffff 🎓<br>@sum &lt;script&gt;</span></td>'),
        ("docx", "=HYPERLINK(1) | \\x1b \\uffff 🎓\n@sum <script>"),
    ],
)
def test_any_text_is_only_text(plan: Path, ending: str, said: str) -> None:
    text = TEXT.replace("evidence: Буйрук № 1", r'evidence: "=HYPERLINK(1) | \e \uFFFF 🎓\n@sum <script>"')
    plan.write_text(text, encoding="utf-8")
    raw = run("report", "-", "--format", ending, plan=plan).stdout_bytes
    if ending == "docx":
        from docx import Document

        cells = [cell for one in Document(io.BytesIO(raw)).tables for row in one.rows for cell in row.cells]
        raw = "\n".join(cell.text for cell in cells).encode()
    assert said in raw.decode()


def test_a_plan_without_items(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("title: Т\nyear: 2025-2026\nunits: [{name: А}]\nsections: [{number: 1, items: []}]\n")
    for ending in ("md", "html", "docx"):
        done = run("report", f"{tmp_path}/r.{ending}", plan=plan)
        assert (done.exit_code, done.stdout) == (0, f"Report on 0 obligations written to {tmp_path}/r.{ending}\n")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_other_languages(plan: Path, language: str) -> None:
    plan.write_text(TEXT.replace("units:", f"language: {language}\nunits:", 1), encoding="utf-8")
    done = run("report", "-", "--format", "md", plan=plan)
    assert {"ru": "Отчёт о выполнении плана", "en": "Report on the execution of the plan"}[language] in done.stdout
    assert "Аткарылды" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["r.csv"], "this command does not support the format “csv”\n  hint: choose one of: docx, xlsx, pdf, html, md"),
        (["r"], "the extension of r does not show its format"),
        (["there.md"], "there.md already exists; nothing was written"),
        (
            ["r.md", "--as", "list"],
            "a report cannot be written as “list”\n  hint: did you mean lists? The choices are: table, lists",
        ),
        (["r.md", "--month", "июлль"], "“июлль” is not a valid month"),
        (["r.md", "--unit", "Деконат"], "did you mean Деканат?"),
    ],
)
def test_what_is_refused(plan: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str) -> None:
    monkeypatch.chdir(plan.parent)
    (plan.parent / "there.md").write_text("мурдагы")
    done = run("report", *arguments, plan=plan)
    assert (done.exit_code, done.stdout, said in done.stderr) == (2, "", True), done.stderr
    assert sorted(path.name for path in plan.parent.iterdir()) == [plan.name, "there.md"]
    assert run("report", "there.md", "--force", plan=plan).exit_code == 0


def test_the_document_s_own_plan_to_a_pipe() -> None:
    done = program("report", "-", "--format", "docx", "--plan", PLAN.as_posix())
    assert (done.returncode, done.stderr, done.stdout[:2]) == (0, b"", b"PK")
