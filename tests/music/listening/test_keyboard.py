"""What hands and feet do: channel messages in, notes out; stories, and laws for whatever is sent."""

from hypothesis import given
from hypothesis import strategies as st

from jamd.music.channel_messages import (
    ALL_NOTES_OFF,
    CONTROL,
    NOTE_OFF,
    NOTE_ON,
    PERCUSSION,
    SOSTENUTO,
    SUSTAIN,
    note_off,
    note_on,
)
from jamd.music.listening.keyboard import MOST, TOGETHER, Keyboard
from jamd.music.listening.listener import Listener
from jamd.music.time.notes import Meter, Note, Tick

BEAT, BAR = 960, 3840
Message = tuple[int, bytes]  # ticks since the one before


def keyboard(*messages: tuple[int, bytes]) -> Keyboard:
    """After messages at their ticks."""
    heard = Keyboard(Tick(BAR), Tick(16 * BAR), Tick(4 * BAR))
    for tick, data in messages:
        heard.hear(Tick(tick), data)
    return heard


def foot(value: int, which: int = SUSTAIN, channel: int = 1) -> bytes:
    return bytes((CONTROL | channel - 1, which, value))


def lengths(notes: tuple[Note, ...]) -> list[tuple[int, int]]:
    return [(note.pitch, note.end - note.start) for note in notes]


def test_a_pedal_holds_what_is_heard_and_not_what_the_hand_plays() -> None:
    heard = keyboard((0, foot(127)), (10, note_on(1, 60, 80)), (110, note_off(1, 60)), (910, foot(0)))
    assert lengths(heard.played(Tick(BAR))) == [(60, 100)]
    assert lengths(heard.sounded(Tick(BAR))) == [(60, 900)]


def test_a_pedal_goes_down_at_half_its_way_and_holds_its_own_channel() -> None:
    for pedal, length in ((foot(64), 500), (foot(63), 100), (foot(127, channel=2), 100)):
        heard = keyboard((0, note_on(1, 60, 80)), (50, pedal), (100, note_off(1, 60)), (500, foot(0)))
        assert lengths(heard.sounded(Tick(BAR))) == [(60, length)]


def test_sostenuto_holds_only_the_keys_that_are_down() -> None:
    heard = keyboard(
        (0, note_on(1, 48, 80)), (10, foot(127, SOSTENUTO)), (20, note_off(1, 48)), (30, note_on(1, 72, 80)),
        (130, note_off(1, 72)), (1000, foot(0, SOSTENUTO)),
    )  # fmt: skip
    assert lengths(heard.sounded(Tick(BAR))) == [(48, 1000), (72, 100)]


def test_a_sostenuto_pedal_that_sends_its_way_catches_keys_once() -> None:
    heard = keyboard(
        (0, note_on(1, 48, 80)), (10, foot(70, SOSTENUTO)), (20, note_on(1, 72, 80)), (30, foot(127, SOSTENUTO)),
        (120, note_off(1, 72)), (130, note_off(1, 48)), (1000, foot(0, SOSTENUTO)),
    )  # fmt: skip
    assert lengths(heard.sounded(Tick(BAR))) == [(48, 1000), (72, 100)]


def test_a_key_that_is_struck_again_under_the_pedal_ends_its_older_note() -> None:
    heard = keyboard((0, foot(127)), (0, note_on(1, 60, 80)), (100, note_off(1, 60)), (480, note_on(1, 60, 80)))
    assert lengths(heard.sounded(Tick(BAR))) == [(60, 480), (60, BAR - 480)]


def test_a_layer_an_octave_apart_is_one_stroke_and_another_hand_is_not() -> None:
    for velocity, pitches in ((80, [60]), (70, [60, 48])):
        heard = keyboard((0, note_on(1, 60, 80)), (4, note_on(2, 48, velocity)))
        assert [note.pitch for note in heard.played(Tick(BEAT))] == pitches
    for later, strokes in ((TOGETHER, 1), (TOGETHER + 1, 2)):
        heard = keyboard((0, note_on(1, 60, 80)), (later, note_on(2, 60, 80)))
        assert len(heard.played(Tick(BEAT))) == strokes


def test_octaves_on_one_channel_are_two_keys() -> None:
    assert len(keyboard((0, note_on(1, 60, 80)), (0, note_on(1, 72, 80))).played(Tick(BEAT))) == 2


def test_what_is_remembered_is_bounded() -> None:
    heard = keyboard(*(each for n in range(3000) for each in ((n, note_on(1, 60, 80)), (n, note_off(1, 60)))))
    assert len(heard.played(Tick(3000))) == MOST


