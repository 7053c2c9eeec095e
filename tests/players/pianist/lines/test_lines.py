"""The laws of the pianist's lines, with the shipped networks."""

import itertools
import statistics

import msgspec
import pytest

from jamd.music.charts.form import Change
from jamd.music.charts.load import load_chart
from jamd.music.harmony.chords import parse_chord
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Meter, Note, Tick
from jamd.players.onnx_model import MODELS
from jamd.players.pianist.lines.line import LineNote, heard_line, played
from jamd.players.pianist.lines.lines import CENTRE, ENTRY, REACH, Lines
from jamd.players.pianist.lines.pitches import PitchWriter
from jamd.players.pianist.pianist import Pianist
from jamd.players.steps import step_of

BAR = 3840
ALWAYS = ((Tick(0), Tick(1000 * BAR)),)
ALONE = Scene(
    meter=Meter(4),
    bpm=160.0,
    heard=Tick(0),
    you=(),
    own=(),
    chart=load_chart("builtin:blues-in-f"),
    chord=None,
    role="line",
    intensity=0.5,
    swing=1.6,
    temperature=1.0,
    seed=7,
    apart=ALWAYS,
)


def changed(scene, **fields):
    return Scene(**({name: getattr(scene, name) for name in scene.__struct_fields__} | fields))


def call(first, pitch=67):
    """Four bars of a keyboardist's line: eighths with a hole, and a rest at the end."""
    places = [bar * BAR + eighth * 480 for bar in range(4) for eighth in (0, 1, 2, 4, 5)]
    return tuple(
        Note(Tick(first + place), pitch + i % 5 * 2, Tick(first + place + 400), 80) for i, place in enumerate(places)
    )


ANSWER = changed(ALONE, role="answer", you=call(0), heard=Tick(4 * BAR), turn=(Tick(4 * BAR), Tick(8 * BAR)), swing=1.0)


@pytest.fixture(scope="module")
def lines():
    return Lines(MODELS)


