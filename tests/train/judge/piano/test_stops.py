"""A soloist who stops, and what follows."""

import judged_music as music

from jamd.music.time.notes import Note, Tick
from train.judge.piano import stops
from train.judge.piano.entries import silences

BAR, BEAT = 3840, 960


def soloist(bars: int) -> tuple[Note, ...]:
    """Phrases of six eighths from each bar line on, a beat and a half apart."""
    return tuple(
        Note(Tick(bar * BAR + n * 480), 60 + (bar + n) % 7, Tick(bar * BAR + n * 480 + 400), 80)
        for bar in range(bars)
        for n in range(6)
    )


def test_they_play_up_to_four_bars_and_rest_two_to_eight() -> None:
    played, left = stops.stopped(soloist(60))
    assert sorted([*played, *left]) == list(soloist(60))
    rests = [end - start for start, end in silences(played) if end - start > 4]
    assert len(rests) > 5
    assert all(8 <= rest <= 8 * 4 + 4 for rest in rests)
    calls = stops.turns(played, left)
    assert all(BAR / 2 < each.call[-1].end - each.call[0].start <= 4.5 * BAR for each in calls)


def test_a_phrase_that_never_ends_is_cut() -> None:
    runs = tuple(Note(Tick(n * 480), 60, Tick(n * 480 + 480), 80) for n in range(400))
    played, left = stops.stopped(runs)
    assert played == runs[: len(played)]
    assert played[-1].start < 4.5 * BAR
    assert left


def test_who_goes_on_with_the_same_bars_has_them_above_chance_and_who_leaps_away_does_not_join() -> None:
    played, left = stops.stopped(music.solo(3, 120).line)
    calls = stops.turns(played, left)
    parrot = tuple(
        Note(Tick(each.start + note.start - each.call[0].start), note.pitch, Tick(each.start + note.end), 100)
        for each in calls
        for note in each.call
    )
    found = stops.facts(played, sorted(parrot))
    assert min(found[f"gain_{name}"] for name in ("rhythm", "interval", "contour")) > 0.2
    assert found["louder"] > 20
    leaps = [Note(note.start, note.pitch + 19, note.end, note.velocity) for note in left]
    assert stops.facts(played, leaps)["register"] > 12 > abs(stops.facts(played, left)["register"])
