"""Which of its names a note has: the one that its chord gives it, else its key's."""

from typing import Final

from jamd.music.harmony.chords import Chord

_LETTERS: Final = "CDEFGAB"
_NATURAL: Final = (0, 2, 4, 5, 7, 9, 11)
_DEGREES: Final = (0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6)  # letters above the root, by semitones
_FLATS: Final = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_SHARPS: Final = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


def note_name(pitch: int, chord: Chord | None, signs: int) -> tuple[str, int, int]:
    """Letter, alteration in semitones, octave (C4 is 60). `signs`: the sharps of the key; flats are negative."""
    named = _in_chord(pitch, chord) if chord is not None and chord.quality != "nc" else None
    name = named or (_SHARPS if signs > 0 else _FLATS)[pitch % 12]
    letter, alter = name[0], name.count("#") - name.count("b")
    return letter, alter, (pitch - alter) // 12 - 1


def _in_chord(pitch: int, chord: Chord) -> str | None:
    """None where that would need a double sign, or a name like Cb."""
    semitones = (pitch - chord.root) % 12
    root = _LETTERS.index(chord.symbol[0]) if chord.symbol[:1] in _LETTERS else 0
    tones = {(tone - chord.root) % 12 for tone in chord.chord_tones}
    place = (root + _degree(semitones, tones)) % 7
    alter = (pitch - _NATURAL[place] + 6) % 12 - 6
    if abs(alter) > 1 or (_LETTERS[place], alter) in (("C", -1), ("F", -1), ("E", 1), ("B", 1)):
        return None
    return _LETTERS[place] + "#" * alter + "b" * -alter


def _degree(semitones: int, tones: set[int]) -> int:
    if semitones == 6 and 6 in tones and 7 not in tones:  # a flat fifth, not a sharp eleventh
        return 4
    if semitones == 8 and 8 in tones and 7 not in tones:  # a sharp fifth
        return 4
    if semitones == 9 and {3, 6, 9} <= tones:  # a diminished seventh
        return 6
    if semitones == 3 and 4 in tones:  # a sharp ninth
        return 1
    return _DEGREES[semitones]
