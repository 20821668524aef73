"""Where the forge shows and edits a line of a file, from its jobs' environment and the git remote."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.operations.forge import Forge, ForgeKind


def line_address(path: str, commit: str | None, line: int | None) -> str:
    """The address of a line, as GitHub and GitLab tell their jobs how to make it; elsewhere the file and the line."""
    environment = os.environ
    end = f"{quote(path)}#L{line}" if line else quote(path)
    server, repository = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
    if server and repository and (commit := commit or environment.get("GITHUB_SHA")):
        return f"{server}/{repository}/blob/{commit}/{end}"
    project = environment.get("CI_PROJECT_URL")
    if project and (commit := commit or environment.get("CI_COMMIT_SHA")):
        return f"{project}/-/blob/{commit}/{end}"
    return end


def find_forge(plan: Path, address: str | None) -> Forge | None:
    """Return the forge at an address, or without one that of the git remote `origin`; None if it has none.

    Raises Failure bad-forge, unknown-forge for an address that a person wrote.
    """
    from talplan.operations.forge import build_web_address, parse_forge

    if address is not None:
        forge = parse_forge(address, _find_kinds())
    else:
        remote = build_web_address(_git(plan.parent, "remote", "get-url", "origin"))
        if remote is None:
            return None
        try:
            forge = parse_forge(remote, _find_kinds())
        except Failure:
            return None
    return forge._replace(branch=_branch(plan.parent), path=_path(plan))


def _find_kinds() -> dict[str, ForgeKind]:
    """Return the host of the forge whose job this is, with its kind."""
    from talplan.operations.forge import ForgeKind

    kinds = {}
    if server := os.environ.get("GITHUB_SERVER_URL"):
        gitea = os.environ.get("GITEA_ACTIONS") or os.environ.get("FORGEJO_ACTIONS")
        kinds[urlsplit(server).netloc.lower()] = ForgeKind.GITEA if gitea else ForgeKind.GITHUB
    if project := os.environ.get("CI_PROJECT_URL"):
        kinds[urlsplit(project).netloc.lower()] = ForgeKind.GITLAB
    return kinds


def _branch(folder: Path) -> str:
    """Return the branch that a change goes to: the forge's main branch if it is known, else the one checked out."""
    from talplan.system import git

    return (
        git.find_main_branch(folder)
        or os.environ.get("CI_DEFAULT_BRANCH")
        or _git(folder, "symbolic-ref", "--quiet", "--short", "HEAD")
        or "main"
    )


def _path(plan: Path) -> str | None:
    """Return the path of the plan from the top of its repository; None if git does not track it."""
    file = plan.resolve()
    return _git(file.parent, "ls-files", "-z", "--full-name", "--", file.name).strip("\0") or None


def _git(folder: Path, *arguments: str) -> str:
    """Return what git prints, without the line break; "" if it fails."""
    from talplan.system import git

    try:
        return git.run(folder, *arguments).removesuffix("\n")
    except Failure:
        return ""
