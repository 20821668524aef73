"""Several programs on one plan at the same time: nothing is lost, and nobody writes over what he has not seen."""

import subprocess
import sys
from pathlib import Path

import pytest

from changing import PLAN, run

pytestmark = pytest.mark.once


def test_another_program_changes_the_file_under_the_change(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from talplan.system import store

    sweep = store._sweep

    def meanwhile(folder: Path, name: str) -> None:
        plan.write_text(PLAN + "# theirs\n", encoding="utf-8")
        sweep(folder, name)

    monkeypatch.setattr(store, "_sweep", meanwhile)
    result = run("done", "1.1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "was changed by another program" in result.stderr
    assert plan.read_text(encoding="utf-8") == PLAN + "# theirs\n"


def test_marks_of_four_processes_at_once_are_all_kept(plan: Path) -> None:
    items = "".join(
        f"  - {{number: {number}, task: Иш, due: [сентябрь], units: [Деканат]}}\n" for number in range(11, 31)
    )
    plan.write_text(PLAN + items, encoding="utf-8")
    program = (
        "import sys\nfrom typer.testing import CliRunner\nfrom talplan.cli.app import build\napp = build()\n"
        "codes = [CliRunner().invoke(app, ['done', one]).exit_code for one in sys.argv[1:]]\n"
        "sys.exit(any(codes))"
    )
    shares = [[f"1.{number}" for number in range(11 + first, 31, 4)] for first in range(4)]
    running = [subprocess.Popen([sys.executable, "-c", program, *share]) for share in shares]
    assert [one.wait(60) for one in running] == [0] * 4
    assert plan.read_text(encoding="utf-8").count("done: [{date: 2025-11-20}]") == 20
