"""The page for a browser: what it holds, read by a parser, and what people do on it, in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from changing import PLAN as SMALL
from running import PLAN, ids, run

ODD = ["<script>alert(1)</script>", "\"quoted\" & 'single'", "</script><b>x", "{{ 7 * 7 }}", "a\u202eb", "</style>"]
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
AXE = os.environ.get("TALPLAN_TEST_AXE")
"""Where axe.min.js lies, of the npm package axe-core."""


class Reader(HTMLParser):
    """Every tag with its attributes, the texts of the items, and what stands in scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.items: dict[str, str] = {}
        self._inside = ""
        self._item = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in self.raw else ""
        if tag == "tr":
            self._item = dict(attrs).get("id") or ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        if tag == "tr":
            self._item = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.raw[self._inside].append(data)
        elif self._item:
            self.items[self._item] = self.items.get(self._item, "") + data


def page(folder: Path, *options: str, plan: Path = PLAN) -> tuple[Path, str]:
    """The page of a plan, as a file and as its text."""
    path = folder / "plan.html"
    forge = () if "--forge" in options else ("--forge", "none")  # this repository's own remote is no part of a test
    done = run("export", str(path), "--force", *forge, *options, plan=plan)
    assert done.exit_code == 0, done.output
    return path, path.read_text(encoding="utf-8")


def written(folder: Path, text: str) -> Path:
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# --- what it holds ------------------------------------------------------------------------------------------


def test_all_items_with_their_texts(tmp_path: Path) -> None:
    from talplan.planfile.load import load

    plan = load(PLAN.read_bytes()).plan
    assert plan is not None
    read = Reader(page(tmp_path)[1])
    assert list(read.items) == [item.id for item in plan.items()]
    assert len(read.items) == 79
    for item in plan.items():
        assert item.task in read.items[item.id]
        assert all(unit in read.items[item.id] for unit in item.units)


