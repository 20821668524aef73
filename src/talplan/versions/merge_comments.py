"""Merge the comments of three versions: a comment stays with its owner, moves with it and goes with it.

Owners are identified across versions as the merge matched them: a unit, section or item by its index, a record or note
by its match in the base, everything else by its keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from talplan.editing.comments import Place, find_owners
from talplan.editing.line_index import LineIndex
from talplan.planfile.load import Loaded, load
from talplan.planfile.nodes import ListNode, Node, NodePath, ScalarNode, key_at, node_at
from talplan.versions.merge import MergedSnapshot
from talplan.versions.merge_fields import match_parts
from talplan.versions.ordering import merge_order
from talplan.versions.snapshot import Fields, own_keys, read_snapshot

Owner = tuple[Hashable, ...]
"""What a comment belongs to: part and index of a unit, section or item, ("plan", 0) for the rest; then its path there,
in which a record or note is named by its token."""

_LISTS = {key.name for key in own_keys("item") if key.kind == "part" and key.is_list}
_BASE, _OURS, _THEIRS, _RESULT = range(4)


@dataclass(frozen=True, slots=True)
class OwnedText:
    """The text of a comment with its owner and place, and the spaces before it."""

    owner: Owner
    place: Place
    text: str
    gap: str = "  "

    @property
    def key(self) -> tuple[Owner, Place, str]:
        """What makes two comments the same, whatever is before them."""
        return self.owner, self.place, self.text


class CommentMerge:
    """The comments that the result of a merge should have. `base` is None if the two versions have none."""

    def __init__(self, base: Loaded | None, ours: Loaded, theirs: Loaded, merged: MergedSnapshot) -> None:
        self._merged = merged
        self._tokens = _Tokens(merged)
        versions = [
            _Version(loaded, self._find_subjects(version), self._tokens.of_version(version)) if loaded else None
            for version, loaded in enumerate((base, ours, theirs))
        ]
        self._wanted = _merge_comments(*versions)

    def _find_subjects(self, version: int) -> dict[NodePath, Owner]:
        return {
            entry.path: (part, index)
            for part, ways in self._merged.ways.items()
            for index, way in enumerate(ways)
            if (entry := way[version]) is not None
        }

    def restore(self, loaded: Loaded) -> tuple[str, tuple[str, ...]]:
        """Edit a text that contains the merged snapshot so that it has the merged comments, each with its owner.

        Return the text and the comments that could not be placed.
        """
        if not self._wanted and "#" not in loaded.source.text:
            return loaded.source.text, ()
        subjects = self._find_result_subjects(loaded)
        tokens = self._tokens.of_version(_RESULT)

        def read(text: str) -> _Version | None:
            loaded = load(text.encode())
            return _Version(loaded, subjects, tokens) if loaded.plan is not None else None

        version = _Version(loaded, subjects, tokens)
        wanted = [comment for comment, _ in self._wanted if version.find_path(comment.owner) is not None]
        lost = [comment.text for comment, kept in self._wanted if not kept and version.find_path(comment.owner) is None]
        edited = _place_all(version, wanted, read)
        missing, _ = _compare(edited, wanted)
        return edited.text, (*lost, *(comment.text for comment in missing))

    def _find_result_subjects(self, loaded: Loaded) -> dict[NodePath, Owner]:
        snapshot = read_snapshot(loaded.data)
        entries = {"unit": snapshot.units, "section": snapshot.sections, "item": snapshot.items}
        return {
            entry.path: (part, index)
            for part, order in self._merged.order.items()
            for entry, index in zip(entries[part], order, strict=True)
        }


# --- owners -----------------------------------------------------------------------------------------------------


class _Tokens:
    """Name the records and notes of an item so that one has the same token in all versions."""

    def __init__(self, merged: MergedSnapshot) -> None:
        self._merged = merged
        self._results = dict(zip(merged.order["item"], merged.common.items, strict=True))
        self._find = lru_cache(maxsize=None)(self._build)

    def of_version(self, version: int) -> Callable[[int, str], Sequence[Hashable]]:
        """Return a function that gives the tokens of an item's list in that version."""
        return lambda item, key: self._find(item, key)[version]

    def _build(self, item: int, key: str) -> tuple[Sequence[Hashable], ...]:
        way = self._merged.ways["item"][item]
        base, ours, theirs = (entry.fields if entry else Fields() for entry in way)
        in_base = list(range(len(base.parts(key))))
        in_sides = []
        for side in (ours, theirs):
            names: dict[int, Hashable] = {}
            for index, positions in enumerate(match_parts(key, base, side)):
                names |= {position: (index, number) if number else index for number, position in enumerate(positions)}
            added = _count_equal(entry for position, entry in enumerate(side.parts(key)) if position not in names)
            in_sides.append([names[p] if p in names else next(added) for p in range(len(side.parts(key)))])
        known: dict[Fields, list[Hashable]] = {}
        for fields, tokens in ((ours, in_sides[0]), (theirs, in_sides[1]), (base, in_base)):
            for entry, token in zip(fields.parts(key), tokens, strict=True):
                if token not in known.setdefault(entry, []):
                    known[entry].append(token)
        result = self._results[item].fields.parts(key) if item in self._results else ()
        built = _count_equal(result)
        in_result = [known[entry].pop(0) if known.get(entry) else next(built) for entry in result]
        return in_base, *in_sides, in_result


