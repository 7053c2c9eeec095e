"""What is asked of the network for one bar, in log odds on top of its own: by the style and its law, by the phrase, and
by what is expected of the keyboardist."""

from typing import Final

from jamd.music.drum_kit import CLOSED_HAT, KICK, RIDE, SNARE
from jamd.players.arrays import Array
from jamd.players.drummer.biases import fill_bias, hand_bias, landing_bias, solo_bias
from jamd.players.drummer.phrases import Phrase
from jamd.players.drummer.styles import DrumStyle
from jamd.players.steps import STEPS_PER_BEAT

KEPT: Final = 5.0  # of what the law asks for
ANSWERING: Final = (KICK, SNARE)
ANSWER: Final = 1.5  # on top of what the network makes of an accent that it is told to expect
TURNED: Final = 3.0  # of the strokes of a plain bar, for a voice that the bar before does not have
LEANT: Final = 2.0  # of the log odds of the keyboardist's next accent


def bias_of(style: DrumStyle, phrase: Phrase, plain: Array, law: Array, before: Array) -> Array:
    """(STEPS, VOICES) of a bar, from its plain time, its law and the bar before, each (STEPS, VOICES)."""
    bias: Array = KEPT * law
    if style.bias is not None:
        bias += style.bias
    if phrase.fill_from is not None:
        bias += fill_bias(phrase.fill_from, phrase.around)
    if phrase.solo:
        bias += solo_bias(before if phrase.recalls else None)
    if phrase.landing:
        bias += landing_bias()
    if style.one_cymbal:
        bias += hand_bias(plain)
    elif style.light is not None and (phrase.light or _on_hats(before)):
        bias += hand_bias(plain) + TURNED * (plain * (before.sum(0) == 0))
    if style.skips:
        bias[[4, 2 * STEPS_PER_BEAT + 4], RIDE] += phrase.skip
    return bias


def _on_hats(bar: Array) -> bool:
    """Whether a solo has been accompanied so; then the hand goes back to the ride."""
    return bool(bar[:, CLOSED_HAT].sum() > bar[:, RIDE].sum())


def answering(phrase: Phrase, expected: Array | None, next_accent: Array) -> Array:
    """(STEPS, 1), for ANSWERING. expected (STEPS,) 0 to 1, next_accent (STEPS,) log odds."""
    bias: Array = LEANT * phrase.answer * next_accent[:, None]
    return bias if expected is None else bias + ANSWER * phrase.answer * expected[:, None]
