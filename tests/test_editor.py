"""`edit ID` in an editor, played by small scripts: what it gets to see, and what becomes of what it leaves."""

import os
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from changing import PLAN, git, run, told, untouched
from talplan.problem import Failure
from talplan.system import editor

MENDED = PLAN.replace("Көзөмөл", "Башка иш")
BROKEN = PLAN.replace("[Деканат]", "[Деконат]", 1)


@dataclass(frozen=True)
class Stage:
    """Sets $EDITOR to a script that leaves these texts, one at each call; None leaves the file alone."""

    folder: Path
    copies: Path
    """Where copies lie while they are edited."""
    monkeypatch: pytest.MonkeyPatch

    def play(self, *texts: str | None, name: str = "ed", more: str = "") -> None:
        """It fails after the last text; `more` is what the script does besides."""
        for number, text in enumerate(texts):
            if text is not None:
                (self.folder / f"{number}.txt").write_bytes(text.encode())
        script = self.folder / name
        script.write_text(
            f"#!{sys.executable}\nimport pathlib, sys\nhere = pathlib.Path({str(self.folder)!r})\n"
            "calls = here / 'calls'\n"
            "number = len(calls.read_text().splitlines()) if calls.exists() else 0\n"
            "with calls.open('a') as file: print(*sys.argv[1:], file=file)\n"
            f"if number >= {len(texts)}: sys.exit(3)\n"
            "text = here / f'{number}.txt'\n"
            "if text.exists(): pathlib.Path(sys.argv[-1]).write_bytes(text.read_bytes())\n"
            f"{more}\n"
        )
        script.chmod(0o755)
        self.monkeypatch.setenv("EDITOR", shlex.quote(str(script)))

    @property
    def calls(self) -> list[str]:
        calls = self.folder / "calls"
        return calls.read_text().splitlines() if calls.exists() else []

    @property
    def kept(self) -> list[Path]:
        return list(self.copies.glob("*/*"))


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Stage:
    copies = tmp_path_factory.mktemp("copies")
    monkeypatch.setattr("tempfile.tempdir", str(copies))
    monkeypatch.delenv("VISUAL", raising=False)
    return Stage(tmp_path_factory.mktemp("editor"), copies, monkeypatch)


def test_what_is_edited_is_written(plan: Path, stage: Stage) -> None:
    stage.play(MENDED, name="nano")
    assert told(run("edit", "1.2")) == (0, "plan-2025-2026.yaml was changed.\n", "")
    assert plan.read_text(encoding="utf-8") == MENDED
    (call,) = stage.calls
    assert re.fullmatch(r"\+16 \S+/plan-2025-2026\.yaml", call)
    assert stage.kept == []
    assert not list(plan.parent.glob(".*"))


def test_the_schema_is_where_the_copy_says(plan: Path, stage: Stage) -> None:
    (plan.parent / "plan.schema.json").write_text("{}")
    stage.play(MENDED, more="assert pathlib.Path(sys.argv[-1]).with_name('plan.schema.json').read_text() == '{}'")
    assert told(run("edit", "1.2")) == (0, "plan-2025-2026.yaml was changed.\n", "")
    assert stage.kept == []


def test_nothing_edited_is_nothing_written(kept: Path, stage: Stage) -> None:
    stage.play(None)
    assert told(run("edit", "1.2", "--commit")) == (0, "Nothing was changed.\n", "")
    assert untouched(kept)
    assert git(kept.parent, "rev-list", "--count", "HEAD") == "1"
    assert stage.kept == []


def test_what_is_broken_is_mended_at_its_place(plan: Path, stage: Stage) -> None:
    stage.play(BROKEN, MENDED, name="vim")
    result = run("edit", "1.1", answer="y\n")
    assert (result.exit_code, result.stdout) == (0, "plan-2025-2026.yaml was changed.\n")
    assert "plan-2025-2026.yaml:19:13: error: " in result.stderr
    assert "Go back to the editor?" in result.stderr
    assert [call.split()[0] for call in stage.calls] == ["+12", "+19"]
    assert plan.read_text(encoding="utf-8") == MENDED
    assert stage.kept == []


@pytest.mark.parametrize("answer", ["n\n", None])
def test_what_stays_broken_is_kept_aside(plan: Path, stage: Stage, answer: str | None) -> None:
    stage.play(BROKEN)
    result = run("edit", "1.1", answer=answer)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the edited text has errors; plan-2025-2026.yaml was not changed" in result.stderr
    (copy,) = stage.kept
    assert f"Your text was saved in {copy}\n" in result.stderr
    assert copy.read_text(encoding="utf-8") == BROKEN
    assert untouched(plan)


