"""Where a forge shows a line of a file, for whoever runs on one."""

from __future__ import annotations

import os
from urllib.parse import quote


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
