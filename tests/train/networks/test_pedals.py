"""What an electronic kit adds to a performance is taken out; what drummers really play stays."""

import pytest

from jamd.music.drum_kit import KICK, PEDAL_HAT, RIDE, SNARE
from jamd.music.time.notes import TICKS_PER_BEAT
from jamd.players.steps import STEPS_PER_BEAT
from train.corpora.piece import Hit, Piece
from train.networks.drummer.pedals import lateness, without_doubles
from train.networks.drummer.takes import take_of

MS_PER_TICK = 0.5  # 125 bpm


def after(ms: float, voice: int, velocity: int) -> Hit:
    return Hit(round(ms / MS_PER_TICK), voice, velocity)


def kept(*hits: Hit) -> list[Hit]:
    return list(without_doubles(hits, MS_PER_TICK))


def test_a_beater_that_bounces_kicked_once() -> None:
    kick = after(0, KICK, 40)
    assert kept(kick, after(55, KICK, 12), after(110, KICK, 8)) == [kick]


@pytest.mark.parametrize("velocity", [30, 40, 90])
def test_two_kicks_of_one_foot_are_two(velocity: int) -> None:
    both = [after(0, KICK, 40), after(95, KICK, velocity)]
    assert kept(*both) == both


def test_a_soft_kick_long_after_a_loud_one_is_a_kick() -> None:
    both = [after(0, KICK, 110), after(200, KICK, 12)]
    assert kept(*both) == both


def test_a_note_that_was_written_twice_is_struck_once_and_as_loud_as_the_louder() -> None:
    assert kept(after(0, RIDE, 60), after(20, RIDE, 70), after(500, RIDE, 50)) == [
        after(20, RIDE, 70),
        after(500, RIDE, 50),
    ]


def test_flams_and_other_voices_stay() -> None:
    hits = sorted([after(0, SNARE, 20), after(25, SNARE, 90), after(30, KICK, 80), after(40, PEDAL_HAT, 10)])
    assert kept(*hits) == hits


def feet(late: int, count: int = 16) -> list[Hit]:
    return [Hit(beat * TICKS_PER_BEAT + late, PEDAL_HAT, 60) for beat in range(1, 2 * count, 2)]


def test_a_foot_that_is_early_all_the_time_is_said_so() -> None:
    assert lateness(feet(-90), "swing")[PEDAL_HAT] == -90
    assert lateness(feet(-90), "even")[PEDAL_HAT] == -90
    assert lateness(feet(-90, count=3), "swing")[PEDAL_HAT] == 0  # too few to tell


def test_an_early_foot_is_read_on_its_beat_and_still_known_to_be_early() -> None:
    cymbals = [Hit(beat * TICKS_PER_BEAT, RIDE, 60) for beat in range(32)]
    hits = tuple(sorted([*cymbals, *feet(-90)]))
    piece = Piece(set="groove", name="a take", performer="drummer1", licence="", source="", bpm=120, drums=hits)
    take = take_of(piece)
    assert take.hits[:, [STEPS_PER_BEAT, 3 * STEPS_PER_BEAT], PEDAL_HAT].all()
    assert take.hits[:, :, PEDAL_HAT].sum() == 16
    assert take.late_ms[0, STEPS_PER_BEAT, PEDAL_HAT] == pytest.approx(-90 * 500 / TICKS_PER_BEAT)
