"""Every rule of the plan file, in the order of its manual: `RULES` is the list of codes, pages and tests at once."""

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
