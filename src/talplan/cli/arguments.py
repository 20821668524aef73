"""Read typed arguments on a plan: units, items, months, filters; a Failure suggests the nearest known ones."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from talplan.cli.today import today, typed_day
from talplan.messages import say
from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.domain.plan import Item, Plan, Section
    from talplan.domain.plan_year import Window
    from talplan.domain.terms import AmbiguousInYear, Term, UnknownTerm
    from talplan.domain.units import Unit
    from talplan.queries.select import Filters

FORMATS = ("table", "json", "csv", "md")
_ID = "[0-9]+[.][0-9]+"


def read_choice(text: str, choices: Collection[str], failure: str, **values: Any) -> str:
    """Return the choice that a text names in English or in a language of talplan; else the Failure of that key."""
    if text in choices:
        return text
    from talplan.cli.choices import find_choice, unknown_choice

    found = find_choice(text, choices)
    if found is None:
        raise unknown_choice(failure, text, choices, **values)
    return found


def read_format(name: str, known: Collection[str] = FORMATS) -> str:
    """Return the format; Failure `unknown-format` unless it is a known one."""
    return read_choice(name, known, "unknown-format", format=name)


def find_units(plan: Plan, names: Iterable[str], option: str = "", *, changes: bool = False) -> list[Unit]:
    """Find units by any of their spellings, or by a beginning that only one unit has; where the plan is changed, a hint
    says which. Failure `unknown-unit`, `several-units`, or `several-in-one` with how to repeat the option."""
    return [unit for unit, _ in find_spelled_units(plan, names, option, changes=changes)]


def find_spelled_units(
    plan: Plan, names: Iterable[str], option: str = "", *, changes: bool = False
) -> list[tuple[Unit, str]]:
    """Return the units of `find_units`, each with the spelling that was meant."""
    units: list[tuple[Unit, str]] = []
    for name in names:
        found = dict.fromkeys(plan.registry.find(name), name)
        if not found:
            refuse_several(name, option, lambda part: bool(plan.registry.find(part)))
            found = plan.registry.beginning_with(name)
            if changes and len(found) == 1:
                _show_taken(name, next(iter(found)))
        if not found:
            raise Failure("unknown-unit", unit=name, nearest=plan.registry.nearest(name))
        if len(found) > 1:
            raise Failure("several-units", unit=name, units=[unit.display for unit in found])
        units += found.items()
    return units


def _show_taken(written: str, unit: Unit) -> None:
    from talplan.views.terminal import hint

    hint(say("import.taken", written=written, unit=unit.display))


def refuse_several(text: str, option: str, is_known: Callable[[str], bool]) -> None:
    """Raise Failure `several-in-one` for a text with commas or semicolons between values, one of which is known; its
    hint repeats the option, if there is one."""
    parts = _split_values(text)
    if len(parts) > 1 and any(map(is_known, parts)):
        from talplan.views.typed_commands import command_line

        line = command_line(word for part in parts for word in (option, part)) if option else ""
        raise Failure("several-in-one", text=text, nearest=line)


def _split_values(text: str) -> list[str]:
    """Return the values of a text with commas or semicolons between them."""
    return [part.strip() for part in re.split("[,;]", text) if part.strip()]


def find_items(plan: Plan, ids: Iterable[str]) -> list[Item]:
    """Find items by id, each once, in the given order; `2.30,2.35` are two. Failure `unknown-item` or `not-an-id` for
    the first wrong id."""
    by_id = {item.id: item for item in plan.items()}
    chosen: dict[str, Item] = {}
    for written in ids:
        for name in _split_ids(written):
            if name not in by_id:
                raise _no_item(name, list(by_id))
            chosen[name] = by_id[name]
    return list(chosen.values())


def find_item(plan: Plan, written: str) -> Item:
    """Find one item by id; Failure as `find_items`, or `several-in-one`."""
    first, *more = find_items(plan, [written])
    if more:
        raise Failure("several-in-one", text=written, nearest="")
    return first


def _split_ids(written: str) -> list[str]:
    """Return the ids of a text with commas or semicolons between them; 2,30 is not such a text."""
    parts = _split_values(written)
    return parts if parts and all(re.fullmatch(_ID, part) for part in parts) else [written.strip()]


def find_listed(plan: Plan, names: Sequence[str]) -> frozenset[str]:
    """Return the ids of the items that are named by id, or by the number of their section; Failure `unknown-item` or
    `not-an-item`, with the option that takes such a text."""
    sections = {str(section.number): section for section in plan.sections}
    listed: set[str] = set()
    for name in names:
        if (section := sections.get(name.strip().removesuffix("."))) is not None:
            listed |= {item.id for item in section.items}
            continue
        try:
            listed |= {item.id for item in find_items(plan, [name])}
        except Failure as failure:
            if failure.key == "unknown-item" or failure.values["nearest"]:
                raise
            raise Failure("not-an-item", name=name, command=_list_command(plan, name)) from None
    return frozenset(listed)


def _list_command(plan: Plan, text: str) -> str:
    """Return the command that lists the items of the unit, section or status of that name, else those with the text."""
    from talplan.cli.choices import find_choice
    from talplan.queries.select import STATUSES
    from talplan.views.typed_commands import command_line

    option = "--text"
    if find_choice(text, STATUSES):
        option = "--status"
    elif len(plan.registry.find(text) or plan.registry.beginning_with(text)) == 1:
        option = "--unit"
    elif len(_sections_called(plan, text)) == 1:
        option = "--section"
    return command_line(["talplan", "list", option, text])


def _no_item(name: str, known: Sequence[str]) -> Failure:
    """Return the Failure for a text that is not the id of an item, with the ids it may have been meant for."""
    digits = re.sub("[^0-9]", "", re.sub("(?<![0-9])0+", "", name))  # 2,30 and 230 and 02.30
    near = [id_ for id_ in known if id_.replace(".", "") == digits and not re.search(r"[^\W\d_]", name)]
    if not near and re.fullmatch(_ID, name):
        near = [id_ for id_ in reversed(known) if name.startswith(id_)]  # 2.300
        near += [id_ for id_ in known if id_.startswith(name.partition(".")[0] + ".")][-1:]
    return Failure("unknown-item" if re.fullmatch(_ID, name) else "not-an-id", id=name, nearest=near[:3])


def asked_month(plan: Plan, text: str, on: date) -> Window:
    """Read a month or several; Failure `unknown-month` or `month-outside-year`."""
    from talplan.domain.months import read_month
    from talplan.domain.plan_year import OutsideYear
    from talplan.domain.spelling import normalize
    from talplan.domain.suggestions import nearest_months, nearest_terms
    from talplan.domain.terms import AmbiguousInYear, AmbiguousTerm, UnknownTerm
    from talplan.queries.month_filter import asked_months

    try:
        return asked_months(text, plan.year, on)
    except AmbiguousInYear as ambiguous:
        raise _ambiguous_in_year(plan, text, ambiguous) from None
    except OutsideYear:
        year = plan.year.window
        raise Failure("month-outside-year", month=text, year=plan.year, first=year.first, last=year.last) from None
    except AmbiguousTerm:
        raise Failure("ambiguous-term", term=text, nearest=nearest_terms(text, plan.language)) from None
    except UnknownTerm:
        refuse_several(text, "", lambda part: bool(read_month(normalize(part))))
        raise Failure("unknown-month", month=text, nearest=nearest_months(text)) from None


def asked_term(plan: Plan, text: str) -> Term:
    """Read one term; Failure `unknown-term`, or another one that says more."""
    from talplan.domain.read_terms import read_term
    from talplan.domain.terms import UnknownTerm, settle

    try:
        return settle(read_term(text), plan.year)
    except UnknownTerm as unknown:
        raise _unread_term(plan, text, unknown) from None


def asked_terms(plan: Plan, text: str) -> tuple[Term, ...]:
    """Read the terms of a text, all of them in the plan's year; Failure as `asked_term`, or `term-outside-year`."""
    from talplan.domain.plan_year import OutsideYear
    from talplan.domain.read_terms import read_terms
    from talplan.domain.terms import AmbiguousInYear, UnknownTerm, settle, window

    try:
        terms = read_terms(text)
        for term in terms:
            window(term, plan.year)
    except UnknownTerm as unknown:
        raise _unread_term(plan, text, unknown) from None
    except AmbiguousInYear as ambiguous:
        raise _ambiguous_in_year(plan, text, ambiguous) from None
    except OutsideYear:
        year = plan.year.window
        raise Failure("term-outside-year", term=text, year=plan.year, first=year.first, last=year.last) from None
    return tuple(settle(term, plan.year) for term in terms)


