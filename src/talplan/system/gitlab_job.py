"""A job on GitLab: its API behind the calls of `ForgeApi`, and the issue of the webhook that triggered the pipeline."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from talplan.system.forge_job import ForgeApi, Json


class GitLabApi(ForgeApi):
    """The project of a job on GitLab. Answers as GitHub does to the calls about issues, comments and pull requests."""

    scheme = "Bearer"

    def __init__(self, api: str, server: str, repository: str, token: str) -> None:
        super().__init__(api, server, repository, token)
        self._issues: dict[int, int] = {}
        self._user = ""

    @classmethod
    def from_job(cls, environ: Mapping[str, str]) -> GitLabApi:
        """Return the project of a job, whose variables are those of GitLab."""
        api = f"{environ['CI_API_V4_URL']}/projects/{environ['CI_PROJECT_ID']}"
        return cls(api, environ["CI_SERVER_URL"], environ["CI_PROJECT_PATH"], environ["TOKEN"])

    def address(self, path: str) -> str:
        """Return the address of a call."""
        return f"{self.api.partition('/projects/')[0]}/user" if path == "user" else f"{self.api}/{path}"

    def call(self, method: str, path: str, content: Json | None = None) -> Any:
        """Return what the API answers, in GitHub's words. Raises Refused."""
        parts = urlsplit(path)
        words = [method, *parts.path.split("/")]
        query = {name: texts[-1] for name, texts in parse_qs(parts.query).items()}
        match words:
            case ["GET", "issues", number]:
                return _read_issue(self._send("GET", f"issues/{number}"))
            case ["GET", "issues", number, "comments"]:
                found = self._send("GET", f"issues/{number}/notes?sort=asc&per_page=100&page={query.get('page', '1')}")
                self._issues |= {note["id"]: int(number) for note in found}
                return [self._read_note(note) for note in found]
            case ["POST", "issues", number, "comments"]:
                return self._send("POST", f"issues/{number}/notes", content)
            case ["PATCH", "issues", "comments", note]:
                return self._send("PUT", f"issues/{self._issues[int(note)]}/notes/{note}", content)
            case ["GET", "pulls"]:
                branch = query["head"].partition(":")[2]
                found = self._send("GET", f"merge_requests?state=opened&source_branch={branch}&page={query['page']}")
                return [self._read_request(request) for request in found]
            case ["POST", "pulls"]:
                return self._read_request(self._send("POST", "merge_requests", _write_request(content or {})))
            case ["PATCH", "pulls", number]:
                return self._send("PUT", f"merge_requests/{number}", _write_request(content or {}))
            case ["POST", "statuses", _]:
                return None  # GitLab runs a pipeline for the merge request
        raise ValueError(path)

    def _send(self, method: str, path: str, content: Json | None = None) -> Any:
        return super().call(method, path, content)

    def _read_note(self, note: Json) -> Json:
        """Return a note as a comment; the notes of this job's own user are those of a bot."""
        login = note["author"]["username"]
        self._user = self._user or self._send("GET", "user")["username"]
        kind = "Bot" if login == self._user else "User"
        return {"id": note["id"], "body": note["body"], "user": {"login": login, "type": kind}}

    def _read_request(self, request: Json) -> Json:
        is_own = request["source_project_id"] == request["target_project_id"]
        head = {"ref": request["source_branch"], "repo": {"full_name": self.repository if is_own else ""}}
        number, title, body = request["iid"], request["title"], request["description"]
        return {"number": number, "reference": f"!{number}", "title": title, "body": body, "head": head}


def _read_issue(issue: Json) -> Json:
    state = "open" if issue["state"] == "opened" else issue["state"]
    author = {"login": issue["author"]["username"]}
    same = {"number": issue["iid"], "created_at": issue["created_at"]}
    return {**same, "state": state, "body": issue["description"], "user": author}


def _write_request(content: Json) -> Json:
    """Return the fields of a pull request in GitLab's words."""
    names = {"head": "source_branch", "base": "target_branch", "body": "description"}
    return {names.get(name, name): value for name, value in content.items()}


def read_webhook(hook: Json, host: str) -> Json:
    """Return the event of GitHub that says what a webhook of GitLab says about an issue."""
    user = hook.get("user") or {}
    login, number = str(user.get("username", "")), user.get("id")
    address = f"{number}-{login}@users.noreply.{host}" if re.fullmatch(r"[\w.-]+", login) else ""
    return {
        "issue": {"number": hook["object_attributes"]["iid"]},
        "repository": {"default_branch": hook["project"]["default_branch"]},
        "sender": {"login": login, "email": address},
    }
