"""Skips and rakes, and how a walked bar goes."""

from jamd.music.time.notes import Tick
from jamd.players.bassist.strokes import Stroke
from jamd.players.bassist.swung import in_four, in_two
from tests.players.bassist.playing import BEAT, chart, scene


def strokes(kind: str, bars: int = 200, **changes: object) -> list[Stroke]:
    told = scene(**changes)
    return [stroke for bar in range(bars) for stroke in in_four(told, bar) if stroke.kind == kind]


def skips(bars: int = 200, **changes: object) -> float:
    """A beat."""
    return len([*strokes("skip", bars, **changes), *strokes("drop", bars, **changes)]) / (4 * bars)


def test_the_faster_the_fewer_skips() -> None:
    shares = [skips(bpm=bpm) for bpm in (120, 180, 240, 300)]
    assert shares == sorted(shares, reverse=True)
    assert 0.2 < shares[0] < 0.4
    assert shares[-1] < 0.12


def test_the_harder_and_the_busier_the_more() -> None:
    assert skips(intensity=0.2) < skips(intensity=0.9)
    assert skips(busy=0.0) == 0 < skips(busy=0.5) < skips(busy=2.0)
    assert skips(style="shuffle") > 1.3 * skips()


def test_a_rake_is_for_hot_swing_that_is_not_too_fast() -> None:
    assert 0 < len(strokes("rake", intensity=0.95)) < 100
    assert not strokes("rake", intensity=0.5)
    assert not strokes("rake", intensity=0.95, bpm=250)
    assert not strokes("rake", intensity=0.95, style="even")


def test_notes_are_a_little_shorter_at_fast_tempi() -> None:
    slow, fast = (in_four(scene(bpm=bpm), 0)[0].length for bpm in (110, 290))
    assert 0.84 < fast < slow < 0.96


def test_in_two_meets_every_change() -> None:
    told = scene(chart=chart("C6 A7 | Dm7 G7 | C6 - - A7 | Dm7"), heads=((Tick(0), Tick(1 << 40)),))
    for bar in range(200):
        struck = {stroke.place for stroke in in_two(told, bar)}
        assert {0, *([2 * BEAT] if bar % 4 < 2 else [3 * BEAT] if bar % 4 == 2 else [])} <= struck
