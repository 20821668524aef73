"""Options and arguments that several commands share, as Typer annotations, and the bundles of them.

Importing this module imports Typer. Everyday commands import it for type checking only, and `app.function` resolves
the names when it builds the Typer app, so that these commands run without Typer (`fast_args`).
"""

from __future__ import annotations

from typing import Annotated, TypedDict

import typer

from talplan.cli import completion
from talplan.messages import say

PlanOption = Annotated[str | None, typer.Option("--plan", metavar="FILE", envvar="TALPLAN_PLAN", help=say("help.plan"))]
OnOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help=say("help.on"))]
FormatOption = Annotated[
    str,
    typer.Option("--format", metavar="table|json|csv|md", help=say("help.format"), autocompletion=completion.formats),
]
UnitOption = Annotated[
    list[str] | None,
    typer.Option("--unit", metavar="UNIT", help=say("help.unit"), autocompletion=completion.units),
]
UpOption = Annotated[bool, typer.Option("--up", help=say("help.up"))]
MonthOption = Annotated[
    str | None,
    typer.Option("--month", metavar="MONTH", help=say("help.month"), autocompletion=completion.months),
]
StandingOption = Annotated[bool, typer.Option("--standing", help=say("help.standing"))]
SectionOption = Annotated[
    list[str] | None,
    typer.Option("--section", metavar="N", help=say("help.section"), autocompletion=completion.sections),
]
StatusOption = Annotated[
    list[str] | None,
    typer.Option("--status", metavar="STATUS", help=say("help.status"), autocompletion=completion.statuses),
]
TextOption = Annotated[str | None, typer.Option("--text", metavar="TEXT", help=say("help.text"))]

StatsByOption = Annotated[
    str,
    typer.Option(
        "--by", metavar="section|unit|month|unit,month", help=say("help.stats-by"), autocompletion=completion.groupings
    ),
]
ChartByOption = Annotated[
    str,
    typer.Option("--by", metavar="item|unit", help=say("help.timeline-by"), autocompletion=completion.chart_rows),
]
OverdueOption = Annotated[bool, typer.Option("--overdue", help=say("help.overdue"))]
IdsArgument = Annotated[
    list[str], typer.Argument(metavar="ID...", help=say("help.ids"), autocompletion=completion.items)
]

DryRunOption = Annotated[bool, typer.Option("--dry-run", help=say("help.dry-run"))]
CommitOption = Annotated[bool, typer.Option("--commit", help=say("help.commit"))]
ChosenArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID]...", help=say("help.ids"), autocompletion=completion.items),
]
TermOption = Annotated[
    str | None,
    typer.Option("--term", metavar="TERM", help=say("help.term"), autocompletion=completion.terms),
]
AllTermsOption = Annotated[bool, typer.Option("--all-terms", help=say("help.all-terms"))]
ByOption = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="UNIT", help=say("help.by"), autocompletion=completion.units),
]
DateOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help=say("help.on-record"))]
NoteOption = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=say("help.note"))]
EvidenceOption = Annotated[str | None, typer.Option("--evidence", metavar="TEXT", help=say("help.evidence"))]
EndingOption = Annotated[str | None, typer.Option("--ending-before", metavar="DATE", help=say("help.ending-before"))]
YesOption = Annotated[bool, typer.Option("--yes", help=say("help.yes"))]


class FilterOptions(TypedDict, total=False):
    """Options of every command that chooses items: `parse_filters` takes the same names."""

    unit: UnitOption
    up: UpOption
    month: MonthOption
    standing: StandingOption
    section: SectionOption
    status: StatusOption
    text: TextOption


class ChangeOptions(TypedDict, total=False):
    """Options of every command that changes the plan file: `change` takes the same names."""

    dry_run: DryRunOption
    commit: CommitOption
    plan_file: PlanOption
