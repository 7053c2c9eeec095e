"""A tune over real ports, in an order of solos, led as it plays: it is where a musician counts it, and ends with the
head out."""

from live.conftest import Start
from live.evening import FLAGS, play
from live.keyboardist import Keyboardist


def test_a_tune_is_led_through_its_solos_to_the_head_out_and_ends(start: Start, musician: Keyboardist) -> None:
    daemon = start(*FLAGS)
    musician.plug_in()
    found = play(daemon, musician, 5)
    assert (found.wrong, found.wrong_endings, found.in_drum_solos) == ([], [], 0)
    assert found.tunes_ended == 1
    assert found.states > 20
