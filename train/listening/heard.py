"""The sounds that the README opens with, made again: half a minute of each kind of playing, in `docs/sounds`.

    python -m train.listening.heard [NAME ...] [--to docs/sounds] [--seed N] [--midi-only]

Needs fluidsynth with FluidR3 (Debian: apt install fluidsynth fluid-soundfont-gm). Each piece is a render of jamd with a
seed, so the same notes come each time. All have seed 1, the first that was tried: beside others that were read, it
is neither the busiest nor the best. Where somebody plays with the band, that is jamd's own pianist in another render,
its right hand alone, on a vibraphone: the recordings that the networks learned from are in none of it.
"""

import argparse
import subprocess
import sys
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from jamd.config.load import load_config
from jamd.errors import FileError, JamdError
from jamd.files.midi_file import read_midi, write_midi
from jamd.files.notes import notes_of
from jamd.files.standard_midi import parse
from jamd.music.channel_messages import PROGRAM_CHANGE, note_off, note_on
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick
from jamd.render import render
from train.listening.sound import sound_font

_VIBRAPHONE, _PIANO, _JAZZ_KIT, _BRUSHES = 11, 0, 32, 40  # General MIDI, from 0
_RIGHT_HAND: Final = 60  # and above
_RATE: Final = 24_000  # Hz: half of what 44,100 would have to load, and the cymbals stay
_PEAK: Final = 0.8  # of full scale
_FIRST_GAIN: Final = 0.3  # of fluidsynth, at which the peak is measured


class Piece(NamedTuple):
    """`soloist`: the seed of the line that somebody plays; None: the band is alone. `turn`: bars that they play and
    then rest; 0: they play all the time."""

    chart: str
    bpm: float
    bars: int
    seed: int
    mode: str
    soloist: int | None = None
    turn: int = 0
    beats: int = 4
    kit: int = _JAZZ_KIT


PIECES: Final = {
    "comping": Piece("blues-in-f", 152, 20, 1, "accompany", soloist=11),
    "trading-fours": Piece("rhythm-changes", 196, 24, 1, "trade", soloist=12, turn=4),
    "ballad": Piece("ballad-in-f", 62, 8, 1, "solo", kit=_BRUSHES),
    "waltz": Piece("jazz-waltz", 150, 24, 1, "solo", beats=3),
    "280-bpm": Piece("rhythm-changes-in-eb", 280, 32, 1, "solo"),
}


def main(argv: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(argv)
    try:
        for name in asked.names or PIECES:
            piece = PIECES[name] if asked.seed is None else PIECES[name]._replace(seed=asked.seed)
            asked.to.mkdir(parents=True, exist_ok=True)
            print(_made(name, piece, asked.to, sounds=not asked.midi_only))
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m train.listening.heard", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*PIECES, []], metavar="NAME", help=", ".join(PIECES))
    parser.add_argument("--to", type=Path, default=Path("docs/sounds"), help="the folder (docs/sounds)")
    parser.add_argument("--seed", type=int, help="another seed than that of the piece")
    parser.add_argument("--midi-only", action="store_true", help="write the MIDI files, without the sound")
    return parser


def _made(name: str, piece: Piece, folder: Path, *, sounds: bool) -> Path:
    with tempfile.TemporaryDirectory() as scratch:
        score = folder / f"{name}.mid" if not sounds else Path(scratch) / "piece.mid"
        play(piece, score)
        if not sounds:
            return score
        sound = folder / f"{name}.ogg"
        _to_ogg(score, sound, Path(scratch))
        return sound


def play(piece: Piece, score: Path) -> None:
    """The notes of a piece, with the sounds of each musician."""
    with tempfile.TemporaryDirectory() as folder:
        line = None
        if piece.soloist is not None:
            line = Path(folder) / "line.mid"
            write_midi(line, {"You": _line(piece, Path(folder))}, [(Tick(0), piece.bpm)], Meter(piece.beats))
        _render(piece, line, score)
    file = parse(score.read_bytes())
    tracks = {track.name: list(track.messages) for track in file.tracks[1:]}
    for track, program in (("You", _VIBRAPHONE), ("Piano", _PIANO), ("Drums", piece.kit)):
        if messages := tracks.get(track):
            messages.insert(0, (Tick(0), bytes((PROGRAM_CHANGE | messages[0][1][0] & 0x0F, program))))
    write_midi(score, tracks, [(Tick(0), piece.bpm)], Meter(piece.beats), file.markers)


def _render(piece: Piece, line: Path | None, out: Path) -> None:
    keys = {"chart": f"builtin:{piece.chart}", "mode": piece.mode, "seed": piece.seed, "trade_bars": piece.turn or 4}
    sets = [f"jam.{key}={value}" for key, value in keys.items()]
    config = load_config(None, [*sets, f"clock.bpm={piece.bpm}"])
    render(config, read_midi(line) if line is not None else None, piece.bars, out, piece.bpm)


def _line(piece: Piece, folder: Path) -> list[tuple[Tick, bytes]]:
    """What the soloist plays: the right hand of a solo, in their turns alone."""
    solo = folder / "solo.mid"
    _render(piece._replace(mode="solo", seed=piece.soloist or 0, turn=0), None, solo)
    (track,) = [track for track in parse(solo.read_bytes()).tracks if track.name == "Piano"]
    right = [note for note in notes_of(track.messages) if note.pitch >= _RIGHT_HAND and _in_turn(note, piece)]
    notes = [note for note in right if not any(_is_above(other, note) for other in right)]
    messages = [(note.start, note_on(1, note.pitch, note.velocity)) for note in notes]
    messages += [(note.end, note_off(1, note.pitch)) for note in notes]
    return sorted(messages, key=lambda event: (event[0], event[1][0]))


def _is_above(other: Note, note: Note) -> bool:
    """Whether a note is under another one of the same stroke."""
    return abs(other.start - note.start) < TICKS_PER_BEAT // 12 and other.pitch > note.pitch


def _in_turn(note: Note, piece: Piece) -> bool:
    bar = note.start // (piece.beats * TICKS_PER_BEAT)
    return not piece.turn or bar // piece.turn % 2 == 0


def _to_ogg(score: Path, sound: Path, scratch: Path) -> None:
    """As loud as the peak allows."""
    raw = scratch / "raw.wav"
    _synthesise(score, raw, "wav", _FIRST_GAIN)
    with wave.open(str(raw)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    peak = float(np.abs(samples.astype(np.float64)).max()) / 32768
    _synthesise(score, sound, "oga", _FIRST_GAIN * _PEAK / max(peak, 0.01))


def _synthesise(score: Path, out: Path, kind: str, gain: float) -> None:
    command = ["fluidsynth", "-ni", "-q", "-r", str(_RATE), "-g", f"{gain:.3f}", "-T", kind, "-F", str(out)]
    done = subprocess.run([*command, str(sound_font(None)), str(score)], capture_output=True, text=True, check=False)
    if done.returncode or not out.exists():
        raise FileError(f"fluidsynth could not render: {done.stderr.strip()[-200:]}")


if __name__ == "__main__":
    sys.exit(main())
