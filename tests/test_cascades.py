"""One mistake makes one problem, and no mistake hides another."""

from datetime import date

import pytest

from talplan.planfile.load import load

TODAY = date(2025, 10, 20)
PLAN = """\
title: Институттун 2025-2026-окуу жылындагы иш планы
year: 2025-2026
units:
- name: Окуу бөлүмү
  aliases: [ОБ]
- name: Окуу бөлүмүнүн башчысы
  part_of: Окуу бөлүмү
- name: Директорат
sections:
- number: 1
  title: Окуу иштери
  items:
  - number: 1
    task: Сабактардын жүгүртмөсүн түзүү
    due: [сентябрь, февраль]
    units: [Окуу бөлүмү, Директорат]
    done:
    - date: 2025-09-10
      term: сентябрь
      by: [Окуу бөлүмү]
      note: Бекитилди
    notes:
    - date: 2025-09-02
      by: Окуу бөлүмү
      text: Тизме суралды
  - number: 2
    task: Сынактарды өткөрүү
    due: [декабрь-январь]
    units: [Окуу бөлүмүнүн башчысы]
"""
LAST = "    units: [Окуу бөлүмүнүн башчысы]\n"


def problems(text: str) -> str:
    """The codes with their lines, in the order of the file."""
    loaded = load(text.encode(), TODAY)
    assert (loaded.plan is None) == bool(loaded.errors)
    return ", ".join(f"{problem.place.line} {problem.code()}" for problem in loaded.problems)


