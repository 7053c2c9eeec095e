"""Nothing that belongs together stands on both sides of a split, whatever the collection looks like."""

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from jamd.music.time.notes import Note
from train.corpora.piece import Hit, Piece, Split
from train.prepare.duplicates import Fingerprints, fingerprints, near_pairs
from train.prepare.splits import Member, places, reserved_side

THEMES = 6


def song(seed: int, bars: int = 24, name: str = "a") -> Piece:
    rng = random.Random(seed)
    drums = tuple(sorted({Hit(240 * rng.randrange(16 * bars), rng.randrange(11), 80) for _ in range(6 * bars)}))
    starts = sorted({240 * rng.randrange(16 * bars) for _ in range(5 * bars)})
    piano = tuple(Note(start, rng.randrange(48, 72), start + 200, 80) for start in starts)
    return Piece(set="x", name=name, performer=name, licence="", source="", bpm=120, drums=drums, piano=piano)


def pairs(*pieces: Piece) -> list[tuple[int, int, bool]]:
    return list(near_pairs([fingerprints(piece) for piece in pieces]))


def test_a_copy_in_another_key_tempo_and_touch_is_the_same_piece() -> None:
    piece = song(1)
    softer = tuple(Hit(hit.tick + 7, hit.voice, 40) for hit in piece.drums)
    moved = tuple(Note(n.start - 9, n.pitch + 5, n.end + 30, 50) for n in piece.piano)
    assert pairs(piece, msgspec.structs.replace(piece, bpm=90, drums=softer, piano=moved)) == [(0, 1, True)]


def test_an_excerpt_is_near_and_a_stranger_is_not() -> None:
    piece = song(1)
    excerpt = msgspec.structs.replace(
        piece,
        drums=tuple(Hit(h.tick - 3840 * 8, h.voice, 80) for h in piece.drums if 8 <= h.tick // 3840 < 18),
        piano=(),
    )
    assert pairs(piece, song(2), excerpt) == [(0, 2, False)]


def test_a_beat_that_everybody_plays_makes_no_relatives() -> None:
    rock = tuple(Hit(480 * i, (0, 3, 1, 3)[i % 4], 90) for i in range(8 * 24))
    a, b = (msgspec.structs.replace(song(i), drums=rock, piano=()) for i in (1, 2))
    assert fingerprints(a) == {}
    assert pairs(a, b) == []


def test_of_many_copies_the_first_stays() -> None:
    members = [Member(f"set/{i}", f"p{i}", "", None, fingerprints(song(1))) for i in range(50)]
    assert [i for i, place in enumerate(places(members, 1)) if not place.dropped] == [0]


@st.composite
def collections(draw: st.DrawFn) -> list[Member]:
    """Members with some shared fingerprints, tunes and performers."""
    themes = [fingerprints(song(theme, bars=8)) for theme in range(THEMES)]
    made = []
    for i in range(draw(st.integers(2, 25))):
        own: Fingerprints = draw(st.sampled_from([*themes, {}, {}]))
        publisher = draw(st.sampled_from([None, None, "train", "validation", "test"]))
        tune, performer = draw(st.sampled_from(["", "So What", "so_what", "Blues"])), draw(st.sampled_from("PQRSTUV"))
        made.append(Member(f"set/{i}", performer, tune, publisher, own))
    return made


@settings(deadline=None, max_examples=100)
@given(collections(), st.integers(0, 5))
def test_neither_copies_nor_tunes_nor_performers_straddle(members: list[Member], seed: int) -> None:
    found = places(members, seed)
    kept = [i for i, place in enumerate(found) if not place.dropped]
    for a in kept:
        for b in kept:
            copies = members[a].fingerprints == members[b].fingerprints != {}
            same_tune = members[a].tune != "" and members[a].tune.lower()[:2] == members[b].tune.lower()[:2]
            if copies or same_tune:
                assert found[a].piece == found[b].piece
            if copies or members[a].performer == members[b].performer:
                assert found[a].performer == found[b].performer


@settings(deadline=None, max_examples=50)
@given(collections())
def test_a_publishers_split_is_kept_or_the_piece_dropped(members: list[Member]) -> None:
    for member, place in zip(members, places(members, 1), strict=True):
        if member.publisher == "train":
            assert place.dropped or place.piece == "train"


def test_the_seed_fixes_the_split_and_new_sets_do_not_move_old_pieces() -> None:
    members = [Member(f"a/{i}", f"p{i}", "", None, {}) for i in range(200)]
    first = places(members, 1)
    assert first == places(members, 1) != places(members, 2)
    assert places([*members, *(Member(f"b/{i}", f"q{i}", "", None, {}) for i in range(50))], 1)[:200] == first
    assert 0.7 < sum(place.piece == "train" for place in first) / 200 < 0.9


def drummer(name: str, take: int, publisher: Split | None = "train", own: Fingerprints | None = None) -> Member:
    return Member(f"groove/{name}/{take}", name, "", publisher, own or {})


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1000), st.sampled_from([None, "train", "validation", "test"]))
def test_reserved_drummers_are_held_out_for_every_seed_whatever_the_publisher_says(
    seed: int, publisher: Split | None
) -> None:
    names = ["drummer1", "drummer3", "drummer4", "drummer10"]
    found = places([drummer(name, 1, publisher) for name in names], seed)
    assert [place.performer for place in found] == ["train", "validation", "test", "test"]
    assert [place.piece for place in found[1:]] == ["validation", "test", "test"]
    assert not any(place.dropped for place in found)


def test_a_copy_of_a_reserved_take_is_not_trained_on() -> None:
    whole, part = fingerprints(song(1, bars=24)), fingerprints(song(1, bars=24))
    part["drums"] = part["drums"][: len(part["drums"]) * 2 // 3]
    _, copy = places([drummer("drummer10", 1, own=whole), drummer("drummer1", 1, own=part)], 1)
    assert copy.dropped == "same tune or music as a held-out piece"


def test_one_soloist_in_eight_is_reserved_in_either_layout_of_weimar() -> None:
    names = ["Art Pepper", "Benny Carter", "Charlie Parker", "John Coltrane", "J.J. Johnson", "Sonny Rollins"]
    assert [reserved_side("weimar", n) for n in names] == [reserved_side("weimar", n.replace(" ", "")) for n in names]
    made_up = [reserved_side("weimar", f"Soloist {i}") for i in range(800)]
    assert 80 <= made_up.count("validation") <= 120
    assert reserved_side("midi", "drummer10") is None