def test_a_note_fades_after_four_bars() -> None:
    heard = keyboard((0, note_on(1, 48, 80)), (0, note_on(1, 55, 80)))
    assert lengths(heard.played(Tick(9 * BAR))) == [(48, 4 * BAR), (55, 4 * BAR)]
    assert heard.hand(Tick(4 * BAR - 1)) == {48, 55}
    assert heard.hand(Tick(4 * BAR)) == frozenset()


def test_wheels_and_aftertouch_do_not_prolong_a_rest() -> None:
    listener = Listener(Meter(4))
    for tick, data in ((0, note_on(1, 60, 80)), (400, note_off(1, 60))):
        listener.hear(Tick(tick), data)
    rest_tick = listener.rest_tick
    for data in (foot(5, which=1), b"\xd0\x30", b"\xe0\x00\x41", b"\xa0\x3c\x10", b"\xc0\x03"):
        listener.hear(Tick(BAR), data)
    assert listener.rest_tick == rest_tick


# -- laws

CHANNELS = (0, 1, 2, 9)
notes = st.builds(
    lambda kind, channel, pitch, velocity: bytes((kind | channel, pitch, velocity)),
    st.sampled_from((NOTE_ON, NOTE_ON, NOTE_OFF)),
    st.sampled_from(CHANNELS[:3]),
    st.sampled_from((36, 48, 52, 55, 60, 64, 72)),
    st.sampled_from((0, 60, 80)),
)
controls = st.builds(
    lambda channel, which, value: bytes((CONTROL | channel, which, value)),
    st.sampled_from(CHANNELS[:3]),
    st.sampled_from((1, SUSTAIN, SUSTAIN, SOSTENUTO, 120, 121, 123, 126)),
    st.sampled_from((0, 63, 64, 127)),
)
others = st.builds(lambda kind, value: bytes((kind, value)), st.sampled_from((0xC0, 0xD1)), st.integers(0, 127))
played = st.lists(st.tuples(st.sampled_from((0, 5, 19, 40, 300, 2000, 20_000)), notes | controls | others), max_size=50)
pads = st.lists(
    st.tuples(
        st.sampled_from((0, 100, 700)),
        st.builds(
            lambda kind, pitch: bytes((kind | PERCUSSION - 1, pitch, 90)),
            st.sampled_from((NOTE_ON, NOTE_OFF, CONTROL)),
            st.integers(30, 127),
        ),
    ),
    max_size=30,
)


def at_ticks(messages: list[Message]) -> list[Message]:
    """Their ticks, added up."""
    now, found = 0, []
    for after, data in messages:
        now += after
        found.append((now, data))
    return found


def listening(messages: list[Message]) -> Listener:
    listener = Listener(Meter(4))
    for tick, data in messages:
        listener.hear(Tick(tick), data)
    return listener


def understood(listener: Listener, now: Tick) -> list[object]:
    """All that the band is told."""
    told = listener.harmony(now, 127)
    return [listener.notes(now), listener.intensity(now, False), listener.rest_tick, listener.phrase_end, told]


@given(played)
def test_law_all_notes_off_and_the_pedals_up_leave_nothing_down(messages: list[Message]) -> None:
    heard = keyboard(*at_ticks(messages))
    end = Tick(sum(after for after, _ in messages))
    for channel in range(1, 4):
        heard.hear(end, foot(0, ALL_NOTES_OFF, channel))
        for pedal in (SUSTAIN, SOSTENUTO):
            heard.hear(end, foot(0, pedal, channel))
    assert heard.hand(end) == frozenset()
    assert heard.silent_at is None or heard.silent_at <= end
    assert all(note.end <= end + 1 for note in heard.sounded(Tick(end + BAR)))


@given(played)
def test_law_what_is_sent_on_two_channels_is_heard_as_on_one(messages: list[Message]) -> None:
    once = at_ticks(messages)
    twice = [(tick, each) for tick, data in once for each in (data, bytes((data[0] + 10, *data[1:])))]
    now = Tick(sum(after for after, _ in messages) + 100)
    assert understood(listening(once), now) == understood(listening(twice), now)


@given(played, pads)
def test_law_pads_are_neither_harmony_nor_a_line(messages: list[Message], struck: list[Message]) -> None:
    keys = at_ticks(messages)
    mixed = sorted(keys + at_ticks(struck), key=lambda message: message[0])
    now = Tick(sum(after for after, _ in messages) + 100)
    without, with_pads = listening(keys), listening(mixed)
    assert without.harmony(now, 127) == with_pads.harmony(now, 127)
    assert without.notes(now) == with_pads.notes(now)
    assert without.phrase_end == with_pads.phrase_end