def test_nothing_is_fetched_and_only_its_own_script_runs(tmp_path: Path) -> None:
    read = Reader(page(tmp_path)[1])
    addresses = [
        value
        for _, attributes in read.tags
        for name, value in attributes.items()
        if name in ("src", "href", "action", "data", "poster", "srcset") and value is not None
    ]
    assert all(re.match(r"#|data:,$", address) for address in addresses)
    assert "url(" not in read.raw["style"][0]
    assert "@import" not in read.raw["style"][0]
    assert not any(name.startswith("on") or name == "style" for _, attributes in read.tags for name in attributes)
    [policy] = [a["content"] for tag, a in read.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    for text in (read.raw["style"][0], read.raw["script"][0]):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy


def test_odd_texts_stay_texts(tmp_path: Path) -> None:
    plan = SMALL
    for number, (old, odd) in enumerate(
        zip(("Тизме түзүү", "Көзөмөл", "Отчёт", "Эски", "Жыйынтык"), ODD, strict=False)
    ):
        plan = plan.replace(f"task: {old}", f"task: {json.dumps(odd, ensure_ascii=False)}")
        assert f"number: {number + 1}" in plan
    plan = plan.replace("name: Деканат", f"name: {json.dumps(ODD[5])}\n  short: Деканат").replace(
        "Берилди", "<img src=x>"
    )
    plan = plan.replace("title: План", f"title: {json.dumps(ODD[2])}")
    _, text = page(tmp_path, "--cancelled", plan=written(tmp_path, plan))
    read = Reader(text)
    shown = " ".join(read.items.values())
    assert all(odd in shown for odd in (*ODD[:4], "a\\u202eb", "<img src=x>"))
    assert len(read.raw["script"]) == 2
    assert "img" not in {tag for tag, _ in read.tags}
    assert json.loads(read.raw["script"][1])["items"]


def test_each_language_and_an_empty_plan(tmp_path: Path) -> None:
    for language, word in (("ky", "Пландын аткарылышы"), ("ru", "Выполнение плана"), ("en", "Progress of the plan")):
        text = page(tmp_path, plan=written(tmp_path, SMALL.replace("units:", f"language: {language}\nunits:", 1)))[1]
        assert f'<html lang="{language}">' in text
        assert word in text
    empty = SMALL[: SMALL.index("  items:")] + "  items: []\n"
    read = Reader(page(tmp_path, plan=written(tmp_path, empty))[1])
    assert read.items == {}
    hidden = {attributes.get("id") or attributes.get("href") for _, attributes in read.tags if "hidden" in attributes}
    assert {"percent", "year", "#year"} <= hidden, "nothing is a hundred per cent done, and no bar needs a picture"


def test_progress_is_of_the_obligations_and_cancelled_items_count_nowhere(tmp_path: Path) -> None:
    text = page(tmp_path, "--cancelled", "--on", "2025-11-20", plan=written(tmp_path, SMALL))[1]
    figures = re.findall(r"<dd>(\d+)</dd>", text)
    assert figures == ["3", "4", "0", "3", "10"]
    assert re.findall(r'data-unit="Окуу бөлүмү".*?</th><td[^>]*>(\d+)</td><td[^>]*>(\d+)</td>', text) == [("3", "1")]
    assert '<tr class="item s-cancelled" id="1.4">' in text
    assert "1.4" not in Reader(page(tmp_path, plan=written(tmp_path, SMALL))[1]).items


def test_a_page_of_one_unit_says_so(tmp_path: Path) -> None:
    text = page(tmp_path, "--unit", "ОБ")[1]
    assert re.search(r'id="mine" data-whole="Окуу бөлүмү">Окуу бөлүмү</p>', text)
    assert " ".join(Reader(text).items) == ids("list", "--unit", "ОБ")


def test_size_grows_with_the_items_alone(tmp_path: Path) -> None:
    def size(many: int) -> int:
        entries = "".join(
            f"  - number: {n}\n    task: Иш {n}\n    due: [сентябрь]\n    units: [Деканат]\n"
            for n in range(1, many + 1)
        )
        plan = written(tmp_path, SMALL[: SMALL.index("  - number: 1\n")] + entries)
        return len(page(tmp_path, plan=plan)[1])

    thousand = size(1000)
    assert size(10_000) < 10.5 * thousand


# --- what people do on it -----------------------------------------------------------------------------------


class Errors(list[str]):
    """What the browser complained of."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="the page in a browser is driven by playwright")
    if BROWSER is None:
        pytest.skip("the page in a browser needs Chromium")
    with api.sync_playwright() as playwright:
        driven = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield driven
        driven.close()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page(tmp_path_factory.mktemp("page"))[0].as_uri()


@pytest.fixture
def tab(browser: Any, real: str) -> Iterator[Any]:
    """The real plan's page; whatever the browser complains of fails the test."""
    context = browser.new_context(viewport={"width": 1024, "height": 800}, color_scheme="light")
    opened = context.new_page()
    errors = Errors()
    opened.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(real)
    yield opened
    context.close()
    assert errors == []


def shown(tab: Any) -> str:
    """The ids of the items in the table."""
    return " ".join(tab.eval_on_selector_all("tr.item:not([hidden])", "rows => rows.map(row => row.id)"))


def search(tab: Any, text: str) -> str:
    tab.fill("#text", text)
    tab.wait_for_function(
        "wanted => new URLSearchParams(location.hash.slice(1)).get('text') == (wanted || null)", arg=text
    )
    return shown(tab)


@pytest.mark.parametrize(
    "text", ["лицензиялык", "ОКУУ ЖАДЫБАЛЫ", "okuu jadybaly", "аспирант изденүүчү", "PISA", "күчөтүү"]
)
def test_search_finds_what_talplan_finds(tab: Any, text: str) -> None:
    assert search(tab, text) == ids("list", "--text", text)


def test_search_finds_units_and_numbers(tab: Any) -> None:
    assert "2.30" in search(tab, "2.30").split()
    assert set(search(tab, "okuu bolumu").split()) >= set(ids("list", "--unit", "Окуу бөлүмү").split())
    assert search(tab, "qqqq") == ""
    assert "табылган жок" in tab.text_content("#shown")


def test_what_is_typed_is_folded_as_talplan_folds(tab: Any) -> None:
    from talplan.domain.spelling import keys

    texts = [
        *("Өзгөчө үй", "тил-адабият", "щётка", "PhD", "жыйынтык", "Tokmok", "shchetka", "объект", "Xерокс", "ёлка"),
        *("yntymak", "2025–2026", "çoñ", "WEB", "й", "дж", "нг", "Kyrgyz jana Orus"),
    ]
    script = "texts => { const {keys} = folding(JSON.parse(data.textContent).fold); return texts.map(keys); }"
    for text, found in zip(texts, tab.evaluate(script, texts), strict=True):
        assert set(found) & keys(text), text


def test_my_department_this_month_and_what_is_late_in_two_steps(tab: Any) -> None:
    tab.select_option("#unit", "Окуу бөлүмү")
    unit = ("--unit", "Окуу бөлүмү")
    in_lists = "links => links.map(link => link.getAttribute('href').slice(1)).join(' ')"
    assert tab.eval_on_selector_all("#overdue li a", in_lists) == ids("due", "--overdue", *unit)
    assert tab.eval_on_selector_all("#current li a", in_lists) == ids("due", "--month", "october", *unit)
    tab.click("button[data-preset=month]")
    assert shown(tab) == ids("list", *unit, "--month", "october")
    tab.click("button[data-preset=overdue]")
    assert shown(tab) == ids("list", *unit, "--status", "overdue")


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        ({"unit": "Окуу бөлүмү"}, ["--unit", "Окуу бөлүмү"]),
        ({"unit": "ИТК", "status": "open"}, ["--unit", "ИТК", "--status", "open"]),
        ({"month": "2026-05"}, ["--month", "may"]),
        ({"month": "2026-05", "standing": "1"}, ["--month", "may", "--standing"]),
        ({"status": "ongoing", "text": "билим"}, ["--status", "ongoing", "--text", "билим"]),
        ({"unit": "no such unit"}, []),
    ],
)
def test_a_bookmark_opens_its_own_page(tab: Any, real: str, asked: dict[str, str], options: list[str]) -> None:
    tab.goto("about:blank")
    tab.goto(f"{real}#{urlencode(asked)}")
    if "text" in asked:  # the page looks at units too
        assert set(shown(tab).split()) >= set(ids("list", *options).split())
    else:
        assert shown(tab) == ids("list", *options)


