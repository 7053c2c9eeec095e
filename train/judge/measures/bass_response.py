"""Does the bassist listen? One thing is changed, the same seeds are played again, and what differs is the answer.

A chord of the chart; the chart's key; the harmony that a keyboardist plays without a chart (as for the piano:
`train.judge.measures.modulation`, an octave higher, so that the low register stays free); the intensity; a left hand
that walks itself for eight bars; turns of the drums alone.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec
import numpy as np

from jamd.music.charts.form import Change, Chart
from jamd.music.charts.load import load_chart
from jamd.music.charts.transpose import transposed_chart
from jamd.music.harmony.keys import transposed
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.judge.bass.bass_line import bass_line, chords_on
from train.judge.bass.facts import tones_on_strong_beats
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures import modulation
from train.judge.measures.bounds import Bounds, at_least, at_most
from train.judge.measures.free_playing import CHARTS
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, mean_of
from train.judge.measures.pitch import BAR
from train.judge.measures.replay import Take, between, replay

BPM: Final = 160.0
BARS: Final = 24
SEEDS: Final = (11, 12, 13)
SOFT, HOT = 0.2, 0.95
TURN: Final = 4  # bars
WALKED: Final = range(8, 16)  # bars in which the left hand walks
WITHIN: Final = 2  # bars until the answer has come, and until it has gone
_WALKS: Final = 0.7  # an intensity at which a bassist walks
_TRITONE: Final = 6
_FOURTH: Final = 5
_EARLY: Final = TICKS_PER_BEAT // 8
_LOWEST: Final = 36  # of a left hand

Row = Sequence[float]


def takes() -> Iterator[Take]:
    for name in CHARTS:
        yield from (Take((), BARS, BPM, load_chart(name), seed=seed, controls={"intensity": _WALKS}) for seed in SEEDS)


def _each(row: Callable[[Competitor, Take], Row]) -> Callable[[Competitor, EvaluationSet], Rows]:
    return lambda competitor, evaluation_set: np.array([row(competitor, take) for take in takes()])


# -- the chart


def changed_chord(competitor: Competitor, take: Take) -> Row:
    """(2,): share of changed bars that begin on the new root; chord tones on their strong beats, above those that the
    line over the old chart has of the new chords."""
    assert take.chart is not None
    bars = range(3, BARS, 4)
    other = substituted(take.chart, bars)
    before = replay(competitor.player, take)
    after = replay(competitor.player, msgspec.structs.replace(take, chart=other))
    lines = [bass_line(_in_bars(notes, bars), BPM) for notes in (after, before)]
    ones = lines[0].cut((lines[0].beat % 4 == 0) & lines[0].on_beat)
    rooted = [chord is not None and pitch % 12 == chord.bass
              for chord, pitch in zip(chords_on(other, ones.beat), ones.pitch.tolist(), strict=True)]  # fmt: skip
    new, old = (tones_on_strong_beats(line.cut(line.on_beat), other) for line in lines)
    return sum(rooted) / len(bars), new - old


def substituted(chart: Chart, bars: Sequence[int]) -> Chart:
    """Some bars a tritone away, the chart written out for the whole take."""
    written = [chart.bars[bar % len(chart.bars)] for bar in range(BARS)]
    for bar in bars:
        written[bar] = tuple(Change(each.beat, transposed(each.chord, _TRITONE, chart.key)) for each in written[bar])
    return Chart(chart.title, chart.meter, tuple(written))


def _in_bars(notes: Sequence[Note], bars: Sequence[int]) -> list[Note]:
    return [note for note in notes if (note.start + _EARLY) // BAR in bars]


def transposed_tune(competitor: Competitor, take: Take) -> Row:
    """(2,): chord tones on strong beats over the new key's chords less those over the old one's; semitones that the
    mean pitch moves."""
    assert take.chart is not None
    other = transposed_chart(take.chart, _FOURTH)
    before = replay(competitor.player, take)
    after = replay(competitor.player, msgspec.structs.replace(take, chart=other))
    line = bass_line(after, BPM)
    new, old = (tones_on_strong_beats(line.cut(line.on_beat), chart) for chart in (other, take.chart))
    return new - old, float(line.pitch.mean() - bass_line(before, BPM).pitch.mean())


def modulated(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(keys x moves, 2): bars until back in the harmony, and the share of notes in it before. The 1 does not count: a
    chord is known only once it has sounded."""
    found = []
    for key in modulation.KEYS:
        for move in modulation.MOVES:
            you, said = modulation.keyboardist(key, move)
            high = tuple(Note(n.start, n.pitch + 12, n.end, n.velocity) for n in you)
            take = Take(high, modulation.BEFORE + modulation.AFTER, 140.0, seed=key * 12 + move)
            known = [note for note in replay(competitor.player, take) if (note.start + _EARLY) % BAR > TICKS_PER_BEAT]
            found.append(modulation.recovery(known, said))
    return np.array(found)


