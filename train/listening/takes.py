"""The music of a listening pack: the same tunes by a held-out human and by each player.

Drums: a held-out Groove take of sixteen bars, and what each player plays from nothing at its tempo and swing. Piano: a
held-out Weimar solo, played on the piano sound, and each player's line over its changes; all clips have the same
bass (the one transcribed with the solo) and the same rule-based drums.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from jamd.files.midi_file import write_midi
from jamd.files.notes import notes_to_messages
from jamd.music.channel_messages import PROGRAM_CHANGE
from jamd.music.planning.scene import Player
from jamd.music.time.notes import BandPart, Meter, Note, Tick
from jamd.music.time.swing import swing_ratio
from jamd.players.registry import make_player
from train.corpora.charts import chart_of
from train.corpora.piece import Piece, line_of
from train.grids.drum_grid import notes_of
from train.grids.feel import swing_of
from train.judge.evaluation_sets.choose import spread
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.replay import between
from train.judge.measures.scenes import Setting, open_loop

BARS: Final = 16
HUMAN: Final = "human"
_PIANO, _BASS, _DRUMS = 1, 2, 10  # channels
_ACOUSTIC_BASS: Final = (Tick(0), bytes((PROGRAM_CHANGE | _BASS - 1, 32)))
_BRISK: Final = (80.0, 260.0)  # bpm


class Take(msgspec.Struct, frozen=True):
    """One clip, before it becomes anonymous."""

    tune: str
    player: str
    part: BandPart
    bpm: float
    tracks: Mapping[str, Sequence[tuple[Tick, bytes]]]

    def write(self, path: Path) -> None:
        write_midi(path, self.tracks, ((Tick(0), self.bpm),), Meter(4))


def takes(part: BandPart, evaluation_set: EvaluationSet, players: Sequence[str], tunes: int) -> Iterator[Take]:
    """Every tune, played by the human and by each player."""
    long = [
        piece for piece in evaluation_set.held_out if piece.bar_count >= BARS and _BRISK[0] <= piece.bpm <= _BRISK[1]
    ]
    if part == "piano":
        long = [piece for piece in long if chart_of(piece) is not None]
    for i, piece in enumerate(spread(long, tunes)):
        make = _drum_take if part == "drums" else _piano_take
        yield make(piece, HUMAN, None, i)
        for name in players:
            yield make(piece, name, make_player(part, name), i)


def _drum_take(piece: Piece, name: str, player: Player | None, seed: int) -> Take:
    setting = Setting(piece.bpm, swing_of(piece), seed)
    end = BARS * setting.meter.bar
    drums = between(notes_of(piece.drums), 0, end) if player is None else open_loop(player, setting, BARS)
    return Take(piece.name, name, "drums", piece.bpm, {"Drums": notes_to_messages(drums, _DRUMS)})


def _piano_take(piece: Piece, name: str, player: Player | None, seed: int) -> Take:
    setting = Setting(piece.bpm, swing_of(piece), seed, chart=chart_of(piece), role="line")
    end = BARS * setting.meter.bar
    line = between(line_of(piece), 0, end) if player is None else open_loop(player, setting, BARS)
    behind = Setting(piece.bpm, swing_ratio("band", piece.bpm), seed, chart=setting.chart)
    drums = open_loop(make_player("drums", "rules"), behind, BARS)
    bass = (_ACOUSTIC_BASS, *notes_to_messages(between(piece.bass, 0, end), _BASS))
    tracks = {
        "Piano": notes_to_messages(_levelled(line), _PIANO),
        "Drums": notes_to_messages(drums, _DRUMS),
        "Bass": bass,
    }
    return Take(piece.name, name, "piano", piece.bpm, tracks)


def _levelled(line: Sequence[Note]) -> tuple[Note, ...]:
    """The same mean velocity for all: loudness must not reveal who plays."""
    if not line:
        return ()
    shift = 78 - round(sum(note.velocity for note in line) / len(line))
    return tuple(Note(n.start, n.pitch, n.end, min(127, max(1, n.velocity + shift))) for n in line)
