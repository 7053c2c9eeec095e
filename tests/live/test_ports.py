"""The file that touches the driver, on a real one."""

import subprocess
import sys
import threading

from live.keyboardist import Keyboardist

CLOSING_UNDER_FIRE = """
import random, time
from jamd.wire.guest_ports import GuestPorts
for _ in range(15):
    guest = GuestPorts("jack")
    guest.listen_to("keyboardist:keys", lambda ns, data: None)
    end = time.monotonic() + random.uniform(0.01, 0.03)
    while time.monotonic() < end:
        sum(range(200))  # holds the interpreter's lock, so that callbacks wait for it
    guest.close()
print("closed")
"""


def test_an_input_closes_while_messages_pour_in(musician: Keyboardist) -> None:
    """JACK kills the driver's thread on closing: with a callback on it that waits, the process hung or crashed."""
    over = threading.Event()

    def pour() -> None:
        while not over.wait(0.0005):
            musician.play(bytes((0x90, 60, 1)))

    pouring = threading.Thread(target=pour)
    pouring.start()
    try:
        run = subprocess.run(
            [sys.executable, "-c", CLOSING_UNDER_FIRE], capture_output=True, text=True, timeout=90, check=False
        )
    finally:
        over.set()
        pouring.join()
    assert (run.returncode, run.stdout) == (0, "closed\n"), run.stderr
