"""Polychords: a chord over a chord, read as the lower one with the notes of the upper one as its extensions."""

from typing import Final

from jamd.music.harmony.qualities import DEGREES, TONES, Quality, Spelled, in_order

# What the lower chord becomes with a minor, and with a major seventh.
_WITH_SEVENTH: Final[dict[Quality, tuple[Quality, Quality]]] = {
    "maj": ("7", "maj7"), "6": ("7", "maj7"), "m": ("m7", "mM7"), "m6": ("m7", "mM7"), "dim": ("m7b5", "dimM7"),
    "sus": ("7sus", "maj7sus"), "sus2": ("7sus2", "maj7sus2"), "aug": ("7", "maj7"), "5": ("7", "maj7"),
}  # fmt: skip
_KEPT: Final[dict[Quality, str]] = {"6": "13", "m6": "13", "aug": "#5"}  # what a seventh chord says as an extension
_SIXTH: Final[dict[Quality, Quality]] = {"maj": "6", "m": "m6"}
_STEPS: Final = {step: degree for degree, step in DEGREES.items() if degree not in ("b5", "#5")}
_MINOR_SEVENTH: Final = 10
_MAJOR_SEVENTH: Final = 11


def stacked(upper: Spelled, lower: Spelled) -> Spelled:
    """The lower chord with the upper one on top. A note for which it has no name, as a major third over a minor chord,
    is left out."""
    steps = {(upper.root + step - lower.root) % 12 for step in _steps(upper)} - _steps(lower)
    quality, extensions = lower.quality, {*lower.extensions}
    if quality in _WITH_SEVENTH and steps & {_MINOR_SEVENTH, _MAJOR_SEVENTH}:
        extensions |= {_KEPT[quality]} if quality in _KEPT else set()
        quality = _WITH_SEVENTH[quality][_MINOR_SEVENTH not in steps]
    added = {_STEPS[step] for step in steps if step in _STEPS} - extensions
    if "13" in added and quality in _SIXTH:
        quality, added = _SIXTH[quality], added - {"13"}
    return Spelled(lower.root, quality, in_order(extensions | added), lower.bass)


def _steps(chord: Spelled) -> set[int]:
    """A chord's notes above its root."""
    return {*TONES[chord.quality], *(DEGREES[each] for each in chord.extensions if each in DEGREES)}
