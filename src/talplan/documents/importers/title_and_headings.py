"""Read the title and year of a plan and the headings of its sections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from talplan.documents.importers.grid import one_line
from talplan.domain.plan_year import read_year
from talplan.domain.spelling import DASHES, normalize

_YEARS = re.compile(rf"(?<![0-9])((?:19|20)[0-9]{{2}})\s*[{DASHES}/]\s*((?:19|20)?[0-9]{{2}})(?![0-9])")
_CALENDAR_YEAR = re.compile(
    r"(?i)(?<![0-9.])(20[0-9]{2})\s*-?\s*(?:год|жыл|г\.(?!\w))|(?:\bfor|\byear|\bplan)\s+(20[0-9]{2})(?![0-9])"
)
_ONLY_A_YEAR = re.compile(r"(?i)(?:(?:на|в|for|уч|учебный|окуу|год[ау]?|жыл\w*|г|year|[0-9]+)\b[\s.,/–—-]*)+")
_PLAN = re.compile(r"план|\bplan", re.IGNORECASE)
# Letter-spaced titles: П Л А Н Ы.
_SPREAD = re.compile(r"(?<!\w)(?:\w\s+){2,}\w(?!\w)")
_APPROVAL = re.compile(r"бекит|утвержд|ректор\b|approved|_{3,}|^[«\"“].*20[0-9]{2}", re.IGNORECASE)
# Including the Cyrillic look-alikes.
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "і": 1, "х": 10}
_WORDS = "раздел|бөлүм|бөлүк|блок|глава|багыт|направление|section|часть|part|chapter"
# A heading without a title needs a point or the word “section”.
_NAMED = re.compile(rf"(?i)\.$|{_WORDS}")
_HEADING = re.compile(
    rf"""(?ix) (?: (?:{_WORDS}) \s+ (?:№\s*)? | § \s* )?
    (?: (?P<number>[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{0,3}}) | (?P<roman>[ivxlіх]{{1,7}}) )
    (?: -?\s*(?:{_WORDS}) )? (?: \s*[.):]\s* | \s+[-–—]?\s* | $ ) (?P<title>.*)""",
    re.DOTALL,
)
_SIGNED = re.compile(
    r"""(?ix) _{3,} | \.{8,} | …{3,} | (?<!\w)м\.\s?[по]\.(?!\w) | \((?:подпись|кол(?:у|\ тамга(?:сы)?)?|signature)\)
    | ^(?:составил|подготовил|разработал|согласовано|утверждаю|түзгөн|түзүүчү|даярдаган|макулдашылды|бекитемин
    |prepared\ by|approved\ by|agreed)"""
)
_REMARK = re.compile(r"(?i)^(?:примечани|эскертүү|note\b|итого|всего|баардыгы|бардыгы|жыйынтыгы|total\b|\*)")
_CONTINUED = re.compile(r"(?i)уланды|продолжени|continu")
Heading = tuple[tuple[int, ...], str]
"""The number of a section, level by level, and its title."""


def find_year(line: str) -> str | None:
    """Find an academic year in a line: `2025-2026`, `2025/26`, with any dash."""
    for first, last in _YEARS.findall(line):
        pair = f"{first}-{first[:2] + last if len(last) == 2 else last}"
        try:
            read_year(pair)
        except ValueError:
            continue
        return pair
    return None


def find_calendar_year(line: str) -> str | None:
    """Find a calendar year in a line: `на 2025 год`, `2025-жылга`."""
    match = _CALENDAR_YEAR.search(line)
    return (match[1] or match[2]) if match else None


def read_preface(lines: Sequence[str], own: str = "") -> tuple[str | None, str | None]:
    """Return the title and year in the lines above the first table. `own` is the title in the document properties: it
    is used if no line is a title, or if it is what is printed last, whatever the case and the lines above it."""
    blocks = _blocks(lines)
    printed, year = _printed(blocks)
    is_printed = bool(own.strip()) and _letters(" ".join(lines)).endswith(_letters(own))
    if is_printed or (printed is None and (find_year(own) or _PLAN.search(own))):
        return one_line(own), find_year(own)
    return printed, year


def _letters(text: str) -> str:
    return normalize(text).replace(" ", "")


def _printed(blocks: list[list[str]]) -> tuple[str | None, str | None]:
    for index, block in enumerate(blocks):
        if year := next(filter(None, map(find_year, block)), None):
            return _title(blocks, index), year
    named = [" ".join(block) for block in blocks if _PLAN.search(" ".join(block))]
    return (named[-1], find_calendar_year(named[-1])) if named else (None, None)


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    """Group the lines into runs separated by empty lines, without the mark of approval."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        text = _SPREAD.sub(lambda found: re.sub(r"\s+", "", found[0]), line.strip())
        if not text and blocks[-1]:
            blocks.append([])
        elif text and not _APPROVAL.search(text) and (find_year(text) or not read_section_heading(text)):
            blocks[-1].append(one_line(text))
    return [block for block in blocks if block]


def _title(blocks: list[list[str]], at: int) -> str:
    """Return the run with the year, joined with its neighbours if it is not a full title."""
    title = blocks[at]
    if not _PLAN.search(" ".join(title)):
        after = blocks[at + 1] if at + 1 < len(blocks) else []
        title = [*title, *(after if _PLAN.search(" ".join(after)) else [])]
        if at and len(blocks[at - 1]) == 1 and blocks[at - 1][0].isupper():
            title = [*blocks[at - 1], *title]
    return one_line("\n".join(title))


def read_section_heading(text: str) -> Heading | None:
    """Return the number and title of a section heading: `2. Окуу иштери`, `II. …`, `2-бөлүм. …`, `1.2 …`."""
    match = _HEADING.fullmatch(text.strip())
    if not match:
        return None
    title = one_line(match["title"])
    parts = tuple(map(int, match["number"].split("."))) if match["number"] else (read_roman(match["roman"]),)
    if not all(parts) or (not title and not _NAMED.search(text)):
        return None
    return parts, title


def read_roman(text: str) -> int:
    """Return a Roman number, 0 for any other text; Cyrillic letters that look the same count."""
    values = [_ROMAN.get(letter, 0) for letter in normalize(text.rstrip(". )"))]
    if not values or not all(values) or len(values) > 7:
        return 0
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def read_period(text: str) -> str | None:
    """Return the part of a heading that states when its items are due: a month, a quarter, `В течение года`."""
    from talplan.domain.read_terms import read_terms
    from talplan.domain.terms import UnknownTerm

    line = one_line(text).strip(" .:")
    if _ONLY_A_YEAR.fullmatch(line):
        return None
    shorter = re.sub(r"(?i)^(?:на|в|во)\s+|\s+месяц[а-я]*$", "", line)
    for part in dict.fromkeys((line, shorter)):
        with suppress(UnknownTerm):
            return part if part and read_terms(part) else None
    return None


def is_signature(text: str) -> bool:
    """Whether a line is signed, or to be signed, or states who made or approved the document."""
    return bool(_SIGNED.search(text))


def is_remark(text: str) -> bool:
    """Whether a line below the items is a remark or a total."""
    return bool(_REMARK.search(text))


def is_continued(text: str) -> bool:
    """Whether a line says only that the table goes on."""
    return bool(_CONTINUED.search(text))
