"""Lead sheets made up at random, with every construct that a sheet can hold: for laws such as round trips."""

from collections.abc import Sequence
from itertools import count
from random import Random
from typing import Any, Final

from msgspec.structs import replace

from jamd.music.charts.sheet import Jump, Measure, Sheet, TimeSignature, WrittenChord
from jamd.music.harmony.chords import parse_chord
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

METERS: Final = ((4, 4), (4, 4), (3, 4), (5, 4), (2, 4), (2, 2), (6, 8), (12, 8), (7, 4))
_SYMBOLS: Final = (
    "C",
    "Dm7",
    "G7b9",
    "F#m7b5",
    "Bbmaj7",
    "C6",
    "Eb/G",
    "N.C.",
    "A7alt",
    "Bdim7",
    "Ebm6",
    "Ab13",
    "E7#9",
)
_STYLES: Final = ("", "Medium Swing", "Bossa Nova", "Jazz Waltz", "Ballad", "Even 8ths")
_ENDINGS: Final = (((1,), (2,)), ((1, 2), (3,)), ((1,), (2,), (3,), (4,)), ((1, 3), (2,)))
_WAYS: Final[tuple[Jump | None, ...]] = (
    None, None, "D.C.", "D.C. al Fine", "D.C. al Coda", "D.S.", "D.S. al Fine", "D.S. al Coda",
)  # fmt: skip


def generated_sheet(seed: int, *, off_beat: bool = True) -> Sheet:
    """A sheet; the same for the same seed. `off_beat`: some chords are pushed, or fall on triplets."""
    return _Composer(Random(seed), off_beat).sheet()


def shuffled(rng: Random, measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """The same measures, their signs dealt out anew: repeats, endings and jumps that make no sense."""
    signs = ("opens_repeat", "closes_repeat", "ending", "segno", "coda", "to_coda", "fine", "jump")
    dealt = {sign: [getattr(measure, sign) for measure in measures] for sign in signs}
    for values in dealt.values():
        rng.shuffle(values)
    return tuple(
        replace(measure, **{sign: values[number] for sign, values in dealt.items()})
        for number, measure in enumerate(measures)
    )


class _Composer:
    def __init__(self, rng: Random, off_beat: bool) -> None:
        self._rng = rng
        self._off_beat = off_beat
        self._time = TimeSignature(*rng.choice(METERS))
        self._measures: list[Measure] = []
        self._changed = True  # the measure before is of another length, or a pickup
        self._letters = (chr(ord("A") + number) for number in count())

    def sheet(self) -> Sheet:
        rng = self._rng
        pickup = self._pickup() if rng.random() < 0.3 else Tick(0)
        if rng.random() < 0.3:
            self._stretch(rng.randint(1, 4), section="Intro")
        way = rng.choice(_WAYS)
        segno = len(self._measures)
        for _ in range(rng.randint(1, 4)):
            self._section()
        self._lead(way, segno)
        self._measures[0] = replace(self._measures[0], time=self._first_time)
        return Sheet(
            tuple(self._measures),
            rng.choice(("Autumn Walk", "Blue in Three", "After You", "Night & Day Off")),
            rng.choice(("", "Ada Smith", "J. van Dijk")),
            rng.choice(_STYLES),
            rng.choice(("", "C", "Bb", "F#m", "Eb", "Cm")),
            rng.choice((None, 90.0, 140.0, 220.0)),
            pickup,
        )

    def _pickup(self) -> Tick:
        """A first measure of some beats alone."""
        length = Tick(self._time.beat * self._rng.randint(1, max(1, self._time.beats - 1)))
        if length >= self._time.measure:
            return Tick(0)
        self._add(chords=self._chords(length))
        return length

    def _add(self, **fields: Any) -> None:
        if not self._measures:
            self._first_time = self._time
        self._measures.append(Measure(**{"chords": self._chords(self._time.measure)} | fields))

    def _chords(self, length: Tick) -> tuple[WrittenChord, ...]:
        rng = self._rng
        beats = max(1, length // min(self._time.beat, TICKS_PER_BEAT))
        if rng.random() < 0.1 and self._measures:
            return () if self._changed else self._measures[-1].chords  # goes on, or like the one before
        chosen = sorted({0} | {rng.randrange(beats) for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3)))})
        step = length // beats
        ticks = [beat * step for beat in chosen]
        if self._off_beat and rng.random() < 0.2:
            ticks[-1] += rng.choice((step // 2, step // 3))
        return tuple(WrittenChord(Tick(tick), parse_chord(rng.choice(_SYMBOLS))) for tick in ticks)

    def _stretch(self, measures: int, **first: Any) -> None:
        """Some measures; the first one has the given signs."""
        for number in range(measures):
            self._add(**(first if number == 0 else {}))
            self._changed = False

    def _section(self) -> None:
        rng = self._rng
        signs: dict[str, Any] = {"section": rng.choice((next(self._letters), "")) if self._measures else "A"}
        if self._measures and rng.random() < 0.3:
            self._time = TimeSignature(*rng.choice(METERS))
            signs["time"] = self._time
            self._changed = True
        kind = rng.choice(("plain", "repeat", "often", "endings"))
        if kind == "plain":
            self._stretch(rng.randint(1, 8), **signs)
            return
        self._stretch(rng.randint(1, 6), opens_repeat=True, **signs)
        if kind == "endings":
            self._endings(rng.choice(_ENDINGS))
        else:
            self._close(2 if kind == "repeat" else rng.randint(3, 4))

    def _endings(self, endings: tuple[tuple[int, ...], ...]) -> None:
        for number, ending in enumerate(endings):
            self._stretch(self._rng.randint(1, 2), ending=ending)
            if number < len(endings) - 1:
                self._close(2)

    def _close(self, times: int) -> None:
        self._measures[-1] = replace(self._measures[-1], closes_repeat=times)

    def _sign(self, number: int, **fields: Any) -> None:
        self._measures[number] = replace(self._measures[number], **fields)

    def _lead(self, way: Jump | None, segno: int) -> None:
        """Puts the signs of a D.C. or a D.S. in their places; without one, perhaps a coda for the last chorus."""
        rng = self._rng
        last = len(self._measures) - 1
        if way is None:
            if rng.random() < 0.2 and last > segno:
                self._sign(rng.randint(segno, last - 1), to_coda=True)
                self._stretch(2, section="", coda=True)
            return
        if way.startswith("D.S."):
            self._sign(min(segno + rng.randint(0, 2), last), segno=True)
        if way.endswith("Fine"):
            self._sign(rng.randint(segno, last), fine=True)
        self._sign(last, jump=way)
        if way.endswith("Coda"):
            self._sign(rng.randint(segno, last), to_coda=True)
            self._stretch(rng.randint(1, 4), section="", coda=True)
