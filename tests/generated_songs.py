"""Files like those that people bring, generated: types 0 and 1, any resolution, both hands on one channel, pedals,
programs and bends, tempo ramps, meters and pickups."""

from typing import Final, NamedTuple

from hypothesis import strategies as st
from midi_bytes import Event, header, meta, meter, tempo, timed, track

Timed = tuple[int, bytes]

_DIVISIONS: Final = (96, 120, 192, 240, 480, 960)  # 960 is a multiple of each
_METERS: Final = ((4, 2), (3, 2), (2, 1), (6, 3), (5, 2), (7, 3))  # beats, and the power of two of the unit


class Generated(NamedTuple):
    """A file, and what each of its tracks plays, in ticks of 960."""

    data: bytes
    tracks: tuple[tuple[Timed, ...], ...]


def any_messages(channels: st.SearchStrategy[int]) -> st.SearchStrategy[bytes]:
    """Channel messages of all kinds, mostly keys and pedals, on few keys so that they meet."""
    key, value = st.integers(58, 62), st.integers(0, 127)
    controller = st.sampled_from((1, 7, 11, 64, 64, 66, 67, 120, 121, 123))
    return st.one_of(
        st.builds(lambda c, k, v: bytes((0x90 | c, k, v)), channels, key, value),
        st.builds(lambda c, k, v: bytes((0x80 | c, k, v)), channels, key, value),
        st.builds(lambda c, k, v: bytes((0xB0 | c, k, v)), channels, controller, value),
        st.builds(lambda c, s, k, v: bytes((s | c, k, v)), channels, st.sampled_from((0xA0, 0xE0)), value, value),
        st.builds(lambda c, s, k: bytes((s | c, k)), channels, st.sampled_from((0xC0, 0xD0)), value),
    )


def messages(channels: st.SearchStrategy[int], most: int = 24) -> st.SearchStrategy[list[Timed]]:
    """In order, in ticks of 10, and many of them at one tick."""
    places = st.integers(0, 700) | st.sampled_from((0, 96, 192, 384, 768))
    events = st.lists(st.tuples(places, any_messages(channels)), min_size=1, max_size=most)
    return events.map(lambda found: sorted(((10 * tick, data) for tick, data in found), key=lambda event: event[0]))


@st.composite
def songs(draw: st.DrawFn) -> Generated:
    """Hands on one channel, or on one each. Each track has a note."""
    division = draw(st.sampled_from(_DIVISIONS))
    kind, hands = draw(st.sampled_from(((0, 1), (1, 1), (1, 2), (1, 3))))
    own = draw(st.booleans())
    tracks = []
    for hand in range(hands):
        channels = st.just(hand if own else 0) if kind else st.sampled_from((0, 0, 1, 9))
        line = [(0, bytes((0x90, 60, 70))), *draw(messages(channels))]
        step = 960 // division
        tracks.append(tuple((tick // step * step, data) for tick, data in line))
    conductor = _conductor(draw)
    lines = [[(tick * division // 960, data) for tick, data in line] for line in tracks]
    if kind == 0:
        merged = sorted((*conductor(division), *lines[0]), key=lambda event: event[0])
        return Generated(header(0, 1, division) + track(*timed(merged)), tuple(tracks))
    chunks = [track(*timed(conductor(division))), *(track(*_named(timed(line))) for line in lines)]
    return Generated(header(1, len(chunks), division) + b"".join(chunks), tuple(tracks))


def _named(events: list[Event]) -> list[Event]:
    return [(0, meta(3, b"hand")), *events]


def _conductor(draw: st.DrawFn):  # type: ignore[no-untyped-def]
    """Tempos, perhaps a ramp, and meters, perhaps with a pickup: a function of the resolution."""
    first, ramp = draw(st.integers(60, 300)), draw(st.integers(0, 8))
    beats, power = draw(st.sampled_from(_METERS))
    pickup = draw(st.integers(0, 3))

    def line(division: int) -> list[Timed]:
        tempos = [(beat * division, tempo(round(6e7 / (first - 5 * beat)))) for beat in range(ramp)]
        if not pickup:
            return [(0, meter(beats, power)), *tempos]
        return sorted([(0, meter(pickup)), (pickup * division, meter(4)), *tempos], key=lambda event: event[0])

    return line
