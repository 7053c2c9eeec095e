"""How hard the keyboardist plays, as the band hears it: levels that documents promise, changes, and rests."""

from hypothesis import given
from hypothesis import strategies as st

from jamd.music.channel_messages import note_off, note_on
from jamd.music.listening.intensity import IDLE, SILENCE, Touch, intensity_heard
from jamd.music.listening.listener import Listener
from jamd.music.time.notes import Meter, Note, Tick

BEAT, BAR = 960, 3840
SIX_A_BAR = BEAT * 2 // 3


def run(count: int, gap: int, velocity: int, start: int = 0) -> list[Note]:
    """Notes at even distances, each held for four fifths of it."""
    return [Note(Tick(start + i * gap), 72, Tick(start + i * gap + gap * 4 // 5), velocity) for i in range(count)]


def after(notes: list[Note], ticks: int = 0, rest_counts: bool = True) -> float:
    """So many ticks behind the last onset."""
    return intensity_heard(notes, Tick(notes[-1].start + ticks), Tick(BAR), rest_counts)


def test_medium_is_velocity_70_and_six_onsets_a_bar() -> None:
    assert abs(after(run(24, SIX_A_BAR, 70)) - 0.45) < 0.02


def test_the_band_alone_is_medium_and_a_rest_is_three_tenths() -> None:
    assert intensity_heard([], Tick(0), Tick(BAR)) == IDLE == 0.45
    assert after(run(24, 480, 110), 2 * BAR) == SILENCE == 0.3


def test_a_rest_of_eight_bars_leaves_the_music_to_the_band() -> None:
    notes = run(24, 480, 110)
    assert [after(notes, bars * BAR) for bars in (2, 8)] == [SILENCE, SILENCE]
    assert SILENCE < after(notes, 9 * BAR) < after(notes, 11 * BAR) < IDLE
    assert [after(notes, bars * BAR) for bars in (12, 15, 40)] == [IDLE, IDLE, IDLE]


def test_a_soft_hand_that_rests_is_no_reason_to_play_up() -> None:
    notes = run(8, 960, 30)
    assert after(notes, BAR) <= after(notes) < SILENCE


def test_louder_is_more_and_busier_is_more() -> None:
    assert after(run(16, 480, 50)) < after(run(16, 480, 70)) < after(run(16, 480, 90))
    assert after(run(8, 960, 70)) < after(run(16, 480, 70)) < after(run(32, 240, 70))


def test_a_chord_is_one_onset() -> None:
    line = run(16, 480, 70)
    chords = sorted(line + [Note(n.start, n.pitch - 4, n.end, n.velocity) for n in line])
    assert after(chords) == after(line)


def test_an_even_hand_that_turns_soft_is_heard_with_its_first_note() -> None:
    loud = run(16, 480, 100)
    assert after([*loud, *run(1, 480, 42, 16 * 480)]) < after(loud) - 0.15


def test_a_ghost_among_lively_accents_is_no_change() -> None:
    lively = [Note(n.start, n.pitch, n.end, (96, 62, 80, 44)[i % 4]) for i, n in enumerate(run(32, 480, 1))]
    assert abs(after([*lively, *run(1, 480, 40, 32 * 480)]) - after(lively)) < 0.05


def test_the_first_note_after_silence_tells_loudness_but_not_density() -> None:
    assert abs(after(run(1, 480, 70)) - 0.45) < 1e-9


def test_a_rest_takes_most_of_the_way_to_silence_at_once() -> None:
    notes = run(16, 480, 90)
    before = after(notes, 500)
    assert abs(before - after(notes)) < 0.01
    resting = after(notes, 600)
    assert 0.3 < resting < 0.3 + (before - 0.3) * 0.4


def test_a_rest_no_longer_than_the_last_ones_is_none() -> None:
    phrase = run(4, 480, 80) + run(4, 480, 80, 6 * 480) + run(4, 480, 80, 12 * 480)
    assert abs(after(phrase, 3 * 480) - after(phrase)) < 0.01
    assert after(phrase, 4 * 480) < after(phrase) - 0.1


def test_holding_a_key_is_not_resting() -> None:
    listener = Listener(Meter(4))
    for i in range(16):
        listener.hear(Tick(i * 480), note_on(1, 72, 80))
        listener.hear(Tick(i * 480 + 400), note_off(1, 72))
    listener.hear(Tick(16 * 480), note_on(1, 72, 80))
    assert listener.intensity(Tick(16 * 480 + BAR), rest_expected=False) > 0.45


def test_intensity_fades_slowly_while_waiting_is_expected() -> None:
    notes = run(16, 480, 100)
    assert after(notes, 600, rest_counts=False) > after(notes) - 0.02
    assert after(notes, 2 * BAR, rest_counts=False) == IDLE


def test_what_is_still_to_come_is_not_heard() -> None:
    notes = run(16, 480, 70)
    later = run(8, 480, 120, 16 * 480)
    now = Tick(15 * 480 + 10)
    assert intensity_heard(notes + later, now, Tick(BAR)) == intensity_heard(notes, now, Tick(BAR))


keys = st.builds(
    lambda start, length, velocity: Note(Tick(start), 60, Tick(start + length), velocity),
    st.integers(0, 8 * BAR),
    st.integers(1, BAR),
    st.integers(1, 127),
)


@given(st.lists(keys, max_size=60), st.integers(0, 10 * BAR), st.booleans())
def test_whatever_is_played_lies_between_a_tenth_and_95(notes: list[Note], now: int, rest_counts: bool) -> None:
    assert 0.1 <= intensity_heard(sorted(notes), Tick(now), Tick(BAR), rest_counts) <= 0.95


@given(st.lists(keys, min_size=1, max_size=60), st.integers(0, 10 * BAR))
def test_a_rest_begins_after_the_last_onset_and_ends_after_two_bars(notes: list[Note], now: int) -> None:
    touch = Touch(Tick(BAR))
    for note in sorted(note for note in notes if note.start <= now):
        touch.strike(note.start, note.velocity)
    activity = touch.activity(Tick(now))
    if activity is not None:
        assert activity.gone_at - 2 * BAR < activity.rest_at
        assert now < activity.gone_at
