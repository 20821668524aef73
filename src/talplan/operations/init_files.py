"""What `init` puts into the repository of a new plan, as texts made from the templates."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talplan.domain.plan_year import PlanYear

_TEMPLATES = Path(__file__).parent / "templates"
_ADDRESS = re.compile(
    r"(?:(?:git\+)?(?:https?|ssh)://(?:[^@/]*@)?(?P<host>[\w-]+(?:\.[\w-]+)+)/"
    r"|(?:[^@/:]+@)?(?P<ssh>[\w-]+(?:\.[\w-]+)+):)(?P<path>[^/].*?)(?:\.git)?/?"
)
ANYWHERE = "OWNER/talplan@REVISION"
"""What stands in the workflow where nobody knows from where a forge could take talplan."""

# Where talplan is not there, git would keep one side and drop the other without a mark: its own merge marks both.
MERGE_DRIVER = (
    "merge.talplan.driver",
    "command -v talplan >/dev/null || exec git merge-file %A %O %B; talplan merge %O %A %B --path %P",
)
SETTINGS = (
    ("merge.talplan.name", "plans merged by meaning"),
    MERGE_DRIVER,
    # Where branches cross, git first merges what they come from: there nobody could resolve a conflict.
    ("merge.talplan.recursive", "binary"),
    # What `git diff` writes beside @@: the last number or task above the lines.
    ("diff.talplan.xfuncname", "^ *((- +)?(number|task): .*)$"),
)
"""What git has to be told in each clone: it takes no commands from the files of a repository."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where talplan itself is kept, for machines that install it: a forge, a repository there, a commit."""

    host: str
    path: str
    commit: str


def origin(address: str, commit: str) -> Origin | None:
    """A remote's address as git knows it → what anybody can fetch from, without the name and password that may stand
    in it; None for a folder of this machine."""
    found = _ADDRESS.fullmatch(address)
    return Origin(found["host"] or found["ssh"], found["path"], commit) if found else None


def plan_text(year: PlanYear) -> str:
    """A small plan that shows how items are written."""
    return _filled("plan.yaml", year=str(year))


def workflow_text(talplan: Origin | None, folder: str, language: str) -> str:
    """The workflow of a repository on GitHub, for the plan in that folder of it; what it says is in that language."""
    known = talplan is not None and talplan.host == "github.com"
    action = f"{talplan.path}@{talplan.commit}" if talplan and known else ANYWHERE
    return _filled("workflow.yml", action=action, folder=json.dumps(folder, ensure_ascii=False), language=language)


def hooks_text(talplan: Origin | None) -> str:
    """The configuration of pre-commit, which installs talplan itself where it is known from where."""
    if talplan is None:
        return _filled("hooks-local.yaml")
    return _filled("hooks.yaml", repository=f"https://{talplan.host}/{talplan.path}", revision=talplan.commit)


def attributes_line(folder: str) -> str:
    """What git has to know of the plans in a folder: "" for the folder of `.gitattributes` itself."""
    return f"{folder}/plan-*.yaml text eol=lf merge=talplan diff=talplan"


def with_attributes(raw: bytes, line: str) -> bytes:
    """`.gitattributes` with that line at its end, unless there is one about talplan's merges: its line ends stay, and
    whether the last line has one."""
    if re.search(rb"^[^#\n]*\smerge=talplan(\s|$)", raw, re.MULTILINE):
        return raw
    end = b"\r\n" if b"\r\n" in raw else b"\n"
    if raw and not raw.endswith(b"\n"):
        return raw + end + line.encode()
    return raw + line.encode() + end


def _filled(template: str, **values: str) -> str:
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
