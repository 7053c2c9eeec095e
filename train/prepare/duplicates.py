"""Near-duplicates: pieces that share many of their four-bar phrases, across files and sets.

A fingerprint is a hash of four bars of one role, quantised to sixteenths, with pitches counted from the lowest of the
first bar: copies at another tempo, velocity, micro-timing or key get the same one. Phrases with few notes, or of one
bar repeated four times, are too common and have no fingerprint. Two pieces are near-duplicates if half of the shorter
one's fingerprints are in the other; they are the same if nearly all of both are shared.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np

from train.corpora.piece import EARLY, Piece

ROLES = ("drums", "keys", "onsets")
BARS = 4
STEP = 240  # ticks, a sixteenth
FEWEST_EVENTS = 12
FEWEST_SHARED = 3
NEAR, SAME = 0.5, 0.9
CROWD = 20  # a fingerprint in more pieces than this links them one to the next, not each to each

Fingerprints = dict[str, bytes]  # by role: sorted 64-bit integers, packed to save memory in large collections


def fingerprints(piece: Piece) -> Fingerprints:
    """Fingerprints of a piece for each of its roles: drums, keys (piano, line and bass), onsets."""
    keys = [(n.start, n.pitch) for part in (piece.piano, piece.line, piece.bass) for n in part]
    roles = {
        "drums": _hashes([(h.tick, h.voice) for h in piece.drums], piece.bar, fixed=True),
        "keys": _hashes(keys, piece.bar, fixed=False),
        "onsets": _hashes([(o.tick, ord(o.instrument[0])) for o in piece.onsets], piece.bar, fixed=True),
    }
    return {role: found for role, found in roles.items() if found}


def _hashes(events: Sequence[tuple[int, int]], bar: int, fixed: bool) -> bytes:
    bars: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for tick, what in events:
        index, inside = divmod(tick + EARLY, bar)
        bars[index].add((inside // STEP, what))
    lowest = {i: 0 if fixed else min(what for _, what in inside) for i, inside in bars.items()}
    shapes = {i: _hash(sorted((step, what - lowest[i]) for step, what in inside)) for i, inside in bars.items()}
    found = set()
    for first in sorted(bars):
        if first + BARS > max(bars) + 1:
            break
        stretch = range(first, first + BARS)
        shape = [(shapes.get(i, 0), lowest.get(i, lowest[first]) - lowest[first]) for i in stretch]
        if sum(len(bars[i]) for i in stretch if i in bars) >= FEWEST_EVENTS and len(set(shape)) > 1:
            found.add(_hash(shape))
    return np.array(sorted(found), dtype="<i8").tobytes()


def _hash(thing: object) -> int:
    """The same on every machine, 63 bits."""
    return int.from_bytes(hashlib.blake2b(repr(thing).encode(), digest_size=8).digest(), "big") >> 1


class UnionFind:
    """Disjoint groups of indexes; the lowest index names its group."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def find(self, i: int) -> int:
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def union(self, a: int, b: int) -> None:
        a, b = sorted((self.find(a), self.find(b)))
        self._parent[b] = a


def near_pairs(pieces: Sequence[Fingerprints]) -> Iterator[tuple[int, int, bool]]:
    """Pairs of indexes that are near-duplicates in any role; True if they are the same music in every role."""
    shared: dict[str, Counter[tuple[int, int]]] = {}
    for role in ROLES:
        shared[role] = Counter()
        for owners in _owners([piece.get(role, b"") for piece in pieces]):
            shared[role].update(combinations(owners, 2) if len(owners) <= CROWD else pairwise(owners))
    for pair in sorted(set().union(*shared.values())):
        counts = {role: [len(pieces[i].get(role, b"")) // 8 for i in pair] for role in ROLES}
        common = {role: shared[role][pair] for role in ROLES if any(counts[role])}
        if any(n >= FEWEST_SHARED and n >= NEAR * min(counts[role]) for role, n in common.items()):
            yield *pair, all(n >= SAME * max(counts[role]) for role, n in common.items())


def _owners(packed: Sequence[bytes]) -> Iterator[list[int]]:
    """For each fingerprint that several pieces have: which ones."""
    hashed = np.frombuffer(b"".join(packed), dtype="<i8")
    piece = np.repeat(np.arange(len(packed)), [len(fingerprints) // 8 for fingerprints in packed])
    order = np.lexsort((piece, hashed))
    hashed, piece = hashed[order], piece[order]
    edges = np.flatnonzero(np.diff(hashed, prepend=-1, append=-1))
    for start, end in pairwise(edges.tolist()):
        if end - start > 1:
            yield piece[start:end].tolist()