def planned(lines, scene, first, end, stride):
    """What sounds if a bar and a half is asked for every `stride`, and only the first stride of it is kept."""
    kept = []
    for start in range(first, end, stride):
        plan = lines.play(changed(scene, own=tuple(kept)), Tick(start), Tick((start // BAR + 2) * BAR))
        kept += [note for note in plan if note.start < min(end, start + stride)]
    return tuple(kept)


def test_the_same_scene_gives_the_same_notes_whatever_was_asked_before(lines):
    lines.play(changed(ALONE, seed=99), Tick(0), Tick(2 * BAR))
    assert lines.play(ALONE, Tick(0), Tick(3 * BAR)) == Lines(MODELS).play(ALONE, Tick(0), Tick(3 * BAR))


@pytest.mark.parametrize("stride", [960, 480, 700])
def test_planning_again_from_anywhere_writes_the_same_music(lines, stride):
    assert planned(lines, ALONE, 0, 6 * BAR, stride) == planned(lines, ALONE, 0, 6 * BAR, BAR)


@pytest.mark.parametrize("swing", [1.0, 1.4, 2.0])
@pytest.mark.parametrize("beats", [3, 4, 5])
def test_one_voice_inside_what_was_asked_and_inside_its_register(lines, swing, beats):
    scene = changed(ALONE, swing=swing, meter=Meter(beats), chart=None, temperature=1.5)
    notes = lines.play(scene, Tick(700), Tick(7 * BAR))
    assert len(notes) > 10
    assert notes == tuple(sorted(notes))
    assert all(700 <= note.start < 7 * BAR for note in notes)
    assert all(a.start < b.start for a, b in itertools.pairwise(notes))
    assert all(CENTRE + REACH[0] <= note.pitch <= CENTRE + REACH[1] for note in notes)


def test_a_note_is_heard_as_what_was_meant():
    note = LineNote(step=27, pitch=70, length=3.0, loud=0.5)
    (heard,) = heard_line(ALONE, Tick(2 * BAR), [played(ALONE, note)])
    assert heard[:3] == note[:3]


@pytest.mark.parametrize(("chart", "tones"), [(ALONE.chart, {5, 9, 0, 3}), (None, set(range(12)))])
def test_a_line_that_has_not_begun_thinks_of_a_chord_tone_before_it(monkeypatch, chart, tones):
    asked = []
    write = PitchWriter.write
    monkeypatch.setattr(PitchWriter, "write", lambda self, *told: asked.append(told) or write(self, *told))
    for seed in range(4):
        Lines(MODELS).play(changed(ALONE, chart=chart, seed=seed), Tick(0), Tick(BAR))
    assert asked
    for line, rhythm, *_ in asked:
        (thought,) = line
        assert thought.step < rhythm.steps[0]
        assert thought.pitch % 12 in tones
        assert abs(thought.pitch - CENTRE) < 12


def test_an_answer_comes_in_soon_and_is_over_when_its_turn_is(lines):
    for seed in range(6):
        notes = planned(lines, changed(ANSWER, seed=seed), 4 * BAR, 8 * BAR, 960)
        assert notes[0].start <= 4 * BAR + (ENTRY["answer"] + 1) * 160
        assert all(note.start < 8 * BAR - 400 and note.end <= 8 * BAR for note in notes)


def test_an_answer_takes_up_the_rhythm_of_its_call(lines):
    def shared(scene):
        runs = gaps(scene.you)
        own = [
            run for seed in range(8) for run in gaps(planned(lines, changed(scene, seed=seed), 4 * BAR, 8 * BAR, BAR))
        ]
        return sum(run in runs for run in own) / len(own)

    assert shared(changed(ANSWER, follow=1.0)) > shared(changed(ANSWER, follow=0.0)) + 0.05


def gaps(notes):
    """Every run of three gaps, in eighths."""
    steps = [step_of(note.start, "swing", 1.0) for note in notes]
    between = [round((b - a) / 3) for a, b in itertools.pairwise(steps)]
    return [tuple(between[i : i + 3]) for i in range(len(between) - 2)]


def test_an_answer_lies_where_its_call_lay(lines):
    low, high = (planned(lines, changed(ANSWER, you=call(0, pitch)), 4 * BAR, 8 * BAR, BAR) for pitch in (55, 76))
    assert mean_pitch(low) + 8 < mean_pitch(high)


def mean_pitch(notes):
    return sum(note.pitch for note in notes) / len(notes)


# -- carrying a phrase on


def carrying(lines, stride=960, **fields):
    """Six bars behind a call whose phrase is over in its fourth bar, planned again and again. The band is told that
    the keyboardist rests, so that its intensity changes all the time."""
    entry = Tick(3 * BAR + 4 * 480 + 480 + 400 + 614)
    notes = ()
    for start in (entry, *range(entry // stride * stride + stride, 10 * BAR, stride)):
        intensity = 0.45 + 0.15 * max(0, 1 - (start - entry) / (2 * BAR))
        told = {"you": call(0), "heard": Tick(start), "entry": entry, "intensity": intensity, "swing": 1.6} | fields
        plan = lines.play(changed(ALONE, own=notes, **told), Tick(start), Tick((start // BAR + 2) * BAR))
        notes = (*(note for note in notes if note.start < start), *plan)
    return entry, notes


def test_the_line_begins_at_once_where_the_phrase_is_over(lines):
    for seed in range(8):
        entry, notes = carrying(lines, seed=seed)
        assert entry <= notes[0].start <= entry + 300


def test_a_line_carries_the_phrase_on_where_it_lay_and_as_loudly(lines):
    low, high = ([note for seed in range(4) for note in carrying(lines, you=call(0, pitch), seed=seed)[1]]
                 for pitch in (57, 76))  # fmt: skip
    assert mean_pitch(low) + 8 < mean_pitch(high)
    soft, loud = (carrying(lines, you=tuple(Note(n.start, n.pitch, n.end, force) for n in call(0)))[1]
                  for force in (40, 100))  # fmt: skip
    assert sum(note.velocity for note in soft) / len(soft) + 40 < sum(note.velocity for note in loud) / len(loud)


def test_planning_again_does_not_begin_the_line_anew(lines, monkeypatch):
    written = []
    write = Lines._write
    monkeypatch.setattr(Lines, "_write", lambda self, *told: written.append(told) or write(self, *told))
    carrying(Lines(MODELS), stride=480, seed=3)
    assert len(written) < 3 * 7  # bars, of which a plan has two


def test_what_was_planned_in_another_meter_is_not_played_in_this_one():
    def first_bar(lines, beats, seed):
        told = changed(ALONE, chart=None, chord=parse_chord("C7"), meter=Meter(beats), busy=0.0, seed=seed)
        return lines.play(told, Tick(0), Tick(told.meter.bar))

    lines = Lines(MODELS)
    for seed in range(4):
        first_bar(lines, 4, seed)
        assert first_bar(lines, 3, seed) == first_bar(Lines(MODELS), 3, seed)


def test_controls_act(lines):
    def lines_of(**fields):
        return [
            note for seed in range(5) for note in planned(lines, changed(ALONE, seed=seed, **fields), 0, 8 * BAR, BAR)
        ]

    assert len(lines_of(busy=0.6)) < len(lines_of()) < len(lines_of(busy=1.6))
    assert mean_pitch(lines_of(register=-8.0)) + 5 < mean_pitch(lines_of(register=8.0))
    assert tones(lines_of(outside=0.0)) > tones(lines_of(outside=2.0)) + 0.05


def tones(notes):
    return sum(note.pitch % 12 in ALONE.chord_at(note.start).chord_tones for note in notes) / len(notes)


def moved(chart, up):
    """Every chord some semitones higher."""

    def higher(chord):
        return msgspec.structs.replace(chord, root=(chord.root + up) % 12, bass=(chord.bass + up) % 12)

    bars = tuple(tuple(Change(each.beat, higher(each.chord)) for each in bar) for bar in chart.bars)
    return msgspec.structs.replace(chart, bars=bars)


@pytest.mark.parametrize("name", ["blues-in-f", "rhythm-changes", "jazz-waltz"])
def test_the_same_line_comes_in_every_key(lines, name):
    chart = load_chart(f"builtin:{name}")
    scene = changed(ALONE, chart=chart, meter=chart.meter)
    line = planned(lines, scene, 0, 8 * BAR, chart.meter.bar)
    assert len({note.pitch % 12 for note in line}) > 6
    for up in range(1, 12):
        there = planned(lines, changed(scene, chart=moved(chart, up), register=float(up)), 0, 8 * BAR, chart.meter.bar)
        assert [(note.start, note.pitch - up) for note in there] == [(note.start, note.pitch) for note in line]


def by_bar(notes, bars):
    return [sum(note.start // BAR == bar for note in notes) for bar in range(bars)]


def test_fast_bars_hold_fewer_notes_and_no_two_phrases_as_many(lines):
    slow, fast = (by_bar(planned(lines, changed(ALONE, bpm=bpm), 0, 32 * BAR, BAR), 32) for bpm in (100.0, 280.0))
    assert 1.2 < sum(slow) / sum(fast) < 2.2  # people: 1.7
    assert statistics.stdev(sum(slow[bar : bar + 4]) / 4 for bar in range(0, 32, 4)) > 1.0


def test_the_pianist_plays_lines_in_all_its_roles_but_comping():
    pianist = Pianist()
    assert pianist.play(ALONE, Tick(0), Tick(4 * BAR)) == Lines(MODELS).play(ALONE, Tick(0), Tick(4 * BAR))
