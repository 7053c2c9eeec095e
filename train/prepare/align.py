"""Tells whether a piece is on its own beat grid, and finds the beats of pieces that are not.

In a file that was played without a click, notes lie anywhere in the file's beats. On a true grid, however swung,
attacks cluster: the strength of a stretch is the largest resultant of its phases, exp(2 pi i k place), for k = 1, 2, 3,
4, 6 parts of the beat; a piece has the strength of its median stretch of 16 beats. 0 is uniform, 1 a machine.

Pieces off the grid get new beats: the onset envelope gives a tempo (autocorrelation, a wide prior around 150), dynamic
programming finds the beats that match most attacks at nearly that tempo, and bass and kick decide which of them is
beat one. A piece that is still not strong on its new beats is refused.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from jamd.music.drum_kit import KICK
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.corpora.corpus import Unusable
from train.corpora.piece import ChordMark, Hit, Onset, Piece

STRETCH = 16 * TICKS_PER_BEAT
FEWEST = 12  # attacks in a stretch that can be judged
WEAK = 0.35  # below: off the grid. Real sets: .46 to 1 (5 % quantile; Weimar solos .34), false grids: .07 to .3
FRAMES = 100  # frames a second of the envelope
SLOWEST, FASTEST, USUAL = 55.0, 320.0, 150.0  # bpm
STEADY = 250.0  # cost of a change of tempo
SURE = 0.45  # needed on found beats: above WEAK, because found beats fit the attacks (noise, 4 attacks a second: .41)
DENSE = 3.0  # attacks a second; with fewer, the beats found mean nothing


def attacks(piece: Piece) -> NDArray[np.float64]:
    """Every attack of a piece, (attacks, 2): tick, weight. Bass and kick have the largest weights."""
    rows = [(h.tick, h.velocity * (2 if h.voice == KICK else 1)) for h in piece.drums]
    rows += [(n.start, n.velocity) for part in (piece.piano, piece.line) for n in part]
    rows += [(n.start, 2 * n.velocity) for n in piece.bass]
    rows += [(o.tick, 64) for o in piece.onsets]
    return np.array(sorted(rows), dtype=np.float64).reshape(-1, 2)


def strength(ticks: NDArray[np.float64]) -> float:
    """Median over the stretches of the resultant of the attacks in the beat; nan if there are too few."""
    _, stretch, count = np.unique(ticks // STRETCH, return_inverse=True, return_counts=True)
    best = np.zeros(len(count))
    for parts in (1, 2, 3, 4, 6):
        angle = 2 * np.pi * parts / TICKS_PER_BEAT * ticks
        across, up = np.bincount(stretch, np.cos(angle)), np.bincount(stretch, np.sin(angle))
        best = np.maximum(best, np.hypot(across, up) / count)
    judged = best[count >= FEWEST]
    return float(np.median(judged)) if len(judged) else float("nan")


def seconds(piece: Piece, ticks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Clock time of ticks."""
    if len(piece.beats) < 2:
        steady: NDArray[np.float64] = ticks / TICKS_PER_BEAT * 60 / piece.bpm
        return steady
    beats = np.array(piece.beats)
    lead, tail = beats[1] - beats[0], beats[-1] - beats[-2]
    known = np.concatenate([[beats[0] - 999 * lead], beats, [beats[-1] + 999 * tail]])
    places = np.concatenate([[-999], np.arange(len(beats)), [len(beats) + 998]])
    found: NDArray[np.float64] = np.interp(ticks / TICKS_PER_BEAT, places, known)
    return found


def aligned(piece: Piece) -> Piece:
    """The piece on newly found beats; Unusable if its attacks do not cluster on them."""
    rows = attacks(piece)
    at = seconds(piece, rows[:, 0])
    if len(rows) == 0 or at[-1] - at[0] < 8 or len(rows) < DENSE * (at[-1] - at[0]):
        raise Unusable("off the grid", "too few attacks to find its beats")
    beats = track_beats(at, rows[:, 1])
    place = np.interp(at, beats, np.arange(len(beats)))
    first = _downbeat(place, rows[:, 1])
    ticks = np.rint((place - first) * TICKS_PER_BEAT)
    found = strength(ticks)
    if not found >= SURE:
        raise Unusable("off the grid", f"strength {found:.2f} after alignment")
    return _moved(piece, beats, first)


