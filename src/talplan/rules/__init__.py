"""Every rule of the plan file, in the order of its manual: `RULES` is the list of codes, pages and tests at once."""

from __future__ import annotations

from talplan.problem import Problem
from talplan.rules import advice, shape, text, whole

RULES: dict[str, type[Problem]] = {
    rule.code(): rule
    for family in (text, shape, whole, advice)
    for rule in vars(family).values()
    if isinstance(rule, type) and issubclass(rule, Problem)
    if rule.__module__ == family.__name__ and rule is not advice.Advice
}