# -- the band and the keyboardist


def stirred(competitor: Competitor, take: Take) -> Row:
    """(2,): notes a bar and velocity more at a high intensity."""
    soft, hot = (replay(competitor.player, msgspec.structs.replace(take, controls={"intensity": level}))
                 for level in (SOFT, HOT))  # fmt: skip
    louder = np.mean([note.velocity for note in hot]) - np.mean([note.velocity for note in soft])
    return (len(hot) - len(soft)) / BARS, float(louder)


def left_alone(competitor: Competitor, take: Take) -> Row:
    """(2,): notes a bar while a left hand walks, and after it has stopped."""
    assert take.chart is not None
    played = replay(competitor.player, msgspec.structs.replace(take, you=walking_hand(take.chart)))
    return (_density(played, WALKED.start + WITHIN, WALKED.stop), _density(played, WALKED.stop + WITHIN, BARS))


def walking_hand(chart: Chart) -> tuple[Note, ...]:
    """Chord tones on every beat, inside an octave from C2 on."""
    beats = range(WALKED.start * 4, WALKED.stop * 4)
    notes = []
    for beat, chord in zip(beats, chords_on(chart, beats), strict=True):
        if chord is not None:
            tones = sorted(_LOWEST + tone for tone in chord.chord_tones)
            start = Tick(beat * TICKS_PER_BEAT)
            notes.append(Note(start, tones[beat % len(tones)], Tick(start + TICKS_PER_BEAT - 80), 72))
    return tuple(notes)


def drums_alone(competitor: Competitor, take: Take) -> Row:
    """(2,): notes a bar in the drums' turns, and in the keyboardist's."""
    controls = {"mode": "trade", "trade_with": "drums", "trade_bars": TURN, "intensity": _WALKS}
    played = replay(competitor.player, msgspec.structs.replace(take, controls=controls))
    turns = range(BARS // TURN)
    drums = [_density(played, turn * TURN, (turn + 1) * TURN) for turn in turns if turn % 2]
    yours = [_density(played, turn * TURN, (turn + 1) * TURN) for turn in turns if turn % 2 == 0]
    return float(np.mean(drums)), float(np.mean(yours))


def _density(notes: Sequence[Note], first: int, end: int) -> float:
    return len(between(notes, first * BAR - _EARLY, end * BAR - _EARLY)) / (end - first)


def _measure(name: str, rows: Callable[[Competitor, EvaluationSet], Rows], *figures: Figure) -> Measure:
    return Measure(name, "bass", rows, figures, baselines=("fifths",))


MEASURES = (
    _measure(
        "bass changed chord",
        _each(changed_chord),
        Figure("chord.root", "share of bars whose chord was changed that begin on the new root", mean_of(0), "more",
               at_least(0.75), at_least(0.9)),
        Figure("chord.tones", "chord tones on their strong beats, above the line over the old chart", mean_of(1),
               "more", at_least(0.3)),
    ),
    _measure(
        "bass transposed",
        _each(transposed_tune),
        Figure("key.tones", "the chart a fourth higher: chord tones on strong beats, above those of the old key",
               mean_of(0), "more", at_least(0.3)),
        Figure("key.register", "semitones that the mean pitch moves", mean_of(1), "near real", Bounds(-3, 3)),
    ),
    _measure(
        "bass modulation",
        modulated,
        Figure("follow", f"no chart: bars until back in the harmony after the keyboardist modulates "
               f"({modulation.AFTER}: never)", mean_of(0), "less", at_most(2), at_most(1)),
        Figure("follow.before", "notes in the harmony before, share", mean_of(1), "more", at_least(0.75)),
    ),
    _measure(
        "bass intensity",
        _each(stirred),
        Figure("intensity.notes", f"notes a bar more from {SOFT} to {HOT}", mean_of(0), "more", at_least(1)),
        Figure("intensity.velocity", "velocity more, likewise", mean_of(1), "more", at_least(8)),
    ),
    _measure(
        "bass left hand",
        _each(left_alone),
        Figure("left_hand.beside", f"notes a bar beside a left hand that walks, {WITHIN} bars after it began",
               mean_of(0), "less", at_most(0.5), at_most(0)),
        Figure("left_hand.back", f"notes a bar {WITHIN} bars after it has stopped", mean_of(1), "more", at_least(3)),
    ),
    _measure(
        "bass drum solo",
        _each(drums_alone),
        Figure("drum_solo.notes", "notes a bar in the turns of the drums", mean_of(0), "less", at_most(0.05),
               at_most(0)),
        Figure("drum_solo.back", "notes a bar in the keyboardist's turns", mean_of(1), "more", at_least(3)),
    ),
)  # fmt: skip
