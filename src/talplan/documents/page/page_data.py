"""What the script of the page knows of the items: which obligations each has, and by what it is found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from talplan.documents.export import Export
from talplan.documents.forms.file_names import name_files
from talplan.documents.forms.form_columns import name_column
from talplan.documents.page.page_words import page_words_in
from talplan.documents.page.timeline import HEAD, LANE, WIDTH
from talplan.documents.words import words_in
from talplan.domain.plan import Plan
from talplan.domain.spelling import ALPHABET, LOOK_ALIKES, key, keys
from talplan.domain.standing import Standing
from talplan.domain.terms import Term, window
from talplan.domain.units import Unit
from talplan.messages import format_day
from talplan.operations.form_row import FILLED_IN, NUMBER, STATE, TERM, UNIT
from talplan.operations.form_states import FormState, name_state
from talplan.queries.agenda import month_of
from talplan.queries.select import Assessment

LISTED = 6
"""More than that of what is pressing are better looked for in the table."""
_OTHERS = "ңөүіїѳɵɔұўʏγқғһәβûâçčğñŋöøőüűıšşŝžabdefghiklmnopqrstuvwxyzcj'`´ʹʺʻʼ‘’′-–—‐‑−"
_LATIN = ("shch", "sch", "sh", "ch", "zh", "kh", "gh")
_SEVERAL = ("j", "c", "y", "w", "x", "oe", "ue")
"""Letters that people use for more than one of ours, in the order in which talplan tries their readings."""


def data(export: Export, units: Sequence[Unit], terms: dict[Term, int]) -> dict[str, Any]:
    """Numbers for items, terms and units; the texts stand in the page itself, but for the units' names."""
    places = {unit.display: number for number, unit in enumerate(units)}
    month, words = month_of(export.on), words_in(export.plan.language)
    return {
        "month": [str(month.first), str(month.last)],
        "on": str(export.on),
        "shown_on": format_day(export.on, export.plan.language),
        "units": [[unit.display, key(" ".join(unit.spellings)), _parts(export.plan, unit, places)] for unit in units],
        "terms": [_term(export.plan, term) for term in terms],
        "items": [_item(look, places, terms) for look in export.assessments],
        "states": list(Standing),
        "signs": [standing.sign for standing in Standing],
        "names": [words.state(standing) for standing in Standing],
        "words": {
            **page_words_in(export.plan.language)._asdict(),
            "headline": words.headline,
            "nothing_asked": words.nothing_asked,
        },
        "listed": LISTED,
        "width": WIDTH,
        "lane": LANE,
        "head": HEAD,
        "files": find_files(export),
        "report": find_report_pattern(export),
        "fold": folding(),
    }


def find_report_pattern(export: Export) -> str | None:
    """Return the address of a report as done, with `{id}` and `{unit}` to be filled in; None without a forge."""
    if export.forge is None:
        return None
    language = export.plan.language
    fields, lists = {NUMBER: "{id}", UNIT: "{unit}"}, {STATE: name_state(FormState.DONE, language)}
    headings = {kind: name_column(kind, language) for kind in (NUMBER, TERM, UNIT, *FILLED_IN)}
    return export.forge.build_report_pattern(fields, lists, headings)


def numbered(looks: Iterable[Assessment]) -> dict[Term, int]:
    """Each term of these items once, with its number."""
    return {term: number for number, term in enumerate(dict.fromkeys(t for look in looks for t in look.item.due))}


def _item(look: Assessment, units: dict[str, int], terms: dict[Term, int]) -> list[Any]:
    """The folded text, whether it is cancelled, and for each obligation its unit, its term and its state."""
    flat: list[int] = []
    for one in look.obligations:
        flat += (units[one.unit], terms[one.term], one.standing.rank)
    texts = [look.item.task, *(note.text for note in look.notes)]
    texts += [text for record in look.records for text in (record.note, *record.evidence) if text]
    return ["\n".join(key(text) for text in texts), int(look.standing is Standing.CANCELLED), flat]


def find_files(export: Export) -> dict[str, list[list[str]]]:
    """Return the words and addresses of the calendar and the workbook of each unit that are beside the page, named as
    `export --each-unit` names its files; under "" those of the whole plan, named as the page, and the report."""
    if export.path is None:
        return {}
    names = {"": export.path.stem, **name_files(unit.display for unit in export.plan.registry)}
    words = page_words_in(export.plan.language)
    files = {unit: [(words.calendar, f"{name}.ics"), ("Excel", f"{name}.xlsx")] for unit, name in names.items()}
    files[""] += [(words.execution, "report.html"), (f"{words.execution} (Word)", "report.docx")]
    here = {
        unit: [[word, quote(file)] for word, file in some if export.path.with_name(file).is_file()]
        for unit, some in files.items()
    }
    return {unit: some for unit, some in here.items() if some}


def _parts(plan: Plan, unit: Unit, places: dict[str, int]) -> list[int]:
    return sorted(places[part.display] for part in plan.registry.parts(unit) if part.display in places)


def _term(plan: Plan, term: Term) -> list[Any]:
    span = window(term, plan.year)
    return [str(span.first), str(span.last), int(term.dated)]


def folding() -> dict[str, Any]:
    """talplan's second folding as a table for what is typed: letters, letters of several readings, look-alikes."""
    return {
        # Between two others, because a dash is a space.
        "letters": {letter: key(f"а{letter}а")[1:-1] for letter in dict.fromkeys([*_LATIN, *ALPHABET, *_OTHERS])},
        "readings": [[letters, sorted(keys(letters))] for letters in _SEVERAL],
        "looks": {latin.lower(): ours.lower() for latin, ours in LOOK_ALIKES.items()},
    }
