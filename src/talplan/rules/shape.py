"""Rules on the shape: which keys there are, and what may stand under each of them."""

from __future__ import annotations

from talplan.problem import Problem


class UnknownKey(Problem):
    """TODO"""


class MissingKey(Problem):
    """TODO"""


class EmptyValue(Problem):
    """TODO"""


class WrongType(Problem):
    """TODO"""


class BadNumber(Problem):
    """TODO"""


class BadDate(Problem):
    """TODO"""


class BadYear(Problem):
    """TODO"""


class BadFirstMonth(Problem):
    """TODO"""


class BadLanguage(Problem):
    """TODO"""


class UnknownTerm(Problem):
    """TODO"""


class DisputedMonth(Problem):
    """TODO"""


class BackwardDates(Problem):
    """TODO"""
