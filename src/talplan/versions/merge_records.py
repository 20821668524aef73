"""A mark of which both sides of a merge took parts back: what both left."""

from __future__ import annotations

from collections.abc import Iterator

from talplan.versions.snapshot import RECORD, Fields


def both_narrowed(base: Fields, ours: Fields, theirs: Fields) -> tuple[Fields, Fields]:
    """A record that neither side has as it was: what is left of it is what both left, and what either added to it.
    Which records of a side come from it is told by their day and their words."""
    made = list(ours.get("done", ())), list(theirs.get("done", ()))
    for record in base.get("done", ()):
        alike = [one for one in base["done"] if _words(one) == _words(record)]
        if len(alike) > 1 or record in made[0] or record in made[1]:
            continue
        rests = [[one for one in side if _words(one) == _words(record)] for side in made]
        if not any(rests):
            continue
        was = _speaks_of(record, base)
        sides = [{pair for one in rest for pair in _speaks_of(one, base)} for rest in rests]
        left = (was & sides[0] & sides[1]) | (sides[0] - was) | (sides[1] - was)
        kept = list(_as_records(record, left, base))
        for side, rest in zip(made, rests, strict=True):
            at = side.index(rest[0]) if rest else len(side)
            side[at:] = [*kept, *(one for one in side[at:] if one not in rest)]
    return {**ours, "done": made[0]}, {**theirs, "done": made[1]}


def _words(record: Fields) -> Fields:
    return {key: value for key, value in record.items() if key not in ("term", "by")}


def _speaks_of(record: Fields, item: Fields) -> set[tuple[str, str]]:
    terms = [record["term"]] if "term" in record else item["due"]
    return {(term, unit) for term in terms for unit in record.get("by", item["units"])}


def _as_records(record: Fields, left: set[tuple[str, str]], item: Fields) -> Iterator[Fields]:
    """What is left of a record: of all its terms in one where their units are the same, else of each by itself."""
    words = _words(record)
    terms = list(dict.fromkeys([*item["due"], *sorted(term for term, _ in left)]))
    units = list(dict.fromkeys([*record.get("by", item["units"]), *sorted(unit for _, unit in left)]))
    found = {term: [unit for unit in units if (term, unit) in left] for term in terms}

    def said(term: str | None, by: list[str]) -> Fields:
        whole = "by" not in record and by == item["units"]
        said = {**words, **({"term": term} if term else {}), **({} if whole else {"by": by})}
        return {key: said[key] for key in RECORD if key in said}

    if "term" not in record and all(by == found[terms[0]] for by in found.values()):
        yield from [said(None, found[terms[0]])] if found[terms[0]] else []
    else:
        yield from (said(term, by) for term, by in found.items() if by)
