"""`done` with filters: what they choose, what is asked, and what becomes of the answer."""

from pathlib import Path

import pytest

from changing import added, run, untouched

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["--ending-before", "2025-10-01"], ["1.1"]),
        (["--ending-before", "2025-11-01"], ["1.1", "1.3"]),
        (["--ending-before", "2025-11-01", "--all-terms"], ["1.1", "1.3"]),
        (["--ending-before", "2025-12-01", "--unit", "Деканат"], ["1.1", "1.2", "1.3"]),
        (["--ending-before", "2025-12-01", "--unit", "Окуу бөлүмүнүн башчысы"], ["1.3"]),
        (["--ending-before", "2025-12-01", "--unit", "Окуу бөлүмүнүн башчысы", "--up"], ["1.1", "1.3"]),
        (["--month", "october"], ["1.2", "1.3"]),
        (["--month", "october", "--all-terms"], ["1.2", "1.3"]),
        (["--month", "october", "--standing"], ["1.2", "1.3", "1.5"]),
        (["--text", "отчет"], ["1.3"]),
        (["--status", "overdue", "--section", "1"], ["1.1", "1.3"]),
        (["--unit", "Кафедра башчылары"], ["1.5"]),
        (["--term", "сентябрь", "--section", "1"], ["1.1"]),
        (["--ending-before", "2025-11-01", "--by", "Окуу бөлүмү"], ["1.1", "1.3"]),
        (["--unit", "Деканат", "--by", "Окуу бөлүмү"], []),
        (["--text", "жок"], []),
    ],
)
def test_filters_choose_what_is_open(plan: Path, arguments: list[str], ids: list[str]) -> None:
    result = run("done", *arguments, "--yes")
    assert result.exit_code == 0, result.stderr
    listed = [line.split()[0] for line in result.stdout.splitlines() if line.startswith("1.")]
    assert listed == ids
    marked = f"{len(ids)} item{'s' * (len(ids) > 1)} marked done.\n"
    ending = marked if ids else "Nothing to mark: no open item matches.\n"
    assert result.stdout.endswith(ending)
    assert untouched(plan) == (not ids)


def test_filters_close_their_own_units_and_terms_alone(plan: Path) -> None:
    run("done", "--month", "october", "--unit", "Деканат", "--on", "2025-11-01", "--note", "Бүттү", "--yes")
    assert added(plan) == [
        *["done:", "- date: 2025-11-01", "term: октябрь-ноябрь", "note: Бүттү"],
        *["- date: 2025-11-01", "term: октябрь", "by: [Деканат]", "note: Бүттү"],
    ]


def test_an_item_that_was_cancelled_later_is_left_out(plan: Path) -> None:
    result = run("done", "--ending-before", "2025-10-01", "--on", "2025-09-30", "--yes")
    assert result.exit_code == 0
    assert "1.4" not in result.stdout
    assert added(plan) == ["done:", "- date: 2025-09-30"]


@pytest.mark.parametrize("more", [[], ["--unit", "Деканат"]])
@pytest.mark.parametrize(
    "empty",
    [["--text", ""], ["--month", ""], ["--ending-before", ""], ["--section", ""], ["--status", ""], ["--by", ""]],
)
def test_an_empty_choice_is_refused(plan: Path, empty: list[str], more: list[str]) -> None:
    # As from a script whose variable is empty: it must not mark more than it meant.
    result = run("done", *empty, *more, "--yes")
    assert (result.exit_code, result.stdout) == (2, "")
    assert untouched(plan)


@pytest.mark.parametrize("arguments", [[], ["--up"], ["--standing"], ["--by", "Деканат"], ["--all-terms"]])
def test_what_chooses_nothing_marks_nothing(plan: Path, arguments: list[str]) -> None:
    result = run("done", *arguments, "--yes")
    assert (result.exit_code, result.stdout) == (2, "")
    assert untouched(plan)


@pytest.mark.parametrize("answer", ["y", "yes", "Y", "ооба", "да"])
def test_yes(plan: Path, answer: str) -> None:
    result = run("done", "--ending-before", "2025-10-01", answer=f"{answer}\n")
    assert result.exit_code == 0
    assert "Тизме түзүү" in result.stdout
    assert "Mark this item done on 2025-11-20? [y/N]" in result.stderr
    assert result.stdout.endswith("1 item marked done.\n")
    assert added(plan) == ["done:", "- date: 2025-11-20"]


@pytest.mark.parametrize("answer", ["n", "", "жок", "maybe", "yn"])
def test_no(plan: Path, answer: str) -> None:
    result = run("done", "--ending-before", "2025-10-01", answer=f"{answer}\n")
    assert result.exit_code == 0
    assert result.stdout.endswith("Nothing was changed.\n")
    assert untouched(plan)


def test_no_answer_at_all(plan: Path) -> None:
    result = run("done", "--ending-before", "2025-10-01", answer="")
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert untouched(plan)


def test_ctrl_c_at_the_question(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("talplan.views.terminal.ask", stopped)
    result = run("done", "--ending-before", "2025-10-01")
    assert (result.exit_code, "Traceback" in result.output) == (130, False)
    assert untouched(plan)


def test_what_changed_while_the_person_thought_is_looked_at_again(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A colleague marks one of the two items, and writes a new one over them.
    def thinking(_: str) -> bool:
        monkeypatch.setattr("talplan.views.terminal.ask", lambda _: True)
        assert run("done", "1.1", "--on", "2025-09-30").exit_code == 0
        new = "  items:\n  - {number: 9, task: Жаңы, due: [сентябрь], units: [Деканат]}\n"
        plan.write_text(plan.read_text(encoding="utf-8").replace("  items:\n", new), encoding="utf-8")
        return True

    monkeypatch.setattr("talplan.views.terminal.ask", thinking)
    result = run("done", "--ending-before", "2025-11-01")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "1 item marked done.")
    after = plan.read_text(encoding="utf-8")
    assert (after.count("2025-09-30"), after.count("- date: 2025-11-20"), "number: 9" in after) == (3, 1, True)
