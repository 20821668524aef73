"""Fills execution forms as people do, in Excel and in Word, and reads what a plan says of each obligation."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import docx
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from openpyxl import load_workbook

from talplan.documents.words import print_term
from talplan.domain.obligations import is_covered
from talplan.domain.plan import Plan
from talplan.planfile.load import load

SOFFICE = shutil.which("soffice")

TODAY = "2025-11-20"
SMALL = """\
title: Кичинекей план
year: 2025-2026
units:
- name: Деканат
- name: Кафедра
  aliases: [Каф.]
sections:
- number: 1
  items:
  - number: 1
    task: Тизме түзүү
    due: [октябрь, май]
    units: [Деканат, Кафедра]
  - number: 30
    task: Отчёт
    due: [жыл бою]
    units: [Деканат]
"""
OCTOBER, MAY, YEAR = ("1.1", "Октябрь", "Деканат"), ("1.1", "Май", "Деканат"), ("1.30", "Жыл бою", "Деканат")
CHAIR = ("1.1", "Октябрь", "Кафедра")

Key = tuple[str, str, str]
"""Item, term and unit as a form prints them."""


class Filled(NamedTuple):
    """What a person writes into the four columns of a row."""

    state: str = ""
    day: date | str | float | None = None
    evidence: str = ""
    note: str = ""


def read_plan(path: Path) -> Plan:
    """Return the plan of a file, which must be valid."""
    plan = load(path.read_bytes()).plan
    assert plan is not None
    return plan


def find_keys(plan: Plan) -> list[Key]:
    """Return all obligations of a plan as a form prints them."""
    return [
        (item.id, print_term(term, plan.language), unit)
        for item in plan.items()
        for term in item.due
        for unit in item.units
    ]


def fill_xlsx(path: Path, filled: Mapping[Key, Filled]) -> Path:
    """Fill the rows of a form in Excel."""
    book = load_workbook(path)
    sheet: Any = book.active
    for row in sheet.iter_rows():
        key = (str(row[0].value), str(row[2].value), str(row[3].value))
        if key in filled:
            for cell, value in zip(row[4:8], filled[key], strict=True):
                cell.value = value or None
    book.save(path)
    return path


def fill_docx(path: Path, filled: Mapping[Key, Filled]) -> Path:
    """Fill the content controls of a form in Word."""
    word = docx.Document(str(path))
    for row in word.element.body.iter(qn("w:tr")):
        cells = [cell for cell in row if cell.tag == qn("w:tc")]
        texts = ["".join(piece.text or "" for piece in cell.iter(qn("w:t"))) for cell in cells]
        key = (texts[0], texts[2], texts[3])
        for cell, value in zip(cells[4:8], filled.get(key, ()), strict=False):
            if value:
                text = f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)
                _write_control(next(cell.iter(qn("w:sdt"))), text)
    file = BytesIO()
    word.save(file)
    path.write_bytes(file.getvalue())
    return path


def _write_control(control: Any, text: str) -> None:
    """Write a text into a content control; Word drops the mark of the placeholder."""
    properties = control.find(qn("w:sdtPr"))
    for mark in properties.findall(qn("w:showingPlcHdr")):
        properties.remove(mark)
    run, *others = control.iter(qn("w:r"))
    for other in others:  # LibreOffice makes several
        other.getparent().remove(other)
    for old in [child for child in run if child.tag != qn("w:rPr")]:
        run.remove(old)
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(OxmlElement("w:br"))
        piece = OxmlElement("w:t")
        piece.text = line
        run.append(piece)


def save_with_libreoffice(path: Path, ending: str | None = None) -> Path:
    """Return the file as LibreOffice saves it."""
    assert SOFFICE
    folder = path.with_name("saved")
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation=file://{path.parent}/profile",
            "--headless",
            "--convert-to",
            ending or path.suffix[1:],
            "--outdir",
            folder,
            path,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / (path.stem + (f".{ending}" if ending else path.suffix))


def said(plan: Plan) -> dict[Key, tuple[date, tuple[str, ...], str]]:
    """Return date, evidence and note of the record of each obligation that has one."""
    return {
        (item.id, print_term(term, plan.language), unit): (record.date, record.evidence, record.note or "")
        for item in plan.items()
        for term in item.due
        for unit in item.units
        for record in item.done
        if is_covered(term, unit, record)
    }
