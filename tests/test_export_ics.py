"""`talplan export plan.ics`: what a calendar gets, read by another library than wrote it."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]

from changing import PLAN as SMALL
from running import PLAN, fields, run

NOVEMBER = "2025-11-20"


def exported(plan: Path, *arguments: str, today: str = NOVEMBER) -> bytes:
    done = run("export", "-", "--format", "ics", *arguments, plan=plan, today=today)
    assert done.exit_code == 0, done.stderr
    return done.stdout_bytes


def calendar(raw: bytes) -> Any:
    return vobject.readOne(raw.decode())


def events(raw: bytes) -> list[Any]:
    return list(calendar(raw).contents.get("vevent", []))


def summaries(raw: bytes) -> list[str]:
    return [event.summary.value for event in events(raw)]


def uids(raw: bytes) -> dict[str, str]:
    """The UIDs by what the event says and its last day."""
    return {f"{event.summary.value} {event.dtend.value}": event.uid.value for event in events(raw)}


def test_each_dated_term_is_a_day() -> None:
    days = Counter((event.summary.value.split()[0], str(event.dtstart.value)) for event in events(exported(PLAN)))
    items = [item["id"] for item in fields("list", plan=PLAN)]
    windows = [(item["id"], one) for item in fields("show", *items, plan=PLAN) for one in item["windows"]]
    whole = ("2025-08-01", "2026-07-31")
    assert days == Counter((name, one["until"]) for name, one in windows if (one["from"], one["until"]) != whole)


def test_an_event(plan: Path) -> None:
    first = events(exported(plan))[0]
    assert first.summary.value == "1.1 Тизме түзүү"
    assert (first.dtstart.value, first.dtend.value) == (date(2025, 9, 30), date(2025, 10, 1))
    assert first.dtstart.params["VALUE"] == ["DATE"]
    assert first.description.value == (
        "Тизме түзүү\n\nАткаруу мөөнөтү: сентябрь\nЖооптуу аткаруучу: Окуу бөлүмү, Деканат\n"
        "Абалы: мөөнөтү өттү\nАткарылышы: 0/2"
    )
    assert first.categories.value == ["Окуу бөлүмү", "Деканат"]
    assert first.status.value == "CONFIRMED"
    assert first.transp.value == "TRANSPARENT"


def test_alarms_come_in_the_morning_a_week_and_a_day_before(plan: Path) -> None:
    for arguments, start in ([], "dtstart"), (["--spans"], "dtend"):
        event = events(exported(plan, *arguments))[1]
        last = event.dtend.value - timedelta(days=1)
        base = getattr(event, start).value
        midnight = [timedelta(days=(base - last).days) + alarm.trigger.value for alarm in event.valarm_list]
        assert midnight == [timedelta(days=-7, hours=9), timedelta(days=-1, hours=9)]
        assert all(alarm.action.value == "DISPLAY" for alarm in event.valarm_list)


def test_spans(plan: Path) -> None:
    event = events(exported(plan, "--spans"))[1]
    assert event.summary.value == "1.2 Көзөмөл"
    assert (event.dtstart.value, event.dtend.value) == (date(2025, 10, 1), date(2025, 12, 1))


def test_what_is_done_needs_no_alarm(plan: Path) -> None:
    found = events(exported(plan))
    assert [event.summary.value for event in found] == [
        *("1.1 Тизме түзүү", "1.2 Көзөмөл", "✓ 1.3 Отчёт", "1.3 Отчёт", "✓ 1.6 Бүткөн"),
    ]
    assert ["valarm" in event.contents for event in found] == [True, True, False, True, False]


def test_cancelled_ones(plan: Path) -> None:
    [event] = [one for one in events(exported(plan, "--cancelled")) if "1.4" in one.summary.value]
    assert event.status.value == "CANCELLED"
    assert "valarm" not in event.contents


def test_a_units_own_calendar(plan: Path) -> None:
    raw = exported(plan, "--unit", "okuu bolumu")
    assert summaries(raw) == ["1.1 Тизме түзүү", "✓ 1.3 Отчёт", "1.3 Отчёт"]
    assert calendar(raw).contents["x-wr-calname"][0].value == "План – Окуу бөлүмү"
    assert calendar(exported(plan)).contents["x-wr-calname"][0].value == "План"
    with_more = exported(plan, "--unit", "Окуу бөлүмүнүн башчысы", "--unit", "Деканат", "--up")
    assert calendar(with_more).contents["x-wr-calname"][0].value == "План – Окуу бөлүмүнүн башчысы, Деканат"
    everybodys = uids(exported(plan))
    assert all(everybodys[event] == uid for event, uid in uids(raw).items())


def test_two_exports_are_the_same(plan: Path) -> None:
    first = exported(plan)
    assert exported(plan) == first
    assert exported(plan, today="2025-11-29") == first, "nothing has happened since"


def test_a_second_import_updates(plan: Path) -> None:
    before = events(exported(plan))
    text = SMALL.replace("Тизме түзүү", "Тизмени түзүү").replace("[октябрь-ноябрь, жыл бою]", "[декабрь, жыл бою]")
    plan.write_text(text, encoding="utf-8")
    assert run("done", "1.1", "--by", "Деканат", plan=plan, today=NOVEMBER).exit_code == 0
    after = events(exported(plan))
    assert [event.uid.value for event in after] == [event.uid.value for event in before]
    assert after[0].summary.value == "1.1 Тизмени түзүү"
    assert after[1].dtstart.value == date(2025, 12, 31)
    assert int(after[0].sequence.value) > int(before[0].sequence.value)
    assert after[0].dtstamp.value > before[0].dtstamp.value


def test_uids_are_nobody_elses(plan: Path) -> None:
    here = [event.uid.value for event in events(exported(plan))]
    assert len(set(here)) == len(here)
    plan.write_text(SMALL.replace("title: План", "title: Башка план"), encoding="utf-8")
    assert not set(here) & {event.uid.value for event in events(exported(plan))}


def test_lines_as_the_standard_wants_them() -> None:
    raw = exported(PLAN)
    lines = raw.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert all(line.decode() for line in lines), "no letter is cut in two"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:P1D" in lines
    assert b"VERSION:2.0" in lines


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("а, б; в \\\\n", "а, б; в \\n"),
        ("BEGIN:VALARM", "BEGIN:VALARM"),
        ("=1+1 @x - <script> | 🎓", "=1+1 @x - <script> | 🎓"),
        ("а\\nEND:VEVENT\\nBEGIN:VEVENT", "а\nEND:VEVENT\nBEGIN:VEVENT"),
        ("\\e[31m \\u202e", "\\x1b[31m \\u202e"),
    ],
)
def test_texts_are_texts(plan: Path, written: str, said: str) -> None:
    plan.write_text(SMALL.replace("task: Тизме түзүү", f'task: "{written}"', 1), encoding="utf-8")
    raw = exported(plan)
    found = events(raw)
    assert len(found) == 5
    assert found[0].summary.value == "1.1 " + said.replace("\n", " ")
    assert found[0].description.value.startswith(f"{said}\n\n")
    assert b"\x1b" not in raw


def test_empty_plan(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    empty = "title: T\nyear: 2025-2026\nunits:\n- name: A\nsections:\n- number: 1\n  items: []\n"
    plan.write_text(empty, encoding="utf-8")
    raw = exported(plan)
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert events(raw) == []


@pytest.mark.once
def test_ten_thousand_items(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    item = "  - number: {}\n    task: Иш {}\n    due: [октябрь]\n    units: [A]\n"
    head = "title: T\nyear: 2025-2026\nunits:\n- name: A\nsections:\n- number: 1\n  items:\n"
    plan.write_text(head + "".join(item.format(n, n) for n in range(1, 10_001)), encoding="utf-8")
    raw = exported(plan)
    assert raw.count(b"BEGIN:VEVENT\r\n") == 10_000
    assert len({line for line in raw.split(b"\r\n") if line.startswith(b"UID:")}) == 10_000
