"""Keyboards as people have them, on real ports, in `continue`: when the piano plays, and when it leaves the floor."""

import time

from live.conftest import Start
from live.keyboardist import Keyboardist, wait_until

BAR = 1.2  # seconds at 200
FLAGS = (
    "--mode", "continue", "--bpm", "200", "--set", "clock.count_in=0",
    "--set", "parts.drums.player=rules", "--set", "parts.piano.player=rules",
)  # fmt: skip


def played_within(musician: Keyboardist, bars: float) -> int:
    """Notes of the piano from now on; what was on its way is not counted."""
    time.sleep(0.1)
    before = len(musician.ons(1))
    time.sleep(bars * BAR - 0.1)
    return len(musician.ons(1)) - before


def phrase(musician: Keyboardist) -> None:
    musician.play(b"\x90\x43\x50")
    time.sleep(0.2)
    musician.play(b"\x80\x43\x00")


def test_stuck_keys_pedals_channels_and_pads(start: Start, musician: Keyboardist) -> None:
    daemon = start(*FLAGS)
    musician.plug_in()
    wait_until(lambda: len(musician.ons(10)) > 4, 15, lambda: f"for the drums:\n{daemon.said}")
    phrase(musician)
    assert played_within(musician, 3) > 2

    musician.play(b"\x90\x30\x50", b"\x80\x3c\x00")  # a stuck key: its off came for another octave
    phrase(musician)
    assert played_within(musician, 4) > 2
    musician.play(b"\x90\x30\x50", b"\x90\x37\x50")
    assert played_within(musician, 2) == 0
    musician.play(b"\xb0\x7b\x00", b"\xb0\x78\x00", b"\xb0\x79\x00")
    phrase(musician)
    assert played_within(musician, 3) > 2

    chord = (0x3C, 0x40, 0x43, 0x47)  # under the pedal
    musician.play(b"\xb0\x40\x7f", *(bytes((0x90, pitch, 0x46)) for pitch in chord))
    time.sleep(0.2)
    musician.play(*(bytes((0x80, pitch, 0)) for pitch in chord))
    assert played_within(musician, 3) == 0
    musician.play(b"\xb0\x40\x00")
    assert played_within(musician, 3) > 2

    musician.play(b"\x90\x3c\x50", b"\x91\x3c\x50", b"\x81\x3c\x00")  # two keyboards, one key
    assert played_within(musician, 3) == 0
    musician.play(b"\x80\x3c\x00")

    before = len(musician.ons(1))
    for _ in range(16):
        musician.play(b"\x99\x26\x5a", b"\x89\x26\x00")
        time.sleep(0.3)
    assert len(musician.ons(1)) - before > 2
