"""JJSwing: one MIDI file with recorded swing drum styles, cut by markers.

Layout: `drums44DB.mid`. A marker such as `_RIDE_1` opens a style, `#alt` its variations, `#Fill` a fill. Each style
is a piece; what lies between its markers follows on. The kit is Yamaha's XG: 25 and 27 are a brush's tap and slap, 29
and 31 soft snares, 33 a soft kick, 34 an open rim shot; 26 and 28 are a brush's sweeps, which have no voice (26 is no
open hat here).
"""

from collections.abc import Iterator
from pathlib import Path

from jamd.music.drum_kit import KICK, SNARE, VOICE_OF_PITCH
from train.corpora.corpus import Corpus, Unusable, paths_below
from train.corpora.midi import hits_of, read_midi
from train.corpora.piece import EARLY, Hit, Piece

XG_VOICES = {p: v for p, v in VOICE_OF_PITCH.items() if p > 34} | {
    25: SNARE,
    27: SNARE,
    29: SNARE,
    31: SNARE,
    33: KICK,
    34: SNARE,
}


def items(directory: Path) -> list[str]:
    return paths_below(directory, "drums44*.mid")


def pieces(directory: Path, item: str) -> Iterator[Piece]:
    midi = read_midi(directory / item)
    hits = hits_of(*(track for track in midi.tracks if track.is_drum), voices=XG_VOICES)
    styles = [(tick, text) for tick, text in midi.markers if text.startswith("_")]
    if not styles or not hits:
        raise Unusable("no styles marked")
    ends = [tick for tick, _ in styles[1:]] + [midi.end + 1]
    for (start, style), end in zip(styles, ends, strict=True):
        inside = tuple(Hit(h.tick - start, h.voice, h.velocity) for h in hits if start - EARLY <= h.tick < end - EARLY)
        if not inside:
            continue
        yield Piece(
            set="jjswing",
            name=style.strip("_").lower(),
            performer="jjswing",
            licence=CORPUS.licence,
            source=item,
            bpm=midi.bpm(),
            styles=("swing", style.strip("_").rstrip("_0123456789").lower()),
            drums=inside,
        )


CORPUS = Corpus(
    name="jjswing",
    title="JJSwing drum styles",
    licence="LGPL 2.1",
    home="the program JJazzLab, jjazzlab.org",
    items=items,
    pieces=pieces,
    tunes=False,
)
read = CORPUS.read
