"""The files that `init` creates, as texts built from templates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from talplan.operations.forge import REPORT_FORM
from talplan.planfile.yaml_quoting import quoted

if TYPE_CHECKING:
    from talplan.domain.plan_year import PlanYear

_TEMPLATES = Path(__file__).parent / "templates"
_ADDRESS = re.compile(
    r"(?:(?:git\+)?(?:https?|ssh)://(?:[^@/]*@)?(?P<host>[\w-]+(?:\.[\w-]+)+)/"
    r"|(?:[^@/:]+@)?(?P<ssh>[\w-]+(?:\.[\w-]+)+):)(?P<path>[\w.~-][\w./~-]*?)(?:\.git)?/?"
)
_ARCHIVE = re.compile(
    r"https://(?:codeload\.)?github\.com/(?P<path>[\w.-]+/[\w.-]+)/(?:archive|zip|tar\.gz)/(?:refs/(?:tags|heads)/)?"
    r"(?P<revision>[\w./-]+?)(?:\.zip|\.tar\.gz)?"
)
# Without what is a pattern to a forge, or anything but a text to YAML.
_BRANCH = re.compile(r"(?!\d|(?:true|false|null|yes|no|on|off|y|n)$)\w[\w./-]*", re.IGNORECASE)
PLACEHOLDERS = ("OWNER/talplan", "REVISION")
"""What the files contain if the repository of talplan on GitHub, or its commit, is unknown."""

# Without talplan, git would keep one side and drop the other without conflict markers: its own merge marks both.
MERGE_DRIVER = (
    "merge.talplan.driver",
    "command -v talplan >/dev/null || exec git merge-file %A %O %B; talplan merge %O %A %B --path %P",
)
SETTINGS = (
    ("merge.talplan.name", "plans merged by meaning"),
    MERGE_DRIVER,
    # With several merge bases git merges these first, where a conflict could not be resolved.
    ("merge.talplan.recursive", "binary"),
    # What `git diff` shows after @@: the last number or task above the hunk.
    ("diff.talplan.xfuncname", "^ *((- +)?(number|task): .*)$"),
)
"""The git configuration of each clone; git takes no commands from the files of a repository."""


_CALENDAR_WORDS = {
    "en": (("the academic year ", ""), ("september-may", "september-december")),
    "ky": (("-окуу жылындагы", "-жылдагы"), ("сентябрь-май", "сентябрь-декабрь")),
    "ru": (("учебный год", "год"), ("сентябрь-май", "сентябрь-декабрь")),
}
"""What the plan of an academic year says otherwise for a calendar year."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The forge, repository and commit from which other machines install talplan."""

    host: str
    path: str
    commit: str


def parse_origin(address: str, commit: str) -> Origin | None:
    """Parse the address of a git remote, without the name and password in it; None for a local folder."""
    match = _ADDRESS.fullmatch(address)
    return Origin(match["host"] or match["ssh"], match["path"], commit) if match else None


def parse_archive(address: str) -> Origin | None:
    """Parse the address of an archive on GitHub from which talplan was installed."""
    match = _ARCHIVE.fullmatch(address)
    return Origin("github.com", match["path"], match["revision"]) if match else None


def build_plan(year: PlanYear, language: str) -> str:
    """Build a small plan in a language that shows how items are written."""
    text = _fill(f"plan.{language}.yaml", year=str(year))
    for academic, calendar in _CALENDAR_WORDS[language] if year.calendar else ():
        text = text.replace(academic, calendar)
    return text


@dataclass(frozen=True, slots=True)
class ForgeFile:
    """A file for the forge, created at the top of the repository: its path, and the template of its text.

    `{language}` in the name of a template is the language of the plan. Each text contains the word talplan.
    """

    path: str
    template: str

    def other_path(self) -> str:
        """Return the path if a file of something else has the usual one."""
        folder, _, name = self.path.rpartition("/")
        return f"{folder}/{name.replace('plan', 'talplan', 1) if 'plan' in name else f'talplan-{name}'}"


FORGE_FILES = (
    ForgeFile(".github/workflows/plan.yml", "workflow.yml"),
    ForgeFile(f".github/ISSUE_TEMPLATE/{REPORT_FORM}", "report.{language}.yml"),
    ForgeFile(".github/workflows/report.yml", "report-workflow.yml"),
    ForgeFile(".github/workflows/update.yml", "update.yml"),
    ForgeFile(".github/workflows/publish.yml", "publish-workflow.yml"),
)
"""Gitea and Forgejo read the same ones."""
GITLAB_FILES = (ForgeFile(".gitlab/issue_templates/report.md", "report.{language}.md"),)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What fills in the templates: the plan's folder below the top of the repository ("." is the top), its language,
    the main branch of the repository if known, and where talplan was installed from if known."""

    folder: str
    language: str
    branch: str | None
    talplan: Origin | None


def build_forge_file(file: ForgeFile, around: Surroundings) -> str:
    """Build the text of a file for the forge, with placeholders for what is not known."""
    talplan = around.talplan if around.talplan and around.talplan.host == "github.com" else None
    owned, revision = (talplan.path, talplan.commit) if talplan else PLACEHOLDERS
    return _fill(
        file.template.replace("{language}", around.language),
        talplan=owned,
        revision=revision,
        # GitHub evaluates expressions in these braces anywhere in the file, also in the name of a folder.
        folder=quoted(around.folder.replace("${{", "${{ '${{' }}")),
        branches=around.branch if around.branch and _BRANCH.fullmatch(around.branch) else "main, master",
        language=around.language,
    )


def build_hooks(talplan: Origin | None) -> str:
    """Build the configuration of pre-commit, which installs talplan from its repository if that is known."""
    if talplan is None:
        return _fill("hooks-local.yaml")
    return _fill("hooks.yaml", repository=f"https://{talplan.host}/{talplan.path}", revision=talplan.commit)


def build_attributes_line(folder: str) -> str:
    """Build the git attributes of the plans in a folder; "" is the folder of `.gitattributes`."""
    return f"{folder}/plan-*.yaml text eol=lf merge=talplan diff=talplan"


def add_attributes_line(raw: bytes, line: str) -> bytes:
    """Add a line to `.gitattributes` unless a line sets `merge=talplan` already; the line endings stay."""
    if re.search(rb"^[^#\n]*\smerge=talplan(\s|$)", raw, re.MULTILINE):
        return raw
    end = b"\r\n" if b"\r\n" in raw else b"\n"
    if raw and not raw.endswith(b"\n"):
        return raw + end + line.encode()
    return raw + line.encode() + end


def _fill(template: str, **values: str) -> str:
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    return re.sub(rf"\{{({'|'.join(values)})\}}", lambda match: values[match[1]], text) if values else text