def test_an_editor_that_fails(plan: Path, stage: Stage) -> None:
    stage.play()
    result = run("edit", "1.1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "failed (3); nothing was changed" in result.stderr
    assert untouched(plan)
    assert stage.kept == []


def test_an_editor_that_fails_after_writing(plan: Path, stage: Stage) -> None:
    stage.play(MENDED, more="sys.exit(1)")
    result = run("edit", "1.1")
    assert result.exit_code == 2
    assert "was saved in" in result.stderr
    assert untouched(plan)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("no-such-editor -n", "cannot start the editor no-such-editor"),
        ("'vi", "a quote is not closed"),
        ("/", "cannot start"),
    ],
)
def test_no_editor(plan: Path, monkeypatch: pytest.MonkeyPatch, stage: Stage, named: str, said: str) -> None:
    monkeypatch.setenv("VISUAL", named)
    result = run("edit", "1.1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "set the variable EDITOR to your editor, for example nano, on Windows notepad" in result.stderr
    assert untouched(plan)
    assert stage.kept == []


def test_no_editor_is_named_and_no_terminal_is_there(plan: Path, monkeypatch: pytest.MonkeyPatch, stage: Stage) -> None:
    """vi would wait for keys that nobody can type."""
    (stage.folder / "vi").symlink_to("/bin/true")
    monkeypatch.setenv("PATH", str(stage.folder), prepend=os.pathsep)
    monkeypatch.delenv("EDITOR", raising=False)
    result = run("edit", "1.1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot start the editor vi: there is no terminal; nothing was changed" in result.stderr
    assert "on Windows notepad, or use --task, --due, --unit" in result.stderr
    assert untouched(plan)
    assert stage.kept == []


def test_another_change_in_the_meantime(plan: Path, stage: Stage) -> None:
    program = [sys.executable, "-m", "talplan", "done", "1.1", "--plan", str(plan)]
    stage.play(MENDED, more=f"import subprocess; subprocess.run({program!r}, check=True)")
    result = run("edit", "1.2")
    assert result.exit_code == 2
    assert "was changed by another program in the meantime" in result.stderr
    assert "was saved in" in result.stderr
    assert plan.read_text(encoding="utf-8").count("- date: 2025-11-20") == 1
    assert "Башка иш" not in plan.read_text(encoding="utf-8")


def test_dry_run_shows_what_was_edited(plan: Path, stage: Stage) -> None:
    stage.play(MENDED)
    result = run("edit", "1.2", "--dry-run")
    assert result.exit_code == 0
    assert "-    task: Көзөмөл\n+    task: Башка иш\n" in result.stdout
    assert untouched(plan)
    assert stage.kept == []


def test_commit_names_the_item(kept: Path, stage: Stage) -> None:
    stage.play(MENDED)
    assert run("edit", "1.2", "--commit").exit_code == 0
    assert git(kept.parent, "log", "-1", "--format=%s") == "Edit 1.2"


def test_nobody_writes_what_cannot_be_kept(kept: Path, stage: Stage) -> None:
    stage.play(MENDED)
    assert run("edit", "1.99").exit_code == 2
    kept.write_text(PLAN + "# уже\n", encoding="utf-8")
    assert "has uncommitted changes" in run("edit", "1.2", "--commit").stderr
    kept.write_text(PLAN + "oops: 1\n", encoding="utf-8")
    assert run("edit", "1.2").exit_code == 2
    assert stage.calls == []


@pytest.mark.parametrize("kept_by_editor", [True, False])
def test_a_byte_order_mark_and_a_symlink_stay(plan: Path, stage: Stage, kept_by_editor: bool) -> None:
    plan.write_bytes(b"\xef\xbb\xbf" + PLAN.encode())
    link = plan.parent / "link.yaml"
    link.symlink_to(plan)
    stage.play(("\ufeff" if kept_by_editor else "") + MENDED)
    assert run("edit", "1.2", "--plan", str(link)).exit_code == 0
    assert link.is_symlink()
    assert plan.read_bytes() == b"\xef\xbb\xbf" + MENDED.encode()


@pytest.mark.parametrize(
    ("visual", "plain", "words"),
    [
        ("", "", "vi +7 f.yaml"),
        ("", "nano -w", "nano -w +7 f.yaml"),
        (" ", "/usr/bin/nvim", "/usr/bin/nvim +7 f.yaml"),
        ("emacs -nw", "nano", "emacs -nw +7 f.yaml"),
        ("kak", "", "kak +7 f.yaml"),
        ("code", "", "code --wait --goto f.yaml:7"),
        ("code -w -n", "", "code -w -n --goto f.yaml:7"),
        ("code --wait", "", "code --wait --goto f.yaml:7"),
        ("'/opt/my editor/edit' --quiet", "", "/opt/my editor/edit --quiet f.yaml"),
        ("~/bin/ed", "", f"{os.path.expanduser('~')}/bin/ed f.yaml"),  # noqa: PTH111
    ],
)
def test_command(monkeypatch: pytest.MonkeyPatch, visual: str, plain: str, words: str) -> None:
    monkeypatch.setenv("VISUAL", visual)
    monkeypatch.setenv("EDITOR", plain)
    assert " ".join(editor.build_command(Path("f.yaml"), 7)) == words


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("", ["notepad", "f.yaml"]),
        (r"C:\Windows\notepad.exe", [r"C:\Windows\notepad.exe", "f.yaml"]),
        (r'"C:\Program Files\Vim\vim.exe" -n', [r"C:\Program Files\Vim\vim.exe", "-n", "+7", "f.yaml"]),
        ("code", ["code", "--wait", "--goto", "f.yaml:7"]),
        ("Code.cmd --wait", ["Code.cmd", "--wait", "--goto", "f.yaml:7"]),
    ],
)
def test_command_on_windows(monkeypatch: pytest.MonkeyPatch, setting: str, words: list[str]) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", setting)
    monkeypatch.setenv("PATH", "")
    assert editor.build_command(Path("f.yaml"), 7, windows=True) == words


def test_a_path_with_spaces_on_windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Most people write the path of a program without quotes."""
    program = tmp_path / "my editor.exe"
    program.touch()
    monkeypatch.setenv("VISUAL", str(program))
    assert editor.build_command(Path("f.yaml"), 7, windows=True) == [str(program), "f.yaml"]


def test_a_command_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", 'vi "')
    with pytest.raises(Failure):
        editor.build_command(Path("f.yaml"), 7)
