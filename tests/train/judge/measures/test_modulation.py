import judged_music as music

from jamd.music.charts.text_grid import read_grid
from jamd.music.time.notes import Note, Tick
from jamd.players.registry import make_player
from train.judge.measures.harmony import harmonic_share
from train.judge.measures.modulation import AFTER, BEFORE, keyboardist, recovery
from train.judge.measures.replay import Take, replay


def chord(bar: int, *pitches: int, eighth: int = 0) -> list[Note]:
    start = bar * music.BAR + eighth * 480
    return [Note(Tick(start + i), pitch, Tick(start + 400), 64) for i, pitch in enumerate(pitches)]


def test_a_chord_struck_ahead_belongs_to_the_next_bar() -> None:
    chart = read_grid("| Cmaj7 | Db7 |")
    ahead = chord(0, 53, 56, 59, 63, eighth=7)  # Db7 on the 4& of C
    assert harmonic_share(ahead, chart) == 1.0
    assert harmonic_share(chord(0, 53, 56, 59, 63, eighth=4), chart) < 0.6


def test_the_pianist_by_rule_follows_a_modulation() -> None:
    you, said = keyboardist(0, 6)
    bars, before = recovery(replay(make_player("piano", "rules"), Take(you, BEFORE + AFTER, 140.0)), said)
    assert before > 0.85
    assert bars <= 2


def test_who_stays_in_the_old_key_never_recovers() -> None:
    _, said = keyboardist(0, 6)
    stuck = [
        note
        for bar in range(BEFORE + AFTER)
        for note in chord(bar, *((53, 60, 64), (53, 59), (52, 59), (52, 59))[bar % 4])
    ]
    assert recovery(stuck, said) == (AFTER, 1.0)


def test_the_keyboardist_holds_chords_below_the_split() -> None:
    you, said = keyboardist(5, 8)
    low = [note for note in you if note.pitch < 54]
    assert len(low) == 4 * (BEFORE + AFTER)
    assert all(note.pitch % 12 in said.chord_at(note.start).chord_tones for note in low)