def test_good() -> None:
    assert problems(PLAN) == ""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # A key that is misspelt is read as what it means.
        ("year: 2025-2026", "yaer: 2025-2026", "2 unknown-key"),
        ("units:\n- name: Окуу бөлүмү\n", "unist:\n- name: Окуу бөлүмү\n", "3 unknown-key"),
        ("sections:", "section:", "9 unknown-key"),
        ("sections:", "бөлүмдөр:", "9 unknown-key"),
        ("- name: Директорат", "- nmae: Директорат", "8 unknown-key"),
        ("- name: Директорат", "- аталышы: Директорат", "8 unknown-key"),
        ("task: Сынактарды", "Task: Сынактарды", "27 unknown-key"),
        ("    units: [Окуу бөлүмүнүн башчысы]", "    unit: Окуу бөлүмүнүн башчысы", "29 unknown-key"),
        ("  - number: 2", "  - no: 2", "26 unknown-key"),
        ("task: Сынактарды", "taks: Cынактарды", "27 unknown-key, 27 lookalike-letters"),
        ("due: [декабрь-январь]", "deu: [декабр-январь]", "28 unknown-key, 28 unknown-term"),
        # A key at the wrong depth.
        (LAST, LAST[2:], "29 unknown-key"),
        ("- name: Директорат", "name: Директорат", "8 unknown-key"),
        ("- name: Директорат", "-name: Директорат", "8 unknown-key"),
        ("- name: Директорат", "  name: Директорат", "8 duplicate-key"),
        ("  - number: 2", "    number: 2", "26 duplicate-key"),
        ("  part_of: Окуу бөлүмү", "part_of: Окуу бөлүмү", "8 syntax"),
        # A value of another type.
        ("[сентябрь, февраль]", "сентябрь, февраль", "15 wrong-type"),
        ("[Окуу бөлүмүнүн башчысы]", "Окуу бөлүмүнүн башчысы", "29 wrong-type"),
        ("by: [Окуу бөлүмү]", "by: Окуу бөлүмү", "20 wrong-type"),
        ("by: Окуу бөлүмү", "by: [Окуу бөлүмү]", "24 wrong-type"),
        ("- name: Директорат", "- Директорат", "8 wrong-type"),
        ("- name: Директорат", "-", "8 empty-value"),
        ("- name: Директорат", "- name:", "8 empty-value"),
        ("aliases: [ОБ]", "aliases: ОБ", "5 wrong-type"),
        ("[декабрь-январь]", "{декабрь: январь}", "28 wrong-type"),
        ("[декабрь-январь]", "[декабрь: январь]", "28 wrong-type"),
        ("    done:\n    - date", "    done:\n      date", "18 wrong-type"),
        ("task: Сынактарды өткөрүү", "task: #5 сынак", "27 empty-value"),
        # What YAML takes for a comment.
        ("note: Бекитилди", "note: #12 буйрук", "21 hash-in-text"),
        ("note: Бекитилди", "note: Буйрук #12 #13", "21 hash-in-text"),
        ("note: Бекитилди", 'note: "Буйрук" #12', "21 hash-in-text"),
        ("note: Бекитилди", "note: #12\n      evidence: Буйрук #13", "21 hash-in-text, 22 hash-in-text"),
        ("[декабрь-январь]", "[декабрь-январь] #тактоо", "28 hash-in-text"),
        ("[декабрь-январь]", "[декабрь-январь, #май\n      февраль]", "28 hash-in-text"),
        ("  items:\n", "  items: #тизме\n", "12 hash-in-text"),
        ("  items:\n", "  #тизме #2\n  items: # тизме #2\n", ""),
        ("note: Бекитилди", "note: Буйрук#12 № 3", ""),
        ("note: Бекитилди", 'note: "Буйрук #12"', ""),
        ("note: Бекитилди", "note: |\n        Буйрук #12\n        жана #13", ""),
        # The registry and who looks into it.
        ("by: [Окуу бөлүмү]", "by: [Окуу бөлмү]", "20 unknown-unit"),
        ("units: [Окуу бөлүмү, Директорат]", "units: [Окуу бөлмү, Директорат]", "16 unknown-unit"),
        ("units: [Окуу бөлүмү, Директорат]", "units: [Oкуу бөлүмү, Директорат]", "16 unknown-unit"),
        ("[сентябрь, февраль]", "[cентябрь, февраль]", "15 lookalike-letters"),
        ("part_of: Окуу бөлүмү", "part_of: Окуу", "7 unknown-unit"),
        ("part_of: Окуу бөлүмү", "part_of: Окуу бөлүмүнүн башчысы", "7 part-of-circle"),
        ("- name: Директорат", "- name: Директорат\n- name: окуу бөлүмү\n  aliases: [ОБ]", "9 shared-spelling"),
        ("units:\n- name: Окуу бөлүмү\n", "units: []\nunist:\n- name: Окуу бөлүмү\n", "3 empty-value, 4 unknown-key"),
        # The year and what is measured by it.
        ("year: 2025-2026", "year: 2025-2027", "2 bad-year"),
        ("year: 2025-2026", "year: 2025-2026\nfirst_month: 13", "3 bad-first-month"),
        ("year: 2025-2026", "year: 2024-2025", ""),
        # Numbers.
        ("number: 2", "number: 1", "26 repeated-number"),
        ("number: 2", "number: 02", "26 bad-number"),
        ("number: 2", "number: 3", "26 numbering-gap"),
        ("number: 2", "number: 99999999999999999999999", "26 numbering-gap"),
        # Terms and records.
        ("[сентябрь, февраль]", "[сентбрь, февраль]", "15 unknown-term"),
        ("[сентябрь, февраль]", "[Тогуздун айы, февраль]", "15 disputed-month"),
        ("term: сентябрь", "term: октябрь", "19 record-term"),
        ("term: сентябрь", "term: сентбрь", "19 unknown-term"),
        ("date: 2025-09-10", "date: 2025-09-31", "18 bad-date"),
        ("by: [Окуу бөлүмү]", "by: [Окуу бөлүмүнүн башчысы]", "20 record-unit"),
        # YAML that a plan does not use.
        ("units: [Окуу бөлүмүнүн башчысы]", "units: *ob", "29 anchor"),
        ("units: [Окуу бөлүмүнүн башчысы]", "units: [*ob]", "29 anchor"),
        ("    due: [декабрь-январь]", "    *d : [май]", "28 anchor"),
        ("    due: [декабрь-январь]", "    <<: *d", "28 merge-key"),
        ("    due: [декабрь-январь]", "    ? due\n    : [май]", "28 complex-key"),
        ("    due: [декабрь-январь]", "    ?\n      due\n    : [май]", "29 complex-key"),
        ("due: [декабрь-январь]", "due: &d !!seq [декабрь-январь]", "28 anchor, 28 tag"),
        ("    due: [декабрь-январь]", "    due: [май]\n    due: [декабрь-январь]", "29 duplicate-key"),
        ("sections:", "sections:\n- number: 2\n  items: []\nsections:", "12 duplicate-key"),
        ("title: Окуу иштери", "title: Окуу иштери\n  items: []", "13 duplicate-key"),
        # Characters.
        ("sections:", "\ufeffsections:", "9 byte-order-mark"),
        ("Сынактарды", "Сынактар\x07ды", "27 control-character"),
        ("Сынактарды ", "Сынактарды\r", "27 line-break"),
        ("sections:", "# а\u2028б: в\nsections:", "9 line-break"),
        ("    task: Сын", "    ta\u200bsk: Сын", "27 unknown-key"),
        # Nothing at all is wrong.
        ("[декабрь-январь]", "[декабрь-январь, ]", ""),
        ("note: Бекитилди", "note:", ""),
        ("note: Бекитилди", "note: null", ""),
        ("note: Бекитилди", 'note: ""', ""),
        ("aliases: [ОБ]", "aliases: []", ""),
        ("aliases: [ОБ]", "aliases: ~", ""),
        ("aliases: [ОБ]", "aliases: [ОБ, окуу  бөлүмү]", ""),
        ("task: Сын", '"task" : Сын', ""),
        ("task: Сын", "task:\n      Сын", ""),
        ("note: Бекитилди", "note: PHDдокторантура, Iжарым, COVID-19", ""),
        ("note: Бекитилди", "evidence: 2025-09-10 күнкү буйрук # жазылган", ""),
        ("number: 2", 'number: "2"', ""),
        ("2025-09-10", "'2025-09-10'", ""),
    ],
)
def test_one_mistake(old: str, new: str, expected: str) -> None:
    assert PLAN.count(old) >= 1
    before, after = PLAN.rsplit(old, 1) if old in ("number: 2", "by: Окуу бөлүмү") else PLAN.split(old, 1)
    assert problems(f"{before}{new}{after}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1 empty-file"),
        ("\ufeff", "1 empty-file"),
        ("# жок\n", "1 empty-file"),
        ("---\n", "1 empty-file"),
        ("--- \n...\n", "1 empty-file"),
        ("{}", "1 empty-file"),
        ("~", "1 empty-file"),
        ("[]", "1 wrong-type"),
        ("- а\n- б\n", "1 wrong-type"),
        ("текст\n", "1 wrong-type"),
        ("|\n а\n", "1 wrong-type"),
        ("*a", "1 anchor"),
        ("sections: {}\n", "1 missing-key, 1 missing-key, 1 missing-key, 1 wrong-type"),
        ("---\n---\n" + PLAN, "2 second-document"),
        (PLAN + "---\n", "30 second-document"),
        (PLAN + "...\n", ""),
        ("%YAML 1.2\n---\n" + PLAN, ""),
        ("\ufeff\ufeff" + PLAN, "1 byte-order-mark"),
        (PLAN.replace("\n", "\r"), "1 line-break"),
        (PLAN.replace("\n", "\r\n"), ""),
        ("null: 1\n" + PLAN, "1 unknown-key"),
        ("1: 1\n" + PLAN, "1 unknown-key"),
        ('"": 1\n' + PLAN, "1 unknown-key"),
        ("no: 1\non: 1\n" + PLAN, "1 unknown-key, 2 unknown-key"),
        ("[а]: 1\n" + PLAN, "1 complex-key"),
        ("- " * 50 + "a", "1 wrong-type"),
        ("- " * 51 + "a", "1 too-deep"),
        ("[" * 100_000, "1 too-deep"),
        ("{" * 100_000, "1 too-deep"),
        ("- " * 100_000, "1 too-deep"),
        ("? " * 100_000, "1 too-deep"),
        ("[" * 5000 + "]" * 5000, "1 too-deep"),
        ("x: [\n" * 2000, "26 too-deep"),
        (PLAN + "x: " + "[" * 5000, "30 too-deep"),
        ("\t" * 100_000, "1 syntax"),
    ],
    ids=lambda value: value[:20],
)
def test_whole_file(text: str, expected: str) -> None:
    assert problems(text) == expected
