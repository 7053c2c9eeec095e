"""The drummer: sixteen versions of each bar from the network, one chosen, each hit struck with a touch of its own.

Bar by bar: the phrase is drawn (`phrases`), the network is told of it and writes (`writing`), one version is chosen
(`choice`), and its hits get velocity and place (`touch`). A bar is a function of the bars before it and of what is
known of the keyboardist, so planning it again gives the same bar unless the music has changed.
"""

from collections import OrderedDict
from pathlib import Path
from typing import Final

import numpy as np

from jamd.music.drum_kit import (
    BELL,
    CRASH,
    HIGH_TOM,
    KICK,
    LOW_TOM,
    MID_TOM,
    OPEN_HAT,
    PEDAL_HAT,
    PITCH_OF_VOICE,
    RIDE,
    SIDESTICK,
    SNARE,
    VOICE_OF_PITCH,
)
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Note, Tick
from jamd.players.drummer import codec
from jamd.players.drummer.choice import choose
from jamd.players.drummer.codec import Array
from jamd.players.drummer.phrases import phrase_of
from jamd.players.drummer.steps import OFFBEAT, STEPS, STEPS_PER_BEAT, Feel, place_of, step_of
from jamd.players.drummer.touch import Touch
from jamd.players.drummer.writing import CANDIDATES, BarWriter, Question
from jamd.players.onnx_model import MODELS

LENGTH: Final = 100  # ticks
REMEMBERED: Final = 64  # bars that need not be written again
_STREAM: Final = 5 << 40


class Drummer:
    """A Player. ModelError where a network cannot be loaded."""

    part: BandPart = "drums"

    def __init__(self, models: Path = MODELS) -> None:
        self._writer = BarWriter(models)
        self._touch = Touch(models)
        self._bars: OrderedDict[bytes, Array] = OrderedDict()