def test_status_and_progress_are_of_the_unit_that_is_chosen(browser: Any, tmp_path: Path) -> None:
    path, _ = page(tmp_path, "--cancelled", "--on", "2025-11-20", plan=written(tmp_path, SMALL))
    tab = browser.new_page()
    tab.goto(path.as_uri())
    assert tab.text_content("[id='1.3'] .share") == "2/4"
    tab.select_option("#unit", "Деканат")
    assert tab.text_content("[id='1.3'] .share") == "1/2"
    assert tab.text_content(".figures .s-all dd") == "6"
    assert tab.text_content("[data-count=overdue]") == "2 пункт"
    tab.click("[id='1.3'] summary")
    assert "Берилди" in tab.inner_text("[id='1.3']")
    tab.close()


def test_a_unit_is_chosen_in_the_summary_too(tab: Any) -> None:
    tab.click("#units summary")
    tab.click("#units a[data-unit='Окуу бөлүмү']")
    assert tab.input_value("#unit") == "Окуу бөлүмү"
    assert tab.evaluate("document.activeElement.id") == "overdue"
    row = tab.locator("#units tr:has([data-unit='Окуу бөлүмү']) td").all_text_contents()
    figures = [tab.text_content(f".figures .s-{name} dd") for name in ("all", "done", "overdue")]
    assert [text.removeprefix("✗ ") for text in row] == figures


def test_by_keyboard_alone(tab: Any) -> None:
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "items"
    reached: list[str] = []
    while "text" not in reached and len(reached) < 20:
        tab.keyboard.press("Tab")
        reached.append(tab.evaluate("document.activeElement.id || document.activeElement.dataset.preset"))
        assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert reached == ["all", "month", "overdue", "text"]
    tab.keyboard.type("лиценз")
    tab.wait_for_function("() => location.hash.includes('text=')")
    assert shown(tab)
    tab.focus("#unit")
    tab.keyboard.press("ArrowDown")
    assert tab.input_value("#unit") == "Ректорат"
    assert "unit=" in tab.url
    tab.focus("#overdue li a")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.tagName") == "TR"
    assert not tab.evaluate("document.activeElement.hidden")