def track_beats(at: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds of the beats under attacks at seconds `at`, covering all of them."""
    origin = at[0] - 1.0
    frames = int((at[-1] - origin + 2.0) * FRAMES)
    strokes = np.bincount(np.rint((at - origin) * FRAMES).astype(int), np.sqrt(weight), minlength=frames)
    smooth = np.exp(-0.5 * (np.arange(-6, 7) / 2.0) ** 2)  # 20 ms
    envelope: NDArray[np.float64] = np.convolve(strokes, smooth, mode="same").astype(np.float64)
    envelope /= envelope.std() + 1e-9
    period = _period(envelope)
    beats = _path(envelope, period) / FRAMES + origin
    lead = beats[0] - np.arange(np.ceil((beats[0] - at[0]) / (period / FRAMES)), 0, -1) * period / FRAMES
    tail = beats[-1] + np.arange(1, np.ceil((at[-1] - beats[-1]) / (period / FRAMES)) + 2) * period / FRAMES
    return np.concatenate([lead, beats, tail])


def _period(envelope: NDArray[np.float64]) -> float:
    """Frames to the beat."""
    size = 1 << (2 * len(envelope) - 1).bit_length()
    spectrum = np.fft.rfft(envelope - envelope.mean(), size)
    echo = np.fft.irfft(spectrum * np.conj(spectrum), size)
    lags = np.arange(int(FRAMES * 60 / FASTEST), int(FRAMES * 60 / SLOWEST) + 1)
    combed = echo[lags] + 0.5 * echo[2 * lags] + 0.25 * echo[4 * lags]  # a beat repeats as a half bar and a bar
    prior = np.exp(-0.5 * (np.log2(60 * FRAMES / lags / USUAL) / 0.9) ** 2)
    return float(lags[np.argmax(np.maximum(combed, 0) * prior)])


def _path(envelope: NDArray[np.float64], period: float) -> NDArray[np.float64]:
    """Frames of the best beats: each scores its envelope, less the square of its log distance from the period."""
    steps = np.arange(-round(2 * period), -round(period / 2) + 1)
    cost = -STEADY / 2 * np.log(-steps / period) ** 2
    score, came = envelope.copy(), np.full(len(envelope), -1)
    for frame in range(round(2 * period), len(envelope)):
        options = score[frame + steps] + cost
        best = int(options.argmax())
        score[frame] += options[best]
        came[frame] = frame + steps[best]
    frame = int(len(score) - round(period) + score[-round(period) :].argmax())
    path = [frame]
    while came[path[-1]] >= 0:
        path.append(came[path[-1]])
    return np.array(path[::-1], dtype=np.float64)


def _downbeat(place: NDArray[np.float64], weight: NDArray[np.float64]) -> int:
    """The beat, 0 to 3, with the heaviest attacks, summed over all bars of four."""
    near = np.abs(place - np.rint(place)) < 0.15
    return int(np.bincount(np.rint(place[near]).astype(int) % 4, weight[near], minlength=4).argmax())


def _moved(piece: Piece, beats: NDArray[np.float64], first: int) -> Piece:
    """The piece moved from its old beats to new ones, in 4/4: the file's meter went with its grid."""

    ticks = np.unique([tick for part in _parts(piece) for thing in part for tick in _ticks(thing)])
    places = np.interp(seconds(piece, ticks), beats, np.arange(len(beats))) - first
    to = dict(zip(ticks.tolist(), np.rint(places * TICKS_PER_BEAT).astype(int).tolist(), strict=True))

    def notes(part: tuple[Note, ...]) -> tuple[Note, ...]:
        ends = ((to[n.start], n.pitch, to[n.end], n.velocity) for n in part)
        return tuple(sorted(Note(Tick(a), pitch, Tick(max(a + 1, b)), v) for a, pitch, b, v in ends))

    return msgspec.structs.replace(
        piece,
        bpm=round(float(60 / np.median(np.diff(beats))), 2),
        meter="4/4",
        beats=tuple(beats[first:].round(4).tolist()),
        drums=tuple(sorted(Hit(to[h.tick], h.voice, h.velocity) for h in piece.drums)),
        piano=notes(piece.piano),
        bass=notes(piece.bass),
        line=notes(piece.line),
        onsets=tuple(sorted(Onset(to[o.tick], o.instrument) for o in piece.onsets)),
        chords=tuple(ChordMark(to[c.tick], c.symbol) for c in piece.chords),
    )


def _parts(piece: Piece) -> tuple[tuple[Note | Hit | Onset | ChordMark, ...], ...]:
    return piece.drums, piece.piano, piece.bass, piece.line, piece.onsets, piece.chords


def _ticks(thing: Note | Hit | Onset | ChordMark) -> tuple[int, ...]:
    return (thing.start, thing.end) if isinstance(thing, Note) else (thing.tick,)
