"""Both hands: a chorus of the pianist's own, and carrying a phrase on, with the shipped networks."""

import pytest

from jamd.music.charts.load import load_chart
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Meter, Note, Tick
from jamd.players.pianist.comping.comping import Comping
from jamd.players.pianist.lines.blocks import is_thick
from jamd.players.pianist.lines.line import LEFT_HAND, heard_line, right_hand
from jamd.players.pianist.pianist import Pianist

BAR = 3840


def scene(**fields):
    plain = {
        "meter": Meter(4), "bpm": 160.0, "heard": Tick(0), "you": (), "own": (), "chord": None,
        "chart": load_chart("builtin:blues-in-f"), "role": "solo", "intensity": 0.45, "swing": 1.6,
        "temperature": 1.0, "seed": 7, "apart": ((Tick(0), Tick(100 * BAR)),),
    }  # fmt: skip
    return Scene(**plain | fields)


@pytest.fixture(scope="module")
def pianist():
    return Pianist()


def chorus(pianist, **fields):
    """Twelve bars, planned bar by bar."""
    notes = []
    for bar in range(12):
        notes += pianist.play(scene(own=tuple(notes), **fields), Tick(bar * BAR), Tick((bar + 1) * BAR))
    return notes


def test_the_left_hand_plays_under_the_line(pianist):
    notes = chorus(pianist)
    left, right = ([n for n in notes if (n.pitch <= LEFT_HAND) is low] for low in (True, False))
    assert 12 < len(left) < 12 * 3 * 3
    assert len(right) > 36
    assert max(n.velocity for n in left) < max(n.velocity for n in right)


def test_a_quiet_chorus_is_one_line_and_a_hot_one_has_both_hands_on_it(pianist):
    assert not any(is_thick(scene(), bar) for bar in range(100))
    together = [chords(chorus(pianist, intensity=hot, seed=3)) for hot in (0.45, 0.95)]
    assert together[0] == 0 < together[1]


def chords(notes):
    """Places at which more than one note of the right hand is struck."""
    starts = [note.start for note in notes if note.pitch > LEFT_HAND]
    return len(starts) - len(set(starts))


def test_a_hot_chorus_is_higher_louder_and_busier(pianist):
    quiet, hot = (chorus(pianist, intensity=intensity) for intensity in (0.3, 0.8))
    assert mean([n.pitch for n in quiet]) + 3 < mean([n.pitch for n in hot])
    assert mean([n.velocity for n in quiet]) + 8 < mean([n.velocity for n in hot])
    assert len({n.start for n in quiet}) < len({n.start for n in hot})


def mean(values):
    return sum(values) / len(values)


# -- carrying a phrase on


def carried_on(pianist, pitch, seed):
    """Eight bars, planned bar by bar, behind a bar of eighths around a pitch."""
    you = tuple(Note(Tick(n * 480), pitch + n % 4, Tick(n * 480 + 400), 80) for n in range(7))
    entry, notes = Tick(3840 - 200), ()
    for start in (entry, *range(BAR, 9 * BAR, BAR)):
        told = scene(role="line", you=you, heard=Tick(start), entry=entry, own=notes, seed=seed)
        notes += pianist.play(told, Tick(start), Tick((start // BAR + 1) * BAR))
    return notes


def hands(notes):
    right = set(right_hand(scene(role="line", own=tuple(notes))))
    return [note for note in notes if note not in right], sorted(right)


def test_the_left_hand_joins_a_bar_after_the_line(pianist):
    for seed in range(3):
        left, right = hands(carried_on(pianist, 72, seed))
        assert right[0].start < BAR + 400
        assert left[0].start > 2 * BAR - 100
        assert 6 < len(left) < 8 * 3 * 3
        assert all(note.pitch <= LEFT_HAND for note in left)


def test_the_left_hand_keeps_out_of_the_way_of_a_low_line(pianist):
    chords = [0, 0]
    for seed in range(3):
        for low, pitch in enumerate((74, 54)):
            left, right = hands(carried_on(pianist, pitch, seed))
            chords[low] += len(left)
            assert all(
                above.pitch > note.pitch for note in left for above in right if note.start <= above.start < note.end
            )
    assert chords[1] < chords[0]


@pytest.mark.parametrize("role", ["line", "solo"])
@pytest.mark.parametrize("bars_played", [0, 1])
def test_the_left_hand_remembers_its_chords_whole_and_takes_none_for_the_line(pianist, monkeypatch, role, bars_played):
    chords = tuple(
        Note(Tick(bar * BAR), pitch, Tick(bar * BAR + 900), 60) for bar in range(4) for pitch in (53, 58, 63)
    )
    entry, told = Tick(4 * BAR), []
    play = Comping.play
    monkeypatch.setattr(Comping, "play", lambda *asked: told.append(asked) or play(*asked))
    start = Tick(entry + bars_played * BAR)
    line = tuple(Note(Tick(tick), 72, Tick(tick + 400), 70) for tick in range(entry, start, 480))
    here = scene(role=role, own=(*chords, *line), apart=((entry, start),) * bars_played, entry=entry, heard=start)
    pianist.play(here, start, Tick(start + 2 * BAR))
    ((_, left, *_, right),) = told
    assert left.own == chords
    assert not set(chords) & set(right)
    assert set(line) <= set(right)


def test_a_line_that_begins_does_not_hear_chords_as_its_own_past():
    chords = tuple(Note(Tick(bar * BAR), pitch, Tick(bar * BAR + 900), 60) for bar in range(4) for pitch in (53, 64))
    assert heard_line(scene(role="line", own=chords, apart=()), Tick(4 * BAR)) == []
