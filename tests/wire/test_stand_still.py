"""What wire does when it wakes after it stood still."""

import pytest
from wire.studio import OFF, ON, Studio

from jamd.music.channel_messages import note_off
from jamd.music.events import Heard, Notice
from jamd.wire.shared_state import SharedState


@pytest.fixture
def stopped(studio: Studio) -> Studio:
    """A wire that was stopped while a key was down."""
    studio.begin()
    studio.connect("stage")
    studio.play(ON)
    return studio


def test_it_says_so_and_lets_go_of_what_thru_holds(stopped: Studio) -> None:
    stage = stopped.connect("stage")
    stopped.wire._stand_still.waited(2.53)
    (notice,) = stage.told(Notice)
    assert notice.text == "wire stood still for 2.5 s: what you played meanwhile is lost"
    assert stopped.out.sent[-1] == OFF
    assert stage.told(Heard)[-1].data == OFF


def test_it_says_the_last_offs_again_for_a_while_since_jack_may_lose_the_first(stopped: Studio) -> None:
    state = SharedState(stopped.folder / "memory")
    state.note_on(9 * 128 + 51, 80)
    state.note_off(9 * 128 + 51)
    stopped.wire._stand_still.waited(1.0)
    for _ in range(9):
        stopped.wire._stand_still.waited(0.0)
    assert stopped.out.sent.count(note_off(10, 51)) == 5


def test_a_short_delay_is_nothing(stopped: Studio) -> None:
    sent = len(stopped.out.sent)
    stopped.wire._stand_still.waited(0.1)
    assert len(stopped.out.sent) == sent
