"""The pitches of a walking bass."""

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import replace

from jamd.music.charts.form import Chart
from jamd.music.charts.load import load_chart, read_chart
from jamd.music.harmony.chords import parse_chord
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Tick
from jamd.players.bassist.bassist import Bassist
from jamd.players.bassist.walking import chord_on, one_of, places_of, walk
from jamd.players.bassist.weights import HIGH, LOW

TUNES = ("blues-in-f", "rhythm-changes", "minor-ii-v-i-cycle", "jazz-waltz", "blues-in-five")
BARS = 48


def scene_of(chart: Chart, seed: int = 1, temperature: float = 1.0) -> Scene:
    return Scene(
        meter=chart.meter, bpm=180, heard=Tick(0), you=(), own=(), chart=chart, chord=None, role="comp",
        intensity=0.7, swing=1.6, temperature=temperature, seed=seed,
    )  # fmt: skip


def lines(scene: Scene, bars: int = BARS) -> Iterator[list[int]]:
    """Bar by bar, a note on every beat."""
    one = one_of(scene, 0, None)
    for bar in range(bars):
        following = one_of(scene, bar + 1, one)
        assert one is not None
        yield walk(scene, bar, one, following, range(scene.meter.beats))
        one = following


def moves(scene: Scene) -> list[tuple[int, int, bool, bool]]:
    """(pitch, next, whether the chord changes between them, whether the first lies outside its scale)."""
    pitches = np.concatenate(list(lines(scene)))
    chords = [chord_on(scene, 0, beat) for beat in range(len(pitches))]
    pairs = zip(pitches, pitches[1:], chords, chords[1:], strict=False)
    return [(int(a), int(b), x != y, x is not None and a % 12 not in x.scale_tones | {x.bass}) for a, b, x, y in pairs]


def moves_in_all_tunes() -> list[tuple[int, int, bool, bool]]:
    return [move for tune in TUNES for move in moves(scene_of(load_chart(f"builtin:{tune}")))]


@pytest.mark.parametrize("tune", TUNES)
def test_a_line_stays_on_the_instrument_and_moves(tune: str) -> None:
    played = moves(scene_of(load_chart(f"builtin:{tune}")))
    assert all(LOW <= a <= HIGH and abs(a - b) <= 12 for a, b, *_ in played)
    assert np.mean([a == b for a, b, *_ in played]) < 0.12


def test_it_leads_into_changes_by_half_step_step_or_fifth() -> None:
    leads = [abs(a - b) for a, b, changes, _ in moves_in_all_tunes() if changes]
    assert np.mean([apart in (1, 2, 5, 7) for apart in leads]) > 0.6
    assert np.mean([apart == 1 for apart in leads]) > 0.25


def test_notes_outside_the_scale_lead_a_half_step_on() -> None:
    ways = [abs(a - b) == 1 for a, b, _, outside in moves_in_all_tunes() if outside]
    assert len(ways) > 20
    assert np.mean(ways) > 0.75


def test_over_one_chord_it_climbs_and_falls() -> None:
    for seed in range(4):
        eight = list(lines(scene_of(read_chart("| Dm7 | % | % | % | % | % | % | % |"), seed), 8))
        assert np.ptp(eight) >= 10
        assert len({pitch % 12 for line in eight for pitch in line}) >= 6
        ones = [line[0] for line in eight]
        assert max(ones.count(one) for one in ones) <= 4


def test_a_slash_chord_has_its_bass_on_the_change() -> None:
    scene = scene_of(read_chart("| C | F/G | C | F/G | C | F/G | C | F/G |"))
    on_g = [line[0] % 12 == 7 for line in lines(scene)][1::2]
    assert np.mean(on_g) > 0.8


def test_two_chords_a_bar_have_their_roots() -> None:
    scene = scene_of(read_chart("| Cmaj7 A7 | Dm7 G7 | Em7 A7 | Dm7 G7 |"))
    roots = [(0, 9), (2, 7), (4, 9), (2, 7)]
    on_root = [line[2 * i] % 12 == roots[bar % 4][i] for bar, line in enumerate(lines(scene)) for i in (0, 1)]
    assert np.mean(on_root) > 0.6


@pytest.mark.parametrize(("beats", "strong"), [(3, {3}), (4, {2, 4}), (5, {3, 5})])
def test_strong_beats_are_those_of_the_meter(beats: int, strong: set[int]) -> None:
    """Five are counted as three and two; the last one is the next bar's 1."""
    places = places_of([parse_chord("C6")] * (beats + 1), range(beats + 1))
    assert {beat for beat, place in enumerate(places, 1) if place == "strong"} == strong


def test_every_tune_has_shapes_of_its_own() -> None:
    chart = load_chart("builtin:blues-in-f")
    by_seed = [[tuple(np.diff(line)) for line in lines(scene_of(chart, seed), 64)] for seed in (1, 2)]
    assert by_seed[0] != by_seed[1]
    assert all(len(set(shapes)) < len(shapes) for shapes in by_seed)


def test_a_cold_bassist_plays_what_is_likeliest() -> None:
    chart = load_chart("builtin:blues-in-f")
    assert len({tuple(line) for line in lines(scene_of(chart, temperature=0.0), 4)}) >= 2
    for a, b in zip(lines(scene_of(chart, temperature=0.0)), lines(scene_of(chart, temperature=0.0)), strict=True):
        assert a == b


def test_where_the_harmony_is_only_heard_it_keeps_to_what_is_sure() -> None:
    guessed = replace(scene_of(load_chart("builtin:blues-in-f")), chart=None, chord=parse_chord("C7"))
    sure = (0, 5, 7, 9)  # more like F with its ninth
    chances = tuple(0.9 if pitch_class in sure else 0.1 for pitch_class in range(12))
    for one in (guessed, replace(guessed, seed=2)):
        kept = [np.mean(np.isin(np.concatenate(list(lines(scene))) % 12, sure))
                for scene in (one, replace(one, likely=((Tick(0), chances),)))]  # fmt: skip
        assert kept[0] + 0.2 < kept[1]


def test_planning_again_from_any_tick_gives_the_same_notes() -> None:
    scene, bassist = scene_of(load_chart("builtin:rhythm-changes")), Bassist()
    end = Tick(8 * scene.meter.bar)
    whole = bassist.play(scene, Tick(0), end)
    for start in range(0, end, 1700):
        own = tuple(note for note in whole if note.start < start)
        again = bassist.play(replace(scene, own=own), Tick(start), end)
        assert again == tuple(note for note in whole if note.start >= start)
