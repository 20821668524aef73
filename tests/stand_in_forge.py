"""A forge's API on this machine, with the calls that GitHub, Gitea and Forgejo share: it keeps issues, comments and
pull requests of one repository in memory, and records each call that changes something."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "t0ken"
REPOSITORY = "uni/plan"

Json = dict[str, Any]

_OWN = {"full_name": REPOSITORY}


@dataclass
class StandInForge:
    """A repository on a forge. Its git repository is the bare one in `bare`."""

    bare: Path
    url: str = ""
    issues: dict[int, Json] = field(default_factory=dict)
    comments: list[Json] = field(default_factory=list)
    pulls: list[Json] = field(default_factory=list)
    statuses: list[Json] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    """The calls that change something: `POST issues/7/comments`."""
    reads: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """The calls that the token may not make, as they are in `calls`."""
    bot: str = "github-actions[bot]"

    def add_issue(self, body: str | None, **more: Any) -> int:
        """Open an issue and return its number."""
        number = 1 + len(self.issues) + len(self.pulls)
        user = {"login": "aigul", "id": 41, "type": "User"}
        created = "2025-11-20T04:00:00Z"
        self.issues[number] = {
            "number": number,
            "title": "Отчёт",
            "body": body,
            "state": "open",
            "user": user,
            "created_at": created,
            **more,
        }
        return number

    def add_comment(self, number: int, body: str, login: str, kind: str = "User") -> Json:
        """Add a comment below an issue or a pull request."""
        user = {"login": login, "type": kind}
        comment: Json = {"id": 100 + len(self.comments), "issue": number, "body": body, "user": user}
        self.comments.append(comment)
        return comment

    def add_pull(self, title: str, body: str, head: str, base: str, repository: str = REPOSITORY) -> Json:
        """Open a pull request."""
        number = 1 + len(self.issues) + len(self.pulls)
        pull = {
            "number": number,
            "title": title,
            "body": body,
            "state": "open",
            "html_url": f"{self.url}/pull/{number}",
            "head": {"ref": head, "repo": {"full_name": repository}},
            "base": {"ref": base, "repo": {"full_name": REPOSITORY}},
        }
        self.pulls.append(pull)
        return pull

    def bodies(self, number: int) -> list[str]:
        """Return the comments below an issue or a pull request."""
        return [comment["body"] for comment in self.comments if comment["issue"] == number]

    # --- the API ----------------------------------------------------------------------------------------------

    def answer(self, method: str, address: str, content: Any) -> tuple[int, Any]:
        """Return the status and the content that answer a call."""
        parts = urlsplit(address)
        path = parts.path.removeprefix("/api/v1").removeprefix(f"/repos/{REPOSITORY}/")
        call = f"{method} {path}"
        (self.reads if method == "GET" else self.calls).append(call)
        if call in self.refused:
            return 403, {"message": "Resource not accessible by integration"}
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        for pattern, respond in self._responses().items():
            if match := re.fullmatch(pattern, call):
                return respond([int(part) if part.isdecimal() else part for part in match.groups()], query, content)
        return 404, {"message": "Not Found"}

    def _responses(self) -> dict[str, Callable[[list[Any], dict[str, str], Any], tuple[int, Any]]]:
        return {
            r"GET issues/(\d+)": lambda at, _, __: self._one(self.issues.get(at[0])),
            r"GET issues/(\d+)/comments": self._list_comments,
            r"POST issues/(\d+)/comments": lambda at, _, new: (
                201,
                self.add_comment(at[0], new["body"], self.bot, "Bot"),
            ),
            r"PATCH issues/comments/(\d+)": lambda at, _, new: self._change(self.comments, "id", at[0], new),
            r"DELETE issues/comments/(\d+)": self._delete_comment,
            r"GET pulls": self._list_pulls,
            r"GET pulls/(\d+)": lambda at, _, __: self._one(self._find(self.pulls, "number", at[0])),
            r"POST pulls": self._open_pull,
            r"PATCH pulls/(\d+)": lambda at, _, new: self._change(self.pulls, "number", at[0], new),
            r"POST statuses/([0-9a-f]{40})": self._add_status,
        }

    def _one(self, entry: Json | None) -> tuple[int, Any]:
        return (200, entry) if entry is not None else (404, {"message": "Not Found"})

    def _find(self, entries: list[Json], key: str, value: object) -> Json | None:
        return next((entry for entry in entries if entry[key] == value), None)

    def _change(self, entries: list[Json], key: str, value: object, content: Json) -> tuple[int, Any]:
        entry = self._find(entries, key, value)
        if entry is not None:
            entry |= content
        return self._one(entry)

    def _list_comments(self, at: list[Any], query: dict[str, str], _: Any) -> tuple[int, Any]:
        found = [comment for comment in self.comments if comment["issue"] == at[0]]
        return 200, self._page(found, query)

    def _add_bot_comment(self, number: int, body: str) -> tuple[int, Any]:
        return 201, self.add_comment(number, body, self.bot, "Bot")

    def _delete_comment(self, at: list[Any], _: dict[str, str], __: Any) -> tuple[int, Any]:
        self.comments = [comment for comment in self.comments if comment["id"] != at[0]]
        return 204, None

    def _list_pulls(self, _: list[Any], query: dict[str, str], __: Any) -> tuple[int, Any]:
        found = [pull for pull in self.pulls if pull["state"] == query.get("state", "open")]
        for pull in found:
            pull["head"]["sha"] = self._read_head(pull["head"]["ref"])
        for key, end in (("base", "base"), ("head", "head")):
            if key in query:
                found = [pull for pull in found if pull[end]["ref"] == query[key].rpartition(":")[2]]
        return 200, self._page(found, query)

    def _page(self, found: list[Json], query: dict[str, str]) -> list[Json]:
        size, page = int(query.get("per_page", "30")), int(query.get("page", "1"))
        return found[size * (page - 1) : size * page]

    def _open_pull(self, _: list[Any], __: dict[str, str], new: Json) -> tuple[int, Any]:
        if not self._read_head(new["head"]) or any(
            pull["state"] == "open" and pull["head"]["ref"] == new["head"] and pull["head"]["repo"] == _OWN
            for pull in self.pulls
        ):
            return 422, {"message": "Validation Failed"}
        return 201, self.add_pull(new["title"], new["body"], new["head"], new["base"])

    def _add_status(self, at: list[Any], _: dict[str, str], new: Json) -> tuple[int, Any]:
        self.statuses.append({"sha": at[0], **new})
        return 201, self.statuses[-1]

    def _read_head(self, branch: str) -> str:
        words = ["git", "-C", str(self.bare), "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}"]
        return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


class StandInGitLab(StandInForge):
    """A project on GitLab, with GitLab's own calls. Issues and comments are kept as a forge of the other kind does."""

    def answer(self, method: str, address: str, content: Any) -> tuple[int, Any]:
        parts = urlsplit(address)
        path = parts.path.removeprefix("/api/v4/").removeprefix("projects/3/")
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        (self.reads if method == "GET" else self.calls).append(f"{method} {path}")
        match [method, *path.split("/")]:
            case ["GET", "user"]:
                return 200, {"username": self.bot}
            case ["GET", "issues", number]:
                issue = self.issues[int(number)]
                state = {"open": "opened"}.get(issue["state"], issue["state"])
                author = {"username": issue["user"]["login"]}
                texts = {"description": issue["body"], "created_at": "2025-11-20T04:00:00.123Z"}
                return 200, {"iid": issue["number"], "state": state, "author": author, **texts}
            case ["GET", "issues", number, "notes"]:
                found = [comment for comment in self.comments if comment["issue"] == int(number)]
                return 200, [self._note(comment) for comment in self._page(found, query)]
            case ["POST", "issues", number, "notes"]:
                return 201, self._note(self.add_comment(int(number), content["body"], self.bot))
            case ["PUT", "issues", number, "notes", note]:
                assert self._find(self.comments, "id", int(note))["issue"] == int(number)  # type: ignore[index]
                return self._change(self.comments, "id", int(note), content)
            case ["GET", "merge_requests"]:
                found = [pull for pull in self.pulls if pull["source_branch"] == query["source_branch"]]
                return 200, self._page(found, query)
            case ["POST", "merge_requests"]:
                assert self._read_head(content["source_branch"])
                request = {"iid": 1 + len(self.pulls), "source_project_id": 3, "target_project_id": 3, **content}
                self.pulls.append(request)
                return 201, request
            case ["PUT", "merge_requests", number]:
                return self._change(self.pulls, "iid", int(number), content)
        return 404, {"message": "404 Not Found"}

    def _note(self, comment: Json) -> Json:
        author = {"username": comment["user"]["login"]}
        return {"id": comment["id"], "body": comment["body"], "author": author, "system": False}


@contextmanager
def running_forge(bare: Path, kind: type[StandInForge] = StandInForge) -> Iterator[StandInForge]:
    """Answer calls at `url`, with the token `TOKEN` alone, until the block ends."""
    forge = kind(bare)

    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if TOKEN not in (self.headers.get("Authorization") or ""):
                status, content = 401, {"message": "Bad credentials"}
            else:
                status, content = forge.answer(self.command, self.path, json.loads(raw) if raw else None)
            self.send_response(status)
            text = b"" if content is None else json.dumps(content).encode()
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = respond  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forge.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
