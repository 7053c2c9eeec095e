"""Melodies as the seed's piano network reads and writes them: an event a step, or a repeat of one or two bars ago.

Units: steps are sixteenths on the straight grid, 4 to the beat, counted from the first beat of the form. An event is a
pitch 48 .. 83 that starts (0 .. 35), OFF, which ends the note that sounds, or HOLD: nothing new, the note or the
silence goes on. A melody is canonical: OFF only while a note sounds. The network answers with one of 40 labels: an
event, or "the same as one bar ago", or "as two bars ago", which is how it learns to repeat. Encoding: Magenta's
attention_rnn.

Its input before it chooses step t, with `bar` steps to the bar: the event at t - 1; for one and for two bars: the event
that far before t - 1, the event that followed it, and whether the event at t - 1 repeated it; six binary counters of t.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.seed.grid import COUNTERS, STEPS_PER_BEAT, counters

CODEC: Final = "seed_piano"
CODEC_VERSION: Final = 1

LOWEST: Final = 48
HIGHEST: Final = 83
OFF: Final = HIGHEST - LOWEST + 1
HOLD: Final = OFF + 1
EVENTS: Final = HOLD + 1
LOOKBACKS: Final = (1, 2)  # bars
LABELS: Final = EVENTS + len(LOOKBACKS)
FEATURES: Final = EVENTS * (1 + 2 * len(LOOKBACKS)) + len(LOOKBACKS) + COUNTERS
NOTHING: Final = -1  # before the first event

LineNote = tuple[int, int, int]  # start step, end step (not included), pitch


def fold(pitch: int) -> int:
    """The pitch moved by octaves into the network's range."""
    while pitch < LOWEST:
        pitch += 12
    while pitch > HIGHEST:
        pitch -= 12
    return pitch


def top_line(notes: Iterable[LineNote]) -> list[LineNote]:
    """One voice out of many: of notes that start together the highest.

    A note cuts off the one before, unless that one is higher and still sounds.
    """
    line: list[LineNote] = []
    for start, end, pitch in sorted(notes, key=lambda note: (note[0], -note[2])):
        if line and start < line[-1][1]:
            if line[-1][2] >= pitch or line[-1][0] == start:
                continue
            line[-1] = (line[-1][0], start, line[-1][2])
        line.append((start, max(end, start + 1), pitch))
    return line


def encode(line: Sequence[LineNote], first: int, count: int) -> NDArray[np.int64]:
    """A line (sorted, no two notes at once, pitches in range) to events (count,) of the steps from `first`.

    Of a note that began before `first` only the end is heard.
    """
    events = np.full(count, HOLD, np.int64)
    for start, end, pitch in line:
        if first <= start < first + count:
            events[start - first] = pitch - LOWEST
        if first <= end < first + count:
            events[end - first] = OFF  # a note that starts there writes over it
    return events


def decode(events: Iterable[int], first: int) -> list[LineNote]:
    """The inverse of `encode`; a note that still sounds behind the last event ends there."""
    line: list[LineNote] = []
    sounding: tuple[int, int] | None = None  # since, pitch
    step = first - 1
    for step, event in enumerate(events, first):
        if event == HOLD:
            continue
        if sounding is not None:
            line.append((sounding[0], step, sounding[1]))
        sounding = None if event == OFF else (step, LOWEST + int(event))
    if sounding is not None:
        line.append((sounding[0], step + 1, sounding[1]))
    return line


def features(past: Sequence[int], step: int, beats: int) -> NDArray[np.float32]:
    """The network's input before it chooses `step`, (FEATURES,), after the events `past` up to step - 1."""
    row = np.zeros(FEATURES, np.float32)
    at = 0
    for back in _distances(beats):
        if len(past) >= back:
            row[at + past[-back]] = 1.0
        at += EVENTS
    for bars in LOOKBACKS:
        back = bars * beats * STEPS_PER_BEAT + 1
        row[at] = 1.0 if len(past) >= back and past[-1] == past[-back] else 0.0
        at += 1
    row[at:] = counters(step, beats)
    return row


def _distances(beats: int) -> list[int]:
    """How many steps before the chosen one each event of the input lies."""
    bar = beats * STEPS_PER_BEAT
    return [1] + [bars * bar + more for bars in LOOKBACKS for more in (1, 0)]


def repeatable(past: Sequence[int], beats: int) -> tuple[int, ...]:
    """The event that each repeat label would bring back at the next step, or NOTHING, one for each of LOOKBACKS."""
    distances = [bars * beats * STEPS_PER_BEAT for bars in LOOKBACKS]
    return tuple(past[-back] if len(past) >= back else NOTHING for back in distances)


def label_of(event: int, past: Sequence[int], beats: int) -> int:
    """The label that the network should answer: the furthest repeat that fits, else the event itself."""
    label = event
    for i, repeated in enumerate(repeatable(past, beats)):
        if repeated == event:
            label = EVENTS + i
    return label


def event_of(label: int, past: Sequence[int], beats: int) -> int:
    """The inverse of `label_of`; a repeat of NOTHING holds."""
    if label < EVENTS:
        return label
    repeated = repeatable(past, beats)[label - EVENTS]
    return HOLD if repeated == NOTHING else repeated


def event_logits(logits: NDArray[np.float32], past: Sequence[int], beats: int) -> NDArray[np.float64]:
    """Logits of labels (LABELS,) to those of events (EVENTS,): a repeat's share goes to what it brings back."""
    odds = np.exp(logits.astype(np.float64) - float(logits.max()))
    events = odds[:EVENTS].copy()
    for i in range(len(LOOKBACKS)):
        events[event_of(EVENTS + i, past, beats)] += odds[EVENTS + i]
    result: NDArray[np.float64] = np.log(events)
    return result


def examples_of(events: NDArray[np.int64], first: int, beats: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """`features` (len(events), FEATURES) and `label_of` (len(events),) of a whole run, after its true events."""
    count = len(events)
    rows = np.zeros((count, FEATURES), np.float32)
    at = 0
    for back in _distances(beats):
        rows[np.arange(back, count), at + events[: max(0, count - back)]] = 1.0
        at += EVENTS
    for back in (bars * beats * STEPS_PER_BEAT for bars in LOOKBACKS):
        rows[back + 1 :, at] = events[back:-1] == events[: max(0, count - back - 1)]
        at += 1
    rows[:, at:] = [counters(first + i, beats) for i in range(count)]
    labels = events.copy()
    for i, back in enumerate(bars * beats * STEPS_PER_BEAT for bars in LOOKBACKS):
        labels[back:][events[back:] == events[: max(0, count - back)]] = EVENTS + i
    return rows, labels
