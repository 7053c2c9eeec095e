"""Every public layout, read from a tiny tree of it."""

from pathlib import Path

import public_layouts as layouts
import pytest

from jamd.music.drum_kit import CLOSED_HAT, KICK, OPEN_HAT, PEDAL_HAT, RIDE, SNARE
from train.corpora import groove, jjswing, jtd_piano, midi_folder, mma, openewld, pop909, trio, weimar
from train.corpora.corpus import Unusable
from train.corpora.piece import ChordMark, Onset, bars
from train.corpora.registry import CORPORA


def test_groove_has_drummer_split_and_an_electronic_kit(tmp_path: Path) -> None:
    layouts.groove_tree(tmp_path)
    first, fill, last = groove.CORPUS.read(tmp_path)
    assert (first.performer, first.split, first.bpm, first.meter) == ("drummer1", "train", 140.0, "4/4")
    assert (fill.styles, last.split) == (("jazz", "swing", "fill"), "validation")
    at = {(hit.tick, hit.voice) for hit in first.drums}
    assert {(960, PEDAL_HAT), (960, CLOSED_HAT), (1920, OPEN_HAT), (960 + 640, RIDE)} <= at
    assert not first.beats  # to a click
    assert [piece.name for piece in groove.read(tmp_path)] == [first.name, last.name]  # trainers get no fills


def test_weimar_keeps_micro_timing_chords_and_breathing_beats(tmp_path: Path) -> None:
    layouts.weimar_tree(tmp_path)
    (solo,) = weimar.CORPUS.read(tmp_path)
    assert (solo.performer, solo.tune, solo.name) == ("LeeDoe", "BlueSea", "LeeDoe_BlueSea-1")
    assert solo.line[1].start == 960 + 60
    assert solo.chords[:2] == (ChordMark(0, "N"), ChordMark(3840, "Bb7"))
    assert solo.beats[:4] == pytest.approx((0.0, 0.5, 1.01, 1.53))
    assert len(solo.bass) == 32


def test_weimar_refuses_music_without_bar_lines(tmp_path: Path) -> None:
    layouts.weimar_tree(tmp_path)
    with pytest.raises(Unusable, match="no steady meter"):
        list(weimar.CORPUS.pieces(tmp_path, "midi/LeeDoe_Free.mid"))
    with pytest.raises(Unusable, match="bar lines and chords disagree"):
        list(weimar.CORPUS.pieces(tmp_path, "midi/LeeDoe_Lost.mid"))


def test_trio_puts_onsets_on_counted_beats_over_silent_ones(tmp_path: Path) -> None:
    layouts.trio_tree(tmp_path)
    first, second = trio.read(tmp_path)
    assert (first.split, second.split, first.performer, first.tune) == ("train", "validation", "P0", "Tune 0")
    drums = [o.tick for o in first.onsets if o.instrument == "drums"]
    on_beats = [tick for tick in drums if tick % 960 == 0]
    assert on_beats == [960 * beat for beat in range(2, 20) if beat != 6]  # the first beat heard is number 3 of its bar
    assert Onset(3 * 960 + round(0.96 * 960), "drums") in first.onsets
    assert Onset(5 * 960 + 576, "piano") in first.onsets
    assert first.beats == pytest.approx([0.5 * beat + 0.2 for beat in range(20)])


def test_a_published_trio_folder_gives_the_piano_too(tmp_path: Path) -> None:
    layouts.published_trio_tree(tmp_path)
    (piece,) = trio.read(tmp_path)
    assert (piece.performer, piece.tune, piece.meter, piece.split) == ("Lee Doe", "Blue", "4/4", None)
    drums = [o.tick for o in piece.onsets if o.instrument == "drums"]
    assert drums[:3] == [1920, 2880, 3840]  # the first beat heard is number 3
    assert [o.tick for o in piece.onsets if o.instrument == "bass"][:2] == [1920 + 480, 2880 + 480]
    assert [note.start for note in piece.piano[:2]] == pytest.approx([1920 + 576, 5760 + 576], abs=3)
    assert piece.piano[0].pitch == 60


def test_slots_of_trio_piano_become_whole_bars_on_the_beats_of_the_trio(tmp_path: Path) -> None:
    layouts.jtd_piano_tree(tmp_path)
    whole, exact = jtd_piano.read(tmp_path / "jtd_piano")
    assert (whole.name, whole.performer, whole.tune, whole.split) == ("rec0:0", "Hank Jones", "Tune", None)
    assert whole.bar_count == 29  # two slots; the last bar line lies behind them
    assert {(note.start % 3840, note.pitch) for note in whole.piano} == {(0, 52), (0, 58)}
    assert {note.end - note.start for note in whole.piano} == {960}
    assert whole.beats[0] == pytest.approx(0.2)
    assert {note.velocity for note in whole.piano} == {jtd_piano.UNKNOWN_VELOCITY}
    assert (exact.name, jtd_piano.VELOCITIES in exact.styles) == ("rec0:3:exact", True)
    assert {note.velocity for note in exact.piano} == {90}
    assert exact.beats[0] == pytest.approx(90.2)


