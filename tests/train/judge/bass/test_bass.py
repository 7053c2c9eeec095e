"""What is told of a bass line."""

from collections.abc import Sequence

import judged_music as music
import numpy as np
import pytest

from jamd.music.charts.text_grid import read_grid
from jamd.music.time.notes import Note, Tick
from train.corpora.piece import ChordMark, Piece
from train.judge.bass.bass_line import BassLine, bass_line
from train.judge.bass.copying import copied, known_runs
from train.judge.bass.facts import behind, facts, root_on_change
from train.judge.bass.recorded import follows_changes, walks

BEAT, BPM = music.BEAT, 120.0
CHART = read_grid("| Dm7 | G7 | Cmaj7 | A7/E |")
CHORUS = (38, 41, 45, 44, 43, 47, 50, 49, 48, 43, 40, 41, 40, 45, 49, 39)  # D F A Ab | G B D Db | C G E F | E A C# Eb
NO_RIDE = np.zeros(0)


def walked(pitches: Sequence[int], late: int = 0) -> list[Note]:
    """A note a beat, some ticks behind it."""
    return [Note(Tick(beat * BEAT + late), pitch, Tick(beat * BEAT + 900), 70 + beat % 2 * 20)
            for beat, pitch in enumerate(pitches)]  # fmt: skip


def line(*pitches: int) -> BassLine:
    return bass_line(walked(pitches), BPM)


def test_a_walk_has_a_note_on_every_beat_and_leads_into_its_chords() -> None:
    found = facts(line(*CHORUS * 8), CHART, NO_RIDE)
    assert (found["notes_bar"], found["walking"], found["skips"]) == (4, 1, 0)
    assert found["root_on_change"] == 1  # the E under A7 is written
    assert found["lead_half"] == found["lead_step"] == 1
    assert found["tone_strong"] == 1
    assert found["vel_sd"] == pytest.approx(10)
    assert found["t_sd_ms"] == pytest.approx(0)
    assert found["shape_distinct"] == pytest.approx(4 / 32)


def test_half_notes_do_not_walk_and_tell_rhythm_alone() -> None:
    found = facts(bass_line(walked(CHORUS * 16)[::2], BPM), CHART, NO_RIDE)
    assert (found["notes_bar"], found["walking"]) == (2, 0)
    assert "iv_half" not in found


def test_skips_are_the_notes_off_the_beat() -> None:
    notes = walked(CHORUS * 8)
    notes += [Note(Tick(beat * BEAT + 640), 40, Tick(beat * BEAT + 900), 50) for beat in range(0, 128, 4)]
    found = facts(bass_line(notes, BPM), CHART, NO_RIDE)
    assert found["skips"] == pytest.approx(0.2)
    assert found["iv_half"] == facts(line(*CHORUS * 8), CHART, NO_RIDE)["iv_half"]


def test_an_octave_is_a_leap_and_a_tritone_counts_with_the_fifths() -> None:
    found = facts(line(*(36, 48, 42, 42) * 32), None, NO_RIDE)
    assert found["iv_leap"] == pytest.approx(32 / 127)
    assert found["iv_fourth"] == pytest.approx(63 / 127)
    assert found["iv_repeat"] == pytest.approx(32 / 127)
    assert "root_on_change" not in found


def test_ahead_of_the_cymbal_is_less_than_nothing() -> None:
    cymbal = np.arange(128) + 0.02  # 10 ms behind the beat
    assert behind(line(*CHORUS * 8).walk(), cymbal) == pytest.approx(-10)
    assert behind(bass_line(walked(CHORUS * 8, late=48), BPM).walk(), cymbal) == pytest.approx(15)


def test_wrong_roots_are_seen() -> None:
    wrong = line(*(pitch + 1 for pitch in CHORUS * 8))
    assert root_on_change(wrong, CHART) == 0


# -- copying


def test_a_line_is_found_in_any_key_and_not_backwards() -> None:
    wanders = (35 + np.cumsum(np.random.default_rng(1).integers(1, 12, 200)) % 17).tolist()
    known = known_runs([line(*wanders)])
    assert copied(line(*(pitch + 3 for pitch in wanders[40:60])), known) == (20, 1)
    longest, share = copied(line(*wanders[::-1]), known)
    assert longest < 6
    assert share == 0


def test_a_drone_is_no_run() -> None:
    known = known_runs([line(*[40] * 50)])
    assert np.isnan(copied(line(*[40] * 50), known)).all()


# -- which recordings count


def recording(pitches: Sequence[int]) -> Piece:
    chords = tuple(ChordMark(bar * music.BAR, ("Dm7", "G7", "Cmaj7", "A7")[bar % 4]) for bar in range(32))
    return Piece(set="made", name="bass", performer="b", licence="", source="", bpm=BPM, bass=tuple(walked(pitches)),
                 chords=chords)  # fmt: skip


def test_a_recording_counts_if_it_has_the_roots() -> None:
    assert follows_changes(recording(CHORUS * 8))
    assert not follows_changes(recording([pitch + 1 for pitch in CHORUS * 8]))
    assert not follows_changes(recording(CHORUS))  # too short to tell
    assert walks(recording(CHORUS * 8))
