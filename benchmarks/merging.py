"""Thirty departments, two hundred branches, merged one after another: with talplan as git's merge driver, without it,
and at a forge's button after `talplan update-branch`.

`python benchmarks/merging.py` prints the table of docs/review.md. Needs talplan and git, and a few minutes.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from talplan.domain.read_terms import read_term
from talplan.editing.splice import edit
from talplan.operations.item_edits import ItemFields, add_note, edit_item
from talplan.operations.mark_done import MarkRequest, find_item_paths, mark_done
from talplan.planfile.load import load
from talplan.versions.snapshot import Snapshot, read_snapshot

SOURCE = Path(__file__).parent.parent / "data" / "plan-2025-2026.yaml"
NAME = "plan-2025-2026.yaml"
TODAY = date(2025, 12, 15)
DEPARTMENTS = 30
BRANCHES = 200
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


def update(forge: Path, *names: str) -> None:
    """Run `talplan update-branch`, which exits with 1 where a conflict is left."""
    command = [sys.executable, "-m", "talplan", "update-branch", *names, "--base", "main"]
    done = subprocess.run(command, cwd=forge, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)


def merge_all_at_button(forge: Path, grown: list[Branch]) -> tuple[Outcome, int]:
    """Update each branch in a bare repository and press the button; return as well what a second run changes."""
    outcome = Outcome()
    given: dict[Scalar, str] = {}
    kept: set[str] = set()
    for branch in grown:
        wanted = entries(said(git(forge, "show", f"{branch.name}:{NAME}").stdout))
        update(forge, branch.name)
        if not press_button(forge, branch.name):
            outcome.conflicts += 1
            outcome.needless += all(given.get(scalar, value) == value for scalar, value in branch.scalars.items())
            continue
        outcome.merged += 1
        given |= branch.scalars
        kept |= wanted
        plan = load(git(forge, "show", f"main:{NAME}").stdout.encode())
        outcome.invalid += plan.plan is None
        if plan.plan is not None:
            outcome.lost = len(kept - entries(read_snapshot(plan.data)))
    before = git(forge, "for-each-ref").stdout.splitlines()
    update(forge, *(branch.name for branch in grown))
    after = git(forge, "for-each-ref").stdout.splitlines()
    return outcome, len({*before} ^ {*after})


def outcomes(seed: int) -> Iterator[tuple[str, Outcome]]:
    """The same branches merged in both ways."""
    with tempfile.TemporaryDirectory() as name:
        grown_in = Path(name) / "with"
        grown_in.mkdir()
        grown = branches(grown_in, random.Random(seed))
        plain = Path(name) / "without"
        shutil.copytree(grown_in, plain)
        forge = Path(name) / "forge.git"
        git(grown_in, "clone", "-q", "--bare", str(grown_in), str(forge))
        for key, value in (("name", "A"), ("email", "a@example.org")):
            git(forge, "config", f"user.{key}", value)
        git(grown_in, "config", "merge.talplan.driver", DRIVER)
        yield "talplan as the merge driver", merge_all(grown_in, grown)
        yield "git's own merge by lines", merge_all(plain, grown)
        outcome, changed = merge_all_at_button(forge, grown)
        yield f"the forge's button after `talplan update-branch` (a second run changes {changed} branches)", outcome


def main() -> None:
    """Prints the table."""
    write = sys.stdout.write
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    write("| merged by | merged | conflicts | of these needless | records lost | invalid plans |\n")
    write("|---|---|---|---|---|---|\n")
    for name, one in outcomes(seed):
        write(f"| {name} | {one.merged} | {one.conflicts} | {one.needless} | {one.lost} | {one.invalid} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
