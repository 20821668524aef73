"""JSON: an entry on each line, hidden characters escaped; `fast_items` writes what `item_fields` says."""

import json
from datetime import date

import plans
import pytest

from running import PLAN
from talplan.domain.plan import Plan
from talplan.planfile.load import load
from talplan.queries.select import Filters, select
from talplan.views.fields import fast_items, item_fields, write_json, write_json_list

EVERYTHING = """\
title: План
year: 2025-2026
units:
- name: Окуу бөлүмү
- name: "Көзгө\\u200bкөрүнбөгөн \\"топ\\""
- name: Ректорат
sections:
- number: 1
  items:
  - number: 1
    task: "Иш \\t%s {x} \\U0001F600"
    due: [октябрь, жыл бою]
    units: [Окуу бөлүмү, Ректорат]
    done:
    - date: 2025-11-05
      term: октябрь
      by: [Ректорат]
      note: "Кеч \\"бүттү\\""
      evidence: Буйрук № 1
    - date: 2025-12-01
    notes:
    - {date: 2025-10-01, by: Ректорат, text: "Башталды"}
  - number: 2
    task: Иш
    due: [2025-11-01..2025-11-20]
    units: ["Көзгө\\u200bкөрүнбөгөн \\"топ\\""]
    cancelled: {date: 2025-11-10}
  - number: 3
    task: Иш
    due: [октябрь, жыл бою]
    units: [Окуу бөлүмү, Ректорат]
"""


def plan_of(text: str) -> Plan:
    plan = load(text.encode()).plan
    assert plan is not None
    return plan


@pytest.mark.parametrize("text", [EVERYTHING, PLAN.read_text(encoding="utf-8"), plans.plan_of(400)])
@pytest.mark.parametrize("day", [date(2025, 9, 1), date(2025, 11, 7), date(2025, 11, 15), date(2026, 8, 1)])
def test_same_text(text: str, day: date) -> None:
    plan = plan_of(text)
    first = frozenset([next(iter(plan.registry)).display])
    for question in (Filters(day), Filters(day, units=first)):
        looks = select(plan, question)
        written = "".join(fast_items(plan, looks))
        assert written == "".join(write_json_list(item_fields(plan, one) for one in looks))
        assert json.loads(written) == json.loads(json.dumps([item_fields(plan, one) for one in looks]))


def test_nothing() -> None:
    assert "".join(fast_items(plan_of(EVERYTHING), [])) == "[]\n"


def test_a_line_for_each_entry() -> None:
    plan = plan_of(EVERYTHING)
    lines = "".join(fast_items(plan, select(plan, Filters(date(2025, 11, 7))))).splitlines()
    assert (lines[0], lines[-1]) == ("[", "]")
    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == ["1.1", "1.2", "1.3"]


@pytest.mark.parametrize(
    "text", ["Көзгө\u200bкөрүнбөгөн", "\x1b[31m", "\x7f\x9f", "a\u202eb", "\U000e0001", '\n\t"\\', "\ud800"]
)
def test_hidden_characters_are_escaped(text: str) -> None:
    written = write_json({"task": text})
    assert written.isprintable()
    assert json.loads(written) == {"task": text}
