"""Options and arguments of all commands as Typer annotations, and the bundles that several commands share.

Only `app` imports this module, and with it Typer. Commands import it for type checking: `app.function` resolves the
names when it builds the Typer app, and `fast_args_table` is generated from them. `help` is a key of `messages`,
`autocompletion` a function of `completion`; a metavar such as `item|unit` names the values itself.
"""

from __future__ import annotations

from typing import Annotated, TypedDict

import typer

from talplan.cli import completion
from talplan.documents.formats import EXPORT_FORMATS, REPORT_FORMATS, REPORT_FORMS

# --- the plan, the day, the output ----------------------------------------------------------------------------

PlanOption = Annotated[str | None, typer.Option("--plan", metavar="FILE", envvar="TALPLAN_PLAN", help="help.plan")]
OnOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="help.on")]
FormatOption = Annotated[str, typer.Option("--format", metavar="table|json|csv|md", help="help.format")]

NoPagerOption = Annotated[bool, typer.Option("--no-pager", help="help.no-pager")]
CompactOption = Annotated[bool, typer.Option("--compact", help="help.compact")]

# --- which items ----------------------------------------------------------------------------------------------

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="help.id", autocompletion=completion.items)]
IdsArgument = Annotated[list[str], typer.Argument(metavar="ID", help="help.ids", autocompletion=completion.items)]
ChosenArgument = Annotated[
    list[str] | None, typer.Argument(metavar="ID", help="help.ids", autocompletion=completion.items)
]
ListedArgument = Annotated[
    list[str] | None, typer.Argument(metavar="ID", help="help.listed", autocompletion=completion.items)
]
UnitOption = Annotated[
    list[str] | None, typer.Option("--unit", metavar="UNIT", help="help.unit", autocompletion=completion.units)
]
UnitAndPartsOption = Annotated[
    list[str] | None, typer.Option("--unit", metavar="UNIT", help="help.units-unit", autocompletion=completion.units)
]
ReportUnitOption = Annotated[
    list[str] | None, typer.Option("--unit", metavar="UNIT", help="help.report-unit", autocompletion=completion.units)
]
UpOption = Annotated[bool, typer.Option("--up", help="help.up")]
MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="MONTH", help="help.month", autocompletion=completion.months)
]
StandingOption = Annotated[bool, typer.Option("--standing", help="help.standing")]
SectionOption = Annotated[
    list[str] | None, typer.Option("--section", metavar="N", help="help.section", autocompletion=completion.sections)
]
StatusOption = Annotated[
    list[str] | None, typer.Option("--status", metavar="STATUS", help="help.status", autocompletion=completion.statuses)
]
TextOption = Annotated[str | None, typer.Option("--text", metavar="TEXT", help="help.text")]


class FilterOptions(TypedDict, total=False):
    """Options of every command that chooses items: `parse_filters` takes the same names."""

    unit: UnitOption
    up: UpOption
    month: MonthOption
    standing: StandingOption
    section: SectionOption
    status: StatusOption
    text: TextOption


# --- reading --------------------------------------------------------------------------------------------------

OverdueOption = Annotated[bool, typer.Option("--overdue", help="help.overdue")]
StatsByOption = Annotated[str, typer.Option("--by", metavar="section|unit|month|unit,month", help="help.stats-by")]
StatsSortOption = Annotated[
    str | None, typer.Option("--sort", metavar="overdue|done|progress|total|name", help="help.stats-sort")
]
ChartByOption = Annotated[str, typer.Option("--by", metavar="item|unit", help="help.timeline-by")]

# --- changing -------------------------------------------------------------------------------------------------

DryRunOption = Annotated[bool, typer.Option("--dry-run", help="help.dry-run")]
CommitOption = Annotated[bool, typer.Option("--commit", help="help.commit")]


class ChangeOptions(TypedDict, total=False):
    """Options of every command that changes the plan file: `change` takes the same names."""

    dry_run: DryRunOption
    commit: CommitOption
    plan_file: PlanOption


