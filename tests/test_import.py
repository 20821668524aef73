"""`talplan import`: what is read of a table, however it is typed, and what is told of the rest. The tables are csv."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import Result

import foreign
from running import run
from talplan.documents.importers.unit_cells import UnitReader
from talplan.domain.units import Registry
from talplan.planfile.load import load

HEAD = "№,Мазмуну,Мөөнөтү,Жооптуу\n"
ASKED = ("--year", "2026-2027", "--title", "План")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a plan whose units are known."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan-2025-2026.yaml").write_text(foreign.REGISTRY, encoding="utf-8")
    return tmp_path


def imported(raw: str | bytes, *options: str, file: str = "a.csv") -> Result:
    Path(file).write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return run("import", file, *ASKED, *options)


def lines(path: str = "plan-2026-2027.yaml") -> list[str]:
    """The items of a plan: id, task, terms, units."""
    plan = load(Path(path).read_bytes()).plan
    assert plan is not None
    return [f"{item.id} {item.task} | {_terms(item.due)} | {', '.join(item.units)}" for item in plan.items()]


def _terms(due: object) -> str:
    from talplan.domain.language import Language
    from talplan.domain.spell_terms import spell

    return ", ".join(spell(term, Language.KY) for term in due)  # type: ignore[attr-defined]


def read(raw: str | bytes, *options: str) -> list[str]:
    """The items of the plan that is made of a table."""
    done = imported(raw, *options)
    assert done.exit_code == 0, done.stderr
    return lines()


# --- the columns --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headings",
    [
        "№,Аткарылуучу иштин мазмуну,Аткаруу мөөнөтү,Жооптуу аткаруучу",
        "№№,Иш-чаралар,Мөөнөтү,Жооптуулар",
        "п/п,Содержание работы,Срок исполнения,Ответственный исполнитель",
        "№ п/п,Мероприятие,Сроки,Отв. исполнители",
        "№ п.п.,Наименование мероприятий,Дата,Исполнитель",
        "No.,Task,Term,Responsible unit",
        "N,Activities,Deadline,Who",
        "№,Повестка дня,Дата,Докладчик",
        "№,Күн тартиби,Күнү,Баяндамачы",
        ",МАЗМУНУ,МӨӨНӨТҮ,АТКАРУУЧУЛАР",
    ],
)
def test_headings(headings: str) -> None:
    assert read(f"{headings}\n1,Иш,май,Ректорат\n") == ["1.1 Иш | май | Ректорат"]


def test_columns_in_any_order_and_others_beside_them() -> None:
    table = "Жооптуу,Эскертүү,Срок,№,Мазмуну\nРекторат,башка,май,1,Иш\n"
    assert read(table) == ["1.1 Иш | май | Ректорат"]


def test_a_column_is_missing() -> None:
    done = imported("№,Мазмуну,Жооптуу\n1,Иш,Ректорат\n")
    assert done.exit_code == 2
    assert "not found: the term (мөөнөт, срок)" in done.stderr


def test_headings_are_repeated_and_columns_are_numbered() -> None:
    table = f"{HEAD}1,2,3,4\n1,Иш,май,Ректорат\n{HEAD}2,Дагы,июнь,Ректорат\n"
    assert read(table) == ["1.1 Иш | май | Ректорат", "1.2 Дагы | июнь | Ректорат"]


# --- sections and numbers -----------------------------------------------------------------------------------


def test_sections() -> None:
    row = "1.,Иш,май,Ректорат\n"
    titles = ["2. Окуу иштери", "III. Илимий иштер", "4-бөлүм. Тарбия", "Раздел 6. Учёба", "Аталышы жок", "9."]
    done = imported(HEAD + row + "".join(f"{title},,,\n{row}" for title in titles))
    assert done.exit_code == 0, done.stderr
    assert [line.strip() for line in done.stdout.splitlines()[1:]] == [
        "Section 1: 1 item",
        "2. Окуу иштери: 1 item",
        "3. Илимий иштер: 1 item",
        "4. Тарбия: 1 item",
        "6. Учёба: 1 item",
        "7. Аталышы жок: 1 item",
        "Section 9: 1 item",
    ]


def test_the_colon_of_a_heading_is_not_doubled() -> None:
    result = imported(f"{HEAD},Уюштуруу:,,\n1,Иш,май,Ректорат\n")
    assert result.stdout.endswith("\n  1. Уюштуруу: 1 item\n")


def test_numbers_that_begin_again_begin_a_section() -> None:
    table = HEAD + "1,А,май,Ректорат\n2,Б,май,Ректорат\n1,В,май,Ректорат\n"
    assert [line[:5] for line in read(table)] == ["1.1 А", "1.2 Б", "2.1 В"]


def test_numbers_that_name_their_section() -> None:
    table = HEAD + "1.1,А,май,Ректорат\n2.30.,Б,май,Ректорат\n"
    assert [line.split()[0] for line in read(table)] == ["1.1", "2.30"]


def test_a_row_that_goes_on_below() -> None:
    table = HEAD + "1,Иш,сентябрь,Ректорат\n,,февраль,Окуу бөлүмү\n"
    assert read(table) == ["1.1 Иш | сентябрь, февраль | Ректорат, Окуу бөлүмү"]


# --- terms --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "terms"),
    [
        ("Сентябрь", "сентябрь"),
        ("Август\nсентябрь", "август, сентябрь"),
        ("Сентябрь, Февраль", "сентябрь, февраль"),
        ("сентябрь; жыл бою", "сентябрь, жыл бою"),
        ("Декабрь –\nянварь, июнь-июль", "декабрь-январь, июнь-июль"),
        ("Жыл\nбою", "жыл бою"),
        ("август жана сентябрь", "август, сентябрь"),
        ("в течение года", "жыл ичи"),
        ("Сент. окт.", "сентябрь, октябрь"),
        ("с марта по май", "март-май"),
        ("октябрь 2026 г.", "октябрь"),
        ("14.10.2026", "2026-10-14"),
        ("15 октябрга чейин", "15-октябрга чейин"),
        ("до 15.10.2026 г., II квартал", "15-октябрга чейин, 2-квартал"),
        ("01.10.2026 - 15.10.2026", "2026-10-01..2026-10-15"),
        ("май, май", "май"),
    ],
)
def test_terms(cell: str, terms: str) -> None:
    assert read(f'{HEAD}1,Иш,"{cell}",Ректорат\n') == [f"1.1 Иш | {terms} | Ректорат"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("октяабр", "“октяабр” is not a valid term\n  hint: did you mean октябрь"),
        ("15 октябрга чейи", "“15 октябрга чейи” is not a valid term\n  hint: did you mean 15-октябрга чейин?"),
        ("октябрга чейин", "“октябрга чейин” has more than one meaning\n  hint: write the one that you mean: "),
        ("3-квартал", "“3-квартал” has more than one meaning\n  hint: write the one that you mean: август"),
        ("октябрь 2025", "“октябрь 2025” is outside the plan's year 2026-2027"),
        ("2025-10-01", "“2025-10-01” is outside the plan's year 2026-2027"),
        ("июнь-октябрь", "“июнь-октябрь” is outside the plan's year 2026-2027"),
        ("", "item 1: no term"),
    ],
)
def test_what_is_no_term(cell: str, said: str) -> None:
    done = imported(f"{HEAD}1,Иш,{cell},Ректорат\n2,Дагы,май,Ректорат\n")
    assert done.exit_code == 2
    assert f"line 2: {'' if said.startswith('item') else 'item 1: '}{said}" in done.stderr
    assert not Path("plan-2026-2027.yaml").exists()
    assert read(f"{HEAD}1,Иш,{cell},Ректорат\n2,Дагы,май,Ректорат\n", "--partial") == [
        "1.1 Иш | белгиленген мөөнөттө | Ректорат",
        "1.2 Дагы | май | Ректорат",
    ]
    text = Path("plan-2026-2027.yaml").read_text(encoding="utf-8")
    assert ("  # Мөөнөтү: " in text, f"  # Мөөнөтү: {cell}\n  - number: 1\n" in text) == (bool(cell), bool(cell))


# --- units --------------------------------------------------------------------------------------------------

LONG = "Билим берүүнүн сапатын жогорулатуу, лицензиялоо жана аккредитация бөлүмү"


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("ОБ", "Окуу бөлүмү"),
        ("Ректорат, ОБ; Кафедра башчылары", "Ректорат, Окуу бөлүмү, Кафедра башчылары"),
        ("Ректорат\nкафедра     башчылары", "Ректорат, Кафедра башчылары"),
        (LONG, "ББСЖЛжАБ"),
        (f"Ректорат, {LONG}, ОБ", "Ректорат, ББСЖЛжАБ, Окуу бөлүмү"),
        ("Илимий-техникалык кеңеш (ИТК, ГТС), ОБ", "ИТК, Окуу бөлүмү"),
        ("Илимий-\nтехникалык кеңеш (ИТК,\nГТС)", "ИТК"),
        ("Структуралык бөлүмдөрдүн\nжетекчилери\nРекторат", "Структуралык бөлүмдөрдүн жетекчилери, Ректорат"),
        ("Жаңы кеңеш (А, Б), Ректорат", "Жаңы кеңеш (А, Б), Ректорат"),
        ("- Ректорат\n- Окуу бөлүмү.", "Ректорат, Окуу бөлүмү"),
        ("ОБ, Окуу бөлүмү", "Окуу бөлүмү"),
        ("Кафедра «Физика, химия», ОБ", "Кафедра «Физика, химия», Окуу бөлүмү"),
        ("1. Ректорат 2. Деканат", "Ректорат, Деканат"),
    ],
)
def test_units(cell: str, units: str) -> None:
    assert read(f'{HEAD}1,Иш,май,"{cell}"\n') == [f"1.1 Иш | май | {units}"]


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("Иванов И.И., декан, деканат", ["Иванов И.И., декан", "деканат"]),
        ("Нач. УМУ Иванов И.И., деканы", ["Нач. УМУ Иванов И.И.", "деканы"]),
        ("Иванов И.И., деканы", ["Иванов И.И.", "деканы"]),
        ("И. И. Иванов, декан", ["И. И. Иванов, декан"]),
        (
            "д.э.н., проф. Иванов И.И., к.ф.-м.н., доцент Ким В.Л.",
            ["д.э.н., проф. Иванов И.И.", "к.ф.-м.н., доцент Ким В.Л."],
        ),
        ("Иванов И.И., к.э.н., доцент, Петров П.П.", ["Иванов И.И., к.э.н., доцент", "Петров П.П."]),
        ("Проректор по науке, инновациям и связям, деканы", ["Проректор по науке, инновациям и связям", "деканы"]),
        ("Отдел по науке, отделение информатики", ["Отдел по науке", "отделение информатики"]),
        ("Комиссия по качеству, учебное управление", ["Комиссия по качеству", "учебное управление"]),
    ],
)
def test_people_posts_and_what_they_answer_for(cell: str, units: list[str]) -> None:
    assert UnitReader(Registry(())).read(cell) == units


@pytest.mark.parametrize(
    ("cell", "units", "aside"),
    [
        ("Отв.: Ректорат; исп.: деканаты", "Ректорат, деканаты", "Отв., исп."),
        ("Ректорат (отв.), деканаты (исп.)", "Ректорат, деканаты", "(отв.), (исп.)"),
        ("Ректорат, деканаты и др.", "Ректорат, деканаты", "и др."),
        ("Ректорат ж.б.", "Ректорат", "ж.б."),
    ],
)
def test_words_beside_the_units_are_kept_as_a_comment(cell: str, units: str, aside: str) -> None:
    result = imported(f'{HEAD}1,Иш,май,"{cell}"\n')
    assert result.stderr == f"line 2: item 1: “{aside}” was kept as a comment\n"
    assert lines() == [f"1.1 Иш | май | {units}"]
    assert f": {cell}\n  - number: 1\n" in Path("plan-2026-2027.yaml").read_text(encoding="utf-8")


def test_new_units_are_added_and_named() -> None:
    done = imported(f"{HEAD}1,Иш,май,Деканат\n2,Дагы,май,деканат\n")
    assert done.exit_code == 0
    assert done.stdout.endswith("1 unit is new in the registry:\n  Деканат\n")
    text = Path("plan-2026-2027.yaml").read_text(encoding="utf-8")
    assert "  short: ИТК\n" in text
    assert text.count("- name: Деканат") == 1


def test_the_registry_keeps_its_comments(folder: Path) -> None:
    known = foreign.REGISTRY.replace("- name: Окуу бөлүмү\n", "# Бөлүмдөр\n- name: Окуу бөлүмү\n")
    (folder / "plan-2025-2026.yaml").write_text(known, encoding="utf-8")
    assert imported(f"{HEAD}1,Иш,май,Деканат\n").exit_code == 0
    text = Path("plan-2026-2027.yaml").read_text(encoding="utf-8")
    assert "- name: Ректорат\n# Бөлүмдөр\n- name: Окуу бөлүмү\n" in text
    assert "# Импорттон кошулгандар\n- name: Деканат\nsections:\n" in text


@pytest.mark.parametrize("cell", ["Окуу болуму", "Окууу бөлүмү"])
def test_misprints(cell: str) -> None:
    table = f"{HEAD}1,Иш,май,{cell}\n"
    done = imported(table)
    assert done.exit_code == 0
    assert f"new unit “{cell}”: a typo for Окуу бөлүмү? With --fuzzy it is read as Окуу бөлүмү" in done.stderr
    assert lines() == [f"1.1 Иш | май | {cell}"]
    Path("plan-2026-2027.yaml").unlink()
    done = imported(table, "--fuzzy", "--plan", "plan-2025-2026.yaml")
    assert f"“{cell}” was read as the unit Окуу бөлүмү" in done.stderr
    assert lines() == ["1.1 Иш | май | Окуу бөлүмү"]


def test_without_a_plan(folder: Path) -> None:
    (folder / "plan-2025-2026.yaml").unlink()
    assert read(f'{HEAD}1,Иш,май,"Ректорат, Деканат"\n') == ["1.1 Иш | май | Ректорат, Деканат"]


@pytest.mark.once
def test_ten_thousand_items() -> None:
    assert len(read(HEAD + "".join(f"{n},Иш {n},май,Бөлүм {n % 500}\n" for n in range(1, 10_001)))) == 10_000


# --- cancelled items ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cell", "day"),
    [
        ("Отменено", "2025-10-01", "2025-10-01"),
        ("Жокко чыгарылды", "02.10.2025", "2025-10-02"),
        ("Абалы", "жокко чыгарылды", "2025-10-14"),
        ("Cancelled", "-", None),
        ("Cancelled", "", None),
    ],
)
def test_cancelled(heading: str, cell: str, day: str | None) -> None:
    read(f"{HEAD.strip()},{heading}\n1,Иш,май,Ректорат,{cell}\n")
    text = Path("plan-2026-2027.yaml").read_text(encoding="utf-8")
    assert text.partition("    cancelled:\n      date: ")[2].strip() == (day or "")


def test_cancelled_at_no_day() -> None:
    done = imported(f"{HEAD.strip()},Отменено\n1,Иш,май,Ректорат,качан\n")
    assert done.exit_code == 2
    assert "line 2: item 1: “качан” is not a cancellation date" in done.stderr


# --- csv ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    table = f"{HEAD}1,Иш,май,Ректорат\n2,Дагы,июнь,Ректорат\n".replace(",", delimiter)
    assert len(read(table.encode(encoding))) == 2


def test_the_page_of_an_old_windows() -> None:
    table = "№;Содержание;Срок;Ответственный\n1;Приказ;май;Ректорат\n"
    assert read(table.encode("cp1251")) == ["1.1 Приказ | май | Ректорат"]


@pytest.mark.parametrize(
    "task", ["=1+1", "+7", "-1 сөз", "@мен", "'=1", "'жөнөкөй'", "＝1+1", "＋7", "－1", "＠sum", "'＝1"]
)
def test_what_a_spreadsheet_would_run(task: str) -> None:
    from talplan.documents.exporters.csv import guard

    assert guard(task) == (task if task == "'жөнөкөй'" else f"'{task}")
    assert read(f"{HEAD}1,{guard(task)},май,Ректорат\n") == [f"1.1 {task} | май | Ректорат"]


def test_texts_of_any_kind() -> None:
    tasks = ["a: b # c", "{x}", "no", "12:30", "<script>", "[red]x[/red]", "Үч\nсап", "\"А\" 'б'", "&a *b !c"]
    rows = "".join('{},"{}",май,Ректорат\n'.format(n, task.replace('"', '""')) for n, task in enumerate(tasks, 1))
    done = imported(HEAD + rows)
    assert done.exit_code == 0, done.stderr
    plan = load(Path("plan-2026-2027.yaml").read_bytes()).plan
    assert plan is not None
    assert [item.task for item in plan.items()] == tasks


# --- the file that is made ----------------------------------------------------------------------------------

ONE = f"{HEAD}1,Иш,май,Ректорат\n"


def test_where_it_goes(folder: Path) -> None:
    assert imported(ONE).stdout.startswith("plan-2026-2027.yaml: 1 section, 1 item, 6 units\n")
    (folder / "data").mkdir()
    (folder / "data" / "plan.schema.json").write_text("{}")
    done = imported(ONE, "--plan", "plan-2025-2026.yaml")
    assert done.stdout.startswith("data/plan-2026-2027.yaml: ")
    text = (folder / "data" / "plan-2026-2027.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=plan.schema.json\ntitle: План\n")
    assert run("check", "data/plan-2026-2027.yaml").exit_code == 0
    assert run("fmt", "--check", "data/plan-2026-2027.yaml").exit_code == 0


def test_a_plan_that_exists_is_left_alone(folder: Path) -> None:
    (folder / "a.yaml").write_text("моники")
    done = imported(ONE, "-o", "a.yaml")
    assert done.exit_code == 2
    assert "a.yaml already exists; nothing was written" in done.stderr
    assert (folder / "a.yaml").read_text() == "моники"


def test_a_plan_is_written_into_a_file(folder: Path) -> None:
    done = imported(ONE, "-o", "-")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "“-” is not a file name; a plan has to be written to a file; nothing was written" in done.stderr
    assert not (folder / "-").exists()


def test_year_and_title_have_to_be_known() -> None:
    Path("a.csv").write_text(ONE, encoding="utf-8")
    assert "neither the year nor the title" in run("import", "a.csv").stderr
    assert "specify it: --year 2026-2027" in run("import", "a.csv", "--title", "План").stderr
    assert "--title" in run("import", "a.csv", "--year", "2026-2027").stderr
    assert "“2026-2028” is not a valid year of a plan" in run("import", "a.csv", "--year", "2026-2028").stderr
    Path("a.csv").write_text(f"Университеттин 2026/27-окуу жылынын планы,,,\n{ONE}", encoding="utf-8")
    assert run("import", "a.csv").exit_code == 0
    text = Path("plan-2026-2027.yaml").read_text(encoding="utf-8")
    assert text.startswith("title: Университеттин 2026/27-окуу жылынын планы\nyear: 2026-2027\n")


def test_no_item() -> None:
    done = imported(f"{HEAD}1,,,\n", "--partial")
    assert done.exit_code == 2
    assert "no item was found; nothing was written" in done.stderr


def test_the_plan_that_is_found_has_errors(folder: Path) -> None:
    (folder / "plan-2025-2026.yaml").write_text("title: [", encoding="utf-8")
    assert imported(ONE).exit_code == 2
    assert not (folder / "plan-2026-2027.yaml").exists()


# --- columns that the user names ----------------------------------------------------------------------------

STRANGE = "Пор.,Бөлүк,Эмне,Убак,Адам\n1,x,Иш,май,Ректорат\n2,x,Дагы,июнь,Ректорат\n"


@pytest.mark.parametrize(
    "columns",
    [
        "number=1,task=3,term=4,unit=5",
        "number=A, task=c, term=D, unit=E",
        "task=Эмне,term=убак,unit=АДАМ,number=Пор.",
        "unit=5;task=Эмне;term=D;number=1",
    ],
)
def test_columns_by_number_letter_or_heading(columns: str) -> None:
    assert read(STRANGE, "--columns", columns) == ["1.1 Иш | май | Ректорат", "1.2 Дагы | июнь | Ректорат"]


def test_named_columns_of_a_table_without_headings() -> None:
    table = "Иш,май,Ректорат\nДагы,июнь,Ректорат\n"
    assert read(table, "--columns", "task=1,term=2,unit=3") == ["1.1 Иш | май | Ректорат", "1.2 Дагы | июнь | Ректорат"]


def test_a_named_column_goes_before_the_one_that_is_found() -> None:
    table = "№,Мазмуну,Мөөнөтү,Жооптуу,Көзөмөлдөөчү\n1,Иш,май,Ректорат,Деканат\n"
    assert read(table, "--columns", "unit=5") == ["1.1 Иш | май | Деканат"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("", "--columns: “” does not name columns"),
        ("бир=1", "--columns: “бир=1” does not name columns"),
        ("task=1,task=2", "--columns: “task=1,task=2” does not name columns"),
        ("task=", "--columns: “task=” does not name columns"),
        ("task=Жумуш,unit=5", "no table has the column “Жумуш”\n  hint: the headings in the file: Пор., Бөлүк, Эмне"),
        ("task=3,unit=9,term=4", "no table has the column “9”"),
        ("task=3,term=4", "no table has the columns of a plan; not found: the responsible unit"),
    ],
)
def test_columns_that_are_not_there(columns: str, message: str) -> None:
    result = imported(STRANGE, "--columns", columns)
    assert (result.exit_code, Path("plan-2026-2027.yaml").exists()) == (2, False)
    assert message in result.stderr


@pytest.mark.parametrize(("ending", "other"), [("doc", "docx"), ("odt", "docx"), ("rtf", "docx"), ("xls", "xlsx")])
def test_formats_of_other_programs(ending: str, other: str) -> None:
    result = imported("x", file=f"a.{ending}")
    assert result.exit_code == 2
    assert f"talplan cannot read {ending} files\n  hint: open it in " in result.stderr
    assert f"save it as {other} and import that file" in result.stderr