@pytest.mark.parametrize("unit", ["", "Окуу бөлүмү", "ИТК", "Деканат"])
def test_the_headline_is_that_of_the_terminal(browser: Any, tmp_path: Path, unit: str) -> None:
    plan = written(tmp_path, PLAN.read_text(encoding="utf-8"))
    for mark in ("done 1.4 --on 2025-09-20", "done 2.30 --by ОБ --on 2025-10-14", "done 3.20 --by ИТК --on 2025-10-30"):
        assert run(*mark.split(), plan=plan, today="2025-12-31").exit_code == 0
    tab = browser.new_page()
    tab.goto(page(tmp_path, "--on", "2025-12-31", plan=plan)[0].as_uri())
    if tab.locator(f"#unit option[value='{unit}']").count():
        tab.select_option("#unit", unit)
    else:
        unit = ""
    asked = run("stats", "--on", "2025-12-31", *(["--unit", unit] if unit else []), plan=plan).stdout.splitlines()[0]
    _, _, _, *said = re.findall("[0-9]+", tab.text_content("#headline"))
    total, _, _, _, *expected = re.findall("[0-9]+", asked)
    assert said == [total, *expected]
    tab.close()


def test_back_undoes_a_filter(tab: Any, real: str) -> None:
    tab.select_option("#unit", "Окуу бөлүмү")
    tab.click("button[data-preset=overdue]")
    assert shown(tab) == ids("list", "--unit", "Окуу бөлүмү", "--status", "overdue")
    tab.go_back()
    assert shown(tab) == ids("list", "--unit", "Окуу бөлүмү")
    tab.go_back()
    assert (shown(tab), tab.input_value("#unit")) == (ids("list"), "")
    search(tab, "би")
    search(tab, "билим")
    tab.go_back()
    assert (tab.url, tab.input_value("#text")) == (real, "")


def test_an_item_has_an_address(browser: Any, tmp_path: Path) -> None:
    address = page(tmp_path, plan=written(tmp_path, SMALL))[0].as_uri()
    tab = browser.new_page()
    tab.goto(f"{address}#1.3")
    assert tab.evaluate("document.activeElement.id") == "1.3"
    assert tab.locator("[id='1.3'] details[open]").count() == 1
    assert tab.url == f"{address}#1.3"
    tab.click("[id='1.1'] a.self")
    assert tab.url == f"{address}#1.1"
    tab.go_back()
    assert tab.url == f"{address}#1.3"
    tab.close()


def test_files_beside_the_page(browser: Any, tmp_path: Path) -> None:
    """The calendar and the workbook of the plan, and of each unit, if they are there when the page is made."""
    for name in ("plan.ics", "report.html", "Деканат.ics", "Деканат.xlsx", "Башка.ics"):
        (tmp_path / name).touch()
    file = page(tmp_path, plan=written(tmp_path, SMALL))[0]
    tab = browser.new_page()
    tab.goto(file.as_uri())
    links = "links => links.map(link => decodeURIComponent(link.getAttribute('href')) + ' ' + link.textContent)"
    assert tab.eval_on_selector_all("#files a", links) == [
        "plan.ics Календарь",
        "report.html Аткарылышы жөнүндө отчёт",
    ]
    assert tab.eval_on_selector_all("#files a[download]", links) == ["plan.ics Календарь"]
    tab.select_option("#unit", "Деканат")
    assert tab.eval_on_selector_all("#files a", links) == ["Деканат.ics Календарь", "Деканат.xlsx Excel"]
    tab.route("https://plan.uni.example/**", lambda route: route.fulfill(path=file, content_type="text/html"))
    tab.goto("https://plan.uni.example/2025/#unit=Деканат")
    assert tab.eval_on_selector_all("#files a", links)[:2] == [
        "Деканат.ics Календарь",
        "webcal://plan.uni.example/2025/Деканат.ics Календарга жазылуу",
    ]
    tab.close()
    assert 'href="plan.ics"' not in run("export", "-", "--format", "html", plan=PLAN).stdout


