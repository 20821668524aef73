"""Rules on the plan as a whole: what one part says about another."""

from __future__ import annotations

from talplan.problem import Problem


class SharedSpelling(Problem):
    """Two units of the registry share a name, a short form or an alias.

    An item that names this spelling could mean either of them. Case and extra spaces make no difference.

    Fails:

        units:
        - name: Окуу бөлүмү
          aliases: [ОБ]
        - name: Окутуу борбору
          short: ОБ

    Passes:

        units:
        - name: Окуу бөлүмү
          aliases: [ОБ]
        - name: Окутуу борбору
          short: ОкБ
    """


class UnknownUnit(Problem):
    """An item, a record, a note or a `part_of` names a unit that the registry does not have.

    Most likely it is misspelt. Then the item would be missing from the unit's list, and its progress would not be
    counted for any unit. Add a unit that is really new to the plan's `units` first.

    Fails:

        units:
        - name: Окуу бөлүмү
        ...
          units: [Окуу бөлмү]

    Passes:

        units:
        - name: Окуу бөлүмү
        ...
          units: [Окуу бөлүмү]
    """


class PartOfCircle(Problem):
    """A unit is part of itself, directly or through others.

    Then it is undefined which of the units is above the others, and whose items count for whom.

    Fails:

        - name: Окуу бөлүмү
          part_of: Окуу бөлүмүнүн башчысы
        - name: Окуу бөлүмүнүн башчысы
          part_of: Окуу бөлүмү

    Passes:

        - name: Окуу бөлүмү
        - name: Окуу бөлүмүнүн башчысы
          part_of: Окуу бөлүмү
    """


class RepeatedNumber(Problem):
    """Two sections, or two items of one section, have the same number.

    An item is named by the two numbers: if 2.30 is used twice, a mark for 2.30 could be made on the wrong item. Items
    of different sections may have equal numbers.

    Fails:

        - number: 30
          task: Сынактарды өткөрүү
        - number: 30
          task: Жыйынтыктарды талкуулоо

    Passes:

        - number: 30
          task: Сынактарды өткөрүү
        - number: 31
          task: Жыйынтыктарды талкуулоо
    """


class RepeatedTerm(Problem):
    """An item lists a term twice.

    The same work would be counted twice. Spellings of one term are the same: октябрь, Октябрь айы, October.

    Fails:

        due: [октябрь, октябрь айы]

    Passes:

        due: [октябрь]
    """


class RepeatedUnit(Problem):
    """An item lists a unit twice, perhaps under two spellings.

    The same work would be counted twice for it.

    Fails:

        units: [Окуу бөлүмү, ОБ]

    Passes:

        units: [Окуу бөлүмү]
    """


class TermOutsideYear(Problem):
    """A dated term is not inside the plan's year, or the plan's year cuts it in two.

    The plan's year has twelve months from its first one: 2025-08-01 to 2026-07-31 for 2025-2026. A date outside has a
    wrong year; a range that runs over the end, such as июнь-сентябрь, is most likely written in the wrong order. The
    third quarter of such a year would be its first two months or its last one.

    Fails:

        year: 2025-2026
        ...
          due: [2024-10-14, июнь-сентябрь, 3-квартал]

    Passes:

        year: 2025-2026
        ...
          due: [2025-10-14, сентябрь-июнь, август-сентябрь]
    """


class RecordTerm(Problem):
    """A record names a term that its item does not have.

    The mark would not count: the item stays open although it was reported.

    Fails:

        due: [сентябрь, февраль]
        done:
        - date: 2025-10-01
          term: октябрь

    Passes:

        due: [сентябрь, февраль]
        done:
        - date: 2025-10-01
          term: сентябрь
    """


class RecordUnit(Problem):
    """A record names a unit that the item does not list.

    A record is for the item's own units, never for a part or a parent of one: otherwise it is not clear whose share is
    done.

    Fails:

        units: [Окуу бөлүмү]
        done:
        - date: 2025-10-01
          by: [Окуу бөлүмүнүн башчысы]

    Passes:

        units: [Окуу бөлүмү]
        done:
        - date: 2025-10-01
          by: [Окуу бөлүмү]
    """


class EarlyDate(Problem):
    """A record or a note is dated before the plan's year begins.

    What was done before the year cannot be the work of this plan. Most likely the year is mistyped, as often happens in
    January.

    Fails:

        year: 2025-2026
        ...
          done:
          - date: 2024-10-14

    Passes:

        year: 2025-2026
        ...
          done:
          - date: 2025-10-14
    """
