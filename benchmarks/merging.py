"""Thirty departments, two hundred branches, merged one after another: with talplan as git's merge driver, without it,
and at a forge's button after the action `update`, whose own script runs against a bare repository as the forge.

`python benchmarks/merging.py --into docs/review.md` puts the table into that page. Needs talplan, git, 15 minutes.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from talplan.domain.read_terms import read_term
from talplan.editing.splice import edit
from talplan.operations.item_edits import ItemFields, add_note, edit_item
from talplan.operations.mark_done import MarkRequest, find_item_paths, mark_done
from talplan.planfile.load import load
from talplan.versions.snapshot import Snapshot, read_snapshot

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tests"))

from paired import publish  # noqa: E402

from stand_in_forge import REPOSITORY, TOKEN, StandInForge, running_forge  # noqa: E402

SOURCE = ROOT / "data" / "plan-2025-2026.yaml"
NAME = "plan-2025-2026.yaml"
TODAY = date(2025, 12, 15)
DEPARTMENTS = 30
BRANCHES = 200
AT_ONCE = 20
DRIVER = f"{sys.executable} -m talplan merge %O %A %B --path %P"
MONTHS = ["сентябрь", "октябрь", "ноябрь", "январь", "май", "октябрь-май", "жыл бою"]

Scalar = tuple[str, str]
"""An item and the key of it that has been given another value."""


@dataclass
class Branch:
    """What one person has done on a branch of their own."""

    name: str
    scalars: dict[Scalar, str] = field(default_factory=dict)


def git(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Runs git as a fixed person."""
    person = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "merge.conflictstyle=merge"]
    return subprocess.run(["git", *person, *arguments], cwd=folder, check=check, capture_output=True, text=True)


def change(text: str, chance: random.Random, unit: str, branch: Branch) -> str:
    """One thing that a department does: marks its part, notes, or edits an item of its own."""
    loaded = load(text.encode())
    plan = loaded.plan
    assert plan is not None
    item = chance.choice([item for item in plan.items() if unit in item.units])
    path = find_item_paths(plan)[item.id]
    day = TODAY - timedelta(days=chance.randrange(60))
    match chance.choices(["done", "note", "task", "due", "units"], [50, 25, 10, 8, 7])[0]:
        case "done":
            note = chance.choice([None, "Бүттү", "Буйрук № 7"])
            request = MarkRequest(day, all_terms=True, units=frozenset({unit}), note=note)
            return edit(loaded, mark_done(plan, item, path, request).changes)
        case "note":
            by = chance.choice([None, unit])
            return edit(loaded, add_note(item, path, day, f"Эскертүү {chance.randrange(1000)}", by).changes)
        case "task":
            fields = ItemFields(task=f"{item.task} ({chance.randrange(100)})")
            branch.scalars[item.id, "task"] = fields.task or ""
        case "due":
            fields = ItemFields(due=(*item.due, read_term(chance.choice(MONTHS))))
            fields = ItemFields(due=tuple(dict.fromkeys(fields.due or ())))
        case _:
            other = chance.choice([one.display for one in plan.registry])
            fields = ItemFields(units=tuple(dict.fromkeys((*item.units, other))))
    return edit(loaded, edit_item(plan, loaded.data, item, path, fields).changes)


def branches(folder: Path, chance: random.Random) -> list[Branch]:
    """A repository with a plan, and every branch grown from its first commit."""
    git(folder, "init", "-q", "-b", "main")
    (folder / ".gitattributes").write_text(f"{NAME} merge=talplan\n")
    file = folder / NAME
    shutil.copy(SOURCE, file)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "The plan")
    base = file.read_text(encoding="utf-8")
    plan = load(base.encode()).plan
    assert plan is not None
    named = [one.display for one in plan.registry if any(one.display in item.units for item in plan.items())]
    units = chance.sample(named, DEPARTMENTS)
    made = []
    for number in range(BRANCHES):
        branch = Branch(f"b{number}")
        text = base
        for _ in range(chance.randint(1, 4)):
            text = change(text, chance, chance.choice(units) if number >= DEPARTMENTS else units[number], branch)
        git(folder, "checkout", "-q", "-b", branch.name, "main")
        file.write_text(text, encoding="utf-8")
        git(folder, "commit", "-qam", branch.name, "--allow-empty")
        made.append(branch)
    git(folder, "checkout", "-q", "main")
    return made


