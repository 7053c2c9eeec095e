"""A tune as the band reports it, beat by beat, and what a file says of it."""

from collections.abc import Iterator

from msgspec.structs import replace
from music.planning.jams import TIMELINE, at, jam, started

from jamd.files.form_marks import FormMarks, Place, place_of
from jamd.music.charts.load import read_chart
from jamd.music.events import Command, State
from jamd.music.time.notes import Meter, Nanos, Tick

BEAT, FOUR, THREE = 960, Meter(4), Meter(3)


def beats(first: int, meter: Meter, bars: list[tuple[int, str, int, str]]) -> Iterator[Place]:
    """Places on every beat of bars, each (chorus, section, bar of the section, chord); `first` is a beat."""
    for number, (chorus, section, section_bar, chord) in enumerate(bars):
        line = Tick((first + number * meter.beats) * BEAT)
        for beat in range(meter.beats):
            chords = ((Tick(line + beat * BEAT), chord),)
            yield Place(line, meter, True, chorus, section, section_bar, "Bb", chords)


def marks(*stretches: Iterator[Place]) -> FormMarks:
    found = FormMarks(FOUR)
    found.begin(Tick(0), counts_in=False)
    for stretch in stretches:
        for place in stretch:
            found.take(place)
    return found


def by_beat(timed: list[tuple[Tick, str]]) -> list[tuple[int, str]]:
    return [(tick // BEAT, text) for tick, text in timed]


def test_choruses_sections_and_chords_are_markers() -> None:
    found = marks(beats(0, FOUR, [(0, "A", 0, "Dm7"), (0, "A", 1, "G7"), (0, "A", 0, "G7"), (1, "A", 0, "Dm7")]))
    assert by_beat(found.markers) == [
        (0, "Chorus 1"), (0, "[A]"), (0, "Dm7"), (4, "G7"), (8, "[A]"), (12, "Chorus 2"), (12, "[A]"), (12, "Dm7"),
    ]  # fmt: skip
    assert (found.meters, found.keys) == ([(0, FOUR)], [(0, "Bb")])


def test_an_intro_is_no_chorus() -> None:
    found = marks(beats(0, FOUR, [(0, "Intro", 0, "C"), (0, "A", 0, "C"), (0, "A", 1, "C")]))
    assert by_beat(found.markers) == [(0, "[Intro]"), (0, "C"), (4, "Chorus 1"), (4, "[A]")]


def test_a_section_of_one_bar_that_is_looped_is_marked_each_time() -> None:
    found = marks(beats(0, FOUR, [(0, "B", 0, "C"), (0, "B", 0, "C")]))
    assert by_beat(found.markers) == [(0, "Chorus 1"), (0, "[B]"), (0, "C"), (4, "[B]")]


def test_another_meter_stands_at_its_bar_line() -> None:
    found = marks(beats(0, FOUR, [(0, "A", 0, "C")]), beats(4, THREE, [(0, "A", 1, "F")] * 2))
    assert found.meters == [(0, FOUR), (4 * BEAT, THREE)]


def test_bar_lines_that_move_are_told() -> None:
    found = marks(beats(0, FOUR, [(0, "A", 0, "C")]), beats(6, FOUR, [(0, "A", 0, "C")]))
    assert found.meters == [(0, FOUR), (6 * BEAT, FOUR)]


def test_a_tune_in_three_begins_in_three() -> None:
    assert marks(beats(0, THREE, [(0, "A", 0, "C")])).meters == [(0, THREE)]


def test_a_count_in_is_marked_and_without_a_form_only_chords_are() -> None:
    found = FormMarks(FOUR)
    found.begin(Tick(-8 * BEAT), counts_in=True)
    found.take(Place(Tick(-4 * BEAT), FOUR))
    found.take(Place(Tick(0), FOUR, chords=((Tick(0), "Am7"),)))
    assert by_beat(found.markers) == [(-8, "Count-in"), (0, "Am7")]
    assert found.meters == [(0, FOUR)]


def test_chords_are_marked_where_they_began_however_seldom_the_band_plans() -> None:
    machine, found = jam(None), FormMarks(FOUR)
    machine.play_chart(read_chart("| C F | G7 N.C. | C | / |"), Nanos(0))
    for events in (started(machine), at(machine, 3 * BEAT), at(machine, 6 * BEAT), at(machine, 9 * BEAT)):
        found.take(place_of(next(event for event in reversed(events) if isinstance(event, State)), 0, FOUR))
    chords = [mark for mark in by_beat(found.markers) if mark[1] != "Chorus 1"]
    assert chords == [(0, "C"), (2, "F"), (4, "G7"), (6, "N.C."), (8, "C")]


def test_the_marks_follow_a_form_that_is_led() -> None:
    """A tune is looped, left, and another one in three begins."""
    machine = jam(None)
    tunes = {0: "key: C\n[A] C | F |\n[B] | G7 | C |", 34: "key: F\nmeter: 3/4\n[A] F | Bb |"}
    led = {9: Command("loop", "3-4"), 21: Command("loop", None)}
    machine.play_chart(read_chart(tunes[0]), Nanos(0))
    found, events = FormMarks(FOUR), started(machine)
    for beat in range(1, 46):
        events += at(machine, beat * BEAT)
        if beat in led:
            events += machine.handle(replace(led[beat], ns=TIMELINE.ns_at(Tick(beat * BEAT + 100))))
        elif beat in tunes:
            events += machine.play_chart(read_chart(tunes[beat]), TIMELINE.ns_at(Tick(beat * BEAT + 100)))
    for event in events:
        if isinstance(event, State):
            found.take(place_of(event, 0, FOUR))
    forms = [(beat, text) for beat, text in by_beat(found.markers) if text[0] in "[C" and len(text) > 1]
    assert forms == [
        (0, "Chorus 1"), (0, "[A]"), (8, "[B]"), (16, "[B]"), (24, "Chorus 2"), (24, "[A]"), (32, "[B]"),
        (36, "Chorus 1"), (36, "[A]"), (42, "Chorus 2"), (42, "[A]"),
    ]  # fmt: skip
    assert found.meters == [(0, FOUR), (36 * BEAT, THREE)]
    assert by_beat(found.keys) == [(0, "C"), (36, "F")]
