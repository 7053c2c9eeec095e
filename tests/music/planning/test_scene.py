"""What a scene says of the harmony, and randomness that is handed in."""

from hypothesis import given
from hypothesis import strategies as st

from jamd.music.charts.load import load_chart
from jamd.music.harmony.chords import parse_chord
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import Meter, Tick

seeds = st.integers(0, 2**63 - 1)
steps = st.integers(-(10**6), 10**6)


@given(seeds, steps)
def test_the_same_step_draws_the_same_numbers(seed: int, step: int) -> None:
    assert rng_at(seed, "drums", step).random(8).tolist() == rng_at(seed, "drums", step).random(8).tolist()


@given(seeds, steps, steps)
def test_other_steps_parts_and_seeds_draw_others(seed: int, step: int, other: int) -> None:
    draws = set(rng_at(seed, "drums", step).random(8))
    assert not draws & set(rng_at(seed, "piano", step).random(8))
    assert not draws & set(rng_at(seed + 1, "drums", step).random(8))
    if other != step:
        assert not draws & set(rng_at(seed, "drums", other).random(8))


@given(seeds, steps)
def test_a_step_that_draws_much_does_not_run_into_the_next(seed: int, step: int) -> None:
    assert not set(rng_at(seed, "drums", step).random(64)) & set(rng_at(seed, "drums", step + 1).random(64))


EVEN = (0.5,) * 12


def scene(**changes: object) -> Scene:
    told = Scene(Meter(4), 140.0, Tick(0), (), (), load_chart("builtin:blues-in-bb"), None, "comp", 0.5, 1.0, 1.0, 1)
    return Scene(**{name: getattr(told, name) for name in told.__struct_fields__} | changes)


def test_a_charts_chords_are_sure() -> None:
    told = scene(likely=((Tick(0), EVEN),))
    assert told.chord_at(Tick(0)) == parse_chord("Bb7")
    assert told.likely_at(Tick(0)) is None


def test_what_is_heard_beside_a_chart_or_a_learned_form_counts_and_is_as_sure_as_it_sounds() -> None:
    told = scene(chord=parse_chord("Dm7"), changes=((Tick(3840), parse_chord("G7")),), likely=((Tick(0), EVEN),))
    assert [told.chord_at(Tick(tick)).symbol for tick in (0, 3840)] == ["Dm7", "G7"]
    assert told.likely_at(Tick(0)) == told.likely_at(Tick(3840)) == EVEN
