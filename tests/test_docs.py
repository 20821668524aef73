"""The documentation shows what the program does: outputs and pictures are made again and compared."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import refresh

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def words(svg: str) -> list[str]:
    """The texts of a picture, line by line; how Rich draws them may differ from version to version."""
    return [text.replace("&#160;", " ").strip() for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


@pytest.mark.parametrize("name", refresh.PAGES)
def test_commands_in_the_pages(name: str) -> None:
    assert refresh.page(name) == (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("picture", refresh.PICTURES)
def test_pictures(picture: str) -> None:
    drawn = (ROOT / "docs" / picture).read_text(encoding="utf-8")
    assert words(drawn) == words(refresh.PICTURES[picture]())
    assert "2.30" in words(drawn)


def test_readme_begins_with_two_commands() -> None:
    """The first two fenced blocks are one line each, a command without its output."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert [kind for kind, _ in blocks[:2]] == ["sh", "sh"]
    october, tests = (text for _, text in blocks[:2])
    assert october.count("\n") == tests.count("\n") == 1
    assert october.endswith("talplan due --month October\n")
    assert tests.endswith("-m pytest\n")


def test_format_page() -> None:
    """The page of the format lists the standing terms and the checks as the program knows them."""
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    assert refresh.tables(page) == page


def book(folder: Path) -> "subprocess.CompletedProcess[str]":
    """The book built as a site, where a link that leads nowhere is an error."""
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return build(folder)


def build(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", "mkdocs.yml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_links_of_the_book(tmp_path: Path) -> None:
    pytest.importorskip("zensical", reason="zensical is not installed: python -m pip install '.[dev]'")
    built = book(tmp_path)
    assert built.returncode == 0, built.stdout + built.stderr
    assert (tmp_path / "site" / "quickstart.ky.html").exists()
    with (tmp_path / "docs" / "index.md").open("a", encoding="utf-8") as page:
        page.write("[a page](that-is-not-there.md)\n")
    assert build(tmp_path).returncode != 0


def test_readme_commands_work(tmp_path: Path) -> None:
    """Each command of the README's lists works in a clone as it is written there."""
    lists = re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)[2:]
    commands = [line for text in lists for line in text.splitlines() if line.startswith("talplan ")]
    assert len(commands) == 22
    for part in ("data", ".gitattributes"):
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / part)
    for command in ("git init -q -b main", "git add .", "git commit -q -m Plan", 'talplan export "План 2026.docx"'):
        assert typed(command, tmp_path) == ""
    assert [fault for command in commands if (fault := typed(command, tmp_path))] == []


def typed(command: str, folder: Path) -> str:
    """Run a command in a folder; return the command and its messages if it fails."""
    args = shlex.split(command, comments=True)
    environment = refresh._environment()
    result = subprocess.run(args, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return f"{command}\n{result.stderr}" if result.returncode else ""


@pytest.mark.parametrize("language", ["ky", "ru"])
@pytest.mark.parametrize("name", ["windows", "everyday", "office", "documents", "review", "moving"])
def test_translated_pages_show_the_same_commands(name: str, language: str) -> None:
    pages = [(ROOT / "docs" / f"{name}{suffix}.md").read_text(encoding="utf-8") for suffix in ("", f".{language}")]
    english, translated = map(commands_of, pages)
    assert english == translated


def commands_of(page: str) -> list[str]:
    """List what is typed in the blocks of a page, without what depends on the language: notes and names of months."""
    blocks = re.findall(r"^ *```(console|sh|bat|yaml)\n(.*?)^ *```$", page, re.DOTALL | re.MULTILINE)
    lines = [line for kind, text in blocks for line in text.splitlines() if kind != "console" or line.startswith("$ ")]
    return [
        re.sub(r'(?<=TALPLAN_LANG )(ky|ru)\b|October|октябрь(?!-)|(?<=--note )"[^"]*"', "…", line) for line in lines
    ]


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_figures_of_the_merge_button_are_those_of_the_table(language: str) -> None:
    """The table of benchmarks/merging.py is on the English page alone."""
    pages = {name: (ROOT / f"docs/review{name}.md").read_text(encoding="utf-8") for name in ("", f".{language}")}
    driver, button, alone = re.findall(r"\| (\d+) \| (\d+) \| \d+ \| (\d+) \| \d+ \|$", pages[""], re.MULTILINE)
    assert driver == button
    assert button[2] == "0"  # no mark is lost
    paragraph = next(part for part in pages[f".{language}"].split("\n\n") if "#how-often-conflicts-occur" in part)
    assert re.findall(r"\d+", paragraph) == [button[0], alone[0], button[1]]
