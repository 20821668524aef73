"""Warnings: what is allowed, and most likely not what was meant."""

from __future__ import annotations

from talplan.problem import Problem, Severity


class Advice(Problem):
    """A problem that stops nothing."""

    severity = Severity.WARNING


class FutureDate(Advice):
    """TODO"""


class NumberingGap(Advice):
    """TODO"""


class UnusedUnit(Advice):
    """TODO"""


class AliasUsed(Advice):
    """TODO"""


class LookalikeLetters(Advice):
    """TODO"""


class HashInText(Advice):
    """TODO"""


class AmbiguousText(Advice):
    """TODO"""


class EscapedControl(Advice):
    """TODO"""


class InvisibleCharacter(Advice):
    """TODO"""
