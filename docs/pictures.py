"""Makes the pictures of documents again: `python docs/pictures.py`, with LibreOffice and poppler-utils installed, and
for the page Chromium and playwright.

Another program than talplan shows the document here, so that the picture is what a person would see. Its fonts and its
version are in every dot: no test compares these pictures with what would be made.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "data" / "plan-2025-2026.yaml"
DOTS = 80
"""An inch, in a picture of a page."""


def document(folder: Path) -> Path:
    """The first page of the official document, as LibreOffice shows it."""
    word = folder / "plan.docx"
    subprocess.run(["talplan", "export", str(word), "--plan", str(PLAN)], check=True, capture_output=True)
    return first_page(as_pdf(word))


def as_pdf(file: Path) -> Path:
    """The document as LibreOffice prints it, beside it."""
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(file.parent), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    return file.with_suffix(".pdf")


def first_page(pdf: Path) -> Path:
    """A picture of the first page, beside it."""
    picture = pdf.with_suffix("")
    command = ["pdftoppm", "-png", "-gray", "-singlefile", "-r", str(DOTS), str(pdf), str(picture)]
    subprocess.run(command, check=True, capture_output=True)
    return picture.with_suffix(".png")


_MARKED = (
    ("done", "--ending-before", "2025-09-01", "--on", "2025-08-29", "--yes"),
    ("done", "2.30", "--by", "Окуу бөлүмү", "--note", "Темалар бекитилди", "--evidence", "Буйрук № 142"),
    ("done", "2.1", "--term", "сентябрь"),
)
"""What somebody has marked in the plan on the pictures of the page, so that these show progress."""


def light_page(folder: Path) -> Path:
    """The page down to the end of the timeline, as a browser shows it."""
    return _page(folder, "light")


def dark_page(folder: Path) -> Path:
    """The same for who likes it dark."""
    return _page(folder, "dark")


def _page(folder: Path, scheme: str) -> Path:
    plan, html, picture = folder / PLAN.name, folder / "plan.html", folder / "page.png"
    shutil.copyfile(PLAN, plan)
    for command in (*_MARKED, ("export", str(html))):
        given = {**os.environ, "TALPLAN_TODAY": "2025-10-15"}
        subprocess.run(["talplan", *command, "--plan", plan], check=True, capture_output=True, env=given)
    # By name: only who makes these pictures again has it.
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1120, "height": 1998}, color_scheme=scheme)
        tab.clock.set_fixed_time("2025-10-16T09:00:00+06:00")
        tab.goto(html.as_uri())
        tab.screenshot(path=picture)
        browser.close()
    return picture


def form(folder: Path) -> Path:
    """The execution form of a department in Excel, of which a part is marked already."""
    plan, sheet = folder / PLAN.name, folder / "form.xlsx"
    shutil.copyfile(PLAN, plan)
    chosen = (
        "--unit",
        "Окуу бөлүмү",
        "--month",
        "october",
        "--note",
        "5-ноябрга чейин okuu@example.org дарегине жөнөтүңүз.",
    )
    for command in (*_MARKED[1:], ("form", str(sheet), *chosen)):
        given = {**os.environ, "TALPLAN_TODAY": "2025-10-25"}
        subprocess.run(["talplan", *command, "--plan", plan], check=True, capture_output=True, env=given)
    return first_page(as_pdf(sheet))


PICTURES: dict[str, Callable[[Path], Path]] = {
    "document.png": document,
    "form.png": form,
    "page-light.png": light_page,
    "page-dark.png": dark_page,
}


def main() -> None:
    """Writes every picture in its place."""
    for name, make in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            shutil.copyfile(make(Path(folder)), ROOT / "docs" / name)


if __name__ == "__main__":
    main()
