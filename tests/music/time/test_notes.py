"""The units of time: meters."""

import pytest

from jamd.music.time.notes import METERS, TICKS_PER_BEAT, Meter


@pytest.mark.parametrize("beats", METERS)
def test_a_meter_is_read_as_it_is_written(beats: int) -> None:
    meter = Meter.parse(f"{beats}/4")
    assert (meter, str(meter), meter.bar) == (Meter(beats), f"{beats}/4", beats * TICKS_PER_BEAT)


@pytest.mark.parametrize("text", ["6/8", "2/4", "7/4", "5/8", "five", "4", "²/4", ""])
def test_a_meter_that_the_band_does_not_play_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="meter must be 3/4, 4/4 or 5/4"):
        Meter.parse(text)
