"""Lead sheets with every sign that there is, for the laws that hold for all of them."""

from typing import get_args

import msgspec
from hypothesis import strategies as st

from jamd.music.charts.sheet import Jump, Measure, Sheet, TimeSignature, WrittenChord
from jamd.music.harmony.chords import Chord, parse_chord
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

ROOTS = ("C", "C#", "Db", "D", "Eb", "E", "F", "F#", "Gb", "G", "Ab", "A", "Bb", "B", "Cb")
SHAPES = (
    "", "m", "6", "m6", "7", "-7", "maj7", "^7", "m7b5", "ø", "dim", "o7", "+", "7#5", "7b9", "7alt", "13", "9sus",
    "sus4", "7sus4", "sus2", "m(maj7)", "6/9", "m11", "maj9#11", "7#9b13", "add9", "m9",
    "5", "13#11", "7b5b9", "maj7#5",
)  # fmt: skip
TIMES = (
    TimeSignature(4, 4), TimeSignature(3, 4), TimeSignature(5, 4), TimeSignature(2, 4), TimeSignature(2, 2),
    TimeSignature(6, 8), TimeSignature(12, 8), TimeSignature(7, 4),
)  # fmt: skip
WORDS = st.text("abc dé&<'\"Ü", max_size=20).map(lambda text: " ".join(text.split()))


@st.composite
def chords(draw: st.DrawFn) -> Chord:
    if draw(st.integers(0, 9)) == 0:
        return parse_chord("N.C.")
    bass = draw(st.sampled_from(("", "", "", *ROOTS)))
    return parse_chord(draw(st.sampled_from(ROOTS)) + draw(st.sampled_from(SHAPES)) + (f"/{bass}" if bass else ""))


@st.composite
def measures(draw: st.DrawFn, time: TimeSignature, *, named: bool) -> Measure:
    eighth = TICKS_PER_BEAT // 2
    places = draw(st.sets(st.integers(0, time.measure // eighth - 1), max_size=4))
    marked = st.sampled_from((False, False, False, True))
    return Measure(
        chords=tuple(WrittenChord(Tick(place * eighth), draw(chords())) for place in sorted(places)),
        time=time if named else None,
        section=draw(st.sampled_from((None, None, "A", "Bridge", "Verse 2", "1" if named else ""))),
        opens_repeat=draw(marked),
        ending=draw(st.sampled_from(((), (), (), (1,), (2,), (1, 2), (3,), (1, 3)))),
        segno=draw(marked),
        coda=False,
        closes_repeat=draw(st.sampled_from((0, 0, 0, 2, 3, 4))),
        fine=draw(marked),
        jump=draw(st.sampled_from((None, None, None, *get_args(Jump)))),
    )


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Any sheet; a coda has its To Coda in front of it, as on paper."""
    time = draw(st.sampled_from(TIMES))
    written = [draw(measures(time, named=True))]
    for _ in range(draw(st.integers(0, 12))):
        changes = draw(st.integers(0, 7)) == 0
        time = draw(st.sampled_from(TIMES)) if changes else time
        written.append(draw(measures(time, named=changes)))
    if len(written) > 1 and draw(st.booleans()):
        coda = draw(st.integers(1, len(written) - 1))
        leaves = draw(st.integers(0, coda - 1))
        written[coda] = msgspec.structs.replace(written[coda], coda=True)
        written[leaves] = msgspec.structs.replace(written[leaves], to_coda=True)
    pickup = draw(pickups(written[0])) if len(written) > 1 else 0
    return Sheet(
        (shortened(written[0], pickup), *written[1:]),
        title=draw(WORDS),
        composer=draw(WORDS),
        style=draw(st.sampled_from(("", "Medium Swing", "Bossa Nova", "Ballad", "Even eighths"))),
        key=draw(st.sampled_from(("", "C", "Bb", "F#m", "Ebm", "Gb", "A#m"))),
        bpm=draw(st.sampled_from((None, 60.0, 132.0, 187.5))),
        pickup=Tick(pickup),
    )


def pickups(first: Measure) -> st.SearchStrategy[int]:
    """Ticks of a pickup, most often none."""
    assert first.time is not None
    eighth = TICKS_PER_BEAT // 2
    return st.sampled_from([0, 0, *range(eighth, first.time.measure, eighth)])


def shortened(measure: Measure, pickup: int) -> Measure:
    """A measure without the chords behind its pickup."""
    chords = tuple(chord for chord in measure.chords if pickup == 0 or chord.at < pickup)
    return msgspec.structs.replace(measure, chords=chords)
