"""Read the title and year of a plan and the headings of its sections."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talplan.documents.importers.grid import one_line
from talplan.domain.plan_year import read_year
from talplan.domain.spelling import DASHES, normalize

_YEARS = re.compile(rf"(?<![0-9])((?:19|20)[0-9]{{2}})\s*[{DASHES}/]\s*((?:19|20)?[0-9]{{2}})(?![0-9])")
_PLAN = re.compile(r"план|\bplan", re.IGNORECASE)
# Letter-spaced titles: П Л А Н Ы.
_SPREAD = re.compile(r"(?<!\w)(?:\w\s+){2,}\w(?!\w)")
_APPROVAL = re.compile(r"бекит|утвержд|ректор\b|approved|_{3,}|^[«\"“].*20[0-9]{2}", re.IGNORECASE)
# Including the Cyrillic look-alikes.
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "і": 1, "х": 10}
# A heading without a title needs a point or the word “section”.
_NAMED = re.compile(r"(?i)\.$|бөлүм|раздел|section|часть|part")
_HEADING = re.compile(
    r"""(?ix) (?: (?:раздел|бөлүм|section|часть|part)\s+ )?
    (?: (?P<number>[0-9]{1,3}) | (?P<roman>[ivxlіх]{1,7}) )
    (?: -?\s*(?:бөлүм|раздел) )? (?: \s*[.):]\s* | \s+[-–—]?\s* | $ ) (?P<title>.*)""",
    re.DOTALL,
)


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


def read_preface(lines: Sequence[str], own: str = "") -> tuple[str | None, str | None]:
    """Return the title and year in the lines above the first table. `own` is the title in the document properties: it
    is used if no line is a title, or if it differs from the printed title only in case."""
    blocks = _blocks(lines)
    printed, year = _printed(blocks)
    if (printed is None and (find_year(own) or _PLAN.search(own))) or (printed and _letters(printed) == _letters(own)):
        return one_line(own), find_year(own)
    return printed, year


def _letters(text: str) -> str:
    return normalize(text).replace(" ", "")


def _printed(blocks: list[list[str]]) -> tuple[str | None, str | None]:
    at = next((i for i, block in enumerate(blocks) if any(map(find_year, block))), None)
    if at is None:
        named = [block for block in blocks if _PLAN.search(" ".join(block))]
        return (" ".join(named[-1]) if named else None), None
    year = next(year for line in blocks[at] if (year := find_year(line)))
    return _title(blocks, at), year


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


def read_section_heading(text: str) -> tuple[int, str] | None:
    """Return the number and title of a section heading: `2. Окуу иштери`, `II. …`, `2-бөлүм. …`."""
    found = _HEADING.fullmatch(text.strip())
    if not found:
        return None
    title = one_line(found["title"])
    number = int(found["number"]) if found["number"] else _roman(found["roman"])
    if not number or (not title and not _NAMED.search(text)):
        return None
    return number, title


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in normalize(text)]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
