"""The answer to a drawing: where it lies, which notes it may have, and that a seed gives it again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jamd.board.continuation import go_on
from jamd.music.drawing import Drawing, DrawnNote
from jamd.music.harmony.chords import parse_chord
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Note, Tick
from jamd.players.registry import make_player
from jamd.players.rules.drummer import RulesDrummer

SCALE = tuple(DrawnNote(60 + pitch, 2 * i, 2 * i + 2) for i, pitch in enumerate((0, 2, 4, 5, 7, 9, 11, 12)))


class Chromatic:
    """Plays every semitone up, a sixteenth each, wherever it is asked to."""

    part = "piano"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        self.scene = scene
        return tuple(Note(Tick(t), 60 + i % 12, Tick(t + 300), 64) for i, t in enumerate(range(start, end, 240)))


@given(
    st.sampled_from([1, 3, 4, 6, 12]),
    st.integers(1, 16),
    st.lists(st.tuples(st.floats(0, 60), st.floats(0.1, 20), st.integers(0, 127)), max_size=5),
)
@settings(max_examples=60)
def test_law_the_answer_begins_after_the_drawing_on_whole_steps(
    steps: int, bars: int, given_notes: list[tuple[float, float, int]]
) -> None:
    notes = tuple(DrawnNote(pitch, start, start + length) for start, length, pitch in given_notes)
    drawing = Drawing("piano", notes, steps_per_beat=steps, bars=bars)
    answer = go_on(drawing, Chromatic(), 1)
    ends = max((note.end for note in notes), default=0)
    assert answer
    assert all(ends <= note.start < note.end < ends + 1 + bars * 4 * steps + 1 for note in answer)
    assert all(note.start == int(note.start) and note.end == int(note.end) for note in answer)
    assert list(answer) == sorted(answer, key=lambda note: (note.start, note.pitch))


@pytest.mark.parametrize("scale", ["C", "Ebm", "F#"])
def test_every_note_is_in_the_scale(scale: str) -> None:
    drawing = Drawing("piano", SCALE, scale=scale)
    assert {note.pitch % 12 for note in go_on(drawing, Chromatic(), 1)} <= drawing.scale_tones()


def test_the_chart_is_played_from_the_bar_of_the_first_note() -> None:
    player = Chromatic()
    go_on(Drawing("piano", SCALE, chart="| Dm7 | G7 |"), player, 1)
    chord = player.scene.chord_at(Tick(3840))
    assert chord is not None
    assert chord.symbol == "G7"


def test_a_waltz_has_three_beats_to_the_bar() -> None:
    notes = go_on(Drawing("piano", (), chart="meter: 3/4\n| Dm7 | G7 |", bars=2), Chromatic(), 1)
    assert max(note.end for note in notes) == 24


def test_it_is_as_loud_as_the_drawing() -> None:
    soft = tuple(DrawnNote(note.pitch, note.start, note.end, 32) for note in SCALE)
    assert {note.velocity for note in go_on(Drawing("piano", soft), Chromatic(), 1)} == {32}


def test_drums_go_on() -> None:
    assert len(go_on(Drawing("drums", (DrawnNote(51, 0, 1), DrawnNote(51, 4, 5)), bars=2), RulesDrummer(), 3)) > 6


@pytest.mark.parametrize(("part", "name"), [("piano", "seed"), ("piano", "pianist"), ("drums", "seed")])
def test_the_networks_continue_and_a_seed_gives_it_again(part: str, name: str) -> None:
    drawing = Drawing(part, SCALE, bars=4, chart="builtin:blues-in-f")  # type: ignore[arg-type]
    player = make_player(part, name)  # type: ignore[arg-type]
    first = go_on(drawing, player, 7)
    go_on(drawing, player, 8)
    assert first
    assert go_on(drawing, player, 7) == first
    assert go_on(drawing, make_player(part, name), 7) == first  # type: ignore[arg-type]


def test_the_pianist_goes_on_from_what_was_drawn() -> None:
    low = tuple(DrawnNote(note.pitch - 5, note.start, note.end, note.velocity) for note in SCALE)
    pianist = make_player("piano", "pianist")
    answers = [go_on(Drawing("piano", notes, bars=2), pianist, 7) for notes in (SCALE, low)]
    assert answers[0] != answers[1]
    assert all(note.start < 8 * 4 for answer in answers for note in answer[:1])  # in the first bar behind the drawing


def test_an_answer_does_not_begin_with_a_rest() -> None:
    pianist = make_player("piano", "pianist")
    for seed in range(12):
        begins = go_on(Drawing("piano", SCALE[: 3 + seed % 6], bars=2), pianist, seed)[0].start
        assert begins - SCALE[2 + seed % 6].end <= 4  # steps, of which the drawing has four to the beat


@pytest.mark.parametrize(("moved", "tonic"), [(0, "Cmaj7"), (3, "Ebmaj7"), (9, "Amaj7")])
def test_without_a_scale_or_a_chart_the_player_gets_the_key_that_was_drawn(moved: int, tonic: str) -> None:
    player = Chromatic()
    drawn = tuple(DrawnNote(note.pitch + moved, note.start, note.end) for note in SCALE)
    go_on(Drawing("piano", drawn, bars=1), player, 1)
    assert player.scene.chord == parse_chord(tonic)
    go_on(Drawing("piano", (), bars=1), player, 1)
    assert player.scene.chord is None
