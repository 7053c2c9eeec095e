"""The network's drummer in the jam: what it does with what it hears, and where it starts."""

from functools import cache
from statistics import fmean

import numpy as np
import pytest

from jamd.music import drum_kit as kit
from jamd.music.planning.scene import Solo
from jamd.music.styles import CUT_TIME
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.drummer.drummer import Drummer
from jamd.players.drummer.styles import FAST, HELD
from jamd.players.onnx_model import MODELS
from tests.players.drummer.playing import drummer, grid, played, scene

pytestmark = pytest.mark.skipif(not (MODELS / "drummer_notes.json").exists(), reason="models/drummer_notes")

BEAT, BAR, BARS = TICKS_PER_BEAT, 4 * TICKS_PER_BEAT, 24
TALK = (kit.KICK, kit.SNARE, kit.LOW_TOM, kit.MID_TOM, kit.HIGH_TOM)
SEEDS = (1, 2, 3)
SWUNG = 4  # the step of the off-beat


def soloist(figure: bool) -> tuple[Note, ...]:
    """Eighths that swell and fade over eight bars; with the figure, there is an accent on each 2&."""
    notes = []
    for beat in range(4 * BARS):
        for off in (0, 600):
            place = beat * BEAT + off
            loud = 40 + 4 * (beat // 4 % 8) + (40 if figure and beat % 4 == 1 and off else 0)
            notes.append(Note(Tick(place), 70, Tick(place + 300), loud))
    return tuple(notes)


@cache
def behind(figure: bool, follow: float, seed: int) -> tuple[Note, ...]:
    """What is played behind the soloist, planned from beat to beat."""
    you, notes = soloist(figure), ()
    for now in range(0, 4 * BARS * BEAT, BEAT):
        heard = tuple(note for note in you if note.start < now)
        told = scene("swing", 140, seed=seed, you=heard, own=notes, heard=Tick(now), follow=follow)
        notes += drummer().play(told, Tick(now + BEAT // 2 if now else 0), Tick(now + 3 * BEAT // 2))
    return notes


def met(figure: bool, follow: float) -> float:
    """Bars with a comment on 2&, after the first four."""
    told = scene("swing", 140)
    bars = [grid(behind(figure, follow, seed), told, 4, BARS)[:, 6 + SWUNG, TALK].max(1) > 0 for seed in SEEDS]
    return float(np.mean(bars))


def test_a_figure_that_comes_again_is_met_the_more_the_keyboardist_is_followed() -> None:
    shares = [met(figure=True, follow=follow) for follow in (0.0, 0.25, 0.5)]
    assert shares[0] < shares[1] < shares[2]
    assert shares[2] > met(figure=False, follow=0.5) + 0.3


def test_who_does_not_follow_does_not_listen() -> None:
    assert behind(True, 0.0, 1) == behind(False, 0.0, 1)


@pytest.mark.parametrize("start", [0, BAR, BAR + BEAT, BAR + 3 * BEAT])
def test_who_starts_inside_a_bar_plays_the_style_from_there(start: int) -> None:
    told = scene("bossa", 130, heard=Tick(start))
    notes = drummer().play(told, Tick(start), Tick(3 * BAR))
    assert all(note.start >= start for note in notes)
    bars = grid(notes, told, 2, 3)
    assert (bars[0, ::6, kit.RIDE] > 0).sum() >= 3


def test_a_samba_near_the_border_stays_as_it_was() -> None:
    """Slow ones have no ride, those in cut time do."""

    def rides(bpm: float, before: tuple[Note, ...]) -> int:
        own = tuple(note for note in before if note.start < 4 * BAR)
        now = scene("samba", bpm, own=own, heard=Tick(4 * BAR))
        notes = drummer().play(now, Tick(4 * BAR), Tick(6 * BAR))
        return sum(note.pitch == kit.PITCH_OF_VOICE[kit.RIDE] for note in notes)

    slow, fast = (played(scene("samba", bpm), 0, 4) for bpm in (CUT_TIME - 20, CUT_TIME + 20))
    for bpm in (CUT_TIME - HELD + 1, CUT_TIME + HELD - 1):
        assert rides(bpm, slow) < 3
        assert rides(bpm, fast) >= 5
    assert rides(CUT_TIME + HELD + 1, slow) >= 5


@pytest.mark.parametrize("freedom", [0.0, 0.5, 1.5, 2.0])
def test_freedom_leaves_the_number_of_hits_where_it_is(freedom: float) -> None:
    def hits(temperature: float) -> float:
        return fmean(
            len(played(scene("swing", 160, seed=seed, temperature=temperature), 0, 16)) / 16 for seed in (1, 2, 3)
        )

    assert hits(freedom) == pytest.approx(hits(1.0), rel=0.12)


def test_a_fill_has_more_drums_than_other_bars_have() -> None:
    told = scene("swing", 160, fills=(Tick(8 * BAR),))
    fill = grid(played(told, 0, 9), told, 8, 9)
    usual = grid(played(scene("swing", 160), 0, 9), told, 0, 8)
    drums = (kit.SNARE, *TALK[2:])
    assert (fill[0, 12:][:, drums] > 0).sum() >= 3
    assert (fill[0, 12:][:, drums] > 0).sum() > np.mean([(bar[12:][:, drums] > 0).sum() for bar in usual])


def test_hands_that_played_loudly_are_soft_once_the_music_is() -> None:
    def velocity_after(louder: float, seed: int) -> float:
        soft = scene("swing", 140, seed=seed, intensity=0.2)
        before = tuple(
            Note(note.start, note.pitch, note.end, min(127, round(louder * note.velocity)))
            for note in played(soft, 0, 6)
        )
        return fmean(note.velocity for note in played(soft, 6, 8, before))

    assert fmean(velocity_after(1.45, seed) - velocity_after(1.0, seed) for seed in SEEDS) < 1.2


def test_what_was_planned_at_another_tempo_is_not_played_at_this_one() -> None:
    slower, faster = (scene("swing", FAST + by) for by in (-0.3, 0.3))
    asked_before, fresh = Drummer(), Drummer()
    asked_before.play(slower, Tick(0), Tick(8 * slower.meter.bar))
    assert asked_before.play(faster, Tick(0), Tick(8 * faster.meter.bar)) == fresh.play(
        faster, Tick(0), Tick(8 * faster.meter.bar)
    )


def test_under_a_bass_solo_the_time_is_on_the_hats_and_then_on_the_ride_again():
    usual, bass = scene("swing", 150.0, intensity=0.4), Solo(Tick(4 * BAR), Tick(10 * BAR), "bass")
    solo = scene("swing", 150.0, intensity=0.2, room=0.4, busy=0.4, solos=(bass,))
    notes = played(usual, 0, 4)
    notes += played(solo, 4, 10, notes)
    notes += played(usual, 10, 14, notes)
    hats, ride = (grid(notes, usual, 0, 14)[:, :, voice].astype(bool).sum(1) for voice in (kit.CLOSED_HAT, kit.RIDE))
    assert all(ride[[0, 1, 2, 3, 11, 12, 13]] > hats[[0, 1, 2, 3, 11, 12, 13]])
    assert all(hats[5:10] > ride[5:10])
