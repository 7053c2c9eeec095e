"""Where a fill, a break and a drum solo fall that are asked for once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.charts.load import load_chart
from jamd.music.planning.leading import from_the_top
from jamd.music.planning.requests import EFFECTS, Place, Requests, requested
from jamd.music.time.notes import BandPart, Meter, Tick

BEAT, BAR = 960, 3840
FREE = from_the_top(None, Meter(4))  # no form is known


def after(*asked: tuple[str, int | None, int]) -> Requests:
    """(name, value, horizon), one after the other."""
    requests = Requests()
    for name, value, horizon in asked:
        requests = requested(requests, name, value, Place(Tick(horizon), FREE))
    return requests


def pieces(requests: Requests, start: int, end: int) -> list[tuple[float, float, str | None]]:
    """In bars."""
    return [(a / BAR, b / BAR, kind) for a, b, kind in requests.pieces(Tick(start), Tick(end))]


@pytest.mark.parametrize(
    ("horizon", "fill"),
    [
        (BAR, BAR),
        (BAR + 100, BAR + BEAT),  # from the next beat on
        (2 * BAR - 3 * BEAT // 2, 2 * BAR - BEAT),
        (2 * BAR - 3 * BEAT // 2 + 1, 2 * BAR),  # too late for this bar
        (-2 * BAR, 0),  # nobody fills the count-in
    ],
)
def test_a_fill_takes_the_rest_of_the_bar_or_the_next_one(horizon: int, fill: int) -> None:
    assert after(("fill", None, horizon)).fills == (fill,)


def test_a_bar_is_filled_once() -> None:
    assert after(("fill", None, 0), ("fill", None, BEAT)).fills == (0,)
    assert after(("fill", None, 0), ("fill", None, BAR)).fills == (0, BAR)


@pytest.mark.parametrize(("name", "value", "bars"), [("break", None, 1), ("break", 4, 4), ("drum solo", None, 4)])
def test_a_break_and_a_solo_begin_on_the_next_bar_line(name: str, value: int | None, bars: int) -> None:
    for horizon, first in ((0, 0), (1, 1), (BAR, 1), (-1, 0)):
        (only,) = after((name, value, horizon)).interludes
        assert (only.start, only.end) == (first * BAR, (first + bars) * BAR)


def test_the_pieces_of_a_break() -> None:
    hit = 1 + 1 / BAR
    one = after(("break", 1, BAR))
    assert pieces(one, 0, 3 * BAR) == [(0, 1, None), (1, hit, "hit"), (hit, 2, "silence"), (2, 3, None)]
    assert pieces(one, BAR + BEAT, 3 * BAR) == [(1.25, 2, "silence"), (2, 3, None)]


def test_what_is_asked_for_later_wins() -> None:
    both = after(("drum solo", 8, 0), ("break", 2, 3 * BAR))
    assert [(each.start // BAR, each.end // BAR, each.soloist) for each in both.interludes] == [
        (0, 3, "drums"),
        (3, 5, None),
    ]
    assert both.cuts("piano") == (0, 3 * BAR)
    assert both.cuts("drums") == (3 * BAR,)


@pytest.mark.parametrize("soloist", ["piano", "bass"])
@pytest.mark.parametrize(("horizon", "choruses", "bars"), [(0, None, (0, 12)), (1, None, (12, 24)), (BAR, 2, (12, 36))])
def test_a_solo_of_piano_or_bass_takes_whole_choruses(
    horizon: int, choruses: int | None, bars: tuple[int, int], soloist: BandPart
) -> None:
    blues = Place(Tick(horizon), from_the_top(load_chart("builtin:blues-in-f"), Meter(4)))
    (solo,) = requested(Requests(), f"{soloist} solo", choruses, blues).solos(soloist)
    assert solo == (bars[0] * BAR, bars[1] * BAR)


@pytest.mark.parametrize("soloist", ["piano", "bass"])
def test_without_a_chart_a_solo_of_piano_or_bass_begins_in_the_next_bar(soloist: BandPart) -> None:
    assert after((f"{soloist} solo", None, 3 * BAR + 1)).solos(soloist) == ((4 * BAR, 36 * BAR),)


asks = st.tuples(st.sampled_from(sorted(EFFECTS)), st.none(), st.integers(0, 12 * BAR))


@given(st.lists(asks, max_size=6), st.integers(0, 10 * BAR), st.integers(0, 10 * BAR))
def test_the_pieces_cover_a_stretch_without_a_gap_and_what_was_planned_stays(asked, start: int, length: int) -> None:
    requests, end = after(*asked), start + length
    cut = list(requests.pieces(Tick(start), Tick(end)))
    borders = [start, *(there for _, there, _ in cut)]
    assert [here for here, _, _ in cut] == borders[:-1]
    assert borders[-1] == end or not length
    for name in EFFECTS:
        later = requested(requests, name, None, Place(Tick(end), FREE))
        assert list(later.pieces(Tick(start), Tick(end))) == cut
        assert [fill for fill in later.fills if fill < end] == [fill for fill in requests.fills if fill < end]
