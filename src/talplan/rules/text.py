"""Rules on the file as text and as YAML: what a plan file may be written with."""

from __future__ import annotations

from talplan.problem import Problem


class TooLarge(Problem):
    """TODO"""


class NotUtf8(Problem):
    """TODO"""


class ByteOrderMark(Problem):
    """TODO"""


class ControlCharacter(Problem):
    """TODO"""


class LineBreak(Problem):
    """TODO"""


class Syntax(Problem):
    """TODO"""


class EmptyFile(Problem):
    """TODO"""


class SecondDocument(Problem):
    """TODO"""


class TooDeep(Problem):
    """TODO"""


class Anchor(Problem):
    """TODO"""


class MergeKey(Problem):
    """TODO"""


class Tag(Problem):
    """TODO"""


class ComplexKey(Problem):
    """TODO"""


class DuplicateKey(Problem):
    """TODO"""
