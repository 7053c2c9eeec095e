"""From MIDI to anonymous sound: rendered by fluidsynth, all clips of a tune at one length and one loudness."""

import shutil
import subprocess
import tempfile
import wave
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.errors import FileError
from train.listening.takes import BARS, Take

RATE: Final = 22050  # Hz; a sheet of twenty clips stays under 40 MB
_LOUD: Final = 0.08  # root mean square of full scale
_TAIL: Final = 1.5  # seconds after the last bar
_FONTS: Final = ("/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/sounds/sf2/default-GM.sf2")


def sound_font(asked: Path | None) -> Path:
    """The font to use. FileError where there is none, or no fluidsynth."""
    if shutil.which("fluidsynth") is None:
        raise FileError("fluidsynth is not installed (Debian: apt install fluidsynth fluid-soundfont-gm)")
    for path in [asked] if asked else map(Path, _FONTS):
        if path.is_file():
            return path
    raise FileError(f"there is no sound font {asked or _FONTS[0]}: name one with --sound-font")


def render(take: Take, font: Path, clip: Path) -> None:
    """One clip as a WAV file."""
    with tempfile.TemporaryDirectory() as folder:
        score, raw = Path(folder) / "take.mid", Path(folder) / "take.wav"
        take.write(score)
        command = ["fluidsynth", "-ni", "-q", "-r", str(RATE), "-T", "wav", "-F", str(raw), str(font), str(score)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not raw.exists():
            raise FileError(f"fluidsynth could not render: {done.stderr.strip()[-200:]}")
        with wave.open(str(raw)) as file:
            sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())
    _write(clip, levelled(sound.mean(axis=1) / 32768, round((BARS * 240 / take.bpm + _TAIL) * RATE)))


def levelled(sound: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """One length, one loudness, no clipping."""
    cut = np.pad(sound[:length], (0, max(0, length - len(sound))))
    loudness = float(np.sqrt(np.mean(cut**2)))
    gained = cut * (_LOUD / loudness if loudness > 1e-6 else 0.0)
    return np.tanh(gained)


def _write(path: Path, sound: NDArray[np.float64]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32767).astype("<i2").tobytes())
