"""A shard gives back the pieces that were put in."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jamd.music.time.notes import Note
from train.corpora.piece import ChordMark, Hit, Onset, Piece
from train.prepare.shards import Placed, load, save

ticks = st.integers(-4000, 2_000_000)
velocities = st.integers(1, 127)
words = st.text("abcäé# /-7", min_size=1, max_size=12)
notes = st.builds(
    lambda start, length, pitch, velocity: Note(start, pitch, start + length, velocity),
    ticks, st.integers(1, 9000), st.integers(0, 127), velocities,
)  # fmt: skip


def some(things: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(things, max_size=6).map(lambda found: tuple(sorted(found)))


pieces = st.builds(
    Piece,
    set=st.just("folk"), name=words, performer=words, licence=words, source=words,
    bpm=st.floats(20, 400), meter=st.sampled_from(["4/4", "3/4", "6/8"]), tune=words | st.just(""),
    split=st.sampled_from([None, "train", "validation", "test"]),
    styles=st.lists(words, max_size=3).map(tuple),
    beats=st.lists(st.floats(0, 1000), max_size=5).map(tuple),
    drums=some(st.builds(Hit, ticks, st.integers(0, 10), velocities)),
    piano=some(notes), bass=some(notes), line=some(notes),
    onsets=some(st.builds(Onset, ticks, st.sampled_from(["piano", "bass", "drums"]))),
    chords=some(st.builds(ChordMark, ticks, words)),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(pieces, min_size=1, max_size=4))
def test_saved_and_loaded_pieces_are_equal(tmp_path: Path, found: list[Piece]) -> None:
    placed = [Placed(piece, "train", f"folk/{piece.name}") for piece in found]
    (tmp_path / "folk").mkdir(exist_ok=True)
    save(tmp_path / "folk" / "train-00000.npz", placed)
    assert list(load(tmp_path / "folk" / "train-00000.npz")) == placed
