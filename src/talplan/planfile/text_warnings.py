"""Warnings on single texts: what other programs, or people, read as something else."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from talplan.domain.spelling import LOOK_ALIKES
from talplan.domain.visible import CONTROL, INVISIBLE
from talplan.planfile.format_table import PARTS
from talplan.planfile.nodes import MapNode, Node, NodePath, ScalarNode, last_key, walk
from talplan.planfile.rules import warning_rules
from talplan.planfile.source_text import Source
from talplan.planfile.yaml_quoting import ambiguous
from talplan.problem import Problem

TEXT_KEYS = frozenset(key.name for keys in PARTS.values() for key in keys if key.kind in ("text", "unit"))
"""Keys whose values are free text or names; under the others are numbers and dates, which are never quoted."""

_MOST_MISSES = 20
"""How many words of a text are looked for in vain, because escapes or line breaks divide them."""

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[Ѐ-ԯ]")
_CUT = re.compile(r"(?<=[ \t])#\w[^\r\n]*")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_NAMED_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "L": "\u2028",
    "P": "\u2029",
}


def check_texts(root: Node, source: Source, bad: frozenset[NodePath]) -> Iterator[Problem]:
    """Yield the warnings on every value except the `bad` ones, and on invisible characters anywhere in the file."""
    nodes = list(walk(root))
    keys = [key for _, node in nodes if isinstance(node, MapNode) for key in node.keys]
    yield from _invisible(keys, source)
    yield from _cut_texts(nodes, keys, source, bad)
    for path, node in nodes:
        if not isinstance(node, ScalarNode) or path in bad:
            continue  # it has an error and will be rewritten anyway
        if not node.style:
            yield from _plain_text(node, last_key(path), source)
        elif node.style == '"' and "\\" in source.text[node.start : node.end]:
            yield from _escapes(node, source)
        if not node.value.isascii():
            yield from _mixed_words(node, source)


def _plain_text(node: ScalarNode, key: str, source: Source) -> Iterator[Problem]:
    if key in TEXT_KEYS and not node.absent and ambiguous(node.value):
        yield warning_rules.AmbiguousText(source.place(node.start, node.end), text=node.value)


def _mixed_words(node: ScalarNode, source: Source) -> Iterator[Problem]:
    offset = node.start
    misses = 0
    for match in _WORD.finditer(node.value):
        word = match.group()
        if _LATIN.search(word) and _CYRILLIC.search(word) and _looks_cyrillic(word):
            start = source.text.find(word, offset, node.end) if misses < _MOST_MISSES else -1
            if start < 0:
                misses += 1
            else:
                offset = start + len(word)
            place = source.place(start, offset) if start >= 0 else source.place(node.start, node.end)
            latin = "".join(dict.fromkeys(letter for letter in word if letter.isascii()))
            yield warning_rules.LookalikeLetters(place, word=word, letters=", ".join(latin))


def _looks_cyrillic(word: str) -> bool:
    """Whether every Latin letter of the word looks like a Cyrillic one, and no run of them is at its edge, as in
    PHDдокторантура."""
    if any(letter not in LOOK_ALIKES for letter in word if letter.isascii()):
        return False
    inside = re.search(r"[^\x00-\x7f][A-Za-z]+[^\x00-\x7f]", word)
    return inside is not None or max(len(run) for run in re.findall("[A-Za-z]+", word)) == 1


def _invisible(keys: list[ScalarNode], source: Source) -> Iterator[Problem]:
    """Warn about values and comments; a key with such a character is an unknown key, which is an error."""
    matches = [match for match in INVISIBLE.finditer(source.text) if match.group() != "\ufeff"]
    inside = {offset for key in keys for offset in range(key.start, key.end)} if matches else ()
    for match in matches:
        if match.start() not in inside:
            yield warning_rules.InvisibleCharacter(source.place(match.start()), character=f"U+{ord(match.group()):04X}")


def _cut_texts(
    nodes: list[tuple[NodePath, Node]], keys: list[ScalarNode], source: Source, bad: frozenset[NodePath]
) -> Iterator[Problem]:
    """Warn about comments without a space after # that follow a value on its line: a text was cut off there."""
    if not (matches := list(_CUT.finditer(source.text))):
        return
    spans = [(node.start, node.end, path in bad) for path, node in nodes if isinstance(node, ScalarNode)]
    spans = sorted([(0, 0, False), *spans, *((key.start, key.end, False) for key in keys)])
    for match in matches:
        _, end, is_bad = spans[bisect_right(spans, (match.start(),)) - 1]
        line = source.text.rfind("\n", 0, match.start()) + 1
        between = source.text[max(line, end) : match.start()]
        alone = end < line and not between.strip()
        # If the value has an error, this is the reason for it.
        if end <= match.start() and not alone and "#" not in between and not (is_bad and not between.strip()):
            yield warning_rules.HashInText(source.place(match.start(), match.end()), text=match.group())


def _escapes(node: ScalarNode, source: Source) -> Iterator[Problem]:
    for match in _ESCAPE.finditer(source.text, node.start, node.end):
        code = match[1] or match[2] or match[3]
        character = chr(int(code, 16)) if code else _NAMED_ESCAPES.get(match[4], "")
        place = source.place(match.start(), match.end())
        named = f"U+{ord(character):04X}" if character else ""
        # A text may contain tabs and line breaks.
        if CONTROL.match(character) and character not in "\t\n":
            yield warning_rules.EscapedControl(place, character=named)
        elif INVISIBLE.match(character):
            yield warning_rules.InvisibleCharacter(place, character=named)
