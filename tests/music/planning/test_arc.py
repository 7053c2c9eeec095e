"""What the form adds to the intensity."""

import msgspec
import pytest

from jamd.music.charts.load import load_chart
from jamd.music.planning.arc import HEAD, MOST, SOLOS, cut_where_it_changes, heads, lift_at, solos
from jamd.music.planning.leading import from_the_top
from jamd.music.planning.order import order_of
from jamd.music.planning.requests import Place, Requests, requested
from jamd.music.planning.roles import Span
from jamd.music.planning.route import Route
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, BandPart, Meter, Tick

BAR = 3840
CHORUS = 12 * BAR
BLUES = from_the_top(load_chart("builtin:blues-in-bb"), Meter(4))
FREE = from_the_top(None, Meter(4))


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
    assert lift_at(Tick(0), settings(), FREE, None) == 0  # nobody knows of a head


def test_asked_to_build_the_band_grows_with_every_chorus_and_comes_back_for_the_last() -> None:
    growing = lifts(7, build=True)
    assert growing == sorted(growing)
    assert growing[1:3] == [0.08, 0.16]
    assert growing[-1] == MOST
    assert lifts(4, 4 * CHORUS, build=True)[-1] == 0
    assert lifts(4, 4 * CHORUS, build=True)[:3] == growing[:3]


def test_an_arc_goes_up_over_its_choruses_and_is_back_in_the_last_of_them() -> None:
    arc = lifts(16, build=True, arc=8)
    assert arc[:6] == sorted(arc[:6])
    assert arc[5] == MOST
    assert arc[5:8] == pytest.approx([MOST, MOST / 2, 0])
    assert arc[8:] == [0, *arc[1:8]]  # and again
    assert lifts(8, 4 * CHORUS, build=True, arc=8)[3] == 0  # the head out
    assert lifts(8, arc=8) == lifts(8)  # it was not asked for


@pytest.mark.parametrize("choruses", range(3, 33))
def test_an_arc_of_any_length_is_back_at_its_end(choruses: int) -> None:
    arc = lifts(choruses, build=True, arc=choruses)
    assert arc[-1] <= 0
    assert max(arc) == MOST


def test_spans_are_cut_where_a_chorus_begins() -> None:
    spans = [Span(Tick(11 * BAR), Tick(13 * BAR), "comp"), Span(Tick(13 * BAR), Tick(14 * BAR), "solo")]
    assert list(cut_where_it_changes(spans, BLUES)) == [
        Span(Tick(11 * BAR), Tick(CHORUS), "comp"),
        Span(Tick(CHORUS), Tick(13 * BAR), "comp"),
        spans[1],
    ]
    assert list(cut_where_it_changes(spans, FREE)) == spans


@pytest.mark.parametrize("soloist", SOLOS)
def test_a_solo_that_is_accompanied_builds_from_phrase_to_phrase_and_then_the_band_is_back(soloist: BandPart) -> None:
    asked = requested(Requests(), f"{soloist} solo", 2, Place(Tick(5 * BAR), BLUES))
    (solo,) = solos(settings(), asked, BLUES, Tick(0))
    assert solo == (CHORUS, 3 * CHORUS, soloist)
    phrases = [lift_at(Tick(bar * BAR), settings(), BLUES, None, solo) for bar in range(12, 36, 4)]
    assert phrases == sorted(phrases)
    assert (phrases[0], phrases[-1]) == pytest.approx(SOLOS[soloist][:2])
    assert lift_at(Tick(13 * BAR), settings(), BLUES, None, solo) == phrases[0]
    spans = [Span(Tick(15 * BAR), Tick(17 * BAR), "solo")]
    assert len(list(cut_where_it_changes(spans, BLUES, [solo]))) == 2


def test_the_bass_is_given_more_room_than_the_piano() -> None:
    piano, bass = SOLOS["piano"], SOLOS["bass"]
    assert bass.begins < piano.begins
    assert bass.ends < piano.ends
    assert bass.room < piano.room == 1


def test_an_order_tells_of_this_solo_and_of_the_next() -> None:
    jam = settings(mode="tune", solo_order="you, piano, bass, drums")
    way = from_the_top(BLUES.legs[0].tune, Meter(4), order=order_of(jam))
    known = [solos(jam, Requests(), way, Tick(chorus * CHORUS + BAR)) for chorus in range(5)]
    piano, bass = ((n * CHORUS, (n + 1) * CHORUS, part) for n, part in ((2, "piano"), (3, "bass")))
    assert known == [(), (piano,), (piano, bass), (bass,), ()]


def test_where_the_piano_solos_all_the_time_every_chorus_builds() -> None:
    here = solos(settings(mode="solo"), Requests(), BLUES, Tick(CHORUS + 1))
    assert here[:2] == ((CHORUS, 2 * CHORUS, "piano"), (2 * CHORUS, 3 * CHORUS, "piano"))


def test_the_first_chorus_is_a_head_and_what_an_order_has_as_its_head_out() -> None:
    assert heads(settings(), BLUES, Tick(0)) == ((0, CHORUS),)
    assert heads(settings(), BLUES, Tick(CHORUS)) == ()
    order = order_of(settings(mode="tune", solo_order="piano"))
    tune = from_the_top(BLUES.legs[0].tune, Meter(4), order=order)
    assert heads(settings(mode="tune"), tune, Tick(BAR)) == ((0, CHORUS),)
    assert heads(settings(mode="tune"), tune, Tick(CHORUS)) == ((2 * CHORUS, 3 * CHORUS),)


def test_who_trades_or_plays_round_and_round_has_no_head() -> None:
    assert heads(settings(mode="trade"), BLUES, Tick(0)) == ()
    assert heads(settings(), FREE, Tick(0)) == ()
    leg = msgspec.structs.replace(BLUES.legs[0], first=4, last=8, loop=True, bar=4)
    assert heads(settings(), Route((leg,)), Tick(0)) == ()
