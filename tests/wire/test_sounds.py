"""Who is told to the synth: the parts that play, and no others."""

from pathlib import Path

from wire.fakes import FakePorts

from jamd.music.channel_messages import program_change
from jamd.music.events import Plan
from jamd.music.time.notes import BandPart, Note, Tick
from jamd.wire.output import Output
from jamd.wire.shared_state import SharedState
from jamd.wire.sounds import Sounds

PIANO, BASS = program_change(1, 5), program_change(2, 33)


class Synth(FakePorts):
    """What it has been told, and a band that tells it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.sounds = Sounds(Output(self, SharedState(folder / "memory")), {"piano": 1, "bass": 2}, self.programs())

    @staticmethod
    def programs() -> dict[BandPart, int]:
        return {"piano": 5, "bass": 33}

    def hears(self, running: bool, *playing: BandPart) -> list[bytes]:
        """What a plan adds in which only these parts have notes."""
        notes = (Note(Tick(0), 40, Tick(960), 80),)
        before = len(self.carried)
        parts: tuple[BandPart, ...] = ("piano", "bass")
        self.sounds.plan(Plan(Tick(0), Tick(960), {part: notes if part in playing else () for part in parts}), running)
        return self.carried[before:]


def test_a_part_that_is_switched_off_has_no_sound(tmp_path: Path) -> None:
    synth = Synth(tmp_path)
    assert synth.hears(False, "piano") == [PIANO]
    synth.sounds.choose()
    assert synth.carried == [PIANO, PIANO]


def test_a_part_that_comes_in_later_has_its_sound_once(tmp_path: Path) -> None:
    synth = Synth(tmp_path)
    synth.hears(True, "piano")
    assert synth.hears(True, "piano", "bass") == [BASS]
    assert synth.hears(True, "piano") == []
    assert synth.hears(True, "bass") == []  # after a rest


def test_a_part_that_was_switched_off_while_nothing_plays_is_forgotten(tmp_path: Path) -> None:
    synth = Synth(tmp_path)
    synth.hears(False, "piano", "bass")
    assert synth.hears(False, "piano") == []
    assert synth.hears(True, "bass") == [BASS]
