"""The pianist's network of pitches: which note comes next in a line, and how loud, when its rhythm is known.

Dense 448 and 256, 0.5 million weights. What it is told and answers: `jamd.players.pianist.lines.pitch_codec`. In
training, chords and the gaps behind the note are sometimes not told, so that it plays without them too.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.pianist.lines import pitch_codec as codec
from jamd.players.pianist.lines.windows import GAP_KINDS
from train.learning.network import Arrays, Data
from train.learning.schedules import Cosine
from train.networks.lines.hands import solo_or_hand
from train.networks.lines.marginals import marginals
from train.networks.lines.network import LinePitch
from train.networks.lines.notes import NoteLessons, pitch_notes
from train.prepare.shards import SplitBy

TITLE: Final = "piano network that chooses the pitches of a line"
EXPECT: Final = "nine minutes on two busy cores; pitch perplexity 7.4 on held-out soloists (an n-gram 11.4)"
CODEC = codec
LEARNS_FROM: Final[Mapping[str, SplitBy]] = {"weimar": "performer", "jtd_piano": "performer"}
SCHEDULE: Final = Cosine()
STEPS_A_BAR: Final = 10  # notes
SIDE_BY_SIDE: Final = 16
EPOCHS: Final = 10
NO_CHORDS: Final = 0.08  # share of notes that are told no chord
NOT_AHEAD: Final = 0.1  # share of notes that are not told what comes after them
VOCABULARY: Final = {
    "interval": f"log odds of the interval from the note before, {-codec.REACH} to {codec.REACH} semitones",
    "loud": "log odds of bins of loudness, in the soloist's standard deviations, without what the interval adds",
    "leaning": "what each interval adds to them",
    "loud edges": list(codec.LOUD_EDGES),
    "features": "place, gaps, lengths, phrase and tempo; chords and key; the pitches before; all relative to the last",
}

music_of = solo_or_hand


def network() -> LinePitch:
    return LinePitch(name="pianist_line_pitch")


def hide(features: NDArray[np.float32], rng: np.random.Generator | None) -> None:
    if rng is None:
        return
    rows = np.flatnonzero(rng.random(len(features)) < NO_CHORDS)
    features[rows, codec.TIMING : codec.TIMING + codec.CHORDS] = 0
    features[rows[:, None], codec.CHANGING] = codec.NO_CHANGE
    for kinds in (codec.BEHIND, codec.BEHIND + GAP_KINDS):  # of the gap behind the note, then of the one after
        rows = np.flatnonzero(rng.random(len(features)) < NOT_AHEAD)
        features[rows, kinds : kinds + GAP_KINDS] = np.eye(GAP_KINDS)[-1]


def lessons(data: Data) -> NoteLessons:
    return NoteLessons(data, pitch_notes, hide, marginals(pitch_notes, ("interval", "loud")), EPOCHS)


def random_inputs(steps: int, rng: np.random.Generator) -> Arrays:
    return {"features": (rng.random((steps, codec.FEATURES)) < 0.1).astype(np.float32)}