def _unread_term(plan: Plan, text: str, unknown: UnknownTerm) -> Failure:
    from talplan.domain.suggestions import nearest_terms
    from talplan.domain.terms import AmbiguousTerm, BackwardSpan, NoSuchDate

    match unknown:
        case NoSuchDate():
            return Failure("no-such-date", date=unknown.date)
        case BackwardSpan():
            return Failure("backward-dates", term=text)
        case AmbiguousTerm():
            return Failure("ambiguous-term", term=text, nearest=nearest_terms(text, plan.language))
    return Failure("unknown-term", term=text, nearest=nearest_terms(text, plan.language))


def _ambiguous_in_year(plan: Plan, text: str, ambiguous: AmbiguousInYear) -> Failure:
    from talplan.domain.spell_terms import spell

    readings = [spell(term, plan.language) for term in ambiguous.readings]
    return Failure("ambiguous-in-year", term=text, year=plan.year, nearest=readings)


def parse_filters(
    plan: Plan,
    on: date,
    *,
    unit: list[str] | None = None,
    up: bool = False,
    month: str | None = None,
    standing: bool = False,
    section: list[str] | None = None,
    status: list[str] | None = None,
    text: str | None = None,
) -> Filters:
    """Read the options of `FilterOptions` on a plan and a day; Failure for a name that is not in the plan."""
    from talplan.queries.select import Filters, asked_units

    units = asked_units(plan.registry, find_units(plan, unit, "--unit"), up) if unit else None
    return Filters(
        on,
        units,
        None if month is None else asked_month(plan, month, on),
        standing,
        frozenset(asked_section(plan, number) for number in section or ()),
        frozenset(_status(name) for name in status or ()),
        text or "",
    )


