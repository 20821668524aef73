"""Whose a comment is: the key or the entry that it stands over or beside, or at whose end it stands.

A comment behind something belongs to that. A line of comments belongs to what follows it, unless it is indented
deeper than that: then it stands at the end of what it is indented like. Empty lines go before indentation: what
is parted from the thing above and not from the thing below belongs to the latter, and what is parted from the
next section alone belongs to the section above. In a list of texts, which becomes one line, everything belongs to
the list's key. Above the first key, what an empty line follows is the file's own header, and so is everything
down to a modeline.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from talplan.editing.line_index import Lines
from talplan.planfile.nodes import ListNode, MapNode, Node, NodePath, ScalarNode, node_at

_COMMENT = re.compile("#[^\n]*")
_DIRECTIVE = re.compile(r"^%[^\n]*?(?=\s+#|\s*$)", re.MULTILINE)
_DOCUMENT_END = re.compile(r"^\.\.\.", re.MULTILINE)
_EMPTY_LINE = re.compile(r"\n[ \t]*\r?\n")
_MODELINE = re.compile(r"#\s*yaml-language-server\s*:")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, from its hash to the end of its line without the spaces there."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class Comments:
    """Comments by the path of whose they are; the empty lines of the file's header are empty texts in it."""

    header: list[str] = field(default_factory=list)
    above: dict[NodePath, list[str]] = field(default_factory=dict)
    beside: dict[NodePath, list[str]] = field(default_factory=dict)
    below: dict[NodePath, list[str]] = field(default_factory=dict)


def comments_of(text: str, root: Node) -> Iterator[Comment]:
    """Every comment of a text, in its order."""
    at = 0
    for start, end in [*_scalars(text, root), (len(text), len(text))]:
        gap = text[at:start]
        if at == 0:  # directives stand here alone, and a hash may be part of one
            gap = _DIRECTIVE.sub(lambda found: " " * len(found[0]), gap)
        for found in _COMMENT.finditer(gap):
            yield Comment(at + found.start(), found[0].rstrip())
        at = max(at, end)


def _scalars(text: str, root: Node) -> Iterator[tuple[int, int]]:
    """Where keys and values stand, in the order of the text; the first line of a block text is none of it."""
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, ListNode):
            todo += reversed(node.entries)
        elif isinstance(node, MapNode):
            pairs = zip(node.keys, node.values, strict=True)
            todo += reversed([part for pair in pairs for part in pair])
        elif isinstance(node, ScalarNode) and node.style in ("|", ">"):
            start = Lines(text).next(node.start)
            yield start, max(start, node.last)
        else:
            yield node.start, node.last


