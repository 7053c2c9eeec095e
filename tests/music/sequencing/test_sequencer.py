"""The queue of cues: laws under any series of plans, and stories of late notes and orphans."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st
from music.sequencing.cues import BAR, CHANNELS, MS, at, note, offs, ons, plan, started

from jamd.music.channel_messages import is_note_on
from jamd.music.events import Plan
from jamd.music.sequencing.cue import Cue
from jamd.music.sequencing.sequencer import Sequencer
from jamd.music.time.notes import BAND, Meter, Nanos, Note, Tick
from jamd.music.time.timeline import Timeline

# -- laws

notes = st.builds(note, st.integers(0, 4 * BAR), st.integers(58, 62), st.integers(1, 3000), st.integers(1, 127))
plans = st.builds(
    lambda start, length, *parts: plan(start, start + length, *map(tuple, parts)),
    st.integers(0, 4 * BAR),
    st.integers(1, 2 * BAR),
    *(st.lists(notes, max_size=12) for _ in BAND),
)
steps = st.one_of(plans, st.integers(1, 2000), st.floats(40, 300))  # a plan; some ticks pass; another tempo


@given(st.lists(steps, max_size=30))
@settings(max_examples=300, deadline=None)
def test_whatever_is_planned_every_note_on_has_its_off_and_none_comes_early(script: list[Plan | int | float]) -> None:
    sequencer = started(max_late_ms=10_000)
    cues: list[Cue] = []
    now = Nanos(0)
    for step in script:
        assert sequencer.timeline is not None
        if isinstance(step, Plan):
            sequencer.plan(step)
        elif isinstance(step, float):
            sequencer.retime(sequencer.timeline.with_bpm(step, now))
        else:
            now = sequencer.timeline.ns_at(Tick(sequencer.timeline.tick_at(now) + step))
            fresh = sequencer.due(now)
            assert all(cue.tick <= sequencer.timeline.tick_at(now) for cue in fresh)
            assert [cue.tick for cue in fresh] == sorted(cue.tick for cue in fresh)
            cues += fresh
    cues += sequencer.stop(now)

    sounding: dict[tuple[str, int], int] = defaultdict(int)
    for cue in cues:
        if cue.data is None:
            continue
        key = (cue.part, cue.data[1])
        if is_note_on(cue.data):
            assert sounding[key] == 0, "two note-ons without an off between them"
            sounding[key] = 1
        else:
            assert sounding[key] == 1, "an off of nothing"
            sounding[key] = 0
    assert not any(sounding.values())


@settings(max_examples=50, deadline=None)
@given(st.lists(notes, max_size=12), st.lists(st.integers(1, 2000), min_size=20, max_size=40))
def test_law_where_plans_end_the_bass_rests_and_no_note_of_it_hangs(bass: list[Note], cuts: list[int]) -> None:
    """The band is dead: the drums alone keep the time."""
    sequencer = started(max_late_ms=100_000)
    sequencer.plan(plan(0, BAR, tuple(note(beat * 960, 51) for beat in range(4)), bass=tuple(bass)))
    tick, cues = 0, []
    for cut in [*cuts, 8 * BAR]:
        tick += cut
        cues += at(sequencer, tick)
    assert all(struck < BAR for struck, _ in ons(cues, "bass"))
    assert len(ons(cues, "bass")) == len(offs(cues, "bass"))
    assert {struck // BAR for struck, _ in ons(cues, "drums")} == set(range(-(-tick // BAR)))


@given(st.lists(st.integers(1, 1500), min_size=1, max_size=40))
def test_time_is_cut_as_you_like_the_music_is_the_same(cuts: list[int]) -> None:
    piece = plan(0, 2 * BAR, (note(0, 51), note(960, 44), note(3000, 51)), (note(100), note(400, 64, 3000)))
    whole, pieces = started(max_late_ms=100_000), started(max_late_ms=100_000)
    whole.plan(piece)
    pieces.plan(piece)
    tick, by_pieces = 0, []
    for cut in cuts:
        tick += cut
        by_pieces += at(pieces, tick)
    expected = at(whole, tick)
    assert [(c.tick, c.data) for c in by_pieces] == [(c.tick, c.data) for c in expected]


# -- stories


def test_a_plan_plays_at_its_ticks() -> None:
    sequencer = started()
    sequencer.plan(plan(0, BAR, piano=(note(0), note(960, 64))))
    assert ons(at(sequencer, 0)) == [(0, 60)]
    assert ons(at(sequencer, 959)) == []
    assert ons(at(sequencer, 960)) == [(960, 64)]


def test_a_second_plan_replaces_everything_after_its_start() -> None:
    sequencer = started()
    sequencer.plan(plan(0, BAR, piano=(note(0), note(480, 62), note(960, 64))))
    sequencer.plan(plan(900, BAR, piano=(note(1000, 65),)))
    played = [cue for tick in range(0, BAR, 10) for cue in at(sequencer, tick)]
    assert ons(played) == [(0, 60), (480, 62), (1000, 65)]


def test_a_note_that_the_new_plan_does_not_know_is_closed_at_its_start() -> None:
    sequencer = started()
    sequencer.plan(plan(0, BAR, piano=(note(0, length=3000),)))
    at(sequencer, 10)
    sequencer.plan(plan(500, BAR))
    assert offs(at(sequencer, 499)) == []
    assert offs(at(sequencer, 500)) == [(500, 60)]


def test_a_note_that_the_new_plan_confirms_sounds_on() -> None:
    sequencer = started()
    sequencer.plan(plan(0, BAR, piano=(note(0, length=3000),)))
    at(sequencer, 10)
    sequencer.plan(plan(500, BAR, piano=(note(0, length=2000),)))
    assert offs(at(sequencer, 1999)) == []
    assert offs(at(sequencer, 2000)) == [(2000, 60)]


def test_a_late_note_on_is_dropped_and_said() -> None:
    sequencer = started(max_late_ms=25)
    sequencer.plan(plan(0, BAR, piano=(note(480),)))
    cues = sequencer.due(Nanos(280 * MS))  # 480 ticks are 250 ms
    assert [(c.tick, c.data, c.due_ns) for c in cues if c.part == "piano"] == [(480, None, 250 * MS)]


def test_queued_cues_bend_with_the_tempo() -> None:
    sequencer = started()
    sequencer.plan(plan(0, BAR, piano=(note(960),)))
    assert sequencer.timeline is not None
    sequencer.retime(sequencer.timeline.with_bpm(60, Nanos(0)))
    assert ons(sequencer.due(Nanos(999 * MS))) == []
    assert ons(sequencer.due(Nanos(1001 * MS))) == [(960, 60)]


def test_stop_closes_what_sounds() -> None:
    sequencer = started()
    sequencer.plan(plan(0, BAR, piano=(note(0, length=3000), note(0, 64, 3000))))
    at(sequencer, 10)
    assert sorted(c.data for c in sequencer.stop(Nanos(20 * MS)) if c.data) == [b"\x80\x3c\x00", b"\x80\x40\x00"]
    assert sequencer.next_ns() is None


def test_a_note_that_began_before_a_late_plan_came_keeps_its_length() -> None:
    sequencer = started()
    sequencer.plan(plan(0, BAR, piano=(note(960, length=1900),)))
    at(sequencer, 960)
    sequencer.plan(plan(940, 2 * BAR, piano=(note(960, length=1900),)))
    assert offs(at(sequencer, 2859)) == []
    assert offs(at(sequencer, 2860)) == [(2860, 60)]


def test_a_plan_for_the_next_start_waits_for_it() -> None:
    sequencer = Sequencer(Meter(4), CHANNELS, Nanos(25 * MS))
    sequencer.plan(plan(8 * BAR, 10 * BAR, piano=(note(8 * BAR),)))
    sequencer.start(Timeline.at_bpm(120, Nanos(0), Tick(8 * BAR)), Tick(8 * BAR))
    assert ons(at(sequencer, 8 * BAR)) == [(8 * BAR, 60)]


def test_a_plan_for_another_start_is_not_played() -> None:
    sequencer = Sequencer(Meter(4), CHANNELS, Nanos(25 * MS))
    sequencer.plan(plan(8 * BAR, 10 * BAR, piano=(note(8 * BAR),)))
    sequencer.start(Timeline.at_bpm(120, Nanos(0), Tick(0)), Tick(0))
    assert ons([cue for tick in range(0, 9 * BAR, 20) for cue in at(sequencer, tick)]) == []


def test_a_part_whose_synth_is_slow_is_sent_earlier_than_the_other() -> None:
    sequencer = started()
    sequencer.ahead = {"bass": 0, "drums": 0, "piano": 30 * MS}
    sequencer.plan(plan(0, BAR, (note(960, 51),), (note(960, 64),)))
    assert sequencer.next_ns() == 470 * MS
    assert [cue.part for cue in sequencer.due(Nanos(470 * MS))] == ["piano"]
    assert [cue.part for cue in sequencer.due(Nanos(500 * MS)) if cue.data and is_note_on(cue.data)] == ["drums"]


def test_a_part_may_be_sent_later_too() -> None:
    sequencer = started()
    sequencer.ahead = {"bass": 0, "drums": 0, "piano": -30 * MS}
    sequencer.plan(plan(0, BAR, piano=(note(960, 64),)))
    assert ons(sequencer.due(Nanos(529 * MS))) == []
    (cue,) = sequencer.due(Nanos(530 * MS))
    assert cue.due_ns == 530 * MS


def test_a_plan_for_the_place_that_the_music_has_jumped_from_is_not_played_up_to() -> None:
    sequencer = started()
    assert not sequencer.plan(plan(900 * BAR, 902 * BAR, drums=(note(900 * BAR, 51),)))
    assert sequencer.vamps == 0
    assert sequencer.plan(plan(0, BAR, drums=(note(0, 51),)))
    assert [c.tick for c in at(sequencer, 0) if c.data] == [0]


def test_on_an_external_start_the_first_beat_is_played_though_it_should_have_left_before() -> None:
    sequencer = Sequencer(Meter(4), CHANNELS, Nanos(25 * MS))
    sequencer.ahead = {"bass": 0, "drums": 0, "piano": 60 * MS}
    sequencer.plan(plan(0, 2 * BAR, piano=(note(0),)))
    sequencer.start(Timeline.at_bpm(120, Nanos(1000 * MS), Tick(0)), Tick(0), Nanos(1000 * MS))
    assert ons(sequencer.due(Nanos(1001 * MS))) == [(0, 60)]
