"""unit add, edit, merge and remove: what they write in the registry and to what refers to it."""

from difflib import unified_diff
from pathlib import Path

import pytest

from changing import git, run, told
from talplan.domain.plan import Plan
from talplan.planfile.load import load

PLAN = """\
title: План
year: 2025-2026
units:
- name: Ректорат
- name: Окуу бөлүмү
  aliases: [ОБ]  # эски аты
- name: Окуу башкармалыгы
  short: ОкБ
  part_of: Ректорат
- name: Деканат
  part_of: ОБ
sections:
- number: 1
  items:
  - number: 1
    task: Биринчи
    due: [октябрь, жыл бою]
    units: [Деканат, ОБ, ОкБ]
    done:
    - date: 2025-10-01
      by: [Окуу бөлүмү]
    - date: 2025-10-02
      term: октябрь
      by: [ОкБ, ОБ]
    - date: 2025-10-01
      by: [ОкБ]
    notes:
    - date: 2025-10-02
      by: ОБ
      text: Башталды
  - number: 2
    task: Экинчи
    due: [май]
    units: [окуу  бөлүмү]
"""


@pytest.fixture
def file(kept: Path) -> Path:
    """The plan above, committed in a repository."""
    kept.write_text(PLAN, encoding="utf-8")
    git(kept.parent, "commit", "-qam", "Plan")
    return kept


def changed(file: Path) -> str:
    """The lines that were removed and added, as a diff shows them."""
    lines = unified_diff(PLAN.splitlines(), file.read_text(encoding="utf-8").splitlines(), n=0)
    return "\n" + "".join(f"{line}\n" for line in lines if line[:2] not in ("--", "++", "@@") or line[2:4] == " n")


def read(file: Path) -> Plan:
    loaded = load(file.read_bytes())
    assert loaded.plan is not None, loaded.errors
    return loaded.plan


CASES = [
    (
        ["add", "Архив", "--short", "Ар", "--alias", "Архив бөлүмү", "--part-of", "rektorat"],
        "added the unit Ар",
        """
+- name: Архив
+  short: Ар
+  aliases: [Архив бөлүмү]
+  part_of: Ректорат
""",
    ),
    (["add", "  Архив  бөлүмү "], "added the unit Архив бөлүмү", "\n+- name: Архив бөлүмү\n"),
    (
        ["edit", "Ректорат", "--name", "Жетекчилик"],
        "Жетекчилик: changed in the registry; references changed: 1",
        """
-- name: Ректорат
+- name: Жетекчилик
+  aliases: [Ректорат]
-  part_of: Ректорат
+  part_of: Жетекчилик
""",
    ),
    (
        ["edit", "ОкБ", "--part-of", "ОБ"],
        "ОкБ: changed in the registry; references changed: 0",
        "\n-  part_of: Ректорат\n+  part_of: Окуу бөлүмү\n",
    ),
    (
        ["edit", "ОкБ", "--part-of", ""],
        "ОкБ: changed in the registry; references changed: 0",
        "\n-  part_of: Ректорат\n",
    ),
    (
        ["edit", "ОБ", "--alias", "Окуу"],
        "Окуу бөлүмү: changed in the registry; references changed: 4",
        """
-  aliases: [ОБ]  # эски аты
+  aliases: [Окуу]  # эски аты
-  part_of: ОБ
+  part_of: Окуу бөлүмү
-    units: [Деканат, ОБ, ОкБ]
+    units: [Деканат, Окуу бөлүмү, ОкБ]
-      by: [ОкБ, ОБ]
+      by: [ОкБ, Окуу бөлүмү]
-      by: ОБ
+      by: Окуу бөлүмү
""",
    ),
    (
        ["merge", "ОБ", "ОкБ", "--commit"],
        "“Окуу бөлүмү” is now a spelling of “ОкБ”; references changed: 6",
        """
-- name: Окуу бөлүмү
-  aliases: [ОБ]  # эски аты
+  aliases: [Окуу бөлүмү, ОБ]
-  part_of: ОБ
+  part_of: ОкБ
-    units: [Деканат, ОБ, ОкБ]
+    units: [Деканат, ОкБ]
-      by: [Окуу бөлүмү]
+      by: [ОкБ]
-      by: [ОкБ, ОБ]
-    - date: 2025-10-01
-      by: ОБ
+      by: ОкБ
-    units: [окуу  бөлүмү]
+    units: [ОкБ]
""",
    ),
]