def repeat_filters(filters: Mapping[str, object], on: str | None, plan_file: str | None) -> list[str]:
    """Return the words of a command line that chooses the same items of the same plan, in any month."""
    words = []
    named = {**filters, "on": on, "plan": None if plan_file == os.environ.get("TALPLAN_PLAN") else plan_file}
    for name, value in named.items():
        if value is True and name != "standing":
            words.append(f"--{name}")
        elif value and name not in ("month", "standing"):
            for text in value if isinstance(value, list) else [value]:
                words += [f"--{name}", str(text)]
    return words


def asked_section(plan: Plan, text: str) -> int:
    """Read the number of a section, its title, or a beginning that only one title has; Failure `unknown-section`,
    `several-sections` or `several-in-one`."""
    known = {str(section.number): section.number for section in plan.sections}
    if (number := known.get(text.strip().removesuffix("."))) is not None:
        return number
    from talplan.views.item_pages import section_heading

    found = _sections_called(plan, text)
    if not found:
        refuse_several(text, "--section", lambda part: part in known or bool(_sections_called(plan, part)))
        choices = known if text.strip().isdecimal() else [section_heading(section) for section in plan.sections]
        raise Failure("unknown-section", section=text, sections=[*choices])
    if len(found) > 1:
        raise Failure("several-sections", section=text, sections=[section_heading(section) for section in found])
    return found[0].number


def _sections_called(plan: Plan, text: str) -> list[Section]:
    """Return the sections with that title or heading; else those whose title begins so."""
    from talplan.domain.spelling import beginning_with, keys
    from talplan.views.item_pages import section_heading

    typed = keys(text)
    names = [(section, {section.title or "", section_heading(section)} - {""}) for section in plan.sections]
    exact = [section for section, own in names if any(typed & keys(name) for name in own)]
    return exact or [section for section, _ in names if section.title and beginning_with(text, [section.title])]


def _status(text: str) -> str:
    from talplan.queries.select import STATUSES

    refuse_several(text, "--status", lambda part: part in STATUSES)
    return read_choice(text, STATUSES, "unknown-status", name=text)


def written_text(text: str | None, what: str) -> str | None:
    """Strip a text for the file and write its line breaks as LF; Failure `hidden-character` or `empty-text`."""
    from talplan.domain.visible import CONTROL, INVISIBLE

    if text is None:
        return None
    clean = text.replace("\r\n", "\n").strip()
    hidden = CONTROL.search(clean) or INVISIBLE.search(clean)
    if hidden:
        raise Failure("hidden-character", what=say(f"diff.field.{what}"), character=f"U+{ord(hidden.group()):04X}")
    if not clean:
        raise Failure("empty-text", what=say(f"diff.field.{what}"))
    return clean


def written_name(text: str) -> str:
    """Return the name of a unit on one line; Failure `hidden-character` or `empty-text`."""
    return " ".join((written_text(text, "name") or "").split())


def written_day(plan: Plan, text: str | None) -> date:
    """Read the date of a record, today by default; Failure `date-to-come` or `date-too-early`."""
    now = today()
    on = now if text is None else typed_day(text, plan.year)
    if on > now:
        raise Failure("date-to-come", date=on, today=now)
    if on < plan.year.window.first:
        raise Failure("date-too-early", date=on, first=plan.year.window.first)
    return on
