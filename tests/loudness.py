"""How loud sounds are: integrated and momentary loudness by EBU R128, true peaks, and a take of the band to measure."""

from pathlib import Path
from typing import Any

import mido
import numpy as np
import pyloudnorm
from scipy.signal import resample_poly

from jamd.config.load import load_config
from jamd.render import render

RATE = 48_000
Sound = np.ndarray[Any, np.dtype[np.float64]]  # (frames, 2)


def lufs(sound: Sound) -> float:
    return float(pyloudnorm.Meter(RATE).integrated_loudness(sound))


def loudest(sound: Sound) -> float:
    """LUFS of the loudest 400 ms."""
    return max(lufs(sound[at : at + RATE * 2 // 5]) for at in range(0, len(sound) - RATE * 2 // 5, RATE // 10))


def true_peak(sound: Sound) -> float:
    """dBTP, four times oversampled."""
    return float(20 * np.log10(np.abs(resample_poly(sound, 4, 1, axis=0)).max()))


def take(folder: Path, bars: int, bpm: float) -> mido.MidiFile:
    """The band alone, as it is sent."""
    settings = ["jam.seed=2", "jam.chart=builtin:blues-in-bb", "ports.backend=none"]
    render(load_config(None, settings), None, bars, folder / "take.mid", bpm)
    return mido.MidiFile(folder / "take.mid")
