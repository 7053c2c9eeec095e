"""A band of drums and piano, a keyboardist, and a loop from the output to the input, in virtual time."""

import heapq
import random
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from jamd.music.channel_messages import is_note_on, note_off, note_on
from jamd.music.time.notes import Nanos
from jamd.wire.echoes import Echoes

MS = 1_000_000
DRUMS, PIANO = 10, 1
BEAT = 400 * MS
BAR = 4 * BEAT
RIDE, FOOT, KICK = 51, 44, 36

Part = list[tuple[int, bytes]]  # ns, message


def band(bars: int, seed: int, *parts: int) -> Part:
    """Swing in human time: the ride, the hi-hat on 2 and 4, a kick now and then, two chords in a bar."""
    dice, played = random.Random(seed), []
    for beat in range(bars * 4):
        strokes = [(0.0, DRUMS, (RIDE, FOOT)[: 1 + beat % 2])]
        strokes += [(0.64, DRUMS, (RIDE,))] * (beat % 2) + [(0.0, DRUMS, (KICK,))] * (dice.random() < 0.3)
        if dice.random() < 0.6:
            root = dice.randrange(48, 60)
            strokes.append((dice.choice((0.0, 0.64)), PIANO, (root, root + 4, root + 10)))
        for place, channel, pitches in strokes:
            if channel in (parts or (DRUMS, PIANO)):
                at = (beat + place) * BEAT + dice.gauss(20, 4) * MS
                played += [note for pitch in pitches for note in struck(at, channel, pitch, dice.randrange(40, 100))]
    return sorted(played)


def struck(at: float, channel: int, pitch: int, velocity: int, ms: int = 90) -> Part:
    return [(round(at), note_on(channel, pitch, velocity)), (round(at + ms * MS), note_off(channel, pitch))]


class Cable(NamedTuple):
    """A loop: what becomes of a message on its way."""

    delay: float  # ms
    jitter: float = 0.7  # ms, early or late
    channel: int | None = None  # all of it comes back on this one
    octaves: int = 0
    velocity: Callable[[int], int] = lambda velocity: velocity
    cut: int = 10**15  # when somebody pulls it, ns

    def carry(self, data: bytes) -> bytes:
        status = data[0] if self.channel is None else data[0] & 0xF0 | self.channel - 1
        return bytes((status, data[1] + 12 * self.octaves, self.velocity(data[2]) if is_note_on(data) else data[2]))


class Arrived(NamedTuple):
    ns: int
    data: bytes
    by_hand: bool
    ignored: bool


def rehearse(
    band: Part, hands: Sequence[tuple[int, bytes]] = (), cable: Cable | None = None, thru: bool = False
) -> list[Arrived]:
    """All that arrived at the input, in order."""
    echoes, dice, arrived = Echoes(), random.Random(1), []
    to_come = [(ns, n, data, "band") for n, (ns, data) in enumerate(band)]
    to_come += [(ns, len(band) + n, data, "hand") for n, (ns, data) in enumerate(hands)]
    heapq.heapify(to_come)
    latest: dict[tuple[int, int], int] = {}  # by key: a cable keeps their order
    number = len(to_come)
    while to_come:
        ns, _, data, source = heapq.heappop(to_come)
        if source != "band":
            ignored = echoes.is_echo(data, Nanos(ns))
            arrived.append(Arrived(ns, data, source == "hand", ignored))
            if not ignored:
                echoes.heard(data, Nanos(ns))
            if ignored or not thru:
                continue
        echoes.sent(data, Nanos(ns), yours=source != "band")
        if cable is not None and ns < cable.cut:
            back = cable.carry(data)
            at = ns + round((cable.delay + dice.uniform(-cable.jitter, cable.jitter)) * MS)
            key = back[0] & 0x0F, back[1]
            latest[key] = at = max(at, ns, latest.get(key, 0) + 1)
            number += 1
            heapq.heappush(to_come, (at, number, back, "cable"))
    return arrived


def strokes(arrived: Iterable[Arrived], since: int = 0) -> list[Arrived]:
    return [message for message in arrived if is_note_on(message.data) and message.ns >= since]
