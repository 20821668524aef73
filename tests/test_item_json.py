"""The JSON of many items is written by a shorter way: the text is that of the fields, byte for byte."""

import json
from datetime import date

import plans
import pytest

from running import PLAN
from talplan.domain.plan import Plan
from talplan.planfile.load import load
from talplan.queries.select import Filters, select
from talplan.views.item_fields import item_fields, json_list
from talplan.views.item_json import items_json

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
        written = "".join(items_json(plan, looks))
        assert written == "".join(json_list(item_fields(plan, one) for one in looks))
        assert json.loads(written) == [item_fields(plan, one) for one in looks]


def test_nothing() -> None:
    assert "".join(items_json(plan_of(EVERYTHING), [])) == "[]\n"
