"""`done` and `undo` of items by their ids, as people run them: what they print, return, write and refuse."""

from pathlib import Path

import pytest

from changing import PLAN, added, run, told, untouched


@pytest.mark.parametrize(
    ("arguments", "output", "lines"),
    [
        (["1.1"], "1.1 done on 2025-11-20\n", ["done:", "- date: 2025-11-20"]),
        (
            ["1.1", "--by", "деканат", "--on", "2025-09-15"],
            "1.1 done on 2025-09-15, by Деканат\n1.1: 1 of 2 done\n",
            ["done:", "- date: 2025-09-15", "by: [Деканат]"],
        ),
        (
            ["1.1", "--by", "okuu bolumu", "--note", "Бир: эки", "--evidence", "№ 142"],
            "1.1 done on 2025-11-20, by Окуу бөлүмү, note: Бир: эки, evidence: № 142\n1.1: 1 of 2 done\n",
            ["done:", "- date: 2025-11-20", "by: [Окуу бөлүмү]", 'note: "Бир: эки"', "evidence: № 142"],
        ),
        (
            ["1.2"],
            "1.2 done on 2025-11-20, октябрь-ноябрь\n1.2: 1 of 2 done\n",
            ["done:", "- date: 2025-11-20", "term: октябрь-ноябрь"],
        ),
        (["1.2", "--term", "Oct-Nov"], None, ["done:", "- date: 2025-11-20", "term: октябрь-ноябрь"]),
        (["1.3"], "1.3 done on 2025-11-20, октябрь\n", ["- date: 2025-11-20", "term: октябрь"]),
        (
            ["1.3", "--by", "Окуу бөлүмү"],
            "1.3 done on 2025-11-20, октябрь, by Окуу бөлүмүнүн башчысы\n1.3: 3 of 4 done\n",
            ["- date: 2025-11-20", "term: октябрь", "by: [Окуу бөлүмүнүн башчысы]"],
        ),
        (["1.6"], "1.6 is already done; nothing to mark.\n", []),
        (["1.6", "--on", "2025-09-01"], "1.6 is already done; nothing to mark.\n", []),
        (
            ["1.1", "1.6", "1.1"],
            "1.1 done on 2025-11-20\n1.6 is already done; nothing to mark.\n",
            ["done:", "- date: 2025-11-20"],
        ),
    ],
)
def test_done(plan: Path, arguments: list[str], output: str | None, lines: list[str]) -> None:
    result = run("done", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert output in (None, result.stdout)
    assert added(plan) == lines


@pytest.mark.parametrize("arguments", [["1.5"], ["1.2", "--term", "жыл бою"], ["1.2", "--all-terms"]])
def test_closing_a_standing_term_before_the_year_is_over(plan: Path, arguments: list[str]) -> None:
    result = run("done", *arguments)
    assert result.exit_code == 0
    assert result.stderr == (
        f"{arguments[0]}: “жыл бою” is a standing term, and this mark closes it for the year. "
        "To record progress, add a note instead.\n"
    )
    assert added(plan)[:2] == ["done:", "- date: 2025-11-20"]


def test_closing_a_standing_term_after_the_year_is_no_matter(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALPLAN_TODAY", "2026-08-02")
    assert told(run("done", "1.5")) == (0, "1.5 done on 2026-08-02\n", "")
    assert added(plan) == ["done:", "- date: 2026-08-02"]


def test_undo(plan: Path) -> None:
    run("done", "1.1", "--on", "2025-09-15", "--note", "Бир\nэки", "--evidence", "№ 1")
    assert told(run("undo", "1.1")) == (
        0,
        "1.1: removed the mark: done on 2025-09-15, note: Бир\nэки, evidence: № 1\n",
        "",
    )
    assert untouched(plan)


def test_undo_of_a_part_says_what_stays(plan: Path) -> None:
    assert told(run("undo", "1.3", "--by", "Деканат")) == (
        0,
        "1.3: removed the mark: done on 2025-09-30, сентябрь, note: Берилди\n"
        "1.3: the rest of that mark is kept: done on 2025-09-30, сентябрь, by Окуу бөлүмүнүн башчысы, note: Берилди\n",
        "",
    )
    assert added(plan) == ["by: [Окуу бөлүмүнүн башчысы]"]


def test_undo_of_several(plan: Path) -> None:
    assert told(run("undo", "1.3", "1.6")) == (
        0,
        "1.3: removed the mark: done on 2025-09-30, сентябрь, note: Берилди\n"
        "1.6: removed the mark: done on 2025-09-30\n",
        "",
    )
    assert "done:" not in plan.read_text(encoding="utf-8")


# --- what they refuse -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["done"], "give the IDs of the items"),
        (["done", "1.1", "--unit", "Деканат"], "not both"),
        (["done", "1.1", "--ending-before", "2025-10-01"], "not both"),
        (["done", "1.2", "--term", "жыл бою", "--all-terms"], "not both"),
        (["done", "1.4"], "1.4 has been cancelled since 2025-10-01"),
        (["done", "1.1", "1.4"], "1.4 has been cancelled"),
        (["done", "1.1", "1.99"], "no item “1.99”"),
        (["done", "1.10"], "no item “1.10”"),
        (["done", "2,30"], "“2,30” is not an item ID"),
        (["done", "--", "-1"], "“-1” is not an item ID"),
        (["done", ""], "is not an item ID"),
        (["done", "1.2", "--on", "2025-09-01"], "октябрь-ноябрь, жыл бою"),
        (["done", "1.1", "--term", "октябрь"], "1.1 has no term “октябрь”; its terms: сентябрь"),
        (["done", "1.1", "--term", "октябр"], "“октябр” is not a valid term"),
        (["done", "1.1", "--term", ""], "“” is not a valid term"),
        (["done", "1.1", "--by", "Кафедра башчылары"], "responsible: Окуу бөлүмү, Деканат"),
        (["done", "1.1", "--by", "Деконат"], "did you mean Деканат"),
        (["done", "1.1", "--by", ""], "no unit is called “”"),
        (["done", "1.1", "--by", "Окуу бөлүмүнүн башчысы"], "responsible: Окуу бөлүмү, Деканат"),
        (["done", "1.1", "--on", "2025-11-21"], "is in the future"),
        (["done", "1.1", "--on", "2025-07-31"], "before the plan's year"),
        (["done", "1.1", "--on", "2025-13-45"], "“2025-13-45” is not a valid date"),
        (["done", "1.1", "--on", "2025-W40-1"], "“2025-W40-1” is not a valid date"),
        (["done", "1.1", "--on", "20251014"], "is not a valid date"),
        (["done", "1.1", "--on", "32.10.2025"], "is not a valid date"),
        (["done", "1.1", "--on", "٢٠٢٥-١٠-١٤"], "is not a valid date"),
        (["done", "1.1", "--on", ""], "“” is not a valid date"),
        (["done", "1.1", "--note", ""], "the note is empty"),
        (["done", "1.1", "--note", " \n "], "the note is empty"),
        (["done", "1.1", "--evidence", "\u200b"], "U+200B"),
        (["done", "1.1", "--note", "Бир\x1b[31m"], "U+001B"),
        (["done", "1.1", "--note", "Бир\rэки"], "U+000D"),
        (["done", "1.1", "--note", "Бир\u202eэки"], "U+202E"),
        (["done", "1.1", "--note", "Бир\u2028эки"], "U+2028"),
        (["done", "1.1", "--note", "Бир\ufeffэки"], "U+FEFF"),
        (["done", "1.1", "--note", "Бир\udc80эки"], "U+DC80"),
        (["done", "--ending-before", "2025-13-45", "--yes"], "is not a valid date"),
        (["done", "--ending-before", "", "--yes"], "is not a valid date"),
        (["done", "--unit", "Деконат", "--yes"], "did you mean Деканат"),
        (["done", "--month", "2027-01", "--yes"], "is outside the plan's year"),
        (["undo", "1.1"], "1.1 has no matching mark"),
        (["undo", "1.3", "--on", "2025-09-29"], "1.3 has no matching mark"),
        (["undo", "1.3", "--on", "2025-09-32"], "is not a valid date"),
        (["undo", "1.3", "--term", "октябрь"], "1.3 has no matching mark"),
        (["undo", "1.3", "--term", "май"], "its terms: сентябрь, октябрь"),
        (["undo", "1.3", "--by", "Кафедра башчылары"], "responsible: Окуу бөлүмүнүн башчысы, Деканат"),
        (["undo", "1.3", "1.1"], "1.1 has no matching mark"),
        (["undo"], "the argument ID is missing"),
    ],
)
def test_refused(plan: Path, arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert untouched(plan)


def test_a_long_note_comes_back_whole(plan: Path) -> None:
    note = "Бир эки " * 1250
    assert run("done", "1.1", "--note", note).exit_code == 0
    assert added(plan)[2] == f"note: {note.strip()}"


@pytest.mark.parametrize("what", ["units: [Деканат]\n  - number: 2", "due: [октобрь]", "due: [сентябрь", "\x01"])
def test_a_plan_with_errors_is_never_written(plan: Path, what: str) -> None:
    broken = PLAN.replace("due: [сентябрь]", what, 1).encode()
    plan.write_bytes(broken)
    for arguments in (
        ["done", "1.1"],
        ["undo", "1.6"],
        ["done", "1.1", "--dry-run"],
        ["done", "--unit", "Деканат", "--yes"],
    ):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "a plan with errors is not used" in result.stderr
    assert plan.read_bytes() == broken


def test_no_plan_and_no_such_plan(plan: Path, tmp_path: Path) -> None:
    assert "missing.yaml" in run("done", "1.1", "--plan", "missing.yaml").stderr
    assert "is a folder" in run("done", "1.1", "--plan", str(tmp_path)).stderr
    for name in ("plan-a.yaml", "plan-b.yaml"):
        (tmp_path / name).write_text(PLAN, encoding="utf-8")
    plan.unlink()
    result = run("done", "1.1")
    assert result.exit_code == 2
    assert "two plans for 2025-2026" in result.stderr
    assert {(tmp_path / name).read_text(encoding="utf-8") for name in ("plan-a.yaml", "plan-b.yaml")} == {PLAN}


def test_a_comment_that_goes_is_named(plan: Path) -> None:
    text = PLAN.replace("      term: сентябрь\n", "      term: сентябрь  # Айгүл\n")
    text = text.replace("      note: Берилди\n", "      note: Берилди\n      # кагазы жок\n    # отчёт\n")
    plan.write_text(text, encoding="utf-8")
    result = run("undo", "1.3")
    assert (result.exit_code, result.stderr) == (0, "comment removed: # Айгүл\ncomment removed: # кагазы жок\n")
    assert "# отчёт" in plan.read_text(encoding="utf-8")
