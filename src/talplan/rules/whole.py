"""Rules that a plan must keep as a whole: what one part of it says about another."""

from __future__ import annotations

from talplan.problem import Problem


class SharedSpelling(Problem):
    """TODO"""


class UnknownUnit(Problem):
    """TODO"""


class PartOfCircle(Problem):
    """TODO"""


class RepeatedNumber(Problem):
    """TODO"""


class RepeatedTerm(Problem):
    """TODO"""


class RepeatedUnit(Problem):
    """TODO"""


class TermOutsideYear(Problem):
    """TODO"""


class RecordTerm(Problem):
    """TODO"""


class RecordUnit(Problem):
    """TODO"""


class EarlyDate(Problem):
    """TODO"""