TermOption = Annotated[
    str | None, typer.Option("--term", metavar="TERM", help="help.term", autocompletion=completion.terms)
]
AllTermsOption = Annotated[bool, typer.Option("--all-terms", help="help.all-terms")]
ByOption = Annotated[
    list[str] | None, typer.Option("--by", metavar="UNIT", help="help.by", autocompletion=completion.units)
]
DateOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="help.on-record")]
UndoTermOption = Annotated[
    str | None, typer.Option("--term", metavar="TERM", help="help.undo-term", autocompletion=completion.terms)
]
UndoByOption = Annotated[
    list[str] | None, typer.Option("--by", metavar="UNIT", help="help.undo-by", autocompletion=completion.units)
]
UndoDateOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="help.undo-on")]
NoteOption = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="help.note")]
EvidenceOption = Annotated[list[str] | None, typer.Option("--evidence", metavar="TEXT", help="help.evidence")]
EndingOption = Annotated[str | None, typer.Option("--ending-before", metavar="DATE", help="help.ending-before")]
YesOption = Annotated[bool, typer.Option("--yes", help="help.yes")]

NoteTextArgument = Annotated[str, typer.Argument(metavar="TEXT", help="help.note-text")]
AuthorOption = Annotated[
    str | None, typer.Option("--by", metavar="UNIT", help="help.note-by", autocompletion=completion.units)
]
DayOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="help.on-day")]
ReasonOption = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="help.reason")]
_SECTION = typer.Option("--section", metavar="N", help="help.into", autocompletion=completion.sections)
_TASK = typer.Option("--task", metavar="TEXT", help="help.task")
_DUE = typer.Option("--due", metavar="TERM", help="help.due", autocompletion=completion.all_terms)
_UNITS = typer.Option("--unit", metavar="UNIT", help="help.responsible", autocompletion=completion.units)
IntoOption = Annotated[str | None, _SECTION]
NewTaskOption = Annotated[str | None, _TASK]
NewDueOption = Annotated[list[str] | None, _DUE]
NewResponsibleOption = Annotated[list[str] | None, _UNITS]
NumberOption = Annotated[str | None, typer.Option("--number", metavar="N", help="help.number")]
OldArgument = Annotated[str, typer.Argument(metavar="OLD", help="help.old", autocompletion=completion.units)]
NewArgument = Annotated[str, typer.Argument(metavar="NEW", help="help.new")]
UnitNameArgument = Annotated[str, typer.Argument(metavar="NAME", help="help.unit-name")]
UnitArgument = Annotated[
    str, typer.Argument(metavar="UNIT", help="help.unit-argument", autocompletion=completion.units)
]
FromArgument = Annotated[str, typer.Argument(metavar="FROM", help="help.merge-from", autocompletion=completion.units)]
IntoArgument = Annotated[str, typer.Argument(metavar="INTO", help="help.merge-into", autocompletion=completion.units)]
NewNameOption = Annotated[str | None, typer.Option("--name", metavar="NAME", help="help.new")]
ShortOption = Annotated[str | None, typer.Option("--short", metavar="TEXT", help="help.short")]
AliasesOption = Annotated[list[str] | None, typer.Option("--alias", metavar="TEXT", help="help.alias")]
PartOfOption = Annotated[
    str | None, typer.Option("--part-of", metavar="UNIT", help="help.part-of", autocompletion=completion.units)
]

FormFileArgument = Annotated[str, typer.Argument(metavar="FILE", help="help.form-file")]
FormFormatOption = Annotated[str | None, typer.Option("--format", metavar="xlsx|docx", help="help.export-format")]
EachUnitOption = Annotated[bool, typer.Option("--each-unit", help="help.each-unit")]
FormNoteOption = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="help.form-note")]
RemindFolderArgument = Annotated[str | None, typer.Argument(metavar="FOLDER", help="help.remind-folder")]
RemindUnitOption = Annotated[
    list[str] | None, typer.Option("--unit", metavar="UNIT", help="help.remind-unit", autocompletion=completion.units)
]
RemindMonthOption = Annotated[
    str | None, typer.Option("--month", metavar="MONTH", help="help.remind-month", autocompletion=completion.months)
]
CollectFilesArgument = Annotated[list[str], typer.Argument(metavar="FILE", help="help.collect-files")]
CollectPartialOption = Annotated[bool, typer.Option("--partial", help="help.collect-partial")]

# --- files, versions ------------------------------------------------------------------------------------------

