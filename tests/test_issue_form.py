"""The issue form that `init` writes, and what `collect` makes of its answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from form_filling import said
from issue_bodies import collect, fill_in, read_fields
from running import PLAN
from talplan.documents.forms.form_columns import kind_of, name_column
from talplan.documents.forms.read_issue import is_form
from talplan.domain.language import Language
from talplan.domain.plan import Plan
from talplan.domain.spell_terms import spell
from talplan.operations.form_states import FormState, name_state
from talplan.operations.init_files import GITLAB_FILES, Surroundings, build_forge_file
from talplan.planfile.load import load

pytestmark = pytest.mark.once

SOURCE = load(PLAN.read_bytes())
assert SOURCE.plan is not None
WHOLE: Plan = SOURCE.plan


@pytest.mark.parametrize("language", Language)
def test_the_form_has_the_words_of_the_plan_s_language(language: Language) -> None:
    fields = read_fields(language)
    assert [field["id"] for field in fields] == ["number", "term", "unit", "state", "date", "evidence", "note"]
    assert [field["attributes"]["label"] for field in fields] == [
        name_column(field["id"], language) for field in fields
    ]
    assert [kind_of(field["attributes"]["label"]) for field in fields] == [field["id"] for field in fields]
    [states] = [field["attributes"]["options"] for field in fields if field["type"] == "dropdown"]
    assert states == [name_state(state, language) for state in FormState]
    assert is_form(fill_in(language, {}))


@pytest.mark.parametrize("language", Language)
def test_the_template_of_gitlab_has_the_same_headings(language: Language, tmp_path: Path) -> None:
    [file] = GITLAB_FILES
    text = build_forge_file(file, Surroundings(".", language, None, None))
    headings = [line.removeprefix("### ") for line in text.splitlines() if line.startswith("#")]
    assert headings == [field["attributes"]["label"] for field in read_fields(language)]
    assert is_form(text)
    item = next(item for item in WHOLE.items() if len(item.units) == len(item.due) == 1)
    done = name_state(FormState.DONE, language)
    filled = text.replace(f"### {headings[0]}\n", f"### {headings[0]}\n{item.id}\n")
    filled = filled.replace(f"### {headings[3]}\n", f"### {headings[3]}\n{done}\n")
    plan, unplaced = collect(SOURCE, filled, tmp_path / "issue.md")
    assert not unplaced
    assert [new.id for old, new in zip(WHOLE.items(), plan.items(), strict=True) if old != new] == [item.id]


@pytest.mark.parametrize("state", FormState)
def test_every_item_in_every_state(state: FormState, tmp_path: Path) -> None:
    """79 items in three states: each marks the last of its obligations and nothing else."""
    word = name_state(state, WHOLE.language)
    for number, item in enumerate(WHOLE.items()):
        term, unit, evidence = item.due[-1], item.units[-1], f"Буйрук № {number}"
        answers = {"number": item.id, "state": word, "date": "14.10.2025", "evidence": evidence, "note": "Бүттү"}
        if len(item.due) > 1:
            answers["term"] = spell(term, WHOLE.language)
        if len(item.units) > 1:
            answers["unit"] = unit
        plan, unplaced = collect(SOURCE, fill_in(WHOLE.language, answers), tmp_path / "issue.md")
        assert not unplaced
        [changed] = [new for old, new in zip(WHOLE.items(), plan.items(), strict=True) if old != new]
        assert changed.id == item.id
        if state is FormState.DONE:
            [record] = changed.done
            assert (record.date, record.note, record.evidence) == (date(2025, 10, 14), "Бүттү", (evidence,))
            assert said(plan).popitem()[0][::2] == (item.id, unit)
            assert len(said(plan)) == 1
        else:
            [note] = changed.notes
            assert (note.date, note.by, note.text.startswith(word)) == (date(2025, 10, 14), unit, True)
