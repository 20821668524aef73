"""The formats of an export and of a report, and what writes each of them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talplan.documents.export import Export
    from talplan.queries.execution_report import Report

EXPORT_FORMATS = ("docx", "xlsx", "csv", "json", "md", "ics", "html", "pdf")
"""The formats of `export`, by the extension of their files."""
REPORT_FORMATS = ("docx", "xlsx", "pdf", "html", "md")
"""The formats of `report`."""
REPORT_FORMS = ("table", "lists")
"""The forms of a report, by the words of `--as`."""


def export_plan(extension: str, export: Export) -> bytes:
    """Return the plan in one of EXPORT_FORMATS; only the modules of that format are imported."""
    match extension:
        case "docx" | "pdf" | "md":
            from talplan.documents.document import write_document
            from talplan.documents.plan_document import build_plan_document

            items = [assessment.item for assessment in export.assessments]
            document = build_plan_document(export.plan, items, export.on, draft=export.draft)
            return write_document(extension, document, export.progress)
        case "xlsx":
            from talplan.documents.document import write_document
            from talplan.documents.plan_workbook import build_plan_workbook

            return write_document(extension, build_plan_workbook(export), export.progress)
        case "html":
            from talplan.documents.page.build_page import write_page

            return write_page(export)
    raw: bytes = import_module(f"talplan.documents.exporters.{extension}").write(export)
    return raw


def write_report(extension: str, report: Report, units: Sequence[str], form: str) -> bytes:
    """Return the report in one of REPORT_FORMATS and of REPORT_FORMS; `units` are the display names of the units that
    it is about."""
    from talplan.documents.document import write_document
    from talplan.documents.report_document import build_report_document

    return write_document(extension, build_report_document(report, units, form))
