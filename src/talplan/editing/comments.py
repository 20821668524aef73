"""The owner of each comment: the key or entry that the comment is above, beside, or at the end of.

A comment in the line of a key, value or entry belongs to that. A comment line belongs to what follows it; if it is
indented deeper than that, it belongs to the end of what it is indented like. Empty lines take precedence over
indentation: a comment separated from what is above and not from what is below belongs to what is below; a comment
separated only from the next section belongs to the section above. In a list of texts, which `fmt` writes in one line,
every comment belongs to the list's key. Above the first key, comments followed by an empty line, and all down to a
modeline, are the header of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from talplan.editing.line_index import LineIndex
from talplan.planfile.nodes import ListNode, MapNode, Node, NodePath, ScalarNode, node_at

if TYPE_CHECKING:
    from talplan.planfile.load import Loaded

_COMMENT = re.compile("#[^\n]*")
_DIRECTIVE = re.compile(r"^%[^\n]*?(?=\s+#|\s*$)", re.MULTILINE)
_DOCUMENT_END = re.compile(r"^\.\.\.", re.MULTILINE)
_EMPTY_LINE = re.compile(r"\n[ \t]*\r?\n")
_MODELINE = re.compile(r"#\s*yaml-language-server\s*:")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment from its `#` to the end of its line, without trailing spaces."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


Place = Literal["header", "above", "beside", "below"]
"""The place of a comment relative to its owner; `header` is that of comments of the whole file above its first key."""


@dataclass(frozen=True, slots=True)
class OwnedComment:
    """A comment with its place and the path of its owner."""

    comment: Comment
    place: Place
    owner: NodePath


@dataclass(slots=True)
class Comments:
    """Comments by the path of their owner; an empty line of the header is an empty text."""

    header: list[str] = field(default_factory=list)
    above: dict[NodePath, list[str]] = field(default_factory=dict)
    beside: dict[NodePath, list[str]] = field(default_factory=dict)
    below: dict[NodePath, list[str]] = field(default_factory=dict)


def find_comments(text: str, root: Node) -> Iterator[Comment]:
    """Yield the comments of a text, in its order."""
    done = 0
    for start, end in [*_scalars(text, root), (len(text), len(text))]:
        gap = text[done:start]
        if done == 0:  # only directives are possible here, and a hash may be part of one
            gap = _DIRECTIVE.sub(lambda match: " " * len(match[0]), gap)
        for match in _COMMENT.finditer(gap):
            yield Comment(done + match.start(), match[0].rstrip())
        done = max(done, end)


def _scalars(text: str, root: Node) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each key and value, in the order of the text; of a block text without its first line."""
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, ListNode):
            todo += reversed(node.entries)
        elif isinstance(node, MapNode):
            pairs = zip(node.keys, node.values, strict=True)
            todo += reversed([part for pair in pairs for part in pair])
        elif isinstance(node, ScalarNode) and node.style in ("|", ">"):
            start = LineIndex(text).next(node.start)
            yield start, max(start, node.last)
        else:
            yield node.start, node.last


def find_lost_comments(before: Loaded, after: Loaded) -> list[str]:
    """Return the comments of a file without errors that an edited version lacks."""
    roots = [(each.source.text, each.root) for each in (before, after) if each.root is not None]
    found = [Counter(comment.text for comment in find_comments(text, root)) for text, root in roots]
    return list((found[0] - found[1]).elements())


def attach_comments(text: str, root: Node) -> Comments:
    """Assign every comment of a file without errors to its owner."""
    attacher = _Attacher(text, root)
    comments = Comments()
    for owned in attacher.attach():
        if owned.place != "header":
            getattr(comments, owned.place).setdefault(owned.owner, []).append(owned.comment.text)
    comments.header = attacher.header
    return comments


