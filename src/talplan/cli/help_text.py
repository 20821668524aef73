"""Contents of `--help` besides the options: commands in groups and example commands for the plan of this repository."""

from __future__ import annotations

GROUPS = {
    "look": ("list", "due", "show", "units", "stats", "timeline"),
    "mark": ("done", "undo", "note", "form", "collect"),
    "change": ("cancel", "restore", "add", "edit", "rename-unit", "fmt"),
    "units": ("unit add", "unit edit", "unit merge", "unit remove"),
    "review": ("check", "diff", "log", "merge", "update-branch"),
    "share": ("export", "report", "remind", "import"),
    "begin": ("new-year", "init", "schema"),
}
"""Commands by purpose; every command is in one group."""

EVERY_DAY = (
    "talplan due",
    'talplan list --unit "Окуу бөлүмү"',
    "talplan show 2.30",
    'talplan done 2.30 --by "Окуу бөлүмү"',
)
"""The most frequent commands."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "list": ('talplan list --unit "Окуу бөлүмү"', "talplan list --status overdue --on 2026-02-01"),
    "due": ("talplan due", 'talplan due --month October --unit "Окуу бөлүмү"', "talplan due --overdue"),
    "show": ("talplan show 2.30", "talplan show 2.30 2.31 --format json"),
    "units": ("talplan units", "talplan units --unit Ректорат"),
    "stats": ("talplan stats", "talplan stats --by unit"),
    "timeline": ("talplan timeline --section 1", "talplan timeline --by unit"),
    "done": (
        'talplan done 2.30 --by "Окуу бөлүмү" --evidence "Буйрук № 142"',
        "talplan done 2.30 --dry-run",
        "talplan done --section 1 --ending-before 2025-10-01 --yes",
    ),
    "undo": ("talplan undo 2.30",),
    "note": ('talplan note 2.30 "Темалар кафедраларга жөнөтүлдү"',),
    "form": (
        'talplan form form.xlsx --unit "Окуу бөлүмү" --month October',
        "talplan form forms --each-unit --format docx --month October",
    ),
    "collect": ("talplan collect filled/*.xlsx", "talplan collect form.docx --dry-run"),
    "cancel": ('talplan cancel 3.21 --note "Буйрук № 7"',),
    "restore": ("talplan restore 3.21",),
    "add": ('talplan add --section 2 --task "Ачык эшик" --due май --unit "Окуу бөлүмү"',),
    "edit": ("talplan edit 2.35 --due октябрь-ноябрь", "talplan edit 2.35"),
    "rename-unit": ('talplan rename-unit "Окуу бөлүмү" "Окуу башкармалыгы"',),
    "unit add": ('talplan unit add "Санариптештирүү бөлүмү" --short СБ --part-of Ректорат',),
    "unit edit": ('talplan unit edit "Окуу бөлүмү" --short ОБ',),
    "unit merge": ('talplan unit merge "Окуу бөлүмүнүн башчысы" "Окуу бөлүмү"',),
    "unit remove": ('talplan unit remove "Ардагерлер кеңеши"',),
    "fmt": ("talplan fmt", "talplan fmt --diff"),
    "check": ("talplan check", "talplan check --explain unknown-unit"),
    "diff": ("talplan diff", "talplan diff HEAD~1 HEAD"),
    "log": ("talplan log", "talplan log 2.30"),
    "merge": ("talplan merge BASE OURS THEIRS",),
    "update-branch": ("talplan update-branch деканат", "talplan update-branch деканат кафедра --base main"),
    "export": ("talplan export plan.docx", 'talplan export calendar.ics --unit "Окуу бөлүмү"'),
    "report": (
        "talplan report report.docx",
        'talplan report report.docx --unit "Окуу бөлүмү" --month October --as lists',
    ),
    "remind": ('talplan remind --unit "Окуу бөлүмү"', "talplan remind reminders --each-unit --month October"),
    "import": ("talplan import plan.docx -o plan-2026-2027.yaml --year 2026-2027",),
    "new-year": ("talplan new-year",),
    "init": ("talplan init",),
    "schema": ("talplan schema > plan.schema.json",),
}

SYNONYMS: dict[str, str] = {
    "done": "mark finish complete tick белги белгилөө аткаруу аткарылды бүттү отметить выполнить готово",
    "undo": "unmark revert кайтаруу вернуть снять",
    "due": "today now tomorrow todo agenda бүгүн азыр эртең сегодня сейчас завтра",
    "due --overdue": "overdue late delayed кечиккен кечикти мөөнөтү карыз просрочено просроченные опоздания долги",
    "list": "ls items tasks plan тизме пункттар план список пункты",
    "list --text TEXT": "search find grep издөө изде табуу поиск найти искать",
    "show ID": "open view cat көрсөтүү көр показать открыть",
    "units": "departments unit-list unit-show бөлүмдөр аткаруучулар подразделения исполнители",
    "stats": "progress status summary statistics жүрүшү прогресс статистика итоги",
    "timeline": "gantt chart calendar year жыл диаграмма год график",
    "note": "comment remark эскертүү заметка комментарий",
    "form": "blank бланк форма",
    "collect": "gather чогултуу жыйноо собрать принять",
    "add": "new create insert кошуу кош добавить создать",
    "edit": "change modify set оңдоо өзгөртүү изменить править",
    "cancel": "delete remove rm drop өчүрүү отменить удалить",
    "check": "validate verify lint текшерүү текшер проверить проверка",
    "fmt": "format",
    "unit add": "unit-new unit-create unit-insert unit-кошуу unit-добавить",
    "unit edit": "unit-change unit-modify unit-set unit-оңдоо unit-изменить",
    "unit merge": "unit-join unit-unite unit-бириктирүү unit-объединить",
    "unit remove": "unit-delete unit-rm unit-drop unit-өчүрүү unit-удалить",
    "rename-unit": "rename unit-rename атоо переименовать",
    "diff": "compare changes салыштыруу өзгөрүүлөр сравнить изменения",
    "log": "history тарых история",
    "export": "save print docx word excel pdf экспорт сактоо сохранить печать",
    "import": "load импорт жүктөө загрузить",
    "report": "отчёт отчет",
    "remind": "notify эскертме эскерт напомнить напоминание",
    "new-year": "rollover next-year жаңы-жыл новый-год",
    "init": "setup start begin баштоо начать",
    "--help": "help man жардам справка помощь",
    "--version": "version версия",
}
"""Words that people type for a command, by what is suggested instead; of two words, joined by a dash."""
