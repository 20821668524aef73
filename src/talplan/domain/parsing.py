"""A small parser of sequences of tokens that finds every reading, so that a text with two of them can be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

Values = tuple[Any, ...]
_NO_KEYS: frozenset[str] = frozenset()


class Token:
    """A word, a number or a sign: `meanings` has its value for each meaning, `keys` the text and all meanings."""

    __slots__ = ("keys", "meanings", "text")

    def __init__(self, text: str, meanings: dict[str, Any]) -> None:
        self.text = text
        self.meanings = meanings
        self.keys = frozenset((text, *meanings))


Parse = Callable[[Sequence[Token], int], Iterator[tuple[Values, int]]]


class Rule:
    """Yields the values of each way to read tokens from an index, and the index after it.

    `starts` are keys of the tokens that it can begin with, `empty` says whether it can read none.
    """

    __slots__ = ("choices", "empty", "parse", "starts")

    def __init__(
        self, parse: Parse, starts: frozenset[str], *, empty: bool = False, choices: tuple[Rule, ...] = ()
    ) -> None:
        self.parse = parse
        self.starts = starts
        self.empty = empty
        self.choices = choices or (self,)

    def __add__(self, other: Rule) -> Rule:
        """One after the other."""

        def parse(tokens: Sequence[Token], index: int) -> Iterator[tuple[Values, int]]:
            for values, middle in self.parse(tokens, index):
                for more, end in other.parse(tokens, middle):
                    yield values + more, end

        starts = self.starts | other.starts if self.empty else self.starts
        return Rule(parse, starts, empty=self.empty and other.empty)

    def __or__(self, other: Rule) -> Rule:
        """Either of the two."""
        choices = (*self.choices, *other.choices)

        def parse(tokens: Sequence[Token], index: int) -> Iterator[tuple[Values, int]]:
            keys = tokens[index].keys if index < len(tokens) else _NO_KEYS
            for choice in choices:
                if choice.empty or not choice.starts.isdisjoint(keys):
                    yield from choice.parse(tokens, index)

        return Rule(parse, self.starts | other.starts, empty=self.empty or other.empty, choices=choices)

    def __invert__(self) -> Rule:
        """The rule, or nothing."""

        def parse(tokens: Sequence[Token], index: int) -> Iterator[tuple[Values, int]]:
            yield from self.parse(tokens, index)
            yield (), index

        return Rule(parse, self.starts, empty=True)

    def __rshift__(self, make: Callable[..., Any]) -> Rule:
        """The rule with `make(*values)` as its only value; no reading if that is None."""

        def parse(tokens: Sequence[Token], index: int) -> Iterator[tuple[Values, int]]:
            for values, end in self.parse(tokens, index):
                value = make(*values)
                if value is not None:
                    yield (value,), end

        return Rule(parse, self.starts, empty=self.empty)

    def many(self) -> Rule:
        """The rule once or more often."""

        def parse(tokens: Sequence[Token], index: int) -> Iterator[tuple[Values, int]]:
            for values, end in self.parse(tokens, index):
                yield values, end
                for more, last in parse(tokens, end):
                    yield values + more, last

        return Rule(parse, self.starts, empty=self.empty)

    def readings(self, tokens: Sequence[Token]) -> Iterator[Values]:
        """Yield the values of each way to read all of the tokens."""
        for values, end in self.parse(tokens, 0):
            if end == len(tokens):
                yield values