def test_the_published_weimar_base_has_bars_chords_and_touch(tmp_path: Path) -> None:
    layouts.weimar_base(tmp_path)
    good, changing = weimar.CORPUS.items(tmp_path)
    (solo,) = weimar.CORPUS.pieces(tmp_path, good)
    assert (solo.performer, solo.tune, solo.bpm, solo.styles) == ("Lee Doe", "Blue Sea", 150.0, ("jazz", "cool"))
    assert [note.start for note in solo.line[:2]] == [1920 + 240, 2880 + 240]
    assert [note.velocity for note in solo.line[:3]] == [78, 80, 82]
    assert solo.chords == (ChordMark(3840, "N"), ChordMark(7680, "F7"), ChordMark(11520, "Bb7"))
    assert solo.beats[:4] == pytest.approx([0.2, 0.6, 1.0, 1.4])
    assert solo.bass[0].start == 2880
    with pytest.raises(Unusable, match="meter changes"):
        list(weimar.CORPUS.pieces(tmp_path, changing))


def test_mma_takes_the_keyboard_and_transposes_the_source(tmp_path: Path) -> None:
    layouts.mma_tree(tmp_path)
    (piece,) = mma.read(tmp_path)
    assert len(piece.piano) == len(layouts.comping(8, 1))  # the guitar stays out
    assert len(piece.bass) == 32
    assert piece.chords[:3] == (ChordMark(0, "C7"), ChordMark(1920, "F7/A"), ChordMark(3840, "N"))
    assert (piece.performer, piece.tune) == ("swing", "LeeDoe_BlueSea")


def test_pop909_uses_its_beat_table_not_the_files_tempo(tmp_path: Path) -> None:
    layouts.pop909_tree(tmp_path)
    (song,) = pop909.read(tmp_path)
    assert song.bpm == pytest.approx(100)
    starts = [note.start for note in song.piano]
    assert starts == pytest.approx([960 * (i - 2) for i in range(40)], abs=3)  # beat 2 is the first downbeat
    assert song.line[0].start == pytest.approx(960 * 6.5, abs=3)
    assert song.chords == (ChordMark(-1920, "N"), ChordMark(0, "B:maj7"), ChordMark(3840, "C:7"))


def test_openewld_reads_pickup_ties_and_chords(tmp_path: Path) -> None:
    layouts.openewld_tree(tmp_path)
    (sheet,) = openewld.read(tmp_path)
    assert sheet.meter == "3/4"
    assert [(n.start, n.pitch, n.end) for n in sheet.line] == [(-960, 67, 0), (0, 73, 1920), (1920, 74, 3840)]
    assert sheet.chords == (ChordMark(0, "Bb7"), ChordMark(2880, "Fm7b5/C"))
    assert (sheet.tune, sheet.styles, sheet.performer) == (
        "A Waltz",
        ("jazz", "dixieland", "ballad"),
        "Ann_Author-Ben_Writer",
    )


def test_jjswing_is_cut_at_its_markers(tmp_path: Path) -> None:
    layouts.jjswing_tree(tmp_path)
    ride, brushes = jjswing.read(tmp_path)
    assert (ride.name, ride.styles, ride.bar_count) == ("ride_1", ("swing", "ride"), 4)
    assert {hit.voice for hit in brushes.drums} == {SNARE}  # the slaps; the sweeps have no voice
    assert brushes.drums[0].tick == 960


def test_a_folder_of_midi_files_is_told_apart_by_program(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "So What - 2.mid").write_bytes(layouts.song_bytes(seed=3))
    (piece,) = midi_folder.read(tmp_path)
    assert (piece.name, piece.tune) == ("sub/So What - 2", "So What")
    assert (len(piece.bass), len(piece.line)) == (96, 0)
    assert {hit.voice for hit in piece.drums} == {KICK, SNARE, PEDAL_HAT, RIDE}
    assert len(piece.piano) == len(layouts.comping(24, 3))


def test_a_meter_that_changes_is_refused(tmp_path: Path) -> None:
    data = layouts.midi_bytes([("", 9, 0, layouts.swing_ride(8, 1))], meters=[(0, 4, 4), (1920, 3, 4)])
    (tmp_path / "a.mid").write_bytes(data)
    with pytest.raises(Unusable, match="meter changes: 3/4, 4/4"):
        list(midi_folder.CORPUS.pieces(tmp_path, "a.mid"))


def test_bars_hold_everything_once_and_what_is_a_little_early(tmp_path: Path) -> None:
    layouts.groove_tree(tmp_path)
    piece = next(groove.read(tmp_path))
    found = [(bar.index * piece.bar + hit.tick, hit.voice) for bar in bars(piece) for hit in bar.drums]
    assert found == [(hit.tick, hit.voice) for hit in piece.drums]
    early = layouts.midi_bytes([("", 9, 0, [(1920 - 20, 1950, 36, 90)])])
    (tmp_path / "early.mid").write_bytes(early)
    (piece,) = midi_folder.CORPUS.pieces(tmp_path, "early.mid")
    assert [(bar.index, hit.tick) for bar in bars(piece) for hit in bar.drums] == [(1, -40)]


@pytest.mark.parametrize("name", CORPORA)
def test_every_set_says_its_licence_and_home(name: str) -> None:
    assert all([CORPORA[name].licence, CORPORA[name].home, CORPORA[name].title])