def attach(text: str, root: Node) -> Comments:
    """Every comment of a file without errors, given to whose it is."""
    return _Attacher(text, root).attached()


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A key, or a value or an entry without dashes below it: brackets are one leaf with all that is in them."""

    path: NodePath
    node: Node
    is_key: bool = False


def _leaves(node: Node, path: NodePath = ()) -> Iterator[_Leaf]:
    if node.flow or isinstance(node, ScalarNode):
        yield _Leaf(path, node)
    elif isinstance(node, ListNode):
        for position, entry in enumerate(node.entries):
            yield from _leaves(entry, (*path, position))
    elif isinstance(node, MapNode):
        for key, value in zip(node.keys, node.values, strict=True):
            yield _Leaf((*path, key.value), key, is_key=True)
            yield from _leaves(value, (*path, key.value))


@dataclass(frozen=True, slots=True)
class _Part:
    """What commas part in brackets: an entry, or a key with its value."""

    start: int
    end: int
    path: NodePath
    node: Node


def _parts(node: Node, path: NodePath) -> list[_Part]:
    if isinstance(node, ListNode):
        return [_Part(entry.start, entry.end, (*path, at), entry) for at, entry in enumerate(node.entries)]
    if isinstance(node, MapNode):
        pairs = zip(node.keys, node.values, strict=True)
        return [_Part(key.start, max(key.end, value.end), (*path, key.value), value) for key, value in pairs]
    return []


class _Attacher:
    """One text with its leaves; gives away the comments in the text's order."""

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self.lines = Lines(text)
        self.root = root
        self.leaves = list(_leaves(root))
        self.made = Comments()

    def attached(self) -> Comments:
        starts = [leaf.node.start for leaf in self.leaves]
        comments = comments_of(self.text, self.root)
        for at, gap in groupby(comments, lambda comment: bisect_right(starts, comment.start)):
            if at == 0:
                self._head(list(gap))
                continue
            before = self.leaves[at - 1]
            over = []
            for comment in gap:
                if comment.start < before.node.last:
                    self._inside(before.node, before.path, comment)
                elif self._is_beside(before.node.last, comment):
                    self._put(self.made.beside, before.path, comment)
                else:
                    over.append(comment)
            self._between(over, before, self.leaves[at] if at < len(self.leaves) else None)
        return self.made

    def _put(self, where: dict[NodePath, list[str]], path: NodePath, comment: Comment) -> None:
        """Gives a comment to what it is about. A list of texts and its entries will be one line with their key,
        and nothing stands beside a whole entry or the whole file."""
        made, node = self.made, node_at(self.root, path)
        if path and isinstance(path[-1], int):
            if not isinstance(node, MapNode):
                where, path = made.beside, path[:-1]
            elif where is made.beside:
                where = made.above
        elif where is made.below and isinstance(node, ListNode) and not of_mappings(node):
            where = made.beside
        elif where is made.beside and not path:
            where = made.below
        where.setdefault(path, []).append(comment.text)

    def _is_beside(self, last: int, comment: Comment) -> bool:
        """Whether the comment stands in the line in which something ends."""
        return self.lines.start(comment.start) < last

    # --- in brackets, between a key and its value there, in the first line of a block text ------------------

    def _inside(self, node: Node, path: NodePath, comment: Comment) -> None:
        at = comment.start
        while inner := next((part for part in _parts(node, path) if part.start < at < part.end), None):
            node, path = inner.node, inner.path
        before = [part for part in _parts(node, path) if part.end <= at]
        after = [part for part in _parts(node, path) if part.start > at]
        if isinstance(node, ScalarNode) or at < node.start:
            self._put(self.made.beside, path, comment)
        elif before and self._is_beside(before[-1].end, comment):
            self._put(self.made.beside, before[-1].path, comment)
        elif path and not before and self._is_beside(node.start + 1, comment):
            self._put(self.made.beside, path, comment)
        elif after:
            self._put(self.made.above, after[0].path, comment)
        else:
            self._put(self.made.below, path, comment)

    # --- on lines of their own ------------------------------------------------------------------------------

    def _head(self, comments: Sequence[Comment]) -> None:
        """Above the first key: the file's header, then what belongs to that key."""
        first = self.leaves[0]
        own: list[str] = []
        for comment, stop in zip(comments, [*(one.start for one in comments[1:]), first.node.start], strict=True):
            own.append(comment.text)
            rest = self.text[comment.end : stop]
            beside = self.text[self.lines.start(comment.start) : comment.start].strip()
            if parted := _EMPTY_LINE.search(rest):
                own.append("")
            if parted or beside or "\n---" in rest or _MODELINE.match(comment.text):
                self.made.header += own
                own = []
        if own:
            self.made.above[first.path] = own

    def _between(self, comments: Sequence[Comment], before: _Leaf, after: _Leaf | None) -> None:
        """Between two leaves: over what follows, or at the end of something that ends here."""
        path, start = self._next(after)
        ends = self._ends(before, after)
        for comment in comments:
            stays = bool(ends) and comment.start < start and self._stays(comment, before.node.last, path, start)
            if after is not None and not stays:
                ends = []  # what stands below is over the next thing too
                self._over(after, path, start, comment)
                continue
            if after is None and _DOCUMENT_END.search(self.text, before.node.last, comment.start):
                ends = ends[-1:]
            while len(ends) > 1 and self._column_of(ends[0]) > self.lines.column(comment.start):
                del ends[0]
            self._put(self.made.below, ends[0], comment)

    def _next(self, after: _Leaf | None) -> tuple[NodePath, int]:
        """What follows and where it begins: an entry with its dash, or a key; nothing at the end of the file."""
        if after is None:
            return (), len(self.text)
        path = after.path
        if after.is_key and self._opens_entry(after):
            path = path[:-1]
        around = node_at(self.root, path[:-1])
        if isinstance(around, ListNode):
            return path, self.lines.dash(around, int(path[-1]))
        return path, after.node.start

    def _opens_entry(self, key: _Leaf) -> bool:
        around = node_at(self.root, key.path[:-1])
        in_list = len(key.path) > 1 and isinstance(key.path[-2], int)
        return in_list and isinstance(around, MapNode) and around.keys[0] is key.node

    def _ends(self, before: _Leaf, after: _Leaf | None) -> list[NodePath]:
        """What ends between the two, the deepest first: at the end of the file the whole file too."""
        around = [before.path[:length] for length in range(max(0, len(before.path) - 1), -1, -1)]
        return [path for path in around if after is None or after.path[: len(path)] != path]

    def _column_of(self, path: NodePath) -> int:
        """The first column that is inside: what stands below a key is not in the list of that key, even where its
        dashes stand there too."""
        node = node_at(self.root, path)
        assert node is not None
        column = self.lines.column(node.start)
        return max(column, self._column_of(path[:-1]) + 1) if isinstance(node, ListNode) else column

    def _stays(self, comment: Comment, last: int, path: NodePath, start: int) -> bool:
        """Whether the comment over the beginning of something belongs to what ends above it instead."""
        parted_above = _EMPTY_LINE.search(self.text, last, comment.start)
        parted_below = _EMPTY_LINE.search(self.text, comment.end, start)
        if parted_above and not parted_below:
            return False
        if parted_below and not parted_above and len(path) == 2 and path[0] == "sections":
            return True
        return self.lines.column(comment.start) > self.lines.column(start)

    def _over(self, after: _Leaf, path: NodePath, start: int, comment: Comment) -> None:
        if comment.start > start and not self._is_beside(start + 1, comment):
            self._put(self.made.above, after.path, comment)  # below a dash that stands alone
        elif after.is_key or isinstance(path[-1], int):
            self._put(self.made.above, path, comment)
        else:
            self._put(self.made.beside, path, comment)


def of_mappings(node: ListNode) -> bool:
    """Whether the list is written with a dash for each entry: one of texts, or an empty one, is one line."""
    return any(isinstance(entry, MapNode) for entry in node.entries)
