"""What leads from the page to the forge: the form in which a unit reports, and the editor at the item's line."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from changing import git, run
from talplan.operations.forge import build_web_address, parse_forge
from talplan.problem import Failure
from test_export_html import Reader, browser

pytestmark = pytest.mark.once

__all__ = ["browser"]


@pytest.fixture(autouse=True)
def no_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run in a job of a forge themselves."""
    for name in ("GITHUB_SERVER_URL", "GITEA_ACTIONS", "FORGEJO_ACTIONS", "CI_PROJECT_URL", "CI_DEFAULT_BRANCH"):
        monkeypatch.delenv(name, raising=False)


def links(*options: str) -> dict[str, list[str]]:
    """The addresses of each item on the page that lead elsewhere."""
    result = run("export", "page.html", "--force", "--on", "2025-11-20", *options)
    assert result.exit_code == 0, result.output
    text = Path("page.html").read_text(encoding="utf-8")
    rows = re.findall(r'<tr class="item [^"]*" id="([^"]*)">(.*?)</tr>', text, re.DOTALL)
    return {number: [unescape(one) for one in re.findall(r'href="(http[^"]*)"', row)] for number, row in rows}


def asked(address: str) -> dict[str, str]:
    """The path of an address, and what its query fills in."""
    split = urlsplit(address)
    return {"": split.path, **{name: text for name, [text] in parse_qs(split.query).items()}}


# --- the addresses ------------------------------------------------------------------------------------------


def test_github(kept: Path) -> None:
    report, edit = links("--forge", "https://github.com/uni/plan")["1.2"]
    assert asked(report) == {
        "": "/uni/plan/issues/new",
        "template": "report.yml",
        "title": "1.2",
        "number": "1.2",
        "unit": "Деканат",
    }
    line = kept.read_text(encoding="utf-8").splitlines().index("  - number: 2") + 1
    branch = git(kept.parent, "symbolic-ref", "--short", "HEAD")
    assert edit == f"https://github.com/uni/plan/edit/{branch}/plan-2025-2026.yaml#L{line}"


@pytest.mark.usefixtures("kept")
def test_gitea() -> None:
    report, edit = links("--forge", "gitea+https://git.uni.example:3000/uni/plan")["1.2"]
    assert asked(report) == {
        "": "/uni/plan/issues/new",
        "template": ".github/ISSUE_TEMPLATE/report.yml",
        "title": "1.2",
        "field:number": "1.2",
        "field:unit": "Деканат",
    }
    assert re.fullmatch(r"https://git\.uni\.example:3000/uni/plan/_edit/\w+/plan-2025-2026\.yaml", edit)


def test_gitlab_gets_a_text_that_collect_reads(kept: Path) -> None:
    report, edit = links("--forge", "https://gitlab.com/uni/rectorate/plan.git")["1.2"]
    found = asked(report)
    assert (found[""], found["issue[title]"]) == ("/uni/rectorate/plan/-/issues/new", "1.2")
    assert re.fullmatch(r"https://gitlab\.com/uni/rectorate/plan/-/edit/\w+/plan-2025-2026\.yaml#L\d+", edit)
    Path("issue.md").write_text(found["issue[description]"].replace("Далил\n", "Далил\n\nБуйрук № 7\n"), "utf-8")
    assert run("collect", "issue.md", "--yes", "--partial").exit_code == 0
    assert "Буйрук № 7" not in git(kept.parent, "diff"), "1.2 has two terms: which of them is the person's to say"
    Path("issue.md").write_text(
        asked(links("--forge", "https://gitlab.com/a/b")["1.5"][0])["issue[description]"], "utf-8"
    )
    assert run("collect", "issue.md", "--yes").exit_code == 0
    assert "by: " not in git(kept.parent, "diff")
    assert "+    - date: 2025-11-20" in git(kept.parent, "diff")


@pytest.mark.usefixtures("kept")
def test_a_unit_is_filled_in_only_if_there_is_one() -> None:
    assert "unit" not in asked(links("--forge", "https://github.com/uni/plan")["1.1"][0])


@pytest.mark.usefixtures("plan")
def test_what_git_does_not_track_cannot_be_corrected_there() -> None:
    assert [len(found) for found in links("--forge", "https://github.com/uni/plan").values()] == [1] * 5


