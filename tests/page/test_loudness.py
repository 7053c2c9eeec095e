"""How loud the page is: a take of the band through its synth, mix and limiter, rendered without a loudspeaker."""

import base64
from pathlib import Path
from typing import Any

import mido
import numpy as np
import pytest
from loudness import RATE, Sound, loudest, lufs, take, true_peak

from jamd.files.midi_file import TRACKS
from jamd.music.time.notes import BAND

_RENDER = """async ({ notes, seconds, turns }) => {
  const { patch } = await import('/synth.js');
  const { CHANNELS, ofEach, soundMessages, volumeMessage } = await import('/mix.js');
  const context = new OfflineAudioContext(2, 48000 * seconds, 48000);
  const { node, limiter } = await patch(context);
  limiter.connect(context.destination);
  const ready = new Promise((resolve, reject) => {
    node.port.onmessage = ({ data }) => {
      if (data.kind === 'ready') resolve();
      if (data.kind === 'error') reject(new Error(data.text));
    };
  });
  const bytes = await (await fetch('/sound/jamd.sf3')).arrayBuffer();
  node.port.postMessage({ kind: 'font', bytes });
  const sounds = ofEach(({ sounds }) => sounds[0]);
  const played = notes.map(({ part, ...note }) => ({ ...note, channel: CHANNELS[part.toLowerCase()] }));
  const setting = (at, then) => context.suspend(at).then(async () => {
    await ready;
    await then();
    await new Promise((resume) => setTimeout(resume, 60));
    context.resume();
  });
  const send = (data) => node.port.postMessage({ kind: 'midi', data });
  const faders = (value) => Object.entries(sounds).forEach(([v, sound]) => send(volumeMessage(v, sound, value)));
  const settings = [setting(0, () => {
    Object.entries(sounds).forEach(([voice, sound]) => soundMessages(voice, sound).forEach(send));
    faders(1);
    node.port.postMessage({ kind: 'plan', lane: 'take', from: 0, notes: played });
  }), ...turns.map(([at, value]) => setting(at, () => faders(value)))];
  const [sound] = await Promise.all([context.startRendering(), ...settings]);
  const both = new Int16Array(sound.length * 2);
  for (const [side, wave] of [sound.getChannelData(0), sound.getChannelData(1)].entries()) {
    for (let i = 0; i < wave.length; i += 1) both[2 * i + side] = Math.round(wave[i] * 16384); // twice full scale fits
  }
  const text = new Uint8Array(both.buffer);
  let binary = '';
  for (let i = 0; i < text.length; i += 32768) binary += String.fromCharCode(...text.subarray(i, i + 32768));
  return btoa(binary);
}"""

LONG, HITS, TAIL = 10.0, 6.0, 1.0  # s: the take, the strokes, silence behind each
Struck = tuple[str, int, int, float, float]  # part, pitch, velocity, from and to in s


def notes_of(file: mido.MidiFile, part: str) -> list[Struck]:
    track = next(track for track in file.tracks if track.name == part)
    now, held, notes = 0.0, {}, []
    for message in mido.MidiFile(ticks_per_beat=file.ticks_per_beat, tracks=[file.tracks[0], track]):
        now += message.time
        if message.type == "note_on" and message.velocity:
            held[message.note] = (message.velocity, now)
        elif message.type in ("note_on", "note_off") and message.note in held:
            velocity, start = held.pop(message.note)
            notes.append((part, message.note, velocity, start, now))
    return [note for note in notes if note[4] < LONG - TAIL]


@pytest.fixture
def sound(page: Any, tmp_path: Path) -> dict[str, Sound]:
    """One after another: each of the band, all of it, a crash and the ride, and everything as loud as it can be."""
    file = take(tmp_path, bars=6, bpm=160)
    alone = {part: notes_of(file, TRACKS[part]) for part in BAND}
    band = [note for notes in alone.values() for note in notes]
    ride, crash = ("Drums", 51, 70, 0.0, 1.0), ("Drums", 49, 65, 3.0, 4.0)  # 65: sent of a crash that was struck at 109
    loud = [("You", pitch + 12, 127, start, end) for _, pitch, _, start, end in alone["piano"]]
    loud += [(part, pitch, 127, start, end) for part, pitch, _, start, end in band]
    parts = {**alone, "band": band, "hits": [ride, crash], "loudest": loud}
    begins = dict(zip(parts, np.cumsum([0.0, *[LONG] * 4, HITS]), strict=True))
    queued = [
        {"key": f"{name}{i}", "part": part, "pitch": pitch, "velocity": velocity}
        | {"on": round((begins[name] + start) * RATE), "off": round((begins[name] + end) * RATE)}
        for name, notes in parts.items()
        for i, (part, pitch, velocity, start, end) in enumerate(notes)
    ]
    asked = {"notes": queued, "seconds": begins["loudest"] + LONG, "turns": [[begins["loudest"] - 0.1, 1.5]]}
    wave = np.frombuffer(base64.b64decode(page.evaluate(_RENDER, asked)), "<i2").reshape(-1, 2) / 16384
    ends = [*begins.values(), asked["seconds"]][1:]
    return {
        name: wave[round(begin * RATE) : round(end * RATE)]
        for (name, begin), end in zip(begins.items(), ends, strict=True)
    }


def test_the_band_is_as_loud_as_music_is_and_never_clips(sound: dict[str, Sound]) -> None:
    assert lufs(sound["band"]) == pytest.approx(-18, abs=1)
    levels = [lufs(sound[part]) for part in BAND]
    assert max(levels) - min(levels) < 3
    ride, crash = np.split(sound["hits"], 2)
    assert 0 < loudest(crash) - loudest(ride) < 8
    assert max(map(true_peak, sound.values())) < -1
    left, right = np.sqrt(np.mean(ride**2, axis=0))
    assert right > 1.3 * left  # the kit is wide