def test_the_timeline_by_keyboard(tab: Any) -> None:
    tab.focus(".lane[data-i]")
    title = tab.text_content("#bar")
    number, _, task = title.partition(" ")
    assert task == tab.text_content(f"[id='{number}'] .task > span")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == number


@pytest.mark.parametrize(("days", "stale"), [(0, False), (7, False), (8, True)])
def test_its_age(browser: Any, real: str, days: int, stale: bool) -> None:
    tab = browser.new_page(timezone_id="Asia/Bishkek")
    tab.clock.set_fixed_time(f"2025-10-{14 + days}T23:30:00+06:00")
    tab.goto(real)
    assert tab.is_visible("#stale") is stale
    assert bool(tab.text_content("#age")) is (days > 0)
    assert str(days) in (tab.text_content("#age") or "0")
    tab.close()


def test_dark_and_light(browser: Any, tab: Any, real: str) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(ground)
    tab.click("#theme")
    dark = tab.evaluate(ground)
    assert light != dark
    assert tab.get_attribute("#theme", "aria-pressed") == "true"
    tab.reload()
    assert tab.evaluate(ground) == dark
    for scheme, expected in (("dark", dark), ("light", light)):
        other = browser.new_page(color_scheme=scheme, java_script_enabled=False)
        other.goto(real)
        assert other.eval_on_selector("body", "body => getComputedStyle(body).backgroundColor") == expected
        assert other.locator("tr.item:visible").count() == 79
        assert other.locator(".scripted:visible").count() == 0
        other.close()


@pytest.mark.parametrize("width", [360, 390, 1024, 1600])
def test_nothing_runs_over_the_side(tab: Any, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.locator("tr.item").first.evaluate("row => row.scrollWidth <= row.clientWidth + 1")
    tab.click("#units summary")
    height = tab.eval_on_selector_all("#units tbody th", "cells => Math.max(...cells.map(cell => cell.offsetHeight))")
    assert height < 150, "a name of a unit has few lines, and no letter has one of its own"


def test_print_has_all_items(tab: Any, tmp_path: Path) -> None:
    pdfplumber = pytest.importorskip("pdfplumber", reason="the printed page is read by talplan[pdf]")
    tab.pdf(path=tmp_path / "plan.pdf", prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "plan.pdf") as printed:
        texts = [one.extract_text() for one in printed.pages]
    found = set(re.findall(r"^(\d\.\d+) ", "\n".join(texts), re.MULTILINE))
    assert found >= set(ids("list").split())
    assert sum("Жооптуу аткаруучу" in text for text in texts) >= len(texts) - 2
    assert "Издөө" not in "".join(texts)


@pytest.mark.once
def test_ten_thousand_items_stay_usable(browser: Any, tmp_path: Path) -> None:
    entries = "".join(
        f"  - number: {n}\n    task: Иш {n}\n    due: [сентябрь]\n    units: [Деканат]\n" for n in range(1, 10_001)
    )
    path, _ = page(tmp_path, plan=written(tmp_path, SMALL[: SMALL.index("  - number: 1\n")] + entries))
    tab = browser.new_page()
    tab.goto(path.as_uri())
    assert tab.locator("tr.item:not([hidden])").count() == 300
    assert tab.locator(".lane").count() == 1
    search(tab, "иш 77")
    assert tab.text_content("#shown") == "Көрсөтүлгөн пункттар: 111, бардыгы – 10000"
    search(tab, "")
    tab.click("#further")
    assert tab.locator("tr.item:not([hidden])").count() == 600
    tab.close()


@pytest.mark.skipif(AXE is None, reason="set TALPLAN_TEST_AXE to axe.min.js of the npm package axe-core")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1024, 1600])
def test_axe_finds_nothing(browser: Any, tmp_path: Path, scheme: str, width: int) -> None:
    tab = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    tab.goto(page(tmp_path, "--forge", "https://github.com/uni/plan")[0].as_uri())
    tab.click("#units summary")
    tab.evaluate(Path(AXE or "").read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run().then(result => result.violations)")
    tab.close()
    assert [(one["id"], [node["target"] for node in one["nodes"]][:5]) for one in found] == []
