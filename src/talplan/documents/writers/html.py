"""html: a document as a page of its own: no script, no network, ready to print."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from talplan.documents.document import (
    Cell,
    Column,
    Document,
    Line,
    Paragraph,
    ProgressCallback,
    Run,
    Style,
    Table,
    visible,
)
from talplan.domain.standing import Tone

_TAGS = {Style.TITLE: "h1", Style.HEADING: "h2"}
_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def write(document: Document, progress: ProgressCallback) -> bytes:
    """Return the page."""
    style = Path(__file__).with_name("document.css").read_text(encoding="utf-8")
    body = "\n".join(_blocks(document))
    progress(document.rows, document.rows)
    title = _text(document.title)
    page = _PAGE.format(language=document.language, digest=digest(style), title=title, style=style, body=body)
    return page.encode()


def digest(text: str) -> str:
    """Return what a content security policy knows a style or a script by."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _blocks(document: Document) -> Iterator[str]:
    signed = _signatures(document.signatures)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            tag = _TAGS.get(block.style, "p")
            yield f'<{tag} class="{block.style}">{_lines(block.lines)}</{tag}>'
        elif block is document.blocks[-1]:
            # Browsers keep rows of one table on a page, not a table and what follows it.
            yield from _table(block, signed)
            return
        else:
            yield from _table(block)
    yield signed


def _signatures(signatures: Sequence[Line]) -> str:
    lines = "".join(f"<li>{''.join(f'<span>{_run(run)}</span>' for run in line)}</li>" for line in signatures)
    return f'<ul class="signatures">{lines}</ul>' if lines else ""


def _table(table: Table, signed: str = "") -> Iterator[str]:
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{_text(table.name)}">\n<table>'
    heads = "".join(f'<th scope="col" class="{column.kind}">{_text(column.heading)}</th>' for column in table.columns)
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    for row in table.rows:
        if row.heading:
            span = len(table.columns)
            cells = f'<th class="section" colspan="{span}" scope="rowgroup">{_lines(row.cells[0].lines)}</th>'
        else:
            cells = "".join(map(_cell, row.cells, table.columns))
        yield f"<tr>{cells}</tr>"
    if signed:
        yield f'<tr class="signed"><td colspan="{len(table.columns)}">{signed}</td></tr>'
    yield "</tbody>\n</table>\n</div>"


def _cell(cell: Cell, column: Column) -> str:
    if column.kind == "names":
        return f'<td class="names">{"".join(f"<span>{_line(line)}</span>" for line in cell.lines)}</td>'
    return f'<td class="{column.kind}">{_lines(cell.lines)}</td>'


def _lines(lines: tuple[Line, ...]) -> str:
    return "<br>".join(map(_line, lines))


def _line(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    text = _text(run.text)
    for tag, is_set in (("strong", run.bold), ("em", run.italic), ("s", run.strike)):
        text = f"<{tag}>{text}</{tag}>" if is_set else text
    if run.link:
        return f'<a href="{escape(visible(run.link))}" rel="noreferrer">{text}</a>'
    return f'<span class="{run.tone}">{text}</span>' if run.tone is not Tone.PLAIN else text


def _text(text: str) -> str:
    return escape(visible(text)).replace("\n", "<br>")