def said(text: str) -> Snapshot:
    """What a plan says."""
    loaded = load(text.encode())
    assert loaded.plan is not None, loaded.errors
    return read_snapshot(loaded.data)


def entries(version: Snapshot) -> set[str]:
    """Every record and every note of a plan, each with its item."""
    return {
        f"{item.id} {key} {entry}"
        for item in version.items
        for key in ("done", "notes")
        for entry in item.fields.parts(key)
    }


@dataclass
class Outcome:
    """What became of the merges."""

    merged: int = 0
    conflicts: int = 0
    needless: int = 0
    """Conflicts where no two people had given the same scalar different values."""
    lost: int = 0
    """Records and notes of merged branches that are not in the plan afterwards."""
    invalid: int = 0
    """Merges without a conflict that left no valid plan."""


def merge_all(folder: Path, grown: list[Branch]) -> Outcome:
    """Merges every branch; one that conflicts is given up, as if its author had to do it again."""
    outcome = Outcome()
    given: dict[Scalar, str] = {}
    kept: set[str] = set()
    file = folder / NAME
    for branch in grown:
        done = git(folder, "merge", "-q", "--no-edit", branch.name, check=False)
        if done.returncode:
            outcome.conflicts += 1
            outcome.needless += all(given.get(scalar, value) == value for scalar, value in branch.scalars.items())
            git(folder, "merge", "--abort")
            continue
        outcome.merged += 1
        given |= branch.scalars
        kept |= entries(said(git(folder, "show", f"{branch.name}:{NAME}").stdout))
        plan = load(file.read_bytes())
        outcome.invalid += plan.plan is None
        if plan.plan is not None:
            outcome.lost = len(kept - entries(read_snapshot(plan.data)))
    return outcome


def press_button(forge: Path, name: str) -> bool:
    """Merge a branch as a forge's button does, by lines and without any configuration; return whether it could."""
    done = git(forge, "merge-tree", "--write-tree", "main", name, check=False)
    if done.returncode:
        return False
    tree = done.stdout.split()[0]
    new = git(forge, "commit-tree", tree, "-p", "main", "-p", name, "-m", f"Merge {name}").stdout.strip()
    git(forge, "update-ref", "refs/heads/main", new)
    return True


@dataclass
class Action:
    """The script of the action `update`, in a job of a forge."""

    forge: StandInForge

    def open_pulls(self, names: Iterable[str]) -> None:
        """Let these branches be all that have an open pull request."""
        self.forge.pulls.clear()
        for name in names:
            self.forge.add_pull(name, "", name, "main")

    def run(self) -> None:
        """Run the script as a push to the main branch starts it."""
        environ = {
            "GITHUB_API_URL": self.forge.url,
            "GITHUB_SERVER_URL": self.forge.bare.parents[1].as_uri(),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_REF_NAME": "main",
            "TOKEN": TOKEN,
        }
        command = [sys.executable, "-P", str(ROOT / "update" / "update.py")]
        subprocess.run(command, env={**os.environ, **environ}, check=True, capture_output=True)


@dataclass
class AtButton:
    """What became of the merges at the button, and of what the action must not do."""

    outcome: Outcome = field(default_factory=Outcome)
    pushed_conflicts: int = 0
    """Branches with a conflict that the action has pushed to."""
    second_run: int = 0
    """Branches and comments that a second run changes."""


