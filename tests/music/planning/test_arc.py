"""What the form adds to the intensity."""

from jamd.music.charts.load import load_chart
from jamd.music.planning.arc import HEAD, MOST, cut_at_choruses, lift_at
from jamd.music.planning.roles import Span
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, Meter, Tick

BAR = 3840
CHORUS = 12 * BAR
BLUES = load_chart("builtin:blues-in-bb")


def settings(**changes: object) -> JamSettings:
    return JamSettings(Meter(4), {part: PartSettings() for part in BAND}, seed=1, **changes)


def lifts(choruses: int, last_hit: int | None = None, **changes: object) -> list[float]:
    """Of the middle of each chorus."""
    last = None if last_hit is None else Tick(last_hit)
    jam = settings(**changes)
    return [lift_at(Tick(n * CHORUS + 6 * BAR), jam, BLUES, last) for n in range(choruses)]


def test_the_head_is_a_little_quieter() -> None:
    assert lifts(3) == [HEAD, 0, 0]
    assert -0.1 < HEAD < 0
    assert lifts(3, intensity=0.6) == [0, 0, 0]  # as it was set
    assert lift_at(Tick(0), settings(), None, None) == 0  # nobody knows of a head


def test_asked_to_build_the_band_grows_with_every_chorus_and_comes_back_for_the_last() -> None:
    growing = lifts(7, build=True)
    assert growing == sorted(growing)
    assert growing[1:3] == [0.08, 0.16]
    assert growing[-1] == MOST
    assert lifts(4, 4 * CHORUS, build=True)[-1] == 0
    assert lifts(4, 4 * CHORUS, build=True)[:3] == growing[:3]


def test_spans_are_cut_where_a_chorus_begins() -> None:
    spans = [Span(Tick(11 * BAR), Tick(13 * BAR), "comp"), Span(Tick(13 * BAR), Tick(14 * BAR), "solo")]
    assert list(cut_at_choruses(spans, BLUES, Meter(4))) == [
        Span(Tick(11 * BAR), Tick(CHORUS), "comp"),
        Span(Tick(CHORUS), Tick(13 * BAR), "comp"),
        spans[1],
    ]
    assert list(cut_at_choruses(spans, None, Meter(4))) == spans
