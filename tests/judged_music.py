"""Small music for judging the judge: swinging drummers, soloists over a chart, and players with known faults."""

from collections.abc import Callable, Sequence

import numpy as np

from jamd.music import drum_kit as kit
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import BandPart, Note, Tick
from train.corpora.piece import ChordMark, Hit, Onset, Piece
from train.grids.drum_grid import notes_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.measure import Competitor

BAR, BEAT = 3840, 960
SWUNG = 640  # tick of the triplet off-beat
CHANGES = ("Dm7", "G7", "Cmaj7", "A7")


def swing_take(seed: int, bars: int = 34) -> Piece:
    """Ride, foot, and a snare that comments where it likes; every take has its favourite places."""
    rng = np.random.default_rng(seed)
    likes = rng.choice([0.1, 0.2, 0.7], 8)
    hits = []
    for bar in range(bars):
        ride = [0, BEAT, BEAT + SWUNG, 2 * BEAT, 3 * BEAT, 3 * BEAT + SWUNG]
        early = rng.integers(-12, 13, len(ride)) * (bar > 0)
        hits += [Hit(bar * BAR + at + int(by), kit.RIDE, int(rng.integers(45, 70)))
                 for at, by in zip(ride, early, strict=True)]  # fmt: skip
        hits += [Hit(bar * BAR + at, kit.PEDAL_HAT, 65) for at in (BEAT, 3 * BEAT)]
        eighths = [beat * BEAT + at for beat in range(4) for at in (0, SWUNG)]
        hits += [Hit(bar * BAR + at, kit.SNARE, int(rng.integers(20, 70)))
                 for at, like in zip(eighths, likes, strict=True) if rng.random() < like]  # fmt: skip
    return Piece(set="made", name=f"take {seed}", performer=f"drummer {seed}", licence="", source="", bpm=140.0,
                 styles=("jazz",), drums=tuple(sorted(hits)))  # fmt: skip


def solo(seed: int, bars: int = 40) -> Piece:
    """Swung eighths that walk through scales over four bars of changes."""
    rng = np.random.default_rng(seed)
    line, pitch = [], 66
    for eighth in range(bars * 8):
        if rng.random() < 0.75:
            pitch = int(np.clip(pitch + rng.choice([-3, -2, -1, 1, 2, 3, 5]), 52, 80))
            start = eighth // 2 * BEAT + (SWUNG if eighth % 2 else 0)
            line.append(Note(Tick(start), pitch, Tick(start + 280), int(rng.integers(50, 90))))
    chords = tuple(ChordMark(bar * BAR, CHANGES[bar % 4]) for bar in range(bars))
    return Piece(set="made", name=f"solo {seed}", performer=f"soloist {seed}", licence="", source="", bpm=160.0,
                 line=tuple(line), chords=chords)  # fmt: skip


def leaps(seed: int) -> tuple[Note, ...]:
    """No soloist: any pitch of the keyboard on every beat."""
    rng = np.random.default_rng(seed)
    return tuple(
        Note(Tick(beat * BEAT), int(rng.integers(21, 109)), Tick(beat * BEAT + 900), 64) for beat in range(160)
    )


def trio(seed: int, follows: bool, bars: int = 24) -> Piece:
    """Piano onsets anywhere; drums that meet two in three of them, or none on purpose."""
    rng = np.random.default_rng(seed)
    cells = np.arange(bars * 12) * 320
    piano = cells[rng.random(len(cells)) < 0.3]
    drums = piano[rng.random(len(piano)) < 0.66] if follows else cells[rng.random(len(cells)) < 0.2]
    onsets = [Onset(int(tick), "piano") for tick in piano] + [Onset(int(tick), "drums") for tick in drums]
    return Piece(set="made", name=f"trio {seed}", performer="p", licence="", source="", bpm=150.0,
                 onsets=tuple(sorted(onsets)))  # fmt: skip


def drum_evaluation_set() -> EvaluationSet:
    takes = tuple(swing_take(seed) for seed in range(6))
    solos = tuple(solo(seed, 16) for seed in range(20, 24))
    return EvaluationSet("made up", takes[:3], takes[3:], takes[:3], (trio(1, True), trio(2, True)), solos)


def piano_evaluation_set() -> EvaluationSet:
    solos = tuple(solo(seed) for seed in range(8))
    return EvaluationSet("made up", solos[:4], solos[4:], solos[:4])