@pytest.mark.parametrize(("command", "message", "lines"), CASES, ids=[" ".join(command) for command, *_ in CASES])
def test_what_is_written(file: Path, command: list[str], message: str, lines: str) -> None:
    result = run("unit", *command)
    assert (result.exit_code, result.stdout) == (0, message + "\n"), result.stderr
    assert changed(file) == lines
    read(file)


COMMENTED = """\
title: План
year: 2025-2026
units:
- name: Ректорат
# деканат жөнүндө
- name: Деканат
  aliases: [
    Декан, # бир
    ДК, # эки
  ]
# кафедра жөнүндө
- name: Кафедра
sections:
- number: 1
  items: []
"""


@pytest.mark.parametrize(
    ("command", "before", "after", "message"),
    [
        ("unit edit Деканат --alias Декан --alias ДН --alias ДК", "    ДК,", "    ДН,\n    ДК,", ""),
        ("unit edit Деканат --alias Декан", "    ДК, # эки\n", "     # эки\n", ""),
        (
            "unit merge Ректорат Деканат",
            "- name: Ректорат\n# деканат жөнүндө\n- name: Деканат\n  aliases: [\n    Декан, # бир\n    ДК, # эки\n",
            "# деканат жөнүндө\n- name: Деканат\n  aliases: [\n    Декан, # бир\n    ДК, # эки\n    Ректорат,\n",
            "",
        ),
        (
            "unit remove Деканат",
            COMMENTED[COMMENTED.index("# деканат") : COMMENTED.index("# кафедра")],
            "",
            "comment removed: # деканат жөнүндө\ncomment removed: # бир\ncomment removed: # эки\n",
        ),
        (
            "unit remove Кафедра",
            "# кафедра жөнүндө\n- name: Кафедра\n",
            "",
            "comment removed: # кафедра жөнүндө\n",
        ),
    ],
)
def test_comments_stay_with_their_unit(file: Path, command: str, before: str, after: str, message: str) -> None:
    """Those of names that stay, stay; those of a unit that goes are not left above the next one, and are listed."""
    file.write_text(COMMENTED, encoding="utf-8")
    result = run(*command.split())
    assert (result.exit_code, result.stderr) == (0, message)
    assert file.read_text(encoding="utf-8") == COMMENTED.replace(before, after)


def test_an_unused_unit_is_removed(file: Path) -> None:
    run("unit", "add", "Архив", "--commit")
    assert told(run("unit", "remove", "архив")) == (0, "removed the unit Архив\n", "")
    assert file.read_text(encoding="utf-8") == PLAN


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["add", "ОКУУ БӨЛҮМҮ"], "“ОКУУ БӨЛҮМҮ” is already a name of Окуу бөлүмү"),
        (["add", "Архив", "--alias", "ОкБ"], "“ОкБ” is already a name of ОкБ"),
        (["add", "Архив", "--part-of", "Жок"], "“Жок”"),
        (["edit", "ОБ"], "there is nothing to change"),
        (["edit", "ОБ", "--part-of", "Деканат"], "Деканат is Окуу бөлүмү itself or part of it"),
        (["edit", "ОБ", "--name", " "], "the name is empty"),
        (["merge", "ОБ", "окуу болуму"], "both names are spellings of Окуу бөлүмү"),
        (["remove", "ОБ"], "Окуу бөлүмү is used by these items: 1.1, 1.2"),
        (["remove", "Ректорат"], "other units are part of Ректорат: ОкБ"),
        (["add"], "NAME"),
        ([], "needs a second word"),
        (["--help"], "add, edit, merge, remove"),
    ],
)
def test_refused(file: Path, command: list[str], message: str) -> None:
    result = run("unit", *command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert file.read_text(encoding="utf-8") == PLAN


@pytest.mark.parametrize("source", ["Ректорат", "ОБ", "ОкБ", "Деканат"])
@pytest.mark.parametrize("target", ["Ректорат", "ОБ", "ОкБ", "Деканат"])
def test_any_two_units_merge(file: Path, source: str, target: str) -> None:
    """The items of both are the target's, every old spelling finds it, and nothing is part of itself."""
    if source == target:
        return
    before = read(file)
    old, new = (before.registry.find(name)[0] for name in (source, target))
    assert run("unit", "merge", source, target).exit_code == 0
    after = read(file)
    assert {after.registry.get(spelling) for spelling in (*old.spellings, *new.spellings)} == {
        after.registry.get(target)
    }
    assert not any(after.registry.in_circle(unit) for unit in after.registry)
    for item, same in zip(before.items(), after.items(), strict=True):
        names = [new.display if name == old.display else name for name in item.units]
        assert sorted(same.units) == sorted(set(names))
        assert {record.date for record in item.done} == {record.date for record in same.done}
