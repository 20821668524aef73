"""The everyday commands as `quick` reads them, made from the Typer app by docs/everyday.py."""

from __future__ import annotations

Option = tuple[str, str, str]
"""The value's name; `flag`, `one` or `many`; the variable of the environment that may say it instead."""

EVERYDAY: dict[str, tuple[str, tuple[str, bool] | None, dict[str, Option]]] = {
    "list": (
        "talplan.commands.look:list_items",
        None,
        {
            "--unit": ("unit", "many", ""),
            "--up": ("up", "flag", ""),
            "--month": ("month", "one", ""),
            "--standing": ("standing", "flag", ""),
            "--section": ("section", "many", ""),
            "--status": ("status", "many", ""),
            "--text": ("text", "one", ""),
            "--on": ("on", "one", ""),
            "--format": ("format_", "one", ""),
            "--plan": ("plan_file", "one", "TALPLAN_PLAN"),
        },
    ),
    "due": (
        "talplan.commands.look:due",
        None,
        {
            "--month": ("month", "one", ""),
            "--unit": ("unit", "many", ""),
            "--up": ("up", "flag", ""),
            "--standing": ("standing", "flag", ""),
            "--overdue": ("overdue", "flag", ""),
            "--section": ("section", "many", ""),
            "--status": ("status", "many", ""),
            "--text": ("text", "one", ""),
            "--on": ("on", "one", ""),
            "--format": ("format_", "one", ""),
            "--plan": ("plan_file", "one", "TALPLAN_PLAN"),
        },
    ),
    "show": (
        "talplan.commands.look:show",
        ("ids", True),
        {
            "--on": ("on", "one", ""),
            "--format": ("format_", "one", ""),
            "--plan": ("plan_file", "one", "TALPLAN_PLAN"),
        },
    ),
    "units": (
        "talplan.commands.look:units",
        None,
        {
            "--unit": ("unit", "many", ""),
            "--on": ("on", "one", ""),
            "--format": ("format_", "one", ""),
            "--plan": ("plan_file", "one", "TALPLAN_PLAN"),
        },
    ),
    "done": (
        "talplan.commands.change:done",
        ("ids", False),
        {
            "--term": ("term", "one", ""),
            "--all-terms": ("all_terms", "flag", ""),
            "--by": ("by", "many", ""),
            "--on": ("on", "one", ""),
            "--note": ("note", "one", ""),
            "--evidence": ("evidence", "one", ""),
            "--ending-before": ("ending_before", "one", ""),
            "--unit": ("unit", "many", ""),
            "--up": ("up", "flag", ""),
            "--month": ("month", "one", ""),
            "--standing": ("standing", "flag", ""),
            "--section": ("section", "many", ""),
            "--status": ("status", "many", ""),
            "--text": ("text", "one", ""),
            "--yes": ("yes", "flag", ""),
            "--dry-run": ("dry_run", "flag", ""),
            "--commit": ("commit", "flag", ""),
            "--plan": ("plan_file", "one", "TALPLAN_PLAN"),
        },
    ),
    "undo": (
        "talplan.commands.change:undo",
        ("ids", True),
        {
            "--term": ("term", "one", ""),
            "--by": ("by", "many", ""),
            "--on": ("on", "one", ""),
            "--dry-run": ("dry_run", "flag", ""),
            "--commit": ("commit", "flag", ""),
            "--plan": ("plan_file", "one", "TALPLAN_PLAN"),
        },
    ),
}
