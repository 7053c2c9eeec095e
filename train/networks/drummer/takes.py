"""What the drummer learns from: performances of the Groove MIDI Dataset on the drummer's own grid.

The feel of a take is found from its cymbals: where most of their off-beats lie. Sixteenths and triplets are told apart
by counting, because "jazz" is not always swung and "rock" sometimes is. Pads that sounded twice and pedals that report
early are mended first (`pedals`).
"""

from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from jamd.music.drum_kit import BELL, CLOSED_HAT, OPEN_HAT, RIDE
from jamd.music.styles import Feel
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.players.drummer.codec import VOICES
from jamd.players.steps import STEPS, STEPS_PER_BEAT, place_of, step_of
from train.corpora.piece import Piece
from train.networks.drummer.pedals import lateness, without_doubles

LEAST: Final = 4  # bars of a take
JUDGED: Final = 16  # bars of a held-out take
FAST: Final = 180  # bpm: from here on jazz is written as swung, however straight it is played
BEATS: Final = {"4/4": 4, "3/4": 3, "6/8": 3}
STYLES_OF_WORDS: Final = (
    ("rock", ("march", "klezmer")),  # called jazz, too
    ("bossa", ("brazilian-bossa",)),
    ("samba", ("brazilian-samba",)),
    ("funk", ("funk", "soul", "motown")),
    ("shuffle", ("shuffle", "blues")),
    ("swing", ("jazz",)),
    ("latin", ("latin", "afrocuban", "afrobeat", "reggae", "highlife")),
)
"""The first row of which the publisher's style has a word; anything else is "rock"."""


class Take(NamedTuple):
    """One performance. Arrays are (bars, STEPS, VOICES)."""

    name: str
    style: str
    feel: Feel
    bpm: float
    beats: int  # to the bar
    hits: NDArray[np.uint8]  # 0 or 1
    velocity: NDArray[np.uint8]
    late_ms: NDArray[np.float32]  # behind the step's place, the take's swing taken into account

    @property
    def bars(self) -> int:
        return len(self.hits)


def learnable(piece: Piece) -> Take | None:
    """None: nothing that the drummer can learn from."""
    return take_of(piece) if piece.meter in BEATS and piece.bar_count >= LEAST and len(piece.drums) >= 20 else None


def take_of(piece: Piece) -> Take:
    ms_per_tick = 60_000 / piece.bpm / TICKS_PER_BEAT
    piece = msgspec.structs.replace(piece, drums=without_doubles(piece.drums, ms_per_tick))
    style = next((name for name, words in STYLES_OF_WORDS if set(words) & set(piece.styles)), "rock")
    offbeat, triplets = _offbeat(piece), _triplets(piece)
    fast = style == "swing" and piece.bpm >= FAST
    swings = fast or (offbeat > 0.58 and (style in ("swing", "shuffle") or triplets > 1.3))
    feel: Feel = "swing" if swings else "even"
    ratio = offbeat / (1 - offbeat) if feel == "swing" else 1.0
    beats = BEATS[piece.meter]
    per_bar, late = beats * STEPS_PER_BEAT, lateness(piece.drums, feel)
    hits = np.zeros((piece.bar_count + 1, STEPS, VOICES), np.uint8)
    velocity, late_ms = np.zeros_like(hits), np.zeros(hits.shape, np.float32)
    for hit in piece.drums:
        step = step_of(Tick(hit.tick - late.get(hit.voice, 0)), feel, ratio)
        bar, inside = divmod(step, per_bar)
        if 0 <= bar < len(hits) and hit.velocity > velocity[bar, inside, hit.voice]:
            hits[bar, inside, hit.voice] = 1
            velocity[bar, inside, hit.voice] = hit.velocity
            late_ms[bar, inside, hit.voice] = (hit.tick - place_of(step, feel, ratio)) * ms_per_tick
    count = len(hits) if hits[-1].any() else len(hits) - 1
    return Take(piece.name, style, feel, piece.bpm, beats, hits[:count], velocity[:count], late_ms[:count])


def _inside(piece: Piece, voices: tuple[int, ...]) -> NDArray[np.float64]:
    """Where in the beat, 0 to 1, these voices are struck."""
    return np.array([hit.tick % TICKS_PER_BEAT for hit in piece.drums if hit.voice in voices]) / TICKS_PER_BEAT


def _offbeat(piece: Piece) -> float:
    """Where in the beat most of the cymbals' off-beats lie; .5 where there are too few to tell."""
    cymbals = _inside(piece, (CLOSED_HAT, OPEN_HAT, RIDE, BELL))
    places = cymbals if len(cymbals) > 40 else _inside(piece, tuple(range(VOICES)))
    places = np.sort(places[(places > 0.42) & (places < 0.80)])
    if len(places) < 6:
        return 0.5
    near = np.searchsorted(places, places + 0.03) - np.arange(len(places))
    densest = places[int(near.argmax())]
    return float(np.median(places[np.abs(places - densest) < 0.06]))


def _triplets(piece: Piece) -> float:
    """Hits near a triplet for each one near a sixteenth."""
    inside = _inside(piece, tuple(range(VOICES)))
    triplets = (np.abs(inside - 1 / 3) < 0.045).sum() + (np.abs(inside - 2 / 3) < 0.06).sum()
    sixteenths = (np.abs(inside - 0.25) < 0.045).sum() + (np.abs(inside - 0.75) < 0.045).sum()
    return float((triplets + 1) / (sixteenths + 1))


def judged(takes: list[Take]) -> list[Take]:
    """Held-out takes that are judged: swing in 4/4 of at least `JUDGED` bars; all where there are none."""
    return [take for take in takes if take.style == "swing" and take.beats == 4 and take.bars >= JUDGED] or takes
