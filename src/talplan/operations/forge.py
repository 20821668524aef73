"""A repository on a forge, and the addresses there at which a person reports or edits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from talplan.problem import Failure

REPORT_FORM = "report.yml"
"""The file of the issue form in which a unit reports on an item; its fields have the names of `form_row`'s kinds."""
_GITEA_FORMS = ".github/ISSUE_TEMPLATE"
"""Gitea and Forgejo name a form by its path; they read GitHub's folder too."""

_SSH = re.compile(r"ssh://(?:[^@/]*@)?([\w.-]+)(?::[0-9]+)?/(.+)|(?:[^@/:]+@)?([\w-]+(?:\.[\w-]+)+):([^:]+)")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*(:[0-9]{1,5})?")


class ForgeKind(StrEnum):
    """The software of a forge, which decides how its addresses are built."""

    GITHUB = "github"
    GITLAB = "gitlab"
    GITEA = "gitea"


_HOST_NAMES = {
    "github": ForgeKind.GITHUB,
    "gitlab": ForgeKind.GITLAB,
    "gitea": ForgeKind.GITEA,
    "forgejo": ForgeKind.GITEA,
    "codeberg.org": ForgeKind.GITEA,
}
_EDITOR = {
    ForgeKind.GITHUB: "/edit/{branch}/{path}#L{line}",
    ForgeKind.GITLAB: "/-/edit/{branch}/{path}#L{line}",
    ForgeKind.GITEA: "/_edit/{branch}/{path}",  # its editor opens no line
}


class Forge(NamedTuple):
    """A repository on a forge: its address in a browser, and where the plan is in it (None if it is not)."""

    kind: ForgeKind
    address: str
    branch: str = "main"
    path: str | None = None

    def build_report_pattern(
        self, fields: Mapping[str, str], lists: Mapping[str, str], headings: Mapping[str, str]
    ) -> str:
        """Build the address of a new report, in which `{id}` and `{unit}` are to be filled in: from the texts of the
        form's fields and drop-down lists by their ids, and from all of its headings."""
        # A list is filled in on GitLab alone: GitHub leaves the form out if its address names a list.
        if self.kind is ForgeKind.GITLAB:
            filled = {**fields, **lists}
            body = "\n\n".join(f"### {heading}\n\n{filled.get(name, '')}" for name, heading in headings.items())
            return f"{self.address}/-/issues/new?issue%5Btitle%5D={{id}}&issue%5Bdescription%5D={_encode(body)}"
        gitea = self.kind is ForgeKind.GITEA
        form = f"{_GITEA_FORMS}/{REPORT_FORM}" if gitea else REPORT_FORM
        prefix = "field:" if gitea else ""
        query = "".join(f"&{_encode(prefix + name)}={_encode(text)}" for name, text in fields.items())
        return f"{self.address}/issues/new?template={_encode(form)}&title={{id}}{query}"

    def edit_address(self, line: int) -> str | None:
        """Return the address of the forge's editor at a line of the plan; None if the plan is not on the forge."""
        if self.path is None:
            return None
        ending = _EDITOR[self.kind].format(branch=quote(self.branch), path=quote(self.path), line=line)
        return self.address + ending


def parse_forge(text: str, kinds: Mapping[str, ForgeKind] = MappingProxyType({})) -> Forge:
    """Parse the address of a repository, before which a person may write its kind: `gitlab+https://…`.

    `kinds` are the kinds of hosts whose names do not show them. Raises Failure bad-forge, unknown-forge.
    """
    written, plus, address = text.strip().partition("+")
    if not plus or written.lower() not in list(ForgeKind):
        written, address = "", text.strip()
    scheme, host, path = _split(address)
    parts = path.strip("/").removesuffix(".git").split("/")
    if scheme not in ("http", "https") or not _HOST.fullmatch(host) or len(parts) < 2 or not all(map(_is_name, parts)):
        raise Failure("bad-forge", address=text)
    found = ForgeKind(written.lower()) if written else find_kind(host) or kinds.get(host)
    if found is None:
        raise Failure("unknown-forge", host=host, address=address)
    return Forge(found, f"{scheme}://{host}/{'/'.join(map(quote, parts))}")


def fill_in(pattern: str, item_id: str, unit: str) -> str:
    """Fill in the address of a report; `unit` may be "" for the person to fill in."""
    return pattern.replace("{id}", quote(item_id, safe="")).replace("{unit}", quote(unit, safe=""))


def _encode(text: str) -> str:
    """Percent-encode a part of a query, without the braces of what is to be filled in."""
    return quote(text, safe="{}")


def _split(address: str) -> tuple[str, str, str]:
    """Return the scheme, the host with its port and the path; the name and the password in it are left out."""
    try:
        split = urlsplit(address)
        if split.query or split.fragment or not address.isprintable():
            return "", "", ""
        host = split.netloc.rpartition("@")[2]
    except ValueError:
        return "", "", ""
    return split.scheme.lower(), host.lower(), split.path


def _is_name(part: str) -> bool:
    """Return whether this can be the name of an owner, a group or a repository."""
    return bool(re.fullmatch(r"[\w.~-]+", part)) and part not in (".", "..")


def find_kind(host: str) -> ForgeKind | None:
    """Return the kind of forge that the name of a host shows."""
    return next((kind for name, kind in _HOST_NAMES.items() if name in host.lower()), None)


def build_web_address(remote: str) -> str | None:
    """Return the address in a browser for that of a git remote; None for a folder."""
    if re.match("https?://", remote, re.IGNORECASE):
        return remote
    match = _SSH.fullmatch(remote)
    return f"https://{match[1] or match[3]}/{match[2] or match[4]}" if match else None
