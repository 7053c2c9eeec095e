"""What the band makes of the meters of a file."""

from time import process_time

import pytest

from jamd.files.meters import Meters, differences, lead_of, meter_of, pickup_of, signature_of
from jamd.music.time.notes import Meter, Tick

BAR = 3840


def at(*meters: tuple[int, int, int]) -> Meters:
    return [(Tick(tick), (beats, unit)) for tick, beats, unit in meters]


@pytest.mark.parametrize(
    ("meters", "pickup", "meter"),
    [
        pytest.param(at(), 0, None, id="none"),
        pytest.param(at((0, 4, 4)), 0, Meter(4), id="four"),
        pytest.param(at((0, 4, 4), (0, 3, 4)), 0, Meter(3), id="of two at one tick the last"),
        pytest.param(at((0, 1, 4), (960, 4, 4)), 960, Meter(4), id="a pickup"),
        pytest.param(at((0, 1, 8), (480, 3, 4)), 480, Meter(3), id="a pickup of an eighth"),
        pytest.param(at((960, 4, 4)), 960, Meter(4), id="a pickup without a meter"),
        pytest.param(at((0, 3, 4), (2880, 4, 4)), 2880, Meter(4), id="a pickup that looks like a waltz"),
        pytest.param(at((0, 3, 4), (5760, 4, 4)), 0, Meter(3), id="two bars are no pickup"),
        pytest.param(at((0, 4, 4), (BAR, 3, 4)), 0, Meter(4), id="nor is a longer bar"),
        pytest.param(at((0, 5, 4)), 0, Meter(5), id="five"),
        pytest.param(at((0, 7, 8)), 0, None, id="not for this band"),
    ],
)
def test_the_form_starts_behind_a_pickup(meters: Meters, pickup: int, meter: Meter | None) -> None:
    assert (pickup_of(meters), meter_of(meters)) == (pickup, meter)


def test_a_pickup_fills_the_end_of_a_bar() -> None:
    assert (lead_of(at((0, 1, 4), (960, 4, 4))), lead_of(at((0, 4, 4)))) == (2880, 0)


def test_the_first_place_where_the_band_plays_other_bars_is_told() -> None:
    meters = at((0, 1, 4), (960, 4, 4), (960 + 2 * BAR, 3, 4), (960 + 3 * BAR, 5, 4))
    assert list(differences(meters, Meter(4), Tick(9 * BAR))) == [
        "from bar 3 on, the file is in 3/4; the band plays 4/4"
    ]
    assert list(differences(meters, Meter(4), Tick(2 * BAR))) == []  # behind the last note it is no matter


def test_a_band_that_changes_its_meter_as_the_file_does_plays_the_same_bars() -> None:
    meters = at((0, 4, 4), (2 * BAR, 3, 4))
    assert list(differences(meters, Meter(4), Tick(9 * BAR), changes=at((2 * BAR, 3, 4)))) == []
    assert list(differences(meters, Meter(4), Tick(9 * BAR), changes=at((BAR, 3, 4)))) == [
        "from bar 2 on, the file is in 4/4; the band plays 3/4"
    ]


def test_any_number_of_meters_is_read_in_one_pass() -> None:
    began = process_time()
    meters = at(*((BAR * bar, 4, 4) for bar in range(30_000)), (BAR * 30_000, 3, 4))
    assert meter_of(meters) == Meter(4)
    assert "from bar 30001 on" in next(differences(meters, Meter(4), Tick(BAR * 30_001)))
    assert process_time() - began < 10  # s; minutes if the pickup is looked for at each meter


def test_a_bar_as_short_as_a_pickup() -> None:
    assert [signature_of(Tick(ticks)) for ticks in (960, 480, 1440, 60, 1, 960 * 256)] == [
        (1, 4), (1, 8), (3, 8), (1, 64), None, None,
    ]  # fmt: skip
