"""What the band sends, through fluidsynth and a General MIDI font."""

import os
import shutil
import subprocess
from pathlib import Path

import mido
import numpy as np
import pytest
from loudness import RATE, Sound, loudest, lufs, take

from jamd.music.planning.loudness import as_sent
from jamd.music.time.notes import Note, Tick

FONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
RIDE, CRASH = 51, 49

if not os.environ.get("CI") and not (shutil.which("fluidsynth") and FONT.exists()):
    pytest.skip("fluidsynth or FluidR3 GM is not installed", allow_module_level=True)


def played(file: mido.MidiFile, folder: Path) -> Sound:
    file.save(folder / "score.mid")
    sound = folder / "sound.raw"
    command = ["fluidsynth", "-ni", "-q", "-r", str(RATE), "-O", "s16", "-T", "raw", "-F", str(sound)]
    subprocess.run([*command, str(FONT), str(folder / "score.mid")], check=True, capture_output=True)
    return np.fromfile(sound, "<i2").reshape(-1, 2) / 32768


def alone(file: mido.MidiFile, part: str) -> mido.MidiFile:
    """Its track and the first one, which has the tempo."""
    tracks = [track for i, track in enumerate(file.tracks) if i == 0 or track.name == part]
    return mido.MidiFile(ticks_per_beat=file.ticks_per_beat, tracks=tracks)


def test_piano_and_drums_are_as_loud_and_the_bass_is_a_little_below_them(tmp_path: Path) -> None:
    file = take(tmp_path, bars=12, bpm=160)
    drums, bass, piano = (lufs(played(alone(file, part), tmp_path)) for part in ("Drums", "Bass", "Piano"))
    assert abs(piano - drums) < 3
    assert abs(piano - bass) < 3
    assert 0 < drums - bass < 5


def test_a_crash_is_at_most_8_db_above_the_ride(tmp_path: Path) -> None:
    """As drummers strike them: the ride at 61, a crash at 90."""
    heard = []
    for pitch, velocity in ((RIDE, 61), (CRASH, 90)):
        (note,) = as_sent("drums", (Note(Tick(0), pitch, Tick(480), velocity),), "swing", 1.0)
        on = mido.Message("note_on", channel=9, note=pitch, velocity=note.velocity)
        off = mido.Message("note_off", channel=9, note=pitch, time=1920)
        heard.append(loudest(played(mido.MidiFile(tracks=[mido.MidiTrack([on, off])]), tmp_path)))
    ride, crash = heard
    assert 0 < crash - ride < 8