def test_names_that_are_not_ascii(kept: Path) -> None:
    git(kept.parent, "mv", kept.name, "ЖОО #1 планы.yaml")
    [_, edit] = links("--plan", "ЖОО #1 планы.yaml", "--forge", "https://github.com/uni/plan")["1.1"]
    path = urlsplit(edit).path.rpartition("/")[2]
    assert path == "%D0%96%D0%9E%D0%9E%20%231%20%D0%BF%D0%BB%D0%B0%D0%BD%D1%8B.yaml"


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)//uni/plan",
        "data:text/html,<script>alert(1)</script>/a/b",
        'https://github.com/uni/plan"><script>alert(1)</script>',
        "https://github.com/uni",
        "https://github.com/uni/plan?template=x",
        "https://github.com/uni/plan#x",
        "https://github.com/uni/../plan",
        "https://git hub.com/uni/plan",
        "https://[::1/uni/plan",
        "github.com/uni/plan",
        "file:///uni/plan",
        "https://github.com/uni/pl\nan",
        "github+uni/plan",
    ],
)
def test_no_address(address: str) -> None:
    result = run("export", "page.html", "--forge", address)
    assert result.exit_code == 2
    assert "is not the address of a repository" in result.stderr
    assert not Path("page.html").exists()


@pytest.mark.usefixtures("plan")
def test_a_forge_of_which_the_name_says_nothing() -> None:
    result = run("export", "page.html", "--forge", "https://git.uni.example/uni/plan")
    assert (result.exit_code, Path("page.html").exists()) == (2, False)
    assert "gitlab+https://git.uni.example/uni/plan" in result.stderr


def test_a_password_never_comes_on_the_page() -> None:
    assert parse_forge("https://gitlab-ci-token:s3cret@gitlab.com/uni/plan").address == "https://gitlab.com/uni/plan"


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:uni/plan.git", "https://github.com/uni/plan"),
        ("ssh://git@gitlab.uni.example:2222/uni/plan.git", "https://gitlab.uni.example/uni/plan"),
        ("https://codeberg.org/uni/plan/", "https://codeberg.org/uni/plan"),
        ("http://user@gitea.local:3000/uni/plan", "http://gitea.local:3000/uni/plan"),
        ("/srv/git/github.com/plan.git", None),
        ("../github.com/plan", None),
        ("file:///srv/github.com/plan", None),
        ("", None),
    ],
)
def test_the_address_of_a_remote(remote: str, address: str | None) -> None:
    found = build_web_address(remote)
    try:
        assert (parse_forge(found).address if found else None) == address
    except Failure:
        assert address is None


# --- found by itself ----------------------------------------------------------------------------------------


def test_the_forge_of_the_remote(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(links().values())
    git(kept.parent, "remote", "add", "origin", "git@github.com:uni/plan.git")
    git(kept.parent, "update-ref", "refs/remotes/origin/trunk", "HEAD")
    git(kept.parent, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert all(len(found) == 2 for found in links().values())
    assert "/edit/trunk/plan-2025-2026.yaml#L" in links()["1.1"][1]
    for off in ("none", ""):
        assert not any(links("--forge", off).values())
    git(kept.parent, "remote", "set-url", "origin", "https://token:s3cret@git.uni.example/uni/plan.git")
    assert not any(links().values()), "nothing says which forge that is"
    for name, value, path in (
        ("CI_PROJECT_URL", "https://git.uni.example/uni/plan", "/uni/plan/-/issues/new"),
        ("GITHUB_SERVER_URL", "https://git.uni.example", "/uni/plan/issues/new"),
    ):
        with monkeypatch.context() as job:
            job.setenv(name, value)
            assert asked(links()["1.1"][0])[""] == path
    assert "s3cret" not in Path("page.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("kept")
def test_without_a_forge_nothing_of_it_shows() -> None:
    links()
    read = Reader(Path("page.html").read_text(encoding="utf-8"))
    assert not [attributes for _, attributes in read.tags if attributes.get("class") in ("forge", "report")]
    assert "билдирүү" not in " ".join(read.items.values())


# --- in a browser -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("kept")
def test_the_form_is_filled_in_for_the_unit_that_looks(browser: Any) -> None:
    links("--forge", "https://github.com/uni/plan")
    tab = browser.new_page()
    tab.goto(Path("page.html").absolute().as_uri())

    def unit(item: str) -> str | None:
        return asked(tab.get_attribute(f"[id='{item}'] a.report", "href")).get("unit")

    assert (unit("1.1"), unit("1.2")) == (None, "Деканат")
    tab.select_option("#unit", "Окуу бөлүмү")
    assert (unit("1.1"), unit("1.3")) == ("Окуу бөлүмү", "Окуу бөлүмүнүн башчысы")
    tab.select_option("#unit", "")
    assert unit("1.1") is None
    assert tab.is_hidden("[id='1.6'] a.report"), "it is done"
    tab.focus("[id='1.1'] a.report")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Текстти оңдоо"
    tab.fill("#text", "билдирүү")
    tab.wait_for_function("() => location.hash.includes('text=')")
    assert tab.locator("tr.item:not([hidden])").count() == 0, "the links are no text of the items"
    tab.close()