def merge_all_at_button(action: Action, grown: list[Branch]) -> AtButton:
    """For each branch run the action, as if its pull request were the next, and press the button."""
    result, forge = AtButton(), action.forge.bare
    outcome, given, kept = result.outcome, dict[Scalar, str](), set[str]()
    for branch in grown:
        wanted = entries(said(git(forge, "show", f"{branch.name}:{NAME}").stdout))
        before = git(forge, "rev-parse", branch.name).stdout
        action.open_pulls([branch.name])
        action.run()
        if not press_button(forge, branch.name):
            outcome.conflicts += 1
            outcome.needless += all(given.get(scalar, value) == value for scalar, value in branch.scalars.items())
            result.pushed_conflicts += git(forge, "rev-parse", branch.name).stdout != before
            continue
        outcome.merged += 1
        given |= branch.scalars
        kept |= wanted
        plan = load(git(forge, "show", f"main:{NAME}").stdout.encode())
        outcome.invalid += plan.plan is None
        if plan.plan is not None:
            outcome.lost = len(kept - entries(read_snapshot(plan.data)))
    action.open_pulls(branch.name for branch in grown)
    action.run()  # the main branch has gone on since the first of them
    refs, calls = git(forge, "for-each-ref").stdout, len(action.forge.calls)
    action.run()
    changed = {*refs.splitlines()} ^ {*git(forge, "for-each-ref").stdout.splitlines()}
    result.second_run = len(changed) + len(action.forge.calls) - calls
    return result


def push_at_once(action: Action, folder: Path, names: list[str]) -> int:
    """Let a person push to each branch while the action runs; return how many of their commits are lost."""

    def push(name: str) -> str:
        clone = folder / f"person-{name}"
        git(folder, "clone", "-q", "--branch", name, str(action.forge.bare), str(clone))
        (clone / f"{name}.txt").write_text(name)
        git(clone, "add", "-A")
        git(clone, "commit", "-qm", "More")
        while git(clone, "push", "-q", check=False).returncode:
            git(clone, "pull", "-q", "--no-rebase", "--no-edit")
        return git(clone, "rev-parse", "HEAD").stdout.strip()

    action.open_pulls(names)
    with ThreadPoolExecutor(len(names) + 1) as pool:
        running = pool.submit(action.run)
        pushed = dict(zip(names, pool.map(push, names), strict=True))
        running.result()
    action.run()
    contained = [
        git(action.forge.bare, "merge-base", "--is-ancestor", pushed[name], name, check=False) for name in names
    ]
    return sum(done.returncode != 0 for done in contained)


def clone_bare(folder: Path, source: Path) -> Path:
    """Return a bare clone, as the forge has it."""
    bare = folder / "uni" / "plan.git"
    git(source, "clone", "-q", "--bare", str(source), str(bare))
    return bare


def outcomes(seed: int) -> Iterator[tuple[str, Outcome, str]]:
    """Yield what became of the same branches in each way, with what else there is to say of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        grown_in, plain = folder / "with", folder / "without"
        grown_in.mkdir()
        grown = branches(grown_in, random.Random(seed))
        shutil.copytree(grown_in, plain)
        bare, other = clone_bare(folder / "forge", grown_in), clone_bare(folder / "busy", grown_in)
        git(grown_in, "config", "merge.talplan.driver", DRIVER)
        yield "talplan as the merge driver", merge_all(grown_in, grown), ""
        with running_forge(bare) as forge:
            result = merge_all_at_button(Action(forge), grown)
        rest = (
            f"The action pushed {result.pushed_conflicts} branches with a conflict; a second run of it, with all "
            f"{BRANCHES} pull requests open, changed {result.second_run} branches and comments.\n"
        )
        yield "the forge's button, with the action `update`", result.outcome, rest
        yield "the forge's button alone: git's merge by lines", merge_all(plain, grown), ""
        git(other, "fetch", "-q", str(bare), "+main:main")
        with running_forge(other) as forge:
            lost = push_at_once(Action(forge), folder, [branch.name for branch in grown[:AT_ONCE]])
        yield "", Outcome(), f"Of {AT_ONCE} people who pushed while it ran, {lost} lost a commit.\n"


def build_table(seed: int) -> str:
    """Return the table, and the sentences below it, as Markdown."""
    columns = ("merged by", "merged", "conflicts", "of these needless", "records lost", "invalid plans")
    lines = [f"| {' | '.join(columns)} |", "|---|---|---|---|---|---|"]
    below = []
    for name, one, rest in outcomes(seed):
        if name:
            lines.append(f"| {name} | {one.merged} | {one.conflicts} | {one.needless} | {one.lost} | {one.invalid} |")
        below.append(rest)
    return "\n".join(lines) + "\n\n" + "".join(below)


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--into", type=Path, metavar="PAGE", help="a page whose table is replaced")
    asked = options.parse_args()
    publish("merging", build_table(asked.seed), asked.into)


if __name__ == "__main__":
    main()
