import judged_music as music
import numpy as np
import pytest

from jamd.music.time.notes import Note, Tick
from train.corpora.piece import line_of
from train.judge.crosscheck import groove_consistency
from train.judge.measures.harmony import tone_shares
from train.judge.measures.histograms import divergence, entropy
from train.judge.measures.pitch import chroma, window_entropy


def test_entropy_of_known_histograms() -> None:
    assert entropy([1, 1, 1, 1]) == 2.0
    assert entropy([5, 0, 0]) == 0.0
    assert np.isnan(entropy([0, 0]))


def test_divergence_runs_from_nothing_to_one_bit() -> None:
    assert divergence([1, 2, 3], [2, 4, 6]) == pytest.approx(0)
    assert divergence([1, 0], [0, 7]) == pytest.approx(1)


def test_windows_move_by_a_bar_and_skip_silence() -> None:
    notes = [Note(Tick(bar * music.BAR), 60 + bar, Tick(bar * music.BAR + 10), 64) for bar in (0, 1, 3)]
    counts = chroma(notes, 4, by_length=False)
    assert window_entropy(counts, 1) == 0
    assert window_entropy(counts, 2) == pytest.approx((1 + 0 + 0) / 3)


def test_without_chords_nothing_is_in_the_harmony() -> None:
    assert all(np.isnan(tone_shares(music.solo(1).line, None)))


def test_muspy_counts_alike() -> None:
    muspy = pytest.importorskip("muspy")
    piece = music.solo(2)
    notes = [muspy.Note(n.start, n.pitch, n.end - n.start, n.velocity) for n in line_of(piece)]
    theirs = muspy.Music(resolution=960, tracks=[muspy.Track(notes=notes)])
    counts = chroma(line_of(piece), piece.bar_count, by_length=False)
    assert window_entropy(counts, piece.bar_count) == pytest.approx(muspy.pitch_class_entropy(theirs))
    assert groove_consistency(piece, 3840) == pytest.approx(muspy.groove_consistency(theirs, 3840), abs=1e-3)
