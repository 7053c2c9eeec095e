"""How soon the band answers: `python tests/benchmarks/response.py [--instants 16] [--bpm 140 ...]`, one JSON object.

Two jams in virtual time with the same seed and the same keyboardist, until an instant T: from there on one goes on as
before, the other changes (loud to soft, soft to loud, busy to silent, silent to busy). What differs in what the band
plays is its answer: the first note of another pitch or place, or of another velocity by 3 or more. T is the first note
that is another one, or the first that is missing. The bound is a beat and the commit horizon.

Steadiness is the other side of it: how many of the notes that were planned already change at a re-plan while the
keyboardist goes on evenly; and while a soloist plays phrases, with accents and rests.
"""

import argparse
import itertools
import json
import random
import statistics
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from jamd.files.notes import notes_of, notes_to_messages
from jamd.music.charts.load import load_chart
from jamd.music.events import Event, Plan
from jamd.music.planning.horizon import MIN_COMMIT_NS
from jamd.music.planning.jam import Jam
from jamd.music.planning.scene import Player
from jamd.music.sequencing.sequencer import Sequencer
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, TICKS_PER_BEAT, BandPart, Meter, Nanos, Note, Tick
from jamd.players.registry import make_player
from jamd.render import Studio

METER: Final = Meter(4)
BPMS: Final = (100.0, 140.0, 220.0, 300.0)
COMMIT: Final = Tick(TICKS_PER_BEAT // 2)
LISTENED: Final = 5  # bars before the first T
ANSWERED: Final = 4  # bars after it, in which an answer is looked for
AUDIBLE: Final = 3  # of velocity
LOUD, SOFT, MEDIUM, SILENT = 100, 42, 80, 0  # velocities
CHANGES: Final = {
    "loud to soft": (LOUD, SOFT),
    "soft to loud": (SOFT, LOUD),
    "busy to silent": (MEDIUM, SILENT),
    "silent to busy": (SILENT, MEDIUM),
}
FIGURES: Final[dict[str, tuple[float, ...]]] = {  # places in a bar, in beats
    "eighths": (0, 2 / 3, 1, 5 / 3, 2, 8 / 3, 3, 11 / 3),
    "quarters": (0, 1, 2, 3),
}


class Listener(Studio):
    """Keeps the plans too."""

    plans: list[Plan]

    def _take(self, events: list[Event]) -> None:
        self.plans += [event for event in events if isinstance(event, Plan)]
        super()._take(events)


def jam_of(name: str, you: Sequence[Note], bars: int, bpm: float, seed: int) -> Listener:
    """What the band plays to a keyboardist, both parts by players of one name."""
    settings = JamSettings(METER, {part: PartSettings() for part in BAND}, seed, count_in=0, commit=COMMIT)
    jam = Jam(settings, load_chart("builtin:blues-in-bb"), players(name), players("rules"))
    sequencer = Sequencer(METER, {"drums": 10, "piano": 1}, Nanos(10**12))
    listener = Listener(jam, sequencer, ((Tick(0), bpm),))
    listener.plans = []
    listener.play(list(notes_to_messages(tuple(you), 1)), Tick(bars * METER.bar))
    assert not listener.notices, listener.notices
    return listener


_hired: dict[str, dict[BandPart, Player]] = {}


def players(name: str) -> dict[BandPart, Player]:
    if name not in _hired:
        _hired[name] = {part: make_player(part, name) for part in BAND}
    return _hired[name]


# -- the keyboardist


def places(figure: str, bars: int, seed: int) -> list[int]:
    """Ticks of the onsets, a few ticks off the grid as hands are."""
    dice = random.Random(seed)
    beats = (bar * METER.beats + beat for bar in range(bars) for beat in FIGURES[figure])
    return [max(0, round(beat * TICKS_PER_BEAT) + dice.randint(-12, 12)) for beat in beats]


def evenly(onsets: Sequence[int], before: int, after: int, change: int, seed: int) -> list[Note]:
    """Notes at velocity `before` up to the tick `change`, `after` from there; 0 is silence."""
    dice = random.Random(seed + 1)
    notes = []
    for start, following in itertools.pairwise([*onsets, onsets[-1] + TICKS_PER_BEAT]):
        pitch, apart = dice.randint(62, 81), dice.randint(-6, 6)
        velocity = before if start < change else after
        if velocity:
            end = start + max(60, (following - start) * 8 // 10)
            notes.append(Note(Tick(start), pitch, Tick(end), min(127, velocity + apart)))
    return notes


def soloing(bars: int, seed: int) -> list[Note]:
    """Phrases of swung eighths with accents, ghosts and rests."""
    dice = random.Random(seed)
    notes: list[Note] = []
    beat, rest = 0.0, 0
    while beat < bars * METER.beats - 1:
        if rest == 0 and dice.random() < 0.12:
            rest = dice.randint(2, 6)
        length = dice.choice((2 / 3, 2 / 3, 1.0)) if beat % 1 == 0 else 1 - beat % 1
        if rest:
            rest -= 1
        else:
            start = round(beat * TICKS_PER_BEAT) + dice.randint(0, 24)
            velocity = dice.choice((38, 62, 70, 76, 82, 96)) + dice.randint(-4, 4)
            end = start + round(length * TICKS_PER_BEAT * 0.8)
            notes.append(Note(Tick(start), dice.randint(62, 81), Tick(end), velocity))
        beat = round((beat + length) * 3) / 3
    return notes


# -- the answer


def first_difference(one: Iterable[Note], other: Iterable[Note], since: int) -> int | None:
    """The tick of the first note that the other jam does not play, or plays louder or softer."""
    heard = [{(n.start, n.pitch): n.velocity for n in notes if n.start >= since} for notes in (one, other)]
    apart = [
        place
        for place in heard[0].keys() | heard[1].keys()
        if abs(heard[0].get(place, -AUDIBLE) - heard[1].get(place, -AUDIBLE)) >= AUDIBLE
    ]
    return min((start for start, _ in apart), default=None)


def played(listener: Listener, part: BandPart, bars: int) -> tuple[Note, ...]:
    return notes_of(listener.band[part], Tick(bars * METER.bar))


def delays(name: str, change: str, figure: str, bpm: float, instants: int) -> dict[BandPart, list[float]]:
    """Beats from T to the answer of each part, for each T; infinite where none came."""
    bars = LISTENED + ANSWERED + 2
    before, after = CHANGES[change]
    found: dict[BandPart, list[float]] = {part: [] for part in BAND}
    seeds = max(1, instants // 8)
    for seed in range(seeds):
        onsets = places(figure, bars, seed)
        later = [at for at in onsets if LISTENED * METER.bar - 20 <= at < (LISTENED + 2) * METER.bar - 20]
        went_on = jam_of(name, evenly(onsets, before, before, 10**9, seed), bars, bpm, seed)
        for at in later[:: max(1, len(later) * seeds // instants)]:
            changed = jam_of(name, evenly(onsets, before, after, at, seed), bars, bpm, seed)
            for part in BAND:
                first = first_difference(played(went_on, part, bars), played(changed, part, bars), at)
                found[part].append((first - at) / TICKS_PER_BEAT if first is not None else float("inf"))
    return found


def told(beats: list[float], bpm: float) -> dict[str, Any]:
    bound = 1 + max(COMMIT / TICKS_PER_BEAT, MIN_COMMIT_NS / 6e10 * bpm)
    beats = sorted(beats)
    p50, p90, most = beats[len(beats) // 2], beats[len(beats) * 9 // 10], beats[-1]

    def finite(value: float) -> float | None:
        return None if value == float("inf") else round(value, 3)

    return {
        "beats": {"p50": finite(p50), "p90": finite(p90), "max": finite(most), "bound": round(bound, 3)},
        "ms": {"p50": finite(p50 * 6e4 / bpm), "p90": finite(p90 * 6e4 / bpm), "max": finite(most * 6e4 / bpm)},
        "within": round(sum(beat <= bound + 1e-9 for beat in beats) / len(beats), 3),
        "n": len(beats),
    }


def answers(bpms: Sequence[float], instants: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for figure, change, bpm in itertools.product(FIGURES, CHANGES, bpms):
        by = {name: delays(name, change, figure, bpm, instants) for name in ("seed", "rules")}
        row = {f"{part} {name}": told(by[name][part], bpm) for part in BAND for name in by}
        for drummer, pianist in itertools.product(by, by):
            both = [min(pair) for pair in zip(by[drummer]["drums"], by[pianist]["piano"], strict=True)]
            row[f"band {drummer}/{pianist}"] = told(both, bpm)
        found[f"{figure}, {change}, {bpm:.0f} bpm"] = row
        print(f"{figure}, {change}, {bpm:.0f} bpm:", {k: v["within"] for k, v in row.items()}, file=sys.stderr)
    return found


def steadiness(name: str, you: Sequence[Note], bars: int, bpm: float, seed: int) -> dict[BandPart, tuple[int, int]]:
    """(notes that changed, notes that were planned already) over all re-plans, for each part."""
    plans = jam_of(name, you, bars, bpm, seed).plans[METER.beats * 4 :]
    found: dict[BandPart, tuple[int, int]] = {}
    for part in BAND:
        changed = known = 0
        for old, new in itertools.pairwise(plans):
            was = {(n.start, n.pitch): n.velocity for n in old.parts[part] if new.start <= n.start < old.end}
            now = {(n.start, n.pitch): n.velocity for n in new.parts[part]}
            known += len(was)
            changed += sum(abs(now.get(place, -AUDIBLE) - loud) >= AUDIBLE for place, loud in was.items())
        found[part] = (changed, known)
    return found


def flicker(bpms: Sequence[float]) -> dict[str, Any]:
    """Share of the notes planned already that another plan changed."""
    bars, shares = 34, {}
    for name in ("seed", "rules"):
        for playing in ("evenly", "evenly, quarters", "soloing", "silent"):
            sums: dict[BandPart, list[tuple[int, int]]] = {part: [] for part in BAND}
            for seed, bpm in enumerate(bpms):
                figure = "quarters" if "quarters" in playing else "eighths"
                even = evenly(places(figure, bars, seed), MEDIUM, MEDIUM, 0, seed)
                you = soloing(bars, seed) if playing == "soloing" else [] if playing == "silent" else even
                for part, counts in steadiness(name, you, bars, bpm, seed).items():
                    sums[part].append(counts)
            for part, all_counts in sums.items():
                changed, known = (sum(column) for column in zip(*all_counts, strict=True))
                shares[f"{part} {name}, {playing}"] = round(changed / known, 4) if known else None
    return shares


def summary(found: dict[str, Any]) -> dict[str, float]:
    """Share of all changes answered within the bound, by who answers."""
    names = next(iter(found.values()))
    return {name: round(statistics.fmean(row[name]["within"] for row in found.values()), 4) for name in names}


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--instants", type=int, default=16, help="instants T of each change at each tempo")
    asked.add_argument("--bpm", type=float, nargs="*", default=list(BPMS))
    said = asked.parse_args()
    steady = flicker(said.bpm)
    found = answers(said.bpm, said.instants)
    print(json.dumps({"within": summary(found), "changed_at_a_replan": steady, "answers": found}, indent=1))


if __name__ == "__main__":
    main()
