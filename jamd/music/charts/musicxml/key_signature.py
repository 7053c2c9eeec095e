"""Keys as MusicXML says them: the sharps in the signature, flats as a negative number, and the mode."""

from typing import Final

_TONICS: Final = ("Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#", "A#")
_WITHOUT_SIGNS: Final = {"major": 7, "minor": 10}  # the places of C and of A among the tonics
_MOST_SIGNS: Final = 7


def key_of(signs: int, mode: str) -> str:
    """The key with a number of sharps, "F#m"; empty where there is none. Other modes than minor count as major."""
    minor = mode == "minor"
    place = signs + _WITHOUT_SIGNS["minor" if minor else "major"]
    return _TONICS[place] + "m" * minor if abs(signs) <= _MOST_SIGNS else ""


def signature_of(key: str) -> tuple[int, str] | None:
    """Sharps and mode of a key; None where it has no signature."""
    mode, tonic = ("minor", key[:-1]) if key.endswith("m") else ("major", key)
    if tonic not in _TONICS:
        return None
    signs = _TONICS.index(tonic) - _WITHOUT_SIGNS[mode]
    return (signs, mode) if abs(signs) <= _MOST_SIGNS else None
