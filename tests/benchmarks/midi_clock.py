"""How well MIDI clock is followed: `python tests/benchmarks/midi_clock.py [--seeds 100]`, figures as one JSON object.

Offline, with generated clocks (`tests/clock/clocks.py`). A phase error is the distance in ms of the line in force at a
tick's true instant from that instant; a port's mean delay is not counted. "After" a step: ticks of the clock (24 to the
beat) from which on the error stays below the limit for four beats. Costs are microseconds of this thread's own time.
"""

import argparse
import gc
import json
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from clock.clocks import (
    JACK_PERIOD,
    TO_THE_BEAT,
    Heard,
    Port,
    S,
    clock,
    drifting,
    exact,
    follow,
    jack_quantised,
    jittery,
    jumping,
    pausing,
    ritardando,
    steady,
    stumbling,
)

from jamd.clock.midi import MidiClock
from jamd.music.time.notes import Nanos

TWO_BEATS = 2 * TO_THE_BEAT
STEPS = ((120, 180), (180, 120), (120, 126), (120, 240), (120, 60))
Figures = dict[str, float]


def exactly(dice: random.Random) -> Port:
    return exact


def by_jack(dice: random.Random) -> Port:
    return jack_quantised


PORTS: dict[str, Callable[[random.Random], Port]] = {"exact": exactly, "jitter 2 ms": jittery, "jack 1.33 ms": by_jack}


def heard_by(port: str, heard: Heard) -> Heard:
    return heard._replace(delay=JACK_PERIOD / 2) if port.startswith("jack") else heard


def spread(values: list[float]) -> Figures:
    sizes = sorted(abs(value) for value in values)
    shares = {f"p{part}": sizes[len(sizes) * part // 100] for part in (50, 95, 99)}
    return {name: round(value, 3) for name, value in {**shares, "max": sizes[-1]}.items()} | {"n": len(sizes)}


def errors(heard: Heard, bpm: float = 120) -> list[float]:
    return follow(MidiClock(bpm), heard.messages).errors(heard)


def dice(seeds: int) -> list[random.Random]:
    return [random.Random(seed) for seed in range(seeds)]


def steady_clocks(seeds: int) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    for port, made in PORTS.items():
        for bpm in (60, 120, 180, 300):
            for before in (0, 96):
                late, tempo, first = [], [], []
                for d in dice(seeds):
                    start = S + d.random() * JACK_PERIOD
                    heard = heard_by(port, clock(steady(bpm), 24, made(d), before, from_ns=start))
                    followed = follow(MidiClock(120), heard.messages)
                    found_late = followed.errors(heard)
                    first += found_late[before == 0 : TWO_BEATS]  # the very first tick cannot know the tempo
                    late += found_late[TWO_BEATS:]
                    tempo += [line.bpm / bpm - 1 for _, line in followed.lines[TWO_BEATS:]]
                name = f"{port}, {bpm} bpm, {before // TO_THE_BEAT} beats before Start"
                found[f"{name}: phase ms after 2 beats"] = spread(late)
                found[f"{name}: phase ms in the first 2 beats"] = spread(first)
                found[f"{name}: tempo %"] = spread([100 * error for error in tempo])
    return found


def settled(late: list[float], limit: float) -> int:
    return max((number + 1 for number, error in enumerate(late) if abs(error) > limit), default=0)


def steps(seeds: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for before, after in STEPS:
        for port, made in PORTS.items():
            runs, bars = [], 0
            for d in dice(seeds):
                heard = heard_by(port, clock(jumping(before, after, 5 + d.random() / 40), 32, made(d)))
                step = sum(meant < 6 * S for meant in heard.meant)
                late = errors(heard)[step:]
                runs.append(late[: 2 * TWO_BEATS])
                bars += abs(late[-1]) > 20e3 / after / TO_THE_BEAT  # half a tick: the count is wrong
            found[f"{before} to {after} bpm, {port}"] = {
                "below 2 ms after ticks": spread([settled(run, 2) for run in runs]),
                "below 1 ms after ticks": spread([settled(run, 1) for run in runs]),
                "phase ms in beats 3 and 4": spread([error for run in runs for error in run[TWO_BEATS:]]),
                "phase ms, worst on the way": max(abs(error) for run in runs for error in run),
                "runs with a tick too many or too few": bars,
            }
    return found


def drop_outs(seeds: int) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    for port, made in PORTS.items():
        alone, back = [], []
        for d in dice(seeds):
            late = errors(heard_by(port, pausing(clock(steady(120), 24, made(d)), 5, 3)))
            alone += late[5 * TWO_BEATS : 8 * TWO_BEATS]
            back += late[8 * TWO_BEATS : 8 * TWO_BEATS + TO_THE_BEAT]
        found[f"{port}: phase ms in 3 s alone"] = spread(alone)
        found[f"{port}: phase ms in the first beat back"] = spread(back)
    return found


def moving(seeds: int) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    tempi = {
        f"{by:+} bpm/s": (lambda at, by=by: drifting(120 if by > 0 else 240, by, at)) for by in (0.1, 2, 10, -2, -10)
    }
    tempi["140 to 60 bpm in 8 beats"] = lambda at: ritardando(140, 60, at)
    for name, tempo in tempi.items():
        for port, made in PORTS.items():
            late = [
                error
                for d in dice(seeds)
                for error in errors(heard_by(port, clock(tempo(2 + d.random()), 28, made(d))))[TWO_BEATS:]
            ]
            found[f"{name}, {port}: phase ms"] = spread(late)
    bad = [error for d in dice(seeds) for error in errors(clock(steady(120), 24, stumbling(d)))[TWO_BEATS:]]
    return found | {"one tick in 60 late by 10 ms, 120 bpm: phase ms": spread(bad)}


def cost() -> dict[str, object]:
    messages = clock(steady(120), 500, jittery(random.Random(1))).messages
    midi, spent = MidiClock(120), []
    gc.collect()
    gc.freeze()
    gc.disable()
    for ns, data in messages:
        begun = time.thread_time_ns()
        midi.message(data, Nanos(ns))
        spent.append((time.thread_time_ns() - begun) / 1000)
    tracemalloc.start()
    sizes = []
    for hour in (1, 2, 3):
        for ns, data in messages:
            midi.message(data, Nanos(ns + hour * 3600 * S))
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return {"us a message": spread(spent[500:]), "mean us": round(statistics.mean(spent[500:]), 2), "bytes held": sizes}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    seeds = parser.parse_args().seeds
    print(
        json.dumps(
            {
                "steady": steady_clocks(seeds),
                "steps": steps(seeds),
                "drop-out of 3 s at 120 bpm": drop_outs(seeds),
                "moving tempo": moving(seeds),
                "cost": cost(),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
