"""Valid plans of any number of items, made like the real one: `python benchmarks/plans.py 10000 > plan.yaml`.

The same number gives the same text. Sections of up to a hundred items, terms and units in the real plan's proportions,
a mark on every fifth item and a note on every ninth. Some 55,000 items fill the 16 MiB that a file may have.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence

THINGS = (
    *("Окуу жүктөмдөрүн", "Практиканын түрлөрүн", "Илимий долбоорлорду", "Мамлекеттик аттестацияны"),
    *("Электрондук китептерди", "Эл аралык келишимдерди", "Кураторлордун иш-пландарын", "Ачык сабактарды"),
    *("Окуу-усулдук комплекстерди", "Стейкхоллдерлердин сунуштарын", "Бүтүрүүчү иштердин темаларын"),
)
DEEDS = (
    *("түзүү жана бекитүү", "көзөмөлгө алуу", "талдоо жана жыйынтыгын чыгаруу", "өркүндөтүү", "уюштуруу"),
    *("санариптик форматка өткөрүү", "кафедраларда талкуулоо", "убагында даярдоо, тапшыруу", "жаңыртуу"),
)
TERMS = (
    *("жыл бою", "октябрь", "жыл бою", "сентябрь, январь", "октябрь-май", "жыл бою", "график боюнча"),
    *("июнь", "жыл бою", "декабрь-январь, июнь-июль", "2025-10-14, 2026-03-10", "окуу жылы", "сентябрь"),
)
"""What stands in `due`: most of the real plan runs all year, some of it has two terms."""
KINDS = (
    *("Окуу бөлүмү", "Окуу бөлүмүнүн башчысы", "Кафедра башчылары", "Директорат", "Ректорат", "Кадрлар бөлүмү"),
    *("Структуралык бөлүмдөрдүн жетекчилери", "Билим берүүнүн сапаты бөлүмү", "Илимий китепкана", "Бухгалтерия"),
    *("Эл аралык байланыштар бөлүмү", "Окуу-усулдук кеңеш", "Кабыл алуу комиссиясы", "Кураторлор"),
    *("Педагогика кафедрасы", "Дүйнөлүк тилдер кафедрасы", "Аспиранттар", "Эксперттик топ", "ПОЖ", "ИТК"),
)
"""The units of one university; a larger plan has several."""
HEAD = """\
title: Университеттердин 2025-2026-окуу жылындагы окуу жана илимий иштеринин планы
year: 2025-2026
units:
"""
RECORD = """\
    done:
    - date: 2025-10-0{day}
      by: [{unit}]
      note: Темалар бекитилди
"""
NOTE = """\
    notes:
    - date: 2025-10-0{day}
      text: Тизме суралды
"""


def plan_of(items: int) -> str:
    """The text of a plan of so many items, in the canonical layout."""
    names = units(items)
    return "".join((HEAD, *_registry(names), "sections:\n" if items else "sections: []\n", *_sections(items, names)))


def units(items: int) -> list[str]:
    """The names of the units of such a plan: twenty for every two thousand items."""
    universities = range(1, items // 2000 + 2)
    return [kind if number == 1 else f"{kind} {number}" for number in universities for kind in KINDS]


def _registry(names: Sequence[str]) -> Iterator[str]:
    for at, name in enumerate(names):
        yield f"- name: {name}\n"
        match at % len(KINDS):
            case 0:
                yield f"  aliases: [ОБ {at}, Окуу бөлүмү № {at}]\n"
            case 1:
                yield f"  part_of: {names[at - 1]}\n"


def _sections(items: int, names: Sequence[str]) -> Iterator[str]:
    size = min(100, max(1, -(-items // 3)))
    for begin in range(0, items, size):
        number = begin // size + 1
        yield f"{'' if number == 1 else chr(10)}- number: {number}\n  title: {number}-бөлүк, окуу иштери\n  items:\n"
        for at in range(begin, min(begin + size, items)):
            yield _item(at, at - begin + 1, names)


def _item(at: int, number: int, names: Sequence[str]) -> str:
    """The lines of one item. The steps have no common divisor, so that tasks, terms and units do not go together."""
    first = at * 7
    named = [names[(first + step) % len(names)] for step in range(1 + at % 4)]
    lines = (
        f"  - number: {number}\n    task: {THINGS[at % 11]} {DEEDS[at // 11 % 9]}\n"
        f"    due: [{TERMS[at % 13]}]\n    units: [{', '.join(named)}]\n"
    )
    record = RECORD.format(day=1 + at % 9, unit=named[0]) if at % 5 == 3 else ""
    return lines + record + (NOTE.format(day=1 + at % 9) if at % 9 == 5 else "")


def main() -> None:
    """Writes the plan."""
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(plan_of(int(sys.argv[1]) if len(sys.argv) > 1 else 79))


def repeated(text: str, items: int) -> str:
    """A plan whose sections are those of another, over and over, until it has at least so many items."""
    head, _, body = text.partition("\nsections:\n")
    once = re.findall(r"^- number: [0-9]+\n((?:[ ].*\n|\n)*)", body, re.MULTILINE)
    made: list[str] = []
    while items > 0:
        for section in once:
            made.append(f"- number: {len(made) + 1}\n{section}")
            items -= section.count("\n  - number:")
    return f"{head}\nsections:\n{''.join(made)}"


if __name__ == "__main__":
    main()
