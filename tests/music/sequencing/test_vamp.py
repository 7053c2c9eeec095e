"""Where no plan covers the drums they keep the time: the last bar again, or plain time."""

import msgspec
from music.sequencing.cues import BAR, at, note, ons, plan, started


def test_without_a_plan_the_last_drum_bar_goes_on_and_the_piano_rests() -> None:
    sequencer = started()
    sequencer.plan(plan(0, BAR, (note(0, 36), note(1920, 38)), (note(0),)))
    played = [cue for tick in range(0, 4 * BAR, 20) for cue in at(sequencer, tick)]
    assert ons(played, "drums") == [(b * BAR + t, p) for b in range(4) for t, p in ((0, 36), (1920, 38))]
    assert ons(played, "piano") == [(0, 60)]
    assert sequencer.vamps == 3


def test_with_no_plan_ever_the_drums_still_keep_time() -> None:
    sequencer = started()
    played = [cue for tick in range(0, 2 * BAR, 20) for cue in at(sequencer, tick)]
    rides = [tick for tick, pitch in ons(played, "drums") if pitch == 51]
    assert [tick for tick in rides if tick % 960 == 0] == [beat * 960 for beat in range(8)]


def test_drums_whose_plan_is_silent_are_not_vamped() -> None:
    sequencer = started()
    sequencer.plan(plan(0, BAR))
    assert not [cue for tick in range(0, 3 * BAR, 20) for cue in at(sequencer, tick)]


def test_a_plan_that_comes_after_the_vamp_began_takes_over_at_its_start() -> None:
    sequencer = started()
    sequencer.plan(plan(0, BAR, (note(0, 36), note(1920, 38))))
    for tick in range(0, BAR + 1000, 20):
        at(sequencer, tick)
    sequencer.plan(plan(BAR + 1500, 3 * BAR, (note(BAR + 1600, 45),)))
    played = [cue for tick in range(BAR + 1000, 2 * BAR, 20) for cue in at(sequencer, tick)]
    assert ons(played, "drums") == [(BAR + 1600, 45)]


def test_a_fill_or_the_count_in_is_not_vamped_but_the_last_bar_of_time() -> None:
    sequencer = started()
    time_keeping, fill = note(0, 51), note(BAR + 960, 47)
    sequencer.plan(plan(0, 2 * BAR, (time_keeping, fill)))
    played = [cue for tick in range(0, 4 * BAR, 20) for cue in at(sequencer, tick)]
    assert ons(played, "drums") == [(0, 51), (BAR + 960, 47), (2 * BAR, 51), (3 * BAR, 51)]


def test_a_bar_without_the_time_is_not_vamped_where_one_with_it_is_known() -> None:
    sequencer = started()
    time_keeping, sparse = [note(beat * 960, 51) for beat in range(4)], [note(BAR, 51), note(BAR + 1920, 36)]
    sequencer.plan(plan(0, 2 * BAR, (*time_keeping, *sparse)))
    played = [cue for tick in range(0, 3 * BAR, 20) for cue in at(sequencer, tick)]
    assert ons(played, "drums")[-4:] == [(2 * BAR + beat * 960, 51) for beat in range(4)]


def test_after_a_count_in_without_a_plan_plain_time_is_played() -> None:
    sequencer = started(at=-BAR)
    sequencer.plan(plan(-BAR, 0, (note(-BAR, 37),)))
    played = [cue for tick in range(-BAR, BAR, 20) for cue in at(sequencer, tick)]
    assert {pitch for tick, pitch in ons(played, "drums") if tick >= 0} == {51, 44}


def test_plain_time_is_that_of_the_style() -> None:
    sequencer = started(at=-BAR)
    sequencer.plan(msgspec.structs.replace(plan(-BAR, 0, (note(-BAR, 37),)), style="funk"))
    played = [cue for tick in range(-BAR, BAR, 20) for cue in at(sequencer, tick)]
    assert ons(played, "drums")[1:] == [(eighth * 480, 42) for eighth in range(8)]


def test_a_plan_that_begins_after_the_end_of_the_last_one_leaves_no_gap_in_the_drums() -> None:
    sequencer = started()
    sequencer.plan(plan(0, BAR, (note(0, 51), note(1920, 51))))
    at(sequencer, BAR - 100)
    sequencer.plan(plan(BAR + 140, 2 * BAR, (note(BAR + 1920, 51),)))
    played = [cue for tick in range(BAR - 100, 2 * BAR, 20) for cue in at(sequencer, tick)]
    assert ons(played, "drums") == [(BAR, 51), (BAR + 1920, 51)]