def find_owners(text: str, root: Node) -> list[OwnedComment]:
    """Return every comment of a file without errors with its owner, in the order of the text."""
    return sorted(_Attacher(text, root).attach(), key=lambda owned: owned.comment.start)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A key, or a value or entry without dashes below it; brackets with their content are one leaf."""

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
    """What commas separate inside brackets: an entry, or a key with its value."""

    start: int
    end: int
    path: NodePath
    node: Node


def _parts(node: Node, path: NodePath) -> list[_Part]:
    if isinstance(node, ListNode):
        return [_Part(entry.start, entry.end, (*path, index), entry) for index, entry in enumerate(node.entries)]
    if isinstance(node, MapNode):
        pairs = zip(node.keys, node.values, strict=True)
        return [_Part(key.start, max(key.end, value.end), (*path, key.value), value) for key, value in pairs]
    return []


class _Attacher:
    """Assign the comments of one text in their order."""

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self.lines = LineIndex(text)
        self.root = root
        self.leaves = list(_leaves(root))
        self.header: list[str] = []
        self.result: list[OwnedComment] = []

    def attach(self) -> list[OwnedComment]:
        starts = [leaf.node.start for leaf in self.leaves]
        comments = find_comments(self.text, self.root)
        for index, gap in groupby(comments, lambda comment: bisect_right(starts, comment.start)):
            if index == 0:
                self._head(list(gap))
                continue
            before = self.leaves[index - 1]
            above = []
            for comment in gap:
                if comment.start < before.node.last:
                    self._inside(before.node, before.path, comment)
                elif self._is_beside(before.node.last, comment):
                    self._put("beside", before.path, comment)
                else:
                    above.append(comment)
            self._between(above, before, self.leaves[index] if index < len(self.leaves) else None)
        return self.result

    def _put(self, place: Place, path: NodePath, comment: Comment) -> None:
        """Add a comment to its owner. A list of texts shares one line with its key, and no comment is beside a whole
        entry or the whole file."""
        node = node_at(self.root, path)
        if path and isinstance(path[-1], int):
            if not isinstance(node, MapNode):
                place, path = "beside", path[:-1]
            elif place == "beside":
                place = "above"
        elif place == "below" and isinstance(node, ListNode) and not has_mappings(node):
            place = "beside"
        elif place == "beside" and not path:
            place = "below"
        self.result.append(OwnedComment(comment, place, path))

    def _is_beside(self, last: int, comment: Comment) -> bool:
        """Return whether the comment is in the line in which something ends at `last`."""
        return self.lines.start(comment.start) < last

    # --- in brackets, between a key and its value there, in the first line of a block text ------------------

    def _inside(self, node: Node, path: NodePath, comment: Comment) -> None:
        offset = comment.start
        while inner := next((part for part in _parts(node, path) if part.start < offset < part.end), None):
            node, path = inner.node, inner.path
        before = [part for part in _parts(node, path) if part.end <= offset]
        after = [part for part in _parts(node, path) if part.start > offset]
        if isinstance(node, ScalarNode) or offset < node.start:
            self._put("beside", path, comment)
        elif before and self._is_beside(before[-1].end, comment):
            self._put("beside", before[-1].path, comment)
        elif path and not before and self._is_beside(node.start + 1, comment):
            self._put("beside", path, comment)
        elif after:
            self._put("above", after[0].path, comment)
        else:
            self._put("below", path, comment)

    # --- on lines of their own ------------------------------------------------------------------------------

    def _head(self, comments: Sequence[Comment]) -> None:
        """Above the first key: the header of the file, then the comments of that key."""
        first = self.leaves[0]
        own: list[Comment] = []
        for comment, stop in zip(
            comments, [*(following.start for following in comments[1:]), first.node.start], strict=True
        ):
            own.append(comment)
            rest = self.text[comment.end : stop]
            beside = self.text[self.lines.start(comment.start) : comment.start].strip()
            separated = _EMPTY_LINE.search(rest)
            if separated or beside or "\n---" in rest or _MODELINE.match(comment.text):
                self.header += [*(known.text for known in own), *([""] if separated else [])]
                self.result += [OwnedComment(known, "header", ()) for known in own]
                own = []
        self.result += [OwnedComment(known, "above", first.path) for known in own]

    def _between(self, comments: Sequence[Comment], before: _Leaf, after: _Leaf | None) -> None:
        """Between two leaves: above what follows, or at the end of something that ends here."""
        path, start = self._next(after)
        ends = self._ends(before, after)
        for comment in comments:
            stays = bool(ends) and comment.start < start and self._stays(comment, before.node.last, path, start)
            if after is not None and not stays:
                ends = []  # the comments below are above the next leaf too
                self._over(after, path, start, comment)
                continue
            if after is None and _DOCUMENT_END.search(self.text, before.node.last, comment.start):
                ends = ends[-1:]
            while len(ends) > 1 and self._column_of(ends[0]) > self.lines.column(comment.start):
                del ends[0]
            self._put("below", ends[0], comment)

    def _next(self, after: _Leaf | None) -> tuple[NodePath, int]:
        """Return path and start of what follows: an entry with its dash, a key, or the end of the file."""
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
        """Return the paths of what ends between the two, deepest first; at the end of the file with the file itself."""
        around = [before.path[:length] for length in range(max(0, len(before.path) - 1), -1, -1)]
        return [path for path in around if after is None or after.path[: len(path)] != path]

    def _column_of(self, path: NodePath) -> int:
        """Return the first column inside a node. A comment at the column of a key is not in that key's list, even if
        the dashes are at that column too."""
        node = node_at(self.root, path)
        assert node is not None
        column = self.lines.column(node.start)
        return max(column, self._column_of(path[:-1]) + 1) if isinstance(node, ListNode) else column

    def _stays(self, comment: Comment, last: int, path: NodePath, start: int) -> bool:
        """Return whether the comment belongs to what ends above it, not to what begins below it."""
        separated_above = _EMPTY_LINE.search(self.text, last, comment.start)
        separated_below = _EMPTY_LINE.search(self.text, comment.end, start)
        if separated_above and not separated_below:
            return False
        if separated_below and not separated_above and len(path) == 2 and path[0] == "sections":
            return True
        return self.lines.column(comment.start) > self.lines.column(start)

    def _over(self, after: _Leaf, path: NodePath, start: int, comment: Comment) -> None:
        if comment.start > start and not self._is_beside(start + 1, comment):
            self._put("above", after.path, comment)  # below a dash alone in its line
        elif after.is_key or isinstance(path[-1], int):
            self._put("above", path, comment)
        else:
            self._put("beside", path, comment)


def has_mappings(node: ListNode) -> bool:
    """Return whether the canonical layout writes the list with dashes, not in one line."""
    return any(isinstance(entry, MapNode) for entry in node.entries)
