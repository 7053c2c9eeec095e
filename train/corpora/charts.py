"""The chart of a piece: its chord marks, however the set spells them, as bars that a player can be given.

Spellings met: plain jazz symbols (OpenEWLD, markers of a take), Weimar's (`Ebj7911#`, `C79b`, `Fsus7913`: degrees run
together, the sign behind the degree) and MMA's, which are nearly plain. What cannot be read holds the chord before.
"""

import re
from functools import lru_cache

from jamd.errors import ChartError
from jamd.music.charts.form import MAX_BARS, Change, Chart
from jamd.music.harmony.chords import Chord, parse_chord
from jamd.music.time.notes import TICKS_PER_BEAT, Meter
from train.corpora.piece import Piece

_ROOT = re.compile(r"([A-G][#b]?)(.*)")
_DEGREES = re.compile(r"(?P<degree>13|11|9)(?P<sign>[#b]?)")
_NO_CHORD = parse_chord("N.C.")


@lru_cache(maxsize=4096)
def chord_of(symbol: str, set: str = "") -> Chord | None:
    """What a set's symbol means; None where it cannot be read."""
    if symbol == "N":
        return _NO_CHORD
    for spelled in (_weimar(symbol) if set == "weimar" else symbol, _weimar(symbol)):
        try:
            return parse_chord(spelled)
        except ChartError:
            continue
    return None


def chart_of(piece: Piece) -> Chart | None:
    """Bars of changes from tick 0 to the end of the piece; None where it has no chords that can be read."""
    beats = int(piece.meter[0])
    at: dict[int, Chord] = {}
    for mark in piece.chords:
        chord = chord_of(mark.symbol, piece.set)
        if chord is not None:
            at[max(0, round(mark.tick / TICKS_PER_BEAT))] = chord
    if not at:
        return None
    holding, bars = at.get(0, _NO_CHORD), []
    for bar in range(min(piece.bar_count, MAX_BARS)):
        changes = [Change(0, holding)]
        for beat in range(beats):
            chord = at.get(bar * beats + beat)
            if chord is not None and (beat == 0 or chord != changes[-1].chord):
                changes = [*(changes if beat else ()), Change(beat, chord)]
        bars.append(tuple(changes))
        holding = changes[-1].chord
    return Chart(piece.name, Meter(beats), tuple(bars))


def _weimar(symbol: str) -> str:
    """`Ebj7911#` is Ebmaj79#11: signs before their degrees, j a major seventh, - minor, + augmented."""
    chord, slash, bass = symbol.partition("/")
    found = _ROOT.fullmatch(chord)
    if found is None:
        return symbol
    root, rest = found.groups()
    head = re.match(r"(-|\+|o|sus|m7b5|m)?(j7|7|6)?", rest)
    assert head is not None  # both groups may be missing
    tail = _DEGREES.sub(lambda degree: degree["sign"] + degree["degree"], rest[head.end() :])
    third = {"-": "m", "+": "aug", "o": "dim", None: ""}.get(head[1], head[1])
    seventh = {"j7": "maj7", None: ""}.get(head[2], head[2])
    if third == "sus":
        return f"{root}{seventh}{_added(tail)}sus4{slash}{bass}"
    return f"{root}{third}{seventh}{_added(tail)}{slash}{bass}"


def _added(tail: str) -> str:
    """Natural degrees behind a seventh are spelled with add, so that none is read as part of another number."""
    return re.sub(r"(?<![#b\d])(13|11|9)", r"add\1", tail)
