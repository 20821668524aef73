"""The rules of the plan file by their codes, in the order of the manual; the class docstring of each is its page."""

from __future__ import annotations

from talplan.planfile.rules import plan_rules, schema_rules, warning_rules, yaml_rules
from talplan.problem import Problem

RULES: dict[str, type[Problem]] = {
    rule.code(): rule
    for family in (yaml_rules, schema_rules, plan_rules, warning_rules)
    for rule in vars(family).values()
    if isinstance(rule, type) and issubclass(rule, Problem)
    if rule.__module__ == family.__name__ and rule is not warning_rules.Advice
}
