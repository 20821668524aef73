"""Rules on the file as text and as YAML."""

from __future__ import annotations

from talplan.problem import Problem


class TooLarge(Problem):
    """The file is larger than 16 MiB.

    A plan of 10,000 items is about 3 MiB. A larger file is most likely something else, such as a film or an archive
    with the wrong name. talplan does not read such a file.

    Fails:

        a file of more than 16 MiB

    Passes:

        title: Институттун иш планы
        year: 2025-2026
    """


class NotUtf8(Problem):
    """The file is not saved as UTF-8.

    UTF-8 is the one encoding that contains the Kyrgyz letters and that every program here reads. Old Windows programs
    save in other encodings (Windows-1251, UTF-16); then ң, ү and ө are lost, or the text becomes unreadable.

    Fails:

        title: ����    (saved as Windows-1251)

    Passes:

        title: План    (saved as UTF-8; in Notepad: Save as, Encoding: UTF-8)
    """


class ByteOrderMark(Problem):
    """A byte order mark in the middle of the file.

    Some programs put this invisible character at the beginning of a file; there it is accepted and kept. In the middle,
    it is left over from joining two files. It becomes part of a key or a word, and the key is not recognised for no
    visible reason. (U+FEFF represents the character here.)

    Fails:

        (U+FEFF)sections:
        - number: 1

    Passes:

        sections:
        - number: 1
    """


class ControlCharacter(Problem):
    """The file contains a control character.

    Such characters are not visible: they ring a bell, move the cursor or end a page. They get into a file with text
    copied from a PDF or an old program, and they spoil tables, documents and searches. A tab inside a text is fine.
    (U+000C represents the character here.)

    Fails:

        task: Сынактарды(U+000C)өткөрүү

    Passes:

        task: Сынактарды өткөрүү
    """


class LineBreak(Problem):
    """A line break that editors do not show as one.

    Lines end in LF or CRLF, as every editor writes them. The others (NEL, line separator, paragraph separator, a lone
    carriage return) look like a space or like nothing, but YAML begins a new line there: half of a text is lost, or a
    comment becomes data. (U+2028 represents the character here.)

    Fails:

        task: Сынактарды(U+2028)өткөрүү

    Passes:

        task: Сынактарды өткөрүү
    """


class Syntax(Problem):
    """The file cannot be read as YAML.

    A quote or a bracket is not closed, a line is indented by a tab or by too few spaces, a dash or a space is missing.
    Reading stops at the first such place, so fix it and check again. Put a text in double quotes if it begins with one
    of @ ` % & * ! | > [ { or contains ": ".

    Fails:

        task: Эскертүү: сынактарды өткөрүү
        due: [май

    Passes:

        task: "Эскертүү: сынактарды өткөрүү"
        due: [май]
    """


class ConflictMark(Problem):
    """The file contains an unresolved merge conflict.

    If two branches change the same text, git leaves both versions in the file between markers: ours first, then the
    other one. Only a person can decide which is right. Keep the lines of one side, or combine the two, and delete the
    three lines with the markers.

    Fails:

        <<<<<<< ours
            task: Сынактарды өткөрүү
        =======
            task: Сынактарды жана зачётторду өткөрүү
        >>>>>>> theirs

    Passes:

            task: Сынактарды жана зачётторду өткөрүү
    """


class EmptyFile(Problem):
    """The file is empty or contains only comments.

    Most likely the file was saved too early, or emptied by accident: git has its earlier versions.

    Fails:

        # 2025-2026-окуу жылынын планы

    Passes:

        # 2025-2026-окуу жылынын планы
        title: Институттун иш планы
        year: 2025-2026
        units:
        - name: Окуу бөлүмү
        sections:
        - number: 1
          items: []
    """


class SecondDocument(Problem):
    """A second document begins in the file.

    A line of three dashes ends one YAML document and begins another. A plan is one document: anything after the line
    would be neither shown nor counted.

    Fails:

        sections:
        - number: 1
          items: []
        ---
        - number: 2
          items: []

    Passes:

        sections:
        - number: 1
          items: []
        - number: 2
          items: []
    """


class TooDeep(Problem):
    """Something is nested deeper than 50 levels.

    A plan needs seven levels. More of them come from brackets that were opened and never closed, or from a file that is
    not a plan. Reading stops there.

    Fails:

        due: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[май

    Passes:

        due: [май]
    """


class Anchor(Problem):
    """An anchor (`&name`) or an alias (`*name`).

    YAML can give a value a name and repeat it elsewhere. In a plan, a change in one place would then silently change
    other items, and a few lines can be made to fill a computer's memory. Put a text that only begins with & or * in
    double quotes.

    Fails:

        due: &time [май]
        units: [Окуу бөлүмү]

    Passes:

        due: [май]
        units: [Окуу бөлүмү]
    """


class MergeKey(Problem):
    """A merge key (`<<`).

    It copies the keys of another mapping, so that an item would have values that are not written in it and that its
    readers cannot see.

    Fails:

        - number: 2
          <<: {due: [май], units: [Окуу бөлүмү]}
          task: Сынактарды өткөрүү

    Passes:

        - number: 2
          task: Сынактарды өткөрүү
          due: [май]
          units: [Окуу бөлүмү]
    """


class Tag(Problem):
    """A tag (`!name` or `!!str`) in front of a value.

    Tags tell programs to read a value as something special, and some programs run code for them. A plan needs none:
    texts, numbers and dates are known by their keys. Put a text that only begins with ! in double quotes.

    Fails:

        number: !!str 2

    Passes:

        number: 2
    """


class ComplexKey(Problem):
    """A key that is written with `? `, or that is a list or a mapping itself.

    Keys of a plan are single words. This one most likely comes from a text that begins with a question mark, or from a
    bracket in the wrong place.

    Fails:

        ? task
        : Сынактарды өткөрүү

    Passes:

        task: Сынактарды өткөрүү
    """


class DuplicateKey(Problem):
    """A key is repeated in one entry.

    Most programs silently keep the last of the two and lose the first. This happens when a line is copied, or when a
    new entry lacks its “- ”.

    Fails:

        - number: 2
          task: Сынактарды өткөрүү
          task: Сынактарды өткөрүү жана жыйынтыктоо

    Passes:

        - number: 2
          task: Сынактарды өткөрүү жана жыйынтыктоо
    """
