"""Files that are not on their own grid are told from those that swing, and get their beats back."""

import math

import msgspec
import numpy as np
import public_layouts as layouts
import pytest

from jamd.music.time.notes import Note
from train.corpora.corpus import Unusable
from train.corpora.midi import read_midi
from train.corpora.midi_folder import piece_of
from train.corpora.piece import Hit, Piece
from train.prepare.align import WEAK, aligned, attacks, strength


@pytest.fixture
def song(tmp_path) -> Piece:
    (tmp_path / "a.mid").write_bytes(layouts.song_bytes(1, bars=32))
    return piece_of(read_midi(tmp_path / "a.mid"), set="midi", item="a.mid", licence="")


def played_freely(piece: Piece, bpm: float = 170.0) -> Piece:
    """The same music at a tempo that drifts by 4 %, written into a file that says 120."""

    def to(tick: int) -> int:
        seconds = tick / 960 * 60 / bpm
        return round((seconds + 0.35 * math.sin(seconds / 9)) * 2 * 960)

    def notes(part: tuple[Note, ...]) -> tuple[Note, ...]:
        return tuple(Note(to(n.start), n.pitch, to(n.end), n.velocity) for n in part)

    return msgspec.structs.replace(
        piece,
        bpm=120.0,
        drums=tuple(Hit(to(h.tick), h.voice, h.velocity) for h in piece.drums),
        piano=notes(piece.piano),
        bass=notes(piece.bass),
    )


def grid(piece: Piece) -> float:
    return strength(attacks(piece)[:, 0])


def test_swing_is_on_the_grid_and_free_playing_is_not(song: Piece) -> None:
    assert grid(song) > 0.6
    assert grid(played_freely(song)) < WEAK


def test_beats_are_found_again(song: Piece) -> None:
    found = aligned(played_freely(song))
    assert grid(found) > 0.6
    ratio = found.bpm / 170
    assert min(abs(ratio / octave - 1) for octave in (0.5, 1, 2)) < 0.06
    rides = np.array([hit.tick for hit in found.drums if hit.voice == 10])
    assert np.median(np.abs(rides / 960 - np.rint(rides / 960))) < 0.1


def test_noise_has_no_beats(song: Piece) -> None:
    rng = np.random.default_rng(1)
    noise = tuple(Hit(int(t), 1, 80) for t in np.sort(rng.integers(0, 960 * 120, 500)))
    with pytest.raises(Unusable, match="off the grid"):
        aligned(msgspec.structs.replace(song, drums=noise, piano=(), bass=()))


def test_a_handful_of_notes_is_not_judged() -> None:
    assert math.isnan(strength(np.array([0.0, 960.0, 2000.0])))
