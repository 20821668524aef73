"""Warnings: what is allowed, but most likely a mistake."""

from __future__ import annotations

from talplan.problem import Problem, Severity


class Advice(Problem):
    """A problem that stops nothing."""

    severity = Severity.WARNING


class FutureDate(Advice):
    """An approval, a record, a note or a cancellation is dated after today.

    Work that will be done tomorrow cannot be reported today: most likely the month or the year is mistyped. A
    cancellation may be decided beforehand; then the warning disappears on that day.

    Fails (on 2025-10-20):

        done:
        - date: 2026-10-14

    Passes:

        done:
        - date: 2025-10-14
    """


class NumberingGap(Advice):
    """A number is missing between two sections, or between two items of a section.

    An item may have been lost when the plan was typed or lines were moved. If the printed document has the same gap,
    leave it.

    Fails:

        - number: 1
          task: Сабактардын жүгүртмөсүн түзүү
        - number: 3
          task: Сынактарды өткөрүү

    Passes:

        - number: 1
          task: Сабактардын жүгүртмөсүн түзүү
        - number: 2
          task: Сынактарды өткөрүү
    """


class UnusedUnit(Advice):
    """A unit of the registry that no item, record, note or `part_of` names.

    It may be a second entry of a unit that has another name there, or an item may have lost its unit.

    Fails:

        units:
        - name: Окуу бөлүмү
        - name: Архив
        ...
          units: [Окуу бөлүмү]

    Passes:

        units:
        - name: Окуу бөлүмү
        - name: Архив
        ...
          units: [Окуу бөлүмү, Архив]
    """


class AliasUsed(Advice):
    """A unit is named by an alias.

    This is read correctly, but a search of the file for the unit's name does not find the place. `talplan fmt` writes
    the display name: the short form if there is one, otherwise the name.

    Fails:

        units:
        - name: Окуу бөлүмү
          aliases: [ОБ]
        ...
          units: [ОБ]

    Passes:

        units:
        - name: Окуу бөлүмү
          aliases: [ОБ]
        ...
          units: [Окуу бөлүмү]
    """


class LookalikeLetters(Advice):
    """A Cyrillic word has Latin letters in it that look like Cyrillic ones.

    It looks right, but a search does not find it: С typed as the Latin C is another letter. The message lists the Latin
    letters of the word.

    Fails:

        task: Cынактарды өткөрүү    (with a Latin C)

    Passes:

        task: Сынактарды өткөрүү    (with a Cyrillic С)
    """


class HashInText(Advice):
    """A space and # directly before a letter or a digit.

    For YAML a comment begins there: the rest of the text is silently cut off. Write a real comment with a space after
    #.

    Fails:

        evidence: Буйрук #142

    Passes:

        evidence: "Буйрук #142"
        note: Бекитилди  # протокол кийин келет
    """


class AmbiguousText(Advice):
    """A text without quotes that other programs read as a number, a date or a yes/no.

    talplan reads it as the text that it is. A spreadsheet, an editor or another program changes it: 030 becomes 24,
    1.10 becomes 1.1, `no` becomes `false`. `talplan fmt` puts it in double quotes.

    Fails:

        evidence: 1.10

    Passes:

        evidence: "1.10"
    """


class EscapedControl(Advice):
    r"""A text in double quotes contains a control character written as an escape.

    On a terminal such characters can move the cursor, change colours or wipe lines; documents cannot contain them.
    talplan never sends them to a terminal, but other programs may. `\n` and `\t` are fine. In a path on Windows, \a or
    \b is most likely a folder's first letter: write each backslash twice.

    Fails:

        evidence: "D:\a142.pdf"

    Passes:

        evidence: "D:\\a142.pdf"
    """


class InvisibleCharacter(Advice):
    """A zero-width character, or one that changes the direction of the text.

    It is not visible, and a search does not find a word that contains it; some of these characters show a text in
    another order than it is stored. They get into a file with text copied from web pages and messengers. (U+200B
    represents the character here.)

    Fails:

        task: Сынак(U+200B)тарды өткөрүү

    Passes:

        task: Сынактарды өткөрүү
    """


class MissingEvidence(Advice):
    """With `--evidence`: a file that is given as evidence is not in the repository.

    Nobody will find the evidence later. A path is relative to the repository or to the folder of the plan; without git
    the file only has to exist. Addresses are not fetched.

    Fails (if there is no such file):

        evidence: evidence/buyruk-142.pdf

    Passes:

        evidence: https://example.org/buyruk-142.pdf
    """
