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
# The end of a sentence, but for an abbreviation: no title ends so.
_SENTENCE = re.compile(r"[^\W\d_]{4,}\.$")
# Letter-spaced titles: П Л А Н Ы.
_SPREAD = re.compile(r"(?<!\w)(?:\w\s+){2,}\w(?!\w)")
_APPROVAL = re.compile(r"бекит|утвержд|ректор\b|approved|_{3,}|^[«\"“].*20[0-9]{2}", re.IGNORECASE)
_LONGEST_DATE = 40
_YEAR = r"(?:19|20)[0-9]{2}(?:\W{0,2}(?:ж|г)(?:ыл|од)?[а-яёңөү]{0,4})?"
_MONTHS = (
    "янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|0?[1-9]|1[0-2]"
)
_DATE = re.compile(
    rf"(?i)(?=.*(?:19|20)[0-9]{{2}})\W*(?:{_YEAR}\W{{1,4}})?[0-3]?[0-9](?:st|nd|rd|th)?\W{{1,4}}(?:{_MONTHS})[^\W\d_]{{0,9}}"
    rf"(?:\W{{1,4}}{_YEAR})?\W*"
)
# The first line of the mark of a person or a body that approved, discussed or agreed to the document.
_MARK_BEGINS = re.compile(
    r"(?i)\W*(?:утвержд|бекит|approved|согласован|рассмотрен|одобрен|принят[оа]?(?!\w)|протокол|макулдаш|каралды"
    r"|кабыл алынды|токтом|considered|endorsed|adopted|minutes)"
)
_PAGE_NUMBER = re.compile(r"(?i)\W*(?:стр\w*\.?|бет|page|p\.)?\s*[0-9]{1,4}\s*(?:(?:из|of|/)\s*[0-9]{1,4})?\W*")
# Including the Cyrillic look-alikes.
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "і": 1, "х": 10}
_WORDS = (
    "раздел|бөлүм|бөлүк|блок|глава|багыт|направление|section|часть|part|chapter|goal|objective|priority|module|цель"
    "|задача|приоритет|модуль|максат|милдет"
)
# A heading without a title needs a point or the word “section”.
_NAMED = re.compile(rf"(?i)\.$|{_WORDS}")
_HEADING = re.compile(
    rf"""(?ix) (?: (?:[^\W\d_]+\s+){{0,2}} (?:{_WORDS}) \s+ (?:№\s*)? | § \s* )?
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


def states_plan(line: str) -> bool:
    """Whether a line is the title of a plan or has its year."""
    return bool(_PLAN.search(line) or find_year(line))


def find_unread(lines: Sequence[str], title: str) -> list[str]:
    """Return the lines outside the tables that are neither in the title nor part of a mark of approval, of a signature
    or of the layout of the pages."""
    printed = _letters(title)
    unread = []
    in_mark, starts_block = False, True
    for line in map(one_line, lines):
        in_title = bool(line) and _letters(line) in printed
        in_mark = bool(line) and not in_title and (in_mark or (starts_block and bool(_MARK_BEGINS.match(line))))
        starts_block = not line
        if line and not (in_title or in_mark or _is_formality(line)):
            unread.append(line)
    return unread


def _is_formality(line: str) -> bool:
    """Whether a line is part of a mark of approval, of a signature or of the layout of the pages."""
    layout = _PAGE_NUMBER.fullmatch(line) or is_continued(line)
    return bool(layout or _APPROVAL.search(line) or is_signature(line) or _is_date(line))


def _is_date(line: str) -> bool:
    """Whether a line is only a date, as below a mark of approval: `2025-ж. «28» август`, `28.08.2025 г.`"""
    return len(line) <= _LONGEST_DATE and bool(_DATE.fullmatch(line))


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
        elif text and not _is_beside_title(text, blocks[-1]):
            blocks[-1].append(one_line(text))
    return [block for block in blocks if block]


def _is_beside_title(text: str, above: Sequence[str]) -> bool:
    """Whether a line is part of a mark of approval, the heading of a section, or a sentence below the title."""
    if _APPROVAL.search(text) or _is_date(text) or (read_section_heading(text) and not find_year(text)):
        return True
    return bool(_SENTENCE.search(text)) and any(map(states_plan, above))


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
    after_letter = "" if read_section_heading(line) else re.sub(r"^[^\W\d_][.)]\s+", "", line)  # А. Сентябрь
    for part in dict.fromkeys((line, shorter, after_letter)):
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
