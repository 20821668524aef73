"""Rules on the schema: which keys there are, and the values that each may have."""

from __future__ import annotations

from talplan.problem import Problem


class UnknownKey(Problem):
    """A key that a plan does not have in this place.

    It is misspelt, or indented to the wrong level: what is written under it would be lost. The hint names the most
    similar known key. YAML itself reads `no` and `on` as false and true, so they are never keys.

    Fails:

        - number: 2
          taks: Сынактарды өткөрүү

    Passes:

        - number: 2
          task: Сынактарды өткөрүү
    """


class MissingKey(Problem):
    """A required key is missing.

    Without a number an item cannot be named, without a term it is never due, without a unit no one is responsible for
    it. The required keys are `title`, `year`, `units` and `sections` of the plan, `name` of a unit, `number` and
    `items` of a section, `number`, `task`, `due` and `units` of an item, `date` of a record, `date` and `text` of a
    note.

    Fails:

        - number: 2
          task: Сынактарды өткөрүү
          units: [Окуу бөлүмү]

    Passes:

        - number: 2
          task: Сынактарды өткөрүү
          due: [май]
          units: [Окуу бөлүмү]
    """


class EmptyValue(Problem):
    """A key that must have a value has none, or an entry of a list is empty.

    An empty value, `~` and `null` all mean “absent”. That is fine for optional keys (a note, the evidence) and an error
    for required ones.

    Fails:

        - number: 2
          task:
          due: []

    Passes:

        - number: 2
          task: Сынактарды өткөрүү
          due: [май]
    """


class WrongType(Problem):
    """A text where a list belongs, a list where a text belongs, or no keys where keys belong.

    A single term or unit is a list too, because there could be more: write it in brackets. A record, a note, a unit of
    the registry and a cancellation have keys of their own.

    Fails:

        due: сентябрь, февраль
        cancelled: 2026-01-15

    Passes:

        due: [сентябрь, февраль]
        cancelled:
          date: 2026-01-15
    """


class BadNumber(Problem):
    """The number of a section or an item is not a positive whole number.

    Items are named by their numbers (2.30 is item 30 of section 2), as in the printed document. YAML reads 030 as 24
    and 2.30 as 2.3, so neither is allowed here.

    Fails:

        - number: 030

    Passes:

        - number: 30
    """


class BadDate(Problem):
    """A date is not written as YYYY-MM-DD, or the calendar has no such day.

    With only one notation, dates sort correctly and no day is taken for a month: 03.04.2026 can be read in two ways.

    Fails:

        done:
        - date: 14.10.2025

    Passes:

        done:
        - date: 2025-10-14
    """


class BadYear(Problem):
    """The plan's year is neither two consecutive years with a hyphen between them nor one calendar year.

    Every month of the plan gets its calendar year from here: with 2025-2026, сентябрь is in 2025 and апрель in 2026;
    with 2025, both are in 2025.

    Fails:

        year: 2025/2026

    Passes:

        year: 2025-2026
    """


class BadFirstMonth(Problem):
    """`first_month` is not a number from 1 to 12, or not 1 in a plan of a calendar year.

    It sets the month in which an academic year begins. Default: 8 (August). A calendar year (`year: 2025`) begins in
    January and does not need it.

    Fails:

        first_month: сентябрь

    Passes:

        first_month: 9
    """


class BadLanguage(Problem):
    """`language` is none of ky, ru and en.

    This is the language of the terms that talplan writes into the file, and of the documents, the report and the web
    page: Kyrgyz (ky), Russian (ru) or English (en). Terms are read in all three languages, whatever is set here.

    Fails:

        language: kg

    Passes:

        language: ky
    """


class UnknownTerm(Problem):
    """A term in a wording that the plan format does not have.

    Without a date or a standing term the item would be in no list. The hint suggests what may be meant; several terms
    are entries of their own.

    Fails:

        due: [сентбрь, сессия алдында, май жана июнь]

    Passes:

        due: [сентябрь, 20-декабрга чейин, май, июнь]
    """


class AmbiguousTerm(Problem):
    """A term with more than one meaning.

    A deadline must be the same for everyone who reads it: “until October” may or may not include October, and
    05/09/2025 is in May or in September.

    Fails:

        due: [октябрга чейин, 05/09/2025]

    Passes:

        due: [сентябрдын аягына чейин, 2025-09-05]
    """


class DisputedMonth(Problem):
    """A traditional Kyrgyz name of a month.

    These names are understood in two ways that are a month apart: Тогуздун айы is October for some and September for
    others. A deadline must be the same for everyone who reads it.

    Fails:

        due: [Тогуздун айы]

    Passes:

        due: [октябрь]
    """


class BackwardDates(Problem):
    """Two dates of a term, the second before the first.

    Most likely they are swapped, or one of them has the wrong year.

    Fails:

        due: [2025-10-15..2025-10-01]

    Passes:

        due: [2025-10-01..2025-10-15]
    """
