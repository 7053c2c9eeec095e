"""Clocks of growing difficulty, by name: what their messages are, and when their ticks were truly meant.

A `Master` counts; a port then adds what ports add. Everything random is drawn from a seed that is handed in.
"""

import random
from collections.abc import Callable
from typing import NamedTuple

from jamd.clock.midi import MidiClock
from jamd.clock.source import ClockAction, Retime, Start
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline

MS = 1_000_000
S = 1_000_000_000
TO_THE_BEAT = 24
JACK_PERIOD = 64 / 48000 * S

Tempo = Callable[[float], float]  # bpm at so many seconds
Port = Callable[[float], float]  # ns at which a message that was meant for this instant arrives
Message = tuple[int, bytes]  # ns, data


class Heard(NamedTuple):
    """`meant[k]` is the true instant of tick k from Start on, in ns; `delay` what the port adds on average."""

    messages: list[Message]
    meant: list[float]
    delay: float = 0.0


# -- tempo


def steady(bpm: float) -> Tempo:
    return lambda _: bpm


def jumping(bpm: float, to: float, at: float) -> Tempo:
    """Another tempo from `at` seconds on."""
    return lambda s: bpm if s < at else to


def drifting(bpm: float, by: float, at: float = 4.0, least: float = 40, most: float = 280) -> Tempo:
    """`by` bpm a second, from `at` seconds on."""
    return lambda s: min(max(bpm + by * max(0.0, s - at), least), most)


def ritardando(bpm: float, to: float, at: float, beats: float = 8) -> Tempo:
    """From one tempo to another in about so many beats, evenly in time."""
    seconds = beats * 120 / (bpm + to)
    return lambda s: bpm + (to - bpm) * min(max((s - at) / seconds, 0.0), 1.0)


def instants(tempo: Tempo, ticks: int) -> list[float]:
    """When the ticks of the clock are, in ns from its start."""
    found, at, fine = [0.0], 0.0, 32
    while len(found) < ticks:
        for _ in range(fine):
            at += 60 / tempo(at) / TO_THE_BEAT / fine
        found.append(at * S)
    return found


# -- ports


def exact(ns: float) -> float:
    return ns


def jittery(dice: random.Random, most_ms: float = 2.0) -> Port:
    """Uniformly early or late."""
    return lambda ns: ns + dice.uniform(-most_ms, most_ms) * MS


def jack_quantised(ns: float, period: float = JACK_PERIOD) -> float:
    """Arrives with the next period of the audio driver."""
    return -(-ns // period) * period


def stumbling(dice: random.Random, late_ms: float = 10.0, one_in: int = 60) -> Port:
    """Exact but for single ticks."""
    return lambda ns: ns + (late_ms * MS if dice.randrange(one_in) == 0 else 0)


# -- clocks


def clock(
    tempo: Tempo, beats: float, port: Port = exact, before: int = 0, start: bytes = b"\xfa", from_ns: float = S
) -> Heard:
    """`before` ticks run ahead of Start; Start itself comes half a tick before the first tick."""
    every = [from_ns + at for at in instants(tempo, before + round(beats * TO_THE_BEAT))]
    messages, latest = [], 0
    for number, meant in enumerate(every):
        if number == before:
            messages.append((max(latest, round(meant - 5 * MS)), start))
        latest = max(latest, round(port(meant)))
        messages.append((latest, b"\xf8"))
    return Heard(sorted(messages, key=lambda message: message[0]), every[before:])


def pausing(heard: Heard, at: float, seconds: float) -> Heard:
    """The ticks of some seconds never arrive, and time goes on; `at` in seconds from the first tick."""
    begin = heard.meant[0] + at * S
    kept = [m for m in heard.messages if not begin <= m[0] < begin + seconds * S]
    return heard._replace(messages=kept)


def missing_ticks(heard: Heard, dice: random.Random, one_in: int = 50) -> Heard:
    """Single ticks never arrive; the first beats are whole."""
    late = heard.meant[2 * TO_THE_BEAT]
    kept = [m for m in heard.messages if m[1] != b"\xf8" or m[0] < late or dice.randrange(one_in)]
    return heard._replace(messages=kept)


def held_up(heard: Heard, at: int, count: int, apart_ms: float = 0.0) -> Heard:
    """So many messages from the one with the number `at` on wait until the last of them is due. Then the queue is sent,
    each message so long after the one before; those that come meanwhile wait, too. Nothing is lost."""
    release = heard.messages[min(at + count, len(heard.messages)) - 1][0]
    messages, free = list(heard.messages[:at]), float(release)
    for ns, data in heard.messages[at:]:
        leaves = max(ns, free)
        messages.append((round(leaves), data))
        free = leaves + apart_ms * MS
    return heard._replace(messages=messages)


def in_packets(heard: Heard, size: int) -> Heard:
    """So many messages at a time, when the last of them is due."""
    whole = heard.messages[: len(heard.messages) // size * size]
    return heard._replace(messages=[(whole[i // size * size + size - 1][0], m[1]) for i, m in enumerate(whole)])


# -- what a follower makes of them


class Followed(NamedTuple):
    """All that was said, and the line in force from each instant on."""

    actions: list[tuple[int, ClockAction]]
    lines: list[tuple[int, Timeline]]

    def errors(self, heard: Heard) -> list[float]:
        """For each tick, ms by which the line in force at its true instant has it late; the port's delay is not
        counted."""
        found, at = [], 0
        for number, meant in enumerate(heard.meant):
            now = meant + heard.delay
            while at + 1 < len(self.lines) and self.lines[at + 1][0] <= now:
                at += 1
            found.append((self.lines[at][1].ns_at(Tick(number * 40)) - now) / MS)
        return found


def follow(clock: MidiClock, messages: list[Message]) -> Followed:
    """Play the messages to the clock, calling `advance` when it asks for it."""
    actions: list[tuple[int, ClockAction]] = []
    for ns, data in messages:
        while (wake := clock.wake_ns) is not None and wake <= ns:
            actions += [(wake, action) for action in clock.advance(wake)]
        actions += [(ns, action) for action in clock.message(data, Nanos(ns))]
    lines = [(ns, action.timeline) for ns, action in actions if isinstance(action, Start | Retime)]
    return Followed(actions, lines)