def _count_equal(entries: Iterable[Fields]) -> Iterator[Hashable]:
    """Yield each entry with the number of equal ones before it."""
    counts: Counter[Fields] = Counter()
    for entry in entries:
        yield entry, counts[entry]
        counts[entry] += 1


class _Version:
    """One version with its comments and their owners."""

    def __init__(
        self, loaded: Loaded, subjects: Mapping[NodePath, Owner], tokens: Callable[[int, str], Sequence[Hashable]]
    ) -> None:
        assert loaded.root is not None
        self.loaded = loaded
        self.text = loaded.source.text
        self.root: Node = loaded.root
        self._subjects = subjects
        self._paths = {subject: path for path, subject in subjects.items()}
        self._tokens = tokens
        owned = find_owners(self.text, self.root) if "#" in self.text else []
        self.offsets = [comment.comment.start for comment in owned]
        self.comments = [
            OwnedText(self._name_owner(comment.owner), comment.place, comment.comment.text, self._find_gap(offset))
            for comment, offset in zip(owned, self.offsets, strict=True)
        ]

    def _find_gap(self, offset: int) -> str:
        before = self.text[LineIndex(self.text).start(offset) : offset]
        return before[len(before.rstrip()) :]

    def _name_owner(self, path: NodePath) -> Owner:
        for length in (4, 2):
            subject = self._subjects.get(path[:length])
            if subject is not None:
                return *subject, *self._name_parts(subject, path[length:])
        return "plan", 0, *path

    def _name_parts(self, subject: Owner, path: NodePath) -> Owner:
        match subject, path:
            case (("item", int(index)), (str(key), int(position), *rest)) if key in _LISTS:
                return key, self._tokens(index, key)[position], *rest
        return path

    def find_path(self, owner: Owner) -> NodePath | None:
        """Return the path of an owner in this version; None if the version does not have it."""
        path = self._find_path(owner)
        return path if path is not None and (not path or node_at(self.root, path) is not None) else None

    def _find_path(self, owner: Owner) -> NodePath | None:
        subject, rest = owner[:2], owner[2:]
        path = () if subject[0] == "plan" else self._paths.get(subject)
        if path is None:
            return None
        match subject, rest:
            case (("item", int(index)), (str(key), token, *inner)) if key in _LISTS:
                tokens = list(self._tokens(index, key))
                rest = (key, tokens.index(token), *inner) if token in tokens else (key, -1)
        if not all(isinstance(step, str | int) and step != -1 for step in rest):
            return None
        return *path, *(step for step in rest if isinstance(step, str | int))


# --- three versions ---------------------------------------------------------------------------------------------


def _merge_comments(
    base: _Version | None, ours: _Version | None, theirs: _Version | None
) -> list[tuple[OwnedText, bool]]:
    """Return the comments that the result should have, in order, each with whether it is that of the base.

    A comment that one side removed goes, unless its owner went with it: then the owner decides.
    """
    assert ours is not None
    assert theirs is not None
    olds = base.comments if base else []
    sides = []
    for side in (ours, theirs):
        matches = _match_comments(olds, side.comments)
        found = {index: comment for comment, index in zip(side.comments, matches, strict=True) if index is not None}
        for index, old in enumerate(olds):
            if index not in found and side.find_path(old.owner) is None:
                found[index] = old
        sides.append((side.comments, matches, found))
    elements: dict[Hashable, OwnedText] = {}
    for index, old in enumerate(olds):
        our, their = (found.get(index) for _, _, found in sides)
        if our is not None and their is not None:
            elements[index] = _choose(old, our, their)
    orders: list[list[Hashable]] = []
    for comments, matches, _ in sides:
        added = _count_keys(comment for comment, index in zip(comments, matches, strict=True) if index is None)
        names: list[Hashable] = [next(added) if index is None else index for index in matches]
        for name, comment, match in zip(names, comments, matches, strict=True):
            if match is None:
                elements.setdefault(name, comment)
        orders.append(names)
    in_order = merge_order(
        [*range(len(olds))],
        orders[0],
        orders[1],
        elements,
        lambda name: (elements[name].text, str(elements[name].owner)),
    )
    return [(elements[name], isinstance(name, int) and elements[name].key == olds[name].key) for name in in_order]


