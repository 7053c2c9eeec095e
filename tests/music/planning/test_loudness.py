"""What leaves the band: louder or softer by part, and the order of its strokes kept."""

from hypothesis import given
from hypothesis import strategies as st

from jamd.music.drum_kit import CRASH, PITCH_OF_VOICE, RIDE
from jamd.music.planning.loudness import as_sent
from jamd.music.time.notes import Note, Tick

RIDE_NOTE, CRASH_NOTE = PITCH_OF_VOICE[RIDE], PITCH_OF_VOICE[CRASH]


def note(velocity: int, pitch: int = RIDE_NOTE) -> Note:
    return Note(Tick(0), pitch, Tick(900), velocity)


def test_drums_leave_louder_and_the_piano_softer_than_they_were_struck() -> None:
    (ride,), (chord,) = as_sent("drums", (note(60),), "swing", 1.0), as_sent("piano", (note(60, 64),), "swing", 1.0)
    assert chord.velocity < 60 < ride.velocity


def test_a_crash_leaves_hardly_harder_than_the_ride() -> None:
    ride, crash = as_sent("drums", (note(60), note(110, CRASH_NOTE)), "swing", 1.0)
    assert abs(crash.velocity - ride.velocity) < 5


def test_only_a_drum_has_a_crash() -> None:
    assert len({n.velocity for n in as_sent("piano", (note(60, CRASH_NOTE), note(60, 60)), "swing", 1.0)}) == 1


def test_brushes_are_lifted() -> None:
    (brushed,), (struck,) = (as_sent("drums", (note(40, 38),), style, 1.0) for style in ("ballad", "swing"))
    assert brushed.velocity > struck.velocity


def test_a_part_that_is_turned_down_to_nothing_has_no_notes() -> None:
    assert as_sent("drums", (note(60),), "swing", 0.0) == ()


@given(st.lists(st.integers(1, 127), min_size=2), st.sampled_from(("drums", "piano")), st.floats(0.01, 2))
def test_what_was_struck_harder_never_leaves_softer(velocities, part, volume) -> None:
    sent = [n.velocity for n in as_sent(part, tuple(note(v) for v in sorted(velocities)), "swing", volume)]
    assert sent == sorted(sent)
    assert all(1 <= velocity <= 127 for velocity in sent)
