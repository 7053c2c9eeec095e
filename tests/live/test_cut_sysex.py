"""A keyboard that is cut off in the middle of a dump and plays on is heard again."""

import time

from live.conftest import Start
from live.keyboardist import Keyboardist, wait_until
from live.test_jam import FAST, jam

FIRST, SECOND = 0x30, 0x3C


def test_notes_after_a_sysex_without_its_end_are_heard(start: Start, musician: Keyboardist) -> None:
    jam(start, musician, *FAST, "--set", "ports.thru=true")
    press(musician, FIRST)
    musician.play(b"\xf0\x7e\x01")
    press(musician, SECOND)
    wait_until(lambda: musician.heard_on(3)[-2:] == [b"\x92\x3c\x50", b"\x82\x3c\x00"], 6)


def press(musician: Keyboardist, pitch: int) -> None:
    """On a channel of its own."""
    for data in (bytes((0x92, pitch, 0x50)), bytes((0x82, pitch, 0))):
        musician.play(data)
        time.sleep(0.1)