PathsArgument = Annotated[list[str] | None, typer.Argument(metavar="PATH", help="help.paths")]
CheckFormatOption = Annotated[str, typer.Option("--format", metavar="text|json|github", help="help.check-format")]
StrictOption = Annotated[bool, typer.Option("--strict", help="help.strict")]
ExplainOption = Annotated[
    str | None, typer.Option("--explain", metavar="CODE", help="help.explain", autocompletion=completion.codes)
]
EvidenceFilesOption = Annotated[bool, typer.Option("--evidence", help="help.evidence-files")]
CheckOption = Annotated[bool, typer.Option("--check", help="help.fmt-check")]
DiffOption = Annotated[bool, typer.Option("--diff", help="help.fmt-diff")]

BaseArgument = Annotated[str, typer.Argument(metavar="BASE", help="help.base")]
HeadArgument = Annotated[str | None, typer.Argument(metavar="HEAD", help="help.head")]
DiffFormatOption = Annotated[str, typer.Option("--format", metavar="table|json|md", help="help.format")]
ExitCodeOption = Annotated[bool, typer.Option("--exit-code", help="help.exit-code")]
LogIdArgument = Annotated[str | None, typer.Argument(metavar="ID", help="help.log-id", autocompletion=completion.items)]
MergeBaseArgument = Annotated[str, typer.Argument(metavar="BASE", help="help.merge-base")]
OursArgument = Annotated[str, typer.Argument(metavar="OURS", help="help.merge-ours")]
TheirsArgument = Annotated[str, typer.Argument(metavar="THEIRS", help="help.merge-theirs")]
MergePathOption = Annotated[str | None, typer.Option("--path", metavar="P", help="help.merge-path")]
BranchesArgument = Annotated[list[str], typer.Argument(metavar="BRANCH", help="help.branches")]
UpdateBaseOption = Annotated[str | None, typer.Option("--base", metavar="REVISION", help="help.update-base")]

# --- other formats, new plans -----------------------------------------------------------------------------------

ExportFileArgument = Annotated[str, typer.Argument(metavar="FILE", help="help.export-file")]
ExportFileOrFolderArgument = Annotated[str, typer.Argument(metavar="FILE", help="help.export-folder")]
ExportFormatOption = Annotated[
    str | None, typer.Option("--format", metavar="|".join(EXPORT_FORMATS), help="help.export-format")
]
ReportFormatOption = Annotated[
    str | None, typer.Option("--format", metavar="|".join(REPORT_FORMATS), help="help.export-format")
]
ReportFormOption = Annotated[str, typer.Option("--as", metavar="|".join(REPORT_FORMS), help="help.report-form")]
ForceOption = Annotated[bool, typer.Option("--force", help="help.force")]
CancelledOption = Annotated[bool, typer.Option("--cancelled", help="help.cancelled")]
DelimiterOption = Annotated[str | None, typer.Option("--delimiter", metavar="CHARACTER", help="help.delimiter")]
DraftOption = Annotated[bool, typer.Option("--draft", help="help.draft")]
ForgeOption = Annotated[str | None, typer.Option("--forge", metavar="URL", help="help.forge")]
SpansOption = Annotated[bool, typer.Option("--spans", help="help.spans")]

ImportFileArgument = Annotated[str, typer.Argument(metavar="FILE", help="help.import-file")]
ImportOutputOption = Annotated[str | None, typer.Option("-o", "--output", metavar="PLAN", help="help.import-output")]
YearOption = Annotated[str | None, typer.Option("--year", metavar="YEAR", help="help.import-year")]
TitleOption = Annotated[str | None, typer.Option("--title", metavar="TITLE", help="help.import-title")]
ColumnsOption = Annotated[str | None, typer.Option("--columns", metavar="COLUMNS", help="help.import-columns")]
PartialOption = Annotated[bool, typer.Option("--partial", help="help.partial")]
FuzzyOption = Annotated[bool, typer.Option("--fuzzy", help="help.fuzzy")]

YearArgument = Annotated[str | None, typer.Argument(metavar="YEAR", help="help.new-year")]
NewYearOutputOption = Annotated[str | None, typer.Option("-o", "--output", metavar="PLAN", help="help.new-year-output")]
FolderArgument = Annotated[str, typer.Argument(metavar="DIR", help="help.init-dir")]
InitYearOption = Annotated[str | None, typer.Option("--year", metavar="YEAR", help="help.init-year")]
PlanLanguageOption = Annotated[str | None, typer.Option("--language", metavar="ky|ru|en", help="help.init-language")]
