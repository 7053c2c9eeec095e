"""Which bars of real basses are learned from, and that the bassist's likes are learned from them."""

import json
import shutil
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from jamd.music.harmony.chords import parse_chord
from jamd.music.time.notes import Note, Tick
from jamd.players.bassist import weights
from train.bass.__main__ import bits, taught, written
from train.bass.bars import bars_of
from train.bass.chain import PLACES, Chain, encoded
from train.corpora.piece import ChordMark, Piece

BEAT, BAR = 960, 3840
CHORDS = ("C7", "F7")
LINES = ((36, 40, 43, 40), (41, 40, 38, 37))  # up the chord, down to the next root


def piece(lines: tuple[tuple[int, ...], ...] = LINES, bars: int = 25) -> Piece:
    notes = [
        Note(Tick(bar * BAR + beat * BEAT), pitch, Tick(bar * BAR + beat * BEAT + 900), 80)
        for bar in range(bars)
        for beat, pitch in enumerate(lines[bar % len(lines)])
    ]
    marks = tuple(ChordMark(bar * BAR, CHORDS[bar % 2]) for bar in range(bars))
    return Piece(set="weimar", name="w", performer="x", licence="", source="", bpm=180, bass=tuple(notes), chords=marks)


def test_a_bar_has_its_notes_their_chords_and_what_they_are_for() -> None:
    bars = bars_of([piece()], roots=0.5)
    assert len(bars) == 24
    assert bars[0].pitches == (36, 40, 43, 40, 41)
    assert [chord.symbol for chord in bars[0].chords] == ["C7"] * 4 + ["F7"]
    assert bars[0].places == ("weak", "strong", "lead", "change")


def test_bars_that_were_estimated_badly_are_left_out() -> None:
    held = ((36, 36, 43, 40), (41, 40, 38, 37))
    far = ((36, 52, 43, 40), (41, 40, 38, 37))
    assert len(bars_of([piece(held)], 0.5)) == len(bars_of([piece(far)], 0.5)) == 12
    off_root = ((38, 40, 43, 40), (43, 40, 38, 37))
    assert bars_of([piece(off_root)], 0.5) == []


def test_what_is_played_again_and_again_becomes_likely() -> None:
    bars = encoded(bars_of([piece()], 0.5))
    chain = taught(bars, seed=1, epochs=30)
    assert bits(Chain(), bars) > 4
    assert bits(chain, bars) < 2


def test_before_it_learns_all_ways_within_an_octave_are_as_likely() -> None:
    bars = bars_of([piece()], 0.5)[:1]
    near = np.abs(weights.APART) <= weights.REACH
    ways = np.linalg.matrix_power(near.astype(int), 4)[36 - weights.LOW, 41 - weights.LOW]
    assert np.isclose(3 * bits(Chain(), encoded(bars)), np.log2(ways))


def test_the_bassist_plays_by_what_is_written(tmp_path: Path) -> None:
    chain, rng = Chain(), np.random.default_rng(1)
    for weight in (chain.degree, chain.inside, chain.leading, chain.turn):
        weight.assign(rng.normal(size=weight.shape))
    bassist, chord = reading(written(chain), tmp_path), parse_chord("C7")
    for place in ("weak", "lead"):
        degree = chain.degree.numpy()[PLACES.index(place)]
        ways = [degree[weights.degree_of(chord, pitch % 12)] for pitch in weights.PITCHES]
        assert np.allclose(bassist.liked(chord, place), np.exp(ways - degree.max()), rtol=0.01)
    for place, learned in (("weak", chain.inside.numpy()), ("change", chain.leading.numpy())):
        upwards = bassist.moves(chord, place)[36 - weights.LOW, 37 - weights.LOW :][:11]
        assert np.allclose(upwards, np.exp(learned - learned.max())[weights.REACH + 1 :][:11], rtol=0.01)
    shipped = json.loads(Path(weights.__file__).with_name(weights.WALKED).read_text())["turns"]
    changed = (np.exp(chain.turn.numpy()) / shipped)[weights.KINDS[:, :, None], weights.KINDS[None]]
    assert np.allclose(bassist.turns(1) / weights.turns(1), changed, rtol=0.01)


def reading(learned: dict[str, Any], folder: Path) -> ModuleType:
    """The bassist's likes, read from what was learned."""
    copy = Path(shutil.copy(weights.__file__, folder))
    copy.with_name(weights.WALKED).write_text(json.dumps(learned))
    spec = spec_from_file_location("learned_weights", copy)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