def _choose(old: OwnedText, ours: OwnedText, theirs: OwnedText) -> OwnedText:
    """Return a comment of both sides at the place to which one side moved it."""
    if ours.key == old.key:
        return theirs
    if theirs.key == old.key:
        return ours
    return min(ours, theirs, key=lambda comment: str(comment.key))


def _match_comments(olds: Sequence[OwnedText], news: Sequence[OwnedText]) -> list[int | None]:
    """Match the comments of a side with those of the base: with owner and place, with the owner, then by text alone."""
    matches: list[int | None] = [None for _ in news]
    free = dict(enumerate(olds))
    keys: tuple[Callable[[OwnedText], Hashable], ...] = (
        lambda comment: comment.key,
        lambda comment: (comment.owner, comment.text),
        lambda comment: comment.text,
    )
    for key in keys:
        waiting: dict[Hashable, list[int]] = {}
        for index, old in reversed(free.items()):
            waiting.setdefault(key(old), []).append(index)
        for position, new in enumerate(news):
            if matches[position] is None and waiting.get(key(new)):
                match = waiting[key(new)].pop()
                matches[position] = match
                del free[match]
    return matches


def _count_keys(comments: Iterable[OwnedText]) -> Iterator[Hashable]:
    counts: Counter[Hashable] = Counter()
    for comment in comments:
        yield comment.key, counts[comment.key]
        counts[comment.key] += 1


# --- the text ---------------------------------------------------------------------------------------------------

_Edit = tuple[int, int, str]
"""Replace [start, end) by a text."""
_MOST_STEPS = 200


def _place_all(version: _Version, wanted: Sequence[OwnedText], read: Callable[[str], _Version | None]) -> _Version:
    """Edit a version so that it has the wanted comments and no others, as far as its data stay the same: all at once
    if that works, else one after another."""

    def edit(missing: Sequence[OwnedText], extra: Sequence[int]) -> _Version | None:
        edits = [_remove(version, position) for position in extra]
        edits += [edit for comment in missing if (edit := _insert(version, comment, wanted)) is not None]
        edited = read(_apply(version.text, edits))
        return edited if edited is not None and edited.loaded.data == version.loaded.data else None

    missing, extra = _compare(version, wanted)
    if not (missing or extra):
        return version
    edited = edit(missing, extra)
    if edited is not None and _compare(edited, wanted) == ([], []):
        return edited
    for _ in range(_MOST_STEPS):
        step = next(_find_steps(version, wanted, edit), None)
        if step is None:
            break
        version = step
    return version


def _find_steps(
    version: _Version,
    wanted: Sequence[OwnedText],
    edit: Callable[[Sequence[OwnedText], Sequence[int]], _Version | None],
) -> Iterator[_Version]:
    """Yield versions with one comment fewer that is missing or that should not be there."""
    missing, extra = _compare(version, wanted)
    for comment in missing:
        moved = [position for position in extra if version.comments[position].text == comment.text][:1]
        edited = edit([comment], moved)
        if edited is not None and len(_compare(edited, wanted)[0]) < len(missing):
            yield edited
    texts = {comment.text for comment in missing}
    for position in extra:
        edited = edit([], [position]) if version.comments[position].text not in texts else None
        if edited is not None and len(_compare(edited, wanted)[0]) == len(missing):
            yield edited


def _compare(version: _Version, wanted: Sequence[OwnedText]) -> tuple[list[OwnedText], list[int]]:
    """Return the wanted comments that a version does not have, and the positions of those that it should not have.

    A comment may have another place than the wanted one, if its owner is the same.
    """
    missing, extra = list(wanted), list(range(len(version.comments)))
    keys: tuple[Callable[[OwnedText], Hashable], ...] = (
        lambda comment: comment.key,
        lambda comment: (comment.owner, comment.text),
    )
    for key in keys:
        waiting = Counter(key(comment) for comment in missing)
        found: Counter[Hashable] = Counter()
        unmatched = []
        for position in extra:
            name = key(version.comments[position])
            if found[name] < waiting[name]:
                found[name] += 1
            else:
                unmatched.append(position)
        extra = unmatched
        still_missing = []
        for comment in missing:
            if found[key(comment)]:
                found[key(comment)] -= 1
            else:
                still_missing.append(comment)
        missing = still_missing
    return missing, extra


