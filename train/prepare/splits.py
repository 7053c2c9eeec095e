"""Who trains and who judges: two splits, fixed by a seed, that no near-duplicate straddles.

- `piece`: all takes of a tune (same set or not) lie on one side; the publisher's own split is kept where there is
  one.
- `performer`: all pieces of a performer lie on one side.

Some performers are reserved (`reserved_side`): their side is the same in both splits, for every seed, and goes before
the publisher's. In the performer split, everybody else in such a set trains.

A group that must stay together goes where the hash of the seed and of its first member sends it, so that adding sets
does not reshuffle the old ones. Where a publisher's training piece is a near-duplicate of a held-out one or another
take of its tune, it is dropped.
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from train.corpora.piece import Split
from train.prepare.duplicates import Fingerprints, UnionFind, near_pairs

TEST, VALIDATION = 0.1, 0.1

DRUMMERS: Final[Mapping[str, Split]] = {"drummer3": "validation", "drummer4": "test", "drummer10": "test"}
"""Groove: of its four jazz drummers only drummer1, who plays 79 % of the jazz bars, is trained on."""

PIANISTS: Final = frozenset({"stanleycowell", "hankjones", "geneharris"})
"""The two-hand piano of trios: validation."""

SOLOISTS: Final = 8  # Weimar: one performer in eight


def _drummer_side(performer: str) -> Split | None:
    return DRUMMERS.get(performer)


def _pianist_side(performer: str) -> Split | None:
    return "validation" if _plain(performer) in PIANISTS else None


def _soloist_side(performer: str) -> Split | None:
    name = re.sub(r"[\W_]+", "", performer)  # 'Art Pepper' in the published base is 'ArtPepper' among the MIDI files
    return "validation" if zlib.crc32(name.encode()) % SOLOISTS == 0 else None


RESERVED: Final[Mapping[str, Callable[[str], Split | None]]] = {
    "groove": _drummer_side,
    "weimar": _soloist_side,
    "jtd_piano": _pianist_side,
}


def reserved_side(set: str, performer: str) -> Split | None:
    """The side on which all pieces of a performer stand, whatever the seed; None: nothing is reserved here."""
    return RESERVED[set](performer) if set in RESERVED else None


class Member(msgspec.Struct, frozen=True):
    """What a split must know of a piece."""

    key: str  # set/name
    performer: str
    tune: str  # "" if unknown
    publisher: Split | None
    fingerprints: Fingerprints

    @property
    def set(self) -> str:
        return self.key.partition("/")[0]

    @property
    def reserved(self) -> Split | None:
        return reserved_side(self.set, self.performer)


class Place(msgspec.Struct, frozen=True):
    """Where a piece goes. `dropped` says why it goes nowhere."""

    piece: Split
    performer: Split
    group: str  # the first member of its near-duplicates
    dropped: str = ""


def places(members: Sequence[Member], seed: int) -> list[Place]:
    """A place for each member, in order."""
    near, twins = UnionFind(len(members)), UnionFind(len(members))
    for a, b, same in near_pairs([member.fingerprints for member in members]):
        near.union(a, b)
        if same:
            twins.union(a, b)
    dropped = ["" if twins.find(i) == i else "duplicate" for i in range(len(members))]  # the first one stays
    by_tune = _joined(near, [_plain(member.tune) for member in members])
    by_performer = _joined(near, [_plain(member.performer) for member in members])
    pieces = _sides_of(members, by_tune, seed, [member.reserved or member.publisher for member in members])
    performers = _sides_of(members, by_performer, seed, [_performer_side(member) for member in members])
    for i, member in enumerate(members):
        if member.reserved is None and member.publisher == "train" and pieces[i] != "train" and not dropped[i]:
            dropped[i] = "same tune or music as a held-out piece"
    return [Place(pieces[i], performers[i], members[near.find(i)].key, dropped[i]) for i in range(len(members))]


def _performer_side(member: Member) -> Split | None:
    return member.reserved or ("train" if member.set in RESERVED else None)


def _joined(near: UnionFind, names: list[str]) -> list[int]:
    """Groups of near-duplicates that share a name, together; '' is nobody's name."""
    groups, first = UnionFind(len(names)), dict[str, int]()
    for i, name in enumerate(names):
        groups.union(i, near.find(i))
        if name:
            groups.union(i, first.setdefault(name, i))
    return [groups.find(i) for i in range(len(names))]


def _sides_of(members: Sequence[Member], groups: list[int], seed: int, fixed: Sequence[Split | None]) -> list[Split]:
    """The side of each member: of its group's fixed sides the most held out, else where the hash sends the group."""
    fixed_sides: dict[int, set[Split]] = {}
    for side, group in zip(fixed, groups, strict=True):
        if side:
            fixed_sides.setdefault(group, set()).add(side)
    return [_side(members[group].key, seed, fixed_sides.get(group, set())) for group in groups]


def _side(key: str, seed: int, fixed: set[Split]) -> Split:
    for split in ("test", "validation", "train"):
        if split in fixed:
            return split
    place = int.from_bytes(hashlib.blake2b(f"{seed}/{key}".encode(), digest_size=8).digest(), "big") / 2**64
    return "test" if place < TEST else "validation" if place < TEST + VALIDATION else "train"


def _plain(name: str) -> str:
    """Names as they are compared: 'So_What' is 'so what' is 'SoWhat'."""
    return re.sub(r"[\W_]+", "", name).casefold()
