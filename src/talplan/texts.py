"""Warnings on single texts: what is written in a way that other readers, or people, take for something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talplan.folding import CONTROL, INVISIBLE
from talplan.problem import Problem
from talplan.quoting import ambiguous
from talplan.rules import advice
from talplan.yamltext import Node, ScalarNode, Source, scalars

TEXT_KEYS = {
    "title",
    "name",
    "short",
    "aliases",
    "part_of",
    "task",
    "units",
    "by",
    "note",
    "evidence",
    "text",
}
"""Keys whose values are free text or names; numbers and dates stand plain under the others."""

_LATIN_LIKE_CYRILLIC = "AaBCcEeHIiJjKMOoPpSsTXxYy"
_WORD = re.compile(r"[^\W\d_]+")
_MIXED = re.compile(r"[A-Za-z][^\W\d_]*?[Ѐ-ԯ]|[Ѐ-ԯ][^\W\d_]*?[A-Za-z]")
_CUT = re.compile(r"[ \t]+(#\w[^\r\n]*)")


def check_texts(root: Node, source: Source) -> Iterator[Problem]:
    """The warnings on every value of the file."""
    for path, node in scalars(root):
        if not node.value:
            continue
        named = [step for step in path if isinstance(step, str)]
        place = source.place(node.start, node.end)
        if not node.style and named and named[-1] in TEXT_KEYS and not node.absent and ambiguous(node.value):
            yield advice.AmbiguousText(place, text=node.value)
        if not node.style and (cut := _CUT.match(source.text, node.end)):
            yield advice.HashInText(source.place(cut.start(1), cut.end(1)), text=cut.group(1))
        if not node.value.isascii():
            yield from _mixed_words(node, source)
        yield from _hidden_characters(node, source)


def _mixed_words(node: ScalarNode, source: Source) -> Iterator[Problem]:
    for match in _WORD.finditer(node.value):
        word = match.group()
        if _MIXED.search(word) and _looks_cyrillic(word):
            at = source.text.find(word, node.start, node.end)
            place = source.place(at, at + len(word)) if at >= 0 else source.place(node.start, node.end)
            latin = "".join(dict.fromkeys(letter for letter in word if letter.isascii()))
            yield advice.LookalikeLetters(place, word=word, letters=", ".join(latin))


def _looks_cyrillic(word: str) -> bool:
    """Whether every Latin letter of the word looks like a Cyrillic one, and none is part of a Latin run at its
    edge, as in PHDдокторантура."""
    if any(letter not in _LATIN_LIKE_CYRILLIC for letter in word if letter.isascii()):
        return False
    inside = re.search(r"[^\x00-\x7f][A-Za-z]+[^\x00-\x7f]", word)
    return inside is not None or max(len(run) for run in re.findall("[A-Za-z]+", word)) == 1


def _hidden_characters(node: ScalarNode, source: Source) -> Iterator[Problem]:
    place = source.place(node.start, node.end)
    if match := CONTROL.search(node.value.replace("\n", " ").replace("\t", " ")):
        yield advice.EscapedControl(place, character=f"U+{ord(match.group()):04X}")
    if match := INVISIBLE.search(node.value):
        at = source.text.find(match.group(), node.start, node.end)
        yield advice.InvisibleCharacter(source.place(at) if at >= 0 else place, character=f"U+{ord(match.group()):04X}")