def _apply(text: str, edits: Iterable[_Edit]) -> str:
    pieces = []
    done = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [text[done : max(done, start)], new]
        done = max(done, end)
    return "".join([*pieces, text[done:]])


def _remove(version: _Version, position: int) -> _Edit:
    """Return the edit that removes a comment, with its line if nothing else is in it."""
    lines, offset = LineIndex(version.text), version.offsets[position]
    comment = version.comments[position]
    start, end = offset - len(comment.gap), offset + len(comment.text)
    if lines.is_start(start):
        return *lines.removal(start, lines.next(end)), ""
    return start, end, ""


def _insert(version: _Version, comment: OwnedText, wanted: Sequence[OwnedText]) -> _Edit | None:
    """Return the edit that adds a comment at its owner; None if there is no place for it."""
    path = version.find_path(comment.owner)
    if path is None or any(_is_flow(version.root, path[:length]) for length in range(len(path))):
        return None
    match comment.place:
        case "header":
            line = _find_header_line(version, comment, wanted)
        case "below":
            line = _find_line_below(version, path)
        case "beside" if (end := _find_line_end(version, path)) is not None:
            return end, end, (comment.gap or "  ") + comment.text
        case _:
            line = _find_line_above(version, path)
            if line is not None and (following := _find_following(version, comment, wanted)) is not None:
                line = following, line[1]
    if line is None:
        return None
    offset, column = line
    return offset, offset, LineIndex(version.text).insertion(offset, [" " * column + comment.text])


def _is_flow(root: Node, path: NodePath) -> bool:
    node = node_at(root, path)
    return node is not None and node.flow


def _find_header_line(version: _Version, comment: OwnedText, wanted: Sequence[OwnedText]) -> tuple[int, int] | None:
    """Return offset and column for a comment of the header, which must not come directly above the first key."""
    following = _find_following(version, comment, wanted)
    if following is not None:
        return following, 0
    places = zip(version.comments, version.offsets, strict=True)
    last = max((offset for known, offset in places if known.place == "header"), default=None)
    return (LineIndex(version.text).next(last), 0) if last is not None else None


def _find_following(version: _Version, comment: OwnedText, wanted: Sequence[OwnedText]) -> int | None:
    """Return the line of the next wanted comment of the same owner and place that the version has."""
    same = [other for other in wanted if (other.owner, other.place) == (comment.owner, comment.place)]
    for other in same[same.index(comment) + 1 :]:
        for known, offset in zip(version.comments, version.offsets, strict=True):
            if known.key == other.key:
                return LineIndex(version.text).start(offset)
    return None


def _find_line_below(version: _Version, path: NodePath) -> tuple[int, int] | None:
    """Return offset and column for a comment at the end of a mapping, a list or the file."""
    if not path:
        return len(version.text), 0
    node = node_at(version.root, path)
    if node is None or node.flow or isinstance(node, ScalarNode):
        return None
    column = _find_inner_column(version, path)
    return LineIndex(version.text).past_comments(node.last, column - 1), column


def _find_inner_column(version: _Version, path: NodePath) -> int:
    """Return the first column inside a node; a comment at the column of a key is not in that key's list."""
    node = node_at(version.root, path)
    assert node is not None
    column = LineIndex(version.text).column(node.start)
    return max(column, _find_inner_column(version, path[:-1]) + 1) if isinstance(node, ListNode) else column


def _find_line_above(version: _Version, path: NodePath) -> tuple[int, int] | None:
    """Return offset and column for a comment above an entry or a key."""
    lines = LineIndex(version.text)
    around = node_at(version.root, path[:-1]) if path else None
    if isinstance(around, ListNode) and isinstance(path[-1], int):
        start = lines.dash(around, path[-1])
    elif path and (key := key_at(version.root, path)) is not None:
        start = key.start
    else:
        return None
    return lines.start(start), lines.column(start)


def _find_line_end(version: _Version, path: NodePath) -> int | None:
    """Return the end of the line of a key and its value, if a comment can be added there."""
    node, key = node_at(version.root, path), key_at(version.root, path)
    if node is None or key is None:
        return None
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        start = node.start
    elif node.flow or (isinstance(node, ScalarNode) and not node.absent):
        start = node.last
    else:
        start = key.end
    rest = version.text[start : LineIndex(version.text).next(start)].rstrip()
    return start + len(rest) if "#" not in rest else None
