"""A job on a forge: the API (GitHub; Gitea and Forgejo answer the same calls), and git with the token of the job."""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from http.client import HTTPException
from pathlib import Path
from typing import Any, ClassVar
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from talplan.problem import Failure
from talplan.system.plan_finder import find

Json = dict[str, Any]

MAX_CHANGES = 50_000
"""Characters of a comment for what changes; the whole may have 65,536."""
_BOTS = {"github-actions[bot]", "gitea-actions", "forgejo-actions"}
_LANGUAGE = re.compile(rb"^language:[ \t]*[\"']?(ky|ru|en)\b", re.MULTILINE)


class Refused(Exception):
    """The forge or git refused a request; the text is for the log."""


@dataclass(frozen=True)
class ForgeApi:
    """The repository of a job on its forge."""

    api: str
    server: str
    repository: str
    token: str
    scheme: ClassVar[str] = "token"
    """The scheme of authorization."""

    @classmethod
    def from_job(cls, environ: Mapping[str, str]) -> ForgeApi:
        """Return the repository of a job, whose variables are those of GitHub."""
        api, server, repository = (environ[f"GITHUB_{name}"] for name in ("API_URL", "SERVER_URL", "REPOSITORY"))
        return cls(api, server, repository, environ["TOKEN"])

    @property
    def host(self) -> str:
        """Return the name of the forge's machine."""
        return urlsplit(self.server).hostname or "localhost"

    def address(self, path: str) -> str:
        """Return the address of a call."""
        return f"{self.api}/repos/{self.repository}/{path}"

    def call(self, method: str, path: str, content: Json | None = None) -> Any:
        """Return what the API answers. Raises Refused."""
        request = Request(  # noqa: S310  (the address is the forge's own)
            self.address(path),
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={
                "Authorization": f"{self.scheme} {self.token}",
                "Accept": "application/json",
                "Content-Type": "application/json",
                "User-Agent": "talplan",
            },
        )
        try:
            with urlopen(request, timeout=60) as response:  # noqa: S310
                raw = response.read()
        except HTTPError as error:
            with error:
                raise Refused(f"{method} {path}: {error.code} {_read_reason(error.read())}") from None
        except (OSError, HTTPException) as error:
            raise Refused(f"{method} {path}: {error}") from None
        return json.loads(raw) if raw else None

    def list(self, path: str) -> Iterator[Json]:
        """Return the entries of all pages; a forge that does not page this list answers the same one again."""
        seen: set[int] = set()
        for page in range(1, 1000):
            separator = "&" if "?" in path else "?"
            found = self.call("GET", f"{path}{separator}per_page=100&limit=50&page={page}")
            new = [entry for entry in found if entry["id" if "id" in entry else "number"] not in seen]
            if not new:
                return
            yield from new
            if len(found) < 20:
                return
            seen |= {entry["id" if "id" in entry else "number"] for entry in new}

    def commit_address(self, commit: str) -> str:
        """Return the address of a commit in a browser."""
        return f"{self.server}/{self.repository}/commit/{commit}"

    def set_status(self, commit: str, *, in_order: bool) -> None:
        """Give a commit the status that branch protection waits for: no other workflow runs for it. Raises Refused."""
        state = "success" if in_order else "failure"
        self.call("POST", f"statuses/{commit}", {"state": state, "context": "plan", "description": "talplan check"})

    def is_own(self, end: Json) -> bool:
        """Return whether an end of a pull request is a branch of this repository, not of a fork."""
        return (end.get("repo") or {}).get("full_name") == self.repository

    def find_comment(self, number: int, marker: str) -> Json | None:
        """Return the comment of a bot that begins with a marker: anyone may write the marker."""
        for comment in self.list(f"issues/{number}/comments"):
            user = comment.get("user") or {}
            is_bot = user.get("type") == "Bot" or user.get("login") in _BOTS
            if is_bot and comment["body"].startswith(marker):
                return comment
        return None

    def write_comment(self, number: int, marker: str, text: str) -> None:
        """Write the comment with a marker below an issue or pull request, or replace it. Raises Refused."""
        body = f"{marker}\n{text}\n"
        comment = self.find_comment(number, marker)
        if comment is None:
            self.call("POST", f"issues/{number}/comments", {"body": body})
        elif comment["body"].strip() != body.strip():
            self.call("PATCH", f"issues/comments/{comment['id']}", {"body": body})


def _read_reason(raw: bytes) -> str:
    """Return the reason in an answer of the API that refuses a call, on one line."""
    try:
        text = str(json.loads(raw)["message"])
    except (ValueError, KeyError, TypeError):
        return ""
    return " ".join(text.split())[:300]


class JobGit:
    """Git in a repository of a job; the token reaches it in its environment, never in an argument or a file."""

    def __init__(self, forge: ForgeApi, folder: Path) -> None:
        login = base64.b64encode(f"x-access-token:{forge.token}".encode()).decode()
        self._folder = folder
        self._environ = {
            **os.environ,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{forge.server}/.extraheader",
            "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {login}",
        }
        self.bot = f"talplan@noreply.{forge.host}"
        if forge.host == "github.com":  # the forge then shows the picture and name of its bot
            self.bot = "41898282+github-actions[bot]@users.noreply.github.com"

    def run(self, *arguments: str) -> str:
        """Return what a git command prints. Raises Refused."""
        return self.read(*arguments).decode(errors="replace").strip()

    def read(self, *arguments: str) -> bytes:
        """Return what a git command prints, as it is. Raises Refused."""
        done = subprocess.run(  # noqa: S603  (a list of arguments, no shell)
            ["git", *arguments],  # noqa: S607
            cwd=self._folder,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise Refused(f"git {arguments[0]}: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout


# --- the job ------------------------------------------------------------------------------------------------


def run_job(job: Callable[[], bool], error: str) -> int:
    """Run a job, which returns whether all of it succeeded, and return its exit status; `error` is said if it is not 0.

    What git and the forge print may repeat what people write: meanwhile the runner takes no commands from the log.
    """
    stop = secrets.token_hex(16)
    log(f"::stop-commands::{stop}")
    try:
        succeeded = job()
    except Refused as reason:
        log(str(reason))
        succeeded = False
    log(f"::{stop}::")
    if succeeded:
        return 0
    log(f"::error::{error}")
    return 1


def run_talplan(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run talplan in a folder, without the token of the job."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("TOKEN", "TALPLAN_PLAN")}
    return subprocess.run(  # noqa: S603  (a list of arguments, no shell)
        [sys.executable, "-P", "-m", "talplan", *arguments],
        cwd=folder,
        env={**inherited, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def read_language(raw: bytes) -> str:
    """Return the language that a plan file states, also a file with errors; without the key it is Kyrgyz."""
    found = _LANGUAGE.search(raw)
    return found[1].decode() if found else "ky"


def find_language(folder: Path, today: date) -> str:
    """Return the language of the plan of a folder; Kyrgyz without a plan."""
    try:
        return read_language(Path(find(str(folder.resolve()), today).path).read_bytes())
    except (Failure, OSError):
        return "ky"


def log(text: str) -> None:
    """Print a line of the job's log."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
