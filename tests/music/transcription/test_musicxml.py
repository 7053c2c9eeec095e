"""The sheet of a take: its chords are read again, its bars are full, its hands stand on two staves."""

from xml.etree.ElementTree import Element, fromstring

from jamd.music.charts.musicxml import read_musicxml
from jamd.music.harmony.chords import parse_chord
from jamd.music.time.notes import Meter, Note, Tick
from jamd.music.transcription.musicxml import Transcription, write_transcription

BEAT, BAR = 960, 3840


def note(beat: float, pitch: int, beats: float = 1) -> Note:
    return Note(Tick(round(beat * BEAT)), pitch, Tick(round((beat + beats) * BEAT)), 80)


def music(*notes: Note) -> Transcription:
    chords = [(0, "Bb7"), (BAR, "Eb7"), (BAR + 2 * BEAT, "Edim7"), (2 * BAR, "Bb7")]
    return Transcription(
        "Blues", "You", notes, [(Tick(tick), parse_chord(symbol)) for tick, symbol in chords], [(Tick(0), "A")],
        [(Tick(bar * BAR), Meter(4)) for bar in range(3)], "Bb", 140.0,
    )  # fmt: skip


def written(*notes: Note) -> Element:
    return fromstring(write_transcription(music(*notes)))


def test_the_chords_and_the_signs_are_read_again_as_a_chart() -> None:
    sheet = read_musicxml(write_transcription(music(note(0, 70), note(8, 72))))
    assert [[chord.chord.symbol for chord in measure.chords] for measure in sheet.measures] == [
        ["Bb7"], ["Eb7", "Edim7"], ["Bb7"],
    ]  # fmt: skip
    assert (sheet.title, sheet.key, sheet.bpm, sheet.measures[0].section) == ("Blues", "Bb", 140, "A")


def test_a_line_stands_on_one_staff_and_two_hands_on_two() -> None:
    assert written(note(0, 70)).findtext(".//staves") == "1"
    low_and_high = written(note(0, 46), note(0, 70))
    assert low_and_high.findtext(".//staves") == "2"
    pitches = {each.findtext("staff"): each.findtext("pitch/step") for each in low_and_high.iter("note")}
    assert pitches == {"1": None, "2": None}  # the last of each staff is a rest
    struck = [(each.findtext("staff"), each.findtext("pitch/octave")) for each in low_and_high.iter("note")][::-1]
    assert {("1", "4"), ("2", "2")} <= set(struck)


def test_a_bass_stands_in_bass_clef_an_octave_above_its_sound() -> None:
    sheet = fromstring(write_transcription(music(note(0, 34), note(1, 50))._replace(is_bass=True)))
    assert [sheet.findtext(f".//{each}") for each in ("staves", "clef/sign", "octave-change")] == ["1", "F", "-1"]
    assert [each.text for each in sheet.iter("octave")] == ["2", "4"]


def test_a_note_over_the_bar_line_is_tied() -> None:
    ties = [tie.get("type") for tie in written(note(3, 70, 2)).iter("tie")]
    assert ties == ["start", "stop"]