class Reciter:
    """A pianist who knows one training solo by heart."""

    part: BandPart = "piano"

    def __init__(self, piece: Piece) -> None:
        self._line = piece.line

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        return tuple(note for note in self._line if start <= note.start < end)


class Echo:
    """A drummer who keeps time and hears: as loud as the keyboardist's last notes, and busier the busier they are."""

    part: BandPart = "drums"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        heard = [note for note in scene.you if note.start >= scene.heard - BAR // 2]
        loud = round(np.mean([note.velocity for note in heard])) if heard else 40
        notes = []
        for eighth in range(start // 480, -(-end // 480)):
            voices = [51] if eighth % 4 != 1 else []  # the ride: ding, ding-a
            voices += [44] if eighth % 4 == 2 else []
            if rng_at(scene.seed, "drums", eighth).random() < len(heard) / 10:
                voices.append(38)
            notes += [Note(Tick(eighth * 480), pitch, Tick(eighth * 480 + 60), loud) for pitch in voices]
        return tuple(sorted(note for note in notes if start <= note.start < end))


class Shy:
    """A drummer who hears and hardly dares: one velocity more for a loud keyboardist, and not a stroke."""

    part: BandPart = "drums"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        heard = [note.velocity for note in scene.you if note.start >= scene.heard - BAR]
        loud = 60 + (bool(heard) and np.mean(heard) > 80)
        beats = range(-(-start // BEAT), -(-end // BEAT))
        return tuple(Note(Tick(beat * BEAT), 51, Tick(beat * BEAT + 60), int(loud)) for beat in beats)


class Parrot:
    """A drummer who knows one training take by heart, and plays it over and over."""

    part: BandPart = "drums"

    def __init__(self, piece: Piece) -> None:
        self._bars = _bars_of(piece)

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        return _from_bars(start, end, lambda bar: self._bars[bar % len(self._bars)])


class Splicer:
    """A drummer who plays real bars of the training takes in any order."""

    part: BandPart = "drums"

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._bars = [bar for piece in pieces for bar in _bars_of(piece)]

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        def bar_at(bar: int) -> list[Note]:
            return self._bars[int(rng_at(scene.seed, "drums", bar).integers(len(self._bars)))]

        return _from_bars(start, end, bar_at)


def _bars_of(piece: Piece) -> list[list[Note]]:
    """Every bar's notes, counted from 0; what comes early belongs to the bar that it leads into."""
    bars: list[list[Note]] = [[] for _ in range(piece.bar_count)]
    for note in notes_of(piece.drums):
        bar = (note.start + 40) // BAR
        start = max(0, note.start - bar * BAR)
        bars[bar].append(Note(Tick(start), note.pitch, Tick(start + 100), note.velocity))
    return bars


def _from_bars(start: Tick, end: Tick, bar_at: Callable[[int], list[Note]]) -> tuple[Note, ...]:
    notes = [Note(Tick(bar * BAR + n.start), n.pitch, Tick(bar * BAR + n.end), n.velocity)
             for bar in range(start // BAR, -(-end // BAR)) for n in bar_at(bar)]  # fmt: skip
    return tuple(sorted(note for note in notes if start <= note.start < end))


def tuned_noise(seed: int, bars: int) -> tuple[Hit, ...]:
    """No drummer: every stroke drawn for itself, from odds and bells that give a fine mean profile."""
    rng = np.random.default_rng(seed)
    odds = {kit.RIDE: (0.9, 0.45), kit.SNARE: (0.12, 0.3), kit.KICK: (0.15, 0.12)}
    hits = [Hit(b * BEAT, kit.PEDAL_HAT, 60) for b in range(4, bars * 4) if b % 2 and rng.random() < 0.9]
    for eighth in range(8, bars * 8):
        for voice, both in odds.items():
            if rng.random() < both[eighth % 2]:
                place = eighth // 2 * BEAT + (SWUNG if eighth % 2 else 0) + round(rng.normal(0, 15))
                hits.append(Hit(place, voice, int(np.clip(rng.normal(60, 15), 5, 127))))
    return tuple(sorted(hits))


def named(name: str, player: object) -> Competitor:
    return Competitor(name, player)  # type: ignore[arg-type]
